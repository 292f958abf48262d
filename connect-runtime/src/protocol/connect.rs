//! The Connect protocol by POST: heads of unary calls and streams, the JSON of errors and ends.
//!
//! Section names are those of the Connect protocol reference. GET requests are in
//! [`connect_get`](super::connect_get).

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, response};

use super::{CallHead, End, RequestHead, ResponseHead, Wire, content_type, json, meta};
use crate::{
    code::Code, codec::Codec, compression::Compression, error::ConnectError, metadata::Metadata,
};

/// Connect-Protocol-Version → "connect-protocol-version" "1"
pub(crate) const PROTOCOL_VERSION: HeaderName = HeaderName::from_static("connect-protocol-version");
/// Connect-Timeout-Ms → "connect-timeout-ms" Milliseconds
pub(crate) const TIMEOUT_MS: HeaderName = HeaderName::from_static("connect-timeout-ms");
/// Streaming-Content-Encoding → "connect-content-encoding" Content-Coding
const CONTENT_ENCODING: HeaderName = HeaderName::from_static("connect-content-encoding");
/// Streaming-Accept-Encoding → "connect-accept-encoding" Content-Coding *("," Content-Coding)
pub(super) const ACCEPT_ENCODING: HeaderName = HeaderName::from_static("connect-accept-encoding");

/// Trailing-Metadata of a unary response → "trailer-" *
const TRAILER_PREFIX: &str = "trailer-";

// Unary-Request

pub(crate) fn write_unary_request(call: &CallHead<'_>) -> HeaderMap {
    let mut out = start_request(call);
    if call.compression != Compression::Identity {
        let value = meta::compression_value(call.compression);
        out.insert(header::CONTENT_ENCODING, value);
    }
    meta::insert_accept(&mut out, header::ACCEPT_ENCODING, call);
    out
}

/// # Errors
/// `invalid_argument` for another protocol version or a bad timeout, `unimplemented` for a compression
/// that is not compiled in.
pub(crate) fn read_unary_request(
    headers: &HeaderMap,
    codec: Codec,
    require_version: bool,
) -> Result<RequestHead, ConnectError> {
    if require_version && !headers.contains_key(PROTOCOL_VERSION) {
        return Err(ConnectError::invalid_argument(
            "connect-protocol-version is missing",
        ));
    }
    let (content, accept) = (header::CONTENT_ENCODING, header::ACCEPT_ENCODING);
    read_request(Wire::ConnectUnary, headers, codec, &content, &accept)
}

// Streaming-Request

pub(crate) fn write_stream_request(call: &CallHead<'_>) -> HeaderMap {
    let mut out = start_request(call);
    if call.compression != Compression::Identity {
        let value = meta::compression_value(call.compression);
        out.insert(CONTENT_ENCODING, value);
    }
    meta::insert_accept(&mut out, ACCEPT_ENCODING, call);
    // Envelopes are compressed one by one; nothing between here and there may compress the whole.
    let identity = HeaderValue::from_static("identity");
    out.insert(header::ACCEPT_ENCODING, identity);
    out
}

/// # Errors
/// As [`read_unary_request`].
pub(crate) fn read_stream_request(
    headers: &HeaderMap,
    codec: Codec,
) -> Result<RequestHead, ConnectError> {
    let (content, accept) = (CONTENT_ENCODING, ACCEPT_ENCODING);
    read_request(Wire::ConnectStream, headers, codec, &content, &accept)
}

fn start_request(call: &CallHead<'_>) -> HeaderMap {
    let mut out = HeaderMap::with_capacity(8);
    write_common(call, &mut out);
    let content_type = content_type::write(call.wire, call.codec);
    out.insert(header::CONTENT_TYPE, content_type);
    out.insert(PROTOCOL_VERSION, HeaderValue::from_static("1"));
    out
}

/// What a POST and a GET both carry: the caller's headers, who calls, how long it may take.
pub(super) fn write_common(call: &CallHead<'_>, out: &mut HeaderMap) {
    call.headers.write_to(out);
    meta::insert_user_agent(out);
    if let Some(value) = call.timeout.and_then(meta::format_timeout_ms) {
        out.insert(TIMEOUT_MS, value);
    }
}

fn read_request(
    wire: Wire,
    headers: &HeaderMap,
    codec: Codec,
    content_encoding: &HeaderName,
    accept_encoding: &HeaderName,
) -> Result<RequestHead, ConnectError> {
    if headers
        .get(PROTOCOL_VERSION)
        .is_some_and(|version| version != "1")
    {
        return Err(ConnectError::invalid_argument(
            "connect-protocol-version must be \"1\"",
        ));
    }
    let compression = meta::read_compression(headers, content_encoding, Compression::enabled())
        .map_err(|name| meta::unknown_compression(&name))?;
    Ok(RequestHead {
        wire,
        codec,
        compression,
        accepted: meta::choose_compression(headers, accept_encoding, compression),
        timeout: read_timeout(headers)?,
        inline: None,
    })
}

pub(super) fn read_timeout(
    headers: &HeaderMap,
) -> Result<Option<std::time::Duration>, ConnectError> {
    let value = headers.get(TIMEOUT_MS);
    value.map(meta::parse_timeout_ms).transpose()
}

// Unary-Response

pub(crate) fn write_unary_response(
    codec: Codec,
    compression: Compression,
    headers: &Metadata,
    trailers: &Metadata,
) -> HeaderMap {
    let mut out = HeaderMap::with_capacity(4);
    headers.write_to(&mut out);
    let content_type = content_type::write(Wire::ConnectUnary, codec);
    out.insert(header::CONTENT_TYPE, content_type);
    if compression != Compression::Identity {
        let value = meta::compression_value(compression);
        out.insert(header::CONTENT_ENCODING, value);
    }
    write_trailers(trailers, &mut out);
    out
}

/// # Errors
/// `unknown` for a foreign content type, `internal` for another codec or a compression that was not
/// offered. A status other than 200 is no error yet: the body may say more.
pub(crate) fn read_unary_response(
    codec: Codec,
    accept: &[Compression],
    parts: response::Parts,
) -> Result<ResponseHead, ConnectError> {
    let error = (parts.status != StatusCode::OK).then_some(parts.status);
    let content_type = content_type::check(Wire::ConnectUnary, codec, &parts.headers);
    let compression =
        meta::read_response_compression(&parts.headers, &header::CONTENT_ENCODING, accept);
    let (headers, trailers) = split_trailers(parts.headers);
    if error.is_some() {
        let compression = compression.unwrap_or(Compression::Identity);
        return Ok(ResponseHead {
            headers,
            trailers,
            compression,
            error,
            end: None,
        });
    }
    content_type?;
    Ok(ResponseHead {
        headers,
        trailers,
        compression: compression?,
        error,
        end: None,
    })
}

/// Trailers stand in the head, each with a prefix.
fn write_trailers(trailers: &Metadata, out: &mut HeaderMap) {
    let mut plain = HeaderMap::new();
    trailers.write_to(&mut plain);
    for (name, value) in &plain {
        let name = [TRAILER_PREFIX, name.as_str()].concat();
        if let Ok(name) = HeaderName::try_from(name) {
            let _ = out.try_append(name, value.clone());
        }
    }
}

fn split_trailers(all: HeaderMap) -> (Metadata, Metadata) {
    let is_trailer = |name: &HeaderName| name.as_str().starts_with(TRAILER_PREFIX);
    if !all.keys().any(is_trailer) {
        return (all.into(), Metadata::new());
    }
    let (mut headers, mut trailers) = (HeaderMap::new(), HeaderMap::new());
    for (name, value) in &all {
        let _ = match name.as_str().strip_prefix(TRAILER_PREFIX) {
            Some(bare) => match HeaderName::try_from(bare) {
                Ok(bare) => trailers.try_append(bare, value.clone()),
                Err(_) => continue,
            },
            None => headers.try_append(name, value.clone()),
        };
    }
    (headers.into(), trailers.into())
}

// Error: the body of a unary response that failed

pub(crate) fn write_unary_error(mut err: ConnectError) -> (StatusCode, HeaderMap, Bytes) {
    let mut out = HeaderMap::with_capacity(4);
    let response = err.take_response();
    response.headers.write_to(&mut out);
    err.metadata().write_to(&mut out);
    write_trailers(&response.trailers, &mut out);
    out.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    let mut body = Vec::with_capacity(64);
    json::write_error(&err, &mut body);
    (err.code().http_status(), out, body.into())
}

/// The body wins over the status; where it says nothing usable, the status decides.
///
/// "Error": clients infer the code from the HTTP status if the body has none.
pub(crate) fn read_unary_error(
    status: StatusCode,
    headers: &Metadata,
    trailers: Metadata,
    body: &[u8],
) -> ConnectError {
    let inferred = Code::from_http_status(status);
    let is_json = content_type::is(headers.as_http(), "application/json");
    let read = is_json.then(|| json::read_error(body, inferred)).flatten();
    let mut metadata = headers.clone();
    metadata.extend(&trailers);
    read.unwrap_or_else(|| ConnectError::new(inferred, format!("http status {status}")))
        .with_metadata(metadata)
        .into_remote()
}

// Streaming-Response

pub(crate) fn write_stream_response(
    codec: Codec,
    compression: Compression,
    headers: &Metadata,
) -> HeaderMap {
    let mut out = HeaderMap::with_capacity(4);
    headers.write_to(&mut out);
    let content_type = content_type::write(Wire::ConnectStream, codec);
    out.insert(header::CONTENT_TYPE, content_type);
    if compression != Compression::Identity {
        let value = meta::compression_value(compression);
        out.insert(CONTENT_ENCODING, value);
    }
    out
}

/// # Errors
/// What the status stands for if it is not 200; else as [`read_unary_response`].
pub(crate) fn read_stream_response(
    codec: Codec,
    accept: &[Compression],
    parts: response::Parts,
) -> Result<ResponseHead, ConnectError> {
    if parts.status != StatusCode::OK {
        return Err(meta::http_error(parts));
    }
    content_type::check(Wire::ConnectStream, codec, &parts.headers)?;
    let compression = meta::read_response_compression(&parts.headers, &CONTENT_ENCODING, accept)?;
    Ok(ResponseHead {
        headers: parts.headers.into(),
        trailers: Metadata::new(),
        compression,
        error: None,
        end: None,
    })
}

// EndStreamResponse

/// The JSON of an end, after room for an envelope's prefix.
pub(crate) fn write_end_stream(end: End) -> Vec<u8> {
    let mut out = Vec::with_capacity(64);
    out.resize(crate::payload::Payload::ROOM, 0);
    match end {
        End::Ok(trailers) if trailers.is_empty() => out.extend_from_slice(b"{}"),
        End::Ok(trailers) => json::write_end(None, &trailers, &mut out),
        End::Err(mut err) => {
            let mut trailers = err.take_response().trailers;
            trailers.extend(err.metadata());
            json::write_end(Some(&err), &trailers, &mut out);
        }
    }
    out
}

/// # Errors
/// `internal` if it is not a JSON object.
pub(crate) fn read_end_stream(data: &[u8]) -> Result<End, ConnectError> {
    if data == b"{}" {
        return Ok(End::Ok(Metadata::new()));
    }
    let broken = || ConnectError::internal("the end of stream message is not a json object");
    let (error, trailers) = json::read_end(data).ok_or_else(broken)?;
    Ok(match error {
        None => End::Ok(trailers),
        Some(err) => End::Err(err.with_metadata(trailers).into_remote()),
    })
}
