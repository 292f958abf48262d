//! gRPC's calls on the h2 crate.

use std::io::Read;
use std::net::Ipv4Addr;

use bytes::Bytes;
use flate2::read::GzDecoder;
use h2::client::{Builder, SendRequest};
use h2::{Ping, RecvStream, SendStream};
use http::header::{CONTENT_TYPE, USER_AGENT};
use http::{HeaderValue, Method, Request, Response};
use tokio::net::TcpStream;

use super::Outcome;

/// So much that a server never waits for room.
const CONNECTION_WINDOW_BYTES: u32 = 1 << 30;
const STREAM_WINDOW_BYTES: u32 = 4 << 20;

/// A call that has one request message.
pub struct Call {
    head: Request<()>,
    request: Bytes,
    reply: Reply,
}

/// What must come back.
enum Reply {
    /// These bytes.
    Frames(Bytes),
    /// A frame whose message is compressed.
    Compressed(Compression, Bytes),
}

/// A compression of messages.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Compression {
    /// Of zlib's kind.
    Gzip,
    /// Zstandard.
    Zstd,
}

impl Call {
    /// Of a method, with a request and what must come back, both in frames.
    pub fn new(method: &str, request: Bytes, reply: Bytes) -> Self {
        Call {
            head: head(method),
            request,
            reply: Reply::Frames(reply),
        }
    }

    /// Of `Echo`, whose reply must come compressed.
    pub fn compressed(compression: Compression, message: Bytes) -> Self {
        let mut head = head("Echo");
        let accept = HeaderValue::from_static(compression.name());
        head.headers_mut().insert("grpc-accept-encoding", accept);
        Call {
            head,
            request: super::message::frame(&message),
            reply: Reply::Compressed(compression, message),
        }
    }
}

impl Compression {
    fn name(self) -> &'static str {
        match self {
            Compression::Gzip => "gzip",
            Compression::Zstd => "zstd",
        }
    }

    fn undo(self, compressed: &[u8]) -> Outcome<Vec<u8>> {
        let mut message = Vec::new();
        match self {
            Compression::Gzip => GzDecoder::new(compressed).read_to_end(&mut message)?,
            Compression::Zstd => zstd::Decoder::new(compressed)?.read_to_end(&mut message)?,
        };
        Ok(message)
    }
}

fn head(method: &str) -> Request<()> {
    let mut head = Request::new(());
    *head.method_mut() = Method::POST;
    let uri = format!("http://localhost/echo.v1.EchoService/{method}");
    *head.uri_mut() = uri.parse().expect("a URI");
    let headers = head.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
    headers.insert("te", HeaderValue::from_static("trailers"));
    headers.insert(USER_AGENT, HeaderValue::from_static("bench"));
    head
}

/// A connection.
pub struct Connection(SendRequest<Bytes>);

impl Connection {
    /// To a server on this machine, with which settings have been exchanged.
    pub async fn open(port: u16) -> Outcome<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
        stream.set_nodelay(true)?;
        let (send, mut connection) = Builder::new()
            .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
            .initial_window_size(STREAM_WINDOW_BYTES)
            .enable_push(false)
            .handshake(stream)
            .await?;
        let ping = connection.ping_pong();
        // Ends with the last handle. What goes wrong, its streams learn too.
        tokio::spawn(connection);
        ping.ok_or("a second ping")?.ping(Ping::opaque()).await?;
        Ok(Connection(send))
    }

    /// Makes a call, and checks what comes back.
    pub async fn call(&self, call: &Call) -> Outcome {
        let mut send = self.0.clone().ready().await?;
        let (response, mut body) = send.send_request(call.head.clone(), false)?;
        body.send_data(call.request.clone(), true)?;
        let mut response = response.await?;
        let mut received = Vec::new();
        while let Some(data) = data(response.body_mut()).await? {
            received.extend_from_slice(&data);
        }
        end(&mut response).await?;
        let is_right = match &call.reply {
            Reply::Frames(frames) => received == *frames,
            Reply::Compressed(compression, message) => match received.split_first_chunk::<5>() {
                Some(([1, ..], compressed)) => compression.undo(compressed)? == *message,
                _ => false,
            },
        };
        match is_right {
            true => Ok(()),
            false => Err(format!("got {} bytes that were not expected", received.len()).into()),
        }
    }

    /// Begins a bidi stream that sends back what it gets.
    pub async fn converse(&self) -> Outcome<Conversation> {
        let mut send = self.0.clone().ready().await?;
        let (response, send) = send.send_request(head("Converse"), false)?;
        Ok(Conversation {
            send,
            response: Replying::Awaited(response),
        })
    }
}

/// A bidi stream.
pub struct Conversation {
    send: SendStream<Bytes>,
    response: Replying,
}

enum Replying {
    /// A server may wait for the first message before it answers.
    Awaited(h2::client::ResponseFuture),
    Begun(Response<RecvStream>),
}

impl Conversation {
    /// Sends a frame, and waits until it has come back.
    pub async fn round_trip(&mut self, frame: &Bytes) -> Outcome {
        self.send.send_data(frame.clone(), false)?;
        let body = self.response().await?.body_mut();
        let mut received = Vec::new();
        while received.len() < frame.len() {
            let data = data(body).await?;
            received.extend_from_slice(&data.ok_or("the stream ended")?);
        }
        match received == *frame {
            true => Ok(()),
            false => Err("not the message that was sent".into()),
        }
    }

    /// Ends the stream, and waits until the server has too.
    pub async fn finish(mut self) -> Outcome {
        self.send.send_data(Bytes::new(), true)?;
        let response = self.response().await?;
        match data(response.body_mut()).await? {
            None => end(response).await,
            Some(_) => Err("a message that was not sent".into()),
        }
    }

    async fn response(&mut self) -> Outcome<&mut Response<RecvStream>> {
        if let Replying::Awaited(response) = &mut self.response {
            self.response = Replying::Begun(response.await?);
        }
        match &mut self.response {
            Replying::Begun(response) => Ok(response),
            Replying::Awaited(_) => unreachable!("it has been awaited"),
        }
    }
}

async fn data(body: &mut RecvStream) -> Outcome<Option<Bytes>> {
    let Some(data) = body.data().await.transpose()? else {
        return Ok(None);
    };
    body.flow_control().release_capacity(data.len())?;
    Ok(Some(data))
}

/// Checks the head and the trailers of a response whose data has been read.
async fn end(response: &mut Response<RecvStream>) -> Outcome {
    let trailers = response.body_mut().trailers().await?;
    let status = trailers
        .as_ref()
        .and_then(|trailers| trailers.get("grpc-status"));
    let content_type = response.headers().get(CONTENT_TYPE);
    let is_grpc = content_type.is_some_and(|name| name.as_bytes().starts_with(b"application/grpc"));
    match (response.status().as_u16(), is_grpc, status) {
        (200, true, Some(status)) if status == "0" => Ok(()),
        _ => Err(format!("got {:?}, {trailers:?}", response).into()),
    }
}
