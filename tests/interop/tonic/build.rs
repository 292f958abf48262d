//! Generates tonic's client and server, without protoc.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=../proto");
    let files = protox::compile(["interop/v1/interop.proto"], ["../proto"])?;
    tonic_prost_build::configure().compile_fds(files)?;
    Ok(())
}
