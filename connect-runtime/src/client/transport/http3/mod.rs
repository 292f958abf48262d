//! HTTP/3: many calls on one QUIC connection, on the h3 crate.

mod dial;
mod response;
mod upload;
mod usage;

pub(super) use dial::QuicDialer;

use std::{
    future::poll_fn,
    pin::pin,
    sync::Arc,
    task::{Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use h3::{
    ConnectionState,
    client::{self, RequestStream, SendRequest},
    error::{Code, StreamError},
};
use http::{HeaderValue, Method, header::CONTENT_LENGTH};
use tokio::time::sleep;

use crate::{
    body::incoming::IncomingBody,
    client::transport::{
        attempt::{Failure, Spare},
        contract::RequestBody,
        http3::{response::Response, upload::Upload, usage::Usage},
    },
    error::ConnectError,
    http3::{
        Connection as Quic, MAX_FIELD_SECTION_BYTES, OpenStreams, Received, RecvStream, Side, lost,
        response_error, varint,
    },
};

/// A connection; clones share it. It closes once all are dropped and their calls are over, or when there has been
/// no call for a while.
#[derive(Clone)]
pub(super) struct Connection {
    sender: SendRequest<OpenStreams, Bytes>,
    quic: quinn::Connection,
    usage: Arc<Usage>,
}

impl Connection {
    /// Begins to speak HTTP/3 on a new connection. Nothing is awaited from the server but leave to do so.
    async fn open(quic: quinn::Connection, idle_timeout: Duration) -> Result<Self, ConnectError> {
        let (connection, sender) = client::builder()
            .max_field_section_size(MAX_FIELD_SECTION_BYTES)
            .send_grease(false)
            .build(Quic::new(quic.clone(), Side::Client))
            .await
            .map_err(|error| lost(&error))?;
        let usage = Usage::new();
        tokio::spawn(drive(connection, quic.clone(), usage.clone(), idle_timeout));
        Ok(Connection {
            sender,
            quic,
            usage,
        })
    }

    /// Whether new calls can be made: the connection is up and the server has not said GOAWAY.
    pub(super) fn is_open(&self) -> bool {
        !self.sender.is_closing() && self.quic.close_reason().is_none()
    }

    /// Makes one call.
    pub(super) async fn send<B: RequestBody>(
        mut self,
        mut request: http::Request<B>,
    ) -> Result<http::Response<IncomingBody>, Failure<B>> {
        let Some(call) = self.usage.call() else {
            return Err(Failure {
                error: ConnectError::unavailable("connection closed"),
                again: Some(request),
            });
        };
        prepare(&mut request);
        let spare = Spare::of(&request);
        let (head, body) = request.into_parts();
        let head = http::Request::from_parts(head, ());
        let (send, mut receive) = match self.sender.send_request(head).await {
            Ok(stream) => stream.split(),
            // Of a head that was not sent whole the server has not acted on anything.
            Err(error) => {
                return Err(Failure {
                    error: response_error(&error),
                    again: spare.take(),
                });
            }
        };
        // Dropped with the call, before or after the response's head.
        let mut upload = Upload::begin(send, body)?;
        let mut answered = Box::pin(final_response(&mut receive));
        let response = poll_fn(|cx| match upload.poll_failed(cx) {
            Poll::Ready(error) => Poll::Ready(Err(Unanswered::Unsent(error))),
            Poll::Pending => answered.as_mut().poll(cx).map_err(Unanswered::Failed),
        });
        let response = match response.await {
            Ok(response) => response,
            Err(Unanswered::Unsent(error)) => return Err(error.into()),
            Err(Unanswered::Failed(error)) => {
                return Err(Failure {
                    error: response_error(&error),
                    again: is_unprocessed(&error).then(|| spare.take()).flatten(),
                });
            }
        };
        drop(answered);
        let body = Received::new(receive, response.headers(), response_error);
        Ok(response.map(|()| Response::body(body, upload, call, self)))
    }
}

/// Why there is no response.
enum Unanswered {
    /// The request broke off.
    Unsent(ConnectError),
    Failed(StreamError),
}

/// The head of the response, behind those that only announce it. RFC 9114, 4.1.
async fn final_response(
    stream: &mut RequestStream<RecvStream, Bytes>,
) -> Result<http::Response<()>, StreamError> {
    loop {
        let response = stream.recv_response().await?;
        if !response.status().is_informational() {
            return Ok(response);
        }
    }
}

/// Whether the server has certainly not acted on the request. RFC 9114, 4.1.1.
fn is_unprocessed(error: &StreamError) -> bool {
    matches!(
        error,
        StreamError::RemoteTerminate { code, .. } if *code == Code::H3_REQUEST_REJECTED
    )
}

fn prepare<B: RequestBody>(request: &mut http::Request<B>) {
    if let Some(bytes) = request.body().size_hint().exact()
        && request.method() != Method::GET
    {
        request
            .headers_mut()
            .insert(CONTENT_LENGTH, HeaderValue::from(bytes));
    }
}

/// Drives `connection` until it closes, or has been unused for `idle_timeout`.
async fn drive(
    mut connection: client::Connection<Quic, Bytes>,
    quic: quinn::Connection,
    usage: Arc<Usage>,
    idle_timeout: Duration,
) {
    let mut alarm = pin!(sleep(idle_timeout));
    let over = poll_fn(|cx| {
        // Calls learn of its failure on their own.
        if connection.poll_close(cx).is_ready() {
            return Poll::Ready(());
        }
        loop {
            ready!(alarm.as_mut().poll(cx));
            match usage.retire(idle_timeout) {
                Some(later) => alarm.as_mut().reset(later),
                None => return Poll::Ready(()),
            }
        }
    });
    over.await;
    quic.close(varint(Code::H3_NO_ERROR), b"");
}
