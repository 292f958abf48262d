//! One call of the suite: makes it as the case directs, and records what came of it.
//!
//! Canceling a call is dropping it, here as everywhere. A dropped call reports nothing, so this file
//! itself writes `canceled` where the case has it drop one.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use connect::{ConnectError, Message, Request, Response, Streaming};
use tokio::sync::Notify;
use tokio::time::sleep;

use crate::convert::{to_headers, to_schema_error, unpack_all};
use crate::schema::client_compat_request::cancel::CancelTiming;
use crate::schema::{
    BidiStreamRequest, BidiStreamResponse, ClientCompatRequest, ClientResponseResult,
    ClientStreamRequest, ClientStreamResponse, ConformancePayload, ConformanceServiceClient,
    IdempotentUnaryResponse, ServerStreamResponse, StreamType, UnaryResponse,
    UnimplementedResponse,
};

/// Makes the call of one case.
///
/// # Errors
/// If the case asks for what no call can do: an unknown method, or messages that are not the method's.
/// A call that fails is no error; the result records it.
pub async fn run(
    client: &ConformanceServiceClient,
    case: &ClientCompatRequest,
) -> Result<ClientResponseResult, String> {
    match case.method.as_deref().unwrap_or_default() {
        "Unary" => {
            let request = single(case)?;
            Ok(unary(case, client.call_unary(request)).await)
        }
        "IdempotentUnary" => {
            let request = single(case)?;
            Ok(unary(case, client.call_idempotent_unary(request)).await)
        }
        "Unimplemented" => {
            let request = single(case)?;
            Ok(unary(case, client.call_unimplemented(request)).await)
        }
        "ServerStream" => {
            let request = single(case)?;
            Ok(server_stream(case, client.call_server_stream(request)).await)
        }
        "ClientStream" => client_stream(client, case).await,
        "BidiStream" => bidi_stream(client, case).await,
        method => Err(format!("there is no method {method:?}")),
    }
}

/// The request of a case that sends exactly one message.
fn single<M: Message>(case: &ClientCompatRequest) -> Result<Request<M>, String> {
    let messages: [M; 1] = unpack_all(&case.request_messages)?
        .try_into()
        .map_err(|messages: Vec<M>| format!("{} messages instead of one", messages.len()))?;
    let [message] = messages;
    Ok(request(case, message))
}

/// A request with the headers, the timeout and the HTTP method of the case.
fn request<T>(case: &ClientCompatRequest, message: T) -> Request<T> {
    let mut request = Request::new(message);
    for header in &case.request_headers {
        for value in &header.value {
            request = request.header(&header.name, value);
        }
    }
    if let Some(timeout_ms) = case.timeout_ms {
        request = request.timeout(Duration::from_millis(timeout_ms.into()));
    }
    if case.use_get_http_method {
        request = request.use_get();
    }
    request
}

async fn unary<M: Payload>(
    case: &ClientCompatRequest,
    call: impl Future<Output = Result<Response<M>, ConnectError>>,
) -> ClientResponseResult {
    let mut result = ClientResponseResult::default();
    let outcome = tokio::select! {
        // On a busy machine the answer may be here as well by the time that somebody looks.
        biased;
        err = canceled_after_close(case) => Err(err),
        outcome = call => outcome,
    };
    record_single(&mut result, outcome);
    result
}

async fn client_stream(
    client: &ConformanceServiceClient,
    case: &ClientCompatRequest,
) -> Result<ClientResponseResult, String> {
    let messages = unpack_all::<ClientStreamRequest>(&case.request_messages)?;
    let total = messages.len();
    let sent = AtomicUsize::new(0);
    let (requests, body) = Streaming::pair();
    let send = async {
        for message in messages {
            sleep(request_delay(case)).await;
            if requests.send(message).await.is_err() {
                // The call is over; its own outcome says why.
                return std::future::pending().await;
            }
            sent.fetch_add(1, Ordering::Relaxed);
        }
        canceled_before_close(case)?;
        requests.finish();
        Err(canceled_after_close(case).await)
    };
    let outcome = tokio::select! {
        biased;
        outcome = send => outcome,
        outcome = client.call_client_stream(request(case, body)) => outcome,
    };
    let mut result = ClientResponseResult::default();
    record_single(&mut result, outcome);
    record_unsent(&mut result, total - sent.into_inner());
    Ok(result)
}

async fn server_stream(
    case: &ClientCompatRequest,
    call: impl Future<Output = Result<Response<Streaming<ServerStreamResponse>>, ConnectError>>,
) -> ClientResponseResult {
    let mut result = ClientResponseResult::default();
    let outcome = tokio::select! {
        biased;
        err = canceled_after_close(case) => Err(err),
        outcome = receive(case, call, &mut result, || ()) => outcome,
    };
    record_failure(&mut result, outcome);
    result
}

async fn bidi_stream(
    client: &ConformanceServiceClient,
    case: &ClientCompatRequest,
) -> Result<ClientResponseResult, String> {
    let messages = unpack_all::<BidiStreamRequest>(&case.request_messages)?;
    let total = messages.len();
    let sent = AtomicUsize::new(0);
    let answered = Notify::new();
    let full_duplex = case.stream_type == StreamType::FullDuplexBidiStream;
    let (requests, body) = Streaming::pair();
    let send = async {
        for message in messages {
            sleep(request_delay(case)).await;
            if requests.send(message).await.is_err() {
                return std::future::pending().await;
            }
            sent.fetch_add(1, Ordering::Relaxed);
            if full_duplex {
                answered.notified().await;
            }
        }
        canceled_before_close(case)?;
        requests.finish();
        Err(canceled_after_close(case).await)
    };
    let call = client.call_bidi_stream(request(case, body));
    let mut result = ClientResponseResult::default();
    let outcome = tokio::select! {
        biased;
        outcome = send => outcome,
        outcome = receive(case, call, &mut result, || answered.notify_one()) => outcome,
    };
    record_failure(&mut result, outcome);
    record_unsent(&mut result, total - sent.into_inner());
    Ok(result)
}

/// Reads a response stream to its end, or to the response after which the case cancels.
async fn receive<M: Payload>(
    case: &ClientCompatRequest,
    call: impl Future<Output = Result<Response<Streaming<M>>, ConnectError>>,
    result: &mut ClientResponseResult,
    received: impl Fn(),
) -> Result<(), ConnectError> {
    let response = call.await?;
    result.response_headers = to_headers(response.headers());
    let mut stream = response.into_message();
    let outcome = loop {
        match stream.try_next().await {
            Ok(Some(message)) => result.payloads.push(message.payload()),
            outcome => break outcome.map(|_| ()),
        }
        received();
        if cancels_after(case, result.payloads.len()) {
            break Err(canceled());
        }
    };
    result.response_headers = to_headers(stream.headers());
    result.response_trailers = to_headers(stream.trailers());
    outcome
}

fn record_single<M: Payload>(
    result: &mut ClientResponseResult,
    outcome: Result<Response<M>, ConnectError>,
) {
    match outcome {
        Ok(response) => {
            result.response_headers = to_headers(response.headers());
            result.response_trailers = to_headers(response.trailers());
            result.payloads.push(response.into_message().payload());
        }
        Err(err) => record_failure(result, Err(err)),
    }
}

/// Records an error, whose metadata are the headers and trailers in one.
fn record_failure(result: &mut ClientResponseResult, outcome: Result<(), ConnectError>) {
    let Err(err) = outcome else {
        return;
    };
    if result.response_trailers.is_empty() {
        result.response_trailers = to_headers(err.metadata());
    }
    result.error = Some(to_schema_error(&err));
}

fn record_unsent(result: &mut ClientResponseResult, unsent: usize) {
    if result.error.is_some() {
        result.num_unsent_requests = i32::try_from(unsent).unwrap_or(i32::MAX);
    }
}

fn request_delay(case: &ClientCompatRequest) -> Duration {
    Duration::from_millis(case.request_delay_ms.into())
}

/// When the case cancels, if it does.
///
/// A cancellation without a time is one right after the close of the request.
fn cancel_timing(case: &ClientCompatRequest) -> Option<CancelTiming> {
    let cancel = case.cancel.as_ref()?;
    Some(
        cancel
            .cancel_timing
            .clone()
            .unwrap_or(CancelTiming::AfterCloseSendMs(0)),
    )
}

fn canceled() -> ConnectError {
    ConnectError::canceled("canceled as the case directs")
}

fn canceled_before_close(case: &ClientCompatRequest) -> Result<(), ConnectError> {
    match cancel_timing(case) {
        Some(CancelTiming::BeforeCloseSend(_)) => Err(canceled()),
        _ => Ok(()),
    }
}

/// Never returns if the case does not cancel after the close of the request.
async fn canceled_after_close(case: &ClientCompatRequest) -> ConnectError {
    match cancel_timing(case) {
        Some(CancelTiming::AfterCloseSendMs(ms)) => sleep(Duration::from_millis(ms.into())).await,
        _ => std::future::pending().await,
    }
    canceled()
}

fn cancels_after(case: &ClientCompatRequest, responses: usize) -> bool {
    matches!(cancel_timing(case), Some(CancelTiming::AfterNumResponses(number)) if number as usize == responses)
}

/// A response message of the suite.
trait Payload: Message {
    fn payload(self) -> ConformancePayload;
}

macro_rules! payload {
    ($($message:ident)*) => {$(
        impl Payload for $message {
            fn payload(self) -> ConformancePayload {
                self.payload.unwrap_or_default()
            }
        }
    )*};
}

payload!(UnaryResponse IdempotentUnaryResponse ClientStreamResponse ServerStreamResponse BidiStreamResponse);

impl Payload for UnimplementedResponse {
    fn payload(self) -> ConformancePayload {
        ConformancePayload::default()
    }
}
