//! What a run found.

use connect_measure::{Allocations, Instructions, Quartiles, Setup};
use serde::{Deserialize, Serialize};

/// The figures of this bench.
#[derive(Serialize, Deserialize)]
pub struct Results {
    /// What was measured on.
    pub setup: Setup,
    /// Each cell, of each library that has it.
    pub cells: Vec<Measured>,
}

/// The figures of one cell and library; those are there that the cell has.
#[derive(Default, Clone, Serialize, Deserialize)]
pub struct Measured {
    /// Which cell.
    pub cell: String,
    /// Whose.
    pub library: String,
    /// Instructions of one operation.
    pub instructions: Option<Instructions>,
    /// System calls of one call, however many messages it has.
    pub system_calls: Option<SystemCalls>,
    /// What one operation asks of the allocator; a block that grows counts anew.
    pub allocations: Option<Allocations>,
    /// Nanoseconds on all cores of one operation in each round, the same rounds for all libraries.
    pub nanoseconds: Vec<f64>,
    /// Bytes of memory for one more, in each of some processes.
    pub bytes: Vec<f64>,
}

/// System calls of one call.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SystemCalls {
    /// All of them.
    pub all: f64,
    /// Those that write to a socket.
    pub writes: f64,
}

impl Results {
    /// The figures of that cell and library.
    pub fn find(&self, cell: &str, library: &str) -> Option<&Measured> {
        let mut cells = self.cells.iter();
        cells.find(|measured| measured.cell == cell && measured.library == library)
    }
}

impl Measured {
    /// How much of the peer's this takes: of its instructions, or else of its time.
    pub fn share(&self, peer: &Measured) -> Option<f64> {
        match (self.instructions, peer.instructions) {
            (Some(own), Some(others)) => Some(own.per_operation / others.per_operation),
            _ => Some(self.time_share(peer)?.median),
        }
    }

    /// How much of the peer's time this takes, round by round.
    pub fn time_share(&self, peer: &Measured) -> Option<Quartiles> {
        let are_there = !self.nanoseconds.is_empty() && !peer.nanoseconds.is_empty();
        are_there.then(|| Quartiles::of_ratios(&self.nanoseconds, &peer.nanoseconds))
    }

    /// Nanoseconds of one operation.
    pub fn time(&self) -> Option<Quartiles> {
        (!self.nanoseconds.is_empty()).then(|| Quartiles::of(&self.nanoseconds))
    }

    /// Bytes for one more.
    pub fn memory(&self) -> Option<f64> {
        (!self.bytes.is_empty()).then(|| Quartiles::of(&self.bytes).median)
    }
}
