//! tonic's server.

use std::pin::Pin;

use futures_util::{Stream, StreamExt, stream};
use rpc_tonic::echo::echo_service_server::{EchoService, EchoServiceServer};
use rpc_tonic::echo::{Blob, RepeatRequest, Text};
use tokio::net::TcpListener;
use tonic::codec::CompressionEncoding::{Gzip, Zstd};
use tonic::transport::{Server, server::TcpIncoming};
use tonic::{Request, Response, Status, Streaming};

struct Echo;

type Texts = Pin<Box<dyn Stream<Item = Result<Text, Status>> + Send>>;

#[tonic::async_trait]
impl EchoService for Echo {
    async fn echo(&self, request: Request<Text>) -> Result<Response<Text>, Status> {
        Ok(Response::new(request.into_inner()))
    }

    async fn echo_blob(&self, request: Request<Blob>) -> Result<Response<Blob>, Status> {
        Ok(Response::new(request.into_inner()))
    }

    type RepeatStream = Texts;

    async fn repeat(&self, request: Request<RepeatRequest>) -> Result<Response<Texts>, Status> {
        let RepeatRequest { text, times } = request.into_inner();
        let texts = (0..times).map(move |_| Ok(Text { text: text.clone() }));
        Ok(Response::new(Box::pin(stream::iter(texts))))
    }

    type ConverseStream = Texts;

    async fn converse(&self, request: Request<Streaming<Text>>) -> Result<Response<Texts>, Status> {
        let texts = request.into_inner();
        Ok(Response::new(Box::pin(texts.map(|text| text))))
    }
}

fn main() -> rpc_program::Outcome {
    rpc_program::serve(async |listener, _| {
        let incoming = TcpIncoming::from(TcpListener::from_std(listener)?).with_nodelay(Some(true));
        let service = EchoServiceServer::new(Echo)
            .send_compressed(Gzip)
            .send_compressed(Zstd);
        Server::builder()
            .add_service(service)
            .serve_with_incoming(incoming)
            .await?;
        Ok(())
    })
}
