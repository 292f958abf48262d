//! An import that is nowhere, and an `extern_path` into a crate that has no schema to give.

#[connect::proto("broken/missing_import/greet.proto", extern_path("gone" = ::std::collections))]
mod greet {}

fn main() {}
