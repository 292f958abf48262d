//! Envelopes, base64, and messages of the service in both codecs, written by hand.

use serde_json::Value;

/// An envelope with these flags.
pub(crate) fn envelope(flags: u8, data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).expect("short").to_be_bytes();
    [&[flags], &length[..], data].concat()
}

/// Takes a body apart: flags and data.
pub(crate) fn envelopes(name: &str, mut body: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut out = Vec::new();
    while let [flags, a, b, c, d, rest @ ..] = body {
        let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
        assert!(rest.len() >= length, "{name}: a broken envelope: {body:?}");
        out.push((*flags, rest[..length].to_vec()));
        body = &rest[length..];
    }
    assert!(body.is_empty(), "{name}: a broken prefix: {body:?}");
    out
}

/// The base-128 number of protobuf.
pub(crate) fn varint(mut number: u64) -> Vec<u8> {
    let mut out = Vec::new();
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
    out
}

/// A field of protobuf with a length in front.
pub(crate) fn field(number: u8, data: &[u8]) -> Vec<u8> {
    [&[number << 3 | 2], &varint(data.len() as u64)[..], data].concat()
}

/// The fields of a message that has numbers and fields with a length: the field's number, and its value.
pub(crate) fn fields(name: &str, mut message: &[u8]) -> Vec<(u8, Field)> {
    let mut out = Vec::new();
    while let [key, rest @ ..] = message {
        let (value, rest) = take_varint(name, rest);
        message = rest;
        let value = match key & 7 {
            0 => Field::Number(value),
            2 => {
                let (data, rest) = rest.split_at(value as usize);
                message = rest;
                Field::Data(data.to_vec())
            }
            other => panic!("{name}: wire type {other}"),
        };
        out.push((key >> 3, value));
    }
    out
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Number(u64),
    Data(Vec<u8>),
}

fn take_varint<'a>(name: &str, bytes: &'a [u8]) -> (u64, &'a [u8]) {
    let end = bytes.iter().position(|byte| *byte < 0x80);
    let (digits, rest) = bytes.split_at(1 + end.unwrap_or_else(|| panic!("{name}: no varint")));
    let number = digits
        .iter()
        .rev()
        .fold(0, |number, digit| number << 7 | u64::from(digit & 0x7F));
    (number, rest)
}

/// An `Ask` with a text.
pub(crate) fn ask(codec: &str, text: &str) -> Vec<u8> {
    match codec {
        "proto" => field(1, text.as_bytes()),
        _ => format!("{{\"text\":{}}}", Value::from(text)).into_bytes(),
    }
}

/// The `Answer` to an `Ask` with a text, which was the last of `asked`. What is empty is left out.
pub(crate) fn answer(codec: &str, text: &str, asked: u8) -> Vec<u8> {
    let some = |present, value: Vec<u8>| if present { value } else { Vec::new() };
    if codec == "proto" {
        let text = some(!text.is_empty(), ask(codec, text));
        return [text, some(asked > 0, vec![3 << 3, asked])].concat();
    }
    let text = some(
        !text.is_empty(),
        format!("\"text\":{}", Value::from(text)).into_bytes(),
    );
    let asked = some(asked > 0, format!("\"asked\":{asked}").into_bytes());
    let comma = some(!text.is_empty() && !asked.is_empty(), b",".to_vec());
    [b"{".to_vec(), text, comma, asked, b"}".to_vec()].concat()
}

/// Which digits base64 has for 62 and 63, and whether it fills its last group of four.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Base64 {
    pub(crate) url_safe: bool,
    pub(crate) padded: bool,
}

/// Base64 as bodies have it: the standard alphabet, padded.
pub(crate) fn base64(data: &[u8]) -> Vec<u8> {
    let how = Base64 {
        url_safe: false,
        padded: true,
    };
    how.encode(data).into()
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

impl Base64 {
    pub(crate) fn encode(self, data: &[u8]) -> String {
        let digits = if self.url_safe { URL_SAFE } else { DIGITS };
        let mut out = String::new();
        for three in data.chunks(3) {
            let byte = |index| three.get(index).copied().unwrap_or(0);
            let number = u32::from_be_bytes([0, byte(0), byte(1), byte(2)]);
            for index in 0..=three.len() {
                out.push(digits[(number >> (18 - 6 * index) & 63) as usize] as char);
            }
            if self.padded {
                out.extend(std::iter::repeat_n('=', 3 - three.len()));
            }
        }
        out
    }
}

/// Reads base64 of the standard alphabet: groups of four, any of which may be filled up with padding.
pub(crate) fn unbase64(name: &str, text: &[u8]) -> Vec<u8> {
    let shown = text.escape_ascii();
    assert!(text.len().is_multiple_of(4), "{name}: no base64: {shown}");
    let mut out = Vec::new();
    for group in text.chunks(4) {
        let padding = group.iter().rev().take_while(|char| **char == b'=').count();
        let value = |char: &u8| DIGITS.iter().position(|digit| digit == char);
        let number = group[..4 - padding].iter().fold(0, |number, char| {
            let digit = value(char).unwrap_or_else(|| panic!("{name}: no base64: {shown}"));
            number << 6 | digit as u32
        });
        let bytes = (number << (6 * padding)).to_be_bytes();
        assert!(padding < 3, "{name}: no base64: {shown}");
        out.extend_from_slice(&bytes[1..4 - padding]);
    }
    out
}
