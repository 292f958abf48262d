//! Counts the allocations of each cell of the codec bench.

use std::alloc::System;

use connect_benches::codec::codec;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static COUNTING: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() {
    connect_measure::allocations::print(&codec().cells, COUNTING);
}
