//! The tables that the figures become, and what they are held to.

use connect_measure::{Measured, Results, figures, markdown};

use super::library::{BUFFA, BUFFA_VIEWS, OURS, OURS_SHARED, PBJSON, PROST, SERDE};
use super::operation::{DECODE, ENCODE, READ_JSON, WRITE_JSON};

/// How many of a peer's instructions ours may take.
struct Target {
    message: &'static str,
    operation: &'static str,
    ours: &'static str,
    peer: &'static str,
    at_most: f64,
}

const TARGETS: [Target; 5] = [
    target(OURS, ENCODE, PROST, 0.65),
    target(OURS, DECODE, PROST, 0.90),
    target(OURS_SHARED, DECODE, PROST, 0.45),
    target(OURS, WRITE_JSON, SERDE, 1.0),
    target(OURS, READ_JSON, SERDE, 1.0),
];

const fn target(
    ours: &'static str,
    operation: &'static str,
    peer: &'static str,
    at_most: f64,
) -> Target {
    Target {
        message: "log batch",
        operation,
        ours,
        peer,
        at_most,
    }
}

/// One table: what its cells say.
struct Table<'a> {
    results: &'a Results,
    peers: &'a [&'a str],
    of_ours: fn(&Measured) -> String,
    of_peer: fn(&Measured, &Measured) -> String,
    held_to: bool,
}

/// The section of the page: binary and JSON, each by instructions, time and allocations.
pub fn section(results: &Results) -> String {
    let binary = &[PROST, BUFFA, BUFFA_VIEWS][..];
    let json = &[SERDE, PBJSON, BUFFA][..];
    let mut text = format!("\n{}.\n", results.setup.line());
    if results.setup.valgrind.is_some() {
        text += &format!(
            "\nInstructions of one operation, in user mode; a peer's with our share of it behind. Where two \
             halves of a run differ, by {:.1} % at most.\n",
            100.0 * spread(results)
        );
        for peers in [binary, json] {
            text += &instructions(results, peers).render();
        }
    } else {
        text += "\nInstructions were not counted: valgrind was not on the machine.\n";
    }
    text += "\nTime of one operation, ours; then our share of each peer's, the median of the ratios within \
             a round, with quartiles.\n";
    for peers in [binary, json] {
        text += &times(results, peers).render();
    }
    text += "\nBlocks and bytes allocated by one operation.\n";
    for peers in [binary, json] {
        text += &allocations(results, peers).render();
    }
    text + "\n"
}

/// What of the targets is missed.
pub fn missed(results: &Results) -> Vec<String> {
    let verdicts = TARGETS.iter().filter_map(|target| {
        let ratio = ratio(results, target)?;
        let name = format!(
            "{} of {}, {}",
            target.operation, target.message, target.ours
        );
        let (peer, at_most) = (target.peer, target.at_most);
        (ratio > at_most).then(|| format!("{name}: {ratio:.3} of {peer}, not {at_most:.2}"))
    });
    verdicts.collect()
}

fn ratio(results: &Results, target: &Target) -> Option<f64> {
    let find = |library| results.find(target.message, target.operation, library);
    find(target.ours)?.instruction_ratio(find(target.peer)?)
}

/// The largest part of a figure by which halves of a run differ from it.
fn spread(results: &Results) -> f64 {
    let counted = results.cells.iter().filter_map(|cell| cell.instructions);
    let parts = counted.map(|count| count.plus_minus / count.per_operation);
    parts.fold(0.0, f64::max)
}

fn instructions<'a>(results: &'a Results, peers: &'a [&'a str]) -> Table<'a> {
    let count = |cell: &Measured| {
        let counted = cell
            .instructions
            .map(|count| figures::short(count.per_operation));
        counted.unwrap_or_default()
    };
    Table {
        results,
        peers,
        of_ours: count,
        of_peer: |ours, peer| {
            let counted = peer
                .instructions
                .map(|count| figures::short(count.per_operation));
            match (counted, ours.instruction_ratio(peer)) {
                (Some(count), Some(ratio)) => format!("{count} ({ratio:.2})"),
                _ => String::new(),
            }
        },
        held_to: true,
    }
}

fn times<'a>(results: &'a Results, peers: &'a [&'a str]) -> Table<'a> {
    Table {
        results,
        peers,
        of_ours: |cell| figures::duration(cell.nanoseconds().median),
        of_peer: |ours, peer| {
            let ratio = ours.time_ratio(peer);
            format!("{:.2} ({:.2}–{:.2})", ratio.median, ratio.low, ratio.high)
        },
        held_to: false,
    }
}

fn allocations<'a>(results: &'a Results, peers: &'a [&'a str]) -> Table<'a> {
    let count = |cell: &Measured| {
        let counted = cell.allocations;
        format!("{}, {}", counted.blocks, figures::short(counted.bytes))
    };
    Table {
        results,
        peers,
        of_ours: count,
        of_peer: |_, peer| {
            let counted = peer.allocations;
            format!("{}, {}", counted.blocks, figures::short(counted.bytes))
        },
        held_to: false,
    }
}

impl Table<'_> {
    /// A row for each message and operation that ours and the first peer have; nothing if there is none.
    fn render(&self) -> String {
        let mut header = vec![
            "message".to_owned(),
            "operation".to_owned(),
            "ours".to_owned(),
        ];
        header.extend(self.peers.iter().map(|peer| peer.to_string()));
        if self.held_to {
            header.push("held to".to_owned());
        }
        let ours = self
            .results
            .cells
            .iter()
            .filter(|cell| cell.library.starts_with(OURS));
        let rows: Vec<_> = ours.filter_map(|ours| self.row(ours)).collect();
        match rows.is_empty() {
            true => String::new(),
            false => format!("\n{}", markdown::table(&header, 2, &rows)),
        }
    }

    fn row(&self, ours: &Measured) -> Option<Vec<String>> {
        let peer = |library| self.results.find(&ours.message, &ours.operation, library);
        peer(self.peers[0])?;
        let variant = ours.library.strip_prefix(OURS).unwrap_or_default();
        let mut row = vec![
            format!("{}, {} B", ours.message, figures::short(ours.bytes as f64)),
            format!("{}{variant}", ours.operation),
            (self.of_ours)(ours),
        ];
        row.extend(self.peers.iter().map(|library| match peer(library) {
            Some(peer) => (self.of_peer)(ours, peer),
            None => String::new(),
        }));
        if self.held_to {
            row.push(self.verdict(ours));
        }
        Some(row)
    }

    fn verdict(&self, ours: &Measured) -> String {
        let target = TARGETS.iter().find(|target| {
            let names = (target.message, target.operation, target.ours);
            names == (&ours.message, &ours.operation, &ours.library)
        });
        let verdict = target.and_then(|target| {
            let missed = match ratio(self.results, target)? > target.at_most {
                true => ", missed",
                false => "",
            };
            Some(format!(
                "≤ {:.2} of {}{missed}",
                target.at_most, target.peer
            ))
        });
        verdict.unwrap_or_default()
    }
}
