//! gRPC-Web: the status as the last envelope of the body, and bodies in base64.
//!
//! Section names are those of the specification "gRPC Web". Heads and the status itself are gRPC's, in
//! [`grpc`](super::grpc).

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::{CallHead, End, Wire, content_type, grpc};
use crate::{base64, error::ConnectError, payload::Payload};

/// "8th (MSB) bit of the 1st gRPC frame byte": the envelope holds trailers.
pub(crate) const TRAILERS: u8 = 0b1000_0000;

/// "X-User-Agent" in place of a user agent, which browsers set themselves.
const USER_AGENT: HeaderName = HeaderName::from_static("x-user-agent");
/// What gRPC-Web's own clients send, and some proxies look for.
const GRPC_WEB: HeaderName = HeaderName::from_static("x-grpc-web");

pub(crate) fn write_request(call: &CallHead<'_>) -> HeaderMap {
    let mut out = grpc::write_request(call);
    if let Some(agent) = out.get(http::header::USER_AGENT).cloned() {
        out.entry(USER_AGENT).or_insert(agent);
    }
    out.insert(GRPC_WEB, HeaderValue::from_static("1"));
    if let Wire::GrpcWebText(_) = call.wire {
        // Some proxies answer in the form that is accepted, not in that of the request.
        let accept = HeaderValue::from_static(content_type::write(call.wire, call.codec));
        out.insert(http::header::ACCEPT, accept);
    }
    out
}

// "Trailers ... encoded as HTTP/1 headers without the terminating newline"

/// The trailers of an end, after room for an envelope's prefix.
pub(crate) fn write_trailers(end: End) -> Vec<u8> {
    let mut trailers = HeaderMap::new();
    grpc::write_status(end, &mut trailers);
    let mut out = Vec::with_capacity(64);
    out.resize(Payload::ROOM, 0);
    for (name, value) in &trailers {
        // Neither holds a line break: `http` sees to that.
        out.extend_from_slice(name.as_str().as_bytes());
        out.extend_from_slice(b": ");
        out.extend_from_slice(value.as_bytes());
        out.extend_from_slice(b"\r\n");
    }
    out
}

/// # Errors
/// `internal` if it is not a list of headers.
pub(crate) fn read_trailers(data: &[u8]) -> Result<End, ConnectError> {
    let broken = || ConnectError::internal("the trailers of the response are not http headers");
    let mut trailers = HeaderMap::new();
    for line in data.split(|&byte| byte == b'\n') {
        let line = line.trim_ascii();
        if line.is_empty() {
            continue;
        }
        let colon = line.iter().position(|&byte| byte == b':');
        let (name, value) = line.split_at(colon.ok_or_else(broken)?);
        let name = HeaderName::from_bytes(name.trim_ascii()).map_err(|_| broken())?;
        let value = HeaderValue::from_bytes(value[1..].trim_ascii()).map_err(|_| broken())?;
        // A map that is full stays as it is.
        let _ = trailers.try_append(name, value);
    }
    Ok(grpc::read_status(trailers))
}

// "application/grpc-web-text": the body in base64

/// One piece of a body in base64, padded, so that it can be decoded before the next one comes.
pub(crate) fn encode_text(bytes: &[u8]) -> Bytes {
    let mut out = Vec::with_capacity(bytes.len().div_ceil(3) * 4);
    base64::encode(bytes, &mut out);
    out.into()
}

/// Decodes a body in base64 as it comes, cut anywhere, with padding wherever a piece of it ended.
#[derive(Debug, Default)]
pub(crate) struct TextDecoder {
    /// Characters of a group of four that is not all here.
    kept: [u8; 4],
    kept_len: usize,
}

impl TextDecoder {
    /// The bytes that can be told so far.
    ///
    /// # Errors
    /// `None` if it is not base64.
    pub(crate) fn decode(&mut self, text: &[u8]) -> Option<Bytes> {
        let mut out = BytesMut::with_capacity((self.kept_len + text.len()) / 4 * 3);
        let mut text = text;
        if self.kept_len > 0 {
            let (start, rest) = text.split_at(text.len().min(4 - self.kept_len));
            self.keep(start);
            text = rest;
            if self.kept_len < 4 {
                return Some(out.freeze());
            }
            self.kept_len = 0;
            out.extend_from_slice(&base64::decode(&self.kept)?);
        }
        let (whole, rest) = text.split_at(text.len() / 4 * 4);
        self.keep(rest);
        // Padding ends a piece; between two of them it is not what a decoder expects.
        let padded = |group: &[u8]| group.ends_with(b"=");
        for piece in whole
            .as_chunks::<4>()
            .0
            .split_inclusive(|group| padded(group))
        {
            out.extend_from_slice(&base64::decode(piece.as_flattened())?);
        }
        Some(out.freeze())
    }

    /// What is left at the end of the body: the last group, should its padding be missing.
    ///
    /// # Errors
    /// `None` if it is not base64.
    pub(crate) fn finish(self) -> Option<Bytes> {
        base64::decode(&self.kept[..self.kept_len]).map(Bytes::from)
    }

    fn keep(&mut self, text: &[u8]) {
        self.kept[self.kept_len..][..text.len()].copy_from_slice(text);
        self.kept_len += text.len();
    }
}
