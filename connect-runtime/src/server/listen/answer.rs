//! From a connection to the service: one request.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker, ready},
};

use pin_project_lite::pin_project;
use tower_service::Service;

use crate::{body::incoming::IncomingBody, server::origin::Origin};

/// Hands a request to the service.
///
/// A service that is ready, as a router always is, is called without being cloned.
pub(super) fn answer<S>(
    service: &mut S,
    origin: &Arc<Origin>,
    request: http::Request<IncomingBody>,
) -> Answer<S, S::Future>
where
    S: Service<http::Request<IncomingBody>, Error = Infallible> + Clone,
{
    let request = request.map(|body| body.with_origin(origin.clone()));
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
    pub(super) enum Answer<S, F> {
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
