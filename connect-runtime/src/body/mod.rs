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

    /// The same body again, unless it is a stream.
    pub(crate) fn try_clone(&self) -> Option<Self> {
        match &self.0 {
            Inner::Empty => Some(Body::empty()),
            Inner::Once(bytes) => Some(Body::once(bytes.clone())),
            Inner::Stream(_) => None,
        }
    }

    /// Envelopes, as their messages become ready.
    pub(crate) fn stream(encoder: Encoder) -> Self {
        Body(Inner::Stream(Box::new(encoder)))
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
            Inner::Stream(encoder) => {
                let data = std::task::ready!(encoder.poll_data(cx));
                Poll::Ready(data.map(|data| data.map(Frame::data)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Inner::Empty => true,
            Inner::Once(_) => false,
            Inner::Stream(encoder) => encoder.is_ended(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Inner::Empty => SizeHint::with_exact(0),
            Inner::Once(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Inner::Stream(_) => SizeHint::default(),
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Inner::Empty => f.write_str("Body(empty)"),
            Inner::Once(bytes) => write!(f, "Body({} bytes)", bytes.len()),
            Inner::Stream(_) => f.write_str("Body(stream)"),
        }
    }
}
