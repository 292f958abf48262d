//! The same schema by prost's derive: what is compiled.

/// The messages.
#[allow(missing_docs)]
pub mod messages {
    include!(concat!(
        env!("OUT_DIR"),
        "/protobuf_test_messages.proto3.rs"
    ));
}
