//! How streams end before their time: deadlines, and what the work for a call learns of its end.

use std::{sync::Arc, time::Duration};

use connect::{Code, ConnectError, Context, Request, Router, Streaming, in_process};
use tokio::{sync::mpsc, time::Instant};

use crate::{
    bad_server::soon,
    calls::{Shape, call, speaking},
    canned::Canned,
    harness::{Answer, Ask, Outcome, Probe, ProbeClient, ProbeServer, Running, Way},
    raw_peer::Form,
    script::{answer, envelope},
    streams::ask,
};

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
                client
                    .call_server_stream(request)
                    .await
                    .expect("a stream")
                    .into_message()
            }
            _ => {
                let request = Request::new([ask("a"), ask("a"), stalling]).timeout(limit);
                client
                    .call_bidi_stream(request)
                    .await
                    .expect("a stream")
                    .into_message()
            }
        };
        for _ in 0..2 {
            assert_eq!(
                stream
                    .try_next()
                    .await
                    .expect("in time")
                    .expect("a message")
                    .text,
                "a"
            );
        }
        let err = stream.try_next().await.expect_err("too late");
        assert_eq!(err.code(), Code::DeadlineExceeded, "{shape:?}");
        assert_eq!(begun.elapsed(), limit, "{shape:?}");
        assert!(stream.next().await.is_none(), "{shape:?}");
        assert_eq!(
            running.seen.alive(),
            0,
            "{shape:?}: the handler is gone too"
        );
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
    let err = client
        .call_client_stream(request)
        .await
        .expect_err("too late");
    assert_eq!(err.code(), Code::DeadlineExceeded);
    assert_eq!(begun.elapsed(), limit);
    assert_eq!(running.seen.alive(), 0);
}

#[tokio::test(start_paused = true)]
async fn own_deadline_explains_a_reset_that_comes_with_it() {
    let limit = Duration::from_secs(3);
    for form in Form::ALL {
        let frames = match form {
            Form::Unary => vec![],
            _ => vec![form.write(envelope(0, answer("a")))],
        };
        for (after, code) in [
            (limit, Code::DeadlineExceeded),
            (limit / 3, Code::Unavailable),
        ] {
            for shape in Shape::of(form) {
                let id = format!("{form:?} {shape:?} reset after {after:?}");
                let canned = Canned::new(form.content_type("proto"), frames.clone());
                let canned = canned.failing_after(after);
                let client = canned.client(|builder| speaking(form, builder));
                let begun = Instant::now();
                let got = call(&client, *shape, Request::new(ask("x")).timeout(limit)).await;
                assert_eq!(got.code(), Some(code), "{id}: {:?}", got.end);
                assert_eq!(begun.elapsed(), after, "{id}");
            }
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
            let mut request = Request::new(Ask {
                outcome,
                ..Ask::default()
            });
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
