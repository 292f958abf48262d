//! How long a client may leave us waiting for a request.
//!
//! On HTTP/1.1 hyper has one timer for both an idle connection and a head that comes drop by drop, and arms it
//! for every request. Here it is only asked when it waits; the waiting is done in one timer per connection,
//! which is moved seldom. On HTTP/2 hyper could PING, but that costs each request two hundredths of its time;
//! here connections without streams are retired, whether their clients are idle, gone or up to something.

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

use crate::server::listen::{executor::Streams, traffic::Received};

/// What is to become of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Keep,
    /// Take no more requests.
    Finish,
    Drop,
}

/// Judges a connection after each poll of it, and has it polled again when there is something to judge.
pub(super) trait Patience {
    fn judge(&mut self, cx: &mut Context<'_>) -> Verdict;
}

/// Not waiting for a head.
const BUSY: u64 = u64::MAX;

/// What hyper takes for its timer: it never fires, but tells when hyper waits for a head.
#[derive(Debug, Clone)]
pub(super) struct WaitObserver {
    received: Received,
    /// Bytes that had been received when hyper began to wait, or [`BUSY`].
    waiting: Arc<AtomicU64>,
    /// hyper reckons with the time, and may do so with any.
    some_time: std::time::Instant,
}

impl WaitObserver {
    pub(super) fn new(received: Received) -> Self {
        WaitObserver {
            received,
            waiting: Arc::new(AtomicU64::new(BUSY)),
            some_time: std::time::Instant::now(),
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

    fn now(&self) -> std::time::Instant {
        self.some_time
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

/// A timer that costs little to poll while it is not due.
pub(super) struct Alarm {
    timer: Pin<Box<Sleep>>,
    /// Whether the timer knows whom to wake.
    registered: bool,
}

impl Alarm {
    pub(super) fn new(at: Instant) -> Self {
        Alarm {
            timer: Box::pin(sleep_until(at)),
            registered: false,
        }
    }

    pub(super) fn set(&mut self, at: Instant) {
        self.timer.as_mut().reset(at);
        self.registered = false;
    }

    fn set_if_sooner(&mut self, at: Instant) {
        if at < self.timer.deadline() {
            self.set(at);
        }
    }

    pub(super) fn is_due(&mut self, cx: &mut Context<'_>) -> bool {
        if self.registered && !self.timer.is_elapsed() {
            return false;
        }
        self.registered = true;
        self.timer.as_mut().poll(cx).is_ready()
    }
}

/// With a client of HTTP/1.1.
pub(super) struct Http1Patience {
    observer: WaitObserver,
    head_timeout: Duration,
    idle_timeout: Duration,
    state: State,
    over: Instant,
    alarm: Alarm,
}

impl Http1Patience {
    /// For a connection that is new: its first request is due within `head_timeout`.
    pub(super) fn new(
        observer: WaitObserver,
        head_timeout: Duration,
        idle_timeout: Duration,
    ) -> Self {
        let over = Instant::now() + head_timeout;
        Http1Patience {
            observer,
            head_timeout,
            idle_timeout,
            state: State::Busy,
            over,
            alarm: Alarm::new(over),
        }
    }

    /// Limits the present state. An alarm that comes too early will see to the rest.
    fn set_limit(&mut self, limit: Duration) {
        self.over = Instant::now() + limit;
        self.alarm.set_if_sooner(self.over);
    }
}

impl Patience for Http1Patience {
    fn judge(&mut self, cx: &mut Context<'_>) -> Verdict {
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
        while self.alarm.is_due(cx) {
            let now = Instant::now();
            match self.state {
                State::Busy => self.alarm.set(now + self.idle_timeout),
                // It was set for an earlier limit.
                _ if now < self.over => self.alarm.set(self.over),
                _ => return Verdict::Drop,
            }
        }
        Verdict::Keep
    }
}

/// The least that an HTTP/2 client sends unasked: the preface and an empty SETTINGS frame.
const LEAST_HTTP2_BYTES: u64 = 24 + 9;

/// With a client of HTTP/2.
pub(super) struct Http2Patience {
    received: Received,
    streams: Arc<Streams>,
    idle_timeout: Duration,
    /// For the client's settings, and again for its leaving.
    handshake_timeout: Duration,
    phase: Phase,
    alarm: Alarm,
}

#[derive(Debug, Clone, Copy)]
enum Phase {
    Settings,
    /// So many streams had begun the last time we looked.
    Serving(usize),
    Leaving,
}

impl Http2Patience {
    pub(super) fn new(
        received: Received,
        streams: Arc<Streams>,
        handshake_timeout: Duration,
        idle_timeout: Duration,
    ) -> Self {
        Http2Patience {
            received,
            streams,
            idle_timeout,
            handshake_timeout,
            phase: Phase::Settings,
            alarm: Alarm::new(Instant::now() + handshake_timeout),
        }
    }
}

impl Patience for Http2Patience {
    fn judge(&mut self, cx: &mut Context<'_>) -> Verdict {
        let mut verdict = Verdict::Keep;
        while self.alarm.is_due(cx) {
            let (begun, all_ended) = self.streams.begun();
            self.phase = match self.phase {
                Phase::Settings if self.received.bytes() < LEAST_HTTP2_BYTES => {
                    return Verdict::Drop;
                }
                // A whole period without streams.
                Phase::Serving(before) if before == begun && all_ended => {
                    verdict = Verdict::Finish;
                    Phase::Leaving
                }
                Phase::Leaving if all_ended => return Verdict::Drop,
                Phase::Leaving => Phase::Leaving,
                Phase::Settings | Phase::Serving(_) => Phase::Serving(begun),
            };
            let period = match self.phase {
                Phase::Leaving => self.handshake_timeout,
                Phase::Settings | Phase::Serving(_) => self.idle_timeout,
            };
            self.alarm.set(Instant::now() + period);
        }
        verdict
    }
}
