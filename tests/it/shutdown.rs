//! The end of a server: what it lets finish, what it tells its handlers, and what it drops at its limit.

use std::{
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::{Duration, Instant},
};

use connect::{
    Client, ClientTls, Code, ConnectError, Context, HttpVersion, Request, Router, Server,
    ServerTls, Streaming,
};
use tokio::{
    sync::{Semaphore, mpsc, oneshot},
    task::JoinHandle,
};

use crate::{
    bad_server::soon,
    calls::{Shape, call},
    harness::{Answer, Ask, Probe, ProbeClient, ProbeServer, identity},
};

const ALL_VERSIONS: [HttpVersion; 3] = [HttpVersion::Http1, HttpVersion::Http2, HttpVersion::Http3];

/// Unary calls wait at a gate; streams run until the shutdown, or for ever.
struct Slow {
    begun: mpsc::UnboundedSender<()>,
    gate: Arc<Semaphore>,
}

impl Probe for Slow {
    async fn unary(&self, _: &mut Context, ask: Ask) -> Result<Answer, ConnectError> {
        let _ = self.begun.send(());
        let _permit = self.gate.acquire().await.expect("an open gate");
        Ok(Answer {
            text: ask.text,
            ..Answer::default()
        })
    }

    async fn write(&self, ctx: &mut Context, ask: Ask) -> Result<Answer, ConnectError> {
        self.unary(ctx, ask).await
    }

    async fn server_stream(
        &self,
        ctx: &mut Context,
        ask: Ask,
    ) -> Result<Streaming<Answer>, ConnectError> {
        let shutdown = ctx.shutdown();
        let begun = self.begun.clone();
        Ok(Streaming::channel(move |tx| async move {
            tx.send(Answer::default()).await?;
            let _ = begun.send(());
            if ask.count > 0 {
                std::future::pending::<()>().await;
            }
            shutdown.await;
            tx.send(Answer {
                text: "bye".into(),
                ..Answer::default()
            })
            .await
        }))
    }

    async fn client_stream(
        &self,
        ctx: &mut Context,
        mut asks: Streaming<Ask>,
    ) -> Result<Answer, ConnectError> {
        let first = asks.try_next().await?.unwrap_or_default();
        self.unary(ctx, first).await
    }

    async fn bidi_stream(
        &self,
        ctx: &mut Context,
        mut asks: Streaming<Ask>,
    ) -> Result<Streaming<Answer>, ConnectError> {
        let first = asks.try_next().await?.unwrap_or_default();
        self.server_stream(ctx, first).await
    }
}

/// A server that a test can stop.
struct Stoppable {
    version: HttpVersion,
    address: SocketAddr,
    /// With HTTP/3, which is always over TLS.
    certificate: Option<String>,
    begun: mpsc::UnboundedReceiver<()>,
    gate: Arc<Semaphore>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<std::io::Result<()>>,
}

impl Stoppable {
    fn start(version: HttpVersion, limit: Duration) -> Self {
        let (begin, begun) = mpsc::unbounded_channel();
        let gate = Arc::new(Semaphore::new(0));
        let slow = Slow {
            begun: begin,
            gate: gate.clone(),
        };
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel::<()>();
        let mut server = Server::from_listener(listener)
            .shutdown(async move { drop(stopped.await) })
            .shutdown_limit(limit);
        let mut certificate = None;
        if version == HttpVersion::Http3 {
            let (shown, key) = identity();
            let tls = ServerTls::from_pem(&shown, key).expect("a certificate");
            server = server.tls(tls).http3();
            certificate = Some(shown);
        }
        let task = tokio::spawn(server.serve(Router::new().add(ProbeServer::new(slow))));
        Stoppable {
            version,
            address,
            certificate,
            begun,
            gate,
            stop,
            task,
        }
    }

    fn client(&self) -> ProbeClient {
        let builder = match &self.certificate {
            None => Client::builder(format!("http://{}", self.address)),
            Some(pem) => Client::builder(format!("https://{}", self.address))
                .tls(ClientTls::new().ca_pem(pem).expect("a certificate"))
                // A server that is gone says nothing.
                .connect_timeout(Duration::from_millis(500)),
        };
        let builder = builder.http_version(self.version);
        ProbeClient::new(builder.build().expect("a url"))
    }
}

fn ask(count: u32) -> Request<Ask> {
    Request::new(Ask {
        text: "x".into(),
        count,
        ..Ask::default()
    })
}

/// Waits until new connections are refused.
async fn refused(id: &str, address: SocketAddr) {
    soon(id, async {
        while tokio::net::TcpStream::connect(address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn calls_in_flight_finish_and_new_ones_are_refused() {
    for version in ALL_VERSIONS {
        for shape in [Shape::Unary, Shape::Get, Shape::ClientStream] {
            let id = format!("G1 {version:?} {shape:?}");
            let mut server = Stoppable::start(version, Duration::from_secs(30));
            let client = server.client();
            let theirs = client.clone();
            let calling = tokio::spawn(async move { call(&theirs, shape, ask(0)).await });
            soon(&id, server.begun.recv()).await.expect("a call");
            server.stop.send(()).expect("a server");
            refused(&id, server.address).await;
            assert!(!server.task.is_finished(), "{id}: it waits for the call");
            server.gate.add_permits(1);
            let got = soon(&id, calling).await.expect(&id);
            assert_eq!(got.texts, ["x"], "{id}: {:?}", got.end);
            soon(&id, server.task).await.expect(&id).expect(&id);
            let late = call(&client, Shape::Unary, ask(0)).await;
            assert_eq!(late.code(), Some(Code::Unavailable), "{id}: {:?}", late.end);
        }
    }
}

#[tokio::test]
async fn stream_that_asks_for_it_is_told_of_the_shutdown_and_ends_well() {
    for version in ALL_VERSIONS {
        for shape in [Shape::ServerStream, Shape::BidiStream] {
            let id = format!("G2 {version:?} {shape:?} told");
            let mut server = Stoppable::start(version, Duration::from_secs(30));
            let client = server.client();
            let calling = tokio::spawn(async move { call(&client, shape, ask(0)).await });
            soon(&id, server.begun.recv()).await.expect("a call");
            server.stop.send(()).expect("a server");
            let got = soon(&id, calling).await.expect(&id);
            assert_eq!(got.texts, ["", "bye"], "{id}: {:?}", got.end);
            assert!(got.end.is_ok(), "{id}: {:?}", got.end);
            soon(&id, server.task).await.expect(&id).expect(&id);
        }
    }
}

#[tokio::test]
async fn what_is_not_finished_at_the_limit_is_dropped_and_never_a_clean_end() {
    let limit = Duration::from_millis(100);
    for version in ALL_VERSIONS {
        for shape in Shape::ALL {
            let id = format!("G2 {version:?} {shape:?} endless");
            let mut server = Stoppable::start(version, limit);
            let client = server.client();
            let calling = tokio::spawn(async move { call(&client, shape, ask(1)).await });
            soon(&id, server.begun.recv()).await.expect("a call");
            let begun = Instant::now();
            server.stop.send(()).expect("a server");
            soon(&id, server.task).await.expect(&id).expect(&id);
            assert!(begun.elapsed() >= limit, "{id}: {:?}", begun.elapsed());
            assert!(
                begun.elapsed() < limit + Duration::from_secs(1),
                "{id}: {:?}",
                begun.elapsed()
            );
            let got = soon(&id, calling).await.expect(&id);
            assert_eq!(got.code(), Some(Code::Unavailable), "{id}: {:?}", got.end);
        }
    }
}

#[tokio::test]
async fn dropped_server_closes_everything_at_once() {
    for version in ALL_VERSIONS {
        for shape in Shape::ALL {
            let id = format!("G4 {version:?} {shape:?}");
            let mut server = Stoppable::start(version, Duration::from_secs(30));
            let client = server.client();
            let calling = tokio::spawn(async move { call(&client, shape, ask(1)).await });
            soon(&id, server.begun.recv()).await.expect("a call");
            server.task.abort();
            let got = soon(&id, calling).await.expect(&id);
            assert_eq!(got.code(), Some(Code::Unavailable), "{id}: {:?}", got.end);
            refused(&id, server.address).await;
        }
    }
}
