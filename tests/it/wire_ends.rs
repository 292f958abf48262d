//! What a client makes of streams that are right, if seldom seen: ends, metadata, flags, frames.

use connect::{Code, Codec, Request};

use crate::{
    bad_server::BadServer,
    calls::{Shape, call},
    canned::Canned,
    harness::Ask,
    script::{Reply, answer, end, envelope, gzip},
    wire_answers::each_version,
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
    let stream = [
        ("content-type", "application/connect+proto"),
        ("connect-content-encoding", "gzip"),
    ];
    let body = [
        envelope(0, answer("a")),
        envelope(1, gzip(answer("b"))),
        // An empty message has never been through a compressor.
        envelope(1, ""),
        envelope(0, ""),
        envelope(1, gzip("")),
        envelope(0, answer("c")),
        envelope(0x03, gzip("{}")),
    ];
    let reply = Reply::of(200, &stream, body.concat());
    for shape in [Shape::ServerStream, Shape::BidiStream] {
        each_version(&server, "mixed", shape, Codec::Proto, &reply, |id, got| {
            assert_eq!(
                got.texts,
                ["a", "b", "", "", "", "c"],
                "{id}: {:?}",
                got.end
            );
        })
        .await;
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

/// A stream with messages of several kinds, and where each of them ends.
fn varied_stream() -> (Vec<u8>, Vec<usize>) {
    let parts = [
        envelope(0, answer("a")),
        envelope(0, ""),
        envelope(0, answer(&"b".repeat(100))),
        end(r#"{"metadata":{"x-a":["1"]}}"#),
    ];
    let mut ends = vec![0];
    for part in &parts {
        ends.push(ends[ends.len() - 1] + part.len());
    }
    (parts.concat(), ends)
}

#[tokio::test]
async fn stream_cut_at_any_byte_is_an_error_after_the_messages_before_it() {
    let (whole, ends) = varied_stream();
    for cut in 0..whole.len() {
        let canned = Canned::new("application/connect+proto", [whole[..cut].to_vec()]);
        let client = canned.client(|builder| builder);
        let got = call(&client, Shape::ServerStream, Request::new(Ask::default())).await;
        assert_eq!(
            got.code(),
            Some(Code::Internal),
            "cut at {cut}: {:?}",
            got.end
        );
        let before = ends[1..].iter().filter(|end| **end <= cut).count();
        assert_eq!(got.texts.len(), before, "cut at {cut}");
    }
}

#[tokio::test]
async fn stream_is_the_same_however_its_bytes_arrive() {
    let (whole, _) = varied_stream();
    let bytes = whole.iter().map(|byte| vec![*byte]).collect();
    let cuts = (0..=whole.len()).map(|cut| vec![whole[..cut].to_vec(), whole[cut..].to_vec()]);
    for frames in cuts.chain([bytes, vec![Vec::new(), whole.clone(), Vec::new()]]) {
        let id = format!("{} frames, the first of {}", frames.len(), frames[0].len());
        let canned = Canned::new("application/connect+proto", frames);
        let client = canned.client(|builder| builder);
        let got = call(&client, Shape::ServerStream, Request::new(Ask::default())).await;
        assert_eq!(
            got.texts,
            ["a", "", &"b".repeat(100)],
            "{id}: {:?}",
            got.end
        );
        assert_eq!(got.end.expect(&id).get("x-a"), Some("1"), "{id}");
    }
}
