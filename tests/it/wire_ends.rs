//! What a client makes of streams that are right, if seldom seen: ends, metadata, flags, frames.

use connect::{Code, Codec, Request};

use crate::{
    bad_server::BadServer,
    calls::{Got, Shape, call, speaking},
    canned::Canned,
    harness::Ask,
    raw_peer::Form,
    script::{Reply, answer, end, envelope, fields, gzip},
    told::Told,
    wire_answers::{each_version, each_version_of},
};

#[tokio::test]
async fn end_of_a_stream_is_read_leniently_and_its_code_strictly() {
    let server = BadServer::start();
    let rows: [(&str, Option<(Code, &str)>); 12] = [
        ("{}", None),
        (" { } ", None),
        (r#"{"error":null}"#, None),
        (r#"{"metadata":null}"#, None),
        (r#"{"unknown":[1,{"a":2}],"metadata":{}}"#, None),
        (r#"{"metadata":{"x-b":"not a list","x-c":[7]}}"#, None),
        (r#"{"error":{}}"#, Some((Code::Unknown, ""))),
        (
            r#"{"error":{"code":null,"message":"m"}}"#,
            Some((Code::Unknown, "m")),
        ),
        (
            r#"{"error":{"code":"nope","message":"m"}}"#,
            Some((Code::Unknown, "m")),
        ),
        (
            r#"{"error":{"code":"canceled"}}"#,
            Some((Code::Canceled, "")),
        ),
        (
            r#"{"error":{"code":"data_loss","message":"\u00fc"}}"#,
            Some((Code::DataLoss, "\u{fc}")),
        ),
        (
            r#"{"metadata":{"x-a":["1"]},"error":{"code":"aborted"}}"#,
            Some((Code::Aborted, "")),
        ),
    ];
    for (text, want) in rows {
        let body = [envelope(0, answer("good")), end(text)].concat();
        let reply = Reply::stream(body);
        for shape in Shape::STREAMS {
            each_version(&server, text, shape, Codec::Proto, &reply, |id, got| {
                let error = got
                    .end
                    .as_ref()
                    .err()
                    .map(|err| (err.code(), err.message()));
                assert_eq!(error, want, "{id}");
                assert!(got.end.is_ok() || got.error(id).is_remote(), "{id}");
                if !shape.answers_once() || want.is_none() {
                    assert_eq!(got.texts, ["good"], "{id}: what came first is there");
                }
            })
            .await;
        }
    }
}

#[tokio::test]
async fn metadata_of_an_end_is_merged_whatever_the_case_of_its_names() {
    let server = BadServer::start();
    let metadata =
        r#""metadata":{"X-A":["1","2"],"x-a":["3"],"x-b-bin":["+w","+w=="],"a b":["4"]}"#;
    let good = [envelope(0, answer("good")), end(&format!("{{{metadata}}}"))].concat();
    let bad = end(&format!(r#"{{"error":{{"code":"aborted"}},{metadata}}}"#));
    let headers = [
        ("content-type", "application/connect+proto"),
        ("x-header", "h"),
    ];
    for (name, body) in [("success", good), ("error", bad)] {
        let reply = Reply::of(200, &headers, body);
        for shape in Shape::STREAMS {
            each_version(&server, name, shape, Codec::Proto, &reply, |id, got| {
                let metadata = match &got.end {
                    Ok(trailers) => trailers,
                    Err(err) => err.metadata(),
                };
                assert_eq!(
                    metadata.get_all("x-a").collect::<Vec<_>>(),
                    ["1", "2", "3"],
                    "{id}"
                );
                let binary = metadata.get_all_bin("x-b-bin").expect("base64");
                assert_eq!(binary, [&[0xFB][..], &[0xFB]], "{id}");
                assert_eq!(got.headers.get("x-header"), Some("h"), "{id}");
            })
            .await;
        }
    }
}

#[tokio::test]
async fn flag_of_each_message_says_whether_it_is_compressed() {
    let server = BadServer::start();
    for form in Form::ENVELOPED {
        let told = Told::new(form).encoding("gzip");
        let told = told.text("a").message(1, gzip(answer("b")));
        // An empty message has never been through a compressor.
        let told = told.message(1, "").message(0, "");
        let told = told.message(1, gzip("")).text("c");
        let mut replies = vec![told.clone().reply()];
        match form {
            Form::Stream => replies.push(told.message(0x03, gzip("{}")).without_end()),
            Form::Web | Form::Text => {
                let end = gzip("grpc-status: 0\r\n");
                replies.push(told.message(0x81, end).without_end());
            }
            _ => {}
        }
        for reply in replies {
            for shape in [Shape::ServerStream, Shape::BidiStream] {
                let of = (form, shape);
                each_version_of(&server, "mixed", of, Codec::Proto, &reply, |id, got| {
                    let want = ["a", "b", "", "", "", "c"];
                    assert_eq!(got.texts, want, "{id}: {:?}", got.end);
                })
                .await;
            }
        }
    }
    let unary = [
        ("content-type", "application/proto"),
        ("content-encoding", "identity"),
    ];
    let replies = [
        (Shape::Unary, Reply::of(200, &unary, answer("good")), "good"),
        (
            Shape::Unary,
            Reply::of(200, &[unary[0], ("content-encoding", "gzip")], ""),
            "",
        ),
        (
            Shape::Unary,
            Reply::of(
                200,
                &[unary[0], ("content-encoding", "gzip")],
                gzip(answer("good")),
            ),
            "good",
        ),
        (
            Shape::Unary,
            Reply::of(200, &[unary[0], ("content-encoding", "")], answer("good")),
            "good",
        ),
    ];
    for (shape, reply, want) in replies {
        each_version(&server, want, shape, Codec::Proto, &reply, |id, got| {
            assert_eq!(got.texts, [want], "{id}: {:?}", got.end);
        })
        .await;
    }
}

/// A stream with messages of several kinds as its form has it, and where each of them ends before the body is
/// put into base64.
fn varied_stream(form: Form) -> (Vec<u8>, Vec<usize>) {
    let end = match form {
        Form::Stream => end(r#"{"metadata":{"x-a":["1"]}}"#),
        // Its end is no part of the body.
        Form::Grpc => Vec::new(),
        _ => envelope(0x80, "x-a: 1\r\ngrpc-status: 0\r\n"),
    };
    let messages = [answer("a"), Vec::new(), answer(&"b".repeat(100))];
    let mut body = Vec::new();
    let mut ends = Vec::new();
    for message in messages {
        body.extend(envelope(0, message));
        ends.push(body.len());
    }
    body.extend(end);
    (form.write(body), ends)
}

/// A transport that answers with these frames, and with good trailers where the form has them.
fn canned(form: Form, frames: Vec<Vec<u8>>) -> Canned {
    let canned = Canned::new(form.content_type("proto"), frames);
    match form {
        Form::Grpc => canned.trailers(&fields(&[("x-a", "1"), ("grpc-status", "0")])),
        _ => canned,
    }
}

async fn called(form: Form, canned: &Canned) -> Got {
    let client = canned.client(|builder| speaking(form, builder));
    call(&client, Shape::ServerStream, Request::new(Ask::default())).await
}

#[tokio::test]
async fn stream_cut_at_any_byte_is_an_error_after_the_messages_before_it() {
    for form in Form::ENVELOPED {
        let (whole, ends) = varied_stream(form);
        // What is cut off of padding is not missed.
        let padding = whole.iter().rev().take_while(|char| **char == b'=').count();
        for cut in 0..whole.len() - padding {
            let id = format!("{form:?} cut at {cut}");
            let got = called(form, &canned(form, vec![whole[..cut].to_vec()])).await;
            // Of base64, a lone character stands for nothing.
            let there = match form {
                Form::Text => cut * 6 / 8,
                _ => cut,
            };
            let before = ends.iter().filter(|end| **end <= there).count();
            assert_eq!(got.texts.len(), before, "{id}");
            // Trailers that say that all is well vouch for what came before them, if it is messages.
            let between = form == Form::Grpc && (cut == 0 || ends.contains(&cut));
            let want = (!between).then_some(Code::Internal);
            assert_eq!(got.code(), want, "{id}: {:?}", got.end);
        }
    }
}

#[tokio::test]
async fn stream_is_the_same_however_its_bytes_arrive() {
    for form in Form::ENVELOPED {
        let (whole, _) = varied_stream(form);
        let bytes = whole.iter().map(|byte| vec![*byte]).collect();
        let cuts = (0..=whole.len()).map(|cut| vec![whole[..cut].to_vec(), whole[cut..].to_vec()]);
        let empty = vec![Vec::new(), whole.clone(), Vec::new()];
        for frames in cuts.chain([bytes, empty]) {
            let first = frames[0].len();
            let id = format!("{form:?}, {} frames, the first of {first}", frames.len());
            let got = called(form, &canned(form, frames)).await;
            assert_eq!(
                got.texts,
                ["a", "", &"b".repeat(100)],
                "{id}: {:?}",
                got.end
            );
            assert_eq!(got.end.expect(&id).get("x-a"), Some("1"), "{id}");
        }
    }
}

#[tokio::test]
async fn text_is_read_with_padding_wherever_a_piece_of_it_ends() {
    let plain = Form::Text.read("text", &varied_stream(Form::Text).0);
    for size in 1..plain.len() {
        let pieces = plain
            .chunks(size)
            .map(|piece| Form::Text.write(piece.to_vec()));
        let text: Vec<u8> = pieces.collect::<Vec<_>>().concat();
        for cut in [text.len() / 3, text.len() / 2, text.len()] {
            let id = format!("pieces of {size} bytes, cut at {cut}");
            let frames = vec![text[..cut].to_vec(), text[cut..].to_vec()];
            let got = called(Form::Text, &canned(Form::Text, frames)).await;
            assert_eq!(got.texts.len(), 3, "{id}: {:?}", got.end);
            assert_eq!(got.end.expect(&id).get("x-a"), Some("1"), "{id}");
        }
    }
}
