//! Messages by prost.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=../../proto");
    let set = protox::compile(["echo/v1/echo.proto"], ["../../proto"])?;
    prost_build::Config::new()
        .bytes(["."])
        .type_attribute("Text", "#[derive(serde::Serialize, serde::Deserialize)]")
        .compile_fds(set)?;
    Ok(())
}
