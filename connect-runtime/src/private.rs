//! What generated code names. Not for anybody else: it changes with the generator.

pub use connect_macros::resume_proto;

pub use crate::{
    client::Client,
    error::ConnectError,
    message::generated as message,
    request::{Request, Response},
    server::{
        context::Context,
        handler::{Methods, Outcome, Serves, ServiceDef, not_implemented},
        mount::ServiceServer,
    },
    spec::{IdempotencyLevel, Spec, StreamType},
    streaming::{IntoStreaming, Sender, Streaming},
    types::{protobuf, rpc},
};
