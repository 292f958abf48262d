//! Generated code needs no name of the prelude.
#![no_implicit_prelude]

#[::connect::proto("proto/warn/everything.proto")]
pub mod api {}

#[::connect::proto("proto/two/a/v1/a.proto", include = "proto/two", default_stubs = true)]
pub mod packages {}

#[test]
fn messages_can_be_made() {
    let message = <api::Everything as ::core::default::Default>::default();
    ::core::assert!(::core::cmp::PartialEq::eq(&message, &message));
}
