//! connectrpc's client, over the transports that its documentation advises.

use connectrpc::Protocol;
use connectrpc::client::{ClientConfig, ClientTransport, Http2Connection, HttpClient};
use http::Uri;
use rpc_connectrpc::proto::echo::v1::{EchoServiceClient, Text};
use rpc_program::{Outcome, TEXT};

/// What may wait for the connection at once.
const BOUND: usize = 1024;

fn main() -> Outcome {
    rpc_program::call(async |url, protocol, count| {
        let url: Uri = url.parse()?;
        let config = ClientConfig::new(url.clone());
        match protocol {
            rpc_program::Protocol::Connect => {
                call(
                    EchoServiceClient::new(HttpClient::plaintext(), config),
                    count,
                )
                .await
            }
            rpc_program::Protocol::Grpc => {
                let connection = Http2Connection::connect_plaintext(url).await?;
                let config = config.with_protocol(Protocol::Grpc);
                call(
                    EchoServiceClient::new(connection.shared(BOUND), config),
                    count,
                )
                .await
            }
        }
    })
}

async fn call<T>(client: EchoServiceClient<T>, count: u64) -> Outcome
where
    T: ClientTransport,
    <T::ResponseBody as http_body::Body>::Error: std::fmt::Display,
{
    for _ in 0..count {
        let request = Text {
            text: TEXT.to_owned(),
            ..Default::default()
        };
        let reply = client.echo(request).await?.into_owned();
        assert_eq!(reply.text, TEXT);
    }
    Ok(())
}
