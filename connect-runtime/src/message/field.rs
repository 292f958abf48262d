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
        K::merge(value.get_or_insert_default(), key, reader)
    }
}

/// Values one after the other, each with its key.
#[derive(Debug)]
pub struct Repeated<K>(PhantomData<K>);

impl<K: Kind> Field<Vec<K::Value>> for Repeated<K> {
    #[inline]
    fn size(values: &Vec<K::Value>, key: u32, sizer: &mut Sizer) -> usize {
        let mut sum = 0;
        for value in values {
            sum += K::size(value, key, sizer);
        }
        sum
    }

    #[inline]
    fn write(values: &Vec<K::Value>, key: u32, writer: &mut Writer<'_>) {
        for value in values {
            K::write(value, key, writer);
        }
    }

    #[inline]
    fn merge(
        values: &mut Vec<K::Value>,
        key: u32,
        reader: &mut Reader<'_>,
    ) -> Result<(), DecodeError> {
        reader.charge(1, size_of::<K::Value>())?;
        let value = values.push_mut_default();
        K::merge(value, key, reader)
    }
}

/// `Vec::push` of a default, giving back the place.
trait PushDefault<T> {
    fn push_mut_default(&mut self) -> &mut T;
}

impl<T: Default> PushDefault<T> for Vec<T> {
    #[inline]
    fn push_mut_default(&mut self) -> &mut T {
        let index = self.len();
        self.push(T::default());
        &mut self[index]
    }
}

/// Numbers one after the other, each with its key. Read in both forms.
#[derive(Debug)]
pub struct Numbers<S>(PhantomData<S>);

impl<S: Scalar> Field<Vec<S::Value>> for Numbers<S> {
    fn size(values: &Vec<S::Value>, key: u32, sizer: &mut Sizer) -> usize {
        Repeated::<S>::size(values, key, sizer)
    }

    fn write(values: &Vec<S::Value>, key: u32, writer: &mut Writer<'_>) {
        Repeated::<S>::write(values, key, writer);
    }

    fn merge(
        values: &mut Vec<S::Value>,
        key: u32,
        reader: &mut Reader<'_>,
    ) -> Result<(), DecodeError> {
        merge_numbers::<S>(values, key, reader)
    }
}

/// Numbers in one run with a length in front. Read in both forms; `key` is that of the run.
#[derive(Debug)]
pub struct Packed<S>(PhantomData<S>);

impl<S: Scalar> Field<Vec<S::Value>> for Packed<S> {
    fn size(values: &Vec<S::Value>, key: u32, sizer: &mut Sizer) -> usize {
        match values.is_empty() {
            true => 0,
            false => sizer.len_delimited(key, |_| sum_of_lens::<S>(values)),
        }
    }

    fn write(values: &Vec<S::Value>, key: u32, writer: &mut Writer<'_>) {
        if values.is_empty() {
            return;
        }
        let len = writer.next_len();
        writer.head(key, len);
        for value in values {
            S::put(*value, writer);
        }
    }

    fn merge(
        values: &mut Vec<S::Value>,
        key: u32,
        reader: &mut Reader<'_>,
    ) -> Result<(), DecodeError> {
        merge_numbers::<S>(values, key, reader)
    }
}

fn sum_of_lens<S: Scalar>(values: &[S::Value]) -> usize {
    let mut sum = 0;
    for value in values {
        sum += S::len(*value);
    }
    sum
}

/// Reads one number or a packed run of them, as the key says.
#[inline(never)]
fn merge_numbers<S: Scalar>(
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

/// A map from `K` to `V`.
#[derive(Debug)]
pub struct Map<K, V>(PhantomData<(K, V)>);

/// A collection that can stand for a map field.
pub trait MapSlot<K, V>: Default {
    /// Adds an entry, over an earlier one of the same key; tells whether there was one.
    fn put(&mut self, key: K, value: V) -> bool;
    /// Whether there are no entries.
    fn is_empty(&self) -> bool;
    /// Visits all entries, by ascending key if `sorted`.
    fn each(&self, sorted: bool, visit: impl FnMut(&K, &V));
}

impl<K: Ord + Hash, V, S: BuildHasher + Default> MapSlot<K, V> for HashMap<K, V, S> {
    #[inline]
    fn put(&mut self, key: K, value: V) -> bool {
        self.insert(key, value).is_some()
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline]
    fn each(&self, sorted: bool, mut visit: impl FnMut(&K, &V)) {
        if sorted {
            return each_sorted(self, &mut visit);
        }
        for (key, value) in self {
            visit(key, value);
        }
    }
}

#[inline(never)]
fn each_sorted<K: Ord + Hash, V, S: BuildHasher>(
    map: &HashMap<K, V, S>,
    visit: &mut dyn FnMut(&K, &V),
) {
    // Only keys are sorted, so that maps of one key type share the code for it.
    for key in sorted_keys(map.keys()) {
        if let Some(value) = map.get(key) {
            visit(key, value);
        }
    }
}

#[inline(never)]
fn sort<K: Ord>(keys: &mut [&K]) {
    keys.sort_unstable();
}

fn sorted_keys<'a, K: Ord>(keys: impl Iterator<Item = &'a K>) -> Vec<&'a K> {
    let mut keys: Vec<&K> = keys.collect();
    sort(&mut keys);
    keys
}

impl<K: Ord, V> MapSlot<K, V> for BTreeMap<K, V> {
    #[inline]
    fn put(&mut self, key: K, value: V) -> bool {
        self.insert(key, value).is_some()
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline]
    fn each(&self, _: bool, mut visit: impl FnMut(&K, &V)) {
        for (key, value) in self {
            visit(key, value);
        }
    }
}

/// The keys of the two fields of a map's entry.
const fn entry_keys<K: Kind, V: Kind>() -> (u32, u32) {
    (wire::MAP_KEY << 3 | K::WIRE, wire::MAP_VALUE << 3 | V::WIRE)
}

impl<K: Kind, V: Kind, T: MapSlot<K::Value, V::Value>> Field<T> for Map<K, V> {
    fn size(map: &T, key: u32, sizer: &mut Sizer) -> usize {
        let (of_key, of_value) = entry_keys::<K, V>();
        let mut sum = 0;
        map.each(sizer.sorted(), |k, v| {
            sum += sizer.len_delimited(key, |sizer| {
                K::size(k, of_key, sizer) + V::size(v, of_value, sizer)
            });
        });
        sum
    }

    fn write(map: &T, key: u32, writer: &mut Writer<'_>) {
        let (of_key, of_value) = entry_keys::<K, V>();
        map.each(writer.sorted(), |k, v| {
            let len = writer.next_len();
            writer.head(key, len);
            K::write(k, of_key, writer);
            V::write(v, of_value, writer);
        });
    }

    fn merge(map: &mut T, _: u32, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        let (of_key, of_value) = entry_keys::<K, V>();
        reader.charge(1, size_of::<(K::Value, V::Value)>())?;
        let (mut k, mut v) = (K::Value::default(), V::Value::default());
        let outer = reader.enter()?;
        // Nearly always the key, the value, and nothing else.
        if reader.take_key(of_key) {
            K::merge(&mut k, of_key, reader)?;
        }
        if reader.take_key(of_value) {
            V::merge(&mut v, of_value, reader)?;
        }
        if reader.remaining() > 0 {
            reader.fields(&mut |reader, key| match key {
                key if key == of_key => K::merge(&mut k, key, reader),
                key if key == of_value => V::merge(&mut v, key, reader),
                key => reader.ignore(key),
            })?;
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
