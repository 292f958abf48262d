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
    protocol::{End, EndForm, Wire, grpc_web},
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
            true => grpc_web::encode_text(&bytes),
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
        let mut batch = Batch::new(full_bytes, self.how.send_max_bytes);
        if let State::Open = self.state {
            let filled = match self.how.compression {
                Compression::Identity => self.messages.poll_fill(cx, &mut batch),
                _ => self.poll_fill_compressed(cx, &mut batch),
            };
            match filled {
                Poll::Pending if batch.is_empty() => return Poll::Pending,
                Poll::Pending | Poll::Ready(Filled::Full) => {}
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
