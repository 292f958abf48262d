//! What somebody without protoc writes.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use connectrpc_build::Config;

const FILE: &str = "echo/v1/echo.proto";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=../../proto");
    let set = PathBuf::from(env::var("OUT_DIR")?).join("descriptors.binpb");
    let mut compiler = protox::Compiler::new(["../../proto"])?;
    compiler.include_imports(true).open_files([FILE])?;
    fs::write(&set, compiler.encode_file_descriptor_set())?;
    Config::new()
        .files(&[FILE])
        .descriptor_set(set)
        .include_file("_connectrpc.rs")
        .compile()?;
    Ok(())
}
