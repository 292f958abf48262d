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
//!
//! # Types of other crates
//!
//! `Timestamp` and `Duration` convert to and from the types of `std::time`. Each of these features of the crate,
//! all off by default, adds conversions for the types of another one:
//!
//! | feature | converts |
//! |---|---|
//! | `jiff` | `Timestamp`: `jiff::Timestamp`; `Duration`: `jiff::SignedDuration` |
//! | `chrono` | `Timestamp`: `chrono::DateTime`; `Duration`: `chrono::TimeDelta` |
//! | `time` | `Timestamp`: `time::OffsetDateTime`, `time::UtcDateTime`; `Duration`: `time::Duration` |
//! | `serde_json` | `Value`: `serde_json::Value`; `Struct`: `serde_json::Map`; `ListValue`: `Vec<serde_json::Value>` |
//! | `prost-types` | `Any`, `Timestamp`, `Duration`, `FieldMask`, `Struct`, `Value`, `ListValue`, `NullValue`: those of `prost_types`, which lose unknown fields |
//!
//! What cannot fail is `From`, all else `TryFrom`. A `Timestamp` whose nanoseconds are not between 0 and a second
//! is [`OutOfRange`]. The nanoseconds of a `Duration` may have any value and sign: they are added to its seconds.
//!
//! ```
//! # #[cfg(feature = "jiff")] {
//! use connect_runtime::protobuf::Timestamp;
//!
//! let start: jiff::Timestamp = "2024-02-29T12:30:45.5Z".parse()?;
//! let timestamp = Timestamp::from(start);
//! assert_eq!((timestamp.seconds, timestamp.nanos), (1_709_209_845, 500_000_000));
//! assert_eq!(jiff::Timestamp::try_from(timestamp)?, start);
//! # }
//! # #[cfg(feature = "serde_json")] {
//! use connect_runtime::protobuf::Struct;
//!
//! let hat: Struct = serde_json::Map::from_iter([("size".to_owned(), 7.into())]).into();
//! assert_eq!(serde_json::Map::try_from(hat)?["size"], 7);
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! With the feature `serde`, these and all other messages and enums implement serde's traits; see
//! [`Message`](crate::Message).

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
