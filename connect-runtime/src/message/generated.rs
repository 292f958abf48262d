//! Everything of the message layer that generated code may name, in one list.
//!
//! `__private` re-exports it whole; nothing else of this folder is reachable for users.

pub use ::bytes::{self, Buf, BufMut};
pub use inventory;
pub use prost;

pub use crate::{
    __connect_closed_enum as connect_closed_enum, __connect_message as connect_message,
    __connect_open_enum as connect_open_enum, error::ConnectError,
};

pub use super::{
    BinaryCodec, Message,
    access::{Redacted, collect, collect_map, debug, missing_field},
    bridge,
    closed::{Closed, MergeClosed, oneof_closed},
    decode::Reader,
    encode::{Sizer, Writer},
    enumeration::{Enumeration, UnknownNumber},
    error::{DecodeError, EncodeError},
    extension::{Extension, Facts},
    field::{
        Field, Implicit, Map, Numbers, Optional, Packed, Repeated, Required, oneof, oneof_message,
    },
    json::{
        JsonCodec, JsonFields, Name,
        field::{JsonField, oneof_json, write_one},
        read::JsonReader,
        write::JsonWriter,
    },
    kind::{
        Bool, Boxed, Bytes, Double, Fixed32, Fixed64, Float, Group, Int32, Int64, Kind, Msg, Open,
        Sfixed32, Sfixed64, Shared, Sint32, Sint64, Str, Uint32, Uint64, VecBytes,
    },
    registry::{MessageEntry, Registration},
    shared_str::SharedStr,
    unknown::UnknownFields,
};

#[cfg(feature = "serde")]
pub use super::serde;
