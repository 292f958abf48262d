//! HTTP/2 by the `h2` crate, which is below both our client and our server.

use std::{future::poll_fn, net::SocketAddr};

use bytes::Bytes;
use h2::{
    RecvStream, SendStream,
    client::{Connection, ResponseFuture, SendRequest},
};
use http::{Request, Uri, uri::PathAndQuery};
use tokio::{net::TcpStream, task::JoinHandle};

use super::{Call, Reply};

/// A connection.
pub(crate) struct Http2 {
    sender: SendRequest<Bytes>,
    driver: JoinHandle<Result<(), h2::Error>>,
}

/// A stream of a connection, whose parts a test sends and reads one by one.
pub(crate) struct Exchange {
    pub(crate) send: SendStream<Bytes>,
    response: ResponseFuture,
}

impl Http2 {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        Self::on(super::socket(address).await).await
    }

    /// Speaks on a socket.
    pub(crate) async fn on(stream: TcpStream) -> Self {
        let handshake = h2::client::Builder::new()
            .initial_window_size(1 << 20)
            .max_header_list_size(1 << 20)
            .handshake::<_, Bytes>(stream);
        let (sender, connection): (_, Connection<_, _>) = handshake.await.expect("a handshake");
        let driver = tokio::spawn(connection);
        Http2 { sender, driver }
    }

    /// Sends the head of a call.
    pub(crate) async fn begin(&mut self, name: &str, call: &Call, end: bool) -> Exchange {
        let ready = self.sender.clone().ready().await;
        self.sender = ready.unwrap_or_else(|err| panic!("{name}: the connection is gone: {err}"));
        let begun = self.sender.send_request(head(call), end);
        let (response, send) = begun.unwrap_or_else(|err| panic!("{name}: {err}"));
        Exchange { send, response }
    }

    /// Makes a call. An answer that comes early ends the sending.
    pub(crate) async fn call(&mut self, name: &str, call: &Call) -> Reply {
        let empty = call.pieces.is_empty() && call.ends;
        let Exchange { mut send, response } = self.begin(name, call, empty).await;
        let sending = async {
            for (index, piece) in call.pieces.iter().enumerate() {
                let last = call.ends && index + 1 == call.pieces.len();
                if write(&mut send, piece, last).await.is_none() {
                    break;
                }
                // Each piece is to leave as a frame of its own.
                tokio::task::yield_now().await;
            }
            std::future::pending::<()>().await
        };
        let mut reply = tokio::select! {
            reply = read(response) => reply,
            () = sending => Reply::default(),
        };
        if !call.ends && reply.reset.is_none() {
            reply.reset = poll_fn(|cx| send.poll_reset(cx)).await.ok();
        }
        reply
    }

    /// Waits until the server has closed the connection.
    pub(crate) async fn closed(&mut self) {
        // How it ended was told to the streams.
        let _ = (&mut self.driver).await.expect("a driver");
    }
}

impl Drop for Http2 {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

impl Exchange {
    pub(crate) async fn write(&mut self, piece: &[u8], last: bool) {
        write(&mut self.send, piece, last)
            .await
            .expect("an open stream");
    }

    /// Waits for the head of the answer.
    pub(crate) async fn head(&mut self) -> (Reply, RecvStream) {
        let response = (&mut self.response).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let reply = Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            ..Reply::default()
        };
        (reply, body)
    }

    /// Waits for the whole answer.
    pub(crate) async fn reply(self) -> Reply {
        read(self.response).await
    }
}

/// The next DATA frame of an answer; `None` at its end.
pub(crate) async fn next_data(body: &mut RecvStream) -> Option<Bytes> {
    let data = body.data().await?.expect("a stream that is not reset");
    body.flow_control()
        .release_capacity(data.len())
        .expect("an open window");
    Some(data)
}

fn head(call: &Call) -> Request<()> {
    let path = PathAndQuery::try_from(call.path.as_bytes()).expect("a path that h2 takes");
    let mut uri = http::uri::Parts::default();
    uri.scheme = Some(http::uri::Scheme::HTTP);
    uri.authority = Some("it".parse().expect("an authority"));
    uri.path_and_query = Some(path);
    let mut head = Request::builder()
        .method(call.verb.as_str())
        .version(http::Version::HTTP_2)
        .uri(Uri::from_parts(uri).expect("a uri"));
    for (name, value) in &call.headers {
        head = head.header(name.as_str(), value.as_slice());
    }
    head.body(()).expect("a head")
}

/// Sends a piece as the window lets it; `None` if the server has ended the stream.
async fn write(send: &mut SendStream<Bytes>, piece: &[u8], last: bool) -> Option<()> {
    let mut rest = Bytes::copy_from_slice(piece);
    while !rest.is_empty() {
        send.reserve_capacity(rest.len());
        let ready = poll_fn(|cx| send.poll_capacity(cx)).await?.ok()?;
        let part = rest.split_to(ready.min(rest.len()));
        send.send_data(part, last && rest.is_empty()).ok()?;
    }
    if piece.is_empty() {
        send.send_data(rest, last).ok()?;
    }
    Some(())
}

async fn read(response: ResponseFuture) -> Reply {
    let response = match response.await {
        Ok(response) => response,
        Err(err) => {
            return Reply {
                reset: err.reason(),
                ..Reply::default()
            };
        }
    };
    let (parts, mut stream) = response.into_parts();
    let mut reply = Reply {
        status: parts.status.as_u16(),
        headers: parts.headers,
        head_only: stream.is_end_stream(),
        ..Reply::default()
    };
    while let Some(data) = stream.data().await {
        match data {
            Ok(data) => {
                let _ = stream.flow_control().release_capacity(data.len());
                reply.body.extend_from_slice(&data);
            }
            Err(err) => {
                reply.reset = err.reason();
                return reply;
            }
        }
    }
    match stream.trailers().await {
        Ok(trailers) => reply.trailers = trailers,
        Err(err) => reply.reset = err.reason(),
    }
    reply
}
