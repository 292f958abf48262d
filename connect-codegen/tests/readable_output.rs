//! The readable output, held against files: of a small `.proto`, for reviews to look at, and of the types
//! that the runtime comes with, so that they cannot drift from what the generator would write today.
//!
//! `UPDATE_OUTPUT=1 cargo test -p connect-codegen --test readable_output` writes the files anew.

use std::path::Path;
use std::{env, fs};

use connect_codegen::Builder;

const PROTOBUF: [&str; 7] = [
    "google/protobuf/any.proto",
    "google/protobuf/duration.proto",
    "google/protobuf/empty.proto",
    "google/protobuf/field_mask.proto",
    "google/protobuf/struct.proto",
    "google/protobuf/timestamp.proto",
    "google/protobuf/wrappers.proto",
];

const RPC: [&str; 3] = [
    "google/rpc/code.proto",
    "google/rpc/error_details.proto",
    "google/rpc/status.proto",
];

/// Generates `files`, with an order for what `ordered` picks, and holds the output against the one at `path`, relative to this package.
fn is_at(path: &str, runtime: &str, files: &[&str], ordered: &str) {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let builder = Builder::new(package).runtime(runtime);
    let builder = files
        .iter()
        .fold(builder, |builder, file| builder.file(*file));
    // Users' messages are ordered only if all that they hold is.
    let builder = builder.derive(ordered, "::core::cmp::PartialOrd, ::core::cmp::Ord");
    let written = builder.generate().unwrap_or_else(|error| panic!("{error}"));
    let path = package.join(path);
    if env::var_os("UPDATE_OUTPUT").is_some() {
        fs::write(&path, &written).expect("the file can be written");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    let differs = written
        .lines()
        .zip(expected.lines())
        .position(|(is, was)| is != was);
    assert!(
        written == expected,
        "{} is not what would be written, from line {}; see the top of this file",
        path.display(),
        differs.unwrap_or(written.lines().count().min(expected.lines().count())) + 1,
    );
}

#[test]
fn small_proto_gives_the_output_on_file() {
    is_at(
        "tests/output/small.rs",
        "::connect",
        &["tests/output/small.proto"],
        "small.v1.*",
    );
}

#[test]
fn well_known_types_of_the_runtime_are_what_would_be_generated() {
    is_at(
        "../connect-runtime/src/types/protobuf/generated.rs",
        "crate",
        &PROTOBUF,
        "google.protobuf.*",
    );
}

#[test]
fn rpc_types_of_the_runtime_are_what_would_be_generated() {
    is_at(
        "../connect-runtime/src/types/rpc/generated.rs",
        "crate",
        &RPC,
        "google.rpc.*",
    );
}
