//! The walk of a request through the server: head, messages, interceptors and handler, response.
//!
//! Every error on the way down lands in [`serve`], which writes it in the form of the request. With bare
//! framing the single message is awaited before the head is written, for the head tells how it went; with
//! enveloped framing the head goes first.

use bytes::Bytes;
use http::{HeaderValue, StatusCode, header, request};

use crate::{
    body::{
        Body,
        decode::{self, Decoder, Incoming},
        encode::{Encoder, Outgoing},
        incoming::IncomingBody,
    },
    codec::Codec,
    compression::Compression,
    deadline,
    error::ConnectError,
    messages::{Messages, Role},
    metadata::Metadata,
    protocol::{self, Framing, Refusal, RequestHead, Wire, meta},
    request::{Head, Peer, Request, Response},
    server::{
        guard::{Guarded, guard_messages},
        router::Route,
    },
};

/// Answers a request for the method of `route`.
pub(crate) async fn serve(
    route: &Route,
    parts: request::Parts,
    mut body: IncomingBody,
) -> http::Response<Body> {
    let required = route.config.require_protocol_version;
    let head = match protocol::read_request(&parts, route.spec, required) {
        Ok(head) => head,
        Err(refusal) => return refuse(refusal),
    };
    let is_get = head.inline.is_some();
    let how = Outgoing {
        wire: head.wire,
        compression: match route.config.compress {
            true => head.accepted,
            false => Compression::Identity,
        },
        compress_min_bytes: route.config.compress_min_bytes,
        send_max_bytes: route.config.send_max_bytes,
    };
    let deadline = head.timeout.and_then(deadline::after);
    let codec = head.codec;
    let answer = async {
        // A body that was announced is refused with the head. HTTP/2 need not announce one.
        if is_get && !decode::is_empty(&mut body).await? {
            return Ok(refuse(protocol::connect_get::unexpected_body()));
        }
        let request = read(route, head, parts, body, deadline).await?;
        let response = Guarded(route.chain.run(&*route.handler, request)).await?;
        // An interceptor may have answered in a codec of its own choice; the caller knows only one.
        if response.message().codec() != codec {
            return Err(ConnectError::internal("the response is in another codec"));
        }
        match how.wire.framing() {
            Framing::Bare => write_bare(how, response).await,
            Framing::Enveloped => Ok(write_enveloped(how, response, deadline)),
        }
    };
    let mut response = match deadline::limit(deadline, answer).await {
        Ok(response) => response,
        Err(err) => write_error(how, codec, err.into_sendable()),
    };
    if is_get {
        // What a cache holds depends on what the caller accepts (Connect protocol, Unary-Get-Request).
        let vary = HeaderValue::from_static("Accept-Encoding");
        response.headers_mut().append(header::VARY, vary);
    }
    response
}

/// Answers a request for a path that no method has.
pub(crate) fn unknown(parts: &request::Parts) -> http::Response<Body> {
    let (wire, codec, err) = protocol::read_unknown(parts);
    let mut response = write_refusal(wire, codec, err);
    if wire.framing() == Framing::Bare {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

async fn read(
    route: &Route,
    head: RequestHead,
    parts: request::Parts,
    body: IncomingBody,
    deadline: Option<std::time::Instant>,
) -> Result<Request<Messages>, ConnectError> {
    let how = Incoming {
        wire: head.wire,
        compression: head.compression,
        read_max_bytes: route.config.read_max_bytes,
        role: Role::Server,
        many: route.spec.stream_type.client_streams(),
    };
    let message = match (how.wire.framing(), head.inline) {
        (_, Some(inline)) => {
            Messages::of_payload(head.codec, how.read_inline(inline.into_bytes())?)
        }
        (Framing::Bare, None) => Messages::of_payload(head.codec, how.read_bare(body).await?),
        (Framing::Enveloped, None) => Messages::of_stream(head.codec, Decoder::new(body, how)),
    };
    let mut extensions = parts.extensions;
    let peer = extensions.remove::<Peer>().unwrap_or_default();
    let query = parts.uri.query().map(|query| Bytes::copy_from_slice(query.as_bytes()));
    Ok(Request {
        message,
        head: Head {
            spec: route.spec,
            protocol: how.wire.protocol(),
            codec: head.codec,
            headers: parts.headers.into(),
            timeout: head.timeout,
            deadline,
            peer,
            method: parts.method,
            query,
            extensions,
            ..Head::default()
        },
    })
}

/// The single message first, then the head that knows it.
async fn write_bare(
    how: Outgoing,
    response: Response<Messages>,
) -> Result<http::Response<Body>, ConnectError> {
    let Response {
        message: messages,
        headers,
        ..
    } = response;
    let codec = messages.codec();
    let (payload, trailers) = guard_messages(messages).take_one().await?;
    let (payload, compression) = how.write(payload)?;
    let mut out = http::Response::new(Body::once(payload.into_bytes()));
    *out.headers_mut() = how.wire.write_response(codec, compression, &headers, &trailers);
    Ok(out)
}

/// The head first, then whatever comes, and the end last.
fn write_enveloped(
    how: Outgoing,
    response: Response<Messages>,
    deadline: Option<std::time::Instant>,
) -> http::Response<Body> {
    let Response {
        message, headers, ..
    } = response;
    let codec = message.codec();
    let messages = deadline::limit_messages(deadline, guard_messages(message));
    let mut out = http::Response::new(Encoder::response(messages, how));
    let none = Metadata::new();
    *out.headers_mut() = how.wire.write_response(codec, how.compression, &headers, &none);
    out
}

fn write_error(
    how: Outgoing,
    codec: Codec,
    mut err: ConnectError,
) -> http::Response<Body> {
    if how.wire.framing() == Framing::Bare {
        let (status, headers, body) = how.wire.write_error(err);
        let mut out = http::Response::new(Body::once(body));
        *out.status_mut() = status;
        *out.headers_mut() = headers;
        return out;
    }
    let headers = err.take_response_headers();
    let messages = Messages::failed(codec, err);
    let mut out = http::Response::new(Encoder::response(messages, how));
    let none = Metadata::new();
    *out.headers_mut() = how.wire.write_response(codec, how.compression, &headers, &none);
    out
}

/// Answers what did not come as far as its messages.
fn refuse(refusal: Refusal) -> http::Response<Body> {
    match refusal {
        Refusal::Http(status, extra) => {
            let mut out = http::Response::new(Body::empty());
            *out.status_mut() = status;
            out.headers_mut().extend(extra);
            out
        }
        Refusal::Rpc(wire, codec, err) => {
            let mut out = write_refusal(wire, codec, err);
            // A caller whose compression is unknown learns here which are known.
            if let Ok(value) = HeaderValue::try_from(meta::format_accept(Compression::enabled())) {
                out.headers_mut().insert(wire.accept_encoding(), value);
            }
            out
        }
    }
}

fn write_refusal(wire: Wire, codec: Codec, err: ConnectError) -> http::Response<Body> {
    let how = Outgoing {
        wire,
        compression: Compression::Identity,
        compress_min_bytes: usize::MAX,
        send_max_bytes: usize::MAX,
    };
    write_error(how, codec, err)
}
