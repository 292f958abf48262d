//! Interceptors: code around every RPC, the same trait on both sides and for all four shapes.
//!
//! They see [`Request<Messages>`](Messages), the waist of the crate, so they name neither a message type
//! nor a protocol. The first one added is the outermost.

use std::{pin::Pin, sync::Arc};

use crate::{
    error::ConnectError,
    messages::Messages,
    request::{Request, Response},
};

/// What an interceptor or a handler answers with.
pub(crate) type CallResult = Result<Response<Messages>, ConnectError>;

pub(crate) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Code around every RPC of a client, a service or a router.
///
/// It may change the request, answer itself, look at the response, or turn one outcome into another.
/// On a server it runs after the request's head has been read and before its messages are decoded.
///
/// ```
/// use connect_runtime::{ConnectError, Interceptor, Messages, Next, Request, Response};
///
/// struct Token(String);
///
/// impl Interceptor for Token {
///     async fn intercept(
///         &self,
///         request: Request<Messages>,
///         next: Next<'_>,
///     ) -> Result<Response<Messages>, ConnectError> {
///         if request.headers().get("authorization") != Some(self.0.as_str()) {
///             return Err(ConnectError::unauthenticated("who are you?"));
///         }
///         next.run(request).await
///     }
/// }
/// ```
pub trait Interceptor: Send + Sync + 'static {
    /// Handles the RPC, usually by way of [`Next::run`].
    fn intercept(
        &self,
        request: Request<Messages>,
        next: Next<'_>,
    ) -> impl Future<Output = Result<Response<Messages>, ConnectError>> + Send;
}

/// The rest of the chain: further interceptors, then the handler or the call itself.
///
/// ```
/// use connect_runtime::{ConnectError, Messages, Next, Request, Response};
///
/// async fn timed(request: Request<Messages>, next: Next<'_>) -> Result<Response<Messages>, ConnectError> {
///     let begun = std::time::Instant::now();
///     let procedure = request.spec().procedure;
///     let outcome = next.run(request).await;
///     println!("{procedure} took {:?}", begun.elapsed());
///     outcome
/// }
/// ```
pub struct Next<'a> {
    rest: &'a [Arc<dyn ErasedInterceptor>],
    handler: &'a dyn Handler,
}

impl<'a> Next<'a> {
    /// Goes on with the RPC.
    pub async fn run(self, request: Request<Messages>) -> Result<Response<Messages>, ConnectError> {
        run(self.rest, self.handler, request).await
    }
}

impl std::fmt::Debug for Next<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Next({} more)", self.rest.len())
    }
}

/// What stands at the end of a chain.
pub(crate) trait Handler: Send + Sync {
    fn call(&self, request: Request<Messages>) -> BoxFuture<'_, CallResult>;
}

/// [`Interceptor`] as an object.
pub(crate) trait ErasedInterceptor: Send + Sync {
    fn call<'a>(&'a self, request: Request<Messages>, next: Next<'a>) -> BoxFuture<'a, CallResult>;
}

impl<I: Interceptor> ErasedInterceptor for I {
    fn call<'a>(&'a self, request: Request<Messages>, next: Next<'a>) -> BoxFuture<'a, CallResult> {
        Box::pin(self.intercept(request, next))
    }
}

/// Interceptors in the order in which they were added.
#[derive(Clone, Default)]
pub(crate) struct Chain(Vec<Arc<dyn ErasedInterceptor>>);

impl Chain {
    pub(crate) fn push(&mut self, interceptor: impl Interceptor) {
        self.0.push(Arc::new(interceptor));
    }

    /// These, then those of `inner`.
    pub(crate) fn around(&self, inner: &Chain) -> Chain {
        Chain(self.0.iter().chain(&inner.0).cloned().collect())
    }

    pub(crate) fn run<'a>(
        &'a self,
        handler: &'a dyn Handler,
        request: Request<Messages>,
    ) -> BoxFuture<'a, CallResult> {
        run(&self.0, handler, request)
    }
}

impl std::fmt::Debug for Chain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Chain({})", self.0.len())
    }
}

/// With nothing before the handler this is one branch.
fn run<'a>(
    chain: &'a [Arc<dyn ErasedInterceptor>],
    handler: &'a dyn Handler,
    request: Request<Messages>,
) -> BoxFuture<'a, CallResult> {
    match chain.split_first() {
        None => handler.call(request),
        Some((first, rest)) => first.call(request, Next { rest, handler }),
    }
}
