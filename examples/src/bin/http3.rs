//! HTTP/1.1, HTTP/2 and HTTP/3 on one port: `cargo run --bin http3 --features http3`.

use std::{error::Error, net::TcpListener};

use connect::{
    Client, ClientTls, ConnectError, Context, HttpVersion, Router, Server, ServerTls, Streaming,
};
use greet::{GreetRequest, GreetResponse, GreetService, GreetServiceClient, GreetServiceServer};

#[connect::proto("proto/greet/v1/greet.proto", default_stubs = true)]
mod greet {}

struct Greeter;

impl GreetService for Greeter {
    async fn greet(
        &self,
        _ctx: &mut Context,
        request: GreetRequest,
    ) -> Result<GreetResponse, ConnectError> {
        Ok(hello(&request))
    }

    async fn greet_each(
        &self,
        _ctx: &mut Context,
        mut requests: Streaming<GreetRequest>,
    ) -> Result<Streaming<GreetResponse>, ConnectError> {
        Ok(Streaming::channel(|tx| async move {
            while let Some(request) = requests.try_next().await? {
                tx.send(hello(&request)).await?;
            }
            Ok(())
        }))
    }
}

fn hello(request: &GreetRequest) -> GreetResponse {
    GreetResponse::default().with_greeting(format!("Hello, {}!", request.name))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // HTTP/3 is always over TLS, so that there must be a certificate, if only one that vouches for itself.
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
    let certificate = made.cert.pem();
    let tls = ServerTls::from_pem(&certificate, made.signing_key.serialize_pem())?;

    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("https://localhost:{}", listener.local_addr()?.port());
    let router = Router::new().add(GreetServiceServer::new(Greeter));
    let server = Server::from_listener(listener).tls(tls).http3();
    let server = tokio::spawn(server.serve(router));

    let tls = ClientTls::new().ca_pem(certificate)?;
    for version in [HttpVersion::Http1, HttpVersion::Http2, HttpVersion::Http3] {
        let client = Client::builder(&url).tls(tls.clone()).http_version(version);
        let client = GreetServiceClient::new(client.build()?);
        let response = client
            .greet(GreetRequest::default().with_name("Ada"))
            .await?;
        println!("{version:?}: {}", response.greeting);
    }

    let client = Client::builder(&url)
        .tls(tls)
        .http_version(HttpVersion::Http3);
    let client = GreetServiceClient::new(client.build()?);
    let (sender, mut responses) = client.greet_each().await?;
    for name in ["Grace", "Mary"] {
        sender.send(GreetRequest::default().with_name(name)).await?;
        if let Some(response) = responses.try_next().await? {
            println!("as soon as they are named: {}", response.greeting);
        }
    }
    server.abort();
    Ok(())
}
