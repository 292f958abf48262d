//! Server and client in one program: calls each of the four shapes, prints what went over, and leaves.
//!
//! With `--serve` it stays up and prints a line for curl. `--serve 127.0.0.1:8080` chooses the address.

use std::{error::Error, net::TcpListener};

use connect::{ConnectError, Context, Router, Server, Streaming};
use greet::{
    GreetManyRequest, GreetRequest, GreetResponse, GreetService, GreetServiceClient,
    GreetServiceServer,
};

#[connect::proto("proto/greet/v1/greet.proto")]
mod greet {}

struct Greeter;

impl GreetService for Greeter {
    async fn greet(
        &self,
        ctx: &mut Context,
        request: GreetRequest,
    ) -> Result<GreetResponse, ConnectError> {
        if request.name.is_empty() {
            return Err(ConnectError::invalid_argument("name is empty"));
        }
        ctx.response_headers().insert("greet-version", "v1")?;
        Ok(hello(&request.name))
    }

    async fn greet_many(
        &self,
        _ctx: &mut Context,
        request: GreetManyRequest,
    ) -> Result<Streaming<GreetResponse>, ConnectError> {
        let greeting = hello(&request.name);
        Ok(Streaming::from_iter(
            (0..request.times).map(move |_| greeting.clone()),
        ))
    }

    async fn greet_all(
        &self,
        _ctx: &mut Context,
        mut requests: Streaming<GreetRequest>,
    ) -> Result<GreetResponse, ConnectError> {
        let mut names = Vec::new();
        while let Some(request) = requests.try_next().await? {
            names.push(request.name);
        }
        Ok(hello(&names.join(" and ")))
    }

    async fn greet_each(
        &self,
        _ctx: &mut Context,
        mut requests: Streaming<GreetRequest>,
    ) -> Result<Streaming<GreetResponse>, ConnectError> {
        Ok(Streaming::channel(|tx| async move {
            while let Some(request) = requests.try_next().await? {
                tx.send(hello(&request.name)).await?;
            }
            Ok(())
        }))
    }
}

fn hello(name: &str) -> GreetResponse {
    GreetResponse::default().with_greeting(format!("Hello, {name}!"))
}

fn named(name: &str) -> GreetRequest {
    GreetRequest::default().with_name(name)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let router = Router::new().add(GreetServiceServer::new(Greeter));
    let mut args = std::env::args().skip(1);
    if args.next().as_deref() == Some("--serve") {
        let address = args.next().unwrap_or_else(|| "127.0.0.1:8080".to_owned());
        return serve(router, &address).await;
    }

    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    let server = tokio::spawn(Server::from_listener(listener).serve(router));
    call(&url).await?;
    server.abort();
    Ok(())
}

/// Calls each shape.
async fn call(url: &str) -> Result<(), ConnectError> {
    let client = GreetServiceClient::connect(url)?;

    println!("unary          -> Ada");
    let response = client.greet(named("Ada")).await?;
    println!("               <- {}", response.greeting);

    println!("server stream  -> Ada, 3 times");
    let request = GreetManyRequest::default()
        .with_name("Ada")
        .with_times(3_u32);
    let mut greetings = client.greet_many(request).await?;
    while let Some(response) = greetings.try_next().await? {
        println!("               <- {}", response.greeting);
    }

    println!("client stream  -> Ada, Grace");
    let response = client.greet_all(["Ada", "Grace"].map(named)).await?;
    println!("               <- {}", response.greeting);

    let (tx, mut rx) = client.greet_each().await?;
    for name in ["Ada", "Grace"] {
        println!("bidi stream    -> {name}");
        tx.send(named(name)).await?;
        if let Some(response) = rx.try_next().await? {
            println!("               <- {}", response.greeting);
        }
    }
    tx.finish();

    println!("an error       -> (nobody)");
    match client.greet(GreetRequest::default()).await {
        Ok(response) => println!("               <- {}", response.greeting),
        Err(err) => println!("               <- {err}"),
    }
    Ok(())
}

/// Serves until interrupted.
async fn serve(router: Router, address: &str) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind(address)?;
    let url = format!("http://{}", listener.local_addr()?);
    println!("listening on {url}; try:");
    println!(
        "  curl -d '{{\"name\":\"Ada\"}}' -H 'content-type: application/json' {url}/greet.v1.GreetService/Greet"
    );
    let interrupted = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    Server::from_listener(listener)
        .shutdown(interrupted)
        .serve(router)
        .await?;
    Ok(())
}
