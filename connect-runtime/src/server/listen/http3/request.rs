//! From h3 to the service and back: one request.

use std::{
    convert::Infallible, error::Error, future::poll_fn, pin::pin, sync::Arc, task::Poll,
    time::Duration,
};

use bytes::Bytes;
use h3::{
    error::Code,
    server::{RequestResolver, RequestStream},
};
use http::Method;
use http_body::Body;
use tokio::time::timeout;
use tower_service::Service;

use crate::{
    body::incoming::IncomingBody,
    http3::{Connection, Received, SendHalf, SendStream, Stopped, request_error, send_body},
    server::{listen::complete::complete, origin::Origin},
};

/// Answers a request, until the client has all of the answer or wants no more of it.
pub(super) async fn answer<S, R>(
    resolver: RequestResolver<Connection, Bytes>,
    mut stopped: Stopped,
    head_timeout: Duration,
    origin: Arc<Origin>,
    service: S,
) where
    S: Service<http::Request<IncomingBody>, Response = http::Response<R>, Error = Infallible>,
    R: Body<Data = Bytes> + Send + 'static,
    R::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let Ok(Ok((request, stream))) = timeout(head_timeout, resolver.resolve_request()).await else {
        return;
    };
    let (send, receive) = stream.split();
    let body = Received::new(receive, request.headers(), request_error);
    let request = request.map(|()| IncomingBody::new(body).with_origin(origin));
    let mut answering = pin!(respond(service, request, send));
    let answered = poll_fn(|cx| match stopped.as_mut().poll(cx) {
        Poll::Ready(_) => Poll::Ready(false),
        Poll::Pending => answering.as_mut().poll(cx).map(|()| true),
    });
    if answered.await {
        // The connection stays open until all of it has arrived.
        let _ = stopped.await;
    }
}

async fn respond<S, R>(
    mut service: S,
    request: http::Request<IncomingBody>,
    mut stream: RequestStream<SendStream, Bytes>,
) where
    S: Service<http::Request<IncomingBody>, Response = http::Response<R>, Error = Infallible>,
    R: Body<Data = Bytes> + Send + 'static,
    R::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let is_head = request.method() == Method::HEAD;
    let Ok(()) = poll_fn(|cx| service.poll_ready(cx)).await;
    let Ok(response) = service.call(request).await;
    let (mut head, body) = response.into_parts();
    complete(&mut head.headers, &body);
    let head = http::Response::from_parts(head, ());
    // Failures are the client's, or the connection's, and nobody is left to be told.
    if stream.send_response(head).await.is_err() {
        return;
    }
    let _ = match is_head {
        true => SendHalf::finish(&mut stream).await.map_err(drop),
        false => send_body(&mut stream, body, Code::H3_INTERNAL_ERROR)
            .await
            .map_err(drop),
    };
}
