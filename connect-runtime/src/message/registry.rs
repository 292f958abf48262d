//! Every generated message type and extension of the program, by name.
//!
//! Each generated module hands in one [`Registration`] through the `inventory` crate, which gathers them
//! before `main` runs; so an `Any` resolves against types of modules that nothing has touched yet. The
//! index over them is built when the first name is looked up.

use std::{collections::HashMap, sync::OnceLock};

use bytes::Bytes;

use super::{
    Message,
    decode::Reader,
    encode,
    error::{DecodeError, EncodeError},
    json::{JsonCodec, read::JsonReader, write::JsonWriter},
    unknown::UnknownFields,
};

/// What one generated module adds.
#[derive(Debug)]
pub struct Registration {
    /// Its message types.
    pub messages: &'static [MessageEntry],
    /// Its extensions.
    pub extensions: &'static [&'static dyn JsonExtension],
    /// The `google.protobuf.FileDescriptorSet` that it comes from, in binary.
    pub descriptor_set: &'static [u8],
}

inventory::collect!(Registration);

/// A message type whose name is known only at run time.
#[derive(Debug)]
pub struct MessageEntry {
    full_name: &'static str,
    write_members: fn(&Bytes, &mut JsonWriter) -> Result<(), DecodeError>,
    read: fn(&mut JsonReader<'_>) -> Result<Vec<u8>, DecodeError>,
}

impl MessageEntry {
    /// The entry of `M`.
    pub const fn of<M: Message>() -> Self {
        MessageEntry {
            full_name: M::FULL_NAME,
            write_members: write_members::<M>,
            read: read::<M>,
        }
    }

    /// Writes what stands beside `@type`, from the message in binary.
    pub(crate) fn write_members(&self, value: &Bytes, writer: &mut JsonWriter) {
        if let Err(error) = (self.write_members)(value, writer) {
            writer.fail(EncodeError::new(format!(
                "google.protobuf.Any holds an invalid {}: {error}",
                self.full_name
            )));
        }
    }

    /// Reads the message from the object with `@type`, and gives it back in binary.
    pub(crate) fn read(&self, reader: &mut JsonReader<'_>) -> Result<Vec<u8>, DecodeError> {
        (self.read)(reader)
    }
}

fn write_members<M: Message>(value: &Bytes, writer: &mut JsonWriter) -> Result<(), DecodeError> {
    let read = |reader: &mut Reader<'_>| {
        let mut message = M::default();
        message.read(reader)?;
        Ok(message)
    };
    writer.decoded(value, read, JsonCodec::write_members)
}

fn read<M: Message>(reader: &mut JsonReader<'_>) -> Result<Vec<u8>, DecodeError> {
    let mut message = M::default();
    JsonCodec::read_members(&mut message, reader)?;
    Ok(encode::encode(&message, false))
}

/// An extension whose name is known only at run time.
pub trait JsonExtension: std::fmt::Debug + Send + Sync {
    /// The message that is extended.
    fn extendee(&self) -> &'static str;
    /// The extension's field number.
    fn number(&self) -> u32;
    /// The extension's full name, which JSON has in brackets.
    fn full_name(&self) -> &'static str;
    /// Writes name and value if the extension is among `fields`.
    fn write_json(&self, fields: &UnknownFields, writer: &mut JsonWriter);
    /// Reads a value and puts it among `fields`.
    fn read_json(
        &self,
        fields: &mut UnknownFields,
        reader: &mut JsonReader<'_>,
    ) -> Result<(), DecodeError>;
}

/// Everything that was handed in, by name.
struct Index {
    messages: HashMap<&'static str, &'static MessageEntry>,
    extensions: HashMap<&'static str, Vec<&'static dyn JsonExtension>>,
}

fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| {
        let mut index = Index {
            messages: HashMap::new(),
            extensions: HashMap::new(),
        };
        for registration in inventory::iter::<Registration> {
            // A file may be generated in several modules; any of the equal types will do.
            index.messages.extend(
                registration
                    .messages
                    .iter()
                    .map(|entry| (entry.full_name, entry)),
            );
            for extension in registration.extensions {
                let of_message = index.extensions.entry(extension.extendee()).or_default();
                if of_message
                    .iter()
                    .all(|other| other.full_name() != extension.full_name())
                {
                    of_message.push(*extension);
                }
            }
        }
        // The order of registration is up to the linker.
        for of_message in index.extensions.values_mut() {
            of_message.sort_by_key(|extension| extension.number());
        }
        index
    })
}

/// The message type of this full name.
pub(crate) fn message(full_name: &str) -> Option<&'static MessageEntry> {
    index().messages.get(full_name).copied()
}

fn extensions(extendee: &str) -> &'static [&'static dyn JsonExtension] {
    index().extensions.get(extendee).map_or(&[], Vec::as_slice)
}

/// The extension of `extendee` that a JSON name in brackets stands for.
pub(crate) fn extension_in_brackets(
    extendee: &str,
    name: &str,
) -> Option<&'static dyn JsonExtension> {
    let name = name.strip_prefix('[')?.strip_suffix(']')?;
    let known = extensions(extendee).iter();
    known
        .copied()
        .find(|extension| extension.full_name() == name)
}

/// Writes the extensions of `extendee` that are among its unknown fields.
#[cold]
pub(crate) fn write_extensions(extendee: &str, fields: &UnknownFields, writer: &mut JsonWriter) {
    for extension in extensions(extendee) {
        extension.write_json(fields, writer);
    }
}
