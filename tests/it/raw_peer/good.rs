//! Calls that succeed, for tests to spoil.

use super::{Call, Form, answer, ask, envelope};
use crate::harness::Outcome;

/// A unary call in proto that would succeed.
pub(crate) fn unary() -> Call {
    Call::unary("proto", ask("proto", "hat"))
}

/// A client stream in proto that would succeed.
pub(crate) fn stream() -> Call {
    Call::stream("ClientStream", "proto", one("hat"))
}

/// A GET that would succeed.
pub(crate) fn get() -> Call {
    Call::get("connect=v1&encoding=json&message=%7B%22text%22%3A%22hat%22%7D")
}

/// A call in each form that would succeed with [`hat`].
pub(crate) fn each() -> [Call; 5] {
    Form::ALL.map(|form| match form {
        Form::Stream => stream(),
        _ => Call::lone(form, "proto", &ask("proto", "hat")),
    })
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

/// The same ask in each form for each of its methods.
pub(crate) fn shapes(ask: &[u8]) -> Vec<Call> {
    let each = |form: Form| {
        let call = move |method: &&str| Call::of(form, method, "proto", form.frame(0, ask));
        form.methods().iter().map(call)
    };
    Form::ALL.into_iter().flat_map(each).collect()
}

/// The same message in each form, to a method that takes one.
pub(crate) fn in_each(codec: &str, message: &[u8]) -> [Call; 5] {
    Form::ALL.map(|form| Call::lone(form, codec, message))
}

/// The same, as a message that is compressed.
pub(crate) fn in_each_compressed(encoding: &str, message: &[u8]) -> [Call; 5] {
    Form::ALL.map(|form| {
        let body = form.frame(1, message);
        Call::of(form, form.method(), "proto", body).encoding(encoding)
    })
}
