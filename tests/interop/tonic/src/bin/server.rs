//! Serves `interop.v1.InteropService` with tonic, in gRPC and in gRPC-Web, binary and as text.
//!
//! Prints `listening PORT PORT`, then answers HTTP/1.1 and HTTP/2 in the clear on that port until its standard
//! input ends.

use std::{
    collections::HashMap, error::Error, future::pending, pin::Pin, sync::Arc, time::Duration,
};

use async_stream::try_stream;
use interop_tonic::schema::{
    CountdownRequest, CountdownResponse, EchoRequest, EchoResponse, FailDetail, FailRequest,
    FailResponse, GreetRequest, GreetResponse, Stage, StallRequest, StallResponse, SumRequest,
    SumResponse, WatchRequest, WatchResponse,
    interop_service_server::{InteropService, InteropServiceServer},
};
use prost::Message;
use tokio::{io::AsyncReadExt, net::TcpListener, sync::watch};
use tokio_stream::{Stream, wrappers::TcpListenerStream};
use tonic::{
    Code, Request, Response, Status, Streaming,
    codec::CompressionEncoding,
    metadata::{MetadataMap, MetadataValue},
    transport::Server,
};
use tonic_web::GrpcWebLayer;

type Stages = watch::Sender<HashMap<String, Stage>>;
type Replies<M> = Pin<Box<dyn Stream<Item = Result<M, Status>> + Send>>;

#[derive(Default)]
struct Interop {
    stages: Arc<Stages>,
}

/// A call that stalls. Dropping it tells that the caller has left.
struct Stalled(Arc<Stages>, String);

impl Stalled {
    fn begin(stages: &Arc<Stages>, name: &str) -> Self {
        note(stages, name, Stage::Begun);
        Stalled(stages.clone(), name.to_owned())
    }
}

impl Drop for Stalled {
    fn drop(&mut self) {
        note(&self.0, &self.1, Stage::Left);
    }
}

fn note(stages: &Stages, name: &str, stage: Stage) {
    stages.send_modify(|stages| {
        stages.insert(name.to_owned(), stage);
    });
}

/// The metadata that the schema names: what goes into headers, and into the trailers of a failure, which are the
/// only ones that tonic lets a service set.
fn metadata(from: &MetadataMap) -> (MetadataMap, MetadataMap) {
    let (mut headers, mut trailers) = (MetadataMap::new(), MetadataMap::new());
    for value in from.get_all("x-interop") {
        headers.append("x-interop", value.clone());
        trailers.append("x-interop-end", value.clone());
    }
    for value in from.get_all_bin("x-interop-bin") {
        // What came is base64 as the client wrote it.
        let value = MetadataValue::from_bytes(&value.to_bytes().unwrap_or_default());
        headers.append_bin("x-interop-bin", value.clone());
        trailers.append_bin("x-interop-end-bin", value);
    }
    (headers, trailers)
}

fn failure(name: &str, trailers: MetadataMap) -> Status {
    let detail = FailDetail {
        name: name.to_owned(),
        tried: 3,
    };
    let status = tonic_types::Status {
        code: Code::NotFound as i32,
        message: format!("no such thing: {name}"),
        details: vec![prost_types::Any {
            type_url: "type.googleapis.com/interop.v1.FailDetail".to_owned(),
            value: detail.encode_to_vec(),
        }],
    };
    let details = status.encode_to_vec().into();
    Status::with_details_and_metadata(Code::NotFound, status.message, details, trailers)
}

/// The whole milliseconds of `grpc-timeout`; 0 without one.
fn timeout_ms(metadata: &MetadataMap) -> i32 {
    let value = metadata
        .get("grpc-timeout")
        .and_then(|value| value.to_str().ok());
    let Some((digits, unit)) = value.and_then(|value| value.split_at_checked(value.len() - 1))
    else {
        return 0;
    };
    let count: u64 = digits.parse().unwrap_or_default();
    let timeout = match unit {
        "S" => Duration::from_secs(count),
        "m" => Duration::from_millis(count),
        "u" => Duration::from_micros(count),
        _ => Duration::from_nanos(count),
    };
    timeout.as_millis() as i32
}

fn with_headers<T>(message: T, headers: MetadataMap) -> Response<T> {
    let mut response = Response::new(message);
    *response.metadata_mut() = headers;
    response
}

#[tonic::async_trait]
impl InteropService for Interop {
    async fn greet(
        &self,
        request: Request<GreetRequest>,
    ) -> Result<Response<GreetResponse>, Status> {
        let (headers, _) = metadata(request.metadata());
        let timeout_ms = timeout_ms(request.metadata());
        let request = request.into_inner();
        let response = GreetResponse {
            greeting: format!("Hello, {}!", request.name),
            request: Some(request),
            timeout_ms,
        };
        Ok(with_headers(response, headers))
    }

    type CountdownStream = Replies<CountdownResponse>;

    async fn countdown(
        &self,
        request: Request<CountdownRequest>,
    ) -> Result<Response<Self::CountdownStream>, Status> {
        let (headers, trailers) = metadata(request.metadata());
        let CountdownRequest { start, fail_after } = request.into_inner();
        let replies = try_stream! {
            for (sent, left) in (0..=start).rev().enumerate() {
                if fail_after.is_some_and(|after| after as usize == sent) {
                    Err(failure("countdown", trailers.clone()))?;
                }
                yield CountdownResponse { left };
            }
        };
        Ok(with_headers(Box::pin(replies), headers))
    }

    async fn sum(
        &self,
        request: Request<Streaming<SumRequest>>,
    ) -> Result<Response<SumResponse>, Status> {
        let mut requests = request.into_inner();
        let mut response = SumResponse::default();
        while let Some(request) = requests.message().await? {
            response.sum += request.number;
            response.count += 1;
        }
        Ok(Response::new(response))
    }

    type EchoStream = Replies<EchoResponse>;

    async fn echo(
        &self,
        request: Request<Streaming<EchoRequest>>,
    ) -> Result<Response<Self::EchoStream>, Status> {
        let mut requests = request.into_inner();
        let replies = try_stream! {
            while let Some(EchoRequest { text }) = requests.message().await? {
                yield EchoResponse { text };
            }
        };
        Ok(Response::new(Box::pin(replies)))
    }

    async fn fail(&self, request: Request<FailRequest>) -> Result<Response<FailResponse>, Status> {
        // A failure that is a whole response has headers and trailers in one.
        let (mut all, trailers) = metadata(request.metadata());
        all.as_mut().extend(trailers.into_headers());
        Err(failure(&request.into_inner().name, all))
    }

    async fn stall(
        &self,
        request: Request<StallRequest>,
    ) -> Result<Response<StallResponse>, Status> {
        let _stalled = Stalled::begin(&self.stages, &request.into_inner().name);
        pending().await
    }

    type StallStreamStream = Replies<StallResponse>;

    async fn stall_stream(
        &self,
        request: Request<StallRequest>,
    ) -> Result<Response<Self::StallStreamStream>, Status> {
        let StallRequest { name } = request.into_inner();
        let stalled = Stalled::begin(&self.stages, &name);
        let replies = try_stream! {
            let _stalled = stalled;
            yield StallResponse { name };
            pending::<()>().await;
        };
        Ok(Response::new(Box::pin(replies)))
    }

    type StallBidiStream = Replies<StallResponse>;

    async fn stall_bidi(
        &self,
        request: Request<Streaming<StallRequest>>,
    ) -> Result<Response<Self::StallBidiStream>, Status> {
        let mut requests = request.into_inner();
        let stages = self.stages.clone();
        let replies = try_stream! {
            let mut stalled = Vec::new();
            while let Some(StallRequest { name }) = requests.message().await? {
                stalled.push(Stalled::begin(&stages, &name));
                yield StallResponse { name };
            }
            pending::<()>().await;
        };
        Ok(Response::new(Box::pin(replies)))
    }

    async fn watch(
        &self,
        request: Request<WatchRequest>,
    ) -> Result<Response<WatchResponse>, Status> {
        let request = request.into_inner();
        let (name, stage) = (&request.name, request.stage());
        let mut stages = self.stages.subscribe();
        let come =
            |now: Option<&Stage>| now.is_some_and(|now| *now == stage || *now == Stage::Left);
        // It fails only where nobody could tell any more, and `self` can.
        let _ = stages.wait_for(|stages| come(stages.get(name))).await;
        Ok(Response::new(WatchResponse {}))
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    println!("listening {port} {port}");
    let service = InteropServiceServer::new(Interop::default())
        .accept_compressed(CompressionEncoding::Gzip)
        .send_compressed(CompressionEncoding::Gzip);
    let serving = Server::builder()
        .accept_http1(true)
        .layer(GrpcWebLayer::new())
        .add_service(service)
        .serve_with_incoming(TcpListenerStream::new(listener));
    let mut input = Vec::new();
    tokio::select! {
        served = serving => served?,
        _ = async { tokio::io::stdin().read_to_end(&mut input).await } => {}
    }
    // The thread that waits for the input would keep the runtime.
    std::process::exit(0)
}
