//! `ConformanceService`: answers each call as its first request message directs, and echoes what it saw.

use std::time::Duration;

use connect::protobuf::Any;
use connect::{ConnectError, Context, Sender, Streaming};
use tokio::time::sleep;

use crate::convert::{append_headers, pack, to_connect_error, to_headers};
use crate::schema::conformance_payload::{ConnectGetInfo, RequestInfo};
use crate::schema::unary_response_definition::Response as Directed;
use crate::schema::{
    BidiStreamRequest, BidiStreamResponse, ClientStreamRequest, ClientStreamResponse,
    ConformancePayload, ConformanceService, Error, Header, IdempotentUnaryRequest,
    IdempotentUnaryResponse, ServerStreamRequest, ServerStreamResponse, StreamResponseDefinition,
    UnaryRequest, UnaryResponse, UnaryResponseDefinition,
};

/// The service under test. `Unimplemented` has no method here: the generated default answers it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Conformance;

impl ConformanceService for Conformance {
    async fn unary(
        &self,
        ctx: &mut Context,
        request: UnaryRequest,
    ) -> Result<UnaryResponse, ConnectError> {
        let seen = request_info(ctx, vec![pack(&request)]);
        let payload = one_payload(ctx, request.response_definition, seen).await?;
        Ok(UnaryResponse::from_payload(payload))
    }

    async fn idempotent_unary(
        &self,
        ctx: &mut Context,
        request: IdempotentUnaryRequest,
    ) -> Result<IdempotentUnaryResponse, ConnectError> {
        let seen = request_info(ctx, vec![pack(&request)]);
        let payload = one_payload(ctx, request.response_definition, seen).await?;
        Ok(IdempotentUnaryResponse::from_payload(payload))
    }

    async fn client_stream(
        &self,
        ctx: &mut Context,
        mut requests: Streaming<ClientStreamRequest>,
    ) -> Result<ClientStreamResponse, ConnectError> {
        let mut packed = Vec::new();
        let mut definition = None;
        while let Some(request) = requests.try_next().await? {
            packed.push(pack(&request));
            if packed.len() == 1 {
                definition = request.response_definition;
            }
        }
        let seen = request_info(ctx, packed);
        let payload = one_payload(ctx, definition, seen).await?;
        Ok(ClientStreamResponse::from_payload(payload))
    }

    async fn server_stream(
        &self,
        ctx: &mut Context,
        request: ServerStreamRequest,
    ) -> Result<Streaming<ServerStreamResponse>, ConnectError> {
        let seen = request_info(ctx, vec![pack(&request)]);
        let answer = Answer::new(ctx, request.response_definition, seen)?;
        Ok(Streaming::channel(|replies| answer.finish(replies)))
    }

    async fn bidi_stream(
        &self,
        ctx: &mut Context,
        mut requests: Streaming<BidiStreamRequest>,
    ) -> Result<Streaming<BidiStreamResponse>, ConnectError> {
        let Some(first) = requests.try_next().await? else {
            return Ok(Streaming::from_iter([]));
        };
        let mut seen = request_info(ctx, vec![pack(&first)]);
        if first.full_duplex {
            let answer = Answer::new(ctx, first.response_definition, seen)?;
            return Ok(Streaming::channel(|replies| {
                answer.converse(requests, replies)
            }));
        }
        while let Some(request) = requests.try_next().await? {
            seen.requests.push(pack(&request));
        }
        let answer = Answer::new(ctx, first.response_definition, seen)?;
        Ok(Streaming::channel(|replies| answer.finish(replies)))
    }
}

/// The payload, or the failure, of a call that has one response message.
async fn one_payload(
    ctx: &mut Context,
    definition: Option<UnaryResponseDefinition>,
    seen: RequestInfo,
) -> Result<ConformancePayload, ConnectError> {
    let definition = definition.unwrap_or_default();
    append_headers(ctx.response_headers(), &definition.response_headers)?;
    append_headers(ctx.response_trailers(), &definition.response_trailers)?;
    sleep(Duration::from_millis(definition.response_delay_ms.into())).await;
    match definition.response {
        Some(Directed::Error(error)) => Err(to_connect_error(error).detail(seen)),
        Some(Directed::ResponseData(data)) => Ok(payload(data, Some(seen))),
        None => Ok(payload(bytes::Bytes::new(), Some(seen))),
    }
}

/// What is left to send of a response stream.
struct Answer {
    data: std::vec::IntoIter<bytes::Bytes>,
    delay: Duration,
    error: Option<Error>,
    /// What was seen of the request and not echoed yet.
    seen: Option<RequestInfo>,
}

impl Answer {
    fn new(
        ctx: &mut Context,
        definition: Option<StreamResponseDefinition>,
        seen: RequestInfo,
    ) -> Result<Self, ConnectError> {
        let definition = definition.unwrap_or_default();
        append_headers(ctx.response_headers(), &definition.response_headers)?;
        append_headers(ctx.response_trailers(), &definition.response_trailers)?;
        Ok(Answer {
            data: definition.response_data.into_iter(),
            delay: Duration::from_millis(definition.response_delay_ms.into()),
            error: definition.error,
            seen: Some(seen),
        })
    }

    /// Sends one reply for each request, then all that is left.
    async fn converse(
        mut self,
        mut requests: Streaming<BidiStreamRequest>,
        replies: Sender<BidiStreamResponse>,
    ) -> Result<(), ConnectError> {
        while self.send_next(&replies).await? {
            let Some(request) = requests.try_next().await? else {
                break;
            };
            if self.data.len() == 0 {
                break;
            }
            let requests = vec![pack(&request)];
            self.seen = Some(RequestInfo {
                requests,
                ..RequestInfo::default()
            });
        }
        self.finish(replies).await
    }

    /// Sends all that is left, and ends as directed.
    async fn finish<M: FromPayload>(mut self, replies: Sender<M>) -> Result<(), ConnectError> {
        while self.send_next(&replies).await? {}
        let Some(error) = self.error else {
            return Ok(());
        };
        let err = to_connect_error(error);
        Err(match self.seen {
            Some(seen) => err.detail(seen),
            None => err,
        })
    }

    /// Sends the next reply after the delay; `false` if there is none.
    async fn send_next<M: FromPayload>(
        &mut self,
        replies: &Sender<M>,
    ) -> Result<bool, ConnectError> {
        let Some(data) = self.data.next() else {
            return Ok(false);
        };
        sleep(self.delay).await;
        replies
            .send(M::from_payload(payload(data, self.seen.take())))
            .await?;
        Ok(true)
    }
}

fn request_info(ctx: &Context, requests: Vec<Any>) -> RequestInfo {
    RequestInfo {
        request_headers: to_headers(ctx.headers()),
        timeout_ms: ctx
            .timeout()
            .and_then(|timeout| timeout.as_millis().try_into().ok()),
        requests,
        connect_get_info: ctx
            .http_query()
            .filter(|_| by_get(ctx))
            .map(connect_get_info),
        ..RequestInfo::default()
    }
}

fn by_get(ctx: &Context) -> bool {
    ctx.http_method().as_str() == "GET"
}

/// The parameters of a query, their values as they stand there.
fn connect_get_info(query: &str) -> ConnectGetInfo {
    let header = |parameter: &str| {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        Header {
            name: name.to_owned(),
            value: vec![value.to_owned()],
            ..Header::default()
        }
    };
    ConnectGetInfo {
        query_params: query.split('&').map(header).collect(),
        ..ConnectGetInfo::default()
    }
}

fn payload(data: bytes::Bytes, seen: Option<RequestInfo>) -> ConformancePayload {
    ConformancePayload {
        data,
        request_info: seen,
        ..ConformancePayload::default()
    }
}

/// A response message, all of which hold a payload and nothing else.
trait FromPayload: Send + 'static {
    fn from_payload(payload: ConformancePayload) -> Self;
}

macro_rules! from_payload {
    ($($message:ident)*) => {$(
        impl FromPayload for $message {
            fn from_payload(payload: ConformancePayload) -> Self {
                $message { payload: Some(payload), ..$message::default() }
            }
        }
    )*};
}

from_payload!(UnaryResponse IdempotentUnaryResponse ClientStreamResponse ServerStreamResponse BidiStreamResponse);
