//! Extensions: fields that one file adds to a message of another.
//!
//! A message keeps them among its unknown fields, as they came. What is here reads them from there and
//! puts them there, with the type that the `.proto` gives them.

use std::{fmt, marker::PhantomData};

use super::{
    decode::Reader,
    encode::{self, Sizer, Writer},
    error::{DecodeError, EncodeError},
    field::Field,
    json::{JsonFields, Name, field::JsonField, read::JsonReader, write::JsonWriter},
    registry::JsonExtension,
    unknown::UnknownFields,
    wire,
};

/// An extension of the message `M` with values of type `T`: an `Option` or a `Vec`.
///
/// The attribute generates a constant of this type for each extension.
///
/// ```
/// #[connect_runtime::proto(inline = r#"
///     syntax = "proto2";
///     package shop.v1;
///     message Person { extensions 100 to 199; }
///     extend Person { optional string favourite_hat = 100; }
/// "#)]
/// mod shop {}
///
/// use shop::{FAVOURITE_HAT, Person};
///
/// use connect_runtime::Message;
///
/// let mut person = Person::default();
/// person.set_extension(&FAVOURITE_HAT, Some("fedora".into()));
/// assert_eq!(person.extension(&FAVOURITE_HAT)?.as_deref(), Some("fedora"));
/// assert_eq!(person.to_json().unwrap(), r#"{"[shop.v1.favourite_hat]":"fedora"}"#);
/// # Ok::<(), connect_runtime::DecodeError>(())
/// ```
pub struct Extension<M, T> {
    facts: Facts,
    codec: Codec<T>,
    extendee: PhantomData<fn(&M)>,
}

/// The functions of a [`Field`], so that its type need not show in that of the extension.
struct Codec<T> {
    size: fn(&T, u32, &mut Sizer) -> usize,
    write: fn(&T, u32, &mut Writer<'_>),
    merge: fn(&mut T, u32, &mut Reader<'_>) -> Result<(), DecodeError>,
    write_json: fn(&T, &Name, &mut JsonWriter),
    read_json: fn(&mut T, &mut JsonReader<'_>) -> Result<(), DecodeError>,
}

/// What is known of an extension beside its types.
#[derive(Debug)]
pub struct Facts {
    /// The full name of the message that is extended.
    pub extendee: &'static str,
    /// The extension's full name.
    pub full_name: &'static str,
    /// The name in brackets, as JSON has it.
    pub name: Name,
    /// The key that is written, and the other one that is read: packed and not.
    pub keys: [u32; 2],
    /// Whether the message has the old wire format of message sets.
    pub message_set: bool,
}

/// The keys of an item of a message set: `repeated group Item = 1 { type_id = 2; message = 3; }`.
const ITEM_START: u32 = 1 << 3 | wire::START_GROUP;
const ITEM_END: u32 = 1 << 3 | wire::END_GROUP;
const ITEM_TYPE: u32 = 2 << 3 | wire::VARINT;
const ITEM_MESSAGE: u32 = 3 << 3 | wire::LEN;

impl<M, T> Extension<M, T> {
    /// An extension written as the field `F`; what generated code calls.
    #[doc(hidden)]
    pub const fn of<F: Field<T> + JsonField<T>>(facts: Facts) -> Self {
        Extension {
            facts,
            codec: Codec {
                size: F::size,
                write: F::write,
                merge: F::merge,
                write_json: F::write_json,
                read_json: F::read_json,
            },
            extendee: PhantomData,
        }
    }

    /// The extension's full name: `shop.v1.favourite_hat`.
    pub const fn full_name(&self) -> &'static str {
        self.facts.full_name
    }
}

impl<M: JsonFields, T: Default> Extension<M, T> {
    /// The extension's value; what an absent field of the type has if it is not set.
    ///
    /// # Errors
    /// If what the message was received with is not a value of the extension's type.
    pub fn get(&self, message: &M) -> Result<T, DecodeError> {
        Ok(self.read(message.unknown())?.unwrap_or_default())
    }

    /// Sets the extension; a `None` or an empty `Vec` unsets it.
    pub fn set(&self, message: &mut M, value: &T) {
        self.clear(message);
        self.append(value, message.unknown_mut());
    }

    /// Whether the message has the extension.
    pub fn is_set(&self, message: &M) -> bool {
        !self.facts.records(message.unknown()).is_empty()
    }

    /// Unsets the extension.
    pub fn clear(&self, message: &mut M) {
        let fields = message.unknown_mut();
        if !self.facts.records(fields).is_empty() {
            let rest = self.facts.others(fields);
            fields.set(rest);
        }
    }

    fn read(&self, fields: &UnknownFields) -> Result<Option<T>, DecodeError> {
        let records = self.facts.records(fields);
        if records.is_empty() {
            return Ok(None);
        }
        let mut value = T::default();
        let mut reader = Reader::new(&records, None);
        loop {
            match reader.key()? {
                0 => return Ok(Some(value)),
                key if self.facts.keys.contains(&key) => {
                    (self.codec.merge)(&mut value, key, &mut reader)?
                }
                key => reader.ignore(key)?,
            }
        }
    }

    fn append(&self, value: &T, fields: &mut UnknownFields) {
        let key = self.facts.keys[0];
        let record = encode::encode_with(
            |sizer| (self.codec.size)(value, key, sizer),
            |writer| (self.codec.write)(value, key, writer),
        );
        match self.facts.message_set {
            true => self.facts.append_item(&record, fields),
            false => fields.extend(&record),
        }
    }
}

impl Facts {
    fn number(&self) -> u32 {
        self.keys[0] >> 3
    }

    /// The records of this extension, one after the other; those of a message set as plain fields.
    fn records(&self, fields: &UnknownFields) -> Vec<u8> {
        self.split(fields).0
    }

    /// All other records.
    fn others(&self, fields: &UnknownFields) -> Vec<u8> {
        self.split(fields).1
    }

    fn split(&self, fields: &UnknownFields) -> (Vec<u8>, Vec<u8>) {
        let (mut mine, mut others) = (UnknownFields::new(), UnknownFields::new());
        let mut reader = Reader::new(fields.as_bytes(), None);
        // What stands among unknown fields was checked when it came in: each record is well-formed.
        while let Ok(key @ 1..) = reader.key() {
            let Ok(payload) = reader.skip(key) else { break };
            match self.item(key, payload) {
                Some(message) => mine.push(self.keys[0], message),
                None if key >> 3 == self.number() && !self.message_set => mine.push(key, payload),
                None => others.push(key, payload),
            }
        }
        (mine.as_bytes().to_vec(), others.as_bytes().to_vec())
    }

    /// The length and message of a message set's item, if `key` begins one of this extension.
    fn item<'a>(&self, key: u32, payload: &'a [u8]) -> Option<&'a [u8]> {
        if !self.message_set || key != ITEM_START {
            return None;
        }
        let mut reader = Reader::new(payload, None);
        let (mut number, mut message) = (0, None);
        loop {
            match reader.key().ok()? {
                ITEM_TYPE => number = reader.varint().ok()?,
                ITEM_MESSAGE => message = Some(reader.skip(ITEM_MESSAGE).ok()?),
                ITEM_END => break,
                key => drop(reader.skip(key).ok()?),
            }
        }
        message.filter(|_| number == u64::from(self.number()))
    }

    /// Wraps a record, a key and a message with its length, as an item of a message set.
    fn append_item(&self, record: &[u8], fields: &mut UnknownFields) {
        let Some(message) = record
            .get(wire::key_len(self.keys[0])..)
            .filter(|message| !message.is_empty())
        else {
            return;
        };
        let mut item = UnknownFields::new();
        item.push_varint(ITEM_TYPE, u64::from(self.number()));
        item.push(ITEM_MESSAGE, message);
        item.push(ITEM_END, &[]);
        fields.push(ITEM_START, item.as_bytes());
    }
}

impl<M: JsonFields, T: Default> JsonExtension for Extension<M, T> {
    fn extendee(&self) -> &'static str {
        self.facts.extendee
    }

    fn number(&self) -> u32 {
        self.facts.number()
    }

    fn full_name(&self) -> &'static str {
        self.facts.full_name
    }

    fn write_json(&self, fields: &UnknownFields, writer: &mut JsonWriter) {
        match self.read(fields) {
            Ok(None) => {}
            Ok(Some(value)) => (self.codec.write_json)(&value, &self.facts.name, writer),
            Err(_) => writer.fail(EncodeError::new(format!(
                "invalid value of {}",
                self.facts.full_name
            ))),
        }
    }

    fn read_json(
        &self,
        fields: &mut UnknownFields,
        reader: &mut JsonReader<'_>,
    ) -> Result<(), DecodeError> {
        if !self.facts.records(fields).is_empty() {
            return Err(DecodeError::new("duplicate field"));
        }
        let mut value = T::default();
        (self.codec.read_json)(&mut value, reader)?;
        self.append(&value, fields);
        Ok(())
    }
}

impl<M, T> fmt::Debug for Extension<M, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Extension({})", self.facts.full_name)
    }
}
