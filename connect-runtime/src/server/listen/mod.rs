//! `Server`: a service on a port of its own, with HTTP/1.1 and HTTP/2 told apart by what clients send, and
//! HTTP/3 beside them.

mod accept;
mod answer;
mod complete;
mod connection;
mod drive;
mod executor;
mod http2;
#[cfg(feature = "http3")]
mod http3;
#[cfg(all(test, feature = "http3"))]
mod http3_tests;
mod open;
mod patience;
mod stream;
#[cfg(test)]
mod tests;
#[cfg(all(test, feature = "tls"))]
mod tls_tests;
mod traffic;

use std::{
    convert::Infallible, error::Error, fmt, future::poll_fn, io, pin::Pin, sync::Arc, task::Poll,
    time::Duration,
};

use bytes::Bytes;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::timeout,
};
use tower_service::Service;

#[cfg(feature = "tls")]
use crate::server::tls::ServerTls;
use crate::{
    body::incoming::IncomingBody,
    server::{
        listen::{
            accept::{Acceptor, Listener},
            executor::Methods,
            open::{Limits, keepable},
        },
        shutdown::Shutdown,
    },
};

/// How long connections that were dropped at the end of a shutdown may take to go.
const LAST_TIMEOUT: Duration = Duration::from_millis(100);

/// A server on one port: HTTP/1.1 and HTTP/2, in the clear or over TLS, and with the feature `http3` HTTP/3.
///
/// ```no_run
/// use connect_runtime::{Router, Server};
///
/// # async fn signal() {}
/// # async fn main_() -> std::io::Result<()> {
/// let router = Router::new(); // .add(GreetServiceServer::new(Greeter))
/// Server::bind("127.0.0.1:8080").shutdown(signal()).serve(router).await
/// # }
/// ```
#[must_use]
pub struct Server {
    address: Address,
    limits: Limits,
    #[cfg(feature = "http3")]
    http3: bool,
    shutdown: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    shutdown_limit: Duration,
}

enum Address {
    Name(String),
    Listener(std::net::TcpListener),
}

impl Server {
    /// A server that will listen on `address`, such as `"127.0.0.1:8080"`, once it serves.
    ///
    /// To have the system choose the port, and learn it, bind a listener and use
    /// [`from_listener`](Server::from_listener).
    pub fn bind(address: impl fmt::Display) -> Self {
        Server::new(Address::Name(address.to_string()))
    }

    /// A server on a socket that listens already.
    ///
    /// ```no_run
    /// # async fn main_() -> std::io::Result<()> {
    /// use connect_runtime::{Router, Server};
    ///
    /// let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    /// println!("listening on {}", listener.local_addr()?);
    /// Server::from_listener(listener).serve(Router::new()).await
    /// # }
    /// ```
    pub fn from_listener(listener: std::net::TcpListener) -> Self {
        Server::new(Address::Listener(listener))
    }

    fn new(address: Address) -> Self {
        Server {
            address,
            limits: Limits {
                handshake_timeout: Duration::from_secs(10),
                // More than the 90 seconds of common clients, so that it is they who close.
                idle_timeout: Duration::from_secs(120),
                max_age: None,
                max_concurrent_streams: 200,
                keep_alive_interval: None,
                keep_alive_timeout: Duration::from_secs(20),
                methods: Methods::default(),
                #[cfg(feature = "tls")]
                tls: None,
            },
            #[cfg(feature = "http3")]
            http3: false,
            shutdown: None,
            shutdown_limit: Duration::from_secs(30),
        }
    }

    /// Speaks TLS.
    #[cfg(feature = "tls")]
    pub fn tls(mut self, tls: ServerTls) -> Self {
        self.limits.tls = Some(tls.config().into());
        self
    }

    /// Speaks HTTP/3 as well, over UDP on the same address and port. It takes [`tls`](Server::tls), whose
    /// configuration must allow TLS 1.3.
    ///
    /// Responses over HTTP/1.1 and HTTP/2 say so, in an `alt-svc` header, so that browsers change over.
    ///
    /// ```no_run
    /// # async fn main_() -> Result<(), Box<dyn std::error::Error>> {
    /// use connect_runtime::{Router, Server, ServerTls};
    ///
    /// let tls = ServerTls::from_pem(std::fs::read("server.pem")?, std::fs::read("server.key")?)?;
    /// Server::bind("0.0.0.0:443").tls(tls).http3().serve(Router::new()).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "http3")]
    pub fn http3(mut self) -> Self {
        self.http3 = true;
        self
    }

    /// Shuts down when `signal` resolves: no more connections or requests are taken, those being answered are
    /// finished, and handlers that asked for it ([`Context::shutdown`](crate::Context::shutdown)) are told.
    pub fn shutdown(mut self, signal: impl Future<Output = ()> + Send + 'static) -> Self {
        self.shutdown = Some(Box::pin(signal));
        self
    }

    /// How long a shutdown waits for requests to finish before it drops them; 30 seconds unless set.
    pub fn shutdown_limit(mut self, limit: Duration) -> Self {
        self.shutdown_limit = limit;
        self
    }

    /// How many requests a client may have open on one connection of HTTP/2 or HTTP/3; 200 unless set. Over
    /// HTTP/3 it is 16,384 at most.
    pub fn http2_max_concurrent_streams(mut self, streams: u32) -> Self {
        self.limits.max_concurrent_streams = streams;
        self
    }

    /// How often to ask with a PING over an HTTP/2 connection whether the client is still there, and how
    /// long to wait for its answer. Not at all unless set: the system notices clients that vanished, if
    /// later, and connections without requests are closed anyway.
    ///
    /// Over HTTP/3, where the system notices nothing, every 15 seconds unless set, for up to 20.
    pub fn keep_alive(mut self, interval: Duration, timeout: Duration) -> Self {
        self.limits.keep_alive_interval = Some(keepable(interval));
        self.limits.keep_alive_timeout = keepable(timeout);
        self
    }

    /// How long a client may take for its TLS handshake, for its first bytes, and on HTTP/1.1 for the head of
    /// a request; 10 seconds each unless set.
    pub fn handshake_timeout(mut self, timeout: Duration) -> Self {
        self.limits.handshake_timeout = keepable(timeout);
        self
    }

    /// How long a connection may be without a request before it is closed; 120 seconds unless set. On HTTP/2
    /// and HTTP/3 it may take twice as long.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.limits.idle_timeout = keepable(timeout);
        self
    }

    /// Asks clients to reconnect after this time, so that they spread over new servers; never unless set.
    /// Requests being answered are finished.
    pub fn max_connection_age(mut self, age: Duration) -> Self {
        self.limits.max_age = Some(age);
        self
    }

    /// Serves until the [`shutdown`](Server::shutdown) is through, or for ever.
    ///
    /// The service is a [`Router`](crate::Router), or whatever `tower` layers make of one. Dropping the
    /// future closes all connections at once.
    ///
    /// # Errors
    /// If the address cannot be listened on, or TLS is not what HTTP/3 takes. Nothing that befalls a connection
    /// ends the server.
    pub async fn serve<S, R>(self, service: S) -> io::Result<()>
    where
        S: Service<http::Request<IncomingBody>, Response = http::Response<R>, Error = Infallible>
            + Clone
            + Send
            + 'static,
        S::Future: Send,
        R: http_body::Body<Data = Bytes> + Send + 'static,
        R::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        #[cfg(feature = "http3")]
        let (listener, endpoint) = match self.http3 {
            true => http3::listen(self.address, &self.limits)
                .await
                .map(|(listener, endpoint)| (listener, Some(endpoint)))?,
            false => (self.address.listen().await?, None),
        };
        #[cfg(not(feature = "http3"))]
        let listener = self.address.listen().await?;
        let mut acceptor = Acceptor::new(listener);
        let mut signal = self
            .shutdown
            .unwrap_or_else(|| Box::pin(std::future::pending()));
        let limits = Arc::new(self.limits);
        let (begin, shutdown) = Shutdown::new();
        let mut connections = JoinSet::new();
        #[cfg(feature = "http3")]
        let service = {
            let port = endpoint.as_ref().and_then(|it| it.local_addr().ok());
            if let Some(endpoint) = endpoint {
                let (limits, service) = (limits.clone(), service.clone());
                let (shutdown, stop) = (shutdown.clone(), begin.subscribe());
                connections.spawn(http3::serve(endpoint, limits, service, shutdown, stop));
            }
            http3::Advertised::new(service, port.map(|address| address.port()))
        };
        while let Some((stream, address)) = next(&mut acceptor, &mut signal, &mut connections).await
        {
            let (limits, shutdown, stop) = (limits.clone(), shutdown.clone(), begin.subscribe());
            let service = service.clone();
            connections.spawn(connection::serve(
                stream, address, limits, service, shutdown, stop,
            ));
        }
        drop(acceptor);
        begin.send_replace(true);
        if timeout(self.shutdown_limit, join_all(&mut connections))
            .await
            .is_err()
        {
            connections.abort_all();
            // One that is busy computing cannot be stopped, and is not waited for.
            let _ = timeout(LAST_TIMEOUT, join_all(&mut connections)).await;
        }
        Ok(())
    }
}

impl Address {
    async fn listen(self) -> io::Result<TcpListener> {
        match self {
            Address::Name(name) => TcpListener::bind(name).await,
            Address::Listener(listener) => {
                listener.set_nonblocking(true)?;
                TcpListener::from_std(listener)
            }
        }
    }
}

/// The next connection, or `None` for the shutdown. Forgets connections that have ended.
async fn next(
    acceptor: &mut Acceptor<impl Listener>,
    signal: &mut Pin<Box<dyn Future<Output = ()> + Send>>,
    connections: &mut JoinSet<()>,
) -> Option<(TcpStream, std::net::SocketAddr)> {
    poll_fn(|cx| {
        while let Poll::Ready(Some(_)) = connections.poll_join_next(cx) {}
        match signal.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(None),
            Poll::Pending => acceptor.poll_next(cx).map(Some),
        }
    })
    .await
}

async fn join_all(connections: &mut JoinSet<()>) {
    while connections.join_next().await.is_some() {}
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Server");
        match &self.address {
            Address::Name(name) => debug.field("address", name),
            Address::Listener(listener) => debug.field("address", &listener.local_addr().ok()),
        };
        debug
            .field("shutdown_limit", &self.shutdown_limit)
            .finish_non_exhaustive()
    }
}
