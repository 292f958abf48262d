//! Writes the code that `src/lib.rs` includes.
#![deny(warnings, missing_docs, clippy::pedantic)]
#![forbid(unsafe_code)]

use connect_codegen::{Builder, Error};

fn main() -> Result<(), Error> {
    Builder::new(".")
        .file("proto/greet/v1/greet.proto")
        .btree_maps()
        .shared_strings()
        .derive("greet.v1.*", "PartialOrd, Ord")
        .attr("greet.v1.Name", r#"doc(alias = "caller")"#)
        .build("greet.rs")?;
    Builder::new(".")
        .file("proto/words/v1/words.proto")
        .extern_path("greet.v1", "crate::greet")
        .default_stubs(true)
        .build("words.rs")
}
