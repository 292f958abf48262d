//! The tables that the figures become.

use connect_measure::{Quartiles, figures, markdown};

use crate::compile::Compiled;
use crate::{ROUNDS, Results};

/// How many messages the schema has.
const MESSAGES: u64 = 5;

/// The section of the page.
pub fn section(results: &Results) -> String {
    let mut text = format!("\n{}.\n", results.setup.line());
    for profile in ["dev", "release"] {
        text += &format!(
            "\nSeconds of CPU in the profile `{profile}`, the median of {ROUNDS} rounds; behind a peer's, our \
             share of it, the median of the ratios within a round and its quartiles.\n\n"
        );
        text += &times(results, profile);
    }
    text += "\nWhat is generated, and how much code is in a release program.\n\n";
    text + &amounts(results) + "\n"
}

/// A figure of each round, made of the parts of a build.
type Part = fn(&Compiled) -> Vec<f64>;

fn times(results: &Results, profile: &str) -> String {
    let in_profile = |compiled: &&Compiled| compiled.profile == profile;
    let compiled: Vec<_> = results.compiled.iter().filter(in_profile).collect();
    let ours = compiled[0];
    let parts: [(&str, Part); 5] = [
        ("the crate with the messages", |compiled| {
            compiled.messages.clone()
        }),
        ("its build script, compiled and run", |compiled| {
            compiled.build_script.clone()
        }),
        ("both: the messages, ready to use", both),
        ("a program that uses all messages", |compiled| {
            compiled.program.clone()
        }),
        ("messages and program", |compiled| {
            sum(&both(compiled), &compiled.program)
        }),
    ];
    let rows = parts.map(|(name, part)| {
        let cells = compiled
            .iter()
            .map(|peer| cell(&part(ours), &part(peer), peer.library == "ours"));
        [name.to_owned()].into_iter().chain(cells).collect()
    });
    let header = ["", "ours", "prost", "prost, pbjson"].map(str::to_owned);
    markdown::table(&header, 1, &rows)
}

fn both(compiled: &Compiled) -> Vec<f64> {
    sum(&compiled.messages, &compiled.build_script)
}

/// The sums round by round; a build script that is not there takes no time.
fn sum(one: &[f64], other: &[f64]) -> Vec<f64> {
    let others = other.iter().copied().chain(std::iter::repeat(0.0));
    one.iter()
        .zip(others)
        .map(|(one, other)| one + other)
        .collect()
}

fn cell(ours: &[f64], peer: &[f64], is_ours: bool) -> String {
    if peer.is_empty() {
        return "–".to_owned();
    }
    let median = Quartiles::of(peer).median;
    if is_ours || ours.is_empty() {
        return format!("{median:.2}");
    }
    let ratio = Quartiles::of_ratios(ours, peer);
    format!(
        "{median:.2} ({:.2}, {:.2}–{:.2})",
        ratio.median, ratio.low, ratio.high
    )
}

fn amounts(results: &Results) -> String {
    let lines = |name: &str, count: fn(&crate::Lines) -> usize| -> Vec<String> {
        let counts = results.lines.iter().map(|lines| count(lines).to_string());
        [name.to_owned()].into_iter().chain(counts).collect()
    };
    let mut rows = vec![
        lines("lines generated", |lines| lines.generated),
        lines("lines with derives and macros expanded", |lines| {
            lines.expanded
        }),
    ];
    if !results.sizes.is_empty() {
        let bytes = results
            .sizes
            .iter()
            .map(|size| figures::short((size.all.saturating_sub(size.none) / MESSAGES) as f64));
        rows.push(
            ["bytes of `.text` a message".to_owned()]
                .into_iter()
                .chain(bytes)
                .collect(),
        );
    }
    let header = ["", "ours", "prost", "prost, pbjson"].map(str::to_owned);
    markdown::table(&header, 1, &rows)
}
