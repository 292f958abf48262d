//! What our two programs share: the schema, and what both know of stalled calls and of failures.
//!
//! `tests/interop/run` starts each server and lets each client of another implementation check it.

pub mod stalls;

use connect::ConnectError;
use schema::FailDetail;

/// `interop.v1`.
#[connect::proto("proto/interop/v1/interop.proto")]
pub mod schema {}

/// What `Fail` fails with.
pub fn failure(name: &str) -> ConnectError {
    ConnectError::not_found(format!("no such thing: {name}")).detail(FailDetail {
        name: name.to_owned(),
        tried: 3,
        ..FailDetail::default()
    })
}
