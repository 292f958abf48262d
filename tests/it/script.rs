//! What a scripted server answers, and what it keeps of what it was asked. Bytes are written out by hand
//! here, so that the tests do not check the crate against itself.

use std::collections::VecDeque;

use bytes::Bytes;
use http::{HeaderMap, Method, Version};

use crate::{raw_peer::Form, told::Told};

/// One thing that a scripted server does with a request.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// The head of a response.
    Head(u16, Vec<(String, Vec<u8>)>),
    /// A part of its body.
    Data(Bytes),
    /// Bytes as they are, past all framing: chunks on HTTP/1.1, frames on HTTP/2.
    Raw(Bytes),
    /// A head that is the whole response.
    HeadOnly(u16, Vec<(String, Vec<u8>)>),
    /// The end of the body.
    End,
    /// The end of the body, and trailers behind it.
    Trailers(Vec<(String, Vec<u8>)>),
    /// An end of the connection, in good order.
    Close,
    /// An end of the stream on HTTP/2, and of the connection on HTTP/1.1, with a reset.
    Reset(h2::Reason),
    /// Nothing more, until the client has left.
    Hold,
}

/// An answer, step by step.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reply {
    pub(crate) steps: Vec<Step>,
    /// Answers without having read the request's body.
    pub(crate) early: bool,
}

impl Reply {
    pub(crate) fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Reply {
            steps: steps.into_iter().collect(),
            early: false,
        }
    }

    /// A response that is complete.
    pub(crate) fn of(status: u16, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Self {
        Reply::new([head(status, headers), Step::Data(body.into()), Step::End])
    }

    /// A unary response in protobuf.
    pub(crate) fn unary(body: impl Into<Bytes>) -> Self {
        Reply::of(200, &[("content-type", "application/proto")], body)
    }

    /// A stream in protobuf with these bytes.
    pub(crate) fn stream(body: impl Into<Bytes>) -> Self {
        Reply::of(200, &[("content-type", "application/connect+proto")], body)
    }

    /// The same, begun before the request has been read.
    pub(crate) fn early(mut self) -> Self {
        self.early = true;
        self
    }

    /// The same up to its end, in whose place these steps stand.
    pub(crate) fn but(mut self, steps: impl IntoIterator<Item = Step>) -> Self {
        self.steps
            .retain(|step| !matches!(step, Step::End | Step::Trailers(_)));
        self.steps.extend(steps);
        self
    }

    /// The pieces of its body.
    pub(crate) fn body(&self) -> Vec<Bytes> {
        let piece = |step: &Step| match step {
            Step::Data(data) => Some(data.clone()),
            _ => None,
        };
        self.steps.iter().filter_map(piece).collect()
    }

    pub(crate) fn holds(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Hold))
    }
}

pub(crate) fn head(status: u16, headers: &[(&str, &str)]) -> Step {
    Step::Head(status, fields(headers))
}

/// Headers or trailers.
pub(crate) fn fields<V: AsRef<[u8]>>(all: &[(&str, V)]) -> Vec<(String, Vec<u8>)> {
    all.iter()
        .map(|(name, value)| (name.to_string(), value.as_ref().to_vec()))
        .collect()
}

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) version: Version,
    pub(crate) method: Method,
    /// Path and query.
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    pub(crate) trailers: HeaderMap,
    /// Whether the body came to its end.
    pub(crate) whole: bool,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .get(name)
            .map(|value| value.to_str().expect("ascii"))
    }

    /// The names of the headers, sorted.
    pub(crate) fn names(&self) -> Vec<&str> {
        let mut names: Vec<_> = self.headers.keys().map(|name| name.as_str()).collect();
        names.sort_unstable();
        names
    }

    /// What a well-meaning server answers to this, if it is a unary call.
    pub(crate) fn good_answer(&self) -> Reply {
        let content_type = self.header("content-type").unwrap_or_default();
        let json = content_type.ends_with("json") || self.target.contains("encoding=json");
        let codec = if json { "json" } else { "proto" };
        let of_grpc = content_type.starts_with("application/grpc");
        let form = match content_type.contains("-web") {
            _ if !of_grpc => Form::Unary,
            false => Form::Grpc,
            true if content_type.contains("-text") => Form::Text,
            true => Form::Web,
        };
        Told::of(form, codec).text("good").reply()
    }
}

/// What a scripted server has seen so far.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) asked: Vec<Asked>,
    pub(crate) connections: usize,
    /// Requests that were held and whose client has left since.
    pub(crate) left: usize,
    pub(crate) script: VecDeque<Reply>,
}

/// An `Answer` with a short text, in protobuf: field 1, length-delimited.
pub(crate) fn answer(text: &str) -> Vec<u8> {
    let length = u8::try_from(text.len()).expect("a short text");
    assert!(length < 0x80, "one byte of length");
    [&[0x0A, length][..], text.as_bytes()].concat()
}

/// Flags, length, data.
pub(crate) fn envelope(flags: u8, data: impl AsRef<[u8]>) -> Vec<u8> {
    let data = data.as_ref();
    let length = u32::try_from(data.len()).expect("short data");
    [&[flags][..], &length.to_be_bytes(), data].concat()
}

/// The end of a Connect stream.
pub(crate) fn end(json: &str) -> Vec<u8> {
    envelope(0x02, json)
}

pub(crate) fn gzip(plain: impl AsRef<[u8]>) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(plain.as_ref()).expect("memory");
    encoder.finish().expect("memory")
}

pub(crate) fn gunzip(packed: impl AsRef<[u8]>) -> Vec<u8> {
    use std::io::Read;
    let mut plain = Vec::new();
    let mut decoder = flate2::read::GzDecoder::new(packed.as_ref());
    decoder.read_to_end(&mut plain).expect("gzip");
    plain
}
