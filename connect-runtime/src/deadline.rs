//! Deadlines, over futures and over streams of messages. Without a deadline there is no timer.

use std::{
    future::poll_fn,
    pin::{Pin, pin},
    task::{Context, Poll},
    time::Duration,
};

use futures_core::Stream;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::{
    batch::Batch,
    code::Code,
    error::ConnectError,
    messages::{Filled, Messages, Part, Parts},
    metadata::Metadata,
    payload::Payload,
};

/// The moment that a timeout leads to, by the runtime's clock; `None` if it lies beyond all time.
pub(crate) fn after(timeout: Duration) -> Option<std::time::Instant> {
    Instant::now().checked_add(timeout).map(Instant::into_std)
}

/// What is left of it; nothing once it has passed.
pub(crate) fn remaining(deadline: std::time::Instant) -> Duration {
    Instant::from_std(deadline).saturating_duration_since(Instant::now())
}

pub(crate) fn has_passed(deadline: Option<std::time::Instant>) -> bool {
    deadline.is_some_and(|deadline| remaining(deadline).is_zero())
}

/// The error of a call whose time is up.
pub(crate) fn exceeded() -> ConnectError {
    ConnectError::deadline_exceeded("the deadline has passed")
}

/// The error of a call, given what it failed with: once the deadline has passed, whatever the transport reports
/// is its consequence, and so is a server's `canceled`. A timer fires only with its next tick, and the server's may
/// be ahead of it.
pub(crate) fn in_time(deadline: Option<std::time::Instant>, err: ConnectError) -> ConnectError {
    let follows = !err.is_remote() || err.code() == Code::Canceled;
    match follows && has_passed(deadline) {
        true => exceeded().with_source(err),
        false => err,
    }
}

/// Runs `future` until the deadline, then drops it.
///
/// # Errors
/// `deadline_exceeded`, or what the future fails with.
pub(crate) async fn limit<T>(
    deadline: Option<std::time::Instant>,
    future: impl Future<Output = Result<T, ConnectError>>,
) -> Result<T, ConnectError> {
    let Some(deadline) = deadline else {
        return future.await;
    };
    // Asked of the clock, for a timer fires only with its next tick: a call that is out of time before it
    // begins does not begin.
    if remaining(deadline).is_zero() {
        return Err(exceeded());
    }
    let mut future = pin!(future);
    let mut sleep = pin!(sleep_until(Instant::from_std(deadline)));
    poll_fn(|cx| {
        if sleep.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Err(exceeded()));
        }
        future.as_mut().poll(cx)
    })
    .await
}

/// Ends a stream of messages with `deadline_exceeded` at the deadline.
pub(crate) fn limit_messages(deadline: Option<std::time::Instant>, messages: Messages) -> Messages {
    let Some(deadline) = deadline.filter(|_| !messages.is_one()) else {
        return messages;
    };
    let (codec, reader) = (messages.codec(), messages.reader());
    let limited = Limited {
        messages: Some(messages),
        deadline,
        sleep: Box::pin(sleep_until(Instant::from_std(deadline))),
    };
    Messages::of_stream(codec, limited).read_by(reader)
}

struct Limited {
    /// `None` once the stream is over, so that what stands behind it is dropped at the deadline.
    messages: Option<Messages>,
    deadline: std::time::Instant,
    sleep: Pin<Box<Sleep>>,
}

impl Stream for Limited {
    type Item = Result<Part<Payload>, ConnectError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Limited {
            messages,
            deadline,
            sleep,
        } = &mut *self;
        let Some(open) = messages else {
            return Poll::Ready(None);
        };
        // The deadline first: a stream that always has another message would never come to it, and the reset
        // that it causes must not hide the cause.
        if sleep.as_mut().poll(cx).is_ready() {
            *messages = None;
            return Poll::Ready(Some(Err(exceeded())));
        }
        let part = std::task::ready!(open.poll_part(cx));
        if !matches!(part, Some(Ok(_))) {
            *messages = None;
        }
        Poll::Ready(part.map(|part| part.map_err(|err| in_time(Some(*deadline), err))))
    }
}

impl Parts for Limited {
    fn poll_fill(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        batch: &mut Batch,
    ) -> Poll<Filled> {
        let Limited {
            messages,
            deadline,
            sleep,
        } = &mut *self;
        let Some(open) = messages else {
            return Poll::Ready(Filled::End(Ok(Metadata::new())));
        };
        if sleep.as_mut().poll(cx).is_ready() {
            *messages = None;
            return Poll::Ready(Filled::End(Err(exceeded())));
        }
        let filled = std::task::ready!(open.poll_fill(cx, batch));
        if let Filled::End(_) = filled {
            *messages = None;
        }
        let in_time = |err| in_time(Some(*deadline), err);
        Poll::Ready(filled.map_end(|end| end.map_err(in_time)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::Codec;

    #[tokio::test(start_paused = true)]
    async fn call_without_time_does_not_begin() {
        let mut began = false;
        let outcome = limit(after(Duration::ZERO), async {
            began = true;
            Ok(())
        })
        .await;
        assert_eq!(
            outcome.expect_err("too late").code(),
            Code::DeadlineExceeded
        );
        assert!(!began);
    }

    #[tokio::test(start_paused = true)]
    async fn stream_that_stalls_ends_at_its_deadline_and_stays_ended() {
        let begun = Instant::now();
        let stalled = Messages::of_stream(Codec::Proto, Never);
        let mut messages = limit_messages(after(Duration::from_secs(3)), stalled);
        let part = messages.next_part().await.expect("an error");
        assert_eq!(part.expect_err("an error").code(), Code::DeadlineExceeded);
        assert_eq!(begun.elapsed(), Duration::from_secs(3));
        assert!(messages.next_part().await.is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn stream_that_never_pauses_ends_at_its_deadline_too() {
        let endless = Messages::of_stream(Codec::Proto, Always);
        let mut messages = limit_messages(after(Duration::from_secs(3)), endless);
        for second in 0..3 {
            let part = messages.next_part().await.expect("a message");
            assert!(part.is_ok(), "after {second} s");
            tokio::time::advance(Duration::from_secs(1)).await;
        }
        let part = messages.next_part().await.expect("an error");
        assert_eq!(part.expect_err("an error").code(), Code::DeadlineExceeded);
        assert!(messages.next_part().await.is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn failure_of_the_transport_behind_the_deadline_is_its_consequence() {
        let canceled = || ConnectError::canceled("stream reset");
        let told = |err: ConnectError| err.into_remote();
        for (err, waited_ms, want) in [
            (canceled(), 2999, Code::Canceled),
            (canceled(), 3000, Code::DeadlineExceeded),
            (
                ConnectError::unavailable("lost"),
                3000,
                Code::DeadlineExceeded,
            ),
            (told(canceled()), 2999, Code::Canceled),
            (told(canceled()), 3000, Code::DeadlineExceeded),
            (told(ConnectError::aborted("taken")), 3000, Code::Aborted),
        ] {
            let deadline = after(Duration::from_secs(3));
            tokio::time::advance(Duration::from_millis(waited_ms)).await;
            let shown = format!("{err:?} after {waited_ms} ms");
            assert_eq!(in_time(deadline, err).code(), want, "{shown}");
        }
    }

    struct Always;

    impl Stream for Always {
        type Item = Result<Part<Payload>, ConnectError>;

        fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(Some(Ok(Part::Message(Payload::made(vec![0; 5])))))
        }
    }

    impl Parts for Always {}

    struct Never;

    impl Stream for Never {
        type Item = Result<Part<Payload>, ConnectError>;

        fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Pending
        }
    }

    impl Parts for Never {}
}
