//! Our client.

use connect::Client;
use rpc_ours::echo::{EchoServiceClient, Text};
use rpc_program::{Protocol, TEXT};

fn main() -> rpc_program::Outcome {
    rpc_program::call(async |url, protocol, count| {
        let client = match protocol {
            Protocol::Connect => Client::builder(url).build()?,
            Protocol::Grpc => return Err("gRPC is not spoken".into()),
        };
        let client = EchoServiceClient::new(client);
        for _ in 0..count {
            let reply = client.echo(Text::default().with_text(TEXT)).await?;
            assert_eq!(reply.text, TEXT);
        }
        Ok(())
    })
}
