//! Serves `interop.v1.InteropService` with this library.
//!
//! Prints `listening PORT PORT`, then answers HTTP/1.1 and HTTP/2 in the clear on that port until its
//! standard input ends.

use std::error::Error;
use std::net::TcpListener;
use std::time::Duration;

use connect::{ConnectError, Context, Router, Server, Streaming};
use connect_interop::schema::{
    CountdownRequest, CountdownResponse, EchoRequest, EchoResponse, FailDetail, FailRequest,
    FailResponse, GreetRequest, GreetResponse, InteropService, InteropServiceServer, StallRequest,
    StallResponse, SumRequest, SumResponse,
};
use tokio::io::AsyncReadExt;

struct Interop;

impl InteropService for Interop {
    async fn greet(
        &self,
        ctx: &mut Context,
        request: GreetRequest,
    ) -> Result<GreetResponse, ConnectError> {
        let value = ctx
            .headers()
            .get("x-interop")
            .unwrap_or_default()
            .to_owned();
        ctx.response_headers().insert("x-interop", &value)?;
        ctx.response_trailers().insert("x-interop-end", &value)?;
        Ok(GreetResponse {
            greeting: format!("Hello, {}!", request.name),
            request: Some(request),
            ..GreetResponse::default()
        })
    }

    async fn countdown(
        &self,
        _: &mut Context,
        request: CountdownRequest,
    ) -> Result<Streaming<CountdownResponse>, ConnectError> {
        let left = (0..=request.start).rev();
        Ok(Streaming::from_iter(left.map(|left| CountdownResponse {
            left,
            ..CountdownResponse::default()
        })))
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
        _: &mut Context,
        request: FailRequest,
    ) -> Result<FailResponse, ConnectError> {
        let message = format!("no such thing: {}", request.name);
        let detail = FailDetail {
            name: request.name,
            tried: 3,
            ..FailDetail::default()
        };
        Err(ConnectError::not_found(message).detail(detail))
    }

    async fn stall(&self, _: &mut Context, _: StallRequest) -> Result<StallResponse, ConnectError> {
        tokio::time::sleep(Duration::from_secs(20)).await;
        Ok(StallResponse::default())
    }
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
    Server::from_listener(listener)
        .shutdown(stdin_ended)
        .shutdown_limit(Duration::from_millis(200))
        .serve(Router::new().add(InteropServiceServer::new(Interop)))
        .await?;
    Ok(())
}
