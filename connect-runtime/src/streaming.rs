//! `Streaming<M>`: the typed stream of messages, one type for both directions and both roles.
//!
//! It is made from what came over the wire, or from anything of the user's that yields messages. It does
//! not encode: a walk turns it into [`Messages`].

use std::{
    fmt,
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;

use crate::{
    batch::Batch,
    codec::Codec,
    error::ConnectError,
    message::Message,
    messages::{Filled, Messages, Part, Parts},
    metadata::Metadata,
    payload::Payload,
    slot::{Reader, Writer, slot},
};

/// A stream of messages.
///
/// What is received ends with `None` only after a complete and successful end; everything else is an
/// `Err`, and after an error or the end it stays ended.
///
/// ```
/// use connect_runtime::{Streaming, protobuf::Duration};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), connect_runtime::ConnectError> {
/// let mut counted = Streaming::from_iter((0..3).map(|seconds| Duration { seconds, ..Default::default() }));
/// let mut sum = 0;
/// while let Some(duration) = counted.try_next().await? {
///     sum += duration.seconds;
/// }
/// assert_eq!(sum, 3);
/// # Ok(())
/// # }
/// ```
pub struct Streaming<M> {
    inner: Option<Inner<M>>,
    headers: Metadata,
    trailers: Metadata,
}

enum Inner<M> {
    /// A response that has not begun yet.
    Awaited(Awaited<M>),
    Wire(Messages),
    Local(LocalStream<M>),
}

pub(crate) type Awaited<M> =
    Pin<Box<dyn Future<Output = Result<Streaming<M>, ConnectError>> + Send>>;

type LocalStream<M> = Pin<Box<dyn Stream<Item = Result<Part<M>, ConnectError>> + Send>>;

impl<M: Send + 'static> Streaming<M> {
    /// From a stream of messages, each of which may be an error that ends it.
    pub fn new(stream: impl Stream<Item = Result<M, ConnectError>> + Send + 'static) -> Self {
        Streaming::local(Box::pin(Plain(Box::pin(stream))))
    }

    /// From an iterator.
    #[expect(
        clippy::should_implement_trait,
        reason = "the trait cannot ask for Send"
    )]
    pub fn from_iter<I>(messages: I) -> Self
    where
        I: IntoIterator<Item = M>,
        I::IntoIter: Send + 'static,
    {
        Streaming::local(Box::pin(Iterated(messages.into_iter())))
    }

    /// From code that sends messages one by one, and runs only while the stream is read.
    ///
    /// An error that the code returns ends the stream. Dropping the stream drops the code where it waits.
    ///
    /// ```
    /// use connect_runtime::{Streaming, protobuf::Duration};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), connect_runtime::ConnectError> {
    /// let mut stream = Streaming::channel(|tx| async move {
    ///     tx.send(Duration { seconds: 1, ..Default::default() }).await?;
    ///     let mut trailers = connect_runtime::Metadata::new();
    ///     trailers.insert("acme-count", "1")?;
    ///     tx.finish_with(trailers).await
    /// });
    /// assert_eq!(stream.try_next().await?.map(|d| d.seconds), Some(1));
    /// assert!(stream.try_next().await?.is_none());
    /// assert_eq!(stream.trailers().get("acme-count"), Some("1"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn channel<F, Fut>(produce: F) -> Self
    where
        F: FnOnce(Sender<M>) -> Fut,
        Fut: Future<Output = Result<(), ConnectError>> + Send + 'static,
    {
        let (sender, receiver) = sender();
        Streaming::local(Box::pin(Produced {
            producer: Some(Box::pin(produce(sender))),
            receiver,
        }))
    }

    /// A sender, and the stream of what it sends. The sender waits while nobody reads.
    pub fn pair() -> (Sender<M>, Self) {
        let (sender, receiver) = sender();
        let producer = None;
        let stream = Streaming::local(Box::pin(Produced::<M> { producer, receiver }));
        (sender, stream)
    }

    fn local(stream: LocalStream<M>) -> Self {
        Streaming {
            inner: Some(Inner::Local(stream)),
            headers: Metadata::new(),
            trailers: Metadata::new(),
        }
    }
}

impl<M> Streaming<M> {
    /// The headers of the response that the stream came with; empty on a server and for a stream made here.
    ///
    /// On a client's bidi stream they are there once the first message or the end has come.
    pub fn headers(&self) -> &Metadata {
        &self.headers
    }

    /// The trailers; empty before the stream has ended.
    pub fn trailers(&self) -> &Metadata {
        &self.trailers
    }
}

impl<M: Message> Streaming<M> {
    pub(crate) fn wire(messages: Messages, headers: Metadata) -> Self {
        Streaming {
            inner: Some(Inner::Wire(messages)),
            headers,
            trailers: Metadata::new(),
        }
    }

    /// The stream that `response` will give; a failure to get it is the stream's first and only item.
    pub(crate) fn awaited(response: Awaited<M>) -> Self {
        Streaming {
            inner: Some(Inner::Awaited(response)),
            headers: Metadata::new(),
            trailers: Metadata::new(),
        }
    }

    /// The next message; `None` after a complete and successful end.
    pub async fn next(&mut self) -> Option<Result<M, ConnectError>> {
        poll_fn(|cx| self.poll_message(cx)).await
    }

    /// The next message, with the error outside, for `while let Some(message) = stream.try_next().await?`.
    ///
    /// # Errors
    /// What the stream ended with. A stream that breaks off is an error, never an end.
    pub async fn try_next(&mut self) -> Result<Option<M>, ConnectError> {
        self.next().await.transpose()
    }

    fn poll_message(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<M, ConnectError>>> {
        loop {
            let part = match &mut self.inner {
                None => return Poll::Ready(None),
                Some(Inner::Awaited(response)) => match ready!(response.as_mut().poll(cx)) {
                    Ok(stream) => {
                        *self = stream;
                        continue;
                    }
                    Err(err) => Some(Err(err)),
                },
                Some(Inner::Wire(messages)) => {
                    ready!(messages.poll_part(cx)).map(|part| decode(messages, part?))
                }
                Some(Inner::Local(stream)) => ready!(stream.as_mut().poll_next(cx)),
            };
            match part {
                Some(Ok(Part::Message(message))) => return Poll::Ready(Some(Ok(message))),
                Some(Ok(Part::Trailers(trailers))) => self.trailers = trailers,
                Some(Err(err)) => {
                    self.inner = None;
                    return Poll::Ready(Some(Err(err)));
                }
                None => self.inner = None,
            }
        }
    }

    /// Encodes the messages as they are asked for.
    pub(crate) fn into_messages(self, codec: Codec) -> Messages {
        match self.inner {
            Some(Inner::Wire(messages)) if messages.codec() == codec => messages,
            _ => Messages::of_stream(
                codec,
                Encoded {
                    stream: self,
                    codec,
                },
            ),
        }
    }
}

fn decode<M: Message>(messages: &Messages, part: Part<Payload>) -> Result<Part<M>, ConnectError> {
    Ok(match part {
        Part::Message(payload) => Part::Message(messages.decode(payload)?),
        Part::Trailers(trailers) => Part::Trailers(trailers),
    })
}

impl<M: Message> Stream for Streaming<M> {
    type Item = Result<M, ConnectError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_message(cx)
    }
}

/// Nothing is pinned through it: what needs pinning is boxed.
impl<M> Unpin for Streaming<M> {}

impl<M> fmt::Debug for Streaming<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = if self.inner.is_some() {
            "open"
        } else {
            "ended"
        };
        f.debug_struct("Streaming")
            .field("state", &state)
            .field("headers", &self.headers)
            .field("trailers", &self.trailers)
            .finish()
    }
}

/// The sending half of a stream.
///
/// Dropping it ends the stream, successfully; a client's request stream is then half closed.
///
/// ```
/// use connect_runtime::{Streaming, protobuf::Duration};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), connect_runtime::ConnectError> {
/// let (tx, mut stream) = Streaming::pair();
/// tx.send(Duration { seconds: 1, ..Default::default() }).await?;
/// tx.finish();
/// assert!(stream.try_next().await?.is_some());
/// assert!(stream.try_next().await?.is_none());
/// # Ok(())
/// # }
/// ```
pub struct Sender<M>(Writer<Result<Part<M>, ConnectError>>);

/// One message may wait. The producer runs on the reader's task, so a longer queue would only hold memory.
fn sender<M>() -> (Sender<M>, Reader<Result<Part<M>, ConnectError>>) {
    let (writer, reader) = slot();
    (Sender(writer), reader)
}

impl<M> Sender<M> {
    /// Sends a message, waiting until the reader has room for it.
    ///
    /// # Errors
    /// `canceled` if nobody reads any more: the peer left, or the RPC is over.
    pub async fn send(&self, message: M) -> Result<(), ConnectError> {
        self.put(Ok(Part::Message(message))).await
    }

    /// Ends the stream successfully. The same as dropping the sender, with a name.
    pub fn finish(self) {}

    /// Ends the stream successfully, with trailers (which only a server can send).
    ///
    /// # Errors
    /// As [`Sender::send`].
    pub async fn finish_with(self, trailers: Metadata) -> Result<(), ConnectError> {
        self.put(Ok(Part::Trailers(trailers))).await
    }

    /// Ends the stream with an error.
    ///
    /// # Errors
    /// As [`Sender::send`].
    pub async fn fail(self, err: ConnectError) -> Result<(), ConnectError> {
        self.put(Err(err)).await
    }

    /// Waits until nobody reads any more.
    pub async fn closed(&self) {
        self.0.closed().await;
    }

    async fn put(&self, part: Result<Part<M>, ConnectError>) -> Result<(), ConnectError> {
        let sent = self.0.put(part).await;
        sent.map_err(|_| ConnectError::canceled("the stream is closed"))
    }
}

impl<M> fmt::Debug for Sender<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender")
            .field("closed", &self.0.is_closed())
            .finish()
    }
}

/// Anything that yields messages: a stream or an iterator, of messages or of results.
///
/// `Via` tells them apart and is always inferred.
///
/// ```
/// use connect_runtime::{IntoStreaming, Streaming, protobuf::Duration};
///
/// let from_iterator: Streaming<Duration> = vec![Duration::default()].into_streaming();
/// let from_stream: Streaming<Duration> = from_iterator.into_streaming();
/// # let _ = from_stream;
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not yield messages of type `{M}`",
    label = "expected a stream or an iterator of `{M}`",
    note = "its items are `{M}`, or in a stream `Result<{M}, ConnectError>`; one message alone is `[message]`"
)]
pub trait IntoStreaming<M, Via> {
    /// The stream.
    fn into_streaming(self) -> Streaming<M>;
}

/// How [`IntoStreaming`] takes a type; never named by users.
#[derive(Debug)]
pub enum ViaIterator {}
/// How [`IntoStreaming`] takes a type; never named by users.
#[derive(Debug)]
pub enum ViaStream {}
/// How [`IntoStreaming`] takes a type; never named by users.
#[derive(Debug)]
pub enum ViaResults {}

impl<M, I> IntoStreaming<M, ViaIterator> for I
where
    M: Send + 'static,
    I: IntoIterator<Item = M>,
    I::IntoIter: Send + 'static,
{
    fn into_streaming(self) -> Streaming<M> {
        Streaming::from_iter(self)
    }
}

impl<M, S> IntoStreaming<M, ViaStream> for S
where
    M: Send + 'static,
    S: Stream<Item = M> + Send + 'static,
{
    fn into_streaming(self) -> Streaming<M> {
        Streaming::local(Box::pin(Infallible(Box::pin(self))))
    }
}

impl<M, S> IntoStreaming<M, ViaResults> for S
where
    M: Send + 'static,
    S: Stream<Item = Result<M, ConnectError>> + Send + 'static,
{
    fn into_streaming(self) -> Streaming<M> {
        Streaming::new(self)
    }
}

struct Plain<S>(Pin<Box<S>>);

impl<M, S: Stream<Item = Result<M, ConnectError>>> Stream for Plain<S> {
    type Item = Result<Part<M>, ConnectError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = ready!(self.0.as_mut().poll_next(cx));
        Poll::Ready(item.map(|item| item.map(Part::Message)))
    }
}

struct Infallible<S>(Pin<Box<S>>);

impl<S: Stream> Stream for Infallible<S> {
    type Item = Result<Part<S::Item>, ConnectError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = ready!(self.0.as_mut().poll_next(cx));
        Poll::Ready(item.map(|message| Ok(Part::Message(message))))
    }
}

struct Iterated<I>(I);

impl<I> Unpin for Iterated<I> {}

impl<I: Iterator> Stream for Iterated<I> {
    type Item = Result<Part<I::Item>, ConnectError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(|message| Ok(Part::Message(message))))
    }
}

type Producer = Pin<Box<dyn Future<Output = Result<(), ConnectError>> + Send>>;

/// What a [`Sender`] sends, and the code that sends it, which runs when the stream is polled.
struct Produced<M> {
    producer: Option<Producer>,
    receiver: Reader<Result<Part<M>, ConnectError>>,
}

impl<M> Stream for Produced<M> {
    type Item = Result<Part<M>, ConnectError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(part) = self.receiver.take() {
            return Poll::Ready(Some(part));
        }
        let Some(producer) = &mut self.producer else {
            return self.receiver.poll_take(cx);
        };
        // What it leaves behind when it panics is seen by nobody: it is not polled again.
        let polled = catch_unwind(AssertUnwindSafe(|| producer.as_mut().poll(cx)));
        let failure: Producer = match polled {
            Ok(Poll::Pending) => return self.receiver.poll_take(cx),
            Ok(Poll::Ready(Ok(()))) => {
                self.producer = None;
                return self.receiver.poll_take(cx);
            }
            Ok(Poll::Ready(Err(err))) => Box::pin(std::future::ready(Err(err))),
            Err(panic) => Box::pin(async { resume_unwind(panic) }),
        };
        self.fail(failure, cx)
    }
}

impl<M> Produced<M> {
    /// Ends with a failure, behind what was sent before it.
    fn fail(
        &mut self,
        mut failure: Producer,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Part<M>, ConnectError>>> {
        self.producer = None;
        if let Some(part) = self.receiver.take() {
            self.producer = Some(failure);
            return Poll::Ready(Some(part));
        }
        self.receiver.close();
        failure
            .as_mut()
            .poll(cx)
            .map(|outcome| outcome.err().map(Err))
    }
}

struct Encoded<M> {
    stream: Streaming<M>,
    codec: Codec,
}

impl<M: Message> Stream for Encoded<M> {
    type Item = Result<Part<Payload>, ConnectError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(match ready!(self.stream.poll_message(cx)) {
            Some(Ok(message)) => Some(self.codec.encode(&message).map(Part::Message)),
            Some(Err(err)) => Some(Err(err)),
            None if self.stream.trailers.is_empty() => None,
            None => {
                let trailers = std::mem::take(&mut self.stream.trailers);
                Some(Ok(Part::Trailers(trailers)))
            }
        })
    }
}

impl<M: Message> Parts for Encoded<M> {
    fn poll_fill(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        batch: &mut Batch,
    ) -> Poll<Filled> {
        let Encoded { stream, codec } = &mut *self;
        // Most streams are the user's, and most of what they yield are messages.
        if let Some(Inner::Local(local)) = &mut stream.inner {
            while !batch.is_full() {
                match ready!(local.as_mut().poll_next(cx)) {
                    Some(Ok(Part::Message(message))) => {
                        if let Err(err) = batch.encode(*codec, &message) {
                            return Poll::Ready(Filled::End(Err(err)));
                        }
                    }
                    Some(Ok(Part::Trailers(trailers))) => {
                        stream.trailers = trailers;
                        break;
                    }
                    Some(Err(err)) => {
                        stream.inner = None;
                        return Poll::Ready(Filled::End(Err(err)));
                    }
                    None => {
                        stream.inner = None;
                        break;
                    }
                }
            }
        }
        while !batch.is_full() {
            let encoded = match ready!(stream.poll_message(cx)) {
                Some(Ok(message)) => batch.encode(*codec, &message),
                Some(Err(err)) => Err(err),
                None => {
                    let trailers = std::mem::take(&mut stream.trailers);
                    return Poll::Ready(Filled::End(Ok(trailers)));
                }
            };
            if let Err(err) = encoded {
                return Poll::Ready(Filled::End(Err(err)));
            }
        }
        Poll::Ready(Filled::Full)
    }
}
