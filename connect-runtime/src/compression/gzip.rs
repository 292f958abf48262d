//! gzip (RFC 1952): its header and trailer around a deflate stream.
//!
//! The framing is written here because flate2 cannot reset its own gzip streams, and a fresh one costs
//! several times the compression of a small message.

use std::cell::RefCell;

use flate2::{Compress, CompressError, Compression as Level, Crc, Decompress};

use crate::compression::{DecompressError, deflate::deflate, inflate::Inflater};

/// No name, no time, unknown system; XFL 4 says "fastest algorithm". RFC 1952, 2.3.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255];
const TRAILER_BYTES: usize = 8;

thread_local! {
    static ENCODER: RefCell<Compress> = RefCell::new(Compress::new(Level::fast(), false));
    static DECODER: RefCell<Decompress> = RefCell::new(Decompress::new(false));
}

pub(super) fn compress(src: &[u8], out: &mut Vec<u8>) -> Result<(), CompressError> {
    out.reserve(HEADER.len() + TRAILER_BYTES + src.len() / 2);
    out.extend_from_slice(&HEADER);
    ENCODER.with_borrow_mut(|encoder| {
        encoder.reset();
        deflate(encoder, src, out)
    })?;
    out.extend_from_slice(&trailer(src));
    Ok(())
}

/// Inflates one gzip member or several in a row, checking each one's CRC-32 and size.
pub(super) fn decompress(src: &[u8], max_bytes: usize) -> Result<Vec<u8>, DecompressError> {
    let mut inflater = Inflater::new(src, max_bytes);
    DECODER.with_borrow_mut(|decoder| {
        loop {
            let start = inflater.out().len();
            let header = header_bytes(inflater.rest()).ok_or(DecompressError::Corrupt)?;
            inflater.skip(header)?;
            decoder.reset(false);
            inflater.run(decoder)?;
            if !inflater
                .rest()
                .starts_with(&trailer(&inflater.out()[start..]))
            {
                return Err(DecompressError::Corrupt);
            }
            inflater.skip(TRAILER_BYTES)?;
            if inflater.rest().is_empty() {
                return inflater.finish();
            }
        }
    })
}

/// CRC-32 and length, each little-endian. RFC 1952, 2.3.
fn trailer(data: &[u8]) -> [u8; TRAILER_BYTES] {
    let mut crc = Crc::new();
    crc.update(data);
    let both = u64::from(crc.sum()) | u64::from(data.len() as u32) << 32;
    both.to_le_bytes()
}

/// The length of the member header at the front of `src`, if it is whole and valid. RFC 1952, 2.3.
fn header_bytes(src: &[u8]) -> Option<usize> {
    const FHCRC: u8 = 2;
    const FEXTRA: u8 = 4;
    const FNAME: u8 = 8;
    const FCOMMENT: u8 = 16;
    const RESERVED: u8 = 0xe0;

    let [0x1f, 0x8b, 8, flags, _, _, _, _, _, _, ..] = *src else {
        return None;
    };
    if flags & RESERVED != 0 {
        return None;
    }
    let mut at = HEADER.len();
    if flags & FEXTRA != 0 {
        let len = src.get(at..at + 2)?;
        at += 2 + usize::from(u16::from_le_bytes([len[0], len[1]]));
    }
    for text in [FNAME, FCOMMENT] {
        if flags & text != 0 {
            at += src.get(at..)?.iter().position(|&b| b == 0)? + 1;
        }
    }
    if flags & FHCRC != 0 {
        let mut crc = Crc::new();
        crc.update(src.get(..at)?);
        let low = crc.sum() as u16;
        if src.get(at..at + 2)? != low.to_le_bytes() {
            return None;
        }
        at += 2;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn optional_header_fields_are_skipped() {
        let mut body = Vec::new();
        compress(b"hats", &mut body).unwrap();
        let deflated = &body[HEADER.len()..];
        let table: [(u8, &[u8]); 5] = [
            (4, &[3, 0, b'x', b'y', b'z']),
            (8, b"name\0"),
            (16, b"comment\0"),
            (24, b"name\0comment\0"),
            (1, b""),
        ];
        for (flags, fields) in table {
            let mut header = HEADER.to_vec();
            header[3] = flags;
            header.extend_from_slice(fields);
            let plain = [&header[..], deflated].concat();
            assert_eq!(
                decompress(&plain, 4).as_deref(),
                Ok(&b"hats"[..]),
                "{flags}"
            );

            header[3] |= 2;
            let mut crc = Crc::new();
            crc.update(&header);
            let sum = (crc.sum() as u16).to_le_bytes();
            let checked = [&header[..], &sum, deflated].concat();
            assert_eq!(
                decompress(&checked, 4).as_deref(),
                Ok(&b"hats"[..]),
                "{flags}"
            );
            let wrong = [&header[..], &[!sum[0], sum[1]], deflated].concat();
            assert_eq!(
                decompress(&wrong, 4),
                Err(DecompressError::Corrupt),
                "{flags}"
            );
        }
    }

    #[test]
    fn reserved_flag_or_cut_header_is_corrupt() {
        let mut whole = HEADER.to_vec();
        whole[3] = 4 | 8 | 16 | 2;
        whole.extend_from_slice(&[1, 0, b'x', b'n', 0, b'c', 0]);
        for len in 0..whole.len() {
            assert_eq!(header_bytes(&whole[..len]), None, "{len}");
        }
        whole[3] = 0x20;
        assert_eq!(header_bytes(&whole), None);
    }

    #[test]
    fn members_in_a_row_are_joined() {
        let mut src = Vec::new();
        for part in ["one ", "", "two ", "three"] {
            compress(part.as_bytes(), &mut src).unwrap();
        }
        assert_eq!(decompress(&src, 13).as_deref(), Ok(&b"one two three"[..]));
        assert_eq!(decompress(&src, 12), Err(DecompressError::TooLarge));
    }

    #[test]
    fn wrong_crc_or_size_is_corrupt() {
        let mut src = Vec::new();
        compress(b"hats", &mut src).unwrap();
        for at in src.len() - TRAILER_BYTES..src.len() {
            let mut bad = src.clone();
            bad[at] ^= 1;
            assert_eq!(decompress(&bad, 100), Err(DecompressError::Corrupt), "{at}");
        }
    }

    #[test]
    fn megabytes_of_empty_members_are_refused_early() {
        let mut member = Vec::new();
        compress(b"", &mut member).unwrap();
        let src = member.repeat(4 * 1024 * 1024 / member.len());
        let mut inflater = Inflater::new(&src, 100);
        let refused = loop {
            if let Err(error) = inflater.skip(member.len()) {
                break error;
            }
        };
        assert_eq!(refused, DecompressError::Corrupt);
        assert!(inflater.rest().len() > src.len() - 70_000);
        assert_eq!(decompress(&src, 100), Err(DecompressError::Corrupt));
    }
}
