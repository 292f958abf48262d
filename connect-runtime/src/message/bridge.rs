//! Our messages as [`prost::Message`]s for everyone else's code.
//!
//! Every method of that trait leads to our codec. `merge_field` and `encode_raw` are only used where one
//! of our messages stands inside a foreign prost message; everything else works on whole messages.

use bytes::{Buf, BufMut};
use prost::encoding::{WireType, decode_varint, encode_varint};

use super::{
    BinaryCodec,
    decode::{MAX_DEPTH, Reader},
    encode,
    error::DecodeError,
    wire,
};

/// Implements `prost::Message` and the public `Message` for a generated type.
#[doc(hidden)]
#[macro_export]
macro_rules! __connect_message {
    ($name:ty, $full_name:literal) => {
        #[automatically_derived]
        impl $crate::__private::message::prost::Message for $name {
            fn encode_raw(&self, buf: &mut impl $crate::__private::message::BufMut) {
                $crate::__private::message::bridge::encode_raw(self, buf);
            }

            fn merge_field(
                &mut self,
                tag: ::core::primitive::u32,
                wire_type: $crate::__private::message::prost::encoding::WireType,
                buf: &mut impl $crate::__private::message::Buf,
                _: $crate::__private::message::prost::encoding::DecodeContext,
            ) -> ::core::result::Result<(), $crate::__private::message::prost::DecodeError> {
                $crate::__private::message::bridge::merge_field(self, tag, wire_type, buf)
            }

            fn encoded_len(&self) -> ::core::primitive::usize {
                $crate::__private::message::bridge::encoded_len(self)
            }

            fn encode_to_vec(&self) -> ::std::vec::Vec<::core::primitive::u8> {
                $crate::__private::message::bridge::encode_to_vec(self)
            }

            fn merge(
                &mut self,
                buf: impl $crate::__private::message::Buf,
            ) -> ::core::result::Result<(), $crate::__private::message::prost::DecodeError> {
                $crate::__private::message::bridge::merge(self, buf)
            }

            fn clear(&mut self) {
                *self = ::core::default::Default::default();
            }
        }

        #[automatically_derived]
        impl $crate::__private::message::Message for $name {
            const FULL_NAME: &'static ::core::primitive::str = $full_name;

            fn default_instance() -> &'static Self {
                static DEFAULT: ::std::sync::OnceLock<$name> = ::std::sync::OnceLock::new();
                DEFAULT.get_or_init(::core::default::Default::default)
            }
        }

        $crate::__connect_serde! { message $name }
    };
}

/// Implements serde's traits, in the form of this macro that `serde.rs` has: without the feature, nothing.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __connect_serde {
    ($($of_type:tt)*) => {};
}

/// `prost::Message::encode_raw`.
pub fn encode_raw<M: BinaryCodec>(message: &M, buf: &mut impl BufMut) {
    buf.put_slice(&encode::encode(message, false));
}

/// `prost::Message::encoded_len`.
pub fn encoded_len<M: BinaryCodec>(message: &M) -> usize {
    encode::encoded_len(message)
}

/// `prost::Message::encode_to_vec`.
pub fn encode_to_vec<M: BinaryCodec>(message: &M) -> Vec<u8> {
    encode::encode(message, false)
}

/// `prost::Message::merge`: from a buffer in one piece as it is, from any other by a copy.
pub fn merge<M: BinaryCodec>(message: &mut M, mut buf: impl Buf) -> Result<(), prost::DecodeError> {
    let len = buf.remaining();
    if buf.chunk().len() == len {
        message
            .read(&mut Reader::new(buf.chunk(), None))
            .map_err(foreign)?;
        buf.advance(len);
        return Ok(());
    }
    let whole = buf.copy_to_bytes(len);
    message
        .read(&mut Reader::new(&whole, Some(&whole)))
        .map_err(foreign)
}

/// `prost::Message::merge_field`: cuts one field out of the buffer and merges it.
pub fn merge_field<M: BinaryCodec>(
    message: &mut M,
    tag: u32,
    wire_type: WireType,
    buf: &mut impl Buf,
) -> Result<(), prost::DecodeError> {
    let mut field = Vec::new();
    copy_field(tag << 3 | wire_type as u32, buf, &mut field, MAX_DEPTH)?;
    message
        .read(&mut Reader::new(&field, None))
        .map_err(foreign)
}

/// Moves one field, whose key was read already, from `buf` to the end of `field`.
fn copy_field(
    key: u32,
    buf: &mut impl Buf,
    field: &mut Vec<u8>,
    depth: u32,
) -> Result<(), prost::DecodeError> {
    encode_varint(u64::from(key), field);
    let len = match key & 7 {
        wire::VARINT => {
            encode_varint(decode_varint(buf)?, field);
            return Ok(());
        }
        wire::FIXED64 => 8,
        wire::FIXED32 => 4,
        wire::LEN => {
            let len = decode_varint(buf)?;
            encode_varint(len, field);
            len
        }
        wire::START_GROUP => return copy_group(key, buf, field, depth),
        _ => return Err(foreign(DecodeError::new("invalid wire type"))),
    };
    if len > buf.remaining() as u64 {
        return Err(foreign(DecodeError::new("message ends inside a field")));
    }
    field.put(buf.take(len as usize));
    Ok(())
}

fn copy_group(
    start: u32,
    buf: &mut impl Buf,
    field: &mut Vec<u8>,
    depth: u32,
) -> Result<(), prost::DecodeError> {
    let Some(depth) = depth.checked_sub(1) else {
        return Err(foreign(DecodeError::new(
            "messages stand too deep in each other",
        )));
    };
    loop {
        let key = u32::try_from(decode_varint(buf)?)
            .map_err(|_| foreign(DecodeError::new("invalid field number")))?;
        if key & 7 == wire::END_GROUP {
            // The reader will say if it is the end of another group.
            encode_varint(u64::from(key), field);
            return Ok(());
        }
        debug_assert!(start & 7 == wire::START_GROUP);
        copy_field(key, buf, field, depth)?;
    }
}

/// Our error as prost's.
fn foreign(error: DecodeError) -> prost::DecodeError {
    // The only constructor there is for an implementation of the trait outside of prost.
    #[allow(deprecated)]
    prost::DecodeError::new(error.to_string())
}
