//! Envelopes that leave together, written one behind the other into one buffer.
//!
//! A message of the user's is encoded where it will leave from: a buffer of its own, and a copy out of it, would
//! cost a short message more than its encoding.

use bytes::Bytes;

use crate::{
    codec::Codec,
    envelope::{self, too_large},
    error::ConnectError,
    message::Message,
    payload::Payload,
};

/// Whole envelopes, up to about so many bytes.
#[derive(Debug)]
pub(crate) struct Batch {
    buf: Vec<u8>,
    /// Up to here all envelopes are whole.
    whole: usize,
    full_bytes: usize,
    message_max_bytes: usize,
}

impl Batch {
    /// An empty batch, which is full with `full_bytes`, of messages of at most `message_max_bytes`.
    pub(crate) fn new(full_bytes: usize, message_max_bytes: usize) -> Self {
        Batch {
            buf: Vec::new(),
            whole: 0,
            full_bytes,
            message_max_bytes,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.whole == 0
    }

    /// Whether the next message had better wait for another batch.
    pub(crate) fn is_full(&self) -> bool {
        self.whole >= self.full_bytes
    }

    /// Adds a message.
    ///
    /// # Errors
    /// `internal` if it has no form in the codec, `resource_exhausted` if it is too large. The batch is then as
    /// it was before.
    pub(crate) fn encode<M: Message>(
        &mut self,
        codec: Codec,
        message: &M,
    ) -> Result<(), ConnectError> {
        codec.encode_into(message, &mut self.buf)?;
        self.seal(0, self.message_max_bytes)
    }

    /// Adds a payload, whatever its size. The first one of a batch is not copied.
    ///
    /// # Errors
    /// `resource_exhausted` if no prefix can tell its length.
    pub(crate) fn push(&mut self, flags: u8, payload: Payload) -> Result<(), ConnectError> {
        match payload {
            Payload::Made(buf) if self.buf.is_empty() => self.buf = buf,
            payload => {
                self.buf.reserve(Payload::ROOM + payload.len());
                self.buf.resize(self.whole + Payload::ROOM, 0);
                self.buf.extend_from_slice(payload.as_slice());
            }
        }
        self.seal(flags, usize::MAX)
    }

    /// Adds a message that is encoded already.
    ///
    /// # Errors
    /// `resource_exhausted` if it is too large.
    pub(crate) fn push_message(&mut self, payload: Payload) -> Result<(), ConnectError> {
        if payload.len() > self.message_max_bytes {
            return Err(too_large(payload.len(), self.message_max_bytes));
        }
        self.push(0, payload)
    }

    /// Writes the prefix of what now stands behind the whole envelopes and room for it.
    fn seal(&mut self, flags: u8, max_bytes: usize) -> Result<(), ConnectError> {
        let len = self.buf.len() - self.whole - Payload::ROOM;
        match u32::try_from(len) {
            Ok(length) if len <= max_bytes => {
                let room = self.buf[self.whole..].first_chunk_mut();
                *room.expect("it is there") = envelope::prefix(flags, length);
                self.whole = self.buf.len();
                Ok(())
            }
            _ => {
                self.rewind();
                Err(too_large(len, max_bytes.min(envelope::MAX_BYTES)))
            }
        }
    }

    /// Takes off what is not a whole envelope: whoever was writing it did not come to its end.
    pub(crate) fn rewind(&mut self) {
        self.buf.truncate(self.whole);
    }

    /// The bytes, if there are any.
    pub(crate) fn into_bytes(self) -> Option<Bytes> {
        match self.is_empty() {
            true => None,
            false => Some(self.buf.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{code::Code, types::protobuf::Duration};

    fn seconds(seconds: i64) -> Duration {
        Duration {
            seconds,
            ..Duration::default()
        }
    }

    #[test]
    fn envelopes_stand_behind_each_other_however_they_came() {
        for codec in [Codec::Proto, Codec::Json] {
            let mut batch = Batch::new(64, 16);
            let mut want = Vec::new();
            for n in 1..4 {
                let payload = codec.encode(&seconds(n)).expect("short");
                let received = Payload::received(payload.clone().into_bytes());
                for flags in [0, 0, 2] {
                    want.extend_from_slice(&[flags, 0, 0, 0, payload.len() as u8]);
                    want.extend_from_slice(payload.as_slice());
                }
                batch.push_message(payload).expect("short");
                batch.encode(codec, &seconds(n)).expect("short");
                batch.push(2, received).expect("short");
            }
            assert_eq!(batch.into_bytes().as_deref(), Some(&want[..]));
        }
        assert_eq!(Batch::new(64, 16).into_bytes(), None);
    }

    #[test]
    fn message_that_cannot_go_leaves_the_batch_as_it_was() {
        let mut batch = Batch::new(64, 4);
        batch.encode(Codec::Proto, &seconds(1)).expect("short");
        let long = seconds(i64::MAX);
        let refused = [
            batch.encode(Codec::Proto, &long),
            batch.encode(Codec::Json, &long),
            batch.push_message(Payload::received(Bytes::from_static(b"12345"))),
        ];
        let codes = refused.map(|refused| refused.expect_err("too much").code());
        let want = [
            Code::ResourceExhausted,
            Code::Internal,
            Code::ResourceExhausted,
        ];
        assert_eq!(codes, want);
        assert_eq!(
            batch.into_bytes().as_deref(),
            Some(&b"\0\0\0\0\x02\x08\x01"[..])
        );
    }
}
