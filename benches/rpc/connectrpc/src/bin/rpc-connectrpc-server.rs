//! connectrpc's server.

use std::sync::Arc;

use connectrpc::{
    InboundStream, RequestContext, Response, Router, Server, ServiceRequest, ServiceResult,
    ServiceStream,
};
use futures_util::{StreamExt, stream};
use rpc_connectrpc::proto::echo::v1::{Blob, EchoService, RepeatRequest, Text};
use tokio::net::TcpListener;

struct Echo;

#[allow(refining_impl_trait, reason = "its documentation writes handlers so")]
impl EchoService for Echo {
    async fn echo(
        &self,
        _: RequestContext,
        request: ServiceRequest<'_, Text>,
    ) -> ServiceResult<Text> {
        Response::ok(request.to_owned_message())
    }

    async fn echo_blob(
        &self,
        _: RequestContext,
        request: ServiceRequest<'_, Blob>,
    ) -> ServiceResult<Blob> {
        Response::ok(request.to_owned_message())
    }

    async fn repeat(
        &self,
        _: RequestContext,
        request: ServiceRequest<'_, RepeatRequest>,
    ) -> ServiceResult<ServiceStream<Text>> {
        let RepeatRequest { text, times, .. } = request.to_owned_message();
        let texts = (0..times).map(move |_| {
            Ok(Text {
                text: text.clone(),
                ..Default::default()
            })
        });
        Response::stream_ok(stream::iter(texts))
    }

    async fn converse(
        &self,
        _: RequestContext,
        requests: InboundStream<Text>,
    ) -> ServiceResult<ServiceStream<Text>> {
        Response::stream_ok(requests.map(|text| Ok(text?.to_owned_message())))
    }
}

fn main() -> rpc_program::Outcome {
    rpc_program::serve(async |listener, _| {
        let router = Router::new().add_service(Arc::new(Echo));
        Server::from_listener(TcpListener::from_std(listener)?)
            .serve(router)
            .await
    })
}
