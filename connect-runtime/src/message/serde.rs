//! Messages and enums in serde's formats.
//!
//! What a format shows to people gets the ProtoJSON form, every other the binary one as a string of bytes. There
//! is no second mapping of fields: the JSON text is written and read by the message's own codec, and here
//! it is told to a serializer piece by piece, or put together from what a deserializer tells. No tree is
//! built, and no length that a format declares is trusted.

use std::{cell::Cell, fmt, io::Write as _, marker::PhantomData};

use bytes::Bytes;
use serde_core::{
    de::{self, DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor},
    ser::{Error as _, SerializeMap as _, SerializeSeq as _},
};

pub use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

use super::{
    Message,
    decode::MAX_DEPTH,
    enumeration::Enumeration,
    error::DecodeError,
    json::{JsonOptions, kind::JsonKind, number, read::JsonReader, write::JsonWriter},
    kind::{Double, Open},
    shared_str::SharedStr,
};
use crate::base64;

/// How deep brackets may stand in each other: each message has its own, and those of the array or map that it
/// stands in. What is deeper, `from_json` would refuse as well.
const MAX_BRACKETS: u32 = 2 * (MAX_DEPTH + 1);

/// Implements serde's traits for a generated type.
#[doc(hidden)]
#[macro_export]
macro_rules! __connect_serde {
    (message $name:ty) => {
        #[automatically_derived]
        impl $crate::__private::message::serde::Serialize for $name {
            fn serialize<S: $crate::__private::message::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::__private::message::serde::serialize_message(self, serializer)
            }
        }

        #[automatically_derived]
        impl<'de> $crate::__private::message::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::message::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::message::serde::deserialize_message(deserializer)
            }
        }
    };
    (enum $name:ty) => {
        #[automatically_derived]
        impl $crate::__private::message::serde::Serialize for $name {
            fn serialize<S: $crate::__private::message::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::__private::message::serde::serialize_enum(*self, serializer)
            }
        }

        #[automatically_derived]
        impl<'de> $crate::__private::message::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::message::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::message::serde::deserialize_enum(deserializer)
            }
        }
    };
}

/// A message as its JSON form, or as its bytes.
pub fn serialize_message<M: Message, S: Serializer>(
    message: &M,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    if !serializer.is_human_readable() {
        return serializer.serialize_bytes(&message.to_proto());
    }
    let json = message.to_json().map_err(S::Error::custom)?;
    let part = Part {
        json: &json,
        start: 0,
        end: &Cell::new(0),
        depth: MAX_BRACKETS,
    };
    part.serialize(serializer)
}

/// A message from its JSON form, or from its bytes.
pub fn deserialize_message<'de, M: Message, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<M, D::Error> {
    if !deserializer.is_human_readable() {
        let bytes = deserializer.deserialize_byte_buf(Binary)?;
        return M::from_proto(bytes).map_err(D::Error::custom);
    }
    let json = json_text(deserializer)?;
    // Not `from_json`, whose errors tell a place in a text that the caller has never seen.
    read_json(&json).map_err(D::Error::custom)
}

fn read_json<M: Message>(json: &str) -> Result<M, DecodeError> {
    let mut message = M::default();
    let mut reader = JsonReader::new(json, JsonOptions::default());
    message.read_json(&mut reader)?;
    reader.end()?;
    Ok(message)
}

/// An enum as its name, or as its number if it has none or the format is not for people.
pub fn serialize_enum<E: Enumeration, S: Serializer>(
    value: E,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match value.name() {
        _ if !serializer.is_human_readable() => serializer.serialize_i32(value.number()),
        _ if E::IS_NULL => serializer.serialize_unit(),
        Some(name) => serializer.serialize_str(name),
        None => serializer.serialize_i32(value.number()),
    }
}

/// An enum from its name or number.
pub fn deserialize_enum<'de, E: Enumeration, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<E, D::Error> {
    if !deserializer.is_human_readable() {
        return deserializer.deserialize_i32(NameOrNumber(PhantomData));
    }
    read_enum(&json_text(deserializer)?).map_err(D::Error::custom)
}

fn read_enum<E: Enumeration>(json: &str) -> Result<E, DecodeError> {
    // A field can be left out for a name that is not known; a value that stands alone cannot.
    let options = JsonOptions::default().with_ignore_unknown(false);
    let mut reader = JsonReader::new(json, options);
    let mut value = E::default();
    Open::<E>::read_json(&mut value, &mut reader)?;
    reader.end()?;
    Ok(value)
}

impl Serialize for SharedStr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for SharedStr {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

/// One value in a JSON text that our writer wrote.
struct Part<'a> {
    json: &'a str,
    start: usize,
    /// Where the value ends, once it has been told.
    end: &'a Cell<usize>,
    depth: u32,
}

impl Serialize for Part<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut reader = JsonReader::new(self.json, JsonOptions::default());
        reader.seek(self.start);
        let done = match reader.peek() {
            Some(b'{') => self.object(&mut reader, serializer),
            Some(b'[') => self.array(&mut reader, serializer),
            Some(b'"') => serializer.serialize_str(&reader.string().map_err(S::Error::custom)?),
            Some(b't' | b'f') => {
                serializer.serialize_bool(reader.bool().map_err(S::Error::custom)?)
            }
            Some(b'n') if reader.null() => serializer.serialize_unit(),
            _ => serialize_number(reader.number().map_err(S::Error::custom)?, serializer),
        };
        self.end.set(reader.offset());
        done
    }
}

impl<'a> Part<'a> {
    fn object<S: Serializer>(
        &self,
        reader: &mut JsonReader<'a>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let depth = deeper(self.depth).map_err(S::Error::custom)?;
        let mut map = serializer.serialize_map(None)?;
        let mut more = reader.begin_object().map_err(S::Error::custom)?;
        while more {
            let name = reader.name().map_err(S::Error::custom)?;
            self.inner(reader, depth, |part| map.serialize_entry(&*name, part))?;
            more = reader.more(b'}').map_err(S::Error::custom)?;
        }
        map.end()
    }

    fn array<S: Serializer>(
        &self,
        reader: &mut JsonReader<'a>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let depth = deeper(self.depth).map_err(S::Error::custom)?;
        let mut seq = serializer.serialize_seq(None)?;
        reader.take(b'[');
        let mut more = !reader.take(b']');
        while more {
            self.inner(reader, depth, |part| seq.serialize_element(part))?;
            more = reader.more(b']').map_err(S::Error::custom)?;
        }
        seq.end()
    }

    /// Hands the value at which `reader` stands to `tell`, and steps behind it.
    fn inner<E: serde_core::ser::Error>(
        &self,
        reader: &mut JsonReader<'a>,
        depth: u32,
        tell: impl FnOnce(&Part<'a>) -> Result<(), E>,
    ) -> Result<(), E> {
        let part = Part {
            start: reader.offset(),
            depth,
            ..*self
        };
        self.end.set(part.start);
        tell(&part)?;
        match self.end.get() {
            // A serializer may pass over a value.
            end if end == part.start => reader.skip().map_err(E::custom),
            end => {
                reader.seek(end);
                Ok(())
            }
        }
    }
}

/// A number as an integer, if it is written as one that fits.
fn serialize_number<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    if let Ok(number) = text.parse() {
        return serializer.serialize_u64(number);
    }
    match text.parse::<i64>() {
        Ok(number) if number < 0 => serializer.serialize_i64(number),
        // `-0` is one of these.
        _ => serializer.serialize_f64(text.parse().map_err(S::Error::custom)?),
    }
}

/// One level less.
fn deeper(depth: u32) -> Result<u32, DecodeError> {
    depth
        .checked_sub(1)
        .ok_or_else(|| DecodeError::new("values stand too deep in each other"))
}

/// Whatever the deserializer has, as JSON text.
fn json_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let mut writer = JsonWriter::new(Vec::new(), JsonOptions::default());
    let value = AnyValue {
        writer: &mut writer,
        depth: MAX_BRACKETS,
    };
    value.deserialize(deserializer)?;
    let json = writer.finish().map_err(D::Error::custom)?;
    Ok(String::from_utf8(json).expect("the JSON writer only writes UTF-8"))
}

/// Takes one value of any type and writes it as JSON.
struct AnyValue<'w> {
    writer: &'w mut JsonWriter,
    depth: u32,
}

/// The key under which serde_json tells a number, if a crate of the program asks for its arbitrary precision.
const SERDE_JSON_NUMBER: &str = "$serde_json::private::Number";

impl AnyValue<'_> {
    fn inner(&mut self, depth: u32) -> AnyValue<'_> {
        AnyValue {
            writer: self.writer,
            depth,
        }
    }

    /// What stands in a wrapper without a form of its own, which may be another one.
    fn unwrapped<'de, D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let depth = deeper(self.depth).map_err(D::Error::custom)?;
        let writer = self.writer;
        AnyValue { writer, depth }.deserialize(deserializer)
    }

    /// A number as it is written.
    fn digits<E: de::Error>(self, text: &str) -> Result<(), E> {
        if number::number_len(text.as_bytes()) != Some(text.len()) {
            return Err(E::custom("expected a number"));
        }
        self.writer.raw(text);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for AnyValue<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for AnyValue<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that JSON can have")
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.writer.bool(value);
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.writer.integer(value);
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.writer.unsigned(value);
        Ok(())
    }

    fn visit_i128<E>(self, value: i128) -> Result<(), E> {
        // Writing to a `Vec` cannot fail.
        let _ = write!(self.writer.out(), "{value}");
        Ok(())
    }

    fn visit_u128<E>(self, value: u128) -> Result<(), E> {
        let _ = write!(self.writer.out(), "{value}");
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        Double::write_json(&value, self.writer);
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.writer.string(value);
        Ok(())
    }

    fn visit_bytes<E>(self, value: &[u8]) -> Result<(), E> {
        let out = self.writer.out();
        out.push(b'"');
        base64::encode(value, out);
        out.push(b'"');
        Ok(())
    }

    fn visit_none<E: de::Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.writer.raw("null");
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.unwrapped(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.unwrapped(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        let depth = deeper(self.depth).map_err(A::Error::custom)?;
        self.writer.open(b'[');
        while seq.next_element_seed(Element(self.inner(depth)))?.is_some() {}
        self.writer.close(b']');
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let depth = deeper(self.depth).map_err(A::Error::custom)?;
        let start = self.writer.out().len();
        self.writer.open(b'{');
        let mut first = true;
        while let Some(number) = map.next_key_seed(Key(self.writer))? {
            if number && first {
                self.writer.out().truncate(start);
                return self.digits(&map.next_value::<String>()?);
            }
            first = false;
            map.next_value_seed(self.inner(depth))?;
        }
        self.writer.close(b'}');
        Ok(())
    }
}

/// An element of an array, with the comma in front.
struct Element<'w>(AnyValue<'w>);

impl<'de> DeserializeSeed<'de> for Element<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.writer.comma();
        self.0.deserialize(deserializer)
    }
}

/// The key of a map, which JSON has as a string. Tells whether it is that of serde_json's numbers.
struct Key<'w>(&'w mut JsonWriter);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Key<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string, integer or bool as key")
    }

    fn visit_str<E>(self, key: &str) -> Result<bool, E> {
        self.0.key(key);
        Ok(key == SERDE_JSON_NUMBER)
    }

    fn visit_bool<E: de::Error>(self, key: bool) -> Result<bool, E> {
        self.visit_str(if key { "true" } else { "false" })
    }

    fn visit_i64<E: de::Error>(self, key: i64) -> Result<bool, E> {
        self.visit_str(&key.to_string())
    }

    fn visit_u64<E: de::Error>(self, key: u64) -> Result<bool, E> {
        self.visit_str(&key.to_string())
    }
}

/// A message in binary, in any of the ways that formats have for bytes.
struct Binary;

impl<'de> Visitor<'de> for Binary {
    type Value = Bytes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a protobuf message as bytes")
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Bytes, E> {
        Ok(Bytes::copy_from_slice(bytes))
    }

    fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Bytes, E> {
        Ok(bytes.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Bytes, A::Error> {
        let mut bytes = Vec::new();
        while let Some(byte) = seq.next_element()? {
            bytes.push(byte);
        }
        Ok(bytes.into())
    }
}

/// A value of an enum in a format that is not for people: a number, or still the name.
struct NameOrNumber<E>(PhantomData<E>);

impl<E: Enumeration> NameOrNumber<E> {
    fn known<R: de::Error>(value: Option<E>) -> Result<E, R> {
        value.ok_or_else(|| R::custom(format_args!("unknown value of {}", E::FULL_NAME)))
    }
}

impl<E: Enumeration> Visitor<'_> for NameOrNumber<E> {
    type Value = E;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a name or number of {}", E::FULL_NAME)
    }

    fn visit_str<R: de::Error>(self, name: &str) -> Result<E, R> {
        Self::known(E::from_name(name))
    }

    fn visit_i64<R: de::Error>(self, number: i64) -> Result<E, R> {
        Self::known(number.try_into().ok().and_then(E::from_number))
    }

    fn visit_u64<R: de::Error>(self, number: u64) -> Result<E, R> {
        Self::known(number.try_into().ok().and_then(E::from_number))
    }
}

#[cfg(test)]
mod tests {
    use serde_core::de::value::{BytesDeserializer, Error, SeqDeserializer};
    use serde_core::de::{IntoDeserializer, value};
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::message::tests::schema::{Aliased, Colour, Defaults, Everything, Extended, Tree};
    use crate::types::{
        protobuf::{
            Any, BytesValue, DoubleValue, Duration, Empty, FieldMask, FloatValue, Int64Value,
            ListValue, NullValue, StringValue, Struct, Timestamp, UInt64Value, Value,
        },
        rpc::{Code, Status},
    };

    /// Both directions through serde_json are those of the codec, from text and from a tree.
    fn same<M: Message + Serialize + for<'de> Deserialize<'de>>(json: &str) {
        let message = M::from_json(json).expect(json);
        let written = message.to_json().expect(json);
        let tree: Json = serde_json::from_str(&written).expect(json);
        assert_eq!(serde_json::to_value(&message).expect(json), tree, "{json}");
        let told = serde_json::to_string(&message).expect(json);
        let read = [
            serde_json::from_str::<M>(json),
            serde_json::from_str::<M>(&told),
            serde_json::from_value::<M>(tree),
        ];
        for read in read {
            // Texts are compared, since NaN is not equal to itself.
            assert_eq!(read.expect(json).to_json().expect(json), written, "{json}");
        }
        let bytes = postcard::to_allocvec(&message).expect(json);
        let read: M = postcard::from_bytes(&bytes).expect(json);
        assert_eq!(read.to_json().expect(json), written, "{json}");
    }

    #[test]
    fn shared_text_is_text() {
        let text = SharedStr::from("a \"b\"");
        let json = serde_json::to_string(&text).expect("JSON");
        assert_eq!(json, r#""a \"b\"""#);
        assert_eq!(
            serde_json::from_str::<SharedStr>(&json).expect("text"),
            text
        );
    }

    #[test]
    fn json_is_that_of_the_codec() {
        same::<Empty>("{}");
        same::<Everything>("{}");
        same::<Everything>(
            r#"{"int32":-5,"sint64":"-9223372036854775808","fixed32":4294967295,"double":1.5,"bool":true,
            "text":"ünï \"quoted\"\n","data":"/+8=","colour":"COLOUR_BLUE","hat":{"size":3},
            "packed":[1,2],"plain":["18446744073709551615"],"texts":["a",""],"hats":[{},{"brim":"wide"}],
            "colours":["COLOUR_RED"],"byName":{"a":{"size":1},"":{}},"byNumber":{"-1":"COLOUR_RED"},
            "choiceHat":{"brim":"x"},"band":{"width":7},"password":"secret","value":null,"wait":"1.500s",
            "unknownFields":"u","type":"t"}"#,
        );
        for double in [
            "\"NaN\"",
            "\"-Infinity\"",
            "-0",
            "1e300",
            "3",
            "0.1",
            "5e-324",
        ] {
            same::<Everything>(&format!("{{\"double\":{double}}}"));
            same::<DoubleValue>(double);
        }
        same::<Defaults>(r#"{"answer":1,"low":"-1","raw":"AA=="}"#);
        same::<Extended>(
            r#"{"own":1,"[test.v1.label]":"x","[test.v1.sizes]":[1,2],"[test.v1.hat]":{"size":1}}"#,
        );
        same::<Timestamp>("\"1969-12-31T23:59:59.999Z\"");
        same::<Duration>("\"-0.000000001s\"");
        same::<FieldMask>("\"fooBar,baz\"");
        same::<FloatValue>("0.1");
        same::<Int64Value>("\"-5\"");
        same::<UInt64Value>("\"18446744073709551615\"");
        same::<StringValue>("\"\"");
        same::<BytesValue>("\"/+8=\"");
        same::<Value>("null");
        same::<ListValue>(r#"[null,true,-1.5,10000000000000000,1e17,"a",[],{}]"#);
        same::<Struct>(r#"{"a":{"b":[1,{"c":null}]},"d":""}"#);
        same::<Any>("{}");
        same::<Any>(
            r#"{"@type":"type.googleapis.com/google.protobuf.Any",
            "value":{"@type":"type.googleapis.com/test.v1.Hat","size":1}}"#,
        );
        same::<Status>(
            r#"{"code":5,"message":"gone","details":[
            {"@type":"type.googleapis.com/google.protobuf.Duration","value":"3s"}]}"#,
        );
    }

    #[test]
    fn messages_stand_in_structures_of_others() {
        let waits = vec![
            Some(Duration {
                seconds: 3,
                ..Duration::default()
            }),
            None,
        ];
        let json = serde_json::to_string(&waits).expect("a JSON form");
        assert_eq!(json, r#"["3s",null]"#);
        let back: Vec<Option<Duration>> = serde_json::from_str(&json).expect("JSON");
        assert_eq!(back, waits);

        // Bytes with a length in front, behind a tag for `Some`: the shape of the message does not show.
        let bytes = postcard::to_allocvec(&waits).expect("a binary form");
        assert_eq!(bytes, [2, 1, 2, 8, 3, 0]);
        let back: Vec<Option<Duration>> = postcard::from_bytes(&bytes).expect("bytes");
        assert_eq!(back, waits);
    }

    #[test]
    fn enums_are_names_for_people_and_numbers_otherwise() {
        for (value, json) in [
            (Code::NotFound, json!("NOT_FOUND")),
            (Code::Unrecognized(99), json!(99)),
        ] {
            assert_eq!(serde_json::to_value(value).expect("a JSON form"), json);
            assert_eq!(serde_json::from_value::<Code>(json).expect("JSON"), value);
            let bytes = postcard::to_allocvec(&value).expect("a binary form");
            assert_eq!(
                bytes,
                postcard::to_allocvec(&i32::from(value)).expect("bytes")
            );
            assert_eq!(postcard::from_bytes::<Code>(&bytes).expect("bytes"), value);
        }
        for (json, value) in [
            ("5", Code::NotFound),
            ("5.0", Code::NotFound),
            ("-1", Code::Unrecognized(-1)),
        ] {
            assert_eq!(serde_json::from_str::<Code>(json).expect(json), value);
        }
        assert_eq!(
            serde_json::from_str::<Aliased>("\"OTHER\"").expect("an alias"),
            Aliased::Second
        );
        assert_eq!(
            serde_json::to_string(&NullValue::NullValue).expect("null"),
            "null"
        );
        assert_eq!(
            serde_json::from_str::<NullValue>("null").expect("null"),
            NullValue::NullValue
        );
        for (json, error) in [
            ("\"COLOUR_PINK\"", "unknown value of test.v1.Colour"),
            ("3", "unknown value of test.v1.Colour"),
            ("1.5", "expected an integer"),
            ("4294967297", "number out of range"),
            ("null", "expected a number"),
            ("[]", "expected a number"),
        ] {
            let err = serde_json::from_str::<Colour>(json).expect_err(json);
            assert!(err.to_string().starts_with(error), "{json}: {err}");
        }
        assert!(postcard::from_bytes::<Colour>(&[6]).is_err());
        let name: value::StrDeserializer<'_, Error> = "COLOUR_RED".into_deserializer();
        let visited = name.deserialize_i32(NameOrNumber::<Colour>(PhantomData));
        assert_eq!(visited, Ok(Colour::Red));
    }

    #[test]
    fn whatever_has_a_json_form_is_read() {
        fn read<'de, M: Message + Deserialize<'de>>(
            from: impl IntoDeserializer<'de, Error>,
            json: &str,
        ) {
            let message = M::deserialize(from.into_deserializer()).expect(json);
            assert_eq!(message.to_json().as_deref(), Ok(json));
        }
        read::<Value>((), "null");
        read::<Value>(true, "true");
        read::<Value>('ß', "\"ß\"");
        read::<Value>(0.1f64, "0.1");
        read::<FloatValue>(0.1f32, "0.1");
        read::<DoubleValue>(f64::NEG_INFINITY, "\"-Infinity\"");
        read::<DoubleValue>(f32::NAN, "\"NaN\"");
        read::<Int64Value>(-3i8, "\"-3\"");
        read::<Int64Value>(i128::from(i64::MIN), "\"-9223372036854775808\"");
        read::<UInt64Value>(u128::from(u64::MAX), "\"18446744073709551615\"");
        read::<ListValue>(vec!["a", "b"], r#"["a","b"]"#);
        let bytes: BytesDeserializer<'_, Error> = BytesDeserializer::new(b"\xff\xef");
        assert_eq!(
            BytesValue::deserialize(bytes),
            Ok(BytesValue::from(Bytes::from_static(b"\xff\xef")))
        );
        let numbers = std::collections::BTreeMap::from([(1u8, "a"), (2, "b")]);
        read::<Struct>(numbers, r#"{"1":"a","2":"b"}"#);
        let truths = std::collections::BTreeMap::from([(false, -1i64), (true, 1)]);
        read::<Struct>(truths, r#"{"false":-1,"true":1}"#);
        let negative = std::collections::BTreeMap::from([(-1i64, 1u8)]);
        read::<Struct>(negative, r#"{"-1":1}"#);
    }

    #[test]
    fn bytes_are_read_in_each_of_their_forms() {
        let bytes: BytesDeserializer<'_, Error> = BytesDeserializer::new(b"\x08\x03");
        assert_eq!(
            bytes.deserialize_byte_buf(Binary),
            Ok(Bytes::from_static(b"\x08\x03"))
        );
        let bytes: SeqDeserializer<_, Error> = SeqDeserializer::new([8u8, 3].into_iter());
        assert_eq!(
            bytes.deserialize_byte_buf(Binary),
            Ok(Bytes::from_static(b"\x08\x03"))
        );
        assert_eq!(
            Visitor::visit_byte_buf::<Error>(Binary, vec![8, 3]),
            Ok(Bytes::from_static(b"\x08\x03"))
        );
        // Five bytes are declared and two are there; then a field without its value.
        assert!(postcard::from_bytes::<Duration>(&[5, 8, 3]).is_err());
        assert!(postcard::from_bytes::<Duration>(&[1, 8]).is_err());
    }

    #[test]
    fn what_the_codec_refuses_serde_refuses() {
        let forever = Duration {
            seconds: i64::MAX,
            ..Duration::default()
        };
        let err = serde_json::to_string(&forever).expect_err("out of range");
        assert_eq!(err.to_string(), "google.protobuf.Duration is out of range");
        for (json, error) in [
            (r#"{"int32":"x"}"#, "expected an integer"),
            (r#"{"int32":1,"int32":2}"#, "duplicate field"),
            (r#"{"byNumber":{"x":"COLOUR_RED"}}"#, "invalid key of a map"),
            (r#"{"byName":{"a":{},"a":{}}}"#, "duplicate key in a map"),
            (
                r#"{"name":"a","choiceHat":{}}"#,
                "more than one member of a oneof",
            ),
            (
                r#"{"any":{"@type":"a/b.C"}}"#,
                "google.protobuf.Any of a type that is not known here",
            ),
            (r#"{"wait":"3 hours"}"#, "invalid google.protobuf.Duration"),
            (r#"[]"#, "expected an object"),
        ] {
            let err = serde_json::from_str::<Everything>(json).expect_err(json);
            assert!(err.to_string().starts_with(error), "{json}: {err}");
            // The only place told is the one in the caller's own text.
            assert!(!err.to_string().contains("offset"), "{json}: {err}");
        }
        let unknown = r#"{"nobody":[{"a":1}],"colour":"COLOUR_PINK","int32":1}"#;
        let read: Everything = serde_json::from_str(unknown).expect("fields to pass over");
        assert_eq!(read, Everything::default().with_int32(1));
    }

    #[test]
    fn depth_is_limited_in_both_directions() {
        let tree = |depth: usize| {
            (0..depth).fold(Tree::default(), |tree, _| {
                Tree::default().with_children([tree])
            })
        };
        let json = |depth: usize| {
            let list = |inner: Json| json!({ "children": [inner] });
            (0..depth).fold(json!({}), |inner, _| list(inner))
        };
        // What the codec reads, serde does.
        let deepest: Tree = serde_json::from_value(json(100)).expect("as deep as the codec");
        assert_eq!(deepest, tree(100));
        assert_eq!(
            serde_json::to_value(&deepest).expect("as deep as the codec"),
            json(100)
        );
        assert!(serde_json::from_value::<Tree>(json(101)).is_err());
        let err = serde_json::to_value(tree(101)).expect_err("too deep");
        assert_eq!(err.to_string(), "messages stand too deep in each other");

        /// A format that never ends, in one of the four ways to stand in each other.
        #[derive(Clone, Copy)]
        struct Endless(u8);

        impl<'de> Deserializer<'de> for Endless {
            type Error = Error;

            fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
                match self.0 {
                    0 => visitor.visit_some(self),
                    1 => visitor.visit_newtype_struct(self),
                    2 => visitor.visit_seq(SeqDeserializer::new([self].into_iter())),
                    _ => visitor.visit_map(value::MapDeserializer::new([("a", self)].into_iter())),
                }
            }

            serde_core::forward_to_deserialize_any! {
                bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
                unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
            }
        }

        impl IntoDeserializer<'_, Error> for Endless {
            type Deserializer = Self;

            fn into_deserializer(self) -> Self {
                self
            }
        }

        for way in 0..4 {
            let err = Value::deserialize(Endless(way)).expect_err("too deep");
            assert_eq!(err.to_string(), "values stand too deep in each other");
        }
    }

    #[test]
    fn numbers_of_arbitrary_precision_are_numbers() {
        let told = |number: &str| json!({ "sint64": { SERDE_JSON_NUMBER: number } });
        let read: Everything = serde_json::from_value(told("-5")).expect("a number");
        assert_eq!(read, Everything::default().with_sint64(-5));
        for number in ["", "1 ", "x", "1,\"int32\":2"] {
            assert!(
                serde_json::from_value::<Everything>(told(number)).is_err(),
                "{number}"
            );
        }
        // Only by itself it stands for a number.
        let json = format!(r#"{{"a":1,"{SERDE_JSON_NUMBER}":"2"}}"#);
        let read: Struct = serde_json::from_str(&json).expect("an object");
        assert_eq!(Ok(read), Struct::from_json(&json));
    }

    #[test]
    fn a_value_that_a_serializer_passes_over_is_stepped_over() {
        let end = Cell::new(0);
        let part = Part {
            json: r#"[{"a":[1]},2]"#,
            start: 0,
            end: &end,
            depth: 3,
        };
        let mut reader = JsonReader::new(part.json, JsonOptions::default());
        reader.seek(1);
        let passed: Result<(), Error> = part.inner(&mut reader, 2, |_| Ok(()));
        assert_eq!((passed, reader.offset()), (Ok(()), 10));
    }
}
