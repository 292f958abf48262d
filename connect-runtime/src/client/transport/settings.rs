//! How a client connects.

use std::time::Duration;

#[cfg(feature = "tls")]
use crate::client::tls::ClientTls;

/// Which HTTP version a client speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HttpVersion {
    /// Over TLS what the server prefers of the two. In the clear HTTP/1.1, but HTTP/2 for bidirectional
    /// streams.
    #[default]
    Auto,
    /// HTTP/1.1 only. Bidirectional streams are then half duplex.
    Http1,
    /// HTTP/2 only, in the clear by prior knowledge.
    Http2,
    /// HTTP/3 only, which takes `https`. Over UDP nobody says that nobody listens, so that a server that is not
    /// there shows only when the time to connect is over.
    #[cfg(feature = "http3")]
    Http3,
}

/// Settings of the built-in transport.
#[derive(Debug, Clone)]
pub(crate) struct TransportConfig {
    pub(crate) http_version: HttpVersion,
    #[cfg(feature = "tls")]
    pub(crate) tls: Option<ClientTls>,
    /// For name resolution, TCP and TLS together, or QUIC.
    pub(crate) connect_timeout: Duration,
    /// How long a connection of HTTP/1.1 or HTTP/3 is kept unused.
    pub(crate) idle_timeout: Duration,
    /// How many unused HTTP/1.1 connections are kept.
    pub(crate) max_idle: usize,
    /// How often to PING a quiet HTTP/2 connection that has calls open; not at all by default. Over HTTP/3 any
    /// quiet connection is, by default too.
    pub(crate) keep_alive_interval: Option<Duration>,
    /// How long to wait for the answer to a PING.
    pub(crate) keep_alive_timeout: Duration,
    /// PING also while no call is open.
    pub(crate) keep_alive_while_idle: bool,
}

impl Default for TransportConfig {
    fn default() -> Self {
        TransportConfig {
            http_version: HttpVersion::Auto,
            #[cfg(feature = "tls")]
            tls: None,
            connect_timeout: Duration::from_secs(5),
            // Under the 60 seconds after which common proxies close, so that it is seldom they who do.
            idle_timeout: Duration::from_secs(50),
            max_idle: 64,
            keep_alive_interval: None,
            keep_alive_timeout: Duration::from_secs(20),
            keep_alive_while_idle: false,
        }
    }
}
