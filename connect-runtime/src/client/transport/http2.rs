//! HTTP/2: many calls on one connection, on the h2 crate directly.
//!
//! Not through hyper, whose client writes a unary call in two packets and tells less of how streams end:
//! a response's body that is reset with CANCEL would end as if it were whole.

use std::{
    future::poll_fn,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Waker, ready},
};

use bytes::Bytes;
use h2::{Reason, SendStream, client::SendRequest};
use http::{HeaderValue, Method, Version, header::CONTENT_LENGTH};

use crate::{
    body::{
        decode::END_MAX_BYTES,
        incoming::{IncomingBody, transport_error},
    },
    client::transport::{
        attempt::{Failure, Spare},
        contract::RequestBody,
        keep_alive::KeepAlive,
        task::Task,
    },
    error::ConnectError,
    socket::Socket,
};

/// Windows are fixed: adapting them costs PINGs and begins at 64 KiB.
const STREAM_WINDOW_BYTES: u32 = 1 << 20;
const CONNECTION_WINDOW_BYTES: u32 = 4 << 20;
/// A message of 1 MiB comes in 16 frames instead of the default's 64.
const MAX_FRAME_BYTES: u32 = 64 * 1024;
/// What a stream may hold of a body that the server does not take.
const MAX_SEND_BUFFER_BYTES: usize = 64 * 1024;

/// A connection; clones share it. It closes once all are dropped and their calls are over.
#[derive(Clone)]
pub(super) struct Connection {
    sender: SendRequest<Bytes>,
    /// Whether the server has ever answered a call: if not, it may not speak HTTP/2 at all.
    answered: Arc<AtomicBool>,
    keep_alive: KeepAlive,
}

impl Connection {
    /// Begins to speak HTTP/2 on a new connection. Nothing is awaited from the server.
    pub(super) async fn open(socket: Socket, keep_alive: &KeepAlive) -> Result<Self, ConnectError> {
        let (sender, connection) = h2::client::Builder::new()
            .initial_window_size(STREAM_WINDOW_BYTES)
            .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
            .max_frame_size(MAX_FRAME_BYTES)
            .max_header_list_size(END_MAX_BYTES as u32)
            .max_send_buffer_size(MAX_SEND_BUFFER_BYTES)
            .enable_push(false)
            .handshake(socket)
            .await
            .map_err(|error| transport_error(&error))?;
        let keep_alive = keep_alive.for_connection();
        tokio::spawn(keep_alive.clone().run(connection));
        Ok(Connection {
            sender,
            answered: Arc::default(),
            keep_alive,
        })
    }

    /// Whether new calls can be made: the connection is up and the server has not said GOAWAY.
    pub(super) fn is_open(&self) -> bool {
        let mut sender = self.sender.clone();
        let mut cx = Context::from_waker(Waker::noop());
        !matches!(sender.poll_ready(&mut cx), Poll::Ready(Err(_)))
    }

    /// Makes one call.
    pub(super) async fn send<B: RequestBody>(
        self,
        mut request: http::Request<B>,
    ) -> Result<http::Response<IncomingBody>, Failure<B>> {
        let mut sender = match self.sender.clone().ready().await {
            Ok(sender) => sender,
            Err(error) => {
                let again = Some(request);
                return Err(Failure {
                    error: self.explain(&error),
                    again,
                });
            }
        };
        prepare(&mut request);
        let spare = Spare::of(&request);
        let failure = |error: h2::Error| Failure {
            error: self.explain(&error),
            again: if is_unprocessed(&error) {
                spare.take()
            } else {
                None
            },
        };

        let (head, body) = request.into_parts();
        let head = http::Request::from_parts(head, ());
        let ended = body.is_end_stream();
        let (response, stream) = match sender.send_request(head, ended) {
            Ok(sent) => sent,
            Err(error) => return Err(failure(error)),
        };
        // Aborted when the call is dropped, before or after the response's head.
        let upload = match ended {
            true => None,
            false => send_body(body, stream)?,
        };
        let call = self.keep_alive.call();
        match response.await {
            Ok(response) => {
                self.answered.store(true, Ordering::Relaxed);
                let length = content_length(&response);
                Ok(response.map(|body| match (upload, call) {
                    (None, None) => IncomingBody::response(body, length),
                    both => IncomingBody::response(body, length).keeping(both),
                }))
            }
            Err(error) => Err(failure(error)),
        }
    }

    fn explain(&self, error: &h2::Error) -> ConnectError {
        let never_answered = !self.answered.load(Ordering::Relaxed);
        match never_answered && error.is_go_away() && error.is_library() {
            true => ConnectError::unavailable(
                "the server does not answer in HTTP/2; it may expect HTTP/1.1 or TLS",
            ),
            false => transport_error(error),
        }
    }
}

/// Whether the server has certainly not acted on the request. RFC 9113, 8.7.
///
/// h2 tells streams of a GOAWAY only if they are above its last stream; those below fail with an I/O error,
/// if at all.
fn is_unprocessed(error: &h2::Error) -> bool {
    let refused = error.is_reset() && error.reason() == Some(Reason::REFUSED_STREAM);
    error.is_remote() && (refused || error.is_go_away())
}

/// The length of the body as the head has it, to which h2 holds the server.
fn content_length(response: &http::Response<h2::RecvStream>) -> Option<u64> {
    let value = response.headers().get(CONTENT_LENGTH)?;
    value.to_str().ok()?.parse().ok()
}

fn prepare<B: RequestBody>(request: &mut http::Request<B>) {
    *request.version_mut() = Version::HTTP_2;
    if let Some(bytes) = request.body().size_hint().exact()
        && request.method() != Method::GET
    {
        request
            .headers_mut()
            .insert(CONTENT_LENGTH, HeaderValue::from(bytes));
    }
}

/// Sends the first of the body if it is ready, so that a unary call leaves with its head in one packet, and
/// spawns the rest.
fn send_body<B: RequestBody>(
    mut body: B,
    mut stream: SendStream<Bytes>,
) -> Result<Option<Task>, ConnectError> {
    // What pends here is polled again by the task, which leaves its own waker.
    let mut cx = Context::from_waker(Waker::noop());
    if let Poll::Ready(frame) = Pin::new(&mut body).poll_frame(&mut cx)
        && send_frame(&body, frame, &mut stream)?
    {
        return Ok(None);
    }
    Ok(Some(Task::spawn(async move {
        // The call learns of a failure from its response.
        let _ = poll_fn(|cx| poll_upload(&mut body, &mut stream, cx)).await;
    })))
}

/// Sends the rest of a body as the server takes it.
fn poll_upload<B: RequestBody>(
    body: &mut B,
    stream: &mut SendStream<Bytes>,
    cx: &mut Context<'_>,
) -> Poll<Result<(), ConnectError>> {
    loop {
        if stream.poll_reset(cx).is_ready() {
            return Poll::Ready(Ok(()));
        }
        stream.reserve_capacity(1);
        while stream.capacity() == 0 {
            match ready!(stream.poll_capacity(cx)) {
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Poll::Ready(Ok(())),
            }
        }
        let frame = ready!(Pin::new(&mut *body).poll_frame(cx));
        if send_frame(body, frame, stream)? {
            return Poll::Ready(Ok(()));
        }
    }
}

/// Sends what `body` has given, and says whether that was the last of it.
fn send_frame<B: RequestBody>(
    body: &B,
    frame: Option<Result<http_body::Frame<Bytes>, B::Error>>,
    stream: &mut SendStream<Bytes>,
) -> Result<bool, ConnectError> {
    let (data, last) = match frame {
        None => (Bytes::new(), true),
        // Calls have no trailers in their requests.
        Some(Ok(frame)) => (frame.into_data().unwrap_or_default(), body.is_end_stream()),
        Some(Err(error)) => {
            stream.send_reset(Reason::CANCEL);
            return Err(transport_error(&*error.into()));
        }
    };
    // Peers count empty frames that end nothing, and close connections that carry many.
    if last || !data.is_empty() {
        stream
            .send_data(data, last)
            .map_err(|error| transport_error(&error))?;
    }
    Ok(last)
}
