//! Protobuf's JSON: what messages write and read, and the options for it.
//!
//! Everything is directed by the schema: a message writes its fields into a byte buffer and reads them
//! from a cursor, with no tree or visitor between. `kind` and `field` mirror the modules of the same name
//! for binary. The types with JSON forms of their own implement [`JsonCodec`] by hand, in `types`.

use super::{error::DecodeError, unknown::UnknownFields};

pub(crate) mod field;
pub(crate) mod kind;
pub(crate) mod number;
pub(crate) mod read;
pub(crate) mod scan;
pub(crate) mod write;

use read::JsonReader;
use write::JsonWriter;

/// How JSON is written and read.
///
/// ```
/// use connect_runtime::{JsonOptions, Message, rpc::ErrorInfo};
///
/// let info = ErrorInfo { reason: "SOLD_OUT".into(), ..Default::default() };
/// let all = JsonOptions::new().with_defaults(true);
/// assert_eq!(info.to_json()?, r#"{"reason":"SOLD_OUT"}"#);
/// assert_eq!(info.to_json_with(&all)?, r#"{"reason":"SOLD_OUT","domain":"","metadata":{}}"#);
/// # Ok::<(), connect_runtime::EncodeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JsonOptions {
    pub(crate) ignore_unknown: bool,
    pub(crate) defaults: bool,
    pub(crate) enums_as_numbers: bool,
    pub(crate) original_names: bool,
}

impl JsonOptions {
    /// What servers and clients use: unknown fields are passed over, defaults are left out, enums are
    /// written by name and fields in camel case.
    pub const fn new() -> Self {
        JsonOptions {
            ignore_unknown: true,
            defaults: false,
            enums_as_numbers: false,
            original_names: false,
        }
    }

    /// Whether reading passes over fields and enum names that it does not know; otherwise they are errors.
    #[must_use]
    pub const fn with_ignore_unknown(mut self, ignore: bool) -> Self {
        self.ignore_unknown = ignore;
        self
    }

    /// Whether fields without presence are written even when they hold their default.
    #[must_use]
    pub const fn with_defaults(mut self, write: bool) -> Self {
        self.defaults = write;
        self
    }

    /// Whether enums are written as numbers. Both forms are always read.
    #[must_use]
    pub const fn with_enums_as_numbers(mut self, numbers: bool) -> Self {
        self.enums_as_numbers = numbers;
        self
    }

    /// Whether fields are written by their names in the `.proto`. Both names are always read.
    #[must_use]
    pub const fn with_original_names(mut self, original: bool) -> Self {
        self.original_names = original;
        self
    }
}

impl Default for JsonOptions {
    fn default() -> Self {
        JsonOptions::new()
    }
}

/// The two names of a field, each as it is written: `"childId":`, with quotes and colon.
#[derive(Debug, Clone, Copy)]
pub struct Name {
    json: &'static str,
    original: &'static str,
}

impl Name {
    /// From the two names as they are written.
    pub const fn new(json: &'static str, original: &'static str) -> Self {
        Name { json, original }
    }

    /// What to write, quotes and colon included.
    #[inline]
    pub(crate) fn written(&self, options: &JsonOptions) -> &'static str {
        match options.original_names {
            true => self.original,
            false => self.json,
        }
    }

    /// The JSON name as it is written, quotes and colon included.
    #[inline]
    pub(crate) fn json(&self) -> &'static str {
        self.json
    }

    /// The index of `name`, of either kind, among `names`.
    pub(crate) fn find(names: &[Name], name: &str) -> Option<usize> {
        if scan::plain_len(name.as_bytes()) < name.len() {
            return Self::find_escaped(names, name);
        }
        let is = |written: &str| written.len() == name.len() + 3 && written[1..].starts_with(name);
        names
            .iter()
            .position(|candidate| is(candidate.json) || is(candidate.original))
    }

    /// As [`Self::find`], for a name that is written otherwise than it reads: `json_name` may be any text.
    #[cold]
    fn find_escaped(names: &[Name], name: &str) -> Option<usize> {
        let is = |written: &str| {
            let mut reader = JsonReader::new(written, JsonOptions::new());
            reader.string().is_ok_and(|read| read == name)
        };
        names
            .iter()
            .position(|candidate| is(candidate.json) || is(candidate.original))
    }
}

/// A message whose JSON is an object of its fields: what generated code implements.
pub trait JsonFields {
    /// The message's full name.
    fn full_name(&self) -> &'static str;
    /// The names of all fields; their places are the indexes for `read_field`.
    fn names(&self) -> &'static [Name];
    /// Writes all fields, without braces.
    fn write_fields(&self, writer: &mut JsonWriter);
    /// Reads the value of the field with this index.
    fn read_field(&mut self, index: usize, reader: &mut JsonReader<'_>) -> Result<(), DecodeError>;
    /// The fields that may hold extensions.
    fn unknown(&self) -> &UnknownFields;
    /// The fields that extensions are put into.
    fn unknown_mut(&mut self) -> &mut UnknownFields;
}

/// The JSON of a message type, whatever form it has.
pub trait JsonCodec {
    /// Whether `null` is a value of the type rather than the absence of one.
    const NULL: bool = false;

    /// Writes the whole value.
    fn write_json(&self, writer: &mut JsonWriter);
    /// Writes what an `Any` has beside `@type`: the fields, or `value` where JSON is not an object of them.
    fn write_members(&self, writer: &mut JsonWriter) {
        writer.key("value");
        self.write_json(writer);
    }
    /// Reads the whole value.
    fn read_json(&mut self, reader: &mut JsonReader<'_>) -> Result<(), DecodeError>;
    /// Reads the object that an `Any` has, with `@type` in it.
    fn read_members(&mut self, reader: &mut JsonReader<'_>) -> Result<(), DecodeError> {
        field::read_value_member(reader, |reader| self.read_json(reader))
    }
}

impl<M: JsonFields> JsonCodec for M {
    fn write_json(&self, writer: &mut JsonWriter) {
        writer.open(b'{');
        self.write_members(writer);
        writer.close(b'}');
    }

    fn write_members(&self, writer: &mut JsonWriter) {
        self.write_fields(writer);
        if !self.unknown().is_empty() {
            super::registry::write_extensions(self.full_name(), self.unknown(), writer);
        }
    }

    fn read_json(&mut self, reader: &mut JsonReader<'_>) -> Result<(), DecodeError> {
        field::read_members(self, reader, false)
    }

    fn read_members(&mut self, reader: &mut JsonReader<'_>) -> Result<(), DecodeError> {
        field::read_members(self, reader, true)
    }
}
