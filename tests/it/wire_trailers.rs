//! What a client makes of the trailers of gRPC and gRPC-Web: where they may stand, and how they may be spelled.

use connect::{Client, Code, HttpVersion, Request};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

use crate::{
    bad_server::{BadServer, soon},
    calls::{self, Shape, answered_well, call, client_of, no_tasks, speaking},
    harness::{Ask, ProbeClient},
    raw_peer::Form,
    script::{Reply, Step, answer, envelope, fields},
    told::Told,
    wire_answers::each_shape,
};

#[tokio::test]
async fn head_that_is_all_of_an_answer_holds_its_trailers() {
    let server = BadServer::start();
    for form in Form::GRPCS {
        let told = || Told::new(form).trailer("x-a", "1").trailer("x-a", "2");
        let failed = told().error(Code::Aborted, "m").head_only();
        each_shape(&server, "rule 59", form, &failed, |id, _, got| {
            let err = got.error(id);
            assert_eq!((err.code(), err.message()), (Code::Aborted, "m"), "{id}");
            assert!(err.is_remote(), "{id}");
            let all: Vec<_> = err.metadata().get_all("x-a").collect();
            assert_eq!(all, ["1", "2"], "{id}");
        })
        .await;
        let good = told().head_only();
        each_shape(&server, "rule 59", form, &good, |id, shape, got| {
            if shape.answers_once() {
                assert_eq!(got.code(), Some(Code::Unimplemented), "{id}: no message");
                return;
            }
            assert!(got.texts.is_empty(), "{id}");
            let trailers = got.end.expect(id);
            assert_eq!(trailers.get_all("x-a").collect::<Vec<_>>(), ["1", "2"]);
            assert_eq!(
                got.headers.get("x-a"),
                None,
                "{id}: a trailer, and no header"
            );
        })
        .await;
    }
}

#[tokio::test]
async fn body_of_nothing_leaves_the_head_to_tell() {
    let server = BadServer::start();
    for form in Form::GRPCS {
        let told = Told::new(form).header("grpc-status", "10");
        let reply = told.header("grpc-message", "m").without_end();
        each_shape(
            &server,
            "rule 59, an empty body",
            form,
            &reply,
            |id, _, got| {
                assert_eq!(got.error(id).message(), "m", "{id}");
                assert_eq!(got.code(), Some(Code::Aborted), "{id}");
            },
        )
        .await;
    }
}

#[tokio::test]
async fn status_in_the_head_is_passed_over_where_trailers_follow() {
    let server = BadServer::start();
    for form in Form::GRPCS {
        let told = |status| {
            let told = Told::new(form).header("grpc-status", status);
            told.header("grpc-message", "of the head")
        };
        let good = told("5").text("a").reply();
        each_shape(
            &server,
            "rule 59, good trailers",
            form,
            &good,
            |id, _, got| {
                assert_eq!(got.texts, ["a"], "{id}: {:?}", got.end);
            },
        )
        .await;
        for told in [told("0"), told("0").text("a"), told("5"), told("x")] {
            let bad = told.error(Code::Aborted, "m").reply();
            each_shape(
                &server,
                "rule 59, bad trailers",
                form,
                &bad,
                |id, _, got| {
                    let err = got.error(id);
                    assert_eq!((err.code(), err.message()), (Code::Aborted, "m"), "{id}");
                },
            )
            .await;
        }
    }
}

#[tokio::test]
async fn error_behind_a_message_wins_over_it_where_there_is_one_answer() {
    let server = BadServer::start();
    for form in Form::ENVELOPED {
        let failed = Told::new(form).text("a").error(Code::Aborted, "m");
        let failed = failed.detail("google.rpc.ErrorInfo", [0x0A, 1, b'R']);
        let failed = failed.header("x-header", "h").trailer("x-a", "1").reply();
        each_shape(&server, "rule 67", form, &failed, |id, shape, got| {
            let err = got.error(id);
            assert_eq!((err.code(), err.message()), (Code::Aborted, "m"), "{id}");
            assert_eq!(err.error_details().len(), 1, "{id}");
            assert_eq!(err.metadata().get("x-a"), Some("1"), "{id}");
            match shape.answers_once() {
                true => assert_eq!(err.metadata().get("x-header"), Some("h"), "{id}"),
                false => assert_eq!(got.texts, ["a"], "{id}: what came first is there"),
            }
        })
        .await;
    }
}

#[tokio::test]
async fn metadata_keeps_its_duplicates_and_their_order() {
    let server = BadServer::start();
    for form in Form::ALL {
        let told = || {
            let told = Told::new(form).header("x-a", "1").header("x-a", "2");
            let told = told.header("x-b-bin", "+w").header("x-b-bin", "+w==,YQ");
            let told = told.trailer("x-c", "3").trailer("x-c", "4");
            told.trailer("x-d-bin", "+w").trailer("x-d-bin", "YQ,+w==")
        };
        let good = told().text("a").reply();
        let failed = told().error(Code::Aborted, "m").reply();
        for reply in [good, failed] {
            each_shape(&server, "rule 61", form, &reply, |id, _, got| {
                let trailers = got.end.as_ref().unwrap_or_else(|err| err.metadata());
                let (all, some) = (&[0xFB][..], &b"a"[..]);
                let headers = &got.headers;
                assert_eq!(
                    headers.get_all("x-a").collect::<Vec<_>>(),
                    ["1", "2"],
                    "{id}"
                );
                let bytes = headers.get_all_bin("x-b-bin").expect("base64");
                assert_eq!(bytes, [all, all, some], "{id}");
                assert_eq!(
                    trailers.get_all("x-c").collect::<Vec<_>>(),
                    ["3", "4"],
                    "{id}"
                );
                let bytes = trailers.get_all_bin("x-d-bin").expect("base64");
                assert_eq!(bytes, [all, some, all], "{id}");
            })
            .await;
        }
    }
}

#[tokio::test]
async fn web_trailers_are_read_however_they_are_spelled() {
    let server = BadServer::start();
    let spellings = [
        "grpc-status: 10\r\ngrpc-message: m\r\nx-a: 1\r\nx-a: 2\r\n",
        "Grpc-Status: 10\r\nGRPC-MESSAGE: m\r\nX-A: 1\r\nx-A: 2\r\n",
        "grpc-status:10\r\ngrpc-message:m\r\nx-a:1\r\nx-a:2\r\n",
        "x-a: 1\r\nx-a: 2\r\ngrpc-message: m\r\ngrpc-status: 10",
        "grpc-status: 10\ngrpc-message: m\nx-a: 1\nx-a: 2\n",
        "grpc-status: 10\r\ngrpc-message: m\r\nx-a: 1\r\nx-a: 2\r\n\r\n",
    ];
    for form in [Form::Web, Form::Text] {
        for lines in spellings {
            let reply = Told::new(form).bytes(envelope(0x80, lines)).without_end();
            each_shape(&server, lines, form, &reply, |id, _, got| {
                let err = got.error(id);
                assert_eq!((err.code(), err.message()), (Code::Aborted, "m"), "{id}");
                let all: Vec<_> = err.metadata().get_all("x-a").collect();
                assert_eq!(
                    (all, err.metadata().get("grpc-status")),
                    (vec!["1", "2"], None)
                );
            })
            .await;
        }
    }
}

#[tokio::test]
async fn web_answer_is_over_with_its_trailers_though_its_body_goes_on() {
    // All at once, for each is given up on only after a while.
    let mut rows = JoinSet::new();
    for form in [Form::Web, Form::Text] {
        for version in calls::versions(form) {
            for shape in Shape::of(form) {
                let id = format!("rule 62 {form:?} {version:?} {shape:?}");
                rows.spawn(over_before_its_body(id, *version, (form, *shape)));
            }
        }
    }
    while let Some(row) = rows.join_next().await {
        row.expect("a row that is as it should be");
    }
    no_tasks("rule 62").await;
}

async fn over_before_its_body(id: String, version: HttpVersion, (form, shape): (Form, Shape)) {
    let server = BadServer::start();
    let client = client_of(&server, version, form, |builder| builder);
    let told = Told::new(form).text("a").trailer("x-a", "1");
    server.script([told.reply().but([Step::Hold])]);
    let got = call(&client, shape, Request::new(Ask::default())).await;
    assert_eq!(got.texts, ["a"], "{id}: {:?}", got.end);
    assert_eq!(got.end.expect(&id).get("x-a"), Some("1"), "{id}");
    // Others are served meanwhile.
    answered_well(&id, &client).await;
    server.until(&id, |record| record.left == 1).await;
}

#[tokio::test]
async fn connection_of_a_web_answer_is_used_again_once_its_body_has_ended() {
    for form in [Form::Web, Form::Text] {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let builder = Client::builder(url).http_version(HttpVersion::Http1);
        let client = ProbeClient::new(speaking(form, builder).build().expect("a url"));
        let body = [
            envelope(0, answer("a")),
            envelope(0x80, "grpc-status: 0\r\n"),
        ]
        .concat();
        let body = form.write(body);
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: {}\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n",
            form.content_type("proto"),
            body.len()
        );
        let first = [head.as_bytes(), &body, b"\r\n"].concat();
        let calling = async || {
            let got = call(&client, Shape::Unary, Request::new(Ask::default())).await;
            assert_eq!(got.texts, ["a"], "rule 62: {:?}", got.end);
        };
        let accept = async {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            read_request(&mut stream).await;
            stream.write_all(&first).await.expect("an open connection");
            stream
        };
        // The call is over before its body is.
        let (mut stream, ()) = soon("rule 62", async { tokio::join!(accept, calling()) }).await;
        stream
            .write_all(b"0\r\n\r\n")
            .await
            .expect("an open connection");
        // Until the client has found that out, its calls are made on other connections.
        let whole = [&first[..], b"0\r\n\r\n"].concat();
        let line = whole
            .iter()
            .position(|byte| *byte == b'\n')
            .expect("a line")
            + 1;
        let last = [&whole[..line], b"connection: close\r\n", &whole[line..]].concat();
        let answer = async |stream: &mut TcpStream| {
            tokio::select! {
                () = read_request(stream) => {
                    stream.write_all(&whole).await.expect("an open connection");
                    true
                }
                accepted = listener.accept() => {
                    let (mut other, _) = accepted.expect("a connection");
                    read_request(&mut other).await;
                    other.write_all(&last).await.expect("an open connection");
                    false
                }
            }
        };
        soon("rule 62: the same connection", async {
            while !tokio::join!(answer(&mut stream), calling()).0 {}
        })
        .await;
    }
}

/// Reads a request whose body ends as its length says, up to that.
async fn read_request(stream: &mut TcpStream) {
    let mut all = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&all).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "));
            let length: usize = length.expect("a length").parse().expect("a number");
            if body.len() >= length {
                return;
            }
        }
        assert!(stream.read_buf(&mut all).await.expect("a request") > 0);
    }
}

#[tokio::test]
async fn trailers_of_http_are_no_trailers_of_the_web_and_those_of_grpc_have_no_envelope() {
    let server = BadServer::start();
    for form in [Form::Web, Form::Text] {
        // What a proxy may add behind the body says nothing of the call.
        let reply = Told::new(form).text("a").reply();
        let behind = Step::Trailers(fields(&[("grpc-status", "5")]));
        each_shape(
            &server,
            "HTTP's",
            form,
            &reply.but([behind]),
            |id, _, got| {
                assert_eq!(got.texts, ["a"], "{id}: {:?}", got.end);
            },
        )
        .await;
    }
    let told = Told::new(Form::Grpc).bytes(envelope(0x80, "grpc-status: 0\r\n"));
    each_shape(
        &server,
        "the web's",
        Form::Grpc,
        &told.reply(),
        |id, _, got| {
            assert_eq!(got.code(), Some(Code::Internal), "{id}");
        },
    )
    .await;
}

#[tokio::test]
async fn every_code_is_read_by_its_number() {
    let server = BadServer::start();
    for number in 1..=16 {
        let code = Code::from_number(number).expect("a code");
        for form in Form::ALL {
            let reply: Reply = Told::new(form).error(code, "m").reply();
            each_shape(&server, "rule 56", form, &reply, |id, _, got| {
                assert_eq!(got.code(), Some(code), "{id}");
                assert_eq!(got.error(id).message(), "m", "{id}");
            })
            .await;
        }
    }
}
