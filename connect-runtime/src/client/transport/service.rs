//! Any `tower` service as the transport: a test's, a proxy's, a server in the same process.

use std::{error::Error, future::poll_fn};

use bytes::Bytes;
use tower_service::Service;

use crate::{
    body::incoming::{IncomingBody, transport_error},
    client::transport::contract::{ConnectHint, ResponseFuture, Transport},
};

/// Sends calls to a service. A clone of it is made for each call.
pub(crate) struct ServiceTransport<S>(pub(crate) S);

impl<S, B, R> Transport<B> for ServiceTransport<S>
where
    S: Service<http::Request<B>, Response = http::Response<R>> + Clone + Send + Sync + 'static,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    S::Future: Send,
    B: Send + 'static,
    R: http_body::Body<Data = Bytes> + Send + 'static,
    R::Error: Into<Box<dyn Error + Send + Sync>>,
{
    fn send(&self, request: http::Request<B>, _: ConnectHint) -> ResponseFuture<'_> {
        let mut service = self.0.clone();
        Box::pin(async move {
            let failed = |error: S::Error| {
                let error = error.into();
                transport_error(&*error)
            };
            poll_fn(|cx| service.poll_ready(cx)).await.map_err(failed)?;
            let response = service.call(request).await.map_err(failed)?;
            Ok(response.map(|body| IncomingBody::boxed(body, transport_error)))
        })
    }
}
