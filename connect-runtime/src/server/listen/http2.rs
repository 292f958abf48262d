//! An HTTP/2 connection, on the h2 crate directly.
//!
//! Not through hyper, whose futures of streams are larger and move more often, and which ends a request's body that
//! was reset with CANCEL as if it were whole. What a stream does once it has begun is in
//! [`stream`](super::stream), where it runs in [`executor`](super::executor).

use std::{
    convert::Infallible,
    error::Error,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use h2::{Ping, PingPong, RecvStream, server::SendResponse};
use http_body::Body;
use tokio::time::{sleep, timeout};
use tower_service::Service;

use crate::{
    body::incoming::IncomingBody,
    server::{
        listen::{
            answer::answer,
            drive::Graceful,
            executor::{StreamExecutor, Work},
            open::Limits,
            stream::Stream,
            traffic::Traffic,
        },
        origin::Origin,
    },
};

/// Windows are fixed: adapting them costs PINGs and begins at 64 KiB.
const STREAM_WINDOW_BYTES: u32 = 1 << 20;
const CONNECTION_WINDOW_BYTES: u32 = 4 << 20;
/// A message of 1 MiB comes in 16 frames instead of the default's 64.
const MAX_FRAME_BYTES: u32 = 64 * 1024;
/// What a request may have of headers, each counted with 32 bytes more than it has (RFC 9113, 6.5.2).
const MAX_HEADER_LIST_BYTES: u32 = 16 * 1024;
/// What a stream may hold of a response that the client does not take.
const MAX_SEND_BUFFER_BYTES: usize = 64 * 1024;
/// Streams that we reset for the client's faults, before its connection is closed.
const MAX_LOCAL_RESETS: usize = 1024;

/// A connection and the service that answers on it. It ends when the client has gone or, once told to finish, when
/// all streams have ended.
pub(super) struct Connection<S> {
    state: State,
    service: S,
    origin: Arc<Origin>,
    executor: StreamExecutor,
    /// Told to finish while the client's first frames were still to come.
    finishing: bool,
    keep_alive: Option<KeepAlive>,
}

enum State {
    Opening(Box<h2::server::Handshake<Traffic, Bytes>>),
    Serving(Box<h2::server::Connection<Traffic, Bytes>>),
}

enum KeepAlive {
    /// With this pause, and so long for an answer.
    Wanted(Duration, Duration),
    /// Ends when the client has left a PING unanswered.
    Running(Pin<Box<dyn Future<Output = ()> + Send>>),
}

impl<S> Connection<S> {
    /// Begins to speak HTTP/2 with a client.
    pub(super) fn new(
        traffic: Traffic,
        limits: &Limits,
        service: S,
        origin: Arc<Origin>,
        executor: StreamExecutor,
    ) -> Self {
        let handshake = h2::server::Builder::new()
            .initial_window_size(STREAM_WINDOW_BYTES)
            .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
            .max_frame_size(MAX_FRAME_BYTES)
            .max_header_list_size(MAX_HEADER_LIST_BYTES)
            .max_send_buffer_size(MAX_SEND_BUFFER_BYTES)
            .max_local_error_reset_streams(Some(MAX_LOCAL_RESETS))
            .max_concurrent_streams(limits.max_concurrent_streams)
            .handshake(traffic);
        Connection {
            state: State::Opening(Box::new(handshake)),
            service,
            origin,
            executor,
            finishing: false,
            keep_alive: limits
                .keep_alive_interval
                .map(|interval| KeepAlive::Wanted(interval, limits.keep_alive_timeout)),
        }
    }

    /// What the connection leaves to be done when it has been polled.
    pub(super) fn work(&self) -> impl Work + use<S> {
        self.executor.clone()
    }
}

impl<S, R> Connection<S>
where
    S: Service<http::Request<IncomingBody>, Response = http::Response<R>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send,
    R: Body<Data = Bytes> + Send + 'static,
    R::Error: Into<Box<dyn Error + Send + Sync>>,
{
    fn begin(&mut self, request: http::Request<RecvStream>, respond: SendResponse<Bytes>) {
        let length = content_length(&request);
        let method = self.executor.method(request.uri().path());
        let head_only = request.method() == http::Method::HEAD;
        let request = request.map(|body| IncomingBody::http2_request(body, length));
        let answer = answer(&mut self.service, &self.origin, request);
        self.executor
            .execute(method, Stream::new(answer, respond, head_only));
    }
}

impl<S, R> Future for Connection<S>
where
    S: Service<http::Request<IncomingBody>, Response = http::Response<R>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send,
    R: Body<Data = Bytes> + Send + 'static,
    R::Error: Into<Box<dyn Error + Send + Sync>>,
{
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.get_mut();
        if let State::Opening(handshake) = &mut this.state {
            let Ok(mut connection) = ready!(Pin::new(&mut **handshake).poll(cx)) else {
                return Poll::Ready(());
            };
            if this.finishing {
                connection.graceful_shutdown();
            }
            if let (Some(KeepAlive::Wanted(interval, timeout)), Some(pings)) =
                (this.keep_alive.take(), connection.ping_pong())
            {
                let unanswered = until_unanswered(interval, timeout, pings);
                this.keep_alive = Some(KeepAlive::Running(Box::pin(unanswered)));
            }
            this.state = State::Serving(Box::new(connection));
        }
        if let Some(KeepAlive::Running(unanswered)) = &mut this.keep_alive
            && unanswered.as_mut().poll(cx).is_ready()
        {
            return Poll::Ready(());
        }
        while let State::Serving(connection) = &mut this.state {
            match ready!(connection.poll_accept(cx)) {
                Some(Ok((request, respond))) => this.begin(request, respond),
                Some(Err(_)) => break,
                None => return connection.poll_closed(cx).map(drop),
            }
        }
        Poll::Ready(())
    }
}

impl<S> Graceful for Connection<S>
where
    Self: Future,
{
    fn finish(self: Pin<&mut Self>) {
        let this = Pin::into_inner(self);
        this.finishing = true;
        if let State::Serving(connection) = &mut this.state {
            connection.graceful_shutdown();
        }
    }
}

/// Nothing is pinned through it: the service is called, not polled where it stands.
impl<S> Unpin for Connection<S> {}

/// The length of a request's body as its head has it, to which h2 holds the client.
fn content_length(request: &http::Request<RecvStream>) -> Option<u64> {
    if request.body().is_end_stream() {
        return Some(0);
    }
    let value = request.headers().get(http::header::CONTENT_LENGTH)?;
    value.to_str().ok()?.parse().ok()
}

/// Asks with a PING every so often, until one is left unanswered.
async fn until_unanswered(interval: Duration, limit: Duration, mut pings: PingPong) {
    loop {
        sleep(interval).await;
        match timeout(limit, pings.ping(Ping::opaque())).await {
            Ok(Ok(_)) => {}
            Ok(Err(_)) | Err(_) => return,
        }
    }
}
