//! Messages in an application that speaks serde and has times of its own.
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

use std::collections::BTreeMap;

use calendar::{Event, Kind};
use serde::{Deserialize, Serialize};

/// A calendar.
#[connect::proto("proto/calendar/v1/calendar.proto")]
pub mod calendar {}

/// The same, with other types behind its fields.
#[connect::proto(
    "proto/calendar/v1/calendar.proto",
    map = BTreeMap,
    bytes = Vec,
    strings = shared,
    boxed("calendar.v1.*")
)]
pub mod other {}

/// A file of the application's own, with messages in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Diary {
    /// Whose it is.
    pub owner: String,
    /// By day.
    pub by_day: BTreeMap<String, Vec<Event>>,
    /// What to show first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned: Option<Event>,
    /// What to show at all.
    pub kinds: Vec<Kind>,
}

#[cfg(test)]
mod tests;
