//! tonic's code of the schema.

/// Messages, server and client.
#[allow(missing_docs, unused_qualifications, clippy::all)]
pub mod echo {
    tonic::include_proto!("echo.v1");
}
