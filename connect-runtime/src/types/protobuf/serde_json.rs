//! `Value`, `Struct` and `ListValue` as serde_json's trees.

use serde_json::{Map, Number, Value as Json};

use super::{
    ListValue, Struct, Value,
    structs::{not_finite, nothing},
    value::Kind,
};
use crate::message::{error::EncodeError, json::number::write_f64};

/// Numbers become doubles: integers beyond 2^53 lose their last digits, and what serde_json with its
/// `arbitrary_precision` holds beyond the range of doubles becomes infinite.
impl From<Json> for Value {
    fn from(json: Json) -> Self {
        match json {
            Json::Null => Value::null(),
            Json::Bool(value) => value.into(),
            Json::Number(number) => double(&number).into(),
            Json::String(text) => text.into(),
            Json::Array(values) => ListValue::from(values).into(),
            Json::Object(members) => Struct::from(members).into(),
        }
    }
}

fn double(number: &Number) -> f64 {
    let beyond = || number.to_string().parse().unwrap_or(f64::NAN);
    number.as_f64().unwrap_or_else(beyond)
}

/// Numbers become doubles, as in `Value`.
impl From<Vec<Json>> for ListValue {
    fn from(values: Vec<Json>) -> Self {
        values.into_iter().collect()
    }
}

/// Numbers become doubles, as in `Value`.
impl From<Map<String, Json>> for Struct {
    fn from(members: Map<String, Json>) -> Self {
        members.into_iter().collect()
    }
}

/// As if the JSON of [`to_json`](crate::Message::to_json) was parsed: whole numbers below 10^17 become integers.
///
/// Fails for numbers that are not finite, and for a `Value` without any of its kinds.
impl TryFrom<Value> for Json {
    type Error = EncodeError;

    fn try_from(value: Value) -> Result<Self, EncodeError> {
        Ok(match value.kind {
            Some(Kind::NullValue(_)) => Json::Null,
            Some(Kind::NumberValue(number)) => Json::Number(to_number(number)?),
            Some(Kind::StringValue(text)) => Json::String(text),
            Some(Kind::BoolValue(value)) => Json::Bool(value),
            Some(Kind::StructValue(object)) => Json::Object(object.try_into()?),
            Some(Kind::ListValue(list)) => Json::Array(list.try_into()?),
            None => return Err(nothing()),
        })
    }
}

fn to_number(number: f64) -> Result<Number, EncodeError> {
    // Beyond 2^53 the digits that are written, the fewest that read back, are not those of `number as i64`.
    let mut digits = Vec::new();
    if number.is_finite() {
        write_f64(number, &mut digits);
    }
    match str::from_utf8(&digits).unwrap_or_default().parse::<i64>() {
        Ok(integer) if integer != 0 || number.is_sign_positive() => Ok(integer.into()),
        // `-0` is no integer.
        _ => Number::from_f64(number).ok_or_else(not_finite),
    }
}

/// As if the JSON of [`to_json`](crate::Message::to_json) was parsed.
///
/// Fails for a `Value` that has no JSON form.
impl TryFrom<ListValue> for Vec<Json> {
    type Error = EncodeError;

    fn try_from(list: ListValue) -> Result<Self, EncodeError> {
        list.values.into_iter().map(Json::try_from).collect()
    }
}

/// As if the JSON of [`to_json`](crate::Message::to_json) was parsed.
///
/// Fails for a `Value` that has no JSON form.
impl TryFrom<Struct> for Map<String, Json> {
    type Error = EncodeError;

    fn try_from(object: Struct) -> Result<Self, EncodeError> {
        let members = object.fields.into_iter();
        members
            .map(|(name, value)| Ok((name, value.try_into()?)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Message;
    use serde_json::json;

    #[test]
    fn trees_are_those_of_the_parsed_json() {
        for text in [
            "null",
            "true",
            "\"\"",
            "\"ünï \\\"quoted\\\"\\n\"",
            "[]",
            "{}",
            "0",
            "-0",
            "1",
            "-5",
            "1.0",
            "-1.5",
            "0.00001",
            "1e-6",
            "9007199254740991",
            "-9007199254740992",
            "9007199254740993",
            "99999999999999990",
            "1e17",
            "-1e17",
            "-88888888888888896",
            "1e300",
            r#"[1,[null,"a"],{"b":false}]"#,
            r#"{"a":[1,2.5,{"c":null}],"":{"d":"e"}}"#,
        ] {
            let value = Value::from_json(text).expect(text);
            let written = value.to_json().expect(text);
            let parsed: Json = serde_json::from_str(&written).expect(text);
            assert_eq!(Value::from(parsed.clone()), value, "{text}");
            assert_eq!(Json::try_from(value), Ok(parsed), "{text}");
        }
    }

    #[test]
    fn numbers_become_doubles() {
        for (json, number) in [
            (json!(u64::MAX), 18_446_744_073_709_551_616.0),
            (json!(9_007_199_254_740_993_i64), 9_007_199_254_740_992.0),
            (json!(i64::MIN), -9_223_372_036_854_775_808.0),
            (json!(0.1), 0.1),
        ] {
            assert_eq!(Value::from(json), Value::from(number));
        }
    }

    #[test]
    fn objects_and_arrays_convert_by_themselves() {
        let members = Map::from_iter([("a".to_owned(), json!([1, "b"]))]);
        let object: Struct = [("a", vec![Value::from(1), Value::from("b")])]
            .into_iter()
            .collect();
        assert_eq!(Struct::from(members.clone()), object);
        assert_eq!(object.try_into(), Ok(members));

        let list: ListValue = [true, false].into_iter().collect();
        assert_eq!(ListValue::from(vec![json!(true), json!(false)]), list);
        assert_eq!(list.try_into(), Ok(vec![json!(true), json!(false)]));
    }

    #[test]
    fn values_without_a_json_form_are_refused() {
        for value in [
            Value::default(),
            Value::from(f64::NAN),
            Value::from(f64::INFINITY),
            Value::from(vec![Value::from(1), Value::default()]),
            Value::from([("a", f64::NEG_INFINITY)].into_iter().collect::<Struct>()),
        ] {
            let refused = value.to_json().expect_err("no JSON form");
            assert_eq!(Json::try_from(value), Err(refused));
        }
    }
}
