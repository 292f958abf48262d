//! What the client asks of whatever carries its calls.

use std::{error::Error, pin::Pin};

use bytes::Bytes;

use crate::{
    body::{Body, incoming::IncomingBody},
    error::ConnectError,
};

/// The answer to one request, as it comes.
pub(crate) type ResponseFuture<'a> =
    Pin<Box<dyn Future<Output = Result<http::Response<IncomingBody>, ConnectError>> + Send + 'a>>;

/// Sends requests to one origin.
///
/// Dropping the future, or the body it gave, abandons the call: the stream is reset, or the connection closed.
pub(crate) trait Transport<B>: Send + Sync + 'static {
    /// Sends `request`, whose URI is absolute, and waits for the head of its response.
    ///
    /// # Errors
    /// `unavailable` if there is no connection to be had or it is lost; codes by the reason of a reset.
    fn send(&self, request: http::Request<B>, hint: ConnectHint) -> ResponseFuture<'_>;
}

/// What the transport cannot see in a request.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ConnectHint {
    /// The response may begin before the request has ended, which takes HTTP/2 or HTTP/3.
    pub(crate) full_duplex: bool,
    /// The call may be made twice: `NO_SIDE_EFFECTS` or `IDEMPOTENT`.
    pub(crate) idempotent: bool,
}

/// A request's body.
pub(crate) trait RequestBody:
    http_body::Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>> + Send + Unpin + 'static
{
    /// The same body again, for another try, if all of it is at hand.
    fn try_clone(&self) -> Option<Self>
    where
        Self: Sized;
}

impl RequestBody for Body {
    fn try_clone(&self) -> Option<Self> {
        Body::try_clone(self)
    }
}
