//! The message layer: what a generated message can do, in binary and in JSON.
//!
//! `encode` and `decode` hold the two directions of the binary format, `kind`, `field` and `closed` what a
//! field of each sort writes and reads, `json` the same for JSON. `registry` knows every generated type of
//! the program by name. Generated code names the contents of [`generated`] and nothing else.

use std::fmt::Debug;

use bytes::Bytes;

pub(crate) mod access;
pub mod bridge;
pub(crate) mod closed;
pub(crate) mod decode;
pub(crate) mod encode;
pub(crate) mod enumeration;
pub(crate) mod error;
pub(crate) mod extension;
pub(crate) mod field;
pub mod generated;
pub(crate) mod json;
pub(crate) mod kind;
pub(crate) mod registry;
#[cfg(feature = "serde")]
pub mod serde;
pub(crate) mod shared_str;
pub(crate) mod unknown;
pub(crate) mod wire;

use decode::Reader;
use encode::{Sizer, Writer};
use error::{DecodeError, EncodeError};
use extension::Extension;
use json::{JsonCodec, JsonFields, JsonOptions, read::JsonReader, write::JsonWriter};

/// A protobuf message, as the attribute generates them and as [`protobuf`](crate::protobuf) and
/// [`rpc`](crate::rpc) have them.
///
/// It is a `prost::Message` too, for other crates' code. Only generated types implement it.
///
/// ```
/// use connect_runtime::{Message, protobuf::Duration};
///
/// let wait = Duration { seconds: 90, nanos: 500_000_000, ..Default::default() };
/// assert_eq!(Duration::FULL_NAME, "google.protobuf.Duration");
/// assert_eq!(wait.to_json()?, "\"90.500s\"");
/// assert_eq!(Duration::from_json("\"90.5s\"")?, wait);
/// assert_eq!(Duration::from_proto(wait.to_proto())?, wait);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// With the feature `serde`, every message and enum implements serde's `Serialize` and `Deserialize`. Formats that
/// people read, such as JSON and YAML, have what [`to_json`](Message::to_json) writes and
/// [`from_json`](Message::from_json) reads; all others have the message in binary as one string of bytes, and
/// an enum as its number.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use connect_runtime::protobuf::Duration;
///
/// let waits = vec![Duration { seconds: 90, ..Default::default() }, Duration::default()];
/// let json = serde_json::to_string(&waits)?;
/// assert_eq!(json, r#"["90s","0s"]"#);
/// assert_eq!(serde_json::from_str::<Vec<Duration>>(&json)?, waits);
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Message:
    prost::Message + BinaryCodec + JsonCodec + Default + Clone + PartialEq + Debug + 'static
{
    /// The name in the `.proto`, with its package: `greet.v1.GreetRequest`.
    const FULL_NAME: &'static str;

    /// A message with nothing set, for accessors of unset fields.
    #[doc(hidden)]
    fn default_instance() -> &'static Self;

    /// The message in binary.
    fn to_proto(&self) -> Vec<u8> {
        encode::encode(self, false)
    }

    /// A message from its binary form. `bytes` fields share the memory of a `Bytes` that is given.
    ///
    /// # Errors
    /// If the bytes are not a message of this type, or would take memory beyond all proportion.
    fn from_proto(bytes: impl Into<Bytes>) -> Result<Self, DecodeError> {
        decode_proto(bytes.into())
    }

    /// The message in protobuf's JSON, in one line.
    ///
    /// # Errors
    /// If a part of it has no JSON form: a `Timestamp`, `Duration` or `FieldMask` out of range, a `Value`
    /// that is not a number, an `Any` of a type that the program does not have.
    fn to_json(&self) -> Result<String, EncodeError> {
        self.to_json_with(&JsonOptions::default())
    }

    /// As [`Message::to_json`], with options.
    ///
    /// # Errors
    /// As [`Message::to_json`].
    fn to_json_with(&self, options: &JsonOptions) -> Result<String, EncodeError> {
        let mut json = Vec::new();
        write_json::<0>(self, options, &mut json)?;
        Ok(String::from_utf8(json).expect("the JSON writer only writes UTF-8"))
    }

    /// A message from protobuf's JSON. Fields that the type does not have are passed over.
    ///
    /// # Errors
    /// If the text is not JSON, or not that of a message of this type.
    fn from_json(json: &str) -> Result<Self, DecodeError> {
        Self::from_json_with(json, &JsonOptions::default())
    }

    /// As [`Message::from_json`], with options.
    ///
    /// # Errors
    /// As [`Message::from_json`].
    fn from_json_with(json: &str, options: &JsonOptions) -> Result<Self, DecodeError> {
        let mut message = Self::default();
        let mut reader = JsonReader::new(json, *options);
        match message.read_json(&mut reader).and_then(|()| reader.end()) {
            Ok(()) => Ok(message),
            Err(err) => Err(err.at(reader.offset())),
        }
    }

    /// The value of an extension: `None`, or an empty `Vec`, if it is not set.
    ///
    /// The attribute generates a constant for each extension; [`Extension`] shows how they are used.
    ///
    /// # Errors
    /// If what the message was received with is not a value of the extension's type.
    fn extension<T: Default>(&self, extension: &Extension<Self, T>) -> Result<T, DecodeError>
    where
        Self: JsonFields,
    {
        extension.get(self)
    }

    /// Sets an extension; a `None` or an empty `Vec` unsets it.
    fn set_extension<T: Default>(&mut self, extension: &Extension<Self, T>, value: T)
    where
        Self: JsonFields,
    {
        extension.set(self, &value);
    }

    /// Whether an extension is set.
    fn has_extension<T: Default>(&self, extension: &Extension<Self, T>) -> bool
    where
        Self: JsonFields,
    {
        extension.is_set(self)
    }
}

/// The binary format of one message type: what generated code implements.
pub trait BinaryCodec: Send + Sync {
    /// The length of all fields.
    fn size(&self, sizer: &mut Sizer) -> usize;
    /// Writes all fields.
    fn write(&self, writer: &mut Writer<'_>);
    /// Reads fields to the end of the message.
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError>;
}

/// Appends `HEADROOM` zero bytes and a message in binary.
pub(crate) fn encode_proto<const HEADROOM: usize>(message: &impl Message, out: &mut Vec<u8>) {
    encode::append::<HEADROOM>(message, false, out);
}

/// A message in binary, the same bytes for equal messages: maps are written by ascending key.
pub(crate) fn encode_proto_deterministic<M: Message>(message: &M) -> Vec<u8> {
    encode::encode(message, true)
}

/// A message from binary; its `bytes` fields are parts of `bytes`.
pub(crate) fn decode_proto<M: Message>(bytes: Bytes) -> Result<M, DecodeError> {
    let mut message = M::default();
    message.read(&mut Reader::new(&bytes, Some(&bytes)))?;
    Ok(message)
}

/// Appends `HEADROOM` zero bytes and a message in JSON.
///
/// # Errors
/// If the message has no JSON form; the buffer is then as it was before.
pub(crate) fn encode_json<const HEADROOM: usize>(
    message: &impl Message,
    out: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    write_json::<HEADROOM>(message, &JsonOptions::default(), out)
}

/// A message from JSON, passing over fields that it does not have.
pub(crate) fn decode_json<M: Message>(bytes: &[u8]) -> Result<M, DecodeError> {
    match std::str::from_utf8(bytes) {
        Ok(json) => M::from_json(json),
        Err(err) => Err(DecodeError::new("invalid UTF-8").at(err.valid_up_to())),
    }
}

/// What a buffer for JSON has room for at first: few messages are shorter by much, and growing from nothing takes
/// five steps to there.
const FIRST_JSON: usize = 128;

fn write_json<const HEADROOM: usize>(
    message: &impl Message,
    options: &JsonOptions,
    out: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    let start = out.len();
    out.reserve(HEADROOM + FIRST_JSON);
    out.extend_from_slice(&[0; HEADROOM]);
    let mut writer = JsonWriter::new(std::mem::take(out), *options);
    message.write_json(&mut writer);
    let (text, written) = writer.into_parts();
    *out = text;
    if written.is_err() {
        out.truncate(start);
    }
    written
}

#[cfg(test)]
mod tests;
