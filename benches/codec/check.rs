//! Each library reads what every other wrote, in binary and in JSON, to the same content.

use bytes::Bytes;
use serde_json::Value;

use super::libraries::Binary;

/// The messages of all libraries.
#[derive(Default)]
pub(super) struct Checks(Vec<Check>);

struct Check {
    message: &'static str,
    library: &'static str,
    write: Box<dyn Fn() -> Written>,
}

/// A message that one library wrote, and whether it reads the same from what another wrote.
struct Written {
    binary: Bytes,
    json: String,
    reads_binary: Box<dyn Fn(&Bytes) -> bool>,
    reads_json: Box<dyn Fn(&str) -> bool>,
}

impl Checks {
    /// Adds a library's form of a message.
    pub(super) fn add<L: Binary>(
        &mut self,
        message: &'static str,
        library: &'static str,
        content: impl Fn() -> L + Clone + 'static,
    ) {
        let write = move || {
            let (of_binary, of_json) = (content(), content());
            Written {
                binary: of_binary.encode().into(),
                json: of_json.write_json(),
                reads_binary: Box::new(move |bytes| L::decode(bytes) == of_binary),
                reads_json: Box::new(move |json| L::read_json(json) == of_json),
            }
        };
        self.0.push(Check {
            message,
            library,
            write: Box::new(write),
        });
    }

    /// Checks all of them.
    ///
    /// # Panics
    /// If a library reads something else than another wrote.
    pub(super) fn run(&self) {
        for same in self.0.chunk_by(|a, b| a.message == b.message) {
            let written: Vec<_> = same.iter().map(|check| (check.write)()).collect();
            for (writer, text) in same.iter().zip(&written) {
                for (reader, content) in same.iter().zip(&written) {
                    let pair = [writer.message, writer.library, reader.library];
                    assert!((content.reads_binary)(&text.binary), "binary of {pair:?}");
                    assert!((content.reads_json)(&text.json), "JSON of {pair:?}");
                    assert_eq!(value(&content.json), value(&text.json), "JSON of {pair:?}");
                }
            }
        }
    }
}

fn value(json: &str) -> Value {
    serde_json::from_str(json).expect("valid JSON")
}
