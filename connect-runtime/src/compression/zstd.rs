//! zstd frames (RFC 8878), by the C library.
//!
//! Not ruzstd, which is pure Rust: it takes 338k instructions to compress 1 KiB of JSON where this takes
//! 49k, comes out a third larger, knows one level, and leaves frame checksums to its caller.

use std::cell::RefCell;

use zstd_safe::{
    CCtx, CParameter, DCtx, DParameter, ErrorCode, InBuffer, OutBuffer, ResetDirective,
    zstd_sys::ZSTD_EndDirective,
};

use crate::compression::{
    DecompressError,
    inflate::{Decoder, Inflater, Step},
};

/// Decoders must take windows of 8 MiB and should refuse larger ones. RFC 9659, 3.
const MAX_WINDOW_LOG: u32 = 23;

thread_local! {
    static ENCODER: RefCell<Option<CCtx<'static>>> = const { RefCell::new(None) };
    static DECODER: RefCell<Option<DCtx<'static>>> = const { RefCell::new(None) };
}

/// Appends one frame that declares its content's size.
pub(super) fn compress(src: &[u8], out: &mut Vec<u8>) -> Result<(), ErrorCode> {
    ENCODER.with_borrow_mut(|slot| {
        let encoder = match slot {
            Some(encoder) => encoder,
            None => slot.insert(new_encoder()?),
        };
        encoder.reset(ResetDirective::SessionOnly)?;
        encoder.set_pledged_src_size(Some(src.len() as u64))?;
        out.reserve(zstd_safe::compress_bound(src.len()));
        let at = out.len();
        let mut input = InBuffer::around(src);
        let mut output = OutBuffer::around_pos(out, at);
        while encoder.compress_stream2(&mut output, &mut input, ZSTD_EndDirective::ZSTD_e_end)? > 0
        {
        }
        Ok(())
    })
}

/// Inflates the frames of `src`, checking their checksums if they have them.
pub(super) fn decompress(src: &[u8], max_bytes: usize) -> Result<Vec<u8>, DecompressError> {
    DECODER.with_borrow_mut(|slot| {
        let decoder = match slot {
            Some(decoder) => decoder,
            None => slot.insert(new_decoder().map_err(|_| DecompressError::Corrupt)?),
        };
        let mut inflater = Inflater::new(src, max_bytes);
        loop {
            check_header(inflater.rest(), max_bytes - inflater.out().len())?;
            decoder
                .reset(ResetDirective::SessionOnly)
                .map_err(|_| DecompressError::Corrupt)?;
            inflater.run(decoder)?;
            if inflater.rest().is_empty() {
                return inflater.finish();
            }
        }
    })
}

/// Level 1: 49k instructions for 1 KiB, where level 3, the library's default, takes 54k for no gain.
fn new_encoder() -> Result<CCtx<'static>, ErrorCode> {
    let mut encoder = CCtx::create();
    encoder.set_parameter(CParameter::CompressionLevel(1))?;
    Ok(encoder)
}

fn new_decoder() -> Result<DCtx<'static>, ErrorCode> {
    let mut decoder = DCtx::create();
    decoder.set_parameter(DParameter::WindowLogMax(MAX_WINDOW_LOG))?;
    Ok(decoder)
}

/// Refuses a frame by what its header says, before the library allocates for it.
///
/// The library checks windows only of frames that it has to buffer; by looking here, whether a frame passes
/// does not depend on how it was cut. A declared content size is believed only when it is too large.
fn check_header(frame: &[u8], max_bytes: usize) -> Result<(), DecompressError> {
    const SINGLE_SEGMENT: u8 = 1 << 5;
    let [0x28, 0xb5, 0x2f, 0xfd, descriptor, window, ..] = *frame else {
        return Ok(());
    };
    if descriptor & SINGLE_SEGMENT == 0 {
        // Window_Descriptor: RFC 8878, 3.1.1.1.2.
        let base = 1_u64 << (10 + (window >> 3));
        if base + base / 8 * u64::from(window & 7) > 1 << MAX_WINDOW_LOG {
            return Err(DecompressError::Corrupt);
        }
    }
    match zstd_safe::get_frame_content_size(frame) {
        Ok(Some(size)) if size > max_bytes as u64 => Err(DecompressError::TooLarge),
        _ => Ok(()),
    }
}

impl Decoder for DCtx<'static> {
    fn step(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<Step, DecompressError> {
        let at = out.len();
        let mut input = InBuffer::around(input);
        let mut output = OutBuffer::around_pos(out, at);
        let hint = self
            .decompress_stream(&mut output, &mut input)
            .map_err(|_| DecompressError::Corrupt)?;
        Ok(Step {
            read: input.pos(),
            end: hint == 0,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(content: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        compress(content, &mut out).unwrap();
        out
    }

    #[test]
    fn frames_in_a_row_are_joined_and_skippable_ones_skipped() {
        let skippable = [0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, b'a', b'b', b'c'];
        let src = [&frame(b"one ")[..], &skippable, &frame(b"two")].concat();
        assert_eq!(decompress(&src, 7).as_deref(), Ok(&b"one two"[..]));
        assert_eq!(decompress(&src, 6), Err(DecompressError::TooLarge));
    }

    #[test]
    fn window_over_8_mib_is_corrupt() {
        // Frame_Header_Descriptor 0: a window descriptor, no content size. Then one last, empty raw block.
        let cases = [
            (0x00, Ok(vec![])),
            (13 << 3, Ok(vec![])),
            (13 << 3 | 1, Err(DecompressError::Corrupt)),
            (14 << 3, Err(DecompressError::Corrupt)),
            (21 << 3, Err(DecompressError::Corrupt)),
            (0xff, Err(DecompressError::Corrupt)),
        ];
        for (window, expected) in cases {
            let src = [0x28, 0xb5, 0x2f, 0xfd, 0, window, 1, 0, 0];
            assert_eq!(decompress(&src, 10), expected, "{window:#x}");
        }
    }

    #[test]
    fn declared_size_over_the_limit_is_refused_unread() {
        // A single segment of eight-byte content size: 1 TiB.
        let src = [0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0, 0, 1, 0, 0];
        assert_eq!(decompress(&src, 1 << 20), Err(DecompressError::TooLarge));
    }

    #[test]
    fn wrong_checksum_is_corrupt() {
        let mut encoder = CCtx::create();
        encoder
            .set_parameter(CParameter::ChecksumFlag(true))
            .unwrap();
        let mut src = Vec::with_capacity(100);
        encoder
            .compress2(&mut src, b"some hats, some more hats")
            .unwrap();
        assert!(decompress(&src, 100).is_ok());
        let last = src.len() - 1;
        src[last] ^= 1;
        assert_eq!(decompress(&src, 100), Err(DecompressError::Corrupt));
    }

    #[test]
    fn megabytes_of_empty_frames_are_refused() {
        for unit in [frame(b""), vec![0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]] {
            let src = unit.repeat(4 * 1024 * 1024 / unit.len());
            assert_eq!(decompress(&src, 100), Err(DecompressError::Corrupt));
        }
    }
}
