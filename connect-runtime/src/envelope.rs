//! Enveloped-Message: a five-byte prefix of flags and length before each message of a stream.
//!
//! Bytes in, bytes out; what the flags mean is the protocol's business, which this file only names.

use bytes::{Buf, Bytes, BytesMut};

use crate::{error::ConnectError, payload::Payload};

/// A message or the end of a stream, as it is on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Envelope {
    pub(crate) flags: u8,
    pub(crate) data: Bytes,
}

/// The data is compressed. Connect protocol, Enveloped-Message: "compressed"; gRPC: Compressed-Flag.
pub(crate) const COMPRESSED: u8 = 0b0000_0001;

/// The data is a Connect EndStreamResponse.
pub(crate) const END_STREAM: u8 = 0b0000_0010;

/// Bytes that have arrived: one frame as it came, or several put together.
pub(crate) trait Buffer: std::ops::Deref<Target = [u8]> + Buf {
    /// Takes the first `length` bytes, which are there.
    fn take_front(&mut self, length: usize) -> Bytes;
}

impl Buffer for Bytes {
    fn take_front(&mut self, length: usize) -> Bytes {
        self.split_to(length)
    }
}

impl Buffer for BytesMut {
    fn take_front(&mut self, length: usize) -> Bytes {
        self.split_to(length).freeze()
    }
}

/// Takes the next envelope off the front of `buf`.
///
/// `buf` holds bytes as they arrived: any number of whole envelopes, then part of one. `None` means that
/// the prefix or its payload is not all here yet, and `buf` is unchanged. `max_bytes` tells, for the flags,
/// how long a payload (still compressed) may be.
///
/// # Errors
/// `resource_exhausted` if the length field is above that. Nothing is allocated for a length that was
/// only announced.
///
/// Connect protocol, Enveloped-Message. gRPC over HTTP/2, Length-Prefixed-Message.
pub(crate) fn decode(
    buf: &mut impl Buffer,
    max_bytes: impl FnOnce(u8) -> usize,
) -> Result<Option<Envelope>, ConnectError> {
    let Some((prefix, rest)) = buf.split_first_chunk::<{ Payload::ROOM }>() else {
        return Ok(None);
    };
    let [flags, length @ ..] = *prefix;
    let length = u32::from_be_bytes(length) as usize;
    let max_bytes = max_bytes(flags);
    if length > max_bytes {
        return Err(too_large(length, max_bytes));
    }
    if rest.len() < length {
        return Ok(None);
    }
    buf.advance(Payload::ROOM);
    let data = buf.take_front(length);
    Ok(Some(Envelope { flags, data }))
}

/// Writes the prefix before a payload, in place where the payload has room for it.
///
/// # Errors
/// `resource_exhausted` if the payload is longer than the prefix can say (4 GiB − 1).
pub(crate) fn encode(flags: u8, payload: Payload) -> Result<Bytes, ConnectError> {
    let prefix = prefix(flags, payload.len())?;
    let mut buf = match payload {
        Payload::Made(buf) => buf,
        Payload::Received(bytes) => {
            let mut buf = Vec::with_capacity(Payload::ROOM + bytes.len());
            buf.resize(Payload::ROOM, 0);
            buf.extend_from_slice(&bytes);
            buf
        }
    };
    buf[..Payload::ROOM].copy_from_slice(&prefix);
    Ok(buf.into())
}

/// The prefix alone.
///
/// # Errors
/// As [`encode`].
pub(crate) fn prefix(flags: u8, length: usize) -> Result<[u8; Payload::ROOM], ConnectError> {
    let length = u32::try_from(length).map_err(|_| too_large(length, u32::MAX as usize))?;
    let [a, b, c, d] = length.to_be_bytes();
    Ok([flags, a, b, c, d])
}

/// The error for a message of `size` bytes where at most `max_bytes` may be.
pub(crate) fn too_large(size: usize, max_bytes: usize) -> ConnectError {
    ConnectError::resource_exhausted(format!("message size {size} exceeds limit {max_bytes}"))
}

/// The text for bytes that end within an envelope; `left` holds what is there of it.
pub(crate) fn incomplete(left: &[u8]) -> String {
    match left.split_first_chunk::<{ Payload::ROOM }>() {
        None => format!("incomplete envelope: got {} of 5 prefix bytes", left.len()),
        Some((&[_, a, b, c, d], rest)) => format!(
            "incomplete envelope: want {} bytes, got {}",
            u32::from_be_bytes([a, b, c, d]),
            rest.len()
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Code;

    fn wire(envelopes: &[(u8, &[u8])]) -> BytesMut {
        let mut buf = BytesMut::new();
        for (flags, data) in envelopes {
            buf.extend_from_slice(&[*flags]);
            buf.extend_from_slice(&(data.len() as u32).to_be_bytes());
            buf.extend_from_slice(data);
        }
        buf
    }

    #[test]
    fn envelopes_survive_a_cut_at_every_byte() {
        let whole = wire(&[(0, b"one"), (1, b""), (2, b"{}")]);
        for cut in 0..=whole.len() {
            let mut buf = BytesMut::from(&whole[..cut]);
            let mut got = Vec::new();
            for rest in [&whole[cut..], &[]] {
                while let Some(envelope) = decode(&mut buf, |_| 3).expect("below the limit") {
                    got.push((envelope.flags, envelope.data));
                }
                buf.extend_from_slice(rest);
            }
            while let Some(envelope) = decode(&mut buf, |_| 3).expect("below the limit") {
                got.push((envelope.flags, envelope.data));
            }
            let got: Vec<_> = got
                .iter()
                .map(|(flags, data)| (*flags, &data[..]))
                .collect();
            assert_eq!(
                got,
                [(0, &b"one"[..]), (1, b""), (2, b"{}")],
                "cut at {cut}"
            );
            assert!(buf.is_empty());
        }
    }

    #[test]
    fn announced_length_above_the_limit_is_refused_before_any_payload_arrives() {
        for (length, limit) in [(u32::MAX, 4 << 20), (5, 4)] {
            let mut buf = BytesMut::from(&[0][..]);
            buf.extend_from_slice(&length.to_be_bytes());
            let err = decode(&mut buf, |_| limit).expect_err("too large");
            assert_eq!(err.code(), Code::ResourceExhausted);
            assert!(buf.capacity() < 64);
        }
        assert_eq!(
            decode(&mut wire(&[(0, b"four")]), |_| 4)
                .map(|e| e.is_some())
                .ok(),
            Some(true)
        );
    }

    #[test]
    fn prefix_is_written_in_place_and_before_received_bytes_alike() {
        let made = Payload::made(b"\0\0\0\0\0hat".to_vec());
        let received = Payload::received(Bytes::from_static(b"hat"));
        for payload in [made, received] {
            assert_eq!(
                encode(1, payload).expect("short")[..],
                *b"\x01\0\0\0\x03hat"
            );
        }
    }

    #[test]
    fn length_that_the_prefix_cannot_say_is_refused_and_never_cut() {
        let most = u32::MAX as usize;
        assert_eq!(
            prefix(0x80, most).expect("fits"),
            [0x80, 255, 255, 255, 255]
        );
        let err = prefix(0x80, most + 1).expect_err("too large");
        assert_eq!(err.code(), Code::ResourceExhausted);
    }

    #[test]
    fn incomplete_envelope_names_what_is_missing() {
        assert_eq!(
            incomplete(&[0, 0, 0]),
            "incomplete envelope: got 3 of 5 prefix bytes"
        );
        assert_eq!(
            incomplete(b"\0\0\0\0\x0Aabcd"),
            "incomplete envelope: want 10 bytes, got 4"
        );
    }
}
