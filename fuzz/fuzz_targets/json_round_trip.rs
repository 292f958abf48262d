//! JSON that is a message, by way of binary and in every way of writing it: always the same message.
#![no_main]

use connect::{JsonOptions, Message};
use connect_fuzz::plain::Everything;
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|data: &[u8]| -> Corpus {
    let read = std::str::from_utf8(data).map(Everything::from_json);
    let Ok(Ok(message)) = read else {
        // What is no message is no start for others.
        return Corpus::Reject;
    };
    let json = message
        .to_json()
        .expect("what was read from JSON can be written");
    let from_binary = Everything::from_proto(message.to_proto()).expect("what was written");
    assert_eq!(from_binary.to_json().expect("the same message"), json);
    let plain = JsonOptions::new();
    for options in [
        plain,
        plain.with_defaults(true),
        plain.with_enums_as_numbers(true),
        plain.with_original_names(true),
    ] {
        let written = message.to_json_with(&options).expect("the same message");
        let again = Everything::from_json(&written).expect("what was written");
        if options == plain.with_defaults(true) {
            // What is written in full says of some fields more than was set.
            assert_eq!(again.to_json_with(&options).expect("JSON"), written);
        } else {
            assert_eq!(again.to_json().expect("JSON"), json);
        }
    }
    Corpus::Keep
});
