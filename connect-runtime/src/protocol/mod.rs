//! The rules of the wire, as pure functions over heads and the ends of streams.
//!
//! A [`Wire`] is one of the forms in which an RPC can stand in an HTTP exchange. Everything that differs
//! between them is answered here, by one `match` a question; the walks in `server/` and `client/` and the
//! bodies ask, and never look at the protocol themselves. A rule's writing stands next to its reading, in
//! the file of its protocol: [`connect`], [`connect_get`]; [`meta`] holds what they share. Nothing here is
//! asynchronous or knows a body.

pub(crate) mod connect;
pub(crate) mod connect_get;
mod json;
pub(crate) mod meta;
pub(crate) mod percent;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header, request, response};

use crate::{
    codec::Codec, compression::Compression, error::ConnectError, metadata::Metadata,
    payload::Payload, request::Protocol, spec::Spec,
};

/// The form of an RPC on the wire: a protocol, and for Connect whether messages are enveloped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wire {
    /// Connect protocol, Unary-Request and Unary-Response, by POST or GET.
    ConnectUnary,
    /// Connect protocol, Streaming-Request and Streaming-Response.
    ConnectStream,
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
    Http(StatusCode, Option<(http::HeaderName, HeaderValue)>),
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
}

/// What follows the last message of a response body.
#[derive(Debug)]
pub(crate) enum EndForm {
    /// An envelope with these flags, whose data may be compressed.
    Envelope(u8, Payload),
}

impl Wire {
    /// The form that a client uses.
    pub(crate) fn of(protocol: Protocol, spec: Spec) -> Self {
        let streams = spec.stream_type.client_streams() || spec.stream_type.server_streams();
        match (protocol, streams) {
            (Protocol::Connect, false) => Wire::ConnectUnary,
            (Protocol::Connect, true) => Wire::ConnectStream,
        }
    }

    pub(crate) const fn protocol(self) -> Protocol {
        match self {
            Wire::ConnectUnary | Wire::ConnectStream => Protocol::Connect,
        }
    }

    pub(crate) const fn framing(self) -> Framing {
        match self {
            Wire::ConnectUnary => Framing::Bare,
            Wire::ConnectStream => Framing::Enveloped,
        }
    }

    /// Whether an envelope with these flags ends a response.
    pub(crate) const fn is_end(self, flags: u8) -> bool {
        match self {
            Wire::ConnectUnary => false,
            Wire::ConnectStream => flags & crate::envelope::END_STREAM != 0,
        }
    }

    /// The flags that an envelope of a message or an end may carry.
    pub(crate) const fn known_flags(self) -> u8 {
        match self {
            Wire::ConnectUnary => 0,
            Wire::ConnectStream => crate::envelope::COMPRESSED | crate::envelope::END_STREAM,
        }
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
        }
    }

    /// Writes an error that is the whole response, with bare framing: status, headers, body.
    pub(crate) fn write_error(self, err: ConnectError) -> (StatusCode, HeaderMap, Bytes) {
        match self {
            Wire::ConnectUnary | Wire::ConnectStream => connect::write_unary_error(err),
        }
    }

    /// The header that lists compressions for messages of the other side.
    pub(crate) const fn accept_encoding(self) -> http::HeaderName {
        match self {
            Wire::ConnectUnary => header::ACCEPT_ENCODING,
            Wire::ConnectStream => connect::ACCEPT_ENCODING,
        }
    }

    /// Reads what [`Wire::write_error`] wrote: the error in a body that came with an error's status.
    pub(crate) fn read_error(
        self,
        status: StatusCode,
        headers: &Metadata,
        trailers: Metadata,
        body: &[u8],
    ) -> ConnectError {
        match self {
            Wire::ConnectUnary | Wire::ConnectStream => {
                connect::read_unary_error(status, headers, trailers, body)
            }
        }
    }

    /// Writes the end of an enveloped response.
    pub(crate) fn write_end(self, end: End) -> EndForm {
        match self {
            Wire::ConnectUnary | Wire::ConnectStream => EndForm::Envelope(
                crate::envelope::END_STREAM,
                Payload::made(connect::write_end_stream(end)),
            ),
        }
    }

    /// Reads the data of the envelope that ends a response.
    ///
    /// # Errors
    /// `internal` if it has no form of an end.
    pub(crate) fn read_end(self, data: &[u8]) -> Result<End, ConnectError> {
        match self {
            Wire::ConnectUnary | Wire::ConnectStream => connect::read_end_stream(data),
        }
    }

    /// The end of a response whose body stopped without one.
    pub(crate) fn missing_end(self) -> ConnectError {
        match self {
            Wire::ConnectUnary | Wire::ConnectStream => {
                ConnectError::internal("the stream ended without an end of stream message")
            }
        }
    }
}

/// Reads the head of a request for the method `spec`.
///
/// # Errors
/// What HTTP alone can say of it (405, 415), or an error of the RPC: a bad timeout, an unknown
/// compression, another version of the protocol, none at all where `require_version` asks for one.
pub(crate) fn read_request(
    parts: &request::Parts,
    spec: Spec,
    require_version: bool,
) -> Result<RequestHead, Refusal> {
    match parts.method {
        Method::POST => {}
        Method::GET if spec.allows_get() => {
            return connect_get::read_request(parts, require_version);
        }
        _ => return Err(wrong_verb(spec)),
    }
    let streams = spec.stream_type.client_streams() || spec.stream_type.server_streams();
    let (wire, codec) = match meta::content_type(&parts.headers).and_then(read_content_type) {
        Some((Wire::ConnectUnary, codec)) if !streams => (Wire::ConnectUnary, codec),
        Some((Wire::ConnectStream, codec)) if streams => (Wire::ConnectStream, codec),
        _ => return Err(unsupported_content_type(spec)),
    };
    let head = match wire {
        Wire::ConnectUnary => connect::read_unary_request(&parts.headers, codec, require_version),
        Wire::ConnectStream => connect::read_stream_request(&parts.headers, codec),
    };
    head.map_err(|err| Refusal::Rpc(wire, codec, err))
}

/// The form and codec that a content type (in small letters, without parameters) stands for.
fn read_content_type(content_type: &str) -> Option<(Wire, Codec)> {
    let subtype = content_type.strip_prefix("application/")?;
    match subtype.strip_prefix("connect+") {
        Some(codec) => Some((Wire::ConnectStream, Codec::from_name(codec)?)),
        None => Some((Wire::ConnectUnary, Codec::from_name(subtype)?)),
    }
}

/// The answer to a path that no method has.
///
/// A unary request gets the status 404, which clients of any kind understand; a stream gets the error in
/// its own form. Connect protocol, "HTTP to Error Code": 404 is `unimplemented`.
pub(crate) fn read_unknown(parts: &request::Parts) -> (Wire, Codec, ConnectError) {
    let path = meta::shown(parts.uri.path(), 128);
    let err = ConnectError::unimplemented(format!("unknown method \"{path}\""));
    let known = meta::content_type(&parts.headers).and_then(read_content_type);
    let (wire, codec) = known.unwrap_or((Wire::ConnectUnary, Codec::Json));
    (wire, codec, err)
}

/// 405, with the verbs that would do (HTTP Semantics, "405 Method Not Allowed").
fn wrong_verb(spec: Spec) -> Refusal {
    let allow = match spec.allows_get() {
        true => "GET, POST",
        false => "POST",
    };
    let header = (header::ALLOW, HeaderValue::from_static(allow));
    Refusal::Http(StatusCode::METHOD_NOT_ALLOWED, Some(header))
}

/// 415, with the content types that would do.
fn unsupported_content_type(spec: Spec) -> Refusal {
    let streams = spec.stream_type.client_streams() || spec.stream_type.server_streams();
    let accept = match streams {
        true => "application/connect+json, application/connect+proto",
        false => "application/json, application/proto",
    };
    let header = (
        http::HeaderName::from_static("accept-post"),
        HeaderValue::from_static(accept),
    );
    Refusal::Http(StatusCode::UNSUPPORTED_MEDIA_TYPE, Some(header))
}

/// Writes the headers of a client's POST.
pub(crate) fn write_request(call: &CallHead<'_>) -> HeaderMap {
    match call.wire {
        Wire::ConnectUnary => connect::write_unary_request(call),
        Wire::ConnectStream => connect::write_stream_request(call),
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
    }
}
