//! All that a message can do, so that the linker keeps it.

use connect::Message;

/// Reads a message in both formats, and writes it in both.
pub fn exercise<M: Message>(input: &[u8]) {
    if let Ok(message) = M::from_proto(input.to_vec()) {
        println!("{:?} {:?}", message.to_proto(), message.to_json());
    }
    if let Ok(message) = M::from_json(&String::from_utf8_lossy(input)) {
        println!("{:?} {:?}", message.to_proto(), message.to_json());
    }
}
