//! Finding the end of plain text, eight bytes at a time.

const ONES: u64 = u64::MAX / 255;
const HIGH: u64 = ONES << 7;

/// How many bytes at the front stand for themselves in a JSON string: neither a quote, a backslash nor a
/// control character.
#[inline]
pub(crate) fn plain_len(bytes: &[u8]) -> usize {
    let (chunks, rest) = bytes.as_chunks::<8>();
    for (index, chunk) in chunks.iter().enumerate() {
        let found = special(u64::from_le_bytes(*chunk));
        if found != 0 {
            return index * 8 + (found.trailing_zeros() / 8) as usize;
        }
    }
    let plain = rest.iter().take_while(|byte| is_plain(**byte)).count();
    chunks.len() * 8 + plain
}

fn is_plain(byte: u8) -> bool {
    byte >= 0x20 && byte != b'"' && byte != b'\\'
}

/// The high bit of each byte that is special; bits above the lowest one found may be wrong.
#[inline]
fn special(word: u64) -> u64 {
    let below_space = word.wrapping_sub(ONES * 0x20) & !word;
    (below_space | zero(word ^ (ONES * u64::from(b'"'))) | zero(word ^ (ONES * u64::from(b'\\'))))
        & HIGH
}

#[inline]
fn zero(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_ends_at_each_special_byte_wherever_it_stands() {
        for special in 0..=255u8 {
            for at in 0..20 {
                let mut text = vec![b'x'; 20];
                text[at] = special;
                let expected = if is_plain(special) { 20 } else { at };
                assert_eq!(plain_len(&text), expected, "byte {special} at {at}");
            }
        }
        assert_eq!(
            plain_len("ünïcödé, längér".as_bytes()),
            "ünïcödé, längér".len()
        );
    }
}
