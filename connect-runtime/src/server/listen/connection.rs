//! One connection, from its first byte to its last.

use std::{
    cell::RefCell,
    convert::Infallible,
    error::Error,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::Body;
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use pin_project_lite::pin_project;
use tokio::{net::TcpStream, sync::watch};
use tower_service::Service;

use crate::{
    body::incoming::IncomingBody,
    server::{
        listen::{
            answer::answer,
            drive::{drive, stopped},
            executor::StreamExecutor,
            http2,
            open::{FOREVER, Limits, Opened, open},
            patience::{Http1Patience, Http2Patience, WaitObserver},
        },
        origin::Origin,
        shutdown::Shutdown,
    },
};

/// Serves a connection until it ends, or until the shutdown has let it finish what it was at.
///
/// Failures end the connection and concern nobody else.
pub(super) fn serve<S, R>(
    stream: TcpStream,
    address: SocketAddr,
    limits: Arc<Limits>,
    service: S,
    shutdown: Shutdown,
    stop: watch::Receiver<bool>,
) -> impl Future<Output = ()> + Send + use<S, R>
where
    S: Service<http::Request<IncomingBody>, Response = http::Response<R>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send,
    R: Body<Data = Bytes> + Send + 'static,
    R::Error: Into<Box<dyn Error + Send + Sync>>,
{
    // Boxed, so that the task, which lives as long as the connection, has no room for a TLS handshake.
    let opening = Box::pin(open(stream, address, limits.clone(), stop.clone()));
    async move {
        if let Some(opened) = opening.await {
            run(opened, &limits, service, shutdown, &stop).await;
        }
    }
}

/// Serves a connection that is open.
fn run<S, R>(
    opened: Opened,
    limits: &Limits,
    service: S,
    shutdown: Shutdown,
    stop: &watch::Receiver<bool>,
) -> impl Future<Output = ()> + Send + use<S, R>
where
    S: Service<http::Request<IncomingBody>, Response = http::Response<R>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send,
    R: Body<Data = Bytes> + Send + 'static,
    R::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let (first, idle, age) = (
        limits.handshake_timeout,
        limits.idle_timeout,
        limits.max_age,
    );
    let peer = opened.peer;
    let origin = Arc::new(Origin { peer, shutdown });
    let received = opened.traffic.received();
    if opened.is_http2 {
        let executor = StreamExecutor::new(limits.methods.clone());
        let patience = Http2Patience::new(received, executor.streams(), first, idle);
        let connection = http2::Connection::new(opened.traffic, limits, service, origin, executor);
        let work = connection.work();
        let drive = drive(connection, work, patience, stop, stopped, age);
        return Either::Http2 { drive };
    }
    let service = RefCell::new(service);
    let service = service_fn(move |request: http::Request<hyper::body::Incoming>| {
        let version = request.version();
        let request = request.map(|body| IncomingBody::request(body, version));
        answer(&mut *service.borrow_mut(), &origin, request)
    });
    let observer = WaitObserver::new(received);
    let patience = Http1Patience::new(observer.clone(), first, idle);
    let io = TokioIo::new(opened.traffic);
    let connection = http1(observer).serve_connection(io, service);
    let drive = drive(connection, (), patience, stop, stopped, age);
    Either::Http1 { drive }
}

pin_project! {
    #[project = EitherProjection]
    enum Either<A, B> {
        Http1 { #[pin] drive: A },
        Http2 { #[pin] drive: B },
    }
}

impl<A: Future<Output = ()>, B: Future<Output = ()>> Future for Either<A, B> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match self.project() {
            EitherProjection::Http1 { drive } => drive.poll(cx),
            EitherProjection::Http2 { drive } => drive.poll(cx),
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
