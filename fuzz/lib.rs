//! The messages that the targets read, and what is asked of each of them.

use connect::Message;

/// The schema as users get it.
#[connect::proto("schema.proto", include = ".")]
pub mod plain {}

/// The schema in its other representations.
#[connect::proto("schema.proto", include = ".", map = BTreeMap, bytes = Vec, strings = shared)]
pub mod shared {}

/// What was read is written again as it was, and read again as it is. Gives what was written.
pub fn check_binary<M: Message>(message: &M) -> Vec<u8> {
    let bytes = message.to_proto();
    assert_eq!(
        bytes.len(),
        message.encoded_len(),
        "a length that is not that of the bytes"
    );
    let again = match M::from_proto(bytes.clone()) {
        Ok(again) => again,
        Err(error) => panic!("cannot read what was written: {error}"),
    };
    assert_same(message, &again);
    bytes
}

/// What can be written in JSON is read again as it is.
pub fn check_json<M: Message>(message: &M) {
    let Ok(json) = message.to_json() else {
        return;
    };
    let again = match M::from_json(&json) {
        Ok(again) => again,
        // Lists are levels in JSON, and none in binary.
        Err(error) if error.to_string().contains("too deep") => return,
        Err(error) => panic!("cannot read what was written: {error}\n{json}"),
    };
    let json_again = match again.to_json() {
        Ok(json) => json,
        Err(error) => panic!("cannot write what was read: {error}\n{json}"),
    };
    assert_eq!(json, json_again);
}

/// Both messages are equal, or would be but for a NaN, which is not equal to itself.
pub fn assert_same<M: Message>(one: &M, other: &M) {
    if one != other {
        let (one, other) = (format!("{one:?}"), format!("{other:?}"));
        assert!(one.contains("NaN"), "{one}\n{other}");
        assert_eq!(one.len(), other.len(), "{one}\n{other}");
    }
}
