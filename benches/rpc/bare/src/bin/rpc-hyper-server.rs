//! gRPC and Connect on hyper alone.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, header::CONTENT_TYPE};
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use prost::Message;
use rpc_bare::echo::Text;
use rpc_bare::{
    Answer, CONNECTION_WINDOW_BYTES, CONVERSE, MAX_FRAME_BYTES, Received, STREAM_WINDOW_BYTES,
    frame,
};
use rpc_program::{Http, Outcome};
use tokio::net::{TcpListener, TcpStream};

fn main() -> Outcome {
    rpc_program::serve(async |listener, http| {
        let listener = TcpListener::from_std(listener)?;
        loop {
            let (stream, _) = listener.accept().await?;
            tokio::spawn(connection(stream, http));
        }
    })
}

async fn connection(stream: TcpStream, http: Http) -> Outcome {
    stream.set_nodelay(true)?;
    let io = TokioIo::new(stream);
    match http {
        Http::Http1 => {
            let service = service_fn(connect);
            http1::Builder::new().serve_connection(io, service).await?;
        }
        Http::Http2 => {
            http2::Builder::new(TokioExecutor::new())
                .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
                .initial_stream_window_size(STREAM_WINDOW_BYTES)
                .max_frame_size(MAX_FRAME_BYTES)
                .serve_connection(io, service_fn(grpc))
                .await?;
        }
    }
    Ok(())
}

/// A unary call of Connect.
async fn connect(request: Request<Incoming>) -> Result<Response<Reply>, hyper::Error> {
    let (head, body) = request.into_parts();
    let received = collect(body).await?;
    let content_type = &head.headers[CONTENT_TYPE];
    let sent: Bytes = if content_type == "application/json" {
        let text: Text = serde_json::from_slice(&received).expect("JSON of the schema");
        let json = serde_json::to_vec(&text).expect("a text that has a JSON form");
        json.into()
    } else {
        let text = Text::decode(received).expect("a message of the schema");
        text.encode_to_vec().into()
    };
    let mut response = Response::new(Reply::Whole(Some(sent)));
    let content_type = content_type.clone();
    response.headers_mut().insert(CONTENT_TYPE, content_type);
    Ok(response)
}

/// A call of gRPC.
async fn grpc(request: Request<Incoming>) -> Result<Response<Reply>, hyper::Error> {
    let (head, body) = request.into_parts();
    let messages = if head.uri.path() == CONVERSE {
        Messages::Echoed {
            requests: body,
            received: Received::default(),
        }
    } else {
        Messages::Answer(Answer::of(head.uri.path(), collect(body).await?))
    };
    let mut response = Response::new(Reply::Call(Some(messages)));
    let grpc = HeaderValue::from_static("application/grpc");
    response.headers_mut().insert(CONTENT_TYPE, grpc);
    Ok(response)
}

async fn collect(mut body: Incoming) -> Result<Bytes, hyper::Error> {
    let mut received = Received::default();
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame?.into_data() {
            received.push(data);
        }
    }
    Ok(received.whole())
}

/// The body of a response.
enum Reply {
    /// Connect's: a message.
    Whole(Option<Bytes>),
    /// gRPC's: messages, then trailers.
    Call(Option<Messages>),
}

enum Messages {
    Answer(Answer),
    Echoed {
        requests: Incoming,
        received: Received,
    },
}

impl Body for Reply {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let messages = match self.get_mut() {
            Reply::Whole(message) => return Poll::Ready(message.take().map(Frame::data).map(Ok)),
            Reply::Call(messages) => messages,
        };
        let next = match messages {
            None => return Poll::Ready(None),
            Some(Messages::Answer(answer)) => answer.next(),
            Some(Messages::Echoed { requests, received }) => {
                ready!(poll_echoed(requests, received, cx)).transpose()?
            }
        };
        let frame = match next {
            Some(data) => Frame::data(data),
            None => {
                *messages = None;
                let mut trailers = HeaderMap::with_capacity(1);
                trailers.insert("grpc-status", HeaderValue::from_static("0"));
                Frame::trailers(trailers)
            }
        };
        Poll::Ready(Some(Ok(frame)))
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Reply::Whole(None) | Reply::Call(None))
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Reply::Whole(message) => {
                SizeHint::with_exact(message.as_ref().map_or(0, Bytes::len) as u64)
            }
            Reply::Call(_) => SizeHint::default(),
        }
    }
}

/// The frame for the next text that comes.
fn poll_echoed(
    requests: &mut Incoming,
    received: &mut Received,
    cx: &mut Context<'_>,
) -> Poll<Option<Result<Bytes, hyper::Error>>> {
    loop {
        if let Some(text) = received.take::<Text>() {
            return Poll::Ready(Some(Ok(frame(&text))));
        }
        match ready!(Pin::new(&mut *requests).poll_frame(cx)?) {
            Some(frame) => {
                if let Ok(data) = frame.into_data() {
                    received.push(data);
                }
            }
            None => return Poll::Ready(None),
        }
    }
}
