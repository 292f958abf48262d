//! One server, called in each protocol: Connect, gRPC and gRPC-Web, on one port.
//!
//! What differs between the clients is one line of their builders. An error keeps its code, text and details
//! in all of them.

use std::{error::Error, net::TcpListener};

use connect::{
    Client, ConnectError, Context, HttpVersion, Protocol, Router, Server, rpc::ErrorInfo,
};
use greet::{
    GreetManyRequest, GreetRequest, GreetResponse, GreetService, GreetServiceClient,
    GreetServiceServer,
};

// Methods that are not written answer `unimplemented`.
#[connect::proto("proto/greet/v1/greet.proto", default_stubs = true)]
mod greet {}

struct Greeter;

impl GreetService for Greeter {
    async fn greet(
        &self,
        ctx: &mut Context,
        request: GreetRequest,
    ) -> Result<GreetResponse, ConnectError> {
        if request.name.is_empty() {
            let info = ErrorInfo::default().with_reason("NAMELESS");
            return Err(ConnectError::invalid_argument("name is empty").detail(info));
        }
        let greeting = format!("Hello, {}, by {:?}!", request.name, ctx.protocol());
        Ok(GreetResponse::default().with_greeting(greeting))
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    // A public server might answer `.protocols([Protocol::Connect, Protocol::GrpcWeb])` alone.
    let router = Router::new().add(GreetServiceServer::new(Greeter));
    tokio::spawn(Server::from_listener(listener).serve(router));

    for client in [
        Client::builder(&url),
        Client::builder(&url)
            .json()
            .http_version(HttpVersion::Http2),
        Client::builder(&url).protocol(Protocol::Grpc),
        Client::builder(&url).grpc_web(),
        Client::builder(&url).grpc_web_text().json(),
    ] {
        let client = GreetServiceClient::new(client.build()?);
        let response = client
            .greet(GreetRequest::default().with_name("Ada"))
            .await?;
        println!("{}", response.greeting);

        let err = client
            .greet(GreetRequest::default())
            .await
            .expect_err("the name is empty");
        let reasons = err.details::<ErrorInfo>();
        println!("{err} ({})", reasons[0].reason);

        let mut none = client.greet_many(GreetManyRequest::default()).await?;
        let err = none.try_next().await.expect_err("it is not written");
        println!("{}", err.code());
    }
    Ok(())
}
