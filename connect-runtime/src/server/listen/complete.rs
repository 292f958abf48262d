//! What HTTP/2 and HTTP/3 want of a response's headers, which hyper sees to for HTTP/1.1.

use std::{
    cell::Cell,
    time::{Instant, SystemTime},
};

use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{self, CONTENT_LENGTH, DATE},
};
use http_body::Body;

/// Connection-specific header fields, of which these versions have none. RFC 9113, 8.2.2; RFC 9114, 4.2.
const OF_CONNECTION: [HeaderName; 5] = [
    header::CONNECTION,
    HeaderName::from_static("proxy-connection"),
    HeaderName::from_static("keep-alive"),
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// Takes out what is of the connection, and puts in the length of `body`, if it is known, and the date.
pub(super) fn complete(headers: &mut HeaderMap, body: &impl Body) {
    if headers.keys().any(|name| OF_CONNECTION.contains(name)) {
        for name in OF_CONNECTION {
            headers.remove(name);
        }
    }
    if let Some(bytes) = body.size_hint().exact()
        && !body.is_end_stream()
        && !headers.contains_key(CONTENT_LENGTH)
    {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes));
    }
    if !headers.contains_key(DATE) {
        headers.insert(DATE, now());
    }
}

/// The time, as HTTP writes it. RFC 9110, 6.6.1.
///
/// It is kept for half a second, for it changes once a second, and writing it takes longer than looking at the clock.
fn now() -> HeaderValue {
    thread_local! {
        static WRITTEN: Cell<Option<(Instant, HeaderValue)>> = const { Cell::new(None) };
    }
    let at = Instant::now();
    let kept = WRITTEN
        .take()
        .filter(|(since, _)| at.duration_since(*since).as_millis() < 500);
    let (since, value) = kept.unwrap_or_else(|| {
        let text = httpdate::fmt_http_date(SystemTime::now());
        let value = HeaderValue::try_from(text);
        (at, value.expect("a date is visible ascii"))
    });
    WRITTEN.set(Some((since, value.clone())));
    value
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::body::Body;

    #[test]
    fn headers_of_the_connection_go_and_those_that_are_there_stay() {
        let mut headers = HeaderMap::new();
        for name in OF_CONNECTION {
            headers.insert(name, HeaderValue::from_static("x"));
        }
        headers.insert("acme", HeaderValue::from_static("x"));
        complete(&mut headers, &Body::once(Bytes::from_static(b"hat")));
        let date = headers.remove(DATE).expect("a date");
        let date = httpdate::parse_http_date(date.to_str().expect("ascii")).expect("a date");
        assert!(date.elapsed().is_ok_and(|ago| ago.as_secs() < 5));
        // They come in no order of their own.
        let mut rest: Vec<_> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_bytes()))
            .collect();
        rest.sort_unstable();
        assert_eq!(rest, [("acme", &b"x"[..]), ("content-length", b"3")]);

        let mut own = HeaderMap::new();
        own.insert(DATE, HeaderValue::from_static("today"));
        complete(&mut own, &Body::empty());
        assert_eq!(own.len(), 1);
        assert_eq!(own[DATE], "today");
    }
}
