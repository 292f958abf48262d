//! Connecting over QUIC.

use std::{
    future::poll_fn,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    pin::{Pin, pin},
    sync::Arc,
    task::{Poll, ready},
    time::Duration,
};

use quinn::{ClientConfig, Endpoint, crypto::rustls::QuicClientConfig};
use rustls::pki_types::ServerName;
use tokio::time::{Instant, sleep};

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

    /// Connects to the first of `addresses` that answers.
    ///
    /// # Errors
    /// What went wrong last, in short.
    pub(in crate::client::transport) async fn connect(
        &self,
        addresses: &[SocketAddr],
    ) -> io::Result<Connection> {
        first(addresses, |address| self.connect_to(address)).await
    }

    /// Connects from a socket of the connection's own.
    async fn connect_to(&self, address: SocketAddr) -> io::Result<Connection> {
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

/// How long an address has for itself before the next one is tried beside it. RFC 8305, 8.
const HEAD_START: Duration = Duration::from_millis(250);

/// Connects to the first address that answers. Over UDP nothing tells of one at which nobody listens, so that
/// they cannot be tried one after the other.
async fn first<T, F: Future<Output = io::Result<T>>>(
    addresses: &[SocketAddr],
    connect: impl Fn(SocketAddr) -> F,
) -> io::Result<T> {
    let mut addresses = addresses.iter();
    let mut trying: Vec<Pin<Box<F>>> = Vec::new();
    let mut last = io::Error::new(io::ErrorKind::NotFound, "the name has no address");
    let mut head_start = pin!(sleep(Duration::ZERO));
    poll_fn(|cx| {
        loop {
            let mut at = 0;
            while at < trying.len() {
                match trying[at].as_mut().poll(cx) {
                    Poll::Ready(Ok(connected)) => return Poll::Ready(Ok(connected)),
                    Poll::Ready(Err(error)) => {
                        last = error;
                        drop(trying.swap_remove(at));
                        // The next one's turn has come.
                        head_start.as_mut().reset(Instant::now());
                    }
                    Poll::Pending => at += 1,
                }
            }
            if addresses.len() == 0 && trying.is_empty() {
                let none = io::Error::from(io::ErrorKind::NotFound);
                return Poll::Ready(Err(std::mem::replace(&mut last, none)));
            }
            ready!(head_start.as_mut().poll(cx));
            match addresses.next() {
                Some(address) => trying.push(Box::pin(connect(*address))),
                None => return Poll::Pending,
            }
            head_start.as_mut().reset(Instant::now() + HEAD_START);
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn address_that_answers_first_is_taken() {
        // By address: after how many milliseconds, and whether it is an answer.
        type Row<'a> = (&'a [(u64, bool)], u64, Result<u16, &'a str>);
        let never = u64::MAX / 2000;
        let table: [Row<'_>; 8] = [
            (&[], 0, Err("the name has no address")),
            (&[(10, true)], 10, Ok(0)),
            (&[(10, false)], 10, Err("0 failed")),
            (&[(10, true), (10, true)], 10, Ok(0)),
            (&[(10, false), (10, true)], 20, Ok(1)),
            (&[(never, true), (10, true)], 260, Ok(1)),
            (&[(400, true), (300, true)], 400, Ok(0)),
            (
                &[(600, false), (10, false), (20, false)],
                600,
                Err("0 failed"),
            ),
        ];
        for (answers, after, want) in table {
            let addresses: Vec<SocketAddr> = (0..answers.len())
                .map(|at| (Ipv4Addr::LOCALHOST, at as u16).into())
                .collect();
            let begun = Instant::now();
            let got = first(&addresses, |address| async move {
                let (pause, good) = answers[usize::from(address.port())];
                sleep(Duration::from_millis(pause)).await;
                match good {
                    true => Ok(address.port()),
                    false => Err(io::Error::other(format!("{} failed", address.port()))),
                }
            });
            let got = got.await.map_err(|error| error.to_string());
            assert_eq!(got, want.map_err(str::to_owned), "{answers:?}");
            assert_eq!(begun.elapsed().as_millis() as u64, after, "{answers:?}");
        }
    }
}
