//! Writing bodies: compression, envelopes, the end of a stream.

use std::{
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, Waker, ready},
};

use bytes::Bytes;
use http::HeaderMap;
use http_body::Frame;

use crate::{
    batch::Batch,
    body::Body,
    compression::Compression,
    envelope,
    error::ConnectError,
    messages::{Filled, Messages, Part},
    metadata::Metadata,
    payload::Payload,
    protocol::{End, EndForm, Wire, encode_text},
};

/// How messages are written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outgoing {
    pub(crate) wire: Wire,
    pub(crate) compression: Compression,
    /// Messages below this many bytes go as they are.
    pub(crate) compress_min_bytes: usize,
    /// The largest message that may go out, counted as it goes out.
    pub(crate) send_max_bytes: usize,
}

impl Outgoing {
    /// Compresses a message if that is asked for and worth it, and says whether it did.
    ///
    /// # Errors
    /// `resource_exhausted` if what would go out is above the limit.
    pub(crate) fn write(&self, payload: Payload) -> Result<(Payload, Compression), ConnectError> {
        let worth = payload.len() >= self.compress_min_bytes;
        let (payload, compression) = match self.compression {
            Compression::Identity => (payload, Compression::Identity),
            _ if !worth => (payload, Compression::Identity),
            compression => (compress(compression, &payload)?, compression),
        };
        match payload.len() > self.send_max_bytes {
            true => Err(envelope::too_large(payload.len(), self.send_max_bytes)),
            false => Ok((payload, compression)),
        }
    }

    /// Adds the end to a batch, or gives the trailers that are the end.
    ///
    /// # Errors
    /// As [`Outgoing::write`], but for the limit: the end is not a message, and is sent whatever that is.
    fn push_end(&self, end: End, batch: &mut Batch) -> Result<Option<HeaderMap>, ConnectError> {
        let mut how = Outgoing {
            send_max_bytes: usize::MAX,
            ..*self
        };
        let (flags, data) = match self.wire.write_end(sendable(end)) {
            EndForm::Trailers(trailers) => return Ok(Some(trailers)),
            EndForm::Envelope(flags, data) => (flags, data),
            EndForm::PlainEnvelope(flags, data) => {
                how.compression = Compression::Identity;
                (flags, data)
            }
        };
        how.push(flags, data, batch).map(|()| None)
    }

    /// What goes out for these bytes of a body.
    fn finish(&self, bytes: Bytes) -> Bytes {
        match self.wire.is_text() {
            true => encode_text(&bytes),
            false => bytes,
        }
    }

    /// Adds a payload to a batch, compressed if that is asked for and worth it.
    ///
    /// # Errors
    /// As [`Outgoing::write`].
    fn push(&self, flags: u8, payload: Payload, batch: &mut Batch) -> Result<(), ConnectError> {
        let (payload, compression) = self.write(payload)?;
        let flags = match compression {
            Compression::Identity => flags,
            _ => flags | envelope::COMPRESSED,
        };
        batch.push(flags, payload)
    }
}

fn compress(compression: Compression, payload: &Payload) -> Result<Payload, ConnectError> {
    let mut out = Vec::with_capacity(Payload::ROOM + payload.len() / 2 + 64);
    out.resize(Payload::ROOM, 0);
    compression.compress(payload.as_slice(), &mut out)?;
    Ok(Payload::made(out))
}

/// Why a request's stream of messages broke off, for the call that sent it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Failure(Arc<Mutex<Option<ConnectError>>>);

impl Failure {
    fn set(&self, err: ConnectError) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(err);
    }

    pub(crate) fn take(&self) -> Option<ConnectError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Turns messages into envelopes, then writes the end.
pub(crate) struct Encoder {
    messages: Messages,
    how: Outgoing,
    last: Last,
    state: State,
    /// Whom the messages wake, if they have just said that no more is ready.
    asleep: Option<Waker>,
}

/// What stands behind the last message.
enum Last {
    /// A response's end.
    End,
    /// Nothing: a request ends where its body ends. An error aborts it, and is kept here.
    Nothing(Failure),
}

enum State {
    Open,
    /// All but the trailers is written.
    Trailers(HeaderMap),
    /// The end is written, or an error told.
    Ended,
}

/// Small messages that are ready together leave together, up to about this many bytes.
///
/// Each frame costs its reader a wake-up, and h2 closes connections on which too many tiny frames wait
/// unread; a larger batch would only add latency and memory.
const BATCH_BYTES: usize = 16 * 1024;

impl Encoder {
    /// The body of a response: messages, then the end.
    pub(crate) fn response(messages: Messages, how: Outgoing) -> Body {
        let all_here = messages.is_one();
        let mut encoder = Encoder::new(messages, how, Last::End);
        if all_here && let Some(Ok(body)) = encoder.fill_at_once() {
            return body;
        }
        Body::stream(encoder)
    }

    /// The body of a request: messages alone.
    ///
    /// # Errors
    /// What keeps a lone message from being sent; failures of a stream come with the body.
    pub(crate) fn request(
        messages: Messages,
        how: Outgoing,
        failure: Failure,
    ) -> Result<Body, ConnectError> {
        let all_here = messages.is_one();
        let mut encoder = Encoder::new(messages, how, Last::Nothing(failure));
        if !all_here {
            return Ok(Body::stream(encoder));
        }
        let body = encoder.fill_at_once().transpose()?;
        Ok(body.unwrap_or_else(Body::empty))
    }

    fn new(messages: Messages, how: Outgoing, last: Last) -> Self {
        Encoder {
            messages,
            how,
            last,
            state: State::Open,
            asleep: None,
        }
    }

    /// All of it, for messages with nothing to wait for: the body's length is then exact.
    fn fill_at_once(&mut self) -> Option<Result<Body, ConnectError>> {
        let mut cx = Context::from_waker(Waker::noop());
        let Poll::Ready(data) = self.fill(&mut cx, usize::MAX) else {
            return None;
        };
        let data = match data.transpose() {
            Ok(data) => data.unwrap_or_default(),
            Err(err) => return Some(Err(err)),
        };
        Some(Ok(match self.take_trailers() {
            Some(trailers) => Body::with_trailers(data, trailers),
            None => Body::once(data),
        }))
    }

    pub(crate) fn is_ended(&self) -> bool {
        matches!(self.state, State::Ended)
    }

    pub(crate) fn poll_frame(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ConnectError>>> {
        if let Poll::Ready(data) = self.fill(cx, BATCH_BYTES) {
            let frame = match data {
                Some(data) => Some(data.map(Frame::data)),
                None => self
                    .take_trailers()
                    .map(|trailers| Ok(Frame::trailers(trailers))),
            };
            return Poll::Ready(frame);
        }
        Poll::Pending
    }

    fn take_trailers(&mut self) -> Option<HeaderMap> {
        match std::mem::replace(&mut self.state, State::Ended) {
            State::Trailers(trailers) => Some(trailers),
            State::Open | State::Ended => None,
        }
    }

    /// Takes what is ready, up to about `full_bytes`; what it has is never held back to wait for more. `None` once no
    /// more data comes.
    fn fill(
        &mut self,
        cx: &mut Context<'_>,
        full_bytes: usize,
    ) -> Poll<Option<Result<Bytes, ConnectError>>> {
        // Whoever sends a frame asks for the next one at once. If there was none a moment ago and nobody has been
        // woken since, asking all the way down would only say so again; once woken, we are asked again anyway.
        if let Some(waker) = self.asleep.take()
            && waker.will_wake(cx.waker())
        {
            return Poll::Pending;
        }
        let mut batch = Batch::new(full_bytes, self.how.send_max_bytes);
        if let State::Open = self.state {
            let filled = match self.how.compression {
                Compression::Identity => self.messages.poll_fill(cx, &mut batch),
                _ => self.poll_fill_compressed(cx, &mut batch),
            };
            match filled {
                Poll::Pending if batch.is_empty() => return Poll::Pending,
                Poll::Pending => self.asleep = Some(cx.waker().clone()),
                Poll::Ready(Filled::Full) => {}
                Poll::Ready(Filled::End(end)) => {
                    if let Err(err) = self.write_end(end, &mut batch) {
                        return Poll::Ready(Some(Err(err)));
                    }
                }
            }
        }
        let data = batch.into_bytes();
        Poll::Ready(data.map(|bytes| Ok(self.how.finish(bytes))))
    }

    fn poll_fill_compressed(&mut self, cx: &mut Context<'_>, batch: &mut Batch) -> Poll<Filled> {
        while !batch.is_full() {
            let end = match ready!(self.messages.poll_part(cx)) {
                Some(Ok(Part::Message(payload))) => match self.how.push(0, payload, batch) {
                    Ok(()) => continue,
                    Err(err) => Err(err),
                },
                Some(Ok(Part::Trailers(trailers))) => Ok(trailers),
                Some(Err(err)) => Err(err),
                None => Ok(Metadata::new()),
            };
            return Poll::Ready(Filled::End(end));
        }
        Poll::Ready(Filled::Full)
    }

    fn write_end(
        &mut self,
        end: Result<Metadata, ConnectError>,
        batch: &mut Batch,
    ) -> Result<(), ConnectError> {
        self.state = State::Ended;
        match (&self.last, end) {
            (Last::End, end) => {
                let end = end.map_or_else(End::Err, End::Ok);
                if let Some(trailers) = self.how.push_end(end, batch)? {
                    self.state = State::Trailers(trailers);
                }
                Ok(())
            }
            (Last::Nothing(_), Ok(_)) => Ok(()),
            (Last::Nothing(failure), Err(err)) => {
                failure.set(err.clone());
                Err(err)
            }
        }
    }
}

fn sendable(end: End) -> End {
    match end {
        End::Ok(trailers) => End::Ok(trailers),
        End::Err(err) => End::Err(err.into_sendable()),
    }
}

#[cfg(test)]
mod tests {
    use std::{
        pin::Pin,
        sync::atomic::{AtomicUsize, Ordering},
        task::Wake,
    };

    use futures_core::Stream;

    use super::*;
    use crate::{
        codec::Codec,
        messages::Parts,
        protocol::{Suffix, Wire},
    };

    /// Yields a message each time that it is woken, and counts how often it is asked.
    struct Pulse {
        ready: Arc<AtomicUsize>,
        asked: Arc<AtomicUsize>,
        reader: Arc<Mutex<Option<Waker>>>,
    }

    impl Stream for Pulse {
        type Item = Result<Part<Payload>, ConnectError>;

        fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            self.asked.fetch_add(1, Ordering::Relaxed);
            *self.reader.lock().expect("unpoisoned") = Some(cx.waker().clone());
            match self.ready.swap(0, Ordering::Relaxed) {
                0 => Poll::Pending,
                _ => Poll::Ready(Some(Ok(Part::Message(Payload::made(vec![0; 5]))))),
            }
        }
    }

    impl Parts for Pulse {}

    #[derive(Default)]
    struct Woken(AtomicUsize);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn messages_that_wait_are_not_asked_twice_by_one_task_and_again_by_another() {
        let (ready, asked) = (Arc::new(AtomicUsize::new(1)), Arc::new(AtomicUsize::new(0)));
        let reader = Arc::default();
        let pulse = Pulse {
            ready: Arc::clone(&ready),
            asked: Arc::clone(&asked),
            reader: Arc::clone(&reader),
        };
        let how = Outgoing {
            wire: Wire::Grpc(Suffix::Absent),
            compression: Compression::Identity,
            compress_min_bytes: 0,
            send_max_bytes: usize::MAX,
        };
        let messages = Messages::of_stream(Codec::Proto, pulse);
        let mut encoder = Encoder::new(messages, how, Last::End);
        let tasks = [Arc::new(Woken::default()), Arc::new(Woken::default())];
        let wakers = tasks.clone().map(Waker::from);
        let mut poll = |task: usize| {
            let frame = encoder.poll_frame(&mut Context::from_waker(&wakers[task]));
            (frame.is_ready(), asked.swap(0, Ordering::Relaxed))
        };
        let wake = || {
            reader
                .lock()
                .expect("unpoisoned")
                .take()
                .expect("asked")
                .wake()
        };

        assert_eq!(poll(0), (true, 2), "a message, and no more");
        assert_eq!(poll(0), (false, 0), "still no more");
        ready.store(1, Ordering::Relaxed);
        wake();
        assert_eq!(poll(0), (true, 2), "asked when it is woken");
        assert_eq!(poll(1), (false, 1), "another task must be known to it");
        ready.store(1, Ordering::Relaxed);
        wake();
        assert_eq!(
            tasks.each_ref().map(|task| task.0.load(Ordering::Relaxed)),
            [1, 1]
        );
        assert_eq!(poll(1), (true, 2));
    }
}
