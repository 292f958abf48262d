//! What a run found: a file of JSON, from which tables are made.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use std::{fs, io, thread};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::allocations::{self, Allocations};
use crate::callgrind::{self, Instructions};
use crate::cell::{Cell, Cells};
use crate::figures::Quartiles;
use crate::time;

/// Rounds of interleaved timing.
const ROUNDS: usize = 11;

/// How long the shortest of the runs under callgrind takes without it.
const COUNTED: Duration = Duration::from_millis(3);

/// What was measured on, and with what.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Setup {
    /// The processor's name.
    pub processor: String,
    /// How many cores this process may use.
    pub cores: usize,
    /// `rustc --version`.
    pub rustc: String,
    /// The version of valgrind; without it no instructions are counted.
    pub valgrind: Option<String>,
    /// The versions of the peers.
    pub versions: BTreeMap<String, String>,
}

/// The figures of one cell.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Measured {
    /// As in [`Cell`].
    pub message: String,
    /// As in [`Cell`].
    pub operation: String,
    /// As in [`Cell`].
    pub library: String,
    /// How long the message is.
    pub bytes: usize,
    /// Instructions, where they could be counted.
    pub instructions: Option<Instructions>,
    /// What was allocated.
    pub allocations: Allocations,
    /// How many nanoseconds one operation took in each round, the same rounds for all libraries that do
    /// the same thing.
    pub nanoseconds: Vec<f64>,
}

/// The figures of a bench.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Results {
    /// What was measured on.
    pub setup: Setup,
    /// Each cell.
    pub cells: Vec<Measured>,
}

impl Setup {
    /// Of this machine. `lock` is the text of a `Cargo.lock`, `peers` the crates whose versions matter.
    pub fn of_this_machine(lock: &str, peers: &[&str]) -> Self {
        let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let name = cpuinfo
            .lines()
            .find_map(|line| line.strip_prefix("model name"));
        let processor = name
            .and_then(|line| line.split_once(": "))
            .map(|(_, name)| name);
        let rustc = Command::new("rustc").arg("--version").output();
        let rustc = rustc
            .ok()
            .and_then(|output| String::from_utf8(output.stdout).ok());
        Setup {
            processor: processor.unwrap_or("unknown").trim().to_owned(),
            cores: thread::available_parallelism().map_or(1, usize::from),
            rustc: rustc.unwrap_or_default().trim().to_owned(),
            valgrind: callgrind::version(),
            versions: peers
                .iter()
                .map(|peer| (peer.to_string(), locked(lock, peer)))
                .collect(),
        }
    }

    /// One line: processor, cores, compiler, versions.
    pub fn line(&self) -> String {
        let mut words = vec![
            format!("{}, {} cores", self.processor, self.cores),
            self.rustc.split(" (").next().unwrap_or_default().to_owned(),
        ];
        words.extend(self.valgrind.clone());
        words.extend(
            self.versions
                .iter()
                .map(|(name, version)| format!("{name} {version}")),
        );
        words.join(", ")
    }
}

/// The version of a crate in the text of a `Cargo.lock`.
fn locked(lock: &str, name: &str) -> String {
    let entry = format!("name = \"{name}\"\nversion = \"");
    let rest = lock.split_once(&entry).map(|(_, rest)| rest);
    let version = rest.and_then(|rest| rest.split('"').next());
    version
        .unwrap_or_else(|| panic!("{name} is not locked"))
        .to_owned()
}

impl Results {
    /// The cell of that name.
    pub fn find(&self, message: &str, operation: &str, library: &str) -> Option<&Measured> {
        self.cells.iter().find(|cell| {
            cell.message == message && cell.operation == operation && cell.library == library
        })
    }
}

impl Measured {
    /// How long one operation took.
    pub fn nanoseconds(&self) -> Quartiles {
        Quartiles::of(&self.nanoseconds)
    }

    /// How much of the peer's time this takes.
    pub fn time_ratio(&self, peer: &Measured) -> Quartiles {
        Quartiles::of_ratios(&self.nanoseconds, &peer.nanoseconds)
    }

    /// How many of the peer's instructions this takes.
    pub fn instruction_ratio(&self, peer: &Measured) -> Option<f64> {
        Some(self.instructions?.per_operation / peer.instructions?.per_operation)
    }
}

/// Writes figures to a file, each element of a list on a line of its own.
pub fn write(path: &Path, figures: &impl Serialize) -> io::Result<()> {
    let Value::Object(parts) = serde_json::to_value(figures)? else {
        return Err(io::Error::other("figures are a struct"));
    };
    let parts = parts.iter().map(|(name, part)| match part {
        Value::Array(list) => {
            let lines: Vec<_> = list
                .iter()
                .map(|element| format!("    {element}"))
                .collect();
            format!("  \"{name}\": [\n{}\n  ]", lines.join(",\n"))
        }
        part => format!("  \"{name}\": {part}"),
    });
    let parts: Vec<_> = parts.collect();
    fs::write(path, format!("{{\n{}\n}}\n", parts.join(",\n")))
}

/// Reads the figures of an earlier run.
pub fn read<T: DeserializeOwned>(path: &Path) -> io::Result<T> {
    Ok(serde_json::from_str(&fs::read_to_string(path)?)?)
}

/// Measures all cells: instructions in copies of this program, allocations in the program `counting`, time
/// here. `scratch` is a folder that may be written to.
pub fn measure(
    cells: &Cells,
    setup: Setup,
    counting: &Path,
    scratch: &Path,
) -> io::Result<Results> {
    let instructions = match &setup.valgrind {
        Some(_) => instructions(cells, setup.cores, scratch)?,
        None => {
            eprintln!("valgrind is not on this machine: no instructions are counted");
            vec![None; cells.all().len()]
        }
    };
    eprintln!("counting allocations");
    let mut allocations = BTreeMap::from_iter(allocations::count(counting)?);
    let times = times(cells);
    let all = cells.all().iter().zip(instructions).zip(times);
    let measured = all.map(|((cell, instructions), nanoseconds)| Measured {
        message: cell.message.to_owned(),
        operation: cell.operation.to_owned(),
        library: cell.library.to_owned(),
        bytes: cell.bytes(),
        instructions,
        allocations: allocations
            .remove(&cell.name())
            .expect("a count of each cell"),
        nanoseconds,
    });
    Ok(Results {
        cells: measured.collect(),
        setup,
    })
}

/// Instructions of all cells, on all cores: who else is running does not change them.
fn instructions(
    cells: &Cells,
    cores: usize,
    scratch: &Path,
) -> io::Result<Vec<Option<Instructions>>> {
    let program = std::env::current_exe()?;
    let next = AtomicUsize::new(0);
    let counted = Mutex::new(vec![None; cells.all().len()]);
    let work = &|core: usize| -> io::Result<()> {
        let scratch = scratch.join(format!("callgrind.{core}"));
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(cell) = cells.all().get(index) else {
                return Ok(());
            };
            eprintln!("counting instructions: {}", cell.name());
            let count = time::calibrate(&mut cell.prepare(), COUNTED);
            let slope = callgrind::slope(count, |times| {
                let (flags, times) = (["--cell", "--count"].map(String::from), times.to_string());
                let [named, counted] = flags;
                let arguments = [named, cell.name(), counted, times];
                callgrind::run(&program, &arguments, &scratch)
            })?;
            counted.lock().expect("no thread panicked")[index] = Some(slope);
        }
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..cores)
            .map(|core| scope.spawn(move || work(core)))
            .collect();
        let mut done = workers
            .into_iter()
            .map(|worker| worker.join().expect("no panic"));
        done.try_for_each(|result| result)
    })?;
    Ok(counted.into_inner().expect("no thread panicked"))
}

/// Times all cells, those that do the same thing side by side.
fn times(cells: &Cells) -> Vec<Vec<f64>> {
    let same = |a: &Cell, b: &Cell| a.message == b.message && a.operation == b.operation;
    let mut times = Vec::new();
    for group in cells.all().chunk_by(same) {
        eprintln!("timing: {}/{}", group[0].message, group[0].operation);
        let mut operations: Vec<_> = group.iter().map(Cell::prepare).collect();
        times.extend(time::interleaved(&mut operations, ROUNDS));
    }
    times
}
