//! Any bytes as a message: no panic, the same answer in every representation, and nothing lost.
#![no_main]

use connect::Message;
use connect_fuzz::{assert_same, check_binary, check_json, plain, shared};
use libfuzzer_sys::fuzz_target;
use prost::{Message as _, bytes::Buf};

/// A message of another crate, which reads ours field by field.
#[derive(prost::Message)]
struct Holder {
    #[prost(message, optional, tag = "1")]
    held: Option<plain::Everything>,
}

/// What `message` was read from gives it in pieces too, and inside another message.
fn check_bridge(message: &plain::Everything, data: &[u8]) {
    let (head, tail) = data.split_at(data.len() / 2);
    let in_pieces = plain::Everything::decode(head.chain(tail)).expect("what was read as a whole");
    assert_same(message, &in_pieces);
    let mut holder = vec![1 << 3 | 2];
    prost::encoding::encode_varint(data.len() as u64, &mut holder);
    holder.extend_from_slice(data);
    let holder = Holder::decode(holder.as_slice()).expect("what was read as a whole");
    let held = holder.held.expect("a message");
    // On this way the varints of unknown fields lose their leading zeros.
    if !format!("{message:?}").contains("unknown_fields: ") {
        assert_same(message, &held);
    }
}

fuzz_target!(|data: &[u8]| {
    let plain = plain::Everything::from_proto(data.to_vec());
    let shared = shared::Everything::from_proto(data.to_vec());
    match (plain, shared) {
        (Ok(plain), Ok(shared)) => {
            let bytes = check_binary(&plain);
            assert_eq!(bytes.len(), check_binary(&shared).len());
            check_json(&plain);
            check_bridge(&plain, data);
        }
        (Err(_), Err(_)) => {}
        (plain, shared) => panic!("{:?} and {:?}", plain.err(), shared.err()),
    }
});
