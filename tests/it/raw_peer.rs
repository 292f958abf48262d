//! A peer that is not our own code path: it writes the bytes of a call as a test gives them, and reads the
//! answer with parsers of its own.
//!
//! [`Call`] is what goes out and [`Reply`] what came back, whatever the version of HTTP; a [`Peer`] is a
//! connection on which calls are made one after the other. What HTTP libraries refuse to send goes through
//! [`frames`]. A [`Form`] is how an RPC stands in an HTTP exchange: another protocol is another variant.

pub(crate) mod frames;
pub(crate) mod good;
pub(crate) mod http1;
pub(crate) mod http2;

use std::{net::SocketAddr, time::Duration};

use http::HeaderMap;
use serde_json::Value;

/// The name of the service, as it stands in paths.
pub(crate) const SERVICE: &str = "/it.v1.Probe/";

/// What every wait is bound by.
const PATIENCE: Duration = Duration::from_secs(10);

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

/// The form of an RPC on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Connect, unary, by POST or GET.
    Unary,
    /// Connect, enveloped.
    Stream,
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
        let body = body.into();
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

    /// A Connect unary call by POST.
    pub(crate) fn unary(codec: &str, body: impl Into<Vec<u8>>) -> Self {
        Call::new(Form::Unary, "POST", format!("{SERVICE}Unary"), body)
            .header("content-type", format!("application/{codec}"))
    }

    /// A Connect unary call by GET.
    pub(crate) fn get(query: &str) -> Self {
        Call::new(Form::Unary, "GET", format!("{SERVICE}Unary?{query}"), [])
    }

    /// A Connect call of a streaming method, whose body is envelopes.
    pub(crate) fn stream(method: &str, codec: &str, body: impl Into<Vec<u8>>) -> Self {
        Call::new(Form::Stream, "POST", format!("{SERVICE}{method}"), body)
            .header("content-type", format!("application/connect+{codec}"))
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

    /// Calls another method in the same form.
    pub(crate) fn method(self, method: &str) -> Self {
        self.path(format!("{SERVICE}{method}"))
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

/// An answer as it came.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// Why the stream was reset, if it was (HTTP/2).
    pub(crate) reset: Option<h2::Reason>,
}

/// What an answer says, without its form.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Said {
    pub(crate) messages: Vec<Vec<u8>>,
    pub(crate) error: Option<Fault>,
    /// Metadata that came behind the messages.
    pub(crate) trailers: Value,
}

/// An error as it came.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Fault {
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) details: Value,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Reads the answer in the form of its call, and sees that it keeps to it.
    pub(crate) fn said(&self, name: &str, form: Form) -> Said {
        match form {
            Form::Unary => self.said_bare(name),
            Form::Stream => self.said_enveloped(name),
        }
    }

    fn said_bare(&self, name: &str) -> Said {
        if self.status == 200 {
            return Said {
                messages: vec![self.body.clone()],
                ..Said::default()
            };
        }
        assert_eq!(
            self.header("content-type"),
            Some("application/json"),
            "{name}: {self:?}"
        );
        let error = fault(name, &json(name, &self.body));
        if error.code == "unimplemented" {
            assert!([404, 501].contains(&self.status), "{name}: {self:?}");
        } else {
            assert_eq!(self.status, status_of(&error.code), "{name}: {self:?}");
        }
        Said {
            error: Some(error),
            ..Said::default()
        }
    }

    /// 200, whatever happened; exactly one end, and nothing behind it.
    fn said_enveloped(&self, name: &str) -> Said {
        assert_eq!(self.status, 200, "{name}: {self:?}");
        let content_type = self.header("content-type").unwrap_or_default();
        assert!(
            content_type.starts_with("application/connect+"),
            "{name}: {self:?}"
        );
        let mut envelopes = envelopes(name, &self.body);
        let (flags, end) = envelopes
            .pop()
            .unwrap_or_else(|| panic!("{name}: no end: {self:?}"));
        assert_eq!(flags, 2, "{name}: the last envelope is the end: {self:?}");
        let plain = envelopes.iter().all(|(flags, _)| *flags == 0);
        assert!(
            plain,
            "{name}: an end before the end, or compressed: {self:?}"
        );
        let end = json(name, &end);
        Said {
            messages: envelopes.into_iter().map(|(_, data)| data).collect(),
            error: end.get("error").map(|error| fault(name, error)),
            trailers: end["metadata"].clone(),
        }
    }
}

impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let start = &self.body[..self.body.len().min(300)];
        write!(f, "{} {:?} {:?} ", self.status, self.headers, self.reset)?;
        write!(
            f,
            "\"{}\" ({} bytes)",
            start.escape_ascii(),
            self.body.len()
        )
    }
}

fn json(name: &str, text: &[u8]) -> Value {
    serde_json::from_slice(text).unwrap_or_else(|err| panic!("{name}: {err}: {text:?}"))
}

fn fault(name: &str, error: &Value) -> Fault {
    let text = |key: &str| error[key].as_str().unwrap_or_default().to_owned();
    assert!(
        error["code"].is_string(),
        "{name}: an error without a code: {error}"
    );
    Fault {
        code: text("code"),
        message: text("message"),
        details: error["details"].clone(),
    }
}

/// Takes a body apart: flags and data.
pub(crate) fn envelopes(name: &str, mut body: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut out = Vec::new();
    while let [flags, a, b, c, d, rest @ ..] = body {
        let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
        assert!(rest.len() >= length, "{name}: a broken envelope: {body:?}");
        out.push((*flags, rest[..length].to_vec()));
        body = &rest[length..];
    }
    assert!(body.is_empty(), "{name}: a broken prefix: {body:?}");
    out
}

/// The HTTP status of a unary error. Connect protocol, "Error Codes".
pub(crate) fn status_of(code: &str) -> u16 {
    match code {
        "canceled" => 499,
        "unknown" | "internal" | "data_loss" => 500,
        "invalid_argument" | "failed_precondition" | "out_of_range" => 400,
        "deadline_exceeded" => 504,
        "not_found" => 404,
        "already_exists" | "aborted" => 409,
        "permission_denied" => 403,
        "resource_exhausted" => 429,
        "unimplemented" => 501,
        "unavailable" => 503,
        "unauthenticated" => 401,
        other => panic!("{other} is no code"),
    }
}

/// An envelope with these flags.
pub(crate) fn envelope(flags: u8, data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).expect("short").to_be_bytes();
    [&[flags], &length[..], data].concat()
}

/// The base-128 number of protobuf.
pub(crate) fn varint(mut number: u64) -> Vec<u8> {
    let mut out = Vec::new();
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
    out
}

/// A field of protobuf with a length in front.
pub(crate) fn field(number: u8, data: &[u8]) -> Vec<u8> {
    [&[number << 3 | 2], &varint(data.len() as u64)[..], data].concat()
}

/// An `Ask` with a text.
pub(crate) fn ask(codec: &str, text: &str) -> Vec<u8> {
    match codec {
        "proto" => field(1, text.as_bytes()),
        _ => format!("{{\"text\":{}}}", Value::from(text)).into_bytes(),
    }
}

/// The `Answer` to an `Ask` with a text, which was the last of `asked`. What is empty is left out.
pub(crate) fn answer(codec: &str, text: &str, asked: u8) -> Vec<u8> {
    let some = |present, value: Vec<u8>| if present { value } else { Vec::new() };
    if codec == "proto" {
        let text = some(!text.is_empty(), ask(codec, text));
        return [text, some(asked > 0, vec![3 << 3, asked])].concat();
    }
    let text = some(
        !text.is_empty(),
        format!("\"text\":{}", Value::from(text)).into_bytes(),
    );
    let asked = some(asked > 0, format!("\"asked\":{asked}").into_bytes());
    let comma = some(!text.is_empty() && !asked.is_empty(), b",".to_vec());
    [b"{".to_vec(), text, comma, asked, b"}".to_vec()].concat()
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
