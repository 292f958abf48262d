//! The message types that come with the runtime.
//!
//! What is named `generated` is written by `connect-codegen` from the `.proto`s that it ships, and a test
//! there keeps it so. By hand are the JSON forms that the specification gives some of the types, and
//! conversions.

pub mod protobuf;
pub mod rpc;
