/// A hat, as shown in the window.
///
/// From `small.proto:6`.
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
pub struct Hat {
    /// Never zero.
    pub size: ::core::primitive::u32,
    /// The field `fits`, number 2.
    pub fits: ::std::vec::Vec<::core::primitive::i32>,
    /// The field `lining`, number 3.
    pub lining: ::std::collections::HashMap<::std::string::String, self::Hat>,
    /// The field `type`, number 4.
    pub r#type: ::core::option::Option<::std::string::String>,
    /// The cases of `price` in `small.v1.Hat`.
    ///
    /// From `small.proto:12`.
    pub price: ::core::option::Option<self::hat::Price>,
    /// The field `maker`, number 6.
    #[deprecated]
    pub maker: ::std::string::String,
    /// Fields that this version of the `.proto` does not have.
    pub unknown_fields: ::connect::__private::message::UnknownFields,
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
impl Hat {
    /// `type`, or its default if it is not set.
    #[must_use]
    pub fn r#type(&self) -> &::core::primitive::str {
        match self.r#type.as_deref() {
            ::core::option::Option::Some(value) => value,
            ::core::option::Option::None => "",
        }
    }
    /// `type`, which has to be set.
    ///
    /// # Errors
    /// `invalid_argument`, naming the field, if it is not.
    pub fn require_type(
        &self,
    ) -> ::core::result::Result<
        &::core::primitive::str,
        ::connect::__private::message::ConnectError,
    > {
        self.r#type
            .as_deref()
            .ok_or_else(|| ::connect::__private::message::missing_field(
                "small.v1.Hat.type",
            ))
    }
    /// The message with `euros` set, and no other of its oneof.
    #[must_use]
    pub fn with_euros(
        mut self,
        value: impl ::core::convert::Into<::core::primitive::f64>,
    ) -> Self {
        self.price = ::core::option::Option::Some(
            self::hat::Price::Euros(::core::convert::Into::into(value)),
        );
        self
    }
    /// The message with `barter` set, and no other of its oneof.
    #[must_use]
    pub fn with_barter(
        mut self,
        value: impl ::core::convert::Into<self::hat::Barter>,
    ) -> Self {
        self.price = ::core::option::Option::Some(
            self::hat::Price::Barter(
                ::std::boxed::Box::new(::core::convert::Into::into(value)),
            ),
        );
        self
    }
    /// The message with `size` set.
    #[must_use]
    pub fn with_size(
        mut self,
        value: impl ::core::convert::Into<::core::primitive::u32>,
    ) -> Self {
        self.size = ::core::convert::Into::into(value);
        self
    }
    /// The message with `fits` set.
    #[must_use]
    pub fn with_fits(
        mut self,
        value: impl ::core::iter::IntoIterator<
            Item = impl ::core::convert::Into<::core::primitive::i32>,
        >,
    ) -> Self {
        self.fits = ::connect::__private::message::collect(value);
        self
    }
    /// The message with `lining` set.
    #[must_use]
    pub fn with_lining(
        mut self,
        value: impl ::core::iter::IntoIterator<
            Item = (
                impl ::core::convert::Into<::std::string::String>,
                impl ::core::convert::Into<self::Hat>,
            ),
        >,
    ) -> Self {
        self.lining = ::connect::__private::message::collect_map(value);
        self
    }
    /// The message with `type` set.
    #[must_use]
    pub fn with_type(
        mut self,
        value: impl ::core::convert::Into<::std::string::String>,
    ) -> Self {
        self.r#type = ::core::option::Option::Some(::core::convert::Into::into(value));
        self
    }
    /// The message with `maker` set.
    #[deprecated]
    #[must_use]
    pub fn with_maker(
        mut self,
        value: impl ::core::convert::Into<::std::string::String>,
    ) -> Self {
        self.maker = ::core::convert::Into::into(value);
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
impl ::core::fmt::Debug for Hat {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::connect::__private::message::debug(
            formatter,
            "Hat",
            &[
                ("size", &self.size),
                ("fits", &self.fits),
                ("lining", &self.lining),
                ("type", &self.r#type),
                ("maker", &self.maker),
                ("price", &self.price),
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
    use ::connect::__private::message::*;
    #[automatically_derived]
    impl BinaryCodec for self::Hat {
        fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
            self.unknown_fields.size() + Implicit::<Uint32>::size(&self.size, 8, sizer)
                + Packed::<Sint32>::size(&self.fits, 18, sizer)
                + Map::<Str, Msg<self::Hat>>::size(&self.lining, 26, sizer)
                + Optional::<Str>::size(&self.r#type, 34, sizer)
                + match &self.price {
                    ::core::option::Option::None => 0,
                    ::core::option::Option::Some(self::hat::Price::Euros(value)) => {
                        <Double as Kind>::size(value, 41, sizer)
                    }
                    ::core::option::Option::Some(self::hat::Price::Barter(value)) => {
                        <Boxed<Msg<self::hat::Barter>> as Kind>::size(value, 130, sizer)
                    }
                } + Implicit::<Str>::size(&self.maker, 50, sizer)
        }
        fn write(&self, writer: &mut Writer<'_>) {
            Implicit::<Uint32>::write(&self.size, 8, writer);
            Packed::<Sint32>::write(&self.fits, 18, writer);
            Map::<Str, Msg<self::Hat>>::write(&self.lining, 26, writer);
            Optional::<Str>::write(&self.r#type, 34, writer);
            match &self.price {
                ::core::option::Option::None => {}
                ::core::option::Option::Some(self::hat::Price::Euros(value)) => {
                    <Double as Kind>::write(value, 41, writer)
                }
                ::core::option::Option::Some(self::hat::Price::Barter(value)) => {
                    <Boxed<Msg<self::hat::Barter>> as Kind>::write(value, 130, writer)
                }
            }
            Implicit::<Str>::write(&self.maker, 50, writer);
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
                    8 => Implicit::<Uint32>::merge(&mut self.size, key, reader),
                    18 | 16 => Packed::<Sint32>::merge(&mut self.fits, key, reader),
                    26 => {
                        Map::<Str, Msg<self::Hat>>::merge(&mut self.lining, key, reader)
                    }
                    34 => Optional::<Str>::merge(&mut self.r#type, key, reader),
                    41 => {
                        oneof::<
                            Double,
                            _,
                        >(&mut self.price, key, reader, self::hat::Price::Euros)
                    }
                    130 => {
                        oneof_message::<
                            Boxed<Msg<self::hat::Barter>>,
                            _,
                        >(
                            &mut self.price,
                            key,
                            reader,
                            self::hat::Price::Barter,
                            |member| match member {
                                self::hat::Price::Barter(value) => {
                                    ::core::option::Option::Some(value)
                                }
                                #[allow(unreachable_patterns)]
                                _ => ::core::option::Option::None,
                            },
                        )
                    }
                    50 => Implicit::<Str>::merge(&mut self.maker, key, reader),
                    _ => reader.unknown(key, &mut self.unknown_fields),
                }?;
            }
        }
    }
    connect_message! {
        self::Hat, "small.v1.Hat"
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
    use ::connect::__private::message::*;
    const NAMES: &[Name] = &[
        Name::new("\"size\":", "\"size\":"),
        Name::new("\"fits\":", "\"fits\":"),
        Name::new("\"lining\":", "\"lining\":"),
        Name::new("\"type\":", "\"type\":"),
        Name::new("\"euros\":", "\"euros\":"),
        Name::new("\"barter\":", "\"barter\":"),
        Name::new("\"madeBy\":", "\"maker\":"),
    ];
    #[automatically_derived]
    impl JsonFields for self::Hat {
        fn full_name(&self) -> &'static ::core::primitive::str {
            "small.v1.Hat"
        }
        fn names(&self) -> &'static [Name] {
            NAMES
        }
        fn write_fields(&self, writer: &mut JsonWriter) {
            Implicit::<Uint32>::write_json(&self.size, &NAMES[0], writer);
            Packed::<Sint32>::write_json(&self.fits, &NAMES[1], writer);
            Map::<Str, Msg<self::Hat>>::write_json(&self.lining, &NAMES[2], writer);
            Optional::<Str>::write_json(&self.r#type, &NAMES[3], writer);
            match &self.price {
                ::core::option::Option::None => {}
                ::core::option::Option::Some(self::hat::Price::Euros(value)) => {
                    write_one::<Double>(value, &NAMES[4], writer)
                }
                ::core::option::Option::Some(self::hat::Price::Barter(value)) => {
                    write_one::<Boxed<Msg<self::hat::Barter>>>(value, &NAMES[5], writer)
                }
            }
            Implicit::<Str>::write_json(&self.maker, &NAMES[6], writer);
        }
        fn read_field(
            &mut self,
            index: ::core::primitive::usize,
            reader: &mut JsonReader<'_>,
        ) -> ::core::result::Result<(), DecodeError> {
            match index {
                0 => Implicit::<Uint32>::read_json(&mut self.size, reader),
                1 => Packed::<Sint32>::read_json(&mut self.fits, reader),
                2 => Map::<Str, Msg<self::Hat>>::read_json(&mut self.lining, reader),
                3 => Optional::<Str>::read_json(&mut self.r#type, reader),
                4 => {
                    oneof_json::<
                        Double,
                        _,
                    >(&mut self.price, reader, self::hat::Price::Euros)
                }
                5 => {
                    oneof_json::<
                        Boxed<Msg<self::hat::Barter>>,
                        _,
                    >(&mut self.price, reader, self::hat::Price::Barter)
                }
                6 => Implicit::<Str>::read_json(&mut self.maker, reader),
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
/// The enum `small.v1.Colour`.
///
/// From `small.proto:24`.
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
pub enum Colour {
    /// The value `COLOUR_UNSPECIFIED`, 0.
    #[default]
    Unspecified,
    /// The value `COLOUR_BLACK`, 1.
    Black,
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
impl Colour {
    /// The value `COLOUR_NOIR`, 1.
    pub const Noir: Self = Self::Black;
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
    use ::connect::__private::message::*;
    #[automatically_derived]
    impl Enumeration for self::Colour {
        const FULL_NAME: &'static ::core::primitive::str = "small.v1.Colour";
        fn from_number(number: ::core::primitive::i32) -> ::core::option::Option<Self> {
            ::core::option::Option::Some(
                match number {
                    0 => Self::Unspecified,
                    1 => Self::Black,
                    _ => Self::Unrecognized(number),
                },
            )
        }
        fn number(self) -> ::core::primitive::i32 {
            match self {
                Self::Unspecified => 0,
                Self::Black => 1,
                Self::Unrecognized(number) => number,
            }
        }
        fn from_name(name: &::core::primitive::str) -> ::core::option::Option<Self> {
            ::core::option::Option::Some(
                match name {
                    "COLOUR_UNSPECIFIED" => Self::Unspecified,
                    "COLOUR_BLACK" => Self::Black,
                    "COLOUR_NOIR" => Self::Black,
                    _ => return ::core::option::Option::None,
                },
            )
        }
        fn name(self) -> ::core::option::Option<&'static ::core::primitive::str> {
            ::core::option::Option::Some(
                match self {
                    Self::Unspecified => "COLOUR_UNSPECIFIED",
                    Self::Black => "COLOUR_BLACK",
                    Self::Unrecognized(_) => return ::core::option::Option::None,
                },
            )
        }
    }
    connect_open_enum! {
        self::Colour
    }
};
/// Types nested in `small.v1.Hat`.
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
pub mod hat {
    /// The message `small.v1.Hat.Barter`.
    ///
    /// From `small.proto:18`.
    #[allow(
        dead_code,
        deprecated,
        unused_qualifications,
        clippy::all,
        clippy::pedantic,
        clippy::nursery
    )]
    #[derive(::core::clone::Clone, ::core::cmp::PartialEq, ::core::default::Default)]
    pub struct Barter {
        /// The field `hat`, number 1.
        pub hat: ::core::option::Option<::std::boxed::Box<super::Hat>>,
        /// The field `colour`, number 2.
        pub colour: super::Colour,
        /// Fields that this version of the `.proto` does not have.
        pub unknown_fields: ::connect::__private::message::UnknownFields,
    }
    #[allow(
        dead_code,
        deprecated,
        unused_qualifications,
        clippy::all,
        clippy::pedantic,
        clippy::nursery
    )]
    impl Barter {
        /// `hat`, or its default if it is not set.
        #[must_use]
        pub fn hat(&self) -> &super::Hat {
            match self.hat.as_deref() {
                ::core::option::Option::Some(value) => value,
                ::core::option::Option::None => {
                    ::connect::__private::message::Message::default_instance()
                }
            }
        }
        /// `hat`, which has to be set.
        ///
        /// # Errors
        /// `invalid_argument`, naming the field, if it is not.
        pub fn require_hat(
            &self,
        ) -> ::core::result::Result<
            &super::Hat,
            ::connect::__private::message::ConnectError,
        > {
            self.hat
                .as_deref()
                .ok_or_else(|| ::connect::__private::message::missing_field(
                    "small.v1.Hat.Barter.hat",
                ))
        }
        /// `hat` for changing, set to its default first if it is not set.
        pub fn hat_mut(&mut self) -> &mut super::Hat {
            self.hat.get_or_insert_default()
        }
        /// The message with `hat` set.
        #[must_use]
        pub fn with_hat(
            mut self,
            value: impl ::core::convert::Into<super::Hat>,
        ) -> Self {
            self.hat = ::core::option::Option::Some(
                ::std::boxed::Box::new(::core::convert::Into::into(value)),
            );
            self
        }
        /// The message with `colour` set.
        #[must_use]
        pub fn with_colour(
            mut self,
            value: impl ::core::convert::Into<super::Colour>,
        ) -> Self {
            self.colour = ::core::convert::Into::into(value);
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
    impl ::core::fmt::Debug for Barter {
        fn fmt(
            &self,
            formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            ::connect::__private::message::debug(
                formatter,
                "Barter",
                &[("hat", &self.hat), ("colour", &self.colour)],
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
        use ::connect::__private::message::*;
        #[automatically_derived]
        impl BinaryCodec for self::Barter {
            fn size(&self, sizer: &mut Sizer) -> ::core::primitive::usize {
                self.unknown_fields.size()
                    + Optional::<Boxed<Msg<super::Hat>>>::size(&self.hat, 10, sizer)
                    + Implicit::<Open<super::Colour>>::size(&self.colour, 16, sizer)
            }
            fn write(&self, writer: &mut Writer<'_>) {
                Optional::<Boxed<Msg<super::Hat>>>::write(&self.hat, 10, writer);
                Implicit::<Open<super::Colour>>::write(&self.colour, 16, writer);
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
                                Boxed<Msg<super::Hat>>,
                            >::merge(&mut self.hat, key, reader)
                        }
                        16 => {
                            Implicit::<
                                Open<super::Colour>,
                            >::merge(&mut self.colour, key, reader)
                        }
                        _ => reader.unknown(key, &mut self.unknown_fields),
                    }?;
                }
            }
        }
        connect_message! {
            self::Barter, "small.v1.Hat.Barter"
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
        use ::connect::__private::message::*;
        const NAMES: &[Name] = &[
            Name::new("\"hat\":", "\"hat\":"),
            Name::new("\"colour\":", "\"colour\":"),
        ];
        #[automatically_derived]
        impl JsonFields for self::Barter {
            fn full_name(&self) -> &'static ::core::primitive::str {
                "small.v1.Hat.Barter"
            }
            fn names(&self) -> &'static [Name] {
                NAMES
            }
            fn write_fields(&self, writer: &mut JsonWriter) {
                Optional::<
                    Boxed<Msg<super::Hat>>,
                >::write_json(&self.hat, &NAMES[0], writer);
                Implicit::<
                    Open<super::Colour>,
                >::write_json(&self.colour, &NAMES[1], writer);
            }
            fn read_field(
                &mut self,
                index: ::core::primitive::usize,
                reader: &mut JsonReader<'_>,
            ) -> ::core::result::Result<(), DecodeError> {
                match index {
                    0 => {
                        Optional::<
                            Boxed<Msg<super::Hat>>,
                        >::read_json(&mut self.hat, reader)
                    }
                    1 => {
                        Implicit::<
                            Open<super::Colour>,
                        >::read_json(&mut self.colour, reader)
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
    /// The cases of `price` in `small.v1.Hat`.
    ///
    /// From `small.proto:12`.
    #[allow(
        dead_code,
        deprecated,
        unused_qualifications,
        clippy::all,
        clippy::pedantic,
        clippy::nursery
    )]
    #[derive(::core::clone::Clone, ::core::cmp::PartialEq, ::core::fmt::Debug)]
    pub enum Price {
        /// The field `euros`, number 5.
        Euros(::core::primitive::f64),
        /// The field `barter`, number 16.
        Barter(::std::boxed::Box<self::Barter>),
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
pub const FILE_DESCRIPTOR_SET: &[::core::primitive::u8] = b"\n\xF8\x03\n\x0Bsmall.proto\x12\x08small.v1\"\x8D\x03\n\x03Hat\x12\x12\n\x04size\x18\x01 \x01(\rR\x04size\x12\x12\n\x04fits\x18\x02 \x03(\x11R\x04fits\x121\n\x06lining\x18\x03 \x03(\x0B2\x19.small.v1.Hat.LiningEntryR\x06lining\x12\x17\n\x04type\x18\x04 \x01(\tH\x01R\x04type\x88\x01\x01\x12\x16\n\x05euros\x18\x05 \x01(\x01H\0R\x05euros\x12.\n\x06barter\x18\x10 \x01(\x0B2\x14.small.v1.Hat.BarterH\0R\x06barter\x12\x19\n\x05maker\x18\x06 \x01(\tB\x02\x18\x01R\x06madeBy\x1AH\n\x0BLiningEntry\x12\x10\n\x03key\x18\x01 \x01(\tR\x03key\x12#\n\x05value\x18\x02 \x01(\x0B2\r.small.v1.HatR\x05value:\x028\x01\x1AS\n\x06Barter\x12\x1F\n\x03hat\x18\x01 \x01(\x0B2\r.small.v1.HatR\x03hat\x12(\n\x06colour\x18\x02 \x01(\x0E2\x10.small.v1.ColourR\x06colourB\x07\n\x05priceB\x07\n\x05_type*G\n\x06Colour\x12\x16\n\x12COLOUR_UNSPECIFIED\x10\0\x12\x10\n\x0CCOLOUR_BLACK\x10\x01\x12\x0F\n\x0BCOLOUR_NOIR\x10\x01\x1A\x02\x10\x01b\x06proto3";
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
    use ::connect::__private::message::*;
    inventory::submit! {
        Registration { messages : & [MessageEntry::of:: < self::Hat > (),
        MessageEntry::of:: < self::hat::Barter > ()], extensions : & [], descriptor_set :
        self::FILE_DESCRIPTOR_SET, }
    }
};
