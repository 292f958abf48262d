//! What a client makes of answers that are right, if seldom seen: content types, errors, trailers, flags.

use connect::{Code, Codec, Compression, Request, rpc::ErrorInfo};

use crate::{
    bad_server::BadServer,
    calls::{self, CODECS, Got, Shape, call, unharmed},
    harness::Ask,
    raw_peer::Form,
    script::{Reply, answer, end, envelope, gzip},
    told::Told,
};

/// Plays an answer over both versions of HTTP.
pub(crate) async fn each_version(
    server: &BadServer,
    id: &str,
    shape: Shape,
    codec: Codec,
    reply: &Reply,
    check: impl FnMut(&str, Got),
) {
    let form = match shape {
        Shape::Unary | Shape::Get => Form::Unary,
        _ => Form::Stream,
    };
    each_version_of(server, id, (form, shape), codec, reply, check).await;
}

/// Plays an answer over every version of HTTP of a form.
pub(crate) async fn each_version_of(
    server: &BadServer,
    id: &str,
    (form, shape): (Form, Shape),
    codec: Codec,
    reply: &Reply,
    mut check: impl FnMut(&str, Got),
) {
    for version in calls::versions(form) {
        let id = format!("{id} {form:?} {version:?} {shape:?} {codec:?}");
        let client = calls::client_of(server, *version, form, |builder| builder.codec(codec));
        server.script([reply.clone()]);
        let got = call(&client, shape, Request::new(Ask::default())).await;
        check(&id, got);
        assert_eq!(server.asked().len(), 1, "{id}");
        unharmed(&id, client).await;
    }
}

/// Plays an answer to every shape of a form.
pub(crate) async fn each_shape(
    server: &BadServer,
    id: &str,
    form: Form,
    reply: &Reply,
    mut check: impl FnMut(&str, Shape, Got),
) {
    for shape in Shape::of(form) {
        each_version_of(
            server,
            id,
            (form, *shape),
            Codec::Proto,
            reply,
            |id, got| {
                check(id, *shape, got);
            },
        )
        .await;
    }
}

#[tokio::test]
async fn content_type_is_compared_without_case_and_parameters() {
    let server = BadServer::start();
    let rows = [
        (Form::Unary, Codec::Proto, "application/proto"),
        (Form::Unary, Codec::Proto, "Application/PROTO"),
        (Form::Unary, Codec::Json, "application/json; charset=utf-8"),
        (
            Form::Unary,
            Codec::Json,
            "application/JSON;charset=\"UTF-8\"",
        ),
        (Form::Stream, Codec::Proto, "Application/Connect+Proto"),
        (
            Form::Stream,
            Codec::Json,
            "application/connect+json; charset=utf-8",
        ),
        // With the name of its codec or without.
        (Form::Grpc, Codec::Proto, "application/grpc"),
        (Form::Grpc, Codec::Proto, "Application/gRPC+Proto; x=y"),
        (Form::Grpc, Codec::Json, "application/grpc+json"),
        (Form::Web, Codec::Proto, "application/grpc-web"),
        (Form::Web, Codec::Proto, "application/grpc-Web+PROTO;x=y"),
        (Form::Web, Codec::Json, "application/grpc-web+json"),
        (Form::Text, Codec::Proto, "application/grpc-web-text"),
        (
            Form::Text,
            Codec::Proto,
            "application/grpc-web-text+proto; x",
        ),
        (Form::Text, Codec::Json, "application/grpc-web-TEXT+json"),
    ];
    for (form, codec, content_type) in rows {
        let name = match codec {
            Codec::Json => "json",
            _ => "proto",
        };
        let told = Told::of(form, name).content_type(content_type);
        let reply = told.text("good").reply();
        let shape = Shape::of(form)[0];
        each_version_of(
            &server,
            content_type,
            (form, shape),
            codec,
            &reply,
            |id, got| {
                assert_eq!(got.texts, ["good"], "{id}: {:?}", got.end);
            },
        )
        .await;
    }
}

#[tokio::test]
async fn error_in_the_body_wins_over_the_status() {
    let server = BadServer::start();
    let rows: [(u16, &str, Code, &str); 13] = [
        (
            404,
            r#"{"code":"aborted","message":"m"}"#,
            Code::Aborted,
            "m",
        ),
        (409, r#"{"code":"already_exists"}"#, Code::AlreadyExists, ""),
        (
            299,
            r#"{"code":"not_found","message":"m"}"#,
            Code::NotFound,
            "m",
        ),
        (503, r#"{"message":"m"}"#, Code::Unavailable, "m"),
        (
            503,
            r#"{"code":null,"message":"m"}"#,
            Code::Unavailable,
            "m",
        ),
        (
            503,
            r#"{"code":"NOT_FOUND","message":"m"}"#,
            Code::Unavailable,
            "m",
        ),
        (503, r#"{"code":5,"message":"m"}"#, Code::Unavailable, "m"),
        (
            401,
            r#"{"code":"nope","message":null}"#,
            Code::Unauthenticated,
            "",
        ),
        (
            400,
            r#"{"code":"out_of_range","x":{"y":[1,{}]},"details":7}"#,
            Code::OutOfRange,
            "",
        ),
        (429, "{}", Code::Unavailable, ""),
        (
            403,
            "null",
            Code::PermissionDenied,
            "http status 403 Forbidden",
        ),
        (
            403,
            r#"{"code":"aborted""#,
            Code::PermissionDenied,
            "http status 403 Forbidden",
        ),
        (403, "", Code::PermissionDenied, "http status 403 Forbidden"),
    ];
    for codec in CODECS {
        for (status, body, code, message) in rows {
            let id = format!("{status} {body}");
            let headers = [
                ("content-type", "application/json; charset=utf-8"),
                ("x-a", "1"),
                ("trailer-x-b", "2"),
            ];
            let reply = Reply::of(status, &headers, body);
            for shape in [Shape::Unary, Shape::Get] {
                each_version(&server, &id, shape, codec, &reply, |id, got| {
                    let err = got.error(id);
                    assert_eq!((err.code(), err.message()), (code, message), "{id}");
                    assert!(err.is_remote(), "{id}");
                    let metadata = err.metadata();
                    assert_eq!(
                        (metadata.get("x-a"), metadata.get("x-b")),
                        (Some("1"), Some("2")),
                        "{id}"
                    );
                })
                .await;
            }
        }
    }
    // What is no JSON by its content type is not read as such.
    let reply = Reply::of(
        404,
        &[("content-type", "text/plain")],
        r#"{"code":"aborted"}"#,
    );
    each_version(
        &server,
        "plain",
        Shape::Unary,
        Codec::Proto,
        &reply,
        |id, got| {
            assert_eq!(got.code(), Some(Code::Unimplemented), "{id}");
        },
    )
    .await;
}

#[tokio::test]
async fn detail_is_read_with_padding_without_and_whatever_its_debug_says() {
    let server = BadServer::start();
    // `reason: "RS"`, whose base64 is padded where padding is used.
    let rows = [
        (r#"{"type":"google.rpc.ErrorInfo","value":"CgJSUw"}"#, 1),
        (r#"{"type":"google.rpc.ErrorInfo","value":"CgJSUw=="}"#, 1),
        (
            r#"{"type":"type.googleapis.com/google.rpc.ErrorInfo","value":"CgJSUw"}"#,
            1,
        ),
        (
            r#"{"type":"google.rpc.ErrorInfo","value":"CgJSUw","debug":{"reason":["no",{}]}}"#,
            1,
        ),
        (
            r#"{"type":"google.rpc.ErrorInfo","value":"CgJSUw","debug":"no"}"#,
            1,
        ),
        (
            r#"{"debug":7,"value":"CgJSUw","x":[],"type":"google.rpc.ErrorInfo"}"#,
            1,
        ),
        (r#"{"type":"google.rpc.ErrorInfo"}"#, 0),
        (r#"{"value":"CgJSUw"}"#, 0),
        (r#""no""#, 0),
    ];
    for (detail, want) in rows {
        let error = format!(r#"{{"code":"aborted","details":[{detail}]}}"#);
        let unary = Reply::of(409, &[("content-type", "application/json")], error.clone());
        let stream = Reply::stream(end(&format!(r#"{{"error":{error}}}"#)));
        for (shape, reply) in [(Shape::Unary, unary), (Shape::ServerStream, stream)] {
            each_version(&server, detail, shape, Codec::Proto, &reply, |id, got| {
                let details = got.error(id).details::<ErrorInfo>();
                assert_eq!(got.code(), Some(Code::Aborted), "{id}");
                assert_eq!(details.len(), want, "{id}");
                assert!(details.iter().all(|info| info.reason == "RS"), "{id}");
            })
            .await;
        }
    }
}

#[tokio::test]
async fn trailers_of_a_unary_answer_lose_their_prefix_and_the_trailer_header_is_not_one() {
    let server = BadServer::start();
    let headers = [
        ("content-type", "application/proto"),
        ("trailer", "x-a"),
        ("x-a", "header"),
        ("Trailer-X-A", "1"),
        ("trailer-x-a", "2"),
        ("trailer-x-b-bin", "+w"),
        ("trailer-", "nameless"),
    ];
    let reply = Reply::of(200, &headers[..6], answer("good"));
    each_version(
        &server,
        "trailers",
        Shape::Unary,
        Codec::Proto,
        &reply,
        |id, got| {
            let trailers = got.end.as_ref().expect("trailers");
            assert_eq!(
                trailers.get_all("x-a").collect::<Vec<_>>(),
                ["1", "2"],
                "{id}"
            );
            assert_eq!(
                trailers.get_bin("x-b-bin").expect("base64").as_deref(),
                Some(&[0xFB][..]),
                "{id}"
            );
            assert_eq!(trailers.len(), 3, "{id}");
            assert_eq!(got.headers.get("x-a"), Some("header"), "{id}");
            assert_eq!(got.headers.get("trailer"), Some("x-a"), "{id}");
            assert_eq!(got.headers.get("trailer-x-a"), None, "{id}");
        },
    )
    .await;
    let reply = Reply::of(200, &headers, answer("good"));
    each_version(
        &server,
        "nameless",
        Shape::Unary,
        Codec::Proto,
        &reply,
        |id, got| {
            assert_eq!(
                got.end.as_ref().map(|trailers| trailers.len()).ok(),
                Some(3),
                "{id}"
            );
        },
    )
    .await;
}

#[tokio::test]
async fn compressed_errors_and_ends_are_inflated() {
    let server = BadServer::start();
    let error = r#"{"code":"aborted","message":"m"}"#;
    let ended = format!(r#"{{"error":{error}}}"#);
    let unary = [
        ("content-type", "application/json"),
        ("content-encoding", "gzip"),
    ];
    let stream = [
        ("content-type", "application/connect+proto"),
        ("connect-content-encoding", "gzip"),
    ];
    let rows = [
        (Shape::Unary, Reply::of(409, &unary, gzip(error))),
        (
            Shape::ServerStream,
            Reply::of(200, &stream, envelope(0x03, gzip(&ended))),
        ),
        (
            Shape::ClientStream,
            Reply::of(200, &stream, envelope(0x03, gzip(&ended))),
        ),
        (Shape::BidiStream, Reply::of(200, &stream, end(&ended))),
    ];
    for form in [Form::Web, Form::Text] {
        // Seldom, but it may be.
        let told = Told::new(form).encoding("gzip");
        let trailers = gzip("grpc-status: 10\r\ngrpc-message: m\r\n");
        let reply = told.message(0x81, trailers).without_end();
        each_shape(&server, "compressed", form, &reply, |id, _, got| {
            let err = got.error(id);
            assert_eq!((err.code(), err.message()), (Code::Aborted, "m"), "{id}");
        })
        .await;
    }
    for (shape, reply) in rows {
        each_version(
            &server,
            "compressed",
            shape,
            Codec::Proto,
            &reply,
            |id, got| {
                let err = got.error(id);
                assert_eq!((err.code(), err.message()), (Code::Aborted, "m"), "{id}");
            },
        )
        .await;
    }
}

#[tokio::test]
async fn empty_message_is_the_default_in_protobuf_and_no_message_in_json() {
    let server = BadServer::start();
    let rows: [(Codec, &[u8], Option<Code>); 4] = [
        (Codec::Proto, b"", None),
        (Codec::Json, b"", Some(Code::Internal)),
        (Codec::Json, b"{}", None),
        (Codec::Json, br#"{"new":[{}]}"#, None),
    ];
    for form in Form::ALL {
        for (codec, message, code) in rows {
            let name = match codec {
                Codec::Json => "json",
                _ => "proto",
            };
            let reply = Told::of(form, name).message(0, message).reply();
            for shape in Shape::of(form) {
                let id = format!("\"{}\"", message.escape_ascii());
                each_version_of(&server, &id, (form, *shape), codec, &reply, |id, got| {
                    assert_eq!(got.code(), code, "{id}: {:?}", got.end);
                })
                .await;
            }
        }
    }
}

#[tokio::test]
async fn compression_that_was_not_offered_is_internal() {
    let server = BadServer::start();
    for form in Form::ALL {
        let told = Told::new(form).encoding("gzip");
        let reply = told.message(1, gzip(answer("a"))).reply();
        for version in calls::versions(form) {
            for shape in Shape::of(form) {
                for accept in [&[][..], &[Compression::Br]] {
                    let id = format!("{form:?} {version:?} {shape:?} {accept:?}");
                    let client = calls::client_of(&server, *version, form, |builder| {
                        builder.accept_compression(accept.to_vec())
                    });
                    server.script([reply.clone()]);
                    let got = call(&client, *shape, Request::new(Ask::default())).await;
                    assert_eq!(got.code(), Some(Code::Internal), "{id}");
                    assert!(
                        !got.error(&id).is_remote(),
                        "{id}: it is this side that says so"
                    );
                    unharmed(&id, client).await;
                }
            }
        }
    }
}
