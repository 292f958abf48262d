//! Telling clients of HTTP/1.1 and HTTP/2 that HTTP/3 is spoken here too.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll, ready},
};

use http::{HeaderValue, header::ALT_SVC};
use pin_project_lite::pin_project;
use tower_service::Service;

/// A service whose responses name the port of HTTP/3, if there is one. RFC 7838, 3.
#[derive(Clone, Debug)]
pub(in crate::server::listen) struct Advertised<S> {
    service: S,
    value: Option<HeaderValue>,
}

impl<S> Advertised<S> {
    pub(in crate::server::listen) fn new(service: S, port: Option<u16>) -> Self {
        let value = port.and_then(|port| format!("h3=\":{port}\"").parse().ok());
        Advertised { service, value }
    }
}

impl<S, Q, R> Service<http::Request<Q>> for Advertised<S>
where
    S: Service<http::Request<Q>, Response = http::Response<R>, Error = Infallible>,
{
    type Response = http::Response<R>;
    type Error = Infallible;
    type Future = Answer<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.service.poll_ready(cx)
    }

    fn call(&mut self, request: http::Request<Q>) -> Self::Future {
        Answer {
            answer: self.service.call(request),
            value: self.value.clone(),
        }
    }
}

pin_project! {
    pub(in crate::server::listen) struct Answer<F> {
        #[pin]
        answer: F,
        value: Option<HeaderValue>,
    }
}

impl<F, R> Future for Answer<F>
where
    F: Future<Output = Result<http::Response<R>, Infallible>>,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let Ok(mut response) = ready!(this.answer.poll(cx));
        if let Some(value) = this.value.take() {
            // One that the service has set says more.
            response.headers_mut().entry(ALT_SVC).or_insert(value);
        }
        Poll::Ready(Ok(response))
    }
}
