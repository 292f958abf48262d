//! Streams between our own client and server: both directions at once, halves that are dropped, waiting.

use std::{
    future::poll_fn,
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context as TaskContext, Poll},
    time::Duration,
};

use bytes::Bytes;
use connect::{Code, ConnectError, Context, Request, Router, Streaming, in_process};
use futures_core::Stream;
use tokio::{sync::mpsc, time::Instant};

use crate::{
    bad_server::soon,
    calls::{Shape, call},
    canned::Canned,
    harness::{Answer, Ask, Outcome, Probe, ProbeClient, ProbeServer, Running, Way},
    script::{answer, envelope},
};

fn ask(text: impl Into<String>) -> Ask {
    Ask {
        text: text.into(),
        ..Ask::default()
    }
}

async fn good_call(id: &str, client: &ProbeClient) {
    let got = call(client, Shape::Unary, Request::new(ask("good"))).await;
    assert_eq!(got.texts, ["good"], "{id}: {:?}", got.end);
}

#[tokio::test]
async fn seed_14_both_directions_flow_at_once() {
    let running = Running::start();
    for way in [Way::InProcess, Way::Http2] {
        let client = running.client(way, |builder| builder);
        let (tx, mut rx) = client.bidi_stream().await.expect("a call");
        for turn in 1..=100 {
            soon("sent", tx.send(ask(turn.to_string()))).await.expect("an open call");
            let answer = soon("answered", rx.try_next()).await.expect("no error").expect("a message");
            assert_eq!((answer.text, answer.asked), (turn.to_string(), turn), "{way:?}");
        }
        assert_eq!(rx.headers().get("x-header"), Some("none"), "{way:?}");
        tx.finish();
        assert_eq!(soon("ended", rx.try_next()).await.expect("a good end"), None, "{way:?}");
        assert_eq!(rx.trailers().get("x-trailer"), Some("none"), "{way:?}");
        running.settled().await;
    }
}

#[tokio::test]
async fn seed_13_http1_is_half_duplex_and_answers_when_the_request_has_ended() {
    let running = Running::start();
    let client = running.client(Way::Http1, |builder| builder);
    let (tx, mut rx) = client.bidi_stream().await.expect("a call");
    for turn in 0..3 {
        soon("sent", tx.send(ask(turn.to_string()))).await.expect("an open call");
    }
    drop(tx);
    for turn in 0..3 {
        let answer = soon("answered", rx.try_next()).await.expect("no error").expect("a message");
        assert_eq!(answer.text, turn.to_string());
    }
    assert_eq!(soon("ended", rx.try_next()).await.expect("a good end"), None);
    good_call("afterwards", &client).await;
}

#[tokio::test]
async fn headers_of_a_stream_come_before_its_first_message() {
    let running = Running::start();
    for way in Way::ALL {
        let client = running.client(way, |builder| builder);
        let silent = Ask {
            outcome: Outcome::Stall,
            ..Ask::default()
        };
        let response = soon("a head", client.call_server_stream(Request::new(silent))).await;
        let response = response.expect("a head");
        assert_eq!(response.headers().get("x-header"), Some("none"), "{way:?}");
        assert!(stays_pending(&mut Box::pin(response.into_message().next())).await, "{way:?}");
        running.settled().await;
    }
}

#[tokio::test]
async fn seed_15_dropped_receiver_drops_the_handler() {
    let running = Running::start();
    for way in Way::ALL {
        for shape in [Shape::ServerStream, Shape::BidiStream] {
            let id = format!("{way:?} {shape:?}");
            let client = running.client(way, |builder| builder);
            let stalling = Ask {
                outcome: Outcome::Stall,
                count: 1,
                ..ask("first")
            };
            let asks = match shape {
                Shape::ServerStream => vec![stalling],
                _ => vec![ask("first"), stalling],
            };
            let stream = match shape {
                Shape::ServerStream => client.server_stream(asks[0].clone()).await,
                _ => client.call_bidi_stream(Request::new(asks)).await.map(|r| r.into_message()),
            };
            let mut stream = stream.expect(&id);
            let first = soon(&id, stream.try_next()).await.expect(&id).expect(&id);
            assert_eq!(first.text, "first", "{id}");
            assert_eq!(running.seen.alive(), 1, "{id}");
            drop(stream);
            running.settled().await;
            good_call(&id, &client).await;
        }
    }
}

#[tokio::test]
async fn dropped_call_drops_the_handler() {
    let running = Running::start();
    for way in Way::ALL {
        for shape in Shape::ALL {
            if matches!(shape, Shape::ServerStream | Shape::BidiStream) {
                continue;
            }
            let id = format!("{way:?} {shape:?}");
            let client = running.client(way, |builder| builder);
            let stalling = Ask {
                outcome: Outcome::Stall,
                ..Ask::default()
            };
            {
                let mut call = pin!(call(&client, shape, Request::new(stalling)));
                soon(&id, poll_fn(|cx| {
                    assert!(call.as_mut().poll(cx).is_pending(), "{id}");
                    cx.waker().wake_by_ref();
                    match running.seen.alive() {
                        0 => Poll::Pending,
                        _ => Poll::Ready(()),
                    }
                }))
                .await;
            }
            running.settled().await;
            good_call(&id, &client).await;
        }
    }
}

#[tokio::test]
async fn dropped_sender_half_closes() {
    let running = Running::start();
    for way in Way::ALL {
        let client = running.client(way, |builder| builder);
        let (tx, asks) = Streaming::pair();
        let sending = async {
            for turn in 0..3 {
                tx.send(ask(turn.to_string())).await.expect("an open call");
            }
            drop(tx);
        };
        let (answer, ()) = soon("an answer", async {
            tokio::join!(client.client_stream(asks), sending)
        })
        .await;
        let answer = answer.expect("an answer");
        assert_eq!((answer.text.as_str(), answer.asked), ("2", 3), "{way:?}");
    }
}

/// A stream of messages that is none of ours.
struct Counts(u32);

impl Stream for Counts {
    type Item = Ask;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut TaskContext<'_>) -> Poll<Option<Ask>> {
        self.0 += 1;
        Poll::Ready((self.0 <= 3).then(|| ask(self.0.to_string())))
    }
}

/// The same, of results.
struct Results(Counts);

impl Stream for Results {
    type Item = Result<Ask, ConnectError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.0).poll_next(cx).map(|item| item.map(Ok))
    }
}

#[tokio::test]
async fn seed_12_anything_that_yields_messages_can_be_sent() {
    let running = Running::start();
    let all = || vec![ask("1"), ask("2"), ask("3")];
    for way in Way::ALL {
        let client = running.client(way, |builder| builder);
        let mut turn = 0;
        let counted = std::iter::from_fn(move || {
            turn += 1;
            (turn <= 3).then(|| ask(turn.to_string()))
        });
        let channel = Streaming::channel(|tx| async move {
            for turn in 1..=3 {
                tx.send(ask(turn.to_string())).await?;
            }
            Ok(())
        });
        let answers = [
            ("a vector", client.client_stream(all()).await),
            ("an array", client.client_stream([ask("1"), ask("2"), ask("3")]).await),
            ("an iterator", client.client_stream(counted).await),
            ("a stream", client.client_stream(Counts(0)).await),
            ("a stream of results", client.client_stream(Results(Counts(0))).await),
            ("a stream of ours", client.client_stream(Streaming::from_iter(all())).await),
            ("a channel", client.client_stream(channel).await),
        ];
        for (what, answer) in answers {
            let answer = answer.expect(what);
            assert_eq!((answer.text.as_str(), answer.asked), ("3", 3), "{what} {way:?}");
        }
        let none = client.client_stream(Vec::new()).await.expect("an answer");
        assert_eq!(none.asked, 0, "{way:?}");
    }
}

/// Tells how the streams of its callers end, and how many messages it has sent of a stream without end.
struct Witness {
    ends: Ends,
    sent: Arc<AtomicUsize>,
}

type Ends = mpsc::UnboundedSender<Option<Code>>;

impl Witness {
    fn serve() -> (Router, mpsc::UnboundedReceiver<Option<Code>>, Arc<AtomicUsize>) {
        let (ends, seen) = mpsc::unbounded_channel();
        let sent = Arc::<AtomicUsize>::default();
        let witness = Witness { ends, sent: sent.clone() };
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
        Ok(Answer { text: ask.text, ..Answer::default() })
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
                tx.send(Answer { blob: blob.clone(), ..Answer::default() }).await?;
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
        Ok(Answer { asked, ..Answer::default() })
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
                        Ok(response) => soon(&id, response.into_message().try_next()).await.map(drop),
                        Err(err) => Err(err),
                    }
                }
            };
            let err = outcome.expect_err(&id);
            assert_eq!((err.code(), err.message()), (Code::DataLoss, "the file ends here"), "{id}");
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
    for way in [Way::InProcess, Way::Http2] {
        let client = running.client(way, |builder| builder);
        let (tx, mut rx) = client.bidi_stream().await.expect("a call");
        soon("sent", tx.send(ask("first"))).await.expect("an open call");
        soon("failed", tx.fail(ConnectError::data_loss("it ends here"))).await.expect("an open call");
        let err = soon("an error", rx.try_next()).await.expect_err("the sender's error");
        assert_eq!((err.code(), err.message()), (Code::DataLoss, "it ends here"), "{way:?}");
        assert!(soon("ended", rx.next()).await.is_none(), "{way:?}");
    }
}

/// More than all windows and buffers on the way hold.
const MUCH: usize = 32 << 20;

/// The size of one message that is to fill them.
const MESSAGE: usize = 64 * 1024;

/// Polls a future often enough for everything that it waits for to have happened, if it was going to.
async fn stays_pending(future: &mut (impl Future + Unpin)) -> bool {
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
    for way in [Way::InProcess, Way::Http2] {
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
            assert!(sent < MUCH, "{way:?}: {sent} bytes wait for a handler that reads none");
        }
        assert!(stays_pending(&mut Box::pin(rx.next())).await, "{way:?}: no answer");
        drop(rx);
        running.settled().await;
        assert_eq!(soon("closed", tx.send(large)).await.expect_err("closed").code(), Code::Canceled);
    }
}

#[tokio::test]
async fn handler_waits_while_its_client_does_not_read() {
    let (router, _ends, sent) = Witness::serve();
    let running = Running::start_router(router);
    for way in Way::ALL {
        // What is compressed to next to nothing would take long to fill a window.
        let client = running.client(way, |builder| builder.accept_compression([]));
        let mut stream = client.server_stream(Ask::default()).await.expect("a stream");
        sent.store(0, Ordering::SeqCst);
        for _ in 0..100 {
            soon("a message", stream.try_next()).await.expect("no error").expect("a message");
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
        assert!(before * MESSAGE < MUCH, "{way:?}: {before} messages wait for their reader");
        for _ in 0..2 * before {
            soon("a message", stream.try_next()).await.expect("no error").expect("a message");
        }
        assert!(sent.load(Ordering::SeqCst) > before, "{way:?}: it goes on when there is room");
    }
}

#[tokio::test(start_paused = true)]
async fn deadline_in_the_middle_of_a_stream_ends_it_on_both_sides() {
    let running = Running::start();
    for shape in [Shape::ServerStream, Shape::BidiStream] {
        let client = running.client(Way::InProcess, |builder| builder);
        let begun = Instant::now();
        let stalling = Ask {
            outcome: Outcome::Stall,
            count: 2,
            ..ask("a")
        };
        let limit = Duration::from_secs(3);
        let mut stream = match shape {
            Shape::ServerStream => {
                let request = Request::new(stalling).timeout(limit);
                client.call_server_stream(request).await.expect("a stream").into_message()
            }
            _ => {
                let request = Request::new([ask("a"), ask("a"), stalling]).timeout(limit);
                client.call_bidi_stream(request).await.expect("a stream").into_message()
            }
        };
        for _ in 0..2 {
            assert_eq!(stream.try_next().await.expect("in time").expect("a message").text, "a");
        }
        let err = stream.try_next().await.expect_err("too late");
        assert_eq!(err.code(), Code::DeadlineExceeded, "{shape:?}");
        assert_eq!(begun.elapsed(), limit, "{shape:?}");
        assert!(stream.next().await.is_none(), "{shape:?}");
        assert_eq!(running.seen.alive(), 0, "{shape:?}: the handler is gone too");
    }
}

#[tokio::test(start_paused = true)]
async fn deadline_covers_the_request_stream() {
    let running = Running::start();
    let client = running.client(Way::InProcess, |builder| builder);
    let limit = Duration::from_secs(3);
    let (_tx, asks) = Streaming::<Ask>::pair();
    let begun = Instant::now();
    let request = Request::new(asks).timeout(limit);
    let err = client.call_client_stream(request).await.expect_err("too late");
    assert_eq!(err.code(), Code::DeadlineExceeded);
    assert_eq!(begun.elapsed(), limit);
    assert_eq!(running.seen.alive(), 0);
}

#[tokio::test(start_paused = true)]
async fn own_deadline_explains_a_reset_that_comes_with_it() {
    let limit = Duration::from_secs(3);
    for (shape, frames) in [
        (Shape::Unary, vec![]),
        (Shape::ServerStream, vec![envelope(0, answer("a"))]),
        (Shape::ClientStream, vec![envelope(0, answer("a"))]),
    ] {
        let content_type = match shape {
            Shape::Unary => "application/proto",
            _ => "application/connect+proto",
        };
        for (after, code) in [(limit, Code::DeadlineExceeded), (limit / 3, Code::Unavailable)] {
            let id = format!("{shape:?} reset after {after:?}");
            let canned = Canned::new(content_type, frames.clone()).failing_after(after);
            let client = canned.client(|builder| builder);
            let begun = Instant::now();
            let got = call(&client, shape, Request::new(ask("x")).timeout(limit)).await;
            assert_eq!(got.code(), Some(code), "{id}: {:?}", got.end);
            assert_eq!(begun.elapsed(), after, "{id}");
        }
    }
}

/// A handler that has others wait for the end of its calls.
struct Waits(mpsc::UnboundedSender<&'static str>);

impl Waits {
    fn watch(&self, ctx: &mut Context) {
        let (over, ended) = (ctx.over(), self.0.clone());
        tokio::spawn(async move {
            over.await;
            let _ = ended.send("over");
        });
    }
}

impl Probe for Waits {
    async fn unary(&self, ctx: &mut Context, ask: Ask) -> Result<Answer, ConnectError> {
        self.watch(ctx);
        let _ = self.0.send("begun");
        match ask.outcome {
            Outcome::Stall => std::future::pending().await,
            Outcome::Fail => Err(ConnectError::aborted("no")),
            _ => Ok(Answer::default()),
        }
    }

    async fn write(&self, ctx: &mut Context, ask: Ask) -> Result<Answer, ConnectError> {
        self.unary(ctx, ask).await
    }

    async fn server_stream(
        &self,
        ctx: &mut Context,
        ask: Ask,
    ) -> Result<Streaming<Answer>, ConnectError> {
        self.watch(ctx);
        let begun = self.0.clone();
        Ok(Streaming::channel(move |tx| async move {
            let _ = begun.send("begun");
            tx.send(Answer::default()).await?;
            match ask.outcome {
                Outcome::Stall => std::future::pending().await,
                Outcome::Fail => Err(ConnectError::aborted("no")),
                _ => Ok(()),
            }
        }))
    }

    async fn client_stream(
        &self,
        ctx: &mut Context,
        _: Streaming<Ask>,
    ) -> Result<Answer, ConnectError> {
        self.unary(ctx, Ask::default()).await
    }

    async fn bidi_stream(
        &self,
        ctx: &mut Context,
        _: Streaming<Ask>,
    ) -> Result<Streaming<Answer>, ConnectError> {
        self.server_stream(ctx, Ask::default()).await
    }
}

#[tokio::test(start_paused = true)]
async fn work_for_a_call_learns_when_the_call_is_over() {
    let (events, mut seen) = mpsc::unbounded_channel();
    let router = Router::new().add(ProbeServer::new(Waits(events)));
    let client = ProbeClient::new(in_process(router).build().expect("a client"));
    let client = Arc::new(client);
    for shape in [Shape::Unary, Shape::ServerStream] {
        for (outcome, timeout, dropped) in [
            (Outcome::Unspecified, None, false),
            (Outcome::Fail, None, false),
            (Outcome::Stall, Some(Duration::from_secs(1)), false),
            (Outcome::Stall, None, true),
        ] {
            let id = format!("{shape:?} {outcome:?} {timeout:?} {dropped}");
            let mut request = Request::new(Ask { outcome, ..Ask::default() });
            if let Some(timeout) = timeout {
                request = request.timeout(timeout);
            }
            let theirs = client.clone();
            let calling = tokio::spawn(async move { call(&theirs, shape, request).await });
            assert_eq!(soon(&id, seen.recv()).await, Some("begun"), "{id}");
            match dropped {
                true => calling.abort(),
                false => drop(calling.await.expect(&id)),
            }
            assert_eq!(soon(&id, seen.recv()).await, Some("over"), "{id}");
        }
    }
}
