//! Instructions by callgrind: the slope between runs of different length, so that start-up drops out.

use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use crate::figures;

/// Instructions in user mode.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Instructions {
    /// For one operation.
    pub per_operation: f64,
    /// Half the difference between the slopes of the first half and the second.
    pub plus_minus: f64,
}

/// Whether callgrind is here, and which version.
pub fn version() -> Option<String> {
    let output = Command::new("valgrind").arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.trim().replace("valgrind-", "valgrind "))
}

/// What one more operation costs, from runs of `count`, twice and three times as many. `arguments` makes
/// the program's arguments for so many operations; `scratch` is a file that may be written.
pub fn slope(
    program: &Path,
    arguments: impl Fn(u64) -> Vec<String>,
    count: u64,
    scratch: &Path,
) -> io::Result<Instructions> {
    let mut totals = [0.0; 3];
    for (total, times) in totals.iter_mut().zip(1..) {
        *total = run(program, &arguments(count * times), scratch)?;
    }
    let [first, second] = [totals[1] - totals[0], totals[2] - totals[1]];
    Ok(Instructions {
        per_operation: figures::tenths((first + second) / 2.0 / count as f64),
        plus_minus: figures::tenths((first - second).abs() / 2.0 / count as f64),
    })
}

/// All instructions of one run.
fn run(program: &Path, arguments: &[String], scratch: &Path) -> io::Result<f64> {
    let status = Command::new("valgrind")
        .args(["--quiet", "--tool=callgrind"])
        .arg(format!("--callgrind-out-file={}", scratch.display()))
        .arg(program)
        .args(arguments)
        .stdout(Stdio::null())
        .status()?;
    let profile = fs::read_to_string(scratch)?;
    fs::remove_file(scratch)?;
    let mut totals = profile
        .lines()
        .filter_map(|line| line.strip_prefix("totals: "));
    let total = totals.next_back().and_then(|text| text.trim().parse().ok());
    match total {
        Some(total) if status.success() => Ok(total),
        _ => Err(io::Error::other(format!(
            "callgrind {arguments:?}: {status}"
        ))),
    }
}
