//! A client and the answers of a bad server: what is wrong in heads, bodies and ends.
//!
//! Each row is one behaviour, in every form that can have it. After it the same client makes a good call, and
//! leaves no task behind.

use connect::{Code, Request};

use crate::{
    bad_server::BadServer,
    calls::{self, Got, Shape, call, unharmed},
    harness::Ask,
    raw_peer::Form,
    script::{Reply, answer, end, envelope, fields, gzip},
    told::Told,
};

/// What one is asked, what it answers, and the code of the error that it makes.
struct Row {
    id: String,
    reply: Reply,
    code: Code,
}

fn row(id: impl Into<String>, reply: Reply, code: Code) -> Row {
    let id = id.into();
    Row { id, reply, code }
}

/// Plays every row to every shape of a form over its versions of HTTP.
async fn check(form: Form, rows: impl IntoIterator<Item = Row>) {
    check_shapes(form, Shape::of(form), rows).await;
}

async fn check_shapes(form: Form, shapes: &[Shape], rows: impl IntoIterator<Item = Row>) {
    let server = BadServer::start();
    for row in rows {
        for version in calls::versions(form) {
            for shape in shapes {
                let id = format!("{} {form:?} {version:?} {shape:?}", row.id);
                let settings = |builder: connect::ClientBuilder| builder.read_max_bytes(LIMIT);
                let client = calls::client_of(&server, *version, form, settings);
                server.script([row.reply.clone()]);
                let got = call(&client, *shape, Request::new(Ask::default())).await;
                check_error(&id, &got, row.code);
                assert_eq!(server.asked().len(), 1, "{id}: one request for one call");
                unharmed(&id, client).await;
            }
        }
    }
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
    for form in Form::ALL {
        let rows = statuses.map(|(status, code)| {
            let reply = Reply::of(status, &page, "<html>no</html>");
            row(format!("H1 {status}"), reply, code)
        });
        check(form, rows).await;
    }
    // The status comes first, whatever else an answer of the family says; connect-go has it so.
    for form in Form::GRPCS {
        let content_type = form.content_type("proto");
        let headers = [("content-type", &content_type[..]), ("grpc-status", "5")];
        let reply = Reply::of(503, &headers, "");
        check(
            form,
            [row("H1 503 with a grpc-status", reply, Code::Unavailable)],
        )
        .await;
    }
}

#[tokio::test]
async fn foreign_content_type_is_unknown_and_another_codec_is_internal() {
    let unknown: [(Form, &[&str]); 5] = [
        (Form::Unary, &["text/html", "image/jpeg", ""]),
        (
            Form::Stream,
            &["text/html", "application/proto", "application/grpc"],
        ),
        (
            Form::Grpc,
            &[
                "text/html",
                "application/proto",
                "application/grpc-web",
                "application/grpc-web+proto",
                "application/grpcproto",
            ],
        ),
        (
            Form::Web,
            &["text/html", "application/grpc", "application/grpc-web-text"],
        ),
        (
            Form::Text,
            &["text/html", "application/grpc", "application/grpc-web"],
        ),
    ];
    // For a unary call of Connect the family is all of `application/`.
    let internal: [(Form, &[&str]); 5] = [
        (
            Form::Unary,
            &[
                "application/json",
                "application/yaml",
                "application/connect+proto",
                "application/grpc",
            ],
        ),
        (
            Form::Stream,
            &["application/connect+json", "application/connect+yaml"],
        ),
        (
            Form::Grpc,
            &["application/grpc+json", "application/grpc+yaml"],
        ),
        (
            Form::Web,
            &["application/grpc-web+json", "application/grpc-web+yaml"],
        ),
        (
            Form::Text,
            &[
                "application/grpc-web-text+json",
                "application/grpc-web-text+yaml",
            ],
        ),
    ];
    for (table, code) in [(unknown, Code::Unknown), (internal, Code::Internal)] {
        for (form, content_types) in table {
            let rows = content_types.iter().map(|content_type| {
                let told = Told::new(form).content_type(content_type).text("a");
                row(format!("H1 {content_type:?}"), told.reply(), code)
            });
            check(form, rows).await;
        }
    }
    for form in Form::ALL {
        let told = Told::new(form).text("a").reply();
        let mut bare = told.clone();
        bare.steps[0] = crate::script::head(200, &[]);
        check(form, [row("H1 no content type", bare, Code::Unknown)]).await;
    }
}

#[tokio::test]
async fn connect_stream_with_a_bad_end_is_an_error() {
    /// A stream of one message, then these bytes.
    fn then(rest: impl AsRef<[u8]>) -> Reply {
        Told::new(Form::Stream).text("a").bytes(rest).without_end()
    }
    let after_end = [&end("{}")[..], &envelope(0, answer("b"))].concat();
    let long = format!(r#"{{"metadata":{{"a":["{}"]}}}}"#, "x".repeat(1 << 20));
    let bomb = Told::new(Form::Stream).encoding("gzip");
    let bomb = bomb.message(0x03, gzip(&long)).without_end();
    let nothing = Told::new(Form::Stream).without_end();
    let rows = [
        row("H2 no end", then(""), Code::Internal),
        row("H2 nothing at all", nothing, Code::Internal),
        row("H2 message after the end", then(after_end), Code::Internal),
        row(
            "H2 one byte after the end",
            then([&end("{}")[..], b"\0"].concat()),
            Code::Internal,
        ),
        row("H2 second end", then(end("{}").repeat(2)), Code::Internal),
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
            "H2 end above 1 MiB",
            then(end(&long)),
            Code::ResourceExhausted,
        ),
        row("H2 end above 1 MiB inflated", bomb, Code::ResourceExhausted),
        row(
            "H2 end cut",
            then(&end(r#"{"metadata":{}}"#)[..12]),
            Code::Internal,
        ),
    ];
    check(Form::Stream, rows).await;
}

#[tokio::test]
async fn answer_of_grpc_without_trailers_is_internal() {
    for form in Form::GRPCS {
        let told = || Told::new(form);
        // A status in the head counts only where nothing follows it.
        let in_head = || told().header("grpc-status", "0");
        let failed = || told().header("grpc-status", "5");
        let rows = [
            row("H3 nothing at all", told().without_end(), Code::Internal),
            row("H3 no end", told().text("a").without_end(), Code::Internal),
            row(
                "H3 status in the head and a body",
                in_head().text("a").without_end(),
                Code::Internal,
            ),
            row(
                "H3 error in the head and a body",
                failed().text("a").without_end(),
                Code::Internal,
            ),
            row(
                "H3 half a prefix behind a good status in the head",
                in_head().bytes([0, 0]).without_end(),
                Code::Internal,
            ),
        ];
        check(form, rows).await;
    }
    // gRPC-Web has its trailers in the body, and no others.
    for form in [Form::Web, Form::Text] {
        let trailers = fields(&[("grpc-status", "0")]);
        let elsewhere = Told::new(form).text("a").open();
        let elsewhere = elsewhere.but([crate::script::Step::Trailers(trailers)]);
        check(form, [row("H3 HTTP's trailers", elsewhere, Code::Internal)]).await;
    }
}

#[tokio::test]
async fn status_that_is_none_is_unknown() {
    for form in Form::GRPCS {
        let ended = |trailers: &[(&str, &[u8])]| {
            let told = Told::new(form).text("a");
            told.ended_by(&fields(trailers))
        };
        let rows = [
            ("H3 no grpc-status", ended(&[("x-a", b"1")])),
            ("H3 a message alone", ended(&[("grpc-message", b"m")])),
            ("H3 status 99", ended(&[("grpc-status", b"99")])),
            ("H3 status 17", ended(&[("grpc-status", b"17")])),
            ("H3 status abc", ended(&[("grpc-status", b"abc")])),
            ("H3 status of nothing", ended(&[("grpc-status", b"")])),
            ("H3 status -1", ended(&[("grpc-status", b"-1")])),
            ("H3 status 0x0", ended(&[("grpc-status", b"0x0")])),
            ("H3 status of no text", ended(&[("grpc-status", b"\xFF")])),
        ];
        let rows = rows.map(|(id, reply)| row(id, reply, Code::Unknown));
        check(form, rows).await;
        // Trailers win over the head, whatever is in either of them.
        let good = Told::new(form).header("grpc-status", "0").text("a");
        let bare = good.ended_by(&fields(&[("x-a", "1")]));
        check(
            form,
            [row("H3 a status in the head alone", bare, Code::Unknown)],
        )
        .await;
    }
    // Trailers of gRPC-Web may hold nothing at all; connect-go calls that internal.
    for form in [Form::Web, Form::Text] {
        let empty = Told::new(form).text("a").ended_by(&[]);
        check(form, [row("H3 empty trailers", empty, Code::Unknown)]).await;
    }
}

#[tokio::test]
async fn web_trailers_that_are_none_are_internal() {
    for form in [Form::Web, Form::Text] {
        let then = |rest: &[u8]| Told::new(form).text("a").bytes(rest).without_end();
        let ended = |lines: &[u8]| then(&envelope(0x80, lines));
        let good = envelope(0x80, "grpc-status: 0\r\n");
        let long = format!("grpc-status: 0\r\nx-a: {}\r\n", "x".repeat(1 << 20));
        let bomb = Told::new(form).encoding("gzip");
        let bomb = bomb.message(0x81, gzip(&long)).without_end();
        let rows = [
            row("H2 no colon", ended(b"grpc-status 0\r\n"), Code::Internal),
            row("H2 no name", ended(b": 0\r\n"), Code::Internal),
            row("H2 a space in a name", ended(b"a b: 0\r\n"), Code::Internal),
            row("H2 a zero byte", ended(b"x-a: \0\r\n"), Code::Internal),
            row("H2 json", ended(b"{\"error\":{}}"), Code::Internal),
            row(
                "H2 message after the end",
                then(&[&good[..], &envelope(0, answer("b"))].concat()),
                Code::Internal,
            ),
            row(
                "H2 one byte after the end",
                then(&[&good[..], b"\0"].concat()),
                Code::Internal,
            ),
            row("H2 second end", then(&good.repeat(2)), Code::Internal),
            row("H2 end cut", then(&good[..12]), Code::Internal),
            row(
                "H2 end flagged without a compression",
                then(&envelope(0x81, gzip("grpc-status: 0\r\n"))),
                Code::Internal,
            ),
            row(
                "H2 trailers above 1 MiB",
                ended(long.as_bytes()),
                Code::ResourceExhausted,
            ),
            row(
                "H2 trailers above 1 MiB inflated",
                bomb,
                Code::ResourceExhausted,
            ),
        ];
        check(form, rows).await;
    }
}

#[tokio::test]
async fn text_that_is_no_base64_is_internal() {
    let good = Form::Text.write(envelope(0, answer("a")));
    let rows = ["!!!!", "AA A", "AA=A", "====", "A"].map(|bad| {
        let head = crate::script::head(200, &[("content-type", "application/grpc-web-text")]);
        let body = [&good[..], bad.as_bytes()].concat();
        let steps = [
            head,
            crate::script::Step::Data(body.into()),
            crate::script::Step::End,
        ];
        row(format!("rule 63 {bad}"), Reply::new(steps), Code::Internal)
    });
    check(Form::Text, rows).await;
}

#[tokio::test]
async fn envelope_that_is_cut_is_internal_unless_an_error_explains_it() {
    for form in Form::ENVELOPED {
        for cut in [&[0, 0, 0][..], &[0, 0, 0, 0, 10, 1, 2, 3, 4]] {
            let told = Told::new(form).text("a").bytes(cut);
            let id = format!("H2 cut at {} bytes", cut.len());
            check(form, [row(id, told.without_end(), Code::Internal)]).await;
        }
    }
    // Only gRPC says behind a body how the call went.
    let told = Told::new(Form::Grpc).text("a").bytes([0, 0, 0]);
    let failed = told.clone().error(Code::Aborted, "m").reply();
    let rows = [
        row("H2 cut, and well ended", told.reply(), Code::Internal),
        row("H2 cut by an error", failed, Code::Aborted),
    ];
    check(Form::Grpc, rows).await;
}

#[tokio::test]
async fn wrong_number_of_messages_is_unimplemented() {
    for form in Form::ENVELOPED {
        let told = || Told::new(form);
        let bomb = told().encoding("gzip").text("a");
        let bomb = bomb.message(1, gzip(vec![0; 1 << 20]));
        let garbage = told().text("a").message(0, b"\xFF\xFF");
        let mut rows = vec![
            row("H4 none", told().reply(), Code::Unimplemented),
            row(
                "H4 two",
                told().text("a").text("b").reply(),
                Code::Unimplemented,
            ),
            row("H4 second is garbage", garbage.reply(), Code::Unimplemented),
            row("H4 second is a bomb", bomb.reply(), Code::Unimplemented),
            row(
                "H4 error wins",
                told().text("a").error(Code::Aborted, "m").reply(),
                Code::Aborted,
            ),
        ];
        if form != Form::Stream {
            let only = told().head_only();
            rows.push(row("H4 none, said in the head", only, Code::Unimplemented));
        }
        let once = Shape::of(form).iter().filter(|shape| shape.answers_once());
        let once: Vec<_> = once.copied().collect();
        check_shapes(form, &once, rows).await;
    }
}

#[tokio::test]
async fn encoding_that_was_not_agreed_on_is_internal() {
    let gzipped = gzip(answer("a"));
    let cut = &gzipped[..gzipped.len() - 4];
    for form in Form::ALL {
        let encoded = |encoding: &str, message: &[u8]| {
            let told = Told::new(form).encoding(encoding);
            told.message(1, message).reply()
        };
        let mut rows = vec![
            row(
                "H5 unknown encoding",
                encoded("foo", &gzipped),
                Code::Internal,
            ),
            row(
                "H5 two encodings",
                encoded("gzip, gzip", &gzipped),
                Code::Internal,
            ),
            row("H5 corrupt gzip", encoded("gzip", b"no"), Code::Internal),
            row("H5 cut gzip", encoded("gzip", cut), Code::Internal),
        ];
        if form != Form::Unary {
            let flagged = Told::new(form).message(1, &gzipped).reply();
            rows.extend([
                row("H5 flag without encoding", flagged, Code::Internal),
                row(
                    "H5 flag with identity",
                    encoded("identity", &gzipped),
                    Code::Internal,
                ),
            ]);
        }
        check(form, rows).await;
    }
    let then = |end: Vec<u8>| Told::new(Form::Stream).text("a").bytes(end).without_end();
    let corrupt = Told::new(Form::Stream).encoding("gzip");
    let corrupt = corrupt.message(0x03, b"{}").without_end();
    let flagged = then(envelope(0x03, gzip("{}")));
    let rows = [
        row("H5 end flagged", flagged, Code::Internal),
        row("H5 corrupt end", corrupt, Code::Internal),
    ];
    check(Form::Stream, rows).await;
    for form in [Form::Web, Form::Text] {
        let corrupt = Told::new(form).text("a").encoding("gzip");
        let corrupt = corrupt.message(0x81, "grpc-status: 0\r\n").without_end();
        check(form, [row("H5 corrupt end", corrupt, Code::Internal)]).await;
    }
}

#[tokio::test]
async fn flag_that_does_not_exist_is_internal() {
    for form in Form::ENVELOPED {
        let known = match form {
            Form::Stream => 0x03,
            Form::Grpc => 0x01,
            _ => 0x81,
        };
        let all = [0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0x84, 0xFF];
        let rows = all.into_iter().filter(|flags| flags & !known != 0);
        let rows = rows.map(|flags| {
            let reply = Told::new(form).message(flags, answer("a")).reply();
            row(format!("H5 flags {flags:#04x}"), reply, Code::Internal)
        });
        check(form, rows).await;
    }
}

#[tokio::test]
async fn message_that_cannot_be_decoded_is_internal() {
    let bad: [(&str, &[u8]); 4] = [
        ("bad wire type", &[0x0F]),
        ("truncated", &[0x0A, 10, b'a']),
        ("bad utf-8", &[0x0A, 1, 0xFF]),
        ("field 0", &[0x00, 0x00]),
    ];
    for form in Form::ALL {
        let rows = bad.map(|(what, bytes)| {
            let reply = Told::new(form).message(0, bytes).reply();
            row(format!("H5 {what}"), reply, Code::Internal)
        });
        check(form, rows).await;
    }
}
