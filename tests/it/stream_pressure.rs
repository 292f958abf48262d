//! What one side of a stream does to the other: errors that abort it, and waiting while nobody reads.

use std::{
    future::poll_fn,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::Poll,
};

use bytes::Bytes;
use connect::{Code, ConnectError, Context, Request, Router, Streaming};
use tokio::sync::mpsc;

use crate::{
    bad_server::soon,
    calls::Shape,
    harness::{Answer, Ask, Outcome, Probe, ProbeServer, Running, Way},
    streams::{ask, good_call},
};

/// Tells how the streams of its callers end, and how many messages it has sent of a stream without end.
struct Witness {
    ends: Ends,
    sent: Arc<AtomicUsize>,
}

type Ends = mpsc::UnboundedSender<Option<Code>>;

impl Witness {
    fn serve() -> (
        Router,
        mpsc::UnboundedReceiver<Option<Code>>,
        Arc<AtomicUsize>,
    ) {
        let (ends, seen) = mpsc::unbounded_channel();
        let sent = Arc::<AtomicUsize>::default();
        let witness = Witness {
            ends,
            sent: sent.clone(),
        };
        (Router::new().add(ProbeServer::new(witness)), seen, sent)
    }

    async fn watch(&self, mut asks: Streaming<Ask>) -> Result<u32, ConnectError> {
        let mut asked = 0;
        loop {
            match asks.try_next().await {
                Ok(Some(_)) => asked += 1,
                Ok(None) => {
                    let _ = self.ends.send(None);
                    return Ok(asked);
                }
                Err(err) => {
                    let _ = self.ends.send(Some(err.code()));
                    return Err(err);
                }
            }
        }
    }
}

impl Probe for Witness {
    async fn unary(&self, _: &mut Context, ask: Ask) -> Result<Answer, ConnectError> {
        Ok(Answer {
            text: ask.text,
            ..Answer::default()
        })
    }

    async fn write(&self, ctx: &mut Context, ask: Ask) -> Result<Answer, ConnectError> {
        self.unary(ctx, ask).await
    }

    async fn server_stream(
        &self,
        _: &mut Context,
        _: Ask,
    ) -> Result<Streaming<Answer>, ConnectError> {
        let sent = self.sent.clone();
        Ok(Streaming::channel(move |tx| async move {
            let blob = Bytes::from(vec![7; MESSAGE]);
            loop {
                tx.send(Answer {
                    blob: blob.clone(),
                    ..Answer::default()
                })
                .await?;
                sent.fetch_add(1, Ordering::SeqCst);
            }
        }))
    }

    async fn client_stream(
        &self,
        _: &mut Context,
        asks: Streaming<Ask>,
    ) -> Result<Answer, ConnectError> {
        let asked = self.watch(asks).await?;
        Ok(Answer {
            asked,
            ..Answer::default()
        })
    }

    async fn bidi_stream(
        &self,
        _: &mut Context,
        asks: Streaming<Ask>,
    ) -> Result<Streaming<Answer>, ConnectError> {
        self.watch(asks).await?;
        Ok(Streaming::from_iter([]))
    }
}

#[tokio::test]
async fn error_in_the_request_stream_aborts_the_call_with_that_error() {
    let (router, mut ends, _) = Witness::serve();
    let running = Running::start_router(router);
    for way in Way::ALL {
        for shape in [Shape::ClientStream, Shape::BidiStream] {
            let id = format!("{way:?} {shape:?}");
            let client = running.client(way, |builder| builder);
            let asks = || {
                Streaming::channel(|tx| async move {
                    tx.send(ask("first")).await?;
                    Err(ConnectError::data_loss("the file ends here"))
                })
            };
            let outcome = match shape {
                Shape::ClientStream => soon(&id, client.client_stream(asks())).await.map(drop),
                _ => {
                    let called = soon(&id, client.call_bidi_stream(Request::new(asks()))).await;
                    match called {
                        Ok(response) => soon(&id, response.into_message().try_next())
                            .await
                            .map(drop),
                        Err(err) => Err(err),
                    }
                }
            };
            let err = outcome.expect_err(&id);
            assert_eq!(
                (err.code(), err.message()),
                (Code::DataLoss, "the file ends here"),
                "{id}"
            );
            assert!(!err.is_remote(), "{id}");
            good_call(&id, &client).await;
            // Dropped or told of an error, but never of an end.
            while let Ok(end) = ends.try_recv() {
                assert!(end.is_some(), "{id}: half a request is not a request");
            }
        }
    }
}

#[tokio::test]
async fn failed_sender_aborts_the_call_with_its_error() {
    let (router, _ends, _) = Witness::serve();
    let running = Running::start_router(router);
    for way in Way::DUPLEX {
        let client = running.client(way, |builder| builder);
        let (tx, mut rx) = client.bidi_stream().await.expect("a call");
        soon("sent", tx.send(ask("first")))
            .await
            .expect("an open call");
        soon("failed", tx.fail(ConnectError::data_loss("it ends here")))
            .await
            .expect("an open call");
        let err = soon("an error", rx.try_next())
            .await
            .expect_err("the sender's error");
        assert_eq!(
            (err.code(), err.message()),
            (Code::DataLoss, "it ends here"),
            "{way:?}"
        );
        assert!(soon("ended", rx.next()).await.is_none(), "{way:?}");
    }
}

/// More than all windows and buffers on the way hold.
const MUCH: usize = 32 << 20;

/// The size of one message that is to fill them.
const MESSAGE: usize = 64 * 1024;

/// Polls a future often enough for everything that it waits for to have happened, if it was going to.
pub(crate) async fn stays_pending(future: &mut (impl Future + Unpin)) -> bool {
    for _ in 0..1_000 {
        if poll_fn(|cx| Poll::Ready(Pin::new(&mut *future).poll(cx).is_ready())).await {
            return false;
        }
        tokio::task::yield_now().await;
    }
    true
}

#[tokio::test]
async fn sender_waits_while_nobody_reads() {
    let (tx, mut rx) = Streaming::<Ask>::pair();
    soon("room for one", tx.send(ask("1"))).await.expect("open");
    let mut second = Box::pin(tx.send(ask("2")));
    assert!(stays_pending(&mut second).await, "there is room for one");
    rx.try_next().await.expect("no error").expect("a message");
    soon("room again", second).await.expect("open");
    drop(rx);
    let closed = soon("closed", tx.send(ask("3"))).await;
    assert_eq!(closed.expect_err("nobody reads").code(), Code::Canceled);
}

#[tokio::test]
async fn sender_of_a_call_waits_when_windows_and_buffers_are_full() {
    let running = Running::start();
    for way in Way::DUPLEX {
        let client = running.client(way, |builder| builder);
        let (tx, mut rx) = client.bidi_stream().await.expect("a call");
        let stalling = Ask {
            outcome: Outcome::Stall,
            ..Ask::default()
        };
        tx.send(stalling).await.expect("an open call");
        let large = Ask {
            blob: vec![7; MESSAGE].into(),
            ..Ask::default()
        };
        let mut sent = 0;
        loop {
            let mut sending = Box::pin(tx.send(large.clone()));
            if stays_pending(&mut sending).await {
                break;
            }
            sent += large.blob.len();
            assert!(
                sent < MUCH,
                "{way:?}: {sent} bytes wait for a handler that reads none"
            );
        }
        assert!(
            stays_pending(&mut Box::pin(rx.next())).await,
            "{way:?}: no answer"
        );
        drop(rx);
        running.settled().await;
        assert_eq!(
            soon("closed", tx.send(large))
                .await
                .expect_err("closed")
                .code(),
            Code::Canceled
        );
    }
}

#[tokio::test]
async fn handler_waits_while_its_client_does_not_read() {
    let (router, _ends, sent) = Witness::serve();
    let running = Running::start_router(router);
    for way in Way::ALL {
        // What is compressed to next to nothing would take long to fill a window.
        let client = running.client(way, |builder| builder.accept_compression([]));
        let mut stream = client
            .server_stream(Ask::default())
            .await
            .expect("a stream");
        sent.store(0, Ordering::SeqCst);
        for _ in 0..100 {
            soon("a message", stream.try_next())
                .await
                .expect("no error")
                .expect("a message");
        }
        let mut before = 0;
        soon("the handler rests", async {
            while before < sent.load(Ordering::SeqCst) {
                before = sent.load(Ordering::SeqCst);
                for _ in 0..1_000 {
                    tokio::task::yield_now().await;
                }
            }
        })
        .await;
        assert!(
            before * MESSAGE < MUCH,
            "{way:?}: {before} messages wait for their reader"
        );
        for _ in 0..2 * before {
            soon("a message", stream.try_next())
                .await
                .expect("no error")
                .expect("a message");
        }
        assert!(
            sent.load(Ordering::SeqCst) > before,
            "{way:?}: it goes on when there is room"
        );
    }
}
