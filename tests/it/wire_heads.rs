//! Methods, paths, headers and timeouts as no good client sends them, to a server.
//!
//! Rows are named by the faults that they hold: B1 to B17.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use connect::{Code, ConnectError, Interceptor, Messages, Next, Request, Response};

use crate::{
    harness::Running,
    raw_peer::{
        Call, Peer, SERVICE, Version, answer, ask, envelope,
        frames::{self, Frames},
        http1::Http1,
        http2::Http2,
        within,
    },
    wire_table::{Row, check, check_good, check_settled},
};

/// What a server can be sent in, as it lists them.
const ENCODINGS: &str = "gzip, zstd, br, deflate, snappy";
const POST_UNARY: &str = "application/json, application/proto";
const POST_STREAM: &str = "application/connect+json, application/connect+proto";
const STREAMS: [&str; 3] = ["ServerStream", "ClientStream", "BidiStream"];

/// A unary call in proto that would succeed.
fn unary() -> Call {
    Call::unary("proto", ask("proto", "hat"))
}

/// A client stream in proto that would succeed.
fn stream() -> Call {
    Call::stream("ClientStream", "proto", envelope(0, &ask("proto", "hat")))
}

/// A GET that would succeed.
fn get() -> Call {
    Call::get("connect=v1&encoding=json&message=%7B%22text%22%3A%22hat%22%7D")
}

fn hat() -> Vec<u8> {
    answer("proto", "hat", 1)
}

#[tokio::test]
async fn wrong_verb_is_405_with_the_verbs_that_would_do() {
    let running = Running::start();
    let mut rows = Vec::new();
    for verb in ["DELETE", "PUT", "PATCH", "OPTIONS", "HEAD"] {
        let row = Row::new("B1", format!("{verb} of a unary method"), unary().verb(verb));
        rows.push(row.http(405).header("allow", "GET, POST"));
        for method in STREAMS {
            let call = stream().method(method).verb(verb);
            let row = Row::new("B1", format!("{verb} of {method}"), call);
            rows.push(row.http(405).header("allow", "POST"));
        }
    }
    for method in STREAMS.into_iter().chain(["Write"]) {
        let call = get().path(format!("{SERVICE}{method}?encoding=json&message={{}}"));
        let row = Row::new("B2", format!("GET of {method}, which may have effects"), call);
        rows.push(row.http(405).header("allow", "POST"));
    }
    check(&running, rows).await;
}

#[tokio::test]
async fn content_type_that_no_codec_has_is_415_with_those_that_would_do() {
    let running = Running::start();
    let mut rows = Vec::new();
    for (call, accept) in [(unary(), POST_UNARY), (stream(), POST_STREAM)] {
        let form = call.form;
        let row = Row::new("B3", format!("{form:?} without"), call.clone().without("content-type"));
        rows.push(row.http(415).header("accept-post", accept));
        let foreign = [
            "image/jpeg", "application/foo", "application/grpc+foo", "application/connect+foo",
            "application/connect+", "application/", "proto", "", "application/protobuf",
        ];
        for value in foreign {
            let row = Row::new("B3", format!("{form:?} as {value:?}"), call.clone().content_type(value));
            rows.push(row.http(415).header("accept-post", accept));
        }
        let twice = call.clone().header("content-type", "application/foo");
        let row = Row::new("B3", format!("{form:?} with two"), twice);
        rows.push(row.http(415).header("accept-post", accept));
        let row = Row::new("B9", format!("{form:?} with bytes of no text"), call.content_type(*b"application/\x80\xff"));
        rows.push(row.http(415).header("accept-post", accept));
    }
    for codec in ["proto", "json"] {
        let call = unary().content_type(format!("application/connect+{codec}"));
        let row = Row::new("B3", format!("a unary method as a stream in {codec}"), call);
        rows.push(row.http(415).header("accept-post", POST_UNARY));
        let call = stream().content_type(format!("application/{codec}"));
        let row = Row::new("B3", format!("a stream as a unary method in {codec}"), call);
        rows.push(row.http(415).header("accept-post", POST_STREAM));
    }
    check(&running, rows).await;
}

#[tokio::test]
async fn path_that_no_method_has_is_unimplemented_and_unseen_by_interceptors() {
    let seen = Counter::default();
    let running = Running::start_with(|server| server.interceptor(seen.clone()));
    let long = format!("/it.v1.{}/Unary", "x".repeat(1000));
    let wide = format!("/it.v1.{}/Unary", "\u{20ac}\u{e000}\u{202e}".repeat(300));
    let paths = [
        ("B4", "an unknown service", "/it.v2.Probe/Unary"),
        ("B4", "an unknown method", "/it.v1.Probe/Nary"),
        ("B4", "a name without end", &long),
        ("B5", "an empty prefix", "//it.v1.Probe/Unary"),
        ("B5", "a slash at the end", "/it.v1.Probe/Unary/"),
        ("B5", "a prefix that leads up", "/it.v1.Probe/../it.v1.Probe/Unary"),
        ("B5", "a prefix that leads nowhere", "/./it.v1.Probe/Unary"),
        ("B5", "an escaped slash", "/it.v1.Probe%2FUnary"),
        ("B5", "capitals", "/IT.V1.PROBE/Unary"),
        ("B5", "the root", "/"),
    ];
    let http2_paths = [
        ("B5", "the asterisk", "*"),
        ("B5", "raw UTF-8", "/it.v1.Prob\u{e9}/Unary"),
        ("B5", "raw UTF-8 without end", &wide),
    ];
    let mut rows = Vec::new();
    for (call, status) in [(unary(), 404), (stream(), 200)] {
        for (index, (id, name, path)) in paths.iter().chain(&http2_paths).enumerate() {
            let name = format!("{:?}, {name}", call.form);
            let row = Row::new(id, name, call.clone().path(*path));
            let row = row.error("unimplemented", "unknown method").unreached().status(status);
            rows.push(match index < paths.len() {
                true => row,
                false => row.only(Version::Http2),
            });
        }
    }
    check(&running, rows).await;
    // Each row was followed by a good call.
    assert_eq!(seen.count(), running.seen.calls(), "only methods that exist were seen");
}

#[tokio::test]
async fn prefix_before_the_path_and_query_behind_it_change_nothing() {
    let running = Running::start();
    let rows = [
        Row::new("B5", "a query on a POST", unary().path(format!("{SERVICE}Unary?encoding=json&x")))
            .messages([hat()]),
        Row::new("rule 1", "a prefix", unary().path(format!("/api/v2{SERVICE}Unary"))).messages([hat()]),
        Row::new("rule 1", "a prefix on a stream", stream().path(format!("/api{SERVICE}ClientStream")))
            .messages([hat()]),
    ];
    check(&running, rows).await;
}

#[tokio::test]
async fn path_that_http2_forbids_resets_the_stream_and_the_connection_lives() {
    let running = Running::start();
    let paths: [(&str, Option<&[u8]>); 4] = [
        ("without its slash", Some(b"it.v1.Probe/Unary")),
        ("empty", Some(b"")),
        ("missing", None),
        ("with a space", Some(b"/a b")),
    ];
    for (name, path) in paths {
        let name = format!("B5 {name}");
        let mut peer = Frames::connect(running.address).await;
        send_unary(&mut peer, 1, path, &[], &ask("proto", "hat")).await;
        let frame = within(&name, peer.next()).await.expect(&name);
        assert_eq!((frame.kind, frame.stream), (frames::RST_STREAM, 1), "{name}: {frame:?}");
        assert_eq!(frame.reason(), frames::PROTOCOL_ERROR, "{name}");
        assert_eq!(running.seen.calls(), 0, "{name}");
        check_good_frames(&name, &mut peer, 3).await;
        running.seen.calls.store(0, std::sync::atomic::Ordering::SeqCst);
    }
    check_settled("B5", &running, usize::MAX).await;
}

#[tokio::test]
async fn header_that_http2_forbids_never_reaches_a_handler() {
    let running = Running::start();
    let headers: [(&str, &str, &[u8]); 4] = [
        ("a name in capitals", "X-Upper", b"v"),
        ("a value with a line break", "x-break", b"a\r\nx-more: b"),
        ("a value with a zero byte", "x-zero", b"a\0b"),
        ("a name with a space", "x name", b"v"),
    ];
    for (name, header, value) in headers {
        let name = format!("B17 {name}");
        let mut peer = Frames::connect(running.address).await;
        let path = Some(&b"/it.v1.Probe/Unary"[..]);
        send_unary(&mut peer, 1, path, &[(header, value)], &ask("proto", "hat")).await;
        let frame = within(&name, peer.next()).await.expect(&name);
        assert_eq!(frame.kind, frames::GOAWAY, "{name}: {frame:?}");
        assert_eq!(frame.reason(), frames::PROTOCOL_ERROR, "{name}");
        assert_eq!(within(&name, peer.next()).await, None, "{name}: the connection is closed");
        assert_eq!(running.seen.calls(), 0, "{name}");
    }
    check_good("B17", &mut Peer::connect(Version::Http2, running.address).await).await;
}

/// Sends a unary call frame by frame.
async fn send_unary(
    peer: &mut Frames,
    stream: u32,
    path: Option<&[u8]>,
    more: &[(&str, &[u8])],
    body: &[u8],
) {
    let mut headers: Vec<(&str, &[u8])> =
        vec![(":method", b"POST"), (":scheme", b"http"), (":authority", b"it")];
    headers.extend(path.map(|path| (":path", path)));
    headers.push(("content-type", b"application/proto"));
    headers.extend(more);
    peer.headers(0, stream, &headers).await;
    peer.send(frames::DATA, frames::END_STREAM, stream, body).await;
}

/// A good call succeeds on the same connection.
async fn check_good_frames(name: &str, peer: &mut Frames, stream: u32) {
    send_unary(peer, stream, Some(b"/it.v1.Probe/Unary"), &[], &ask("proto", "good")).await;
    loop {
        let frame = within(name, peer.next()).await.expect(name);
        if (frame.kind, frame.stream) == (frames::DATA, stream) {
            assert_eq!(frame.payload, answer("proto", "good", 1), "{name}");
            return;
        }
        assert_ne!(frame.kind, frames::GOAWAY, "{name}: {frame:?}");
    }
}

#[tokio::test]
async fn timeout_that_is_no_number_is_invalid_argument() {
    let running = Running::start();
    let mut rows = Vec::new();
    let values: [&[u8]; 9] = [
        b"", b"abc", b"-1", b"1.5", b"+5", b"12345678901", b"1 5", b"5m", b"\xff",
    ];
    for call in [unary(), stream(), get()] {
        for value in values {
            let name = format!("{} with \"{}\"", call.path, value.escape_ascii());
            let call = call.clone().header("connect-timeout-ms", value);
            let row = Row::new("B6", name, call);
            rows.push(row.error("invalid_argument", "invalid timeout").unreached());
        }
    }
    check(&running, rows).await;
}

#[tokio::test]
async fn timeout_of_nothing_is_exceeded_at_once_and_the_longest_one_is_taken() {
    let running = Running::start();
    let mut rows = Vec::new();
    for (call, good) in [(unary(), hat()), (stream(), hat()), (get(), answer("json", "hat", 1))] {
        let name = call.path.clone();
        let none = call.clone().header("connect-timeout-ms", "0");
        rows.push(Row::new("B7", format!("{name} with 0"), none).error("deadline_exceeded", "").unreached());
        for long in ["9999999999", "0000060000"] {
            let row = Row::new("B7", format!("{name} with {long}"), call.clone().header("connect-timeout-ms", long));
            rows.push(row.messages([good.clone()]));
        }
    }
    check(&running, rows).await;
}

#[tokio::test]
async fn binary_header_is_read_in_every_form_and_only_its_reader_fails() {
    let reads = ReadsBinary::default();
    let running = Running::start_with(|server| server.interceptor(reads.clone()));
    let one = || Ok(vec![Bytes::from_static(&[0xFB, 0xFF])]);
    let two = || Ok(vec![Bytes::from_static(&[0xFB, 0xFF]), Bytes::from_static(b"a")]);
    let table: [(&str, &[&str], Result<Vec<Bytes>, Code>); 6] = [
        ("no base64", &["!!!"], Err(Code::InvalidArgument)),
        ("unpadded", &["+/8"], one()),
        ("padded", &["+/8="], one()),
        ("joined by a comma", &["+/8,YQ"], two()),
        ("joined by a comma, padded", &["+/8=, YQ=="], two()),
        ("given twice", &["+/8", "YQ=="], two()),
    ];
    for (name, values, want) in table {
        let mut lenient = stream();
        for value in values {
            lenient = lenient.header("x-bin", *value);
        }
        let strict = lenient.clone().header("x-insist", "1");
        let strict = match &want {
            Ok(_) => Row::new("B8", name, strict).messages([hat()]),
            Err(_) => Row::new("B8", name, strict).error("invalid_argument", "x-bin"),
        };
        check(&running, [Row::new("B8", name, lenient).messages([hat()]), strict]).await;
        let read = std::mem::take(&mut *reads.0.lock().expect("no panic"));
        let read: Vec<_> = read.into_iter().filter(|read| *read != Ok(vec![])).collect();
        assert_eq!(read, vec![want; 4], "B8 {name}");
    }
}

#[tokio::test]
async fn header_bytes_beyond_ascii_pass_where_they_mean_nothing() {
    let running = Running::start();
    let mut rows = Vec::new();
    for (call, encoding) in [(unary(), "content-encoding"), (stream(), "connect-content-encoding")] {
        let form = call.form;
        let odd = call.clone().header("x-echo", *b"gr\xfcn \x80\xff");
        // What is not text is as good as none to a handler that asks for text.
        let row = Row::new("B9", format!("{form:?} in a header of its own"), odd);
        rows.push(row.messages([hat()]).header("x-header", "none"));
        let long = b"\xff".repeat(1000);
        let wide = "\u{e000}\u{202e}".repeat(100).into_bytes();
        for odd in [b"gz\xff".to_vec(), long, wide] {
            let name = format!("{form:?} in its encoding, of {} bytes", odd.len());
            let row = Row::new("B9", name, call.clone().header(encoding, odd));
            rows.push(row.error("unimplemented", "supported encodings").unreached());
        }
    }
    check(&running, rows).await;
}

#[tokio::test]
async fn header_that_cannot_be_sent_fails_the_call_that_sets_it() {
    let sets = Sets::default();
    let running = Running::start_with(|server| server.interceptor(sets.clone()));
    let table: [(&str, &str, &[u8]); 10] = [
        ("a carriage return", "x-set", b"a\rb"),
        ("a line feed", "x-set", b"a\nb"),
        ("a header inside", "x-set", b"a\r\nx-smuggled: 1"),
        ("a zero byte", "x-set", b"a\0b"),
        ("bytes beyond ascii", "x-set", b"gr\xc3\xbcn"),
        ("a space in the name", "x set", b"a"),
        ("a line break in the name", "x\r\nx-smuggled", b"a"),
        ("no name", "", b"a"),
        ("a name of HTTP", "content-length", b"7"),
        ("a name of the protocol", "connect-content-encoding", b"gzip"),
    ];
    for (name, header, value) in table {
        for call in [unary(), stream()] {
            let name = format!("{:?}, {name}", call.form);
            *sets.0.lock().expect("no panic") = Some((header.into(), value.into()));
            let mut peer = Peer::connect(Version::Http1, running.address).await;
            let reply = peer.call(&name, &call).await;
            let said = reply.said(&name, call.form);
            assert_eq!(said.error.expect(&name).code, "internal", "B10 {name}");
            for absent in ["x-set", "x-smuggled", "connect-content-encoding"] {
                assert_eq!(reply.header(absent), None, "B10 {name}: {reply:?}");
            }
            *sets.0.lock().expect("no panic") = None;
            check_good(&name, &mut peer).await;
        }
    }
    let tab = "a tab in an echoed header";
    let rows = [
        Row::new("B10", tab, unary().header("x-echo", "a\tb")).error("internal", "").no_header("x-header"),
        Row::new("B10", tab, stream().header("x-echo", "a\tb")).error("internal", "").no_header("x-header"),
    ];
    check(&running, rows).await;
}

#[tokio::test]
async fn head_that_is_too_large_is_refused_by_http() {
    let running = Running::start();
    let many = (0..101).fold(unary(), |call, index| call.header(&format!("x-{index}"), "v"));
    let uri = format!("{SERVICE}Unary?{}", "q".repeat(70 * 1024));
    let rows = [
        Row::new("B11", "17 KB of headers", unary().header("x-large", vec![b'v'; 17 << 10]))
            .http(431)
            .only(Version::Http2),
        Row::new("B11", "101 headers", many).http(431).only(Version::Http1).closes(Version::Http1),
        Row::new("B11", "a path of 70 KB", unary().path(uri))
            .http(414)
            .only(Version::Http1)
            .closes(Version::Http1),
    ];
    check(&running, rows).await;

    let name = "B11 1 MiB of headers over HTTP/1.1";
    let mut peer = Http1::connect(running.address).await;
    let reply = within(name, peer.call(name, &unary().header("x-large", vec![b'v'; 1 << 20]))).await;
    assert_eq!(reply.status, 431, "{name}");
    within(name, peer.rest()).await;

    let name = "B11 60 KB of headers over HTTP/2";
    let mut peer = Http2::connect(running.address).await;
    let call = unary().header("x-large", vec![b'v'; 60 << 10]);
    let reply = within(name, peer.call(name, &call)).await;
    assert!(reply.status == 431 || reply.reset.is_some(), "{name}: {reply:?}");
    assert_eq!(running.seen.calls(), 3, "{name}: only the good calls were served");
    check_good(name, &mut Peer::connect(Version::Http2, running.address).await).await;
}

#[tokio::test]
async fn other_version_of_the_protocol_is_invalid_argument() {
    let running = Running::start();
    let get_v2 = Call::get("connect=v2&encoding=json&message={}");
    let mut rows = vec![Row::new("B12", "a GET of v2", get_v2).error("invalid_argument", "").unreached()];
    for call in [unary(), stream()] {
        for version in ["2", "", "1.0", "v1"] {
            let name = format!("{:?} of {version:?}", call.form);
            let row = Row::new("B12", name, call.clone().header("connect-protocol-version", version));
            rows.push(row.error("invalid_argument", "connect-protocol-version").unreached());
        }
        let row = Row::new("B12", format!("{:?} of 1", call.form), call.header("connect-protocol-version", "1"));
        rows.push(row.messages([hat()]));
    }
    check(&running, rows).await;
}

#[tokio::test]
async fn version_of_the_protocol_may_be_demanded() {
    let running = Running::start_with(|server| server.require_protocol_version(true));
    let mut peer = Peer::connect(Version::Http1, running.address).await;
    let version = "connect-protocol-version";
    let table = [
        ("a POST without", unary(), 400),
        ("a POST with", unary().header(version, "1"), 200),
        ("a GET without", Call::get("encoding=proto&message="), 400),
        ("a GET with", Call::get("connect=v1&encoding=proto&message="), 200),
    ];
    for (name, call, status) in table {
        let reply = peer.call(name, &call).await;
        assert_eq!(reply.status, status, "rule 10 {name}: {reply:?}");
    }
}

#[tokio::test]
async fn unknown_encoding_is_unimplemented_and_the_known_ones_are_listed() {
    let running = Running::start();
    let text = format!("supported encodings are {ENCODINGS}");
    let text: &'static str = text.leak();
    let get = Call::get("connect=v1&encoding=json&message={}&compression=foo");
    let mut rows = vec![
        Row::new("B13", "a GET", get).header("accept-encoding", ENCODINGS),
        Row::new("B13", "a stream", stream().header("connect-content-encoding", "foo"))
            .header("connect-accept-encoding", ENCODINGS),
    ];
    for encoding in ["foo", "gzip, gzip", "GZIPPED"] {
        let row = Row::new("B13", format!("a POST in {encoding}"), unary().header("content-encoding", encoding));
        rows.push(row.header("accept-encoding", ENCODINGS));
    }
    let rows = rows.into_iter().map(|row| row.error("unimplemented", text).unreached());
    check(&running, rows).await;

    let rows = [
        Row::new("rule 21", "a POST in identity", unary().header("content-encoding", "identity")),
        Row::new("rule 21", "a POST in nothing", unary().header("content-encoding", "")),
        Row::new("rule 21", "a stream in identity", stream().header("connect-content-encoding", "Identity")),
    ];
    check(&running, rows.map(|row| row.messages([hat()]))).await;
}

#[tokio::test]
async fn get_whose_query_cannot_be_read_is_refused() {
    let running = Running::start();
    let error = |name: &str, query: &str| {
        Row::new("B14", name, Call::get(query)).error("invalid_argument", "message").unreached()
    };
    let unsupported = |name: &str, call: Call| {
        Row::new("B14", name, call).http(415).header("accept-post", POST_UNARY)
    };
    let rows = [
        error("no message", "connect=v1&encoding=json"),
        error("bad base64", "connect=v1&base64=1&encoding=proto&message=!!!"),
        error("base64 of an impossible length", "connect=v1&base64=1&encoding=proto&message=AAAAA"),
        error("a bad escape", "connect=v1&encoding=json&message=%zz"),
        error("a cut escape", "connect=v1&encoding=json&message=%7"),
        unsupported("an unknown codec", Call::get("connect=v1&encoding=yaml&message=a")),
        unsupported("no codec", Call::get("connect=v1&message={}")),
        unsupported("nothing at all", Call::get("")),
        unsupported("a body", get().pieces(vec![b"{}".to_vec()])),
        unsupported("a body of two pieces", get().pieces(vec![b"{".to_vec(), b"}".to_vec()])),
    ];
    check(&running, rows).await;
}

#[tokio::test]
async fn get_is_read_in_every_form_of_base64() {
    let running = Running::start();
    // A text whose encoding has digits in which the alphabets differ, and padding.
    let (text, good) = ("\u{fbff}\u{7ff}~~", answer("proto", "\u{fbff}\u{7ff}~~", 1));
    let body = ask("proto", text);
    let forms = [
        ("url-safe, unpadded", base64(&body, true, false)),
        ("url-safe, padded", base64(&body, true, true)),
        ("standard, unpadded", base64(&body, false, false)),
        ("standard, padded", base64(&body, false, true)),
        ("standard, escaped", base64(&body, false, true).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")),
    ];
    assert_ne!(forms[0].1, forms[2].1, "the alphabets differ in this text");
    let rows = forms.map(|(name, message)| {
        let call = Call::get(&format!("connect=v1&base64=1&encoding=proto&message={message}"));
        Row::new("B14", name, call).messages([good.clone()]).header("vary", "Accept-Encoding")
    });
    check(&running, rows).await;
}

fn base64(data: &[u8], url_safe: bool, padded: bool) -> String {
    let digits: &[u8; 64] = match url_safe {
        true => b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
        false => b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    };
    let mut out = String::new();
    for three in data.chunks(3) {
        let bytes = [three[0], *three.get(1).unwrap_or(&0), *three.get(2).unwrap_or(&0)];
        let number = u32::from_be_bytes([0, bytes[0], bytes[1], bytes[2]]);
        for index in 0..=three.len() {
            out.push(digits[(number >> (18 - 6 * index) & 63) as usize] as char);
        }
        if padded {
            out.extend(std::iter::repeat_n('=', 3 - three.len()));
        }
    }
    out
}

#[tokio::test]
async fn bidirectional_stream_over_http1_is_served_half_duplex() {
    let running = Running::start();
    let body = [envelope(0, &ask("proto", "one")), envelope(0, &ask("proto", "two"))].concat();
    let call = Call::stream("BidiStream", "proto", body);
    let row = Row::new("B15", "all asks before the answers", call);
    let answers = [answer("proto", "one", 1), answer("proto", "two", 2)];
    check(&running, [row.messages(answers).only(Version::Http1)]).await;
}

#[tokio::test]
async fn malformed_http1_is_400_and_the_connection_closes() {
    let running = Running::start();
    let table = [
        ("a bad method", "PO(ST /it.v1.Probe/Unary HTTP/1.1\r\nhost: it\r\n\r\n"),
        ("two lengths", "POST /it.v1.Probe/Unary HTTP/1.1\r\nhost: it\r\ncontent-length: 0\r\ncontent-length: 5\r\n\r\n"),
        ("no length that is a number", "POST /it.v1.Probe/Unary HTTP/1.1\r\nhost: it\r\ncontent-length: -1\r\n\r\n"),
        ("a header without a colon", "POST /it.v1.Probe/Unary HTTP/1.1\r\nhost it\r\n\r\n"),
        ("a path without its slash", "POST it.v1.Probe/Unary HTTP/1.1\r\nhost: it\r\n\r\n"),
    ];
    for (name, request) in table {
        let name = format!("B16 {name}");
        let mut peer = Http1::connect(running.address).await;
        peer.send(request.as_bytes()).await;
        let reply = within(&name, peer.reply()).await.expect(&name);
        assert_eq!((reply.status, reply.body.len()), (400, 0), "{name}: {reply:?}");
        assert_eq!(within(&name, peer.rest()).await, b"", "{name}: the connection is closed");
        assert_eq!(running.seen.calls(), 0, "{name}");
    }
    check_good("B16", &mut Peer::connect(Version::Http1, running.address).await).await;
}

#[tokio::test]
async fn chunks_beside_a_length_are_served_and_then_the_connection_closes() {
    let running = Running::start();
    let name = "B16 both lengths";
    let mut peer = Http1::connect(running.address).await;
    let head = "POST /it.v1.Probe/Unary HTTP/1.1\r\nhost: it\r\ncontent-type: application/json\r\n\
                content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n";
    let body = "e\r\n{\"text\":\"hat\"}\r\n0\r\n\r\n";
    peer.send([head, body].concat().as_bytes()).await;
    let reply = within(name, peer.reply()).await.expect(name);
    assert_eq!((reply.status, reply.body), (200, answer("json", "hat", 1)), "{name}");
    assert_eq!(within(name, peer.rest()).await, b"", "{name}: the connection is closed");
}

#[tokio::test]
async fn chunk_without_a_size_is_never_the_end_of_a_body() {
    let running = Running::start();
    for (method, kind) in [("Unary", "proto"), ("ClientStream", "connect+proto")] {
        for chunk in ["zz\r\n", "-1\r\nx\r\n", "\r\n\r\n", "fffffffffffffffff\r\n"] {
            let name = format!("B16 {method} with a chunk {chunk:?}");
            let mut peer = Http1::connect(running.address).await;
            let head = format!(
                "POST {SERVICE}{method} HTTP/1.1\r\nhost: it\r\ncontent-type: application/{kind}\r\n\
                 transfer-encoding: chunked\r\n\r\n{chunk}"
            );
            peer.send(head.as_bytes()).await;
            let answer = within(&name, peer.rest()).await;
            let text = String::from_utf8_lossy(&answer);
            let told = text.is_empty() || text.contains("\"canceled\"") || text.contains("\"invalid_argument\"");
            assert!(told, "{name}: {text}");
            check_good(&name, &mut Peer::connect(Version::Http1, running.address).await).await;
        }
    }
    check_settled("B16", &running, usize::MAX).await;
}

/// Counts the calls that it sees.
#[derive(Clone, Default)]
struct Counter(Arc<Mutex<usize>>);

impl Counter {
    fn count(&self) -> usize {
        *self.0.lock().expect("no panic")
    }
}

impl Interceptor for Counter {
    async fn intercept(
        &self,
        request: Request<Messages>,
        next: Next<'_>,
    ) -> Result<Response<Messages>, ConnectError> {
        *self.0.lock().expect("no panic") += 1;
        next.run(request).await
    }
}

/// Reads a binary header, and fails for it only if the caller insists.
#[derive(Clone, Default)]
struct ReadsBinary(Arc<Mutex<Vec<Result<Vec<Bytes>, Code>>>>);

impl Interceptor for ReadsBinary {
    async fn intercept(
        &self,
        request: Request<Messages>,
        next: Next<'_>,
    ) -> Result<Response<Messages>, ConnectError> {
        let read = request.headers().get_all_bin("x-bin").map_err(ConnectError::from);
        let kept = read.as_ref().map_err(ConnectError::code).cloned();
        self.0.lock().expect("no panic").push(kept);
        if request.headers().get("x-insist").is_some() {
            read?;
        }
        next.run(request).await
    }
}

/// Sets a header of each response.
#[derive(Clone, Default)]
struct Sets(Arc<Mutex<Option<(String, Vec<u8>)>>>);

impl Interceptor for Sets {
    async fn intercept(
        &self,
        request: Request<Messages>,
        next: Next<'_>,
    ) -> Result<Response<Messages>, ConnectError> {
        let mut response = next.run(request).await?;
        let set = self.0.lock().expect("no panic").clone();
        if let Some((name, value)) = set {
            response.headers_mut().insert(name, value)?;
        }
        Ok(response)
    }
}
