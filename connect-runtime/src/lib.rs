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
//! ```
//! use connect_runtime::{ConnectError, Context, Router, in_process};
//! use greet::{GreetService, GreetServiceClient, GreetServiceServer, Greeting, Name};
//!
//! // Usually a file: #[connect::proto("proto/greet/v1/greet.proto")]
//! #[connect_runtime::proto(inline = r#"
//!     syntax = "proto3";
//!     package greet.v1;
//!     message Name { string name = 1; }
//!     message Greeting { string text = 1; }
//!     service GreetService { rpc Greet(Name) returns (Greeting); }
//! "#)]
//! mod greet {}
//!
//! struct Greeter;
//!
//! impl GreetService for Greeter {
//!     async fn greet(&self, _: &mut Context, name: Name) -> Result<Greeting, ConnectError> {
//!         Ok(Greeting::default().with_text(format!("Hello, {}!", name.name)))
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), ConnectError> {
//! let router = Router::new().add(GreetServiceServer::new(Greeter));
//! // To serve it: Server::bind("127.0.0.1:8080").serve(router).await?
//! let client = GreetServiceClient::new(in_process(router).build()?);
//! let greeting = client.greet(Name::default().with_name("Ada")).await?;
//! assert_eq!(greeting.text, "Hello, Ada!");
//! # Ok(())
//! # }
//! ```
//!
//! This list is the public surface; each item says more. Generated code names [`__private`] alone, which is
//! not for anybody else.

// Floor 0: words. They know bytes, http and prost, and no runtime.
mod base64;
mod batch;
mod code;
mod codec;
mod compression;
mod detail;
mod envelope;
mod error;
mod message;
mod messages;
mod metadata;
mod payload;
mod request;
mod spec;
mod types;
// Floor 1: rules.
mod interceptor;
mod protocol;
mod slot;
mod streaming;
// Floor 2: bodies.
mod body;
mod deadline;
// Floor 3: roles.
mod client;
#[cfg(feature = "http3")]
mod http3;
mod server;
mod socket;
#[cfg(feature = "tls")]
mod tls;
// Floor 4: doors.
#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod in_process;

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
        shared_str::SharedStr,
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
#[cfg(feature = "tls")]
pub use crate::{client::tls::ClientTls, server::tls::ServerTls};
pub use connect_macros::proto;
