//! Rules of the wire that a server keeps and that no bad input shows: negotiation, metadata, errors, time.
//!
//! What calls between our own two sides show is in `matrix.rs`; here the other side is a raw peer.

use std::sync::{Arc, Mutex};

use connect::{Code, ConnectError, Interceptor, Messages, Next, Request, Response};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};
use tokio::runtime::Handle;

use crate::{
    compressed::{ENCODINGS, compress},
    harness::{Outcome, Running},
    raw_peer::{
        Call, Form, Peer, Version, answer, ask, envelope, envelopes, field,
        http2::{Http2, next_data},
        status_of, within,
    },
    wire_table::{Row, check, check_discreet, check_good, check_settled, until},
};

/// An ask with an outcome, and how many messages are to come before it.
fn wish(text: &str, outcome: Outcome, count: u8) -> Vec<u8> {
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
fn shapes(ask: &[u8]) -> [Call; 4] {
    let stream = |method| Call::stream(method, "proto", envelope(0, ask));
    [
        Call::unary("proto", ask),
        stream("ServerStream"),
        stream("ClientStream"),
        stream("BidiStream"),
    ]
}

#[tokio::test]
async fn content_type_is_read_in_any_case_and_with_parameters() {
    let running = Running::start();
    let table = [
        ("unary", "proto", "Application/PROTO", "application/proto"),
        ("unary", "json", "application/json; charset=utf-8", "application/json"),
        ("unary", "json", "application/json;charset=\"UTF-8\"", "application/json"),
        ("unary", "json", "APPLICATION/JSON ; x=y", "application/json"),
        ("stream", "json", "application/connect+json; charset=utf-8", "application/connect+json"),
        ("stream", "proto", "Application/Connect+Proto", "application/connect+proto"),
    ];
    let rows = table.map(|(form, codec, sent, got)| {
        let call = match form {
            "unary" => Call::unary(codec, ask(codec, "hat")),
            _ => Call::stream("ClientStream", codec, envelope(0, &ask(codec, "hat"))),
        };
        Row::new("rule 5", sent, call.content_type(sent))
            .messages([answer(codec, "hat", 1)])
            .header("content-type", got)
    });
    check(&running, rows).await;
}

#[tokio::test]
async fn deadline_covers_reading_the_request_and_the_handler_and_the_answer() {
    let running = Running::start();
    let mut rows = Vec::new();
    for call in shapes(&wish("hat", Outcome::Stall, 0)) {
        rows.push(Row::new("rule 17", format!("{}, in the handler", call.path), call));
    }
    for call in shapes(&ask("proto", "hat")) {
        let name = format!("{}, while the request stalls", call.path);
        let half = call.pieces[0][..3].to_vec();
        let row = Row::new("rule 17", name, call.pieces(vec![half]).open());
        rows.push(row.closes(Version::Http1));
    }
    let rows = rows.into_iter().map(|row| row.timeout("50").error("deadline_exceeded", ""));
    check(&running, rows).await;

    let late = Call::stream("ServerStream", "proto", envelope(0, &wish("hat", Outcome::Stall, 2)));
    let hat = answer("proto", "hat", 1);
    let row = Row::new("rule 17", "behind two messages", late).timeout("50");
    check(&running, [row.messages([hat.clone(), hat]).error("deadline_exceeded", "")]).await;
}

#[tokio::test]
async fn flag_of_each_message_says_whether_it_is_compressed() {
    let running = Running::start();
    let answers = [("a", 1), ("", 2), ("c", 3), ("", 4)].map(|(text, asked)| answer("proto", text, asked));
    let rows = ENCODINGS.map(|encoding| {
        let body = [
            envelope(1, &compress(encoding, &ask("proto", "a"))),
            // Nothing never went through a compressor.
            envelope(1, b""),
            envelope(0, &ask("proto", "c")),
            envelope(0, b""),
        ];
        let call = Call::stream("BidiStream", "proto", body.concat());
        let call = call.header("connect-content-encoding", encoding);
        Row::new("rule 23", encoding, call).messages(answers.clone())
    });
    check(&running, rows).await;
    let empty = ENCODINGS.map(|encoding| {
        let call = Call::unary("proto", []).header("content-encoding", encoding);
        Row::new("rule 23", format!("nothing in {encoding}"), call).messages([answer("proto", "", 1)])
    });
    check(&running, empty).await;
}

#[tokio::test]
async fn answer_is_compressed_as_its_caller_asks() {
    let running = Running::start();
    let table: [(&str, Option<&str>, Option<&str>, Option<&str>); 9] = [
        ("what is asked for", None, Some("gzip"), Some("gzip")),
        ("the first that is known", None, Some("lzma, br, gzip"), Some("br")),
        ("in capitals", None, Some("ZSTD"), Some("zstd")),
        ("with weights", None, Some("gzip;q=0, zstd;q=0.5"), Some("zstd")),
        ("nothing known", None, Some("lzma"), None),
        ("identity", None, Some("identity"), None),
        ("no wish", None, None, None),
        ("no wish but a compressed request", Some("deflate"), None, Some("deflate")),
        ("another than the request", Some("gzip"), Some("snappy"), Some("snappy")),
    ];
    for (name, sent, accept, want) in table {
        for large in [true, false] {
            let message = if large { large_ask() } else { ask("proto", "small") };
            let (body, flags) = match sent {
                Some(encoding) => (compress(encoding, &message), 1),
                None => (message, 0),
            };
            let unary = Call::unary("proto", body.clone());
            let stream = Call::stream("ClientStream", "proto", envelope(flags, &body));
            for (call, prefix) in [(unary, ""), (stream, "connect-")] {
                let name = format!("rule 25, {name}, large {large}, {:?}", call.form);
                let with = |call: Call, header: &str, value: Option<&str>| match value {
                    Some(value) => call.header(&format!("{prefix}{header}"), value),
                    None => call,
                };
                let call = with(with(call, "content-encoding", sent), "accept-encoding", accept);
                let mut peer = Peer::connect(Version::Http1, running.address).await;
                let reply = peer.call(&name, &call).await;
                let got = reply.header(&format!("{prefix}content-encoding"));
                assert_eq!(reply.status, 200, "{name}: {reply:?}");
                if call.form == Form::Stream {
                    assert_eq!(got, want, "{name}: {reply:?}");
                    let flags = envelopes(&name, &reply.body)[0].0;
                    assert_eq!(flags, u8::from(large && want.is_some()), "{name}: {reply:?}");
                } else {
                    // A message that is left as it is does not name a compression.
                    assert_eq!(got, want.filter(|_| large), "{name}: {reply:?}");
                }
                let shrunk = reply.body.len() < 2000;
                assert_eq!(shrunk, !large || want.is_some(), "{name}: {reply:?}");
            }
        }
    }
    // HTTP's own header is no wish of a stream.
    let stream = Call::stream("ClientStream", "proto", envelope(0, &large_ask()));
    let call = stream.header("accept-encoding", "gzip");
    let reply = Peer::connect(Version::Http1, running.address).await.call("rule 24", &call).await;
    assert_eq!(reply.header("connect-content-encoding"), None, "rule 24: {reply:?}");
    assert_eq!(reply.header("content-encoding"), None, "rule 24: {reply:?}");
}

fn large_ask() -> Vec<u8> {
    field(2, &[b'a'; 2000])
}

#[tokio::test]
async fn head_and_messages_leave_as_soon_as_they_are_there() {
    let running = Running::start();
    let tasks = Handle::current().metrics().num_alive_tasks();
    let name = "rule 38";
    let mut peer = Http2::connect(running.address).await;

    let call = Call::stream("ServerStream", "proto", envelope(0, &wish("hat", Outcome::Stall, 0)));
    let mut silent = peer.begin(name, &call, false).await;
    silent.write(&call.pieces.concat(), true).await;
    let (head, body) = within("rule 38: a head without a message", silent.head()).await;
    assert_eq!(head.status, 200, "{head:?}");

    let call = Call::stream("BidiStream", "proto", []);
    let mut chat = peer.begin(name, &call, false).await;
    chat.write(&envelope(0, &ask("proto", "1")), false).await;
    let (_, mut answers) = within("rule 38: the head of a chat", chat.head()).await;
    for asked in 1..5 {
        let data = within("rule 38: an answer before the next ask", next_data(&mut answers)).await;
        let want = envelope(0, &answer("proto", &asked.to_string(), asked));
        assert_eq!(data.expect("an answer"), want);
        let next = envelope(0, &ask("proto", &(asked + 1).to_string()));
        chat.write(&next, false).await;
    }
    assert_eq!(running.seen.alive(), 2);
    drop((silent, body, chat, answers));
    until("rule 41: handlers to be dropped", || running.seen.alive() == 0).await;
    drop(peer);
    check_settled(name, &running, tasks).await;
}

#[tokio::test]
async fn caller_that_resets_its_call_takes_the_handler_along() {
    let running = Running::start();
    let tasks = Handle::current().metrics().num_alive_tasks();
    let mut peer = Http2::connect(running.address).await;
    for call in shapes(&wish("hat", Outcome::Stall, 0)) {
        for ends in [true, false] {
            // Without its end, a call of one message does not reach its handler.
            if !ends && !call.path.ends_with("ClientStream") && !call.path.ends_with("BidiStream") {
                continue;
            }
            let name = format!("rule 41 {}, ended {ends}", call.path);
            let mut exchange = peer.begin(&name, &call, false).await;
            exchange.write(&call.pieces.concat(), ends).await;
            until(&name, || running.seen.alive() == 1).await;
            exchange.send.send_reset(h2::Reason::CANCEL);
            until(&name, || running.seen.alive() == 0).await;
        }
    }
    let mut peer = Peer::Http2(peer);
    check_good("rule 41", &mut peer).await;
    drop(peer);
    check_settled("rule 41", &running, tasks).await;
}

#[tokio::test]
async fn error_is_json_with_its_details_and_metadata_whatever_the_codec() {
    let running = Running::start();
    let details = json!([{"type": "google.rpc.ErrorInfo", "value": "CghTT0xEX09VVA"}]);
    for version in Version::ALL {
        let mut peer = Peer::connect(version, running.address).await;
        let mut calls = shapes(&wish("hat", Outcome::Fail, 0)).to_vec();
        calls.push(Call::unary("json", "{\"outcome\":\"OUTCOME_FAIL\"}"));
        calls.push(Call::get("encoding=json&message={%22outcome%22:1}"));
        for call in calls {
            let name = format!("rule 42 {} {} over {version:?}", call.verb, call.path);
            let reply = peer.call(&name, &call.clone().header("x-echo", "v")).await;
            let said = reply.said(&name, call.form);
            let error = said.error.expect(&name);
            assert_eq!(error.code, "failed_precondition", "{name}");
            assert_eq!(error.message, "no \"hat\" in gr\u{fc}n", "{name}");
            let without_debug = without_debug(error.details);
            assert_eq!(without_debug, details, "{name}: no prefix, no padding");
            let metadata = |name: &str| match call.form {
                Form::Unary => reply.header(name).map(str::to_owned),
                Form::Stream => {
                    let name = name.strip_prefix("trailer-").unwrap_or(name);
                    said.trailers[name][0].as_str().map(str::to_owned)
                }
            };
            assert_eq!(reply.header("x-header").unwrap_or("v"), "v", "{name}: {reply:?}");
            assert_eq!(metadata("x-error").as_deref(), Some("e"), "{name}: {reply:?}");
            if !call.path.ends_with("BidiStream") {
                assert_eq!(metadata("trailer-x-trailer").as_deref(), Some("v"), "{name}: {reply:?}");
                assert_eq!(metadata("trailer-x-trailer-bin").as_deref(), Some("+w"), "{name}: {reply:?}");
            }
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
async fn trailers_are_prefixed_headers_of_one_message_and_the_end_of_many() {
    let running = Running::start();
    for version in Version::ALL {
        let mut peer = Peer::connect(version, running.address).await;
        for call in shapes(&wish("hat", Outcome::Unspecified, 3)) {
            let name = format!("rule 46 {} over {version:?}", call.path);
            let reply = peer.call(&name, &call.clone().header("x-echo", "v")).await;
            let said = reply.said(&name, call.form);
            assert_eq!(reply.header("x-header"), Some("v"), "{name}: {reply:?}");
            match call.form {
                Form::Unary => {
                    assert_eq!(reply.header("trailer-x-trailer"), Some("v"), "{name}");
                    assert_eq!(reply.header("trailer-x-trailer-bin"), Some("+w"), "{name}");
                }
                Form::Stream => {
                    let want = json!({"x-trailer": ["v"], "x-trailer-bin": ["+w"]});
                    assert_eq!(said.trailers, want, "{name}: {reply:?}");
                    assert_eq!(reply.header("trailer-x-trailer"), None, "{name}");
                }
            }
            let count = if call.path.ends_with("ServerStream") { 3 } else { 1 };
            assert_eq!(said.messages.len(), count, "rule 77 {name}: {reply:?}");
        }
    }
}

#[tokio::test]
async fn answer_to_a_get_varies_with_what_its_caller_accepts() {
    let running = Running::start();
    let good = Call::get("connect=v1&encoding=proto&message=");
    let empty = || answer("proto", "", 1);
    let rows = [
        Row::new("rule 55", "a GET", good.clone()).messages([empty()]).header("vary", "Accept-Encoding"),
        Row::new("rule 55", "a GET that fails", Call::get("encoding=json&message=%7B%22outcome%22%3A1%7D"))
            .error("failed_precondition", "")
            .header("vary", "Accept-Encoding"),
        Row::new("rule 55", "a POST", Call::unary("proto", [])).messages([empty()]).no_header("vary"),
    ];
    check(&running, rows).await;

    let running = Running::start_with(|server| server.interceptor(Varies));
    let mut peer = Peer::connect(Version::Http1, running.address).await;
    let reply = peer.call("rule 55", &good).await;
    let vary: Vec<_> = reply.headers.get_all("vary").iter().collect();
    assert_eq!(vary, ["x-tenant", "Accept-Encoding"], "rule 55: added to what is there");
}

/// Says that answers vary with a header of its own.
struct Varies;

impl Interceptor for Varies {
    async fn intercept(
        &self,
        request: Request<Messages>,
        next: Next<'_>,
    ) -> Result<Response<Messages>, ConnectError> {
        let mut response = next.run(request).await?;
        response.headers_mut().insert("vary", "x-tenant")?;
        Ok(response)
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
            let name = format!("rule 43 {code} of {}", call.path);
            fails.set(ConnectError::new(code, "no hat"));
            let reply = peer.call(&name, &call).await;
            let error = reply.said(&name, call.form).error.expect(&name);
            assert_eq!((error.code.as_str(), error.message.as_str()), (code.as_str(), "no hat"), "{name}");
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
    for (name, value) in reserved.into_iter().chain([("x-good", "v")]) {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    let fails = Fails::default();
    let running = Running::start_with(|server| server.interceptor(fails.clone()));
    for version in Version::ALL {
        for call in shapes(&ask("proto", "hat")) {
            let name = format!("rule 68 {} over {version:?}", call.path);
            fails.set(ConnectError::not_found("no hat").with_metadata(headers.clone().into()));
            let mut peer = Peer::connect(version, running.address).await;
            let reply = peer.call(&name, &call).await;
            let said = reply.said(&name, call.form);
            assert_eq!(said.error.expect(&name).code, "not_found", "{name}");
            for (reserved, value) in reserved {
                assert_ne!(reply.header(reserved), Some(value), "{name}: {reply:?}");
                assert_eq!(said.trailers[reserved], Value::Null, "{name}: {reply:?}");
            }
            let good = match call.form {
                Form::Unary => reply.header("x-good"),
                Form::Stream => said.trailers["x-good"][0].as_str(),
            };
            assert_eq!(good, Some("v"), "{name}: {reply:?}");
            check_good(&name, &mut peer).await;
        }
    }
}

#[tokio::test]
async fn foreign_error_is_unknown_without_its_text() {
    let fails = Fails::default();
    let running = Running::start_with(|server| server.interceptor(fails.clone()));
    let mut peer = Peer::connect(Version::Http1, running.address).await;
    for call in shapes(&ask("proto", "hat")) {
        fails.set(std::io::Error::other("/etc/secret is not there").into());
        let reply = peer.call("rule 69", &call).await;
        let error = reply.said("rule 69", call.form).error.expect("an error");
        assert_eq!((error.code.as_str(), error.message.as_str()), ("unknown", ""), "rule 69");
        let text = String::from_utf8_lossy(&reply.body);
        assert!(!text.contains("secret"), "rule 69: {text}");
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

#[tokio::test]
async fn panic_is_internal_for_its_own_call_and_nothing_to_the_others() {
    let running = Running::start();
    let tasks = Handle::current().metrics().num_alive_tasks();
    for version in Version::ALL {
        let mut peer = Peer::connect(version, running.address).await;
        let mut other = Http2::connect(running.address).await;
        let chat = Call::stream("BidiStream", "proto", []);
        for outcome in [Outcome::Panic, Outcome::PanicLate] {
            for call in shapes(&wish("hat", outcome, 2)) {
                let name = format!("rule 72 {outcome:?} in {} over {version:?}", call.path);
                let mut chat = other.begin(&name, &chat, false).await;
                chat.write(&envelope(0, &ask("proto", "before")), false).await;
                let reply = match version {
                    Version::Http1 => peer.call(&name, &call).await,
                    // On the very connection of the other call.
                    Version::Http2 => within(&name, other.call(&name, &call)).await,
                };
                let said = reply.said(&name, call.form);
                // A handler of one message has no later.
                let late = outcome == Outcome::PanicLate;
                let panics = !late || call.path.ends_with("ServerStream") || call.path.ends_with("BidiStream");
                if panics {
                    let error = said.error.expect(&name);
                    assert_eq!((error.code.as_str(), error.message.as_str()), ("internal", "internal error"), "{name}");
                    check_discreet(&name, &error.message);
                }
                if late && call.path.ends_with("ServerStream") {
                    assert_eq!(said.messages, vec![answer("proto", "hat", 1); 2], "{name}");
                }
                chat.write(&envelope(0, &ask("proto", "after")), true).await;
                let chat = within(&name, chat.reply()).await.said(&name, Form::Stream);
                let answers = vec![answer("proto", "before", 1), answer("proto", "after", 2)];
                assert_eq!((chat.messages, chat.error), (answers, None), "{name}");
                check_good(&name, &mut peer).await;
            }
        }
    }
    check_settled("rule 72", &running, tasks).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_that_run_at_once_do_not_see_each_other() {
    let running = Running::start();
    let mut peer = Http2::connect(running.address).await;
    let mut exchanges = Vec::new();
    for index in 0..150 {
        let text = format!("hat {index}");
        let [unary, server, client, _] = shapes(&wish(&text, Outcome::Unspecified, 1));
        let call = [unary, server, client][index % 3].clone().header("x-echo", text.as_str());
        let mut exchange = peer.begin(&text, &call, false).await;
        exchange.write(&call.pieces.concat()[..2], false).await;
        exchanges.push((text, call, exchange));
    }
    for (_, call, exchange) in &mut exchanges {
        exchange.write(&call.pieces.concat()[2..], true).await;
    }
    for (text, call, exchange) in exchanges {
        let reply = within(&text, exchange.reply()).await;
        assert_eq!(reply.header("x-header"), Some(text.as_str()), "rule 73: {reply:?}");
        let said = reply.said(&text, call.form);
        assert_eq!(said.messages, [answer("proto", &text, 1)], "rule 73: {reply:?}");
        if call.form == Form::Stream {
            assert_eq!(said.trailers["x-trailer"], json!([text]), "rule 73: {reply:?}");
        }
    }
    until("rule 73", || running.seen.alive() == 0).await;
}
