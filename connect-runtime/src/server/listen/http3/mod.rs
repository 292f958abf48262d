//! HTTP/3: the UDP socket beside the listener, and the QUIC connections on it.

mod advertise;
mod connection;
mod patience;
mod request;

pub(super) use advertise::Advertised;

use std::{
    convert::Infallible, error::Error, future::poll_fn, io, net::UdpSocket, pin::Pin, sync::Arc,
    task::Poll,
};

use bytes::Bytes;
use h3::error::Code;
use http_body::Body;
use quinn::{
    Endpoint, EndpointConfig, Incoming, ServerConfig, TokioRuntime,
    crypto::rustls::QuicServerConfig,
};
use tokio::{net::TcpListener, sync::watch, task::JoinSet, time::timeout};
use tower_service::Service;

use crate::{
    body::incoming::IncomingBody,
    http3::{ALPN_H3, KEEP_ALIVE_INTERVAL, transport_config, varint},
    server::{
        listen::{Address, LAST_TIMEOUT, drive::stopped, join_all, open::Limits},
        shutdown::Shutdown,
    },
};

/// How often to choose another port when the system has chosen one whose number is taken over UDP.
const MAX_TRIES: usize = 16;

/// Listens on the same address and port over TCP and UDP.
///
/// # Errors
/// If the address cannot be had, or there is no TLS that QUIC could use.
pub(super) async fn listen(
    mut address: Address,
    limits: &Limits,
) -> io::Result<(TcpListener, Endpoint)> {
    let config = server_config(limits)?;
    let mut tries = 0;
    loop {
        let again = again(&address);
        let listener = address.listen().await?;
        match (UdpSocket::bind(listener.local_addr()?), again) {
            (Err(error), Some(same))
                if error.kind() == io::ErrorKind::AddrInUse && tries < MAX_TRIES =>
            {
                tries += 1;
                address = same;
            }
            (socket, _) => {
                let (runtime, options) = (Arc::new(TokioRuntime), EndpointConfig::default());
                let endpoint = Endpoint::new(options, Some(config), socket?, runtime)?;
                return Ok((listener, endpoint));
            }
        }
    }
}

/// The address once more, if the system is to choose the port.
fn again(address: &Address) -> Option<Address> {
    match address {
        Address::Name(name) if name.ends_with(":0") => Some(Address::Name(name.clone())),
        Address::Name(_) | Address::Listener(_) => None,
    }
}

fn server_config(limits: &Limits) -> io::Result<ServerConfig> {
    let invalid = |reason: String| io::Error::new(io::ErrorKind::InvalidInput, reason);
    let Some(tls) = &limits.tls else {
        return Err(invalid("HTTP/3 takes TLS".to_owned()));
    };
    let mut tls = (**tls.config()).clone();
    tls.alpn_protocols = vec![ALPN_H3.to_vec()];
    // A request in early data may be an attacker's copy of an earlier one.
    tls.max_early_data_size = 0;
    let tls = Arc::new(tls);
    // What QUIC cannot use would have quinn panic, with the first connection.
    rustls::quic::ServerConnection::new(tls.clone(), rustls::quic::Version::V1, Vec::new())
        .map_err(|error| invalid(format!("unusable TLS configuration: {error}")))?;
    let crypto = QuicServerConfig::try_from(tls)
        .map_err(|error| invalid(format!("unusable TLS configuration: {error}")))?;
    let mut config = ServerConfig::with_crypto(Arc::new(crypto));
    config.transport_config(Arc::new(transport_config(
        limits.max_concurrent_streams,
        limits.keep_alive_interval.unwrap_or(KEEP_ALIVE_INTERVAL),
        limits.keep_alive_timeout,
    )));
    Ok(config)
}

/// Serves HTTP/3 until the server stops and its connections have ended.
pub(super) async fn serve<S, R>(
    endpoint: Endpoint,
    limits: Arc<Limits>,
    service: S,
    shutdown: Shutdown,
    stop: watch::Receiver<bool>,
) where
    S: Service<http::Request<IncomingBody>, Response = http::Response<R>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send,
    R: Body<Data = Bytes> + Send + 'static,
    R::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let mut stopped = Box::pin(stopped(stop.clone()));
    let mut connections = JoinSet::new();
    while let Some(incoming) = next(&endpoint, &mut stopped, &mut connections).await {
        connections.spawn(connection::serve(
            incoming,
            limits.clone(),
            service.clone(),
            shutdown.clone(),
            stop.clone(),
        ));
    }
    // Until the last connection has ended, new ones learn at once that they are not taken.
    let mut ended = Box::pin(async move { join_all(&mut connections).await });
    while let Some(incoming) = next(&endpoint, &mut ended, &mut JoinSet::new()).await {
        incoming.refuse();
    }
    endpoint.close(varint(Code::H3_NO_ERROR), b"");
    // What tells clients so leaves in the background.
    let _ = timeout(LAST_TIMEOUT, endpoint.wait_idle()).await;
}

/// The next connection, or `None` at the `end`. Forgets connections that have ended.
async fn next<F: Future<Output = ()>>(
    endpoint: &Endpoint,
    end: &mut Pin<Box<F>>,
    connections: &mut JoinSet<()>,
) -> Option<Incoming> {
    let mut accept = std::pin::pin!(endpoint.accept());
    poll_fn(|cx| {
        while let Poll::Ready(Some(_)) = connections.poll_join_next(cx) {}
        match end.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(None),
            Poll::Pending => accept.as_mut().poll(cx),
        }
    })
    .await
}
