//! When to end a QUIC connection: at the shutdown, in old age, or because nobody uses it.

use std::{pin::Pin, task::Context, time::Duration};

use tokio::{
    sync::watch,
    time::{Instant, Sleep, sleep},
};

use crate::server::listen::{
    drive::stopped,
    open::Limits,
    patience::{Alarm, Verdict},
};

/// How long a connection that takes no more requests is kept open behind its last, so that those on their way are
/// refused and not lost: some round trips, in these bounds.
const ROUND_TRIPS: u32 = 3;
const SHORTEST_WAIT: Duration = Duration::from_millis(5);
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// With a client of HTTP/3.
pub(super) struct Http3Patience {
    quic: quinn::Connection,
    stopped: Pin<Box<dyn Future<Output = ()> + Send>>,
    aged: Option<Pin<Box<Sleep>>>,
    idle_timeout: Duration,
    /// Requests that have come.
    begun: usize,
    phase: Phase,
    alarm: Alarm,
}

#[derive(Clone, Copy)]
enum Phase {
    /// So many requests had come the last time we looked.
    Serving(usize),
    /// No more are taken.
    Finishing,
    /// All that were taken are answered.
    Leaving,
}

impl Http3Patience {
    pub(super) fn new(
        quic: quinn::Connection,
        limits: &Limits,
        stop: watch::Receiver<bool>,
    ) -> Self {
        Http3Patience {
            quic,
            stopped: Box::pin(stopped(stop)),
            aged: limits.max_age.map(|age| Box::pin(sleep(age))),
            idle_timeout: limits.idle_timeout,
            begun: 0,
            phase: Phase::Serving(0),
            alarm: Alarm::new(Instant::now() + limits.idle_timeout),
        }
    }

    /// Counts a request.
    pub(super) fn count(&mut self) {
        self.begun += 1;
    }

    /// Judges the connection, given whether all that was taken is answered.
    pub(super) fn judge(&mut self, all_answered: bool, cx: &mut Context<'_>) -> Verdict {
        loop {
            let phase = self.phase;
            match phase {
                Phase::Serving(_) if self.is_over(cx) => return self.finish(),
                Phase::Serving(before) => {
                    if !self.alarm.is_due(cx) {
                        return Verdict::Keep;
                    }
                    // A whole period without requests.
                    if before == self.begun && all_answered {
                        return self.finish();
                    }
                    self.phase = Phase::Serving(self.begun);
                    self.alarm.set(Instant::now() + self.idle_timeout);
                }
                Phase::Finishing if all_answered => {
                    let wait = (self.quic.rtt() * ROUND_TRIPS).clamp(SHORTEST_WAIT, LONGEST_WAIT);
                    self.phase = Phase::Leaving;
                    self.alarm.set(Instant::now() + wait);
                }
                Phase::Leaving if self.alarm.is_due(cx) => return Verdict::Drop,
                Phase::Finishing | Phase::Leaving => return Verdict::Keep,
            }
        }
    }

    /// Waits for nothing but what has been taken.
    pub(super) fn finish(&mut self) -> Verdict {
        self.phase = Phase::Finishing;
        Verdict::Finish
    }

    fn is_over(&mut self, cx: &mut Context<'_>) -> bool {
        let aged = self.aged.as_mut();
        self.stopped.as_mut().poll(cx).is_ready()
            || aged.is_some_and(|aged| aged.as_mut().poll(cx).is_ready())
    }
}
