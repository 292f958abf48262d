//! `Any`: a message together with its type's name.

use super::Any;
use crate::message::{
    Message,
    error::{DecodeError, EncodeError},
    json::{
        JsonCodec,
        read::{JsonReader, syntax},
        write::JsonWriter,
    },
    registry,
};

/// What stands before a type's full name; nobody looks it up.
const TYPE_URL_PREFIX: &str = "type.googleapis.com/";

impl Any {
    /// Puts a message into an `Any`.
    pub fn pack<M: Message>(message: &M) -> Self {
        Any {
            type_url: format!("{TYPE_URL_PREFIX}{}", M::FULL_NAME),
            value: message.to_proto().into(),
            ..Any::default()
        }
    }

    /// The message inside; `None` if it is of another type.
    ///
    /// # Errors
    /// If the type is `M` and the bytes are not a message of it.
    pub fn unpack<M: Message>(&self) -> Result<Option<M>, DecodeError> {
        match self.is::<M>() {
            true => M::from_proto(self.value.clone()).map(Some),
            false => Ok(None),
        }
    }

    /// Whether the message inside is of type `M`.
    pub fn is<M: Message>(&self) -> bool {
        self.type_name() == Some(M::FULL_NAME)
    }

    /// The full name of the message inside; `None` if there is no type URL.
    pub fn type_name(&self) -> Option<&str> {
        type_name(&self.type_url)
    }
}

/// What follows the last slash of a type URL.
fn type_name(type_url: &str) -> Option<&str> {
    Some(type_url.rsplit_once('/')?.1).filter(|name| !name.is_empty())
}

/// ProtoJSON: the message's own JSON object with `@type` added, or for special types an object of `@type`
/// and `value`. Both directions need to know the type.
impl JsonCodec for Any {
    fn write_json(&self, writer: &mut JsonWriter) {
        writer.open(b'{');
        if !self.type_url.is_empty() || !self.value.is_empty() {
            match self.type_name().and_then(registry::message) {
                Some(entry) => {
                    writer.key("@type");
                    writer.string(&self.type_url);
                    if writer.deepen() {
                        entry.write_members(&self.value, writer);
                        writer.rise();
                    }
                }
                None => writer.fail(EncodeError::new(
                    "google.protobuf.Any holds a type that is not known here",
                )),
            }
        }
        writer.close(b'}');
    }

    fn read_json(&mut self, reader: &mut JsonReader<'_>) -> Result<(), DecodeError> {
        let start = reader.offset();
        let Some(type_url) = find_type(reader)? else {
            return Ok(());
        };
        let entry = type_name(&type_url).and_then(registry::message);
        let entry =
            entry.ok_or_else(|| syntax("google.protobuf.Any of a type that is not known here"))?;
        reader.seek(start);
        self.value = reader.nested(|reader| entry.read(reader))?.into();
        self.type_url = type_url;
        Ok(())
    }
}

/// Looks through a whole object for its `@type`, which may stand anywhere. `None` for an empty object.
fn find_type(reader: &mut JsonReader<'_>) -> Result<Option<String>, DecodeError> {
    let mut type_url = None;
    let mut empty = true;
    reader.object(&mut |reader, name| {
        empty = false;
        if name != "@type" {
            return reader.nested(JsonReader::skip);
        }
        match type_url.replace(reader.string()?.into_owned()) {
            None => Ok(()),
            Some(_) => Err(syntax("duplicate field")),
        }
    })?;
    match type_url {
        None if !empty => Err(syntax("google.protobuf.Any without @type")),
        type_url => Ok(type_url),
    }
}
