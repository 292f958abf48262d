//! One way to make a call of any shape and to tell how it went, for tables of calls.

use std::{fmt::Debug, ops::RangeBounds};

use connect::{
    Client, ClientBuilder, Code, Codec, ConnectError, HttpVersion, Metadata, Request, Response,
    Streaming,
};

use crate::{
    bad_server::{BadServer, PATIENCE, soon},
    harness::{Answer, Ask, ProbeClient},
    raw_peer::Form,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Unary,
    Get,
    ServerStream,
    ClientStream,
    BidiStream,
}

impl Shape {
    pub(crate) const ALL: [Shape; 5] = [
        Shape::Unary,
        Shape::Get,
        Shape::ServerStream,
        Shape::ClientStream,
        Shape::BidiStream,
    ];
    pub(crate) const STREAMS: [Shape; 3] =
        [Shape::ServerStream, Shape::ClientStream, Shape::BidiStream];
    const BUT_GET: [Shape; 4] = [
        Shape::Unary,
        Shape::ServerStream,
        Shape::ClientStream,
        Shape::BidiStream,
    ];

    /// Those whose calls are in this form.
    pub(crate) fn of(form: Form) -> &'static [Shape] {
        match form {
            Form::Unary => &[Shape::Unary, Shape::Get],
            Form::Stream => &Shape::STREAMS,
            Form::Grpc | Form::Web | Form::Text => &Shape::BUT_GET,
        }
    }

    /// Whether it answers with one message.
    pub(crate) fn answers_once(self) -> bool {
        !matches!(self, Shape::ServerStream | Shape::BidiStream)
    }
}

/// How a call went.
#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) headers: Metadata,
    pub(crate) texts: Vec<String>,
    /// The trailers, or the error.
    pub(crate) end: Result<Metadata, ConnectError>,
}

impl Got {
    pub(crate) fn code(&self) -> Option<Code> {
        self.end.as_ref().err().map(ConnectError::code)
    }

    /// The error that there must be.
    pub(crate) fn error(&self, row: &str) -> &ConnectError {
        self.end.as_ref().expect_err(row)
    }
}

/// Calls with one message, or with two where the shape allows it, and reads to the end.
pub(crate) async fn call(client: &ProbeClient, shape: Shape, request: Request<Ask>) -> Got {
    soon(&format!("a {shape:?} call"), begin(client, shape, request)).await
}

async fn begin(client: &ProbeClient, shape: Shape, mut request: Request<Ask>) -> Got {
    let ask = std::mem::take(request.message_mut());
    match shape {
        Shape::Unary => one(client.call_unary(with(request, ask)).await),
        Shape::Get => one(client.call_unary(with(request, ask).use_get()).await),
        Shape::ClientStream => one(client
            .call_client_stream(with(request, vec![ask.clone(), ask]))
            .await),
        Shape::ServerStream => many(client.call_server_stream(with(request, ask)).await).await,
        Shape::BidiStream => {
            many(
                client
                    .call_bidi_stream(with(request, vec![ask.clone(), ask]))
                    .await,
            )
            .await
        }
    }
}

/// The same request with another message.
fn with<T>(request: Request<Ask>, message: T) -> Request<T> {
    let mut out = Request::new(message);
    *out.headers_mut() = request.headers().clone();
    match request.timeout_limit() {
        Some(limit) => out.timeout(limit),
        None => out,
    }
}

fn one(response: Result<Response<Answer>, ConnectError>) -> Got {
    match response {
        Ok(response) => Got {
            headers: response.headers().clone(),
            end: Ok(response.trailers().clone()),
            texts: vec![response.into_message().text],
        },
        Err(err) => failed(err),
    }
}

fn failed(err: ConnectError) -> Got {
    Got {
        headers: err.metadata().clone(),
        texts: Vec::new(),
        end: Err(err),
    }
}

async fn many(response: Result<Response<Streaming<Answer>>, ConnectError>) -> Got {
    let mut stream = match response {
        Ok(response) => response.into_message(),
        Err(err) => return failed(err),
    };
    let mut texts = Vec::new();
    let end = loop {
        match stream.try_next().await {
            Ok(Some(answer)) => texts.push(answer.text),
            Ok(None) => break Ok(stream.trailers().clone()),
            Err(err) => break Err(err),
        }
    };
    for _ in 0..2 {
        assert!(stream.next().await.is_none(), "what has ended stays ended");
    }
    Got {
        headers: stream.headers().clone(),
        texts,
        end,
    }
}

/// A client of a scripted server.
pub(crate) fn client(
    server: &BadServer,
    version: HttpVersion,
    settings: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> ProbeClient {
    let builder = Client::builder(server.url()).http_version(version);
    ProbeClient::new(settings(builder).build().expect("good settings"))
}

/// A client that makes its calls in this form.
pub(crate) fn client_of(
    server: &BadServer,
    version: HttpVersion,
    form: Form,
    settings: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> ProbeClient {
    client(server, version, |builder| settings(speaking(form, builder)))
}

pub(crate) fn speaking(form: Form, builder: ClientBuilder) -> ClientBuilder {
    match form {
        Form::Unary | Form::Stream => builder,
        Form::Grpc => builder.grpc(),
        Form::Web => builder.grpc_web(),
        Form::Text => builder.grpc_web_text(),
    }
}

/// The versions of HTTP that a form is spoken over.
pub(crate) fn versions(form: Form) -> &'static [HttpVersion] {
    match form {
        Form::Grpc => &[HttpVersion::Http2],
        _ => &VERSIONS,
    }
}

pub(crate) const VERSIONS: [HttpVersion; 2] = [HttpVersion::Http1, HttpVersion::Http2];

pub(crate) const CODECS: [Codec; 2] = [Codec::Proto, Codec::Json];

/// A client does not suffer from what befell it: its next call is answered, and once it is dropped none of
/// its tasks is left. The server has played its script.
pub(crate) async fn unharmed(row: &str, client: ProbeClient) {
    answered_well(row, &client).await;
    drop(client);
    no_tasks(row).await;
}

/// The next call of a client is answered.
pub(crate) async fn answered_well(row: &str, client: &ProbeClient) {
    let good = call(client, Shape::Unary, Request::new(Ask::default())).await;
    assert_eq!(good.texts, ["good"], "{row}: afterwards {:?}", good.end);
}

/// Waits until no task of this runtime is left.
pub(crate) async fn no_tasks(row: &str) {
    alive_tasks(row, ..=0).await;
}

/// Waits until so many tasks of this runtime are left.
pub(crate) async fn alive_tasks(row: &str, want: impl RangeBounds<usize> + Debug) {
    let metrics = tokio::runtime::Handle::current().metrics();
    let settled = async {
        while !want.contains(&metrics.num_alive_tasks()) {
            tokio::task::yield_now().await;
        }
    };
    if tokio::time::timeout(PATIENCE, settled).await.is_err() {
        panic!(
            "{row}: {} tasks are alive, and should be {want:?}",
            metrics.num_alive_tasks()
        );
    }
}
