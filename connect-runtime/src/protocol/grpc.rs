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
    let content_type = content_type::write(call.wire, call.codec);
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
    let content_type = content_type::write(wire, codec);
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
    let text = message.map_or_else(String::new, |value| {
        percent::decode_message(value.as_bytes())
    });
    let err = read_error(&status, text, details.as_ref().and_then(parse_details));
    End::Err(err.with_metadata(trailers.into()).into_remote())
}

/// The error that a status stands for. What the details say again is taken from there, unless it is of another
/// code: proxies cut long headers.
fn read_error(status: &HeaderValue, text: String, details: Option<Status>) -> ConnectError {
    let number = status.to_str().ok().and_then(|status| status.parse().ok());
    let Some(code) = number.and_then(Code::from_number) else {
        let shown = meta::shown(&String::from_utf8_lossy(status.as_bytes()), 32);
        let text = shortened(text);
        return ConnectError::unknown(format!("grpc-status \"{shown}\": {text}"));
    };
    let details = details.unwrap_or_default();
    let text = match details.code == code as i32 && !details.message.is_empty() {
        true => details.message,
        false => text,
    };
    let err = ConnectError::new(code, shortened(text));
    let all = details.details.into_iter();
    all.map(|detail| ErrorDetail::new(detail.type_url, detail.value))
        .fold(err, ConnectError::with_detail)
}

fn shortened(mut text: String) -> String {
    if text.len() > MESSAGE_MAX_BYTES {
        let fits = (0..=MESSAGE_MAX_BYTES).rfind(|&at| text.is_char_boundary(at));
        text.truncate(fits.unwrap_or_default());
    }
    text
}

/// The details of a status; `None` where they cannot be read: the code and the message are more than nothing.
fn parse_details(value: &HeaderValue) -> Option<Status> {
    let bytes = base64::decode(value.as_bytes().trim_ascii())?;
    Status::from_proto(Bytes::from(bytes)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Suffix;

    fn value(text: &[u8]) -> HeaderValue {
        HeaderValue::from_bytes(text).expect("a header value")
    }

    #[test]
    fn timeout_is_one_to_eight_digits_and_a_unit() {
        let hour = 3600;
        let good = [
            ("0n", Duration::ZERO),
            ("1n", Duration::from_nanos(1)),
            ("99999999n", Duration::from_nanos(99_999_999)),
            ("1u", Duration::from_micros(1)),
            ("1m", Duration::from_millis(1)),
            ("00001500m", Duration::from_millis(1500)),
            ("1S", Duration::from_secs(1)),
            ("1M", Duration::from_secs(60)),
            ("1H", Duration::from_secs(hour)),
            ("99999999H", Duration::from_secs(99_999_999 * hour)),
        ];
        for (text, want) in good {
            let got = parse_timeout(&value(text.as_bytes()));
            assert_eq!(got.ok(), Some(want), "{text}");
        }
        let bad: [&[u8]; 15] = [
            b"",
            b"S",
            b"1",
            b"1x",
            b"1s",
            b"1h",
            b"-1S",
            b"+1S",
            b"1.5S",
            b"1 S",
            b" 1S",
            b"1S ",
            b"123456789S",
            b"1Sm",
            b"\xFFS",
        ];
        for text in bad {
            let err = parse_timeout(&value(text)).expect_err("bad");
            assert_eq!(err.code(), Code::InvalidArgument, "{text:?}");
        }
    }

    #[test]
    fn timeout_is_written_in_the_finest_unit_that_fits_and_never_longer_than_it_is() {
        let day = 24 * 3600;
        let rows = [
            (Duration::ZERO, Some("0n")),
            (Duration::from_nanos(1), Some("1n")),
            (Duration::from_nanos(99_999_999), Some("99999999n")),
            (Duration::from_nanos(100_000_000), Some("100000u")),
            (Duration::from_nanos(100_000_999), Some("100000u")),
            (Duration::from_micros(99_999_999), Some("99999999u")),
            (Duration::from_nanos(99_999_999_999), Some("99999999u")),
            (Duration::from_secs(100), Some("100000m")),
            (Duration::from_micros(100_000_999), Some("100000m")),
            (Duration::from_secs(100_000), Some("100000S")),
            (Duration::from_millis(100_000_999), Some("100000S")),
            (Duration::from_secs(100_000_019), Some("1666666M")),
            (Duration::from_secs(69_444 * day + 3599), Some("99999419M")),
            (Duration::from_secs(69_445 * day), Some("1666680H")),
            (
                Duration::from_secs(99_999_999 * 3600 + 3599),
                Some("99999999H"),
            ),
            (Duration::from_secs(100_000_000 * 3600), None),
            (Duration::MAX, None),
        ];
        for (timeout, want) in rows {
            let got = format_timeout(timeout);
            let text = got.as_ref().and_then(|value| value.to_str().ok());
            assert_eq!(text, want, "{timeout:?}");
            if let Some(value) = &got {
                let read = parse_timeout(value).expect("what was written");
                assert!(read <= timeout, "{timeout:?} became {read:?}");
            }
        }
    }

    /// A status as its trailers stand on the wire, in their order.
    fn written(end: End) -> Vec<(String, String)> {
        let mut out = HeaderMap::new();
        write_status(end, &mut out);
        let text = |value: &HeaderValue| value.to_str().expect("ascii").to_owned();
        let mut all: Vec<_> = out
            .iter()
            .map(|(name, value)| (name.to_string(), text(value)))
            .collect();
        all.sort();
        all
    }

    fn trailers(pairs: &[(&'static str, &[u8])]) -> HeaderMap {
        let mut out = HeaderMap::new();
        for (name, text) in pairs {
            out.append(*name, value(text));
        }
        out
    }

    #[test]
    fn status_is_written_with_what_there_is_to_say_of_it() {
        let mut metadata = Metadata::new();
        metadata.append("x-a", "1").expect("a header");
        metadata.append("x-a", "2").expect("a header");
        let detail = ErrorDetail::new("a.B", vec![0xFB]);
        let rows: [(End, &[(&str, &str)]); 6] = [
            (End::Ok(Metadata::new()), &[("grpc-status", "0")]),
            (
                End::Ok(metadata.clone()),
                &[("grpc-status", "0"), ("x-a", "1"), ("x-a", "2")],
            ),
            (
                End::Err(ConnectError::not_found("")),
                &[("grpc-message", ""), ("grpc-status", "5")],
            ),
            (
                End::Err(ConnectError::unauthenticated("100% gr\u{fc}n\n")),
                &[
                    ("grpc-message", "100%25 gr%C3%BCn%0A"),
                    ("grpc-status", "16"),
                ],
            ),
            (
                End::Err(ConnectError::aborted("no").with_metadata(metadata)),
                &[
                    ("grpc-message", "no"),
                    ("grpc-status", "10"),
                    ("x-a", "1"),
                    ("x-a", "2"),
                ],
            ),
            // Status { code: 10, message: "no", details: [Any { type_url: "../a.B", value: FB }] }.
            (
                End::Err(ConnectError::aborted("no").with_detail(detail)),
                &[
                    ("grpc-message", "no"),
                    ("grpc-status", "10"),
                    (
                        "grpc-status-details-bin",
                        "CAoSAm5vGhwKF3R5cGUuZ29vZ2xlYXBpcy5jb20vYS5CEgH7",
                    ),
                ],
            ),
        ];
        for (end, want) in rows {
            let got = written(end);
            let got: Vec<_> = got.iter().map(|(a, b)| (&a[..], &b[..])).collect();
            assert_eq!(got, want);
        }
    }

    #[test]
    fn reserved_names_of_metadata_are_no_part_of_a_status() {
        let smuggled = trailers(&[
            ("grpc-status", b"0"),
            ("grpc-message", b"fine"),
            ("content-type", b"text/plain"),
            ("x-a", b"1"),
        ]);
        let ends = [
            (End::Ok(smuggled.clone().into()), "0"),
            (
                End::Err(ConnectError::aborted("no").with_metadata(smuggled.into())),
                "10",
            ),
        ];
        for (end, status) in ends {
            let got = written(end);
            let all = |name: &str| -> Vec<_> {
                let named = got.iter().filter(|(other, _)| other == name);
                named.map(|(_, value)| value.clone()).collect()
            };
            assert_eq!(all("grpc-status"), [status]);
            assert_eq!(all("x-a"), ["1"]);
            assert!(all("content-type").is_empty());
            assert!(!all("grpc-message").contains(&"fine".to_owned()));
        }
    }

    #[test]
    fn status_is_read_whatever_is_wrong_with_it() {
        // What stands in the trailers; the code, or success; the message; the number of details.
        type Row = (
            &'static [(&'static str, &'static [u8])],
            Option<Code>,
            &'static str,
            usize,
        );
        const STATUS: &str = "grpc-status";
        const MESSAGE: &str = "grpc-message";
        const DETAILS: &str = "grpc-status-details-bin";
        const ABORTED: (&str, &[u8]) = (STATUS, b"10");
        let rows: [Row; 24] = [
            (&[(STATUS, b"0")], None, "", 0),
            (&[(STATUS, b"0"), (MESSAGE, b"fine")], None, "", 0),
            (&[ABORTED], Some(Code::Aborted), "", 0),
            (&[(STATUS, b"1")], Some(Code::Canceled), "", 0),
            (&[(STATUS, b"16")], Some(Code::Unauthenticated), "", 0),
            (
                &[],
                Some(Code::Unknown),
                "the trailers of the response have no grpc-status",
                0,
            ),
            (
                &[(MESSAGE, b"m")],
                Some(Code::Unknown),
                "the trailers of the response have no grpc-status",
                0,
            ),
            (
                &[(STATUS, b"17"), (MESSAGE, b"m")],
                Some(Code::Unknown),
                "grpc-status \"17\": m",
                0,
            ),
            (
                &[(STATUS, b"99999999999999999999")],
                Some(Code::Unknown),
                "grpc-status \"99999999999999999999\": ",
                0,
            ),
            (
                &[(STATUS, b"abc")],
                Some(Code::Unknown),
                "grpc-status \"abc\": ",
                0,
            ),
            (
                &[(STATUS, b"-1")],
                Some(Code::Unknown),
                "grpc-status \"-1\": ",
                0,
            ),
            (
                &[(STATUS, b"")],
                Some(Code::Unknown),
                "grpc-status \"\": ",
                0,
            ),
            (
                &[(STATUS, b"\xFF")],
                Some(Code::Unknown),
                "grpc-status \"\\u{fffd}\": ",
                0,
            ),
            (
                &[ABORTED, (MESSAGE, b"gr%C3%BCn 100%25")],
                Some(Code::Aborted),
                "gr\u{fc}n 100%",
                0,
            ),
            (
                &[ABORTED, (MESSAGE, b"100% %zz %4")],
                Some(Code::Aborted),
                "100% %zz %4",
                0,
            ),
            (
                &[ABORTED, (MESSAGE, b"gr\xFCn")],
                Some(Code::Aborted),
                "gr\u{fffd}n",
                0,
            ),
            // Status { code: 10, message: "full", details: [Any { "x/a.B", FB }, Any { "a.C" }] }.
            (
                &[
                    ABORTED,
                    (MESSAGE, b"m"),
                    (DETAILS, b"CAoSBGZ1bGwaCgoFeC9hLkISAfsaBQoDYS5D"),
                ],
                Some(Code::Aborted),
                "full",
                2,
            ),
            // The same, padded; of another code, whose message is not about this one; without a message.
            (
                &[ABORTED, (MESSAGE, b"m"), (DETAILS, b"CAoSAmZ1GgUKA2EuQw==")],
                Some(Code::Aborted),
                "fu",
                1,
            ),
            (
                &[ABORTED, (MESSAGE, b"m"), (DETAILS, b"CAUSBGZ1bGwaBQoDYS5D")],
                Some(Code::Aborted),
                "m",
                1,
            ),
            (
                &[ABORTED, (MESSAGE, b"m"), (DETAILS, b"CAoaBQoDYS5D")],
                Some(Code::Aborted),
                "m",
                1,
            ),
            (
                &[ABORTED, (MESSAGE, b"m"), (DETAILS, b"!!!")],
                Some(Code::Aborted),
                "m",
                0,
            ),
            (
                &[ABORTED, (MESSAGE, b"m"), (DETAILS, b"/w")],
                Some(Code::Aborted),
                "m",
                0,
            ),
            (
                &[ABORTED, (MESSAGE, b"m"), (DETAILS, b"")],
                Some(Code::Aborted),
                "m",
                0,
            ),
            (&[(STATUS, b"0"), (DETAILS, b"CAoSBGZ1bGw")], None, "", 0),
        ];
        for (pairs, code, message, details) in rows {
            let mut all = trailers(pairs);
            all.append("x-a", value(b"1"));
            all.append("x-a", value(b"2"));
            let metadata = match (read_status(all), code) {
                (End::Ok(trailers), None) => trailers,
                (End::Err(err), Some(code)) => {
                    assert_eq!((err.code(), err.message()), (code, message), "{pairs:?}");
                    assert_eq!(err.error_details().len(), details, "{pairs:?}");
                    assert!(err.is_remote(), "{pairs:?}");
                    err.metadata().clone()
                }
                (end, want) => panic!("{pairs:?}: {end:?} where {want:?} should be"),
            };
            let read: Vec<_> = metadata.get_all("x-a").collect();
            assert_eq!((read, metadata.len()), (vec!["1", "2"], 2), "{pairs:?}");
        }
    }

    #[test]
    fn status_survives_the_round_trip() {
        for number in 1..=16 {
            let code = Code::from_number(number).expect("a code");
            let err = ConnectError::new(code, "gr\u{fc}n \u{1F3A9}: 100%\r\n")
                .with_detail(ErrorDetail::new("a.B", vec![0xFB, 0xFF]))
                .with_detail(ErrorDetail::new("a.C", vec![]));
            let mut out = HeaderMap::new();
            write_status(End::Err(err.clone()), &mut out);
            let End::Err(read) = read_status(out) else {
                panic!("{code}: an error is no success");
            };
            assert_eq!((read.code(), read.message()), (err.code(), err.message()));
            assert_eq!(read.error_details(), err.error_details());
            assert!(read.metadata().is_empty());
        }
    }

    #[test]
    fn message_of_any_length_is_read_and_cut_between_characters() {
        let long = "\u{20ac}".repeat(MESSAGE_MAX_BYTES);
        let mut out = HeaderMap::new();
        write_status(End::Err(ConnectError::aborted(long)), &mut out);
        let End::Err(read) = read_status(out) else {
            panic!("an error is no success");
        };
        assert_eq!(read.code(), Code::Aborted);
        assert_eq!(read.message(), "\u{20ac}".repeat(MESSAGE_MAX_BYTES / 3));
    }

    #[test]
    fn trailers_only_is_one_head_with_the_status_in_it() {
        let mut headers = Metadata::new();
        headers.append("x-header", "h").expect("a header");
        let mut trailers = Metadata::new();
        trailers.append("x-trailer", "t").expect("a header");
        let err = ConnectError::aborted("no").with_response(headers, trailers);
        let wire = Wire::Grpc(Suffix::Present);
        let (status, head, body) = write_trailers_only(wire, Codec::Proto, err);
        assert_eq!((status, body.len()), (StatusCode::OK, 0));
        let all: Vec<_> = head
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_bytes()))
            .collect();
        let want: [(&str, &[u8]); 5] = [
            ("x-header", b"h"),
            ("content-type", b"application/grpc+proto"),
            ("x-trailer", b"t"),
            ("grpc-status", b"10"),
            ("grpc-message", b"no"),
        ];
        assert_eq!(all, want);
    }
}
