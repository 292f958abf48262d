//! What a server and a client without a framework have in common: messages, and how gRPC frames them.
//!
//! They check nothing and expect just what the load sends, for they are a limit and not an example.

mod answer;
mod frame;

pub use answer::Answer;
pub use frame::{Received, frame};

/// The messages.
#[allow(missing_docs)]
pub mod echo {
    include!(concat!(env!("OUT_DIR"), "/echo.v1.rs"));
}

/// The path of the bidi stream.
pub const CONVERSE: &str = "/echo.v1.EchoService/Converse";

/// How much a client may send before the server has read it, on a connection.
pub const CONNECTION_WINDOW_BYTES: u32 = 4 << 20;
/// How much a client may send before the server has read it, on a stream.
pub const STREAM_WINDOW_BYTES: u32 = 1 << 20;
/// The longest frame that a client may send.
pub const MAX_FRAME_BYTES: u32 = 64 << 10;
