//! Sending a request's body while its response may come.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use h3::{client::RequestStream, error::Code};
use tokio::sync::oneshot;

use crate::{
    body::incoming::transport_error,
    client::transport::{contract::RequestBody, task::Task},
    error::ConnectError,
    http3::{SendStream, Unsent, send_body},
};

/// A body on its way. Dropped before its end, it is reset.
pub(super) struct Upload {
    _task: Option<Task>,
    failed: Option<oneshot::Receiver<ConnectError>>,
}

impl Upload {
    /// Sends what is ready at once, so that a unary call leaves with its head in one packet, and spawns the rest.
    ///
    /// # Errors
    /// Why the body broke off, if it has already.
    pub(super) fn begin<B: RequestBody>(
        mut stream: RequestStream<SendStream, Bytes>,
        body: B,
    ) -> Result<Self, ConnectError> {
        let mut sending = Box::pin(async move {
            let sent = send_body(&mut stream, body, Code::H3_REQUEST_CANCELLED).await;
            match sent {
                Err(Unsent::Body(error)) => Err(transport_error(&*error)),
                // What the server does not take, it need not; the call learns from its response what became of it.
                Ok(()) | Err(Unsent::Refused) => Ok(()),
            }
        });
        // What pends here is polled again by the task, which leaves its own waker.
        let mut cx = Context::from_waker(Waker::noop());
        if let Poll::Ready(sent) = sending.as_mut().poll(&mut cx) {
            return sent.map(|()| Upload {
                _task: None,
                failed: None,
            });
        }
        let (failure, failed) = oneshot::channel();
        let task = Task::spawn(async move {
            if let Err(error) = sending.await {
                // Nobody asks any more if the call is over.
                let _ = failure.send(error);
            }
        });
        Ok(Upload {
            _task: Some(task),
            failed: Some(failed),
        })
    }

    /// Why the body broke off, once it does.
    pub(super) fn poll_failed(&mut self, cx: &mut Context<'_>) -> Poll<ConnectError> {
        let Some(failed) = &mut self.failed else {
            return Poll::Pending;
        };
        match Pin::new(failed).poll(cx) {
            Poll::Ready(Ok(error)) => {
                self.failed = None;
                Poll::Ready(error)
            }
            Poll::Ready(Err(_)) => {
                self.failed = None;
                Poll::Pending
            }
            Poll::Pending => Poll::Pending,
        }
    }
}
