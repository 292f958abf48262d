//! No lint fires in what is generated, whatever is turned on.
#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    unused_qualifications,
    rust_2018_idioms,
    future_incompatible,
    nonstandard_style,
    clippy::all,
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_docs_in_private_items,
    rustdoc::all
)]
#![forbid(unsafe_code)]

/// Everything there is.
#[connect::proto("proto/warn/everything.proto")]
pub mod api {}

/// The same, seen by nobody else.
#[connect::proto("proto/warn/everything.proto")]
#[allow(dead_code, reason = "not all of it is used here")]
mod private {}

/// Two packages.
#[connect::proto("proto/two/a/v1/a.proto", include = "proto/two", default_stubs = true)]
pub mod packages {}

/// A schema of an edition.
#[connect::proto(inline = r#"
    edition = "2023";
    // A message of an edition.
    message Name {
      string name = 1 [default = "Ada"];
      int32 plain = 2 [features.field_presence = IMPLICIT];
      Name parent = 3 [features.message_encoding = DELIMITED];
    }
"#)]
pub mod inline {}

#[test]
fn defaults_are_as_the_file_says() {
    let message = api::Everything::default();
    assert_eq!(message.text(), "a\tb");
    assert_eq!(message.colour(), api::Colour::Green);
    assert_eq!(inline::Name::default().name(), "Ada");
    assert_eq!(private::Empty::default(), private::Empty::default());
}
