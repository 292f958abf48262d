//! One QUIC connection, from its handshake to its end.

use std::{
    convert::Infallible,
    error::Error,
    future::poll_fn,
    pin::pin,
    sync::Arc,
    task::{Poll, ready},
};

use bytes::Bytes;
use h3::{frame::FrameStream, server, stream::BufRecvStream};
use http_body::Body;
use quinn::{Connecting, Incoming};
use rustls::pki_types::CertificateDer;
use tokio::{sync::watch, task::JoinSet, time::timeout};
use tower_service::Service;

use crate::{
    body::incoming::IncomingBody,
    http3::{Connection, MAX_FIELD_SECTION_BYTES, Requests, Side},
    request::Peer,
    server::{
        listen::{
            drive::stopped,
            http3::{patience::Http3Patience, request::answer},
            open::Limits,
            patience::Verdict,
        },
        origin::Origin,
        shutdown::Shutdown,
    },
};

/// Serves a connection until it ends, or until the shutdown has let it finish what it was at.
///
/// Failures end the connection and concern nobody else.
pub(super) async fn serve<S, R>(
    incoming: Incoming,
    limits: Arc<Limits>,
    service: S,
    shutdown: Shutdown,
    stop: watch::Receiver<bool>,
) where
    S: Service<http::Request<IncomingBody>, Response = http::Response<R>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send,
    R: Body<Data = Bytes> + Send + 'static,
    R::Error: Into<Box<dyn Error + Send + Sync>>,
{
    // Boxed, so that the task has no room for it later.
    let Some(opened) = Box::pin(open(incoming, &limits, stop.clone())).await else {
        return;
    };
    let Opened {
        mut connection,
        requests,
        quic,
    } = opened;
    let peer = Peer {
        address: Some(quic.remote_address()),
        certificates: certificates(&quic),
    };
    let origin = Arc::new(Origin { peer, shutdown });
    let mut patience = Http3Patience::new(quic, &limits, stop);
    let mut answers = JoinSet::new();
    // Whether the client has said GOAWAY, and has all that it asked for before.
    let mut client_ended = false;
    loop {
        let accepted = poll_fn(|cx| {
            while let Poll::Ready(Some(_)) = answers.poll_join_next(cx) {}
            match patience.judge(answers.is_empty(), cx) {
                Verdict::Keep if client_ended => Poll::Pending,
                Verdict::Keep => match ready!(connection.poll_accept_request_stream(cx)) {
                    Ok(Some(stream)) => Poll::Ready(Ok(stream)),
                    Ok(None) => {
                        client_ended = true;
                        Poll::Ready(Err(patience.finish()))
                    }
                    Err(_) => Poll::Ready(Err(Verdict::Drop)),
                },
                verdict => Poll::Ready(Err(verdict)),
            }
        });
        match accepted.await {
            Ok(stream) => {
                patience.count();
                let stopped = stream.stopped();
                let stream = FrameStream::new(BufRecvStream::new(stream));
                answers.spawn(answer(
                    connection.create_resolver(stream),
                    stopped,
                    limits.handshake_timeout,
                    origin.clone(),
                    service.clone(),
                ));
            }
            Err(Verdict::Finish) => {
                requests.refuse();
                // The lowest request that is refused, which is one above the last. RFC 9114, 5.2.
                if connection.shutdown(1).await.is_err() {
                    return;
                }
            }
            // Dropped, the connection closes and takes along what is still being answered.
            Err(_) => return,
        }
    }
}

struct Opened {
    connection: server::Connection<Connection, Bytes>,
    requests: Requests,
    quic: quinn::Connection,
}

/// Opens a connection; `None` if the client is too slow at it or fails, or if the server stops: without a request
/// yet there is nothing to finish.
async fn open(incoming: Incoming, limits: &Limits, stop: watch::Receiver<bool>) -> Option<Opened> {
    let mut stopped = pin!(stopped(stop));
    let connecting = incoming.accept().ok()?;
    let mut opening = pin!(timeout(
        limits.handshake_timeout,
        open_unstopped(connecting)
    ));
    let opened = poll_fn(|cx| match stopped.as_mut().poll(cx) {
        Poll::Ready(()) => Poll::Ready(None),
        Poll::Pending => opening.as_mut().poll(cx).map(Some),
    });
    opened.await?.ok()?.ok()
}

async fn open_unstopped(connecting: Connecting) -> Result<Opened, Box<dyn Error>> {
    let quic = connecting.await?;
    let connection = Connection::new(quic.clone(), Side::Server);
    let requests = connection.requests();
    let connection = server::builder()
        .max_field_section_size(MAX_FIELD_SECTION_BYTES)
        .send_grease(false)
        .build(connection)
        .await?;
    Ok(Opened {
        connection,
        requests,
        quic,
    })
}

/// The client's certificate chain, as TLS verified it.
fn certificates(quic: &quinn::Connection) -> Arc<[Bytes]> {
    let Some(identity) = quic.peer_identity() else {
        return Arc::default();
    };
    match identity.downcast::<Vec<CertificateDer<'static>>>() {
        Ok(chain) => chain
            .iter()
            .map(|one| Bytes::copy_from_slice(one))
            .collect(),
        Err(_) => Arc::default(),
    }
}
