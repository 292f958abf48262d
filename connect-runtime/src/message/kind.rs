//! How one value of each proto type is written in binary.
//!
//! The types here are names for ways of writing, never values: generated code says
//! `Implicit::<Sint32>::write(&self.x, ..)`. Numbers implement [`Scalar`] and get [`Kind`] from it; `field`
//! combines kinds into fields.

use std::marker::PhantomData;

use bytes::Bytes as SharedBytes;

use super::{
    BinaryCodec,
    decode::Reader,
    encode::{Sizer, Writer},
    enumeration::Enumeration,
    error::DecodeError,
    shared_str::SharedStr,
    wire,
};

/// A proto type: how one value of it is written with its key, and read after it.
pub trait Kind {
    /// The Rust type of a value.
    type Value: Default;
    /// The wire type of a value that stands alone.
    const WIRE: u32;

    /// The length of key and value.
    fn size(value: &Self::Value, key: u32, sizer: &mut Sizer) -> usize;
    /// Writes key and value.
    fn write(value: &Self::Value, key: u32, writer: &mut Writer<'_>);
    /// Reads what follows `key`: messages are merged, everything else is replaced.
    fn merge(value: &mut Self::Value, key: u32, reader: &mut Reader<'_>)
    -> Result<(), DecodeError>;
    /// Whether a field without presence is left out with this value.
    fn is_default(value: &Self::Value) -> bool;

    /// The length of values one after the other, each with its key.
    #[inline(never)]
    fn size_all(values: &[Self::Value], key: u32, sizer: &mut Sizer) -> usize {
        size_all::<Self>(values, key, sizer)
    }

    /// Writes values one after the other, each with its key.
    #[inline(never)]
    fn write_all(values: &[Self::Value], key: u32, writer: &mut Writer<'_>) {
        write_all::<Self>(values, key, writer);
    }

    /// Reads one more value.
    #[inline(never)]
    fn push(
        values: &mut Vec<Self::Value>,
        key: u32,
        reader: &mut Reader<'_>,
    ) -> Result<(), DecodeError> {
        push::<Self>(values, key, reader)
    }
}

/// The loops over many values, as methods that no type has to be known for: written out for each type of
/// the runtime's own, they are compiled here, once, and not again in each crate with generated code.
macro_rules! compiled_here {
    (Kind $value:ty) => {
        fn size_all(values: &[$value], key: u32, sizer: &mut Sizer) -> usize {
            size_all::<Self>(values, key, sizer)
        }

        fn write_all(values: &[$value], key: u32, writer: &mut Writer<'_>) {
            write_all::<Self>(values, key, writer);
        }

        fn push(
            values: &mut Vec<$value>,
            key: u32,
            reader: &mut Reader<'_>,
        ) -> Result<(), DecodeError> {
            push::<Self>(values, key, reader)
        }
    };
    (Scalar $value:ty) => {
        fn size_all(values: &[$value], key: u32, sizer: &mut Sizer) -> usize {
            size_all::<Self>(values, key, sizer)
        }

        fn write_all(values: &[$value], key: u32, writer: &mut Writer<'_>) {
            write_all::<Self>(values, key, writer);
        }

        fn size_run(values: &[$value]) -> usize {
            size_run::<Self>(values)
        }

        fn write_run(values: &[$value], writer: &mut Writer<'_>) {
            write_run::<Self>(values, writer);
        }

        fn merge_all(
            values: &mut Vec<$value>,
            key: u32,
            reader: &mut Reader<'_>,
        ) -> Result<(), DecodeError> {
            merge_all::<Self>(values, key, reader)
        }
    };
}

#[inline]
fn size_all<K: Kind + ?Sized>(values: &[K::Value], key: u32, sizer: &mut Sizer) -> usize {
    let mut sum = 0;
    for value in values {
        sum += K::size(value, key, sizer);
    }
    sum
}

#[inline]
fn write_all<K: Kind + ?Sized>(values: &[K::Value], key: u32, writer: &mut Writer<'_>) {
    for value in values {
        K::write(value, key, writer);
    }
}

#[inline]
fn push<K: Kind + ?Sized>(
    values: &mut Vec<K::Value>,
    key: u32,
    reader: &mut Reader<'_>,
) -> Result<(), DecodeError> {
    reader.charge(1, size_of::<K::Value>())?;
    let index = values.len();
    values.push(K::Value::default());
    K::merge(&mut values[index], key, reader)
}

#[inline]
fn size_run<S: Scalar + ?Sized>(values: &[S::Value]) -> usize {
    let mut sum = 0;
    for value in values {
        sum += S::len(*value);
    }
    sum
}

#[inline]
fn write_run<S: Scalar + ?Sized>(values: &[S::Value], writer: &mut Writer<'_>) {
    for value in values {
        S::put(*value, writer);
    }
}

#[inline]
fn merge_all<S: Scalar + ?Sized>(
    values: &mut Vec<S::Value>,
    key: u32,
    reader: &mut Reader<'_>,
) -> Result<(), DecodeError> {
    if key & 7 != wire::LEN {
        reader.charge(1, size_of::<S::Value>())?;
        values.push(S::take(reader)?);
        return Ok(());
    }
    reader.packed(|reader, run| {
        let count = S::count(run);
        reader.charge(count, size_of::<S::Value>())?;
        values.reserve(count);
        while reader.remaining() > 0 {
            values.push(S::take(reader)?);
        }
        Ok(())
    })
}

/// A [`Kind`] with numbers for values, which can be packed.
pub trait Scalar {
    /// The Rust type of a value.
    type Value: Copy + Default;
    /// The wire type of a value that stands alone.
    const WIRE: u32;

    /// The length of a value without a key.
    fn len(value: Self::Value) -> usize;
    /// Writes a value without a key.
    fn put(value: Self::Value, writer: &mut Writer<'_>);
    /// Writes key and value.
    fn record(value: Self::Value, key: u32, writer: &mut Writer<'_>);
    /// Reads a value.
    fn take(reader: &mut Reader<'_>) -> Result<Self::Value, DecodeError>;
    /// Whether a field without presence is left out with this value.
    fn is_zero(value: Self::Value) -> bool;
    /// How many values a packed run of these bytes holds, at most.
    fn count(packed: &[u8]) -> usize {
        count_varints(packed)
    }

    /// The length of values one after the other, each with its key.
    fn size_all(values: &[Self::Value], key: u32, sizer: &mut Sizer) -> usize
    where
        Self: Sized,
    {
        size_all::<Self>(values, key, sizer)
    }

    /// Writes values one after the other, each with its key.
    fn write_all(values: &[Self::Value], key: u32, writer: &mut Writer<'_>)
    where
        Self: Sized,
    {
        write_all::<Self>(values, key, writer);
    }

    /// The length of values in one run, without a key.
    fn size_run(values: &[Self::Value]) -> usize {
        size_run::<Self>(values)
    }

    /// Writes values in one run, without a key.
    fn write_run(values: &[Self::Value], writer: &mut Writer<'_>) {
        write_run::<Self>(values, writer);
    }

    /// Reads one number or a packed run of them, as the key says.
    fn merge_all(
        values: &mut Vec<Self::Value>,
        key: u32,
        reader: &mut Reader<'_>,
    ) -> Result<(), DecodeError> {
        merge_all::<Self>(values, key, reader)
    }
}

fn count_varints(packed: &[u8]) -> usize {
    packed.iter().filter(|byte| **byte < 0x80).count()
}

impl<S: Scalar> Kind for S {
    type Value = S::Value;
    const WIRE: u32 = S::WIRE;

    #[inline]
    fn size(value: &S::Value, key: u32, _: &mut Sizer) -> usize {
        wire::key_len(key) + S::len(*value)
    }

    #[inline]
    fn write(value: &S::Value, key: u32, writer: &mut Writer<'_>) {
        S::record(*value, key, writer);
    }

    #[inline]
    fn merge(value: &mut S::Value, _: u32, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        *value = S::take(reader)?;
        Ok(())
    }

    #[inline]
    fn is_default(value: &S::Value) -> bool {
        S::is_zero(*value)
    }

    #[inline]
    fn size_all(values: &[S::Value], key: u32, sizer: &mut Sizer) -> usize {
        <S as Scalar>::size_all(values, key, sizer)
    }

    #[inline]
    fn write_all(values: &[S::Value], key: u32, writer: &mut Writer<'_>) {
        <S as Scalar>::write_all(values, key, writer);
    }
}

/// Types written as varints: how to make a `u64` of a value and back.
macro_rules! varints {
    ($($name:ident $value:ty, $to:expr, $from:expr;)*) => {$(
        #[doc = concat!("`", stringify!($name), "` of the proto language, in lower case there.")]
        #[derive(Debug)]
        pub enum $name {}

        impl Scalar for $name {
            type Value = $value;
            const WIRE: u32 = wire::VARINT;

            #[inline]
            fn len(value: $value) -> usize {
                let to: fn($value) -> u64 = $to;
                wire::varint_len(to(value))
            }

            #[inline]
            fn put(value: $value, writer: &mut Writer<'_>) {
                let to: fn($value) -> u64 = $to;
                writer.varint(to(value));
            }

            fn record(value: $value, key: u32, writer: &mut Writer<'_>) {
                let to: fn($value) -> u64 = $to;
                writer.varint_field(key, to(value));
            }

            fn take(reader: &mut Reader<'_>) -> Result<$value, DecodeError> {
                let from: fn(u64) -> $value = $from;
                Ok(from(reader.varint()?))
            }

            #[inline]
            fn is_zero(value: $value) -> bool {
                value == <$value>::default()
            }

            compiled_here! { Scalar $value }
        }
    )*};
}

// Narrowing is by the low bits, as the format asks: "parsed as if cast in C++".
varints! {
    Bool bool, |v| u64::from(v), |v| v != 0;
    Int32 i32, |v| i64::from(v).cast_unsigned(), |v| v as i32;
    Int64 i64, |v| v.cast_unsigned(), |v| v.cast_signed();
    Uint32 u32, |v| u64::from(v), |v| v as u32;
    Uint64 u64, |v| v, |v| v;
    Sint32 i32, |v| u64::from(wire::zigzag32(v)), |v| wire::unzigzag32(v as u32);
    Sint64 i64, |v| wire::zigzag64(v), |v| wire::unzigzag64(v);
}

/// Types of a fixed width, little-endian.
macro_rules! fixed {
    ($($name:ident $value:ty, $wire:ident, $is_zero:expr;)*) => {$(
        #[doc = concat!("`", stringify!($name), "` of the proto language, in lower case there.")]
        #[derive(Debug)]
        pub enum $name {}

        impl Scalar for $name {
            type Value = $value;
            const WIRE: u32 = wire::$wire;

            #[inline]
            fn len(_: $value) -> usize {
                size_of::<$value>()
            }

            #[inline]
            fn put(value: $value, writer: &mut Writer<'_>) {
                writer.raw(&value.to_le_bytes());
            }

            fn record(value: $value, key: u32, writer: &mut Writer<'_>) {
                writer.key(key);
                writer.raw(&value.to_le_bytes());
            }

            fn take(reader: &mut Reader<'_>) -> Result<$value, DecodeError> {
                reader.array().map(<$value>::from_le_bytes)
            }

            #[inline]
            fn is_zero(value: $value) -> bool {
                let is_zero: fn($value) -> bool = $is_zero;
                is_zero(value)
            }

            fn count(packed: &[u8]) -> usize {
                packed.len() / size_of::<$value>()
            }

            compiled_here! { Scalar $value }
        }
    )*};
}

// Minus zero is not the default, although it equals zero: its sign would be lost.
fixed! {
    Fixed32 u32, FIXED32, |v| v == 0;
    Fixed64 u64, FIXED64, |v| v == 0;
    Sfixed32 i32, FIXED32, |v| v == 0;
    Sfixed64 i64, FIXED64, |v| v == 0;
    Float f32, FIXED32, |v| v.to_bits() == 0;
    Double f64, FIXED64, |v| v.to_bits() == 0;
}

/// `string`, as a `String`.
#[derive(Debug)]
pub enum Str {}

impl Kind for Str {
    type Value = String;
    const WIRE: u32 = wire::LEN;

    #[inline]
    fn size(value: &String, key: u32, _: &mut Sizer) -> usize {
        wire::key_len(key) + wire::varint_len(value.len() as u64) + value.len()
    }

    #[inline]
    fn write(value: &String, key: u32, writer: &mut Writer<'_>) {
        writer.len_delimited(key, value.as_bytes());
    }

    fn merge(value: &mut String, _: u32, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        // Nearly always empty before: one exact allocation is cheaper than growing what is there.
        *value = reader.str()?.to_owned();
        Ok(())
    }

    #[inline]
    fn is_default(value: &String) -> bool {
        value.is_empty()
    }

    compiled_here! { Kind String }
}

/// `bytes`, as [`bytes::Bytes`], which share the memory of the received message.
#[derive(Debug)]
pub enum Bytes {}

impl Kind for Bytes {
    type Value = SharedBytes;
    const WIRE: u32 = wire::LEN;

    #[inline]
    fn size(value: &SharedBytes, key: u32, _: &mut Sizer) -> usize {
        wire::key_len(key) + wire::varint_len(value.len() as u64) + value.len()
    }

    fn write(value: &SharedBytes, key: u32, writer: &mut Writer<'_>) {
        writer.len_delimited(key, value);
    }

    fn merge(value: &mut SharedBytes, _: u32, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        *value = reader.shared_bytes()?;
        Ok(())
    }

    #[inline]
    fn is_default(value: &SharedBytes) -> bool {
        value.is_empty()
    }

    compiled_here! { Kind SharedBytes }
}

/// `string`, as a [`SharedStr`], which shares the memory of the received message.
#[derive(Debug)]
pub enum Shared {}

impl Kind for Shared {
    type Value = SharedStr;
    const WIRE: u32 = wire::LEN;

    #[inline]
    fn size(value: &SharedStr, key: u32, _: &mut Sizer) -> usize {
        wire::key_len(key) + wire::varint_len(value.len() as u64) + value.len()
    }

    #[inline]
    fn write(value: &SharedStr, key: u32, writer: &mut Writer<'_>) {
        writer.len_delimited(key, value.as_bytes());
    }

    fn merge(value: &mut SharedStr, _: u32, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        *value = reader.shared_str()?;
        Ok(())
    }

    #[inline]
    fn is_default(value: &SharedStr) -> bool {
        value.is_empty()
    }

    compiled_here! { Kind SharedStr }
}

/// `bytes`, as a `Vec`.
#[derive(Debug)]
pub enum VecBytes {}

impl Kind for VecBytes {
    type Value = Vec<u8>;
    const WIRE: u32 = wire::LEN;

    #[inline]
    fn size(value: &Vec<u8>, key: u32, _: &mut Sizer) -> usize {
        wire::key_len(key) + wire::varint_len(value.len() as u64) + value.len()
    }

    #[inline]
    fn write(value: &Vec<u8>, key: u32, writer: &mut Writer<'_>) {
        writer.len_delimited(key, value);
    }

    fn merge(value: &mut Vec<u8>, _: u32, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        *value = reader.bytes()?.to_owned();
        Ok(())
    }

    #[inline]
    fn is_default(value: &Vec<u8>) -> bool {
        value.is_empty()
    }

    compiled_here! { Kind Vec<u8> }
}

/// An open enum: a value of an unknown number is kept as the enum's last variant.
#[derive(Debug)]
pub struct Open<E>(PhantomData<E>);

impl<E: Enumeration> Scalar for Open<E> {
    type Value = E;
    const WIRE: u32 = wire::VARINT;

    #[inline]
    fn len(value: E) -> usize {
        Int32::len(value.number())
    }

    #[inline]
    fn put(value: E, writer: &mut Writer<'_>) {
        Int32::put(value.number(), writer);
    }

    fn record(value: E, key: u32, writer: &mut Writer<'_>) {
        Int32::record(value.number(), key, writer);
    }

    fn take(reader: &mut Reader<'_>) -> Result<E, DecodeError> {
        // An open enum has a value for every number.
        Ok(E::from_number(Int32::take(reader)?).unwrap_or_default())
    }

    #[inline]
    fn is_zero(value: E) -> bool {
        value.number() == 0
    }
}

/// A message with its length in front.
#[derive(Debug)]
pub struct Msg<M>(PhantomData<M>);

impl<M: BinaryCodec + Default> Kind for Msg<M> {
    type Value = M;
    const WIRE: u32 = wire::LEN;

    #[inline]
    fn size(value: &M, key: u32, sizer: &mut Sizer) -> usize {
        sizer.len_delimited(key, |sizer| value.size(sizer))
    }

    #[inline]
    fn write(value: &M, key: u32, writer: &mut Writer<'_>) {
        let len = writer.next_len();
        writer.head(key, len);
        value.write(writer);
    }

    #[inline]
    fn merge(value: &mut M, _: u32, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        reader.message(value)
    }

    fn is_default(_: &M) -> bool {
        false
    }
}

/// A message between the keys of a group.
#[derive(Debug)]
pub struct Group<M>(PhantomData<M>);

impl<M: BinaryCodec + Default> Kind for Group<M> {
    type Value = M;
    const WIRE: u32 = wire::START_GROUP;

    fn size(value: &M, key: u32, sizer: &mut Sizer) -> usize {
        2 * wire::key_len(key) + value.size(sizer)
    }

    fn write(value: &M, key: u32, writer: &mut Writer<'_>) {
        writer.key(key);
        value.write(writer);
        writer.key(key + (wire::END_GROUP - wire::START_GROUP));
    }

    fn merge(value: &mut M, key: u32, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        reader.group(key, value)
    }

    fn is_default(_: &M) -> bool {
        false
    }
}

/// A kind whose values stand in a box, since their type contains itself.
#[derive(Debug)]
pub struct Boxed<K>(PhantomData<K>);

impl<K: Kind> Kind for Boxed<K> {
    type Value = Box<K::Value>;
    const WIRE: u32 = K::WIRE;

    fn size(value: &Self::Value, key: u32, sizer: &mut Sizer) -> usize {
        K::size(value, key, sizer)
    }

    fn write(value: &Self::Value, key: u32, writer: &mut Writer<'_>) {
        K::write(value, key, writer);
    }

    fn merge(
        value: &mut Self::Value,
        key: u32,
        reader: &mut Reader<'_>,
    ) -> Result<(), DecodeError> {
        K::merge(value, key, reader)
    }

    fn is_default(value: &Self::Value) -> bool {
        K::is_default(value)
    }
}
