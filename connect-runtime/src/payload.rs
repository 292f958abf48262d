//! One encoded message, received or made here.

use bytes::{Buf, Bytes};

/// One encoded message, without an envelope.
///
/// A message that was encoded here lies behind [`Payload::ROOM`] free bytes, so that an envelope's
/// prefix can be written before it without a copy.
#[derive(Clone, Debug)]
pub(crate) enum Payload {
    Received(Bytes),
    Made(Vec<u8>),
}

impl Payload {
    /// The length of an envelope's prefix.
    pub(crate) const ROOM: usize = 5;

    pub(crate) fn received(bytes: Bytes) -> Self {
        Payload::Received(bytes)
    }

    /// `buf` holds [`Payload::ROOM`] bytes of any value, then the message.
    pub(crate) fn made(buf: Vec<u8>) -> Self {
        debug_assert!(buf.len() >= Payload::ROOM);
        Payload::Made(buf)
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        match self {
            Payload::Received(bytes) => bytes,
            Payload::Made(buf) => &buf[Payload::ROOM..],
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.as_slice().len()
    }

    /// The message alone.
    pub(crate) fn into_bytes(self) -> Bytes {
        match self {
            Payload::Received(bytes) => bytes,
            Payload::Made(buf) => {
                let mut bytes = Bytes::from(buf);
                bytes.advance(Payload::ROOM);
                bytes
            }
        }
    }
}
