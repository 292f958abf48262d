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
            Some(Kind::NumberValue(_)) => writer.fail(not_finite()),
            Some(Kind::StringValue(text)) => writer.string(text),
            Some(Kind::BoolValue(value)) => writer.bool(*value),
            Some(Kind::StructValue(object)) => object.write_json(writer),
            Some(Kind::ListValue(list)) => list.write_json(writer),
            None => writer.fail(nothing()),
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

/// JSON has no infinite numbers and no NaN.
#[cold]
pub(super) fn not_finite() -> EncodeError {
    EncodeError::new("google.protobuf.Value holds a number that is not finite")
}

/// A `Value` always has one of its kinds, `null` included.
#[cold]
pub(super) fn nothing() -> EncodeError {
    EncodeError::new("google.protobuf.Value holds nothing")
}

/// ```
/// use connect_runtime::protobuf::{Struct, Value};
///
/// let size = Value::from(7);
/// assert_eq!((size.as_f64(), size.as_str()), (Some(7.0), None));
///
/// let hat: Struct = [("size", size), ("brim", Value::null())].into_iter().collect();
/// let hat = Value::from(hat);
/// let brim = hat.as_struct().and_then(|hat| hat.get("brim"));
/// assert!(brim.is_some_and(Value::is_null));
/// ```
impl Value {
    /// JSON's `null`.
    pub fn null() -> Self {
        Kind::NullValue(NullValue::NullValue).into()
    }

    /// Whether it is `null`. A `Value` that holds nothing at all is not.
    pub fn is_null(&self) -> bool {
        matches!(self.kind, Some(Kind::NullValue(_)))
    }

    /// The number, if it is one.
    pub fn as_f64(&self) -> Option<f64> {
        match self.kind {
            Some(Kind::NumberValue(number)) => Some(number),
            _ => None,
        }
    }

    /// The truth value, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self.kind {
            Some(Kind::BoolValue(value)) => Some(value),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Some(Kind::StringValue(text)) => Some(text),
            _ => None,
        }
    }

    /// The object, if it is one.
    pub fn as_struct(&self) -> Option<&Struct> {
        match &self.kind {
            Some(Kind::StructValue(object)) => Some(object),
            _ => None,
        }
    }

    /// The elements, if it is a list.
    pub fn as_list(&self) -> Option<&[Value]> {
        match &self.kind {
            Some(Kind::ListValue(list)) => Some(&list.values),
            _ => None,
        }
    }
}

impl Struct {
    /// The member of this name.
    ///
    /// ```
    /// use connect_runtime::protobuf::{Struct, Value};
    ///
    /// let hat: Struct = [("brim", "wide")].into_iter().collect();
    /// assert_eq!(hat.get("brim"), Some(&Value::from("wide")));
    /// assert_eq!(hat.get("size"), None);
    /// ```
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.fields.get(name)
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

/// Without loss: a `Value` holds a double.
impl From<f32> for Value {
    fn from(number: f32) -> Self {
        Value::from(f64::from(number))
    }
}

/// Without loss: a `Value` holds a double.
impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Value::from(f64::from(number))
    }
}

/// Without loss: a `Value` holds a double.
impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Value::from(f64::from(number))
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

/// A list.
impl From<ListValue> for Value {
    fn from(list: ListValue) -> Self {
        Kind::ListValue(list).into()
    }
}

impl From<Vec<Value>> for Value {
    fn from(values: Vec<Value>) -> Self {
        ListValue::from(values).into()
    }
}

/// A list of these elements.
impl From<Vec<Value>> for ListValue {
    fn from(values: Vec<Value>) -> Self {
        ListValue {
            values,
            ..ListValue::default()
        }
    }
}

/// ```
/// use connect_runtime::protobuf::{ListValue, Value};
///
/// let sizes: ListValue = [7, 8].into_iter().collect();
/// assert_eq!(Value::from(sizes).as_list().map(<[Value]>::len), Some(2));
/// ```
impl<V: Into<Value>> FromIterator<V> for ListValue {
    fn from_iter<I: IntoIterator<Item = V>>(values: I) -> Self {
        ListValue::from(values.into_iter().map(Into::into).collect::<Vec<_>>())
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
    fn each_kind_is_asked_for_by_its_own_accessor() {
        let list: ListValue = [1, 2].into_iter().collect();
        let object: Struct = [("a", list.clone())].into_iter().collect();
        for (value, expected) in [
            (Value::default(), [false, false, false, false, false, false]),
            (Value::null(), [true, false, false, false, false, false]),
            (
                Value::from(0.5f32),
                [false, true, false, false, false, false],
            ),
            (
                Value::from(u32::MAX),
                [false, true, false, false, false, false],
            ),
            (
                Value::from(false),
                [false, false, true, false, false, false],
            ),
            (Value::from(""), [false, false, false, true, false, false]),
            (
                Value::from(object),
                [false, false, false, false, true, false],
            ),
            (Value::from(list), [false, false, false, false, false, true]),
        ] {
            let found = [
                value.is_null(),
                value.as_f64().is_some(),
                value.as_bool().is_some(),
                value.as_str().is_some(),
                value.as_struct().is_some(),
                value.as_list().is_some(),
            ];
            assert_eq!(found, expected, "{value:?}");
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
