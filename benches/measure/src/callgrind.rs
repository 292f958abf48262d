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

/// What one more operation costs, from runs of `count`, twice and three times as many. `run` gives the
/// instructions of a run of so many operations.
pub fn slope<E>(count: u64, mut run: impl FnMut(u64) -> Result<f64, E>) -> Result<Instructions, E> {
    let mut totals = [0.0; 3];
    for (total, times) in totals.iter_mut().zip(1..) {
        *total = run(count * times)?;
    }
    let [first, second] = [totals[1] - totals[0], totals[2] - totals[1]];
    Ok(Instructions {
        per_operation: figures::tenths((first + second) / 2.0 / count as f64),
        plus_minus: figures::tenths((first - second).abs() / 2.0 / count as f64),
    })
}

/// All instructions of one run of a program. `scratch` is a file that may be written.
pub fn run(program: &Path, arguments: &[String], scratch: &Path) -> io::Result<f64> {
    let status = command(program, scratch)
        .args(arguments)
        .stdout(Stdio::null())
        .status()?;
    match (status.success(), total(scratch)?) {
        (true, Some(total)) => Ok(total),
        _ => Err(io::Error::other(format!(
            "callgrind {arguments:?}: {status}"
        ))),
    }
}

/// A program under callgrind, to which its arguments are added. It writes its profile to `scratch` when it ends.
pub fn command(program: &Path, scratch: &Path) -> Command {
    let mut command = Command::new("valgrind");
    command
        .args(["--quiet", "--tool=callgrind"])
        .arg(format!("--callgrind-out-file={}", scratch.display()))
        .arg(program);
    command
}

/// All instructions of the run whose profile this is, which is removed.
pub fn total(scratch: &Path) -> io::Result<Option<f64>> {
    let profile = fs::read_to_string(scratch)?;
    fs::remove_file(scratch)?;
    let mut totals = profile
        .lines()
        .filter_map(|line| line.strip_prefix("totals: "));
    Ok(totals.next_back().and_then(|text| text.trim().parse().ok()))
}
