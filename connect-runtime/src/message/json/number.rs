//! Numbers of JSON: the grammar, integers in any notation, and floating point both ways.

/// The length of the JSON number at the front of `text`; `None` if there is none.
///
/// RFC 8259, section 6: `[ minus ] int [ frac ] [ exp ]`.
pub(crate) fn number_len(text: &[u8]) -> Option<usize> {
    let mut at = usize::from(text.first() == Some(&b'-'));
    at += match digits(&text[at..]) {
        0 => return None,
        len if len > 1 && text[at] == b'0' => return None,
        len => len,
    };
    if text.get(at) == Some(&b'.') {
        at += 1 + some_digits(&text[at + 1..])?;
    }
    if matches!(text.get(at), Some(b'e' | b'E')) {
        at += 1;
        at += usize::from(matches!(text.get(at), Some(b'+' | b'-')));
        at += some_digits(&text[at..])?;
    }
    Some(at)
}

fn digits(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

fn some_digits(text: &[u8]) -> Option<usize> {
    Some(digits(text)).filter(|len| *len > 0)
}

/// The integer that a JSON number stands for, `1.0` and `1e5` included; `None` if it is not one or
/// is far out of every range.
pub(crate) fn integer(number: &str) -> Option<i128> {
    let (negative, magnitude) = match number.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, number),
    };
    let value = match magnitude.len() {
        1..=19 if magnitude.bytes().all(|byte| byte.is_ascii_digit()) => plain_integer(magnitude),
        _ => scaled_integer(magnitude)?,
    };
    Some(if negative { -value } else { value })
}

fn plain_integer(digits: &str) -> i128 {
    let value = digits
        .bytes()
        .fold(0u64, |sum, byte| sum * 10 + u64::from(byte - b'0'));
    i128::from(value)
}

/// An integer in any notation: digits around a point, times a power of ten.
fn scaled_integer(number: &str) -> Option<i128> {
    let (mantissa, exponent) = match number.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent),
        None => (number, "0"),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    let whole = whole.trim_start_matches('0');
    if whole.is_empty() && fraction.is_empty() {
        return Some(0);
    }
    let exponent = exponent.parse::<i64>().ok()?;
    let scale = exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?;
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_end_matches('0');
    let scale = scale.checked_add(i64::try_from(digits.len() - significant.len()).ok()?)?;
    // What has more than 38 digits is above 2^64 in any case.
    let scale = u32::try_from(scale).ok().filter(|scale| *scale <= 38)?;
    significant
        .parse::<i128>()
        .ok()?
        .checked_mul(10i128.checked_pow(scale)?)
}

/// `00` to `99`.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[0; 2]; 100];
    let mut number = 0;
    while number < pairs.len() {
        pairs[number] = [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
        number += 1;
    }
    pairs
};

/// Appends an integer.
pub(crate) fn write_integer(value: u64, negative: bool, out: &mut Vec<u8>) {
    let mut buffer = [0; 21];
    let mut at = buffer.len();
    let mut rest = value;
    // Two digits to a division.
    while rest >= 100 {
        at -= 2;
        buffer[at..at + 2].copy_from_slice(&PAIRS[(rest % 100) as usize]);
        rest /= 100;
    }
    at -= 2;
    buffer[at..at + 2].copy_from_slice(&PAIRS[rest as usize]);
    at += usize::from(rest < 10);
    if negative {
        at -= 1;
        buffer[at] = b'-';
    }
    out.extend_from_slice(&buffer[at..]);
}

/// Appends a finite number in the fewest digits that read back as itself.
pub(crate) fn write_f64(value: f64, out: &mut Vec<u8>) {
    write_digits(zmij::Buffer::new().format_finite(value), out);
}

/// As [`write_f64`], in the digits that an `f32` needs.
pub(crate) fn write_f32(value: f32, out: &mut Vec<u8>) {
    write_digits(zmij::Buffer::new().format_finite(value), out);
}

/// Whole numbers are written without a point.
fn write_digits(digits: &str, out: &mut Vec<u8>) {
    let digits = digits.strip_suffix(".0").unwrap_or(digits);
    out.extend_from_slice(digits.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_end_where_the_grammar_says() {
        for (text, len) in [
            ("0", Some(1)),
            ("-0", Some(2)),
            ("01", None),
            ("-", None),
            ("", None),
            ("+1", None),
            ("1.", None),
            (".5", None),
            ("1e", None),
            ("1e+", None),
            ("12.50e-3,", Some(8)),
            ("1E5]", Some(3)),
            ("1 2", Some(1)),
            ("0x10", Some(1)),
            ("NaN", None),
        ] {
            assert_eq!(number_len(text.as_bytes()), len, "{text}");
        }
    }

    #[test]
    fn integers_are_read_in_every_notation() {
        for (text, value) in [
            ("0", Some(0)),
            ("-0", Some(0)),
            ("0e999999999999999999999", Some(0)),
            ("42", Some(42)),
            ("-42.000", Some(-42)),
            ("1e5", Some(100_000)),
            ("1.5e1", Some(15)),
            ("1500e-2", Some(15)),
            ("18446744073709551615", Some(i128::from(u64::MAX))),
            ("-9223372036854775808", Some(i128::from(i64::MIN))),
            ("9223372036854775807.0", Some(i128::from(i64::MAX))),
            ("1.5", None),
            ("15e-2", None),
            ("1e400", None),
            ("1e99999999999999999999", None),
        ] {
            assert_eq!(integer(text), value, "{text}");
        }
    }

    #[test]
    fn floats_are_written_in_digits_that_read_back() {
        for value in [
            0.0,
            -0.0,
            1.0,
            0.1,
            1e16,
            1e17,
            1.5e300,
            5e-324,
            f64::MAX,
            1e-5,
            9.9e-6,
        ] {
            let mut out = Vec::new();
            write_f64(value, &mut out);
            let text = String::from_utf8(out).expect("digits");
            assert_eq!(number_len(text.as_bytes()), Some(text.len()), "{text}");
            assert!(text.len() < 25, "{text}");
            let back: f64 = text.parse().expect("a number");
            assert_eq!(back.to_bits(), value.to_bits(), "{text}");
        }
        let mut out = Vec::new();
        write_f32(0.1, &mut out);
        assert_eq!(out, b"0.1");
    }

    #[test]
    fn integers_are_written_at_their_limits() {
        for (value, negative, text) in [
            (0, false, "0"),
            (9, true, "-9"),
            (10, false, "10"),
            (100, false, "100"),
            (12_345, false, "12345"),
            (u64::MAX, false, "18446744073709551615"),
            (1 << 63, true, "-9223372036854775808"),
        ] {
            let mut out = Vec::new();
            write_integer(value, negative, &mut out);
            assert_eq!(out, text.as_bytes());
        }
    }
}
