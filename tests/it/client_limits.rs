//! A client and answers that are too much, or that say badly what went wrong.

use connect::{Code, HttpVersion, Request, rpc::ErrorInfo};

use crate::{
    bad_server::BadServer,
    calls::{self, Shape, VERSIONS, alive_tasks, call, unharmed},
    client_faults::{LIMIT, MANY, ONE, check_error},
    harness::Ask,
    script::{Reply, Step, answer, end, envelope, gzip, head},
};

#[tokio::test]
async fn answer_above_the_limit_is_refused_at_once_and_http2_keeps_its_connection() {
    let announced = (LIMIT + 1).to_string();
    let sized = [
        ("content-type", "application/proto"),
        ("content-length", &announced),
    ];
    let gzipped = [
        ("content-type", "application/proto"),
        ("content-encoding", "gzip"),
    ];
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
        (
            "H6 bomb",
            held(Reply::of(200, &stream_gzipped, envelope(1, bomb))),
        ),
    ];
    let table = [(ONE, &unary[..]), (ONE, &bombs), (MANY, &streams)];
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
        (
            "unary, inflated",
            Shape::Unary,
            Reply::of(200, &unary_gzip, packed.clone()),
        ),
        (
            "stream",
            Shape::ServerStream,
            Reply::stream(stream(0, &plain)),
        ),
        (
            "stream, inflated",
            Shape::ServerStream,
            Reply::of(200, &stream_gzip, stream(1, &packed)),
        ),
    ];
    for version in VERSIONS {
        for (id, shape, reply) in &rows {
            for (limit, want) in [
                (plain.len(), None),
                (plain.len() - 1, Some(Code::ResourceExhausted)),
            ] {
                let id = format!("H6 {id} {version:?} {limit}");
                let client =
                    calls::client(&server, version, |builder| builder.read_max_bytes(limit));
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
        format!(
            r#"{{"code":"aborted","message":"m","details":[{{"type":"{type_name}","value":"{value}"}}]}}"#
        )
    };
    // `reason: "R"`, in base64 CgFS.
    let rows = [
        ("H7 detail", detail("CgFS"), Code::Aborted, Code::Aborted, 1),
        (
            "H7 bad base64 of a detail",
            detail("!!!"),
            Code::Aborted,
            Code::Aborted,
            0,
        ),
        (
            "H7 detail of another kind of bytes",
            detail("/w"),
            Code::Aborted,
            Code::Aborted,
            0,
        ),
        (
            "H7 unknown code",
            r#"{"code":"nope","message":"m"}"#.into(),
            Code::Unavailable,
            Code::Unknown,
            0,
        ),
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
        assert_eq!(
            got.end.as_ref().map(|trailers| trailers.len()).ok(),
            Some(1_000),
            "{id}"
        );
        unharmed(&id, client).await;
    }
}
