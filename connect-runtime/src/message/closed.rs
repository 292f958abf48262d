//! Fields of closed enums: those of proto2, and `enum_type = CLOSED` in editions.
//!
//! A number that a closed enum does not have is no value of the field. It goes to the message's unknown
//! fields, and with it the whole entry if it stands in a map.

use std::marker::PhantomData;

use super::{
    decode::Reader,
    encode::Writer,
    enumeration::Enumeration,
    error::DecodeError,
    field::{Field, Map, MapSlot, Numbers, Optional, Packed, Required},
    kind::{Int32, Kind, Scalar},
    unknown::UnknownFields,
    wire,
};

/// A closed enum. For writing it is a kind like any other; reading is by [`MergeClosed`].
#[derive(Debug)]
pub struct Closed<E>(PhantomData<E>);

impl<E: Enumeration> Scalar for Closed<E> {
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

    /// For entries of maps and extensions that were looked through before: the first value in place
    /// of a number that the enum does not have.
    fn take(reader: &mut Reader<'_>) -> Result<E, DecodeError> {
        Ok(E::from_number(Int32::take(reader)?).unwrap_or_default())
    }

    #[inline]
    fn is_zero(value: E) -> bool {
        value.number() == 0
    }
}

/// Reads one number: the value, or `None` once the number is among the unknown fields.
fn take<E: Enumeration>(
    key: u32,
    reader: &mut Reader<'_>,
    unknown: &mut UnknownFields,
) -> Result<Option<E>, DecodeError> {
    let number = Int32::take(reader)?;
    let value = E::from_number(number);
    if value.is_none() {
        let key = key & !7 | wire::VARINT;
        unknown.push_varint(key, i64::from(number).cast_unsigned());
    }
    Ok(value)
}

/// A field of a closed enum; `T` is the type of the struct's field.
pub trait MergeClosed<T> {
    /// Reads one occurrence of the field, whose key was just read.
    fn merge_closed(
        value: &mut T,
        key: u32,
        reader: &mut Reader<'_>,
        unknown: &mut UnknownFields,
    ) -> Result<(), DecodeError>;
}

impl<E: Enumeration> MergeClosed<Option<E>> for Optional<Closed<E>> {
    fn merge_closed(
        value: &mut Option<E>,
        key: u32,
        reader: &mut Reader<'_>,
        unknown: &mut UnknownFields,
    ) -> Result<(), DecodeError> {
        if let Some(known) = take(key, reader, unknown)? {
            *value = Some(known);
        }
        Ok(())
    }
}

impl<E: Enumeration> MergeClosed<E> for Required<Closed<E>> {
    fn merge_closed(
        value: &mut E,
        key: u32,
        reader: &mut Reader<'_>,
        unknown: &mut UnknownFields,
    ) -> Result<(), DecodeError> {
        if let Some(known) = take(key, reader, unknown)? {
            *value = known;
        }
        Ok(())
    }
}

impl<E: Enumeration> MergeClosed<Vec<E>> for Numbers<Closed<E>> {
    fn merge_closed(
        values: &mut Vec<E>,
        key: u32,
        reader: &mut Reader<'_>,
        unknown: &mut UnknownFields,
    ) -> Result<(), DecodeError> {
        if key & 7 != wire::LEN {
            reader.charge(1, size_of::<E>())?;
            values.extend(take::<E>(key, reader, unknown)?);
            return Ok(());
        }
        reader.packed(|reader, run| {
            let count = Int32::count(run);
            reader.charge(count, size_of::<E>())?;
            values.reserve(count);
            while reader.remaining() > 0 {
                values.extend(take::<E>(key, reader, unknown)?);
            }
            Ok(())
        })
    }
}

impl<E: Enumeration> MergeClosed<Vec<E>> for Packed<Closed<E>> {
    fn merge_closed(
        values: &mut Vec<E>,
        key: u32,
        reader: &mut Reader<'_>,
        unknown: &mut UnknownFields,
    ) -> Result<(), DecodeError> {
        Numbers::<Closed<E>>::merge_closed(values, key, reader, unknown)
    }
}

impl<K: Kind, E: Enumeration, T: MapSlot<K::Value, E>> MergeClosed<T> for Map<K, Closed<E>> {
    fn merge_closed(
        map: &mut T,
        key: u32,
        reader: &mut Reader<'_>,
        unknown: &mut UnknownFields,
    ) -> Result<(), DecodeError> {
        let mut number = None;
        reader.peek_entry(&mut |reader, key| match key {
            key if key == wire::MAP_VALUE << 3 | wire::VARINT => {
                number = Some(Int32::take(reader)?);
                Ok(())
            }
            key => reader.ignore(key),
        })?;
        match number.is_some_and(|number| E::from_number(number).is_none()) {
            true => {
                let payload = reader.skip(key)?;
                unknown.push(key, payload);
                Ok(())
            }
            false => Self::merge(map, key, reader),
        }
    }
}

/// Reads the member of a oneof; an unknown number leaves the oneof as it is.
pub fn oneof_closed<E: Enumeration, O>(
    slot: &mut Option<O>,
    key: u32,
    reader: &mut Reader<'_>,
    unknown: &mut UnknownFields,
    member: fn(E) -> O,
) -> Result<(), DecodeError> {
    if let Some(value) = take(key, reader, unknown)? {
        *slot = Some(member(value));
    }
    Ok(())
}
