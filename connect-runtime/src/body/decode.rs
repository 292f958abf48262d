//! Reading bodies: limits, envelopes, decompression, the end of a stream.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::HeaderMap;
use http_body::Body;

use crate::{
    body::incoming::IncomingBody,
    compression::{Compression, DecompressError},
    envelope::{self, Envelope},
    error::ConnectError,
    messages::{Part, Parts, Role},
    metadata::Metadata,
    payload::Payload,
    protocol::{End, Framing, TextDecoder, Wire},
};

/// How messages are read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Incoming {
    pub(crate) wire: Wire,
    pub(crate) compression: Compression,
    /// The largest message that is taken, counted on the wire and again once decompressed.
    pub(crate) read_max_bytes: usize,
    pub(crate) role: Role,
    /// Whether more than one message may come.
    pub(crate) many: bool,
}

/// The largest end of a stream that is taken, in an envelope or as headers: the message and the details of an
/// error stand there, and an error that is cut off is lost.
///
/// h2 takes only as many frames of headers as this would fill. The frames of common servers are a quarter of
/// those that a client allows, so that 320 KiB is what they can send.
pub(crate) const END_MAX_BYTES: usize = 1024 * 1024;

impl Incoming {
    /// Whether a body of at least this many bytes is above the limit whatever it holds.
    pub(crate) fn refuses(&self, bytes: u64) -> bool {
        let room = match self.wire.framing() {
            Framing::Bare => 0,
            Framing::Enveloped => Payload::ROOM,
        };
        let bytes = match self.wire.is_text() {
            true => bytes / 4 * 3,
            false => bytes,
        };
        !self.many && bytes > self.read_max_bytes.saturating_add(room) as u64
    }

    /// Reads a body that is one message as a whole.
    ///
    /// # Errors
    /// `resource_exhausted` above the limit, as soon as it is known; what the body ends with.
    pub(crate) async fn read_bare(self, body: IncomingBody) -> Result<Payload, ConnectError> {
        let bytes = collect(body, self.read_max_bytes, self.role).await?;
        self.decompress(bytes, self.read_max_bytes)
            .map(Payload::received)
    }

    /// Reads a message that is there as a whole, in the head of its request.
    ///
    /// # Errors
    /// As [`Incoming::read_bare`].
    pub(crate) fn read_inline(self, bytes: Bytes) -> Result<Payload, ConnectError> {
        if bytes.len() > self.read_max_bytes {
            return Err(envelope::too_large(bytes.len(), self.read_max_bytes));
        }
        self.decompress(bytes, self.read_max_bytes)
            .map(Payload::received)
    }

    /// Undoes the compression of a whole message that is compressed.
    ///
    /// An empty message stays empty: it never went through a compressor.
    pub(crate) fn decompress(&self, data: Bytes, max_bytes: usize) -> Result<Bytes, ConnectError> {
        if data.is_empty() || self.compression == Compression::Identity {
            return Ok(data);
        }
        match self.compression.decompress(&data, max_bytes) {
            Ok(plain) => Ok(plain.into()),
            Err(DecompressError::TooLarge) => Err(ConnectError::resource_exhausted(format!(
                "message size exceeds limit {max_bytes} once decompressed"
            ))),
            Err(DecompressError::Corrupt) => Err(ConnectError::new(
                self.role.fault(),
                format!("message is not valid {}", self.compression.name()),
            )),
        }
    }

    fn max_bytes(&self, flags: u8) -> usize {
        match self.wire.is_end(flags) {
            true => END_MAX_BYTES,
            false => self.read_max_bytes,
        }
    }
}

/// Puts a body together, up to `max_bytes`.
async fn collect(body: IncomingBody, max_bytes: usize, role: Role) -> Result<Bytes, ConnectError> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if announced > max_bytes {
        return Err(envelope::too_large(announced, max_bytes));
    }
    let mut body = body;
    let mut all = Bytes::new();
    let mut parts: Option<BytesMut> = None;
    while let Some(frame) = std::future::poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let frame = frame.map_err(|err| body_error(role, err))?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        let size = parts.as_ref().map_or(all.len(), BytesMut::len) + data.len();
        if size > max_bytes {
            return Err(envelope::too_large(size, max_bytes));
        }
        match &mut parts {
            Some(parts) => parts.extend_from_slice(&data),
            None if all.is_empty() => all = data,
            None => {
                // The announced length is at most the limit, but a peer may announce much and send little.
                let mut start = BytesMut::with_capacity(size.max(announced.min(4 * size)));
                start.extend_from_slice(&all);
                start.extend_from_slice(&data);
                parts = Some(start);
            }
        }
    }
    Ok(parts.map_or(all, BytesMut::freeze))
}

/// Whether nothing comes in a body; waits for its end to know.
///
/// # Errors
/// What the body ends with.
pub(crate) async fn is_empty(mut body: IncomingBody) -> Result<bool, ConnectError> {
    while let Some(frame) = std::future::poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let frame = frame.map_err(|err| body_error(Role::Server, err))?;
        if frame.data_ref().is_some_and(|data| !data.is_empty()) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A body that broke off: for a server the caller is gone; for a client the transport has said why.
fn body_error(role: Role, err: ConnectError) -> ConnectError {
    match role {
        Role::Server => ConnectError::canceled("the request was cut off").with_source(err),
        Role::Client => err,
    }
}

/// Takes envelopes out of a body and yields their messages, then the trailers.
///
/// It ends with `None` only if the stream was whole; a body cut anywhere is an error.
pub(crate) struct Decoder {
    body: IncomingBody,
    how: Incoming,
    buffer: Buffered,
    /// What a body in base64 needs.
    text: Option<TextDecoder>,
    state: State,
    seen: usize,
    /// Where the end may stand, if not in an envelope.
    ends: Option<Box<Ends>>,
}

/// Where the end of a response may stand, other than in an envelope.
#[derive(Default)]
struct Ends {
    /// The head, for a response that has nothing else.
    head: Option<HeaderMap>,
    trailers: Option<HeaderMap>,
}

/// Bytes not taken yet. A frame that holds whole envelopes is not copied.
enum Buffered {
    Frame(Bytes),
    Parts(BytesMut),
}

enum State {
    Open,
    /// The end has been read, and nothing may follow it.
    End(Option<Metadata>),
    Done,
}

impl Decoder {
    pub(crate) fn new(body: IncomingBody, how: Incoming) -> Self {
        Decoder {
            body,
            how,
            buffer: Buffered::Frame(Bytes::new()),
            text: how.wire.is_text().then(TextDecoder::default),
            state: State::Open,
            seen: 0,
            ends: None,
        }
    }

    /// Takes `head` for the end as well, should nothing follow it.
    pub(crate) fn with_head(mut self, head: Option<HeaderMap>) -> Self {
        if head.is_some() {
            self.ends.get_or_insert_default().head = head;
        }
        self
    }

    fn push(&mut self, data: Bytes) -> Result<(), ConnectError> {
        let data = match &mut self.text {
            None => data,
            Some(text) => text.decode(&data).ok_or_else(|| self.not_base64())?,
        };
        if !data.is_empty() {
            // A head that something follows is no end.
            self.ends = None;
            self.buffer.push(data);
        }
        Ok(())
    }

    fn not_base64(&self) -> ConnectError {
        ConnectError::new(self.how.role.fault(), "the body is not base64")
    }

    fn poll_part(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Option<Part<Payload>>, ConnectError>> {
        loop {
            if let State::Open = self.state {
                let how = self.how;
                if let Some(envelope) = self.buffer.decode(|flags| how.max_bytes(flags))? {
                    match self.read_envelope(envelope)? {
                        Some(part) => return Poll::Ready(Ok(Some(part))),
                        None => continue,
                    }
                }
            } else if !self.buffer.is_empty() {
                let text = "bytes follow the end of the stream";
                return Poll::Ready(Err(ConnectError::new(self.how.role.fault(), text)));
            }
            // A lone message is mostly the whole body, and the connection knows: asking for more would cost more.
            if self.seen > 0 && !self.how.many && self.text.is_none() && self.body.is_end_stream() {
                return Poll::Ready(self.read_eof());
            }
            let polled = Pin::new(&mut self.body).poll_frame(cx);
            if polled.is_pending() && self.is_over() {
                std::mem::replace(&mut self.body, IncomingBody::ended()).finish();
                return Poll::Ready(self.read_eof());
            }
            match ready!(polled) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => self.push(data)?,
                    Err(frame) => {
                        self.ends.get_or_insert_default().trailers = frame.into_trailers().ok();
                    }
                },
                // An end that has been read stands, whatever becomes of the connection afterwards.
                Some(Err(err)) if matches!(self.state, State::Open) => {
                    return Poll::Ready(Err(body_error(self.how.role, err)));
                }
                Some(Err(_)) | None => match self.text.take() {
                    // The last of a body in base64 may lack its padding.
                    Some(text) => {
                        let rest = text.finish().ok_or_else(|| self.not_base64())?;
                        self.push(rest)?;
                    }
                    None => return Poll::Ready(self.read_eof()),
                },
            }
        }
    }

    fn read_envelope(
        &mut self,
        Envelope { flags, data }: Envelope,
    ) -> Result<Option<Part<Payload>>, ConnectError> {
        let wire = self.how.wire;
        if flags & !wire.known_flags() != 0 {
            let text = format!("envelope has unknown flags {flags:#04x}");
            return Err(ConnectError::new(self.how.role.fault(), text));
        }
        let compressed = flags & envelope::COMPRESSED != 0;
        // Connect protocol, Enveloped-Message; gRPC, Compressed-Flag: both sides answer internal.
        if compressed && self.how.compression == Compression::Identity {
            let text = "envelope is flagged as compressed without a compression";
            return Err(ConnectError::internal(text));
        }
        let end = wire.is_end(flags);
        if !end {
            self.seen += 1;
            if self.seen > 1 && !self.how.many {
                let text = "expected one message, got a second";
                return Err(ConnectError::unimplemented(text));
            }
        }
        let data = match compressed {
            true => self.how.decompress(data, self.how.max_bytes(flags))?,
            false => data,
        };
        match end {
            true => self.read_end(&data),
            false => Ok(Some(Part::Message(Payload::received(data)))),
        }
    }

    fn read_end(&mut self, data: &[u8]) -> Result<Option<Part<Payload>>, ConnectError> {
        let trailers = match self.how.role {
            // A caller's stream ends with its body; a flag that says so too changes nothing.
            Role::Server => Metadata::new(),
            Role::Client => match self.how.wire.read_end(data)? {
                End::Ok(trailers) => trailers,
                End::Err(err) => return Err(err),
            },
        };
        self.state = State::End(Some(trailers));
        Ok(None)
    }

    /// Whether the response is over, whatever becomes of its body.
    fn is_over(&self) -> bool {
        matches!(self.state, State::End(_))
            && self.how.role == Role::Client
            && self.how.wire.ends_early()
    }

    fn read_eof(&mut self) -> Result<Option<Part<Payload>>, ConnectError> {
        match (&mut self.state, self.how.role) {
            (State::End(trailers), Role::Client) => Ok(trailers.take().map(Part::Trailers)),
            (State::Open, Role::Client) => self.read_missing_end(),
            (State::Open, Role::Server) if !self.buffer.is_empty() => Err(self.incomplete()),
            _ => Ok(None),
        }
    }

    /// What the trailers or the head say of a response that no envelope ended. Data that broke off is an error
    /// all the same, but an error that the server tells explains it better.
    fn read_missing_end(&mut self) -> Result<Option<Part<Payload>>, ConnectError> {
        let ends = self.ends.take().unwrap_or_default();
        match self.how.wire.read_eof(ends.trailers, ends.head) {
            Ok(End::Err(err)) => Err(err),
            _ if !self.buffer.is_empty() => Err(self.incomplete()),
            Ok(End::Ok(trailers)) => Ok(Some(Part::Trailers(trailers))),
            Err(err) => Err(err),
        }
    }

    fn incomplete(&self) -> ConnectError {
        let text = envelope::incomplete(self.buffer.as_slice());
        ConnectError::new(self.how.role.fault(), text)
    }
}

impl Stream for Decoder {
    type Item = Result<Part<Payload>, ConnectError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if let State::Done = this.state {
            return Poll::Ready(None);
        }
        let part = ready!(this.poll_part(cx));
        if !matches!(part, Ok(Some(Part::Message(_)))) {
            this.state = State::Done;
        }
        Poll::Ready(part.transpose())
    }
}

impl Parts for Decoder {}

impl Buffered {
    fn as_slice(&self) -> &[u8] {
        match self {
            Buffered::Frame(bytes) => bytes,
            Buffered::Parts(bytes) => bytes,
        }
    }

    fn is_empty(&self) -> bool {
        self.as_slice().is_empty()
    }

    fn decode(
        &mut self,
        max_bytes: impl FnOnce(u8) -> usize,
    ) -> Result<Option<Envelope>, ConnectError> {
        match self {
            Buffered::Frame(bytes) => envelope::decode(bytes, max_bytes),
            Buffered::Parts(bytes) => envelope::decode(bytes, max_bytes),
        }
    }

    fn push(&mut self, data: Bytes) {
        match self {
            _ if self.is_empty() => *self = Buffered::Frame(data),
            Buffered::Parts(parts) => parts.extend_from_slice(&data),
            Buffered::Frame(first) => {
                let mut parts = BytesMut::with_capacity(2 * (first.len() + data.len()));
                parts.extend_from_slice(first);
                parts.extend_from_slice(&data);
                *self = Buffered::Parts(parts);
            }
        }
    }
}
