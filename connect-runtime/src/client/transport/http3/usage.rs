//! Whether a connection has calls, and since when it has none.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// How a connection is used.
#[derive(Debug)]
pub(super) struct Usage(Mutex<State>);

#[derive(Clone, Copy, Debug)]
enum State {
    /// By so many calls, at least one.
    Used(usize),
    UnusedSince(Instant),
    /// There are no calls, and will be none.
    Retired,
}

/// A call that is open.
#[derive(Debug)]
pub(super) struct Call(Arc<Usage>);

impl Usage {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Usage(Mutex::new(State::UnusedSince(Instant::now()))))
    }

    /// Counts a call until the result is dropped; `None` if the connection takes no more.
    pub(super) fn call(self: &Arc<Self>) -> Option<Call> {
        let mut state = self.state();
        *state = match *state {
            State::Used(calls) => State::Used(calls + 1),
            State::UnusedSince(_) => State::Used(1),
            State::Retired => return None,
        };
        Some(Call(Arc::clone(self)))
    }

    /// Retires a connection that has been unused for `timeout`, or says when to try again.
    pub(super) fn retire(&self, timeout: Duration) -> Option<Instant> {
        let mut state = self.state();
        let now = Instant::now();
        let over = match *state {
            State::Used(_) => now + timeout,
            State::UnusedSince(since) => since + timeout,
            State::Retired => now,
        };
        if over > now {
            return Some(over);
        }
        *state = State::Retired;
        None
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is locked, and it holds no invariant that could break.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let mut state = self.0.state();
        *state = match *state {
            State::Used(calls) if calls > 1 => State::Used(calls - 1),
            _ => State::UnusedSince(Instant::now()),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn connection_is_retired_when_it_has_had_no_call_for_long_enough() {
        let timeout = Duration::from_secs(50);
        let later = |seconds| tokio::time::advance(Duration::from_secs(seconds));
        let usage = Usage::new();
        let [first, second] = [(); 2].map(|()| usage.call().unwrap());
        later(60).await;
        assert_eq!(usage.retire(timeout), Some(Instant::now() + timeout));
        drop(first);
        later(60).await;
        assert_eq!(usage.retire(timeout), Some(Instant::now() + timeout));
        drop(second);
        let over = Instant::now() + timeout;
        later(49).await;
        assert_eq!(usage.retire(timeout), Some(over));
        drop(usage.call().unwrap());
        later(49).await;
        assert!(usage.retire(timeout).is_some());
        later(1).await;
        assert_eq!(usage.retire(timeout), None);
        assert!(usage.call().is_none());
    }
}
