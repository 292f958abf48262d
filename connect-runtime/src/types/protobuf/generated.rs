/// The message `google.protobuf.Any`.
///
/// From `google/protobuf/any.proto`.
#[derive(
    ::core::clone::Clone,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::hash::Hash,
    ::core::default::Default,
)]
#[derive(::core::cmp::PartialOrd, ::core::cmp::Ord)]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
pub struct Any {
    /// The field `type_url`, number 1.
    pub type_url: ::std::string::String,
    /// The field `value`, number 2.
    pub value: crate::__private::message::bytes::Bytes,
    /// Fields that this version of the `.proto` does not have.
    pub unknown_fields: crate::__private::message::UnknownFields,
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl Any {
    /// The message with `type_url` set.
    #[must_use]
    pub fn with_type_url(
        mut self,
        value: impl ::core::convert::Into<::std::string::String>,
    ) -> Self {
        self.type_url = ::core::convert::Into::into(value);
        self
    }
    /// The message with `value` set.
    #[must_use]
    pub fn with_value(
        mut self,
        value: impl ::core::convert::Into<crate::__private::message::bytes::Bytes>,
    ) -> Self {
        self.value = ::core::convert::Into::into(value);
        self
    }
}
#[automatically_derived]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl ::core::fmt::Debug for Any {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        crate::__private::message::debug(
            formatter,
            "Any",
            &[("type_url", &self.type_url), ("value", &self.value)],
            &self.unknown_fields,
        )
    }
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    use crate::__private::message::*;
    #[automatically_derived]
    impl BinaryCodec for self::Any {
        fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
            self.unknown_fields.size() + Implicit::<Str>::size(&self.type_url, 10, sizer)
                + Implicit::<Bytes>::size(&self.value, 18, sizer)
        }
        fn write(&self, writer: &mut Writer<'_>) {
            Implicit::<Str>::write(&self.type_url, 10, writer);
            Implicit::<Bytes>::write(&self.value, 18, writer);
            self.unknown_fields.write(writer);
        }
        fn read(
            &mut self,
            reader: &mut Reader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            loop {
                let key = reader.key()?;
                match key {
                    0 => return ::core::result::Result::Ok(()),
                    10 => Implicit::<Str>::merge(&mut self.type_url, key, reader),
                    18 => Implicit::<Bytes>::merge(&mut self.value, key, reader),
                    _ => reader.unknown(key, &mut self.unknown_fields),
                }?;
            }
        }
    }
    connect_message! {
        self::Any, "google.protobuf.Any"
    }
};
/// The message `google.protobuf.Duration`.
///
/// From `google/protobuf/duration.proto`.
#[derive(
    ::core::clone::Clone,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::hash::Hash,
    ::core::default::Default,
)]
#[derive(::core::cmp::PartialOrd, ::core::cmp::Ord)]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
pub struct Duration {
    /// The field `seconds`, number 1.
    pub seconds: ::core::primitive::i64,
    /// The field `nanos`, number 2.
    pub nanos: ::core::primitive::i32,
    /// Fields that this version of the `.proto` does not have.
    pub unknown_fields: crate::__private::message::UnknownFields,
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl Duration {
    /// The message with `seconds` set.
    #[must_use]
    pub fn with_seconds(
        mut self,
        value: impl ::core::convert::Into<::core::primitive::i64>,
    ) -> Self {
        self.seconds = ::core::convert::Into::into(value);
        self
    }
    /// The message with `nanos` set.
    #[must_use]
    pub fn with_nanos(
        mut self,
        value: impl ::core::convert::Into<::core::primitive::i32>,
    ) -> Self {
        self.nanos = ::core::convert::Into::into(value);
        self
    }
}
#[automatically_derived]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl ::core::fmt::Debug for Duration {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        crate::__private::message::debug(
            formatter,
            "Duration",
            &[("seconds", &self.seconds), ("nanos", &self.nanos)],
            &self.unknown_fields,
        )
    }
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    use crate::__private::message::*;
    #[automatically_derived]
    impl BinaryCodec for self::Duration {
        fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
            self.unknown_fields.size() + Implicit::<Int64>::size(&self.seconds, 8, sizer)
                + Implicit::<Int32>::size(&self.nanos, 16, sizer)
        }
        fn write(&self, writer: &mut Writer<'_>) {
            Implicit::<Int64>::write(&self.seconds, 8, writer);
            Implicit::<Int32>::write(&self.nanos, 16, writer);
            self.unknown_fields.write(writer);
        }
        fn read(
            &mut self,
            reader: &mut Reader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            loop {
                let key = reader.key()?;
                match key {
                    0 => return ::core::result::Result::Ok(()),
                    8 => Implicit::<Int64>::merge(&mut self.seconds, key, reader),
                    16 => Implicit::<Int32>::merge(&mut self.nanos, key, reader),
                    _ => reader.unknown(key, &mut self.unknown_fields),
                }?;
            }
        }
    }
    connect_message! {
        self::Duration, "google.protobuf.Duration"
    }
};
/// The message `google.protobuf.Empty`.
///
/// From `google/protobuf/empty.proto`.
#[derive(
    ::core::clone::Clone,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::hash::Hash,
    ::core::default::Default,
)]
#[derive(::core::cmp::PartialOrd, ::core::cmp::Ord)]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
pub struct Empty {
    /// Fields that this version of the `.proto` does not have.
    pub unknown_fields: crate::__private::message::UnknownFields,
}
#[automatically_derived]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl ::core::fmt::Debug for Empty {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        crate::__private::message::debug(formatter, "Empty", &[], &self.unknown_fields)
    }
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    use crate::__private::message::*;
    #[automatically_derived]
    impl BinaryCodec for self::Empty {
        fn size(&self, _sizer: &mut Sizer) -> ::core::primitive::usize {
            self.unknown_fields.size()
        }
        fn write(&self, writer: &mut Writer<'_>) {
            self.unknown_fields.write(writer);
        }
        fn read(
            &mut self,
            reader: &mut Reader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            loop {
                let key = reader.key()?;
                match key {
                    0 => return ::core::result::Result::Ok(()),
                    _ => reader.unknown(key, &mut self.unknown_fields),
                }?;
            }
        }
    }
    connect_message! {
        self::Empty, "google.protobuf.Empty"
    }
};
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    use crate::__private::message::*;
    const NAMES: &[Name] = &[];
    #[automatically_derived]
    impl JsonFields for self::Empty {
        fn full_name(&self) -> &'static ::core::primitive::str {
            "google.protobuf.Empty"
        }
        fn names(&self) -> &'static [Name] {
            NAMES
        }
        fn write_fields(&self, _writer: &mut JsonWriter) {}
        fn read_field(
            &mut self,
            _index: ::core::primitive::usize,
            _reader: &mut JsonReader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            ::core::result::Result::Ok(())
        }
        fn unknown(&self) -> &UnknownFields {
            &self.unknown_fields
        }
        fn unknown_mut(&mut self) -> &mut UnknownFields {
            &mut self.unknown_fields
        }
    }
};
/// The message `google.protobuf.FieldMask`.
///
/// From `google/protobuf/field_mask.proto`.
#[derive(
    ::core::clone::Clone,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::hash::Hash,
    ::core::default::Default,
)]
#[derive(::core::cmp::PartialOrd, ::core::cmp::Ord)]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
pub struct FieldMask {
    /// The field `paths`, number 1.
    pub paths: ::std::vec::Vec<::std::string::String>,
    /// Fields that this version of the `.proto` does not have.
    pub unknown_fields: crate::__private::message::UnknownFields,
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl FieldMask {
    /// The message with `paths` set.
    #[must_use]
    pub fn with_paths(
        mut self,
        value: impl ::core::iter::IntoIterator<
            Item = impl ::core::convert::Into<::std::string::String>,
        >,
    ) -> Self {
        self.paths = crate::__private::message::collect(value);
        self
    }
}
#[automatically_derived]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl ::core::fmt::Debug for FieldMask {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        crate::__private::message::debug(
            formatter,
            "FieldMask",
            &[("paths", &self.paths)],
            &self.unknown_fields,
        )
    }
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    use crate::__private::message::*;
    #[automatically_derived]
    impl BinaryCodec for self::FieldMask {
        fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
            self.unknown_fields.size() + Repeated::<Str>::size(&self.paths, 10, sizer)
        }
        fn write(&self, writer: &mut Writer<'_>) {
            Repeated::<Str>::write(&self.paths, 10, writer);
            self.unknown_fields.write(writer);
        }
        fn read(
            &mut self,
            reader: &mut Reader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            loop {
                let key = reader.key()?;
                match key {
                    0 => return ::core::result::Result::Ok(()),
                    10 => Repeated::<Str>::merge(&mut self.paths, key, reader),
                    _ => reader.unknown(key, &mut self.unknown_fields),
                }?;
            }
        }
    }
    connect_message! {
        self::FieldMask, "google.protobuf.FieldMask"
    }
};
/// The message `google.protobuf.Struct`.
///
/// From `google/protobuf/struct.proto`.
#[derive(::core::clone::Clone, ::core::cmp::PartialEq, ::core::default::Default)]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
pub struct Struct {
    /// The field `fields`, number 1.
    pub fields: ::std::collections::HashMap<::std::string::String, self::Value>,
    /// Fields that this version of the `.proto` does not have.
    pub unknown_fields: crate::__private::message::UnknownFields,
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl Struct {
    /// The message with `fields` set.
    #[must_use]
    pub fn with_fields(
        mut self,
        value: impl ::core::iter::IntoIterator<
            Item = (
                impl ::core::convert::Into<::std::string::String>,
                impl ::core::convert::Into<self::Value>,
            ),
        >,
    ) -> Self {
        self.fields = crate::__private::message::collect_map(value);
        self
    }
}
#[automatically_derived]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl ::core::fmt::Debug for Struct {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        crate::__private::message::debug(
            formatter,
            "Struct",
            &[("fields", &self.fields)],
            &self.unknown_fields,
        )
    }
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    use crate::__private::message::*;
    #[automatically_derived]
    impl BinaryCodec for self::Struct {
        fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
            self.unknown_fields.size()
                + Map::<Str, Msg<self::Value>>::size(&self.fields, 10, sizer)
        }
        fn write(&self, writer: &mut Writer<'_>) {
            Map::<Str, Msg<self::Value>>::write(&self.fields, 10, writer);
            self.unknown_fields.write(writer);
        }
        fn read(
            &mut self,
            reader: &mut Reader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            loop {
                let key = reader.key()?;
                match key {
                    0 => return ::core::result::Result::Ok(()),
                    10 => {
                        Map::<
                            Str,
                            Msg<self::Value>,
                        >::merge(&mut self.fields, key, reader)
                    }
                    _ => reader.unknown(key, &mut self.unknown_fields),
                }?;
            }
        }
    }
    connect_message! {
        self::Struct, "google.protobuf.Struct"
    }
};
/// The message `google.protobuf.Value`.
///
/// From `google/protobuf/struct.proto`.
#[derive(::core::clone::Clone, ::core::cmp::PartialEq, ::core::default::Default)]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
pub struct Value {
    /// The cases of `kind` in `google.protobuf.Value`.
    ///
    /// From `google/protobuf/struct.proto`.
    pub kind: ::core::option::Option<self::value::Kind>,
    /// Fields that this version of the `.proto` does not have.
    pub unknown_fields: crate::__private::message::UnknownFields,
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl Value {
    /// The message with `null_value` set, and no other of its oneof.
    #[must_use]
    pub fn with_null_value(
        mut self,
        value: impl ::core::convert::Into<self::NullValue>,
    ) -> Self {
        self.kind = ::core::option::Option::Some(
            self::value::Kind::NullValue(::core::convert::Into::into(value)),
        );
        self
    }
    /// The message with `number_value` set, and no other of its oneof.
    #[must_use]
    pub fn with_number_value(
        mut self,
        value: impl ::core::convert::Into<::core::primitive::f64>,
    ) -> Self {
        self.kind = ::core::option::Option::Some(
            self::value::Kind::NumberValue(::core::convert::Into::into(value)),
        );
        self
    }
    /// The message with `string_value` set, and no other of its oneof.
    #[must_use]
    pub fn with_string_value(
        mut self,
        value: impl ::core::convert::Into<::std::string::String>,
    ) -> Self {
        self.kind = ::core::option::Option::Some(
            self::value::Kind::StringValue(::core::convert::Into::into(value)),
        );
        self
    }
    /// The message with `bool_value` set, and no other of its oneof.
    #[must_use]
    pub fn with_bool_value(
        mut self,
        value: impl ::core::convert::Into<::core::primitive::bool>,
    ) -> Self {
        self.kind = ::core::option::Option::Some(
            self::value::Kind::BoolValue(::core::convert::Into::into(value)),
        );
        self
    }
    /// The message with `struct_value` set, and no other of its oneof.
    #[must_use]
    pub fn with_struct_value(
        mut self,
        value: impl ::core::convert::Into<self::Struct>,
    ) -> Self {
        self.kind = ::core::option::Option::Some(
            self::value::Kind::StructValue(::core::convert::Into::into(value)),
        );
        self
    }
    /// The message with `list_value` set, and no other of its oneof.
    #[must_use]
    pub fn with_list_value(
        mut self,
        value: impl ::core::convert::Into<self::ListValue>,
    ) -> Self {
        self.kind = ::core::option::Option::Some(
            self::value::Kind::ListValue(::core::convert::Into::into(value)),
        );
        self
    }
}
#[automatically_derived]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl ::core::fmt::Debug for Value {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        crate::__private::message::debug(
            formatter,
            "Value",
            &[("kind", &self.kind)],
            &self.unknown_fields,
        )
    }
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    use crate::__private::message::*;
    #[automatically_derived]
    impl BinaryCodec for self::Value {
        fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
            self.unknown_fields.size()
                + match &self.kind {
                    ::core::option::Option::None => 0,
                    ::core::option::Option::Some(self::value::Kind::NullValue(value)) => {
                        <Open<self::NullValue> as Kind>::size(value, 8, sizer)
                    }
                    ::core::option::Option::Some(
                        self::value::Kind::NumberValue(value),
                    ) => <Double as Kind>::size(value, 17, sizer),
                    ::core::option::Option::Some(
                        self::value::Kind::StringValue(value),
                    ) => <Str as Kind>::size(value, 26, sizer),
                    ::core::option::Option::Some(self::value::Kind::BoolValue(value)) => {
                        <Bool as Kind>::size(value, 32, sizer)
                    }
                    ::core::option::Option::Some(
                        self::value::Kind::StructValue(value),
                    ) => <Msg<self::Struct> as Kind>::size(value, 42, sizer),
                    ::core::option::Option::Some(self::value::Kind::ListValue(value)) => {
                        <Msg<self::ListValue> as Kind>::size(value, 50, sizer)
                    }
                }
        }
        fn write(&self, writer: &mut Writer<'_>) {
            match &self.kind {
                ::core::option::Option::None => {}
                ::core::option::Option::Some(self::value::Kind::NullValue(value)) => {
                    <Open<self::NullValue> as Kind>::write(value, 8, writer)
                }
                ::core::option::Option::Some(self::value::Kind::NumberValue(value)) => {
                    <Double as Kind>::write(value, 17, writer)
                }
                ::core::option::Option::Some(self::value::Kind::StringValue(value)) => {
                    <Str as Kind>::write(value, 26, writer)
                }
                ::core::option::Option::Some(self::value::Kind::BoolValue(value)) => {
                    <Bool as Kind>::write(value, 32, writer)
                }
                ::core::option::Option::Some(self::value::Kind::StructValue(value)) => {
                    <Msg<self::Struct> as Kind>::write(value, 42, writer)
                }
                ::core::option::Option::Some(self::value::Kind::ListValue(value)) => {
                    <Msg<self::ListValue> as Kind>::write(value, 50, writer)
                }
            }
            self.unknown_fields.write(writer);
        }
        fn read(
            &mut self,
            reader: &mut Reader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            loop {
                let key = reader.key()?;
                match key {
                    0 => return ::core::result::Result::Ok(()),
                    8 => {
                        oneof::<
                            Open<self::NullValue>,
                            _,
                        >(&mut self.kind, key, reader, self::value::Kind::NullValue)
                    }
                    17 => {
                        oneof::<
                            Double,
                            _,
                        >(&mut self.kind, key, reader, self::value::Kind::NumberValue)
                    }
                    26 => {
                        oneof::<
                            Str,
                            _,
                        >(&mut self.kind, key, reader, self::value::Kind::StringValue)
                    }
                    32 => {
                        oneof::<
                            Bool,
                            _,
                        >(&mut self.kind, key, reader, self::value::Kind::BoolValue)
                    }
                    42 => {
                        oneof_message::<
                            Msg<self::Struct>,
                            _,
                        >(
                            &mut self.kind,
                            key,
                            reader,
                            self::value::Kind::StructValue,
                            |member| match member {
                                self::value::Kind::StructValue(value) => {
                                    ::core::option::Option::Some(value)
                                }
                                #[allow(unreachable_patterns)]
                                _ => ::core::option::Option::None,
                            },
                        )
                    }
                    50 => {
                        oneof_message::<
                            Msg<self::ListValue>,
                            _,
                        >(
                            &mut self.kind,
                            key,
                            reader,
                            self::value::Kind::ListValue,
                            |member| match member {
                                self::value::Kind::ListValue(value) => {
                                    ::core::option::Option::Some(value)
                                }
                                #[allow(unreachable_patterns)]
                                _ => ::core::option::Option::None,
                            },
                        )
                    }
                    _ => reader.unknown(key, &mut self.unknown_fields),
                }?;
            }
        }
    }
    connect_message! {
        self::Value, "google.protobuf.Value"
    }
};
/// The message `google.protobuf.ListValue`.
///
/// From `google/protobuf/struct.proto`.
#[derive(::core::clone::Clone, ::core::cmp::PartialEq, ::core::default::Default)]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
pub struct ListValue {
    /// The field `values`, number 1.
    pub values: ::std::vec::Vec<self::Value>,
    /// Fields that this version of the `.proto` does not have.
    pub unknown_fields: crate::__private::message::UnknownFields,
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl ListValue {
    /// The message with `values` set.
    #[must_use]
    pub fn with_values(
        mut self,
        value: impl ::core::iter::IntoIterator<
            Item = impl ::core::convert::Into<self::Value>,
        >,
    ) -> Self {
        self.values = crate::__private::message::collect(value);
        self
    }
}
#[automatically_derived]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl ::core::fmt::Debug for ListValue {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        crate::__private::message::debug(
            formatter,
            "ListValue",
            &[("values", &self.values)],
            &self.unknown_fields,
        )
    }
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    use crate::__private::message::*;
    #[automatically_derived]
    impl BinaryCodec for self::ListValue {
        fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
            self.unknown_fields.size()
                + Repeated::<Msg<self::Value>>::size(&self.values, 10, sizer)
        }
        fn write(&self, writer: &mut Writer<'_>) {
            Repeated::<Msg<self::Value>>::write(&self.values, 10, writer);
            self.unknown_fields.write(writer);
        }
        fn read(
            &mut self,
            reader: &mut Reader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            loop {
                let key = reader.key()?;
                match key {
                    0 => return ::core::result::Result::Ok(()),
                    10 => {
                        Repeated::<
                            Msg<self::Value>,
                        >::merge(&mut self.values, key, reader)
                    }
                    _ => reader.unknown(key, &mut self.unknown_fields),
                }?;
            }
        }
    }
    connect_message! {
        self::ListValue, "google.protobuf.ListValue"
    }
};
/// The message `google.protobuf.Timestamp`.
///
/// From `google/protobuf/timestamp.proto`.
#[derive(
    ::core::clone::Clone,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::hash::Hash,
    ::core::default::Default,
)]
#[derive(::core::cmp::PartialOrd, ::core::cmp::Ord)]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
pub struct Timestamp {
    /// The field `seconds`, number 1.
    pub seconds: ::core::primitive::i64,
    /// The field `nanos`, number 2.
    pub nanos: ::core::primitive::i32,
    /// Fields that this version of the `.proto` does not have.
    pub unknown_fields: crate::__private::message::UnknownFields,
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl Timestamp {
    /// The message with `seconds` set.
    #[must_use]
    pub fn with_seconds(
        mut self,
        value: impl ::core::convert::Into<::core::primitive::i64>,
    ) -> Self {
        self.seconds = ::core::convert::Into::into(value);
        self
    }
    /// The message with `nanos` set.
    #[must_use]
    pub fn with_nanos(
        mut self,
        value: impl ::core::convert::Into<::core::primitive::i32>,
    ) -> Self {
        self.nanos = ::core::convert::Into::into(value);
        self
    }
}
#[automatically_derived]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl ::core::fmt::Debug for Timestamp {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        crate::__private::message::debug(
            formatter,
            "Timestamp",
            &[("seconds", &self.seconds), ("nanos", &self.nanos)],
            &self.unknown_fields,
        )
    }
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    use crate::__private::message::*;
    #[automatically_derived]
    impl BinaryCodec for self::Timestamp {
        fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
            self.unknown_fields.size() + Implicit::<Int64>::size(&self.seconds, 8, sizer)
                + Implicit::<Int32>::size(&self.nanos, 16, sizer)
        }
        fn write(&self, writer: &mut Writer<'_>) {
            Implicit::<Int64>::write(&self.seconds, 8, writer);
            Implicit::<Int32>::write(&self.nanos, 16, writer);
            self.unknown_fields.write(writer);
        }
        fn read(
            &mut self,
            reader: &mut Reader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            loop {
                let key = reader.key()?;
                match key {
                    0 => return ::core::result::Result::Ok(()),
                    8 => Implicit::<Int64>::merge(&mut self.seconds, key, reader),
                    16 => Implicit::<Int32>::merge(&mut self.nanos, key, reader),
                    _ => reader.unknown(key, &mut self.unknown_fields),
                }?;
            }
        }
    }
    connect_message! {
        self::Timestamp, "google.protobuf.Timestamp"
    }
};
/// The message `google.protobuf.DoubleValue`.
///
/// From `google/protobuf/wrappers.proto`.
#[derive(::core::clone::Clone, ::core::cmp::PartialEq, ::core::default::Default)]
#[derive(::core::cmp::PartialOrd)]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
pub struct DoubleValue {
    /// The field `value`, number 1.
    pub value: ::core::primitive::f64,
    /// Fields that this version of the `.proto` does not have.
    pub unknown_fields: crate::__private::message::UnknownFields,
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl DoubleValue {
    /// The message with `value` set.
    #[must_use]
    pub fn with_value(
        mut self,
        value: impl ::core::convert::Into<::core::primitive::f64>,
    ) -> Self {
        self.value = ::core::convert::Into::into(value);
        self
    }
}
#[automatically_derived]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl ::core::fmt::Debug for DoubleValue {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        crate::__private::message::debug(
            formatter,
            "DoubleValue",
            &[("value", &self.value)],
            &self.unknown_fields,
        )
    }
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    use crate::__private::message::*;
    #[automatically_derived]
    impl BinaryCodec for self::DoubleValue {
        fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
            self.unknown_fields.size() + Implicit::<Double>::size(&self.value, 9, sizer)
        }
        fn write(&self, writer: &mut Writer<'_>) {
            Implicit::<Double>::write(&self.value, 9, writer);
            self.unknown_fields.write(writer);
        }
        fn read(
            &mut self,
            reader: &mut Reader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            loop {
                let key = reader.key()?;
                match key {
                    0 => return ::core::result::Result::Ok(()),
                    9 => Implicit::<Double>::merge(&mut self.value, key, reader),
                    _ => reader.unknown(key, &mut self.unknown_fields),
                }?;
            }
        }
    }
    connect_message! {
        self::DoubleValue, "google.protobuf.DoubleValue"
    }
};
/// The message `google.protobuf.FloatValue`.
///
/// From `google/protobuf/wrappers.proto`.
#[derive(::core::clone::Clone, ::core::cmp::PartialEq, ::core::default::Default)]
#[derive(::core::cmp::PartialOrd)]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
pub struct FloatValue {
    /// The field `value`, number 1.
    pub value: ::core::primitive::f32,
    /// Fields that this version of the `.proto` does not have.
    pub unknown_fields: crate::__private::message::UnknownFields,
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl FloatValue {
    /// The message with `value` set.
    #[must_use]
    pub fn with_value(
        mut self,
        value: impl ::core::convert::Into<::core::primitive::f32>,
    ) -> Self {
        self.value = ::core::convert::Into::into(value);
        self
    }
}
#[automatically_derived]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl ::core::fmt::Debug for FloatValue {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        crate::__private::message::debug(
            formatter,
            "FloatValue",
            &[("value", &self.value)],
            &self.unknown_fields,
        )
    }
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    use crate::__private::message::*;
    #[automatically_derived]
    impl BinaryCodec for self::FloatValue {
        fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
            self.unknown_fields.size() + Implicit::<Float>::size(&self.value, 13, sizer)
        }
        fn write(&self, writer: &mut Writer<'_>) {
            Implicit::<Float>::write(&self.value, 13, writer);
            self.unknown_fields.write(writer);
        }
        fn read(
            &mut self,
            reader: &mut Reader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            loop {
                let key = reader.key()?;
                match key {
                    0 => return ::core::result::Result::Ok(()),
                    13 => Implicit::<Float>::merge(&mut self.value, key, reader),
                    _ => reader.unknown(key, &mut self.unknown_fields),
                }?;
            }
        }
    }
    connect_message! {
        self::FloatValue, "google.protobuf.FloatValue"
    }
};
/// The message `google.protobuf.Int64Value`.
///
/// From `google/protobuf/wrappers.proto`.
#[derive(
    ::core::clone::Clone,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::hash::Hash,
    ::core::default::Default,
)]
#[derive(::core::cmp::PartialOrd, ::core::cmp::Ord)]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
pub struct Int64Value {
    /// The field `value`, number 1.
    pub value: ::core::primitive::i64,
    /// Fields that this version of the `.proto` does not have.
    pub unknown_fields: crate::__private::message::UnknownFields,
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl Int64Value {
    /// The message with `value` set.
    #[must_use]
    pub fn with_value(
        mut self,
        value: impl ::core::convert::Into<::core::primitive::i64>,
    ) -> Self {
        self.value = ::core::convert::Into::into(value);
        self
    }
}
#[automatically_derived]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl ::core::fmt::Debug for Int64Value {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        crate::__private::message::debug(
            formatter,
            "Int64Value",
            &[("value", &self.value)],
            &self.unknown_fields,
        )
    }
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    use crate::__private::message::*;
    #[automatically_derived]
    impl BinaryCodec for self::Int64Value {
        fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
            self.unknown_fields.size() + Implicit::<Int64>::size(&self.value, 8, sizer)
        }
        fn write(&self, writer: &mut Writer<'_>) {
            Implicit::<Int64>::write(&self.value, 8, writer);
            self.unknown_fields.write(writer);
        }
        fn read(
            &mut self,
            reader: &mut Reader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            loop {
                let key = reader.key()?;
                match key {
                    0 => return ::core::result::Result::Ok(()),
                    8 => Implicit::<Int64>::merge(&mut self.value, key, reader),
                    _ => reader.unknown(key, &mut self.unknown_fields),
                }?;
            }
        }
    }
    connect_message! {
        self::Int64Value, "google.protobuf.Int64Value"
    }
};
/// The message `google.protobuf.UInt64Value`.
///
/// From `google/protobuf/wrappers.proto`.
#[derive(
    ::core::clone::Clone,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::hash::Hash,
    ::core::default::Default,
)]
#[derive(::core::cmp::PartialOrd, ::core::cmp::Ord)]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
pub struct UInt64Value {
    /// The field `value`, number 1.
    pub value: ::core::primitive::u64,
    /// Fields that this version of the `.proto` does not have.
    pub unknown_fields: crate::__private::message::UnknownFields,
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl UInt64Value {
    /// The message with `value` set.
    #[must_use]
    pub fn with_value(
        mut self,
        value: impl ::core::convert::Into<::core::primitive::u64>,
    ) -> Self {
        self.value = ::core::convert::Into::into(value);
        self
    }
}
#[automatically_derived]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl ::core::fmt::Debug for UInt64Value {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        crate::__private::message::debug(
            formatter,
            "UInt64Value",
            &[("value", &self.value)],
            &self.unknown_fields,
        )
    }
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    use crate::__private::message::*;
    #[automatically_derived]
    impl BinaryCodec for self::UInt64Value {
        fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
            self.unknown_fields.size() + Implicit::<Uint64>::size(&self.value, 8, sizer)
        }
        fn write(&self, writer: &mut Writer<'_>) {
            Implicit::<Uint64>::write(&self.value, 8, writer);
            self.unknown_fields.write(writer);
        }
        fn read(
            &mut self,
            reader: &mut Reader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            loop {
                let key = reader.key()?;
                match key {
                    0 => return ::core::result::Result::Ok(()),
                    8 => Implicit::<Uint64>::merge(&mut self.value, key, reader),
                    _ => reader.unknown(key, &mut self.unknown_fields),
                }?;
            }
        }
    }
    connect_message! {
        self::UInt64Value, "google.protobuf.UInt64Value"
    }
};
/// The message `google.protobuf.Int32Value`.
///
/// From `google/protobuf/wrappers.proto`.
#[derive(
    ::core::clone::Clone,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::hash::Hash,
    ::core::default::Default,
)]
#[derive(::core::cmp::PartialOrd, ::core::cmp::Ord)]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
pub struct Int32Value {
    /// The field `value`, number 1.
    pub value: ::core::primitive::i32,
    /// Fields that this version of the `.proto` does not have.
    pub unknown_fields: crate::__private::message::UnknownFields,
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl Int32Value {
    /// The message with `value` set.
    #[must_use]
    pub fn with_value(
        mut self,
        value: impl ::core::convert::Into<::core::primitive::i32>,
    ) -> Self {
        self.value = ::core::convert::Into::into(value);
        self
    }
}
#[automatically_derived]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl ::core::fmt::Debug for Int32Value {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        crate::__private::message::debug(
            formatter,
            "Int32Value",
            &[("value", &self.value)],
            &self.unknown_fields,
        )
    }
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    use crate::__private::message::*;
    #[automatically_derived]
    impl BinaryCodec for self::Int32Value {
        fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
            self.unknown_fields.size() + Implicit::<Int32>::size(&self.value, 8, sizer)
        }
        fn write(&self, writer: &mut Writer<'_>) {
            Implicit::<Int32>::write(&self.value, 8, writer);
            self.unknown_fields.write(writer);
        }
        fn read(
            &mut self,
            reader: &mut Reader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            loop {
                let key = reader.key()?;
                match key {
                    0 => return ::core::result::Result::Ok(()),
                    8 => Implicit::<Int32>::merge(&mut self.value, key, reader),
                    _ => reader.unknown(key, &mut self.unknown_fields),
                }?;
            }
        }
    }
    connect_message! {
        self::Int32Value, "google.protobuf.Int32Value"
    }
};
/// The message `google.protobuf.UInt32Value`.
///
/// From `google/protobuf/wrappers.proto`.
#[derive(
    ::core::clone::Clone,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::hash::Hash,
    ::core::default::Default,
)]
#[derive(::core::cmp::PartialOrd, ::core::cmp::Ord)]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
pub struct UInt32Value {
    /// The field `value`, number 1.
    pub value: ::core::primitive::u32,
    /// Fields that this version of the `.proto` does not have.
    pub unknown_fields: crate::__private::message::UnknownFields,
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl UInt32Value {
    /// The message with `value` set.
    #[must_use]
    pub fn with_value(
        mut self,
        value: impl ::core::convert::Into<::core::primitive::u32>,
    ) -> Self {
        self.value = ::core::convert::Into::into(value);
        self
    }
}
#[automatically_derived]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl ::core::fmt::Debug for UInt32Value {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        crate::__private::message::debug(
            formatter,
            "UInt32Value",
            &[("value", &self.value)],
            &self.unknown_fields,
        )
    }
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    use crate::__private::message::*;
    #[automatically_derived]
    impl BinaryCodec for self::UInt32Value {
        fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
            self.unknown_fields.size() + Implicit::<Uint32>::size(&self.value, 8, sizer)
        }
        fn write(&self, writer: &mut Writer<'_>) {
            Implicit::<Uint32>::write(&self.value, 8, writer);
            self.unknown_fields.write(writer);
        }
        fn read(
            &mut self,
            reader: &mut Reader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            loop {
                let key = reader.key()?;
                match key {
                    0 => return ::core::result::Result::Ok(()),
                    8 => Implicit::<Uint32>::merge(&mut self.value, key, reader),
                    _ => reader.unknown(key, &mut self.unknown_fields),
                }?;
            }
        }
    }
    connect_message! {
        self::UInt32Value, "google.protobuf.UInt32Value"
    }
};
/// The message `google.protobuf.BoolValue`.
///
/// From `google/protobuf/wrappers.proto`.
#[derive(
    ::core::clone::Clone,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::hash::Hash,
    ::core::default::Default,
)]
#[derive(::core::cmp::PartialOrd, ::core::cmp::Ord)]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
pub struct BoolValue {
    /// The field `value`, number 1.
    pub value: ::core::primitive::bool,
    /// Fields that this version of the `.proto` does not have.
    pub unknown_fields: crate::__private::message::UnknownFields,
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl BoolValue {
    /// The message with `value` set.
    #[must_use]
    pub fn with_value(
        mut self,
        value: impl ::core::convert::Into<::core::primitive::bool>,
    ) -> Self {
        self.value = ::core::convert::Into::into(value);
        self
    }
}
#[automatically_derived]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl ::core::fmt::Debug for BoolValue {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        crate::__private::message::debug(
            formatter,
            "BoolValue",
            &[("value", &self.value)],
            &self.unknown_fields,
        )
    }
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    use crate::__private::message::*;
    #[automatically_derived]
    impl BinaryCodec for self::BoolValue {
        fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
            self.unknown_fields.size() + Implicit::<Bool>::size(&self.value, 8, sizer)
        }
        fn write(&self, writer: &mut Writer<'_>) {
            Implicit::<Bool>::write(&self.value, 8, writer);
            self.unknown_fields.write(writer);
        }
        fn read(
            &mut self,
            reader: &mut Reader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            loop {
                let key = reader.key()?;
                match key {
                    0 => return ::core::result::Result::Ok(()),
                    8 => Implicit::<Bool>::merge(&mut self.value, key, reader),
                    _ => reader.unknown(key, &mut self.unknown_fields),
                }?;
            }
        }
    }
    connect_message! {
        self::BoolValue, "google.protobuf.BoolValue"
    }
};
/// The message `google.protobuf.StringValue`.
///
/// From `google/protobuf/wrappers.proto`.
#[derive(
    ::core::clone::Clone,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::hash::Hash,
    ::core::default::Default,
)]
#[derive(::core::cmp::PartialOrd, ::core::cmp::Ord)]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
pub struct StringValue {
    /// The field `value`, number 1.
    pub value: ::std::string::String,
    /// Fields that this version of the `.proto` does not have.
    pub unknown_fields: crate::__private::message::UnknownFields,
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl StringValue {
    /// The message with `value` set.
    #[must_use]
    pub fn with_value(
        mut self,
        value: impl ::core::convert::Into<::std::string::String>,
    ) -> Self {
        self.value = ::core::convert::Into::into(value);
        self
    }
}
#[automatically_derived]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl ::core::fmt::Debug for StringValue {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        crate::__private::message::debug(
            formatter,
            "StringValue",
            &[("value", &self.value)],
            &self.unknown_fields,
        )
    }
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    use crate::__private::message::*;
    #[automatically_derived]
    impl BinaryCodec for self::StringValue {
        fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
            self.unknown_fields.size() + Implicit::<Str>::size(&self.value, 10, sizer)
        }
        fn write(&self, writer: &mut Writer<'_>) {
            Implicit::<Str>::write(&self.value, 10, writer);
            self.unknown_fields.write(writer);
        }
        fn read(
            &mut self,
            reader: &mut Reader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            loop {
                let key = reader.key()?;
                match key {
                    0 => return ::core::result::Result::Ok(()),
                    10 => Implicit::<Str>::merge(&mut self.value, key, reader),
                    _ => reader.unknown(key, &mut self.unknown_fields),
                }?;
            }
        }
    }
    connect_message! {
        self::StringValue, "google.protobuf.StringValue"
    }
};
/// The message `google.protobuf.BytesValue`.
///
/// From `google/protobuf/wrappers.proto`.
#[derive(
    ::core::clone::Clone,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::hash::Hash,
    ::core::default::Default,
)]
#[derive(::core::cmp::PartialOrd, ::core::cmp::Ord)]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
pub struct BytesValue {
    /// The field `value`, number 1.
    pub value: crate::__private::message::bytes::Bytes,
    /// Fields that this version of the `.proto` does not have.
    pub unknown_fields: crate::__private::message::UnknownFields,
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl BytesValue {
    /// The message with `value` set.
    #[must_use]
    pub fn with_value(
        mut self,
        value: impl ::core::convert::Into<crate::__private::message::bytes::Bytes>,
    ) -> Self {
        self.value = ::core::convert::Into::into(value);
        self
    }
}
#[automatically_derived]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
impl ::core::fmt::Debug for BytesValue {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        crate::__private::message::debug(
            formatter,
            "BytesValue",
            &[("value", &self.value)],
            &self.unknown_fields,
        )
    }
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    use crate::__private::message::*;
    #[automatically_derived]
    impl BinaryCodec for self::BytesValue {
        fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
            self.unknown_fields.size() + Implicit::<Bytes>::size(&self.value, 10, sizer)
        }
        fn write(&self, writer: &mut Writer<'_>) {
            Implicit::<Bytes>::write(&self.value, 10, writer);
            self.unknown_fields.write(writer);
        }
        fn read(
            &mut self,
            reader: &mut Reader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            loop {
                let key = reader.key()?;
                match key {
                    0 => return ::core::result::Result::Ok(()),
                    10 => Implicit::<Bytes>::merge(&mut self.value, key, reader),
                    _ => reader.unknown(key, &mut self.unknown_fields),
                }?;
            }
        }
    }
    connect_message! {
        self::BytesValue, "google.protobuf.BytesValue"
    }
};
/// The enum `google.protobuf.NullValue`.
///
/// From `google/protobuf/struct.proto`.
#[derive(
    ::core::clone::Clone,
    ::core::marker::Copy,
    ::core::fmt::Debug,
    ::core::default::Default,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::cmp::PartialOrd,
    ::core::cmp::Ord,
    ::core::hash::Hash,
)]
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
pub enum NullValue {
    /// The value `NULL_VALUE`, 0.
    #[default]
    NullValue,
    /// A number that this version of the `.proto` does not have.
    Unrecognized(::core::primitive::i32),
}
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    use crate::__private::message::*;
    #[automatically_derived]
    impl Enumeration for self::NullValue {
        const FULL_NAME: &'static ::core::primitive::str = "google.protobuf.NullValue";
        const IS_NULL: ::core::primitive::bool = true;
        fn from_number(number: ::core::primitive::i32) -> ::core::option::Option<Self> {
            ::core::option::Option::Some(
                match number {
                    0 => Self::NullValue,
                    _ => Self::Unrecognized(number),
                },
            )
        }
        fn number(self) -> ::core::primitive::i32 {
            match self {
                Self::NullValue => 0,
                Self::Unrecognized(number) => number,
            }
        }
        fn from_name(name: &::core::primitive::str) -> ::core::option::Option<Self> {
            ::core::option::Option::Some(
                match name {
                    "NULL_VALUE" => Self::NullValue,
                    _ => return ::core::option::Option::None,
                },
            )
        }
        fn name(self) -> ::core::option::Option<&'static ::core::primitive::str> {
            ::core::option::Option::Some(
                match self {
                    Self::NullValue => "NULL_VALUE",
                    Self::Unrecognized(_) => return ::core::option::Option::None,
                },
            )
        }
    }
    connect_open_enum! {
        self::NullValue
    }
};
/// Types nested in `google.protobuf.Value`.
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
pub mod value {
    /// The cases of `kind` in `google.protobuf.Value`.
    ///
    /// From `google/protobuf/struct.proto`.
    #[allow(
        dead_code,
        deprecated,
        unused_qualifications,
        clippy::all,
        clippy::pedantic,
        clippy::nursery
    )]
    #[derive(::core::clone::Clone, ::core::cmp::PartialEq, ::core::fmt::Debug)]
    pub enum Kind {
        /// The field `null_value`, number 1.
        NullValue(super::NullValue),
        /// The field `number_value`, number 2.
        NumberValue(::core::primitive::f64),
        /// The field `string_value`, number 3.
        StringValue(::std::string::String),
        /// The field `bool_value`, number 4.
        BoolValue(::core::primitive::bool),
        /// The field `struct_value`, number 5.
        StructValue(super::Struct),
        /// The field `list_value`, number 6.
        ListValue(super::ListValue),
    }
}
/// The files that this module was generated from, and all that they import, as a
/// `google.protobuf.FileDescriptorSet` in binary, custom options included.
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
pub const FILE_DESCRIPTOR_SET: &[::core::primitive::u8] = b"\n\xE4\x01\n\x19google/protobuf/any.proto\x12\x0Fgoogle.protobuf\"6\n\x03Any\x12\x19\n\x08type_url\x18\x01 \x01(\tR\x07typeUrl\x12\x14\n\x05value\x18\x02 \x01(\x0CR\x05valueBv\n\x13com.google.protobufB\x08AnyProtoP\x01Z,google.golang.org/protobuf/types/known/anypb\xA2\x02\x03GPB\xAA\x02\x1EGoogle.Protobuf.WellKnownTypesb\x06proto3\n\xFB\x01\n\x1Egoogle/protobuf/duration.proto\x12\x0Fgoogle.protobuf\":\n\x08Duration\x12\x18\n\x07seconds\x18\x01 \x01(\x03R\x07seconds\x12\x14\n\x05nanos\x18\x02 \x01(\x05R\x05nanosB\x83\x01\n\x13com.google.protobufB\rDurationProtoP\x01Z1google.golang.org/protobuf/types/known/durationpb\xF8\x01\x01\xA2\x02\x03GPB\xAA\x02\x1EGoogle.Protobuf.WellKnownTypesb\x06proto3\n\xBE\x01\n\x1Bgoogle/protobuf/empty.proto\x12\x0Fgoogle.protobuf\"\x07\n\x05EmptyB}\n\x13com.google.protobufB\nEmptyProtoP\x01Z.google.golang.org/protobuf/types/known/emptypb\xF8\x01\x01\xA2\x02\x03GPB\xAA\x02\x1EGoogle.Protobuf.WellKnownTypesb\x06proto3\n\xE6\x01\n google/protobuf/field_mask.proto\x12\x0Fgoogle.protobuf\"!\n\tFieldMask\x12\x14\n\x05paths\x18\x01 \x03(\tR\x05pathsB\x85\x01\n\x13com.google.protobufB\x0EFieldMaskProtoP\x01Z2google.golang.org/protobuf/types/known/fieldmaskpb\xF8\x01\x01\xA2\x02\x03GPB\xAA\x02\x1EGoogle.Protobuf.WellKnownTypesb\x06proto3\n\xE2\x05\n\x1Cgoogle/protobuf/struct.proto\x12\x0Fgoogle.protobuf\"\x98\x01\n\x06Struct\x12;\n\x06fields\x18\x01 \x03(\x0B2#.google.protobuf.Struct.FieldsEntryR\x06fields\x1AQ\n\x0BFieldsEntry\x12\x10\n\x03key\x18\x01 \x01(\tR\x03key\x12,\n\x05value\x18\x02 \x01(\x0B2\x16.google.protobuf.ValueR\x05value:\x028\x01\"\xB2\x02\n\x05Value\x12;\n\nnull_value\x18\x01 \x01(\x0E2\x1A.google.protobuf.NullValueH\0R\tnullValue\x12#\n\x0Cnumber_value\x18\x02 \x01(\x01H\0R\x0BnumberValue\x12#\n\x0Cstring_value\x18\x03 \x01(\tH\0R\x0BstringValue\x12\x1F\n\nbool_value\x18\x04 \x01(\x08H\0R\tboolValue\x12<\n\x0Cstruct_value\x18\x05 \x01(\x0B2\x17.google.protobuf.StructH\0R\x0BstructValue\x12;\n\nlist_value\x18\x06 \x01(\x0B2\x1A.google.protobuf.ListValueH\0R\tlistValueB\x06\n\x04kind\";\n\tListValue\x12.\n\x06values\x18\x01 \x03(\x0B2\x16.google.protobuf.ValueR\x06values*\x1B\n\tNullValue\x12\x0E\n\nNULL_VALUE\x10\0B\x7F\n\x13com.google.protobufB\x0BStructProtoP\x01Z/google.golang.org/protobuf/types/known/structpb\xF8\x01\x01\xA2\x02\x03GPB\xAA\x02\x1EGoogle.Protobuf.WellKnownTypesb\x06proto3\n\xFF\x01\n\x1Fgoogle/protobuf/timestamp.proto\x12\x0Fgoogle.protobuf\";\n\tTimestamp\x12\x18\n\x07seconds\x18\x01 \x01(\x03R\x07seconds\x12\x14\n\x05nanos\x18\x02 \x01(\x05R\x05nanosB\x85\x01\n\x13com.google.protobufB\x0ETimestampProtoP\x01Z2google.golang.org/protobuf/types/known/timestamppb\xF8\x01\x01\xA2\x02\x03GPB\xAA\x02\x1EGoogle.Protobuf.WellKnownTypesb\x06proto3\n\x86\x04\n\x1Egoogle/protobuf/wrappers.proto\x12\x0Fgoogle.protobuf\"#\n\x0BDoubleValue\x12\x14\n\x05value\x18\x01 \x01(\x01R\x05value\"\"\n\nFloatValue\x12\x14\n\x05value\x18\x01 \x01(\x02R\x05value\"\"\n\nInt64Value\x12\x14\n\x05value\x18\x01 \x01(\x03R\x05value\"#\n\x0BUInt64Value\x12\x14\n\x05value\x18\x01 \x01(\x04R\x05value\"\"\n\nInt32Value\x12\x14\n\x05value\x18\x01 \x01(\x05R\x05value\"#\n\x0BUInt32Value\x12\x14\n\x05value\x18\x01 \x01(\rR\x05value\"!\n\tBoolValue\x12\x14\n\x05value\x18\x01 \x01(\x08R\x05value\"#\n\x0BStringValue\x12\x14\n\x05value\x18\x01 \x01(\tR\x05value\"\"\n\nBytesValue\x12\x14\n\x05value\x18\x01 \x01(\x0CR\x05valueB\x83\x01\n\x13com.google.protobufB\rWrappersProtoP\x01Z1google.golang.org/protobuf/types/known/wrapperspb\xF8\x01\x01\xA2\x02\x03GPB\xAA\x02\x1EGoogle.Protobuf.WellKnownTypesb\x06proto3";
#[allow(
    closure_returning_async_block,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    nonstandard_style,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction
)]
const _: () = {
    use crate::__private::message::*;
    inventory::submit! {
        Registration { messages : & [MessageEntry::of:: < self::Any > (),
        MessageEntry::of:: < self::Duration > (), MessageEntry::of:: < self::Empty > (),
        MessageEntry::of:: < self::FieldMask > (), MessageEntry::of:: < self::Struct >
        (), MessageEntry::of:: < self::Value > (), MessageEntry::of:: < self::ListValue >
        (), MessageEntry::of:: < self::Timestamp > (), MessageEntry::of:: <
        self::DoubleValue > (), MessageEntry::of:: < self::FloatValue > (),
        MessageEntry::of:: < self::Int64Value > (), MessageEntry::of:: <
        self::UInt64Value > (), MessageEntry::of:: < self::Int32Value > (),
        MessageEntry::of:: < self::UInt32Value > (), MessageEntry::of:: < self::BoolValue
        > (), MessageEntry::of:: < self::StringValue > (), MessageEntry::of:: <
        self::BytesValue > ()], extensions : & [], descriptor_set :
        self::FILE_DESCRIPTOR_SET, }
    }
};
