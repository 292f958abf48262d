//! All that a message can do, so that the linker keeps it.

use prost::Message;

/// Reads a message, and writes it.
pub fn exercise<M: Message + Default>(input: &[u8]) {
    if let Ok(message) = M::decode(input) {
        println!("{:?}", message.encode_to_vec());
    }
}
