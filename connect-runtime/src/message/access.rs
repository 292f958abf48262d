//! What the accessors of generated messages share.

use std::fmt;

use super::unknown::UnknownFields;
use crate::error::ConnectError;

/// The error for a field that has to be set, named by its path.
#[cold]
pub fn missing_field(path: &'static str) -> ConnectError {
    ConnectError::invalid_argument(format!("missing field {path}"))
}

/// Stands for a value that must not show, as `debug_redact` in the `.proto` asks.
pub struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// `Debug` of a message: its fields, and the size of its unknown fields if there are any.
pub fn debug(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    fields: &[(&str, &dyn fmt::Debug)],
    unknown: &UnknownFields,
) -> fmt::Result {
    let mut out = f.debug_struct(name);
    for (name, value) in fields {
        out.field(name, value);
    }
    if !unknown.is_empty() {
        out.field("unknown_fields", unknown);
    }
    out.finish()
}

/// The entries for a map field.
pub fn collect_map<K, V, T: FromIterator<(K, V)>>(
    entries: impl IntoIterator<Item = (impl Into<K>, impl Into<V>)>,
) -> T {
    let entries = entries.into_iter();
    entries
        .map(|(key, value)| (key.into(), value.into()))
        .collect()
}

/// The values for a repeated field.
pub fn collect<T>(values: impl IntoIterator<Item = impl Into<T>>) -> Vec<T> {
    values.into_iter().map(Into::into).collect()
}
