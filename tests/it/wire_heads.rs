//! Methods, content types and paths as no good client sends them, to a server.
//!
//! Rows are named by the faults that they hold: B1 to B5, B15.

use std::sync::{Arc, Mutex};

use connect::{ConnectError, Interceptor, Messages, Next, Request, Response};
use tokio::runtime::Handle;

use crate::{
    harness::Running,
    raw_peer::{
        Call, Form, Peer, SERVICE, Version, answer, ask,
        good::{each, get, hat, one, stream, unary},
        http1::Http1,
        within,
    },
    wire_table::{POST_STREAM, POST_UNARY, Row, check, check_good, check_settled},
};

const STREAMS: [&str; 3] = ["ServerStream", "ClientStream", "BidiStream"];

#[tokio::test]
async fn wrong_verb_is_405_with_the_verbs_that_would_do() {
    let running = Running::start();
    let mut rows = Vec::new();
    for verb in ["DELETE", "PUT", "PATCH", "OPTIONS", "HEAD"] {
        for form in Form::ALL {
            for method in form.methods() {
                let call = Call::of(form, method, "proto", one("hat")).verb(verb);
                let row = Row::new("B1", format!("{verb} of {method}"), call);
                let allow = match *method {
                    "Unary" => "GET, POST",
                    _ => "POST",
                };
                rows.push(row.http(405).header("allow", allow));
            }
        }
    }
    for method in STREAMS.into_iter().chain(["Write"]) {
        let call = get().path(format!("{SERVICE}{method}?encoding=json&message={{}}"));
        let row = Row::new(
            "B2",
            format!("GET of {method}, which may have effects"),
            call,
        );
        rows.push(row.http(405).header("allow", "POST"));
    }
    check(&running, rows).await;
}

/// The content types that would do, in the answer to a call.
fn accepted(call: &Call) -> &'static str {
    match call.path.ends_with("/Unary") {
        true => POST_UNARY,
        false => POST_STREAM,
    }
}

#[tokio::test]
async fn content_type_that_no_codec_has_is_415_with_those_that_would_do() {
    let running = Running::start();
    let row = |name: String, call: Call| {
        let accept = accepted(&call);
        let row = Row::new("B3", name, call);
        row.http(415).header("accept-post", accept)
    };
    let mut rows = Vec::new();
    for call in each() {
        rows.push(row("none".into(), call.clone().without("content-type")));
        let twice = call.clone().header("content-type", "application/foo");
        rows.push(row("two".into(), twice));
        let odd = [call.form.content_type("").as_bytes(), b"\x80\xff"].concat();
        rows.push(row("bytes of no text".into(), call.content_type(odd)));
    }
    let foreign = [
        "image/jpeg",
        "application/foo",
        "application/connect+foo",
        "application/connect+",
        "application/grpc+foo",
        "application/grpc+",
        "application/grpcproto",
        "application/grpc-web+foo",
        "application/grpc-webproto",
        "application/grpc-web-text+foo",
        "application/grpc-web-text-proto",
        "application/",
        "proto",
        "",
        "application/protobuf",
    ];
    for value in foreign {
        for call in [unary(), stream()] {
            rows.push(row(format!("as {value:?}"), call.content_type(value)));
        }
    }
    for codec in ["proto", "json"] {
        let [bare, enveloped] = [Form::Unary, Form::Stream].map(|form| form.content_type(codec));
        rows.push(row(
            format!("as {enveloped}"),
            unary().content_type(enveloped),
        ));
        rows.push(row(format!("as {bare}"), stream().content_type(bare)));
    }
    check(&running, rows).await;
}

#[tokio::test]
async fn content_type_is_read_in_any_case_and_with_parameters_and_answered_as_it_was_asked() {
    let running = Running::start();
    let table = [
        (Form::Unary, "proto", "Application/PROTO"),
        (Form::Unary, "json", "application/json; charset=utf-8"),
        (Form::Unary, "json", "application/json;charset=\"UTF-8\""),
        (Form::Unary, "json", "APPLICATION/JSON ; x=y"),
        (
            Form::Stream,
            "json",
            "application/connect+json; charset=utf-8",
        ),
        (Form::Stream, "proto", "Application/Connect+Proto"),
        (Form::Grpc, "proto", "application/grpc+proto"),
        (Form::Grpc, "proto", "application/gRPC; x=y"),
        (Form::Grpc, "json", "Application/GRPC+JSON;charset=utf-8"),
        // A name that is longer than another one is not that one.
        (Form::Web, "proto", "application/grpc-web"),
        (
            Form::Web,
            "proto",
            "application/GRPC-web+Proto; charset=utf-8",
        ),
        (Form::Web, "json", "application/grpc-web+json"),
        (Form::Text, "proto", "application/grpc-web-text"),
        (Form::Text, "proto", "Application/grpc-web-Text+proto"),
        (Form::Text, "json", "application/grpc-web-text+json;x=y"),
    ];
    let mut rows = Vec::new();
    for (form, codec, sent) in table {
        let got = sent.split(';').next().unwrap_or_default().trim_end();
        for method in form.methods() {
            let message = form.frame(0, &ask(codec, "hat"));
            let call = Call::of(form, method, codec, message).content_type(sent);
            // A server stream answers with as many messages as it is asked for: none.
            let messages = match *method {
                "ServerStream" => vec![],
                _ => vec![answer(codec, "hat", 1)],
            };
            let row = Row::new("rule 5", format!("{method} as {sent}"), call).messages(messages);
            rows.push(row.header("content-type", got.to_ascii_lowercase()));
            let unknown = Call::of(form, "Nary", codec, []).content_type(sent);
            let row = Row::new("rule 5", format!("unknown as {sent}"), unknown).unreached();
            let row = row.error("unimplemented", "unknown method");
            rows.push(match form {
                // An error of a unary call is JSON whatever the codec is.
                Form::Unary => row.header("content-type", "application/json"),
                _ => row.header("content-type", got.to_ascii_lowercase()),
            });
        }
    }
    check(&running, rows).await;
}

#[tokio::test]
async fn path_that_no_method_has_is_unimplemented_and_unseen_by_interceptors() {
    let seen = Counter::default();
    let running = Running::start_with(|server| server.interceptor(seen.clone()));
    let long = format!("/it.v1.{}/Unary", "x".repeat(1000));
    let wide = format!("/it.v1.{}/Unary", "\u{20ac}\u{e000}\u{202e}".repeat(300));
    let paths = [
        ("B4", "an unknown service", "/it.v2.Probe/Unary"),
        ("B4", "an unknown method", "/it.v1.Probe/Nary"),
        ("B4", "a name without end", &long),
        ("B5", "an empty prefix", "//it.v1.Probe/Unary"),
        ("B5", "a slash at the end", "/it.v1.Probe/Unary/"),
        (
            "B5",
            "a prefix that leads up",
            "/it.v1.Probe/../it.v1.Probe/Unary",
        ),
        ("B5", "a prefix that leads nowhere", "/./it.v1.Probe/Unary"),
        ("B5", "an escaped slash", "/it.v1.Probe%2FUnary"),
        ("B5", "capitals", "/IT.V1.PROBE/Unary"),
        ("B5", "the root", "/"),
    ];
    let http2_paths = [
        ("B5", "the asterisk", "*"),
        ("B5", "raw UTF-8", "/it.v1.Prob\u{e9}/Unary"),
        ("B5", "raw UTF-8 without end", &wide),
    ];
    let row = |id, name, call: Call| {
        let status = match call.form {
            Form::Unary => 404,
            _ => 200,
        };
        let row = Row::new(id, name, call).unreached().status(status);
        row.error("unimplemented", "unknown method")
    };
    let mut rows = Vec::new();
    for call in each() {
        for (id, name, path) in &paths {
            rows.push(row(id, *name, call.clone().path(*path)));
        }
        for (id, name, path) in &http2_paths {
            let row = row(id, *name, call.clone().path(*path));
            rows.push(row.only(Version::Http2));
        }
    }
    // What speaks no protocol is answered in JSON, which everybody can read.
    let foreign = unary().path("/it.v2.Probe/Unary");
    rows.push(row(
        "B4",
        "a page",
        foreign.clone().content_type("text/html"),
    ));
    rows.push(row(
        "B4",
        "a GET",
        foreign.without("content-type").verb("GET"),
    ));
    check(&running, rows).await;
    // Each row was followed by a good call.
    assert_eq!(
        seen.count(),
        running.seen.calls(),
        "only methods that exist were seen"
    );
}

#[tokio::test]
async fn prefix_before_the_path_and_query_behind_it_change_nothing() {
    let running = Running::start();
    let mut rows = Vec::new();
    for call in each() {
        let query = format!("{}?encoding=json&x", call.path);
        let prefix = format!("/api/v2{}", call.path);
        rows.extend([
            Row::new("B5", "a query on a POST", call.clone().path(query)),
            Row::new("rule 1", "a prefix", call.path(prefix)),
        ]);
    }
    let rows = rows.into_iter().map(|row| row.messages([hat()]));
    check(&running, rows).await;
}

#[tokio::test]
async fn bidirectional_stream_over_http1_is_served_half_duplex() {
    let running = Running::start();
    let body = [one("one"), one("two")].concat();
    let answers = [answer("proto", "one", 1), answer("proto", "two", 2)];
    let rows = [Form::Stream, Form::Web, Form::Text].map(|form| {
        let call = Call::of(form, "BidiStream", "proto", body.clone());
        let row = Row::new("B15", "all asks before the answers", call);
        row.messages(answers.clone()).only(Version::Http1)
    });
    check(&running, rows).await;
}

#[tokio::test]
async fn grpc_over_http1_is_505_and_the_connection_closes() {
    let running = Running::start();
    let tasks = Handle::current().metrics().num_alive_tasks();
    for content_type in ["application/grpc", "application/grpc+json"] {
        for method in Form::Grpc.methods() {
            let call = Call::of(Form::Grpc, method, "proto", one("hat"));
            let call = call.content_type(content_type);
            let name = format!("B15 {method} as {content_type}");
            refused_over_http1(&name, &running, &call).await;
        }
    }
    let call = Call::of(Form::Grpc, "BidiStream", "proto", one("hat")).open();
    refused_over_http1("B15, and more to come", &running, &call).await;
    assert_eq!(running.seen.calls(), 0, "B15");

    // What is no method is told even so: the answer needs no trailers that would be lost.
    let name = "B4 of gRPC over HTTP/1.1";
    let mut peer = Http1::connect(running.address).await;
    let call = Call::of(Form::Grpc, "Nary", "proto", one("hat"));
    let reply = within(name, peer.call(name, &call)).await;
    assert_eq!(reply.header("grpc-status"), Some("12"), "{name}: {reply:?}");
    assert_eq!((reply.status, &reply.body[..]), (200, &b""[..]), "{name}");
    check_good(name, &mut Peer::Http1(peer)).await;
    check_settled(name, &running, tasks).await;
}

/// It is answered with 505, and then the connection closes.
async fn refused_over_http1(name: &str, running: &Running, call: &Call) {
    let mut peer = Http1::connect(running.address).await;
    let reply = within(name, peer.call(name, call)).await;
    assert_eq!((reply.status, &reply.body[..]), (505, &b""[..]), "{name}");
    assert_eq!(reply.header("connection"), Some("close"), "{name}");
    // A server reads on for a while of what its caller has not sent yet.
    peer.finish().await;
    let rest = within(name, peer.rest()).await;
    assert_eq!(rest, b"", "{name}: the connection is closed");
}

/// Counts the calls that it sees.
#[derive(Clone, Default)]
struct Counter(Arc<Mutex<usize>>);

impl Counter {
    fn count(&self) -> usize {
        *self.0.lock().expect("no panic")
    }
}

impl Interceptor for Counter {
    async fn intercept(
        &self,
        request: Request<Messages>,
        next: Next<'_>,
    ) -> Result<Response<Messages>, ConnectError> {
        *self.0.lock().expect("no panic") += 1;
        next.run(request).await
    }
}
