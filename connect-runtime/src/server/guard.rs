//! Panics of the user's code: each becomes an `internal` error of its own call, and the connection lives.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;

use crate::{
    batch::Batch,
    error::ConnectError,
    interceptor::{BoxFuture, CallResult},
    messages::{Filled, Messages, Part, Parts},
    metadata::Metadata,
    payload::Payload,
};

/// What the caller learns. What the code said is in the log, where the panic hook put it.
fn panicked() -> ConnectError {
    ConnectError::internal("internal error")
}

/// Runs a handler and its interceptors.
pub(crate) struct Guarded<'a>(BoxFuture<'a, CallResult>);

impl<'a> Guarded<'a> {
    /// Begins with `start`, in which an interceptor may do work, and panic, before it gives its future.
    ///
    /// # Errors
    /// `internal` if it does panic.
    pub(crate) fn start(
        start: impl FnOnce() -> BoxFuture<'a, CallResult>,
    ) -> Result<Self, ConnectError> {
        let started = catch_unwind(AssertUnwindSafe(start));
        started.map(Guarded).map_err(|_| panicked())
    }
}

impl Future for Guarded<'_> {
    type Output = CallResult;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<CallResult> {
        // The future is not polled again after a panic, so nobody sees what the panic left behind.
        let polled = catch_unwind(AssertUnwindSafe(|| self.0.as_mut().poll(cx)));
        polled.unwrap_or_else(|_| Poll::Ready(Err(panicked())))
    }
}

/// Guards a response's stream, which runs the user's code after the handler has returned.
pub(crate) fn guard_messages(messages: Messages) -> Messages {
    if messages.is_one() {
        return messages;
    }
    let (codec, reader) = (messages.codec(), messages.reader());
    let messages = Some(messages);
    Messages::of_stream(codec, GuardedStream { messages }).read_by(reader)
}

struct GuardedStream {
    /// `None` once it has panicked.
    messages: Option<Messages>,
}

impl Stream for GuardedStream {
    type Item = Result<Part<Payload>, ConnectError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(messages) = &mut self.messages else {
            return Poll::Ready(None);
        };
        match catch_unwind(AssertUnwindSafe(|| messages.poll_part(cx))) {
            Ok(polled) => polled,
            Err(_) => {
                self.messages = None;
                Poll::Ready(Some(Err(panicked())))
            }
        }
    }
}

impl Parts for GuardedStream {
    fn poll_fill(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        batch: &mut Batch,
    ) -> Poll<Filled> {
        let Some(messages) = &mut self.messages else {
            return Poll::Ready(Filled::End(Ok(Metadata::new())));
        };
        match catch_unwind(AssertUnwindSafe(|| messages.poll_fill(cx, batch))) {
            Ok(polled) => polled,
            Err(_) => {
                self.messages = None;
                batch.rewind();
                Poll::Ready(Filled::End(Err(panicked())))
            }
        }
    }
}
