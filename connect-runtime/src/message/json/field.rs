//! How a whole field is written in JSON: presence, repetition, maps, oneofs, and the object around them.

use super::{
    JsonFields, Name,
    kind::{JsonKey, JsonKind},
    read::{JsonReader, syntax},
    write::JsonWriter,
};
use crate::message::{
    error::DecodeError,
    field::{Implicit, Map, MapSlot, Numbers, Optional, Packed, Repeated, Required},
    kind::Scalar,
    registry,
};

/// The JSON of a field; `T` is the type of the struct's field.
pub trait JsonField<T> {
    /// Writes name and value, if there is something to write.
    fn write_json(value: &T, name: &Name, writer: &mut JsonWriter);
    /// Reads the value behind the field's name.
    fn read_json(value: &mut T, reader: &mut JsonReader<'_>) -> Result<(), DecodeError>;
}

impl<K: JsonKind> JsonField<K::Value> for Implicit<K> {
    fn write_json(value: &K::Value, name: &Name, writer: &mut JsonWriter) {
        if !K::is_default(value) || writer.options().defaults {
            K::write_field(value, name, writer);
        }
    }

    fn read_json(value: &mut K::Value, reader: &mut JsonReader<'_>) -> Result<(), DecodeError> {
        K::read_field(value, reader)
    }
}

impl<K: JsonKind> JsonField<K::Value> for Required<K> {
    fn write_json(value: &K::Value, name: &Name, writer: &mut JsonWriter) {
        K::write_field(value, name, writer);
    }

    fn read_json(value: &mut K::Value, reader: &mut JsonReader<'_>) -> Result<(), DecodeError> {
        K::read_field(value, reader)
    }
}

impl<K: JsonKind> JsonField<Option<K::Value>> for Optional<K> {
    #[inline]
    fn write_json(value: &Option<K::Value>, name: &Name, writer: &mut JsonWriter) {
        if let Some(value) = value {
            K::write_field(value, name, writer);
        }
    }

    #[inline]
    fn read_json(
        slot: &mut Option<K::Value>,
        reader: &mut JsonReader<'_>,
    ) -> Result<(), DecodeError> {
        K::read_optional(slot, reader)
    }
}

/// Writes a member of a oneof.
#[inline]
pub fn write_one<K: JsonKind>(value: &K::Value, name: &Name, writer: &mut JsonWriter) {
    K::write_field(value, name, writer);
}

/// Reads the member of a oneof.
pub fn oneof_json<K: JsonKind, O>(
    slot: &mut Option<O>,
    reader: &mut JsonReader<'_>,
    member: fn(K::Value) -> O,
) -> Result<(), DecodeError> {
    if !K::NULL && reader.null() {
        return Ok(());
    }
    if slot.is_some() {
        return Err(syntax("more than one member of a oneof"));
    }
    let mut value = K::Value::default();
    if K::read_json(&mut value, reader)? {
        *slot = Some(member(value));
    }
    Ok(())
}

impl<K: JsonKind> JsonField<Vec<K::Value>> for Repeated<K> {
    #[inline]
    fn write_json(values: &Vec<K::Value>, name: &Name, writer: &mut JsonWriter) {
        K::write_array(values, name, writer);
    }

    #[inline]
    fn read_json(
        values: &mut Vec<K::Value>,
        reader: &mut JsonReader<'_>,
    ) -> Result<(), DecodeError> {
        K::read_array(values, reader)
    }
}

/// Packed or not makes no difference in JSON.
macro_rules! as_repeated {
    ($($field:ident)*) => {$(
        impl<S: Scalar + JsonKind<Value = <S as Scalar>::Value>> JsonField<Vec<<S as Scalar>::Value>>
            for $field<S>
        {
            #[inline]
            fn write_json(values: &Vec<<S as Scalar>::Value>, name: &Name, writer: &mut JsonWriter) {
                Repeated::<S>::write_json(values, name, writer);
            }

            #[inline]
            fn read_json(
                values: &mut Vec<<S as Scalar>::Value>,
                reader: &mut JsonReader<'_>,
            ) -> Result<(), DecodeError> {
                Repeated::<S>::read_json(values, reader)
            }
        }
    )*};
}

as_repeated! { Numbers Packed }

impl<K: JsonKey, V: JsonKind, T: MapSlot<K::Value, V::Value>> JsonField<T> for Map<K, V> {
    fn write_json(map: &T, name: &Name, writer: &mut JsonWriter) {
        if map.is_empty() && !writer.options().defaults {
            return;
        }
        writer.name(name);
        write_map::<K, V, T>(map, writer);
    }

    fn read_json(map: &mut T, reader: &mut JsonReader<'_>) -> Result<(), DecodeError> {
        match reader.null() {
            true => Ok(()),
            false => read_map::<K, V, T>(map, reader),
        }
    }
}

/// Writes a map as an object, by ascending key: the same text for equal messages.
#[inline(never)]
pub(crate) fn write_map<K: JsonKey, V: JsonKind, T: MapSlot<K::Value, V::Value>>(
    map: &T,
    writer: &mut JsonWriter,
) {
    writer.open(b'{');
    map.each_sorted(&mut |key, value| {
        K::write_key(key, writer);
        V::write_json(value, writer);
    });
    writer.close(b'}');
}

/// Reads an object into a map.
#[inline(never)]
pub(crate) fn read_map<K: JsonKey, V: JsonKind, T: MapSlot<K::Value, V::Value>>(
    map: &mut T,
    reader: &mut JsonReader<'_>,
) -> Result<(), DecodeError> {
    let mut begun = false;
    while let Some(key) = K::next_key(reader, &mut begun, size_of::<(K::Value, V::Value)>())? {
        let mut value = V::Value::default();
        if V::read_json(&mut value, reader)? && map.put(key, value) {
            return Err(syntax("duplicate key in a map"));
        }
    }
    Ok(())
}

/// Which fields of an object were there already.
struct Seen {
    first: [u64; 2],
    more: Vec<u64>,
}

impl Seen {
    fn new(fields: usize) -> Self {
        Seen {
            first: [0; 2],
            more: vec![0; fields.div_ceil(64).saturating_sub(2)],
        }
    }

    /// Whether this is the first time for `index`.
    fn insert(&mut self, index: usize) -> bool {
        let word = match index / 64 {
            word @ (0 | 1) => &mut self.first[word],
            word => &mut self.more[word - 2],
        };
        let bit = 1 << (index % 64);
        let new = *word & bit == 0;
        *word |= bit;
        new
    }
}

/// Reads an object into a message; `in_any` if it is that of an `Any`, whose `@type` is not a field. One
/// copy of this loop serves all message types.
pub(crate) fn read_members(
    message: &mut dyn JsonFields,
    reader: &mut JsonReader<'_>,
    in_any: bool,
) -> Result<(), DecodeError> {
    let names = message.names();
    let mut seen = Seen::new(names.len());
    // Fields mostly come in the order of the `.proto`: the next one is tried first.
    let mut next = 0;
    let mut more = reader.begin_object()?;
    while more {
        let index = match names.get(next) {
            Some(name) if reader.take_name(name.json()) => Some(next),
            _ => {
                let name = reader.name()?;
                let index = Name::find(names, &name);
                if index.is_none() {
                    read_other(message, &name, reader, in_any)?;
                }
                index
            }
        };
        if let Some(index) = index {
            if !seen.insert(index) {
                return Err(syntax("duplicate field"));
            }
            message.read_field(index, reader)?;
            next = index + 1;
        }
        more = reader.more(b'}')?;
    }
    Ok(())
}

/// Reads the value of a name that is not that of a field.
#[cold]
fn read_other(
    message: &mut dyn JsonFields,
    name: &str,
    reader: &mut JsonReader<'_>,
    in_any: bool,
) -> Result<(), DecodeError> {
    // Some write an empty message inside an `Any` as they write the special types.
    if in_any && (name == "@type" || name == "value" && message.names().is_empty()) {
        return reader.skip();
    }
    if let Some(extension) = registry::extension_in_brackets(message.full_name(), name) {
        return extension.read_json(message.unknown_mut(), reader);
    }
    match reader.options().ignore_unknown {
        true => reader.skip(),
        false => Err(syntax("unknown field")),
    }
}

/// Reads the object of an `Any` with a special type, whose JSON is the member `value`.
pub(crate) fn read_value_member<'a>(
    reader: &mut JsonReader<'a>,
    mut value: impl FnMut(&mut JsonReader<'a>) -> Result<(), DecodeError>,
) -> Result<(), DecodeError> {
    let mut found = false;
    reader.object(&mut |reader, name| match &*name {
        "value" if found => Err(syntax("duplicate field")),
        "value" => {
            found = true;
            value(reader)
        }
        "@type" => reader.skip(),
        _ if reader.options().ignore_unknown => reader.skip(),
        _ => Err(syntax("unknown field")),
    })?;
    match found {
        true => Ok(()),
        false => Err(syntax("expected a member \"value\"")),
    }
}
