/// Why a call failed, in words for programs.
///
/// From `google/rpc/error_details.proto:8`.
#[derive(
    ::core::clone::Clone,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::default::Default,
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
pub struct ErrorInfo {
    /// The reason, in upper case with underscores, unique within `domain`.
    pub reason: ::std::string::String,
    /// Who gives the reason, usually the name of the service.
    pub domain: ::std::string::String,
    /// Further facts about this one error.
    pub metadata: ::std::collections::HashMap<
        ::std::string::String,
        ::std::string::String,
    >,
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
impl ErrorInfo {
    /// The message with `reason` set.
    #[must_use]
    pub fn with_reason(
        mut self,
        value: impl ::core::convert::Into<::std::string::String>,
    ) -> Self {
        self.reason = ::core::convert::Into::into(value);
        self
    }
    /// The message with `domain` set.
    #[must_use]
    pub fn with_domain(
        mut self,
        value: impl ::core::convert::Into<::std::string::String>,
    ) -> Self {
        self.domain = ::core::convert::Into::into(value);
        self
    }
    /// The message with `metadata` set.
    #[must_use]
    pub fn with_metadata(
        mut self,
        value: impl ::core::iter::IntoIterator<
            Item = (
                impl ::core::convert::Into<::std::string::String>,
                impl ::core::convert::Into<::std::string::String>,
            ),
        >,
    ) -> Self {
        self.metadata = crate::__private::message::collect_map(value);
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
impl ::core::fmt::Debug for ErrorInfo {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        crate::__private::message::debug(
            formatter,
            "ErrorInfo",
            &[
                ("reason", &self.reason),
                ("domain", &self.domain),
                ("metadata", &self.metadata),
            ],
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
    impl BinaryCodec for self::ErrorInfo {
        fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
            self.unknown_fields.size() + Implicit::<Str>::size(&self.reason, 10, sizer)
                + Implicit::<Str>::size(&self.domain, 18, sizer)
                + Map::<Str, Str>::size(&self.metadata, 26, sizer)
        }
        fn write(&self, writer: &mut Writer<'_>) {
            Implicit::<Str>::write(&self.reason, 10, writer);
            Implicit::<Str>::write(&self.domain, 18, writer);
            Map::<Str, Str>::write(&self.metadata, 26, writer);
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
                    10 => Implicit::<Str>::merge(&mut self.reason, key, reader),
                    18 => Implicit::<Str>::merge(&mut self.domain, key, reader),
                    26 => Map::<Str, Str>::merge(&mut self.metadata, key, reader),
                    _ => reader.unknown(key, &mut self.unknown_fields),
                }?;
            }
        }
    }
    connect_message! {
        self::ErrorInfo, "google.rpc.ErrorInfo"
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
    const NAMES: &[Name] = &[
        Name::new("\"reason\":", "\"reason\":"),
        Name::new("\"domain\":", "\"domain\":"),
        Name::new("\"metadata\":", "\"metadata\":"),
    ];
    #[automatically_derived]
    impl JsonFields for self::ErrorInfo {
        fn full_name(&self) -> &'static ::core::primitive::str {
            "google.rpc.ErrorInfo"
        }
        fn names(&self) -> &'static [Name] {
            NAMES
        }
        fn write_fields(&self, writer: &mut JsonWriter) {
            Implicit::<Str>::write_json(&self.reason, &NAMES[0], writer);
            Implicit::<Str>::write_json(&self.domain, &NAMES[1], writer);
            Map::<Str, Str>::write_json(&self.metadata, &NAMES[2], writer);
        }
        fn read_field(
            &mut self,
            index: ::core::primitive::usize,
            reader: &mut JsonReader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            match index {
                0 => Implicit::<Str>::read_json(&mut self.reason, reader),
                1 => Implicit::<Str>::read_json(&mut self.domain, reader),
                2 => Map::<Str, Str>::read_json(&mut self.metadata, reader),
                _ => ::core::result::Result::Ok(()),
            }
        }
        fn unknown(&self) -> &UnknownFields {
            &self.unknown_fields
        }
        fn unknown_mut(&mut self) -> &mut UnknownFields {
            &mut self.unknown_fields
        }
    }
};
/// When the caller may try again.
///
/// From `google/rpc/error_details.proto:20`.
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
pub struct RetryInfo {
    /// How long to wait at least.
    pub retry_delay: ::core::option::Option<crate::__private::protobuf::Duration>,
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
impl RetryInfo {
    /// `retry_delay`, or its default if it is not set.
    #[must_use]
    pub fn retry_delay(&self) -> &crate::__private::protobuf::Duration {
        match self.retry_delay.as_ref() {
            ::core::option::Option::Some(value) => value,
            ::core::option::Option::None => {
                crate::__private::message::Message::default_instance()
            }
        }
    }
    /// `retry_delay`, which has to be set.
    ///
    /// # Errors
    /// `invalid_argument`, naming the field, if it is not.
    pub fn require_retry_delay(
        &self,
    ) -> ::core::result::Result<
        &crate::__private::protobuf::Duration,
        crate::__private::message::ConnectError,
    > {
        self.retry_delay
            .as_ref()
            .ok_or_else(|| crate::__private::message::missing_field(
                "google.rpc.RetryInfo.retry_delay",
            ))
    }
    /// `retry_delay` for changing, set to its default first if it is not set.
    pub fn retry_delay_mut(&mut self) -> &mut crate::__private::protobuf::Duration {
        self.retry_delay.get_or_insert_default()
    }
    /// The message with `retry_delay` set.
    #[must_use]
    pub fn with_retry_delay(
        mut self,
        value: impl ::core::convert::Into<crate::__private::protobuf::Duration>,
    ) -> Self {
        self.retry_delay = ::core::option::Option::Some(
            ::core::convert::Into::into(value),
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
impl ::core::fmt::Debug for RetryInfo {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        crate::__private::message::debug(
            formatter,
            "RetryInfo",
            &[("retry_delay", &self.retry_delay)],
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
    impl BinaryCodec for self::RetryInfo {
        fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
            self.unknown_fields.size()
                + Optional::<
                    Msg<crate::__private::protobuf::Duration>,
                >::size(&self.retry_delay, 10, sizer)
        }
        fn write(&self, writer: &mut Writer<'_>) {
            Optional::<
                Msg<crate::__private::protobuf::Duration>,
            >::write(&self.retry_delay, 10, writer);
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
                        Optional::<
                            Msg<crate::__private::protobuf::Duration>,
                        >::merge(&mut self.retry_delay, key, reader)
                    }
                    _ => reader.unknown(key, &mut self.unknown_fields),
                }?;
            }
        }
    }
    connect_message! {
        self::RetryInfo, "google.rpc.RetryInfo"
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
    const NAMES: &[Name] = &[Name::new("\"retryDelay\":", "\"retry_delay\":")];
    #[automatically_derived]
    impl JsonFields for self::RetryInfo {
        fn full_name(&self) -> &'static ::core::primitive::str {
            "google.rpc.RetryInfo"
        }
        fn names(&self) -> &'static [Name] {
            NAMES
        }
        fn write_fields(&self, writer: &mut JsonWriter) {
            Optional::<
                Msg<crate::__private::protobuf::Duration>,
            >::write_json(&self.retry_delay, &NAMES[0], writer);
        }
        fn read_field(
            &mut self,
            index: ::core::primitive::usize,
            reader: &mut JsonReader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            match index {
                0 => {
                    Optional::<
                        Msg<crate::__private::protobuf::Duration>,
                    >::read_json(&mut self.retry_delay, reader)
                }
                _ => ::core::result::Result::Ok(()),
            }
        }
        fn unknown(&self) -> &UnknownFields {
            &self.unknown_fields
        }
        fn unknown_mut(&mut self) -> &mut UnknownFields {
            &mut self.unknown_fields
        }
    }
};
/// Facts for whoever looks for the mistake.
///
/// From `google/rpc/error_details.proto:26`.
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
pub struct DebugInfo {
    /// The call stack at the point of failure.
    pub stack_entries: ::std::vec::Vec<::std::string::String>,
    /// What else the server tells.
    pub detail: ::std::string::String,
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
impl DebugInfo {
    /// The message with `stack_entries` set.
    #[must_use]
    pub fn with_stack_entries(
        mut self,
        value: impl ::core::iter::IntoIterator<
            Item = impl ::core::convert::Into<::std::string::String>,
        >,
    ) -> Self {
        self.stack_entries = crate::__private::message::collect(value);
        self
    }
    /// The message with `detail` set.
    #[must_use]
    pub fn with_detail(
        mut self,
        value: impl ::core::convert::Into<::std::string::String>,
    ) -> Self {
        self.detail = ::core::convert::Into::into(value);
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
impl ::core::fmt::Debug for DebugInfo {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        crate::__private::message::debug(
            formatter,
            "DebugInfo",
            &[("stack_entries", &self.stack_entries), ("detail", &self.detail)],
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
    impl BinaryCodec for self::DebugInfo {
        fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
            self.unknown_fields.size()
                + Repeated::<Str>::size(&self.stack_entries, 10, sizer)
                + Implicit::<Str>::size(&self.detail, 18, sizer)
        }
        fn write(&self, writer: &mut Writer<'_>) {
            Repeated::<Str>::write(&self.stack_entries, 10, writer);
            Implicit::<Str>::write(&self.detail, 18, writer);
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
                    10 => Repeated::<Str>::merge(&mut self.stack_entries, key, reader),
                    18 => Implicit::<Str>::merge(&mut self.detail, key, reader),
                    _ => reader.unknown(key, &mut self.unknown_fields),
                }?;
            }
        }
    }
    connect_message! {
        self::DebugInfo, "google.rpc.DebugInfo"
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
    const NAMES: &[Name] = &[
        Name::new("\"stackEntries\":", "\"stack_entries\":"),
        Name::new("\"detail\":", "\"detail\":"),
    ];
    #[automatically_derived]
    impl JsonFields for self::DebugInfo {
        fn full_name(&self) -> &'static ::core::primitive::str {
            "google.rpc.DebugInfo"
        }
        fn names(&self) -> &'static [Name] {
            NAMES
        }
        fn write_fields(&self, writer: &mut JsonWriter) {
            Repeated::<Str>::write_json(&self.stack_entries, &NAMES[0], writer);
            Implicit::<Str>::write_json(&self.detail, &NAMES[1], writer);
        }
        fn read_field(
            &mut self,
            index: ::core::primitive::usize,
            reader: &mut JsonReader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            match index {
                0 => Repeated::<Str>::read_json(&mut self.stack_entries, reader),
                1 => Implicit::<Str>::read_json(&mut self.detail, reader),
                _ => ::core::result::Result::Ok(()),
            }
        }
        fn unknown(&self) -> &UnknownFields {
            &self.unknown_fields
        }
        fn unknown_mut(&mut self) -> &mut UnknownFields {
            &mut self.unknown_fields
        }
    }
};
/// Which quotas were exceeded.
///
/// From `google/rpc/error_details.proto:35`.
#[derive(
    ::core::clone::Clone,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::default::Default,
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
pub struct QuotaFailure {
    /// All quotas that were exceeded.
    pub violations: ::std::vec::Vec<self::quota_failure::Violation>,
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
impl QuotaFailure {
    /// The message with `violations` set.
    #[must_use]
    pub fn with_violations(
        mut self,
        value: impl ::core::iter::IntoIterator<
            Item = impl ::core::convert::Into<self::quota_failure::Violation>,
        >,
    ) -> Self {
        self.violations = crate::__private::message::collect(value);
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
impl ::core::fmt::Debug for QuotaFailure {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        crate::__private::message::debug(
            formatter,
            "QuotaFailure",
            &[("violations", &self.violations)],
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
    impl BinaryCodec for self::QuotaFailure {
        fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
            self.unknown_fields.size()
                + Repeated::<
                    Msg<self::quota_failure::Violation>,
                >::size(&self.violations, 10, sizer)
        }
        fn write(&self, writer: &mut Writer<'_>) {
            Repeated::<
                Msg<self::quota_failure::Violation>,
            >::write(&self.violations, 10, writer);
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
                            Msg<self::quota_failure::Violation>,
                        >::merge(&mut self.violations, key, reader)
                    }
                    _ => reader.unknown(key, &mut self.unknown_fields),
                }?;
            }
        }
    }
    connect_message! {
        self::QuotaFailure, "google.rpc.QuotaFailure"
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
    const NAMES: &[Name] = &[Name::new("\"violations\":", "\"violations\":")];
    #[automatically_derived]
    impl JsonFields for self::QuotaFailure {
        fn full_name(&self) -> &'static ::core::primitive::str {
            "google.rpc.QuotaFailure"
        }
        fn names(&self) -> &'static [Name] {
            NAMES
        }
        fn write_fields(&self, writer: &mut JsonWriter) {
            Repeated::<
                Msg<self::quota_failure::Violation>,
            >::write_json(&self.violations, &NAMES[0], writer);
        }
        fn read_field(
            &mut self,
            index: ::core::primitive::usize,
            reader: &mut JsonReader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            match index {
                0 => {
                    Repeated::<
                        Msg<self::quota_failure::Violation>,
                    >::read_json(&mut self.violations, reader)
                }
                _ => ::core::result::Result::Ok(()),
            }
        }
        fn unknown(&self) -> &UnknownFields {
            &self.unknown_fields
        }
        fn unknown_mut(&mut self) -> &mut UnknownFields {
            &mut self.unknown_fields
        }
    }
};
/// Which preconditions did not hold.
///
/// From `google/rpc/error_details.proto:68`.
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
pub struct PreconditionFailure {
    /// All preconditions that did not hold.
    pub violations: ::std::vec::Vec<self::precondition_failure::Violation>,
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
impl PreconditionFailure {
    /// The message with `violations` set.
    #[must_use]
    pub fn with_violations(
        mut self,
        value: impl ::core::iter::IntoIterator<
            Item = impl ::core::convert::Into<self::precondition_failure::Violation>,
        >,
    ) -> Self {
        self.violations = crate::__private::message::collect(value);
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
impl ::core::fmt::Debug for PreconditionFailure {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        crate::__private::message::debug(
            formatter,
            "PreconditionFailure",
            &[("violations", &self.violations)],
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
    impl BinaryCodec for self::PreconditionFailure {
        fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
            self.unknown_fields.size()
                + Repeated::<
                    Msg<self::precondition_failure::Violation>,
                >::size(&self.violations, 10, sizer)
        }
        fn write(&self, writer: &mut Writer<'_>) {
            Repeated::<
                Msg<self::precondition_failure::Violation>,
            >::write(&self.violations, 10, writer);
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
                            Msg<self::precondition_failure::Violation>,
                        >::merge(&mut self.violations, key, reader)
                    }
                    _ => reader.unknown(key, &mut self.unknown_fields),
                }?;
            }
        }
    }
    connect_message! {
        self::PreconditionFailure, "google.rpc.PreconditionFailure"
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
    const NAMES: &[Name] = &[Name::new("\"violations\":", "\"violations\":")];
    #[automatically_derived]
    impl JsonFields for self::PreconditionFailure {
        fn full_name(&self) -> &'static ::core::primitive::str {
            "google.rpc.PreconditionFailure"
        }
        fn names(&self) -> &'static [Name] {
            NAMES
        }
        fn write_fields(&self, writer: &mut JsonWriter) {
            Repeated::<
                Msg<self::precondition_failure::Violation>,
            >::write_json(&self.violations, &NAMES[0], writer);
        }
        fn read_field(
            &mut self,
            index: ::core::primitive::usize,
            reader: &mut JsonReader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            match index {
                0 => {
                    Repeated::<
                        Msg<self::precondition_failure::Violation>,
                    >::read_json(&mut self.violations, reader)
                }
                _ => ::core::result::Result::Ok(()),
            }
        }
        fn unknown(&self) -> &UnknownFields {
            &self.unknown_fields
        }
        fn unknown_mut(&mut self) -> &mut UnknownFields {
            &mut self.unknown_fields
        }
    }
};
/// Which parts of the request are wrong.
///
/// From `google/rpc/error_details.proto:86`.
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
pub struct BadRequest {
    /// All wrong fields.
    pub field_violations: ::std::vec::Vec<self::bad_request::FieldViolation>,
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
impl BadRequest {
    /// The message with `field_violations` set.
    #[must_use]
    pub fn with_field_violations(
        mut self,
        value: impl ::core::iter::IntoIterator<
            Item = impl ::core::convert::Into<self::bad_request::FieldViolation>,
        >,
    ) -> Self {
        self.field_violations = crate::__private::message::collect(value);
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
impl ::core::fmt::Debug for BadRequest {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        crate::__private::message::debug(
            formatter,
            "BadRequest",
            &[("field_violations", &self.field_violations)],
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
    impl BinaryCodec for self::BadRequest {
        fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
            self.unknown_fields.size()
                + Repeated::<
                    Msg<self::bad_request::FieldViolation>,
                >::size(&self.field_violations, 10, sizer)
        }
        fn write(&self, writer: &mut Writer<'_>) {
            Repeated::<
                Msg<self::bad_request::FieldViolation>,
            >::write(&self.field_violations, 10, writer);
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
                            Msg<self::bad_request::FieldViolation>,
                        >::merge(&mut self.field_violations, key, reader)
                    }
                    _ => reader.unknown(key, &mut self.unknown_fields),
                }?;
            }
        }
    }
    connect_message! {
        self::BadRequest, "google.rpc.BadRequest"
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
    const NAMES: &[Name] = &[Name::new("\"fieldViolations\":", "\"field_violations\":")];
    #[automatically_derived]
    impl JsonFields for self::BadRequest {
        fn full_name(&self) -> &'static ::core::primitive::str {
            "google.rpc.BadRequest"
        }
        fn names(&self) -> &'static [Name] {
            NAMES
        }
        fn write_fields(&self, writer: &mut JsonWriter) {
            Repeated::<
                Msg<self::bad_request::FieldViolation>,
            >::write_json(&self.field_violations, &NAMES[0], writer);
        }
        fn read_field(
            &mut self,
            index: ::core::primitive::usize,
            reader: &mut JsonReader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            match index {
                0 => {
                    Repeated::<
                        Msg<self::bad_request::FieldViolation>,
                    >::read_json(&mut self.field_violations, reader)
                }
                _ => ::core::result::Result::Ok(()),
            }
        }
        fn unknown(&self) -> &UnknownFields {
            &self.unknown_fields
        }
        fn unknown_mut(&mut self) -> &mut UnknownFields {
            &mut self.unknown_fields
        }
    }
};
/// What identifies the request in the server's own records.
///
/// From `google/rpc/error_details.proto:107`.
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
pub struct RequestInfo {
    /// The server's name for the request.
    pub request_id: ::std::string::String,
    /// What the server can use to find out more.
    pub serving_data: ::std::string::String,
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
impl RequestInfo {
    /// The message with `request_id` set.
    #[must_use]
    pub fn with_request_id(
        mut self,
        value: impl ::core::convert::Into<::std::string::String>,
    ) -> Self {
        self.request_id = ::core::convert::Into::into(value);
        self
    }
    /// The message with `serving_data` set.
    #[must_use]
    pub fn with_serving_data(
        mut self,
        value: impl ::core::convert::Into<::std::string::String>,
    ) -> Self {
        self.serving_data = ::core::convert::Into::into(value);
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
impl ::core::fmt::Debug for RequestInfo {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        crate::__private::message::debug(
            formatter,
            "RequestInfo",
            &[("request_id", &self.request_id), ("serving_data", &self.serving_data)],
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
    impl BinaryCodec for self::RequestInfo {
        fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
            self.unknown_fields.size()
                + Implicit::<Str>::size(&self.request_id, 10, sizer)
                + Implicit::<Str>::size(&self.serving_data, 18, sizer)
        }
        fn write(&self, writer: &mut Writer<'_>) {
            Implicit::<Str>::write(&self.request_id, 10, writer);
            Implicit::<Str>::write(&self.serving_data, 18, writer);
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
                    10 => Implicit::<Str>::merge(&mut self.request_id, key, reader),
                    18 => Implicit::<Str>::merge(&mut self.serving_data, key, reader),
                    _ => reader.unknown(key, &mut self.unknown_fields),
                }?;
            }
        }
    }
    connect_message! {
        self::RequestInfo, "google.rpc.RequestInfo"
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
    const NAMES: &[Name] = &[
        Name::new("\"requestId\":", "\"request_id\":"),
        Name::new("\"servingData\":", "\"serving_data\":"),
    ];
    #[automatically_derived]
    impl JsonFields for self::RequestInfo {
        fn full_name(&self) -> &'static ::core::primitive::str {
            "google.rpc.RequestInfo"
        }
        fn names(&self) -> &'static [Name] {
            NAMES
        }
        fn write_fields(&self, writer: &mut JsonWriter) {
            Implicit::<Str>::write_json(&self.request_id, &NAMES[0], writer);
            Implicit::<Str>::write_json(&self.serving_data, &NAMES[1], writer);
        }
        fn read_field(
            &mut self,
            index: ::core::primitive::usize,
            reader: &mut JsonReader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            match index {
                0 => Implicit::<Str>::read_json(&mut self.request_id, reader),
                1 => Implicit::<Str>::read_json(&mut self.serving_data, reader),
                _ => ::core::result::Result::Ok(()),
            }
        }
        fn unknown(&self) -> &UnknownFields {
            &self.unknown_fields
        }
        fn unknown_mut(&mut self) -> &mut UnknownFields {
            &mut self.unknown_fields
        }
    }
};
/// Which resource was asked for.
///
/// From `google/rpc/error_details.proto:116`.
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
pub struct ResourceInfo {
    /// Its kind.
    pub resource_type: ::std::string::String,
    /// Its name.
    pub resource_name: ::std::string::String,
    /// Who owns it.
    pub owner: ::std::string::String,
    /// What went wrong with it.
    pub description: ::std::string::String,
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
impl ResourceInfo {
    /// The message with `resource_type` set.
    #[must_use]
    pub fn with_resource_type(
        mut self,
        value: impl ::core::convert::Into<::std::string::String>,
    ) -> Self {
        self.resource_type = ::core::convert::Into::into(value);
        self
    }
    /// The message with `resource_name` set.
    #[must_use]
    pub fn with_resource_name(
        mut self,
        value: impl ::core::convert::Into<::std::string::String>,
    ) -> Self {
        self.resource_name = ::core::convert::Into::into(value);
        self
    }
    /// The message with `owner` set.
    #[must_use]
    pub fn with_owner(
        mut self,
        value: impl ::core::convert::Into<::std::string::String>,
    ) -> Self {
        self.owner = ::core::convert::Into::into(value);
        self
    }
    /// The message with `description` set.
    #[must_use]
    pub fn with_description(
        mut self,
        value: impl ::core::convert::Into<::std::string::String>,
    ) -> Self {
        self.description = ::core::convert::Into::into(value);
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
impl ::core::fmt::Debug for ResourceInfo {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        crate::__private::message::debug(
            formatter,
            "ResourceInfo",
            &[
                ("resource_type", &self.resource_type),
                ("resource_name", &self.resource_name),
                ("owner", &self.owner),
                ("description", &self.description),
            ],
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
    impl BinaryCodec for self::ResourceInfo {
        fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
            self.unknown_fields.size()
                + Implicit::<Str>::size(&self.resource_type, 10, sizer)
                + Implicit::<Str>::size(&self.resource_name, 18, sizer)
                + Implicit::<Str>::size(&self.owner, 26, sizer)
                + Implicit::<Str>::size(&self.description, 34, sizer)
        }
        fn write(&self, writer: &mut Writer<'_>) {
            Implicit::<Str>::write(&self.resource_type, 10, writer);
            Implicit::<Str>::write(&self.resource_name, 18, writer);
            Implicit::<Str>::write(&self.owner, 26, writer);
            Implicit::<Str>::write(&self.description, 34, writer);
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
                    10 => Implicit::<Str>::merge(&mut self.resource_type, key, reader),
                    18 => Implicit::<Str>::merge(&mut self.resource_name, key, reader),
                    26 => Implicit::<Str>::merge(&mut self.owner, key, reader),
                    34 => Implicit::<Str>::merge(&mut self.description, key, reader),
                    _ => reader.unknown(key, &mut self.unknown_fields),
                }?;
            }
        }
    }
    connect_message! {
        self::ResourceInfo, "google.rpc.ResourceInfo"
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
    const NAMES: &[Name] = &[
        Name::new("\"resourceType\":", "\"resource_type\":"),
        Name::new("\"resourceName\":", "\"resource_name\":"),
        Name::new("\"owner\":", "\"owner\":"),
        Name::new("\"description\":", "\"description\":"),
    ];
    #[automatically_derived]
    impl JsonFields for self::ResourceInfo {
        fn full_name(&self) -> &'static ::core::primitive::str {
            "google.rpc.ResourceInfo"
        }
        fn names(&self) -> &'static [Name] {
            NAMES
        }
        fn write_fields(&self, writer: &mut JsonWriter) {
            Implicit::<Str>::write_json(&self.resource_type, &NAMES[0], writer);
            Implicit::<Str>::write_json(&self.resource_name, &NAMES[1], writer);
            Implicit::<Str>::write_json(&self.owner, &NAMES[2], writer);
            Implicit::<Str>::write_json(&self.description, &NAMES[3], writer);
        }
        fn read_field(
            &mut self,
            index: ::core::primitive::usize,
            reader: &mut JsonReader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            match index {
                0 => Implicit::<Str>::read_json(&mut self.resource_type, reader),
                1 => Implicit::<Str>::read_json(&mut self.resource_name, reader),
                2 => Implicit::<Str>::read_json(&mut self.owner, reader),
                3 => Implicit::<Str>::read_json(&mut self.description, reader),
                _ => ::core::result::Result::Ok(()),
            }
        }
        fn unknown(&self) -> &UnknownFields {
            &self.unknown_fields
        }
        fn unknown_mut(&mut self) -> &mut UnknownFields {
            &mut self.unknown_fields
        }
    }
};
/// Where to read on.
///
/// From `google/rpc/error_details.proto:131`.
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
pub struct Help {
    /// All pages.
    pub links: ::std::vec::Vec<self::help::Link>,
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
impl Help {
    /// The message with `links` set.
    #[must_use]
    pub fn with_links(
        mut self,
        value: impl ::core::iter::IntoIterator<
            Item = impl ::core::convert::Into<self::help::Link>,
        >,
    ) -> Self {
        self.links = crate::__private::message::collect(value);
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
impl ::core::fmt::Debug for Help {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        crate::__private::message::debug(
            formatter,
            "Help",
            &[("links", &self.links)],
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
    impl BinaryCodec for self::Help {
        fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
            self.unknown_fields.size()
                + Repeated::<Msg<self::help::Link>>::size(&self.links, 10, sizer)
        }
        fn write(&self, writer: &mut Writer<'_>) {
            Repeated::<Msg<self::help::Link>>::write(&self.links, 10, writer);
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
                            Msg<self::help::Link>,
                        >::merge(&mut self.links, key, reader)
                    }
                    _ => reader.unknown(key, &mut self.unknown_fields),
                }?;
            }
        }
    }
    connect_message! {
        self::Help, "google.rpc.Help"
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
    const NAMES: &[Name] = &[Name::new("\"links\":", "\"links\":")];
    #[automatically_derived]
    impl JsonFields for self::Help {
        fn full_name(&self) -> &'static ::core::primitive::str {
            "google.rpc.Help"
        }
        fn names(&self) -> &'static [Name] {
            NAMES
        }
        fn write_fields(&self, writer: &mut JsonWriter) {
            Repeated::<
                Msg<self::help::Link>,
            >::write_json(&self.links, &NAMES[0], writer);
        }
        fn read_field(
            &mut self,
            index: ::core::primitive::usize,
            reader: &mut JsonReader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            match index {
                0 => {
                    Repeated::<Msg<self::help::Link>>::read_json(&mut self.links, reader)
                }
                _ => ::core::result::Result::Ok(()),
            }
        }
        fn unknown(&self) -> &UnknownFields {
            &self.unknown_fields
        }
        fn unknown_mut(&mut self) -> &mut UnknownFields {
            &mut self.unknown_fields
        }
    }
};
/// A message for the user, in the user's language.
///
/// From `google/rpc/error_details.proto:146`.
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
pub struct LocalizedMessage {
    /// The language, as a BCP 47 tag such as `fr-CH`.
    pub locale: ::std::string::String,
    /// The message.
    pub message: ::std::string::String,
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
impl LocalizedMessage {
    /// The message with `locale` set.
    #[must_use]
    pub fn with_locale(
        mut self,
        value: impl ::core::convert::Into<::std::string::String>,
    ) -> Self {
        self.locale = ::core::convert::Into::into(value);
        self
    }
    /// The message with `message` set.
    #[must_use]
    pub fn with_message(
        mut self,
        value: impl ::core::convert::Into<::std::string::String>,
    ) -> Self {
        self.message = ::core::convert::Into::into(value);
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
impl ::core::fmt::Debug for LocalizedMessage {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        crate::__private::message::debug(
            formatter,
            "LocalizedMessage",
            &[("locale", &self.locale), ("message", &self.message)],
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
    impl BinaryCodec for self::LocalizedMessage {
        fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
            self.unknown_fields.size() + Implicit::<Str>::size(&self.locale, 10, sizer)
                + Implicit::<Str>::size(&self.message, 18, sizer)
        }
        fn write(&self, writer: &mut Writer<'_>) {
            Implicit::<Str>::write(&self.locale, 10, writer);
            Implicit::<Str>::write(&self.message, 18, writer);
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
                    10 => Implicit::<Str>::merge(&mut self.locale, key, reader),
                    18 => Implicit::<Str>::merge(&mut self.message, key, reader),
                    _ => reader.unknown(key, &mut self.unknown_fields),
                }?;
            }
        }
    }
    connect_message! {
        self::LocalizedMessage, "google.rpc.LocalizedMessage"
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
    const NAMES: &[Name] = &[
        Name::new("\"locale\":", "\"locale\":"),
        Name::new("\"message\":", "\"message\":"),
    ];
    #[automatically_derived]
    impl JsonFields for self::LocalizedMessage {
        fn full_name(&self) -> &'static ::core::primitive::str {
            "google.rpc.LocalizedMessage"
        }
        fn names(&self) -> &'static [Name] {
            NAMES
        }
        fn write_fields(&self, writer: &mut JsonWriter) {
            Implicit::<Str>::write_json(&self.locale, &NAMES[0], writer);
            Implicit::<Str>::write_json(&self.message, &NAMES[1], writer);
        }
        fn read_field(
            &mut self,
            index: ::core::primitive::usize,
            reader: &mut JsonReader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            match index {
                0 => Implicit::<Str>::read_json(&mut self.locale, reader),
                1 => Implicit::<Str>::read_json(&mut self.message, reader),
                _ => ::core::result::Result::Ok(()),
            }
        }
        fn unknown(&self) -> &UnknownFields {
            &self.unknown_fields
        }
        fn unknown_mut(&mut self) -> &mut UnknownFields {
            &mut self.unknown_fields
        }
    }
};
/// How a call ended, in the form that gRPC puts into its trailers.
///
/// From `google/rpc/status.proto:8`.
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
pub struct Status {
    /// One of the values of `google.rpc.Code`.
    pub code: ::core::primitive::i32,
    /// What went wrong, in English, for developers.
    pub message: ::std::string::String,
    /// Further facts about the error, each of a type of its own.
    pub details: ::std::vec::Vec<crate::__private::protobuf::Any>,
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
impl Status {
    /// The message with `code` set.
    #[must_use]
    pub fn with_code(
        mut self,
        value: impl ::core::convert::Into<::core::primitive::i32>,
    ) -> Self {
        self.code = ::core::convert::Into::into(value);
        self
    }
    /// The message with `message` set.
    #[must_use]
    pub fn with_message(
        mut self,
        value: impl ::core::convert::Into<::std::string::String>,
    ) -> Self {
        self.message = ::core::convert::Into::into(value);
        self
    }
    /// The message with `details` set.
    #[must_use]
    pub fn with_details(
        mut self,
        value: impl ::core::iter::IntoIterator<
            Item = impl ::core::convert::Into<crate::__private::protobuf::Any>,
        >,
    ) -> Self {
        self.details = crate::__private::message::collect(value);
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
impl ::core::fmt::Debug for Status {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        crate::__private::message::debug(
            formatter,
            "Status",
            &[
                ("code", &self.code),
                ("message", &self.message),
                ("details", &self.details),
            ],
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
    impl BinaryCodec for self::Status {
        fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
            self.unknown_fields.size() + Implicit::<Int32>::size(&self.code, 8, sizer)
                + Implicit::<Str>::size(&self.message, 18, sizer)
                + Repeated::<
                    Msg<crate::__private::protobuf::Any>,
                >::size(&self.details, 26, sizer)
        }
        fn write(&self, writer: &mut Writer<'_>) {
            Implicit::<Int32>::write(&self.code, 8, writer);
            Implicit::<Str>::write(&self.message, 18, writer);
            Repeated::<
                Msg<crate::__private::protobuf::Any>,
            >::write(&self.details, 26, writer);
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
                    8 => Implicit::<Int32>::merge(&mut self.code, key, reader),
                    18 => Implicit::<Str>::merge(&mut self.message, key, reader),
                    26 => {
                        Repeated::<
                            Msg<crate::__private::protobuf::Any>,
                        >::merge(&mut self.details, key, reader)
                    }
                    _ => reader.unknown(key, &mut self.unknown_fields),
                }?;
            }
        }
    }
    connect_message! {
        self::Status, "google.rpc.Status"
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
    const NAMES: &[Name] = &[
        Name::new("\"code\":", "\"code\":"),
        Name::new("\"message\":", "\"message\":"),
        Name::new("\"details\":", "\"details\":"),
    ];
    #[automatically_derived]
    impl JsonFields for self::Status {
        fn full_name(&self) -> &'static ::core::primitive::str {
            "google.rpc.Status"
        }
        fn names(&self) -> &'static [Name] {
            NAMES
        }
        fn write_fields(&self, writer: &mut JsonWriter) {
            Implicit::<Int32>::write_json(&self.code, &NAMES[0], writer);
            Implicit::<Str>::write_json(&self.message, &NAMES[1], writer);
            Repeated::<
                Msg<crate::__private::protobuf::Any>,
            >::write_json(&self.details, &NAMES[2], writer);
        }
        fn read_field(
            &mut self,
            index: ::core::primitive::usize,
            reader: &mut JsonReader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            match index {
                0 => Implicit::<Int32>::read_json(&mut self.code, reader),
                1 => Implicit::<Str>::read_json(&mut self.message, reader),
                2 => {
                    Repeated::<
                        Msg<crate::__private::protobuf::Any>,
                    >::read_json(&mut self.details, reader)
                }
                _ => ::core::result::Result::Ok(()),
            }
        }
        fn unknown(&self) -> &UnknownFields {
            &self.unknown_fields
        }
        fn unknown_mut(&mut self) -> &mut UnknownFields {
            &mut self.unknown_fields
        }
    }
};
/// The codes that a call can end with.
///
/// From `google/rpc/code.proto:6`.
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
pub enum Code {
    /// Not an error.
    #[default]
    Ok,
    /// The caller withdrew the call.
    Cancelled,
    /// An error that no other code fits.
    Unknown,
    /// The caller gave an argument that is wrong whatever state the system is in.
    InvalidArgument,
    /// The deadline passed before the call was done.
    DeadlineExceeded,
    /// A thing that was asked for does not exist.
    NotFound,
    /// A thing that was to be created exists.
    AlreadyExists,
    /// The caller is known but not allowed to do this.
    PermissionDenied,
    /// A quota, a limit or memory is used up.
    ResourceExhausted,
    /// The system is not in the state that the call needs.
    FailedPrecondition,
    /// The call lost against another one at the same time.
    Aborted,
    /// The call went past the valid range.
    OutOfRange,
    /// The method does not exist or is not switched on.
    Unimplemented,
    /// Something that should always hold does not.
    Internal,
    /// The service cannot be reached now; the call may be tried again.
    Unavailable,
    /// Data is lost or corrupted for good.
    DataLoss,
    /// The caller has not shown who it is.
    Unauthenticated,
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
    impl Enumeration for self::Code {
        const FULL_NAME: &'static ::core::primitive::str = "google.rpc.Code";
        fn from_number(number: ::core::primitive::i32) -> ::core::option::Option<Self> {
            ::core::option::Option::Some(
                match number {
                    0 => Self::Ok,
                    1 => Self::Cancelled,
                    2 => Self::Unknown,
                    3 => Self::InvalidArgument,
                    4 => Self::DeadlineExceeded,
                    5 => Self::NotFound,
                    6 => Self::AlreadyExists,
                    7 => Self::PermissionDenied,
                    8 => Self::ResourceExhausted,
                    9 => Self::FailedPrecondition,
                    10 => Self::Aborted,
                    11 => Self::OutOfRange,
                    12 => Self::Unimplemented,
                    13 => Self::Internal,
                    14 => Self::Unavailable,
                    15 => Self::DataLoss,
                    16 => Self::Unauthenticated,
                    _ => Self::Unrecognized(number),
                },
            )
        }
        fn number(self) -> ::core::primitive::i32 {
            match self {
                Self::Ok => 0,
                Self::Cancelled => 1,
                Self::Unknown => 2,
                Self::InvalidArgument => 3,
                Self::DeadlineExceeded => 4,
                Self::NotFound => 5,
                Self::AlreadyExists => 6,
                Self::PermissionDenied => 7,
                Self::ResourceExhausted => 8,
                Self::FailedPrecondition => 9,
                Self::Aborted => 10,
                Self::OutOfRange => 11,
                Self::Unimplemented => 12,
                Self::Internal => 13,
                Self::Unavailable => 14,
                Self::DataLoss => 15,
                Self::Unauthenticated => 16,
                Self::Unrecognized(number) => number,
            }
        }
        fn from_name(name: &::core::primitive::str) -> ::core::option::Option<Self> {
            ::core::option::Option::Some(
                match name {
                    "OK" => Self::Ok,
                    "CANCELLED" => Self::Cancelled,
                    "UNKNOWN" => Self::Unknown,
                    "INVALID_ARGUMENT" => Self::InvalidArgument,
                    "DEADLINE_EXCEEDED" => Self::DeadlineExceeded,
                    "NOT_FOUND" => Self::NotFound,
                    "ALREADY_EXISTS" => Self::AlreadyExists,
                    "PERMISSION_DENIED" => Self::PermissionDenied,
                    "RESOURCE_EXHAUSTED" => Self::ResourceExhausted,
                    "FAILED_PRECONDITION" => Self::FailedPrecondition,
                    "ABORTED" => Self::Aborted,
                    "OUT_OF_RANGE" => Self::OutOfRange,
                    "UNIMPLEMENTED" => Self::Unimplemented,
                    "INTERNAL" => Self::Internal,
                    "UNAVAILABLE" => Self::Unavailable,
                    "DATA_LOSS" => Self::DataLoss,
                    "UNAUTHENTICATED" => Self::Unauthenticated,
                    _ => return ::core::option::Option::None,
                },
            )
        }
        fn name(self) -> ::core::option::Option<&'static ::core::primitive::str> {
            ::core::option::Option::Some(
                match self {
                    Self::Ok => "OK",
                    Self::Cancelled => "CANCELLED",
                    Self::Unknown => "UNKNOWN",
                    Self::InvalidArgument => "INVALID_ARGUMENT",
                    Self::DeadlineExceeded => "DEADLINE_EXCEEDED",
                    Self::NotFound => "NOT_FOUND",
                    Self::AlreadyExists => "ALREADY_EXISTS",
                    Self::PermissionDenied => "PERMISSION_DENIED",
                    Self::ResourceExhausted => "RESOURCE_EXHAUSTED",
                    Self::FailedPrecondition => "FAILED_PRECONDITION",
                    Self::Aborted => "ABORTED",
                    Self::OutOfRange => "OUT_OF_RANGE",
                    Self::Unimplemented => "UNIMPLEMENTED",
                    Self::Internal => "INTERNAL",
                    Self::Unavailable => "UNAVAILABLE",
                    Self::DataLoss => "DATA_LOSS",
                    Self::Unauthenticated => "UNAUTHENTICATED",
                    Self::Unrecognized(_) => return ::core::option::Option::None,
                },
            )
        }
    }
    connect_open_enum! {
        self::Code
    }
};
/// Types nested in `google.rpc.BadRequest`.
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
pub mod bad_request {
    /// One wrong field.
    ///
    /// From `google/rpc/error_details.proto:88`.
    #[allow(
        dead_code,
        deprecated,
        unused_qualifications,
        clippy::all,
        clippy::pedantic,
        clippy::nursery
    )]
    #[derive(
        ::core::clone::Clone,
        ::core::cmp::PartialEq,
        ::core::cmp::Eq,
        ::core::hash::Hash,
        ::core::default::Default,
    )]
    #[derive(::core::cmp::PartialOrd, ::core::cmp::Ord)]
    pub struct FieldViolation {
        /// The path of the field, such as `addresses[0].city`.
        pub field: ::std::string::String,
        /// Why it is wrong, for people.
        pub description: ::std::string::String,
        /// Why it is wrong, for programs.
        pub reason: ::std::string::String,
        /// Why it is wrong, for the user who filled it in.
        pub localized_message: ::core::option::Option<super::LocalizedMessage>,
        /// Fields that this version of the `.proto` does not have.
        pub unknown_fields: crate::__private::message::UnknownFields,
    }
    #[allow(
        dead_code,
        deprecated,
        unused_qualifications,
        clippy::all,
        clippy::pedantic,
        clippy::nursery
    )]
    impl FieldViolation {
        /// `localized_message`, or its default if it is not set.
        #[must_use]
        pub fn localized_message(&self) -> &super::LocalizedMessage {
            match self.localized_message.as_ref() {
                ::core::option::Option::Some(value) => value,
                ::core::option::Option::None => {
                    crate::__private::message::Message::default_instance()
                }
            }
        }
        /// `localized_message`, which has to be set.
        ///
        /// # Errors
        /// `invalid_argument`, naming the field, if it is not.
        pub fn require_localized_message(
            &self,
        ) -> ::core::result::Result<
            &super::LocalizedMessage,
            crate::__private::message::ConnectError,
        > {
            self.localized_message
                .as_ref()
                .ok_or_else(|| crate::__private::message::missing_field(
                    "google.rpc.BadRequest.FieldViolation.localized_message",
                ))
        }
        /// `localized_message` for changing, set to its default first if it is not set.
        pub fn localized_message_mut(&mut self) -> &mut super::LocalizedMessage {
            self.localized_message.get_or_insert_default()
        }
        /// The message with `field` set.
        #[must_use]
        pub fn with_field(
            mut self,
            value: impl ::core::convert::Into<::std::string::String>,
        ) -> Self {
            self.field = ::core::convert::Into::into(value);
            self
        }
        /// The message with `description` set.
        #[must_use]
        pub fn with_description(
            mut self,
            value: impl ::core::convert::Into<::std::string::String>,
        ) -> Self {
            self.description = ::core::convert::Into::into(value);
            self
        }
        /// The message with `reason` set.
        #[must_use]
        pub fn with_reason(
            mut self,
            value: impl ::core::convert::Into<::std::string::String>,
        ) -> Self {
            self.reason = ::core::convert::Into::into(value);
            self
        }
        /// The message with `localized_message` set.
        #[must_use]
        pub fn with_localized_message(
            mut self,
            value: impl ::core::convert::Into<super::LocalizedMessage>,
        ) -> Self {
            self.localized_message = ::core::option::Option::Some(
                ::core::convert::Into::into(value),
            );
            self
        }
    }
    #[automatically_derived]
    #[allow(
        dead_code,
        deprecated,
        unused_qualifications,
        clippy::all,
        clippy::pedantic,
        clippy::nursery
    )]
    impl ::core::fmt::Debug for FieldViolation {
        fn fmt(
            &self,
            formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            crate::__private::message::debug(
                formatter,
                "FieldViolation",
                &[
                    ("field", &self.field),
                    ("description", &self.description),
                    ("reason", &self.reason),
                    ("localized_message", &self.localized_message),
                ],
                &self.unknown_fields,
            )
        }
    }
    #[allow(
        dead_code,
        deprecated,
        unused_qualifications,
        clippy::all,
        clippy::pedantic,
        clippy::nursery
    )]
    const _: () = {
        use crate::__private::message::*;
        #[automatically_derived]
        impl BinaryCodec for self::FieldViolation {
            fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
                self.unknown_fields.size()
                    + Implicit::<Str>::size(&self.field, 10, sizer)
                    + Implicit::<Str>::size(&self.description, 18, sizer)
                    + Implicit::<Str>::size(&self.reason, 26, sizer)
                    + Optional::<
                        Msg<super::LocalizedMessage>,
                    >::size(&self.localized_message, 34, sizer)
            }
            fn write(&self, writer: &mut Writer<'_>) {
                Implicit::<Str>::write(&self.field, 10, writer);
                Implicit::<Str>::write(&self.description, 18, writer);
                Implicit::<Str>::write(&self.reason, 26, writer);
                Optional::<
                    Msg<super::LocalizedMessage>,
                >::write(&self.localized_message, 34, writer);
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
                        10 => Implicit::<Str>::merge(&mut self.field, key, reader),
                        18 => Implicit::<Str>::merge(&mut self.description, key, reader),
                        26 => Implicit::<Str>::merge(&mut self.reason, key, reader),
                        34 => {
                            Optional::<
                                Msg<super::LocalizedMessage>,
                            >::merge(&mut self.localized_message, key, reader)
                        }
                        _ => reader.unknown(key, &mut self.unknown_fields),
                    }?;
                }
            }
        }
        connect_message! {
            self::FieldViolation, "google.rpc.BadRequest.FieldViolation"
        }
    };
    #[allow(
        dead_code,
        deprecated,
        unused_qualifications,
        clippy::all,
        clippy::pedantic,
        clippy::nursery
    )]
    const _: () = {
        use crate::__private::message::*;
        const NAMES: &[Name] = &[
            Name::new("\"field\":", "\"field\":"),
            Name::new("\"description\":", "\"description\":"),
            Name::new("\"reason\":", "\"reason\":"),
            Name::new("\"localizedMessage\":", "\"localized_message\":"),
        ];
        #[automatically_derived]
        impl JsonFields for self::FieldViolation {
            fn full_name(&self) -> &'static ::core::primitive::str {
                "google.rpc.BadRequest.FieldViolation"
            }
            fn names(&self) -> &'static [Name] {
                NAMES
            }
            fn write_fields(&self, writer: &mut JsonWriter) {
                Implicit::<Str>::write_json(&self.field, &NAMES[0], writer);
                Implicit::<Str>::write_json(&self.description, &NAMES[1], writer);
                Implicit::<Str>::write_json(&self.reason, &NAMES[2], writer);
                Optional::<
                    Msg<super::LocalizedMessage>,
                >::write_json(&self.localized_message, &NAMES[3], writer);
            }
            fn read_field(
                &mut self,
                index: ::core::primitive::usize,
                reader: &mut JsonReader<'_>,
            ) -> ::core::result::Result<(), DecodeError> {
                match index {
                    0 => Implicit::<Str>::read_json(&mut self.field, reader),
                    1 => Implicit::<Str>::read_json(&mut self.description, reader),
                    2 => Implicit::<Str>::read_json(&mut self.reason, reader),
                    3 => {
                        Optional::<
                            Msg<super::LocalizedMessage>,
                        >::read_json(&mut self.localized_message, reader)
                    }
                    _ => ::core::result::Result::Ok(()),
                }
            }
            fn unknown(&self) -> &UnknownFields {
                &self.unknown_fields
            }
            fn unknown_mut(&mut self) -> &mut UnknownFields {
                &mut self.unknown_fields
            }
        }
    };
}
/// Types nested in `google.rpc.Help`.
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
pub mod help {
    /// One page.
    ///
    /// From `google/rpc/error_details.proto:133`.
    #[allow(
        dead_code,
        deprecated,
        unused_qualifications,
        clippy::all,
        clippy::pedantic,
        clippy::nursery
    )]
    #[derive(
        ::core::clone::Clone,
        ::core::cmp::PartialEq,
        ::core::cmp::Eq,
        ::core::hash::Hash,
        ::core::default::Default,
    )]
    #[derive(::core::cmp::PartialOrd, ::core::cmp::Ord)]
    pub struct Link {
        /// What is there.
        pub description: ::std::string::String,
        /// Its address.
        pub url: ::std::string::String,
        /// Fields that this version of the `.proto` does not have.
        pub unknown_fields: crate::__private::message::UnknownFields,
    }
    #[allow(
        dead_code,
        deprecated,
        unused_qualifications,
        clippy::all,
        clippy::pedantic,
        clippy::nursery
    )]
    impl Link {
        /// The message with `description` set.
        #[must_use]
        pub fn with_description(
            mut self,
            value: impl ::core::convert::Into<::std::string::String>,
        ) -> Self {
            self.description = ::core::convert::Into::into(value);
            self
        }
        /// The message with `url` set.
        #[must_use]
        pub fn with_url(
            mut self,
            value: impl ::core::convert::Into<::std::string::String>,
        ) -> Self {
            self.url = ::core::convert::Into::into(value);
            self
        }
    }
    #[automatically_derived]
    #[allow(
        dead_code,
        deprecated,
        unused_qualifications,
        clippy::all,
        clippy::pedantic,
        clippy::nursery
    )]
    impl ::core::fmt::Debug for Link {
        fn fmt(
            &self,
            formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            crate::__private::message::debug(
                formatter,
                "Link",
                &[("description", &self.description), ("url", &self.url)],
                &self.unknown_fields,
            )
        }
    }
    #[allow(
        dead_code,
        deprecated,
        unused_qualifications,
        clippy::all,
        clippy::pedantic,
        clippy::nursery
    )]
    const _: () = {
        use crate::__private::message::*;
        #[automatically_derived]
        impl BinaryCodec for self::Link {
            fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
                self.unknown_fields.size()
                    + Implicit::<Str>::size(&self.description, 10, sizer)
                    + Implicit::<Str>::size(&self.url, 18, sizer)
            }
            fn write(&self, writer: &mut Writer<'_>) {
                Implicit::<Str>::write(&self.description, 10, writer);
                Implicit::<Str>::write(&self.url, 18, writer);
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
                        10 => Implicit::<Str>::merge(&mut self.description, key, reader),
                        18 => Implicit::<Str>::merge(&mut self.url, key, reader),
                        _ => reader.unknown(key, &mut self.unknown_fields),
                    }?;
                }
            }
        }
        connect_message! {
            self::Link, "google.rpc.Help.Link"
        }
    };
    #[allow(
        dead_code,
        deprecated,
        unused_qualifications,
        clippy::all,
        clippy::pedantic,
        clippy::nursery
    )]
    const _: () = {
        use crate::__private::message::*;
        const NAMES: &[Name] = &[
            Name::new("\"description\":", "\"description\":"),
            Name::new("\"url\":", "\"url\":"),
        ];
        #[automatically_derived]
        impl JsonFields for self::Link {
            fn full_name(&self) -> &'static ::core::primitive::str {
                "google.rpc.Help.Link"
            }
            fn names(&self) -> &'static [Name] {
                NAMES
            }
            fn write_fields(&self, writer: &mut JsonWriter) {
                Implicit::<Str>::write_json(&self.description, &NAMES[0], writer);
                Implicit::<Str>::write_json(&self.url, &NAMES[1], writer);
            }
            fn read_field(
                &mut self,
                index: ::core::primitive::usize,
                reader: &mut JsonReader<'_>,
            ) -> ::core::result::Result<(), DecodeError> {
                match index {
                    0 => Implicit::<Str>::read_json(&mut self.description, reader),
                    1 => Implicit::<Str>::read_json(&mut self.url, reader),
                    _ => ::core::result::Result::Ok(()),
                }
            }
            fn unknown(&self) -> &UnknownFields {
                &self.unknown_fields
            }
            fn unknown_mut(&mut self) -> &mut UnknownFields {
                &mut self.unknown_fields
            }
        }
    };
}
/// Types nested in `google.rpc.PreconditionFailure`.
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
pub mod precondition_failure {
    /// One precondition that did not hold.
    ///
    /// From `google/rpc/error_details.proto:70`.
    #[allow(
        dead_code,
        deprecated,
        unused_qualifications,
        clippy::all,
        clippy::pedantic,
        clippy::nursery
    )]
    #[derive(
        ::core::clone::Clone,
        ::core::cmp::PartialEq,
        ::core::cmp::Eq,
        ::core::hash::Hash,
        ::core::default::Default,
    )]
    #[derive(::core::cmp::PartialOrd, ::core::cmp::Ord)]
    pub struct Violation {
        /// The kind of precondition, such as `TOS` for terms of service.
        pub r#type: ::std::string::String,
        /// What the precondition is about.
        pub subject: ::std::string::String,
        /// How it can be brought to hold, for people.
        pub description: ::std::string::String,
        /// Fields that this version of the `.proto` does not have.
        pub unknown_fields: crate::__private::message::UnknownFields,
    }
    #[allow(
        dead_code,
        deprecated,
        unused_qualifications,
        clippy::all,
        clippy::pedantic,
        clippy::nursery
    )]
    impl Violation {
        /// The message with `type` set.
        #[must_use]
        pub fn with_type(
            mut self,
            value: impl ::core::convert::Into<::std::string::String>,
        ) -> Self {
            self.r#type = ::core::convert::Into::into(value);
            self
        }
        /// The message with `subject` set.
        #[must_use]
        pub fn with_subject(
            mut self,
            value: impl ::core::convert::Into<::std::string::String>,
        ) -> Self {
            self.subject = ::core::convert::Into::into(value);
            self
        }
        /// The message with `description` set.
        #[must_use]
        pub fn with_description(
            mut self,
            value: impl ::core::convert::Into<::std::string::String>,
        ) -> Self {
            self.description = ::core::convert::Into::into(value);
            self
        }
    }
    #[automatically_derived]
    #[allow(
        dead_code,
        deprecated,
        unused_qualifications,
        clippy::all,
        clippy::pedantic,
        clippy::nursery
    )]
    impl ::core::fmt::Debug for Violation {
        fn fmt(
            &self,
            formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            crate::__private::message::debug(
                formatter,
                "Violation",
                &[
                    ("type", &self.r#type),
                    ("subject", &self.subject),
                    ("description", &self.description),
                ],
                &self.unknown_fields,
            )
        }
    }
    #[allow(
        dead_code,
        deprecated,
        unused_qualifications,
        clippy::all,
        clippy::pedantic,
        clippy::nursery
    )]
    const _: () = {
        use crate::__private::message::*;
        #[automatically_derived]
        impl BinaryCodec for self::Violation {
            fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
                self.unknown_fields.size()
                    + Implicit::<Str>::size(&self.r#type, 10, sizer)
                    + Implicit::<Str>::size(&self.subject, 18, sizer)
                    + Implicit::<Str>::size(&self.description, 26, sizer)
            }
            fn write(&self, writer: &mut Writer<'_>) {
                Implicit::<Str>::write(&self.r#type, 10, writer);
                Implicit::<Str>::write(&self.subject, 18, writer);
                Implicit::<Str>::write(&self.description, 26, writer);
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
                        10 => Implicit::<Str>::merge(&mut self.r#type, key, reader),
                        18 => Implicit::<Str>::merge(&mut self.subject, key, reader),
                        26 => Implicit::<Str>::merge(&mut self.description, key, reader),
                        _ => reader.unknown(key, &mut self.unknown_fields),
                    }?;
                }
            }
        }
        connect_message! {
            self::Violation, "google.rpc.PreconditionFailure.Violation"
        }
    };
    #[allow(
        dead_code,
        deprecated,
        unused_qualifications,
        clippy::all,
        clippy::pedantic,
        clippy::nursery
    )]
    const _: () = {
        use crate::__private::message::*;
        const NAMES: &[Name] = &[
            Name::new("\"type\":", "\"type\":"),
            Name::new("\"subject\":", "\"subject\":"),
            Name::new("\"description\":", "\"description\":"),
        ];
        #[automatically_derived]
        impl JsonFields for self::Violation {
            fn full_name(&self) -> &'static ::core::primitive::str {
                "google.rpc.PreconditionFailure.Violation"
            }
            fn names(&self) -> &'static [Name] {
                NAMES
            }
            fn write_fields(&self, writer: &mut JsonWriter) {
                Implicit::<Str>::write_json(&self.r#type, &NAMES[0], writer);
                Implicit::<Str>::write_json(&self.subject, &NAMES[1], writer);
                Implicit::<Str>::write_json(&self.description, &NAMES[2], writer);
            }
            fn read_field(
                &mut self,
                index: ::core::primitive::usize,
                reader: &mut JsonReader<'_>,
            ) -> ::core::result::Result<(), DecodeError> {
                match index {
                    0 => Implicit::<Str>::read_json(&mut self.r#type, reader),
                    1 => Implicit::<Str>::read_json(&mut self.subject, reader),
                    2 => Implicit::<Str>::read_json(&mut self.description, reader),
                    _ => ::core::result::Result::Ok(()),
                }
            }
            fn unknown(&self) -> &UnknownFields {
                &self.unknown_fields
            }
            fn unknown_mut(&mut self) -> &mut UnknownFields {
                &mut self.unknown_fields
            }
        }
    };
}
/// Types nested in `google.rpc.QuotaFailure`.
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
pub mod quota_failure {
    /// One exceeded quota.
    ///
    /// From `google/rpc/error_details.proto:37`.
    #[allow(
        dead_code,
        deprecated,
        unused_qualifications,
        clippy::all,
        clippy::pedantic,
        clippy::nursery
    )]
    #[derive(
        ::core::clone::Clone,
        ::core::cmp::PartialEq,
        ::core::cmp::Eq,
        ::core::default::Default,
    )]
    pub struct Violation {
        /// What the quota is counted for, such as `project:name`.
        pub subject: ::std::string::String,
        /// How the quota was exceeded, for people.
        pub description: ::std::string::String,
        /// The service that the quota belongs to.
        pub api_service: ::std::string::String,
        /// The metric that is counted.
        pub quota_metric: ::std::string::String,
        /// The name of the quota.
        pub quota_id: ::std::string::String,
        /// The dimensions by which the quota is counted, with their values here.
        pub quota_dimensions: ::std::collections::HashMap<
            ::std::string::String,
            ::std::string::String,
        >,
        /// The quota in force when the check failed.
        pub quota_value: ::core::primitive::i64,
        /// The quota that a change under way will bring.
        pub future_quota_value: ::core::option::Option<::core::primitive::i64>,
        /// Fields that this version of the `.proto` does not have.
        pub unknown_fields: crate::__private::message::UnknownFields,
    }
    #[allow(
        dead_code,
        deprecated,
        unused_qualifications,
        clippy::all,
        clippy::pedantic,
        clippy::nursery
    )]
    impl Violation {
        /// `future_quota_value`, or its default if it is not set.
        #[must_use]
        pub fn future_quota_value(&self) -> ::core::primitive::i64 {
            match self.future_quota_value {
                ::core::option::Option::Some(value) => value,
                ::core::option::Option::None => ::core::default::Default::default(),
            }
        }
        /// `future_quota_value`, which has to be set.
        ///
        /// # Errors
        /// `invalid_argument`, naming the field, if it is not.
        pub fn require_future_quota_value(
            &self,
        ) -> ::core::result::Result<
            ::core::primitive::i64,
            crate::__private::message::ConnectError,
        > {
            self.future_quota_value
                .ok_or_else(|| crate::__private::message::missing_field(
                    "google.rpc.QuotaFailure.Violation.future_quota_value",
                ))
        }
        /// The message with `subject` set.
        #[must_use]
        pub fn with_subject(
            mut self,
            value: impl ::core::convert::Into<::std::string::String>,
        ) -> Self {
            self.subject = ::core::convert::Into::into(value);
            self
        }
        /// The message with `description` set.
        #[must_use]
        pub fn with_description(
            mut self,
            value: impl ::core::convert::Into<::std::string::String>,
        ) -> Self {
            self.description = ::core::convert::Into::into(value);
            self
        }
        /// The message with `api_service` set.
        #[must_use]
        pub fn with_api_service(
            mut self,
            value: impl ::core::convert::Into<::std::string::String>,
        ) -> Self {
            self.api_service = ::core::convert::Into::into(value);
            self
        }
        /// The message with `quota_metric` set.
        #[must_use]
        pub fn with_quota_metric(
            mut self,
            value: impl ::core::convert::Into<::std::string::String>,
        ) -> Self {
            self.quota_metric = ::core::convert::Into::into(value);
            self
        }
        /// The message with `quota_id` set.
        #[must_use]
        pub fn with_quota_id(
            mut self,
            value: impl ::core::convert::Into<::std::string::String>,
        ) -> Self {
            self.quota_id = ::core::convert::Into::into(value);
            self
        }
        /// The message with `quota_dimensions` set.
        #[must_use]
        pub fn with_quota_dimensions(
            mut self,
            value: impl ::core::iter::IntoIterator<
                Item = (
                    impl ::core::convert::Into<::std::string::String>,
                    impl ::core::convert::Into<::std::string::String>,
                ),
            >,
        ) -> Self {
            self.quota_dimensions = crate::__private::message::collect_map(value);
            self
        }
        /// The message with `quota_value` set.
        #[must_use]
        pub fn with_quota_value(
            mut self,
            value: impl ::core::convert::Into<::core::primitive::i64>,
        ) -> Self {
            self.quota_value = ::core::convert::Into::into(value);
            self
        }
        /// The message with `future_quota_value` set.
        #[must_use]
        pub fn with_future_quota_value(
            mut self,
            value: impl ::core::convert::Into<::core::primitive::i64>,
        ) -> Self {
            self.future_quota_value = ::core::option::Option::Some(
                ::core::convert::Into::into(value),
            );
            self
        }
    }
    #[automatically_derived]
    #[allow(
        dead_code,
        deprecated,
        unused_qualifications,
        clippy::all,
        clippy::pedantic,
        clippy::nursery
    )]
    impl ::core::fmt::Debug for Violation {
        fn fmt(
            &self,
            formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            crate::__private::message::debug(
                formatter,
                "Violation",
                &[
                    ("subject", &self.subject),
                    ("description", &self.description),
                    ("api_service", &self.api_service),
                    ("quota_metric", &self.quota_metric),
                    ("quota_id", &self.quota_id),
                    ("quota_dimensions", &self.quota_dimensions),
                    ("quota_value", &self.quota_value),
                    ("future_quota_value", &self.future_quota_value),
                ],
                &self.unknown_fields,
            )
        }
    }
    #[allow(
        dead_code,
        deprecated,
        unused_qualifications,
        clippy::all,
        clippy::pedantic,
        clippy::nursery
    )]
    const _: () = {
        use crate::__private::message::*;
        #[automatically_derived]
        impl BinaryCodec for self::Violation {
            fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
                self.unknown_fields.size()
                    + Implicit::<Str>::size(&self.subject, 10, sizer)
                    + Implicit::<Str>::size(&self.description, 18, sizer)
                    + Implicit::<Str>::size(&self.api_service, 26, sizer)
                    + Implicit::<Str>::size(&self.quota_metric, 34, sizer)
                    + Implicit::<Str>::size(&self.quota_id, 42, sizer)
                    + Map::<Str, Str>::size(&self.quota_dimensions, 50, sizer)
                    + Implicit::<Int64>::size(&self.quota_value, 56, sizer)
                    + Optional::<Int64>::size(&self.future_quota_value, 64, sizer)
            }
            fn write(&self, writer: &mut Writer<'_>) {
                Implicit::<Str>::write(&self.subject, 10, writer);
                Implicit::<Str>::write(&self.description, 18, writer);
                Implicit::<Str>::write(&self.api_service, 26, writer);
                Implicit::<Str>::write(&self.quota_metric, 34, writer);
                Implicit::<Str>::write(&self.quota_id, 42, writer);
                Map::<Str, Str>::write(&self.quota_dimensions, 50, writer);
                Implicit::<Int64>::write(&self.quota_value, 56, writer);
                Optional::<Int64>::write(&self.future_quota_value, 64, writer);
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
                        10 => Implicit::<Str>::merge(&mut self.subject, key, reader),
                        18 => Implicit::<Str>::merge(&mut self.description, key, reader),
                        26 => Implicit::<Str>::merge(&mut self.api_service, key, reader),
                        34 => Implicit::<Str>::merge(&mut self.quota_metric, key, reader),
                        42 => Implicit::<Str>::merge(&mut self.quota_id, key, reader),
                        50 => {
                            Map::<
                                Str,
                                Str,
                            >::merge(&mut self.quota_dimensions, key, reader)
                        }
                        56 => {
                            Implicit::<Int64>::merge(&mut self.quota_value, key, reader)
                        }
                        64 => {
                            Optional::<
                                Int64,
                            >::merge(&mut self.future_quota_value, key, reader)
                        }
                        _ => reader.unknown(key, &mut self.unknown_fields),
                    }?;
                }
            }
        }
        connect_message! {
            self::Violation, "google.rpc.QuotaFailure.Violation"
        }
    };
    #[allow(
        dead_code,
        deprecated,
        unused_qualifications,
        clippy::all,
        clippy::pedantic,
        clippy::nursery
    )]
    const _: () = {
        use crate::__private::message::*;
        const NAMES: &[Name] = &[
            Name::new("\"subject\":", "\"subject\":"),
            Name::new("\"description\":", "\"description\":"),
            Name::new("\"apiService\":", "\"api_service\":"),
            Name::new("\"quotaMetric\":", "\"quota_metric\":"),
            Name::new("\"quotaId\":", "\"quota_id\":"),
            Name::new("\"quotaDimensions\":", "\"quota_dimensions\":"),
            Name::new("\"quotaValue\":", "\"quota_value\":"),
            Name::new("\"futureQuotaValue\":", "\"future_quota_value\":"),
        ];
        #[automatically_derived]
        impl JsonFields for self::Violation {
            fn full_name(&self) -> &'static ::core::primitive::str {
                "google.rpc.QuotaFailure.Violation"
            }
            fn names(&self) -> &'static [Name] {
                NAMES
            }
            fn write_fields(&self, writer: &mut JsonWriter) {
                Implicit::<Str>::write_json(&self.subject, &NAMES[0], writer);
                Implicit::<Str>::write_json(&self.description, &NAMES[1], writer);
                Implicit::<Str>::write_json(&self.api_service, &NAMES[2], writer);
                Implicit::<Str>::write_json(&self.quota_metric, &NAMES[3], writer);
                Implicit::<Str>::write_json(&self.quota_id, &NAMES[4], writer);
                Map::<Str, Str>::write_json(&self.quota_dimensions, &NAMES[5], writer);
                Implicit::<Int64>::write_json(&self.quota_value, &NAMES[6], writer);
                Optional::<
                    Int64,
                >::write_json(&self.future_quota_value, &NAMES[7], writer);
            }
            fn read_field(
                &mut self,
                index: ::core::primitive::usize,
                reader: &mut JsonReader<'_>,
            ) -> ::core::result::Result<(), DecodeError> {
                match index {
                    0 => Implicit::<Str>::read_json(&mut self.subject, reader),
                    1 => Implicit::<Str>::read_json(&mut self.description, reader),
                    2 => Implicit::<Str>::read_json(&mut self.api_service, reader),
                    3 => Implicit::<Str>::read_json(&mut self.quota_metric, reader),
                    4 => Implicit::<Str>::read_json(&mut self.quota_id, reader),
                    5 => Map::<Str, Str>::read_json(&mut self.quota_dimensions, reader),
                    6 => Implicit::<Int64>::read_json(&mut self.quota_value, reader),
                    7 => {
                        Optional::<
                            Int64,
                        >::read_json(&mut self.future_quota_value, reader)
                    }
                    _ => ::core::result::Result::Ok(()),
                }
            }
            fn unknown(&self) -> &UnknownFields {
                &self.unknown_fields
            }
            fn unknown_mut(&mut self) -> &mut UnknownFields {
                &mut self.unknown_fields
            }
        }
    };
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
pub const FILE_DESCRIPTOR_SET: &[::core::primitive::u8] = b"\n\xE5\x02\n\x15google/rpc/code.proto\x12\ngoogle.rpc*\xB7\x02\n\x04Code\x12\x06\n\x02OK\x10\0\x12\r\n\tCANCELLED\x10\x01\x12\x0B\n\x07UNKNOWN\x10\x02\x12\x14\n\x10INVALID_ARGUMENT\x10\x03\x12\x15\n\x11DEADLINE_EXCEEDED\x10\x04\x12\r\n\tNOT_FOUND\x10\x05\x12\x12\n\x0EALREADY_EXISTS\x10\x06\x12\x15\n\x11PERMISSION_DENIED\x10\x07\x12\x16\n\x12RESOURCE_EXHAUSTED\x10\x08\x12\x17\n\x13FAILED_PRECONDITION\x10\t\x12\x0B\n\x07ABORTED\x10\n\x12\x10\n\x0COUT_OF_RANGE\x10\x0B\x12\x11\n\rUNIMPLEMENTED\x10\x0C\x12\x0C\n\x08INTERNAL\x10\r\x12\x0F\n\x0BUNAVAILABLE\x10\x0E\x12\r\n\tDATA_LOSS\x10\x0F\x12\x13\n\x0FUNAUTHENTICATED\x10\x10b\x06proto3\n\xFB\x01\n\x1Egoogle/protobuf/duration.proto\x12\x0Fgoogle.protobuf\":\n\x08Duration\x12\x18\n\x07seconds\x18\x01 \x01(\x03R\x07seconds\x12\x14\n\x05nanos\x18\x02 \x01(\x05R\x05nanosB\x83\x01\n\x13com.google.protobufB\rDurationProtoP\x01Z1google.golang.org/protobuf/types/known/durationpb\xF8\x01\x01\xA2\x02\x03GPB\xAA\x02\x1EGoogle.Protobuf.WellKnownTypesb\x06proto3\n\x9E\x0E\n\x1Egoogle/rpc/error_details.proto\x12\ngoogle.rpc\x1A\x1Egoogle/protobuf/duration.proto\"\xB9\x01\n\tErrorInfo\x12\x16\n\x06reason\x18\x01 \x01(\tR\x06reason\x12\x16\n\x06domain\x18\x02 \x01(\tR\x06domain\x12?\n\x08metadata\x18\x03 \x03(\x0B2#.google.rpc.ErrorInfo.MetadataEntryR\x08metadata\x1A;\n\rMetadataEntry\x12\x10\n\x03key\x18\x01 \x01(\tR\x03key\x12\x14\n\x05value\x18\x02 \x01(\tR\x05value:\x028\x01\"G\n\tRetryInfo\x12:\n\x0Bretry_delay\x18\x01 \x01(\x0B2\x19.google.protobuf.DurationR\nretryDelay\"H\n\tDebugInfo\x12#\n\rstack_entries\x18\x01 \x03(\tR\x0CstackEntries\x12\x16\n\x06detail\x18\x02 \x01(\tR\x06detail\"\x8E\x04\n\x0CQuotaFailure\x12B\n\nviolations\x18\x01 \x03(\x0B2\".google.rpc.QuotaFailure.ViolationR\nviolations\x1A\xB9\x03\n\tViolation\x12\x18\n\x07subject\x18\x01 \x01(\tR\x07subject\x12 \n\x0Bdescription\x18\x02 \x01(\tR\x0Bdescription\x12\x1F\n\x0Bapi_service\x18\x03 \x01(\tR\napiService\x12!\n\x0Cquota_metric\x18\x04 \x01(\tR\x0BquotaMetric\x12\x19\n\x08quota_id\x18\x05 \x01(\tR\x07quotaId\x12b\n\x10quota_dimensions\x18\x06 \x03(\x0B27.google.rpc.QuotaFailure.Violation.QuotaDimensionsEntryR\x0FquotaDimensions\x12\x1F\n\x0Bquota_value\x18\x07 \x01(\x03R\nquotaValue\x121\n\x12future_quota_value\x18\x08 \x01(\x03H\0R\x10futureQuotaValue\x88\x01\x01\x1AB\n\x14QuotaDimensionsEntry\x12\x10\n\x03key\x18\x01 \x01(\tR\x03key\x12\x14\n\x05value\x18\x02 \x01(\tR\x05value:\x028\x01B\x15\n\x13_future_quota_value\"\xBD\x01\n\x13PreconditionFailure\x12I\n\nviolations\x18\x01 \x03(\x0B2).google.rpc.PreconditionFailure.ViolationR\nviolations\x1A[\n\tViolation\x12\x12\n\x04type\x18\x01 \x01(\tR\x04type\x12\x18\n\x07subject\x18\x02 \x01(\tR\x07subject\x12 \n\x0Bdescription\x18\x03 \x01(\tR\x0Bdescription\"\x8C\x02\n\nBadRequest\x12P\n\x10field_violations\x18\x01 \x03(\x0B2%.google.rpc.BadRequest.FieldViolationR\x0FfieldViolations\x1A\xAB\x01\n\x0EFieldViolation\x12\x14\n\x05field\x18\x01 \x01(\tR\x05field\x12 \n\x0Bdescription\x18\x02 \x01(\tR\x0Bdescription\x12\x16\n\x06reason\x18\x03 \x01(\tR\x06reason\x12I\n\x11localized_message\x18\x04 \x01(\x0B2\x1C.google.rpc.LocalizedMessageR\x10localizedMessage\"O\n\x0BRequestInfo\x12\x1D\n\nrequest_id\x18\x01 \x01(\tR\trequestId\x12!\n\x0Cserving_data\x18\x02 \x01(\tR\x0BservingData\"\x90\x01\n\x0CResourceInfo\x12#\n\rresource_type\x18\x01 \x01(\tR\x0CresourceType\x12#\n\rresource_name\x18\x02 \x01(\tR\x0CresourceName\x12\x14\n\x05owner\x18\x03 \x01(\tR\x05owner\x12 \n\x0Bdescription\x18\x04 \x01(\tR\x0Bdescription\"o\n\x04Help\x12+\n\x05links\x18\x01 \x03(\x0B2\x15.google.rpc.Help.LinkR\x05links\x1A:\n\x04Link\x12 \n\x0Bdescription\x18\x01 \x01(\tR\x0Bdescription\x12\x10\n\x03url\x18\x02 \x01(\tR\x03url\"D\n\x10LocalizedMessage\x12\x16\n\x06locale\x18\x01 \x01(\tR\x06locale\x12\x18\n\x07message\x18\x02 \x01(\tR\x07messageb\x06proto3\n\xE4\x01\n\x19google/protobuf/any.proto\x12\x0Fgoogle.protobuf\"6\n\x03Any\x12\x19\n\x08type_url\x18\x01 \x01(\tR\x07typeUrl\x12\x14\n\x05value\x18\x02 \x01(\x0CR\x05valueBv\n\x13com.google.protobufB\x08AnyProtoP\x01Z,google.golang.org/protobuf/types/known/anypb\xA2\x02\x03GPB\xAA\x02\x1EGoogle.Protobuf.WellKnownTypesb\x06proto3\n\xB0\x01\n\x17google/rpc/status.proto\x12\ngoogle.rpc\x1A\x19google/protobuf/any.proto\"f\n\x06Status\x12\x12\n\x04code\x18\x01 \x01(\x05R\x04code\x12\x18\n\x07message\x18\x02 \x01(\tR\x07message\x12.\n\x07details\x18\x03 \x03(\x0B2\x14.google.protobuf.AnyR\x07detailsb\x06proto3";
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
        Registration { messages : & [MessageEntry::of:: < self::ErrorInfo > (),
        MessageEntry::of:: < self::RetryInfo > (), MessageEntry::of:: < self::DebugInfo >
        (), MessageEntry::of:: < self::QuotaFailure > (), MessageEntry::of:: <
        self::PreconditionFailure > (), MessageEntry::of:: < self::BadRequest > (),
        MessageEntry::of:: < self::RequestInfo > (), MessageEntry::of:: <
        self::ResourceInfo > (), MessageEntry::of:: < self::Help > (), MessageEntry::of::
        < self::LocalizedMessage > (), MessageEntry::of:: < self::Status > (),
        MessageEntry::of:: < self::quota_failure::Violation > (), MessageEntry::of:: <
        self::precondition_failure::Violation > (), MessageEntry::of:: <
        self::bad_request::FieldViolation > (), MessageEntry::of:: < self::help::Link >
        ()], extensions : & [], descriptor_set : self::FILE_DESCRIPTOR_SET, }
    }
};
