//! The two ways to write a message: binary protobuf and ProtoJSON.

use bytes::Bytes;

use crate::{
    error::ConnectError,
    message::{self, Message},
    payload::Payload,
};

/// How messages are encoded: Message-Codec of the Connect protocol.
///
/// ```
/// use connect_runtime::Codec;
///
/// assert_eq!(Codec::Json.name(), "json");
/// assert_eq!(Codec::from_name("proto"), Some(Codec::Proto));
/// assert_eq!(Codec::from_name("yaml"), None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Codec {
    /// Binary protobuf, the default.
    #[default]
    Proto,
    /// Protobuf's JSON mapping; unknown fields of what is received are ignored.
    Json,
}

impl Codec {
    /// The name in content types: `"proto"` or `"json"`.
    pub const fn name(self) -> &'static str {
        match self {
            Codec::Proto => "proto",
            Codec::Json => "json",
        }
    }

    /// The codec of that name, in small letters.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "proto" => Some(Codec::Proto),
            "json" => Some(Codec::Json),
            _ => None,
        }
    }

    /// Encodes a message, with room for an envelope's prefix before it.
    ///
    /// # Errors
    /// `internal` if the message has no JSON form, such as a `Timestamp` out of range.
    pub(crate) fn encode<M: Message>(self, message: &M) -> Result<Payload, ConnectError> {
        let mut buf = Vec::new();
        self.encode_into(message, &mut buf)?;
        Ok(Payload::made(buf))
    }

    /// Appends room for an envelope's prefix and a message.
    ///
    /// # Errors
    /// As [`Codec::encode`]; the buffer is then as it was before.
    pub(crate) fn encode_into<M: Message>(
        self,
        message: &M,
        out: &mut Vec<u8>,
    ) -> Result<(), ConnectError> {
        match self {
            Codec::Proto => {
                message::encode_proto::<{ Payload::ROOM }>(message, out);
                Ok(())
            }
            Codec::Json => message::encode_json::<{ Payload::ROOM }>(message, out)
                .map_err(|err| ConnectError::internal(err.to_string())),
        }
    }

    /// Encodes a message so that equal messages give equal bytes, for URLs that caches compare.
    ///
    /// # Errors
    /// As [`Codec::encode`].
    pub(crate) fn encode_deterministic<M: Message>(
        self,
        message: &M,
    ) -> Result<Payload, ConnectError> {
        match self {
            Codec::Proto => {
                let bytes = message::encode_proto_deterministic(message);
                Ok(Payload::received(bytes.into()))
            }
            Codec::Json => self.encode(message),
        }
    }

    /// Decodes a whole message.
    ///
    /// # Errors
    /// `invalid_argument` if the bytes are not a message of that type, `resource_exhausted` if it would
    /// hold more elements than the decoder's budget. A client turns the first into `internal`.
    pub(crate) fn decode<M: Message>(self, bytes: Bytes) -> Result<M, ConnectError> {
        let decoded = match self {
            Codec::Proto => message::decode_proto(bytes),
            Codec::Json => message::decode_json(&bytes),
        };
        decoded.map_err(|err| match err.is_limit() {
            true => ConnectError::resource_exhausted(err.to_string()),
            false => ConnectError::invalid_argument(err.to_string()),
        })
    }
}
