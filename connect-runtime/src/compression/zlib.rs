//! `deflate`, which in HTTP means a zlib stream (RFC 1950; RFC 9110, 8.4.1.2).

use std::cell::RefCell;

use flate2::{Compress, CompressError, Compression as Level, Decompress};

use crate::compression::{DecompressError, deflate::deflate, inflate::Inflater};

thread_local! {
    static ENCODER: RefCell<Compress> = RefCell::new(Compress::new(Level::fast(), true));
    static DECODER: RefCell<Decompress> = RefCell::new(Decompress::new(true));
}

pub(super) fn compress(src: &[u8], out: &mut Vec<u8>) -> Result<(), CompressError> {
    ENCODER.with_borrow_mut(|encoder| {
        encoder.reset();
        deflate(encoder, src, out)
    })
}

/// Inflates one zlib stream; its Adler-32 is checked by zlib.
pub(super) fn decompress(src: &[u8], max_bytes: usize) -> Result<Vec<u8>, DecompressError> {
    DECODER.with_borrow_mut(|decoder| {
        let mut inflater = Inflater::new(src, max_bytes);
        decoder.reset(true);
        inflater.run(decoder)?;
        inflater.finish()
    })
}
