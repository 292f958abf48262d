//! gRPC on the h2 crate alone.
//!
//! All streams of a connection run on its own task, so that their answers leave together.

use bytes::Bytes;
use futures_util::stream::{FuturesUnordered, StreamExt};
use h2::server::{Builder, SendResponse};
use h2::{RecvStream, SendStream};
use http::{HeaderMap, HeaderValue, Request, Response, header::CONTENT_TYPE};
use rpc_bare::echo::Text;
use rpc_bare::{
    Answer, CONNECTION_WINDOW_BYTES, CONVERSE, MAX_FRAME_BYTES, Received, STREAM_WINDOW_BYTES,
    frame,
};
use rpc_program::Outcome;
use tokio::net::{TcpListener, TcpStream};

fn main() -> Outcome {
    rpc_program::serve(async |listener, _| {
        let listener = TcpListener::from_std(listener)?;
        loop {
            let (stream, _) = listener.accept().await?;
            tokio::spawn(connection(stream));
        }
    })
}

async fn connection(stream: TcpStream) -> Outcome {
    stream.set_nodelay(true)?;
    let mut connection = Builder::new()
        .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
        .initial_window_size(STREAM_WINDOW_BYTES)
        .max_frame_size(MAX_FRAME_BYTES)
        .handshake(stream)
        .await?;
    let mut streams = FuturesUnordered::new();
    loop {
        tokio::select! {
            biased;
            // All that has come first: the answers then share a write.
            accepted = connection.accept() => match accepted {
                Some(accepted) => {
                    let (request, respond) = accepted?;
                    streams.push(answer(request, respond));
                }
                None => return Ok(()),
            },
            Some(ended) = streams.next() => ended?,
        }
    }
}

async fn answer(request: Request<RecvStream>, mut respond: SendResponse<Bytes>) -> Outcome {
    let (head, mut body) = request.into_parts();
    let mut response = Response::new(());
    let grpc = HeaderValue::from_static("application/grpc");
    response.headers_mut().insert(CONTENT_TYPE, grpc);
    let mut send = if head.uri.path() == CONVERSE {
        let mut send = respond.send_response(response, false)?;
        converse(&mut body, &mut send).await?;
        send
    } else {
        let mut received = Received::default();
        while let Some(data) = data(&mut body).await? {
            received.push(data);
        }
        let answer = Answer::of(head.uri.path(), received.whole());
        let mut send = respond.send_response(response, false)?;
        for frame in answer {
            send.send_data(frame, false)?;
        }
        send
    };
    let mut trailers = HeaderMap::with_capacity(1);
    trailers.insert("grpc-status", HeaderValue::from_static("0"));
    Ok(send.send_trailers(trailers)?)
}

async fn converse(body: &mut RecvStream, send: &mut SendStream<Bytes>) -> Outcome {
    let mut received = Received::default();
    while let Some(data) = data(body).await? {
        received.push(data);
        while let Some(text) = received.take::<Text>() {
            send.send_data(frame(&text), false)?;
        }
    }
    Ok(())
}

async fn data(body: &mut RecvStream) -> Result<Option<Bytes>, h2::Error> {
    let Some(data) = body.data().await.transpose()? else {
        return Ok(None);
    };
    body.flow_control().release_capacity(data.len())?;
    Ok(Some(data))
}
