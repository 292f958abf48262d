//! Interceptors: their order, and what they can do to a call, on both sides and for all shapes.

use std::sync::{Arc, Mutex};

use connect::{
    Code, Codec, ConnectError, Context, HttpVersion, Interceptor, Messages, Next, Request,
    Response, Router, Streaming, in_process,
};

use crate::{
    bad_server::BadServer,
    calls::{self, Got, Shape, call},
    harness::{Answer, Ask, Outcome, Probe, ProbeClient, ProbeServer, Prober, Running, Way, failure},
};

#[connect::proto(
    inline = r#"
        syntax = "proto3";
        package other.v1;
        service Other { rpc Unary(Empty) returns (Empty); }
        message Empty {}
    "#
)]
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
    fn new(log: &Log) -> ProbeServer {
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
fn ask(text: &str) -> Ask {
    Ask {
        text: text.into(),
        count: 1,
        ..Ask::default()
    }
}

fn failing() -> Ask {
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
        let server = server.interceptor(log.interceptor("A")).interceptor(log.interceptor("B"));
        Router::new().add(server)
    };
    let router: Build = |log, server| {
        // Those that a router gets later are around the services that it has already.
        let router = Router::new().interceptor(log.interceptor("A")).add(server);
        router.interceptor(log.interceptor("B"))
    };
    let both: Build = |log, server| {
        let server = server.interceptor(log.interceptor("B")).interceptor(log.interceptor("C"));
        Router::new().interceptor(log.interceptor("A")).add(server)
    };
    let two = ["A.start", "B.start", "handler", "B.end", "A.end"];
    let three = ["A.start", "B.start", "C.start", "handler", "C.end", "B.end", "A.end"];
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
            let mut builder = in_process(build(&log, Logged::new(&log)));
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
        .add(Logged::new(&log).interceptor(log.interceptor("service")))
        .add(other::OtherServer::new(Nothing))
        .interceptor(log.interceptor("router"));
    let client = in_process(router).build().expect("a client");
    let other = other::OtherClient::new(client.clone());
    other.unary(other::Empty::default()).await.expect("an answer");
    assert_eq!(log.take(), ["router.start", "router.end"]);
    ProbeClient::new(client).unary(ask("x")).await.expect("an answer");
    let want = ["router.start", "service.start", "handler", "service.end", "router.end"];
    assert_eq!(log.take(), want);
}

/// Answers without asking anybody.
struct Answers(Result<&'static str, Code>);

impl Interceptor for Answers {
    async fn intercept(
        &self,
        request: Request<Messages>,
        _: Next<'_>,
    ) -> Result<Response<Messages>, ConnectError> {
        let text = self.0.map_err(|code| ConnectError::new(code, "not today"))?;
        let answer = Answer {
            text: text.into(),
            ..Answer::default()
        };
        let mut response = Response::new(Messages::one(request.codec(), &answer)?);
        response.headers_mut().insert("x-from", "interceptor")?;
        Ok(response)
    }
}

#[tokio::test]
async fn interceptor_of_a_client_may_answer_and_nothing_is_sent() {
    let server = BadServer::start();
    for shape in Shape::ALL {
        for codec in calls::CODECS {
            let answering = |answers: Answers| {
                calls::client(&server, HttpVersion::Http2, |builder| {
                    builder.codec(codec).interceptor(answers)
                })
            };
            let got = call(&answering(Answers(Ok("mine"))), shape, Request::new(ask("x"))).await;
            assert_eq!(got.texts, ["mine"], "{shape:?} {codec:?}: {:?}", got.end);
            assert_eq!(got.headers.get("x-from"), Some("interceptor"), "{shape:?} {codec:?}");
            let refusing = answering(Answers(Err(Code::PermissionDenied)));
            let got = call(&refusing, shape, Request::new(ask("x"))).await;
            assert_eq!(got.code(), Some(Code::PermissionDenied), "{shape:?} {codec:?}");
            assert!(!got.error("refused").is_remote());
        }
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn interceptor_of_a_server_may_answer_and_the_handler_is_not_called() {
    let answering = Running::start_with(|server| server.interceptor(Answers(Ok("mine"))));
    let refusal = Answers(Err(Code::PermissionDenied));
    let refusing = Running::start_with(|server| server.interceptor(refusal));
    for way in Way::ALL {
        for shape in Shape::ALL {
            for codec in calls::CODECS {
                let id = format!("{way:?} {shape:?} {codec:?}");
                let client = answering.client(way, |builder| builder.codec(codec));
                let got = call(&client, shape, Request::new(ask("x"))).await;
                assert_eq!(got.texts, ["mine"], "{id}: {:?}", got.end);
                assert_eq!(got.headers.get("x-from"), Some("interceptor"), "{id}");
                let client = refusing.client(way, |builder| builder.codec(codec));
                let got = call(&client, shape, Request::new(ask("x"))).await;
                let err = got.error(&id);
                assert_eq!((err.code(), err.message()), (Code::PermissionDenied, "not today"), "{id}");
                assert!(err.is_remote(), "{id}");
            }
        }
    }
    assert_eq!(answering.seen.calls() + refusing.seen.calls(), 0);
}

/// Puts its mark behind the text of each message, on the way there and back.
struct Marks(&'static str);

impl Interceptor for Marks {
    async fn intercept(
        &self,
        mut request: Request<Messages>,
        next: Next<'_>,
    ) -> Result<Response<Messages>, ConnectError> {
        let mark = self.0;
        let codec = request.codec();
        let messages = std::mem::replace(request.message_mut(), Messages::none(codec));
        *request.message_mut() = match messages.message::<Ask>()? {
            Some(mut ask) => {
                ask.text.push_str(mark);
                Messages::one(codec, &ask)?
            }
            None => messages.map(move |mut ask: Ask| {
                ask.text.push_str(mark);
                Ok(ask)
            }),
        };
        let mut response = next.run(request).await?;
        let messages = std::mem::replace(response.message_mut(), Messages::none(codec));
        *response.message_mut() = messages.map(move |mut answer: Answer| {
            answer.text.push_str(mark);
            Ok(answer)
        });
        Ok(response)
    }
}

#[tokio::test]
async fn seed_29_interceptor_may_replace_every_message_of_any_shape() {
    let running = Running::start_with(|server| {
        server.interceptor(Marks("3")).interceptor(Marks("4"))
    });
    for way in Way::ALL {
        for shape in Shape::ALL {
            for codec in calls::CODECS {
                let client = running.client(way, |builder| {
                    builder.codec(codec).interceptor(Marks("1")).interceptor(Marks("2"))
                });
                let got = call(&client, shape, Request::new(ask("0"))).await;
                let id = format!("{way:?} {shape:?} {codec:?}: {:?}", got.end);
                assert!(!got.texts.is_empty(), "{id}");
                for text in &got.texts {
                    assert_eq!(text, "012344321", "{id}");
                }
                let trailers = got.end.expect(&id);
                assert_eq!(trailers.get("x-trailer"), Some("none"), "{id}: they are kept");
            }
        }
    }
}

/// Turns one error into another, and one into an answer.
struct Mends;

impl Interceptor for Mends {
    async fn intercept(
        &self,
        request: Request<Messages>,
        next: Next<'_>,
    ) -> Result<Response<Messages>, ConnectError> {
        let wish = request.headers().get("x-mend").map(str::to_owned);
        let codec = request.codec();
        match (next.run(request).await, wish.as_deref()) {
            (Err(err), Some("code")) => Err(ConnectError::aborted(err.message())),
            (Err(_), Some("answer")) => Ok(Response::new(Messages::one(codec, &mended())?)),
            (outcome, _) => outcome,
        }
    }
}

fn mended() -> Answer {
    Answer {
        text: "mended".into(),
        ..Answer::default()
    }
}

async fn mend(client: &ProbeClient, shape: Shape, wish: &str) -> Got {
    call(client, shape, Request::new(failing()).header("x-mend", wish)).await
}

#[tokio::test]
async fn interceptor_sees_an_error_and_may_turn_it_into_something_else() {
    let running = Running::start_with(|server| server.interceptor(Mends));
    for way in Way::ALL {
        // The error of a bidirectional stream is in the stream, after what it answered.
        for shape in [Shape::Unary, Shape::Get, Shape::ServerStream, Shape::ClientStream] {
            let id = format!("server {way:?} {shape:?}");
            let client = running.client(way, |builder| builder);
            let got = mend(&client, shape, "code").await;
            let err = got.error(&id);
            assert_eq!((err.code(), err.message()), (Code::Aborted, failure().message()), "{id}");
            assert_eq!(mend(&client, shape, "answer").await.texts, ["mended"], "{id}");
            assert_eq!(mend(&client, shape, "no").await.code(), Some(failure().code()), "{id}");
        }
    }
    let running = Running::start();
    for way in Way::ALL {
        for shape in [Shape::Unary, Shape::Get, Shape::ClientStream] {
            let id = format!("client {way:?} {shape:?}");
            let client = running.client(way, |builder| builder.interceptor(Mends));
            assert_eq!(mend(&client, shape, "code").await.code(), Some(Code::Aborted), "{id}");
            assert_eq!(mend(&client, shape, "answer").await.texts, ["mended"], "{id}");
        }
    }
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
        let before = request.extensions().get::<Token>().map_or(0, |token| token.0);
        request.extensions_mut().insert(Token(before + 1));
        request.headers_mut().insert("x-echo", format!("token {}", before + 1))?;
        assert_eq!(request.spec().procedure.split('/').nth(1), Some("it.v1.Probe"));
        let mut response = next.run(request).await?;
        response.headers_mut().append("x-token", before.to_string())?;
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

/// Answers in a codec that the caller has not asked for.
struct Polyglot;

impl Interceptor for Polyglot {
    async fn intercept(
        &self,
        request: Request<Messages>,
        _: Next<'_>,
    ) -> Result<Response<Messages>, ConnectError> {
        let codec = match request.codec() {
            Codec::Json => Codec::Proto,
            _ => Codec::Json,
        };
        Ok(Response::new(Messages::one(codec, &Answer::default())?))
    }
}

#[tokio::test]
async fn answer_of_an_interceptor_in_another_codec_is_internal() {
    let running = Running::start_with(|server| server.interceptor(Polyglot));
    for way in Way::ALL {
        for shape in Shape::ALL {
            let client = running.client(way, |builder| builder);
            let got = call(&client, shape, Request::new(ask("x"))).await;
            assert_eq!(got.code(), Some(Code::Internal), "{way:?} {shape:?}");
        }
    }
}
