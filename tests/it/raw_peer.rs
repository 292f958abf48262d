//! A peer that is not our own code path: it writes the bytes of a call as a test gives them, and reads the
//! answer with parsers of its own.
//!
//! [`Call`] is what goes out and [`Reply`] what came back, whatever the version of HTTP; a [`Peer`] is a
//! connection on which calls are made one after the other. What HTTP libraries refuse to send goes through
//! [`frames`]. A [`Form`] is how an RPC stands in an HTTP exchange: another protocol is another variant.

pub(crate) mod bytes;
pub(crate) mod form;
pub(crate) mod frames;
pub(crate) mod good;
pub(crate) mod http1;
pub(crate) mod http2;
pub(crate) mod reply;

use std::{net::SocketAddr, time::Duration};

use tokio::net::TcpStream;

pub(crate) use self::{
    bytes::{answer, ask, envelope, field, varint},
    form::Form,
    reply::Reply,
};

/// The name of the service, as it stands in paths.
pub(crate) const SERVICE: &str = "/it.v1.Probe/";

/// What every wait is bound by.
const PATIENCE: Duration = Duration::from_secs(10);

/// A connection, on which what is written leaves at once.
pub(crate) async fn socket(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).await.expect("a connection");
    stream.set_nodelay(true).expect("a socket option");
    stream
}

/// The same, which is reset in place of closed when it is dropped.
pub(crate) async fn socket_to_reset(address: SocketAddr) -> TcpStream {
    let stream = socket(address).await;
    #[expect(deprecated, reason = "lingering for no time at all does not block")]
    stream
        .set_linger(Some(Duration::ZERO))
        .expect("a socket option");
    stream
}

/// Waits for `future`, but not for ever.
pub(crate) async fn within<T>(name: &str, future: impl Future<Output = T>) -> T {
    let done = tokio::time::timeout(PATIENCE, future).await;
    done.unwrap_or_else(|_| panic!("{name}: nothing came within {PATIENCE:?}"))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    Http1,
    Http2,
}

impl Version {
    pub(crate) const ALL: [Version; 2] = [Version::Http1, Version::Http2];
}

/// A request as it goes out.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) form: Form,
    pub(crate) verb: String,
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    /// The body, in the chunks or DATA frames that it goes out in.
    pub(crate) pieces: Vec<Vec<u8>>,
    /// Whether the body ends after the last piece, or more seems to come for ever.
    pub(crate) ends: bool,
}

impl Call {
    fn new(form: Form, verb: &str, path: String, body: impl Into<Vec<u8>>) -> Self {
        let body = form.write(body.into());
        let pieces = match body.is_empty() {
            true => vec![],
            false => vec![body],
        };
        Call {
            form,
            verb: verb.into(),
            path,
            headers: Vec::new(),
            pieces,
            ends: true,
        }
    }

    /// A call by POST, whose body is messages as they stand in this form.
    pub(crate) fn of(form: Form, method: &str, codec: &str, body: impl Into<Vec<u8>>) -> Self {
        let call = Call::new(form, "POST", format!("{SERVICE}{method}"), body)
            .header("content-type", form.content_type(codec));
        match form {
            Form::Grpc => call.header("te", "trailers"),
            _ => call,
        }
    }

    /// A call of a method that takes one message, with this one.
    pub(crate) fn lone(form: Form, codec: &str, message: &[u8]) -> Self {
        Call::of(form, form.method(), codec, form.frame(0, message))
    }

    /// A Connect unary call by POST.
    pub(crate) fn unary(codec: &str, body: impl Into<Vec<u8>>) -> Self {
        Call::of(Form::Unary, "Unary", codec, body)
    }

    /// A Connect unary call by GET.
    pub(crate) fn get(query: &str) -> Self {
        Call::new(Form::Unary, "GET", format!("{SERVICE}Unary?{query}"), [])
    }

    /// A Connect call of a streaming method, whose body is envelopes.
    pub(crate) fn stream(method: &str, codec: &str, body: impl Into<Vec<u8>>) -> Self {
        Call::of(Form::Stream, method, codec, body)
    }

    /// Adds a header.
    pub(crate) fn header(mut self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(other, _)| other != name);
        self
    }

    /// Puts another content type in place of the right one.
    pub(crate) fn content_type(self, value: impl Into<Vec<u8>>) -> Self {
        self.without("content-type").header("content-type", value)
    }

    pub(crate) fn verb(mut self, verb: &str) -> Self {
        self.verb = verb.into();
        self
    }

    pub(crate) fn path(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    /// Says that messages are compressed like this.
    pub(crate) fn encoding(self, value: impl Into<Vec<u8>>) -> Self {
        let name = self.form.encoding();
        self.header(name, value)
    }

    /// Says that it may take so many milliseconds.
    pub(crate) fn timeout_ms(self, ms: u32) -> Self {
        let value = match self.form.is_connect() {
            true => ms.to_string(),
            false => format!("{ms}m"),
        };
        let name = self.form.timeout();
        self.header(name, value)
    }

    /// Sends the body in other pieces.
    pub(crate) fn pieces(mut self, pieces: Vec<Vec<u8>>) -> Self {
        self.pieces = pieces;
        self
    }

    /// Leaves the body open behind what is sent of it.
    pub(crate) fn open(mut self) -> Self {
        self.ends = false;
        self
    }

    /// Cuts the body into two pieces.
    pub(crate) fn cut(self, at: usize) -> Self {
        let body = self.pieces.concat();
        let (head, tail) = body.split_at(at);
        let pieces = vec![head.to_vec(), tail.to_vec()];
        self.pieces(pieces)
    }
}

/// A connection on which calls are made one after the other.
pub(crate) enum Peer {
    Http1(http1::Http1),
    Http2(http2::Http2),
}

impl Peer {
    pub(crate) async fn connect(version: Version, address: SocketAddr) -> Self {
        match version {
            Version::Http1 => Peer::Http1(http1::Http1::connect(address).await),
            Version::Http2 => Peer::Http2(http2::Http2::connect(address).await),
        }
    }

    /// Makes a call and waits for the whole answer.
    pub(crate) async fn call(&mut self, name: &str, call: &Call) -> Reply {
        match self {
            Peer::Http1(peer) => within(name, peer.call(name, call)).await,
            Peer::Http2(peer) => within(name, peer.call(name, call)).await,
        }
    }
}
