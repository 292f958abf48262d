//! The same schema by prost's derive, with JSON by pbjson: what is compiled.

/// The messages.
#[allow(missing_docs, unused_qualifications)]
pub mod messages {
    include!(concat!(
        env!("OUT_DIR"),
        "/protobuf_test_messages.proto3.rs"
    ));
    include!(concat!(
        env!("OUT_DIR"),
        "/protobuf_test_messages.proto3.serde.rs"
    ));
}
