//! The attribute of `connect-runtime`, which re-exports it. Depend on that crate instead.

use proc_macro::TokenStream;

/// Fills a module with the messages, clients and service traits of `.proto` files.
///
/// See the documentation of `connect-runtime` for what is generated and for the options.
#[proc_macro_attribute]
pub fn proto(attr: TokenStream, item: TokenStream) -> TokenStream {
    connect_codegen::expand(attr.into(), item.into()).into()
}
