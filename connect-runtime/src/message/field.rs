//! How a whole field is written in binary: presence, repetition, maps, oneofs.
//!
//! Generated code has one expression for each field and pass, and the work is done here.
//! What closed enums need in addition stands in `closed`.

use std::{
    collections::{BTreeMap, HashMap},
    hash::{BuildHasher, Hash},
    marker::PhantomData,
};

use super::{
    decode::Reader,
    encode::{Sizer, Writer},
    error::DecodeError,
    kind::{Kind, Scalar},
    shared_str::SharedStr,
    wire,
};

/// A way to hold and write a field; `T` is the type of the struct's field.
pub trait Field<T> {
    /// The length of everything the field writes.
    fn size(value: &T, key: u32, sizer: &mut Sizer) -> usize;
    /// Writes the field, if there is something to write.
    fn write(value: &T, key: u32, writer: &mut Writer<'_>);
    /// Reads one occurrence of the field, whose key was just read.
    fn merge(value: &mut T, key: u32, reader: &mut Reader<'_>) -> Result<(), DecodeError>;
}

/// One value, not written when it is the default.
#[derive(Debug)]
pub struct Implicit<K>(PhantomData<K>);

impl<K: Kind> Field<K::Value> for Implicit<K> {
    #[inline]
    fn size(value: &K::Value, key: u32, sizer: &mut Sizer) -> usize {
        match K::is_default(value) {
            true => 0,
            false => K::size(value, key, sizer),
        }
    }

    #[inline]
    fn write(value: &K::Value, key: u32, writer: &mut Writer<'_>) {
        if !K::is_default(value) {
            K::write(value, key, writer);
        }
    }

    #[inline]
    fn merge(value: &mut K::Value, key: u32, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        K::merge(value, key, reader)
    }
}

/// One value, always written: proto2 `required`, and the members of oneofs.
#[derive(Debug)]
pub struct Required<K>(PhantomData<K>);

impl<K: Kind> Field<K::Value> for Required<K> {
    #[inline]
    fn size(value: &K::Value, key: u32, sizer: &mut Sizer) -> usize {
        K::size(value, key, sizer)
    }

    #[inline]
    fn write(value: &K::Value, key: u32, writer: &mut Writer<'_>) {
        K::write(value, key, writer);
    }

    #[inline]
    fn merge(value: &mut K::Value, key: u32, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        K::merge(value, key, reader)
    }
}

/// A value or none.
#[derive(Debug)]
pub struct Optional<K>(PhantomData<K>);

impl<K: Kind> Field<Option<K::Value>> for Optional<K> {
    #[inline]
    fn size(value: &Option<K::Value>, key: u32, sizer: &mut Sizer) -> usize {
        match value {
            Some(value) => K::size(value, key, sizer),
            None => 0,
        }
    }

    #[inline]
    fn write(value: &Option<K::Value>, key: u32, writer: &mut Writer<'_>) {
        if let Some(value) = value {
            K::write(value, key, writer);
        }
    }

    #[inline]
    fn merge(
        value: &mut Option<K::Value>,
        key: u32,
        reader: &mut Reader<'_>,
    ) -> Result<(), DecodeError> {
        let value = match value {
            Some(value) => value,
            None => value.insert(K::Value::default()),
        };
        K::merge(value, key, reader)
    }
}

/// Values one after the other, each with its key.
#[derive(Debug)]
pub struct Repeated<K>(PhantomData<K>);

impl<K: Kind> Field<Vec<K::Value>> for Repeated<K> {
    #[inline]
    fn size(values: &Vec<K::Value>, key: u32, sizer: &mut Sizer) -> usize {
        K::size_all(values, key, sizer)
    }

    #[inline]
    fn write(values: &Vec<K::Value>, key: u32, writer: &mut Writer<'_>) {
        K::write_all(values, key, writer);
    }

    #[inline]
    fn merge(
        values: &mut Vec<K::Value>,
        key: u32,
        reader: &mut Reader<'_>,
    ) -> Result<(), DecodeError> {
        K::push(values, key, reader)
    }
}

/// Numbers one after the other, each with its key. Read in both forms.
#[derive(Debug)]
pub struct Numbers<S>(PhantomData<S>);

impl<S: Scalar> Field<Vec<S::Value>> for Numbers<S> {
    #[inline]
    fn size(values: &Vec<S::Value>, key: u32, sizer: &mut Sizer) -> usize {
        <S as Scalar>::size_all(values, key, sizer)
    }

    #[inline]
    fn write(values: &Vec<S::Value>, key: u32, writer: &mut Writer<'_>) {
        <S as Scalar>::write_all(values, key, writer);
    }

    #[inline]
    fn merge(
        values: &mut Vec<S::Value>,
        key: u32,
        reader: &mut Reader<'_>,
    ) -> Result<(), DecodeError> {
        S::merge_all(values, key, reader)
    }
}

/// Numbers in one run with a length in front. Read in both forms; `key` is that of the run.
#[derive(Debug)]
pub struct Packed<S>(PhantomData<S>);

impl<S: Scalar> Field<Vec<S::Value>> for Packed<S> {
    fn size(values: &Vec<S::Value>, key: u32, sizer: &mut Sizer) -> usize {
        match values.is_empty() {
            true => 0,
            false => sizer.len_delimited(key, |_| S::size_run(values)),
        }
    }

    fn write(values: &Vec<S::Value>, key: u32, writer: &mut Writer<'_>) {
        if values.is_empty() {
            return;
        }
        let len = writer.next_len();
        writer.head(key, len);
        S::write_run(values, writer);
    }

    #[inline]
    fn merge(
        values: &mut Vec<S::Value>,
        key: u32,
        reader: &mut Reader<'_>,
    ) -> Result<(), DecodeError> {
        S::merge_all(values, key, reader)
    }
}

/// A map from `K` to `V`.
#[derive(Debug)]
pub struct Map<K, V>(PhantomData<(K, V)>);

/// A collection that can stand for a map field.
pub trait MapSlot<K, V>: Default {
    /// Adds an entry, over an earlier one of the same key; tells whether there was one.
    fn put(&mut self, key: K, value: V) -> bool;
    /// Whether there are no entries.
    fn is_empty(&self) -> bool;
    /// Visits all entries, in any order.
    fn each(&self, visit: impl FnMut(&K, &V));
    /// Visits all entries by ascending key.
    fn each_sorted(&self, visit: &mut dyn FnMut(&K, &V));
}

impl<K: MapKey, V, S: BuildHasher + Default> MapSlot<K, V> for HashMap<K, V, S> {
    #[inline]
    fn put(&mut self, key: K, value: V) -> bool {
        if self.capacity() == 0 {
            // It would start with room for three and soon hash all of them again.
            self.reserve(FIRST_ENTRIES);
        }
        self.insert(key, value).is_some()
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline]
    fn each(&self, mut visit: impl FnMut(&K, &V)) {
        for (key, value) in self {
            visit(key, value);
        }
    }

    #[inline(never)]
    fn each_sorted(&self, visit: &mut dyn FnMut(&K, &V)) {
        let mut keys = Vec::with_capacity(self.len());
        let mut values = Vec::with_capacity(self.len());
        for (key, value) in self {
            keys.push((key, keys.len()));
            values.push(value);
        }
        K::sort(&mut keys);
        for (key, index) in keys {
            visit(key, values[index]);
        }
    }
}

/// Room for so many entries is made for the first.
const FIRST_ENTRIES: usize = 7;

/// What can be the key of a map.
pub trait MapKey: Ord + Hash {
    /// Sorts keys in ascending order, each with where its value is: so this needs to know no type of values,
    /// and is compiled with the runtime.
    fn sort(keys: &mut [(&Self, usize)]);
}

macro_rules! map_keys {
    ($($key:ty)*) => {$(
        impl MapKey for $key {
            fn sort(keys: &mut [(&Self, usize)]) {
                keys.sort_unstable_by_key(|(key, _)| *key);
            }
        }
    )*};
}

map_keys! { bool i32 i64 u32 u64 String SharedStr }

impl<K: Ord, V> MapSlot<K, V> for BTreeMap<K, V> {
    #[inline]
    fn put(&mut self, key: K, value: V) -> bool {
        self.insert(key, value).is_some()
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline]
    fn each(&self, mut visit: impl FnMut(&K, &V)) {
        for (key, value) in self {
            visit(key, value);
        }
    }

    #[inline(never)]
    fn each_sorted(&self, visit: &mut dyn FnMut(&K, &V)) {
        self.each(visit);
    }
}

/// The keys of the two fields of a map's entry.
const fn entry_keys<K: Kind, V: Kind>() -> (u32, u32) {
    (wire::MAP_KEY << 3 | K::WIRE, wire::MAP_VALUE << 3 | V::WIRE)
}

fn size_entry<K: Kind, V: Kind>(k: &K::Value, v: &V::Value, key: u32, sizer: &mut Sizer) -> usize {
    let (of_key, of_value) = entry_keys::<K, V>();
    sizer.len_delimited(key, |sizer| {
        K::size(k, of_key, sizer) + V::size(v, of_value, sizer)
    })
}

fn write_entry<K: Kind, V: Kind>(k: &K::Value, v: &V::Value, key: u32, writer: &mut Writer<'_>) {
    let (of_key, of_value) = entry_keys::<K, V>();
    let len = writer.next_len();
    writer.head(key, len);
    K::write(k, of_key, writer);
    V::write(v, of_value, writer);
}

impl<K: Kind, V: Kind, T: MapSlot<K::Value, V::Value>> Field<T> for Map<K, V> {
    fn size(map: &T, key: u32, sizer: &mut Sizer) -> usize {
        let mut sum = 0;
        match sizer.sorted() {
            false => map.each(|k, v| sum += size_entry::<K, V>(k, v, key, sizer)),
            true => map.each_sorted(&mut |k, v| sum += size_entry::<K, V>(k, v, key, sizer)),
        }
        sum
    }

    fn write(map: &T, key: u32, writer: &mut Writer<'_>) {
        match writer.sorted() {
            false => map.each(|k, v| write_entry::<K, V>(k, v, key, writer)),
            true => map.each_sorted(&mut |k, v| write_entry::<K, V>(k, v, key, writer)),
        }
    }

    #[inline(never)]
    fn merge(map: &mut T, _: u32, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        let (of_key, of_value) = entry_keys::<K, V>();
        let outer = reader.enter_entry(size_of::<(K::Value, V::Value)>())?;
        let (mut k, mut v) = (K::Value::default(), V::Value::default());
        loop {
            match reader.next_key()? {
                0 => break,
                key if key == of_key => K::merge(&mut k, key, reader)?,
                key if key == of_value => V::merge(&mut v, key, reader)?,
                key => reader.ignore(key)?,
            }
        }
        reader.leave(outer);
        map.put(k, v);
        Ok(())
    }
}

/// Reads the member of a oneof, whose earlier value, of whichever member, gives way to it.
#[inline]
pub fn oneof<K: Kind, O>(
    slot: &mut Option<O>,
    key: u32,
    reader: &mut Reader<'_>,
    member: fn(K::Value) -> O,
) -> Result<(), DecodeError> {
    let mut value = K::Value::default();
    K::merge(&mut value, key, reader)?;
    *slot = Some(member(value));
    Ok(())
}

/// Reads a member of a oneof that is a message: it is merged into an earlier value of the same member.
#[inline]
pub fn oneof_message<K: Kind, O>(
    slot: &mut Option<O>,
    key: u32,
    reader: &mut Reader<'_>,
    member: fn(K::Value) -> O,
    same: fn(O) -> Option<K::Value>,
) -> Result<(), DecodeError> {
    let mut value = slot.take().and_then(same).unwrap_or_default();
    K::merge(&mut value, key, reader)?;
    *slot = Some(member(value));
    Ok(())
}
