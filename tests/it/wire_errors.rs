//! Errors and metadata as a server writes them, and panics.

use std::sync::{Arc, Mutex};

use connect::{Code, ConnectError, ErrorDetail, Interceptor, Messages, Next, Request, Response};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};
use tokio::runtime::Handle;

use crate::{
    harness::{Answer, Outcome, Running},
    raw_peer::{
        Call, Form, Peer, Version, answer, ask,
        bytes::Base64,
        good::{in_each, one, shapes, wish},
        http2::Http2,
        reply::status_of,
        within,
    },
    wire_table::{check_discreet, check_good, check_settled},
};

#[tokio::test]
async fn error_is_json_with_its_details_and_metadata_whatever_the_codec() {
    let running = Running::start();
    let details = json!([{"type": "google.rpc.ErrorInfo", "value": "CghTT0xEX09VVA"}]);
    for version in Version::ALL {
        let mut peer = Peer::connect(version, running.address).await;
        let mut calls = shapes(&wish("hat", Outcome::Fail, 0));
        // Behind messages it is as whole as before them.
        let late = shapes(&wish("hat", Outcome::FailLate, 2)).into_iter();
        calls.extend(late.filter(|call| call.path.ends_with("ServerStream")));
        calls.extend(in_each("json", b"{\"outcome\":\"OUTCOME_FAIL\"}"));
        calls.push(Call::get("encoding=json&message={%22outcome%22:1}"));
        calls.retain(|call| call.form.versions().contains(&version));
        for call in calls {
            let name = format!("rule 42 {:?} {}", call.form, call.path);
            let reply = peer.call(&name, &call.clone().header("x-echo", "v")).await;
            let said = reply.said(&name, call.form);
            let error = said.error.clone().expect(&name);
            assert_eq!(error.code, "failed_precondition", "{name}");
            assert_eq!(error.message, "no \"hat\" in gr\u{fc}n", "{name}");
            let without_debug = without_debug(error.details);
            assert_eq!(without_debug, details, "{name}: no prefix, no padding");
            // In the head of an answer that is nothing else, and in the end of one that is.
            let of_error = match call.form {
                Form::Unary => reply.header("x-error"),
                _ => said.trailer("x-error"),
            };
            assert_eq!(of_error, Some("e"), "{name}: {reply:?}");
            assert_eq!(reply.header("x-header"), Some("v"), "{name}: {reply:?}");
            assert_eq!(said.trailer("x-trailer"), Some("v"), "{name}: {reply:?}");
            assert_eq!(
                said.trailer("x-trailer-bin"),
                Some("+w"),
                "{name}: {reply:?}"
            );
        }
    }
}

/// A detail may say what it holds in JSON too.
fn without_debug(mut details: Value) -> Value {
    for detail in details.as_array_mut().into_iter().flatten() {
        if let Some(detail) = detail.as_object_mut() {
            detail.remove("debug");
        }
    }
    details
}

#[tokio::test]
async fn message_of_any_characters_and_details_of_any_size_arrive() {
    let fails = Fails::default();
    let running = Running::start_with(|server| server.interceptor(fails.clone()));
    let mut peer = Peer::connect(Version::Http2, running.address).await;
    let messages = [
        "",
        " ",
        "no \"hat\", no 'coat'; ~",
        "100% %20 %zz %",
        "a\r\nb: c\tc\0\u{1}\u{7f}",
        "gr\u{fc}n \u{20ac} \u{1F3A9}",
    ];
    let large = "h\u{e4}t".repeat(2000);
    for text in messages.into_iter().chain([&large[..]]) {
        for size in [0, 1, 40_000] {
            for call in shapes(&ask("proto", "hat")) {
                let shown = text
                    .chars()
                    .take(9)
                    .collect::<String>()
                    .escape_debug()
                    .to_string();
                let name = format!("rule 57 \"{shown}\" {size} {:?} {}", call.form, call.path);
                let detail = ErrorDetail::new("a.B", vec![7; size]);
                fails.set(ConnectError::aborted(text).with_detail(detail));
                let reply = peer.call(&name, &call).await;
                let error = reply.said(&name, call.form).error.expect(&name);
                assert_eq!(
                    (&error.code[..], &error.message[..]),
                    ("aborted", text),
                    "{name}"
                );
                let value = Base64 {
                    url_safe: false,
                    padded: false,
                };
                let want = json!([{"type": "a.B", "value": value.encode(&vec![7; size])}]);
                assert_eq!(without_debug(error.details), want, "{name}");
            }
        }
    }
}

#[tokio::test]
async fn trailers_are_prefixed_headers_of_one_message_and_the_end_of_many() {
    let running = Running::start();
    for version in Version::ALL {
        let mut peer = Peer::connect(version, running.address).await;
        let mut calls = shapes(&wish("hat", Outcome::Unspecified, 3));
        calls.retain(|call| call.form.versions().contains(&version));
        for call in calls {
            let name = format!("rule 46 {:?} {} over {version:?}", call.form, call.path);
            let reply = peer.call(&name, &call.clone().header("x-echo", "v")).await;
            let said = reply.said(&name, call.form);
            assert_eq!(reply.header("x-header"), Some("v"), "{name}: {reply:?}");
            let want = json!({"x-trailer": ["v"], "x-trailer-bin": ["+w"]});
            assert_eq!(said.trailers, want, "{name}: {reply:?}");
            if call.form != Form::Unary {
                assert_eq!(reply.header("trailer-x-trailer"), None, "{name}");
            }
            let count = if call.path.ends_with("ServerStream") {
                3
            } else {
                1
            };
            assert_eq!(said.messages.len(), count, "rule 77 {name}: {reply:?}");
        }
    }
}

#[tokio::test]
async fn every_code_has_its_status() {
    let fails = Fails::default();
    let running = Running::start_with(|server| server.interceptor(fails.clone()));
    let mut peer = Peer::connect(Version::Http2, running.address).await;
    for number in 1..=16 {
        let code = Code::from_number(number).expect("a code");
        for call in shapes(&ask("proto", "hat")) {
            let name = format!("rule 43 {code} of {:?} {}", call.form, call.path);
            fails.set(ConnectError::new(code, "no hat"));
            let reply = peer.call(&name, &call).await;
            let error = reply.said(&name, call.form).error.expect(&name);
            assert_eq!(
                (error.code.as_str(), error.message.as_str()),
                (code.as_str(), "no hat"),
                "{name}"
            );
            if call.form == Form::Unary {
                assert_eq!(reply.status, status_of(code.as_str()), "{name}");
            }
        }
    }
}

#[tokio::test]
async fn reserved_names_of_an_errors_metadata_stay_here() {
    let reserved = [
        ("content-type", "text/plain"),
        ("content-length", "7"),
        ("content-encoding", "gzip"),
        ("transfer-encoding", "gzip"),
        ("connection", "x-good"),
        ("host", "elsewhere"),
        ("trailer", "x-good"),
        ("date", "yesterday"),
        ("te", "trailers"),
        ("accept-encoding", "lzma"),
        ("connect-content-encoding", "gzip"),
        ("connect-protocol-version", "7"),
        ("grpc-status", "0"),
        ("grpc-message", "fine"),
        ("trailer-connect-x", "v"),
    ];
    let mut headers = HeaderMap::new();
    for (name, value) in reserved
        .into_iter()
        .chain([("x-good", "v"), ("x-good", "w")])
    {
        headers.append(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    let fails = Fails::default();
    let running = Running::start_with(|server| server.interceptor(fails.clone()));
    for call in shapes(&ask("proto", "hat")) {
        for version in call.form.versions() {
            let name = format!("rule 68 {:?} {} over {version:?}", call.form, call.path);
            fails.set(ConnectError::not_found("no hat").with_metadata(headers.clone().into()));
            let mut peer = Peer::connect(*version, running.address).await;
            let reply = peer.call(&name, &call).await;
            let said = reply.said(&name, call.form);
            assert_eq!(
                said.error.as_ref().expect(&name).code,
                "not_found",
                "{name}"
            );
            for (reserved, value) in reserved {
                assert_ne!(reply.header(reserved), Some(value), "{name}: {reply:?}");
                assert_ne!(said.trailer(reserved), Some(value), "{name}: {reply:?}");
            }
            let good = match call.form {
                Form::Unary => {
                    let all = reply.headers.get_all("x-good").iter();
                    json!(
                        all.map(|value| value.to_str().expect("ascii"))
                            .collect::<Vec<_>>()
                    )
                }
                _ => said.trailers["x-good"].clone(),
            };
            assert_eq!(good, json!(["v", "w"]), "rule 61 {name}: {reply:?}");
            check_good(&name, &mut peer).await;
        }
    }
}

#[tokio::test]
async fn foreign_error_is_unknown_without_its_text() {
    let fails = Fails::default();
    let running = Running::start_with(|server| server.interceptor(fails.clone()));
    let mut peer = Peer::connect(Version::Http2, running.address).await;
    for call in shapes(&ask("proto", "hat")) {
        fails.set(std::io::Error::other("/etc/secret is not there").into());
        let reply = peer.call("rule 69", &call).await;
        let error = reply.said("rule 69", call.form).error.expect("an error");
        assert_eq!(
            (error.code.as_str(), error.message.as_str()),
            ("unknown", ""),
            "rule 69"
        );
        let text = String::from_utf8_lossy(&reply.body);
        assert!(!text.contains("secret"), "rule 69: {text}");
    }
}

#[tokio::test]
async fn panic_is_internal_for_its_own_call_and_nothing_to_the_others() {
    let running = Running::start();
    let tasks = Handle::current().metrics().num_alive_tasks();
    for version in Version::ALL {
        let mut peer = Peer::connect(version, running.address).await;
        let mut other = Http2::connect(running.address).await;
        let chat = Call::stream("BidiStream", "proto", []);
        for outcome in [Outcome::Panic, Outcome::PanicLate] {
            let mut calls = shapes(&wish("hat", outcome, 2));
            calls.retain(|call| call.form.versions().contains(&version));
            for call in calls {
                let name = format!("{outcome:?} in {:?} {}", call.form, call.path);
                let name = format!("D7, D8 {name} over {version:?}");
                let mut chat = other.begin(&name, &chat, false).await;
                chat.write(&one("before"), false).await;
                let reply = match version {
                    Version::Http1 => peer.call(&name, &call).await,
                    // On the very connection of the other call.
                    Version::Http2 => within(&name, other.call(&name, &call)).await,
                };
                let said = reply.said(&name, call.form);
                // A handler of one message has no later.
                let late = outcome == Outcome::PanicLate;
                let streams =
                    call.path.ends_with("ServerStream") || call.path.ends_with("BidiStream");
                if !late || streams {
                    let error = said.error.expect(&name);
                    assert_eq!(
                        (error.code.as_str(), error.message.as_str()),
                        ("internal", "internal error"),
                        "{name}"
                    );
                    check_discreet(&name, &error.message);
                }
                if late && call.path.ends_with("ServerStream") {
                    assert_eq!(said.messages, vec![answer("proto", "hat", 1); 2], "{name}");
                }
                if call.form == Form::Grpc && !streams && !late {
                    assert!(reply.head_only, "{name}: {reply:?}");
                }
                chat.write(&one("after"), true).await;
                let chat = within(&name, chat.reply()).await.said(&name, Form::Stream);
                let answers = vec![answer("proto", "before", 1), answer("proto", "after", 2)];
                assert_eq!((chat.messages, chat.error), (answers, None), "{name}");
                check_good(&name, &mut peer).await;
            }
        }
    }
    check_settled("D7, D8", &running, tasks).await;
}

#[tokio::test]
async fn panic_of_any_kind_in_an_interceptor_is_internal() {
    let running = Running::start_with(|server| server.interceptor(Panics));
    let tasks = Handle::current().metrics().num_alive_tasks();
    let mut peer = Peer::connect(Version::Http2, running.address).await;
    for place in ["before", "behind", "within"] {
        for kind in ["text", "owned", "number"] {
            for call in shapes(&wish("hat", Outcome::Unspecified, 2)) {
                let name = format!("D7 {place}, {kind}, {:?} {}", call.form, call.path);
                let call = call.header("x-place", place).header("x-kind", kind);
                let said = peer.call(&name, &call).await.said(&name, call.form);
                let error = said.error.expect(&name);
                assert_eq!(
                    (error.code.as_str(), error.message.as_str()),
                    ("internal", "internal error"),
                    "{name}"
                );
                check_good(&name, &mut peer).await;
            }
        }
    }
    drop(peer);
    check_settled("D7", &running, tasks).await;
}

/// Panics as its callers ask it to: before the handler, behind it, or while its answer is read.
struct Panics;

impl Interceptor for Panics {
    async fn intercept(
        &self,
        request: Request<Messages>,
        next: Next<'_>,
    ) -> Result<Response<Messages>, ConnectError> {
        let [place, kind] = ["x-place", "x-kind"].map(|name| {
            let value = request.headers().get(name);
            value.unwrap_or_default().to_owned()
        });
        if place == "before" {
            throw(&kind);
        }
        let response = next.run(request).await?;
        match &place[..] {
            "behind" => throw(&kind),
            "within" => {
                let read = move |_: Answer| -> Result<Answer, ConnectError> { throw(&kind) };
                Ok(response.map(|messages| messages.map(read)))
            }
            _ => Ok(response),
        }
    }
}

/// What is thrown need not be a text.
fn throw(kind: &str) -> ! {
    match kind {
        "text" => std::panic::panic_any("a secret"),
        "owned" => std::panic::panic_any(String::from("a secret")),
        _ => std::panic::panic_any(7),
    }
}

/// Fails the next call with the error that it is given.
#[derive(Clone, Default)]
struct Fails(Arc<Mutex<Option<ConnectError>>>);

impl Fails {
    fn set(&self, err: ConnectError) {
        *self.0.lock().expect("no panic") = Some(err);
    }
}

impl Interceptor for Fails {
    async fn intercept(
        &self,
        request: Request<Messages>,
        next: Next<'_>,
    ) -> Result<Response<Messages>, ConnectError> {
        let failure = self.0.lock().expect("no panic").take();
        match failure {
            Some(err) => Err(err),
            None => next.run(request).await,
        }
    }
}
