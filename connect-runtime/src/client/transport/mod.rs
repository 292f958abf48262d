//! The transport: connections to one origin, and requests on them.
//!
//! A connection of HTTP/2 or HTTP/3 is shared by all calls and dialled anew once it is closed or closing; HTTP/1.1
//! connections serve one call at a time and are kept in between. A request is tried a second time only if
//! the server has certainly not acted on the first, or may act twice.

mod attempt;
mod backoff;
mod contract;
mod dial;
mod http1;
mod http2;
#[cfg(feature = "http3")]
mod http3;
#[cfg(all(test, feature = "http3"))]
mod http3_tests;
mod keep_alive;
mod service;
mod settings;
mod task;
#[cfg(test)]
mod tests;
#[cfg(all(test, feature = "tls"))]
mod tls_tests;

pub use settings::HttpVersion;
pub(crate) use {
    contract::{ConnectHint, RequestBody, ResponseFuture, Transport},
    service::ServiceTransport,
    settings::TransportConfig,
};

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use crate::{
    body::incoming::IncomingBody,
    client::transport::{attempt::Failure, dial::Dialer, keep_alive::KeepAlive},
    error::ConnectError,
};

/// Sends requests to an origin over TCP, with TLS for `https`, or over QUIC.
pub(crate) struct HttpTransport<B> {
    dialer: Dialer,
    version: HttpVersion,
    keep_alive: KeepAlive,
    http2: Mutex<Option<http2::Connection>>,
    #[cfg(feature = "http3")]
    http3: Mutex<Option<http3::Connection>>,
    http1: Arc<http1::Pool<B>>,
    /// Whether the server chose HTTP/1.1 when offered both.
    chose_http1: AtomicBool,
    /// Held while dialling for a connection that others may share.
    dialling: tokio::sync::Mutex<()>,
}

/// A connection ready for a request.
enum Connection<B> {
    Http1(http1::Lease<B>),
    Http2(http2::Connection),
    #[cfg(feature = "http3")]
    Http3(http3::Connection),
}

/// Which connections will do for a request.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Http1,
    Http2,
    Either,
    #[cfg(feature = "http3")]
    Http3,
}

impl<B: RequestBody> HttpTransport<B> {
    /// A transport to the origin of `uri`; nothing is dialled yet.
    ///
    /// # Errors
    /// `invalid_argument` if the URI names no origin that can be reached by HTTP.
    pub(crate) fn new(uri: &http::Uri, config: &TransportConfig) -> Result<Self, ConnectError> {
        Ok(HttpTransport {
            dialer: Dialer::new(uri, config)?,
            version: config.http_version,
            keep_alive: KeepAlive::new(config),
            http2: Mutex::default(),
            #[cfg(feature = "http3")]
            http3: Mutex::default(),
            http1: http1::Pool::new(config.idle_timeout, config.max_idle),
            chose_http1: AtomicBool::new(false),
            dialling: tokio::sync::Mutex::default(),
        })
    }

    fn wanted(&self, hint: ConnectHint) -> Wanted {
        match self.version {
            HttpVersion::Http1 => Wanted::Http1,
            HttpVersion::Http2 => Wanted::Http2,
            #[cfg(feature = "http3")]
            HttpVersion::Http3 => Wanted::Http3,
            HttpVersion::Auto if self.dialer.is_secure() => Wanted::Either,
            // Nothing tells in the clear whether a server speaks HTTP/2.
            HttpVersion::Auto if hint.http2 => Wanted::Http2,
            HttpVersion::Auto => Wanted::Http1,
        }
    }

    async fn attempt(
        &self,
        request: http::Request<B>,
        hint: ConnectHint,
        reuse: bool,
    ) -> Result<http::Response<IncomingBody>, Failure<B>> {
        match self.connection(self.wanted(hint), reuse).await? {
            Connection::Http1(lease) => lease.send(request, hint).await,
            Connection::Http2(connection) => connection.send(request).await,
            #[cfg(feature = "http3")]
            Connection::Http3(connection) => connection.send(request).await,
        }
    }

    /// A connection for one request. Without `reuse` it is not an HTTP/1.1 connection that has been idle.
    async fn connection(&self, wanted: Wanted, reuse: bool) -> Result<Connection<B>, ConnectError> {
        if let Some(connection) = self.existing(wanted, reuse).await {
            return Ok(connection);
        }
        let shared = match wanted {
            Wanted::Http1 => false,
            Wanted::Http2 => true,
            #[cfg(feature = "http3")]
            Wanted::Http3 => true,
            Wanted::Either => !self.chose_http1.load(Ordering::Relaxed),
        };
        if !shared {
            return self.dial(wanted).await;
        }
        let _turn = self.dialling.lock().await;
        match self.existing(wanted, reuse).await {
            Some(connection) => Ok(connection),
            None => self.dial(wanted).await,
        }
    }

    async fn existing(&self, wanted: Wanted, reuse: bool) -> Option<Connection<B>> {
        #[cfg(feature = "http3")]
        if wanted == Wanted::Http3 {
            return self.open_http3().map(Connection::Http3);
        }
        if wanted != Wanted::Http1
            && let Some(connection) = self.open_http2()
        {
            return Some(Connection::Http2(connection));
        }
        if wanted == Wanted::Http2 || !reuse {
            return None;
        }
        self.http1.take().await.map(Connection::Http1)
    }

    fn open_http2(&self) -> Option<http2::Connection> {
        let mut slot = self.http2.lock().unwrap_or_else(PoisonError::into_inner);
        if slot
            .as_ref()
            .is_some_and(|connection| !connection.is_open())
        {
            *slot = None;
        }
        slot.clone()
    }

    #[cfg(feature = "http3")]
    fn open_http3(&self) -> Option<http3::Connection> {
        let mut slot = self.http3.lock().unwrap_or_else(PoisonError::into_inner);
        slot.take_if(|connection| !connection.is_open());
        slot.clone()
    }

    async fn dial(&self, wanted: Wanted) -> Result<Connection<B>, ConnectError> {
        #[cfg(feature = "http3")]
        if wanted == Wanted::Http3 {
            let connection = self.dialer.dial_http3().await?;
            let mut slot = self.http3.lock().unwrap_or_else(PoisonError::into_inner);
            *slot = Some(connection.clone());
            return Ok(Connection::Http3(connection));
        }
        let socket = self.dialer.dial().await?;
        let http2 = match (wanted, socket.alpn()) {
            (Wanted::Http1, _) => false,
            (_, Some(protocol)) => protocol == b"h2",
            (Wanted::Http2, None) => true,
            (_, None) => false,
        };
        if !http2 {
            self.chose_http1.store(true, Ordering::Relaxed);
            return Ok(Connection::Http1(self.http1.open(socket).await?));
        }
        let connection = http2::Connection::open(socket, &self.keep_alive).await?;
        self.chose_http1.store(false, Ordering::Relaxed);
        let mut slot = self.http2.lock().unwrap_or_else(PoisonError::into_inner);
        *slot = Some(connection.clone());
        Ok(Connection::Http2(connection))
    }
}

impl<B: RequestBody> Transport<B> for HttpTransport<B> {
    fn send(&self, request: http::Request<B>, hint: ConnectHint) -> ResponseFuture<'_> {
        Box::pin(async move {
            match self.attempt(request, hint, true).await {
                Err(Failure {
                    again: Some(request),
                    ..
                }) => {
                    let second = self.attempt(request, hint, false).await;
                    second.map_err(|failure| failure.error)
                }
                first => first.map_err(|failure| failure.error),
            }
        })
    }
}
