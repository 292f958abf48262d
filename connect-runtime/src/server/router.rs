//! `Router`: from a path to the method that answers it.

use std::{
    convert::Infallible,
    error::Error,
    fmt,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use foldhash::HashMap;

use crate::{
    body::{Body, incoming::IncomingBody},
    interceptor::{Chain, Handler, Interceptor},
    protocol::Protocols,
    request::Protocol,
    server::{
        config::ServiceConfig,
        handler::ServiceDef,
        mount::ServiceServer,
        service::{self, Reply},
    },
    spec::Spec,
};

/// Services on one port.
///
/// It is a `tower` service over any HTTP body, so that it can stand in an axum router or behind any
/// middleware; [`Server`](crate::Server) serves it alone. Clones share everything.
///
/// ```
/// use connect_runtime::Router;
///
/// let router = Router::new();
/// // .add(GreetServiceServer::new(Greeter))
/// # let _ = router;
/// ```
#[derive(Clone, Default)]
pub struct Router {
    mounted: Vec<Arc<Mounted>>,
    chain: Chain,
    protocols: Option<Protocols>,
    routes: Arc<HashMap<&'static str, Arc<Route>>>,
}

/// What [`Router::add`] was given.
struct Mounted {
    methods: Vec<(Spec, Arc<dyn Handler>)>,
    config: ServiceConfig,
    chain: Chain,
}

/// One method, with all that is needed to answer it.
pub(crate) struct Route {
    pub(crate) spec: Spec,
    pub(crate) handler: Arc<dyn Handler>,
    pub(crate) config: ServiceConfig,
    pub(crate) protocols: Protocols,
    pub(crate) chain: Chain,
}

impl Router {
    /// A router without services, which answers `unimplemented` to everything.
    pub fn new() -> Self {
        Router::default()
    }

    /// Mounts a service. One that is mounted already is replaced.
    #[must_use]
    #[expect(
        clippy::should_implement_trait,
        reason = "nobody adds services with a plus sign"
    )]
    pub fn add<D: ServiceDef>(mut self, server: ServiceServer<D>) -> Self {
        self.mounted.push(Arc::new(Mounted {
            methods: server.methods,
            config: server.config,
            chain: server.chain,
        }));
        self.build()
    }

    /// Puts an interceptor around every service, those added later included, outside of their own and
    /// inside of those that the router has.
    #[must_use]
    pub fn interceptor(mut self, interceptor: impl Interceptor) -> Self {
        self.chain.push(interceptor);
        self.build()
    }

    /// Answers only these protocols, but for services that say themselves which; all of them unless set. Others
    /// get the status 415.
    ///
    /// ```
    /// use connect_runtime::{Protocol, Router};
    ///
    /// let router = Router::new().protocols([Protocol::Connect]);
    /// # let _ = router;
    /// ```
    #[must_use]
    pub fn protocols(mut self, protocols: impl IntoIterator<Item = Protocol>) -> Self {
        self.protocols = Some(Protocols::of(protocols));
        self.build()
    }

    /// The methods, in no order.
    pub fn specs(&self) -> impl Iterator<Item = Spec> {
        self.routes.values().map(|route| route.spec)
    }

    fn build(mut self) -> Self {
        let mut routes = HashMap::default();
        for mounted in &self.mounted {
            let chain = self.chain.around(&mounted.chain);
            for (spec, handler) in &mounted.methods {
                let route = Route {
                    spec: *spec,
                    handler: handler.clone(),
                    config: mounted.config,
                    protocols: mounted
                        .config
                        .protocols
                        .or(self.protocols)
                        .unwrap_or(Protocols::ALL),
                    chain: chain.clone(),
                };
                routes.insert(spec.procedure, Arc::new(route));
            }
        }
        self.routes = Arc::new(routes);
        self
    }

    /// The method at a path, `"/package.Service/Method"` behind any prefix.
    fn find(&self, path: &str) -> Option<&Arc<Route>> {
        if let Some(route) = self.routes.get(path) {
            return Some(route);
        }
        // Connect protocol, Unary-Request: a Routing-Prefix may precede the Procedure-Name.
        let method = path.rfind('/')?;
        let service = path[..method].rfind('/')?;
        match is_prefix(&path[..service]) {
            true => self.routes.get(&path[service..]),
            false => None,
        }
    }
}

/// Whether a path is one that a server may be mounted below. What others on the way may read as another
/// path, and let pass by mistake, is none.
fn is_prefix(path: &str) -> bool {
    let mut segments = path.split('/');
    segments.next() == Some("") && segments.all(|segment| !matches!(segment, "" | "." | ".."))
}

impl fmt::Debug for Router {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut procedures: Vec<_> = self.routes.keys().collect();
        procedures.sort_unstable();
        f.debug_list().entries(procedures).finish()
    }
}

impl<B> tower_service::Service<http::Request<B>> for Router
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Reply;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let (parts, body) = request.into_parts();
        let body = IncomingBody::from_request(body, parts.version);
        match self.find(parts.uri.path()).cloned() {
            Some(route) => service::serve(route, parts, body),
            None => service::unknown(&parts),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        interceptor::{BoxFuture, CallResult},
        messages::Messages,
        request::{Request, Response},
        spec::{IdempotencyLevel, StreamType},
    };

    struct Echo;

    impl Handler for Echo {
        fn call(&self, request: Request<Messages>) -> BoxFuture<'_, CallResult> {
            Box::pin(async move { Ok(Response::new(request.into_message())) })
        }
    }

    #[test]
    fn path_is_matched_to_the_letter_behind_any_prefix() {
        let spec = Spec::new("/a.B/C", StreamType::Unary, IdempotencyLevel::Unknown);
        let mut router = Router::new();
        router.mounted.push(Arc::new(Mounted {
            methods: vec![(spec, Arc::new(Echo))],
            config: ServiceConfig::default(),
            chain: Chain::default(),
        }));
        let router = router.build();
        for path in ["/a.B/C", "/api/a.B/C", "/x/y/a.B/C"] {
            assert!(router.find(path).is_some(), "{path}");
        }
        for path in [
            "/a.b/C",
            "/a.B/c",
            "/a.B/C/",
            "//a.B/C/",
            "/a.B%2FC",
            "a.B/C",
            "/C",
            "*",
            "",
            "/",
            "/xa.B/C",
            "/a.B/../a.B/D",
            "//a.B/C",
            "/x//a.B/C",
            "/./a.B/C",
            "/x/../a.B/C",
            "x/a.B/C",
        ] {
            assert!(router.find(path).is_none(), "{path}");
        }
    }
}
