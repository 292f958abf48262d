//! What is sent to a server, and checked when it comes back.
//!
//! Nothing of what is measured is used: HTTP/1.1 is written by hand, HTTP/2 is the h2 crate, messages are bytes.

mod http1;
mod http2;
mod message;

use std::error::Error;
use std::time::Duration;

use bytes::Bytes;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;

pub use http1::{Call as ConnectCall, Connection as ConnectConnection};
pub use http2::{Call as GrpcCall, Compression, Connection as GrpcConnection, Conversation};

/// What may go wrong is told in words.
pub type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

/// How long anything may take: under valgrind, on a busy machine.
pub const LIMIT: Duration = Duration::from_secs(120);

/// The text of most calls, of 64 bytes.
const TEXT: &str = rpc_program::TEXT;
/// What a server stream sends, of 32 bytes.
const SHORT_TEXT: &str = "thirty-two bytes of text, always";
/// How many messages a server stream has.
pub const STREAM_MESSAGES: u64 = 1000;

/// What is done again and again on one connection.
pub enum Load {
    /// A unary call of Connect over HTTP/1.1.
    Connect(ConnectCall),
    /// A call of gRPC with one request message.
    Grpc(Box<GrpcCall>),
    /// A message of a bidi stream of gRPC, there and back.
    PingPong(Bytes),
}

impl Load {
    /// A unary call of gRPC.
    pub fn grpc_unary() -> Self {
        let frame = message::frame(&message::text(TEXT));
        Load::grpc(GrpcCall::new("Echo", frame.clone(), frame))
    }

    /// A unary call of Connect with a binary message.
    pub fn connect_proto() -> Self {
        let message = message::text(TEXT);
        Load::Connect(ConnectCall::echo("application/proto", message))
    }

    /// A unary call of Connect with a message in JSON.
    pub fn connect_json() -> Self {
        let message = message::text_json(TEXT);
        Load::Connect(ConnectCall::echo("application/json", message))
    }

    /// A unary call of gRPC with so many bytes.
    pub fn grpc_blob(bytes: usize) -> Self {
        let data: Vec<u8> = (0..bytes).map(|index| index as u8).collect();
        let frame = message::frame(&message::blob(&data));
        Load::grpc(GrpcCall::new("EchoBlob", frame.clone(), frame))
    }

    /// A server stream of gRPC.
    pub fn server_stream() -> Self {
        let request = message::frame(&message::repeat(SHORT_TEXT, STREAM_MESSAGES));
        let reply = message::frames(&message::text(SHORT_TEXT), STREAM_MESSAGES);
        Load::grpc(GrpcCall::new("Repeat", request, reply))
    }

    /// A message of a bidi stream of gRPC, there and back.
    pub fn ping_pong() -> Self {
        Load::PingPong(message::frame(&message::text(TEXT)))
    }

    /// A unary call of gRPC with 1 KiB of text, that comes back compressed or as it is.
    pub fn kibibyte(compression: Option<Compression>) -> Self {
        let text = records(1024);
        let message = message::text(&text);
        let frame = message::frame(&message);
        Load::grpc(match compression {
            Some(compression) => GrpcCall::compressed(compression, message),
            None => GrpcCall::new("Echo", frame.clone(), frame),
        })
    }

    fn grpc(call: GrpcCall) -> Self {
        Load::Grpc(Box::new(call))
    }

    /// The HTTP that it needs, as servers are told.
    pub fn http(&self) -> &'static str {
        match self {
            Load::Connect(_) => "http1",
            Load::Grpc(_) | Load::PingPong(_) => "http2",
        }
    }

    /// Does it so often on one connection, one after the other.
    pub fn run(&self, port: u16, count: u64) -> Outcome {
        if let Load::Connect(call) = self {
            let mut connection = ConnectConnection::open(port)?;
            return (0..count).try_for_each(|_| connection.call(call));
        }
        runtime()?.block_on(bounded(async {
            let connection = GrpcConnection::open(port).await?;
            self.run_on(&connection, count).await
        }))
    }

    /// The same on a connection that is there. Not for Connect.
    pub async fn run_on(&self, connection: &GrpcConnection, count: u64) -> Outcome {
        match self {
            Load::Connect(_) => Err("not over HTTP/2".into()),
            Load::Grpc(call) => {
                for _ in 0..count {
                    connection.call(call).await?;
                }
                Ok(())
            }
            Load::PingPong(frame) => {
                let mut conversation = connection.converse().await?;
                for _ in 0..count {
                    conversation.round_trip(frame).await?;
                }
                conversation.finish().await
            }
        }
    }
}

/// So many bytes of JSON as it is logged: the same keys in each record, with other values.
fn records(bytes: usize) -> String {
    // Multiples of a large prime look random enough to a compressor.
    let value = |index: u64| index.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 16;
    let record = |index: u64| {
        let (trace, status, micros) = (value(index), 200 + index % 5, value(index + 99) % 100_000);
        format!(r#"{{"level":"info","trace":"{trace:012x}","status":{status},"micros":{micros}}},"#)
    };
    let mut text: String = (0..bytes as u64 / 32).map(record).collect();
    text.truncate(bytes);
    text
}

/// A thread for the load.
pub fn runtime() -> Outcome<Runtime> {
    Ok(Builder::new_current_thread().enable_all().build()?)
}

/// What takes longer than the limit has failed.
pub async fn bounded<T>(work: impl Future<Output = Outcome<T>>) -> Outcome<T> {
    match timeout(LIMIT, work).await {
        Ok(outcome) => outcome,
        Err(_) => Err(format!("not done after {} s", LIMIT.as_secs()).into()),
    }
}
