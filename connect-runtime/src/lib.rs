//! Connect RPC for Rust: one attribute reads `.proto` files at compile time, one port speaks to everyone.
//!
//! ```toml
//! [dependencies]
//! connect = { package = "connect-runtime", version = "0.1" }
//! tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
//! ```
//!
//! That is the whole set-up: no protoc, no build script, no plugin.
//!
//! This list is the public surface; each item says more. Generated code names [`__private`] alone, which is
//! not for anybody else.

// Floor 0: words. They know bytes, http and prost, and no runtime.
mod code;
mod metadata;
mod spec;
mod error;
mod compression;
mod message;
mod types;
mod detail;
mod payload;
mod codec;
mod envelope;
mod messages;
mod request;
// Floor 1: rules.
mod streaming;
mod interceptor;
mod protocol;
// Floor 2: bodies.
mod deadline;
mod body;
// Floor 3: roles.
mod socket;
#[cfg(feature = "tls")]
mod tls;
mod client;
mod server;
// Floor 4: doors.
mod in_process;
#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use connect_macros::proto;
#[cfg(feature = "tls")]
pub use crate::{client::tls::ClientTls, server::tls::ServerTls};
pub use crate::{
    body::{Body, incoming::IncomingBody},
    client::{Client, config::ClientBuilder, transport::HttpVersion},
    code::{Code, UnknownCode},
    codec::Codec,
    compression::Compression,
    error::{ConnectError, ErrorDetail},
    in_process::in_process,
    interceptor::{Interceptor, Next},
    message::{
        Message,
        enumeration::UnknownNumber,
        error::{DecodeError, EncodeError},
        extension::Extension,
        json::JsonOptions,
        unknown::UnknownFields,
    },
    messages::Messages,
    metadata::{Metadata, MetadataError},
    request::{Peer, Protocol, Request, Response},
    server::{context::Context, listen::Server, mount::ServiceServer, router::Router},
    spec::{IdempotencyLevel, Spec, StreamType},
    streaming::{IntoStreaming, Sender, Streaming},
    types::{protobuf, rpc},
};
