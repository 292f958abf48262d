//! connectrpc's code of the schema.

/// Messages, server and client.
#[allow(missing_docs, unused_qualifications, clippy::all)]
pub mod proto {
    connectrpc::include_generated!();
}
