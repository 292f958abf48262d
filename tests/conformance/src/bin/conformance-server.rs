//! The server under test: serves `ConformanceService` as one `ServerCompatRequest` directs.
//!
//! It tells on standard output where it listens, and serves until the runner ends the process.

use std::error::Error;
use std::io;
use std::net::TcpListener;
use std::os::fd::AsFd;

use connect::{Router, Server, ServerTls};
use connect_conformance::frames;
use connect_conformance::schema::{
    ConformanceServiceServer, HttpVersion, ServerCompatRequest, ServerCompatResponse,
};
use connect_conformance::service::Conformance;
use tokio::io::Interest;
use tokio::net::unix::pipe;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let directed = frames::read::<ServerCompatRequest>(&mut tokio::io::stdin()).await?;
    let directed = directed.ok_or("the runner sent no request")?;

    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut response = ServerCompatResponse {
        host: "127.0.0.1".to_owned(),
        port: listener.local_addr()?.port().into(),
        ..ServerCompatResponse::default()
    };
    let mut server = Server::from_listener(listener);
    if directed.use_tls {
        let credentials = directed
            .server_creds
            .ok_or("the runner sent no credentials")?;
        let mut tls = ServerTls::from_pem(&credentials.cert, &credentials.key)?;
        if !directed.client_tls_cert.is_empty() {
            tls = tls.client_ca_pem(&directed.client_tls_cert)?;
        }
        server = server.tls(tls);
        response.pem_cert = credentials.cert;
    }
    if directed.http_version == HttpVersion::HttpVersion3 {
        server = server.http3();
    }

    let mut service = ConformanceServiceServer::new(Conformance);
    if directed.message_receive_limit > 0 {
        service = service.read_max_bytes(directed.message_receive_limit as usize);
    }
    frames::write(&mut tokio::io::stdout(), &response).await?;
    tokio::select! {
        served = server.serve(Router::new().add(service)) => served?,
        left = runner_left() => left?,
    }
    Ok(())
}

/// Waits until nobody reads our standard output: a runner that is killed tells its servers nothing.
async fn runner_left() -> io::Result<()> {
    let stdout = io::stdout().as_fd().try_clone_to_owned()?;
    let Ok(stdout) = pipe::Sender::from_owned_fd(stdout) else {
        // No pipe, so no runner either.
        return std::future::pending().await;
    };
    stdout.ready(Interest::ERROR).await.map(|_| ())
}
