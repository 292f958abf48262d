//! Connecting over QUIC.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use quinn::{ClientConfig, Endpoint, crypto::rustls::QuicClientConfig};
use rustls::pki_types::ServerName;

use crate::{
    client::transport::{http3::Connection, settings::TransportConfig},
    error::ConnectError,
    http3::{ALPN_H3, KEEP_ALIVE_INTERVAL, connection_reason, transport_config},
    tls::refused,
};

/// As good as never, and short enough to be added to an `Instant`.
const LONGEST_PAUSE: Duration = Duration::from_secs(1 << 30);

/// How to connect over QUIC to one origin.
pub(in crate::client::transport) struct QuicDialer {
    config: ClientConfig,
    /// The name that the server's certificate is for.
    name: String,
    idle_timeout: Duration,
}

impl QuicDialer {
    /// A dialer that checks servers as `tls` says.
    ///
    /// # Errors
    /// `invalid_argument` if that does not go with QUIC.
    pub(in crate::client::transport) fn new(
        mut tls: Arc<rustls::ClientConfig>,
        name: &ServerName<'static>,
        config: &TransportConfig,
    ) -> Result<Self, ConnectError> {
        Arc::make_mut(&mut tls).alpn_protocols = vec![ALPN_H3.to_vec()];
        // What QUIC cannot use would have quinn panic.
        let version = rustls::quic::Version::V1;
        rustls::quic::ClientConnection::new(tls.clone(), version, name.clone(), Vec::new())
            .map_err(|error| refused("TLS configuration", error))?;
        let crypto =
            QuicClientConfig::try_from(tls).map_err(|error| refused("TLS configuration", error))?;
        let interval = config.keep_alive_interval.unwrap_or(KEEP_ALIVE_INTERVAL);
        let mut quic = ClientConfig::new(Arc::new(crypto));
        // Servers begin no requests.
        quic.transport_config(Arc::new(transport_config(
            0,
            interval.clamp(Duration::from_millis(1), LONGEST_PAUSE),
            config.keep_alive_timeout.min(LONGEST_PAUSE),
        )));
        Ok(QuicDialer {
            config: quic,
            name: name.to_str().into_owned(),
            idle_timeout: config.idle_timeout,
        })
    }

    /// Connects to `address`, from a socket of the connection's own.
    ///
    /// # Errors
    /// What went wrong, in short.
    pub(in crate::client::transport) async fn connect(
        &self,
        address: SocketAddr,
    ) -> io::Result<Connection> {
        let local = match address {
            SocketAddr::V4(_) => IpAddr::from(Ipv4Addr::UNSPECIFIED),
            SocketAddr::V6(_) => IpAddr::from(Ipv6Addr::UNSPECIFIED),
        };
        let endpoint = Endpoint::client((local, 0).into())?;
        let connecting = endpoint
            .connect_with(self.config.clone(), address, &self.name)
            .map_err(io::Error::other)?;
        let quic = connecting
            .await
            .map_err(|error| io::Error::other(connection_reason(&error)))?;
        Connection::open(quic, self.idle_timeout)
            .await
            .map_err(io::Error::other)
    }
}
