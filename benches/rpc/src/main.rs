//! Measures calls, on the server and on the client; `benches/run rpc` builds what is measured and starts it.
//!
//! Without arguments it measures everything, and writes `results/rpc.json` and the section of
//! `docs/PERFORMANCE.md`. With a part of the names of a cell and a library (`gRPC unary/tonic`) it measures those,
//! and writes nothing. `--tables` makes the section from the JSON of an earlier run.
//!
//! An answer that is not what it should be ends the run: there are no figures of calls that fail.

mod cell;
mod count;
mod load;
mod memory;
mod program;
mod report;
mod results;
mod time;
mod tool;

use std::env;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use connect_measure::{Setup, markdown, results as files};

use cell::{CELLS, Cell, Library};
use load::Outcome;
use results::{Measured, Results};
use tool::Tool;

/// The crates whose versions stand above the tables.
const PEERS: [&str; 6] = ["connectrpc", "h2", "hyper", "prost", "tokio", "tonic"];

fn main() -> Outcome {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let file = home.join("results/rpc.json");
    let page = home.join("../docs/PERFORMANCE.md");
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => files::write(&file, &measure("")?)?,
        [flag] if flag == "--tables" => {}
        [part] => {
            print(&measure(part)?);
            return Ok(());
        }
        _ => return Err("usage: rpc [--tables | PART_OF_A_CELL'S_NAME]".into()),
    }
    let results: Results = files::read(&file)?;
    markdown::replace_section(&page, "rpc", &report::section(&results))?;
    print(&results);
    Ok(())
}

fn print(results: &Results) {
    println!("{}", report::section(results));
    for missed in report::missed(results) {
        println!("missed: {missed}");
    }
}

/// A cell, and those libraries of it that are measured.
struct Job {
    cell: &'static Cell,
    libraries: Vec<Library>,
}

/// Measures all cells and libraries in whose names is `part`.
fn measure(part: &str) -> Outcome<Results> {
    let setup = Setup::of_this_machine(include_str!("../../Cargo.lock"), &PEERS);
    let jobs = CELLS.iter().map(|cell| {
        let has = |library: &&Library| format!("{}/{}", cell.name, library.name()).contains(part);
        let libraries = cell.libraries.iter().filter(has).copied().collect();
        Job { cell, libraries }
    });
    let jobs: Vec<Job> = jobs.filter(|job| !job.libraries.is_empty()).collect();
    let mut cells = counted(&jobs, setup.cores)?;
    warn_of_others(setup.cores);
    let mut measured = cells.iter_mut();
    for Job { cell, libraries } in &jobs {
        if !cell.what.is_counted() {
            eprintln!("measuring: {}", cell.name);
        }
        let times = time::rounds(&cell.what, libraries);
        let times = times.map_err(|err| format!("{}: {err}", cell.name))?;
        for (library, nanoseconds) in libraries.iter().zip(times) {
            let measured = measured.next().expect("each has been counted");
            measured.nanoseconds = nanoseconds;
            measured.bytes = memory::slopes(&cell.what, *library)
                .map_err(|err| format!("{}, {}: {err}", cell.name, library.name()))?;
        }
    }
    Ok(Results { setup, cells })
}

/// Says so if the machine is busy. A server that waits for a core finds more calls when it gets one, and takes
/// them together: it spends less time on each than it would alone, and the more so the worse it batches.
fn warn_of_others(cores: usize) {
    // The last minute was spent counting, on all cores.
    let usual = cores as f64 + 1.0;
    let average = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let last_minute = average.split_whitespace().next();
    if let Some(load) = last_minute.and_then(|load| load.parse::<f64>().ok())
        && load > usual
    {
        eprintln!(
            "this machine is busy (its load is {load}): times with many calls in flight come out wrong"
        );
    }
}

/// What can be counted, on all cores: who else is running does not change it.
fn counted(jobs: &[Job], cores: usize) -> Outcome<Vec<Measured>> {
    let mut tools = vec![Tool::Callgrind, Tool::Memcheck, Tool::Strace];
    tools.retain(|tool| {
        let is_here = tool.is_here();
        if !is_here {
            eprintln!("{tool:?} is not on this machine: what it counts is left out");
        }
        is_here
    });
    let all: Vec<(&Cell, Library)> = jobs
        .iter()
        .flat_map(|job| job.libraries.iter().map(|library| (job.cell, *library)))
        .collect();
    let measured = all.iter().map(|(cell, library)| Measured {
        cell: cell.name.to_owned(),
        library: library.name().to_owned(),
        ..Measured::default()
    });
    let measured: Vec<Mutex<Measured>> = measured.map(Mutex::new).collect();
    let scratch = env::current_exe()?.with_file_name("rpc-scratch");
    fs::create_dir_all(&scratch)?;
    let next = AtomicUsize::new(0);
    let work = &|core: usize| -> Outcome {
        let scratch = scratch.join(core.to_string());
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some((cell, library)) = all.get(index) else {
                return Ok(());
            };
            if cell.what.is_counted() {
                eprintln!("counting: {}, {}", cell.name, library.name());
            }
            let mut measured = measured[index].lock().expect("no thread panicked");
            count::count(&mut measured, &cell.what, *library, &tools, &scratch)
                .map_err(|err| format!("{}, {}: {err}", cell.name, library.name()))?;
        }
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..cores)
            .map(|core| scope.spawn(move || work(core)))
            .collect();
        let mut done = workers
            .into_iter()
            .map(|worker| worker.join().expect("no panic"));
        done.try_for_each(|outcome| outcome)
    })?;
    let unlocked = measured
        .into_iter()
        .map(|measured| measured.into_inner().expect("no thread panicked"));
    Ok(unlocked.collect())
}
