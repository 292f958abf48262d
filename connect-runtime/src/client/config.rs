//! `ClientBuilder`: everything that a client is told once.

use std::{error::Error, sync::Arc, time::Duration};

use bytes::Bytes;
use http::Uri;
use tower_service::Service;

#[cfg(feature = "tls")]
use crate::client::tls::ClientTls;
use crate::{
    body::Body,
    client::{
        Client,
        transport::{HttpTransport, HttpVersion, ServiceTransport, Transport, TransportConfig},
    },
    codec::Codec,
    compression::Compression,
    error::ConnectError,
    interceptor::{Chain, Interceptor},
    metadata::Metadata,
    protocol::Wire,
    request::Protocol,
    spec::{IdempotencyLevel, Spec, StreamType},
};

/// Settings of a [`Client`].
///
/// ```
/// use std::time::Duration;
/// use connect_runtime::{Client, Compression, HttpVersion};
///
/// # fn main() -> Result<(), connect_runtime::ConnectError> {
/// let client = Client::builder("http://127.0.0.1:8080")
///     .http_version(HttpVersion::Http2)
///     .send_compression(Compression::Gzip)
///     .timeout(Duration::from_secs(2))
///     .header("acme-tenant", "blue")
///     .build()?;
/// # let _ = client;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use]
pub struct ClientBuilder {
    url: String,
    transport: TransportConfig,
    custom: Option<CustomTransport>,
    chain: Chain,
    config: CallConfig,
    refused: Option<ConnectError>,
}

struct CustomTransport(Arc<dyn Transport<Body>>);

impl std::fmt::Debug for CustomTransport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CustomTransport")
    }
}

/// What each call of a client starts from.
#[derive(Debug)]
pub(crate) struct CallConfig {
    pub(crate) protocol: Protocol,
    /// Whether to put bodies in base64 where the protocol has that.
    pub(crate) text: bool,
    pub(crate) codec: Codec,
    pub(crate) send_compression: Compression,
    pub(crate) accept_compression: Vec<Compression>,
    pub(crate) compress_min_bytes: usize,
    pub(crate) read_max_bytes: usize,
    pub(crate) send_max_bytes: usize,
    pub(crate) timeout: Option<Duration>,
    pub(crate) headers: Metadata,
    pub(crate) use_get: bool,
    pub(crate) get_max_url_bytes: usize,
}

/// URLs up to this many bytes pass through everything that speaks HTTP in practice.
const GET_MAX_URL_BYTES: usize = 8 * 1024;

/// 4 MiB, what gRPC implementations take by default.
const READ_MAX_BYTES: usize = 4 * 1024 * 1024;

/// Below 1 KiB compression costs more than the bytes that it saves.
const COMPRESS_MIN_BYTES: usize = 1024;

impl ClientBuilder {
    pub(crate) fn new(url: impl Into<String>) -> Self {
        ClientBuilder {
            url: url.into(),
            transport: TransportConfig::default(),
            custom: None,
            chain: Chain::default(),
            config: CallConfig {
                protocol: Protocol::default(),
                text: false,
                codec: Codec::default(),
                send_compression: Compression::Identity,
                accept_compression: Compression::enabled().to_vec(),
                compress_min_bytes: COMPRESS_MIN_BYTES,
                read_max_bytes: READ_MAX_BYTES,
                send_max_bytes: usize::MAX,
                timeout: None,
                headers: Metadata::new(),
                use_get: false,
                get_max_url_bytes: GET_MAX_URL_BYTES,
            },
            refused: None,
        }
    }

    /// The protocol; Connect unless set.
    ///
    /// gRPC takes HTTP/2, so in the clear it is spoken by prior knowledge.
    pub fn protocol(mut self, protocol: Protocol) -> Self {
        self.config.protocol = protocol;
        self
    }

    /// Speaks gRPC.
    pub fn grpc(self) -> Self {
        self.protocol(Protocol::Grpc)
    }

    /// Speaks gRPC-Web.
    pub fn grpc_web(self) -> Self {
        self.protocol(Protocol::GrpcWeb)
    }

    /// Speaks gRPC-Web as text, bodies in base64: for what stands between here and the server and takes nothing
    /// else. It costs a third more bytes.
    pub fn grpc_web_text(mut self) -> Self {
        self.config.text = true;
        self.protocol(Protocol::GrpcWeb)
    }

    /// Sends and asks for messages in JSON. Binary protobuf unless set.
    pub fn json(self) -> Self {
        self.codec(Codec::Json)
    }

    /// Sends and asks for messages in this codec.
    pub fn codec(mut self, codec: Codec) -> Self {
        self.config.codec = codec;
        self
    }

    /// The HTTP version; [`HttpVersion::Auto`] unless set.
    pub fn http_version(mut self, version: HttpVersion) -> Self {
        self.transport.http_version = version;
        self
    }

    /// Compresses request messages. None is unless set, for not every server can undo it.
    pub fn send_compression(mut self, compression: Compression) -> Self {
        self.config.send_compression = compression;
        self
    }

    /// The compressions that responses may come in, by preference; all that are compiled in unless set.
    pub fn accept_compression(mut self, accept: impl IntoIterator<Item = Compression>) -> Self {
        let known = Compression::enabled();
        let accept = accept.into_iter().filter(|one| known.contains(one));
        self.config.accept_compression = accept.collect();
        self
    }

    /// Compresses request messages of at least `bytes`; 1 KiB unless set.
    pub fn compress_min_bytes(mut self, bytes: usize) -> Self {
        self.config.compress_min_bytes = bytes;
        self
    }

    /// Takes response messages up to `bytes`, on the wire and decompressed; 4 MiB unless set. Beyond it the
    /// call fails with `resource_exhausted`. `usize::MAX` is no limit.
    pub fn read_max_bytes(mut self, bytes: usize) -> Self {
        self.config.read_max_bytes = bytes;
        self
    }

    /// Sends request messages up to `bytes`, counted as they go out; no limit unless set.
    pub fn send_max_bytes(mut self, bytes: usize) -> Self {
        self.config.send_max_bytes = bytes;
        self
    }

    /// Limits every call that has no timeout of its own; no limit unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.config.timeout = Some(timeout);
        self
    }

    /// Limits connecting: name resolution, TCP and TLS together, or QUIC; 5 seconds unless set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.transport.connect_timeout = timeout;
        self
    }

    /// Sends PINGs on a quiet HTTP/2 connection, so that a peer that is gone is noticed; none unless set. Over
    /// HTTP/3 they are sent every 15 seconds unless set.
    pub fn keep_alive_interval(mut self, interval: Duration) -> Self {
        self.transport.keep_alive_interval = Some(interval);
        self
    }

    /// Sends a header with every call that has none of that name. One that cannot be sent fails
    /// [`ClientBuilder::build`].
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<[u8]>) -> Self {
        if let Err(err) = self.config.headers.append(name, value) {
            self.refused.get_or_insert(err.into());
        }
        self
    }

    /// Calls methods marked `NO_SIDE_EFFECTS` by HTTP GET, as long as the URL is short enough.
    pub fn use_get(mut self) -> Self {
        self.config.use_get = true;
        self
    }

    /// The longest URL of a GET; a call whose URL would be longer goes by POST. 8 KiB unless set.
    pub fn get_max_url_bytes(mut self, bytes: usize) -> Self {
        self.config.get_max_url_bytes = bytes;
        self
    }

    /// How to check an `https` server, and how to show who calls.
    #[cfg(feature = "tls")]
    pub fn tls(mut self, tls: ClientTls) -> Self {
        self.transport.tls = Some(tls);
        self
    }

    /// Puts an interceptor around every call, inside of those added before.
    pub fn interceptor(mut self, interceptor: impl Interceptor) -> Self {
        self.chain.push(interceptor);
        self
    }

    /// Sends the calls with any `tower` service over `http` types, in place of the built-in transport: a
    /// connection pool of your own, a proxy, a test's double. The URL's scheme and host go into its requests.
    ///
    /// ```
    /// use connect_runtime::{Body, Client};
    ///
    /// # #[derive(Clone)] struct Pool;
    /// # impl tower_service::Service<http::Request<Body>> for Pool {
    /// #     type Response = http::Response<Body>;
    /// #     type Error = std::io::Error;
    /// #     type Future = std::future::Ready<Result<http::Response<Body>, std::io::Error>>;
    /// #     fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), std::io::Error>> {
    /// #         std::task::Poll::Ready(Ok(()))
    /// #     }
    /// #     fn call(&mut self, _: http::Request<Body>) -> Self::Future {
    /// #         std::future::ready(Err(std::io::ErrorKind::Unsupported.into()))
    /// #     }
    /// # }
    /// # fn main() -> Result<(), connect_runtime::ConnectError> {
    /// let client = Client::builder("http://api.acme.com").transport(Pool).build()?;
    /// # let _ = client;
    /// # Ok(())
    /// # }
    /// ```
    pub fn transport<S, R>(self, service: S) -> Self
    where
        S: Service<http::Request<Body>, Response = http::Response<R>>
            + Clone
            + Send
            + Sync
            + 'static,
        S::Error: Into<Box<dyn Error + Send + Sync>>,
        S::Future: Send,
        R: http_body::Body<Data = Bytes> + Send + 'static,
        R::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        self.custom_transport(Arc::new(ServiceTransport(service)))
    }

    /// Sends the calls with something else than the built-in transport.
    pub(crate) fn custom_transport(mut self, transport: Arc<dyn Transport<Body>>) -> Self {
        self.custom = Some(CustomTransport(transport));
        self
    }

    /// The client. It connects with its first call.
    ///
    /// # Errors
    /// `invalid_argument` if the URL is not one of `http` or `https` with a host, or if a setting cannot be
    /// used.
    pub fn build(self) -> Result<Client, ConnectError> {
        if let Some(err) = self.refused {
            return Err(err);
        }
        let uri = parse_url(&self.url)?;
        let unary = Spec::new("", StreamType::Unary, IdempotencyLevel::Unknown);
        let wire = Wire::of(self.config.protocol, self.config.text, unary);
        let least = wire.least_version();
        if self.transport.http_version == HttpVersion::Http1 && least > http::Version::HTTP_11 {
            let text = format!("the protocol takes {least:?}, and the client is held to HTTP/1.1");
            return Err(ConnectError::invalid_argument(text));
        }
        let transport = match self.custom {
            Some(CustomTransport(transport)) => transport,
            None => Arc::new(HttpTransport::new(&uri, &self.transport)?),
        };
        let base = self.url.trim_end_matches('/').to_owned();
        Ok(Client::new(base, self.config, self.chain, transport))
    }
}

fn parse_url(url: &str) -> Result<Uri, ConnectError> {
    let wrong = |why: &str| {
        // What stands before an `@` may be a password.
        let shown = url.rsplit_once('@').map_or(url, |(_, host)| host);
        let shown: String = shown.chars().take(128).collect();
        ConnectError::invalid_argument(format!("{shown:?} is not the url of a server: {why}"))
    };
    let uri: Uri = url
        .parse()
        .map_err(|err: http::uri::InvalidUri| wrong(&err.to_string()))?;
    match uri.scheme_str() {
        Some("http" | "https") => {}
        Some(_) => return Err(wrong("the scheme is neither http nor https")),
        None => return Err(wrong("it has no scheme, such as http://")),
    }
    if uri.host().is_none_or(str::is_empty) {
        return Err(wrong("it has no host"));
    }
    // A password belongs in no `host` header; one that was passed over would be missed.
    if uri
        .authority()
        .is_some_and(|name| name.as_str().contains('@'))
    {
        return Err(wrong("it names a user"));
    }
    // The parser takes a fragment off, the path of a call would be put behind it.
    if url.contains('#') {
        return Err(wrong("it has a fragment"));
    }
    if uri.query().is_some() {
        return Err(wrong("it has a query"));
    }
    Ok(uri)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{code::Code, request::Request};

    #[test]
    fn url_that_is_none_is_invalid_argument_and_not_unavailable() {
        for url in [
            "",
            "127.0.0.1:80",
            "ftp://a",
            "http://",
            "http://a b",
            "http://a/?q",
            "http://a/#f",
            "http://a#f",
            "http://me@a",
            "http://me:secret@a",
            "/x",
        ] {
            let err = ClientBuilder::new(url).build().expect_err(url);
            assert_eq!(err.code(), Code::InvalidArgument, "{url}");
        }
        assert!(
            ClientBuilder::new("http://127.0.0.1:1/prefix/")
                .build()
                .is_ok()
        );
    }

    #[tokio::test]
    async fn connect_timeout_of_any_length_can_be_had() {
        // A listener that is gone: its port refuses.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        drop(listener);
        for timeout in [Duration::MAX, Duration::from_secs(u64::MAX), Duration::ZERO] {
            let client = ClientBuilder::new(format!("http://{address}"))
                .connect_timeout(timeout)
                .build()
                .expect("a client");
            let spec = Spec::new("/a.B/C", StreamType::Unary, IdempotencyLevel::Unknown);
            let request = Request::new(crate::protobuf::Empty::default());
            let outcome = client.unary::<_, crate::protobuf::Empty>(spec, request);
            let err = outcome.await.expect_err("nobody listens");
            assert_eq!(err.code(), Code::Unavailable, "{timeout:?}");
        }
    }

    #[test]
    fn default_header_that_cannot_be_sent_fails_the_build() {
        let built = ClientBuilder::new("http://a").header("te", "x").build();
        assert_eq!(built.expect_err("reserved").code(), Code::Internal);
    }
}
