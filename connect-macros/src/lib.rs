//! The attribute of `connect-runtime`, which re-exports it. Depend on that crate instead.

use proc_macro::TokenStream;

/// Fills a module with the messages, clients and service traits of `.proto` files.
///
/// ```
/// #[connect_runtime::proto(inline = r#"
///     syntax = "proto3";
///     message Name { string name = 1; }
///     service Greeter { rpc Greet(Name) returns (Name); }
/// "#)]
/// pub mod greet {}
///
/// let name = greet::Name { name: "Ada".into(), ..Default::default() };
/// assert_eq!(name.name, "Ada");
/// ```
///
/// Usually the schema is in files: `#[connect::proto("proto/greet/v1/greet.proto")]`. Their paths are
/// relative to the folder of `Cargo.toml`. The module may have a body; its items stand beside the generated
/// ones. With one proto package the items are in the module itself, with several in a module for each.
/// Nothing beside the runtime is needed: no protoc, no build script. Every file that is read, imports
/// included, is tracked, so that an edit builds again what depends on it.
///
/// # Options
///
/// | option | meaning | default |
/// |---|---|---|
/// | `"a.proto", "b.proto"` | files to generate code for, with what they import | |
/// | `include = ["proto", ..]` | folders that imports are relative to | the nearest folder `proto` above each file, else its own |
/// | `inline = ".."` | the schema itself | |
/// | `descriptor_set = "api.binpb"` | a compiled `FileDescriptorSet` with all imports, in place of sources | |
/// | `extern_path("google.type" = ::gtypes, ..)` | use the types of another module, for a package or a type; the schema of another crate's module comes along | |
/// | `server = bool`, `client = bool` | generate service traits, clients | `true` |
/// | `default_stubs = bool` | methods left out answer `unimplemented` instead of not compiling | `false` |
/// | `derive("shop.v1.Hat", Ord, ..)` | more derives for messages, enums and oneofs | `Clone`, `Debug`, `Default`, `PartialEq`; `Eq` and `Hash` where all fields allow |
/// | `attr("shop.v1.Hat.name", doc(alias = ".."), ..)` | attributes for types, fields, values, extensions, services, methods | |
/// | `map = HashMap` or `BTreeMap` | the collection behind maps | `HashMap` |
/// | `bytes = Bytes` or `Vec` | the type of `bytes`; `Bytes` share the memory of the received message | `Bytes` |
/// | `strings = String` or `shared` | the type of strings; `SharedStr`s share the memory of the received message | `String` |
/// | `boxed("shop.v1.Hat.lining", ..)` | fields whose message is in a `Box` | those of types that hold themselves |
/// | `emit = "src/gen/greet.rs"` | also write the code to this file and include it | off |
/// | `crate = path` | the path of the runtime | found in `Cargo.toml`, under any name |
///
/// Items are picked by their full names in the `.proto`: `shop.v1.Hat`, `shop.v1.Hat.name`, `shop.v1.Size.SMALL`,
/// `shop.v1.Shop.Sell`; `shop.v1.*` picks all types below. A selector that picks nothing is an error.
///
/// Editors do not run the attribute again when a `.proto` changes. With `emit` the code is in a file that they
/// follow. Each build of the package writes it anew, and so does rust-analyzer's check at the next save of a Rust
/// file. Keep it in version control or not, as you like.
///
/// Types of `google.protobuf` and `google.rpc` that the runtime has are used from there. `proto2`, `proto3`
/// and editions 2023 and 2024 are read.
///
/// # Errors
///
/// Mistakes in a `.proto` and in the options are errors of the compiler at the literal that names the file,
/// all of them at once, each with the file, line and column in the `.proto`.
#[proc_macro_attribute]
pub fn proto(attr: TokenStream, item: TokenStream) -> TokenStream {
    connect_codegen::expand(attr.into(), item.into()).into()
}

/// Goes on with [`macro@proto`] once it has been given the schema of another crate.
#[doc(hidden)]
#[proc_macro]
pub fn resume_proto(input: TokenStream) -> TokenStream {
    connect_codegen::resume(input.into()).into()
}
