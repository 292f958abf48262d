//! Percent-encoding, for the query of a GET.

use bytes::Bytes;

/// Appends `text` with everything but unreserved characters encoded.
///
/// RFC 3986, 2.3 "Unreserved Characters".
pub(crate) fn encode(text: &[u8], out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for &byte in text {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(byte as char);
        } else {
            out.push('%');
            out.push(HEX[usize::from(byte >> 4)] as char);
            out.push(HEX[usize::from(byte & 15)] as char);
        }
    }
}

/// What to make of `+`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plus {
    /// A space, as HTML forms write it.
    Space,
    /// Itself: a digit of base64.
    Plus,
}

/// Decodes; `None` where a `%` is not followed by two hexadecimal digits.
pub(crate) fn decode(text: &str, plus: Plus) -> Option<Bytes> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        out.push(match (byte, plus) {
            (b'+', Plus::Space) => b' ',
            (b'%', _) => {
                let (digits, tail) = rest.split_first_chunk::<2>()?;
                rest = tail;
                hex(digits[0])? << 4 | hex(digits[1])?
            }
            _ => byte,
        });
    }
    Some(out.into())
}

fn hex(digit: u8) -> Option<u8> {
    (digit as char).to_digit(16).map(|value| value as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_encoding_goes_both_ways() {
        let rows: [(&[u8], &str); 4] = [
            (b"", ""),
            (b"aZ09-._~", "aZ09-._~"),
            (b"{\"a\": 1+1}", "%7B%22a%22%3A%201%2B1%7D"),
            ("\u{20ac}".as_bytes(), "%E2%82%AC"),
        ];
        for (plain, encoded) in rows {
            let mut out = String::new();
            encode(plain, &mut out);
            assert_eq!(out, encoded);
            for plus in [Plus::Space, Plus::Plus] {
                assert_eq!(decode(encoded, plus).as_deref(), Some(plain));
            }
        }
        assert_eq!(decode("a+b", Plus::Space).as_deref(), Some(&b"a b"[..]));
        assert_eq!(decode("a+b", Plus::Plus).as_deref(), Some(&b"a+b"[..]));
    }

    #[test]
    fn broken_escape_is_refused() {
        for text in ["%", "%4", "%zz", "a%G0", "%\u{20ac}"] {
            assert_eq!(decode(text, Plus::Space), None, "{text}");
        }
    }
}
