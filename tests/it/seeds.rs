//! What earlier implementations of Connect offered, row by row: each must work here.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
    task::{Context as TaskContext, Poll},
    time::Duration,
};

use connect::{
    Body, Client, Code, Codec, Compression, ConnectError, Context, HttpVersion, Interceptor,
    Messages, Next, Request, Response, Router, StreamType, Streaming, in_process, rpc::ErrorInfo,
};
use tower_service::Service;

use crate::{
    calls::speaking,
    harness::{Answer, Ask, Outcome, ProbeClient, ProbeServer, Prober, Running, Way, failure},
    raw_peer::Form,
};

fn ask(text: &str) -> Ask {
    Ask {
        text: text.into(),
        ..Default::default()
    }
}

mod partial {
    //! A service of which only a part is written.

    #[connect::proto("proto/it/v1/it.proto", client = false, default_stubs = true)]
    pub(super) mod probe {}
}

/// Writes one method of five.
struct Partly;

impl partial::probe::Probe for Partly {
    async fn unary(
        &self,
        _ctx: &mut Context,
        ask: partial::probe::Ask,
    ) -> Result<partial::probe::Answer, ConnectError> {
        Ok(partial::probe::Answer::default().with_text(ask.text))
    }
}

#[tokio::test]
async fn seed_04_methods_that_are_not_written_answer_unimplemented() {
    let router = Router::new().add(partial::probe::ProbeServer::new(Partly));
    let client = ProbeClient::new(in_process(router).build().expect("settings"));
    let answer = client.unary(ask("written")).await.expect("an answer");
    assert_eq!(answer.text, "written");
    let err = client.write(ask("not")).await.expect_err("no method");
    assert_eq!(err.code(), Code::Unimplemented);
    let mut stream = client.server_stream(ask("not")).await.expect("a stream");
    let err = stream.try_next().await.expect_err("no method");
    assert_eq!(err.code(), Code::Unimplemented);
}

#[tokio::test]
async fn seed_05_router_stands_in_an_axum_application() {
    let router = Router::new().add(ProbeServer::new(Prober::default()));
    let home = axum::routing::get(|| async { "home" });
    let app = axum::Router::new()
        .route("/", home)
        .fallback_service(router);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let task = tokio::spawn(async move { axum::serve(listener, app).await });
    for version in [HttpVersion::Http1, HttpVersion::Http2] {
        let client = Client::builder(&url).http_version(version).build();
        let client = ProbeClient::new(client.expect("settings"));
        let answer = client.unary(ask("through axum")).await.expect("an answer");
        assert_eq!(answer.text, "through axum");
        let asks = vec![ask("1"), ask("2")];
        let answer = client.client_stream(asks).await.expect("an answer");
        assert_eq!(answer.asked, 2);
    }
    task.abort();
}

/// A transport of the user's own, which counts.
#[derive(Clone)]
struct Counted {
    router: Router,
    paths: Arc<Mutex<Vec<String>>>,
}

impl Service<http::Request<Body>> for Counted {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = <Router as Service<http::Request<Body>>>::Future;

    fn poll_ready(&mut self, cx: &mut TaskContext<'_>) -> Poll<Result<(), Infallible>> {
        Service::<http::Request<Body>>::poll_ready(&mut self.router, cx)
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let path = request.uri().path().to_owned();
        self.paths.lock().expect("no panic").push(path);
        self.router.call(request)
    }
}

#[tokio::test]
async fn seed_09_caller_brings_the_transport() {
    let transport = Counted {
        router: Router::new().add(ProbeServer::new(Prober::default())),
        paths: Arc::default(),
    };
    let paths = transport.paths.clone();
    let client = Client::builder("http://any.where/prefix")
        .transport(transport)
        .build();
    let client = ProbeClient::new(client.expect("settings"));
    client.unary(ask("")).await.expect("an answer");
    assert_eq!(
        *paths.lock().expect("no panic"),
        ["/prefix/it.v1.Probe/Unary"]
    );
}

#[tokio::test]
async fn seed_10_to_13_each_shape_over_http_1() {
    each_shape(Way::Http1).await;
}

#[tokio::test]
async fn seed_16_each_shape_over_http_2() {
    each_shape(Way::Http2).await;
}

async fn each_shape(way: Way) {
    let running = Running::start();
    let client = running.client(way, |builder| builder);
    assert_eq!(client.unary(ask("u")).await.expect("an answer").text, "u");

    let many = Ask {
        count: 2,
        ..ask("s")
    };
    let stream = client.server_stream(many).await.expect("a stream");
    assert_eq!(texts(stream).await, ["s", "s"]);

    let iterator = ["a", "b", "c"].map(ask);
    let answer = client.client_stream(iterator).await.expect("an answer");
    assert_eq!((answer.text.as_str(), answer.asked), ("c", 3));

    // Half duplex: everything is sent before anything is read.
    let (tx, rx) = client.bidi_stream().await.expect("a stream");
    for text in ["x", "y"] {
        tx.send(ask(text)).await.expect("sent");
    }
    tx.finish();
    assert_eq!(texts(rx).await, ["x", "y"]);
}

async fn texts(mut stream: Streaming<Answer>) -> Vec<String> {
    let mut texts = Vec::new();
    while let Some(answer) = stream.try_next().await.expect("a message") {
        texts.push(answer.text);
    }
    texts
}

#[tokio::test]
async fn seed_14_bidi_is_full_duplex_over_http_2_on_both_sides() {
    let running = Running::start();
    // Nothing chosen: a bidirectional stream takes HTTP/2 by itself.
    let client = ProbeClient::connect(running.url()).expect("a url");
    let (tx, mut rx) = client.bidi_stream().await.expect("a stream");
    for round in 1..=5 {
        tx.send(ask("ping")).await.expect("sent");
        let answer = rx
            .try_next()
            .await
            .expect("a message")
            .expect("not the end");
        assert_eq!(answer.asked, round);
    }
    tx.finish();
    assert!(rx.try_next().await.expect("a good end").is_none());
}

#[tokio::test]
async fn seed_15_dropping_a_stream_frees_what_the_server_holds() {
    for way in Way::ALL {
        let running = Running::start();
        let client = running.client(way, |builder| builder);
        let endless = Ask {
            count: u32::MAX,
            ..ask("again")
        };
        let mut stream = client.server_stream(endless).await.expect("a stream");
        stream.try_next().await.expect("a message");
        assert_eq!(running.seen.alive(), 1);
        drop(stream);
        running.settled().await;
    }
}

#[tokio::test]
async fn seed_15_error_while_a_stream_is_read_is_an_item_and_the_last() {
    let running = Running::start();
    let client = running.client(Way::Http2, |builder| builder);
    let late = Ask {
        count: 2,
        outcome: Outcome::FailLate,
        ..ask("m")
    };
    let mut stream = client.server_stream(late).await.expect("a stream");
    assert!(matches!(stream.next().await, Some(Ok(_))));
    assert!(matches!(stream.next().await, Some(Ok(_))));
    let err = stream.next().await.expect("an item").expect_err("an error");
    assert_eq!(err.code(), failure().code());
    assert!(stream.next().await.is_none());
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn seed_18_codecs_are_proto_and_json() {
    let running = Running::start();
    for codec in [Codec::Proto, Codec::Json] {
        let client = running.client(Way::Http1, |builder| builder.codec(codec));
        assert_eq!(client.unary(ask("c")).await.expect("an answer").text, "c");
    }
}

#[tokio::test]
async fn seed_19_compression_is_chosen_apart_for_sending_and_accepting() {
    let running = Running::start_with(|server| server.compress_min_bytes(0));
    let all = [
        Compression::Identity,
        Compression::Gzip,
        Compression::Br,
        Compression::Zstd,
    ];
    for send in all {
        for accept in all {
            for use_get in [false, true] {
                let client = running.client(Way::Http1, |builder| {
                    builder
                        .send_compression(send)
                        .accept_compression([accept])
                        .compress_min_bytes(0)
                });
                let mut request = Request::new(ask("squeezed"));
                if use_get {
                    request = request.use_get();
                }
                let response = client.call_unary(request).await.expect("an answer");
                assert_eq!(response.message().text, "squeezed");
                let came_in = response
                    .headers()
                    .get("content-encoding")
                    .unwrap_or("identity");
                assert_eq!(came_in, accept.name(), "{send:?} {use_get}");
            }
        }
    }
}

#[tokio::test]
async fn seed_20_get_is_for_methods_without_side_effects_and_post_for_the_rest() {
    let methods: Arc<Mutex<Vec<(String, String)>>> = Arc::default();
    let seen = methods.clone();
    let prober = Prober::default();
    let server = ProbeServer::new(prober).interceptor(Watch(Box::new(move |request| {
        let cached = request
            .headers()
            .get("x-call")
            .unwrap_or_default()
            .to_owned();
        let has_content = request.headers().get("content-type").is_some();
        let verb = if has_content { "POST" } else { "GET" };
        seen.lock()
            .expect("no panic")
            .push((cached, verb.to_owned()));
    })));
    let client = in_process(Router::new().add(server))
        .build()
        .expect("settings");
    let client = ProbeClient::new(client);
    let call = |name: &str| Request::new(ask("g")).header("x-call", name);
    client.call_unary(call("plain")).await.expect("an answer");
    client
        .call_unary(call("get").use_get())
        .await
        .expect("an answer");
    client
        .call_write(call("effect").use_get())
        .await
        .expect("an answer");
    let want = [("plain", "POST"), ("get", "GET"), ("effect", "POST")];
    let want = want.map(|(call, verb)| (call.to_owned(), verb.to_owned()));
    assert_eq!(*methods.lock().expect("no panic"), want);
}

type Look = Box<dyn Fn(&Request<Messages>) + Send + Sync>;

/// Looks at each request and lets it pass.
struct Watch(Look);

impl Interceptor for Watch {
    async fn intercept(
        &self,
        request: Request<Messages>,
        next: Next<'_>,
    ) -> Result<Response<Messages>, ConnectError> {
        (self.0)(&request);
        next.run(request).await
    }
}

/// Tells what it sees of its call.
struct Telling;

impl partial::probe::Probe for Telling {
    async fn unary(
        &self,
        ctx: &mut Context,
        _ask: partial::probe::Ask,
    ) -> Result<partial::probe::Answer, ConnectError> {
        let remaining = ctx
            .time_remaining()
            .ok_or_else(|| ConnectError::internal("no limit"))?;
        let timeout = ctx
            .timeout()
            .ok_or_else(|| ConnectError::internal("no limit"))?;
        assert!(remaining <= timeout);
        assert!(ctx.deadline().is_some());
        assert_eq!(ctx.spec().stream_type, StreamType::Unary);
        assert_eq!(ctx.http_method(), "POST");
        let text = format!(
            "{} {}",
            timeout.as_secs(),
            ctx.headers().get("x-a").unwrap_or("-")
        );
        ctx.response_headers().insert("x-b", "head")?;
        ctx.response_trailers().insert("x-c", "tail")?;
        Ok(partial::probe::Answer::default().with_text(text))
    }
}

#[tokio::test]
async fn seed_21_to_24_handler_and_caller_see_time_headers_and_trailers() {
    let router = Router::new().add(partial::probe::ProbeServer::new(Telling));
    let builder = in_process(router)
        .timeout(Duration::from_secs(100))
        .header("x-a", "default");
    let client = ProbeClient::new(builder.build().expect("settings"));
    // The default of the client, then what the call says itself.
    assert_eq!(
        client.unary(ask("")).await.expect("an answer").text,
        "99 default"
    );
    let request = Request::new(ask(""))
        .timeout(Duration::from_millis(50_500))
        .header("x-a", "own");
    let response = client.call_unary(request).await.expect("an answer");
    assert_eq!(response.message().text, "50 own");
    assert_eq!(response.headers().get("x-b"), Some("head"));
    assert_eq!(response.trailers().get("x-c"), Some("tail"));
}

#[tokio::test]
async fn seed_22_timeouts_end_calls_on_both_sides() {
    for way in Way::ALL {
        let running = Running::start();
        let client = running.client(way, |builder| builder);
        let stalled = Ask {
            outcome: Outcome::Stall,
            ..ask("")
        };
        let request = Request::new(stalled).timeout(Duration::from_millis(50));
        let err = client.call_unary(request).await.expect_err("too slow");
        assert_eq!(err.code(), Code::DeadlineExceeded, "{way:?}");
        running.settled().await;
    }
}

#[tokio::test]
async fn seed_25_errors_carry_code_message_and_details() {
    let running = Running::start();
    let client = running.client(Way::Http1, |builder| builder);
    let failing = Ask {
        outcome: Outcome::Fail,
        ..ask("")
    };
    let err = client.unary(failing).await.expect_err("a failure");
    assert_eq!(
        (err.code(), err.message()),
        (failure().code(), failure().message())
    );
    assert_eq!(err.details::<ErrorInfo>()[0].reason, "SOLD_OUT");
}

#[tokio::test]
async fn seed_26_messages_above_the_limit_are_resource_exhausted_on_either_side() {
    let running = Running::start_with(|server| server.read_max_bytes(1000));
    let large = || Ask {
        blob: vec![1; 1001].into(),
        ..Default::default()
    };
    let client = running.client(Way::Http1, |builder| builder);
    let err = client.unary(large()).await.expect_err("too large");
    assert_eq!(err.code(), Code::ResourceExhausted);
    assert!(err.is_remote());

    let running = Running::start_with(|server| server.read_max_bytes(usize::MAX));
    let client = running.client(Way::Http1, |builder| builder.read_max_bytes(1000));
    let err = client.unary(large()).await.expect_err("too large");
    assert_eq!(err.code(), Code::ResourceExhausted);
    assert!(!err.is_remote());
}

#[tokio::test]
async fn seed_27_path_of_a_service_is_known() {
    let server = ProbeServer::new(Prober::default());
    assert_eq!(server.path(), "/it.v1.Probe/");
    let procedures: Vec<_> = ProbeServer::SPECS
        .iter()
        .map(|spec| spec.procedure)
        .collect();
    assert!(procedures.contains(&"/it.v1.Probe/ServerStream"));
}

#[test]
fn seed_39_futures_of_clients_and_services_can_be_spawned() {
    fn sendable<T: Send>(_: T) {}
    let client = ProbeClient::connect("http://127.0.0.1:1").expect("a url");
    sendable(client.unary(Ask::default()));
    sendable(client.server_stream(Ask::default()));
    sendable(client.client_stream(vec![Ask::default()]));
    sendable(client.bidi_stream());
    let mut router = Router::new();
    sendable(router.call(http::Request::new(String::new())));
    fn shareable<T: Send + Sync + Clone + 'static>(_: &T) {}
    shareable(&client);
    shareable(&router);
}

/// Answers with the address of its caller.
struct Whence;

impl partial::probe::Probe for Whence {
    async fn unary(
        &self,
        ctx: &mut Context,
        _ask: partial::probe::Ask,
    ) -> Result<partial::probe::Answer, ConnectError> {
        let address = ctx.peer().address.map(|address| address.ip().to_string());
        Ok(partial::probe::Answer::default().with_text(address.unwrap_or_default()))
    }
}

#[tokio::test]
async fn handler_knows_the_address_of_its_caller() {
    let router = Router::new().add(partial::probe::ProbeServer::new(Whence));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let task = tokio::spawn(connect::Server::from_listener(listener).serve(router));
    for version in [HttpVersion::Http1, HttpVersion::Http2] {
        let client = Client::builder(&url).http_version(version).build();
        let client = ProbeClient::new(client.expect("settings"));
        assert_eq!(
            client.unary(ask("")).await.expect("an answer").text,
            "127.0.0.1"
        );
    }
    task.abort();
}

#[tokio::test]
async fn call_after_one_that_was_too_large_goes_well_over_http_1() {
    let running = Running::start();
    for form in [Form::Unary, Form::Web, Form::Text] {
        let client = running.client(Way::Http1, |builder| speaking(form, builder));
        for megabytes in [5, 9] {
            let large = Ask {
                blob: vec![1; megabytes << 20].into(),
                ..Default::default()
            };
            // It is about what comes in which order, and seldom.
            let rounds = if form == Form::Unary { 20 } else { 3 };
            for round in 0..rounds {
                let id = format!("{form:?}, {megabytes} MiB, round {round}");
                let err = client.write(large.clone()).await.expect_err("too large");
                assert_eq!(err.code(), Code::ResourceExhausted, "{id}");
                let answer = client.write(ask("small")).await;
                assert!(answer.is_ok(), "{id}: {answer:?}");
            }
        }
    }
}
