//! What somebody without protoc writes.

use std::error::Error;

const INCLUDE: &str = "../../../target/protobuf-conformance/include";

fn main() -> Result<(), Box<dyn Error>> {
    let set = protox::compile(["google/protobuf/test_messages_proto3.proto"], [INCLUDE])?;
    Ok(prost_build::compile_fds(set)?)
}
