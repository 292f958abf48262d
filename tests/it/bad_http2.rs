//! HTTP/2 by the h2 crate, for the scripted server.

use std::{io, sync::Arc};

use bytes::Bytes;
use h2::{RecvStream, SendStream, server::SendResponse};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, Version};
use tokio::{net::TcpStream, sync::Notify};

use crate::{
    bad_server::Shared,
    script::{Asked, Step},
};

pub(crate) async fn serve(stream: TcpStream, shared: Shared) -> io::Result<()> {
    let mut connection = h2::server::handshake(stream)
        .await
        .map_err(io::Error::other)?;
    let close = Arc::new(Notify::new());
    loop {
        let request = tokio::select! {
            request = connection.accept() => request,
            () = close.notified() => return Ok(()),
        };
        let Some(request) = request else {
            return Ok(());
        };
        let (request, respond) = request.map_err(io::Error::other)?;
        let (shared, close) = (shared.clone(), close.clone());
        tokio::spawn(answer(request, respond, shared, close));
    }
}

async fn answer(
    request: Request<RecvStream>,
    respond: SendResponse<Bytes>,
    shared: Shared,
    close: Arc<Notify>,
) {
    let (parts, mut body) = request.into_parts();
    let asked = Asked {
        version: Version::HTTP_2,
        method: parts.method,
        target: parts.uri.path_and_query().expect("a path").to_string(),
        headers: parts.headers,
        body: Vec::new(),
        trailers: HeaderMap::new(),
        whole: false,
    };
    let good = asked.good_answer();
    let (number, reply) = shared.begin(asked);
    let reply = reply.unwrap_or(good);
    let holds = reply.holds();
    let answering = async {
        if !reply.early {
            read_body(&mut body, &shared, number).await?;
        }
        play(reply.steps, respond, &close).await
    };
    // A stream that the client resets may be one that was to be held.
    let _ = answering.await;
    if holds {
        shared.left();
    }
}

async fn play(
    steps: Vec<Step>,
    mut respond: SendResponse<Bytes>,
    close: &Notify,
) -> Result<(), h2::Error> {
    let mut stream: Option<SendStream<Bytes>> = None;
    for step in steps {
        match (step, &mut stream) {
            (Step::Head(status, headers), _) => {
                stream = Some(respond.send_response(write_head(status, headers), false)?);
            }
            (Step::HeadOnly(status, headers), _) => {
                stream = Some(respond.send_response(write_head(status, headers), true)?);
            }
            (Step::Trailers(trailers), Some(stream)) => {
                stream.send_trailers(write_fields(trailers))?;
            }
            (Step::Data(data) | Step::Raw(data), Some(stream)) => stream.send_data(data, false)?,
            (Step::End, Some(stream)) => stream.send_data(Bytes::new(), true)?,
            (Step::Reset(reason), Some(stream)) => {
                // What went before goes out before.
                tokio::task::yield_now().await;
                stream.send_reset(reason);
            }
            (Step::Reset(reason), None) => respond.send_reset(reason),
            (Step::Close, _) => {
                tokio::task::yield_now().await;
                close.notify_one();
                // Dropping the stream would reset it while the connection still stands.
                std::future::pending::<()>().await;
            }
            (Step::Hold, Some(stream)) => {
                std::future::poll_fn(|cx| stream.poll_reset(cx)).await?;
            }
            (Step::Hold, None) => {
                std::future::poll_fn(|cx| respond.poll_reset(cx)).await?;
            }
            (step, None) => panic!("{step:?} before a head"),
        }
    }
    Ok(())
}

async fn read_body(body: &mut RecvStream, shared: &Shared, number: usize) -> Result<(), h2::Error> {
    while let Some(data) = body.data().await {
        let data = data?;
        body.flow_control().release_capacity(data.len())?;
        shared.update(number, |asked| asked.body.extend(&data));
    }
    let trailers = body.trailers().await?.unwrap_or_default();
    shared.update(number, |asked| {
        (asked.trailers, asked.whole) = (trailers, true)
    });
    Ok(())
}

fn write_head(status: u16, headers: Vec<(String, Vec<u8>)>) -> Response<()> {
    let mut head = Response::new(());
    *head.status_mut() = status.try_into().expect("a status");
    *head.headers_mut() = write_fields(headers);
    head
}

fn write_fields(fields: Vec<(String, Vec<u8>)>) -> HeaderMap {
    let mut out = HeaderMap::new();
    for (name, value) in fields {
        let name: HeaderName = name.parse().expect("a name");
        out.append(name, HeaderValue::from_bytes(&value).expect("a value"));
    }
    out
}
