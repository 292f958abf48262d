//! A handler that calls another server: what of the upstream's errors reaches its own caller.

use std::time::Duration;

use connect::{
    Code, ConnectError, Context, HttpVersion, Request, Router, Streaming, in_process,
    rpc::ErrorInfo,
};

use crate::{
    bad_server::BadServer,
    calls::{self, Got, Shape, call},
    harness::{Answer, Ask, Probe, ProbeClient, ProbeServer},
    raw_peer::Form,
    script::{Reply, Step},
    told::Told,
};

/// Passes every call on, and its errors as they are or as its own.
struct Gateway {
    upstream: ProbeClient,
    forward: bool,
    timeout: Option<Duration>,
}

impl Gateway {
    fn pass(&self) -> fn(ConnectError) -> ConnectError {
        match self.forward {
            true => ConnectError::forward,
            false => |err| err,
        }
    }

    /// A request that has no more time than the caller leaves.
    fn request<T>(&self, ctx: &Context, message: T) -> Request<T> {
        match self.timeout.or_else(|| ctx.time_remaining()) {
            Some(timeout) => Request::new(message).timeout(timeout),
            None => Request::new(message),
        }
    }

    fn pass_stream(&self, mut stream: Streaming<Answer>) -> Streaming<Answer> {
        let pass = self.pass();
        Streaming::channel(move |tx| async move {
            while let Some(answer) = stream.try_next().await.map_err(pass)? {
                tx.send(answer).await?;
            }
            Ok(())
        })
    }
}

impl Probe for Gateway {
    async fn unary(&self, ctx: &mut Context, ask: Ask) -> Result<Answer, ConnectError> {
        let response = self
            .upstream
            .call_unary(self.request(ctx, ask))
            .await
            .map_err(self.pass())?;
        Ok(response.into_message())
    }

    async fn write(&self, ctx: &mut Context, ask: Ask) -> Result<Answer, ConnectError> {
        self.unary(ctx, ask).await
    }

    async fn server_stream(
        &self,
        ctx: &mut Context,
        ask: Ask,
    ) -> Result<Streaming<Answer>, ConnectError> {
        let response = self
            .upstream
            .call_server_stream(self.request(ctx, ask))
            .await;
        let stream = response.map_err(self.pass())?.into_message();
        match self.forward {
            true => Ok(self.pass_stream(stream)),
            // As it came, without a step in between.
            false => Ok(stream),
        }
    }

    async fn client_stream(
        &self,
        ctx: &mut Context,
        asks: Streaming<Ask>,
    ) -> Result<Answer, ConnectError> {
        let response = self
            .upstream
            .call_client_stream(self.request(ctx, asks))
            .await;
        Ok(response.map_err(self.pass())?.into_message())
    }

    async fn bidi_stream(
        &self,
        ctx: &mut Context,
        asks: Streaming<Ask>,
    ) -> Result<Streaming<Answer>, ConnectError> {
        let response = self
            .upstream
            .call_bidi_stream(self.request(ctx, asks))
            .await;
        Ok(self.pass_stream(response.map_err(self.pass())?.into_message()))
    }
}

/// A client of a gateway, both of which make their calls in a form.
fn gateway(
    server: &BadServer,
    form: Form,
    forward: bool,
    timeout: Option<Duration>,
) -> ProbeClient {
    let gateway = Gateway {
        upstream: calls::client_of(server, HttpVersion::Http2, form, |builder| builder),
        forward,
        timeout,
    };
    let router = Router::new().add(ProbeServer::new(gateway));
    let builder = calls::speaking(form, in_process(router));
    ProbeClient::new(builder.build().expect("a client"))
}

/// `unauthenticated`, with a text, a detail, a header and a trailer that are nobody else's business.
fn secret(form: Form) -> Reply {
    let told = Told::new(form).header("x-secret", "header");
    let told = match form {
        Form::Unary => told,
        _ => told.text("a"),
    };
    told.error(Code::Unauthenticated, "secret")
        .detail("google.rpc.ErrorInfo", *b"\x0A\x02RS")
        .trailer("x-secret", "trailer")
        .reply()
}

/// Every shape of every form.
fn shapes() -> impl Iterator<Item = (Form, Shape)> {
    let shapes = |form: Form| Shape::of(form).iter().map(move |shape| (form, *shape));
    Form::ALL.into_iter().flat_map(shapes)
}

fn no_secret(id: &str, got: &Got) {
    assert!(
        !format!("{:?}", got.headers).contains("x-secret"),
        "{id}: {got:?}"
    );
    let metadata = got.error(id).metadata();
    assert!(metadata.get("x-secret").is_none(), "{id}: {metadata:?}");
}

#[tokio::test]
async fn error_of_an_upstream_becomes_internal_unless_it_is_forwarded() {
    let server = BadServer::start();
    for (form, shape) in shapes() {
        let client = gateway(&server, form, false, None);
        let id = format!("{form:?} {shape:?} as it is");
        server.script([secret(form)]);
        let got = call(&client, shape, Request::new(Ask::default())).await;
        let err = got.error(&id);
        assert_eq!(err.code(), Code::Internal, "{id}");
        assert!(!format!("{err:?}").contains("secret"), "{id}: {err:?}");
        assert!(err.error_details().is_empty(), "{id}");
        no_secret(&id, &got);

        let client = gateway(&server, form, true, None);
        let id = format!("{form:?} {shape:?} forwarded");
        server.script([secret(form)]);
        let got = call(&client, shape, Request::new(Ask::default())).await;
        let err = got.error(&id);
        assert_eq!(
            (err.code(), err.message()),
            (Code::Unauthenticated, "secret"),
            "{id}"
        );
        assert_eq!(err.details::<ErrorInfo>()[0].reason, "RS", "{id}");
        no_secret(&id, &got);
    }
}

#[tokio::test]
async fn error_of_this_process_passes_as_it_is() {
    let server = BadServer::start();
    for (form, shape) in shapes() {
        let client = gateway(&server, form, false, Some(Duration::from_millis(20)));
        server.script([Reply::new([Step::Hold])]);
        let got = call(&client, shape, Request::new(Ask::default())).await;
        let code = got.code();
        assert_eq!(code, Some(Code::DeadlineExceeded), "{form:?} {shape:?}");
        server
            .until("the upstream learns of it", |record| record.left == 1)
            .await;
    }
}

#[tokio::test]
async fn time_that_is_left_of_a_call_is_what_the_upstream_gets() {
    let server = BadServer::start();
    let limit = Duration::from_secs(50);
    for (form, shape) in shapes() {
        let id = format!("D10 {form:?} {shape:?}");
        let client = gateway(&server, form, false, None);
        server.script([Told::new(form).text("a").reply()]);
        let request = Request::new(Ask::default()).timeout(limit);
        let got = call(&client, shape, request).await;
        assert_eq!(got.texts, ["a"], "{id}: {:?}", got.end);
        let asked = server.asked_once();
        let header = asked.header(form.timeout()).expect(&id);
        let millis: u128 = match form.is_connect() {
            true => header.parse().expect("a number"),
            // In microseconds, for which there are digits enough.
            false => {
                let micros = header.strip_suffix('u').expect("microseconds");
                micros.parse::<u128>().expect("a number") / 1000
            }
        };
        // Never more than there was, and not much less.
        assert!(millis <= limit.as_millis(), "{id}: {header}");
        assert!(millis > limit.as_millis() / 2, "{id}: {header}");
    }
}

#[tokio::test]
async fn caller_that_leaves_takes_the_upstream_call_with_it() {
    let server = BadServer::start();
    for (form, shape) in shapes() {
        let client = gateway(&server, form, false, None);
        server.script([Reply::new([Step::Hold])]);
        let calling = tokio::spawn(async move {
            call(&client, shape, Request::new(Ask::default())).await;
        });
        server
            .until("a request", |record| {
                record.asked.iter().any(|asked| asked.whole)
            })
            .await;
        calling.abort();
        server
            .until("the caller left", |record| record.left == 1)
            .await;
    }
}

#[tokio::test]
async fn upstream_that_cannot_be_reached_is_told_without_its_address() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let upstream = ProbeClient::connect(format!("http://{address}")).expect("a url");
    let gateway = Gateway {
        upstream,
        forward: false,
        timeout: None,
    };
    let router = Router::new().add(ProbeServer::new(gateway));
    let client = ProbeClient::new(in_process(router).build().expect("settings"));
    let err = client
        .unary(Ask::default())
        .await
        .expect_err("nobody there");
    assert_eq!(err.code(), Code::Unavailable);
    assert_eq!(err.message(), "an upstream call failed");
}
