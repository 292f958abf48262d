//! Serves `interop.v1.InteropService` with this library, in all its protocols and to browsers too.
//!
//! Prints `listening PORT PORT`, then answers HTTP/1.1 and HTTP/2 in the clear on that port until its
//! standard input ends.

use std::{error::Error, future::pending, net::TcpListener, time::Duration};

use connect::{ConnectError, Context, Metadata, Router, Server, Streaming};
use connect_interop::{
    failure,
    schema::{
        CountdownRequest, CountdownResponse, EchoRequest, EchoResponse, FailRequest, FailResponse,
        GreetRequest, GreetResponse, InteropService, InteropServiceServer, StallRequest,
        StallResponse, SumRequest, SumResponse, WatchRequest, WatchResponse,
    },
    stalls::Stalls,
};
use http::{HeaderName, Method, header};
use tokio::io::AsyncReadExt;
use tower_http::cors::{Any, Cors};

#[derive(Default)]
struct Interop {
    stalls: Stalls,
}

impl InteropService for Interop {
    async fn greet(
        &self,
        ctx: &mut Context,
        request: GreetRequest,
    ) -> Result<GreetResponse, ConnectError> {
        send_back(ctx)?;
        let left = ctx.time_remaining().unwrap_or_default();
        Ok(GreetResponse {
            greeting: format!("Hello, {}!", request.name),
            request: Some(request),
            timeout_ms: left.as_micros().div_ceil(1000) as i32,
            ..GreetResponse::default()
        })
    }

    async fn countdown(
        &self,
        ctx: &mut Context,
        request: CountdownRequest,
    ) -> Result<Streaming<CountdownResponse>, ConnectError> {
        send_back(ctx)?;
        Ok(Streaming::channel(move |replies| async move {
            for (sent, left) in (0..=request.start).rev().enumerate() {
                if request
                    .fail_after
                    .is_some_and(|after| after as usize == sent)
                {
                    return Err(failure("countdown"));
                }
                replies
                    .send(CountdownResponse {
                        left,
                        ..CountdownResponse::default()
                    })
                    .await?;
            }
            Ok(())
        }))
    }

    async fn sum(
        &self,
        _: &mut Context,
        mut requests: Streaming<SumRequest>,
    ) -> Result<SumResponse, ConnectError> {
        let mut response = SumResponse::default();
        while let Some(request) = requests.try_next().await? {
            response.sum += request.number;
            response.count += 1;
        }
        Ok(response)
    }

    async fn echo(
        &self,
        _: &mut Context,
        mut requests: Streaming<EchoRequest>,
    ) -> Result<Streaming<EchoResponse>, ConnectError> {
        Ok(Streaming::channel(|replies| async move {
            while let Some(request) = requests.try_next().await? {
                let reply = EchoResponse {
                    text: request.text,
                    ..EchoResponse::default()
                };
                replies.send(reply).await?;
            }
            Ok(())
        }))
    }

    async fn fail(
        &self,
        ctx: &mut Context,
        request: FailRequest,
    ) -> Result<FailResponse, ConnectError> {
        send_back(ctx)?;
        Err(failure(&request.name))
    }

    async fn stall(
        &self,
        _: &mut Context,
        request: StallRequest,
    ) -> Result<StallResponse, ConnectError> {
        let _stalled = self.stalls.begin(&request.name);
        pending().await
    }

    async fn stall_stream(
        &self,
        _: &mut Context,
        request: StallRequest,
    ) -> Result<Streaming<StallResponse>, ConnectError> {
        let stalled = self.stalls.begin(&request.name);
        Ok(Streaming::channel(|replies| async move {
            let _stalled = stalled;
            replies.send(stalled_at(request)).await?;
            pending().await
        }))
    }

    async fn stall_bidi(
        &self,
        _: &mut Context,
        mut requests: Streaming<StallRequest>,
    ) -> Result<Streaming<StallResponse>, ConnectError> {
        let stalls = self.stalls.clone();
        Ok(Streaming::channel(|replies| async move {
            let mut stalled = Vec::new();
            while let Some(request) = requests.try_next().await? {
                stalled.push(stalls.begin(&request.name));
                replies.send(stalled_at(request)).await?;
            }
            pending().await
        }))
    }

    async fn watch(
        &self,
        _: &mut Context,
        request: WatchRequest,
    ) -> Result<WatchResponse, ConnectError> {
        self.stalls.reached(&request.name, request.stage).await;
        Ok(WatchResponse::default())
    }
}

fn stalled_at(request: StallRequest) -> StallResponse {
    StallResponse {
        name: request.name,
        ..StallResponse::default()
    }
}

/// Puts the metadata that the schema names into the response, twice.
fn send_back(ctx: &mut Context) -> Result<(), ConnectError> {
    let mut headers = Metadata::new();
    let mut trailers = Metadata::new();
    for value in ctx.headers().get_all("x-interop") {
        headers.append("x-interop", value)?;
        trailers.append("x-interop-end", value)?;
    }
    for value in ctx.headers().get_all_bin("x-interop-bin")? {
        headers.append_bin("x-interop-bin", &value)?;
        trailers.append_bin("x-interop-end-bin", &value)?;
    }
    ctx.response_headers().extend(&headers);
    ctx.response_trailers().extend(&trailers);
    Ok(())
}

/// Lets scripts of any origin call, and see what this service sends them.
fn for_browsers(router: Router) -> Cors<Router> {
    let seen = [
        // What gRPC-Web has in a head, if nothing follows it.
        "grpc-status",
        "grpc-message",
        "grpc-status-details-bin",
        // What this service has in its headers, and the trailers of Connect's unary calls.
        "x-interop",
        "x-interop-bin",
        "trailer-x-interop-end",
        "trailer-x-interop-end-bin",
    ];
    Cors::new(router)
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::CONTENT_TYPE,
            HeaderName::from_static("connect-protocol-version"),
            HeaderName::from_static("connect-timeout-ms"),
            HeaderName::from_static("grpc-timeout"),
            HeaderName::from_static("x-grpc-web"),
            HeaderName::from_static("x-user-agent"),
            HeaderName::from_static("x-interop"),
            HeaderName::from_static("x-interop-bin"),
        ])
        .expose_headers(seen.map(HeaderName::from_static))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    println!("listening {port} {port}");
    let stdin_ended = async {
        // An input that fails has ended too.
        let _ = tokio::io::stdin().read_to_end(&mut Vec::new()).await;
    };
    // Compressed for all who take it, however short it is.
    let service = InteropServiceServer::new(Interop::default()).compress_min_bytes(0);
    Server::from_listener(listener)
        .shutdown(stdin_ended)
        .shutdown_limit(Duration::from_millis(200))
        .serve(for_browsers(Router::new().add(service)))
        .await?;
    Ok(())
}
