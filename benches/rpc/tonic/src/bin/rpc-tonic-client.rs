//! tonic's client.

use rpc_program::{Protocol, TEXT};
use rpc_tonic::echo::Text;
use rpc_tonic::echo::echo_service_client::EchoServiceClient;

fn main() -> rpc_program::Outcome {
    rpc_program::call(async |url, protocol, count| {
        if protocol != Protocol::Grpc {
            return Err("tonic speaks gRPC".into());
        }
        let mut client = EchoServiceClient::connect(url).await?;
        for _ in 0..count {
            let text = TEXT.to_owned();
            let reply = client.echo(Text { text }).await?.into_inner();
            assert_eq!(reply.text, TEXT);
        }
        Ok(())
    })
}
