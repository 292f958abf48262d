//! Time, in interleaved rounds: on a shared machine only what ran side by side can be compared.

use std::time::{Duration, Instant};

use crate::cell::Operation;
use crate::figures;

/// How long each operation runs at a stretch.
const RUN: Duration = Duration::from_millis(2);

/// How many runs of an operation a round has. The fastest counts: whatever disturbs a run only adds to it.
const RUNS: usize = 10;

/// How many operations fill about `span`.
pub fn calibrate(operation: &mut Operation, span: Duration) -> u64 {
    let mut count = 1;
    loop {
        let took = run(operation, count);
        // Long enough for the clock and the caches to tell.
        if took >= RUN {
            let one = took.as_secs_f64() / count as f64;
            return ((span.as_secs_f64() / one) as u64).max(1);
        }
        count *= 2;
    }
}

/// Runs all operations in turn, again and again, beginning each round with another one. Gives, for each
/// operation, the nanoseconds that one took in each round.
pub fn interleaved(operations: &mut [Operation], rounds: usize) -> Vec<Vec<f64>> {
    let counts: Vec<u64> = operations
        .iter_mut()
        .map(|operation| calibrate(operation, RUN))
        .collect();
    let mut took = vec![Vec::new(); operations.len()];
    for round in 0..rounds {
        let mut fastest = vec![f64::INFINITY; operations.len()];
        for turn in 0..RUNS * operations.len() {
            let index = (round + turn) % operations.len();
            let elapsed = run(&mut operations[index], counts[index]);
            let one = elapsed.as_nanos() as f64 / counts[index] as f64;
            fastest[index] = fastest[index].min(one);
        }
        for (rounds, fastest) in took.iter_mut().zip(fastest) {
            rounds.push(figures::tenths(fastest));
        }
    }
    took
}

fn run(operation: &mut Operation, count: u64) -> Duration {
    let start = Instant::now();
    for _ in 0..count {
        operation();
    }
    start.elapsed()
}
