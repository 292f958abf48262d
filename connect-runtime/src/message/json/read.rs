//! The JSON reader: a cursor over text that is UTF-8 already.
//!
//! Errors say what is wrong, never what stood there; the position is added once, at the top.

use std::borrow::Cow;

use super::{JsonOptions, number, scan};
use crate::message::{
    decode::{MAX_DEPTH, budget},
    error::DecodeError,
};

/// What messages read themselves from.
#[derive(Debug)]
pub struct JsonReader<'a> {
    text: &'a str,
    /// The next byte, always on the boundary of a character.
    at: usize,
    depth: u32,
    budget: usize,
    options: JsonOptions,
}

/// What reads the value behind a member's name. Not a type parameter, so that there is one loop over
/// members for all of them.
pub(crate) type Member<'f, 'a> =
    dyn FnMut(&mut JsonReader<'a>, Cow<'a, str>) -> Result<(), DecodeError> + 'f;

impl<'a> JsonReader<'a> {
    pub(crate) fn new(text: &'a str, options: JsonOptions) -> Self {
        JsonReader {
            text,
            at: 0,
            depth: MAX_DEPTH,
            budget: budget(text.len()),
            options,
        }
    }

    pub(crate) fn options(&self) -> &JsonOptions {
        &self.options
    }

    /// Where the cursor is, in bytes.
    pub(crate) fn offset(&self) -> usize {
        self.at
    }

    /// Goes back (or forth) to a place that `offset` told.
    pub(crate) fn seek(&mut self, offset: usize) {
        self.at = offset;
    }

    /// Nothing may follow.
    pub(crate) fn end(&mut self) -> Result<(), DecodeError> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(syntax("text after the end of the JSON value")),
        }
    }

    /// The next byte behind white space.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        loop {
            match self.text.as_bytes().get(self.at) {
                Some(b' ' | b'\n' | b'\t' | b'\r') => self.at += 1,
                next => return next.copied(),
            }
        }
    }

    /// Takes one byte if it is next.
    #[inline]
    pub(crate) fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn word(&mut self, word: &str) -> bool {
        let found = self.peek().is_some() && self.text[self.at..].starts_with(word);
        self.at += if found { word.len() } else { 0 };
        found
    }

    /// Takes a `null` if it is next.
    #[inline]
    pub(crate) fn null(&mut self) -> bool {
        self.peek() == Some(b'n') && self.word("null")
    }

    pub(crate) fn bool(&mut self) -> Result<bool, DecodeError> {
        match self.peek() {
            Some(b't') if self.word("true") => Ok(true),
            Some(b'f') if self.word("false") => Ok(false),
            _ => Err(syntax("expected true or false")),
        }
    }

    /// A number as it is written.
    pub(crate) fn number(&mut self) -> Result<&'a str, DecodeError> {
        self.peek();
        let rest = &self.text[self.at..];
        let Some(len) = number::number_len(rest.as_bytes()) else {
            return Err(syntax("expected a number"));
        };
        self.at += len;
        Ok(&rest[..len])
    }

    /// A string without its quotes and escapes.
    #[inline]
    pub(crate) fn string(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        if !self.take(b'"') {
            return Err(syntax("expected a string"));
        }
        let rest = &self.text[self.at..];
        let plain = scan::plain_len(rest.as_bytes());
        self.at += plain;
        if rest.as_bytes().get(plain) == Some(&b'"') {
            self.at += 1;
            return Ok(Cow::Borrowed(&rest[..plain]));
        }
        self.escaped(&rest[..plain]).map(Cow::Owned)
    }

    /// The rest of a string that needs unescaping, behind `plain`.
    #[cold]
    fn escaped(&mut self, plain: &str) -> Result<String, DecodeError> {
        let mut text = String::from(plain);
        loop {
            match self.text.as_bytes().get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => {
                    self.at += 1;
                    text.push(self.escape()?);
                }
                Some(_) => return Err(syntax("control character in a string")),
                None => return Err(syntax("string without its end")),
            }
            let rest = &self.text[self.at..];
            let plain = scan::plain_len(rest.as_bytes());
            text.push_str(&rest[..plain]);
            self.at += plain;
        }
    }

    /// The character that an escape stands for, from behind its backslash.
    fn escape(&mut self) -> Result<char, DecodeError> {
        let byte = self.text.as_bytes().get(self.at).copied();
        let char = match byte {
            Some(char @ (b'"' | b'\\' | b'/')) => char::from(char),
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'u') => {
                self.at += 1;
                return self.unicode_escape();
            }
            _ => return Err(syntax("invalid escape in a string")),
        };
        self.at += 1;
        Ok(char)
    }

    fn unicode_escape(&mut self) -> Result<char, DecodeError> {
        let first = self.hex4()?;
        let code = match first {
            0xd800..=0xdbff if self.text[self.at..].starts_with("\\u") => {
                self.at += 2;
                match self.hex4()? {
                    low @ 0xdc00..=0xdfff => 0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00),
                    _ => return Err(lone_surrogate()),
                }
            }
            code => code,
        };
        char::from_u32(code).ok_or_else(lone_surrogate)
    }

    fn hex4(&mut self) -> Result<u32, DecodeError> {
        let digits = self.text.as_bytes()[self.at..].first_chunk::<4>();
        let code = digits.and_then(|digits| {
            digits.iter().try_fold(0, |code, digit| {
                char::from(*digit)
                    .to_digit(16)
                    .map(|value| code << 4 | value)
            })
        });
        self.at += if code.is_some() { 4 } else { 0 };
        code.ok_or_else(|| syntax("invalid escape in a string"))
    }

    /// Reads an object; `member` is called behind each name and colon, and reads the value.
    pub(crate) fn object(&mut self, member: &mut Member<'_, 'a>) -> Result<(), DecodeError> {
        let mut more = self.begin_object()?;
        while more {
            let name = self.name()?;
            member(self, name)?;
            more = self.more(b'}')?;
        }
        Ok(())
    }

    /// Steps into an object; whether it has members.
    pub(crate) fn begin_object(&mut self) -> Result<bool, DecodeError> {
        match self.take(b'{') {
            true => Ok(!self.take(b'}')),
            false => Err(syntax("expected an object")),
        }
    }

    /// Takes the name of a member with its colon.
    pub(crate) fn name(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        let name = self.string()?;
        match self.take(b':') {
            true => Ok(name),
            false => Err(syntax("expected a colon")),
        }
    }

    /// Takes a name with its quotes and colon if exactly that is next. Most names of most objects can
    /// be told by this one comparison.
    #[inline]
    pub(crate) fn take_name(&mut self, written: &str) -> bool {
        self.peek();
        let rest = &self.text.as_bytes()[self.at..];
        let found = rest.starts_with(written.as_bytes());
        self.at += if found { written.len() } else { 0 };
        found
    }

    /// Steps over what follows an element: `false` behind the last.
    #[inline]
    pub(crate) fn more(&mut self, close: u8) -> Result<bool, DecodeError> {
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                Ok(true)
            }
            Some(byte) if byte == close => {
                self.at += 1;
                Ok(false)
            }
            _ => Err(syntax("expected a comma")),
        }
    }

    /// Reads an array; `element` is called at each element, and reads it.
    pub(crate) fn array(
        &mut self,
        element: &mut dyn FnMut(&mut Self) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        let mut more = self.begin_array()?;
        while more {
            element(self)?;
            more = self.more(b']')?;
        }
        Ok(())
    }

    /// Steps to the next element of an array, which takes this much memory; `false` behind the last. `begun`
    /// is `false` before the array.
    pub(crate) fn next_element(
        &mut self,
        begun: &mut bool,
        size: usize,
    ) -> Result<bool, DecodeError> {
        let more = match std::mem::replace(begun, true) {
            false => self.begin_array()?,
            true => self.more(b']')?,
        };
        if more {
            self.charge(size)?;
        }
        Ok(more)
    }

    /// As [`JsonReader::next_element`], for the members of an object.
    pub(crate) fn next_member(
        &mut self,
        begun: &mut bool,
        size: usize,
    ) -> Result<bool, DecodeError> {
        let more = match std::mem::replace(begun, true) {
            false => self.begin_object()?,
            true => self.more(b'}')?,
        };
        if more {
            self.charge(size)?;
        }
        Ok(more)
    }

    /// Steps into an array; whether it has elements.
    pub(crate) fn begin_array(&mut self) -> Result<bool, DecodeError> {
        match self.take(b'[') {
            true => Ok(!self.take(b']')),
            false => Err(syntax("expected an array")),
        }
    }

    /// Runs `f` one level deeper.
    #[inline]
    pub(crate) fn nested<R>(
        &mut self,
        f: impl FnOnce(&mut Self) -> Result<R, DecodeError>,
    ) -> Result<R, DecodeError> {
        self.deepen()?;
        let result = f(self)?;
        self.rise();
        Ok(result)
    }

    /// Steps one level deeper.
    pub(crate) fn deepen(&mut self) -> Result<(), DecodeError> {
        self.depth = self
            .depth
            .checked_sub(1)
            .ok_or_else(|| DecodeError::new("values stand too deep in each other"))?;
        Ok(())
    }

    /// Steps back out.
    pub(crate) fn rise(&mut self) {
        self.depth += 1;
    }

    /// Passes over a whole value.
    pub(crate) fn skip(&mut self) -> Result<(), DecodeError> {
        match self.peek() {
            Some(b'{') => self.nested(|reader| reader.object(&mut |reader, _| reader.skip())),
            Some(b'[') => self.nested(|reader| reader.array(&mut Self::skip)),
            Some(b'"') => self.string().map(drop),
            Some(b't' | b'f') => self.bool().map(drop),
            Some(b'n') if self.null() => Ok(()),
            Some(b'-' | b'0'..=b'9') => self.number().map(drop),
            _ => Err(syntax("expected a JSON value")),
        }
    }

    /// Takes the memory of an element of this size off the budget.
    #[inline]
    pub(crate) fn charge(&mut self, size: usize) -> Result<(), DecodeError> {
        self.budget = self
            .budget
            .checked_sub(size)
            .ok_or_else(DecodeError::limit)?;
        Ok(())
    }
}

#[cold]
pub(crate) fn syntax(text: &'static str) -> DecodeError {
    DecodeError::new(text)
}

#[cold]
fn lone_surrogate() -> DecodeError {
    DecodeError::new("lone surrogate in a string")
}
