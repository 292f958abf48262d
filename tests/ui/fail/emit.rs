//! Files that are not there to be written.

#[connect::proto(inline = r#"syntax = "proto3";"#, emit = "Cargo.rs/../fail.txt")]
mod not_rust {}

#[connect::proto(inline = r#"syntax = "proto3";"#, emit = "/etc/greet.rs")]
mod elsewhere {}

#[connect::proto(inline = r#"syntax = "proto3";"#, emit = "broken/by_hand.rs")]
mod by_hand {}

fn main() {}
