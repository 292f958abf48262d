//! The body of a request or a response as it comes from the network, and what its failures mean.
//!
//! The same failure is told differently at the two ends. A client says what the server or the network did
//! ([`transport_error`]); for a server every cut or malformed request is a client that went away
//! ([`request_error`]).

use std::{
    any::Any,
    error::Error,
    fmt,
    future::poll_fn,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use crate::{code::Code, error::ConnectError};

type BoxBody = Pin<Box<dyn Body<Data = Bytes, Error = ConnectError> + Send>>;

/// The body of a request or a response as it comes from the network.
///
/// [`Server`](crate::Server) hands requests with such bodies to its service.
///
/// ```
/// use connect_runtime::{IncomingBody, Router};
///
/// fn served<S: tower_service::Service<http::Request<IncomingBody>>>(_: S) {}
/// served(Router::new());
/// ```
// After an error or its end it only ever ends.
pub struct IncomingBody {
    inner: Inner,
    origin: Option<Arc<dyn Any + Send + Sync>>,
}

enum Inner {
    /// A request's body, from hyper.
    Request(RequestBody),
    /// A body over HTTP/2, and what lives as long as it.
    Http2 {
        body: h2::RecvStream,
        _kept: Option<Box<dyn Send>>,
        /// What is still to come, if the head said how much.
        left: Option<u64>,
        /// What its failures mean.
        map: fn(&(dyn Error + 'static)) -> ConnectError,
    },
    Boxed(BoxBody),
    Ended,
}

impl IncomingBody {
    /// The body of a request, given the request's HTTP version.
    pub(crate) fn request(body: hyper::body::Incoming, version: http::Version) -> Self {
        let h2 = version == http::Version::HTTP_2;
        let body = Some(body);
        Inner::Request(RequestBody { body, h2 }).into()
    }

    /// Attaches what the server knows of the connection.
    pub(crate) fn with_origin(mut self, origin: Arc<dyn Any + Send + Sync>) -> Self {
        self.origin = Some(origin);
        self
    }

    /// What the server knows of the connection, if it is ours.
    pub(crate) fn origin(&self) -> Option<Arc<dyn Any + Send + Sync>> {
        self.origin.clone()
    }

    /// The body of a request that may come from any server: hyper's and our own are not boxed again.
    pub(crate) fn from_request<B>(body: B, version: http::Version) -> Self
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let mut body = Some(body);
        let any: &mut dyn Any = &mut body;
        if let Some(own) = any
            .downcast_mut::<Option<IncomingBody>>()
            .and_then(Option::take)
        {
            return own;
        }
        if let Some(hyper) = any
            .downcast_mut::<Option<hyper::body::Incoming>>()
            .and_then(Option::take)
        {
            return Self::request(hyper, version);
        }
        match body {
            Some(body) => Self::boxed(body, request_error),
            None => Inner::Ended.into(),
        }
    }

    /// The body of a response over HTTP/2, and the length that its head announced.
    pub(crate) fn response(body: h2::RecvStream, length: Option<u64>) -> Self {
        Inner::Http2 {
            body,
            _kept: None,
            left: length,
            map: transport_error,
        }
        .into()
    }

    /// The body of a request over HTTP/2, and the length that its head announced.
    pub(crate) fn http2_request(body: h2::RecvStream, length: Option<u64>) -> Self {
        Inner::Http2 {
            body,
            _kept: None,
            left: length,
            map: request_error,
        }
        .into()
    }

    /// Drops `guard` when the body of a response has ended or is dropped.
    pub(crate) fn keeping(mut self, guard: impl Send + 'static) -> Self {
        if let Inner::Http2 { _kept, .. } = &mut self.inner {
            *_kept = Some(Box::new(guard));
        }
        self
    }

    /// No body any more.
    pub(crate) fn ended() -> Self {
        Inner::Ended.into()
    }

    /// Reads on in the background what still comes of a response that is over, so that its connection can serve
    /// another call.
    pub(crate) fn finish(self) {
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(tokio::time::timeout(FINISH_TIMEOUT, drain(self, 0)));
        }
    }

    /// Waits until something comes, and says whether anything did: not every connection tells with a head that
    /// nothing follows it.
    pub(crate) async fn peek(mut self) -> (Self, bool) {
        match poll_fn(|cx| Pin::new(&mut self).poll_frame(cx)).await {
            None => (self, false),
            first => {
                let rest = self;
                (Self::new(Peeked { first, rest }), true)
            }
        }
    }

    /// Any other body that tells its errors as we do.
    pub(crate) fn new(
        body: impl Body<Data = Bytes, Error = ConnectError> + Send + 'static,
    ) -> Self {
        Inner::Boxed(Box::pin(body)).into()
    }

    /// A foreign body, with what its errors mean.
    pub(crate) fn boxed<B>(body: B, map: fn(&(dyn Error + 'static)) -> ConnectError) -> Self
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        Self::new(MapErr {
            body: Box::pin(body),
            map,
        })
    }
}

impl From<Inner> for IncomingBody {
    fn from(inner: Inner) -> Self {
        IncomingBody {
            inner,
            origin: None,
        }
    }
}

impl fmt::Debug for IncomingBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IncomingBody").finish_non_exhaustive()
    }
}

impl Body for IncomingBody {
    type Data = Bytes;
    type Error = ConnectError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ConnectError>>> {
        let frame = match &mut self.inner {
            Inner::Request(request) => ready!(request.poll(cx)),
            Inner::Http2 {
                body, left, map, ..
            } => ready!(poll_http2(body, left, *map, cx)),
            Inner::Boxed(body) => ready!(body.as_mut().poll_frame(cx)),
            Inner::Ended => None,
        };
        if !matches!(frame, Some(Ok(_))) {
            self.inner = Inner::Ended;
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        match &self.inner {
            Inner::Request(request) => request.is_end_stream(),
            Inner::Http2 { body, .. } => body.is_end_stream(),
            Inner::Boxed(body) => body.is_end_stream(),
            Inner::Ended => true,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.inner {
            Inner::Request(request) => request.size_hint(),
            Inner::Http2 { left, .. } => left.map_or_else(SizeHint::default, SizeHint::with_exact),
            Inner::Boxed(body) => body.size_hint(),
            Inner::Ended => SizeHint::with_exact(0),
        }
    }
}

/// A request's body, from hyper. Over HTTP/1.1 one that is dropped unread is read on in the background.
struct RequestBody {
    /// `None` once it has ended.
    body: Option<hyper::body::Incoming>,
    h2: bool,
}

impl RequestBody {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, ConnectError>>> {
        let Some(body) = &mut self.body else {
            return Poll::Ready(None);
        };
        let end = match ready!(Pin::new(&mut *body).poll_frame(cx)) {
            Some(Ok(frame)) => return Poll::Ready(Some(Ok(frame))),
            Some(Err(error)) => Some(Err(request_error(&error))),
            // hyper ends the body of a stream that was reset with CANCEL or NO_ERROR as if it were whole.
            None if self.h2 && !body.is_end_stream() => Some(Err(gone())),
            None => None,
        };
        self.body = None;
        Poll::Ready(end)
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        let body = self.body.as_ref();
        body.map_or(SizeHint::with_exact(0), Body::size_hint)
    }
}

impl Drop for RequestBody {
    fn drop(&mut self) {
        let unread = |body: &hyper::body::Incoming| !self.h2 && !body.is_end_stream();
        let Some(body) = self.body.take().filter(unread) else {
            return;
        };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(tokio::time::timeout(
                DRAIN_TIMEOUT,
                drain(body, DRAIN_MAX_BYTES),
            ));
        }
    }
}

/// How much, and for how long, is read on of a request that is answered already; then its connection is
/// closed. The amount is connect-go's.
///
/// Without it hyper closes the connection at once, and a client that is still sending sees a broken pipe
/// instead of the answer.
pub(crate) const DRAIN_MAX_BYTES: usize = 4 * 1024 * 1024;
const DRAIN_TIMEOUT: Duration = Duration::from_secs(5);

/// For the end of a body that has nothing more to say.
const FINISH_TIMEOUT: Duration = Duration::from_secs(1);

async fn drain(mut body: impl Body<Data = Bytes> + Unpin, max_bytes: usize) {
    let mut left = max_bytes;
    while let Some(Ok(frame)) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let length = frame.data_ref().map_or(0, Bytes::len);
        match left.checked_sub(length) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}

fn poll_http2(
    body: &mut h2::RecvStream,
    left: &mut Option<u64>,
    map: fn(&(dyn Error + 'static)) -> ConnectError,
    cx: &mut Context<'_>,
) -> Poll<Option<Result<Frame<Bytes>, ConnectError>>> {
    let end = match ready!(body.poll_data(cx)) {
        Some(Ok(data)) => {
            // It fails only for a stream that is gone, which has no window to open.
            let _ = body.flow_control().release_capacity(data.len());
            *left = left.map(|left| left.saturating_sub(data.len() as u64));
            return Poll::Ready(Some(Ok(Frame::data(data))));
        }
        Some(Err(error)) => Err(error),
        None => ready!(body.poll_trailers(cx)),
    };
    Poll::Ready(match end {
        // A reset behind the end, by which servers stop an upload that they need no more (RFC 9113, 8.1), is
        // no error: h2 remembers the end.
        Ok(trailers) => trailers.map(|trailers| Ok(Frame::trailers(trailers))),
        Err(error) => Some(Err(map(&error))),
    })
}

/// A body whose first frame has been taken already.
struct Peeked {
    first: Option<Result<Frame<Bytes>, ConnectError>>,
    rest: IncomingBody,
}

impl Body for Peeked {
    type Data = Bytes;
    type Error = ConnectError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ConnectError>>> {
        match self.first.take() {
            None => Pin::new(&mut self.rest).poll_frame(cx),
            first => Poll::Ready(first),
        }
    }
}

struct MapErr<B> {
    body: Pin<Box<B>>,
    map: fn(&(dyn Error + 'static)) -> ConnectError,
}

impl<B> Body for MapErr<B>
where
    B: Body<Data = Bytes>,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    type Data = Bytes;
    type Error = ConnectError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ConnectError>>> {
        let map = self.map;
        let frame = ready!(self.body.as_mut().poll_frame(cx));
        Poll::Ready(frame.map(|result| result.map_err(|error| map(&*error.into()))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// What a failure of the connection or the stream means to a client.
///
/// Connections that could not be made or were lost are `unavailable`; a reset stream's code follows from the
/// reason that the server gave; what breaks HTTP is `internal`. An error of our own in the chain, such as one
/// of a request's body, is given back.
///
/// gRPC over HTTP/2, "Errors".
pub(crate) fn transport_error(error: &(dyn Error + 'static)) -> ConnectError {
    if let Some(own) = find::<ConnectError>(error) {
        return own.clone();
    }
    if let Some(error) = find::<h2::Error>(error) {
        return http2_error(error);
    }
    if let Some(error) = find::<hyper::Error>(error) {
        if error.is_parse_too_large() {
            let text = "the headers of the response are too large";
            return ConnectError::resource_exhausted(text);
        }
        if error.is_parse() {
            return ConnectError::internal("the response is not valid HTTP/1.1");
        }
        if error.is_incomplete_message() {
            return ConnectError::unavailable("connection closed before the response was complete");
        }
    }
    match find::<io::Error>(error) {
        Some(error) => ConnectError::unavailable(format!("connection lost: {}", io_reason(error))),
        None => ConnectError::unavailable("connection lost"),
    }
}

fn http2_error(error: &h2::Error) -> ConnectError {
    let reason = match error.reason() {
        Some(reason) => reason.description().to_owned(),
        None => "unknown reason".to_owned(),
    };
    match error.reason() {
        _ if error.is_io() => {
            let reason = error.get_io().map_or(reason.to_owned(), io_reason);
            ConnectError::unavailable(format!("connection lost: {reason}"))
        }
        _ if error.is_go_away() && error.is_remote() => {
            ConnectError::unavailable(format!("connection closed by the server: {reason}"))
        }
        Some(code) if error.is_reset() => {
            ConnectError::new(reset_code(code), format!("stream reset: {reason}"))
        }
        _ => ConnectError::internal(format!("the response is not valid HTTP/2: {reason}")),
    }
}

/// The code for the reason of an RST_STREAM frame. gRPC over HTTP/2, "Errors".
fn reset_code(reason: h2::Reason) -> Code {
    match reason {
        h2::Reason::REFUSED_STREAM => Code::Unavailable,
        h2::Reason::CANCEL => Code::Canceled,
        h2::Reason::ENHANCE_YOUR_CALM => Code::ResourceExhausted,
        h2::Reason::INADEQUATE_SECURITY => Code::PermissionDenied,
        _ => Code::Internal,
    }
}

/// Short text for an I/O error: what a wrapped library (TLS) says, or else the kind of error.
pub(crate) fn io_reason(error: &io::Error) -> String {
    match error.get_ref() {
        Some(inner) => inner.to_string(),
        None => error.kind().to_string(),
    }
}

/// What a request's body that fails means to a server: the client is gone, or might as well be.
pub(crate) fn request_error(error: &(dyn Error + 'static)) -> ConnectError {
    match find::<ConnectError>(error) {
        Some(own) => own.clone(),
        None => gone(),
    }
}

fn gone() -> ConnectError {
    ConnectError::canceled("the request was cut off")
}

/// The first error of type `E` in the chain. An [`io::Error`] does not name the error it wraps as its source
/// (but that error's source), so that it is looked into.
pub(crate) fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<E>() {
            return Some(found);
        }
        let wrapped = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        next = match wrapped {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reset_reason_decides_the_code() {
        let table = [
            (h2::Reason::NO_ERROR, Code::Internal),
            (h2::Reason::PROTOCOL_ERROR, Code::Internal),
            (h2::Reason::INTERNAL_ERROR, Code::Internal),
            (h2::Reason::FLOW_CONTROL_ERROR, Code::Internal),
            (h2::Reason::SETTINGS_TIMEOUT, Code::Internal),
            (h2::Reason::STREAM_CLOSED, Code::Internal),
            (h2::Reason::FRAME_SIZE_ERROR, Code::Internal),
            (h2::Reason::REFUSED_STREAM, Code::Unavailable),
            (h2::Reason::CANCEL, Code::Canceled),
            (h2::Reason::COMPRESSION_ERROR, Code::Internal),
            (h2::Reason::CONNECT_ERROR, Code::Internal),
            (h2::Reason::ENHANCE_YOUR_CALM, Code::ResourceExhausted),
            (h2::Reason::INADEQUATE_SECURITY, Code::PermissionDenied),
            (h2::Reason::HTTP_1_1_REQUIRED, Code::Internal),
            (h2::Reason::from(99), Code::Internal),
        ];
        for (reason, code) in table {
            assert_eq!(reset_code(reason), code, "{reason:?}");
        }
    }

    #[test]
    fn own_error_in_the_chain_is_given_back() {
        let own = ConnectError::new(Code::DataLoss, "a hat is missing");
        let wrapped = io::Error::other(io::Error::other(own));
        for map in [transport_error, request_error] {
            let error = map(&wrapped);
            assert_eq!(
                (error.code(), error.message()),
                (Code::DataLoss, "a hat is missing")
            );
        }
    }

    #[test]
    fn lost_connection_is_unavailable_to_a_client_and_canceled_to_a_server() {
        let lost = io::Error::from(io::ErrorKind::ConnectionReset);
        let error = transport_error(&lost);
        assert_eq!(error.code(), Code::Unavailable);
        assert_eq!(error.message(), "connection lost: connection reset");
        assert_eq!(request_error(&lost).code(), Code::Canceled);
    }
}
