//! The wrapper types, which JSON writes as the value inside.

use super::{
    BoolValue, BytesValue, DoubleValue, FloatValue, Int32Value, Int64Value, StringValue,
    UInt32Value, UInt64Value,
};
use crate::message::{
    error::DecodeError,
    json::{JsonCodec, kind::JsonKind, read::JsonReader, write::JsonWriter},
    kind::{Bool, Bytes, Double, Float, Int32, Int64, Str, Uint32, Uint64},
};

macro_rules! wrappers {
    ($($wrapper:ident $kind:ident $value:ty;)*) => {$(
        impl JsonCodec for $wrapper {
            fn write_json(&self, writer: &mut JsonWriter) {
                $kind::write_json(&self.value, writer);
            }

            fn read_json(&mut self, reader: &mut JsonReader<'_>) -> Result<(), DecodeError> {
                $kind::read_json(&mut self.value, reader).map(drop)
            }
        }

        impl From<$value> for $wrapper {
            fn from(value: $value) -> Self {
                $wrapper {
                    value,
                    ..$wrapper::default()
                }
            }
        }

        impl From<$wrapper> for $value {
            fn from(wrapper: $wrapper) -> Self {
                wrapper.value
            }
        }
    )*};
}

wrappers! {
    DoubleValue Double f64;
    FloatValue Float f32;
    Int64Value Int64 i64;
    UInt64Value Uint64 u64;
    Int32Value Int32 i32;
    UInt32Value Uint32 u32;
    BoolValue Bool bool;
    StringValue Str String;
    BytesValue Bytes bytes::Bytes;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Message;

    #[test]
    fn wrappers_are_their_values_in_json() {
        assert_eq!(Int64Value::from(-5).to_json().as_deref(), Ok("\"-5\""));
        assert_eq!(UInt32Value::from_json("1e2"), Ok(UInt32Value::from(100)));
        assert_eq!(
            StringValue::from("a".to_owned()).to_json().as_deref(),
            Ok("\"a\"")
        );
        assert_eq!(
            BytesValue::from_json("\"_-8\""),
            Ok(BytesValue::from(bytes::Bytes::from_static(b"\xff\xef")))
        );
        assert!(BoolValue::from_json("\"true\"").is_err());
        assert!(Int32Value::from_json("2147483648").is_err());
    }
}
