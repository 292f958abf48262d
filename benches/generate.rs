//! Generates the peers' code: prost's with its derive, pbjson's JSON over it, and buffa's.
//!
//! All from one descriptor set, made by protox, so that no protoc is needed. Ours needs no build script.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

const FILES: [&str; 2] = ["proto/log/v1/log.proto", "proto/shapes/v1/shapes.proto"];
const PACKAGES: [&str; 2] = [".log.v1", ".shapes.v1"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=proto");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut compiler = protox::Compiler::new(["proto"])?;
    compiler.include_imports(true).open_files(FILES)?;
    let set = out.join("descriptors.binpb");
    fs::write(&set, compiler.encode_file_descriptor_set())?;

    let prost = out.join("prost");
    fs::create_dir_all(&prost)?;
    prost_build::Config::new()
        // As ours: `bytes` fields share the memory of the input.
        .bytes(["."])
        .out_dir(&prost)
        .compile_fds(compiler.file_descriptor_set())?;
    pbjson_build::Builder::new()
        .register_descriptors(&fs::read(&set)?)?
        .out_dir(&prost)
        .build(&PACKAGES)?;

    let buffa = out.join("buffa");
    fs::create_dir_all(&buffa)?;
    buffa_build::Config::new()
        .descriptor_set(set)
        .files(&["log/v1/log.proto", "shapes/v1/shapes.proto"])
        .use_bytes_type()
        .generate_json(true)
        .include_file("all.rs")
        .out_dir(buffa)
        .compile()
}
