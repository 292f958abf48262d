//! Methods, content types and paths as no good client sends them, to a server.
//!
//! Rows are named by the faults that they hold: B1 to B5, B15.

use std::sync::{Arc, Mutex};

use connect::{ConnectError, Interceptor, Messages, Next, Request, Response};

use crate::{
    harness::Running,
    raw_peer::{
        Call, SERVICE, Version, answer, ask, envelope,
        good::{get, hat, stream, unary},
    },
    wire_table::{POST_STREAM, POST_UNARY, Row, check},
};

const STREAMS: [&str; 3] = ["ServerStream", "ClientStream", "BidiStream"];

#[tokio::test]
async fn wrong_verb_is_405_with_the_verbs_that_would_do() {
    let running = Running::start();
    let mut rows = Vec::new();
    for verb in ["DELETE", "PUT", "PATCH", "OPTIONS", "HEAD"] {
        let row = Row::new(
            "B1",
            format!("{verb} of a unary method"),
            unary().verb(verb),
        );
        rows.push(row.http(405).header("allow", "GET, POST"));
        for method in STREAMS {
            let call = stream().method(method).verb(verb);
            let row = Row::new("B1", format!("{verb} of {method}"), call);
            rows.push(row.http(405).header("allow", "POST"));
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

#[tokio::test]
async fn content_type_that_no_codec_has_is_415_with_those_that_would_do() {
    let running = Running::start();
    let mut rows = Vec::new();
    for (call, accept) in [(unary(), POST_UNARY), (stream(), POST_STREAM)] {
        let form = call.form;
        let row = Row::new(
            "B3",
            format!("{form:?} without"),
            call.clone().without("content-type"),
        );
        rows.push(row.http(415).header("accept-post", accept));
        let foreign = [
            "image/jpeg",
            "application/foo",
            "application/grpc+foo",
            "application/connect+foo",
            "application/connect+",
            "application/",
            "proto",
            "",
            "application/protobuf",
        ];
        for value in foreign {
            let row = Row::new(
                "B3",
                format!("{form:?} as {value:?}"),
                call.clone().content_type(value),
            );
            rows.push(row.http(415).header("accept-post", accept));
        }
        let twice = call.clone().header("content-type", "application/foo");
        let row = Row::new("B3", format!("{form:?} with two"), twice);
        rows.push(row.http(415).header("accept-post", accept));
        let row = Row::new(
            "B9",
            format!("{form:?} with bytes of no text"),
            call.content_type(*b"application/\x80\xff"),
        );
        rows.push(row.http(415).header("accept-post", accept));
    }
    for codec in ["proto", "json"] {
        let call = unary().content_type(format!("application/connect+{codec}"));
        let row = Row::new("B3", format!("a unary method as a stream in {codec}"), call);
        rows.push(row.http(415).header("accept-post", POST_UNARY));
        let call = stream().content_type(format!("application/{codec}"));
        let row = Row::new("B3", format!("a stream as a unary method in {codec}"), call);
        rows.push(row.http(415).header("accept-post", POST_STREAM));
    }
    check(&running, rows).await;
}

#[tokio::test]
async fn content_type_is_read_in_any_case_and_with_parameters() {
    let running = Running::start();
    let table = [
        ("unary", "proto", "Application/PROTO", "application/proto"),
        (
            "unary",
            "json",
            "application/json; charset=utf-8",
            "application/json",
        ),
        (
            "unary",
            "json",
            "application/json;charset=\"UTF-8\"",
            "application/json",
        ),
        (
            "unary",
            "json",
            "APPLICATION/JSON ; x=y",
            "application/json",
        ),
        (
            "stream",
            "json",
            "application/connect+json; charset=utf-8",
            "application/connect+json",
        ),
        (
            "stream",
            "proto",
            "Application/Connect+Proto",
            "application/connect+proto",
        ),
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
    let mut rows = Vec::new();
    for (call, status) in [(unary(), 404), (stream(), 200)] {
        for (index, (id, name, path)) in paths.iter().chain(&http2_paths).enumerate() {
            let name = format!("{:?}, {name}", call.form);
            let row = Row::new(id, name, call.clone().path(*path));
            let row = row
                .error("unimplemented", "unknown method")
                .unreached()
                .status(status);
            rows.push(match index < paths.len() {
                true => row,
                false => row.only(Version::Http2),
            });
        }
    }
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
    let rows = [
        Row::new(
            "B5",
            "a query on a POST",
            unary().path(format!("{SERVICE}Unary?encoding=json&x")),
        )
        .messages([hat()]),
        Row::new(
            "rule 1",
            "a prefix",
            unary().path(format!("/api/v2{SERVICE}Unary")),
        )
        .messages([hat()]),
        Row::new(
            "rule 1",
            "a prefix on a stream",
            stream().path(format!("/api{SERVICE}ClientStream")),
        )
        .messages([hat()]),
    ];
    check(&running, rows).await;
}

#[tokio::test]
async fn bidirectional_stream_over_http1_is_served_half_duplex() {
    let running = Running::start();
    let body = [
        envelope(0, &ask("proto", "one")),
        envelope(0, &ask("proto", "two")),
    ]
    .concat();
    let call = Call::stream("BidiStream", "proto", body);
    let row = Row::new("B15", "all asks before the answers", call);
    let answers = [answer("proto", "one", 1), answer("proto", "two", 2)];
    check(&running, [row.messages(answers).only(Version::Http1)]).await;
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
