//! HTTP/2 frame by frame, for what the `h2` crate refuses to send.
//!
//! Headers go out as literals that name nothing and are not compressed; those of answers are not read.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::Call;

pub(crate) const DATA: u8 = 0;
pub(crate) const HEADERS: u8 = 1;
pub(crate) const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
pub(crate) const GOAWAY: u8 = 7;
const WINDOW_UPDATE: u8 = 8;

pub(crate) const END_STREAM: u8 = 1;
pub(crate) const END_HEADERS: u8 = 4;
const ACK: u8 = 1;

pub(crate) const PROTOCOL_ERROR: u32 = 1;

/// A connection.
pub(crate) struct Frames {
    stream: TcpStream,
}

/// One frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) kind: u8,
    pub(crate) flags: u8,
    pub(crate) stream: u32,
    pub(crate) payload: Vec<u8>,
}

impl Frame {
    /// The reason of a RST_STREAM or GOAWAY frame.
    pub(crate) fn reason(&self) -> u32 {
        let start = match self.kind {
            GOAWAY => 4,
            _ => 0,
        };
        let bytes = self.payload[start..start + 4]
            .try_into()
            .expect("four bytes");
        u32::from_be_bytes(bytes)
    }
}

impl Frames {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        let stream = super::socket(address).await;
        let mut peer = Frames { stream };
        peer.stream
            .write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
            .await
            .expect("an open connection");
        peer.send(SETTINGS, 0, 0, &[]).await;
        peer
    }

    pub(crate) async fn send(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) {
        let length = u32::try_from(payload.len()).expect("short").to_be_bytes();
        let head = [&length[1..], &[kind, flags], &stream.to_be_bytes()].concat();
        let frame = [&head, payload].concat();
        self.stream
            .write_all(&frame)
            .await
            .expect("an open connection");
    }

    /// Sends a head, in one frame.
    pub(crate) async fn headers(&mut self, flags: u8, stream: u32, headers: &[(&str, &[u8])]) {
        let mut block = Vec::new();
        for (name, value) in headers {
            block.push(0);
            push_text(&mut block, name.as_bytes());
            push_text(&mut block, value);
        }
        self.send(HEADERS, flags | END_HEADERS, stream, &block)
            .await;
    }

    /// Sends a call, with another path than its own, or none.
    pub(crate) async fn call(&mut self, stream: u32, call: &Call, path: Option<&[u8]>) {
        let mut headers: Vec<(&str, &[u8])> = vec![
            (":method", call.verb.as_bytes()),
            (":scheme", b"http"),
            (":authority", b"it"),
        ];
        headers.extend(path.map(|path| (":path", path)));
        let own = call.headers.iter();
        headers.extend(own.map(|(name, value)| (&name[..], &value[..])));
        self.headers(0, stream, &headers).await;
        let body = call.pieces.concat();
        self.send(DATA, END_STREAM, stream, &body).await;
    }

    /// The next frame that is not about the connection itself; `None` once it is closed.
    pub(crate) async fn next(&mut self) -> Option<Frame> {
        loop {
            let frame = self.read().await?;
            match frame.kind {
                SETTINGS if frame.flags & ACK == 0 => self.send(SETTINGS, ACK, 0, &[]).await,
                PING if frame.flags & ACK == 0 => self.send(PING, ACK, 0, &frame.payload).await,
                SETTINGS | PING | WINDOW_UPDATE => {}
                _ => return Some(frame),
            }
        }
    }

    async fn read(&mut self) -> Option<Frame> {
        let mut head = [0; 9];
        self.stream.read_exact(&mut head).await.ok()?;
        let [a, b, c, kind, flags, stream @ ..] = head;
        let mut payload = vec![0; u32::from_be_bytes([0, a, b, c]) as usize];
        self.stream.read_exact(&mut payload).await.ok()?;
        Some(Frame {
            kind,
            flags,
            stream: u32::from_be_bytes(stream),
            payload,
        })
    }
}

/// A string literal of RFC 7541, 5.2, without Huffman's code.
pub(crate) fn push_text(block: &mut Vec<u8>, text: &[u8]) {
    match text.len() {
        short @ 0..127 => block.push(short as u8),
        long => {
            block.push(127);
            block.extend(super::varint(long as u64 - 127));
        }
    }
    block.extend_from_slice(text);
}
