//! Generates Connect RPC services, clients and messages in Rust from Protocol Buffers.
//!
//! This is the generator behind the attribute of `connect-runtime`, as a plain library. Users depend on
//! that crate; this one is for build scripts and other tools that write the same code to a file, with
//! [`Builder`].
//!
//! A `.proto` goes one way through it: the attribute's tokens (`args`) name files (`source`), which are
//! parsed (`editions`) and linked (`link`), turned into plain structs with every name settled (`model`),
//! and from there into tokens (`emit`). Mistakes on the way are gathered (`diag`), not thrown.

mod args;
mod builder;
mod bundled;
mod check;
mod descriptor_set;
mod diag;
mod editions;
mod emit;
mod expand;
mod generate;
mod link;
mod manifest;
mod model;
mod output;
mod scan;
mod schema;
mod source;
#[cfg(test)]
mod tests;

pub use builder::{Builder, Error};

use std::path::PathBuf;

use proc_macro2::TokenStream;

/// Expands `#[proto(attr)] item`, where `item` is a module. For the attribute's own crate.
///
/// Files are looked for relative to the package that is compiled, as `CARGO_MANIFEST_DIR` tells. Mistakes
/// come out as `compile_error!`s in the returned tokens.
///
/// ```
/// let attr = r#"inline = "syntax = \"proto3\"; message Name {}", crate = ::connect"#;
/// let item = "pub mod greet {}";
/// let filled = connect_codegen::expand(attr.parse().unwrap(), item.parse().unwrap());
/// assert!(filled.to_string().contains("pub struct Name"));
/// ```
pub fn expand(attr: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(attr, item, Vec::new(), &package())
}

/// Goes on with an expansion that lacked the schema of another crate, which now stands in `input`. For the
/// attribute's own crate; the schema's crate calls it by a macro that the attribute left there.
///
/// ```
/// # let input = "= 3";
/// let error = connect_codegen::resume(input.parse().unwrap());
/// assert!(error.to_string().contains("compile_error"));
/// ```
pub fn resume(input: TokenStream) -> TokenStream {
    match schema::resume(input) {
        Ok(call) => expand::expand(call.attr, call.item, call.schemas, &package()),
        Err(error) => error.into_compile_error(),
    }
}

/// The folder of the package that is compiled.
fn package() -> PathBuf {
    let folder = std::env::var_os("CARGO_MANIFEST_DIR");
    folder.map(PathBuf::from).unwrap_or_default()
}
