//! `Struct`, `Value` and `ListValue`: JSON as it is.

use super::{ListValue, NullValue, Struct, Value, value::Kind};
use crate::message::{
    error::{DecodeError, EncodeError},
    json::{
        JsonCodec,
        field::{read_map, write_map},
        kind::JsonKind,
        read::{JsonReader, syntax},
        write::JsonWriter,
    },
    kind::{Double, Msg, Str},
};

impl JsonCodec for Struct {
    fn write_json(&self, writer: &mut JsonWriter) {
        write_map::<Str, Msg<Value>, _>(&self.fields, writer);
    }

    fn read_json(&mut self, reader: &mut JsonReader<'_>) -> Result<(), DecodeError> {
        read_map::<Str, Msg<Value>, _>(&mut self.fields, reader)
    }
}

impl JsonCodec for ListValue {
    fn write_json(&self, writer: &mut JsonWriter) {
        writer.open(b'[');
        for value in &self.values {
            writer.comma();
            value.write_json(writer);
        }
        writer.close(b']');
    }

    fn read_json(&mut self, reader: &mut JsonReader<'_>) -> Result<(), DecodeError> {
        reader.array(&mut |reader| {
            reader.charge(size_of::<Value>())?;
            let mut value = Value::default();
            reader.nested(|reader| value.read_json(reader))?;
            self.values.push(value);
            Ok(())
        })
    }
}

impl JsonCodec for Value {
    const NULL: bool = true;

    fn write_json(&self, writer: &mut JsonWriter) {
        match &self.kind {
            Some(Kind::NullValue(_)) => writer.raw("null"),
            Some(Kind::NumberValue(number)) if number.is_finite() => {
                Double::write_json(number, writer)
            }
            Some(Kind::NumberValue(_)) => {
                writer.fail(EncodeError::new(
                    "google.protobuf.Value holds a number that is not finite",
                ));
            }
            Some(Kind::StringValue(text)) => writer.string(text),
            Some(Kind::BoolValue(value)) => writer.bool(*value),
            Some(Kind::StructValue(object)) => object.write_json(writer),
            Some(Kind::ListValue(list)) => list.write_json(writer),
            None => writer.fail(EncodeError::new("google.protobuf.Value holds nothing")),
        }
    }

    fn read_json(&mut self, reader: &mut JsonReader<'_>) -> Result<(), DecodeError> {
        let kind = match reader.peek() {
            Some(b'n') if reader.null() => Kind::NullValue(NullValue::NullValue),
            Some(b't' | b'f') => Kind::BoolValue(reader.bool()?),
            Some(b'"') => Kind::StringValue(reader.string()?.into_owned()),
            Some(b'{') => {
                let mut object = Struct::default();
                object.read_json(reader)?;
                Kind::StructValue(object)
            }
            Some(b'[') => {
                let mut list = ListValue::default();
                list.read_json(reader)?;
                Kind::ListValue(list)
            }
            Some(b'-' | b'0'..=b'9') => {
                let mut number = 0.0;
                Double::read_json(&mut number, reader)?;
                Kind::NumberValue(number)
            }
            _ => return Err(syntax("expected a JSON value")),
        };
        self.kind = Some(kind);
        Ok(())
    }
}

impl Value {
    /// JSON's `null`.
    pub fn null() -> Self {
        Kind::NullValue(NullValue::NullValue).into()
    }
}

impl From<Kind> for Value {
    fn from(kind: Kind) -> Self {
        Value {
            kind: Some(kind),
            ..Value::default()
        }
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Kind::NumberValue(number).into()
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Kind::BoolValue(value).into()
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Kind::StringValue(text).into()
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::from(text.to_owned())
    }
}

impl From<Struct> for Value {
    fn from(object: Struct) -> Self {
        Kind::StructValue(object).into()
    }
}

impl From<Vec<Value>> for Value {
    fn from(values: Vec<Value>) -> Self {
        let list = ListValue {
            values,
            ..ListValue::default()
        };
        Kind::ListValue(list).into()
    }
}

impl<K: Into<String>, V: Into<Value>> FromIterator<(K, V)> for Struct {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(members: I) -> Self {
        Struct {
            fields: members
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
            ..Struct::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Message;

    #[test]
    fn any_json_is_a_value() {
        for json in [
            "null",
            "true",
            "-1.5",
            "\"\"",
            "[]",
            "{}",
            r#"{"a":[1,null,{"b":"c"}]}"#,
        ] {
            let value = Value::from_json(json).expect(json);
            assert_eq!(value.to_json().expect(json), json);
        }
    }

    #[test]
    fn values_without_a_json_form_are_refused() {
        for value in [
            Value::default(),
            Value::from(f64::NAN),
            Value::from(f64::INFINITY),
        ] {
            assert!(value.to_json().is_err(), "{value:?}");
        }
    }

    #[test]
    fn deep_values_are_refused_and_not_followed() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(Value::from_json(&nested(101)).is_ok());
        for depth in [102, 129, 100_000] {
            assert!(Value::from_json(&nested(depth)).is_err(), "{depth}");
        }
    }

    #[test]
    fn numbers_beyond_the_range_are_refused() {
        for json in ["1e400", "NaN", "Infinity", "0x1", "01", "+1"] {
            assert!(Value::from_json(json).is_err(), "{json}");
        }
    }
}
