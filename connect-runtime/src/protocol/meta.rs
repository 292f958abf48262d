//! Header values that more than one protocol has: timeouts, lists of compressions, who calls.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, header, response};

use super::CallHead;
use crate::{code::Code, compression::Compression, error::ConnectError};

/// What a client calls itself, unless the caller named it otherwise.
const USER_AGENT: &str = concat!("connect-rust-runtime/", env!("CARGO_PKG_VERSION"));

/// Says who calls, unless the caller did.
pub(crate) fn insert_user_agent(out: &mut HeaderMap) {
    if !out.contains_key(header::USER_AGENT) {
        out.insert(header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
    }
}

/// Says in which compressions a client takes messages.
pub(crate) fn insert_accept(out: &mut HeaderMap, name: HeaderName, call: &CallHead<'_>) {
    if !call.accept.is_empty() {
        if let Ok(value) = HeaderValue::try_from(format_accept(call.accept)) {
            out.insert(name, value);
        }
    } else if call.compression != Compression::Identity {
        // A server that is not told takes it that a caller reads what it writes.
        out.insert(name, compression_value(Compression::Identity));
    }
}

/// The error for a response whose status says that no server of RPCs answered.
pub(crate) fn http_error(parts: response::Parts) -> ConnectError {
    let code = Code::from_http_status(parts.status);
    ConnectError::new(code, format!("http status {}", parts.status))
        .with_metadata(parts.headers.into())
        .into_remote()
}

/// Reads which compression a response's messages come in.
///
/// # Errors
/// `internal` for one that was not offered.
pub(crate) fn read_response_compression(
    headers: &HeaderMap,
    name: &HeaderName,
    accept: &[Compression],
) -> Result<Compression, ConnectError> {
    read_compression(headers, name, accept).map_err(|name| {
        ConnectError::internal(format!(
            "response in compression \"{name}\", which was not offered"
        ))
    })
}

/// Parses `Connect-Timeout-Ms`: one to ten digits, in milliseconds.
///
/// Connect protocol, Connect-Timeout-Ms: "positive integer as ASCII string of at most 10 digits".
///
/// # Errors
/// `invalid_argument` for anything else. A caller whose limit was not understood must not get unlimited
/// time.
pub(crate) fn parse_timeout_ms(value: &HeaderValue) -> Result<Duration, ConnectError> {
    let digits = value.as_bytes();
    if digits.is_empty() || digits.len() > 10 || !digits.iter().all(u8::is_ascii_digit) {
        return Err(ConnectError::invalid_argument(
            "invalid timeout: expected one to ten digits",
        ));
    }
    let ms = digits
        .iter()
        .fold(0, |ms, digit| ms * 10 + u64::from(digit - b'0'));
    Ok(Duration::from_millis(ms))
}

/// Formats `Connect-Timeout-Ms`; `None` for a timeout too long for ten digits, which is as good as none.
///
/// Milliseconds are cut off, never rounded up, so that the deadline is not extended.
pub(crate) fn format_timeout_ms(timeout: Duration) -> Option<HeaderValue> {
    let ms = timeout.as_millis();
    if ms > 9_999_999_999 {
        return None;
    }
    HeaderValue::try_from(ms.to_string()).ok()
}

/// Reads which compression messages come in; none is identity.
///
/// # Errors
/// `None` if it is not one of `allowed`, with the name.
pub(crate) fn read_compression(
    headers: &HeaderMap,
    name: &HeaderName,
    allowed: &[Compression],
) -> Result<Compression, String> {
    let Some(value) = headers.get(name) else {
        return Ok(Compression::Identity);
    };
    let text = String::from_utf8_lossy(value.as_bytes());
    let text = text.trim();
    if text.is_empty() {
        return Ok(Compression::Identity);
    }
    match Compression::from_name(text) {
        Some(known) if known == Compression::Identity || allowed.contains(&known) => Ok(known),
        _ => Err(shown(text, 64)),
    }
}

/// Enough of what a peer sent to recognise it in an error's message: ASCII, of at most `max_bytes`.
pub(crate) fn shown(text: &str, max_bytes: usize) -> String {
    text.escape_default().take(max_bytes).collect()
}

/// The error for a request in a compression that this server does not have; `name` is fit to be
/// [`shown`].
///
/// Connect protocol, Content-Encoding: "servers should respond with unimplemented ... the error message
/// lists what is supported".
pub(crate) fn unknown_compression(name: &str) -> ConnectError {
    let mut text = format!("unknown compression \"{name}\": supported encodings are ");
    text.push_str(&format_accept(Compression::enabled()));
    ConnectError::unimplemented(text)
}

/// Chooses how to compress a response: the first of the caller's list that is compiled in. Without a list
/// it is what the request came in.
pub(crate) fn choose_compression(
    headers: &HeaderMap,
    name: &HeaderName,
    request: Compression,
) -> Compression {
    if !headers.contains_key(name) {
        return request;
    }
    for value in headers.get_all(name) {
        let Ok(text) = value.to_str() else { continue };
        for item in text.split(',') {
            let (coding, weight) = item.split_once(';').unwrap_or((item, ""));
            // A weight of nothing means "not this one" (HTTP Semantics, "Quality Values").
            let weight = weight.trim().strip_prefix("q=").unwrap_or("1");
            if weight.parse() == Ok(0.0) {
                continue;
            }
            if let Some(known) = Compression::from_name(coding.trim()) {
                return known;
            }
        }
    }
    Compression::Identity
}

/// The names of compressions, for an accept header.
pub(crate) fn format_accept(accept: &[Compression]) -> String {
    let names: Vec<_> = accept
        .iter()
        .map(|compression| compression.name())
        .collect();
    names.join(", ")
}

/// The header value of a compression's name.
pub(crate) fn compression_value(compression: Compression) -> HeaderValue {
    HeaderValue::from_static(compression.name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Code;

    #[test]
    fn connect_timeout_is_one_to_ten_digits() {
        let good = [
            ("0", 0),
            ("1", 1),
            ("0001500", 1500),
            ("9999999999", 9_999_999_999),
        ];
        for (text, ms) in good {
            let value = HeaderValue::from_static(text);
            assert_eq!(
                parse_timeout_ms(&value).ok(),
                Some(Duration::from_millis(ms)),
                "{text}"
            );
        }
        let bad: [&[u8]; 9] = [
            b"",
            b"abc",
            b"-1",
            b"+5",
            b"1.5",
            b" 1",
            b"1 ",
            b"12345678901",
            b"\xFF",
        ];
        for text in bad {
            let value = HeaderValue::from_bytes(text).expect("a header value");
            let err = parse_timeout_ms(&value).expect_err("bad");
            assert_eq!(err.code(), Code::InvalidArgument, "{text:?}");
        }
    }

    #[test]
    fn connect_timeout_is_cut_to_milliseconds_and_left_out_where_it_does_not_fit() {
        let rows = [
            (Duration::from_micros(1999), Some("1")),
            (Duration::from_nanos(1), Some("0")),
            (Duration::from_millis(9_999_999_999), Some("9999999999")),
            (Duration::from_millis(10_000_000_000), None),
            (Duration::MAX, None),
        ];
        for (timeout, want) in rows {
            let got = format_timeout_ms(timeout);
            assert_eq!(got.as_ref().and_then(|value| value.to_str().ok()), want);
        }
    }

    #[cfg(feature = "gzip")]
    #[test]
    fn response_compression_is_the_first_of_the_callers_list_that_is_known() {
        let rows: [(&[&str], Compression); 8] = [
            (&["gzip"], Compression::Gzip),
            (&["lzma, gzip"], Compression::Gzip),
            (&["identity, gzip"], Compression::Identity),
            (&["lzma", "gzip"], Compression::Gzip),
            (&["gzip;q=0"], Compression::Identity),
            (&["gzip;q=0.5"], Compression::Gzip),
            (&["lzma"], Compression::Identity),
            (&[""], Compression::Identity),
        ];
        for (values, want) in rows {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
            }
            let got = choose_compression(&headers, &header::ACCEPT_ENCODING, Compression::Gzip);
            assert_eq!(got, want, "{values:?}");
        }
        let none = choose_compression(
            &HeaderMap::new(),
            &header::ACCEPT_ENCODING,
            Compression::Gzip,
        );
        assert_eq!(
            none,
            Compression::Gzip,
            "without a list, what the request came in"
        );
    }
}
