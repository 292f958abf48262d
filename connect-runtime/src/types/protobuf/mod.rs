//! The well-known types of Protocol Buffers.
//!
//! Messages that import `google/protobuf/timestamp.proto` and its like use these.
//!
//! ```
//! use connect_runtime::{Message, protobuf::{Any, Duration, Timestamp, Value}};
//!
//! let start = Timestamp::from(std::time::SystemTime::UNIX_EPOCH);
//! assert_eq!(start.to_json()?, "\"1970-01-01T00:00:00Z\"");
//!
//! let wait = Duration::from(std::time::Duration::from_millis(1500));
//! let any = Any::pack(&wait);
//! assert_eq!(any.unpack::<Duration>()?, Some(wait));
//! assert_eq!(any.to_json()?, r#"{"@type":"type.googleapis.com/google.protobuf.Duration","value":"1.500s"}"#);
//!
//! assert_eq!(Value::from_json(r#"["a", 1]"#)?, Value::from(vec![Value::from("a"), Value::from(1.0)]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod any;
#[cfg(feature = "chrono")]
mod chrono;
mod field_mask;
#[rustfmt::skip]
mod generated;
#[cfg(feature = "jiff")]
mod jiff;
#[cfg(feature = "prost-types")]
mod prost_types;
#[cfg(feature = "serde_json")]
mod serde_json;
mod structs;
mod time;
#[cfg(feature = "time")]
mod time_crate;
mod wrappers;

pub use self::{generated::*, time::OutOfRange};
