//! The client under test: makes each call that a `ClientCompatRequest` on standard input describes.
//!
//! Calls run at the same time, up to a bound, and results are written as they come. Cases that want the
//! same client share one, and so its connections.

use std::collections::HashMap;
use std::error::Error;
use std::sync::Arc;

use connect::{Client, ClientTls, Compression, HttpVersion};
use connect_conformance::schema::client_compat_response::Result as Outcome;
use connect_conformance::schema::{
    ClientCompatRequest, ClientCompatResponse, ClientErrorResult, Codec, Compression as Asked,
    ConformanceServiceClient, HttpVersion as AskedVersion, Protocol as AskedProtocol,
};
use connect_conformance::{calls, frames};
use tokio::sync::{Semaphore, mpsc};

/// How many calls run at the same time. Most of them wait: for delays, timeouts, cancellations.
const MAX_CALLS: usize = 32;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (results, mut finished) = mpsc::channel::<ClientCompatResponse>(MAX_CALLS);
    let writer = tokio::spawn(async move {
        let mut output = tokio::io::stdout();
        while let Some(result) = finished.recv().await {
            frames::write(&mut output, &result).await?;
        }
        std::io::Result::Ok(())
    });

    let mut input = tokio::io::stdin();
    let mut clients = Clients::default();
    let free = Arc::new(Semaphore::new(MAX_CALLS));
    while let Some(case) = frames::read::<ClientCompatRequest>(&mut input).await? {
        let slot = Arc::clone(&free).acquire_owned().await?;
        let client = clients.of(&case);
        let results = results.clone();
        tokio::spawn(async move {
            let result = answer(client, case).await;
            // Fails only once the writer has, whose error ends the program.
            let _ = results.send(result).await;
            drop(slot);
        });
    }
    drop(results);
    writer.await??;
    Ok(())
}

async fn answer(
    client: Result<ConformanceServiceClient, String>,
    case: ClientCompatRequest,
) -> ClientCompatResponse {
    let outcome = match client {
        Ok(client) => calls::run(&client, &case).await,
        Err(message) => Err(message),
    };
    let failed = |message| {
        Outcome::Error(ClientErrorResult {
            message,
            ..ClientErrorResult::default()
        })
    };
    ClientCompatResponse {
        test_name: case.test_name,
        result: Some(outcome.map_or_else(failed, Outcome::Response)),
        ..ClientCompatResponse::default()
    }
}

/// What of a case makes a difference to its client.
type Key = (u32, i32, i32, i32, i32, u32, bool);

/// The clients made so far.
#[derive(Default)]
struct Clients(HashMap<Key, ConformanceServiceClient>);

impl Clients {
    fn of(&mut self, case: &ClientCompatRequest) -> Result<ConformanceServiceClient, String> {
        let key = (
            case.port,
            case.http_version.into(),
            case.protocol.into(),
            case.codec.into(),
            case.compression.into(),
            case.message_receive_limit,
            case.client_tls_creds.is_some(),
        );
        if let Some(client) = self.0.get(&key) {
            return Ok(client.clone());
        }
        let client = build(case).map_err(|err| err.to_string())?;
        self.0.insert(key, client.clone());
        Ok(client)
    }
}

fn build(case: &ClientCompatRequest) -> Result<ConformanceServiceClient, Box<dyn Error>> {
    let scheme = if case.server_tls_cert.is_empty() {
        "http"
    } else {
        "https"
    };
    let mut builder = Client::builder(format!("{scheme}://{}:{}", case.host, case.port));
    builder = match case.protocol {
        AskedProtocol::Connect => builder,
        AskedProtocol::Grpc => builder.grpc(),
        AskedProtocol::GrpcWeb => builder.grpc_web(),
        _ => return Err("the protocol is not known here".into()),
    };
    builder = match case.http_version {
        AskedVersion::HttpVersion1 => builder.http_version(HttpVersion::Http1),
        AskedVersion::HttpVersion2 => builder.http_version(HttpVersion::Http2),
        AskedVersion::HttpVersion3 => builder.http_version(HttpVersion::Http3),
        _ => return Err("the case names no HTTP version".into()),
    };
    if case.codec == Codec::Json {
        builder = builder.json();
    }
    if let Some(compression) = compression(case) {
        // The suite's server wants every request compressed, however small.
        builder = builder
            .send_compression(compression)
            .compress_min_bytes(0)
            .accept_compression([compression]);
    } else {
        builder = builder.accept_compression([]);
    }
    if case.message_receive_limit > 0 {
        builder = builder.read_max_bytes(case.message_receive_limit as usize);
    }
    if !case.server_tls_cert.is_empty() {
        let mut tls = ClientTls::new().ca_pem(&case.server_tls_cert)?;
        if let Some(credentials) = &case.client_tls_creds {
            tls = tls.identity_pem(&credentials.cert, &credentials.key)?;
        }
        builder = builder.tls(tls);
    }
    Ok(ConformanceServiceClient::new(builder.build()?))
}

fn compression(case: &ClientCompatRequest) -> Option<Compression> {
    match case.compression {
        Asked::Gzip => Some(Compression::Gzip),
        Asked::Br => Some(Compression::Br),
        Asked::Zstd => Some(Compression::Zstd),
        Asked::Deflate => Some(Compression::Deflate),
        Asked::Snappy => Some(Compression::Snappy),
        _ => None,
    }
}
