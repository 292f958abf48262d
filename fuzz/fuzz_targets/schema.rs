//! Any text as a schema: code or faults, never a panic, and code that is Rust.
#![no_main]

use libfuzzer_sys::fuzz_target;
use quote::quote;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let attr = quote!(inline = #text, crate = ::connect);
    let filled = connect_codegen::expand(
        attr,
        quote!(
            pub mod api {}
        ),
    );
    let code = filled.to_string();
    assert!(!code.contains("the code generator has failed"));
    if let Err(error) = syn::parse2::<syn::File>(filled) {
        panic!("{error} in {code}");
    }
});
