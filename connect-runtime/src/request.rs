//! `Request<T>` and `Response<T>`: the one pair of types that carries every RPC from floor to floor.
//!
//! Only `T` changes: a message or a stream of them in the user's hands, [`Messages`] in interceptors and
//! walks. Headers, timeout and spec ride along untouched.
//!
//! [`Messages`]: crate::messages::Messages

use std::{
    any::Any,
    fmt,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::Extensions;

use crate::{
    codec::Codec,
    error::ConnectError,
    metadata::Metadata,
    spec::{IdempotencyLevel, Spec, StreamType},
};

/// Which protocol an RPC is spoken in.
///
/// ```
/// use connect_runtime::{Protocol, Request};
///
/// assert_eq!(Request::new(()).protocol(), Protocol::Connect);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Protocol {
    /// Connect, over any HTTP version, for unary calls by POST or GET.
    #[default]
    Connect,
    /// gRPC, which takes HTTP/2 or later, for its status stands in trailers.
    Grpc,
    /// gRPC-Web, over any HTTP version; binary, or as text in base64.
    GrpcWeb,
}

/// Who is at the other end of the connection.
///
/// ```
/// use connect_runtime::{ConnectError, Context};
///
/// fn known(ctx: &Context) -> Result<(), ConnectError> {
///     match ctx.peer().certificates.first() {
///         Some(_der) => Ok(()),
///         None => Err(ConnectError::unauthenticated("show a certificate")),
///     }
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Peer {
    /// The address, where the transport has one.
    pub address: Option<SocketAddr>,
    /// The peer's certificate chain in DER, leaf first, as TLS verified it; empty without TLS identity.
    pub certificates: Arc<[Bytes]>,
}

/// A request: `T`, and what goes with it.
///
/// A caller makes one to say more than the message says:
///
/// ```
/// use std::time::Duration;
/// use connect_runtime::Request;
///
/// let request = Request::new("a message").timeout(Duration::from_secs(2)).header("acme-tenant", "blue");
/// assert_eq!(request.headers().get("acme-tenant"), Some("blue"));
/// ```
///
/// An interceptor gets one with [`Messages`](crate::Messages) inside, on either side.
pub struct Request<T> {
    pub(crate) message: T,
    pub(crate) head: Box<Head>,
}

/// Everything of a request but its message. It is boxed once, for it moves from floor to floor.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) spec: Spec,
    pub(crate) protocol: Protocol,
    pub(crate) codec: Codec,
    pub(crate) headers: Metadata,
    pub(crate) timeout: Option<Duration>,
    pub(crate) deadline: Option<Instant>,
    pub(crate) peer: Peer,
    pub(crate) method: http::Method,
    pub(crate) query: Option<Bytes>,
    pub(crate) use_get: bool,
    pub(crate) extensions: Extensions,
    /// What the server knows of the connection, for the server.
    pub(crate) origin: Option<Arc<dyn Any + Send + Sync>>,
    /// The first header that could not be set; the call fails with it.
    pub(crate) refused: Option<ConnectError>,
}

impl Default for Head {
    fn default() -> Self {
        Head {
            spec: Spec::new("", StreamType::Unary, IdempotencyLevel::Unknown),
            protocol: Protocol::default(),
            codec: Codec::default(),
            headers: Metadata::new(),
            timeout: None,
            deadline: None,
            peer: Peer::default(),
            method: http::Method::POST,
            query: None,
            use_get: false,
            extensions: Extensions::new(),
            origin: None,
            refused: None,
        }
    }
}

impl<T> Request<T> {
    /// A request with the client's defaults.
    pub fn new(message: T) -> Self {
        Request {
            message,
            head: Box::default(),
        }
    }

    /// Limits the whole call, in place of the client's default.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.head.timeout = Some(timeout);
        self
    }

    /// Adds a header. One that cannot be sent (see [`Metadata::insert`]) fails the call.
    #[must_use]
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<[u8]>) -> Self {
        if let Err(err) = self.head.headers.append(name, value) {
            self.head.refused.get_or_insert(err.into());
        }
        self
    }

    /// Adds a binary header, whose name ends in `-bin`.
    #[must_use]
    pub fn header_bin(mut self, name: impl AsRef<str>, value: impl AsRef<[u8]>) -> Self {
        if let Err(err) = self.head.headers.append_bin(name, value) {
            self.head.refused.get_or_insert(err.into());
        }
        self
    }

    /// Calls by HTTP GET if the method is marked `NO_SIDE_EFFECTS`; other methods stay with POST.
    #[must_use]
    pub fn use_get(mut self) -> Self {
        self.head.use_get = true;
        self
    }

    /// Attaches a value for interceptors, in this process only.
    #[must_use]
    pub fn extension<V: Clone + Send + Sync + 'static>(mut self, value: V) -> Self {
        self.head.extensions.insert(value);
        self
    }

    /// The message.
    pub fn message(&self) -> &T {
        &self.message
    }

    /// The message, to change it.
    pub fn message_mut(&mut self) -> &mut T {
        &mut self.message
    }

    /// The message alone.
    pub fn into_message(self) -> T {
        self.message
    }

    /// The method that is called. On a client it is known once the call is made.
    pub fn spec(&self) -> Spec {
        self.head.spec
    }

    /// The protocol.
    pub fn protocol(&self) -> Protocol {
        self.head.protocol
    }

    /// The codec of the messages.
    pub fn codec(&self) -> Codec {
        self.head.codec
    }

    /// The request headers. On a server these are all that came, the protocol's own included.
    pub fn headers(&self) -> &Metadata {
        &self.head.headers
    }

    /// The request headers, to change them.
    pub fn headers_mut(&mut self) -> &mut Metadata {
        &mut self.head.headers
    }

    /// The limit of the whole call, as the caller gave it.
    pub fn timeout_limit(&self) -> Option<Duration> {
        self.head.timeout
    }

    /// When the call runs out of time.
    pub fn deadline(&self) -> Option<Instant> {
        self.head.deadline
    }

    /// Who is at the other end.
    pub fn peer(&self) -> &Peer {
        &self.head.peer
    }

    /// Values attached in this process.
    pub fn extensions(&self) -> &Extensions {
        &self.head.extensions
    }

    /// Values attached in this process, to add to them.
    pub fn extensions_mut(&mut self) -> &mut Extensions {
        &mut self.head.extensions
    }

    /// The same with another message.
    ///
    /// ```
    /// use connect_runtime::Request;
    ///
    /// let request = Request::new(21).header("acme-tenant", "blue").map(|n| 2 * n);
    /// assert_eq!(request.into_message(), 42);
    /// ```
    #[must_use]
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Request<U> {
        Request {
            message: f(self.message),
            head: self.head,
        }
    }

    pub(crate) fn replace<U>(self, message: U) -> (T, Request<U>) {
        let head = self.head;
        (self.message, Request { message, head })
    }
}

impl<T: fmt::Debug> fmt::Debug for Request<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("procedure", &self.head.spec.procedure)
            .field("headers", &self.head.headers)
            .field("timeout", &self.head.timeout)
            .field("message", &self.message)
            .finish_non_exhaustive()
    }
}

/// A response: `T`, and the headers and trailers that come with it.
///
/// The trailers of a stream come last, so they are with the stream
/// ([`Streaming::trailers`](crate::Streaming::trailers)).
///
/// ```
/// use connect_runtime::Response;
///
/// let mut response = Response::new("a message");
/// response.headers_mut().insert("acme-served-by", "7").unwrap();
/// assert_eq!(response.into_message(), "a message");
/// ```
pub struct Response<T> {
    pub(crate) message: T,
    pub(crate) headers: Metadata,
    pub(crate) trailers: Metadata,
}

impl<T> Response<T> {
    /// A response without headers and trailers.
    pub fn new(message: T) -> Self {
        Response {
            message,
            headers: Metadata::new(),
            trailers: Metadata::new(),
        }
    }

    /// The message.
    pub fn message(&self) -> &T {
        &self.message
    }

    /// The message, to change it.
    pub fn message_mut(&mut self) -> &mut T {
        &mut self.message
    }

    /// The message alone.
    pub fn into_message(self) -> T {
        self.message
    }

    /// The response headers.
    pub fn headers(&self) -> &Metadata {
        &self.headers
    }

    /// The response headers, to change them.
    pub fn headers_mut(&mut self) -> &mut Metadata {
        &mut self.headers
    }

    /// The trailers of a single message. Empty for a stream, and in an interceptor.
    pub fn trailers(&self) -> &Metadata {
        &self.trailers
    }

    /// The same with another message.
    ///
    /// ```
    /// use connect_runtime::Response;
    ///
    /// assert_eq!(Response::new(21).map(|n| 2 * n).into_message(), 42);
    /// ```
    #[must_use]
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            message: f(self.message),
            headers: self.headers,
            trailers: self.trailers,
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("headers", &self.headers)
            .field("message", &self.message)
            .field("trailers", &self.trailers)
            .finish()
    }
}
