//! Binary decoding from one contiguous slice.
//!
//! [`Reader`] always stands inside one message: `buf` is what is left of it. Nested messages narrow `buf`
//! and widen it again. The end of a group is made to look like the end of a slice, so that the loop of
//! a message need not know in which of the two it stands.

use bytes::Bytes;

use super::{BinaryCodec, error::DecodeError, shared_str::SharedStr, unknown::UnknownFields, wire};

/// How deep messages may stand in each other, on every path: known, skipped, and in JSON.
pub(crate) const MAX_DEPTH: u32 = 100;

/// Memory for elements that any message may use, in bytes.
const MIN_BUDGET: usize = 32 << 20;

/// Larger inputs may use this many bytes of elements for each byte of input.
const BUDGET_PER_BYTE: usize = 8;

/// What an input of this length may make of elements: a message of a few bytes can stand for one of
/// hundreds in memory, so that an input within its size limit could still take many times that.
pub(crate) fn budget(input_len: usize) -> usize {
    MIN_BUDGET.max(input_len.saturating_mul(BUDGET_PER_BYTE))
}

/// A cursor over a message in binary.
#[derive(Debug)]
pub struct Reader<'a> {
    /// What is left of the current message, and of all around it while in a group.
    buf: &'a [u8],
    /// The key that ends the current group; 0 outside of one.
    group: u32,
    /// What follows the group that was just read to its end.
    after_group: &'a [u8],
    depth: u32,
    budget: usize,
    /// The buffer that `buf` is part of, if `bytes` fields may share it.
    owner: Option<&'a Bytes>,
}

/// What is to be restored after a nested message.
pub(crate) struct Outer<'a> {
    rest: &'a [u8],
    group: u32,
}

impl<'a> Reader<'a> {
    /// A reader of one whole message. With an `owner`, which holds `buf`, `bytes` fields share its memory.
    pub(crate) fn new(buf: &'a [u8], owner: Option<&'a Bytes>) -> Self {
        Reader {
            buf,
            group: 0,
            after_group: &[],
            depth: MAX_DEPTH,
            budget: budget(buf.len()),
            owner,
        }
    }

    /// The reader of a message that stands in others: with what those have left of depth and memory.
    pub(crate) fn within(mut self, depth: u32, budget: Option<usize>) -> Self {
        self.depth = depth;
        self.budget = budget.unwrap_or(self.budget);
        self
    }

    /// The memory that elements may still take.
    pub(crate) fn budget(&self) -> usize {
        self.budget
    }

    /// The next field's key; 0 at the end of the message.
    #[inline]
    pub fn key(&mut self) -> Result<u32, DecodeError> {
        match *self.buf {
            // A key of one byte with a number above 0: what nearly every field has.
            [byte @ 8..=0x7f, ref rest @ ..] => {
                self.buf = rest;
                Ok(u32::from(byte))
            }
            [low @ 0x80..=0xff, high @ 1..=0x7f, ref rest @ ..] => {
                self.buf = rest;
                Ok(u32::from(low & 0x7f) | u32::from(high) << 7)
            }
            [] if self.group == 0 => Ok(0),
            _ => self.rare_key(),
        }
    }

    #[cold]
    fn rare_key(&mut self) -> Result<u32, DecodeError> {
        if self.buf.is_empty() {
            return Err(DecodeError::new("group without its end"));
        }
        match u32::try_from(self.varint()?) {
            Ok(key) if key >= 8 => Ok(key),
            _ => Err(DecodeError::new("invalid field number")),
        }
    }

    #[inline]
    pub(crate) fn varint(&mut self) -> Result<u64, DecodeError> {
        match self.buf {
            [byte, rest @ ..] if *byte < 0x80 => {
                self.buf = rest;
                Ok(u64::from(*byte))
            }
            _ => self.long_varint(),
        }
    }

    #[inline(never)]
    fn long_varint(&mut self) -> Result<u64, DecodeError> {
        let mut value = 0;
        for (index, byte) in self.buf.iter().take(10).enumerate() {
            value |= u64::from(byte & 0x7f) << (7 * index);
            if *byte < 0x80 {
                if index == 9 && *byte > 1 {
                    break;
                }
                self.buf = &self.buf[index + 1..];
                return Ok(value);
            }
        }
        Err(match self.buf.len() < 10 {
            true => truncated(),
            false => DecodeError::new("invalid varint"),
        })
    }

    /// The next `N` bytes.
    #[inline]
    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let (array, rest) = self.buf.split_first_chunk().ok_or_else(truncated)?;
        self.buf = rest;
        Ok(*array)
    }

    /// A length, then that many bytes.
    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], DecodeError> {
        let len = self.varint()?;
        // Compared before it is narrowed: a length is only ever trusted if that much is here.
        if len > self.buf.len() as u64 {
            return Err(truncated());
        }
        let (bytes, rest) = self.buf.split_at(len as usize);
        self.buf = rest;
        Ok(bytes)
    }

    /// A length, then that much UTF-8.
    pub(crate) fn str(&mut self) -> Result<&'a str, DecodeError> {
        std::str::from_utf8(self.bytes()?).map_err(|_| invalid_utf8())
    }

    /// A length, then that many bytes, in the memory of the input where it may be shared.
    #[inline]
    pub(crate) fn shared_bytes(&mut self) -> Result<Bytes, DecodeError> {
        let bytes = self.bytes()?;
        Ok(match self.owner {
            Some(owner) => {
                // `Bytes::slice_ref` does the same and checks twice.
                let start = bytes.as_ptr().addr() - owner.as_ptr().addr();
                owner.slice(start..start + bytes.len())
            }
            None => Bytes::copy_from_slice(bytes),
        })
    }

    /// A length, then that much UTF-8, in the memory of the input where it may be shared.
    #[inline]
    pub(crate) fn shared_str(&mut self) -> Result<SharedStr, DecodeError> {
        SharedStr::try_from(self.shared_bytes()?).map_err(|_| invalid_utf8())
    }

    /// Takes the memory of `count` elements of this size off the budget.
    #[inline]
    pub(crate) fn charge(&mut self, count: usize, size: usize) -> Result<(), DecodeError> {
        match self.budget.checked_sub(count.saturating_mul(size)) {
            Some(left) => {
                self.budget = left;
                Ok(())
            }
            None => Err(DecodeError::limit()),
        }
    }

    /// Reads a nested message with a length in front.
    #[inline]
    pub(crate) fn message<M: BinaryCodec>(&mut self, message: &mut M) -> Result<(), DecodeError> {
        let outer = self.enter()?;
        message.read(self)?;
        self.leave(outer);
        Ok(())
    }

    /// Reads a group, whose starting key was `key`.
    pub(crate) fn group<M: BinaryCodec>(
        &mut self,
        key: u32,
        message: &mut M,
    ) -> Result<(), DecodeError> {
        let group = self.enter_group(key)?;
        message.read(self)?;
        self.leave_group(group);
        Ok(())
    }

    /// [`Reader::key`] for loops that stand in the code of many types.
    #[inline(never)]
    pub(crate) fn next_key(&mut self) -> Result<u32, DecodeError> {
        self.key()
    }

    /// Reads the entry of a map and leaves the reader before it: `field` sees each key, and must consume
    /// what belongs to it.
    pub(crate) fn peek_entry(
        &mut self,
        field: &mut dyn FnMut(&mut Self, u32) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        let start = self.buf;
        let outer = self.enter()?;
        loop {
            match self.key()? {
                0 => break,
                key => field(self, key)?,
            }
        }
        self.leave(outer);
        self.buf = start;
        Ok(())
    }

    /// Steps into the entry of a map, which takes this much memory.
    pub(crate) fn enter_entry(&mut self, size: usize) -> Result<Outer<'a>, DecodeError> {
        self.charge(1, size)?;
        self.enter()
    }

    /// Steps into a message with a length in front.
    pub(crate) fn enter(&mut self) -> Result<Outer<'a>, DecodeError> {
        let inner = self.bytes()?;
        self.deepen()?;
        let outer = Outer {
            rest: self.buf,
            group: self.group,
        };
        self.buf = inner;
        self.group = 0;
        Ok(outer)
    }

    /// Steps out again, behind the message.
    #[inline]
    pub(crate) fn leave(&mut self, outer: Outer<'a>) {
        self.buf = outer.rest;
        self.group = outer.group;
        self.depth += 1;
    }

    fn enter_group(&mut self, key: u32) -> Result<u32, DecodeError> {
        self.deepen()?;
        Ok(std::mem::replace(&mut self.group, end_of(key)))
    }

    fn leave_group(&mut self, outer: u32) {
        self.buf = self.after_group;
        self.group = outer;
        self.depth += 1;
    }

    #[inline]
    fn deepen(&mut self) -> Result<(), DecodeError> {
        match self.depth.checked_sub(1) {
            Some(depth) => {
                self.depth = depth;
                Ok(())
            }
            None => Err(too_deep()),
        }
    }

    /// Keeps a field that the message does not have, or ends the group that the message stands in.
    #[cold]
    pub fn unknown(&mut self, key: u32, unknown: &mut UnknownFields) -> Result<(), DecodeError> {
        if key & 7 == wire::END_GROUP {
            return self.end_group(key);
        }
        let payload = self.skip(key)?;
        unknown.push(key, payload);
        Ok(())
    }

    /// Drops a field, or ends a group.
    pub(crate) fn ignore(&mut self, key: u32) -> Result<(), DecodeError> {
        match key & 7 {
            wire::END_GROUP => self.end_group(key),
            _ => self.skip(key).map(drop),
        }
    }

    /// Makes the end of the group look like the end of the input.
    fn end_group(&mut self, key: u32) -> Result<(), DecodeError> {
        if key != self.group {
            return Err(DecodeError::new("end of a group that was not begun"));
        }
        self.after_group = std::mem::take(&mut self.buf);
        self.group = 0;
        Ok(())
    }

    /// Passes over a field's payload and gives it back.
    pub(crate) fn skip(&mut self, key: u32) -> Result<&'a [u8], DecodeError> {
        let start = self.buf;
        self.skip_payload(key, self.depth)?;
        Ok(&start[..start.len() - self.buf.len()])
    }

    /// The whole record of a field whose `key` was just read: its payload as it is on the wire.
    fn skip_payload(&mut self, key: u32, depth: u32) -> Result<(), DecodeError> {
        match key & 7 {
            wire::VARINT => self.varint().map(drop),
            wire::FIXED64 => self.array::<8>().map(drop),
            wire::LEN => self.bytes().map(drop),
            wire::FIXED32 => self.array::<4>().map(drop),
            wire::START_GROUP => self.skip_group(key, depth),
            _ => Err(DecodeError::new("invalid wire type")),
        }
    }

    fn skip_group(&mut self, start: u32, depth: u32) -> Result<(), DecodeError> {
        let depth = depth.checked_sub(1).ok_or_else(too_deep)?;
        loop {
            if self.buf.is_empty() {
                return Err(truncated());
            }
            match self.key()? {
                key if key == end_of(start) => return Ok(()),
                key => self.skip_payload(key, depth)?,
            }
        }
    }

    /// How many bytes are left of the current message.
    pub(crate) fn remaining(&self) -> usize {
        self.buf.len()
    }

    /// Narrows the reader to the elements of a packed field, for as long as `elements` runs.
    #[inline]
    pub(crate) fn packed(
        &mut self,
        elements: impl FnOnce(&mut Self, &'a [u8]) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        let inner = self.bytes()?;
        let rest = std::mem::replace(&mut self.buf, inner);
        elements(self, inner)?;
        self.buf = rest;
        Ok(())
    }
}

/// The key that ends the group which `start` begins.
fn end_of(start: u32) -> u32 {
    start + (wire::END_GROUP - wire::START_GROUP)
}

#[cold]
fn truncated() -> DecodeError {
    DecodeError::new("message ends inside a field")
}

#[cold]
fn too_deep() -> DecodeError {
    DecodeError::new("messages stand too deep in each other")
}

#[cold]
fn invalid_utf8() -> DecodeError {
    DecodeError::new("invalid UTF-8 in a string")
}
