//! Any text as the JSON of a message: no panic, and what is taken strictly is taken leniently.
#![no_main]

use connect::{JsonOptions, Message};
use connect_fuzz::{assert_same, check_binary, check_json, plain, shared};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let strict = JsonOptions::new().with_ignore_unknown(false);
    let strict = plain::Everything::from_json_with(text, &strict);
    let plain = plain::Everything::from_json(text);
    let shared = shared::Everything::from_json(text);
    assert_eq!(plain.is_ok(), shared.is_ok());
    let Ok(plain) = plain else {
        assert!(strict.is_err());
        return;
    };
    if let Ok(strict) = strict {
        assert_same(&plain, &strict);
    }
    check_binary(&plain);
    check_json(&plain);
});
