//! A brotli stream (RFC 7932), without the "large window" extension, which HTTP does not have.
//!
//! The crate's states cannot be reset, so that one is made per message. Quality 1 costs less than gzip at
//! level 1 (128k instructions for 1 KiB of JSON, where quality 4 takes 798k) and comes out smaller.

use std::io::{self, Write as _};

use brotli::{
    BrotliDecompressStream, BrotliResult, BrotliState, CompressorWriter, HeapAlloc, HuffmanCode,
};

use crate::compression::{
    DecompressError,
    inflate::{Decoder, Inflater, Step},
};

const QUALITY: u32 = 1;
/// log2 of the window: 256 KiB. Messages are seldom larger.
const WINDOW_LOG: u32 = 18;
const BUFFER_BYTES: usize = 4096;
/// The decoder writes into initialized memory; this much is prepared for a step.
const STEP_OUTPUT_BYTES: usize = 64 * 1024;

type State = BrotliState<HeapAlloc<u8>, HeapAlloc<u32>, HeapAlloc<HuffmanCode>>;

pub(super) fn compress(src: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
    let mut encoder = CompressorWriter::new(out, BUFFER_BYTES, QUALITY, WINDOW_LOG);
    encoder.write_all(src)?;
    // Finishes the stream; only the writer below could fail, and it is a `Vec`.
    encoder.into_inner();
    Ok(())
}

pub(super) fn decompress(src: &[u8], max_bytes: usize) -> Result<Vec<u8>, DecompressError> {
    let mut state = State::new_strict(
        HeapAlloc::new(0),
        HeapAlloc::new(0),
        HeapAlloc::new(HuffmanCode::default()),
    );
    let mut inflater = Inflater::new(src, max_bytes);
    inflater.run(&mut state)?;
    inflater.finish()
}

impl Decoder for State {
    fn step(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<Step, DecompressError> {
        let (mut read, mut written, mut total) = (0, out.len(), 0);
        let mut unread = input.len();
        let mut spare = (out.capacity() - out.len()).min(STEP_OUTPUT_BYTES);
        out.resize(out.len() + spare, 0);
        let result = BrotliDecompressStream(
            &mut unread,
            &mut read,
            input,
            &mut spare,
            &mut written,
            out,
            &mut total,
            self,
        );
        out.truncate(written);
        match result {
            BrotliResult::ResultFailure => Err(DecompressError::Corrupt),
            BrotliResult::ResultSuccess => Ok(Step { read, end: true }),
            BrotliResult::NeedsMoreInput | BrotliResult::NeedsMoreOutput => {
                Ok(Step { read, end: false })
            }
        }
    }
}
