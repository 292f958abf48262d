//! The Rust types behind maps, bytes and strings, and boxes.
#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    unused_qualifications,
    rust_2018_idioms,
    clippy::pedantic
)]
#![forbid(unsafe_code)]

/// As it is without options.
#[connect::proto("proto/record.proto", "proto/old.proto")]
pub mod plain {}

/// One of three.
#[connect::proto("proto/record.proto", "proto/old.proto", map = BTreeMap)]
pub mod sorted {}

/// One of three.
#[connect::proto("proto/record.proto", "proto/old.proto", bytes = Vec)]
pub mod owned {}

/// One of three.
#[connect::proto("proto/record.proto", "proto/old.proto", strings = shared)]
pub mod shared {}

/// Two of three, what is not changed said as well.
#[connect::proto("proto/record.proto", "proto/old.proto", map = BTreeMap, bytes = Vec, strings = String)]
pub mod sorted_owned {}

/// Two of three.
#[connect::proto("proto/record.proto", "proto/old.proto", map = BTreeMap, strings = shared, bytes = Bytes)]
pub mod sorted_shared {}

/// Two of three.
#[connect::proto("proto/record.proto", "proto/old.proto", bytes = Vec, strings = shared, map = HashMap)]
pub mod owned_shared {}

/// All three.
#[connect::proto("proto/record.proto", "proto/old.proto", map = BTreeMap, bytes = Vec, strings = shared)]
pub mod all {}

/// Boxes where they are asked for, and where a message would otherwise hold itself.
#[connect::proto(
    "proto/boxes.proto",
    boxed("log.boxes.Holder.detail", "log.boxes.Holder.must"),
    boxed("log.boxes.Holder.inner"),
    boxed("log.boxes.Holder.here", "log.boxes.Holder.between")
)]
pub mod some {}

/// Boxes wherever there can be one, and all other options with them.
#[connect::proto(
    "proto/boxes.proto",
    boxed("log.boxes.*"),
    map = BTreeMap,
    strings = shared,
    derive("log.boxes.*", PartialOrd, Ord)
)]
pub mod everywhere {}

#[cfg(test)]
mod tests;
