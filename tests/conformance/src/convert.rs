//! Between the suite's messages and this library's types: metadata, errors, packed messages.

use std::collections::BTreeMap;

use connect::protobuf::Any;
use connect::{Code, ConnectError, ErrorDetail, Message, Metadata};

use crate::schema;

/// What stands before a message's full name in the type URL of an `Any`.
const TYPE_URL_PREFIX: &str = "type.googleapis.com/";

/// Packs a message as the suite wants to see it again.
pub fn pack(message: &impl Message) -> Any {
    pack_encoded(full_name(message), message.to_proto())
}

fn full_name<M: Message>(_: &M) -> &'static str {
    M::FULL_NAME
}

fn pack_encoded(name: &str, value: impl Into<bytes::Bytes>) -> Any {
    Any {
        type_url: format!("{TYPE_URL_PREFIX}{name}"),
        value: value.into(),
        ..Any::default()
    }
}

/// The messages that a case wants sent.
///
/// # Errors
/// If one of them is not an `M`.
pub fn unpack_all<M: Message>(packed: &[Any]) -> Result<Vec<M>, String> {
    packed.iter().map(unpack).collect()
}

fn unpack<M: Message>(packed: &Any) -> Result<M, String> {
    let (_, name) = packed
        .type_url
        .rsplit_once('/')
        .unwrap_or(("", &packed.type_url));
    if name != M::FULL_NAME {
        return Err(format!("{name} stands where {} should", M::FULL_NAME));
    }
    M::from_proto(packed.value.clone()).map_err(|err| err.to_string())
}

/// Metadata as the suite writes it, the values of one name together.
pub fn to_headers(metadata: &Metadata) -> Vec<schema::Header> {
    let mut grouped = BTreeMap::<&str, Vec<String>>::new();
    for (name, value) in metadata.iter() {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        grouped.entry(name).or_default().push(value);
    }
    let header = |(name, value): (&str, Vec<String>)| schema::Header {
        name: name.to_owned(),
        value,
        ..schema::Header::default()
    };
    grouped.into_iter().map(header).collect()
}

/// Adds every value of every header to `metadata`.
///
/// # Errors
/// If one of them cannot be sent.
pub fn append_headers(
    metadata: &mut Metadata,
    headers: &[schema::Header],
) -> Result<(), ConnectError> {
    for header in headers {
        for value in &header.value {
            metadata.append(&header.name, value)?;
        }
    }
    Ok(())
}

/// An RPC's failure as the suite writes it.
pub fn to_schema_error(err: &ConnectError) -> schema::Error {
    let pack = |detail: &ErrorDetail| pack_encoded(detail.type_name(), detail.value().clone());
    schema::Error {
        code: schema::Code::from(err.code() as i32),
        message: Some(err.message().to_owned()),
        details: err.error_details().iter().map(pack).collect(),
        ..schema::Error::default()
    }
}

/// The failure that the suite asks a handler for.
pub fn to_connect_error(error: schema::Error) -> ConnectError {
    let number = i32::from(error.code).try_into().unwrap_or_default();
    let code = Code::from_number(number).unwrap_or(Code::Unknown);
    let mut err = ConnectError::new(code, error.message.unwrap_or_default());
    for detail in error.details {
        err = err.with_detail(ErrorDetail::new(detail.type_url, detail.value));
    }
    err
}
