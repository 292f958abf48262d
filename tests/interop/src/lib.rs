//! The schema that our two programs share with the peers in other languages.
//!
//! `tests/interop/run` starts each server and lets each client of another implementation check it.

/// `interop.v1`.
#[connect::proto("proto/interop/v1/interop.proto")]
pub mod schema {}
