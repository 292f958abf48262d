//! Who may dial, and when: after a failure one dial at a time, with pauses between.
//!
//! Without it a server that is down meets one dial per call. Calls made during a pause fail at once with the
//! error of the last dial.

use std::{
    hash::{BuildHasher, RandomState},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::error::ConnectError;

const FIRST_PAUSE: Duration = Duration::from_millis(25);
/// Short enough that with its jitter a call succeeds within a second of the server's return.
const LONGEST_PAUSE: Duration = Duration::from_millis(800);

/// The state of an origin's dials.
#[derive(Debug, Default)]
pub(super) struct Backoff(Mutex<Option<Outage>>);

#[derive(Debug)]
struct Outage {
    error: ConnectError,
    pause: Duration,
    over: Instant,
    probing: bool,
}

/// Leave to dial once. Dropped without a verdict, as when the call is given up, it changes nothing.
#[derive(Debug)]
pub(super) struct Permit<'a>(&'a Backoff);

impl Backoff {
    /// Asks to dial.
    ///
    /// # Errors
    /// The last dial's error, if it is too early for the next one or another call is at it.
    pub(super) fn permit(&self) -> Result<Permit<'_>, ConnectError> {
        if let Some(outage) = &mut *self.state() {
            if outage.probing || Instant::now() < outage.over {
                return Err(outage.error.clone());
            }
            outage.probing = true;
        }
        Ok(Permit(self))
    }

    fn state(&self) -> MutexGuard<'_, Option<Outage>> {
        // Nothing panics while it is locked, and it holds no invariant that could break.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Permit<'_> {
    pub(super) fn succeeded(self) {
        *self.0.state() = None;
    }

    /// Begins a pause, longer than the last one unless another dial has just begun that.
    pub(super) fn failed(self, error: &ConnectError) {
        let mut state = self.0.state();
        let now = Instant::now();
        let pause = match &*state {
            Some(outage) if now < outage.over => return,
            Some(outage) => (outage.pause * 2).min(LONGEST_PAUSE),
            None => FIRST_PAUSE,
        };
        *state = Some(Outage {
            error: error.clone(),
            pause,
            over: now + jittered(pause),
            probing: false,
        });
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if let Some(outage) = &mut *self.0.state() {
            outage.probing = false;
        }
    }
}

/// A pause between 80 and 120 percent of `pause`, so that many clients do not come back at once.
fn jittered(pause: Duration) -> Duration {
    // The standard library's only source of randomness.
    let random = RandomState::new().hash_one(0) % 41;
    pause * (80 + random as u32) / 100
}

#[cfg(test)]
mod tests {
    use super::*;

    fn down() -> ConnectError {
        ConnectError::unavailable("connection refused")
    }

    #[tokio::test(start_paused = true)]
    async fn outage_of_five_seconds_takes_about_a_dozen_dials() {
        let backoff = Backoff::default();
        let mut dials = 0;
        for _ in 0..5000 {
            match backoff.permit() {
                Ok(permit) => {
                    dials += 1;
                    permit.failed(&down());
                }
                Err(error) => assert_eq!(error.message(), "connection refused"),
            }
            tokio::time::advance(Duration::from_millis(1)).await;
        }
        assert!((9..=13).contains(&dials), "{dials}");
        tokio::time::advance(Duration::from_secs(1)).await;
        backoff.permit().unwrap().succeeded();
        assert!(backoff.permit().is_ok() && backoff.permit().is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn one_probe_at_a_time_and_an_abandoned_one_makes_room() {
        let backoff = Backoff::default();
        backoff.permit().unwrap().failed(&down());
        tokio::time::advance(Duration::from_secs(1)).await;
        let probe = backoff.permit().unwrap();
        assert!(backoff.permit().is_err());
        drop(probe);
        assert!(backoff.permit().is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn dials_that_fail_together_count_once() {
        let backoff = Backoff::default();
        let permits: Vec<_> = (0..100).map(|_| backoff.permit().unwrap()).collect();
        for permit in permits {
            permit.failed(&down());
        }
        tokio::time::advance(FIRST_PAUSE * 2).await;
        assert!(backoff.permit().is_ok());
    }
}
