//! `Context`: what a service method sees of its call beside the message, and what it says beside its answer.

use std::{
    fmt,
    time::{Duration, Instant},
};

use http::Extensions;
use tokio::sync::watch;

use crate::{
    codec::Codec,
    deadline,
    error::ConnectError,
    messages::Messages,
    metadata::Metadata,
    request::{Head, Peer, Protocol, Request, Response},
    server::origin::Origin,
    spec::Spec,
};

/// One call, as its handler sees it.
///
/// ```
/// use connect_runtime::{ConnectError, Context};
///
/// fn greet(ctx: &mut Context) -> Result<String, ConnectError> {
///     let tenant = ctx.headers().get("acme-tenant").unwrap_or("nobody").to_owned();
///     ctx.response_headers().insert("acme-served-by", "7")?;
///     ctx.response_trailers().insert("acme-cost", "1")?;
///     Ok(tenant)
/// }
/// ```
pub struct Context {
    head: Box<Head>,
    response_headers: Metadata,
    response_trailers: Metadata,
    /// Made on demand; those who watch it learn that the call is over when it is dropped.
    over: Option<watch::Sender<()>>,
}

impl Context {
    pub(crate) fn new(request: Request<()>) -> Self {
        Context {
            head: request.head,
            response_headers: Metadata::new(),
            response_trailers: Metadata::new(),
            over: None,
        }
    }

    /// The method that is called.
    pub fn spec(&self) -> Spec {
        self.head.spec
    }

    /// The protocol that the caller speaks.
    pub fn protocol(&self) -> Protocol {
        self.head.protocol
    }

    /// The codec that the caller uses.
    pub fn codec(&self) -> Codec {
        self.head.codec
    }

    /// `POST`, or `GET` for a call that caches may have answered.
    pub fn http_method(&self) -> &http::Method {
        &self.head.method
    }

    /// The query of a GET, as it came.
    pub fn http_query(&self) -> Option<&str> {
        let query = self.head.query.as_deref()?;
        std::str::from_utf8(query).ok()
    }

    /// All headers of the request.
    pub fn headers(&self) -> &Metadata {
        &self.head.headers
    }

    /// The headers of the response. They are sent with the first message, or when the method returns its
    /// stream; what is set later is not sent.
    pub fn response_headers(&mut self) -> &mut Metadata {
        &mut self.response_headers
    }

    /// The trailers of the response. A stream may bring more of its own
    /// ([`Sender::finish_with`](crate::Sender::finish_with)).
    pub fn response_trailers(&mut self) -> &mut Metadata {
        &mut self.response_trailers
    }

    /// The limit that the caller set, as it came.
    pub fn timeout(&self) -> Option<Duration> {
        self.head.timeout
    }

    /// When the caller stops waiting. The call is dropped then.
    pub fn deadline(&self) -> Option<Instant> {
        self.head.deadline
    }

    /// How long the caller still waits.
    pub fn time_remaining(&self) -> Option<Duration> {
        self.head.deadline.map(deadline::remaining)
    }

    /// Who calls.
    pub fn peer(&self) -> &Peer {
        &self.head.peer
    }

    /// Values that interceptors and HTTP middleware attached to the request.
    pub fn extensions(&self) -> &Extensions {
        &self.head.extensions
    }

    /// The same, to take values out.
    pub fn extensions_mut(&mut self) -> &mut Extensions {
        &mut self.head.extensions
    }

    /// Resolves when the call is over, for work that was spawned for it: answered, canceled by the caller,
    /// or out of time. The handler itself needs no signal, it is dropped.
    ///
    /// ```
    /// # async fn work() {}
    /// # fn handler(ctx: &mut connect_runtime::Context) {
    /// let over = ctx.over();
    /// tokio::spawn(async move {
    ///     tokio::select! {
    ///         () = over => {}
    ///         () = work() => {}
    ///     }
    /// });
    /// # }
    /// ```
    pub fn over(&mut self) -> impl Future<Output = ()> + Send + 'static {
        let sender = self.over.get_or_insert_with(|| watch::channel(()).0);
        let mut receiver = sender.subscribe();
        // Nothing is ever sent: the only news is that the sender is gone.
        async move { while receiver.changed().await.is_ok() {} }
    }

    /// Resolves when the server has been told to shut down: time to end long streams.
    pub fn shutdown(&self) -> impl Future<Output = ()> + Send + 'static {
        let origin = Origin::of(self.head.origin.as_ref());
        let signal = origin.map(|origin| origin.shutdown.clone());
        async move {
            match signal {
                Some(signal) => signal.wait().await,
                None => std::future::pending().await,
            }
        }
    }

    /// Puts the headers and trailers with what the handler gave.
    pub(crate) fn respond(
        self,
        outcome: Result<Messages, ConnectError>,
    ) -> Result<Response<Messages>, ConnectError> {
        match outcome {
            Ok(messages) => {
                let mut messages = messages.with_trailers(self.response_trailers);
                if let Some(over) = self.over {
                    messages = messages.keeping(over);
                }
                Ok(Response {
                    message: messages,
                    headers: self.response_headers,
                    trailers: Metadata::new(),
                })
            }
            Err(err) => Err(err.with_response(self.response_headers, self.response_trailers)),
        }
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("procedure", &self.head.spec.procedure)
            .field("headers", &self.head.headers)
            .field("timeout", &self.head.timeout)
            .field("peer", &self.head.peer)
            .finish_non_exhaustive()
    }
}
