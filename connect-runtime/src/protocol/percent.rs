//! Percent-encoding, for the query of a GET and for the message of a gRPC status.

use bytes::Bytes;

/// Appends `text` with everything but unreserved characters encoded.
///
/// RFC 3986, 2.3 "Unreserved Characters".
pub(crate) fn encode(text: &[u8], out: &mut String) {
    for &byte in text {
        match byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            true => out.push(byte as char),
            false => push_escape(byte, out),
        }
    }
}

/// `text` with only that encoded which may not stand in a header, and `%` itself.
///
/// gRPC over HTTP/2, Status-Message: Percent-Byte-Unencoded is 0x20 to 0x24 and 0x26 to 0x7E.
pub(crate) fn encode_message(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for byte in text.bytes() {
        match byte {
            b'%' => push_escape(byte, &mut out),
            0x20..=0x7E => out.push(byte as char),
            _ => push_escape(byte, &mut out),
        }
    }
    out
}

/// What [`encode_message`] encoded. An escape that is none stands for itself, and bytes that are not UTF-8 for
/// replacement characters: "decoders must not error on invalid values" (the same section).
pub(crate) fn decode_message(text: &[u8]) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, tail)) = rest.split_first() {
        let escaped = match (byte, tail) {
            (b'%', [high, low, ..]) => pair(*high, *low),
            _ => None,
        };
        out.push(escaped.unwrap_or(byte));
        rest = match escaped {
            Some(_) => &tail[2..],
            None => tail,
        };
    }
    String::from_utf8(out)
        .unwrap_or_else(|err| String::from_utf8_lossy(err.as_bytes()).into_owned())
}

fn push_escape(byte: u8, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    out.push('%');
    out.push(HEX[usize::from(byte >> 4)] as char);
    out.push(HEX[usize::from(byte & 15)] as char);
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
                let (&[high, low], tail) = rest.split_first_chunk::<2>()?;
                rest = tail;
                pair(high, low)?
            }
            _ => byte,
        });
    }
    Some(out.into())
}

/// The byte that two hexadecimal digits stand for.
fn pair(high: u8, low: u8) -> Option<u8> {
    let hex = |digit: u8| (digit as char).to_digit(16).map(|value| value as u8);
    Some(hex(high)? << 4 | hex(low)?)
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

    #[test]
    fn message_of_a_status_is_encoded_only_where_it_must_be() {
        let rows = [
            ("", ""),
            ("no such hat: 7\"", "no such hat: 7\""),
            ("100%", "100%25"),
            ("a\r\nb\t\u{7f}", "a%0D%0Ab%09%7F"),
            ("\u{20ac} ~", "%E2%82%AC ~"),
        ];
        for (plain, encoded) in rows {
            assert_eq!(encode_message(plain), encoded);
            assert_eq!(decode_message(encoded.as_bytes()), plain);
        }
    }

    #[test]
    fn message_that_is_encoded_badly_is_read_all_the_same() {
        let rows: [(&[u8], &str); 7] = [
            (b"100%", "100%"),
            (b"%4", "%4"),
            (b"%zz%41", "%zzA"),
            (b"%%41", "%A"),
            (b"%e2%82%ac", "\u{20ac}"),
            (b"%FF", "\u{fffd}"),
            (b"\xe2\x82\xac", "\u{20ac}"),
        ];
        for (encoded, plain) in rows {
            assert_eq!(decode_message(encoded), plain, "{encoded:?}");
        }
    }
}
