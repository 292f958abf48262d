//! Unary-Get-Request: a call without side effects as an HTTP GET, which caches understand.
//!
//! The message stands in the query. What a POST says in content headers the query says too; the timeout
//! stays a header, so that equal calls have equal URLs.

use bytes::Bytes;
use http::{HeaderMap, header, request};

use super::{
    CallHead, Protocols, Refusal, RequestHead, Wire, connect, content_type, meta,
    percent::{self, Plus},
};
use crate::{
    base64, codec::Codec, compression::Compression, error::ConnectError, payload::Payload,
    spec::Spec,
};

/// Writes the query of a call, keys in the order that the specification recommends for caches: connect,
/// base64, compression, encoding, message.
///
/// Binary and compressed messages go as URL-safe base64 without padding, JSON percent-encoded.
pub(crate) fn write_query(codec: Codec, compression: Compression, message: &[u8]) -> String {
    let text = codec == Codec::Json && compression == Compression::Identity;
    let mut out = String::with_capacity(64 + message.len() * 4 / 3);
    out.push_str("connect=v1");
    if !text {
        out.push_str("&base64=1");
    }
    if compression != Compression::Identity {
        out.push_str("&compression=");
        out.push_str(compression.name());
    }
    out.push_str("&encoding=");
    out.push_str(codec.name());
    out.push_str("&message=");
    match text {
        true => percent::encode(message, &mut out),
        false => out.push_str(&base64::url_safe(message)),
    }
    out
}

/// Writes the headers: none that speak of content, for there is none.
pub(crate) fn write_headers(call: &CallHead<'_>) -> HeaderMap {
    let mut out = HeaderMap::with_capacity(8);
    connect::write_common(call, &mut out);
    meta::insert_accept(&mut out, header::ACCEPT_ENCODING, call);
    out
}

/// Reads the head of a GET, message included.
///
/// # Errors
/// 415 for a codec that is unknown or missing, or if a body is announced; `invalid_argument` for a query
/// that cannot be read, `unimplemented` for an unknown compression.
pub(crate) fn read_request(
    parts: &request::Parts,
    spec: Spec,
    protocols: Protocols,
    require_version: bool,
) -> Result<RequestHead, Refusal> {
    let headers = &parts.headers;
    let has_body = headers
        .get(header::CONTENT_LENGTH)
        .is_some_and(|length| length != "0")
        || headers.contains_key(header::TRANSFER_ENCODING);
    let query = Query::parse(parts.uri.query().unwrap_or_default());
    let codec = query.encoding.and_then(|name| Codec::from_name(&name));
    match codec {
        Some(codec) if !has_body => read_query(headers, &query.rest, codec, require_version)
            .map_err(|err| Refusal::Rpc(Wire::ConnectUnary, codec, err)),
        _ => Err(content_type::unsupported(spec, protocols)),
    }
}

fn read_query(
    headers: &HeaderMap,
    query: &Rest<'_>,
    codec: Codec,
    require_version: bool,
) -> Result<RequestHead, ConnectError> {
    if require_version && query.connect.is_none() {
        return Err(ConnectError::invalid_argument(
            "query parameter connect is missing",
        ));
    }
    if query.connect.is_some_and(|version| version != "v1") {
        return Err(ConnectError::invalid_argument(
            "query parameter connect must be \"v1\"",
        ));
    }
    let compression = match query.compression {
        None | Some("") => Compression::Identity,
        Some(name) => Compression::from_name(name)
            .ok_or_else(|| meta::unknown_compression(&meta::shown(name, 64)))?,
    };
    let message = query
        .message
        .ok_or_else(|| ConnectError::invalid_argument("query parameter message is missing"))?;
    Ok(RequestHead {
        wire: Wire::ConnectUnary,
        codec,
        compression,
        accepted: meta::choose_compression(
            headers,
            &header::ACCEPT_ENCODING,
            Compression::Identity,
        ),
        timeout: connect::read_timeout(headers)?,
        inline: Some(Payload::received(read_message(message, query.base64)?)),
    })
}

/// Either alphabet of base64 is taken, with padding or without.
fn read_message(text: &str, base64: bool) -> Result<Bytes, ConnectError> {
    let broken = |what| ConnectError::invalid_argument(format!("query parameter message {what}"));
    let plus = match base64 {
        true => Plus::Plus,
        false => Plus::Space,
    };
    let bytes = percent::decode(text, plus).ok_or_else(|| broken("is badly escaped"))?;
    if !base64 {
        return Ok(bytes);
    }
    let decoded = base64::decode(&bytes);
    decoded
        .map(Bytes::from)
        .ok_or_else(|| broken("is not base64"))
}

/// The parameters of a GET: the codec, decoded, and the rest as they stand.
struct Query<'a> {
    encoding: Option<String>,
    rest: Rest<'a>,
}

#[derive(Default)]
struct Rest<'a> {
    connect: Option<&'a str>,
    base64: bool,
    compression: Option<&'a str>,
    message: Option<&'a str>,
}

impl<'a> Query<'a> {
    /// Takes the keys in any order, the first of each, and passes over those that it does not know.
    fn parse(text: &'a str) -> Self {
        let mut encoding = None;
        let mut rest = Rest::default();
        for pair in text.split('&') {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            match key {
                "encoding" => encoding = encoding.or(Some(value)),
                "connect" => rest.connect = rest.connect.or(Some(value)),
                "base64" => rest.base64 |= value == "1",
                "compression" => rest.compression = rest.compression.or(Some(value)),
                "message" => rest.message = rest.message.or(Some(value)),
                _ => {}
            }
        }
        let encoding = encoding
            .and_then(|text| percent::decode(text, Plus::Space))
            .and_then(|bytes| String::from_utf8(bytes.into()).ok());
        Query { encoding, rest }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        code::Code,
        spec::{IdempotencyLevel, StreamType},
    };

    fn read(query: &str) -> Result<RequestHead, Refusal> {
        let uri = format!("/a.B/C?{query}");
        let (parts, ()) = http::Request::get(uri)
            .body(())
            .expect("a uri")
            .into_parts();
        let spec = Spec::new("/a.B/C", StreamType::Unary, IdempotencyLevel::NoSideEffects);
        read_request(&parts, spec, Protocols::ALL, false)
    }

    #[test]
    fn query_is_written_in_the_recommended_order() {
        assert_eq!(
            write_query(Codec::Proto, Compression::Identity, &[0xFB, 0xFF, 1]),
            "connect=v1&base64=1&encoding=proto&message=-_8B"
        );
        assert_eq!(
            write_query(Codec::Json, Compression::Identity, br#"{"a":1}"#),
            "connect=v1&encoding=json&message=%7B%22a%22%3A1%7D"
        );
        #[cfg(feature = "gzip")]
        assert_eq!(
            write_query(Codec::Json, Compression::Gzip, &[0x1F]),
            "connect=v1&base64=1&compression=gzip&encoding=json&message=Hw"
        );
    }

    #[test]
    fn message_is_read_in_either_base64_alphabet_with_and_without_padding() {
        let rows: [(&str, &[u8]); 8] = [
            ("base64=1&encoding=proto&message=-_8", &[0xFB, 0xFF]),
            ("base64=1&encoding=proto&message=-_8=", &[0xFB, 0xFF]),
            ("base64=1&encoding=proto&message=%2B/8", &[0xFB, 0xFF]),
            ("base64=1&encoding=proto&message=+/8%3D", &[0xFB, 0xFF]),
            ("message=%7B%7D&x=1&encoding=json&connect=v1", b"{}"),
            ("encoding=json&message={%22a%22:+1}", br#"{"a": 1}"#),
            ("base64=0&encoding=json&message=AA", b"AA"),
            ("encoding=proto&message=", b""),
        ];
        for (query, want) in rows {
            let head = read(query).expect(query);
            assert_eq!(head.inline.expect("inline").as_slice(), want, "{query}");
        }
    }

    #[test]
    fn query_that_cannot_be_read_is_invalid_argument() {
        let rows = [
            "encoding=proto",
            "base64=1&encoding=proto&message=!!!",
            "encoding=json&message=%zz",
            "connect=v2&encoding=json&message={}",
        ];
        for query in rows {
            match read(query) {
                Err(Refusal::Rpc(Wire::ConnectUnary, _, err)) => {
                    assert_eq!(err.code(), Code::InvalidArgument, "{query}");
                }
                other => panic!("{query}: {other:?}"),
            }
        }
    }

    #[test]
    fn unknown_codec_of_a_get_is_415() {
        for query in ["", "message={}", "encoding=yaml&message=a"] {
            match read(query) {
                Err(Refusal::Http(status, _)) => assert_eq!(status, 415, "{query}"),
                other => panic!("{query}: {other:?}"),
            }
        }
    }
}
