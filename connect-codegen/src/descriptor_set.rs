//! Serialized descriptors, cut and joined field by field so that everything nobody here knows stays in.
//!
//! The parser reads neither editions nor a file that has one. So a file says `proto2` or `proto3` while it
//! is linked and gets its edition back when it is passed on.

use std::collections::HashMap;

use crate::editions::Edition;

// Fields of `FileDescriptorProto`.
const NAME: u64 = 1;
const DEPENDENCY: u64 = 3;
const MESSAGE_TYPE: u64 = 4;
const ENUM_TYPE: u64 = 5;
const SOURCE_CODE_INFO: u64 = 9;
const SYNTAX: u64 = 12;
const EDITION: u64 = 14;

// Fields of `DescriptorProto`, `EnumDescriptorProto` and `EnumValueDescriptorProto`.
const NESTED_TYPE: u64 = 3;
const NESTED_ENUM: u64 = 4;
const ENUM_VALUE: u64 = 2;
const VALUE_NUMBER: u64 = 2;

/// Appends a serialized `FileDescriptorProto` to a `FileDescriptorSet`, without its positions and comments,
/// with no more than its first `imports` imports, and as one of its edition if it has one.
pub(crate) fn push(set: &mut Vec<u8>, file: &[u8], imports: usize, edition: Option<Edition>) {
    let mut kept = Vec::with_capacity(file.len());
    let mut imported = 0;
    for field in fields(file) {
        imported += usize::from(field.number == DEPENDENCY);
        let dropped = match field.number {
            SOURCE_CODE_INFO => true,
            DEPENDENCY => imported > imports,
            SYNTAX | EDITION => edition.is_some(),
            _ => false,
        };
        if !dropped {
            kept.extend_from_slice(field.whole);
        }
    }
    if let Some(Edition(number)) = edition {
        write_bytes(&mut kept, SYNTAX, b"editions");
        write_varint(&mut kept, EDITION << 3);
        write_varint(&mut kept, u64::from(number.unsigned_abs()));
    }
    write_bytes(set, 1, &kept);
}

/// Makes the edition files of a `FileDescriptorSet` such that the parser takes them, and tells which they
/// were.
pub(crate) fn lower(set: &[u8]) -> (Vec<u8>, HashMap<String, Edition>) {
    let mut lowered = Vec::with_capacity(set.len());
    let mut editions = HashMap::new();
    let mut read = 0;
    for file in fields(set) {
        read += file.whole.len();
        let is_edition = |field: &Field<'_>| field.number == SYNTAX && field.bytes() == b"editions";
        if file.number != 1 || !fields(file.bytes()).any(|field| is_edition(&field)) {
            lowered.extend_from_slice(file.whole);
            continue;
        }
        let mut name = String::new();
        let mut edition = Edition(0);
        let mut kept = Vec::new();
        for field in fields(file.bytes()) {
            match field.number {
                NAME => name = String::from_utf8_lossy(field.bytes()).into_owned(),
                EDITION => {
                    edition = Edition(
                        field
                            .varint()
                            .and_then(|value| i32::try_from(value).ok())
                            .unwrap_or(0),
                    )
                }
                _ => {}
            }
            if !matches!(field.number, SYNTAX | EDITION) {
                kept.extend_from_slice(field.whole);
            }
        }
        let proto2 = has_enum_from_nonzero(file.bytes(), MESSAGE_TYPE, ENUM_TYPE);
        write_bytes(
            &mut kept,
            SYNTAX,
            if proto2 { b"proto2" } else { b"proto3" },
        );
        write_bytes(&mut lowered, 1, &kept);
        editions.insert(name, edition);
    }
    // What is no field makes the whole invalid, and must go on doing so.
    lowered.extend_from_slice(&set[read..]);
    (lowered, editions)
}

/// The serialized files of a `FileDescriptorSet`.
pub(crate) fn files(set: &[u8]) -> impl Iterator<Item = &[u8]> {
    let files = fields(set).filter(|field| field.number == 1);
    files.map(|file| &file.whole[file.value..])
}

/// A serialized file with more imports.
pub(crate) fn with_imports(file: &[u8], imports: &[String]) -> Vec<u8> {
    let mut more = file.to_vec();
    for import in imports {
        write_bytes(&mut more, DEPENDENCY, import.as_bytes());
    }
    more
}

/// Whether a file or message has an enum whose first value is not 0, which proto3 does not take.
fn has_enum_from_nonzero(holder: &[u8], messages: u64, enums: u64) -> bool {
    fields(holder).any(|field| {
        if field.number == messages {
            return has_enum_from_nonzero(field.bytes(), NESTED_TYPE, NESTED_ENUM);
        }
        let first = fields(field.bytes()).find(|inner| inner.number == ENUM_VALUE);
        let number = first
            .and_then(|value| fields(value.bytes()).find(|inner| inner.number == VALUE_NUMBER));
        field.number == enums && number.and_then(|number| number.varint()).unwrap_or(0) != 0
    })
}

/// One field of a serialized message.
#[derive(Clone, Copy)]
struct Field<'a> {
    number: u64,
    /// Its tag and its value.
    whole: &'a [u8],
    /// Where in `whole` the value starts, behind the length of one that has a length.
    value: usize,
}

impl<'a> Field<'a> {
    fn bytes(&self) -> &'a [u8] {
        &self.whole[self.value..]
    }

    fn varint(&self) -> Option<u64> {
        read_varint(self.bytes()).map(|(value, _)| value)
    }
}

/// The fields of a message, up to the first thing that is none.
fn fields(message: &[u8]) -> impl Iterator<Item = Field<'_>> {
    let mut rest = message;
    std::iter::from_fn(move || {
        let (field, after) = split_field(rest)?;
        rest = after;
        Some(field)
    })
}

fn split_field(bytes: &[u8]) -> Option<(Field<'_>, &[u8])> {
    let (tag, tag_length) = read_varint(bytes)?;
    let rest = &bytes[tag_length..];
    let (prefix, length) = match tag & 7 {
        0 => (0, read_varint(rest)?.1),
        1 => (0, 8),
        2 => {
            let (length, prefix) = read_varint(rest)?;
            (prefix, usize::try_from(length).ok()?)
        }
        5 => (0, 4),
        _ => return None,
    };
    let value = tag_length + prefix;
    let (whole, after) = bytes.split_at_checked(value.checked_add(length)?)?;
    let number = tag >> 3;
    Some((
        Field {
            number,
            whole,
            value,
        },
        after,
    ))
}

fn read_varint(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut value = 0;
    for (at, byte) in bytes.iter().take(10).enumerate() {
        value |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((value, at + 1));
        }
    }
    None
}

fn write_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn write_bytes(out: &mut Vec<u8>, number: u64, bytes: &[u8]) {
    write_varint(out, number << 3 | 2);
    write_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `name: "a"`, `source_code_info {}`, an unknown field, `syntax: "proto3"`.
    fn file(syntax: &[u8]) -> Vec<u8> {
        let mut file = vec![0x0a, 1, b'a', 0x4a, 2, 0x0a, 0, 0xa0, 0x06, 1];
        write_bytes(&mut file, SYNTAX, syntax);
        file
    }

    #[test]
    fn positions_are_cut_out_and_everything_else_kept() {
        let mut set = Vec::new();
        push(&mut set, &file(b"proto3"), usize::MAX, None);
        let whole = file(b"proto3");
        let expected = [&whole[..3], &whole[7..]].concat();
        assert_eq!(set[2..], expected);
    }

    #[test]
    fn an_edition_is_lowered_and_comes_back() {
        let mut set = Vec::new();
        push(&mut set, &file(b"proto3"), usize::MAX, Some(Edition(1000)));
        let (lowered, editions) = lower(&set);
        assert_eq!(editions.get("a"), Some(&Edition(1000)));
        let holds =
            |bytes: &[u8], text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
        assert!(holds(&set, b"editions") && !holds(&set, b"proto3"));
        assert!(holds(&lowered, b"proto3") && !holds(&lowered, b"editions"));
    }

    #[test]
    fn broken_bytes_stay_broken() {
        let mut set = Vec::new();
        push(&mut set, &file(b"editions"), usize::MAX, None);
        for cut in 0..set.len() {
            let _ = lower(&set[..cut]);
        }
        assert_eq!(lower(&[0xff; 9]).0, [0xff; 9]);
    }
}
