//! Our server.

use connect::{ConnectError, Context, Router, Server, Streaming};
use rpc_ours::echo::{Blob, EchoService, EchoServiceServer, RepeatRequest, Text};

struct Echo;

impl EchoService for Echo {
    async fn echo(&self, _: &mut Context, request: Text) -> Result<Text, ConnectError> {
        Ok(request)
    }

    async fn echo_blob(&self, _: &mut Context, request: Blob) -> Result<Blob, ConnectError> {
        Ok(request)
    }

    async fn repeat(
        &self,
        _: &mut Context,
        request: RepeatRequest,
    ) -> Result<Streaming<Text>, ConnectError> {
        let texts = (0..request.times).map(move |_| Text::default().with_text(&request.text));
        Ok(Streaming::from_iter(texts))
    }

    async fn converse(
        &self,
        _: &mut Context,
        mut requests: Streaming<Text>,
    ) -> Result<Streaming<Text>, ConnectError> {
        Ok(Streaming::channel(|tx| async move {
            while let Some(text) = requests.try_next().await? {
                tx.send(text).await?;
            }
            Ok(())
        }))
    }
}

fn main() -> rpc_program::Outcome {
    rpc_program::serve(async |listener, _| {
        let router = Router::new().add(EchoServiceServer::new(Echo));
        Ok(Server::from_listener(listener).serve(router).await?)
    })
}
