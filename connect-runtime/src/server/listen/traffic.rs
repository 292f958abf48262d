//! The socket as hyper reads it: with the bytes that were read to look at them, and a count of all.

use std::{
    future::poll_fn,
    io,
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::socket::Socket;

/// What an HTTP/2 client sends first, and nobody sends who speaks HTTP/1.1. RFC 9113, 3.4.
const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// A socket, part of whose input may have been read ahead.
#[derive(Debug)]
pub(super) struct Traffic {
    socket: Socket,
    ahead: [u8; PREFACE.len()],
    start: usize,
    end: usize,
    received: Received,
}

/// How many bytes have been received.
#[derive(Debug, Clone, Default)]
pub(super) struct Received(Arc<AtomicU64>);

impl Received {
    pub(super) fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Traffic {
    pub(super) fn new(socket: Socket) -> Self {
        Traffic {
            socket,
            ahead: [0; PREFACE.len()],
            start: 0,
            end: 0,
            received: Received::default(),
        }
    }

    pub(super) fn received(&self) -> Received {
        self.received.clone()
    }

    /// Whether the client speaks HTTP/2: what ALPN says, or else what it sends first.
    pub(super) async fn is_http2(&mut self) -> io::Result<bool> {
        if let Some(protocol) = self.socket.alpn() {
            return Ok(protocol == b"h2");
        }
        while PREFACE.starts_with(&self.ahead[..self.end]) {
            if self.end == PREFACE.len() {
                return Ok(true);
            }
            let mut buf = ReadBuf::new(&mut self.ahead[self.end..]);
            poll_fn(|cx| pin!(&mut self.socket).poll_read(cx, &mut buf)).await?;
            match buf.filled().len() {
                0 => break,
                read => self.end += read,
            }
        }
        Ok(false)
    }
}

impl AsyncRead for Traffic {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let before = buf.filled().len();
        if this.start < this.end {
            let bytes = (this.end - this.start).min(buf.remaining());
            buf.put_slice(&this.ahead[this.start..this.start + bytes]);
            this.start += bytes;
            // What follows is read in the same go: hyper and h2 enlarge their buffers after a short read. How
            // this read ends, the next one will tell.
            let _ = Pin::new(&mut this.socket).poll_read(cx, buf);
        } else {
            ready!(Pin::new(&mut this.socket).poll_read(cx, buf))?;
        }
        let bytes = buf.filled().len() - before;
        this.received.0.fetch_add(bytes as u64, Ordering::Relaxed);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Traffic {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::{TcpListener, TcpStream},
    };

    use super::*;

    #[tokio::test]
    async fn version_is_told_by_the_first_bytes_which_are_then_read_again() {
        let table: [(&[u8], bool); 7] = [
            (b"GET / HTTP/1.1\r\n\r\n", false),
            (b"POST / HTTP/1.1\r\n\r\n", false),
            (b"PRI * HTTP/1.1\r\n\r\n", false),
            (b"PRI * HTTP/2.0\r\n\r\n", false),
            (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", true),
            (
                b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0",
                true,
            ),
            (b"", false),
        ];
        for (sent, http2) in table {
            for piece in [1, 7, 100] {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                let mut client = TcpStream::connect(listener.local_addr().unwrap())
                    .await
                    .unwrap();
                let (server, _) = listener.accept().await.unwrap();
                let mut traffic = Traffic::new(Socket::Plain(server));
                let reader = async {
                    assert_eq!(traffic.is_http2().await.unwrap(), http2);
                    let mut all = Vec::new();
                    traffic.read_to_end(&mut all).await.unwrap();
                    assert_eq!(all, sent);
                    assert_eq!(traffic.received().bytes(), sent.len() as u64);
                };
                let writer = async {
                    for part in sent.chunks(piece) {
                        client.write_all(part).await.unwrap();
                        tokio::task::yield_now().await;
                    }
                    drop(client);
                };
                tokio::join!(reader, writer);
            }
        }
    }
}
