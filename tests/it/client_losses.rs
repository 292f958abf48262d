//! A client that loses streams and connections: resets, GOAWAY, bodies that break off.

use connect::{Code, HttpVersion, Request, Streaming};

use crate::{
    bad_server::{BadServer, soon},
    calls::{self, Shape, alive_tasks, call, client_of, unharmed},
    harness::Ask,
    raw_http2::{self, go_away, good_response},
    raw_peer::Form,
    script::{Reply, Step, answer},
    told::Told,
};

/// The head of a response.
pub(crate) fn begin(form: Form) -> Step {
    Told::new(form).head()
}

/// As much as half a response.
pub(crate) fn half(form: Form) -> Vec<Step> {
    let told = Told::new(form);
    let half = match form {
        Form::Unary => told.bytes(&answer("a")[..2]),
        _ => told.text("a"),
    };
    half.open().steps
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
    for form in Form::ALL {
        for (reason, code) in reasons {
            let reset = Step::Reset(reason);
            let stages = [
                ("before the head", vec![reset.clone()]),
                ("after the head", vec![begin(form), reset.clone()]),
                (
                    "in the body",
                    half(form).into_iter().chain([reset]).collect(),
                ),
            ];
            for (stage, steps) in stages {
                for shape in Shape::of(form) {
                    let id = format!("H8 {reason:?} {stage} {form:?} {shape:?}");
                    let client = client_of(&server, HttpVersion::Http2, form, |builder| builder);
                    server.script([Reply::new(steps.clone())]);
                    let got = call(&client, *shape, ask()).await;
                    assert_eq!(got.code(), Some(code), "{id}: {:?}", got.end);
                    assert_eq!(server.asked().len(), 1, "{id}: not tried again");
                    assert_eq!(server.connections(), 1, "{id}");
                    unharmed(&id, client).await;
                }
            }
        }
    }
}

#[tokio::test]
async fn end_that_has_been_read_stands_whatever_follows_it() {
    let reasons = [
        h2::Reason::NO_ERROR,
        h2::Reason::CANCEL,
        h2::Reason::INTERNAL_ERROR,
        h2::Reason::REFUSED_STREAM,
    ];
    let rows = |form| {
        let failed = Told::new(form).text("a").error(Code::Aborted, "m");
        let good = Told::new(form).text("a");
        let mut rows = vec![(None, good.reply()), (Some(Code::Aborted), failed.reply())];
        if form == Form::Grpc {
            let only = Told::new(form).error(Code::Aborted, "m").head_only();
            rows.push((Some(Code::Aborted), only));
        }
        if matches!(form, Form::Web | Form::Text) {
            // The trailers are the end, though the body goes on.
            let open = Told::new(form).text("a").reply().but([]);
            rows.push((None, open));
        }
        rows
    };
    for form in Form::ALL {
        let server = BadServer::start_raw_http2(form);
        for (code, reply) in rows(form) {
            for reason in reasons {
                for shape in Shape::of(form) {
                    let id = format!("rule 65 {form:?} {shape:?} {code:?}, then {reason:?}");
                    let client = client_of(&server, HttpVersion::Http2, form, |builder| builder);
                    let frames = raw_http2::frames(1, reply.steps.clone());
                    let all = [frames, raw_http2::reset(1, reason)].concat();
                    server.script([Reply::new([Step::Raw(all.into())])]);
                    let got = call(&client, *shape, ask()).await;
                    assert_eq!(got.code(), code, "{id}: {:?}", got.end);
                    unharmed(&id, client).await;
                }
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
    for form in Form::ALL {
        for shape in Shape::of(form) {
            let tries = match shape {
                // Its messages are sent, and are gone.
                Shape::ClientStream | Shape::BidiStream => 1,
                _ => 2,
            };
            let id = format!("H8 refused for good {form:?} {shape:?}");
            let client = client_of(&server, HttpVersion::Http2, form, |builder| builder);
            server.script(std::iter::repeat_n(refused(), tries));
            let got = call(&client, *shape, Request::new(ask())).await;
            assert_eq!(got.code(), Some(Code::Unavailable), "{id}: {:?}", got.end);
            assert_eq!(server.asked().len(), tries, "{id}");
            unharmed(&id, client).await;
            if tries == 1 {
                continue;
            }

            let id = format!("H8 refused once {form:?} {shape:?}");
            let client = client_of(&server, HttpVersion::Http2, form, |builder| builder);
            server.script([refused(), Told::new(form).text("good").reply()]);
            let got = call(&client, *shape, Request::new(ask())).await;
            assert_eq!(got.texts, ["good"], "{id}: {:?}", got.end);
            let [first, second] = server.asked().try_into().expect("two tries");
            assert_eq!(
                (first.target, first.body),
                (second.target, second.body),
                "{id}"
            );
            unharmed(&id, client).await;
        }
    }
}

#[tokio::test]
async fn connection_that_is_lost_is_unavailable_and_never_a_clean_end() {
    let server = BadServer::start();
    for form in Form::ALL {
        for version in calls::versions(form) {
            for last in [Step::Close, Step::Reset(h2::Reason::INTERNAL_ERROR)] {
                if *version == HttpVersion::Http2 && matches!(last, Step::Reset(_)) {
                    continue;
                }
                let stages = [
                    ("before the head", vec![last.clone()]),
                    ("after the head", vec![begin(form), last.clone()]),
                    (
                        "in the body",
                        half(form).into_iter().chain([last.clone()]).collect(),
                    ),
                ];
                for (stage, steps) in stages {
                    for shape in Shape::of(form) {
                        let id = format!("G5 {form:?} {version:?} {shape:?} {last:?} {stage}");
                        let client = client_of(&server, *version, form, |builder| builder);
                        server.script([Reply::new(steps.clone())]);
                        let got = call(&client, *shape, ask()).await;
                        assert_eq!(got.code(), Some(Code::Unavailable), "{id}: {:?}", got.end);
                        assert!(!got.error(&id).is_remote(), "{id}: nobody said so");
                        assert_eq!(server.asked().len(), 1, "{id}: one request");
                        unharmed(&id, client).await;
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn body_shorter_than_its_length_is_never_a_clean_end() {
    let server = BadServer::start();
    for form in Form::ALL {
        let whole = Told::new(form).text("good").reply();
        let [_, Step::Data(body), ..] = &whole.steps[..] else {
            panic!("a head and a body");
        };
        for version in calls::versions(form) {
            // What there is of it could be decoded.
            for cut in [0, 3, body.len() - 1] {
                let id = format!("C15 {form:?} {version:?} {cut} of {} bytes", body.len());
                let told = Told::new(form).header("content-length", body.len().to_string());
                let (last, code) = match version {
                    HttpVersion::Http2 => (Step::End, Code::Internal),
                    _ => (Step::Close, Code::Unavailable),
                };
                let client = client_of(&server, *version, form, |builder| builder);
                server.script([Reply::new([
                    told.head(),
                    Step::Data(body.slice(..cut)),
                    last,
                ])]);
                let got = call(&client, Shape::of(form)[0], ask()).await;
                assert_eq!(got.code(), Some(code), "{id}: {:?}", got.end);
                unharmed(&id, client).await;
            }
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
            let client = client_of(&server, HttpVersion::Http2, form, |builder| builder);
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
    let hang_up = || Reply::new([Step::Close]);
    let silent = [hang_up(), hang_up()];
    for form in [Form::Unary, Form::Web, Form::Text] {
        let good = || Told::new(form).text("first").sized();
        let half = || Reply::new(half(form)).but([Step::Close]);
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
            let id = format!("H14 {form:?} {what}");
            let client = client_of(&server, HttpVersion::Http1, form, |builder| builder);
            server.script(replies);
            let first = call(&client, Shape::Unary, ask()).await;
            assert_eq!(first.texts, ["first"], "{id}");
            if what == "closed before the call" {
                // The connection's task goes, and at most the one that watches over those between calls stays.
                alive_tasks(&id, ..=1).await;
            }
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
}

/// A stream that the test ends when it likes has no bearing on the answer once that is there.
#[tokio::test]
async fn answer_before_the_end_of_the_request_is_taken() {
    let server = BadServer::start();
    for form in Form::ENVELOPED {
        let id = format!("{form:?}, an early answer");
        let client = client_of(&server, HttpVersion::Http2, form, |builder| builder);
        let early = Told::new(form).text("early").reply().early();
        server.script([early.clone()]);
        let (_sender, asks) = Streaming::<Ask>::pair();
        let got = soon(&id, client.client_stream(asks)).await;
        assert_eq!(got.expect(&id).text, "early");

        server.script([early]);
        let (sender, mut answers) = client.bidi_stream().await.expect("a call");
        let first = soon(&id, answers.next()).await.expect("a message");
        assert_eq!(first.expect("a message").text, "early");
        assert!(soon(&id, answers.next()).await.is_none());
        drop(sender);
        unharmed(&id, client).await;
    }
}
