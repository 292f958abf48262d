//! Deflated data (RFC 1951), which gzip and zlib streams are made of.
//!
//! flate2 on zlib-rs: at level 1 and reused it takes 208k instructions for 1 KiB of JSON, most of them one
//! `memset`, where miniz_oxide takes 386k and a fresh encoder at the default level 725k.

use flate2::{Compress, CompressError, Decompress, FlushCompress, FlushDecompress, Status};

use crate::compression::{
    DecompressError,
    inflate::{Decoder, Step},
};

impl Decoder for Decompress {
    fn step(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<Step, DecompressError> {
        let before = self.total_in();
        let status = self
            .decompress_vec(input, out, FlushDecompress::None)
            .map_err(|_| DecompressError::Corrupt)?;
        Ok(Step {
            read: (self.total_in() - before) as usize,
            end: status == Status::StreamEnd,
        })
    }
}

/// Appends `src`, deflated by an encoder that is new or has been reset, to `out`.
pub(super) fn deflate(
    encoder: &mut Compress,
    src: &[u8],
    out: &mut Vec<u8>,
) -> Result<(), CompressError> {
    // Level 1 may spend nine bits on a literal before it falls back to stored blocks.
    out.reserve(src.len() + src.len() / 8 + 64);
    loop {
        let rest = &src[encoder.total_in() as usize..];
        if encoder.compress_vec(rest, out, FlushCompress::Finish)? == Status::StreamEnd {
            return Ok(());
        }
        out.reserve(src.len() / 8 + 64);
    }
}
