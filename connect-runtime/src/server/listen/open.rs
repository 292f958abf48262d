//! The first steps of a connection: socket options, TLS, and the HTTP version.

use std::{future::poll_fn, net::SocketAddr, pin::pin, sync::Arc, task::Poll, time::Duration};

use bytes::Bytes;
use tokio::{net::TcpStream, sync::watch, time::timeout};

use crate::{
    request::Peer,
    server::listen::{drive::stopped, executor::Methods, traffic::Traffic},
    socket::{Socket, prepare},
};

/// Longer than any process runs, and short enough to be added to an `Instant`.
pub(super) const FOREVER: Duration = Duration::from_secs(1 << 30);

/// A limit that a timer can keep: one of nothing would be due again as soon as it is set.
pub(super) fn keepable(limit: Duration) -> Duration {
    limit.clamp(Duration::from_millis(1), FOREVER)
}

/// What is the same for all connections of a server.
#[derive(Clone)]
pub(super) struct Limits {
    /// For a TLS handshake; for the first bytes; for the rest of a request's head.
    pub(super) handshake_timeout: Duration,
    /// Without a request.
    pub(super) idle_timeout: Duration,
    pub(super) max_age: Option<Duration>,
    pub(super) max_concurrent_streams: u32,
    pub(super) keep_alive_interval: Option<Duration>,
    pub(super) keep_alive_timeout: Duration,
    pub(super) methods: Methods,
    #[cfg(feature = "tls")]
    pub(super) tls: Option<tokio_rustls::TlsAcceptor>,
}

/// A connection on which a first request can be read.
pub(super) struct Opened {
    pub(super) traffic: Traffic,
    pub(super) peer: Peer,
    pub(super) is_http2: bool,
}

/// Opens a connection; `None` if the client is too slow at it, leaves, speaks neither HTTP nor TLS, or if the
/// server stops: without a request yet there is nothing to finish.
pub(super) async fn open(
    stream: TcpStream,
    address: SocketAddr,
    limits: Arc<Limits>,
    stop: watch::Receiver<bool>,
) -> Option<Opened> {
    let mut stopped = pin!(stopped(stop));
    let mut opening = pin!(open_unstopped(stream, address, &limits));
    poll_fn(|cx| match stopped.as_mut().poll(cx) {
        Poll::Ready(()) => Poll::Ready(None),
        Poll::Pending => opening.as_mut().poll(cx),
    })
    .await
}

async fn open_unstopped(stream: TcpStream, address: SocketAddr, limits: &Limits) -> Option<Opened> {
    prepare(&stream).ok()?;
    let (socket, certificates) = secure(stream, limits).await?;
    let peer = Peer {
        address: Some(address),
        certificates,
    };
    let mut traffic = Traffic::new(socket);
    let is_http2 = timeout(limits.handshake_timeout, traffic.is_http2())
        .await
        .ok()?
        .ok()?;
    Some(Opened {
        traffic,
        peer,
        is_http2,
    })
}

async fn secure(stream: TcpStream, limits: &Limits) -> Option<(Socket, Arc<[Bytes]>)> {
    #[cfg(feature = "tls")]
    if let Some(acceptor) = &limits.tls {
        let handshake = timeout(limits.handshake_timeout, acceptor.accept(stream));
        let stream = handshake.await.ok()?.ok()?;
        let certificates = stream.get_ref().1.peer_certificates().unwrap_or_default();
        let certificates = certificates
            .iter()
            .map(|one| Bytes::copy_from_slice(one))
            .collect();
        return Some((Socket::Tls(Box::new(stream.into())), certificates));
    }
    let _ = limits;
    Some((Socket::Plain(stream), Arc::default()))
}
