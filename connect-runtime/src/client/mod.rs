//! The client: one for any number of calls, in the four shapes that generated code calls by name.

pub(crate) mod call;
pub(crate) mod config;
#[cfg(feature = "tls")]
pub(crate) mod tls;
pub(crate) mod transport;

use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use crate::{
    body::Body,
    client::{
        call::Caller,
        config::{CallConfig, ClientBuilder},
        transport::Transport,
    },
    deadline,
    error::ConnectError,
    interceptor::Chain,
    message::Message,
    messages::Messages,
    request::{Request, Response},
    spec::Spec,
    streaming::{IntoStreaming, Sender, Streaming},
};

/// Where calls go: a server's URL, settings and connections.
///
/// Generated clients hold one; clones share its connections. It connects with its first call.
///
/// ```
/// use connect_runtime::Client;
///
/// # fn main() -> Result<(), connect_runtime::ConnectError> {
/// let client = Client::builder("http://api.acme.com").use_get().build()?;
/// // let greeter = GreetServiceClient::new(client.clone());
/// # let _ = client;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    caller: Caller,
    chain: Chain,
}

impl Client {
    /// A client with default settings.
    ///
    /// # Errors
    /// `invalid_argument` if the URL is not one of `http` or `https` with a host.
    pub fn connect(url: impl Into<String>) -> Result<Self, ConnectError> {
        Client::builder(url).build()
    }

    /// Settings for a client.
    pub fn builder(url: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(url)
    }

    pub(crate) fn new(
        base: String,
        config: CallConfig,
        chain: Chain,
        transport: Arc<dyn Transport<Body>>,
    ) -> Self {
        let caller = Caller {
            base,
            config,
            transport,
        };
        let inner = Arc::new(Inner { caller, chain });
        Client { inner }
    }

    /// One message out, one back. Called by generated code.
    ///
    /// # Errors
    /// What the server answered, or what kept it from answering.
    #[doc(hidden)]
    pub async fn unary<M: Message, N: Message>(
        &self,
        spec: Spec,
        request: Request<M>,
    ) -> Result<Response<N>, ConnectError> {
        let request = self.one(spec, request)?;
        self.reply_one(request).await
    }

    /// One message out, a stream back. Called by generated code.
    ///
    /// # Errors
    /// As [`Client::unary`], as far as the head of the response tells; the rest comes with the stream.
    #[doc(hidden)]
    pub async fn server_stream<M: Message, N: Message>(
        &self,
        spec: Spec,
        request: Request<M>,
    ) -> Result<Response<Streaming<N>>, ConnectError> {
        let request = self.one(spec, request)?;
        self.reply_many(request).await
    }

    /// A stream out, one message back. Called by generated code.
    ///
    /// # Errors
    /// As [`Client::unary`].
    #[doc(hidden)]
    pub async fn client_stream<M: Message, N: Message, Via>(
        &self,
        spec: Spec,
        request: Request<impl IntoStreaming<M, Via>>,
    ) -> Result<Response<N>, ConnectError> {
        let request = self.many::<M, _>(spec, request)?;
        self.reply_one(request).await
    }

    /// A stream out, a stream back. Called by generated code.
    ///
    /// # Errors
    /// As [`Client::server_stream`].
    #[doc(hidden)]
    pub async fn bidi_stream<M: Message, N: Message, Via>(
        &self,
        spec: Spec,
        request: Request<impl IntoStreaming<M, Via>>,
    ) -> Result<Response<Streaming<N>>, ConnectError> {
        let request = self.many::<M, _>(spec, request)?;
        self.reply_many(request).await
    }

    /// Both halves of a stream in both directions, at once. Called by generated code.
    ///
    /// The call runs on a task of its own, so that what is sent leaves before anything is read; dropping
    /// the receiving half cancels it.
    ///
    /// # Errors
    /// If the call cannot begin; all else comes with the stream.
    #[doc(hidden)]
    pub async fn bidi_pair<M: Message, N: Message>(
        &self,
        spec: Spec,
    ) -> Result<(Sender<M>, Streaming<N>), ConnectError> {
        let (sender, stream) = Streaming::<M>::pair();
        let request = self.many::<M, _>(spec, Request::new(stream))?;
        let client = self.clone();
        let call = tokio::spawn(async move { client.reply_many::<N>(request).await });
        let response = OwnTask(call);
        let stream = Streaming::awaited(Box::pin(async move {
            let response = response.await?;
            Ok(response.into_message())
        }));
        Ok((sender, stream))
    }

    fn one<M: Message>(
        &self,
        spec: Spec,
        request: Request<M>,
    ) -> Result<Request<Messages>, ConnectError> {
        let (message, request) = self.start(spec, request)?;
        let head = &request.head;
        let codec = head.codec;
        let payload = match head.use_get && spec.allows_get() {
            true => codec.encode_deterministic(&message)?,
            false => codec.encode(&message)?,
        };
        let messages = Messages::of_payload(codec, payload);
        Ok(request.replace(messages).1)
    }

    fn many<M: Message, Via>(
        &self,
        spec: Spec,
        request: Request<impl IntoStreaming<M, Via>>,
    ) -> Result<Request<Messages>, ConnectError> {
        let (stream, request) = self.start(spec, request)?;
        let codec = request.head.codec;
        let messages = stream.into_streaming().into_messages(codec);
        Ok(request.replace(messages).1)
    }

    /// Fills in what the call itself does not say.
    fn start<T>(&self, spec: Spec, request: Request<T>) -> Result<(T, Request<()>), ConnectError> {
        let (message, mut request) = request.replace(());
        let config = &self.inner.caller.config;
        let head = &mut request.head;
        if let Some(err) = head.refused.take() {
            return Err(err);
        }
        head.spec = spec;
        head.protocol = config.protocol;
        head.codec = config.codec;
        head.use_get |= config.use_get;
        head.headers.extend_absent(&config.headers);
        head.timeout = head.timeout.or(config.timeout);
        head.deadline = head.timeout.and_then(deadline::after);
        Ok((message, request))
    }

    async fn reply_one<N: Message>(
        &self,
        request: Request<Messages>,
    ) -> Result<Response<N>, ConnectError> {
        let deadline = request.head.deadline;
        let reply = async {
            let Response {
                message, headers, ..
            } = self.run(request).await?;
            let (codec, reader) = (message.codec(), message.reader());
            let (payload, trailers) = message.take_one().await?;
            let message = Messages::none(codec).read_by(reader).decode(payload)?;
            Ok(Response {
                message,
                headers,
                trailers,
            })
        };
        let outcome = deadline::limit(deadline, reply).await;
        outcome.map_err(|err| deadline::in_time(deadline, err))
    }

    async fn reply_many<N: Message>(
        &self,
        request: Request<Messages>,
    ) -> Result<Response<Streaming<N>>, ConnectError> {
        let deadline = request.head.deadline;
        let response = deadline::limit(deadline, self.run(request)).await;
        let response = response.map_err(|err| deadline::in_time(deadline, err))?;
        let headers = response.headers.clone();
        Ok(response
            .map(|messages| Streaming::wire(deadline::limit_messages(deadline, messages), headers)))
    }

    async fn run(&self, request: Request<Messages>) -> Result<Response<Messages>, ConnectError> {
        let Inner { caller, chain } = &*self.inner;
        chain.run(caller, request).await
    }
}

/// A task that ends with the one who waits for it.
struct OwnTask<T>(tokio::task::JoinHandle<Result<T, ConnectError>>);

impl<T> Future for OwnTask<T> {
    type Output = Result<T, ConnectError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let joined = std::task::ready!(Pin::new(&mut self.0).poll(cx));
        Poll::Ready(joined.unwrap_or_else(|err| {
            Err(ConnectError::internal("the call did not run to its end").with_source(err))
        }))
    }
}

impl<T> Drop for OwnTask<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("url", &self.inner.caller.base)
            .finish_non_exhaustive()
    }
}
