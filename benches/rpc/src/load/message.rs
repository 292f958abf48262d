//! The messages of the load, byte by byte: no library of those that are measured has written them.

use bytes::{BufMut, Bytes, BytesMut};

/// A `Text`.
pub fn text(text: &str) -> Bytes {
    delimited(text.as_bytes()).freeze()
}

/// A `Text` in JSON. The text needs no escapes.
pub fn text_json(text: &str) -> Bytes {
    format!(r#"{{"text":"{text}"}}"#).into()
}

/// A `Blob`.
pub fn blob(data: &[u8]) -> Bytes {
    delimited(data).freeze()
}

/// A `RepeatRequest`.
pub fn repeat(text: &str, times: u64) -> Bytes {
    let mut message = delimited(text.as_bytes());
    // Field 2, a varint.
    message.put_u8(2 << 3);
    put_varint(times, &mut message);
    message.freeze()
}

/// A message as gRPC frames it.
pub fn frame(message: &[u8]) -> Bytes {
    frames(message, 1)
}

/// A message many times.
pub fn frames(message: &[u8], times: u64) -> Bytes {
    let mut frames = BytesMut::new();
    for _ in 0..times {
        frames.put_u8(0);
        frames.put_u32(message.len().try_into().expect("a message below 4 GiB"));
        frames.put_slice(message);
    }
    frames.freeze()
}

/// A message whose field 1 is this string or these bytes.
fn delimited(data: &[u8]) -> BytesMut {
    let mut message = BytesMut::new();
    message.put_u8(1 << 3 | 2);
    put_varint(data.len() as u64, &mut message);
    message.put_slice(data);
    message
}

fn put_varint(mut value: u64, message: &mut BytesMut) {
    while value >= 0x80 {
        message.put_u8(value as u8 | 0x80);
        value >>= 7;
    }
    message.put_u8(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_protobuf() {
        assert_eq!(text("ab")[..], *b"\x0a\x02ab");
        assert_eq!(repeat("a", 1000)[..], *b"\x0a\x01a\x10\xe8\x07");
        assert_eq!(frames(b"ab", 2)[..], *b"\0\0\0\0\x02ab\0\0\0\0\x02ab");
    }
}
