//! The four shapes on a server: each turns a typed method into a [`Handler`] over messages.
//!
//! Generated code registers its methods here, one line each. The adapters are thin, so that a method of a
//! user compiles to little more than its own code.

use std::{marker::PhantomData, sync::Arc};

use crate::{
    error::ConnectError,
    interceptor::{BoxFuture, CallResult, Handler},
    message::Message,
    messages::Messages,
    metadata::Metadata,
    request::Request,
    server::context::Context,
    spec::Spec,
    streaming::Streaming,
};

/// A service as the schema declares it; implemented by generated code.
pub trait ServiceDef: 'static {
    /// The full name, `"package.Service"`.
    const NAME: &'static str;
    /// The methods, in the order of the schema.
    const SPECS: &'static [Spec];
}

/// A service that the type `S` can serve; implemented by generated code for each implementor of the trait.
pub trait Serves<S>: ServiceDef {
    /// Registers every method.
    fn methods(methods: &mut Methods<S>);
}

/// Collects the methods of a service.
pub struct Methods<S> {
    service: Arc<S>,
    pub(crate) list: Vec<(Spec, Arc<dyn Handler>)>,
}

impl<S> std::fmt::Debug for Methods<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let specs = self.list.iter().map(|(spec, _)| spec.procedure);
        f.debug_list().entries(specs).finish()
    }
}

/// What a generated closure gives back: the context that it took, and the method's outcome.
pub type Outcome<T> = (Context, Result<T, ConnectError>);

/// The outcome of a method that was not written.
///
/// # Errors
/// Always `unimplemented`.
pub fn not_implemented<T>(procedure: &str) -> Result<T, ConnectError> {
    let text = format!("{procedure} is not implemented");
    Err(ConnectError::unimplemented(text))
}

impl<S: Send + Sync + 'static> Methods<S> {
    pub(crate) fn new(service: Arc<S>) -> Self {
        let list = Vec::new();
        Methods { service, list }
    }

    fn push<K, F>(&mut self, spec: Spec, call: F)
    where
        K: Send + Sync + 'static,
        Adapter<S, F, K>: Handler + 'static,
    {
        let service = self.service.clone();
        let shape = PhantomData;
        let adapter = Adapter {
            service,
            call,
            shape,
        };
        self.list.push((spec, Arc::new(adapter)));
    }

    /// One message in, one out.
    pub fn unary<M, N, F, Fut>(&mut self, spec: Spec, call: F)
    where
        M: Message,
        N: Message,
        F: Fn(Arc<S>, Context, M) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Outcome<N>> + Send,
    {
        self.push::<Unary<M, N>, F>(spec, call);
    }

    /// One message in, a stream out.
    pub fn server_stream<M, N, F, Fut>(&mut self, spec: Spec, call: F)
    where
        M: Message,
        N: Message,
        F: Fn(Arc<S>, Context, M) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Outcome<Streaming<N>>> + Send,
    {
        self.push::<ServerStream<M, N>, F>(spec, call);
    }

    /// A stream in, one message out.
    pub fn client_stream<M, N, F, Fut>(&mut self, spec: Spec, call: F)
    where
        M: Message,
        N: Message,
        F: Fn(Arc<S>, Context, Streaming<M>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Outcome<N>> + Send,
    {
        self.push::<ClientStream<M, N>, F>(spec, call);
    }

    /// A stream in, a stream out.
    pub fn bidi_stream<M, N, F, Fut>(&mut self, spec: Spec, call: F)
    where
        M: Message,
        N: Message,
        F: Fn(Arc<S>, Context, Streaming<M>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Outcome<Streaming<N>>> + Send,
    {
        self.push::<BidiStream<M, N>, F>(spec, call);
    }
}

/// A method of a service with the shape `K`.
struct Adapter<S, F, K> {
    service: Arc<S>,
    call: F,
    shape: PhantomData<fn() -> K>,
}

struct Unary<M, N>(PhantomData<fn(M) -> N>);
struct ServerStream<M, N>(PhantomData<fn(M) -> N>);
struct ClientStream<M, N>(PhantomData<fn(M) -> N>);
struct BidiStream<M, N>(PhantomData<fn(M) -> N>);

impl<S, F, Fut, M, N> Handler for Adapter<S, F, Unary<M, N>>
where
    S: Send + Sync + 'static,
    M: Message,
    N: Message,
    F: Fn(Arc<S>, Context, M) -> Fut + Send + Sync,
    Fut: Future<Output = Outcome<N>> + Send,
{
    fn call(&self, request: Request<Messages>) -> BoxFuture<'_, CallResult> {
        Box::pin(async move {
            let codec = request.message().codec();
            let (context, message) = one(request).await?;
            let (context, outcome) = (self.call)(self.service.clone(), context, message).await;
            let encoded = outcome.and_then(|message| Messages::one(codec, &message));
            context.respond(encoded)
        })
    }
}

impl<S, F, Fut, M, N> Handler for Adapter<S, F, ServerStream<M, N>>
where
    S: Send + Sync + 'static,
    M: Message,
    N: Message,
    F: Fn(Arc<S>, Context, M) -> Fut + Send + Sync,
    Fut: Future<Output = Outcome<Streaming<N>>> + Send,
{
    fn call(&self, request: Request<Messages>) -> BoxFuture<'_, CallResult> {
        Box::pin(async move {
            let codec = request.message().codec();
            let (context, message) = one(request).await?;
            let (context, outcome) = (self.call)(self.service.clone(), context, message).await;
            context.respond(outcome.map(|stream| stream.into_messages(codec)))
        })
    }
}

impl<S, F, Fut, M, N> Handler for Adapter<S, F, ClientStream<M, N>>
where
    S: Send + Sync + 'static,
    M: Message,
    N: Message,
    F: Fn(Arc<S>, Context, Streaming<M>) -> Fut + Send + Sync,
    Fut: Future<Output = Outcome<N>> + Send,
{
    fn call(&self, request: Request<Messages>) -> BoxFuture<'_, CallResult> {
        Box::pin(async move {
            let codec = request.message().codec();
            let (context, messages) = many(request);
            let (context, outcome) = (self.call)(self.service.clone(), context, messages).await;
            let encoded = outcome.and_then(|message| Messages::one(codec, &message));
            context.respond(encoded)
        })
    }
}

impl<S, F, Fut, M, N> Handler for Adapter<S, F, BidiStream<M, N>>
where
    S: Send + Sync + 'static,
    M: Message,
    N: Message,
    F: Fn(Arc<S>, Context, Streaming<M>) -> Fut + Send + Sync,
    Fut: Future<Output = Outcome<Streaming<N>>> + Send,
{
    fn call(&self, request: Request<Messages>) -> BoxFuture<'_, CallResult> {
        Box::pin(async move {
            let codec = request.message().codec();
            let (context, messages) = many(request);
            let (context, outcome) = (self.call)(self.service.clone(), context, messages).await;
            context.respond(outcome.map(|stream| stream.into_messages(codec)))
        })
    }
}

async fn one<M: Message>(request: Request<Messages>) -> Result<(Context, M), ConnectError> {
    let (messages, request) = request.replace(());
    let (codec, reader) = (messages.codec(), messages.reader());
    let (payload, _) = messages.take_one().await?;
    let message = Messages::none(codec).read_by(reader).decode(payload)?;
    Ok((Context::new(request), message))
}

fn many<M: Message>(request: Request<Messages>) -> (Context, Streaming<M>) {
    let (messages, request) = request.replace(());
    let stream = Streaming::wire(messages, Metadata::new());
    (Context::new(request), stream)
}
