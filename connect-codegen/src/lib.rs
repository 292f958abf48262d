//! Generates Connect RPC services, clients and messages in Rust from Protocol Buffers.
//!
//! This is the generator behind the attribute of `connect-runtime`, as a plain library. Users depend on
//! that crate; this one is for tools that write the same code to a file, with `Builder` of the feature
//! `pretty`.
//!
//! A `.proto` goes one way through it: the attribute's tokens (`args`) name files (`source`), which are
//! parsed (`editions`) and linked (`link`), turned into plain structs with every name settled (`model`),
//! and from there into tokens (`emit`). Mistakes on the way are gathered (`diag`), not thrown.

mod args;
#[cfg(feature = "pretty")]
mod builder;
mod bundled;
mod descriptor_set;
mod diag;
mod editions;
mod emit;
mod expand;
mod generate;
mod link;
mod manifest;
mod model;
mod scan;
mod source;
#[cfg(test)]
mod tests;

#[cfg(feature = "pretty")]
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
    let package = std::env::var_os("CARGO_MANIFEST_DIR")
        .map(PathBuf::from)
        .unwrap_or_default();
    expand::expand(attr, item, &package)
}
