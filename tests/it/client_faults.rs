//! A client and the answers of a bad server: what is wrong in heads, bodies and ends.
//!
//! Each row is one behaviour. After it the same client makes a good call, and leaves no task behind.

use connect::{Code, HttpVersion, Request, rpc::ErrorInfo};

use crate::{
    bad_server::BadServer,
    calls::{self, Got, Shape, VERSIONS, alive_tasks, call, unharmed},
    harness::Ask,
    script::{Reply, Step, answer, end, envelope, good_stream, gzip, head},
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

const ONE: &[Shape] = &[Shape::Unary, Shape::Get];
const MANY: &[Shape] = &Shape::STREAMS;



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

fn check_error(id: &str, got: &Got, code: Code) {
    let err = got.error(id);
    assert_eq!(err.code(), code, "{id}: {err:?}");
    assert!(err.message().len() <= 256, "{id}: {}", err.message());
}

/// What the clients of this file read at most.
const LIMIT: usize = 64 * 1024;

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
    let of = |content_type: &str, body: Vec<u8>| {
        Reply::of(200, &[("content-type", content_type)], body)
    };
    let unary = [
        row("H1 no content type", Reply::of(200, &[], answer("a")), Code::Unknown),
        row("H1 page", of("text/html", answer("a")), Code::Unknown),
        row("H1 picture", of("image/jpeg", answer("a")), Code::Unknown),
        row("H1 unary json", of("application/json", b"{}".to_vec()), Code::Internal),
        row("H1 unary yaml", of("application/yaml", answer("a")), Code::Internal),
        row("H1 unary as stream", of("application/connect+proto", answer("a")), Code::Internal),
    ];
    check(ONE, &unary).await;
    let stream = good_stream(&["a"]);
    let streams = [
        row("H1 stream, none", Reply::of(200, &[], stream.clone()), Code::Unknown),
        row("H1 stream, page", of("text/html", stream.clone()), Code::Unknown),
        row("H1 stream as unary", of("application/proto", stream.clone()), Code::Unknown),
        row("H1 stream json", of("application/connect+json", stream.clone()), Code::Internal),
        row("H1 stream yaml", of("application/connect+yaml", stream), Code::Internal),
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
        row("H2 one byte after the end", then([&end("{}")[..], b"\0"].concat()), Code::Internal),
        row("H2 second end", then(twice(end("{}"))), Code::Internal),
        row("H2 end is not json", then(end("{")), Code::Internal),
        row("H2 end is empty", then(end("")), Code::Internal),
        row("H2 end is a list", then(end("[]")), Code::Internal),
        row("H2 end is null", then(end("null")), Code::Internal),
        row("H2 end is not utf-8", then(envelope(0x02, b"{\"a\":\"\xFF\"}")), Code::Internal),
        row("H2 error is a text", then(end(r#"{"error":"x"}"#)), Code::Internal),
        row("H2 end above 16 KiB", then(end(&long)), Code::ResourceExhausted),
        row("H2 end above 16 KiB inflated", Reply::of(200, &gzipped, bomb), Code::ResourceExhausted),
        row("H2 prefix cut", then([0, 0, 0]), Code::Internal),
        row("H2 payload cut", then([0, 0, 0, 0, 10, 1, 2, 3, 4]), Code::Internal),
        row("H2 end cut", then(&end(r#"{"metadata":{}}"#)[..12]), Code::Internal),
    ];
    check(MANY, &rows).await;
}

#[tokio::test]
async fn wrong_number_of_messages_is_unimplemented() {
    let garbage = [envelope(0, answer("a")), envelope(0, b"\xFF\xFF"), end("{}")].concat();
    let bomb = [envelope(0, answer("a")), envelope(1, gzip(vec![0; 1 << 20])), end("{}")].concat();
    let gzipped = [
        ("content-type", "application/connect+proto"),
        ("connect-content-encoding", "gzip"),
    ];
    let rows = [
        row("H4 none", Reply::stream(end("{}")), Code::Unimplemented),
        row("H4 two", Reply::stream(good_stream(&["a", "b"])), Code::Unimplemented),
        row("H4 second is garbage", Reply::stream(garbage), Code::Unimplemented),
        row("H4 second is a bomb", Reply::of(200, &gzipped, bomb), Code::Unimplemented),
        row("H4 error wins", then(end(r#"{"error":{"code":"aborted"}}"#)), Code::Aborted),
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
        of("application/connect+proto", "connect-content-encoding", value, body)
    };
    let gzipped = gzip(answer("a"));
    let cut = gzipped[..gzipped.len() - 4].to_vec();
    let flagged = |data: &[u8]| [envelope(1, data), end("{}")].concat();
    let rows = [
        row("H5 unknown encoding", unary("foo", answer("a")), Code::Internal),
        row("H5 corrupt gzip", unary("gzip", answer("a")), Code::Internal),
        row("H5 cut gzip", unary("gzip", cut.clone()), Code::Internal),
        row("H5 two encodings", unary("gzip, gzip", gzipped.clone()), Code::Internal),
    ];
    check(ONE, &rows).await;
    let rows = [
        row("H5 flag without encoding", Reply::stream(flagged(&gzipped)), Code::Internal),
        row("H5 flag with identity", stream("identity", flagged(&gzipped)), Code::Internal),
        row("H5 end flagged", then(envelope(0x03, gzip("{}"))), Code::Internal),
        row("H5 unknown encoding", stream("foo", flagged(&gzipped)), Code::Internal),
        row("H5 corrupt gzip", stream("gzip", flagged(b"no")), Code::Internal),
        row("H5 cut gzip", stream("gzip", flagged(&cut)), Code::Internal),
        row("H5 corrupt end", stream("gzip", envelope(0x03, b"{}")), Code::Internal),
    ];
    check(MANY, &rows).await;
    let flags = [0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0x84, 0xFF].map(|flags| {
        let bytes = [envelope(flags, answer("a")), end("{}")].concat();
        row(format!("H5 flags {flags:#04x}").leak(), Reply::stream(bytes), Code::Internal)
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
        check(ONE, &[row(id, Reply::unary(bytes.to_vec()), Code::Internal)]).await;
        let stream = [envelope(0, bytes), end("{}")].concat();
        check(MANY, &[row(id, Reply::stream(stream), Code::Internal)]).await;
    }
}

#[tokio::test]
async fn answer_above_the_limit_is_refused_at_once_and_http2_keeps_its_connection() {
    let announced = (LIMIT + 1).to_string();
    let sized = [("content-type", "application/proto"), ("content-length", &announced)];
    let gzipped = [("content-type", "application/proto"), ("content-encoding", "gzip")];
    let stream_gzipped = [
        ("content-type", "application/connect+proto"),
        ("connect-content-encoding", "gzip"),
    ];
    let prefix = |size: u32| [&[0][..], &size.to_be_bytes()].concat();
    let bomb = gzip(vec![0; 16 << 20]);
    let held = |reply: Reply| reply.but([Step::Hold]);
    let unary = [
        ("H6 announced", Reply::new([head(200, &sized), Step::Hold])),
        ("H6 comes to it", held(Reply::unary(vec![0; LIMIT + 1]))),
    ];
    let bombs = [("H6 bomb", Reply::of(200, &gzipped, bomb.clone()))];
    let streams = [
        ("H6 prefix", held(Reply::stream(prefix(LIMIT as u32 + 1)))),
        ("H6 prefix of 4 GiB", held(Reply::stream(prefix(u32::MAX)))),
        ("H6 bomb", held(Reply::of(200, &stream_gzipped, envelope(1, bomb)))),
    ];
    let table: [(&[Shape], &[(&str, Reply)]); 3] = [(ONE, &unary), (ONE, &bombs), (MANY, &streams)];
    let server = BadServer::start();
    for version in VERSIONS {
        for (shapes, rows) in table {
            for &shape in shapes {
                for (id, reply) in rows {
                    let id = format!("{id} {version:?} {shape:?}");
                    refused_at_once(&server, version, shape, reply, &id).await;
                }
            }
        }
    }
}

async fn refused_at_once(
    server: &BadServer,
    version: HttpVersion,
    shape: Shape,
    reply: &Reply,
    id: &str,
) {
    let client = calls::client(server, version, |builder| builder.read_max_bytes(LIMIT));
    server.script([reply.clone()]);
    let got = call(&client, shape, Request::new(Ask::default())).await;
    check_error(id, &got, Code::ResourceExhausted);
    if reply.holds() {
        server.until(id, |record| record.left == 1).await;
    }
    let good = call(&client, Shape::Unary, Request::new(Ask::default())).await;
    assert_eq!(good.texts, ["good"], "{id}");
    if version == HttpVersion::Http2 {
        assert_eq!(server.connections(), 1, "{id}: only the stream is reset");
        alive_tasks(id, 1).await;
    }
    unharmed(id, client).await;
}

#[tokio::test]
async fn answer_of_just_the_limit_is_taken() {
    let server = BadServer::start();
    let text = "x".repeat(100);
    let plain = answer(&text);
    let packed = gzip(&plain);
    let stream = |flags, data: &[u8]| [envelope(flags, data), end("{}")].concat();
    let unary_type = ("content-type", "application/proto");
    let stream_type = ("content-type", "application/connect+proto");
    let unary_gzip = [unary_type, ("content-encoding", "gzip")];
    let stream_gzip = [stream_type, ("connect-content-encoding", "gzip")];
    let rows = [
        ("unary", Shape::Unary, Reply::unary(plain.clone())),
        ("unary, inflated", Shape::Unary, Reply::of(200, &unary_gzip, packed.clone())),
        ("stream", Shape::ServerStream, Reply::stream(stream(0, &plain))),
        ("stream, inflated", Shape::ServerStream, Reply::of(200, &stream_gzip, stream(1, &packed))),
    ];
    for version in VERSIONS {
        for (id, shape, reply) in &rows {
            for (limit, want) in [(plain.len(), None), (plain.len() - 1, Some(Code::ResourceExhausted))] {
                let id = format!("H6 {id} {version:?} {limit}");
                let client = calls::client(&server, version, |builder| builder.read_max_bytes(limit));
                server.script([reply.clone()]);
                let got = call(&client, *shape, Request::new(Ask::default())).await;
                assert_eq!(got.code(), want, "{id}");
                unharmed(&id, client).await;
            }
        }
    }
}

#[tokio::test]
async fn oddities_of_an_error_do_not_hide_its_code() {
    let json = [("content-type", "application/json")];
    let detail = |value: &str| {
        let type_name = "google.rpc.ErrorInfo";
        format!(r#"{{"code":"aborted","message":"m","details":[{{"type":"{type_name}","value":"{value}"}}]}}"#)
    };
    // `reason: "R"`, in base64 CgFS.
    let rows = [
        ("H7 detail", detail("CgFS"), Code::Aborted, Code::Aborted, 1),
        ("H7 bad base64 of a detail", detail("!!!"), Code::Aborted, Code::Aborted, 0),
        ("H7 detail of another kind of bytes", detail("/w"), Code::Aborted, Code::Aborted, 0),
        ("H7 unknown code", r#"{"code":"nope","message":"m"}"#.into(), Code::Unavailable, Code::Unknown, 0),
    ];
    let server = BadServer::start();
    for version in VERSIONS {
        for (id, text, unary, stream, details) in &rows {
            let ends = Reply::stream(end(&format!(r#"{{"error":{text}}}"#)));
            let replies = [
                (Shape::Unary, Reply::of(503, &json, text.clone()), *unary),
                (Shape::ServerStream, ends.clone(), *stream),
                (Shape::ClientStream, ends, *stream),
            ];
            for (shape, reply, code) in replies {
                let id = format!("{id} {version:?} {shape:?}");
                let client = calls::client(&server, version, |builder| builder);
                server.script([reply]);
                let got = call(&client, shape, Request::new(Ask::default())).await;
                check_error(&id, &got, code);
                let err = got.error(&id);
                assert_eq!(err.message(), "m", "{id}");
                assert_eq!(err.details::<ErrorInfo>().len(), *details, "{id}");
                assert!(err.is_remote(), "{id}");
                unharmed(&id, client).await;
            }
        }
    }
}

#[tokio::test]
async fn very_many_headers_and_trailers_do_no_harm() {
    let server = BadServer::start();
    let names: Vec<_> = (0..40_000).map(|n| format!("trailer-x-{n}")).collect();
    let mut headers: Vec<_> = names.iter().map(|name| (&name[..], "v")).collect();
    headers.push(("content-type", "application/proto"));
    let metadata: Vec<_> = (0..1_000).map(|n| format!(r#""x-{n}":["v"]"#)).collect();
    let many = end(&format!(r#"{{"metadata":{{{}}}}}"#, metadata.join(",")));
    for version in VERSIONS {
        let id = format!("H7 40 000 trailers {version:?}");
        let client = calls::client(&server, version, |builder| builder);
        server.script([Reply::of(200, &headers, answer("a"))]);
        let got = call(&client, Shape::Unary, Request::new(Ask::default())).await;
        assert!(got.error(&id).message().len() <= 256, "{id}");
        unharmed(&id, client).await;

        let id = format!("H7 1 000 trailers of a stream {version:?}");
        let client = calls::client(&server, version, |builder| builder);
        server.script([Reply::stream(many.clone())]);
        let got = call(&client, Shape::ServerStream, Request::new(Ask::default())).await;
        assert_eq!(got.end.as_ref().map(|trailers| trailers.len()).ok(), Some(1_000), "{id}");
        unharmed(&id, client).await;
    }
}
