//! Base64, in the forms that JSON, headers and URLs have it. Reading takes either alphabet, padded or not.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The value of each character, or `BAD`.
const VALUES: [u8; 256] = values();
const BAD: u8 = 0xff;

const fn values() -> [u8; 256] {
    let mut values = [BAD; 256];
    let mut index = 0;
    while index < 64 {
        values[ALPHABET[index] as usize] = index as u8;
        index += 1;
    }
    values[b'-' as usize] = 62;
    values[b'_' as usize] = 63;
    values
}

/// Appends `bytes` in base64, padded.
pub(crate) fn encode(bytes: &[u8], out: &mut Vec<u8>) {
    out.reserve(bytes.len().div_ceil(3) * 4);
    let (chunks, rest) = bytes.as_chunks::<3>();
    for [a, b, c] in chunks {
        out.extend_from_slice(&quad(*a, *b, *c));
    }
    match *rest {
        [a] => {
            let [w, x, ..] = quad(a, 0, 0);
            out.extend_from_slice(&[w, x, b'=', b'=']);
        }
        [a, b] => {
            let [w, x, y, _] = quad(a, b, 0);
            out.extend_from_slice(&[w, x, y, b'=']);
        }
        _ => {}
    }
}

fn quad(a: u8, b: u8, c: u8) -> [u8; 4] {
    let word = u32::from_be_bytes([0, a, b, c]);
    [18, 12, 6, 0].map(|shift| ALPHABET[(word >> shift & 63) as usize])
}

/// `bytes` in base64 without padding, as headers and error details have it.
pub(crate) fn unpadded(bytes: &[u8]) -> String {
    let mut out = Vec::new();
    encode(bytes, &mut out);
    let padding = out.iter().rev().take_while(|&&byte| byte == b'=').count();
    out.truncate(out.len() - padding);
    String::from_utf8(out).expect("base64 is ascii")
}

/// `bytes` in base64 with the URL-safe alphabet, without padding.
pub(crate) fn url_safe(bytes: &[u8]) -> String {
    unpadded(bytes).replace('+', "-").replace('/', "_")
}

/// The bytes that `text` stands for; `None` if it is not base64.
pub(crate) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let text = match text {
        [bare @ .., b'=', b'='] if text.len().is_multiple_of(4) => bare,
        [bare @ .., b'='] if text.len().is_multiple_of(4) => bare,
        bare => bare,
    };
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 2);
    let (chunks, rest) = text.as_chunks::<8>();
    for chunk in chunks {
        out.extend_from_slice(&six(*chunk)?);
    }
    // What is missing of the last characters stands for zero bits, which are cut off again.
    let len = match rest.len() {
        0 => return Some(out),
        len if len % 4 == 1 => return None,
        len => len * 6 / 8,
    };
    let mut last = [b'A'; 8];
    last[..rest.len()].copy_from_slice(rest);
    out.extend_from_slice(&six(last)?[..len]);
    Some(out)
}

/// The six bytes that eight characters stand for.
#[inline]
fn six(chars: [u8; 8]) -> Option<[u8; 6]> {
    let mut word: u64 = 0;
    let mut seen = 0;
    for char in chars {
        let value = VALUES[char as usize];
        seen |= value;
        word = word << 6 | u64::from(value);
    }
    let [_, _, a, b, c, d, e, f] = word.to_be_bytes();
    // Only BAD has the high bit.
    (seen < 0x80).then_some([a, b, c, d, e, f])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_alphabets_and_both_paddings_are_read() {
        for (text, bytes) in [
            ("", &b""[..]),
            ("Zg==", b"f"),
            ("Zg", b"f"),
            ("Zm8=", b"fo"),
            ("Zm8", b"fo"),
            ("Zm9v", b"foo"),
            ("-_-_", b"\xfb\xff\xbf"),
            ("+/+/", b"\xfb\xff\xbf"),
        ] {
            assert_eq!(decode(text.as_bytes()).as_deref(), Some(bytes), "{text}");
        }
        for text in [
            "Z", "Zg=", "Z===", "Zm8==", "Zm9v=", "====", "Zm 9v", "Zm9v!", "Zg==Zg==",
        ] {
            assert_eq!(decode(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn every_length_comes_back() {
        let bytes: Vec<u8> = (0..=255).collect();
        for len in 0..bytes.len() {
            let mut text = Vec::new();
            encode(&bytes[..len], &mut text);
            assert_eq!(text.len() % 4, 0);
            assert_eq!(decode(&text).as_deref(), Some(&bytes[..len]));
        }
    }
}
