//! A program as the other, with a message that has nothing in it.

mod exercise;

use exercise::exercise;

#[derive(Clone, PartialEq, prost::Message, serde::Serialize, serde::Deserialize)]
struct Nothing {}

fn main() {
    let input = std::env::args().nth(1).unwrap_or_default().into_bytes();
    exercise::<Nothing>(&input);
}
