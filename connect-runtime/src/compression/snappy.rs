//! snappy's framing format: a stream identifier, then chunks with a CRC-32C each.
//!
//! A stream cut between two chunks cannot be told from a shorter one; the format has no end mark.

use std::{
    cell::RefCell,
    io::{self, Read, Write as _},
    mem,
};

use snap::{read::FrameDecoder, write::FrameEncoder};

use crate::compression::DecompressError;

/// Chunk 0xff of six bytes, with which every stream begins. Framing format, 4.1.
const STREAM_IDENTIFIER: &[u8] = b"\xff\x06\x00\x00sNaPpY";
/// Input that may be read for nothing, such as padding, besides twice the output. It has to be more than the
/// largest chunk, 75 KiB, which the decoder reads before it gives any of its data.
const SPARE_INPUT_BYTES: usize = 192 * 1024;
const BUFFER_BYTES: usize = 8 * 1024;

thread_local! {
    static ENCODER: RefCell<Option<FrameEncoder<Vec<u8>>>> = const { RefCell::new(None) };
}

/// Appends `src` as one stream.
///
/// The encoder owns 140 KB of buffers, so that it is kept. It writes the identifier only before its first
/// chunk, which has been dropped; here it is written for each message.
pub(super) fn compress(src: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
    ENCODER.with_borrow_mut(|slot| {
        let mut encoder = match slot.take() {
            Some(encoder) => encoder,
            None => started_encoder()?,
        };
        out.extend_from_slice(STREAM_IDENTIFIER);
        mem::swap(encoder.get_mut(), out);
        let written = encoder.write_all(src).and_then(|()| encoder.flush());
        mem::swap(encoder.get_mut(), out);
        written?;
        *slot = Some(encoder);
        Ok(())
    })
}

fn started_encoder() -> io::Result<FrameEncoder<Vec<u8>>> {
    let mut encoder = FrameEncoder::new(Vec::new());
    encoder.write_all(&[0])?;
    encoder.flush()?;
    *encoder.get_mut() = Vec::new();
    Ok(encoder)
}

pub(super) fn decompress(src: &[u8], max_bytes: usize) -> Result<Vec<u8>, DecompressError> {
    if !src.starts_with(STREAM_IDENTIFIER) {
        return Err(DecompressError::Corrupt);
    }
    let mut decoder = FrameDecoder::new(Source {
        src,
        read: 0,
        allowance: 0,
    });
    let mut out = Vec::new();
    let mut buffer = [0; BUFFER_BYTES];
    loop {
        decoder.get_mut().allowance = 2 * out.len() + SPARE_INPUT_BYTES;
        match decoder.read(&mut buffer) {
            Ok(0) => return Ok(out),
            Ok(bytes) if bytes > max_bytes - out.len() => return Err(DecompressError::TooLarge),
            Ok(bytes) => out.extend_from_slice(&buffer[..bytes]),
            Err(_) => return Err(DecompressError::Corrupt),
        }
    }
}

/// The input, which fails when too much of it has been read for too little output: padding chunks by the
/// million would otherwise be free to send and not to skip.
struct Source<'a> {
    src: &'a [u8],
    read: usize,
    allowance: usize,
}

impl Read for Source<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.read > self.allowance {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let bytes = self.src.read(buf)?;
        self.read += bytes;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_checksum_or_missing_identifier_is_corrupt() {
        let mut src = Vec::new();
        compress(b"some hats, some more hats", &mut src).unwrap();
        let chunks = &src[STREAM_IDENTIFIER.len()..];
        assert_eq!(decompress(chunks, 100), Err(DecompressError::Corrupt));
        let checksum = STREAM_IDENTIFIER.len() + 4;
        src[checksum] ^= 1;
        assert_eq!(decompress(&src, 100), Err(DecompressError::Corrupt));
    }

    #[test]
    fn padding_is_skipped_but_not_without_bound() {
        let mut src = Vec::new();
        compress(b"hats", &mut src).unwrap();
        let padding = [0xfe, 0, 0, 0];
        src.extend_from_slice(&padding.repeat(10));
        assert_eq!(decompress(&src, 4).as_deref(), Ok(&b"hats"[..]));
        src.extend_from_slice(&padding.repeat(1024 * 1024));
        assert_eq!(decompress(&src, 4), Err(DecompressError::Corrupt));
    }
}
