//! Measures messages in binary and in JSON; `benches/run codec` is the way to start it.
//!
//! Without arguments it checks, measures, and writes `results/codec.json` and the section of
//! `docs/PERFORMANCE.md`. With a part of cells' names (`log batch/decode`) it measures those, and writes
//! nothing. `--tables` makes the section from the JSON of an earlier run.

use std::env;
use std::error::Error;
use std::path::Path;

use connect_benches::codec::{codec, report};
use connect_measure::{Results, Setup, markdown, results};

/// The crates whose versions stand above the tables.
const PEERS: [&str; 5] = ["prost", "pbjson", "buffa", "serde", "serde_json"];

fn main() -> Result<(), Box<dyn Error>> {
    let mut codec = codec();
    // Cargo's own flag says nothing here.
    let arguments = env::args().skip(1).filter(|argument| argument != "--bench");
    let Some(arguments) = codec.cells.run_one(arguments) else {
        return Ok(());
    };
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = home.join("results/codec.json");
    let page = home.join("../docs/PERFORMANCE.md");
    match arguments.as_slice() {
        [] => results::write(&file, &measure(&codec)?)?,
        [flag] if flag == "--tables" => {}
        [part] => {
            codec.cells.keep(part);
            print(&measure(&codec)?);
            return Ok(());
        }
        _ => return Err("usage: codec [--tables | PART_OF_A_CELL'S_NAME]".into()),
    }
    let results: Results = results::read(&file)?;
    markdown::replace_section(&page, "codec", &report::section(&results))?;
    print(&results);
    Ok(())
}

fn measure(codec: &connect_benches::codec::Codec) -> Result<Results, Box<dyn Error>> {
    eprintln!("checking that each library reads what the others write");
    codec.check();
    let setup = Setup::of_this_machine(include_str!("../Cargo.lock"), &PEERS);
    let counting = Path::new(env!("CARGO_BIN_EXE_codec-allocations"));
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    Ok(connect_measure::measure(
        &codec.cells,
        setup,
        counting,
        scratch,
    )?)
}

fn print(results: &Results) {
    println!("{}", report::section(results));
    for missed in report::missed(results) {
        println!("missed: {missed}");
    }
}
