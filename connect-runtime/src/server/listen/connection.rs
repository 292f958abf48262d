//! One connection, from its first byte to its last.

use std::{
    cell::RefCell,
    convert::Infallible,
    error::Error,
    future::poll_fn,
    net::SocketAddr,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, Waker},
    time::Duration,
};

use bytes::Bytes;
use http_body::Body;
use hyper::{
    body::Incoming,
    rt::{Read, Write},
    server::conn::{http1, http2},
    service::{HttpService, service_fn},
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::TcpStream,
    sync::watch,
    time::{sleep, timeout},
};
use tower_service::Service;

use crate::{
    body::incoming::IncomingBody,
    request::Peer,
    server::{
        listen::{
            executor::StreamExecutor,
            patience::{Patience, WaitObserver},
            traffic::{Received, Traffic},
        },
        shutdown::Shutdown,
    },
    socket::Socket,
};

/// Windows are fixed: adapting them costs PINGs and begins at 64 KiB.
const STREAM_WINDOW_BYTES: u32 = 1 << 20;
const CONNECTION_WINDOW_BYTES: u32 = 4 << 20;
/// A message of 1 MiB comes in 16 frames instead of the default's 64.
const MAX_FRAME_BYTES: u32 = 64 * 1024;
/// What a stream may hold of a response that the client does not take.
const MAX_SEND_BUFFER_BYTES: usize = 64 * 1024;
/// Streams that we reset for the client's faults, before its connection is closed.
const MAX_LOCAL_RESETS: usize = 1024;
/// The least that an HTTP/2 client sends unasked: the preface and an empty SETTINGS frame.
const LEAST_HTTP2_BYTES: u64 = 24 + 9;

/// What is the same for all connections of a server.
#[derive(Clone)]
pub(super) struct Limits {
    /// For a TLS handshake; for the first bytes; for the rest of a request's head.
    pub(super) handshake_timeout: Duration,
    /// Between requests on HTTP/1.1.
    pub(super) idle_timeout: Duration,
    pub(super) max_age: Option<Duration>,
    pub(super) max_concurrent_streams: u32,
    pub(super) keep_alive_interval: Option<Duration>,
    pub(super) keep_alive_timeout: Duration,
    #[cfg(feature = "tls")]
    pub(super) tls: Option<tokio_rustls::TlsAcceptor>,
}

/// Longer than any process runs, and short enough to be added to an `Instant`.
const FOREVER: Duration = Duration::from_secs(1 << 30);

/// What a request is told of where it came from.
#[derive(Clone)]
pub(super) struct Origin {
    peer: Peer,
    shutdown: Shutdown,
}

/// Serves a connection until it ends, or until the shutdown has let it finish what it was at.
///
/// Failures end the connection and concern nobody else.
pub(super) async fn serve<S, R>(
    stream: TcpStream,
    address: SocketAddr,
    limits: Arc<Limits>,
    service: S,
    shutdown: Shutdown,
    mut stop: watch::Receiver<bool>,
) where
    S: Service<http::Request<IncomingBody>, Response = http::Response<R>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send,
    R: Body<Data = Bytes> + Send + 'static,
    R::Error: Into<Box<dyn Error + Send + Sync>>,
{
    // Without a request yet there is nothing to finish.
    let opened = or_stopped(&mut stop, open(stream, address, &limits)).await;
    let Some((traffic, peer, is_http2)) = opened else {
        return;
    };
    let origin = Origin { peer, shutdown };
    let received = traffic.received();
    let io = TokioIo::new(traffic);
    let service = RefCell::new(service);
    let service = service_fn(move |request| answer(&service, &origin, request));
    if is_http2 {
        let connection = http2(&limits).serve_connection(io, service);
        let silence = until_silent(received, limits.handshake_timeout);
        drive(pin!(connection), stop, limits.max_age, silence).await;
    } else {
        let observer = WaitObserver::new(received);
        let connection = http1(observer.clone()).serve_connection(io, service);
        let mut patience = Patience::new(observer, limits.handshake_timeout, limits.idle_timeout);
        let exhausted = poll_fn(move |cx| patience.poll_exhausted(cx));
        drive(pin!(connection), stop, limits.max_age, exhausted).await;
    }
}

/// TLS, and the HTTP version. `None` if the client is too slow at it, leaves or speaks neither.
async fn open(
    stream: TcpStream,
    address: SocketAddr,
    limits: &Limits,
) -> Option<(Traffic, Peer, bool)> {
    // Answers are written whole; waiting for more to send would only delay them.
    stream.set_nodelay(true).ok()?;
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
    Some((traffic, peer, is_http2))
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

/// Hands a request to the service.
///
/// A service that is ready, as a router always is, is called without being cloned.
fn answer<S, R>(
    service: &RefCell<S>,
    origin: &Origin,
    request: http::Request<Incoming>,
) -> impl Future<Output = Result<http::Response<R>, Infallible>> + use<S, R>
where
    S: Service<http::Request<IncomingBody>, Response = http::Response<R>, Error = Infallible>
        + Clone,
{
    let version = request.version();
    let mut request = request.map(|body| IncomingBody::request(body, version));
    request.extensions_mut().insert(origin.peer.clone());
    request.extensions_mut().insert(origin.shutdown.clone());

    let mut service = service.borrow_mut();
    let mut cx = Context::from_waker(Waker::noop());
    let answer = match service.poll_ready(&mut cx) {
        Poll::Ready(_) => Ok(service.call(request)),
        Poll::Pending => Err((service.clone(), request)),
    };
    async move {
        match answer {
            Ok(answer) => answer.await,
            Err((mut service, request)) => {
                poll_fn(|cx| service.poll_ready(cx)).await?;
                service.call(request).await
            }
        }
    }
}

fn http1(observer: WaitObserver) -> http1::Builder {
    let mut builder = http1::Builder::new();
    // A client that closes its half is gone; its request is dropped.
    builder.half_close(false);
    // The limit itself is kept by `Patience`.
    builder.timer(observer).header_read_timeout(FOREVER);
    builder
}

fn http2(limits: &Limits) -> http2::Builder<StreamExecutor> {
    let mut builder = http2::Builder::new(StreamExecutor);
    builder
        .timer(TokioTimer::new())
        .initial_stream_window_size(STREAM_WINDOW_BYTES)
        .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
        .max_frame_size(MAX_FRAME_BYTES)
        .max_send_buf_size(MAX_SEND_BUFFER_BYTES)
        .max_local_error_reset_streams(MAX_LOCAL_RESETS)
        .max_concurrent_streams(limits.max_concurrent_streams)
        .keep_alive_interval(limits.keep_alive_interval)
        .keep_alive_timeout(limits.keep_alive_timeout);
    builder
}

/// A connection that can be asked to take no more requests and end.
trait Graceful: Future {
    fn finish(self: Pin<&mut Self>);
}

impl<I, S, R> Graceful for http1::Connection<I, S>
where
    S: HttpService<Incoming, ResBody = R, Error: Into<Box<dyn Error + Send + Sync>>>,
    I: Read + Write + Unpin,
    R: Body<Error: Into<Box<dyn Error + Send + Sync>>> + 'static,
{
    fn finish(self: Pin<&mut Self>) {
        self.graceful_shutdown();
    }
}

impl<I, S, R> Graceful for http2::Connection<I, S, StreamExecutor>
where
    S: HttpService<
            Incoming,
            ResBody = R,
            Future: Send + 'static,
            Error: Into<Box<dyn Error + Send + Sync>>,
        >,
    I: Read + Write + Unpin,
    R: Body<Data: Send, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
{
    fn finish(self: Pin<&mut Self>) {
        self.graceful_shutdown();
    }
}

/// Polls a connection until it ends or `enough` does, asking it to finish when it is told to stop or too old.
async fn drive(
    mut connection: Pin<&mut impl Graceful>,
    mut stop: watch::Receiver<bool>,
    max_age: Option<Duration>,
    enough: impl Future<Output = ()>,
) {
    let news = stop.clone();
    let mut stopped = pin!(stopped(&mut stop));
    let mut aged = pin!(max_age.map(sleep));
    let mut enough = pin!(enough);
    let (mut first, mut finishing) = (true, false);
    poll_fn(|cx| {
        if !finishing {
            // Polled once to be woken, and again only if there is news: polling takes a lock that all
            // connections share.
            let stopped = (first || news.has_changed().unwrap_or(true))
                && stopped.as_mut().poll(cx).is_ready();
            let aged = aged
                .as_mut()
                .as_pin_mut()
                .is_some_and(|aged| aged.poll(cx).is_ready());
            first = false;
            if stopped || aged {
                finishing = true;
                connection.as_mut().finish();
            }
        }
        match connection.as_mut().poll(cx) {
            Poll::Ready(_) => Poll::Ready(()),
            Poll::Pending => enough.as_mut().poll(cx),
        }
    })
    .await;
}

/// Resolves when the server is told to stop, or is gone.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

/// What `future` gives, or `None` if the server stops first.
async fn or_stopped<T>(
    stop: &mut watch::Receiver<bool>,
    future: impl Future<Output = Option<T>>,
) -> Option<T> {
    let mut stopped = pin!(stopped(stop));
    let mut future = pin!(future);
    poll_fn(|cx| match stopped.as_mut().poll(cx) {
        Poll::Ready(()) => Poll::Ready(None),
        Poll::Pending => future.as_mut().poll(cx),
    })
    .await
}

/// Resolves if an HTTP/2 client has not even sent its settings in time. Later on PINGs tell who is gone.
async fn until_silent(received: Received, limit: Duration) {
    sleep(limit).await;
    if received.bytes() >= LEAST_HTTP2_BYTES {
        std::future::pending().await
    }
}
