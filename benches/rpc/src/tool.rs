//! Programs that count what another program does: valgrind and strace.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;

use connect_measure::callgrind;

use crate::load::Outcome;

/// What a program is run under.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tool {
    /// Instructions.
    Callgrind,
    /// Blocks and bytes that are asked for.
    Memcheck,
    /// System calls, and those of them that write.
    Strace,
}

/// The system calls that write to a socket.
const WRITES: [&str; 5] = ["write", "writev", "sendto", "sendmsg", "sendmmsg"];

impl Tool {
    /// Whether it is on this machine.
    pub fn is_here(self) -> bool {
        let name = match self {
            Tool::Callgrind | Tool::Memcheck => "valgrind",
            Tool::Strace => "strace",
        };
        let output = Command::new(name).arg("--version").output();
        output.is_ok_and(|output| output.status.success())
    }

    /// A program under this, to which its arguments are added. When it ends there are figures in `scratch`.
    pub fn command(self, program: &Path, scratch: &Path) -> Command {
        let mut command = match self {
            Tool::Callgrind => return callgrind::command(program, scratch),
            Tool::Memcheck => Command::new("valgrind"),
            Tool::Strace => Command::new("strace"),
        };
        if self == Tool::Memcheck {
            command.args(["--leak-check=no", "--undef-value-errors=no"]);
            command.arg(format!("--log-file={}", scratch.display()));
        } else {
            command.args([
                OsStr::new("-fqcUcalls,name"),
                "-o".as_ref(),
                scratch.as_ref(),
            ]);
        }
        command.arg(program);
        command
    }

    /// The two figures, or the one and nothing, of the run that has left them in `scratch`.
    pub fn figures(self, scratch: &Path) -> Outcome<[f64; 2]> {
        if self == Tool::Callgrind {
            return match callgrind::total(scratch)? {
                Some(total) => Ok([total, 0.0]),
                None => Err("callgrind has counted nothing".into()),
            };
        }
        let log = fs::read_to_string(scratch)?;
        fs::remove_file(scratch)?;
        let figures = match self {
            Tool::Strace => system_calls(&log),
            _ => blocks(&log),
        };
        figures.ok_or_else(|| format!("{self:?} has counted nothing: {log}").into())
    }
}

/// From memcheck's `total heap usage: 1,234 allocs, 1,200 frees, 56,789 bytes allocated`.
fn blocks(log: &str) -> Option<[f64; 2]> {
    let (_, usage) = log.split_once("total heap usage: ")?;
    let number = |part: &str| {
        part.split_whitespace()
            .next()?
            .replace(',', "")
            .parse()
            .ok()
    };
    let mut parts = usage.lines().next()?.split(", ");
    Some([number(parts.next()?)?, number(parts.nth(1)?)?])
}

/// From strace's table of calls and names, which ends with `total`.
fn system_calls(log: &str) -> Option<[f64; 2]> {
    let mut writes = 0.0;
    for line in log.lines() {
        let Some((count, name)) = line.trim().split_once(char::is_whitespace) else {
            continue;
        };
        let Ok(count) = count.parse::<f64>() else {
            continue;
        };
        match name.trim() {
            "total" => return Some([count, writes]),
            name if WRITES.contains(&name) => writes += count,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_are_read() {
        let log = "==1== HEAP SUMMARY:\n==1==   total heap usage: 1,234 allocs, 9 frees, 5,678 bytes allocated\n";
        assert_eq!(blocks(log), Some([1234.0, 5678.0]));
        let log = "    calls syscall\n--------- -----\n       12 writev\n        3 write\n        5 read\n--------- -----\n       20 total\n";
        assert_eq!(system_calls(log), Some([20.0, 15.0]));
    }
}
