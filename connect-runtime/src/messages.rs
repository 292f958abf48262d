//! Messages in flight: encoded, in either direction, followed by trailers.
//!
//! This is the waist of the crate. Typed code above hands its messages over as [`Messages`], walks and
//! interceptors pass them on, and `body/` turns them into bytes and back. Nothing here knows a protocol.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;

use crate::{
    batch::Batch, code::Code, codec::Codec, error::ConnectError, message::Message,
    metadata::Metadata, payload::Payload,
};

/// The encoded messages of one direction of an RPC, then its trailers.
///
/// An interceptor gets one with each request and gives one with each response. It may pass it on as it
/// is, look at a lone message ([`Messages::message`]), or put others in its place ([`Messages::one`],
/// [`Messages::map`]).
///
/// ```
/// use connect_runtime::{Codec, Messages, protobuf::Duration};
///
/// # fn main() -> Result<(), connect_runtime::ConnectError> {
/// let messages = Messages::one(Codec::Proto, &Duration { seconds: 3, ..Default::default() })?;
/// assert_eq!(messages.message::<Duration>()?.map(|m| m.seconds), Some(3));
/// # Ok(())
/// # }
/// ```
pub struct Messages {
    codec: Codec,
    reader: Role,
    inner: Inner,
}

/// Which side reads a message, and so whose fault it is if the message is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// The caller sent it: `invalid_argument`.
    Server,
    /// The server sent it, and the caller cannot mend it: `internal`.
    Client,
}

impl Role {
    /// The code for what the other side got wrong.
    pub(crate) const fn fault(self) -> Code {
        match self {
            Role::Server => Code::InvalidArgument,
            Role::Client => Code::Internal,
        }
    }
}

enum Inner {
    /// The common case, with nothing to poll.
    One(Option<Payload>, Option<Metadata>),
    /// An error and nothing else.
    Failed(Option<ConnectError>),
    Stream(BoxStream),
}

type BoxStream = Pin<Box<dyn Parts>>;

/// A stream of encoded messages, then at most once trailers.
pub(crate) trait Parts: Stream<Item = Result<Part<Payload>, ConnectError>> + Send {
    /// Puts as many messages into a batch as are ready and fit, and says how they ended once they have.
    ///
    /// Pending means that no more is ready; what is in the batch by then had better leave. This is for streams that
    /// need not make a payload of each message, or look at each.
    fn poll_fill(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        batch: &mut Batch,
    ) -> Poll<Filled> {
        while !batch.is_full() {
            match ready!(self.as_mut().poll_next(cx)) {
                Some(Ok(Part::Message(payload))) => {
                    if let Err(err) = batch.push_message(payload) {
                        return Poll::Ready(Filled::End(Err(err)));
                    }
                }
                Some(Ok(Part::Trailers(trailers))) => {
                    return Poll::Ready(Filled::End(Ok(trailers)));
                }
                Some(Err(err)) => return Poll::Ready(Filled::End(Err(err))),
                None => return Poll::Ready(Filled::End(Ok(Metadata::new()))),
            }
        }
        Poll::Ready(Filled::Full)
    }
}

/// What ended the filling of a batch.
#[derive(Debug)]
pub(crate) enum Filled {
    /// It is full; there may be more.
    Full,
    /// The messages are over.
    End(Result<Metadata, ConnectError>),
}

impl Filled {
    /// The same with another end.
    pub(crate) fn map_end(
        self,
        map: impl FnOnce(Result<Metadata, ConnectError>) -> Result<Metadata, ConnectError>,
    ) -> Self {
        match self {
            Filled::Full => Filled::Full,
            Filled::End(end) => Filled::End(map(end)),
        }
    }
}

/// What a stream of messages yields: messages, then at most once the trailers.
#[derive(Debug)]
pub(crate) enum Part<T> {
    Message(T),
    Trailers(Metadata),
}

impl Messages {
    /// One message.
    ///
    /// # Errors
    /// `internal` if the message has no form in the codec.
    pub fn one<M: Message>(codec: Codec, message: &M) -> Result<Self, ConnectError> {
        Ok(Messages::of_payload(codec, codec.encode(message)?))
    }

    /// No message at all.
    pub fn none(codec: Codec) -> Self {
        Messages::new(codec, Inner::One(None, None))
    }

    /// An error in place of messages.
    pub(crate) fn failed(codec: Codec, err: ConnectError) -> Self {
        Messages::new(codec, Inner::Failed(Some(err)))
    }

    pub(crate) fn of_payload(codec: Codec, payload: Payload) -> Self {
        Messages::new(codec, Inner::One(Some(payload), None))
    }

    pub(crate) fn of_stream(codec: Codec, stream: impl Parts + 'static) -> Self {
        Messages::new(codec, Inner::Stream(Box::pin(stream)))
    }

    fn new(codec: Codec, inner: Inner) -> Self {
        let reader = Role::Server;
        Messages {
            codec,
            reader,
            inner,
        }
    }

    /// Says which side reads the messages; a server, unless said otherwise.
    pub(crate) fn read_by(mut self, reader: Role) -> Self {
        self.reader = reader;
        self
    }

    /// Puts trailers behind a lone message; behind a stream they are added to its own.
    pub(crate) fn with_trailers(self, trailers: Metadata) -> Self {
        if trailers.is_empty() {
            return self;
        }
        let inner = match self.inner {
            Inner::One(payload, before) => {
                let mut all = before.unwrap_or_default();
                all.extend(&trailers);
                Inner::One(payload, Some(all))
            }
            Inner::Stream(stream) => Inner::Stream(Box::pin(AddTrailers {
                stream,
                trailers: Some(trailers),
            })),
            failed @ Inner::Failed(_) => failed,
        };
        Messages { inner, ..self }
    }

    /// Keeps `value` until the last of a stream has been read.
    pub(crate) fn keeping(self, value: impl Send + Unpin + 'static) -> Self {
        let inner = match self.inner {
            Inner::Stream(stream) => Inner::Stream(Box::pin(Keeping {
                stream,
                _value: value,
            })),
            one => one,
        };
        Messages { inner, ..self }
    }

    pub(crate) fn reader(&self) -> Role {
        self.reader
    }

    /// How the messages are encoded.
    pub fn codec(&self) -> Codec {
        self.codec
    }

    /// The lone message, decoded; `None` if this is a stream, whose messages are yet to come.
    ///
    /// # Errors
    /// `invalid_argument` if it is not a message of type `M`.
    pub fn message<M: Message>(&self) -> Result<Option<M>, ConnectError> {
        match &self.inner {
            Inner::One(Some(payload), _) => self.decode(payload.clone()).map(Some),
            _ => Ok(None),
        }
    }

    /// Decodes one of these messages.
    pub(crate) fn decode<M: Message>(&self, payload: Payload) -> Result<M, ConnectError> {
        let decoded = self.codec.decode(payload.into_bytes());
        decoded.map_err(|err| match err.code() {
            Code::InvalidArgument => err.with_code(self.reader.fault()),
            _ => err,
        })
    }

    /// Whether all of it is here already, as one message and nothing to wait for.
    pub fn is_one(&self) -> bool {
        !matches!(self.inner, Inner::Stream(_))
    }

    /// Passes each message through `f`, in the order in which they come.
    ///
    /// ```
    /// use connect_runtime::{Codec, Messages, protobuf::Duration};
    ///
    /// # fn main() -> Result<(), connect_runtime::ConnectError> {
    /// let messages = Messages::one(Codec::Proto, &Duration { seconds: 3, ..Default::default() })?;
    /// let doubled = messages.map(|mut m: Duration| {
    ///     m.seconds *= 2;
    ///     Ok(m)
    /// });
    /// assert!(!doubled.is_one());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn map<M, N, F>(self, mut f: F) -> Self
    where
        M: Message,
        N: Message,
        F: FnMut(M) -> Result<N, ConnectError> + Send + Unpin + 'static,
    {
        let (codec, reader) = (self.codec, self.reader);
        let convert = move |messages: &Messages, payload: Payload| {
            let message = messages.decode(payload)?;
            codec.encode(&f(message)?)
        };
        let messages = self;
        Messages::of_stream(codec, Convert { messages, convert }).read_by(reader)
    }

    /// Calls `f` once, with how the messages ended: with these trailers, or with an error. Whoever stops to
    /// read them before their end makes it `canceled`.
    ///
    /// ```
    /// use connect_runtime::{ConnectError, Messages, Next, Request, Response};
    ///
    /// async fn logged(request: Request<Messages>, next: Next<'_>) -> Result<Response<Messages>, ConnectError> {
    ///     let procedure = request.spec().procedure;
    ///     let response = next.run(request).await?;
    ///     Ok(response.map(|messages| {
    ///         messages.on_end(move |end| match end {
    ///             Ok(_trailers) => println!("{procedure}: ok"),
    ///             Err(err) => println!("{procedure}: {}", err.code()),
    ///         })
    ///     }))
    /// }
    /// ```
    #[must_use]
    pub fn on_end<F>(self, f: F) -> Self
    where
        F: FnOnce(Result<&Metadata, &ConnectError>) + Send + 'static,
    {
        match &self.inner {
            Inner::One(_, trailers) => {
                f(Ok(trailers.as_ref().unwrap_or(&Metadata::new())));
                self
            }
            Inner::Failed(Some(err)) => {
                f(Err(err));
                self
            }
            Inner::Failed(None) | Inner::Stream(_) => {
                let (codec, reader) = (self.codec, self.reader);
                let watched = Watched {
                    messages: self,
                    on_end: Some(Box::new(f)),
                };
                Messages::of_stream(codec, watched).read_by(reader)
            }
        }
    }

    pub(crate) fn poll_part(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Part<Payload>, ConnectError>>> {
        match &mut self.inner {
            Inner::One(payload, trailers) => Poll::Ready(match payload.take() {
                Some(payload) => Some(Ok(Part::Message(payload))),
                None => trailers.take().map(|trailers| Ok(Part::Trailers(trailers))),
            }),
            Inner::Failed(err) => Poll::Ready(err.take().map(Err)),
            Inner::Stream(stream) => stream.as_mut().poll_next(cx),
        }
    }

    /// Fills a batch; see [`Parts::poll_fill`].
    pub(crate) fn poll_fill(&mut self, cx: &mut Context<'_>, batch: &mut Batch) -> Poll<Filled> {
        Poll::Ready(match &mut self.inner {
            Inner::One(payload, trailers) => {
                let pushed = payload.take().map_or(Ok(()), |one| batch.push_message(one));
                Filled::End(pushed.map(|()| trailers.take().unwrap_or_default()))
            }
            Inner::Failed(err) => Filled::End(err.take().map_or(Ok(Metadata::new()), Err)),
            Inner::Stream(stream) => ready!(stream.as_mut().poll_fill(cx, batch)),
        })
    }

    pub(crate) async fn next_part(&mut self) -> Option<Result<Part<Payload>, ConnectError>> {
        poll_fn(|cx| self.poll_part(cx)).await
    }

    /// Takes the lone message and the trailers behind it, waiting for the end of the stream.
    ///
    /// # Errors
    /// `unimplemented` if there is no message or a second one, as connect-go and the conformance suite
    /// have it for a unary call (gRPC, "Status codes": "an incorrect number of messages"); whatever
    /// error the stream ends with.
    pub(crate) async fn take_one(mut self) -> Result<(Payload, Metadata), ConnectError> {
        if let Inner::One(Some(_), _) = &self.inner
            && let Inner::One(Some(payload), trailers) = self.inner
        {
            return Ok((payload, trailers.unwrap_or_default()));
        }
        let mut found = None;
        let mut trailers = Metadata::new();
        while let Some(part) = self.next_part().await {
            match part? {
                Part::Trailers(received) => trailers = received,
                Part::Message(_) if found.is_some() => {
                    return Err(ConnectError::unimplemented(
                        "expected one message, got a second",
                    ));
                }
                Part::Message(payload) => found = Some(payload),
            }
        }
        match found {
            Some(payload) => Ok((payload, trailers)),
            None => Err(
                ConnectError::unimplemented("expected one message, got none")
                    .with_metadata(trailers),
            ),
        }
    }
}

impl fmt::Debug for Messages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match &self.inner {
            Inner::One(Some(_), _) => "one",
            Inner::One(None, _) => "none",
            Inner::Failed(_) => "failed",
            Inner::Stream(_) => "stream",
        };
        write!(f, "Messages({what}, {})", self.codec.name())
    }
}

/// Trailers of a handler's context, in front of those of its stream.
struct AddTrailers {
    stream: BoxStream,
    trailers: Option<Metadata>,
}

impl Stream for AddTrailers {
    type Item = Result<Part<Payload>, ConnectError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let part = ready!(self.stream.as_mut().poll_next(cx));
        Poll::Ready(match part {
            Some(Ok(Part::Trailers(own))) => {
                let mut all = self.trailers.take().unwrap_or_default();
                all.extend(&own);
                Some(Ok(Part::Trailers(all)))
            }
            Some(Err(mut err)) => {
                if let Some(trailers) = self.trailers.take() {
                    err.metadata_mut().extend(&trailers);
                }
                Some(Err(err))
            }
            None => self.trailers.take().map(|all| Ok(Part::Trailers(all))),
            message => message,
        })
    }
}

impl Parts for AddTrailers {
    fn poll_fill(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        batch: &mut Batch,
    ) -> Poll<Filled> {
        let filled = ready!(self.stream.as_mut().poll_fill(cx, batch));
        Poll::Ready(filled.map_end(|end| {
            let mut all = self.trailers.take().unwrap_or_default();
            match end {
                Ok(own) => {
                    all.extend(&own);
                    Ok(all)
                }
                Err(mut err) => {
                    err.metadata_mut().extend(&all);
                    Err(err)
                }
            }
        }))
    }
}

type OnEnd = Box<dyn FnOnce(Result<&Metadata, &ConnectError>) + Send>;

struct Watched {
    messages: Messages,
    /// `None` once it has been called.
    on_end: Option<OnEnd>,
}

impl Watched {
    fn tell(&mut self, end: Result<&Metadata, &ConnectError>) {
        if let Some(on_end) = self.on_end.take() {
            on_end(end);
        }
    }
}

impl Stream for Watched {
    type Item = Result<Part<Payload>, ConnectError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let part = ready!(self.messages.poll_part(cx));
        match &part {
            Some(Ok(Part::Message(_))) => {}
            Some(Ok(Part::Trailers(trailers))) => self.tell(Ok(trailers)),
            Some(Err(err)) => self.tell(Err(err)),
            None => self.tell(Ok(&Metadata::new())),
        }
        Poll::Ready(part)
    }
}

impl Parts for Watched {}

impl Drop for Watched {
    fn drop(&mut self) {
        if self.on_end.is_some() {
            let err = ConnectError::canceled("the stream was left before its end");
            self.tell(Err(&err));
        }
    }
}

struct Keeping<T> {
    stream: BoxStream,
    _value: T,
}

impl<T: Unpin> Stream for Keeping<T> {
    type Item = Result<Part<Payload>, ConnectError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.stream.as_mut().poll_next(cx)
    }
}

impl<T: Unpin + Send> Parts for Keeping<T> {
    fn poll_fill(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        batch: &mut Batch,
    ) -> Poll<Filled> {
        self.stream.as_mut().poll_fill(cx, batch)
    }
}

struct Convert<F> {
    messages: Messages,
    convert: F,
}

impl<F> Stream for Convert<F>
where
    F: FnMut(&Messages, Payload) -> Result<Payload, ConnectError> + Unpin,
{
    type Item = Result<Part<Payload>, ConnectError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Convert { messages, convert } = &mut *self;
        let part = ready!(messages.poll_part(cx));
        Poll::Ready(part.map(|part| match part? {
            Part::Message(payload) => Ok(Part::Message(convert(messages, payload)?)),
            trailers => Ok(trailers),
        }))
    }
}

impl<F> Parts for Convert<F> where
    F: FnMut(&Messages, Payload) -> Result<Payload, ConnectError> + Unpin + Send
{
}
