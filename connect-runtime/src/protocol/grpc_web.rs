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
        let accept = content_type::write(call.wire, call.codec);
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
    let mut fields = Vec::new();
    for line in data.split(|&byte| byte == b'\n') {
        let line = line.trim_ascii();
        if line.is_empty() {
            continue;
        }
        let colon = line.iter().position(|&byte| byte == b':');
        let (name, value) = line.split_at(colon.ok_or_else(broken)?);
        let name = HeaderName::from_bytes(name.trim_ascii()).map_err(|_| broken())?;
        let value = HeaderValue::from_bytes(value[1..].trim_ascii()).map_err(|_| broken())?;
        fields.push((name, value));
    }
    // The status before all else, for a map that is full stays as it is.
    fields.sort_by_key(|(name, _)| !name.as_str().starts_with("grpc-"));
    let mut trailers = HeaderMap::new();
    for (name, value) in fields {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{code::Code, metadata::Metadata};

    #[test]
    fn trailers_are_lines_of_lower_case_names_without_an_empty_one_behind_them() {
        let mut metadata = Metadata::new();
        for (name, value) in [("X-A", "1"), ("x-a", "2"), ("x-b-bin", "+w")] {
            metadata.append(name, value).expect("a header");
        }
        let rows = [
            (End::Ok(Metadata::new()), "grpc-status: 0\r\n"),
            (
                End::Ok(metadata.clone()),
                "x-a: 1\r\nx-a: 2\r\nx-b-bin: +w\r\ngrpc-status: 0\r\n",
            ),
            (
                End::Err(ConnectError::aborted("a\r\nb: \u{fc}").with_metadata(metadata)),
                "x-a: 1\r\nx-a: 2\r\nx-b-bin: +w\r\ngrpc-status: 10\r\ngrpc-message: a%0D%0Ab: %C3%BC\r\n",
            ),
        ];
        for (end, want) in rows {
            let out = write_trailers(end);
            assert_eq!(out[..Payload::ROOM], [0; Payload::ROOM]);
            assert_eq!(String::from_utf8_lossy(&out[Payload::ROOM..]), want);
        }
    }

    #[test]
    fn trailers_are_read_however_they_are_spelled() {
        let good = [
            "grpc-status: 10\r\ngrpc-message: m\r\nx-a: 1\r\nx-a: 2\r\n",
            "grpc-status:10\r\ngrpc-message:m\r\nx-a:1\r\nx-a:2\r\n",
            "Grpc-Status: 10\r\nGRPC-MESSAGE: m\r\nX-A: 1\r\nx-A: 2\r\n",
            "grpc-status: 10\ngrpc-message: m\nx-a: 1\nx-a: 2\n",
            "x-a: 1\r\nx-a: 2\r\ngrpc-status: 10\r\ngrpc-message: m",
            "\r\ngrpc-status: 10\r\n\r\ngrpc-message: m\r\nx-a: 1\r\nx-a: 2\r\n\r\n",
            "grpc-status \t:\t 10 \r\ngrpc-message:   m\t\r\nx-a: 1\r\nx-a : 2\r\n",
        ];
        for text in good {
            let Ok(End::Err(err)) = read_trailers(text.as_bytes()) else {
                panic!("{text:?} is an error that is well told");
            };
            assert_eq!(
                (err.code(), err.message()),
                (Code::Aborted, "m"),
                "{text:?}"
            );
            let all: Vec<_> = err.metadata().get_all("x-a").collect();
            assert_eq!((all, err.metadata().len()), (vec!["1", "2"], 2), "{text:?}");
        }
        // What is no text is a value all the same, and only the first colon ends a name.
        let odd = read_trailers(b"grpc-status: 0\r\nx-a: \xFF\r\nx-b: c: d\r\nx-c:\r\n");
        let Ok(End::Ok(trailers)) = odd else {
            panic!("{odd:?}");
        };
        assert_eq!(trailers.as_http()["x-a"], b"\xFF"[..]);
        assert_eq!(trailers.get("x-b"), Some("c: d"));
        assert_eq!(trailers.get("x-c"), Some(""));
        // No status is an error, and none that the bytes are to blame for.
        for text in ["", "\r\n", "x-a: 1\r\n"] {
            let Ok(End::Err(err)) = read_trailers(text.as_bytes()) else {
                panic!("{text:?} has no status");
            };
            assert_eq!(err.code(), Code::Unknown, "{text:?}");
        }
    }

    #[test]
    fn trailers_that_are_no_headers_are_internal() {
        let bad: [&[u8]; 8] = [
            b"grpc-status 0\r\n",
            b": 0\r\n",
            b"grpc status: 0\r\n",
            b"grpc-status: 0\r\nx\r\n",
            b"grpc-status: 0\rx-a: 1\r\n",
            b"grpc-status: 0\r\nx-a: a\0b\r\n",
            b"\xFF: 0\r\n",
            b"{\"error\":{}}",
        ];
        for data in bad {
            let err = read_trailers(data).expect_err("no headers");
            assert_eq!(err.code(), Code::Internal, "{}", data.escape_ascii());
        }
    }

    #[test]
    fn trailers_without_end_do_no_harm_and_hide_no_status() {
        let many: String = (0..40_000).map(|n| format!("x-{n}: v\r\n")).collect();
        let status = "grpc-status: 10\r\n";
        for text in [[status, &many].concat(), [&many, status].concat()] {
            let Ok(End::Err(err)) = read_trailers(text.as_bytes()) else {
                panic!("the status is there");
            };
            assert_eq!(err.code(), Code::Aborted);
            assert!(err.metadata().len() > 20_000);
        }
    }

    /// Every piece that a decoder gives for these, or `None` where it refuses.
    fn decoded<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Option<Vec<u8>> {
        let mut decoder = TextDecoder::default();
        let mut out = Vec::new();
        for piece in pieces {
            out.extend_from_slice(&decoder.decode(piece)?);
        }
        out.extend_from_slice(&decoder.finish()?);
        Some(out)
    }

    #[test]
    fn text_is_decoded_wherever_it_is_cut() {
        let plain: Vec<u8> = (0..=255).collect();
        for len in [0, 1, 2, 3, 4, 5, 30, 31, 256] {
            let plain = &plain[..len];
            let text = encode_text(plain);
            for cut in 0..=text.len() {
                let (head, tail) = text.split_at(cut);
                assert_eq!(
                    decoded([head, tail]).as_deref(),
                    Some(plain),
                    "{len}, {cut}"
                );
            }
            assert_eq!(decoded(text.chunks(1)).as_deref(), Some(plain), "{len}");
            assert_eq!(decoded(text.chunks(3)).as_deref(), Some(plain), "{len}");
        }
    }

    #[test]
    fn text_may_be_padded_wherever_a_piece_of_it_ends() {
        // Pieces of every length, so that each but every third is padded.
        let pieces: Vec<Vec<u8>> = (0..20).map(|len| vec![len as u8; len]).collect();
        let plain = pieces.concat();
        let text = pieces
            .iter()
            .map(|piece| encode_text(piece))
            .collect::<Vec<_>>()
            .concat();
        for cut in 0..=text.len() {
            let (head, tail) = text.split_at(cut);
            assert_eq!(decoded([head, tail]), Some(plain.clone()), "cut at {cut}");
        }
        assert_eq!(decoded(text.chunks(1)), Some(plain.clone()));
        // The last may lack its padding, and either alphabet will do.
        for text in ["+/8", "+/8=", "-_8", "AAAA+/8"] {
            let read = decoded([text.as_bytes()]).expect("base64");
            assert!(read.ends_with(&[0xFB, 0xFF]), "{text}");
        }
    }

    #[test]
    fn text_that_is_not_base64_is_refused_wherever_it_is_cut() {
        for text in [
            "!!!!", "AA A", "A===", "====", "AA=A", "AAAAA", "AAAA=", "AA==A", "\u{fc}AA",
        ] {
            let text = text.as_bytes();
            for cut in 0..=text.len() {
                let (head, tail) = text.split_at(cut);
                assert_eq!(
                    decoded([head, tail]),
                    None,
                    "{}, {cut}",
                    text.escape_ascii()
                );
            }
        }
    }

    #[test]
    fn what_can_be_decoded_is_not_held_back() {
        let mut decoder = TextDecoder::default();
        let text = encode_text(b"hat\x01");
        assert_eq!(decoder.decode(&text[..4]).as_deref(), Some(&b"hat"[..]));
        assert_eq!(decoder.decode(&text[4..7]).as_deref(), Some(&b""[..]));
        assert_eq!(decoder.decode(&text[7..]).as_deref(), Some(&b"\x01"[..]));
        assert_eq!(decoder.finish().as_deref(), Some(&b""[..]));
    }
}
