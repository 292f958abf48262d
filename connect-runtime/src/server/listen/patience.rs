//! How long an HTTP/1.1 connection may leave us waiting for a request.
//!
//! hyper has one timer for both an idle connection and a head that comes drop by drop, and arms it for every
//! request. Here it is only asked when it waits; the waiting is done in one timer per connection, which is
//! moved seldom.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use hyper::rt::Timer;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::server::listen::traffic::Received;

/// Not waiting for a head.
const BUSY: u64 = u64::MAX;

/// What hyper takes for its timer: it never fires, but tells when hyper waits for a head.
#[derive(Debug, Clone)]
pub(super) struct WaitObserver {
    received: Received,
    /// Bytes that had been received when hyper began to wait, or [`BUSY`].
    waiting: Arc<AtomicU64>,
}

impl WaitObserver {
    pub(super) fn new(received: Received) -> Self {
        WaitObserver {
            received,
            waiting: Arc::new(AtomicU64::new(BUSY)),
        }
    }

    fn wait(&self) -> Pin<Box<dyn hyper::rt::Sleep>> {
        self.waiting.store(self.received.bytes(), Ordering::Relaxed);
        Box::pin(Waiting(Arc::clone(&self.waiting)))
    }

    fn state(&self) -> State {
        match self.waiting.load(Ordering::Relaxed) {
            BUSY => State::Busy,
            since if since == self.received.bytes() => State::Idle(since),
            since => State::InHead(since),
        }
    }
}

impl Timer for WaitObserver {
    fn sleep(&self, _: Duration) -> Pin<Box<dyn hyper::rt::Sleep>> {
        self.wait()
    }

    fn sleep_until(&self, _: std::time::Instant) -> Pin<Box<dyn hyper::rt::Sleep>> {
        self.wait()
    }

    fn reset(&self, sleep: &mut Pin<Box<dyn hyper::rt::Sleep>>, _: std::time::Instant) {
        *sleep = self.wait();
    }
}

/// hyper holds it while it waits.
struct Waiting(Arc<AtomicU64>);

impl Future for Waiting {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        Poll::Pending
    }
}

impl hyper::rt::Sleep for Waiting {}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.store(BUSY, Ordering::Relaxed);
    }
}

/// What a connection does, and since how many bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// A request is being served.
    Busy,
    /// Nothing has come since the last request.
    Idle(u64),
    /// Part of a head has come.
    InHead(u64),
}

/// The limits of a connection, and when the one in force is over.
pub(super) struct Patience {
    observer: WaitObserver,
    head_timeout: Duration,
    idle_timeout: Duration,
    state: State,
    over: Instant,
    timer: Pin<Box<Sleep>>,
    /// Whether the timer knows whom to wake.
    registered: bool,
}

impl Patience {
    /// For a connection that is new: its first request is due within `head_timeout`.
    pub(super) fn new(
        observer: WaitObserver,
        head_timeout: Duration,
        idle_timeout: Duration,
    ) -> Self {
        let over = Instant::now() + head_timeout;
        Patience {
            observer,
            head_timeout,
            idle_timeout,
            state: State::Busy,
            over,
            timer: Box::pin(sleep_until(over)),
            registered: false,
        }
    }

    /// Ready when the client has used up its time. To be polled after the connection.
    pub(super) fn poll_exhausted(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let state = self.observer.state();
        if state != self.state {
            self.state = state;
            match state {
                // No limit, or still the first one.
                State::Busy | State::Idle(0) | State::InHead(0) => {}
                State::Idle(_) => self.set_limit(self.idle_timeout),
                State::InHead(_) => self.set_limit(self.head_timeout),
            }
        }
        if self.registered && !self.timer.is_elapsed() {
            return Poll::Pending;
        }
        self.registered = true;
        while self.timer.as_mut().poll(cx).is_ready() {
            let now = Instant::now();
            match self.state {
                State::Busy => self.timer.as_mut().reset(now + self.idle_timeout),
                // It was set for an earlier limit.
                _ if now < self.over => self.timer.as_mut().reset(self.over),
                _ => return Poll::Ready(()),
            }
        }
        Poll::Pending
    }

    /// Limits the present state. A timer that fires too early will see to the rest.
    fn set_limit(&mut self, limit: Duration) {
        self.over = Instant::now() + limit;
        if self.over < self.timer.deadline() {
            self.timer.as_mut().reset(self.over);
            self.registered = false;
        }
    }
}
