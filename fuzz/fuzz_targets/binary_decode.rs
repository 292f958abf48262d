//! Any bytes as a message: no panic, the same answer in every representation, and nothing lost.
#![no_main]

use connect::Message;
use connect_fuzz::{check_binary, check_json, plain, shared};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let plain = plain::Everything::from_proto(data.to_vec());
    let shared = shared::Everything::from_proto(data.to_vec());
    match (plain, shared) {
        (Ok(plain), Ok(shared)) => {
            let bytes = check_binary(&plain);
            assert_eq!(bytes.len(), check_binary(&shared).len());
            check_json(&plain);
        }
        (Err(_), Err(_)) => {}
        (plain, shared) => panic!("{:?} and {:?}", plain.err(), shared.err()),
    }
});
