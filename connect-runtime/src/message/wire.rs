//! The words of the binary format: wire types, keys and how long a varint is.
//!
//! A *key* is what stands before each field: its number shifted left by three, and its wire type.
//! Protocol Buffers, Encoding: Message Structure.

pub(crate) const VARINT: u32 = 0;
pub(crate) const FIXED64: u32 = 1;
pub(crate) const LEN: u32 = 2;
pub(crate) const START_GROUP: u32 = 3;
pub(crate) const END_GROUP: u32 = 4;
pub(crate) const FIXED32: u32 = 5;

/// The keys of a map entry have these field numbers.
pub(crate) const MAP_KEY: u32 = 1;
pub(crate) const MAP_VALUE: u32 = 2;

/// How many bytes `value` takes as a varint, 1 to 10.
#[inline]
pub(crate) fn varint_len(value: u64) -> usize {
    // Nearly always. The rest is not inlined: this stands in the code of every field.
    if value < 0x80 {
        return 1;
    }
    long_varint_len(value)
}

#[inline(never)]
fn long_varint_len(value: u64) -> usize {
    // Seven bits to a byte: (bits * 9 + 64) / 64 is ceil(bits / 7) for 1..=64 bits.
    let bits = 64 - (value | 1).leading_zeros();
    ((bits * 9 + 64) / 64) as usize
}

/// How many bytes a key takes.
#[inline]
pub(crate) fn key_len(key: u32) -> usize {
    varint_len(u64::from(key))
}

#[inline]
pub(crate) fn zigzag32(value: i32) -> u32 {
    ((value << 1) ^ (value >> 31)).cast_unsigned()
}

#[inline]
pub(crate) fn zigzag64(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)).cast_unsigned()
}

#[inline]
pub(crate) fn unzigzag32(value: u32) -> i32 {
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}

#[inline]
pub(crate) fn unzigzag64(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn varint_lengths_change_at_each_seventh_bit() {
        assert_eq!(varint_len(0), 1);
        for bytes in 1..=9 {
            let first = 1u64 << (7 * bytes);
            assert_eq!(varint_len(first - 1), bytes, "below 2^{}", 7 * bytes);
            assert_eq!(varint_len(first), bytes + 1, "at 2^{}", 7 * bytes);
        }
        assert_eq!(varint_len(u64::MAX), 10);
    }

    #[test]
    fn zigzag_maps_small_magnitudes_to_small_numbers() {
        for (signed, unsigned) in [
            (0, 0),
            (-1, 1),
            (1, 2),
            (-2, 3),
            (i32::MAX, u32::MAX - 1),
            (i32::MIN, u32::MAX),
        ] {
            assert_eq!(zigzag32(signed), unsigned);
            assert_eq!(unzigzag32(unsigned), signed);
        }
        for value in [0, -1, 1, i64::MIN, i64::MAX] {
            assert_eq!(unzigzag64(zigzag64(value)), value);
        }
    }
}
