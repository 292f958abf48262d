// The import is nowhere, and the crate with the types brings no schema.

#[connect::proto(
    "broken/elsewhere/greet.proto",
    extern_path("names.v1" = ::std::string)
)]
pub mod greet {}

fn main() {
    let _greeting = greet::Greeting::default();
}
