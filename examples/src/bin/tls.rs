//! TLS with certificates on both sides, made on the spot: `cargo run --bin tls --features tls`.

use std::{error::Error, net::TcpListener};

use connect::{Client, ClientTls, ConnectError, Context, Router, Server, ServerTls};
use greet::{GreetRequest, GreetResponse, GreetService, GreetServiceClient, GreetServiceServer};
use rcgen::{CertificateParams, CertifiedIssuer, IsCa, KeyPair};

#[connect::proto("proto/greet/v1/greet.proto", default_stubs = true)]
mod greet {}

struct Greeter;

impl GreetService for Greeter {
    async fn greet(
        &self,
        ctx: &mut Context,
        request: GreetRequest,
    ) -> Result<GreetResponse, ConnectError> {
        let shown = ctx.peer().certificates.len();
        let greeting = format!("Hello, {}! You show {shown} certificate.", request.name);
        Ok(GreetResponse::default().with_greeting(greeting))
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut params = CertificateParams::new(Vec::<String>::new())?;
    params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
    let issue = |name: &str| -> Result<(String, String), rcgen::Error> {
        let key = KeyPair::generate()?;
        let params = CertificateParams::new(vec![name.to_owned()])?;
        let certificate = params.signed_by(&key, &authority)?;
        Ok((certificate.pem(), key.serialize_pem()))
    };

    let (certificate, key) = issue("localhost")?;
    let tls = ServerTls::from_pem(certificate, key)?.client_ca_pem(authority.pem())?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    let router = Router::new().add(GreetServiceServer::new(Greeter));
    let server = tokio::spawn(Server::from_listener(listener).tls(tls).serve(router));

    let (certificate, key) = issue("Ada")?;
    let tls = ClientTls::new()
        .ca_pem(authority.pem())?
        .identity_pem(certificate, key)?;
    let url = format!("https://localhost:{port}");
    let client = GreetServiceClient::new(Client::builder(&url).tls(tls).build()?);
    let response = client
        .greet(GreetRequest::default().with_name("Ada"))
        .await?;
    println!("{}", response.greeting);

    let tls = ClientTls::new().ca_pem(authority.pem())?;
    let stranger = GreetServiceClient::new(Client::builder(&url).tls(tls).build()?);
    if let Err(err) = stranger.greet(GreetRequest::default()).await {
        println!("without a certificate: {err}");
    }
    server.abort();
    Ok(())
}
