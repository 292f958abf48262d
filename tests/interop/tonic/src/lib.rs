//! What the two programs on tonic share: the schema.

/// `interop.v1`, as tonic generates it.
pub mod schema {
    tonic::include_proto!("interop.v1");
}
