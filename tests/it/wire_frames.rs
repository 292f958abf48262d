//! The frames of answers over HTTP/2, counted: what a client library would hide.

use crate::{
    harness::{Outcome, Running},
    raw_peer::{
        Call, Form, ask,
        frames::{self, Frame, Frames},
        good::{shapes, wish},
        within,
    },
    wire_table::check_settled,
};

/// Makes a call and gives the frames of its answer, up to the one that ends it.
async fn answered(name: &str, running: &Running, call: &Call) -> Vec<Frame> {
    let mut peer = Frames::connect(running.address).await;
    peer.call(1, call, Some(call.path.as_bytes())).await;
    let mut got = Vec::new();
    loop {
        let frame = within(name, peer.next()).await.expect(name);
        assert_eq!(frame.stream, 1, "{name}: {frame:?}");
        let last = frame.flags & frames::END_STREAM != 0;
        got.push(frame);
        if last {
            return got;
        }
    }
}

/// The kinds of frames, data that follows data counted once: how messages share frames is a matter of time.
fn kinds(frames: &[Frame]) -> Vec<u8> {
    let mut kinds: Vec<_> = frames.iter().map(|frame| frame.kind).collect();
    kinds.dedup();
    kinds
}

#[tokio::test]
async fn answer_has_no_frame_that_says_nothing() {
    let running = Running::start();
    let outcomes = [
        Outcome::Unspecified,
        Outcome::Fail,
        Outcome::FailLate,
        Outcome::PanicLate,
    ];
    for outcome in outcomes {
        for count in [0, 3] {
            for call in shapes(&wish("hat", outcome, count)) {
                let name = format!("rule 60 {:?} {} {outcome:?} {count}", call.form, call.path);
                let frames = answered(&name, &running, &call).await;
                let empty = frames
                    .iter()
                    .any(|frame| frame.kind == frames::DATA && frame.payload.is_empty());
                assert!(!empty, "{name}: {frames:?}");
                if call.form != Form::Grpc {
                    let want = [frames::HEADERS, frames::DATA];
                    assert_eq!(kinds(&frames), want, "{name}: {frames:?}");
                    continue;
                }
                let kinds = kinds(&frames);
                let last = *kinds.last().expect("a frame");
                assert_eq!(last, frames::HEADERS, "{name}: trailers: {frames:?}");
                let streams =
                    call.path.ends_with("ServerStream") || call.path.ends_with("BidiStream");
                let data = kinds.contains(&frames::DATA);
                match (outcome, streams) {
                    (Outcome::Fail, false) => assert_eq!(frames.len(), 1, "{name}: {frames:?}"),
                    (_, false) => assert!(data, "{name}: {frames:?}"),
                    _ => {}
                }
            }
        }
    }
    check_settled("rule 60", &running, usize::MAX).await;
}

#[tokio::test]
async fn error_before_anything_else_is_one_frame_of_grpc() {
    let running = Running::start();
    let good = || Call::lone(Form::Grpc, "proto", &ask("proto", "hat"));
    let fails = Call::lone(Form::Grpc, "proto", &wish("hat", Outcome::Fail, 0));
    let stream = |outcome, count| {
        let body = Form::Grpc.frame(0, &wish("hat", outcome, count));
        Call::of(Form::Grpc, "ServerStream", "proto", body)
    };
    let (head, data) = (frames::HEADERS, frames::DATA);
    let rows = [
        ("success", good(), vec![head, data, head]),
        ("a handler's error", fails, vec![head]),
        ("a stream's error", stream(Outcome::Fail, 0), vec![head]),
        (
            "a stream's error after its head",
            stream(Outcome::FailLate, 0),
            vec![head, head],
        ),
        (
            "a stream's error after messages",
            stream(Outcome::FailLate, 2),
            vec![head, data, head],
        ),
        (
            "a stream of nothing",
            stream(Outcome::Unspecified, 0),
            vec![head, head],
        ),
        (
            "a bad timeout",
            good().header("grpc-timeout", "1x"),
            vec![head],
        ),
        ("no time", good().header("grpc-timeout", "0n"), vec![head]),
        ("a bad encoding", good().encoding("foo"), vec![head]),
        (
            "no message",
            Call::of(Form::Grpc, "Unary", "proto", []),
            vec![head],
        ),
        ("no method", good().path("/it.v1.Probe/Nary"), vec![head]),
    ];
    for (name, call, want) in rows {
        let name = format!("rule 60, {name}");
        let frames = answered(&name, &running, &call).await;
        let kinds: Vec<_> = frames.iter().map(|frame| frame.kind).collect();
        let kinds = match kinds[..] {
            // Messages may leave in frames of their own.
            [head, data, .., last] => vec![head, data, last],
            _ => kinds,
        };
        assert_eq!(kinds, want, "{name}: {frames:?}");
        let whole = frames
            .iter()
            .filter(|frame| frame.kind == frames::HEADERS)
            .all(|frame| frame.flags & frames::END_HEADERS != 0);
        assert!(whole, "{name}: {frames:?}");
    }
}
