//! Message compression: the names of the formats, and one message in or out of each.
//!
//! gzip is on by default; the others each stand behind a feature of their name. What is negotiated, when a
//! message is worth compressing and how a failure is answered is decided elsewhere: here are only the
//! formats, the reuse of their state per thread, and the limit on what comes out.

#[cfg(feature = "br")]
mod brotli;
#[cfg(any(feature = "gzip", feature = "deflate"))]
mod deflate;
#[cfg(feature = "gzip")]
mod gzip;
#[cfg(any(
    feature = "gzip",
    feature = "deflate",
    feature = "br",
    feature = "zstd"
))]
mod inflate;
#[cfg(feature = "snappy")]
mod snappy;
#[cfg(feature = "deflate")]
mod zlib;
#[cfg(feature = "zstd")]
mod zstd;

use std::fmt;

use crate::error::ConnectError;

/// A Content-Coding: how the bytes of a message are compressed.
///
/// All are always named; those that a program can use are [`Compression::enabled`].
///
/// ```
/// use connect_runtime::Compression;
///
/// assert_eq!(Compression::from_name("gzip"), Some(Compression::Gzip));
/// assert_eq!(Compression::Br.name(), "br");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Compression {
    /// No compression.
    Identity,
    /// gzip (RFC 1952). Feature `gzip`, on by default.
    Gzip,
    /// Brotli (RFC 7932). Feature `br`.
    Br,
    /// Zstandard (RFC 8878). Feature `zstd`, which builds the C library.
    Zstd,
    /// A zlib stream (RFC 1950), called `deflate` in HTTP. Feature `deflate`.
    Deflate,
    /// Snappy in its framing format. Feature `snappy`.
    Snappy,
}

impl Compression {
    /// The name in `Content-Encoding`, `Connect-Accept-Encoding` and the like.
    pub fn name(self) -> &'static str {
        match self {
            Compression::Identity => "identity",
            Compression::Gzip => "gzip",
            Compression::Br => "br",
            Compression::Zstd => "zstd",
            Compression::Deflate => "deflate",
            Compression::Snappy => "snappy",
        }
    }

    /// The compression of this name, in any case, if it is `identity` or compiled in.
    pub fn from_name(name: &str) -> Option<Self> {
        let named = |one: &&Compression| one.name().eq_ignore_ascii_case(name);
        [Compression::Identity]
            .iter()
            .chain(Self::enabled())
            .find(named)
            .copied()
    }

    /// What is compiled in besides `identity`, best first.
    pub fn enabled() -> &'static [Compression] {
        &[
            #[cfg(feature = "gzip")]
            Compression::Gzip,
            #[cfg(feature = "zstd")]
            Compression::Zstd,
            #[cfg(feature = "br")]
            Compression::Br,
            #[cfg(feature = "deflate")]
            Compression::Deflate,
            #[cfg(feature = "snappy")]
            Compression::Snappy,
        ]
    }

    /// Appends `src`, compressed, to `out`.
    ///
    /// # Errors
    /// `internal` if the compression is not compiled in or its library fails; `out` is then to be dropped.
    pub(crate) fn compress(self, src: &[u8], out: &mut Vec<u8>) -> Result<(), ConnectError> {
        match self {
            Compression::Identity => {
                out.extend_from_slice(src);
                Ok(())
            }
            #[cfg(feature = "gzip")]
            Compression::Gzip => gzip::compress(src, out).map_err(|e| self.failed(e)),
            #[cfg(feature = "deflate")]
            Compression::Deflate => zlib::compress(src, out).map_err(|e| self.failed(e)),
            #[cfg(feature = "br")]
            Compression::Br => brotli::compress(src, out).map_err(|e| self.failed(e)),
            #[cfg(feature = "zstd")]
            Compression::Zstd => zstd::compress(src, out)
                .map_err(|code| self.failed(zstd_safe::get_error_name(code))),
            #[cfg(feature = "snappy")]
            Compression::Snappy => snappy::compress(src, out).map_err(|e| self.failed(e)),
            #[allow(unreachable_patterns, reason = "with every feature on, none is left")]
            _ => Err(self.failed("not compiled in")),
        }
    }

    /// The message that `src` holds: one that is whole, valid and of at most `max_bytes`.
    ///
    /// An empty `src` is corrupt; in streams an empty payload is never compressed, and is not brought here.
    pub(crate) fn decompress(
        self,
        src: &[u8],
        max_bytes: usize,
    ) -> Result<Vec<u8>, DecompressError> {
        match self {
            Compression::Identity if src.len() > max_bytes => Err(DecompressError::TooLarge),
            Compression::Identity => Ok(src.to_vec()),
            #[cfg(feature = "gzip")]
            Compression::Gzip => gzip::decompress(src, max_bytes),
            #[cfg(feature = "deflate")]
            Compression::Deflate => zlib::decompress(src, max_bytes),
            #[cfg(feature = "br")]
            Compression::Br => brotli::decompress(src, max_bytes),
            #[cfg(feature = "zstd")]
            Compression::Zstd => zstd::decompress(src, max_bytes),
            #[cfg(feature = "snappy")]
            Compression::Snappy => snappy::decompress(src, max_bytes),
            #[allow(unreachable_patterns, reason = "with every feature on, none is left")]
            _ => Err(DecompressError::Corrupt),
        }
    }

    #[cold]
    fn failed(self, reason: impl fmt::Display) -> ConnectError {
        ConnectError::internal(format!("failed to compress with {self}: {reason}"))
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a compressed message could not be read. Its code depends on who sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DecompressError {
    /// It inflates to more than the limit.
    TooLarge,
    /// It is invalid, cut off, followed by something else, or made to waste time.
    Corrupt,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compressed(compression: Compression, src: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        compression.compress(src, &mut out).unwrap();
        out
    }

    /// Bytes that do not compress, from a linear congruential generator.
    fn noise(len: usize) -> Vec<u8> {
        let mut state = 1_u32;
        let step = |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        (0..len).map(step).collect()
    }

    #[test]
    fn names_are_read_in_any_case_and_only_if_compiled_in() {
        for compression in Compression::enabled()
            .iter()
            .chain(&[Compression::Identity])
        {
            let name = compression.name();
            assert_eq!(Compression::from_name(name), Some(*compression));
            assert_eq!(
                Compression::from_name(&name.to_uppercase()),
                Some(*compression)
            );
        }
        for name in ["", "x-gzip", "gzip ", "lz4"] {
            assert_eq!(Compression::from_name(name), None, "{name}");
        }
    }

    #[test]
    fn messages_of_any_size_come_back_and_append() {
        let texts =
            [0, 1, 100, 1024, 70_000, 300_000].map(|len| b"some hats ".repeat(len / 10 + 1));
        let noises = [1, 5000, 200_000].map(noise);
        for &compression in Compression::enabled() {
            for message in texts.iter().chain(&noises).chain([&Vec::new()]) {
                let mut out = vec![0; 5];
                compression.compress(message, &mut out).unwrap();
                assert_eq!(out[..5], [0; 5]);
                let back = compression.decompress(&out[5..], message.len());
                assert!(
                    back.as_ref() == Ok(message),
                    "{compression} of {}",
                    message.len()
                );
            }
        }
    }

    #[test]
    fn limit_passes_and_one_more_byte_is_too_large() {
        for &compression in Compression::enabled()
            .iter()
            .chain(&[Compression::Identity])
        {
            for len in [1, 1000, 65_536, 200_000] {
                for message in [vec![7; len], noise(len)] {
                    let src = compressed(compression, &message);
                    assert_eq!(compression.decompress(&src, len).map(|m| m.len()), Ok(len));
                    let over = compression.decompress(&src, len - 1);
                    assert_eq!(over, Err(DecompressError::TooLarge), "{compression} {len}");
                    let none = compression.decompress(&src, 0);
                    assert_eq!(none, Err(DecompressError::TooLarge), "{compression} {len}");
                }
            }
        }
    }

    #[test]
    fn bomb_is_too_large() {
        for &compression in Compression::enabled() {
            let src = compressed(compression, &vec![0; 32 * 1024 * 1024]);
            let result = compression.decompress(&src, 4 * 1024 * 1024);
            assert_eq!(result, Err(DecompressError::TooLarge), "{compression}");
        }
    }

    #[test]
    fn cut_anywhere_is_corrupt() {
        for &compression in Compression::enabled() {
            let src = compressed(compression, &b"some hats, some more hats, ".repeat(10));
            for len in 0..src.len() {
                // Between its identifier and its only chunk a snappy stream is whole, and empty.
                if compression == Compression::Snappy && len == 10 {
                    continue;
                }
                let result = compression.decompress(&src[..len], 1000);
                assert_eq!(result, Err(DecompressError::Corrupt), "{compression} {len}");
            }
        }
    }

    #[test]
    fn trailing_garbage_is_corrupt() {
        for &compression in Compression::enabled() {
            for garbage in [&[0][..], b"x", &[0; 10], &[0xff; 100_000]] {
                let mut src = compressed(compression, b"some hats");
                src.extend_from_slice(garbage);
                let result = compression.decompress(&src, 1000);
                assert_eq!(result, Err(DecompressError::Corrupt), "{compression}");
            }
        }
    }

    #[test]
    fn foreign_format_is_corrupt_and_leaves_no_trace() {
        for &compression in Compression::enabled() {
            for &other in Compression::enabled()
                .iter()
                .chain(&[Compression::Identity])
            {
                if other != compression {
                    let src = compressed(other, b"{\"name\":\"some hats\"}");
                    let result = compression.decompress(&src, 1000);
                    assert_eq!(
                        result,
                        Err(DecompressError::Corrupt),
                        "{other} as {compression}"
                    );
                }
            }
            let src = compressed(compression, b"good");
            assert_eq!(compression.decompress(&src, 4).as_deref(), Ok(&b"good"[..]));
        }
    }

    #[test]
    fn flipped_bits_never_panic() {
        for &compression in Compression::enabled() {
            let src = compressed(compression, &b"some hats, some more hats, ".repeat(10));
            for bit in 0..src.len() * 8 {
                let mut bad = src.clone();
                bad[bit / 8] ^= 1 << (bit % 8);
                if let Ok(message) = compression.decompress(&bad, 1000) {
                    assert!(message.len() <= 1000);
                }
            }
        }
    }
}
