//! A connection being served: until it ends, is told to end, or has tried our patience.

use std::{
    error::Error,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use http_body::Body;
use hyper::{
    body::Incoming,
    rt::{Read, Write},
    server::conn::http1,
    service::HttpService,
};
use pin_project_lite::pin_project;
use tokio::{
    sync::watch,
    time::{Sleep, sleep},
};

use crate::server::listen::{
    executor::Work,
    patience::{Patience, Verdict},
};

/// A connection that can be asked to take no more requests and end.
pub(super) trait Graceful: Future {
    fn finish(self: Pin<&mut Self>);
}

impl<I, S, R> Graceful for http1::Connection<I, S>
where
    S: HttpService<Incoming, ResBody = R, Error: Into<Box<dyn Error + Send + Sync>>>,
    I: Read + Write + Unpin,
    R: Body<Error: Into<Box<dyn Error + Send + Sync>>> + 'static,
{
    fn finish(self: Pin<&mut Self>) {
        self.graceful_shutdown();
    }
}

/// Resolves when the server is told to stop, or is gone.
pub(super) async fn stopped(mut stop: watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

pin_project! {
    /// Polls a connection until it ends, asking it to finish when the server stops or it is too old.
    ///
    /// Not an `async` function, in which the connection would be held twice.
    pub(super) struct Drive<C, W, P, F> {
        #[pin]
        connection: C,
        work: W,
        patience: P,
        #[pin]
        stopped: F,
        news: watch::Receiver<bool>,
        aged: Option<Pin<Box<Sleep>>>,
        first: bool,
        finishing: bool,
    }
}

/// Drives `connection` and the `work` that it makes, with `stopped` made of `stop`.
pub(super) fn drive<C, W, P, F>(
    connection: C,
    work: W,
    patience: P,
    stop: &watch::Receiver<bool>,
    stopped: fn(watch::Receiver<bool>) -> F,
    max_age: Option<Duration>,
) -> Drive<C, W, P, F> {
    Drive {
        connection,
        work,
        patience,
        stopped: stopped(stop.clone()),
        news: stop.clone(),
        aged: max_age.map(|age| Box::pin(sleep(age))),
        first: true,
        finishing: false,
    }
}

impl<C: Graceful, W: Work, P: Patience, F: Future<Output = ()>> Future for Drive<C, W, P, F> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut this = self.project();
        if !*this.finishing {
            // Polled once to be woken, and again only if there is news: polling takes a lock that all
            // connections share.
            let news = *this.first || this.news.has_changed().unwrap_or(true);
            let stopped = news && this.stopped.poll(cx).is_ready();
            let aged = this
                .aged
                .as_mut()
                .is_some_and(|aged| aged.as_mut().poll(cx).is_ready());
            *this.first = false;
            if stopped || aged {
                *this.finishing = true;
                this.connection.as_mut().finish();
            }
        }
        loop {
            if this.connection.as_mut().poll(cx).is_ready() {
                return Poll::Ready(());
            }
            // What has answers for the connection wakes it to write them.
            this.work.run();
            match this.patience.judge(cx) {
                Verdict::Keep => return Poll::Pending,
                Verdict::Drop => return Poll::Ready(()),
                Verdict::Finish if *this.finishing => {}
                Verdict::Finish => {
                    *this.finishing = true;
                    this.connection.as_mut().finish();
                }
            }
        }
    }
}
