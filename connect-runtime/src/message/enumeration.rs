//! What the codecs ask of an enum.

use std::fmt::Debug;

/// An enum of a `.proto`, open or closed.
///
/// Generated enums implement it; users have the same as `From<i32>` (or `TryFrom<i32>`, if the enum is
/// closed), `as_str_name` and `from_str_name`.
pub trait Enumeration: Copy + Default + PartialEq + Debug + Send + Sync + 'static {
    /// `greet.v1.Colour`.
    const FULL_NAME: &'static str;

    /// Whether it is `google.protobuf.NullValue`, which JSON writes as `null`.
    const IS_NULL: bool = false;

    /// The value of this number. `None` only if the enum is closed and does not have it.
    fn from_number(number: i32) -> Option<Self>;

    /// The value's number.
    fn number(self) -> i32;

    /// The value of this name in the `.proto`, aliases included.
    fn from_name(name: &str) -> Option<Self>;

    /// The value's name in the `.proto`; `None` for an unknown number.
    fn name(self) -> Option<&'static str>;
}

/// The conversions of an open enum: every number is a value.
#[doc(hidden)]
#[macro_export]
macro_rules! __connect_open_enum {
    ($name:ty) => {
        $crate::__connect_enum! { $name }

        #[automatically_derived]
        impl ::core::convert::From<::core::primitive::i32> for $name {
            fn from(number: ::core::primitive::i32) -> Self {
                $crate::__private::message::Enumeration::from_number(number).unwrap_or_default()
            }
        }
    };
}

/// The conversions of a closed enum: a number may be none of its values.
#[doc(hidden)]
#[macro_export]
macro_rules! __connect_closed_enum {
    ($name:ty) => {
        $crate::__connect_enum! { $name }

        #[automatically_derived]
        impl ::core::convert::TryFrom<::core::primitive::i32> for $name {
            type Error = $crate::__private::message::UnknownNumber;

            fn try_from(
                number: ::core::primitive::i32,
            ) -> ::core::result::Result<Self, $crate::__private::message::UnknownNumber> {
                $crate::__private::message::Enumeration::from_number(number)
                    .ok_or($crate::__private::message::UnknownNumber)
            }
        }
    };
}

/// What open and closed enums have in common.
#[doc(hidden)]
#[macro_export]
macro_rules! __connect_enum {
    ($name:ty) => {
        impl $name {
            /// The value's name in the `.proto`; `"UNRECOGNIZED"` for a number that has none there.
            #[must_use]
            pub fn as_str_name(&self) -> &'static ::core::primitive::str {
                match $crate::__private::message::Enumeration::name(*self) {
                    ::core::option::Option::Some(name) => name,
                    ::core::option::Option::None => "UNRECOGNIZED",
                }
            }

            /// The value of this name in the `.proto`, aliases included.
            #[must_use]
            pub fn from_str_name(name: &::core::primitive::str) -> ::core::option::Option<Self> {
                $crate::__private::message::Enumeration::from_name(name)
            }
        }

        #[automatically_derived]
        impl ::core::convert::From<$name> for ::core::primitive::i32 {
            fn from(value: $name) -> Self {
                $crate::__private::message::Enumeration::number(value)
            }
        }

        $crate::__connect_serde! { enum $name }
    };
}

/// A number that is no value of a closed enum.
///
/// ```
/// use connect_runtime::UnknownNumber;
///
/// assert_eq!(UnknownNumber.to_string(), "the enum has no value of this number");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownNumber;

impl std::fmt::Display for UnknownNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the enum has no value of this number")
    }
}

impl std::error::Error for UnknownNumber {}
