//! One connection, from its first byte to its last.

use std::{
    cell::RefCell,
    convert::Infallible,
    error::Error,
    future::poll_fn,
    net::SocketAddr,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, Waker, ready},
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
use pin_project_lite::pin_project;
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
            patience::{Http1Patience, Http2Patience, Patience, Verdict, WaitObserver},
            traffic::Traffic,
        },
        origin::Origin,
        shutdown::Shutdown,
    },
    socket::{Socket, prepare},
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
    #[cfg(feature = "tls")]
    pub(super) tls: Option<tokio_rustls::TlsAcceptor>,
}

/// Longer than any process runs, and short enough to be added to an `Instant`.
const FOREVER: Duration = Duration::from_secs(1 << 30);

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
    let opened = or_stopped(&mut stop, Box::pin(open(stream, address, &limits))).await;
    let Some((traffic, peer, is_http2)) = opened else {
        return;
    };
    let origin = Arc::new(Origin { peer, shutdown });
    let received = traffic.received();
    let io = TokioIo::new(traffic);
    let service = RefCell::new(service);
    let service = service_fn(move |request| answer(&service, &origin, request));
    let (first, idle) = (limits.handshake_timeout, limits.idle_timeout);
    // Boxed, so that the task, which lives as long as the connection, is not as large as all its phases.
    if is_http2 {
        let executor = StreamExecutor::default();
        let patience = Http2Patience::new(received, executor.streams(), first, idle);
        let mut connection = Box::pin(http2(executor, &limits).serve_connection(io, service));
        drive(connection.as_mut(), stop, limits.max_age, patience).await;
    } else {
        let observer = WaitObserver::new(received);
        let patience = Http1Patience::new(observer.clone(), first, idle);
        let mut connection = Box::pin(http1(observer).serve_connection(io, service));
        drive(connection.as_mut(), stop, limits.max_age, patience).await;
    }
}

/// TLS, and the HTTP version. `None` if the client is too slow at it, leaves or speaks neither.
async fn open(
    stream: TcpStream,
    address: SocketAddr,
    limits: &Limits,
) -> Option<(Traffic, Peer, bool)> {
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
fn answer<S>(
    service: &RefCell<S>,
    origin: &Arc<Origin>,
    request: http::Request<Incoming>,
) -> Answer<S, S::Future>
where
    S: Service<http::Request<IncomingBody>, Error = Infallible> + Clone,
{
    let version = request.version();
    let request =
        request.map(|body| IncomingBody::request(body, version).with_origin(origin.clone()));
    let mut service = service.borrow_mut();
    let mut cx = Context::from_waker(Waker::noop());
    match service.poll_ready(&mut cx) {
        Poll::Ready(_) => Answer::Called {
            answer: service.call(request),
        },
        Poll::Pending => Answer::Waiting {
            call: Some(Box::new((service.clone(), request))),
        },
    }
}

pin_project! {
    /// The future of a request, no larger than the service's own: it is copied into a task.
    #[project = AnswerProjection]
    enum Answer<S, F> {
        Called { #[pin] answer: F },
        Waiting { call: Option<Box<(S, http::Request<IncomingBody>)>> },
    }
}

impl<S> Future for Answer<S, S::Future>
where
    S: Service<http::Request<IncomingBody>, Error = Infallible>,
{
    type Output = Result<S::Response, Infallible>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            let waiting = match self.as_mut().project() {
                AnswerProjection::Called { answer } => return answer.poll(cx),
                AnswerProjection::Waiting { call } => call,
            };
            let Some(call) = waiting else {
                return Poll::Pending;
            };
            let Ok(()) = ready!(call.0.poll_ready(cx));
            if let Some(call) = waiting.take() {
                let (mut service, request) = *call;
                let answer = service.call(request);
                self.set(Answer::Called { answer });
            }
        }
    }
}

fn http1(observer: WaitObserver) -> http1::Builder {
    let mut builder = http1::Builder::new();
    // A client that closes its half is gone; its request is dropped.
    builder.half_close(false);
    // The limits themselves are kept by `Http1Patience`; this only has hyper ask for a timer.
    builder.timer(observer).header_read_timeout(FOREVER);
    builder
}

fn http2(executor: StreamExecutor, limits: &Limits) -> http2::Builder<StreamExecutor> {
    let mut builder = http2::Builder::new(executor);
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

/// Polls a connection until it ends or `patience` does, asking it to finish when it is told to stop or too old.
async fn drive(
    mut connection: Pin<&mut impl Graceful>,
    mut stop: watch::Receiver<bool>,
    max_age: Option<Duration>,
    mut patience: impl Patience,
) {
    let news = stop.clone();
    let mut stopped = pin!(stopped(&mut stop));
    let mut aged = pin!(max_age.map(sleep));
    let (mut first, mut finishing) = (true, false);
    poll_fn(|cx| {
        if !finishing {
            // Polled once to be woken, and again only if there is news: polling takes a lock that all
            // connections share.
            let news = first || news.has_changed().unwrap_or(true);
            let stopped = news && stopped.as_mut().poll(cx).is_ready();
            let mut aged = aged.as_mut().as_pin_mut();
            first = false;
            if stopped || aged.as_mut().is_some_and(|aged| aged.as_mut().poll(cx).is_ready()) {
                finishing = true;
                connection.as_mut().finish();
            }
        }
        loop {
            if connection.as_mut().poll(cx).is_ready() {
                return Poll::Ready(());
            }
            match patience.judge(cx) {
                Verdict::Keep => return Poll::Pending,
                Verdict::Drop => return Poll::Ready(()),
                Verdict::Finish if finishing => {}
                Verdict::Finish => {
                    finishing = true;
                    connection.as_mut().finish();
                }
            }
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
