//! The loop that every decompressor runs in, and the limits it keeps.
//!
//! It feeds input in slices, grows the output by what has arrived and stops as soon as the output is
//! over the limit. It knows no format: a [`Decoder`] does one step of one.

use crate::compression::DecompressError;

/// How much input a step may see, so that the limits are looked at often enough.
const STEP_BYTES: usize = 64 * 1024;

/// Input that may be read for nothing. Every format has forms that carry no data (empty gzip members,
/// skippable zstd frames, brotli metadata); past this, input that is more than twice the output is refused.
const SPARE_INPUT_BYTES: usize = 64 * 1024;

/// What one step did.
pub(super) struct Step {
    /// Bytes of input used.
    pub(super) read: usize,
    /// Whether the stream (a gzip member, a zstd frame) is complete.
    pub(super) end: bool,
}

/// One format's decompressor.
pub(super) trait Decoder {
    /// Reads from `input` and appends to `out`, which it must not grow past its capacity.
    fn step(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<Step, DecompressError>;
}

/// A compressed message being inflated.
pub(super) struct Inflater<'a> {
    rest: &'a [u8],
    read: usize,
    out: Vec<u8>,
    max_bytes: usize,
}

impl<'a> Inflater<'a> {
    /// Starts on `src`, all of which must be used, for at most `max_bytes` of output.
    ///
    /// The output is sized by what has arrived, never by a length that `src` declares.
    pub(super) fn new(src: &'a [u8], max_bytes: usize) -> Self {
        let guess = src.len().saturating_mul(4).max(256);
        Inflater {
            rest: src,
            read: 0,
            out: Vec::with_capacity(guess.min(max_bytes.saturating_add(1))),
            max_bytes,
        }
    }

    /// The input that has not been used.
    #[cfg(any(feature = "gzip", feature = "zstd"))]
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The output so far.
    #[cfg(any(feature = "gzip", feature = "zstd"))]
    pub(super) fn out(&self) -> &[u8] {
        &self.out
    }

    /// Uses up `bytes` of input: a header or a trailer that the caller has read.
    ///
    /// # Errors
    /// `Corrupt` if there is less, or if the input has by now been much longer than the output.
    pub(super) fn skip(&mut self, bytes: usize) -> Result<(), DecompressError> {
        self.rest = self.rest.get(bytes..).ok_or(DecompressError::Corrupt)?;
        self.read += bytes;
        let allowance = self.out.len().saturating_mul(2) + SPARE_INPUT_BYTES;
        if self.read > allowance {
            return Err(DecompressError::Corrupt);
        }
        Ok(())
    }

    /// Runs `decoder` to the end of its stream.
    ///
    /// # Errors
    /// `TooLarge` as soon as the output is over the limit; `Corrupt` if the stream is invalid or cut off.
    pub(super) fn run(&mut self, decoder: &mut impl Decoder) -> Result<(), DecompressError> {
        loop {
            self.grow();
            let before = self.out.len();
            let input = &self.rest[..self.rest.len().min(STEP_BYTES)];
            let step = decoder.step(input, &mut self.out)?;
            if self.out.len() > self.max_bytes {
                return Err(DecompressError::TooLarge);
            }
            self.skip(step.read)?;
            if step.end {
                return Ok(());
            }
            if step.read == 0 && self.out.len() == before {
                return Err(DecompressError::Corrupt);
            }
        }
    }

    /// The whole output.
    ///
    /// # Errors
    /// `Corrupt` if input is left.
    pub(super) fn finish(self) -> Result<Vec<u8>, DecompressError> {
        match self.rest {
            [] => Ok(self.out),
            _ => Err(DecompressError::Corrupt),
        }
    }

    /// Doubles a full output, to at most one byte over the limit.
    fn grow(&mut self) {
        let (len, capacity) = (self.out.len(), self.out.capacity());
        if len == capacity {
            let wanted = capacity
                .saturating_mul(2)
                .min(self.max_bytes.saturating_add(1));
            self.out.reserve_exact(wanted - len);
        }
    }
}
