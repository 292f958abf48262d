//! A client that loses streams and connections: resets, GOAWAY, bodies that break off.

use connect::{Code, HttpVersion, Request, Streaming};

use crate::{
    bad_server::{BadServer, soon},
    calls::{self, Shape, VERSIONS, call, unharmed},
    harness::Ask,
    raw_http2::{go_away, good_response},
    raw_peer::Form,
    script::{Reply, Step, answer, envelope, head},
};

/// The head of a response to a shape.
pub(crate) fn begin(shape: Shape) -> Step {
    let content_type = match shape {
        Shape::Unary | Shape::Get => "application/proto",
        _ => "application/connect+proto",
    };
    head(200, &[("content-type", content_type)])
}

/// As much as half a response.
pub(crate) fn half(shape: Shape) -> [Step; 2] {
    let body = match shape {
        Shape::Unary | Shape::Get => answer("a")[..2].to_vec(),
        _ => envelope(0, answer("a")),
    };
    [begin(shape), Step::Data(body.into())]
}

pub(crate) fn ask() -> Request<Ask> {
    Request::new(Ask::default())
}

#[tokio::test]
async fn reason_of_a_reset_decides_the_code() {
    let reasons = [
        (h2::Reason::NO_ERROR, Code::Internal),
        (h2::Reason::PROTOCOL_ERROR, Code::Internal),
        (h2::Reason::INTERNAL_ERROR, Code::Internal),
        (h2::Reason::FLOW_CONTROL_ERROR, Code::Internal),
        (h2::Reason::FRAME_SIZE_ERROR, Code::Internal),
        (h2::Reason::COMPRESSION_ERROR, Code::Internal),
        (h2::Reason::CANCEL, Code::Canceled),
        (h2::Reason::ENHANCE_YOUR_CALM, Code::ResourceExhausted),
        (h2::Reason::INADEQUATE_SECURITY, Code::PermissionDenied),
    ];
    let server = BadServer::start();
    for shape in Shape::ALL {
        for (reason, code) in reasons {
            let reset = Step::Reset(reason);
            let stages = [
                ("before the head", vec![reset.clone()]),
                ("after the head", vec![begin(shape), reset.clone()]),
                (
                    "in the body",
                    half(shape).into_iter().chain([reset]).collect(),
                ),
            ];
            for (stage, steps) in stages {
                let id = format!("H8 {reason:?} {stage} {shape:?}");
                let client = calls::client(&server, HttpVersion::Http2, |builder| builder);
                server.script([Reply::new(steps)]);
                let got = call(&client, shape, ask()).await;
                assert_eq!(got.code(), Some(code), "{id}: {:?}", got.end);
                assert_eq!(server.asked().len(), 1, "{id}: not tried again");
                assert_eq!(server.connections(), 1, "{id}");
                unharmed(&id, client).await;
            }
        }
    }
}

#[tokio::test]
async fn refused_stream_is_tried_once_more_where_its_body_is_at_hand() {
    let server = BadServer::start();
    let refused = || Reply::new([Step::Reset(h2::Reason::REFUSED_STREAM)]);
    let ask = || Ask {
        text: "again".into(),
        ..Ask::default()
    };
    for shape in [Shape::Unary, Shape::Get] {
        let id = format!("H8 refused once {shape:?}");
        let client = calls::client(&server, HttpVersion::Http2, |builder| builder);
        server.script([refused()]);
        let got = call(&client, shape, Request::new(ask())).await;
        assert_eq!(got.texts, ["good"], "{id}: {:?}", got.end);
        let [first, second] = server.asked().try_into().expect("two tries");
        assert_eq!(
            (first.target, first.body),
            (second.target, second.body),
            "{id}"
        );
        unharmed(&id, client).await;
    }
    let rows = [
        (Shape::Unary, 2),
        (Shape::Get, 2),
        (Shape::ServerStream, 2),
        (Shape::ClientStream, 1),
        (Shape::BidiStream, 1),
    ];
    for (shape, tries) in rows {
        let id = format!("H8 refused for good {shape:?}");
        let client = calls::client(&server, HttpVersion::Http2, |builder| builder);
        server.script(std::iter::repeat_n(refused(), tries));
        let got = call(&client, shape, Request::new(ask())).await;
        assert_eq!(got.code(), Some(Code::Unavailable), "{id}: {:?}", got.end);
        assert_eq!(server.asked().len(), tries, "{id}");
        unharmed(&id, client).await;
    }
}

#[tokio::test]
async fn connection_that_is_lost_is_unavailable_and_never_a_clean_end() {
    let server = BadServer::start();
    for version in VERSIONS {
        for shape in Shape::ALL {
            for last in [Step::Close, Step::Reset(h2::Reason::INTERNAL_ERROR)] {
                if version == HttpVersion::Http2 && matches!(last, Step::Reset(_)) {
                    continue;
                }
                let stages = [
                    ("before the head", vec![last.clone()]),
                    ("after the head", vec![begin(shape), last.clone()]),
                    (
                        "in the body",
                        half(shape).into_iter().chain([last.clone()]).collect(),
                    ),
                ];
                for (stage, steps) in stages {
                    let id = format!("G5 {version:?} {shape:?} {last:?} {stage}");
                    let client = calls::client(&server, version, |builder| builder);
                    server.script([Reply::new(steps)]);
                    let got = call(&client, shape, ask()).await;
                    assert_eq!(got.code(), Some(Code::Unavailable), "{id}: {:?}", got.end);
                    assert!(!got.error(&id).is_remote(), "{id}: nobody said so");
                    assert_eq!(server.asked().len(), 1, "{id}: one request");
                    unharmed(&id, client).await;
                }
            }
        }
    }
}

#[tokio::test]
async fn body_shorter_than_its_length_is_never_a_clean_end() {
    let server = BadServer::start();
    let sized = [
        ("content-type", "application/proto"),
        ("content-length", "6"),
    ];
    for (version, code) in [
        (HttpVersion::Http1, Code::Unavailable),
        (HttpVersion::Http2, Code::Internal),
    ] {
        // What there is of it could be decoded.
        for cut in [0, 3] {
            let id = format!("C15 {version:?} {cut} of 6 bytes");
            let steps = [
                head(200, &sized),
                Step::Data(answer("good")[..cut].to_vec().into()),
            ];
            let last = match version {
                HttpVersion::Http2 => Step::End,
                _ => Step::Close,
            };
            let client = calls::client(&server, version, |builder| builder);
            server.script([Reply::new(steps.into_iter().chain([last]))]);
            let got = call(&client, Shape::Unary, ask()).await;
            assert_eq!(got.code(), Some(code), "{id}: {:?}", got.end);
            unharmed(&id, client).await;
        }
    }
}

#[tokio::test]
async fn informational_answers_are_passed_over() {
    let server = BadServer::start();
    let client = calls::client(&server, HttpVersion::Http1, |builder| builder);
    let hints = Step::Raw("HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n".into());
    let mut reply = Reply::unary(answer("a"));
    reply.steps.insert(0, hints);
    server.script([reply]);
    let got = call(&client, Shape::Unary, ask()).await;
    assert_eq!(got.texts, ["a"], "{:?}", got.end);
    unharmed("early hints", client).await;
}

#[tokio::test]
async fn go_away_spares_the_streams_below_it_and_has_the_others_tried_again() {
    let raw = |frames: Vec<Vec<u8>>| {
        let frames = frames.into_iter().map(|frame| Step::Raw(frame.into()));
        Reply::new(frames.chain([Step::Close]))
    };
    let no_error = h2::Reason::NO_ERROR;
    let calm = h2::Reason::ENHANCE_YOUR_CALM;
    let unseen = || raw(vec![go_away(0, no_error, "")]);
    for form in [Form::Unary, Form::Grpc, Form::Web, Form::Text] {
        let server = BadServer::start_raw_http2(form);
        let good = || good_response(form, 1);
        let rows = [
            (
                "answered after it",
                vec![raw(vec![go_away(1, no_error, ""), good()])],
                None,
                1,
            ),
            (
                "answered before it",
                vec![raw(vec![good(), go_away(1, no_error, "")])],
                None,
                1,
            ),
            ("not seen, once", vec![unseen()], None, 2),
            (
                "not seen, calm down",
                vec![raw(vec![go_away(0, calm, "slowly")])],
                None,
                2,
            ),
            (
                "not seen, twice",
                vec![unseen(), unseen()],
                Some(Code::Unavailable),
                2,
            ),
            (
                "seen, unanswered",
                vec![raw(vec![go_away(1, no_error, "")])],
                Some(Code::Unavailable),
                1,
            ),
        ];
        for (what, replies, code, tries) in rows {
            let id = format!("H9 {form:?} {what}");
            let client = calls::client_of(&server, HttpVersion::Http2, form, |builder| builder);
            server.script(replies);
            let got = soon(&id, client.write(Ask::default())).await;
            assert_eq!(
                got.as_ref().err().map(|err| err.code()),
                code,
                "{id}: {got:?}"
            );
            assert_eq!(server.asked().len(), tries, "{id}");
            assert_eq!(server.connections(), tries, "{id}");
            unharmed(&id, client).await;
        }
    }
}

#[tokio::test]
async fn kept_connection_that_closes_under_a_call_is_replaced_if_that_is_safe() {
    let server = BadServer::start();
    let good = || Reply::unary(answer("first"));
    let hang_up = || Reply::new([Step::Close]);
    let half = || Reply::new(half(Shape::Unary)).but([Step::Close]);
    let silent = [hang_up(), hang_up()];
    // The first call makes the connection that the second finds.
    let rows = [
        ("unread, safe", true, vec![good(), hang_up()], None, 3),
        (
            "unread, unsafe",
            false,
            vec![good(), hang_up()],
            Some(Code::Unavailable),
            2,
        ),
        (
            "answer begun",
            true,
            vec![good(), half()],
            Some(Code::Unavailable),
            2,
        ),
        (
            "twice",
            true,
            [&[good()][..], &silent].concat(),
            Some(Code::Unavailable),
            3,
        ),
        (
            "closed before the call",
            false,
            vec![good().but([Step::End, Step::Close])],
            None,
            2,
        ),
    ];
    for (what, safe, replies, code, requests) in rows {
        let id = format!("H14 {what}");
        let client = calls::client(&server, HttpVersion::Http1, |builder| builder);
        server.script(replies);
        let first = call(&client, Shape::Unary, ask()).await;
        assert_eq!(first.texts, ["first"], "{id}");
        let got = match safe {
            true => soon(&id, client.unary(Ask::default())).await,
            false => soon(&id, client.write(Ask::default())).await,
        };
        assert_eq!(
            got.as_ref().err().map(|err| err.code()),
            code,
            "{id}: {got:?}"
        );
        assert_eq!(server.asked().len(), requests, "{id}");
        unharmed(&id, client).await;
    }
}

/// A stream that the test ends when it likes has no bearing on the answer once that is there.
#[tokio::test]
async fn answer_before_the_end_of_the_request_is_taken() {
    let server = BadServer::start();
    let client = calls::client(&server, HttpVersion::Http2, |builder| builder);
    let early = Reply::stream(crate::script::good_stream(&["early"])).early();
    server.script([early.clone()]);
    let (_sender, asks) = Streaming::<Ask>::pair();
    let got = soon("an early answer", client.client_stream(asks)).await;
    assert_eq!(got.expect("an answer").text, "early");

    server.script([early]);
    let (sender, mut answers) = client.bidi_stream().await.expect("a call");
    let first = soon("an early answer", answers.next())
        .await
        .expect("a message");
    assert_eq!(first.expect("a message").text, "early");
    assert!(soon("an end", answers.next()).await.is_none());
    drop(sender);
    unharmed("an early answer", client).await;
}
