//! How one value of each proto type is written in JSON.
//!
//! Protocol Buffers, ProtoJSON Format: the table of types.

use crate::base64;

use super::{
    JsonCodec, Name, number,
    read::{JsonReader, syntax},
    write::JsonWriter,
};
use crate::message::{
    BinaryCodec,
    closed::Closed,
    enumeration::Enumeration,
    error::DecodeError,
    kind::{
        Bool, Boxed, Bytes, Double, Fixed32, Fixed64, Float, Group, Int32, Int64, Kind, Msg, Open,
        Sfixed32, Sfixed64, Shared, Sint32, Sint64, Str, Uint32, Uint64, VecBytes,
    },
    shared_str::SharedStr,
};

/// A [`Kind`] that has a JSON form.
pub trait JsonKind: Kind {
    /// Whether `null` is a value of the type rather than the absence of one.
    const NULL: bool = false;

    /// Writes a value.
    fn write_json(value: &Self::Value, writer: &mut JsonWriter);
    /// Reads a value over a default. `false` if it is one to pass over: an enum name that is not known.
    fn read_json(value: &mut Self::Value, reader: &mut JsonReader<'_>)
    -> Result<bool, DecodeError>;

    /// Writes a repeated field.
    #[inline(never)]
    fn write_array(values: &[Self::Value], name: &Name, writer: &mut JsonWriter) {
        write_array::<Self>(values, name, writer);
    }

    /// Reads a repeated field; `null` adds nothing.
    #[inline(never)]
    fn read_array(
        values: &mut Vec<Self::Value>,
        reader: &mut JsonReader<'_>,
    ) -> Result<(), DecodeError> {
        read_array::<Self>(values, reader)
    }

    /// Writes a field with one value.
    #[inline(never)]
    fn write_field(value: &Self::Value, name: &Name, writer: &mut JsonWriter) {
        write_field::<Self>(value, name, writer);
    }

    /// Reads a field that always has a value; `null` leaves it as it is.
    #[inline(never)]
    fn read_field(value: &mut Self::Value, reader: &mut JsonReader<'_>) -> Result<(), DecodeError> {
        read_field::<Self>(value, reader)
    }

    /// Reads a field that may have none; `null` leaves it as it is.
    #[inline(never)]
    fn read_optional(
        slot: &mut Option<Self::Value>,
        reader: &mut JsonReader<'_>,
    ) -> Result<(), DecodeError> {
        read_optional::<Self>(slot, reader)
    }
}

/// The forms of whole fields, written out for the runtime's own types: see the macro of this name in the
/// binary format.
macro_rules! compiled_here {
    ($value:ty) => {
        fn write_array(values: &[$value], name: &Name, writer: &mut JsonWriter) {
            write_array::<Self>(values, name, writer);
        }

        fn read_array(
            values: &mut Vec<$value>,
            reader: &mut JsonReader<'_>,
        ) -> Result<(), DecodeError> {
            read_array::<Self>(values, reader)
        }

        fn write_field(value: &$value, name: &Name, writer: &mut JsonWriter) {
            write_field::<Self>(value, name, writer);
        }

        fn read_field(value: &mut $value, reader: &mut JsonReader<'_>) -> Result<(), DecodeError> {
            read_field::<Self>(value, reader)
        }

        fn read_optional(
            slot: &mut Option<$value>,
            reader: &mut JsonReader<'_>,
        ) -> Result<(), DecodeError> {
            read_optional::<Self>(slot, reader)
        }
    };
}

fn write_array<K: JsonKind + ?Sized>(values: &[K::Value], name: &Name, writer: &mut JsonWriter) {
    if values.is_empty() && !writer.options().defaults {
        return;
    }
    writer.name(name);
    writer.open(b'[');
    for value in values {
        writer.comma();
        K::write_json(value, writer);
    }
    writer.close(b']');
}

fn read_array<K: JsonKind + ?Sized>(
    values: &mut Vec<K::Value>,
    reader: &mut JsonReader<'_>,
) -> Result<(), DecodeError> {
    if reader.null() {
        return Ok(());
    }
    let mut begun = false;
    while reader.next_element(&mut begun, size_of::<K::Value>())? {
        let index = values.len();
        values.push(K::Value::default());
        if !K::read_json(&mut values[index], reader)? {
            values.truncate(index);
        }
    }
    Ok(())
}

fn write_field<K: JsonKind + ?Sized>(value: &K::Value, name: &Name, writer: &mut JsonWriter) {
    writer.name(name);
    K::write_json(value, writer);
}

fn read_field<K: JsonKind + ?Sized>(
    value: &mut K::Value,
    reader: &mut JsonReader<'_>,
) -> Result<(), DecodeError> {
    match !K::NULL && reader.null() {
        true => Ok(()),
        false => K::read_json(value, reader).map(drop),
    }
}

fn read_optional<K: JsonKind + ?Sized>(
    slot: &mut Option<K::Value>,
    reader: &mut JsonReader<'_>,
) -> Result<(), DecodeError> {
    if !K::NULL && reader.null() {
        return Ok(());
    }
    let mut value = K::Value::default();
    *slot = K::read_json(&mut value, reader)?.then_some(value);
    Ok(())
}

/// A [`JsonKind`] that can be the key of a map: in JSON always a string.
pub trait JsonKey: JsonKind {
    /// Writes a key with its colon.
    fn write_key(key: &Self::Value, writer: &mut JsonWriter);
    /// Reads a key from what stands between the quotes.
    fn read_key(text: &str) -> Option<Self::Value>;
    /// Steps to the next entry of an object, which takes this much memory, and reads its key; `None` behind
    /// the last.
    fn next_key(
        reader: &mut JsonReader<'_>,
        begun: &mut bool,
        size: usize,
    ) -> Result<Option<Self::Value>, DecodeError>;
}

fn next_key<K: JsonKey + ?Sized>(
    reader: &mut JsonReader<'_>,
    begun: &mut bool,
    size: usize,
) -> Result<Option<K::Value>, DecodeError> {
    if !reader.next_member(begun, size)? {
        return Ok(None);
    }
    let key = K::read_key(&reader.name()?);
    key.map(Some).ok_or_else(|| syntax("invalid key of a map"))
}

/// The integer types; those of 64 bits are written in quotes, since JavaScript would round them.
macro_rules! integers {
    ($($kind:ident $value:ty, $quotes:literal, $method:ident;)*) => {$(
        impl JsonKind for $kind {
            fn write_json(value: &$value, writer: &mut JsonWriter) {
                if $quotes {
                    writer.out().push(b'"');
                }
                writer.$method((*value).into());
                if $quotes {
                    writer.out().push(b'"');
                }
            }

            fn read_json(value: &mut $value, reader: &mut JsonReader<'_>) -> Result<bool, DecodeError> {
                let integer = read_integer(reader)?;
                *value = <$value>::try_from(integer).map_err(|_| out_of_range())?;
                Ok(true)
            }

            compiled_here! { $value }
        }

        impl JsonKey for $kind {
            fn write_key(key: &$value, writer: &mut JsonWriter) {
                writer.comma();
                writer.out().push(b'"');
                writer.$method((*key).into());
                writer.raw("\":");
            }

            fn read_key(text: &str) -> Option<$value> {
                whole_number(text).and_then(number::integer)?.try_into().ok()
            }

 fn next_key(
                reader: &mut JsonReader<'_>,
                begun: &mut bool,
                size: usize,
            ) -> Result<Option<$value>, DecodeError> {
                next_key::<Self>(reader, begun, size)
 }
}
    )*};
}

integers! {
    Int32 i32, false, integer;
    Sint32 i32, false, integer;
    Sfixed32 i32, false, integer;
    Uint32 u32, false, unsigned;
    Fixed32 u32, false, unsigned;
    Int64 i64, true, integer;
    Sint64 i64, true, integer;
    Sfixed64 i64, true, integer;
    Uint64 u64, true, unsigned;
    Fixed64 u64, true, unsigned;
}

/// An integer, as a number or in quotes.
fn read_integer(reader: &mut JsonReader<'_>) -> Result<i128, DecodeError> {
    let integer = match reader.peek() {
        Some(b'"') => {
            number::integer(whole_number(&reader.string()?).ok_or_else(expected_integer)?)
        }
        _ => number::integer(reader.number()?),
    };
    integer.ok_or_else(expected_integer)
}

/// The text, if a number is all that it is.
fn whole_number(text: &str) -> Option<&str> {
    (number::number_len(text.as_bytes()) == Some(text.len())).then_some(text)
}

#[cold]
fn expected_integer() -> DecodeError {
    syntax("expected an integer")
}

#[cold]
fn out_of_range() -> DecodeError {
    syntax("number out of range")
}

/// The floating point types, whose special values are strings.
macro_rules! floats {
    ($($kind:ident $value:ident, $write:ident;)*) => {$(
        impl JsonKind for $kind {
            fn write_json(value: &$value, writer: &mut JsonWriter) {
                match value {
                    value if value.is_finite() => number::$write(*value, writer.out()),
                    value if value.is_nan() => writer.raw("\"NaN\""),
                    value if *value > 0.0 => writer.raw("\"Infinity\""),
                    _ => writer.raw("\"-Infinity\""),
                }
            }

            fn read_json(value: &mut $value, reader: &mut JsonReader<'_>) -> Result<bool, DecodeError> {
                let parse = |text: &str| match text.parse::<$value>() {
                    Ok(value) if value.is_finite() => Ok(value),
                    _ => Err(out_of_range()),
                };
                *value = match reader.peek() {
                    Some(b'"') => match &*reader.string()? {
                        "NaN" => $value::NAN,
                        "Infinity" => $value::INFINITY,
                        "-Infinity" => $value::NEG_INFINITY,
                        text => parse(whole_number(text).ok_or_else(|| syntax("expected a number"))?)?,
                    },
                    _ => parse(reader.number()?)?,
                };
                Ok(true)
            }

            compiled_here! { $value }
        }
    )*};
}

floats! {
    Float f32, write_f32;
    Double f64, write_f64;
}

impl JsonKind for Bool {
    fn write_json(value: &bool, writer: &mut JsonWriter) {
        writer.bool(*value);
    }

    fn read_json(value: &mut bool, reader: &mut JsonReader<'_>) -> Result<bool, DecodeError> {
        *value = reader.bool()?;
        Ok(true)
    }

    compiled_here! { bool }
}

impl JsonKey for Bool {
    fn write_key(key: &bool, writer: &mut JsonWriter) {
        writer.key(if *key { "true" } else { "false" });
    }

    fn read_key(text: &str) -> Option<bool> {
        match text {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    fn next_key(
        reader: &mut JsonReader<'_>,
        begun: &mut bool,
        size: usize,
    ) -> Result<Option<bool>, DecodeError> {
        next_key::<Self>(reader, begun, size)
    }
}

impl JsonKind for Str {
    fn write_json(value: &String, writer: &mut JsonWriter) {
        writer.string(value);
    }

    fn read_json(value: &mut String, reader: &mut JsonReader<'_>) -> Result<bool, DecodeError> {
        *value = reader.string()?.into_owned();
        Ok(true)
    }

    compiled_here! { String }
}

impl JsonKey for Str {
    fn write_key(key: &String, writer: &mut JsonWriter) {
        writer.key(key);
    }

    fn read_key(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    fn next_key(
        reader: &mut JsonReader<'_>,
        begun: &mut bool,
        size: usize,
    ) -> Result<Option<String>, DecodeError> {
        next_key::<Self>(reader, begun, size)
    }
}

impl JsonKind for Shared {
    fn write_json(value: &SharedStr, writer: &mut JsonWriter) {
        writer.string(value);
    }

    fn read_json(value: &mut SharedStr, reader: &mut JsonReader<'_>) -> Result<bool, DecodeError> {
        *value = reader.string()?.into();
        Ok(true)
    }

    compiled_here! { SharedStr }
}

impl JsonKey for Shared {
    fn write_key(key: &SharedStr, writer: &mut JsonWriter) {
        writer.key(key);
    }

    fn read_key(text: &str) -> Option<SharedStr> {
        Some(text.into())
    }

    fn next_key(
        reader: &mut JsonReader<'_>,
        begun: &mut bool,
        size: usize,
    ) -> Result<Option<SharedStr>, DecodeError> {
        next_key::<Self>(reader, begun, size)
    }
}

impl JsonKind for Bytes {
    fn write_json(value: &bytes::Bytes, writer: &mut JsonWriter) {
        write_base64(value, writer);
    }

    fn read_json(
        value: &mut bytes::Bytes,
        reader: &mut JsonReader<'_>,
    ) -> Result<bool, DecodeError> {
        *value = read_base64(reader)?.into();
        Ok(true)
    }

    compiled_here! { bytes::Bytes }
}

impl JsonKind for VecBytes {
    fn write_json(value: &Vec<u8>, writer: &mut JsonWriter) {
        write_base64(value, writer);
    }

    fn read_json(value: &mut Vec<u8>, reader: &mut JsonReader<'_>) -> Result<bool, DecodeError> {
        *value = read_base64(reader)?;
        Ok(true)
    }

    compiled_here! { Vec<u8> }
}

fn write_base64(bytes: &[u8], writer: &mut JsonWriter) {
    let out = writer.out();
    out.push(b'"');
    base64::encode(bytes, out);
    out.push(b'"');
}

fn read_base64(reader: &mut JsonReader<'_>) -> Result<Vec<u8>, DecodeError> {
    let bytes = base64::decode(reader.string()?.as_bytes());
    bytes.ok_or_else(|| syntax("invalid base64"))
}

/// Writes an enum by its name, or as its number where it has no name.
fn write_enum<E: Enumeration>(value: E, writer: &mut JsonWriter) {
    match value.name() {
        _ if E::IS_NULL => writer.raw("null"),
        // Names are identifiers: nothing in them needs an escape.
        Some(name) if !writer.options().enums_as_numbers => {
            let out = writer.out();
            out.push(b'"');
            out.extend_from_slice(name.as_bytes());
            out.push(b'"');
        }
        _ => writer.integer(value.number().into()),
    }
}

fn read_enum<E: Enumeration>(
    value: &mut E,
    reader: &mut JsonReader<'_>,
) -> Result<bool, DecodeError> {
    let known = match reader.peek() {
        Some(b'"') => E::from_name(&reader.string()?),
        Some(b'n') if E::IS_NULL && reader.null() => E::from_number(0),
        _ => {
            let number = number::integer(reader.number()?).ok_or_else(expected_integer)?;
            E::from_number(i32::try_from(number).map_err(|_| out_of_range())?)
        }
    };
    match known {
        Some(known) => *value = known,
        None if reader.options().ignore_unknown => return Ok(false),
        None => {
            return Err(DecodeError::new(format!(
                "unknown value of {}",
                E::FULL_NAME
            )));
        }
    }
    Ok(true)
}

impl<E: Enumeration> JsonKind for Open<E> {
    const NULL: bool = E::IS_NULL;

    fn write_json(value: &E, writer: &mut JsonWriter) {
        write_enum(*value, writer);
    }

    fn read_json(value: &mut E, reader: &mut JsonReader<'_>) -> Result<bool, DecodeError> {
        read_enum(value, reader)
    }
}

impl<E: Enumeration> JsonKind for Closed<E> {
    fn write_json(value: &E, writer: &mut JsonWriter) {
        write_enum(*value, writer);
    }

    fn read_json(value: &mut E, reader: &mut JsonReader<'_>) -> Result<bool, DecodeError> {
        read_enum(value, reader)
    }
}

fn write_message<M: JsonCodec>(message: &M, writer: &mut JsonWriter) {
    if writer.deepen() {
        message.write_json(writer);
        writer.rise();
    }
}

fn read_message<M: JsonCodec>(
    message: &mut M,
    reader: &mut JsonReader<'_>,
) -> Result<bool, DecodeError> {
    reader.deepen()?;
    message.read_json(reader)?;
    reader.rise();
    Ok(true)
}

impl<M: BinaryCodec + JsonCodec + Default> JsonKind for Msg<M> {
    const NULL: bool = M::NULL;

    fn write_json(value: &M, writer: &mut JsonWriter) {
        write_message(value, writer);
    }

    fn read_json(value: &mut M, reader: &mut JsonReader<'_>) -> Result<bool, DecodeError> {
        read_message(value, reader)
    }
}

impl<M: BinaryCodec + JsonCodec + Default> JsonKind for Group<M> {
    fn write_json(value: &M, writer: &mut JsonWriter) {
        write_message(value, writer);
    }

    fn read_json(value: &mut M, reader: &mut JsonReader<'_>) -> Result<bool, DecodeError> {
        read_message(value, reader)
    }
}

impl<K: JsonKind> JsonKind for Boxed<K> {
    const NULL: bool = K::NULL;

    fn write_json(value: &Self::Value, writer: &mut JsonWriter) {
        K::write_json(value, writer);
    }

    fn read_json(
        value: &mut Self::Value,
        reader: &mut JsonReader<'_>,
    ) -> Result<bool, DecodeError> {
        K::read_json(value, reader)
    }
}
