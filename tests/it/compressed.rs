//! Compressed messages, made by the libraries themselves, and some that are made to do harm.

use std::io::Write;

/// What a server can be sent in.
pub(crate) const ENCODINGS: [&str; 5] = ["gzip", "zstd", "br", "deflate", "snappy"];

/// Compresses a message.
pub(crate) fn compress(encoding: &str, data: &[u8]) -> Vec<u8> {
    match encoding {
        "gzip" => {
            let mut encoder =
                flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(data).expect("memory");
            encoder.finish().expect("memory")
        }
        "deflate" => {
            let mut encoder =
                flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(data).expect("memory");
            encoder.finish().expect("memory")
        }
        "zstd" => {
            let mut out = Vec::with_capacity(zstd_safe::compress_bound(data.len()));
            zstd_safe::compress(&mut out, data, 3).expect("room");
            out
        }
        "br" => {
            let mut encoder = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 22);
            encoder.write_all(data).expect("memory");
            encoder.into_inner()
        }
        "snappy" => {
            let mut encoder = snap::write::FrameEncoder::new(Vec::new());
            encoder.write_all(data).expect("memory");
            encoder.into_inner().expect("memory")
        }
        other => panic!("{other} is no encoding"),
    }
}

/// Some bytes that inflate to 8 MiB of zeros or more: as dense as the format has it.
pub(crate) fn bomb(encoding: &str) -> Vec<u8> {
    const MIB: usize = 1 << 20;
    match encoding {
        // What brotli makes of 16 MiB of zeros, 1 200 000 to 1.
        "br" => vec![
            0xCF, 0xFF, 0xFF, 0x7F, 0x00, 0x24, 0x00, 0xE2, 0xB1, 0x40, 0x72, 0xEF, 0xFF, 0x07,
        ],
        // 30 000 to 1.
        "zstd" => compress(encoding, &vec![0; 32 * MIB]),
        // 1 000 to 1, but for snappy, which has 20 to 1.
        _ => compress(encoding, &vec![0; 8 * MIB]),
    }
}

/// Members of gzip that hold nothing, as many as fit into `length` bytes.
pub(crate) fn empty_members(length: usize) -> Vec<u8> {
    let member = compress("gzip", &[]);
    member.repeat(length / member.len())
}

/// A frame of zstd that asks its reader for a window of 2 GiB, and holds one byte.
pub(crate) fn huge_window() -> Vec<u8> {
    // Magic number; frame header without a content size; window of 2^31; last block, raw, of one byte.
    vec![0x28, 0xB5, 0x2F, 0xFD, 0x00, 0xA8, 0x09, 0x00, 0x00, b'x']
}
