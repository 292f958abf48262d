//! Types that other crates use.
#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    unused_qualifications,
    rust_2018_idioms,
    clippy::pedantic
)]
#![forbid(unsafe_code)]

/// One package, of an edition.
#[connect::proto("proto/acme/types/v1/types.proto")]
pub mod types {}

/// Several packages, each in a module of its own.
#[connect::proto("proto/acme/people/v1/people.proto")]
pub mod api {}

/// A module whose name is a keyword, below another.
pub mod deep {
    /// One package, not the only one of this crate that has an `old.proto`.
    #[connect::proto("proto/acme/old/old.proto")]
    pub mod r#as {}
}

/// What descriptors are made of, to read those of other modules with.
#[connect::proto("google/protobuf/descriptor.proto")]
pub mod descriptor {}

/// Nobody else's: this module gives its schema to no one.
#[connect::proto("proto/acme/geo/v1/geo.proto")]
#[allow(dead_code, reason = "not all of it is used here")]
mod private {}

#[cfg(test)]
mod tests {
    use connect::Message;

    use super::descriptor::FileDescriptorSet;

    #[test]
    fn a_private_module_is_the_same_beside_a_public_one() {
        let address = super::private::Address::default().with_street("Lambton Quay");
        let json = address.to_json().expect("JSON");
        let person =
            super::api::acme::people::v1::Person::from_json(&format!(r#"{{"home":{json}}}"#));
        assert_eq!(person.expect("a person").home().street, "Lambton Quay");
    }

    #[test]
    fn custom_options_are_in_the_descriptors() {
        let files =
            FileDescriptorSet::from_proto(super::types::FILE_DESCRIPTOR_SET).expect("files");
        let file = files
            .file
            .iter()
            .find(|file| file.package() == "acme.types.v1");
        let money = &file.expect("the file").message_type[0];
        // The custom options, which no code is generated for.
        let options = money.options().unknown_fields.as_bytes();
        for text in [&b"payments"[..], b"Ada", b"Grace"] {
            assert!(options.windows(text.len()).any(|part| part == text));
        }
    }
}
