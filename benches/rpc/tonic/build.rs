//! What somebody without protoc writes.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=../../proto");
    let set = protox::compile(["echo/v1/echo.proto"], ["../../proto"])?;
    Ok(tonic_prost_build::compile_fds(set)?)
}
