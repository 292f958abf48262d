//! HTTP/1.1: one call at a time on a connection, and a list of connections between calls.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use http::header::HOST;
use http_body::{Body as _, Frame, SizeHint};
use hyper::{body::Incoming, client::conn::http1::SendRequest};
use hyper_util::rt::TokioIo;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use crate::{
    body::incoming::{IncomingBody, transport_error},
    client::transport::{
        attempt::{Failure, Spare},
        contract::{ConnectHint, RequestBody},
        task::Task,
    },
    error::ConnectError,
    socket::Socket,
};

/// How long a connection that has just given its response may take to be ready for the next call. What is
/// not by then is still sending a request that was answered early, and is closed.
const READY_TIMEOUT: Duration = Duration::from_millis(10);

/// Connections between calls, the longest unused first.
pub(super) struct Pool<B> {
    idle: Mutex<Idle<B>>,
    timeout: Duration,
    max: usize,
}

struct Idle<B> {
    connections: Vec<(Instant, Connection<B>)>,
    reaper: Option<Task>,
}

/// hyper's two halves of a connection. It closes when this is dropped.
struct Connection<B> {
    sender: SendRequest<B>,
    _task: Task,
}

/// A connection while a call has it.
pub(super) struct Lease<B> {
    connection: Connection<B>,
    pool: Arc<Pool<B>>,
    reused: bool,
    /// Whether the call's request is a stream, which may go on when the response has ended.
    streams: bool,
}

impl<B: RequestBody> Pool<B> {
    pub(super) fn new(timeout: Duration, max: usize) -> Arc<Self> {
        let idle = Mutex::new(Idle {
            connections: Vec::new(),
            reaper: None,
        });
        Arc::new(Pool { idle, timeout, max })
    }

    /// A connection that is ready for a call, if there is one.
    pub(super) async fn take(self: &Arc<Self>) -> Option<Lease<B>> {
        loop {
            let (_, mut connection) = self.idle().connections.pop()?;
            let ready = connection.sender.is_ready()
                || matches!(
                    timeout(READY_TIMEOUT, connection.sender.ready()).await,
                    Ok(Ok(()))
                );
            if ready {
                return Some(Lease {
                    connection,
                    pool: Arc::clone(self),
                    reused: true,
                    streams: false,
                });
            }
        }
    }

    /// Begins to speak HTTP/1.1 on a new connection.
    pub(super) async fn open(self: &Arc<Self>, socket: Socket) -> Result<Lease<B>, ConnectError> {
        let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(socket))
            .await
            .map_err(|error| transport_error(&error))?;
        let task = Task::spawn(async {
            // Calls learn of its failure on their own.
            let _ = connection.await;
        });
        let connection = Connection {
            sender,
            _task: task,
        };
        Ok(Lease {
            connection,
            pool: Arc::clone(self),
            reused: false,
            streams: false,
        })
    }

    fn put(self: Arc<Self>, connection: Connection<B>, streams: bool) {
        if connection.sender.is_closed() || self.max == 0 {
            return;
        }
        if streams && !connection.sender.is_ready() {
            tokio::spawn(sweep(Arc::downgrade(&self)));
        }
        let mut idle = self.idle();
        if idle.connections.len() >= self.max {
            idle.connections.remove(0);
        }
        idle.connections.push((Instant::now(), connection));
        if idle.reaper.is_none() {
            idle.reaper = Some(Task::spawn(reap(Arc::downgrade(&self), self.timeout)));
        }
    }

    fn idle(&self) -> MutexGuard<'_, Idle<B>> {
        // Nothing panics while it is locked, and it holds no invariant that could break.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closes connections as their time comes, until there are none.
async fn reap<B: RequestBody>(pool: Weak<Pool<B>>, timeout: Duration) {
    let mut next = Instant::now() + timeout;
    loop {
        sleep_until(next).await;
        let Some(pool) = pool.upgrade() else { return };
        let mut idle = pool.idle();
        let now = Instant::now();
        idle.connections
            .retain(|(since, connection)| *since + timeout > now && !connection.sender.is_closed());
        match idle.connections.first() {
            Some((since, _)) => next = *since + timeout,
            None => {
                idle.reaper = None;
                return;
            }
        }
    }
}

/// Closes connections that still send a request which was answered early: its call is over, and the caller's
/// stream must learn that nobody reads it.
async fn sweep<B: RequestBody>(pool: Weak<Pool<B>>) {
    sleep(READY_TIMEOUT).await;
    let Some(pool) = pool.upgrade() else { return };
    let now = Instant::now();
    pool.idle()
        .connections
        .retain(|(since, connection)| *since + READY_TIMEOUT > now || connection.sender.is_ready());
}

impl<B: RequestBody> Lease<B> {
    /// Makes one call. The connection goes back when the response has been read.
    pub(super) async fn send(
        mut self,
        mut request: http::Request<B>,
        hint: ConnectHint,
    ) -> Result<http::Response<IncomingBody>, Failure<B>> {
        to_origin_form(&mut request);
        self.streams = request.body().size_hint().exact().is_none();
        // A server may close a connection between calls just as the next one is written.
        let spare = if self.reused && hint.idempotent {
            Spare::of(&request)
        } else {
            Spare::none()
        };
        match self.connection.sender.try_send_request(request).await {
            Ok(response) => Ok(response.map(|body| Response::body(body, self))),
            Err(mut refused) => {
                let unsent = refused.take_message();
                let error = refused.into_error();
                let again = match unsent {
                    Some(request) => Some(request),
                    None if error.is_parse() => None,
                    None => spare.take(),
                };
                Err(Failure {
                    error: self.explain(&error),
                    again,
                })
            }
        }
    }

    fn explain(&self, error: &hyper::Error) -> ConnectError {
        let foreign = error.is_parse() && !error.is_parse_too_large();
        match !self.reused && foreign {
            true => ConnectError::unavailable(
                "the server does not answer in HTTP/1.1; it may expect TLS or HTTP/2",
            ),
            false => transport_error(error),
        }
    }
}

/// Turns an absolute URI into a path with a `host` header. RFC 9112, 3.2.1.
fn to_origin_form<B>(request: &mut http::Request<B>) {
    let parts = std::mem::take(request.uri_mut()).into_parts();
    if let Some(authority) = parts.authority
        && !request.headers().contains_key(HOST)
        && let Ok(host) = http::HeaderValue::from_maybe_shared(Bytes::copy_from_slice(
            authority.as_str().as_bytes(),
        ))
    {
        request.headers_mut().insert(HOST, host);
    }
    if let Some(path) = parts.path_and_query {
        *request.uri_mut() = path.into();
    }
}

/// A response's body, which gives its connection back at its end.
struct Response<B> {
    body: Incoming,
    lease: Option<Lease<B>>,
}

impl<B: RequestBody> Response<B> {
    fn body(body: Incoming, lease: Lease<B>) -> IncomingBody {
        let mut response = Response {
            body,
            lease: Some(lease),
        };
        response.return_if_ended();
        IncomingBody::new(response)
    }

    fn return_if_ended(&mut self) {
        if self.body.is_end_stream() {
            self.give_back();
        }
    }

    fn give_back(&mut self) {
        if let Some(Lease {
            connection,
            pool,
            streams,
            ..
        }) = self.lease.take()
        {
            pool.put(connection, streams);
        }
    }
}

impl<B: RequestBody> http_body::Body for Response<B> {
    type Data = Bytes;
    type Error = ConnectError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ConnectError>>> {
        Poll::Ready(match ready!(Pin::new(&mut self.body).poll_frame(cx)) {
            Some(Ok(frame)) => {
                self.return_if_ended();
                Some(Ok(frame))
            }
            Some(Err(error)) => {
                self.lease = None;
                Some(Err(transport_error(&error)))
            }
            None => {
                self.give_back();
                None
            }
        })
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
