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
    script::{Reply, Step, answer, end, envelope},
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

    fn request<T>(&self, message: T) -> Request<T> {
        match self.timeout {
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
    async fn unary(&self, _: &mut Context, ask: Ask) -> Result<Answer, ConnectError> {
        let response = self
            .upstream
            .call_unary(self.request(ask))
            .await
            .map_err(self.pass())?;
        Ok(response.into_message())
    }

    async fn write(&self, ctx: &mut Context, ask: Ask) -> Result<Answer, ConnectError> {
        self.unary(ctx, ask).await
    }

    async fn server_stream(
        &self,
        _: &mut Context,
        ask: Ask,
    ) -> Result<Streaming<Answer>, ConnectError> {
        let response = self.upstream.call_server_stream(self.request(ask)).await;
        let stream = response.map_err(self.pass())?.into_message();
        match self.forward {
            true => Ok(self.pass_stream(stream)),
            // As it came, without a step in between.
            false => Ok(stream),
        }
    }

    async fn client_stream(
        &self,
        _: &mut Context,
        asks: Streaming<Ask>,
    ) -> Result<Answer, ConnectError> {
        let response = self.upstream.call_client_stream(self.request(asks)).await;
        Ok(response.map_err(self.pass())?.into_message())
    }

    async fn bidi_stream(
        &self,
        _: &mut Context,
        asks: Streaming<Ask>,
    ) -> Result<Streaming<Answer>, ConnectError> {
        let response = self.upstream.call_bidi_stream(self.request(asks)).await;
        Ok(self.pass_stream(response.map_err(self.pass())?.into_message()))
    }
}

fn gateway(server: &BadServer, forward: bool, timeout: Option<Duration>) -> ProbeClient {
    let gateway = Gateway {
        upstream: calls::client(server, HttpVersion::Http2, |builder| builder),
        forward,
        timeout,
    };
    let router = Router::new().add(ProbeServer::new(gateway));
    ProbeClient::new(in_process(router).build().expect("a client"))
}

/// `unauthenticated`, with a text, a detail, a header and a trailer that are nobody else's business.
fn secret(shape: Shape) -> Reply {
    let error = r#"{"code":"unauthenticated","message":"secret","details":[{"type":"google.rpc.ErrorInfo","value":"CgJSUw"}]}"#;
    match shape {
        Shape::Unary | Shape::Get => {
            let headers = [
                ("content-type", "application/json"),
                ("x-secret", "header"),
                ("trailer-x-secret", "trailer"),
            ];
            Reply::of(401, &headers, error)
        }
        _ => {
            let headers = [
                ("content-type", "application/connect+proto"),
                ("x-secret", "header"),
            ];
            let metadata = r#""metadata":{"x-secret":["trailer"]}"#;
            let end = end(&format!(r#"{{"error":{error},{metadata}}}"#));
            Reply::of(200, &headers, [envelope(0, answer("a")), end].concat())
        }
    }
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
    for shape in Shape::ALL {
        let client = gateway(&server, false, None);
        let id = format!("{shape:?} as it is");
        server.script([secret(shape)]);
        let got = call(&client, shape, Request::new(Ask::default())).await;
        let err = got.error(&id);
        assert_eq!(err.code(), Code::Internal, "{id}");
        assert!(!format!("{err:?}").contains("secret"), "{id}: {err:?}");
        assert!(err.error_details().is_empty(), "{id}");
        no_secret(&id, &got);

        let client = gateway(&server, true, None);
        let id = format!("{shape:?} forwarded");
        server.script([secret(shape)]);
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
    for shape in Shape::ALL {
        let client = gateway(&server, false, Some(Duration::from_millis(50)));
        server.script([Reply::new([Step::Hold])]);
        let got = call(&client, shape, Request::new(Ask::default())).await;
        assert_eq!(got.code(), Some(Code::DeadlineExceeded), "{shape:?}");
        server
            .until("the upstream learns of it", |record| record.left == 1)
            .await;
    }
}

#[tokio::test]
async fn caller_that_leaves_takes_the_upstream_call_with_it() {
    let server = BadServer::start();
    for shape in Shape::ALL {
        let client = gateway(&server, false, None);
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
