//! Compiling, and what comes out.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};

use crate::{LIBRARIES, ROUNDS};

/// The seconds of CPU, user's and system's, that compiling took in each round.
#[derive(Serialize, Deserialize)]
pub struct Compiled {
    /// Which package.
    pub library: String,
    /// `dev` or `release`.
    pub profile: String,
    /// The crate with the messages.
    pub messages: Vec<f64>,
    /// Its build script compiled and run, if it has one.
    pub build_script: Vec<f64>,
    /// A program that encodes and decodes all of them. What is generic is compiled only here.
    pub program: Vec<f64>,
}

/// The machine code of programs, in bytes of `.text`.
#[derive(Serialize, Deserialize)]
pub struct Size {
    /// Which package.
    pub library: String,
    /// A program that uses all messages.
    pub all: u64,
    /// The same with one message that has nothing in it.
    pub none: u64,
}

/// What `time-rustc` logged of one crate.
struct Timed {
    name: String,
    output: PathBuf,
    seconds: f64,
}

/// Compiles each package in each profile, in turn, again and again.
pub fn rounds(home: &Path, target: &Path) -> io::Result<Vec<Compiled>> {
    let mut compiled = Vec::new();
    for profile in ["dev", "release"] {
        for library in LIBRARIES {
            eprintln!("building what {library} depends on: {profile}");
            compile(home, target, library, profile)?;
            compiled.push(Compiled {
                library: library.to_owned(),
                profile: profile.to_owned(),
                messages: Vec::new(),
                build_script: Vec::new(),
                program: Vec::new(),
            });
        }
    }
    for round in 1..=ROUNDS {
        for figures in &mut compiled {
            eprintln!("round {round}: {}, {}", figures.library, figures.profile);
            round_of(home, target, figures)?;
        }
    }
    Ok(compiled)
}

/// Compiles a package once, with nothing of it there.
fn round_of(home: &Path, target: &Path, figures: &mut Compiled) -> io::Result<()> {
    let Compiled {
        library, profile, ..
    } = &figures;
    let package = format!("compile-{library}");
    run(cargo(home, target).args(["clean", "--quiet", "-p", &package, "--profile", profile]))?;
    let timed = compile(home, target, library, profile)?;
    let seconds = |name: String| {
        let found = timed.iter().find(|timed| timed.name == name);
        found
            .map(|timed| timed.seconds)
            .ok_or_else(|| io::Error::other(format!("no time of {name}")))
    };
    let messages = seconds(format!("compile_{library}"))?;
    let program = seconds(format!("{library}_all"))?;
    if let Some(script) = timed
        .iter()
        .find(|timed| timed.name == "build_script_build")
    {
        let seconds = script.seconds + run_script(home, target, library, &script.output)?;
        figures.build_script.push(seconds);
    }
    figures.messages.push(messages);
    figures.program.push(program);
    Ok(())
}

/// Compiles a package's messages and the program that uses them, and gives what was logged.
fn compile(home: &Path, target: &Path, library: &str, profile: &str) -> io::Result<Vec<Timed>> {
    let log = target.join("rustc-times");
    fs::write(&log, "")?;
    let (package, program) = (format!("compile-{library}"), format!("{library}-all"));
    run(cargo(home, target)
        .args(["build", "--quiet", "--profile", profile])
        .args(["-p", &package, "--lib", "--bin", &program])
        .env("RUSTC_WRAPPER", home.join("build/time-rustc"))
        .env("RUSTC_TIMES", &log))?;
    let lines = fs::read_to_string(&log)?;
    let timed: Option<Vec<_>> = lines.lines().map(timed).collect();
    timed.ok_or_else(|| io::Error::other(format!("not what time-rustc logs: {lines}")))
}

/// A line of `time-rustc`: user's seconds, system's, a crate, where its output is but for the ending.
fn timed(line: &str) -> Option<Timed> {
    let mut words = line.splitn(4, ' ');
    let user: f64 = words.next()?.parse().ok()?;
    let system: f64 = words.next()?.parse().ok()?;
    Some(Timed {
        name: words.next()?.to_owned(),
        output: words.next()?.into(),
        seconds: user + system,
    })
}

/// Runs a build script as cargo does, and gives the seconds of CPU that it took. cargo has run it already,
/// but does not tell.
fn run_script(home: &Path, target: &Path, library: &str, script: &Path) -> io::Result<f64> {
    let output = Command::new("bash")
        .args(["-c", "TIMEFORMAT='%3U %3S'; time \"$0\" >/dev/null"])
        .arg(script)
        .current_dir(home.join("build").join(library))
        .env("OUT_DIR", script_output(target, library)?)
        .output()?;
    let text = String::from_utf8_lossy(&output.stderr);
    let times: Result<Vec<f64>, _> = text.split_whitespace().map(str::parse).collect();
    match times {
        Ok(times) if output.status.success() => Ok(times.iter().sum()),
        _ => Err(io::Error::other(format!("{}: {text}", script.display()))),
    }
}

/// The folder for what a build script generates when it is run here.
pub fn script_output(target: &Path, library: &str) -> io::Result<PathBuf> {
    let folder = target.join("bench-build").join(library);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// The code of programs in release: with all messages, and with none. Nothing where there is no `size`.
pub fn sizes(home: &Path, target: &Path) -> io::Result<Vec<Size>> {
    let mut sizes = Vec::new();
    for library in LIBRARIES {
        let package = format!("compile-{library}");
        run(cargo(home, target).args(["build", "--quiet", "--release", "--bins", "-p", &package]))?;
        let text = |program| text(&target.join("release").join(format!("{library}-{program}")));
        let (Some(all), Some(none)) = (text("all"), text("none")) else {
            eprintln!("size, of binutils, is not on this machine: no code is measured");
            return Ok(Vec::new());
        };
        sizes.push(Size {
            library: library.to_owned(),
            all,
            none,
        });
    }
    Ok(sizes)
}

/// The bytes of a program's `.text`.
fn text(program: &Path) -> Option<u64> {
    let output = Command::new("size").arg("-A").arg(program).output().ok()?;
    let table = String::from_utf8(output.stdout).ok()?;
    let line = table.lines().find_map(|line| line.strip_prefix(".text"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// cargo in this workspace, with its own defaults.
pub fn cargo(home: &Path, target: &Path) -> Command {
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(home)
        .env("CARGO_TARGET_DIR", target)
        .env_remove("CARGO_INCREMENTAL");
    cargo
}

fn run(command: &mut Command) -> io::Result<()> {
    match command.status()? {
        status if status.success() => Ok(()),
        status => Err(io::Error::other(format!("{command:?}: {status}"))),
    }
}
