//! The types of `google.rpc`: the status of an RPC, and the details that an error can carry.
//!
//! ```
//! use connect_runtime::{ConnectError, rpc::{BadRequest, bad_request::FieldViolation}};
//!
//! let violation = FieldViolation::default().with_field("size").with_description("must be positive");
//! let err = ConnectError::invalid_argument("no such size")
//!     .detail(BadRequest::default().with_field_violations([violation]));
//! assert_eq!(err.details::<BadRequest>()[0].field_violations[0].field, "size");
//! ```

#[rustfmt::skip]
mod generated;

pub use generated::*;
