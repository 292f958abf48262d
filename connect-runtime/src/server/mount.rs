//! `ServiceServer`: an implementation of a service in the form that a router mounts.

use std::{fmt, marker::PhantomData, sync::Arc};

use crate::{
    interceptor::{Chain, Handler, Interceptor},
    protocol::Protocols,
    request::Protocol,
    server::{
        config::ServiceConfig,
        handler::{Methods, Serves, ServiceDef},
    },
    spec::Spec,
};

/// A service ready to be mounted, with its limits and interceptors.
///
/// Generated code names it per service:
///
/// ```
/// use connect_runtime::{ConnectError, Context, Router};
/// use greet::{Greet, GreetRequest, GreetResponse, GreetServer};
///
/// #[connect_runtime::proto(inline = r#"
///     syntax = "proto3";
///     service Greet { rpc Hello(GreetRequest) returns (GreetResponse); }
///     message GreetRequest { string name = 1; }
///     message GreetResponse { string greeting = 1; }
/// "#)]
/// mod greet {}
///
/// struct Greeter;
///
/// impl Greet for Greeter {
///     async fn hello(&self, _: &mut Context, request: GreetRequest) -> Result<GreetResponse, ConnectError> {
///         Ok(GreetResponse::default().with_greeting(format!("Hello, {}!", request.name)))
///     }
/// }
///
/// # fn main() {
/// let server = GreetServer::new(Greeter).read_max_bytes(1024).compress(false);
/// assert_eq!(server.path(), "/Greet/");
/// let router = Router::new().add(server);
/// # let _ = router;
/// # }
/// ```
pub struct ServiceServer<D> {
    pub(crate) methods: Vec<(Spec, Arc<dyn Handler>)>,
    pub(crate) config: ServiceConfig,
    pub(crate) chain: Chain,
    definition: PhantomData<fn() -> D>,
}

impl<D: ServiceDef> ServiceServer<D> {
    /// The methods of the service, in the order of the schema.
    pub const SPECS: &'static [Spec] = D::SPECS;

    /// Serves with `service`.
    pub fn new<S: Send + Sync + 'static>(service: S) -> Self
    where
        D: Serves<S>,
    {
        Self::from_arc(Arc::new(service))
    }

    /// Serves with a service that is shared with other code.
    pub fn from_arc<S: Send + Sync + 'static>(service: Arc<S>) -> Self
    where
        D: Serves<S>,
    {
        let mut methods = Methods::new(service);
        D::methods(&mut methods);
        ServiceServer {
            methods: methods.list,
            config: ServiceConfig::default(),
            chain: Chain::default(),
            definition: PhantomData,
        }
    }

    /// The path below which the methods lie, `"/package.Service/"`.
    pub fn path(&self) -> String {
        format!("/{}/", D::NAME)
    }

    /// Puts an interceptor around every method, inside of those added before.
    #[must_use]
    pub fn interceptor(mut self, interceptor: impl Interceptor) -> Self {
        self.chain.push(interceptor);
        self
    }

    /// Takes request messages up to `bytes`, on the wire and decompressed; 4 MiB unless set. Beyond it
    /// callers get `resource_exhausted`. `usize::MAX` is no limit.
    #[must_use]
    pub fn read_max_bytes(mut self, bytes: usize) -> Self {
        self.config.read_max_bytes = bytes;
        self
    }

    /// Sends response messages up to `bytes`, counted as they go out; no limit unless set.
    #[must_use]
    pub fn send_max_bytes(mut self, bytes: usize) -> Self {
        self.config.send_max_bytes = bytes;
        self
    }

    /// Compresses response messages of at least `bytes` for callers that accept it; 1 KiB unless set.
    #[must_use]
    pub fn compress_min_bytes(mut self, bytes: usize) -> Self {
        self.config.compress_min_bytes = bytes;
        self
    }

    /// Whether to compress responses for callers that accept it; yes unless set.
    #[must_use]
    pub fn compress(mut self, compress: bool) -> Self {
        self.config.compress = compress;
        self
    }

    /// Answers only these protocols, whatever the router says; all of them unless set. Others get the status 415.
    ///
    /// ```
    /// # use connect_runtime::{Protocol, ServiceServer};
    /// # fn restricted<D: connect_runtime::__private::ServiceDef>(server: ServiceServer<D>) -> ServiceServer<D> {
    /// server.protocols([Protocol::Connect, Protocol::GrpcWeb])
    /// # }
    /// ```
    #[must_use]
    pub fn protocols(mut self, protocols: impl IntoIterator<Item = Protocol>) -> Self {
        self.config.protocols = Some(Protocols::of(protocols));
        self
    }

    /// Refuses Connect calls that do not name their protocol version, which any simple HTTP client can
    /// make; they are taken unless set.
    #[must_use]
    pub fn require_protocol_version(mut self, require: bool) -> Self {
        self.config.require_protocol_version = require;
        self
    }
}

impl<D: ServiceDef> fmt::Debug for ServiceServer<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceServer")
            .field("service", &D::NAME)
            .field("config", &self.config)
            .field("chain", &self.chain)
            .finish()
    }
}
