//! Interceptors: their order, whom they concern, and what they pass on, on both sides and for all shapes.

use std::sync::{Arc, Mutex};

use connect::{
    ConnectError, Context, Interceptor, Messages, Next, Request, Response, Router, Streaming,
    in_process,
};

use crate::{
    calls::{Shape, call},
    harness::{
        Answer, Ask, Outcome, Probe, ProbeClient, ProbeServer, Prober, Running, Way, failure,
    },
};

#[connect::proto(inline = r#"
        syntax = "proto3";
        package other.v1;
        service Other { rpc Unary(Empty) returns (Empty); }
        message Empty {}
    "#)]
mod other {}

/// What happened, in order.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn add(&self, event: impl Into<String>) {
        self.0.lock().expect("no panic").push(event.into());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().expect("no panic"))
    }

    fn interceptor(&self, name: &'static str) -> Named {
        let log = self.clone();
        Named { name, log }
    }
}

/// Says when it starts and when it ends.
struct Named {
    name: &'static str,
    log: Log,
}

impl Interceptor for Named {
    async fn intercept(
        &self,
        request: Request<Messages>,
        next: Next<'_>,
    ) -> Result<Response<Messages>, ConnectError> {
        self.log.add(format!("{}.start", self.name));
        let outcome = next.run(request).await;
        self.log.add(format!("{}.end", self.name));
        outcome
    }
}

/// The service of the tests, which says when it is called.
struct Logged {
    inner: Prober,
    log: Log,
}

impl Logged {
    fn serve(log: &Log) -> ProbeServer {
        let (inner, log) = (Prober::default(), log.clone());
        ProbeServer::new(Logged { inner, log })
    }
}

impl Probe for Logged {
    async fn unary(&self, ctx: &mut Context, ask: Ask) -> Result<Answer, ConnectError> {
        self.log.add("handler");
        self.inner.unary(ctx, ask).await
    }

    async fn write(&self, ctx: &mut Context, ask: Ask) -> Result<Answer, ConnectError> {
        self.unary(ctx, ask).await
    }

    async fn server_stream(
        &self,
        ctx: &mut Context,
        ask: Ask,
    ) -> Result<Streaming<Answer>, ConnectError> {
        self.log.add("handler");
        self.inner.server_stream(ctx, ask).await
    }

    async fn client_stream(
        &self,
        ctx: &mut Context,
        asks: Streaming<Ask>,
    ) -> Result<Answer, ConnectError> {
        self.log.add("handler");
        self.inner.client_stream(ctx, asks).await
    }

    async fn bidi_stream(
        &self,
        ctx: &mut Context,
        asks: Streaming<Ask>,
    ) -> Result<Streaming<Answer>, ConnectError> {
        self.log.add("handler");
        self.inner.bidi_stream(ctx, asks).await
    }
}

/// A question with this text, which a stream answers once.
pub(crate) fn ask(text: &str) -> Ask {
    Ask {
        text: text.into(),
        count: 1,
        ..Ask::default()
    }
}

pub(crate) fn failing() -> Ask {
    Ask {
        outcome: Outcome::Fail,
        ..Ask::default()
    }
}

#[tokio::test]
async fn seed_33_first_interceptor_is_the_outermost_on_both_sides() {
    type Build = fn(&Log, ProbeServer) -> Router;
    let plain: Build = |_, server| Router::new().add(server);
    let service: Build = |log, server| {
        let server = server
            .interceptor(log.interceptor("A"))
            .interceptor(log.interceptor("B"));
        Router::new().add(server)
    };
    let router: Build = |log, server| {
        // Those that a router gets later are around the services that it has already.
        let router = Router::new().interceptor(log.interceptor("A")).add(server);
        router.interceptor(log.interceptor("B"))
    };
    let both: Build = |log, server| {
        let server = server
            .interceptor(log.interceptor("B"))
            .interceptor(log.interceptor("C"));
        Router::new().interceptor(log.interceptor("A")).add(server)
    };
    let two = ["A.start", "B.start", "handler", "B.end", "A.end"];
    let three = [
        "A.start", "B.start", "C.start", "handler", "C.end", "B.end", "A.end",
    ];
    let table: [(&str, Build, &[&str], &[&str]); 5] = [
        ("service", service, &[], &two),
        ("router", router, &[], &two),
        ("router and service", both, &[], &three),
        ("client", plain, &["A", "B"], &two),
        ("none", plain, &[], &["handler"]),
    ];
    for (row, build, of_client, want) in table {
        for shape in Shape::ALL {
            let log = Log::default();
            let mut builder = in_process(build(&log, Logged::serve(&log)));
            for name in of_client {
                builder = builder.interceptor(log.interceptor(name));
            }
            let client = ProbeClient::new(builder.build().expect("a client"));
            let got = call(&client, shape, Request::new(ask("x"))).await;
            assert!(got.end.is_ok(), "{row} {shape:?}: {:?}", got.end);
            assert_eq!(log.take(), want, "{row} {shape:?}");
            let got = call(&client, shape, Request::new(failing())).await;
            assert_eq!(got.code(), Some(failure().code()), "{row} {shape:?}");
            assert_eq!(log.take(), want, "{row} {shape:?}: the same for an error");
        }
    }
}

struct Nothing;

impl other::Other for Nothing {
    async fn unary(
        &self,
        _: &mut Context,
        empty: other::Empty,
    ) -> Result<other::Empty, ConnectError> {
        Ok(empty)
    }
}

#[tokio::test]
async fn interceptor_of_a_service_leaves_other_services_alone() {
    let log = Log::default();
    let router = Router::new()
        .add(Logged::serve(&log).interceptor(log.interceptor("service")))
        .add(other::OtherServer::new(Nothing))
        .interceptor(log.interceptor("router"));
    let client = in_process(router).build().expect("a client");
    let other = other::OtherClient::new(client.clone());
    other
        .unary(other::Empty::default())
        .await
        .expect("an answer");
    assert_eq!(log.take(), ["router.start", "router.end"]);
    ProbeClient::new(client)
        .unary(ask("x"))
        .await
        .expect("an answer");
    let want = [
        "router.start",
        "service.start",
        "handler",
        "service.end",
        "router.end",
    ];
    assert_eq!(log.take(), want);
}

/// What an interceptor leaves for those behind it, in this process.
#[derive(Clone, Debug, PartialEq)]
struct Token(u32);

/// Adds a token and headers in both directions.
struct Adds;

impl Interceptor for Adds {
    async fn intercept(
        &self,
        mut request: Request<Messages>,
        next: Next<'_>,
    ) -> Result<Response<Messages>, ConnectError> {
        let before = request
            .extensions()
            .get::<Token>()
            .map_or(0, |token| token.0);
        request.extensions_mut().insert(Token(before + 1));
        request
            .headers_mut()
            .insert("x-echo", format!("token {}", before + 1))?;
        assert_eq!(
            request.spec().procedure.split('/').nth(1),
            Some("it.v1.Probe")
        );
        let mut response = next.run(request).await?;
        response
            .headers_mut()
            .append("x-token", before.to_string())?;
        Ok(response)
    }
}

#[tokio::test]
async fn seed_30_interceptor_passes_headers_and_values_on_in_both_directions() {
    let running = Running::start_with(|server| server.interceptor(Adds).interceptor(Adds));
    for way in Way::ALL {
        for shape in Shape::ALL {
            let id = format!("{way:?} {shape:?}");
            let client = running.client(way, |builder| builder.interceptor(Adds));
            let got = call(&client, shape, Request::new(ask("x"))).await;
            assert!(got.end.is_ok(), "{id}: {:?}", got.end);
            // The handler echoes the header that the innermost interceptor has set.
            assert_eq!(got.headers.get("x-header"), Some("token 2"), "{id}");
            let tokens: Vec<_> = got.headers.get_all("x-token").collect();
            assert_eq!(tokens, ["1", "0", "0"], "{id}: from the inside out");
        }
    }
}

/// Says how the messages of each response ended.
struct Ends(Log);

impl Interceptor for Ends {
    async fn intercept(
        &self,
        request: Request<Messages>,
        next: Next<'_>,
    ) -> Result<Response<Messages>, ConnectError> {
        let (log, failed) = (self.0.clone(), self.0.clone());
        let response = next.run(request).await;
        let response = response.inspect_err(|err| failed.add(err.code().as_str()))?;
        Ok(response.map(|messages| {
            messages.on_end(move |end| match end {
                Ok(trailers) => log.add(trailers.get("x-trailer").unwrap_or("no trailer")),
                Err(err) => log.add(err.code().as_str()),
            })
        }))
    }
}

#[tokio::test]
async fn seed_30_interceptor_learns_how_calls_of_every_shape_ended_on_both_sides() {
    let failed = failure().code().as_str();
    for way in Way::ALL {
        for shape in Shape::ALL {
            for (outcome, want) in [(Outcome::Unspecified, "e"), (Outcome::FailLate, failed)] {
                let streams = matches!(shape, Shape::ServerStream | Shape::BidiStream);
                let want = if streams { want } else { "e" };
                let (server, caller) = (Log::default(), Log::default());
                let ends = Ends(server.clone());
                let running = Running::start_with(|probe| probe.interceptor(ends));
                let ends = Ends(caller.clone());
                let client = running.client(way, |builder| builder.interceptor(ends));
                let ask = Ask {
                    count: 2,
                    outcome,
                    ..Default::default()
                };
                call(&client, shape, Request::new(ask).header("x-echo", "e")).await;
                let name = format!("{way:?} {shape:?} {outcome:?}");
                assert_eq!(server.take(), [want], "{name}, server");
                assert_eq!(caller.take(), [want], "{name}, client");
            }
        }
    }
}

#[tokio::test]
async fn interceptor_learns_that_a_stream_was_left_before_its_end() {
    for way in Way::ALL {
        let log = Log::default();
        let ends = Ends(log.clone());
        let running = Running::start_with(|probe| probe.interceptor(ends));
        let client = running.client(way, |builder| builder);
        let endless = Ask {
            count: u32::MAX,
            ..Default::default()
        };
        let mut stream = client.server_stream(endless).await.expect("a stream");
        stream.try_next().await.expect("a message");
        drop(stream);
        running.settled().await;
        assert_eq!(log.take(), ["canceled"], "{way:?}");
    }
}
