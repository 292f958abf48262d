//! Calls that succeed, for tests to spoil.

use super::{Call, answer, ask, envelope};
use crate::harness::Outcome;

/// A unary call in proto that would succeed.
pub(crate) fn unary() -> Call {
    Call::unary("proto", ask("proto", "hat"))
}

/// A client stream in proto that would succeed.
pub(crate) fn stream() -> Call {
    Call::stream("ClientStream", "proto", envelope(0, &ask("proto", "hat")))
}

/// A GET that would succeed.
pub(crate) fn get() -> Call {
    Call::get("connect=v1&encoding=json&message=%7B%22text%22%3A%22hat%22%7D")
}

pub(crate) fn hat() -> Vec<u8> {
    answer("proto", "hat", 1)
}

/// An ask in an envelope.
pub(crate) fn one(text: &str) -> Vec<u8> {
    envelope(0, &ask("proto", text))
}

/// An ask with an outcome, and how many messages are to come before it.
pub(crate) fn wish(text: &str, outcome: Outcome, count: u8) -> Vec<u8> {
    let outcome = match outcome {
        Outcome::Fail => 1,
        Outcome::FailLate => 2,
        Outcome::Stall => 3,
        Outcome::Panic => 4,
        Outcome::PanicLate => 5,
        _ => 0,
    };
    [&ask("proto", text)[..], &[3 << 3, outcome, 4 << 3, count]].concat()
}

/// The same ask for each shape.
pub(crate) fn shapes(ask: &[u8]) -> [Call; 4] {
    let stream = |method| Call::stream(method, "proto", envelope(0, ask));
    [
        Call::unary("proto", ask),
        stream("ServerStream"),
        stream("ClientStream"),
        stream("BidiStream"),
    ]
}

/// The same message as a unary call and as a stream of one.
pub(crate) fn both(codec: &str, message: &[u8]) -> [Call; 2] {
    [
        Call::unary(codec, message),
        Call::stream("ServerStream", codec, envelope(0, message)),
    ]
}

/// The same, as a message that is compressed.
pub(crate) fn both_compressed(encoding: &str, message: &[u8]) -> [Call; 2] {
    let unary = Call::unary("proto", message).header("content-encoding", encoding);
    let stream = Call::stream("ServerStream", "proto", envelope(1, message));
    [unary, stream.header("connect-content-encoding", encoding)]
}
