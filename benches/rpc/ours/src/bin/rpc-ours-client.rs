//! Our client.

use connect::Client;
use rpc_ours::echo::{EchoServiceClient, Text};
use rpc_program::{Protocol, TEXT};

fn main() -> rpc_program::Outcome {
    rpc_program::call(async |url, protocol, count| {
        let builder = Client::builder(url);
        let builder = match protocol {
            Protocol::Connect => builder,
            Protocol::Grpc => builder.grpc(),
        };
        let client = EchoServiceClient::new(builder.build()?);
        for _ in 0..count {
            let reply = client.echo(Text::default().with_text(TEXT)).await?;
            assert_eq!(reply.text, TEXT);
        }
        Ok(())
    })
}
