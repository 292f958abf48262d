//! HTTP/1.1 by hand, over a socket.

use std::{collections::VecDeque, net::SocketAddr};

use http::{HeaderMap, HeaderName, HeaderValue};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{Call, Reply};

/// A connection.
pub(crate) struct Http1 {
    stream: TcpStream,
    /// What was read and not used yet.
    ahead: Vec<u8>,
    /// What is left to send of a call that was answered early.
    behind: Vec<u8>,
}

impl Http1 {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        Self::on(super::socket(address).await)
    }

    /// Speaks on a socket.
    pub(crate) fn on(stream: TcpStream) -> Self {
        Http1 {
            stream,
            ahead: Vec::new(),
            behind: Vec::new(),
        }
    }

    /// Sends bytes as they are.
    pub(crate) async fn send(&mut self, bytes: &[u8]) {
        self.stream
            .write_all(bytes)
            .await
            .expect("an open connection");
    }

    /// Sends a call and waits for nothing.
    pub(crate) async fn begin(&mut self, call: &Call) {
        let (head, body) = write(call);
        self.send(&[head, body.concat()].concat()).await;
    }

    /// Sends zeros until the server takes no more, or `max_bytes`, and gives how many it took.
    pub(crate) async fn send_without_end(&mut self, max_bytes: usize) -> usize {
        let chunk = chunk(&[0; 1 << 16]);
        let mut taken = 0;
        while taken < max_bytes && self.stream.write_all(&chunk).await.is_ok() {
            taken += chunk.len();
        }
        taken
    }

    /// Says that no more will be sent.
    pub(crate) async fn finish(&mut self) {
        self.stream.shutdown().await.expect("an open connection");
    }

    /// Reads until the server closes, and gives what it sent.
    pub(crate) async fn rest(&mut self) -> Vec<u8> {
        let mut all = std::mem::take(&mut self.ahead);
        // A reset tells as well that nothing more comes.
        let _ = self.stream.read_to_end(&mut all).await;
        all
    }

    /// Makes a call. An answer that comes early ends the sending until the next call.
    pub(crate) async fn call(&mut self, name: &str, call: &Call) -> Reply {
        let (head, body) = write(call);
        let first = [std::mem::take(&mut self.behind), head].concat();
        let mut pieces: VecDeque<Vec<u8>> = body.into();
        pieces.push_front(first);
        let (mut reader, mut writer) = self.stream.split();
        let send = async {
            while let Some(piece) = pieces.front_mut() {
                let Ok(written) = writer.write(piece).await else {
                    break;
                };
                piece.drain(..written);
                if piece.is_empty() {
                    pieces.pop_front();
                }
                // Each piece is to arrive as one.
                tokio::task::yield_now().await;
            }
            std::future::pending::<()>().await
        };
        let read = read_reply(&mut self.ahead, &mut reader, call.verb == "HEAD");
        let reply = tokio::select! {
            reply = read => reply,
            () = send => None,
        };
        self.behind = Vec::from(pieces).concat();
        reply.unwrap_or_else(|| panic!("{name}: closed without an answer"))
    }

    /// Reads an answer; `None` if the connection ends before it.
    pub(crate) async fn reply(&mut self) -> Option<Reply> {
        let (mut reader, _) = self.stream.split();
        read_reply(&mut self.ahead, &mut reader, false).await
    }
}

/// The head of a call, and its body in the chunks that go out.
fn write(call: &Call) -> (Vec<u8>, Vec<Vec<u8>>) {
    let mut head = format!("{} {} HTTP/1.1\r\nhost: it\r\n", call.verb, call.path).into_bytes();
    for (name, value) in &call.headers {
        head.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
    }
    let mut body = call.pieces.clone();
    let chunked = body.len() > 1 || !call.ends;
    if chunked {
        head.extend(b"transfer-encoding: chunked\r\n");
        for piece in &mut body {
            *piece = chunk(piece);
        }
        if call.ends {
            body.push(b"0\r\n\r\n".to_vec());
        }
    } else if !body.is_empty() || call.verb == "POST" {
        let length = body.first().map_or(0, Vec::len);
        head.extend(format!("content-length: {length}\r\n").into_bytes());
    }
    head.extend(b"\r\n");
    (head, body)
}

/// A chunk, or nothing for an empty piece, which would be the end.
fn chunk(piece: &[u8]) -> Vec<u8> {
    match piece.len() {
        0 => Vec::new(),
        length => [format!("{length:x}\r\n").as_bytes(), piece, b"\r\n"].concat(),
    }
}

async fn read_reply(
    ahead: &mut Vec<u8>,
    reader: &mut (impl AsyncReadExt + Unpin),
    bare: bool,
) -> Option<Reply> {
    let end = loop {
        match ahead.windows(4).position(|window| window == b"\r\n\r\n") {
            Some(end) => break end,
            None => more(ahead, reader).await?,
        }
    };
    let head = String::from_utf8(ahead.drain(..end + 4).collect()).expect("a head of ASCII");
    let (status, headers) = read_head(&head);
    let text = |name: &str| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let body = match (text("transfer-encoding"), text("content-length")) {
        _ if bare => Vec::new(),
        (Some("chunked"), None) => read_chunks(ahead, reader).await?,
        (None, Some(length)) => {
            let length = length.parse().expect("a length");
            take(ahead, reader, length).await?
        }
        (None, None) => {
            let mut all = std::mem::take(ahead);
            reader.read_to_end(&mut all).await.ok()?;
            all
        }
        other => panic!("an answer with {other:?}"),
    };
    Some(Reply {
        status,
        headers,
        body,
        ..Reply::default()
    })
}

fn read_head(head: &str) -> (u16, HeaderMap) {
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.strip_prefix("HTTP/1.1 "));
    let status = status
        .and_then(|rest| rest.get(..3))
        .expect("a status line");
    let mut headers = HeaderMap::new();
    for line in lines.filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once(": ").expect("a header line");
        let name = HeaderName::try_from(name).expect("a header name");
        headers.append(name, HeaderValue::try_from(value).expect("a header value"));
    }
    (status.parse().expect("a status"), headers)
}

async fn read_chunks(
    ahead: &mut Vec<u8>,
    reader: &mut (impl AsyncReadExt + Unpin),
) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = loop {
            match ahead.windows(2).position(|window| window == b"\r\n") {
                Some(end) => break end,
                None => more(ahead, reader).await?,
            }
        };
        let line: Vec<u8> = ahead.drain(..end + 2).collect();
        let digits = std::str::from_utf8(&line[..end]).expect("a chunk's size");
        let length = usize::from_str_radix(digits, 16).expect("a chunk's size");
        let data = take(ahead, reader, length + 2).await?;
        assert!(data.ends_with(b"\r\n"), "trailers, or no chunk: {data:?}");
        if length == 0 {
            return Some(body);
        }
        body.extend_from_slice(&data[..length]);
    }
}

async fn take(
    ahead: &mut Vec<u8>,
    reader: &mut (impl AsyncReadExt + Unpin),
    length: usize,
) -> Option<Vec<u8>> {
    while ahead.len() < length {
        more(ahead, reader).await?;
    }
    Some(ahead.drain(..length).collect())
}

async fn more(ahead: &mut Vec<u8>, reader: &mut (impl AsyncReadExt + Unpin)) -> Option<()> {
    let read = reader.read_buf(ahead).await.ok()?;
    (read > 0).then_some(())
}
