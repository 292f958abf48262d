//! The tables that the figures become.

use connect_measure::{figures, markdown};

use crate::cell::{CELLS, Cell, Goal, Library, What};
use crate::results::{Measured, Results};
use crate::time::ROUNDS;

/// By how much counts of the same thing may differ without a word.
const USUAL_SPREAD: f64 = 0.02;

/// One table: which cells it has, and what it says of them.
struct Table {
    has: fn(&Cell) -> bool,
    of_ours: fn(&Measured) -> Option<String>,
    /// Of ours, if it is there, and of a peer.
    of_peer: fn(Option<&Measured>, &Measured) -> Option<String>,
    held_to: bool,
}

/// The section of the page: what is counted, time, memory.
pub fn section(results: &Results) -> String {
    let mut text = format!("\n{}.\n", results.setup.line());
    if results.setup.valgrind.is_none() {
        text += "\nInstructions were not counted: valgrind was not on the machine.\n";
    }
    let instructions = format!(
        "Instructions of one call, in user mode; a peer's with our share of it behind. ± is half of what two halves \
         of a run differ by, where it is more than {:.0} %.",
        100.0 * USUAL_SPREAD
    );
    let time = format!(
        "Time on all cores for one call, of all threads of the server; behind a peer's, our share of it: the \
         median of the ratios within {ROUNDS} rounds, with quartiles."
    );
    let tables = [
        (instructions.as_str(), INSTRUCTIONS),
        (time.as_str(), TIME),
        ("kB of the server's memory for one more.", MEMORY),
        (
            "System calls for one call, and those of them that write to a socket.",
            SYSTEM_CALLS,
        ),
        ("Blocks and bytes allocated for one call.", ALLOCATIONS),
    ];
    for (caption, table) in tables {
        let table = table.render(results);
        if !table.is_empty() {
            text += &format!("\n{caption}\n\n{table}");
        }
    }
    text + "\n"
}

/// What of the goals is missed.
pub fn missed(results: &Results) -> Vec<String> {
    let verdicts = CELLS.iter().filter_map(|cell| {
        let verdict = verdict(results, cell)?;
        let is_missed = verdict.contains("missed");
        is_missed.then(|| format!("{}: {verdict}", cell.name))
    });
    verdicts.collect()
}

const INSTRUCTIONS: Table = Table {
    has: |cell| cell.what.is_counted(),
    of_ours: instructions,
    of_peer: |ours, peer| {
        let count = instructions(peer)?;
        Some(match ours.and_then(|ours| ours.share(peer)) {
            Some(share) => format!("{count} ({share:.2})"),
            None => count,
        })
    },
    held_to: true,
};

const TIME: Table = Table {
    has: |cell| matches!(cell.what, What::Time { .. }),
    of_ours: |ours| Some(figures::duration(ours.time()?.median)),
    of_peer: |ours, peer| {
        let time = figures::duration(peer.time()?.median);
        Some(match ours.and_then(|ours| ours.time_share(peer)) {
            Some(share) => {
                let (median, low, high) = (share.median, share.low, share.high);
                format!("{time} ({median:.2}, {low:.2}–{high:.2})")
            }
            None => time,
        })
    },
    held_to: true,
};

const MEMORY: Table = Table {
    has: |cell| matches!(cell.what, What::Memory(_)),
    of_ours: kilobytes,
    of_peer: |_, peer| kilobytes(peer),
    held_to: true,
};

const SYSTEM_CALLS: Table = Table {
    has: |cell| cell.what.is_counted(),
    of_ours: system_calls,
    of_peer: |_, peer| system_calls(peer),
    held_to: false,
};

const ALLOCATIONS: Table = Table {
    has: |cell| cell.what.is_counted(),
    of_ours: allocations,
    of_peer: |_, peer| allocations(peer),
    held_to: false,
};

fn instructions(measured: &Measured) -> Option<String> {
    let counted = measured.instructions?;
    let count = figures::short(counted.per_operation);
    let spread = counted.plus_minus / counted.per_operation;
    Some(match spread > USUAL_SPREAD {
        true => format!("{count} ± {:.0} %", 100.0 * spread),
        false => count,
    })
}

fn kilobytes(measured: &Measured) -> Option<String> {
    Some(format!("{:.1}", measured.memory()? / 1e3))
}

fn system_calls(measured: &Measured) -> Option<String> {
    let calls = measured.system_calls?;
    Some(format!("{}, {}", calls.all, calls.writes))
}

fn allocations(measured: &Measured) -> Option<String> {
    let counted = measured.allocations?;
    Some(format!(
        "{}, {}",
        counted.blocks,
        figures::short(counted.bytes)
    ))
}

impl Table {
    /// A row for each cell that was measured; nothing if none was.
    fn render(&self, results: &Results) -> String {
        let mut header = vec![String::new()];
        header.extend(Library::ALL.map(|library| library.name().to_owned()));
        if self.held_to {
            header.push("held to".to_owned());
        }
        let cells = CELLS.iter().filter(|cell| (self.has)(cell));
        let rows: Vec<_> = cells.filter_map(|cell| self.row(results, cell)).collect();
        match rows.is_empty() {
            true => String::new(),
            false => markdown::table(&header, 1, &rows),
        }
    }

    fn row(&self, results: &Results, cell: &Cell) -> Option<Vec<String>> {
        let find = |library: Library| results.find(cell.name, library.name());
        let ours = find(Library::Ours);
        let figures = Library::ALL.map(|library| match library {
            Library::Ours => (self.of_ours)(ours?),
            _ => (self.of_peer)(ours, find(library)?),
        });
        if figures.iter().all(Option::is_none) {
            return None;
        }
        let mut row = vec![cell.name.to_owned()];
        row.extend(figures.map(Option::unwrap_or_default));
        if self.held_to {
            row.push(verdict(results, cell).unwrap_or_default());
        }
        Some(row)
    }
}

/// What ours is held to, and what of it is missed.
fn verdict(results: &Results, cell: &Cell) -> Option<String> {
    let find = |library: Library| results.find(cell.name, library.name());
    let ours = find(Library::Ours)?;
    let parts: Vec<String> = match cell.held_to {
        Goal::Bytes(at_most) => {
            let is_missed = ours.memory()? > at_most;
            vec![said(format!("≤ {:.1}", at_most / 1e3), is_missed)]
        }
        Goal::Shares(shares) => {
            let part = |&(library, at_most): &(Library, f64)| {
                let is_missed = ours.share(find(library)?)? > at_most;
                let goal = format!("≤ {at_most:.2} of {}", library.name());
                Some(said(goal, is_missed))
            };
            shares.iter().filter_map(part).collect()
        }
    };
    Some(parts.join("; "))
}

fn said(goal: String, is_missed: bool) -> String {
    match is_missed {
        true => format!("{goal}, missed"),
        false => goal,
    }
}
