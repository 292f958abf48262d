//! Streams between our own client and server: both directions at once, and halves that are dropped.

use std::{
    future::poll_fn,
    pin::{Pin, pin},
    task::{Context as TaskContext, Poll},
};

use connect::{ConnectError, Request, Streaming};
use futures_core::Stream;

use crate::{
    bad_server::soon,
    calls::{Shape, call},
    harness::{Ask, Outcome, ProbeClient, Running, Way},
    stream_pressure::stays_pending,
};

pub(crate) fn ask(text: impl Into<String>) -> Ask {
    Ask {
        text: text.into(),
        ..Ask::default()
    }
}

pub(crate) async fn good_call(id: &str, client: &ProbeClient) {
    let got = call(client, Shape::Unary, Request::new(ask("good"))).await;
    assert_eq!(got.texts, ["good"], "{id}: {:?}", got.end);
}

#[tokio::test]
async fn seed_14_both_directions_flow_at_once() {
    let running = Running::start();
    for way in Way::DUPLEX {
        let client = running.client(way, |builder| builder);
        let (tx, mut rx) = client.bidi_stream().await.expect("a call");
        for turn in 1..=100 {
            soon("sent", tx.send(ask(turn.to_string())))
                .await
                .expect("an open call");
            let answer = soon("answered", rx.try_next())
                .await
                .expect("no error")
                .expect("a message");
            assert_eq!(
                (answer.text, answer.asked),
                (turn.to_string(), turn),
                "{way:?}"
            );
        }
        assert_eq!(rx.headers().get("x-header"), Some("none"), "{way:?}");
        tx.finish();
        assert_eq!(
            soon("ended", rx.try_next()).await.expect("a good end"),
            None,
            "{way:?}"
        );
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
        soon("sent", tx.send(ask(turn.to_string())))
            .await
            .expect("an open call");
    }
    drop(tx);
    for turn in 0..3 {
        let answer = soon("answered", rx.try_next())
            .await
            .expect("no error")
            .expect("a message");
        assert_eq!(answer.text, turn.to_string());
    }
    assert_eq!(
        soon("ended", rx.try_next()).await.expect("a good end"),
        None
    );
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
        assert!(
            stays_pending(&mut Box::pin(response.into_message().next())).await,
            "{way:?}"
        );
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
                _ => client
                    .call_bidi_stream(Request::new(asks))
                    .await
                    .map(|r| r.into_message()),
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
                soon(
                    &id,
                    poll_fn(|cx| {
                        assert!(call.as_mut().poll(cx).is_pending(), "{id}");
                        cx.waker().wake_by_ref();
                        match running.seen.alive() {
                            0 => Poll::Pending,
                            _ => Poll::Ready(()),
                        }
                    }),
                )
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
            (
                "an array",
                client.client_stream([ask("1"), ask("2"), ask("3")]).await,
            ),
            ("an iterator", client.client_stream(counted).await),
            ("a stream", client.client_stream(Counts(0)).await),
            (
                "a stream of results",
                client.client_stream(Results(Counts(0))).await,
            ),
            (
                "a stream of ours",
                client.client_stream(Streaming::from_iter(all())).await,
            ),
            ("a channel", client.client_stream(channel).await),
        ];
        for (what, answer) in answers {
            let answer = answer.expect(what);
            assert_eq!(
                (answer.text.as_str(), answer.asked),
                ("3", 3),
                "{what} {way:?}"
            );
        }
        let none = client.client_stream(Vec::new()).await.expect("an answer");
        assert_eq!(none.asked, 0, "{way:?}");
    }
}
