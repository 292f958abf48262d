//! gRPC's frames: a flag, a length of four bytes, a message.

use bytes::{BufMut, Bytes, BytesMut};
use prost::Message;
use prost::encoding::{WireType, encode_key, encode_varint};

/// What stands before a message.
const PREFIX_BYTES: usize = 5;

/// A message in its frame.
pub fn frame(message: &impl Message) -> Bytes {
    let mut frame = BytesMut::with_capacity(PREFIX_BYTES + message.encoded_len());
    put(message, &mut frame);
    frame.freeze()
}

/// What stands in a frame before the bytes of the message's only field, number 1.
pub(crate) fn frame_before(data: &Bytes) -> Bytes {
    let mut before = BytesMut::new();
    encode_key(1, WireType::LengthDelimited, &mut before);
    encode_varint(data.len() as u64, &mut before);
    let mut frame = BytesMut::with_capacity(PREFIX_BYTES + before.len());
    put_prefix(before.len() + data.len(), &mut frame);
    frame.extend_from_slice(&before);
    frame.freeze()
}

/// Appends a message in its frame.
pub(crate) fn put(message: &impl Message, buffer: &mut BytesMut) {
    put_prefix(message.encoded_len(), buffer);
    message.encode(buffer).expect("a buffer that grows");
}

fn put_prefix(length: usize, buffer: &mut BytesMut) {
    buffer.put_u8(0);
    buffer.put_u32(length.try_into().expect("a message below 4 GiB"));
}

/// Takes a message off the front of `received`, if it is all there.
pub(crate) fn take<M: Message + Default>(received: &mut Bytes) -> Option<M> {
    let end = whole_length(received.first_chunk()?);
    if received.len() < end {
        return None;
    }
    let message = received.split_to(end).slice(PREFIX_BYTES..);
    Some(M::decode(message).expect("a message of the schema"))
}

/// How long a frame is that begins with this.
fn whole_length([_, length @ ..]: &[u8; PREFIX_BYTES]) -> usize {
    PREFIX_BYTES + u32::from_be_bytes(*length) as usize
}

/// What has come of a request. Nothing is copied while it is one piece.
#[derive(Debug, Default)]
pub struct Received {
    one: Bytes,
    many: BytesMut,
}

impl Received {
    /// Adds a piece.
    pub fn push(&mut self, data: Bytes) {
        if self.one.is_empty() && self.many.is_empty() {
            self.one = data;
            return;
        }
        if self.many.is_empty() {
            let length = self.one.first_chunk().map_or(0, whole_length);
            self.many.reserve(length);
            self.many.extend_from_slice(&self.one);
            self.one.clear();
        }
        self.many.extend_from_slice(&data);
    }

    /// All of it.
    pub fn whole(self) -> Bytes {
        match self.many.is_empty() {
            true => self.one,
            false => self.many.freeze(),
        }
    }

    /// Takes a message off the front, if it is all there.
    pub fn take<M: Message + Default>(&mut self) -> Option<M> {
        if !self.many.is_empty() {
            self.one = self.many.split().freeze();
        }
        take(&mut self.one)
    }
}
