//! The walk of a request through the server: head, messages, interceptors and handler, response.
//!
//! Every error on the way down lands in [`Call::write`], which writes it in the form of the request. With bare
//! framing the single message is awaited before the head is written, for the head tells how it went; with
//! enveloped framing the head goes first.

use std::{convert::Infallible, future::ready, sync::Arc, time::Instant};

use bytes::Bytes;
use http::{HeaderValue, header, request};
use http_body::Body as _;

use crate::{
    body::{
        Body,
        decode::{Decoder, Incoming, is_empty},
        encode::{Encoder, Outgoing},
        incoming::{DRAIN_MAX_BYTES, IncomingBody},
    },
    codec::Codec,
    compression::Compression,
    deadline,
    error::ConnectError,
    interceptor::BoxFuture,
    messages::{Messages, Role},
    metadata::Metadata,
    payload::Payload,
    protocol::{self, Framing, Refusal, Wire, content_type, meta},
    request::{Head, Request, Response},
    server::{
        guard::{Guarded, guard_messages},
        origin::Origin,
        router::Route,
    },
};

/// The response to come; there always is one.
pub(crate) type Reply = BoxFuture<'static, Result<http::Response<Body>, Infallible>>;

/// A request whose head has been read, on its way to its messages.
struct Call {
    route: Arc<Route>,
    incoming: Incoming,
    outgoing: Outgoing,
    codec: Codec,
    deadline: Option<Instant>,
    /// Whether the body is refused for its length, and is more than is read on of it afterwards.
    too_long_to_skip: bool,
}

/// What comes back from the handler, as far as it has to be awaited.
enum Answer {
    Bare {
        headers: Metadata,
        trailers: Metadata,
        payload: Payload,
        compression: Compression,
    },
    Enveloped(Response<Messages>),
}

/// Answers a request for the method of `route`.
///
/// The head is read at once, so that the future has only what it still needs.
pub(crate) fn serve(route: Arc<Route>, parts: request::Parts, body: IncomingBody) -> Reply {
    let required = route.config.require_protocol_version;
    let read = match protocol::read_request(&parts, route.spec, route.protocols, required) {
        Ok(read) => read,
        Err(refusal) => return Box::pin(ready(Ok(refuse(refusal)))),
    };
    let compression = match route.config.compress {
        true => read.accepted,
        false => Compression::Identity,
    };
    let incoming = Incoming {
        wire: read.wire,
        compression: read.compression,
        read_max_bytes: route.config.read_max_bytes,
        role: Role::Server,
        many: route.spec.stream_type.client_streams(),
    };
    let length = body.size_hint().lower();
    let call = Call {
        incoming,
        outgoing: Outgoing {
            wire: read.wire,
            compression,
            compress_min_bytes: route.config.compress_min_bytes,
            send_max_bytes: route.config.send_max_bytes,
        },
        codec: read.codec,
        deadline: read.timeout.and_then(deadline::after),
        too_long_to_skip: parts.version < http::Version::HTTP_2
            && length > DRAIN_MAX_BYTES as u64
            && incoming.refuses(length),
        route,
    };
    let mut extensions = parts.extensions;
    let origin = body.origin();
    let peer = match Origin::of(origin.as_ref()) {
        Some(origin) => origin.peer.clone(),
        // Another server's, or one that middleware made known.
        None => extensions.remove().unwrap_or_default(),
    };
    let head = Box::new(Head {
        spec: call.route.spec,
        protocol: read.wire.protocol(),
        codec: read.codec,
        timeout: read.timeout,
        deadline: call.deadline,
        peer,
        // Only a GET says anything in its query.
        query: read.inline.is_some().then(|| query(&parts.uri)).flatten(),
        headers: parts.headers.into(),
        method: parts.method,
        extensions,
        origin,
        ..Head::default()
    });
    match read.inline {
        Some(inline) => Box::pin(call.answer_get(head, inline, body)),
        None => Box::pin(call.answer(head, body)),
    }
}

fn query(uri: &http::Uri) -> Option<Bytes> {
    let query = uri.query()?;
    Some(Bytes::copy_from_slice(query.as_bytes()))
}

impl Call {
    async fn answer(
        self,
        head: Box<Head>,
        body: IncomingBody,
    ) -> Result<http::Response<Body>, Infallible> {
        let answer = deadline::limit(self.deadline, async {
            let message = match self.incoming.wire.framing() {
                Framing::Bare => {
                    let payload = self.incoming.read_bare(body).await?;
                    Messages::of_payload(self.codec, payload)
                }
                Framing::Enveloped => {
                    Messages::of_stream(self.codec, Decoder::new(body, self.incoming))
                }
            };
            self.run(Request { message, head }).await
        });
        let answer = answer.await;
        Ok(self.write(answer))
    }

    async fn answer_get(
        self,
        head: Box<Head>,
        inline: Payload,
        body: IncomingBody,
    ) -> Result<http::Response<Body>, Infallible> {
        // A body that was announced is refused with the head, but HTTP/2 need not announce one.
        if !body.is_end_stream() {
            match deadline::limit(self.deadline, is_empty(body)).await {
                Ok(true) => {}
                Ok(false) => {
                    let Route {
                        spec, protocols, ..
                    } = *self.route;
                    return Ok(refuse(content_type::unsupported(spec, protocols)));
                }
                Err(err) => return Ok(self.write(Err(err))),
            }
        }
        let answer = deadline::limit(self.deadline, async {
            let payload = self.incoming.read_inline(inline.into_bytes())?;
            let message = Messages::of_payload(self.codec, payload);
            self.run(Request { message, head }).await
        });
        let answer = answer.await;
        let mut response = self.write(answer);
        // What a cache holds depends on what the caller accepts (Connect protocol, Unary-Get-Request).
        let vary = HeaderValue::from_static("Accept-Encoding");
        response.headers_mut().append(header::VARY, vary);
        Ok(response)
    }

    async fn run(&self, request: Request<Messages>) -> Result<Answer, ConnectError> {
        let Route { chain, handler, .. } = &*self.route;
        let response = Guarded::start(|| chain.run(&**handler, request))?.await?;
        // An interceptor may have answered in a codec of its own choice; the caller knows only one.
        if response.message().codec() != self.codec {
            return Err(ConnectError::internal("the response is in another codec"));
        }
        if self.outgoing.wire.framing() == Framing::Enveloped {
            return Ok(Answer::Enveloped(response));
        }
        let Response {
            message, headers, ..
        } = response;
        let (payload, trailers) = guard_messages(message).take_one().await?;
        let (payload, compression) = self.outgoing.write(payload)?;
        Ok(Answer::Bare {
            headers,
            trailers,
            payload,
            compression,
        })
    }

    fn write(&self, answer: Result<Answer, ConnectError>) -> http::Response<Body> {
        let wire = self.outgoing.wire;
        match answer {
            Ok(Answer::Bare {
                headers,
                trailers,
                payload,
                compression,
            }) => {
                let mut out = http::Response::new(Body::once(payload.into_bytes()));
                *out.headers_mut() =
                    wire.write_response(self.codec, compression, &headers, &trailers);
                out
            }
            Ok(Answer::Enveloped(Response {
                message, headers, ..
            })) => {
                let messages = deadline::limit_messages(self.deadline, guard_messages(message));
                write_enveloped(self.outgoing, self.codec, &headers, messages)
            }
            Err(err) => {
                let mut out = write_error(self.outgoing, self.codec, err.into_sendable());
                // The caller must not send another request after one that nobody reads to its end.
                if self.too_long_to_skip {
                    let close = HeaderValue::from_static("close");
                    out.headers_mut().insert(header::CONNECTION, close);
                }
                out
            }
        }
    }
}

/// Answers a request for a path that no method has.
pub(crate) fn unknown(parts: &request::Parts) -> Reply {
    let (wire, codec, err) = protocol::read_unknown(parts);
    let mut response = write_refusal(wire, codec, err);
    *response.status_mut() = wire.unknown_path_status();
    Box::pin(ready(Ok(response)))
}

/// The head first, then whatever comes, and the end last.
fn write_enveloped(
    how: Outgoing,
    codec: Codec,
    headers: &Metadata,
    messages: Messages,
) -> http::Response<Body> {
    let mut out = http::Response::new(Encoder::response(messages, how));
    let none = Metadata::new();
    *out.headers_mut() = how
        .wire
        .write_response(codec, how.compression, headers, &none);
    out
}

fn write_error(how: Outgoing, codec: Codec, err: ConnectError) -> http::Response<Body> {
    match how.wire.write_error(codec, err) {
        Ok((status, headers, body)) => {
            let mut out = http::Response::new(Body::once(body));
            *out.status_mut() = status;
            *out.headers_mut() = headers;
            out
        }
        Err(mut err) => {
            let headers = err.take_response_headers();
            write_enveloped(how, codec, &headers, Messages::failed(codec, err))
        }
    }
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
