#[connect::proto("broken/syntax/gret.proto")]
pub mod greet {}

#[connect::proto("nowhere/else.proto", include = ["broken", "protos"])]
pub mod other {}

fn main() {}
