//! Fields that a message's type does not know, kept as they came.

use std::fmt;

use super::{encode::Writer, wire};

/// The fields of a received message that its `.proto` does not have, byte for byte.
///
/// They are written back when the message is encoded in binary, after the known fields, and take part in
/// comparison. Extensions stand here too. One pointer wide; nothing is allocated while there are none.
///
/// ```
/// use connect_runtime::{Message, protobuf::Empty};
///
/// let newer = Empty::from_proto(&b"\x08\x05"[..])?;
/// assert_eq!(newer.unknown_fields.as_bytes(), b"\x08\x05");
/// assert_eq!(newer.to_proto(), b"\x08\x05");
/// # Ok::<(), connect_runtime::DecodeError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownFields(Option<Box<Raw>>);

/// Behind a `Box` so that a message without unknown fields pays for one pointer, not for a `Vec`.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Raw {
    bytes: Vec<u8>,
}

impl UnknownFields {
    /// None at all; what `Default` gives, for constants.
    pub const fn new() -> Self {
        UnknownFields(None)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.as_bytes().is_empty()
    }

    /// The fields in binary, each with its key, in the order of their arrival.
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Some(raw) => &raw.bytes,
            None => &[],
        }
    }

    /// Forgets them all.
    pub fn clear(&mut self) {
        self.0 = None;
    }

    /// Appends well-formed fields: keys and payloads.
    pub(crate) fn extend(&mut self, fields: &[u8]) {
        if !fields.is_empty() {
            self.bytes_mut().extend_from_slice(fields);
        }
    }

    /// Replaces them all with these well-formed fields.
    pub(crate) fn set(&mut self, fields: Vec<u8>) {
        self.0 = match fields.is_empty() {
            true => None,
            false => Some(Box::new(Raw { bytes: fields })),
        };
    }

    /// Appends one field: its key and its payload.
    pub(crate) fn push(&mut self, key: u32, payload: &[u8]) {
        let bytes = self.bytes_mut();
        let mut rest = key;
        while rest >= 0x80 {
            bytes.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        bytes.push(rest as u8);
        bytes.extend_from_slice(payload);
    }

    /// Appends one varint field.
    pub(crate) fn push_varint(&mut self, key: u32, mut value: u64) {
        let mut payload = [0; 10];
        let len = wire::varint_len(value);
        for byte in &mut payload[..len] {
            *byte = value as u8 | 0x80;
            value >>= 7;
        }
        payload[len - 1] &= 0x7f;
        self.push(key, &payload[..len]);
    }

    fn bytes_mut(&mut self) -> &mut Vec<u8> {
        &mut self.0.get_or_insert_default().bytes
    }

    /// How many bytes they take; part of what generated code calls.
    #[doc(hidden)]
    #[inline]
    pub fn size(&self) -> usize {
        self.as_bytes().len()
    }

    /// Writes them; part of what generated code calls.
    #[doc(hidden)]
    #[inline]
    pub fn write(&self, writer: &mut Writer<'_>) {
        if let Some(raw) = &self.0 {
            writer.raw(&raw.bytes);
        }
    }
}

impl fmt::Debug for UnknownFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.as_bytes().len())
    }
}
