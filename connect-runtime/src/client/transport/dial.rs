//! Connecting: names, addresses, TCP and TLS, within one time limit.

use std::{io, net::SocketAddr, time::Duration};

use tokio::{
    net::TcpStream,
    time::{Instant, timeout_at},
};

#[cfg(feature = "http3")]
use crate::client::transport::http3;
#[cfg(feature = "tls")]
use crate::client::transport::settings::HttpVersion;
use crate::{
    body::incoming::io_reason,
    client::transport::{backoff::Backoff, settings::TransportConfig},
    error::ConnectError,
    socket::{Socket, prepare},
};

/// As good as none, and short enough to be added to an `Instant`.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(1 << 30);

/// Connects to one origin.
pub(super) struct Dialer {
    /// A name or an address, without an IPv6 address's brackets.
    host: String,
    port: u16,
    #[cfg(feature = "tls")]
    tls: Option<Tls>,
    timeout: Duration,
    backoff: Backoff,
}

#[cfg(feature = "tls")]
struct Tls {
    connector: tokio_rustls::TlsConnector,
    name: rustls::pki_types::ServerName<'static>,
    /// For HTTP/3.
    #[cfg(feature = "http3")]
    quic: Option<http3::QuicDialer>,
}

impl Dialer {
    /// A dialer for the origin of `uri`.
    ///
    /// # Errors
    /// `invalid_argument` if the URI has no host, its scheme is not `http` or `https`, or TLS cannot be had.
    pub(super) fn new(uri: &http::Uri, config: &TransportConfig) -> Result<Self, ConnectError> {
        let host = uri.host().unwrap_or_default();
        if host.is_empty() {
            return Err(ConnectError::invalid_argument(format!(
                "URL `{uri}` has no host"
            )));
        }
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let secure = match uri.scheme_str() {
            Some("http") => false,
            Some("https") => true,
            _ => {
                let text = format!("URL `{uri}` begins with neither http:// nor https://");
                return Err(ConnectError::invalid_argument(text));
            }
        };
        #[cfg(feature = "http3")]
        if !secure && config.http_version == HttpVersion::Http3 {
            let text = format!("URL `{uri}` does not begin with https://, which HTTP/3 takes");
            return Err(ConnectError::invalid_argument(text));
        }
        if secure && cfg!(not(feature = "tls")) {
            let text = "https takes the feature `tls` of connect-runtime";
            return Err(ConnectError::invalid_argument(text));
        }
        Ok(Dialer {
            host: host.to_owned(),
            port: uri.port_u16().unwrap_or(if secure { 443 } else { 80 }),
            #[cfg(feature = "tls")]
            tls: if secure {
                Some(Tls::new(host, config)?)
            } else {
                None
            },
            timeout: config.connect_timeout.min(LONGEST_TIMEOUT),
            backoff: Backoff::default(),
        })
    }

    pub(super) fn is_secure(&self) -> bool {
        #[cfg(feature = "tls")]
        return self.tls.is_some();
        #[cfg(not(feature = "tls"))]
        return false;
    }

    /// Connects, or fails at once while earlier failures ask for patience.
    ///
    /// # Errors
    /// `unavailable`, naming the cause.
    pub(super) async fn dial(&self) -> Result<Socket, ConnectError> {
        self.with_patience(self.connect(Instant::now() + self.timeout))
            .await
    }

    /// Connects by QUIC, as [`dial`](Dialer::dial) does by TCP.
    ///
    /// # Errors
    /// As [`dial`](Dialer::dial).
    #[cfg(feature = "http3")]
    pub(super) async fn dial_http3(&self) -> Result<http3::Connection, ConnectError> {
        self.with_patience(self.connect_http3(Instant::now() + self.timeout))
            .await
    }

    async fn with_patience<T>(
        &self,
        connect: impl Future<Output = Result<T, Reason>>,
    ) -> Result<T, ConnectError> {
        let permit = self.backoff.permit()?;
        match connect.await {
            Ok(connected) => {
                permit.succeeded();
                Ok(connected)
            }
            Err(reason) => {
                let text = format!("failed to connect to {}:{}: {reason}", self.host, self.port);
                let error = ConnectError::unavailable(text).with_source(reason.0);
                permit.failed(&error);
                Err(error)
            }
        }
    }

    async fn connect(&self, deadline: Instant) -> Result<Socket, Reason> {
        let addresses = self.resolve(deadline).await?;
        let stream = connect_any(&addresses, deadline).await?;
        prepare(&stream)?;
        #[cfg(feature = "tls")]
        if let Some(tls) = &self.tls {
            let handshake = tls.connector.connect(tls.name.clone(), stream);
            let stream = timeout_at(deadline, handshake)
                .await
                .map_err(|_| timed_out())?;
            let stream = stream.map_err(|error| Reason(error, "TLS handshake failed: "))?;
            return Ok(Socket::Tls(Box::new(stream.into())));
        }
        Ok(Socket::Plain(stream))
    }

    #[cfg(feature = "http3")]
    async fn connect_http3(&self, deadline: Instant) -> Result<http3::Connection, Reason> {
        let Some(quic) = self.tls.as_ref().and_then(|tls| tls.quic.as_ref()) else {
            return Err(io::Error::from(io::ErrorKind::Unsupported).into());
        };
        let addresses = self.resolve(deadline).await?;
        let connected = timeout_at(deadline, quic.connect(&addresses));
        Ok(connected.await.map_err(|_| timed_out())??)
    }

    async fn resolve(&self, deadline: Instant) -> Result<Vec<SocketAddr>, Reason> {
        let found = tokio::net::lookup_host((self.host.as_str(), self.port));
        let addresses = timeout_at(deadline, found)
            .await
            .map_err(|_| timed_out())??;
        Ok(addresses.collect())
    }
}

#[cfg(feature = "tls")]
impl Tls {
    fn new(host: &str, config: &TransportConfig) -> Result<Self, ConnectError> {
        use crate::{
            client::tls::ClientTls,
            tls::{ALPN_H2, ALPN_HTTP1},
        };

        let alpn: &[&[u8]] = match config.http_version {
            HttpVersion::Auto => &[ALPN_H2, ALPN_HTTP1],
            HttpVersion::Http1 => &[ALPN_HTTP1],
            HttpVersion::Http2 => &[ALPN_H2],
            #[cfg(feature = "http3")]
            HttpVersion::Http3 => &[],
        };
        let tls = config.tls.clone().unwrap_or_else(ClientTls::new);
        let (tls, name) = tls.build(host, alpn)?;
        Ok(Tls {
            #[cfg(feature = "http3")]
            quic: match config.http_version {
                HttpVersion::Http3 => Some(http3::QuicDialer::new(tls.clone(), &name, config)?),
                _ => None,
            },
            connector: tls.into(),
            name,
        })
    }
}

/// Tries each address in turn, giving it its share of the time that is left.
async fn connect_any(addresses: &[SocketAddr], deadline: Instant) -> Result<TcpStream, Reason> {
    let mut last = io::Error::new(io::ErrorKind::NotFound, "the name has no address").into();
    for (at, address) in addresses.iter().enumerate() {
        let now = Instant::now();
        let share = deadline.saturating_duration_since(now) / (addresses.len() - at) as u32;
        match timeout_at(now + share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => last = error.into(),
            Err(_) => last = timed_out(),
        }
    }
    Err(last)
}

/// Why it did not work, and what to say before it.
struct Reason(io::Error, &'static str);

impl From<io::Error> for Reason {
    fn from(error: io::Error) -> Self {
        Reason(error, "")
    }
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.1, io_reason(&self.0))
    }
}

fn timed_out() -> Reason {
    io::Error::from(io::ErrorKind::TimedOut).into()
}
