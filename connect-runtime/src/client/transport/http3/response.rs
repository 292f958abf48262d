//! The body of a response, and what lives as long as it.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use h3::client::RequestStream;
use http_body::{Body, Frame, SizeHint};

use crate::{
    body::incoming::IncomingBody,
    client::transport::http3::{Connection, Upload, usage::Call},
    error::ConnectError,
    http3::{Received, RecvStream},
};

type Stream = RequestStream<RecvStream, Bytes>;

/// A response's body. Dropped before its end, it resets the call in both directions.
pub(super) struct Response {
    body: Received<Stream>,
    upload: Upload,
    _call: Call,
    /// h3 closes a connection to which nobody holds on.
    _connection: Connection,
}

impl Response {
    pub(super) fn body(
        body: Received<Stream>,
        upload: Upload,
        call: Call,
        connection: Connection,
    ) -> IncomingBody {
        IncomingBody::new(Response {
            body,
            upload,
            _call: call,
            _connection: connection,
        })
    }
}

impl Body for Response {
    type Data = Bytes;
    type Error = ConnectError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ConnectError>>> {
        if let Poll::Ready(error) = self.upload.poll_failed(cx) {
            return Poll::Ready(Some(Err(error)));
        }
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
