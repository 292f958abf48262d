//! A transport in memory, for tests of single calls with the clock stopped: it keeps the request that it
//! gets and answers with a body of frames that the test has cut itself.

use std::{
    collections::VecDeque,
    convert::Infallible,
    future::Ready,
    io,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker, ready},
    time::Duration,
};

use bytes::Bytes;
use connect::{Body, Client, ClientBuilder};
use http::{HeaderMap, HeaderName, HeaderValue};
use http_body::{Body as _, Frame};

use crate::harness::ProbeClient;

/// The transport. Clones share what they keep.
#[derive(Clone)]
pub(crate) struct Canned {
    content_type: String,
    frames: Vec<Bytes>,
    trailers: Option<HeaderMap>,
    fails_after: Option<Duration>,
    kept: Arc<Mutex<Vec<http::Request<Vec<u8>>>>>,
}

impl Canned {
    /// Answers every request with these frames.
    pub(crate) fn new(
        content_type: impl Into<String>,
        frames: impl IntoIterator<Item = impl Into<Bytes>>,
    ) -> Self {
        Canned {
            content_type: content_type.into(),
            frames: frames.into_iter().map(Into::into).collect(),
            trailers: None,
            fails_after: None,
            kept: Arc::default(),
        }
    }

    /// Behind its frames the body has these trailers.
    pub(crate) fn trailers(mut self, trailers: &[(String, Vec<u8>)]) -> Self {
        let mut all = HeaderMap::new();
        for (name, value) in trailers {
            let name = HeaderName::try_from(name).expect("a name");
            all.append(name, HeaderValue::from_bytes(value).expect("a value"));
        }
        self.trailers = Some(all);
        self
    }

    /// In place of its end the body has an error, after this time.
    pub(crate) fn failing_after(mut self, time: Duration) -> Self {
        self.fails_after = Some(time);
        self
    }

    pub(crate) fn client(
        &self,
        settings: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> ProbeClient {
        let builder = Client::builder("http://canned").transport(self.clone());
        ProbeClient::new(settings(builder).build().expect("good settings"))
    }

    /// The requests so far, with as much of their bodies as was ready at once.
    pub(crate) fn taken(&self) -> Vec<http::Request<Vec<u8>>> {
        std::mem::take(&mut self.kept.lock().expect("no panic"))
    }
}

impl tower_service::Service<http::Request<Body>> for Canned {
    type Response = http::Response<Frames>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let request = request.map(read);
        self.kept.lock().expect("no panic").push(request);
        let frames = Frames {
            left: self.frames.clone().into(),
            trailers: self.trailers.clone(),
            failure: self
                .fails_after
                .map(|time| Box::pin(tokio::time::sleep(time))),
        };
        let response = http::Response::builder().header("content-type", &self.content_type);
        std::future::ready(Ok(response.body(frames).expect("a response")))
    }
}

/// What is ready of a body.
fn read(mut body: Body) -> Vec<u8> {
    let mut cx = Context::from_waker(Waker::noop());
    let mut all = Vec::new();
    while let Poll::Ready(Some(Ok(frame))) = Pin::new(&mut body).poll_frame(&mut cx) {
        all.extend(frame.into_data().expect("no trailers"));
    }
    all
}

/// The body of a canned response.
pub(crate) struct Frames {
    left: VecDeque<Bytes>,
    trailers: Option<HeaderMap>,
    failure: Option<Pin<Box<tokio::time::Sleep>>>,
}

impl http_body::Body for Frames {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(data) = self.left.pop_front() {
            return Poll::Ready(Some(Ok(Frame::data(data))));
        }
        if let Some(trailers) = self.trailers.take() {
            return Poll::Ready(Some(Ok(Frame::trailers(trailers))));
        }
        let Some(failure) = &mut self.failure else {
            return Poll::Ready(None);
        };
        let () = ready!(failure.as_mut().poll(cx));
        Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into())))
    }
}
