//! What the two programs of the Connect conformance suite have in common.
//!
//! The suite's runner starts `conformance-server` or `conformance-client`, tells it over standard input
//! what to serve or to call, and reads over standard output what came of it. `tests/conformance/run`
//! installs the runner and the schema, builds the programs, and runs a profile.

pub mod calls;
pub mod convert;
pub mod frames;
pub mod service;

/// The suite's own schema.
#[connect::proto(
    "../../target/conformance/proto/connectrpc/conformance/v1/config.proto",
    "../../target/conformance/proto/connectrpc/conformance/v1/service.proto",
    "../../target/conformance/proto/connectrpc/conformance/v1/client_compat.proto",
    "../../target/conformance/proto/connectrpc/conformance/v1/server_compat.proto",
    include = ["../../target/conformance/proto"],
    default_stubs = true
)]
pub mod schema {}
