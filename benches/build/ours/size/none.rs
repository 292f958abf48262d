//! A program as the other, with a message that has nothing in it.

mod exercise;

use exercise::exercise;

#[connect::proto(inline = r#"syntax = "proto3"; message Nothing {}"#)]
mod messages {}

fn main() {
    let input = std::env::args().nth(1).unwrap_or_default().into_bytes();
    exercise::<messages::Nothing>(&input);
}
