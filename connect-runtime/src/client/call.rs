//! The walk of a call through the client: head, body, transport, head, messages.
//!
//! It stands at the end of the interceptors' chain and knows no message type. With bare framing the lone
//! message is at hand before anything is sent, and the answer is read whole; with enveloped framing both
//! directions flow.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use http::{Method, Uri, Version};

use crate::{
    body::{
        Body,
        decode::{Decoder, Incoming},
        encode::{Encoder, Failure, Outgoing},
    },
    client::{
        config::CallConfig,
        transport::{ConnectHint, Transport},
    },
    code::Code,
    deadline,
    error::ConnectError,
    interceptor::{BoxFuture, CallResult, Handler},
    messages::{Messages, Part, Parts, Role},
    metadata::Metadata,
    payload::Payload,
    protocol::{self, CallHead, Framing, Wire, connect_get},
    request::{Head, Request, Response},
    spec::{IdempotencyLevel, StreamType},
};

/// Where calls go and what they start from.
pub(crate) struct Caller {
    /// The URL before the procedure, without a slash at its end.
    pub(crate) base: String,
    pub(crate) config: CallConfig,
    pub(crate) transport: Arc<dyn Transport<Body>>,
}

impl Handler for Caller {
    fn call(&self, request: Request<Messages>) -> BoxFuture<'_, CallResult> {
        Box::pin(self.send(request))
    }
}

impl Caller {
    async fn send(&self, request: Request<Messages>) -> CallResult {
        let (messages, Request { head, .. }) = request.replace(());
        let wire = Wire::of(head.protocol, self.config.text, head.spec);
        let failure = Failure::default();
        let request = self.write(wire, &head, messages, &failure).await?;
        let hint = ConnectHint {
            http2: head.spec.stream_type == StreamType::BidiStream
                || wire.least_version() == Version::HTTP_2,
            idempotent: head.spec.idempotency != IdempotencyLevel::Unknown,
        };
        let sent = self.transport.send(request, hint).await;
        // A stream of the user's that failed took the request with it, and is the better explanation.
        let response = sent.map_err(|err| failure.take().unwrap_or(err.of_transport()))?;
        let (parts, body) = response.into_parts();
        let accept = &self.config.accept_compression;
        let mut answer = protocol::read_response(wire, head.codec, accept, parts)?;
        let mut body = body;
        if answer.end.is_some() {
            let follows;
            (body, follows) = body.peek().await;
            if !follows {
                // The head is the end and nothing else: what it holds are trailers.
                answer.headers = Metadata::new();
            }
        }
        let how = Incoming {
            wire,
            compression: answer.compression,
            read_max_bytes: self.config.read_max_bytes,
            role: Role::Client,
            many: head.spec.stream_type.server_streams(),
        };
        if let Some(status) = answer.error {
            // A body that cannot be read leaves the status to tell what happened.
            let body = how
                .read_bare(body)
                .await
                .unwrap_or_else(|_| Payload::received(Default::default()));
            return Err(wire.read_error(status, &answer.headers, answer.trailers, body.as_slice()));
        }
        let messages = match wire.framing() {
            Framing::Bare => Messages::of_payload(head.codec, how.read_bare(body).await?),
            Framing::Enveloped => {
                let decoder = Decoder::new(body, how).with_head(answer.end);
                Messages::of_stream(head.codec, Answered { decoder, failure })
            }
        };
        let messages = match how.many {
            true => messages,
            false => lone(messages, &answer.headers).await?,
        };
        let mut response = Response::new(
            messages
                .with_trailers(answer.trailers)
                .read_by(Role::Client),
        );
        *response.headers_mut() = answer.headers;
        Ok(response)
    }

    async fn write(
        &self,
        wire: Wire,
        head: &Head,
        messages: Messages,
        failure: &Failure,
    ) -> Result<http::Request<Body>, ConnectError> {
        let how = Outgoing {
            wire,
            compression: self.config.send_compression,
            compress_min_bytes: self.config.compress_min_bytes,
            send_max_bytes: self.config.send_max_bytes,
        };
        let mut call = CallHead {
            wire,
            codec: head.codec,
            compression: how.compression,
            accept: &self.config.accept_compression,
            timeout: head.deadline.map(deadline::remaining),
            headers: &head.headers,
        };
        if wire.framing() == Framing::Enveloped {
            let body = Encoder::request(messages, how, failure.clone())?;
            return self.post(head, &call, body);
        }
        let (payload, _) = messages.take_one().await?;
        let (payload, compression) = how.write(payload)?;
        call.compression = compression;
        if head.use_get
            && head.spec.allows_get()
            && let Some(request) = self.get(head, &call, &payload)?
        {
            return Ok(request);
        }
        self.post(head, &call, Body::once(payload.into_bytes()))
    }

    fn post(
        &self,
        head: &Head,
        call: &CallHead<'_>,
        body: Body,
    ) -> Result<http::Request<Body>, ConnectError> {
        let mut request = http::Request::new(body);
        *request.method_mut() = Method::POST;
        *request.uri_mut() = parse_uri(&[&self.base, head.spec.procedure].concat())?;
        if call.wire.least_version() > Version::HTTP_11 {
            *request.version_mut() = call.wire.least_version();
        }
        *request.headers_mut() = protocol::write_request(call);
        Ok(request)
    }

    /// `None` if the URL would be too long.
    fn get(
        &self,
        head: &Head,
        call: &CallHead<'_>,
        payload: &Payload,
    ) -> Result<Option<http::Request<Body>>, ConnectError> {
        let query = connect_get::write_query(call.codec, call.compression, payload.as_slice());
        let url = [&self.base, head.spec.procedure, "?", &query].concat();
        if url.len() > self.config.get_max_url_bytes {
            return Ok(None);
        }
        let mut request = http::Request::new(Body::empty());
        *request.method_mut() = Method::GET;
        *request.uri_mut() = parse_uri(&url)?;
        *request.headers_mut() = connect_get::write_headers(call);
        Ok(Some(request))
    }
}

/// Waits for the whole of a reply that is one message, so that interceptors see how the call went.
async fn lone(messages: Messages, headers: &Metadata) -> Result<Messages, ConnectError> {
    if messages.is_one() {
        return Ok(messages);
    }
    let codec = messages.codec();
    let (payload, trailers) = messages.take_one().await.map_err(|mut err| {
        // The response is lost to the caller, so its headers go with the error.
        err.metadata_mut().extend(headers);
        err
    })?;
    Ok(Messages::of_payload(codec, payload).with_trailers(trailers))
}

fn parse_uri(url: &str) -> Result<Uri, ConnectError> {
    url.parse().map_err(|err: http::uri::InvalidUri| {
        ConnectError::invalid_argument("the url of the call is not valid").with_source(err)
    })
}

/// The messages of a response, for whose failure the request's own may be the reason.
struct Answered {
    decoder: Decoder,
    failure: Failure,
}

impl Stream for Answered {
    type Item = Result<Part<Payload>, ConnectError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let part = ready!(Pin::new(&mut self.decoder).poll_next(cx));
        Poll::Ready(match part {
            // A server in this process answers a request that broke off, with `canceled`.
            Some(Err(err)) if !err.is_remote() || err.code() == Code::Canceled => {
                Some(Err(self.failure.take().unwrap_or(err)))
            }
            part => part,
        })
    }
}

impl Parts for Answered {}
