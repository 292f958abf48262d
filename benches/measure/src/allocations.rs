//! Allocations of an operation, counted in a program of its own: a counting allocator costs time, and the
//! more of it the more a library allocates.

use std::alloc::System;
use std::io;
use std::path::Path;
use std::process::Command;

use serde::{Deserialize, Serialize};
use stats_alloc::StatsAlloc;

use crate::cell::Cells;

/// What one operation asks of the allocator.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Allocations {
    /// Blocks asked for or grown.
    pub blocks: f64,
    /// Bytes asked for, and by which blocks were grown.
    pub bytes: f64,
}

/// Counts one operation of each cell: the whole of a program whose allocator is `counting`.
///
/// # Panics
/// If standard output is closed.
pub fn print(cells: &Cells, counting: &StatsAlloc<System>) {
    const TIMES: u16 = 8;
    for cell in cells.all() {
        let mut operation = cell.prepare();
        operation();
        let before = counting.stats();
        for _ in 0..TIMES {
            operation();
        }
        let used = counting.stats() - before;
        let blocks = (used.allocations + used.reallocations) as f64 / f64::from(TIMES);
        let bytes = used.bytes_allocated as f64 / f64::from(TIMES);
        println!("{blocks} {bytes} {}", cell.name());
    }
}

/// Runs the program that [`print`] is the whole of. The cells come in the same order.
pub fn count(program: &Path) -> io::Result<Vec<(String, Allocations)>> {
    let output = Command::new(program).output()?;
    let text = String::from_utf8(output.stdout).map_err(io::Error::other)?;
    let lines = text.lines().map(|line| {
        let mut words = line.splitn(3, ' ');
        let blocks = words.next()?.parse().ok()?;
        let bytes = words.next()?.parse().ok()?;
        Some((words.next()?.to_owned(), Allocations { blocks, bytes }))
    });
    let counted: Option<Vec<_>> = lines.collect();
    match counted {
        Some(counted) if output.status.success() => Ok(counted),
        _ => Err(io::Error::other(format!(
            "{}: {}",
            program.display(),
            output.status
        ))),
    }
}
