//! The unit of measuring: one library doing one thing with one message.

use std::hint::black_box;

/// What is run again and again.
pub type Operation = Box<dyn FnMut()>;

/// One library doing one thing with one message.
pub struct Cell {
    /// The message, by the name that tables have: `log batch`.
    pub message: &'static str,
    /// What is done with it: `decode`.
    pub operation: &'static str,
    /// Who does it.
    pub library: &'static str,
    prepare: Box<dyn Fn() -> Prepared + Send + Sync>,
}

struct Prepared {
    bytes: usize,
    operation: Operation,
}

impl Cell {
    /// The name on the command line: `log batch/decode/prost`.
    pub fn name(&self) -> String {
        format!("{}/{}/{}", self.message, self.operation, self.library)
    }

    /// Makes what the operation needs, and gives the operation.
    pub fn prepare(&self) -> Operation {
        (self.prepare)().operation
    }

    /// How long the message is in the format that is read or written.
    pub fn bytes(&self) -> usize {
        (self.prepare)().bytes
    }
}

/// The cells of a bench.
#[derive(Default)]
pub struct Cells(Vec<Cell>);

impl Cells {
    /// Adds a cell. `prepare` runs anew for each measurement; it gives the length of the message, and what
    /// is measured, the drop of its result included.
    pub fn add<T, F>(
        &mut self,
        (message, operation, library): (&'static str, &'static str, &'static str),
        prepare: impl Fn() -> (usize, F) + Send + Sync + 'static,
    ) where
        F: FnMut() -> T + 'static,
    {
        // Behind those that do the same thing, for they are timed side by side.
        let same = |cell: &Cell| cell.message == message && cell.operation == operation;
        let place = self
            .0
            .iter()
            .rposition(same)
            .map_or(self.0.len(), |last| last + 1);
        let prepare = Box::new(move || {
            let (bytes, mut run) = prepare();
            Prepared {
                bytes,
                operation: Box::new(move || drop(black_box(run()))),
            }
        });
        self.0.insert(
            place,
            Cell {
                message,
                operation,
                library,
                prepare,
            },
        );
    }

    /// Drops those whose name does not have `part` in it.
    pub fn keep(&mut self, part: &str) {
        self.0.retain(|cell| cell.name().contains(part));
    }

    /// All of them.
    pub fn all(&self) -> &[Cell] {
        &self.0
    }

    /// Runs a cell `count` times if the arguments say so, as [`callgrind`](crate::callgrind) has them;
    /// otherwise gives back what other arguments there are.
    pub fn run_one(&self, arguments: impl Iterator<Item = String>) -> Option<Vec<String>> {
        let arguments: Vec<String> = arguments.collect();
        let [cell, name, times, count] = arguments.as_slice() else {
            return Some(arguments);
        };
        if (cell.as_str(), times.as_str()) != ("--cell", "--count") {
            return Some(arguments);
        }
        let count: u64 = count.parse().expect("a count");
        let cell = self.0.iter().find(|cell| cell.name() == *name);
        let mut operation = cell.expect("the name of a cell").prepare();
        for _ in 0..count {
            operation();
        }
        None
    }
}
