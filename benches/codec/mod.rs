//! Messages in binary and in JSON: our code against that of others.
//!
//! [`codec`] is the list. What each library does is in `libraries`, what the messages hold in `plain`, what
//! the figures become in `report`.

mod check;
mod libraries;
mod plain;
pub mod report;
mod schemas;

use bytes::Bytes;
use connect_measure::Cells;

use check::Checks;
use libraries::{Binary, Buffa, Json, Ours, ProstShared, ProstSlice, Serde, decode_view};
use schemas::{buffa, ours, prost, shared};

/// The names of libraries, as tables have them.
pub mod library {
    /// Ours.
    pub const OURS: &str = "ours";
    /// Ours with another representation of strings.
    pub const OURS_SHARED: &str = "ours, `strings = shared`";
    /// prost's derive.
    pub const PROST: &str = "prost";
    /// JSON of prost's messages.
    pub const PBJSON: &str = "pbjson";
    /// serde's derive and serde_json, over structs written by hand.
    pub const SERDE: &str = "serde_json";
    /// buffa.
    pub const BUFFA: &str = "buffa";
    /// buffa's messages that borrow from the input.
    pub const BUFFA_VIEWS: &str = "buffa views";
}

/// The names of operations, as tables have them.
pub mod operation {
    /// To a `Vec` of binary.
    pub const ENCODE: &str = "encode";
    /// From binary.
    pub const DECODE: &str = "decode";
    /// To a `String` of JSON.
    pub const WRITE_JSON: &str = "write JSON";
    /// From JSON.
    pub const READ_JSON: &str = "read JSON";
}

use library::{BUFFA, BUFFA_VIEWS, OURS, OURS_SHARED, PBJSON, PROST, SERDE};

/// What is measured, and what is checked before.
#[derive(Default)]
pub struct Codec {
    /// Each library doing each thing with each message.
    pub cells: Cells,
    checks: Checks,
}

/// All of it.
pub fn codec() -> Codec {
    let mut codec = Codec::default();

    let mut log = codec.message("log batch", plain::log_batch);
    log.binary::<Ours<ours::log::LogBatch>>(OURS, OURS);
    log.binary::<Ours<shared::log::LogBatch>>(OURS_SHARED, OURS_SHARED);
    log.binary::<Serde<prost::log::LogBatch, ProstSlice>>(PROST, PBJSON);
    log.binary::<Serde<buffa::log::v1::LogBatch, Buffa>>(BUFFA, BUFFA);
    log.view::<buffa::log::v1::LogBatch>();

    let mut small = codec.message("small", plain::small);
    small.binary::<Ours<ours::shapes::Small>>(OURS, OURS);
    small.binary::<Serde<prost::shapes::Small, ProstSlice>>(PROST, PBJSON);
    small.binary::<Serde<buffa::shapes::v1::Small, Buffa>>(BUFFA, BUFFA);
    small.view::<buffa::shapes::v1::Small>();

    let mut mixed = codec.message("mixed", plain::mixed);
    mixed.binary::<Ours<ours::shapes::Mixed>>(OURS, OURS);
    mixed.binary::<Serde<prost::shapes::Mixed, ProstShared>>(PROST, PBJSON);
    mixed.binary::<Serde<buffa::shapes::v1::Mixed, Buffa>>(BUFFA, BUFFA);
    mixed.view::<buffa::shapes::v1::Mixed>();

    let mut blob = codec.message("1 MiB of bytes", plain::blob);
    blob.binary::<Ours<ours::shapes::Blob>>(OURS, OURS);
    blob.binary::<Serde<prost::shapes::Blob, ProstShared>>(PROST, PBJSON);
    blob.binary::<Serde<buffa::shapes::v1::Blob, Buffa>>(BUFFA, BUFFA);
    blob.view::<buffa::shapes::v1::Blob>();

    codec
}

/// A message to which libraries are added.
struct MessageCells<'a, M> {
    codec: &'a mut Codec,
    name: &'static str,
    content: fn() -> M,
}

impl Codec {
    /// Checks that each library reads what every other writes, to the same content.
    ///
    /// # Panics
    /// If one does not.
    pub fn check(&self) {
        self.checks.run();
    }

    /// A message with this content, and the cells of serde's derive, in which it is written.
    fn message<M>(&mut self, name: &'static str, content: fn() -> M) -> MessageCells<'_, M>
    where
        Serde<M>: Json,
        M: serde::Serialize + 'static,
    {
        let mut message = MessageCells {
            codec: self,
            name,
            content,
        };
        message.json::<Serde<M>>(SERDE);
        message
    }
}

impl<M: serde::Serialize + 'static> MessageCells<'_, M> {
    /// Adds encoding and decoding under one name, and JSON under another.
    fn binary<L: Binary>(&mut self, binary: &'static str, json: &'static str) {
        let (message, content) = (self.name, self.content);
        let cells = &mut self.codec.cells;
        cells.add((message, operation::ENCODE, binary), move || {
            let message: L = read(content);
            (message.encode().len(), move || message.encode())
        });
        cells.add((message, operation::DECODE, binary), move || {
            let bytes = Bytes::from(read::<M, L>(content).encode());
            (bytes.len(), move || L::decode(&bytes))
        });
        self.codec
            .checks
            .add::<L>(message, binary, move || read(content));
        self.json::<L>(json);
    }

    /// Adds writing and reading of JSON.
    fn json<L: Json>(&mut self, library: &'static str) {
        let (message, content) = (self.name, self.content);
        let cells = &mut self.codec.cells;
        cells.add((message, operation::WRITE_JSON, library), move || {
            let message: L = read(content);
            (message.write_json().len(), move || message.write_json())
        });
        cells.add((message, operation::READ_JSON, library), move || {
            let json = read::<M, L>(content).write_json();
            (json.len(), move || L::read_json(&json))
        });
    }

    /// Adds decoding to a view of buffa's.
    fn view<V>(&mut self)
    where
        V: ::buffa::HasMessageView + 'static,
        Serde<V, Buffa>: Binary,
    {
        let content = self.content;
        let name = (self.name, operation::DECODE, BUFFA_VIEWS);
        self.codec.cells.add(name, move || {
            let bytes = Bytes::from(read::<M, Serde<V, Buffa>>(content).encode());
            (bytes.len(), move || decode_view::<V>(&bytes))
        });
    }
}

/// The content as a library has it. All of them can read the JSON of serde's derive.
fn read<M: serde::Serialize, L: Json>(content: fn() -> M) -> L {
    let json = serde_json::to_string(&content()).expect("a message that has a JSON form");
    L::read_json(&json)
}
