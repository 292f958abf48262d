//! The two halves of a request's stream, for each of which h3 has a type for clients and one for servers.

use std::{
    error::Error,
    future::poll_fn,
    pin::pin,
    task::{Context, Poll, ready},
};

use bytes::{Buf, Bytes};
use h3::{
    client,
    error::{Code, StreamError},
    server,
};
use http::HeaderMap;
use http_body::Body;

use crate::http3::quic::{RecvStream, SendStream};

/// On which a message comes, once its head has been read.
pub(crate) trait ReceiveHalf: Send + Unpin + 'static {
    /// The next bytes of the body; `None` behind the last.
    fn poll_data(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, StreamError>>;

    /// What stands behind the body.
    fn poll_trailers(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Option<HeaderMap>, StreamError>>;
}

/// On which a message is sent, once its head has been.
pub(crate) trait SendHalf: Send {
    fn data(&mut self, data: Bytes) -> impl Future<Output = Result<(), StreamError>> + Send;

    fn trailers(
        &mut self,
        trailers: HeaderMap,
    ) -> impl Future<Output = Result<(), StreamError>> + Send;

    fn finish(&mut self) -> impl Future<Output = Result<(), StreamError>> + Send;

    fn reset(&mut self, code: Code);
}

macro_rules! halves {
    ($($role:ident)*) => {$(
        impl ReceiveHalf for $role::RequestStream<RecvStream, Bytes> {
            fn poll_data(
                &mut self,
                cx: &mut Context<'_>,
            ) -> Poll<Result<Option<Bytes>, StreamError>> {
                let data = ready!(self.poll_recv_data(cx))?;
                // Behind the type that h3 hides are `Bytes`, which are not copied.
                Poll::Ready(Ok(data.map(|mut data| data.copy_to_bytes(data.remaining()))))
            }

            fn poll_trailers(
                &mut self,
                cx: &mut Context<'_>,
            ) -> Poll<Result<Option<HeaderMap>, StreamError>> {
                self.poll_recv_trailers(cx)
            }
        }

        impl SendHalf for $role::RequestStream<SendStream, Bytes> {
            async fn data(&mut self, data: Bytes) -> Result<(), StreamError> {
                self.send_data(data).await
            }

            async fn trailers(&mut self, trailers: HeaderMap) -> Result<(), StreamError> {
                self.send_trailers(trailers).await
            }

            async fn finish(&mut self) -> Result<(), StreamError> {
                $role::RequestStream::finish(self).await
            }

            fn reset(&mut self, code: Code) {
                self.stop_stream(code);
            }
        }
    )*};
}

halves!(client server);

/// Why a body was not sent to its end.
#[derive(Debug)]
pub(crate) enum Unsent {
    /// The peer does not take it, or is gone.
    Refused,
    /// It failed itself.
    Body(Box<dyn Error + Send + Sync>),
}

/// Sends a body, with its trailers, and the end. It is reset with `code` if the body fails.
///
/// What is written here leaves when the stream has room for it, so that the body is asked for no more than the
/// peer takes.
pub(crate) async fn send_body<H, B>(half: &mut H, body: B, code: Code) -> Result<(), Unsent>
where
    H: SendHalf,
    B: Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>> + Send,
{
    let mut body = pin!(body);
    while !body.is_end_stream() {
        let frame = poll_fn(|cx| {
            let frame = ready!(body.as_mut().poll_frame(cx));
            // An error need not be `Send` before.
            Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
        });
        let frame = match frame.await {
            None => break,
            Some(Ok(frame)) => frame,
            Some(Err(error)) => {
                half.reset(code);
                return Err(Unsent::Body(error));
            }
        };
        match frame.into_data() {
            Ok(data) if data.is_empty() => {}
            Ok(data) => half.data(data).await.map_err(refused)?,
            Err(frame) => {
                if let Ok(trailers) = frame.into_trailers() {
                    half.trailers(trailers).await.map_err(refused)?;
                }
            }
        }
    }
    half.finish().await.map_err(refused)
}

fn refused(_: StreamError) -> Unsent {
    Unsent::Refused
}
