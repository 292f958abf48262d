//! A client and answers that are too much, or that say badly what went wrong.

use connect::{Code, HttpVersion, Request, rpc::ErrorInfo};

use crate::{
    bad_server::BadServer,
    calls::{self, Shape, alive_tasks, call, unharmed},
    client_faults::{LIMIT, check_error},
    harness::Ask,
    raw_http2,
    raw_peer::Form,
    script::{Reply, Step, answer, end, fields, gzip, head},
    told::Told,
};

#[tokio::test]
async fn answer_above_the_limit_is_refused_at_once_and_http2_keeps_its_connection() {
    let announced = (LIMIT + 1).to_string();
    let sized = [
        ("content-type", "application/proto"),
        ("content-length", &announced),
    ];
    let prefix = |size: u32| [&[0][..], &size.to_be_bytes()].concat();
    let bomb = gzip(vec![0; 16 << 20]);
    let held = |reply: Reply| reply.but([Step::Hold]);
    for form in Form::ALL {
        let told = Told::new(form);
        let bomb = told.clone().encoding("gzip").message(1, &bomb);
        let rows = match form {
            Form::Unary => vec![
                ("H6 announced", Reply::new([head(200, &sized), Step::Hold])),
                (
                    "H6 comes to it",
                    held(told.bytes(vec![0; LIMIT + 1]).open()),
                ),
                ("H6 bomb", bomb.reply()),
            ],
            _ => vec![
                (
                    "H6 prefix",
                    held(told.clone().bytes(prefix(LIMIT as u32 + 1)).open()),
                ),
                (
                    "H6 prefix of 4 GiB",
                    held(told.bytes(prefix(u32::MAX)).open()),
                ),
                ("H6 bomb", held(bomb.open())),
            ],
        };
        let server = BadServer::start();
        for version in calls::versions(form) {
            for shape in Shape::of(form) {
                for (id, reply) in &rows {
                    let id = format!("{id} {form:?} {version:?} {shape:?}");
                    refused_at_once(&server, *version, (form, *shape), reply, &id).await;
                }
            }
        }
    }
}

async fn refused_at_once(
    server: &BadServer,
    version: HttpVersion,
    (form, shape): (Form, Shape),
    reply: &Reply,
    id: &str,
) {
    let settings = |builder: connect::ClientBuilder| builder.read_max_bytes(LIMIT);
    let client = calls::client_of(server, version, form, settings);
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
        alive_tasks(id, 1..=1).await;
    }
    unharmed(id, client).await;
}

#[tokio::test]
async fn answer_of_just_the_limit_is_taken() {
    let server = BadServer::start();
    let plain = answer(&"x".repeat(100));
    let packed = gzip(&plain);
    for form in Form::ALL {
        let rows = [
            ("as it is", Told::new(form).message(0, &plain)),
            (
                "inflated",
                Told::new(form).encoding("gzip").message(1, &packed),
            ),
        ];
        for version in calls::versions(form) {
            for (id, told) in &rows {
                for (limit, want) in [
                    (plain.len(), None),
                    (plain.len() - 1, Some(Code::ResourceExhausted)),
                ] {
                    let id = format!("H6 {id} {form:?} {version:?} {limit}");
                    let settings = |builder: connect::ClientBuilder| builder.read_max_bytes(limit);
                    let client = calls::client_of(&server, *version, form, settings);
                    server.script([told.clone().reply()]);
                    let shape = Shape::of(form)[0];
                    let got = call(&client, shape, Request::new(Ask::default())).await;
                    assert_eq!(got.code(), want, "{id}");
                    unharmed(&id, client).await;
                }
            }
        }
    }
}

/// Plays one answer to a form over its versions of HTTP, and holds the error against what is wanted: code,
/// message, and how many details.
async fn check_told(
    server: &BadServer,
    form: Form,
    id: &str,
    reply: &Reply,
    want: (Code, &str, usize),
) {
    for version in calls::versions(form) {
        for shape in Shape::of(form) {
            let id = format!("{id} {form:?} {version:?} {shape:?}");
            let client = calls::client_of(server, *version, form, |builder| builder);
            server.script([reply.clone()]);
            let got = call(&client, *shape, Request::new(Ask::default())).await;
            let err = got.error(&id);
            let details = err.details::<ErrorInfo>().len();
            assert_eq!((err.code(), err.message(), details), want, "{id}");
            assert!(err.is_remote(), "{id}");
            unharmed(&id, client).await;
        }
    }
}

#[tokio::test]
async fn oddities_of_an_error_do_not_hide_its_code() {
    let server = BadServer::start();
    // `reason: "R"`, and bytes that are no message.
    for (id, value, details) in [
        ("H7 detail", &[0x0A, 1, b'R'][..], 1),
        ("H7 detail of another kind of bytes", &[0xFF], 0),
    ] {
        for form in Form::ALL {
            let told = Told::new(form).error(Code::Aborted, "m");
            let reply = told.detail("google.rpc.ErrorInfo", value).reply();
            check_told(&server, form, id, &reply, (Code::Aborted, "m", details)).await;
        }
    }
    let unreadable = r#"{"code":"aborted","message":"m","details":[{"type":"google.rpc.ErrorInfo","value":"!!!"}]}"#;
    let unknown = r#"{"code":"nope","message":"m"}"#;
    for (id, text, unary, stream) in [
        ("H7 bad base64", unreadable, Code::Aborted, Code::Aborted),
        ("H7 unknown code", unknown, Code::Unavailable, Code::Unknown),
    ] {
        let bare = Reply::of(503, &[("content-type", "application/json")], text);
        check_told(&server, Form::Unary, id, &bare, (unary, "m", 0)).await;
        let ended = Told::new(Form::Stream).bytes(end(&format!(r#"{{"error":{text}}}"#)));
        let ended = ended.without_end();
        check_told(&server, Form::Stream, id, &ended, (stream, "m", 0)).await;
    }
}

#[tokio::test]
async fn oddities_of_a_status_do_not_hide_its_code() {
    let server = BadServer::start();
    const STATUS: (&str, &[u8]) = ("grpc-status", b"10");
    const DETAILS: &str = "grpc-status-details-bin";
    // What stands beside a status of `aborted`, the message that is read, and how many details. What connect-go
    // takes for `internal`, since it cannot be read, is left out here: the code is told plainly.
    let rows: [(&str, &[(&str, &[u8])], &str, usize); 10] = [
        ("no message", &[], "", 0),
        (
            "an escape that is none",
            &[("grpc-message", b"%zz%41%")],
            "%zzA%",
            0,
        ),
        (
            "an escape of no text",
            &[("grpc-message", b"%FF")],
            "\u{fffd}",
            0,
        ),
        (
            "bytes of no text",
            &[("grpc-message", b"gr\xFCn")],
            "gr\u{fffd}n",
            0,
        ),
        (
            "raw UTF-8",
            &[("grpc-message", "gr\u{fc}n".as_bytes())],
            "gr\u{fc}n",
            0,
        ),
        (
            "no base64",
            &[("grpc-message", b"m"), (DETAILS, b"!!!")],
            "m",
            0,
        ),
        (
            "no status in it",
            &[("grpc-message", b"m"), (DETAILS, b"/w")],
            "m",
            0,
        ),
        // A google.rpc.Status with the code 10, the message "full", and an ErrorInfo with `reason: "RS"`.
        (
            "details",
            &[(
                DETAILS,
                b"CAoSBGZ1bGwaHwoXeHgvZ29vZ2xlLnJwYy5FcnJvckluZm8SBAoCUlM",
            )],
            "full",
            1,
        ),
        (
            "details, padded",
            &[(
                DETAILS,
                b"CAoSBGZ1bGwaHwoXeHgvZ29vZ2xlLnJwYy5FcnJvckluZm8SBAoCUlM=",
            )],
            "full",
            1,
        ),
        (
            "details of another code",
            &[
                ("grpc-message", b"m"),
                (
                    DETAILS,
                    b"CAUSBGZ1bGwaHwoXeHgvZ29vZ2xlLnJwYy5FcnJvckluZm8SBAoCUlM",
                ),
            ],
            "m",
            1,
        ),
    ];
    for form in Form::GRPCS {
        for (id, beside, message, details) in rows {
            let all = [&[STATUS][..], beside].concat();
            let id = format!("H7 {id}");
            let want = (Code::Aborted, message, details);
            for told in [Told::new(form), Told::new(form).text("a")] {
                let reply = told.ended_by(&fields(&all));
                check_told(&server, form, &id, &reply, want).await;
            }
            let mut headers = fields(&[("content-type", form.content_type("proto"))]);
            headers.extend(fields(&all));
            let reply = Reply::new([Step::HeadOnly(200, headers)]);
            check_told(&server, form, &format!("{id}, in the head"), &reply, want).await;
        }
    }
}

#[tokio::test]
async fn very_long_message_of_a_status_is_cut_and_its_code_kept() {
    let server = BadServer::start();
    let long = "x".repeat(64 * 1024);
    let kept = &long[..16 * 1024];
    for form in Form::GRPCS {
        let told = || Told::new(form).error(Code::Aborted, &long);
        let rows = [
            ("H7 64 KB of a message", told().reply()),
            ("H7 64 KB behind a message", told().text("a").reply()),
            ("H7 64 KB in the head", told().head_only()),
        ];
        for (id, reply) in rows {
            check_told(&server, form, id, &reply, (Code::Aborted, kept, 0)).await;
        }
    }
}

fn with_trailers(mut told: Told, count: usize) -> Told {
    for number in 0..count {
        told = told.trailer(&format!("x-{number}"), "v");
    }
    told
}

#[tokio::test]
async fn many_trailers_are_all_read() {
    let server = BadServer::start();
    for form in Form::ALL {
        for version in calls::versions(form) {
            // hyper takes a hundred headers over HTTP/1.1.
            let count = match (form, version) {
                (Form::Unary, HttpVersion::Http1) => 90,
                _ => 1_000,
            };
            let id = format!("H7 {count} trailers {form:?} {version:?}");
            let client = calls::client_of(&server, *version, form, |builder| builder);
            server.script([with_trailers(Told::new(form).text("a"), count).reply()]);
            let got = call(&client, Shape::of(form)[0], Request::new(Ask::default())).await;
            let trailers = got.end.as_ref().map(|trailers| trailers.len());
            assert_eq!(trailers.ok(), Some(count), "{id}: {:?}", got.end);
            unharmed(&id, client).await;
        }
    }
}

#[tokio::test]
async fn more_trailers_than_a_map_holds_do_no_harm() {
    const MANY: usize = 40_000;
    for form in Form::ALL {
        let reply = with_trailers(Told::new(form).text("a"), MANY).reply();
        for version in calls::versions(form) {
            let id = format!("H7 {MANY} trailers {form:?} {version:?}");
            let in_headers = matches!(form, Form::Unary | Form::Grpc);
            let (server, reply) = match (version, in_headers) {
                // No map of headers that the scripted server could have would hold them either.
                (HttpVersion::Http2, true) => {
                    let frames = raw_http2::frames(1, reply.steps.clone());
                    let server = BadServer::start_raw_http2(form);
                    (server, Reply::new([Step::Raw(frames.into())]))
                }
                _ => (BadServer::start(), reply.clone()),
            };
            let client = calls::client_of(&server, *version, form, |builder| builder);
            server.script([reply]);
            let got = call(&client, Shape::of(form)[0], Request::new(Ask::default())).await;
            match (form, version) {
                (Form::Unary, HttpVersion::Http1) => {
                    check_error(&id, &got, Code::ResourceExhausted);
                }
                // h2 does not tell it from other faults of HTTP/2.
                (Form::Unary, _) => check_error(&id, &got, Code::Internal),
                // h2 leaves out what is above the limit, and with it the status, which came last.
                (Form::Grpc, _) => check_error(&id, &got, Code::Unknown),
                _ => {
                    let trailers = got.end.expect(&id).len();
                    assert!(trailers > 20_000, "{id}: {trailers}");
                }
            }
            assert_eq!(server.connections(), 1, "{id}");
            unharmed(&id, client).await;
        }
    }
}
