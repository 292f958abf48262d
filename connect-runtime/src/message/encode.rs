//! The two passes of binary encoding.
//!
//! [`Sizer`] walks a message once and notes the length of everything that is written with a length in
//! front, in the order in which the lengths are written. [`Writer`] walks it again and takes them off in
//! that order, so no length is computed twice and the buffer has its exact size from the start.
//!
//! What does not depend on a type stands in functions that are compiled here, once: inlined into each
//! field of each message they would make up most of the time that generated code takes to compile.

use std::cell::Cell;

use super::{BinaryCodec, wire};

/// The first pass: how long things are.
#[derive(Debug, Default)]
pub struct Sizer {
    lens: Vec<usize>,
    /// Both passes must visit the entries of a map in the same order.
    sorted: bool,
}

impl Sizer {
    /// The length of a record with a length in front: its key, the length and what `body` measures.
    #[inline]
    pub(crate) fn len_delimited(
        &mut self,
        key: u32,
        body: impl FnOnce(&mut Self) -> usize,
    ) -> usize {
        let slot = self.begin();
        let len = body(self);
        self.end(slot, key, len)
    }

    /// Notes a length that is not known yet.
    fn begin(&mut self) -> usize {
        self.lens.push(0);
        self.lens.len() - 1
    }

    fn end(&mut self, slot: usize, key: u32, len: usize) -> usize {
        self.lens[slot] = len;
        wire::key_len(key) + wire::varint_len(len as u64) + len
    }

    /// Whether maps are visited by ascending key.
    pub(crate) fn sorted(&self) -> bool {
        self.sorted
    }
}

/// The second pass: the bytes.
#[derive(Debug)]
pub struct Writer<'a> {
    /// Has its final capacity. A zeroed slice that is filled from the front takes a fifth more
    /// instructions.
    out: Vec<u8>,
    lens: std::slice::Iter<'a, usize>,
    sorted: bool,
}

impl Writer<'_> {
    /// The next length that [`Sizer::len_delimited`] noted.
    #[inline]
    pub(crate) fn next_len(&mut self) -> usize {
        *self
            .lens
            .next()
            .expect("both passes visit the same fields of an unchanged message")
    }

    #[inline]
    pub(crate) fn key(&mut self, key: u32) {
        self.varint(u64::from(key));
    }

    #[inline]
    pub(crate) fn varint(&mut self, value: u64) {
        if value < 0x80 {
            self.out.push(value as u8);
        } else {
            self.long_varint(value);
        }
    }

    #[inline(never)]
    fn long_varint(&mut self, mut value: u64) {
        if value < 0x4000 {
            let pair = [value as u8 | 0x80, (value >> 7) as u8];
            return self.raw(&pair);
        }
        let mut bytes = [0; 10];
        let mut len = 0;
        for byte in &mut bytes {
            len += 1;
            if value < 0x80 {
                *byte = value as u8;
                break;
            }
            *byte = value as u8 | 0x80;
            value >>= 7;
        }
        self.raw(&bytes[..len]);
    }

    /// Bytes as they are.
    #[inline]
    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    /// A whole record of a key and a number.
    #[inline]
    pub(crate) fn varint_field(&mut self, key: u32, value: u64) {
        if key < 0x80 && value < 0x80 {
            // Nearly always: one store for both.
            self.raw(&[key as u8, value as u8]);
        } else {
            self.long_varint_field(key, value);
        }
    }

    #[inline(never)]
    fn long_varint_field(&mut self, key: u32, value: u64) {
        self.key(key);
        self.varint(value);
    }

    /// A whole record of a key, a length and that many bytes.
    #[inline]
    pub(crate) fn len_delimited(&mut self, key: u32, bytes: &[u8]) {
        self.head(key, bytes.len());
        self.raw(bytes);
    }

    /// A key and a length.
    #[inline]
    pub(crate) fn head(&mut self, key: u32, len: usize) {
        self.varint_field(key, len as u64);
    }

    pub(crate) fn sorted(&self) -> bool {
        self.sorted
    }
}

thread_local! {
    /// The lengths of the last message, kept for their allocation.
    static LENS: Cell<Vec<usize>> = const { Cell::new(Vec::new()) };
}

/// Lengths of one huge message are not kept for the life of a thread.
const KEPT_LENS: usize = 1 << 14;

/// Runs `f` with an empty sizer whose allocation is reused.
fn with_sizer<R>(sorted: bool, f: impl FnOnce(&mut Sizer) -> R) -> R {
    let mut sizer = Sizer {
        lens: LENS.take(),
        sorted,
    };
    sizer.lens.clear();
    let result = f(&mut sizer);
    if sizer.lens.capacity() <= KEPT_LENS {
        LENS.set(sizer.lens);
    }
    result
}

/// The length of a message in binary.
pub(crate) fn encoded_len(message: &dyn BinaryCodec) -> usize {
    with_sizer(false, |sizer| message.size(sizer))
}

/// Appends `HEADROOM` zero bytes and a message to a buffer, which grows at most once.
pub(crate) fn append<const HEADROOM: usize>(
    message: &dyn BinaryCodec,
    sorted: bool,
    out: &mut Vec<u8>,
) {
    with_sizer(sorted, |sizer| {
        let len = message.size(sizer);
        let end = out.len() + HEADROOM + len;
        out.reserve(HEADROOM + len);
        out.extend_from_slice(&[0; HEADROOM]);
        let mut writer = Writer {
            out: std::mem::take(out),
            lens: sizer.lens.iter(),
            sorted,
        };
        message.write(&mut writer);
        debug_assert_eq!(writer.out.len(), end, "both passes agree");
        *out = writer.out;
    });
}

/// Encodes a message into a buffer of exactly its length.
pub(crate) fn encode(message: &dyn BinaryCodec, sorted: bool) -> Vec<u8> {
    let mut out = Vec::new();
    append::<0>(message, sorted, &mut out);
    out
}

/// Encodes through two functions in place of a message, for a field that stands alone.
pub(crate) fn encode_with(
    size: impl FnOnce(&mut Sizer) -> usize,
    write: impl FnOnce(&mut Writer<'_>),
) -> Vec<u8> {
    with_sizer(false, |sizer| {
        let mut writer = Writer {
            out: Vec::with_capacity(size(sizer)),
            lens: sizer.lens.iter(),
            sorted: false,
        };
        write(&mut writer);
        writer.out
    })
}
