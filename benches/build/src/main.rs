//! Measures what it costs to compile protobuf's `test_messages_proto3.proto`; `benches/run build` starts it.
//!
//! By our attribute, by prost's derive, and by that with pbjson: the packages `ours`, `prost` and `pbjson`
//! beside this one. What they depend on is built before. Writes `results/build.json` and the section of
//! `docs/PERFORMANCE.md`; `--tables` only makes the section again, from the JSON.

mod compile;
mod generated;
mod report;

use std::env;
use std::error::Error;
use std::path::{Path, PathBuf};

use connect_measure::{Setup, markdown, results};
use serde::{Deserialize, Serialize};

use compile::{Compiled, Size};
use generated::Lines;

/// What is compared, each a package `compile-NAME`.
const LIBRARIES: [&str; 3] = ["ours", "prost", "pbjson"];

/// The crates whose versions stand above the tables.
const PEERS: [&str; 5] = ["prost", "prost-build", "protox", "pbjson", "serde"];

/// Rounds in which each is compiled anew.
const ROUNDS: usize = 5;

/// The figures of this bench.
#[derive(Serialize, Deserialize)]
struct Results {
    setup: Setup,
    compiled: Vec<Compiled>,
    lines: Vec<Lines>,
    sizes: Vec<Size>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let file = home.join("results/build.json");
    let page = home.join("../docs/PERFORMANCE.md");
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => results::write(&file, &measure(&home)?)?,
        [flag] if flag == "--tables" => {}
        _ => return Err("usage: build [--tables]".into()),
    }
    let results: Results = results::read(&file)?;
    let section = report::section(&results);
    markdown::replace_section(&page, "build", &section)?;
    println!("{section}");
    Ok(())
}

fn measure(home: &Path) -> Result<Results, Box<dyn Error>> {
    let lock = include_str!("../../Cargo.lock");
    // Where this program was built, the others are too.
    let program = env::current_exe()?;
    let target: PathBuf = program.ancestors().skip(2).take(1).collect();
    let compiled = compile::rounds(home, &target)?;
    Ok(Results {
        setup: Setup::of_this_machine(lock, &PEERS),
        sizes: compile::sizes(home, &target)?,
        lines: generated::lines(home, &target)?,
        compiled,
    })
}
