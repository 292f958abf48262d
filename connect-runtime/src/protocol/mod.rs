//! The rules of the wire, as pure functions over heads and the ends of streams.
//!
//! A [`Wire`] is one of the forms in which an RPC can stand in an HTTP exchange. Everything that differs
//! between them is answered here, by one `match` a question; the walks in `server/` and `client/` and the
//! bodies ask, and never look at the protocol themselves. A rule's writing stands next to its reading, in
//! the file of its protocol: [`connect`], [`connect_get`], [`grpc`], [`grpc_web`]; [`content_type`] tells them
//! apart, [`meta`] holds what they share. Nothing here is asynchronous or knows a body.

pub(crate) mod connect;
pub(crate) mod connect_get;
pub(crate) mod content_type;
mod grpc;
mod grpc_web;
mod json;
pub(crate) mod meta;
pub(crate) mod percent;

pub(crate) use grpc_web::{TextDecoder, encode_text};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version, header, request, response,
};

use crate::{
    codec::Codec, compression::Compression, envelope, error::ConnectError, metadata::Metadata,
    payload::Payload, request::Protocol, spec::Spec,
};

/// The form of an RPC on the wire: a protocol, and whatever else decides how messages stand in bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wire {
    /// Connect protocol, Unary-Request and Unary-Response, by POST or GET.
    ConnectUnary,
    /// Connect protocol, Streaming-Request and Streaming-Response.
    ConnectStream,
    /// gRPC over HTTP/2.
    Grpc(Suffix),
    /// gRPC Web, binary.
    GrpcWeb(Suffix),
    /// gRPC Web, with bodies in base64.
    GrpcWebText(Suffix),
}

/// Whether a content type of gRPC names its codec, as `application/grpc+proto` does. A server answers as it
/// was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Suffix {
    Absent,
    Present,
}

/// Where the messages stand: as the whole body, or each behind a prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// Bare-Message: one message is the body, so status and trailers are in the head.
    Bare,
    /// Enveloped-Message: the head goes first, and the end comes last.
    Enveloped,
}

/// How an RPC finished, without a protocol's form: with trailers, or with an error.
#[derive(Debug)]
pub(crate) enum End {
    Ok(Metadata),
    Err(ConnectError),
}

/// Which protocols a service answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Protocols(u8);

/// What a server learns from the head of a request.
#[derive(Debug)]
pub(crate) struct RequestHead {
    pub(crate) wire: Wire,
    pub(crate) codec: Codec,
    /// How compressed messages of the request are compressed.
    pub(crate) compression: Compression,
    /// How messages of the response may be compressed.
    pub(crate) accepted: Compression,
    pub(crate) timeout: Option<std::time::Duration>,
    /// The message of a GET, which has no body.
    pub(crate) inline: Option<Payload>,
}

/// Why a request goes no further than its head.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// It is no RPC that could be answered as one: a bare HTTP status and one header.
    Http(StatusCode, Option<(HeaderName, HeaderValue)>),
    /// It is an RPC, answered in its own protocol.
    Rpc(Wire, Codec, ConnectError),
}

/// What a client says in the head of a request.
#[derive(Debug)]
pub(crate) struct CallHead<'a> {
    pub(crate) wire: Wire,
    pub(crate) codec: Codec,
    pub(crate) compression: Compression,
    pub(crate) accept: &'a [Compression],
    pub(crate) timeout: Option<std::time::Duration>,
    pub(crate) headers: &'a Metadata,
}

/// What a client learns from the head of a response.
#[derive(Debug)]
pub(crate) struct ResponseHead {
    pub(crate) headers: Metadata,
    /// Trailers that stand in the head, with bare framing.
    pub(crate) trailers: Metadata,
    pub(crate) compression: Compression,
    /// The body is an error and no message; this is the status that it came with.
    pub(crate) error: Option<StatusCode>,
    /// The end as well, should nothing follow the head.
    pub(crate) end: Option<HeaderMap>,
}

/// What follows the last message of a response body.
#[derive(Debug)]
pub(crate) enum EndForm {
    /// An envelope with these flags, whose data may be compressed.
    Envelope(u8, Payload),
    /// An envelope with these flags, whose data not every client could decompress.
    PlainEnvelope(u8, Payload),
    /// HTTP trailers.
    Trailers(HeaderMap),
}

impl Protocols {
    pub(crate) const ALL: Self = Protocols(u8::MAX);

    pub(crate) fn of(protocols: impl IntoIterator<Item = Protocol>) -> Self {
        let bits = protocols.into_iter().map(|protocol| 1 << protocol as u8);
        Protocols(bits.fold(0, |all, bit| all | bit))
    }

    pub(crate) const fn contains(self, protocol: Protocol) -> bool {
        self.0 & 1 << protocol as u8 != 0
    }
}

impl Wire {
    /// The form that a client uses; `text` asks for base64 where the protocol has that.
    pub(crate) fn of(protocol: Protocol, text: bool, spec: Spec) -> Self {
        match protocol {
            Protocol::Connect if spec.stream_type.streams() => Wire::ConnectStream,
            Protocol::Connect => Wire::ConnectUnary,
            // Some servers know protobuf only without its name.
            Protocol::Grpc => Wire::Grpc(Suffix::Absent),
            Protocol::GrpcWeb if text => Wire::GrpcWebText(Suffix::Absent),
            Protocol::GrpcWeb => Wire::GrpcWeb(Suffix::Absent),
        }
    }

    pub(crate) const fn protocol(self) -> Protocol {
        match self {
            Wire::ConnectUnary | Wire::ConnectStream => Protocol::Connect,
            Wire::Grpc(_) => Protocol::Grpc,
            Wire::GrpcWeb(_) | Wire::GrpcWebText(_) => Protocol::GrpcWeb,
        }
    }

    pub(crate) const fn framing(self) -> Framing {
        match self {
            Wire::ConnectUnary => Framing::Bare,
            _ => Framing::Enveloped,
        }
    }

    /// Whether a method of this shape can be called in this form.
    const fn carries(self, spec: Spec) -> bool {
        match self {
            Wire::ConnectUnary => !spec.stream_type.streams(),
            Wire::ConnectStream => spec.stream_type.streams(),
            Wire::Grpc(_) | Wire::GrpcWeb(_) | Wire::GrpcWebText(_) => true,
        }
    }

    /// Whether a content type that names its codec, or does not, stands for the same.
    const fn with_suffix(self, suffix: Suffix) -> Self {
        match self {
            Wire::Grpc(_) => Wire::Grpc(suffix),
            Wire::GrpcWeb(_) => Wire::GrpcWeb(suffix),
            Wire::GrpcWebText(_) => Wire::GrpcWebText(suffix),
            other => other,
        }
    }

    /// The least HTTP version that will do: trailers, which end every response of gRPC, seldom survive
    /// HTTP/1.1.
    pub(crate) const fn least_version(self) -> Version {
        match self {
            Wire::Grpc(_) => Version::HTTP_2,
            _ => Version::HTTP_11,
        }
    }

    /// Whether bodies are in base64.
    pub(crate) const fn is_text(self) -> bool {
        matches!(self, Wire::GrpcWebText(_))
    }

    /// Whether an envelope with these flags ends a response.
    pub(crate) const fn is_end(self, flags: u8) -> bool {
        flags & self.end_flag() != 0
    }

    /// The flags that an envelope of a message or an end may carry.
    pub(crate) const fn known_flags(self) -> u8 {
        envelope::COMPRESSED | self.end_flag()
    }

    const fn end_flag(self) -> u8 {
        match self {
            Wire::ConnectUnary | Wire::Grpc(_) => 0,
            Wire::ConnectStream => envelope::END_STREAM,
            Wire::GrpcWeb(_) | Wire::GrpcWebText(_) => grpc_web::TRAILERS,
        }
    }

    /// Whether a response is over with the envelope that ends it, though its body may go on.
    ///
    /// gRPC Web: "the trailers ... the last message"; some servers leave the body open. The Connect protocol has
    /// what follows an EndStreamResponse checked.
    pub(crate) const fn ends_early(self) -> bool {
        matches!(self, Wire::GrpcWeb(_) | Wire::GrpcWebText(_))
    }

    /// Writes the head of a successful response, trailers included where they stand there.
    pub(crate) fn write_response(
        self,
        codec: Codec,
        compression: Compression,
        headers: &Metadata,
        trailers: &Metadata,
    ) -> HeaderMap {
        match self {
            Wire::ConnectUnary => {
                connect::write_unary_response(codec, compression, headers, trailers)
            }
            Wire::ConnectStream => connect::write_stream_response(codec, compression, headers),
            Wire::Grpc(_) | Wire::GrpcWeb(_) | Wire::GrpcWebText(_) => {
                grpc::write_response(self, codec, compression, headers)
            }
        }
    }

    /// Writes an error that is the whole response: status, headers, body.
    ///
    /// # Errors
    /// The error itself, if it stands behind a head like any other end.
    pub(crate) fn write_error(
        self,
        codec: Codec,
        err: ConnectError,
    ) -> Result<(StatusCode, HeaderMap, Bytes), ConnectError> {
        match self {
            Wire::ConnectUnary => Ok(connect::write_unary_error(err)),
            Wire::Grpc(_) => Ok(grpc::write_trailers_only(self, codec, err)),
            // Scripts in browsers see all of a body, but of the headers only those that CORS exposes.
            Wire::ConnectStream | Wire::GrpcWeb(_) | Wire::GrpcWebText(_) => Err(err),
        }
    }

    /// The header that lists compressions for messages of the other side.
    pub(crate) const fn accept_encoding(self) -> HeaderName {
        match self {
            Wire::ConnectUnary => header::ACCEPT_ENCODING,
            Wire::ConnectStream => connect::ACCEPT_ENCODING,
            Wire::Grpc(_) | Wire::GrpcWeb(_) | Wire::GrpcWebText(_) => grpc::ACCEPT_ENCODING,
        }
    }

    /// The status of the answer to a path that no method has.
    ///
    /// Connect protocol, "HTTP to Error Code": 404 is `unimplemented`, which clients of any kind understand.
    /// The others have 200 for whatever is told in their own form.
    pub(crate) const fn unknown_path_status(self) -> StatusCode {
        match self {
            Wire::ConnectUnary => StatusCode::NOT_FOUND,
            _ => StatusCode::OK,
        }
    }

    /// Reads what [`Wire::write_error`] wrote, where that has a body: an error that came with an error's status.
    pub(crate) fn read_error(
        self,
        status: StatusCode,
        headers: &Metadata,
        trailers: Metadata,
        body: &[u8],
    ) -> ConnectError {
        connect::read_unary_error(status, headers, trailers, body)
    }

    /// Writes the end of an enveloped response.
    pub(crate) fn write_end(self, end: End) -> EndForm {
        match self {
            Wire::ConnectUnary | Wire::ConnectStream => {
                let data = Payload::made(connect::write_end_stream(end));
                EndForm::Envelope(envelope::END_STREAM, data)
            }
            Wire::Grpc(_) => {
                let mut trailers = HeaderMap::with_capacity(2);
                grpc::write_status(end, &mut trailers);
                EndForm::Trailers(trailers)
            }
            Wire::GrpcWeb(_) | Wire::GrpcWebText(_) => {
                let data = Payload::made(grpc_web::write_trailers(end));
                EndForm::PlainEnvelope(grpc_web::TRAILERS, data)
            }
        }
    }

    /// Reads the data of the envelope that ends a response.
    ///
    /// # Errors
    /// `internal` if it has no form of an end.
    pub(crate) fn read_end(self, data: &[u8]) -> Result<End, ConnectError> {
        match self {
            Wire::ConnectUnary | Wire::ConnectStream | Wire::Grpc(_) => {
                connect::read_end_stream(data)
            }
            Wire::GrpcWeb(_) | Wire::GrpcWebText(_) => grpc_web::read_trailers(data),
        }
    }

    /// Reads the end of a response whose body stopped without an envelope that tells it: from the trailers, or
    /// from a head that nothing followed.
    ///
    /// # Errors
    /// `internal` if neither is there.
    pub(crate) fn read_eof(
        self,
        trailers: Option<HeaderMap>,
        head: Option<HeaderMap>,
    ) -> Result<End, ConnectError> {
        let found = match self {
            Wire::ConnectUnary | Wire::ConnectStream => None,
            Wire::Grpc(_) => trailers.or(head),
            Wire::GrpcWeb(_) | Wire::GrpcWebText(_) => head,
        };
        match (found, self) {
            (Some(end), _) => Ok(grpc::read_status(end)),
            (None, Wire::ConnectUnary | Wire::ConnectStream) => {
                let text = "the stream ended without an end of stream message";
                Err(ConnectError::internal(text))
            }
            (None, _) => Err(ConnectError::internal(
                "the response ended without trailers",
            )),
        }
    }
}

/// Reads the head of a request for the method `spec` of a service that answers `protocols`.
///
/// # Errors
/// What HTTP alone can say of it (405, 415, 505), or an error of the RPC: a bad timeout, an unknown
/// compression, another version of the protocol, none at all where `require_version` asks for one.
pub(crate) fn read_request(
    parts: &request::Parts,
    spec: Spec,
    protocols: Protocols,
    require_version: bool,
) -> Result<RequestHead, Refusal> {
    let allows_get = spec.allows_get() && protocols.contains(Protocol::Connect);
    match parts.method {
        Method::POST => {}
        Method::GET if allows_get => {
            return connect_get::read_request(parts, spec, protocols, require_version);
        }
        _ => return Err(wrong_verb(allows_get)),
    }
    let (wire, codec) = match content_type::read(&parts.headers) {
        Some((wire, codec)) if wire.carries(spec) && protocols.contains(wire.protocol()) => {
            (wire, codec)
        }
        _ => return Err(content_type::unsupported(spec, protocols)),
    };
    if parts.version < wire.least_version() {
        return Err(unsupported_version());
    }
    let head = match wire {
        Wire::ConnectUnary => connect::read_unary_request(&parts.headers, codec, require_version),
        Wire::ConnectStream => connect::read_stream_request(&parts.headers, codec),
        Wire::Grpc(_) | Wire::GrpcWeb(_) | Wire::GrpcWebText(_) => {
            grpc::read_request(wire, &parts.headers, codec)
        }
    };
    head.map_err(|err| Refusal::Rpc(wire, codec, err))
}

/// The answer to a path that no method has, in the form of the request; in JSON, which everybody can read, to
/// what has no form that is known.
pub(crate) fn read_unknown(parts: &request::Parts) -> (Wire, Codec, ConnectError) {
    let path = meta::shown(parts.uri.path(), 128);
    let err = ConnectError::unimplemented(format!("unknown method \"{path}\""));
    let known = content_type::read(&parts.headers);
    let (wire, codec) = known.unwrap_or((Wire::ConnectUnary, Codec::Json));
    (wire, codec, err)
}

/// 405, with the verbs that would do (HTTP Semantics, "405 Method Not Allowed").
fn wrong_verb(allows_get: bool) -> Refusal {
    let allow = match allows_get {
        true => "GET, POST",
        false => "POST",
    };
    let header = (header::ALLOW, HeaderValue::from_static(allow));
    Refusal::Http(StatusCode::METHOD_NOT_ALLOWED, Some(header))
}

/// 505: nothing of this connection will do.
fn unsupported_version() -> Refusal {
    let close = (header::CONNECTION, HeaderValue::from_static("close"));
    Refusal::Http(StatusCode::HTTP_VERSION_NOT_SUPPORTED, Some(close))
}

/// Writes the headers of a client's POST.
pub(crate) fn write_request(call: &CallHead<'_>) -> HeaderMap {
    match call.wire {
        Wire::ConnectUnary => connect::write_unary_request(call),
        Wire::ConnectStream => connect::write_stream_request(call),
        Wire::Grpc(_) => grpc::write_http2_request(call),
        Wire::GrpcWeb(_) | Wire::GrpcWebText(_) => grpc_web::write_request(call),
    }
}

/// Reads the head of a response to a call with `codec`.
///
/// # Errors
/// The error that the head alone tells: a foreign content type, a compression that was never offered.
pub(crate) fn read_response(
    wire: Wire,
    codec: Codec,
    accept: &[Compression],
    parts: response::Parts,
) -> Result<ResponseHead, ConnectError> {
    match wire {
        Wire::ConnectUnary => connect::read_unary_response(codec, accept, parts),
        Wire::ConnectStream => connect::read_stream_response(codec, accept, parts),
        Wire::Grpc(_) | Wire::GrpcWeb(_) | Wire::GrpcWebText(_) => {
            grpc::read_response(wire, codec, accept, parts)
        }
    }
}
