//! Bodies: [`Messages`](crate::messages::Messages) to an `http` body and back.
//!
//! [`encode`] writes, [`decode`] reads. Both know framing, compression and limits, and ask `protocol/` for
//! the rest; neither knows a runtime or a connection.

pub(crate) mod decode;
pub(crate) mod encode;
pub(crate) mod incoming;

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Frame, SizeHint};

use crate::{body::encode::Encoder, error::ConnectError};

/// The body of a request or a response that this crate writes.
///
/// Its length is exact where it is known, so that HTTP/1.1 needs no chunks and HTTP/2 no empty last frame.
/// Middleware and transports of your own meet it as the body of [`Router`](crate::Router)'s responses and of
/// a client's requests.
///
/// ```
/// use connect_runtime::Body;
///
/// fn length(response: &http::Response<Body>) -> Option<u64> {
///     http_body::Body::size_hint(response.body()).exact()
/// }
/// ```
pub struct Body(Inner);

enum Inner {
    Empty,
    Once(Bytes),
    /// Bytes, unless there are none, then trailers.
    OnceThenTrailers(Bytes, Box<HeaderMap>),
    Stream(Box<Encoder>),
}

impl Body {
    /// No body.
    pub(crate) const fn empty() -> Self {
        Body(Inner::Empty)
    }

    /// Bytes that are all there.
    pub(crate) fn once(bytes: Bytes) -> Self {
        match bytes.is_empty() {
            true => Body::empty(),
            false => Body(Inner::Once(bytes)),
        }
    }

    /// Bytes that are all there, and trailers behind them.
    pub(crate) fn with_trailers(bytes: Bytes, trailers: HeaderMap) -> Self {
        Body(Inner::OnceThenTrailers(bytes, Box::new(trailers)))
    }

    /// The same body again, unless it is a stream.
    pub(crate) fn try_clone(&self) -> Option<Self> {
        match &self.0 {
            Inner::Empty => Some(Body::empty()),
            Inner::Once(bytes) => Some(Body::once(bytes.clone())),
            // Requests have no trailers.
            Inner::OnceThenTrailers(..) | Inner::Stream(_) => None,
        }
    }

    /// Envelopes, as their messages become ready.
    pub(crate) fn stream(encoder: Encoder) -> Self {
        Body(Inner::Stream(Box::new(encoder)))
    }
}

/// No body: what middleware answers with that does not ask the service, such as the preflight requests of CORS.
impl Default for Body {
    fn default() -> Self {
        Body::empty()
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = ConnectError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ConnectError>>> {
        match &mut self.0 {
            Inner::Empty => Poll::Ready(None),
            Inner::Once(bytes) => {
                let bytes = std::mem::take(bytes);
                self.0 = Inner::Empty;
                Poll::Ready(Some(Ok(Frame::data(bytes))))
            }
            Inner::OnceThenTrailers(bytes, _) if !bytes.is_empty() => {
                Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes)))))
            }
            Inner::OnceThenTrailers(_, trailers) => {
                let trailers = std::mem::take(&mut **trailers);
                self.0 = Inner::Empty;
                Poll::Ready(Some(Ok(Frame::trailers(trailers))))
            }
            Inner::Stream(encoder) => encoder.poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Inner::Empty => true,
            Inner::Once(_) | Inner::OnceThenTrailers(..) => false,
            Inner::Stream(encoder) => encoder.is_ended(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Inner::Empty => SizeHint::with_exact(0),
            Inner::Once(bytes) => SizeHint::with_exact(bytes.len() as u64),
            // Where trailers end a body, its length says nothing that they do not.
            Inner::OnceThenTrailers(..) | Inner::Stream(_) => SizeHint::default(),
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Inner::Empty => f.write_str("Body(empty)"),
            Inner::Once(bytes) => write!(f, "Body({} bytes)", bytes.len()),
            Inner::OnceThenTrailers(bytes, _) => {
                write!(f, "Body({} bytes, trailers)", bytes.len())
            }
            Inner::Stream(_) => f.write_str("Body(stream)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use http_body::Body as _;

    use super::*;

    #[test]
    fn body_of_middleware_is_empty() {
        let body = Body::default();
        assert!(body.is_end_stream());
        assert_eq!(body.size_hint().exact(), Some(0));
    }
}
