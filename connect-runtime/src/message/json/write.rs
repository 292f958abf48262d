//! The JSON writer: bytes at the end of a buffer.
//!
//! It never fails on the way. The first thing without a JSON form is remembered and told at the end, so
//! that the code of a message is a plain list of its fields.

use bytes::Bytes;

use super::{JsonOptions, Name, number, scan};
use crate::message::{
    decode::{MAX_DEPTH, Reader},
    error::{DecodeError, EncodeError},
};

/// What messages write themselves into.
#[derive(Debug)]
pub struct JsonWriter {
    out: Vec<u8>,
    options: JsonOptions,
    error: Option<EncodeError>,
    /// How many messages may still stand in each other, those in `Any`s included.
    depth: u32,
    /// Memory that the elements of the outermost `Any` and of all in it may still take; `None` outside.
    budget: Option<usize>,
}

impl JsonWriter {
    /// A writer that appends to `out`.
    pub(crate) fn new(out: Vec<u8>, options: JsonOptions) -> Self {
        JsonWriter {
            out,
            options,
            error: None,
            depth: MAX_DEPTH,
            budget: None,
        }
    }

    /// The buffer with the whole text.
    pub(crate) fn finish(self) -> Result<Vec<u8>, EncodeError> {
        let (text, written) = self.into_parts();
        written.map(|()| text)
    }

    /// The buffer, and whether all of it could be written.
    pub(crate) fn into_parts(self) -> (Vec<u8>, Result<(), EncodeError>) {
        (self.out, self.error.map_or(Ok(()), Err))
    }

    pub(crate) fn options(&self) -> &JsonOptions {
        &self.options
    }

    /// Remembers what has no JSON form; the first one is told.
    #[cold]
    pub(crate) fn fail(&mut self, error: EncodeError) {
        self.error.get_or_insert(error);
    }

    /// Steps into a message inside another; `false` if they stand too deep, which fails the whole.
    pub(crate) fn deepen(&mut self) -> bool {
        match self.depth.checked_sub(1) {
            Some(depth) => self.depth = depth,
            None => self.fail(EncodeError::new("messages stand too deep in each other")),
        }
        self.error.is_none()
    }

    /// Steps back out.
    pub(crate) fn rise(&mut self) {
        self.depth += 1;
    }

    /// Decodes the message of an `Any` with `read`, within what is left of depth and memory, and writes it
    /// with `write`.
    pub(crate) fn decoded<M>(
        &mut self,
        bytes: &Bytes,
        read: impl FnOnce(&mut Reader<'_>) -> Result<M, DecodeError>,
        write: impl FnOnce(&M, &mut Self),
    ) -> Result<(), DecodeError> {
        let outer = self.budget;
        let mut reader = Reader::new(bytes, Some(bytes)).within(self.depth, outer);
        let message = read(&mut reader)?;
        self.budget = Some(reader.budget());
        write(&message, self);
        if outer.is_none() {
            self.budget = None;
        }
        Ok(())
    }

    /// Begins an object or array.
    pub(crate) fn open(&mut self, bracket: u8) {
        self.out.push(bracket);
    }

    /// Ends an object or array.
    pub(crate) fn close(&mut self, bracket: u8) {
        self.out.push(bracket);
    }

    /// What stands between elements; nothing before the first, which is right behind a bracket.
    #[inline]
    pub(crate) fn comma(&mut self) {
        if !matches!(self.out.last(), Some(b'{' | b'[')) {
            self.out.push(b',');
        }
    }

    /// A field's name, ready for the value.
    #[inline]
    pub(crate) fn name(&mut self, name: &Name) {
        self.comma();
        self.out
            .extend_from_slice(name.written(&self.options).as_bytes());
    }

    /// Any name, ready for the value.
    pub(crate) fn key(&mut self, name: &str) {
        self.comma();
        self.string(name);
        self.out.push(b':');
    }

    /// Text that is JSON already.
    #[inline]
    pub(crate) fn raw(&mut self, json: &str) {
        self.out.extend_from_slice(json.as_bytes());
    }

    /// The buffer itself, for values that format themselves.
    pub(crate) fn out(&mut self) -> &mut Vec<u8> {
        &mut self.out
    }

    pub(crate) fn bool(&mut self, value: bool) {
        self.raw(if value { "true" } else { "false" });
    }

    pub(crate) fn integer(&mut self, value: i64) {
        number::write_integer(value.unsigned_abs(), value < 0, &mut self.out);
    }

    pub(crate) fn unsigned(&mut self, value: u64) {
        number::write_integer(value, false, &mut self.out);
    }

    /// A string in quotes.
    pub(crate) fn string(&mut self, text: &str) {
        self.out.reserve(text.len() + 2);
        self.out.push(b'"');
        let mut rest = text.as_bytes();
        loop {
            let (plain, special) = rest.split_at(scan::plain_len(rest));
            self.out.extend_from_slice(plain);
            match special {
                [] => break,
                [byte, behind @ ..] => {
                    self.escape(*byte);
                    rest = behind;
                }
            }
        }
        self.out.push(b'"');
    }

    #[cold]
    fn escape(&mut self, byte: u8) {
        let short = match byte {
            b'"' | b'\\' => byte,
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            0x08 => b'b',
            0x0c => b'f',
            _ => {
                let hex = |nibble: u8| b"0123456789abcdef"[usize::from(nibble)];
                let escaped = [b'\\', b'u', b'0', b'0', hex(byte >> 4), hex(byte & 15)];
                self.out.extend_from_slice(&escaped);
                return;
            }
        };
        self.out.extend_from_slice(&[b'\\', short]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped_where_json_asks_for_it() {
        for (text, json) in [
            ("", r#""""#),
            (
                "plain, ünïcode and 'quotes'",
                r#""plain, ünïcode and 'quotes'""#,
            ),
            ("a\"b\\c", r#""a\"b\\c""#),
            ("\n\r\t\u{8}\u{c}", r#""\n\r\t\b\f""#),
            ("\0\u{1f}\u{7f}", "\"\\u0000\\u001f\u{7f}\""),
        ] {
            let mut writer = JsonWriter::new(Vec::new(), JsonOptions::new());
            writer.string(text);
            assert_eq!(writer.finish().expect("no error"), json.as_bytes());
        }
    }
}
