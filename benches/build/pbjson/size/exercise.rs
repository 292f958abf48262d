//! All that a message can do, so that the linker keeps it.

use prost::Message;
use serde::{Serialize, de::DeserializeOwned};

/// Reads a message in both formats, and writes it in both.
pub fn exercise<M: Message + Default + Serialize + DeserializeOwned>(input: &[u8]) {
    if let Ok(message) = M::decode(input) {
        let json = serde_json::to_string(&message);
        println!("{:?} {json:?}", message.encode_to_vec());
    }
    if let Ok(message) = serde_json::from_slice::<M>(input) {
        let json = serde_json::to_string(&message);
        println!("{:?} {json:?}", message.encode_to_vec());
    }
}
