//! gRPC over HTTP/2: heads, the timeout, and the status that stands in trailers.
//!
//! Section names are those of the specification "gRPC over HTTP2". gRPC-Web has the same heads and the same
//! status; where it puts the latter is in [`grpc_web`](super::grpc_web).

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, response};

use super::{CallHead, End, RequestHead, ResponseHead, Wire, content_type, meta, percent};
use crate::{
    base64,
    code::Code,
    codec::Codec,
    compression::Compression,
    error::{ConnectError, ErrorDetail},
    message::Message as _,
    metadata::Metadata,
    types::{protobuf::Any, rpc::Status},
};

/// Timeout → "grpc-timeout" TimeoutValue TimeoutUnit
const TIMEOUT: HeaderName = HeaderName::from_static("grpc-timeout");
/// Message-Encoding → "grpc-encoding" Content-Coding
const ENCODING: HeaderName = HeaderName::from_static("grpc-encoding");
/// Message-Accept-Encoding → "grpc-accept-encoding" Content-Coding *("," Content-Coding)
pub(super) const ACCEPT_ENCODING: HeaderName = HeaderName::from_static("grpc-accept-encoding");
/// Status → "grpc-status" 1*DIGIT
const STATUS: HeaderName = HeaderName::from_static("grpc-status");
/// Status-Message → "grpc-message" Percent-Encoded
const MESSAGE: HeaderName = HeaderName::from_static("grpc-message");
/// Status-Details → "grpc-status-details-bin" base64 of a google.rpc.Status
const DETAILS: HeaderName = HeaderName::from_static("grpc-status-details-bin");

/// What comes before the name of a detail's message in the type URL of an `Any`.
const TYPE_URL_PREFIX: &str = "type.googleapis.com/";

/// As much of a peer's message as is kept, in bytes.
const MESSAGE_MAX_BYTES: usize = 16 * 1024;

// Request-Headers

/// TE → "te" "trailers": "used to detect incompatible proxies".
pub(crate) fn write_http2_request(call: &CallHead<'_>) -> HeaderMap {
    let mut out = write_request(call);
    out.insert(header::TE, HeaderValue::from_static("trailers"));
    out
}

/// What gRPC-Web has of it too.
pub(crate) fn write_request(call: &CallHead<'_>) -> HeaderMap {
    let mut out = HeaderMap::with_capacity(8);
    call.headers.write_to(&mut out);
    meta::insert_user_agent(&mut out);
    let content_type = HeaderValue::from_static(content_type::write(call.wire, call.codec));
    out.insert(header::CONTENT_TYPE, content_type);
    if let Some(value) = call.timeout.and_then(format_timeout) {
        out.insert(TIMEOUT, value);
    }
    if call.compression != Compression::Identity {
        let value = meta::compression_value(call.compression);
        out.insert(ENCODING, value);
    }
    meta::insert_accept(&mut out, ACCEPT_ENCODING, call);
    out
}

/// # Errors
/// `invalid_argument` for a bad timeout, `unimplemented` for a compression that is not compiled in.
pub(crate) fn read_request(
    wire: Wire,
    headers: &HeaderMap,
    codec: Codec,
) -> Result<RequestHead, ConnectError> {
    let compression = meta::read_compression(headers, &ENCODING, Compression::enabled())
        .map_err(|name| meta::unknown_compression(&name))?;
    Ok(RequestHead {
        wire,
        codec,
        compression,
        accepted: meta::choose_compression(headers, &ACCEPT_ENCODING, compression),
        timeout: headers.get(TIMEOUT).map(parse_timeout).transpose()?,
        inline: None,
    })
}

// Timeout

/// TimeoutUnit, the finest first, with its length in nanoseconds.
const UNITS: [(u8, u128); 6] = [
    (b'n', 1),
    (b'u', 1_000),
    (b'm', 1_000_000),
    (b'S', 1_000_000_000),
    (b'M', 60 * 1_000_000_000),
    (b'H', 3600 * 1_000_000_000),
];

/// TimeoutValue → {positive integer as ASCII string of at most 8 digits}
const MAX_VALUE: u128 = 99_999_999;

/// Parses one to eight digits and a unit.
///
/// # Errors
/// `invalid_argument` for anything else. A caller whose limit was not understood must not get unlimited
/// time.
fn parse_timeout(value: &HeaderValue) -> Result<Duration, ConnectError> {
    let invalid = || {
        ConnectError::invalid_argument("invalid timeout: expected one to eight digits and a unit")
    };
    let (unit, digits) = value.as_bytes().split_last().ok_or_else(invalid)?;
    let (_, length) = UNITS
        .iter()
        .find(|(name, _)| name == unit)
        .ok_or_else(invalid)?;
    if digits.is_empty() || digits.len() > 8 || !digits.iter().all(u8::is_ascii_digit) {
        return Err(invalid());
    }
    let count = digits
        .iter()
        .fold(0, |count, digit| count * 10 + u128::from(digit - b'0'));
    let nanos = count * length;
    let (secs, nanos) = (nanos / 1_000_000_000, nanos % 1_000_000_000);
    Ok(Duration::new(secs as u64, nanos as u32))
}

/// Formats in the finest unit in which the value fits; `None` for a timeout too long for any, which is as good
/// as none.
///
/// What is finer than the unit is cut off, never rounded up, so that the deadline is not extended.
fn format_timeout(timeout: Duration) -> Option<HeaderValue> {
    let nanos = timeout.as_nanos();
    let (unit, length) = UNITS
        .iter()
        .find(|(_, length)| nanos / length <= MAX_VALUE)?;
    let text = format!("{}{}", nanos / length, char::from(*unit));
    HeaderValue::try_from(text).ok()
}

// Response-Headers

pub(crate) fn write_response(
    wire: Wire,
    codec: Codec,
    compression: Compression,
    headers: &Metadata,
) -> HeaderMap {
    let mut out = HeaderMap::with_capacity(4);
    headers.write_to(&mut out);
    let content_type = HeaderValue::from_static(content_type::write(wire, codec));
    out.insert(header::CONTENT_TYPE, content_type);
    if compression != Compression::Identity {
        let value = meta::compression_value(compression);
        out.insert(ENCODING, value);
    }
    out
}

/// # Errors
/// What the status stands for if it is not 200; `unknown` for a foreign content type, `internal` for another
/// codec or a compression that was not offered.
pub(crate) fn read_response(
    wire: Wire,
    codec: Codec,
    accept: &[Compression],
    parts: response::Parts,
) -> Result<ResponseHead, ConnectError> {
    if parts.status != StatusCode::OK {
        return Err(meta::http_error(parts));
    }
    content_type::check(wire, codec, &parts.headers)?;
    let compression = meta::read_response_compression(&parts.headers, &ENCODING, accept)?;
    let end = parts
        .headers
        .contains_key(STATUS)
        .then(|| parts.headers.clone());
    Ok(ResponseHead {
        headers: parts.headers.into(),
        trailers: Metadata::new(),
        compression,
        error: None,
        end,
    })
}

// Trailers-Only → HTTP-Status Content-Type Trailers

/// An error as the whole response: one HEADERS frame.
pub(crate) fn write_trailers_only(
    wire: Wire,
    codec: Codec,
    mut err: ConnectError,
) -> (StatusCode, HeaderMap, Bytes) {
    let headers = err.take_response_headers();
    let mut out = write_response(wire, codec, Compression::Identity, &headers);
    write_status(End::Err(err), &mut out);
    (StatusCode::OK, out, Bytes::new())
}

// Trailers → Status [Status-Message] *Custom-Metadata

/// Writes how the RPC ended, custom metadata included.
pub(crate) fn write_status(end: End, out: &mut HeaderMap) {
    match end {
        End::Ok(trailers) => {
            trailers.write_to(out);
            out.insert(STATUS, HeaderValue::from_static("0"));
        }
        End::Err(mut err) => {
            err.take_response().trailers.write_to(out);
            err.metadata().write_to(out);
            out.insert(STATUS, HeaderValue::from(err.code() as u16));
            let message = percent::encode_message(err.message());
            if let Ok(value) = HeaderValue::try_from(message) {
                out.insert(MESSAGE, value);
            }
            if let Some(value) = format_details(&err) {
                out.insert(DETAILS, value);
            }
        }
    }
}

/// Status-Details, for an error that has details; others say all in the other two.
fn format_details(err: &ConnectError) -> Option<HeaderValue> {
    if err.error_details().is_empty() {
        return None;
    }
    let details = err.error_details().iter().map(|detail| Any {
        type_url: [TYPE_URL_PREFIX, detail.type_name()].concat(),
        value: detail.value().clone(),
        ..Any::default()
    });
    let status = Status {
        code: err.code() as i32,
        message: err.message().to_owned(),
        details: details.collect(),
        ..Status::default()
    };
    HeaderValue::try_from(base64::unpadded(&status.to_proto())).ok()
}

/// Reads how the RPC ended: from trailers, or from the head of a response that has nothing else.
///
/// A status that is missing or no number is `unknown`; a number that no code has too, and the message says
/// which. The specification is silent; connect-go.
pub(crate) fn read_status(mut trailers: HeaderMap) -> End {
    let status = trailers.remove(STATUS);
    let message = trailers.remove(MESSAGE);
    let details = trailers.remove(DETAILS);
    // What stands in a head beside the status.
    trailers.remove(header::CONTENT_TYPE);
    let Some(status) = status else {
        let err = ConnectError::unknown("the trailers of the response have no grpc-status");
        return End::Err(err.with_metadata(trailers.into()).into_remote());
    };
    if status == "0" {
        return End::Ok(trailers.into());
    }
    let mut err = read_error(&status, message.as_ref());
    for detail in details.iter().flat_map(parse_details) {
        err = err.with_detail(detail);
    }
    End::Err(err.with_metadata(trailers.into()).into_remote())
}

fn read_error(status: &HeaderValue, message: Option<&HeaderValue>) -> ConnectError {
    let mut text = message.map_or_else(String::new, |value| {
        percent::decode_message(value.as_bytes())
    });
    if text.len() > MESSAGE_MAX_BYTES {
        let fits = (0..=MESSAGE_MAX_BYTES).rfind(|&at| text.is_char_boundary(at));
        text.truncate(fits.unwrap_or_default());
    }
    let number = status.to_str().ok().and_then(|status| status.parse().ok());
    match number.and_then(Code::from_number) {
        Some(code) => ConnectError::new(code, text),
        None => {
            let shown = meta::shown(&String::from_utf8_lossy(status.as_bytes()), 32);
            ConnectError::unknown(format!("grpc-status \"{shown}\": {text}"))
        }
    }
}

/// The details of a status. What cannot be read is left out: the code and the message are more than nothing.
fn parse_details(value: &HeaderValue) -> Vec<ErrorDetail> {
    let status = base64::decode(value.as_bytes().trim_ascii())
        .and_then(|bytes| Status::from_proto(Bytes::from(bytes)).ok());
    let details = status.map_or_else(Vec::new, |status| status.details);
    details
        .into_iter()
        .map(|detail| ErrorDetail::new(detail.type_url, detail.value))
        .collect()
}
