//! A client and the answers of a bad server: what is wrong in heads, bodies and ends.
//!
//! Each row is one behaviour. After it the same client makes a good call, and leaves no task behind.

use connect::{Code, HttpVersion, Request};

use crate::{
    bad_server::BadServer,
    calls::{self, Got, Shape, VERSIONS, call, unharmed},
    harness::Ask,
    script::{Reply, answer, end, envelope, good_stream, gzip},
};

/// What one is asked, what it answers, and the code of the error that it makes.
struct Row {
    id: &'static str,
    reply: Reply,
    code: Code,
}

fn row(id: &'static str, reply: Reply, code: Code) -> Row {
    Row { id, reply, code }
}

pub(crate) const ONE: &[Shape] = &[Shape::Unary, Shape::Get];
pub(crate) const MANY: &[Shape] = &Shape::STREAMS;

/// Plays every row to every shape over both versions of HTTP, on one client each.
async fn check(shapes: &[Shape], rows: &[Row]) {
    let server = BadServer::start();
    for version in VERSIONS {
        for &shape in shapes {
            for row in rows {
                let id = format!("{} {version:?} {shape:?}", row.id);
                check_one(&server, version, shape, row, &id).await;
            }
        }
    }
}

async fn check_one(server: &BadServer, version: HttpVersion, shape: Shape, row: &Row, id: &str) {
    let client = calls::client(server, version, |builder| builder.read_max_bytes(LIMIT));
    server.script([row.reply.clone()]);
    let got = call(&client, shape, Request::new(Ask::default())).await;
    check_error(id, &got, row.code);
    assert_eq!(server.asked().len(), 1, "{id}: one request for one call");
    unharmed(id, client).await;
}

pub(crate) fn check_error(id: &str, got: &Got, code: Code) {
    let err = got.error(id);
    assert_eq!(err.code(), code, "{id}: {err:?}");
    assert!(err.message().len() <= 256, "{id}: {}", err.message());
}

/// What the clients of this file read at most.
pub(crate) const LIMIT: usize = 64 * 1024;

#[tokio::test]
async fn http_status_without_an_rpc_error_stands_for_a_code() {
    let statuses = [
        (400, Code::Internal),
        (401, Code::Unauthenticated),
        (403, Code::PermissionDenied),
        (404, Code::Unimplemented),
        (429, Code::Unavailable),
        (502, Code::Unavailable),
        (503, Code::Unavailable),
        (504, Code::Unavailable),
        (201, Code::Unknown),
        (302, Code::Unknown),
        (307, Code::Unknown),
        (408, Code::Unknown),
        (413, Code::Unknown),
        (415, Code::Unknown),
        (418, Code::Unknown),
        (431, Code::Unknown),
        (500, Code::Unknown),
        (505, Code::Unknown),
        (800, Code::Unknown),
    ];
    let page = [("content-type", "text/html"), ("location", "/elsewhere")];
    let rows = statuses.map(|(status, code)| {
        let id = format!("H1 {status}").leak();
        row(id, Reply::of(status, &page, "<html>no</html>"), code)
    });
    check(&Shape::ALL, &rows).await;
}

#[tokio::test]
async fn foreign_content_type_is_unknown_and_another_codec_is_internal() {
    let of =
        |content_type: &str, body: Vec<u8>| Reply::of(200, &[("content-type", content_type)], body);
    let unary = [
        row(
            "H1 no content type",
            Reply::of(200, &[], answer("a")),
            Code::Unknown,
        ),
        row("H1 page", of("text/html", answer("a")), Code::Unknown),
        row("H1 picture", of("image/jpeg", answer("a")), Code::Unknown),
        row(
            "H1 unary json",
            of("application/json", b"{}".to_vec()),
            Code::Internal,
        ),
        row(
            "H1 unary yaml",
            of("application/yaml", answer("a")),
            Code::Internal,
        ),
        row(
            "H1 unary as stream",
            of("application/connect+proto", answer("a")),
            Code::Internal,
        ),
    ];
    check(ONE, &unary).await;
    let stream = good_stream(&["a"]);
    let streams = [
        row(
            "H1 stream, none",
            Reply::of(200, &[], stream.clone()),
            Code::Unknown,
        ),
        row(
            "H1 stream, page",
            of("text/html", stream.clone()),
            Code::Unknown,
        ),
        row(
            "H1 stream as unary",
            of("application/proto", stream.clone()),
            Code::Unknown,
        ),
        row(
            "H1 stream json",
            of("application/connect+json", stream.clone()),
            Code::Internal,
        ),
        row(
            "H1 stream yaml",
            of("application/connect+yaml", stream),
            Code::Internal,
        ),
    ];
    check(MANY, &streams).await;
}

/// A stream of one message, then these bytes.
fn then(rest: impl AsRef<[u8]>) -> Reply {
    Reply::stream([&envelope(0, answer("a"))[..], rest.as_ref()].concat())
}

fn twice(end: Vec<u8>) -> Vec<u8> {
    [&end[..], &end].concat()
}

#[tokio::test]
async fn stream_with_a_bad_end_is_an_error() {
    let after_end = [&end("{}")[..], &envelope(0, answer("b"))].concat();
    let long = format!(r#"{{"metadata":{{"a":["{}"]}}}}"#, "x".repeat(16 * 1024));
    let bomb = envelope(0x03, gzip(&long));
    let gzipped = [
        ("content-type", "application/connect+proto"),
        ("connect-content-encoding", "gzip"),
    ];
    let rows = [
        row("H2 no end", then(""), Code::Internal),
        row("H2 nothing at all", Reply::stream(""), Code::Internal),
        row("H2 message after the end", then(after_end), Code::Internal),
        row(
            "H2 one byte after the end",
            then([&end("{}")[..], b"\0"].concat()),
            Code::Internal,
        ),
        row("H2 second end", then(twice(end("{}"))), Code::Internal),
        row("H2 end is not json", then(end("{")), Code::Internal),
        row("H2 end is empty", then(end("")), Code::Internal),
        row("H2 end is a list", then(end("[]")), Code::Internal),
        row("H2 end is null", then(end("null")), Code::Internal),
        row(
            "H2 end is not utf-8",
            then(envelope(0x02, b"{\"a\":\"\xFF\"}")),
            Code::Internal,
        ),
        row(
            "H2 error is a text",
            then(end(r#"{"error":"x"}"#)),
            Code::Internal,
        ),
        row(
            "H2 end above 16 KiB",
            then(end(&long)),
            Code::ResourceExhausted,
        ),
        row(
            "H2 end above 16 KiB inflated",
            Reply::of(200, &gzipped, bomb),
            Code::ResourceExhausted,
        ),
        row("H2 prefix cut", then([0, 0, 0]), Code::Internal),
        row(
            "H2 payload cut",
            then([0, 0, 0, 0, 10, 1, 2, 3, 4]),
            Code::Internal,
        ),
        row(
            "H2 end cut",
            then(&end(r#"{"metadata":{}}"#)[..12]),
            Code::Internal,
        ),
    ];
    check(MANY, &rows).await;
}

#[tokio::test]
async fn wrong_number_of_messages_is_unimplemented() {
    let garbage = [
        envelope(0, answer("a")),
        envelope(0, b"\xFF\xFF"),
        end("{}"),
    ]
    .concat();
    let bomb = [
        envelope(0, answer("a")),
        envelope(1, gzip(vec![0; 1 << 20])),
        end("{}"),
    ]
    .concat();
    let gzipped = [
        ("content-type", "application/connect+proto"),
        ("connect-content-encoding", "gzip"),
    ];
    let rows = [
        row("H4 none", Reply::stream(end("{}")), Code::Unimplemented),
        row(
            "H4 two",
            Reply::stream(good_stream(&["a", "b"])),
            Code::Unimplemented,
        ),
        row(
            "H4 second is garbage",
            Reply::stream(garbage),
            Code::Unimplemented,
        ),
        row(
            "H4 second is a bomb",
            Reply::of(200, &gzipped, bomb),
            Code::Unimplemented,
        ),
        row(
            "H4 error wins",
            then(end(r#"{"error":{"code":"aborted"}}"#)),
            Code::Aborted,
        ),
    ];
    check(&[Shape::ClientStream], &rows).await;
}

#[tokio::test]
async fn encoding_that_was_not_agreed_on_is_internal() {
    let of = |family: &str, header: &str, value: &str, body: Vec<u8>| {
        Reply::of(200, &[("content-type", family), (header, value)], body)
    };
    let unary = |value, body| of("application/proto", "content-encoding", value, body);
    let stream = |value, body| {
        of(
            "application/connect+proto",
            "connect-content-encoding",
            value,
            body,
        )
    };
    let gzipped = gzip(answer("a"));
    let cut = gzipped[..gzipped.len() - 4].to_vec();
    let flagged = |data: &[u8]| [envelope(1, data), end("{}")].concat();
    let rows = [
        row(
            "H5 unknown encoding",
            unary("foo", answer("a")),
            Code::Internal,
        ),
        row(
            "H5 corrupt gzip",
            unary("gzip", answer("a")),
            Code::Internal,
        ),
        row("H5 cut gzip", unary("gzip", cut.clone()), Code::Internal),
        row(
            "H5 two encodings",
            unary("gzip, gzip", gzipped.clone()),
            Code::Internal,
        ),
    ];
    check(ONE, &rows).await;
    let rows = [
        row(
            "H5 flag without encoding",
            Reply::stream(flagged(&gzipped)),
            Code::Internal,
        ),
        row(
            "H5 flag with identity",
            stream("identity", flagged(&gzipped)),
            Code::Internal,
        ),
        row(
            "H5 end flagged",
            then(envelope(0x03, gzip("{}"))),
            Code::Internal,
        ),
        row(
            "H5 unknown encoding",
            stream("foo", flagged(&gzipped)),
            Code::Internal,
        ),
        row(
            "H5 corrupt gzip",
            stream("gzip", flagged(b"no")),
            Code::Internal,
        ),
        row("H5 cut gzip", stream("gzip", flagged(&cut)), Code::Internal),
        row(
            "H5 corrupt end",
            stream("gzip", envelope(0x03, b"{}")),
            Code::Internal,
        ),
    ];
    check(MANY, &rows).await;
    let flags = [0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0x84, 0xFF].map(|flags| {
        let bytes = [envelope(flags, answer("a")), end("{}")].concat();
        row(
            format!("H5 flags {flags:#04x}").leak(),
            Reply::stream(bytes),
            Code::Internal,
        )
    });
    check(MANY, &flags).await;
}

#[tokio::test]
async fn message_that_cannot_be_decoded_is_internal() {
    let bad: [(&str, &[u8]); 4] = [
        ("bad wire type", &[0x0F]),
        ("truncated", &[0x0A, 10, b'a']),
        ("bad utf-8", &[0x0A, 1, 0xFF]),
        ("field 0", &[0x00, 0x00]),
    ];
    for (what, bytes) in bad {
        let id = format!("H5 {what}").leak();
        check(
            ONE,
            &[row(id, Reply::unary(bytes.to_vec()), Code::Internal)],
        )
        .await;
        let stream = [envelope(0, bytes), end("{}")].concat();
        check(MANY, &[row(id, Reply::stream(stream), Code::Internal)]).await;
    }
}
