//! The service that the tests call, and the ways to reach it.

use std::{
    net::{SocketAddr, TcpListener},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use connect::{
    Client, ClientBuilder, ClientTls, ConnectError, Context, HttpVersion, Router, Server,
    ServerTls, Streaming, in_process, rpc::ErrorInfo,
};
pub(crate) use probe::{Answer, Ask, Outcome, Probe, ProbeClient, ProbeServer};
use tokio::{sync::watch, task::JoinHandle};

#[connect::proto("proto/it/v1/it.proto")]
pub(crate) mod probe {}

/// Answers as it is asked to, and counts what it sees.
#[derive(Clone, Default)]
pub(crate) struct Prober {
    pub(crate) seen: Arc<Seen>,
}

/// What a [`Prober`] has seen.
#[derive(Default)]
pub(crate) struct Seen {
    /// Calls that reached a method.
    pub(crate) calls: AtomicUsize,
    /// Calls and streams that have begun and not ended.
    pub(crate) alive: watch::Sender<usize>,
}

impl Seen {
    pub(crate) fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    pub(crate) fn alive(&self) -> usize {
        *self.alive.borrow()
    }
}

/// Counts a call as alive until it is dropped.
struct Alive(Arc<Seen>);

impl Prober {
    fn begin(&self) -> Alive {
        self.seen.calls.fetch_add(1, Ordering::SeqCst);
        self.seen.alive.send_modify(|alive| *alive += 1);
        Alive(self.seen.clone())
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.alive.send_modify(|alive| *alive -= 1);
    }
}

/// The error of [`Outcome::Fail`].
pub(crate) fn failure() -> ConnectError {
    let mut err = ConnectError::failed_precondition("no \"hat\" in gr\u{fc}n").detail(ErrorInfo {
        reason: "SOLD_OUT".into(),
        ..Default::default()
    });
    err.metadata_mut().insert("x-error", "e").expect("a header");
    err
}

fn answer(ask: Ask, asked: u32) -> Answer {
    Answer {
        text: ask.text,
        blob: ask.blob,
        asked,
        ..Default::default()
    }
}

/// Sets a header, a trailer, and then does what is asked before the answer.
async fn prepare(ctx: &mut Context, outcome: Outcome) -> Result<(), ConnectError> {
    let echoed = ctx.headers().get("x-echo").unwrap_or("none").to_owned();
    ctx.response_headers().insert("x-header", &echoed)?;
    ctx.response_trailers().insert("x-trailer", &echoed)?;
    ctx.response_trailers()
        .insert_bin("x-trailer-bin", [0xFB])?;
    match outcome {
        Outcome::Fail => Err(failure()),
        Outcome::Stall => std::future::pending().await,
        Outcome::Panic => panic!("asked to"),
        _ => Ok(()),
    }
}

fn stream_of(ask: Ask, asked: u32, alive: Alive) -> Streaming<Answer> {
    Streaming::channel(move |tx| async move {
        let _alive = alive;
        for _ in 0..ask.count {
            tx.send(answer(ask.clone(), asked)).await?;
        }
        match ask.outcome {
            Outcome::FailLate => Err(failure()),
            Outcome::PanicLate => panic!("asked to, later"),
            Outcome::Stall => std::future::pending().await,
            _ => Ok(()),
        }
    })
}

impl Probe for Prober {
    async fn unary(&self, ctx: &mut Context, ask: Ask) -> Result<Answer, ConnectError> {
        let _alive = self.begin();
        prepare(ctx, ask.outcome).await?;
        Ok(answer(ask, 1))
    }

    async fn write(&self, ctx: &mut Context, ask: Ask) -> Result<Answer, ConnectError> {
        self.unary(ctx, ask).await
    }

    async fn server_stream(
        &self,
        ctx: &mut Context,
        ask: Ask,
    ) -> Result<Streaming<Answer>, ConnectError> {
        let alive = self.begin();
        let outcome = match ask.outcome {
            Outcome::Stall => Outcome::Unspecified,
            outcome => outcome,
        };
        prepare(ctx, outcome).await?;
        Ok(stream_of(ask, 1, alive))
    }

    async fn client_stream(
        &self,
        ctx: &mut Context,
        mut asks: Streaming<Ask>,
    ) -> Result<Answer, ConnectError> {
        let _alive = self.begin();
        let mut last = Ask::default();
        let mut asked = 0;
        while let Some(ask) = asks.try_next().await? {
            asked += 1;
            last = ask;
        }
        prepare(ctx, last.outcome).await?;
        Ok(answer(last, asked))
    }

    async fn bidi_stream(
        &self,
        ctx: &mut Context,
        mut asks: Streaming<Ask>,
    ) -> Result<Streaming<Answer>, ConnectError> {
        let alive = self.begin();
        prepare(ctx, Outcome::Unspecified).await?;
        Ok(Streaming::channel(move |tx| async move {
            let _alive = alive;
            let mut asked = 0;
            while let Some(ask) = asks.try_next().await? {
                asked += 1;
                match ask.outcome {
                    Outcome::Fail | Outcome::FailLate => return Err(failure()),
                    Outcome::Panic | Outcome::PanicLate => panic!("asked to, within a stream"),
                    Outcome::Stall => std::future::pending().await,
                    _ => tx.send(answer(ask, asked)).await?,
                }
            }
            Ok(())
        }))
    }
}

/// How a test reaches the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    InProcess,
    Http1,
    Http2,
    /// Over TLS, as always.
    Http3,
}

impl Way {
    pub(crate) const ALL: [Way; 4] = [Way::InProcess, Way::Http1, Way::Http2, Way::Http3];
    /// Those by which both directions flow at once.
    pub(crate) const DUPLEX: [Way; 3] = [Way::InProcess, Way::Http2, Way::Http3];
}

/// A server's certificate for 127.0.0.1, which vouches for itself, and its key.
pub(crate) fn identity() -> (String, String) {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate");
    (made.cert.pem(), made.signing_key.serialize_pem())
}

/// A server on a port of its own, which ends with it.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) seen: Arc<Seen>,
    router: Router,
    task: JoinHandle<std::io::Result<()>>,
    /// The same over TLS and QUIC, once a test asks for it.
    secure: OnceLock<Secure>,
}

struct Secure {
    address: SocketAddr,
    certificate: String,
    task: JoinHandle<std::io::Result<()>>,
}

impl Running {
    /// Serves the service as it is.
    pub(crate) fn start() -> Self {
        Self::start_with(|server| server)
    }

    /// Serves the service with settings of the test's own.
    pub(crate) fn start_with(settings: impl FnOnce(ProbeServer) -> ProbeServer) -> Self {
        let prober = Prober::default();
        let seen = prober.seen.clone();
        let router = Router::new().add(settings(ProbeServer::new(prober)));
        Self::serve(router, seen)
    }

    /// Serves an implementation of the test's own, of which nothing is seen.
    pub(crate) fn start_router(router: Router) -> Self {
        Self::serve(router, Arc::default())
    }

    fn serve(router: Router, seen: Arc<Seen>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let server = Server::from_listener(listener);
        let task = tokio::spawn(server.serve(router.clone()));
        Running {
            address,
            seen,
            router,
            task,
            secure: OnceLock::new(),
        }
    }

    fn secure(&self) -> &Secure {
        self.secure.get_or_init(|| {
            let (certificate, key) = identity();
            let tls = ServerTls::from_pem(&certificate, key).expect("a certificate");
            let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
            let address = listener.local_addr().expect("an address");
            let server = Server::from_listener(listener).tls(tls).http3();
            Secure {
                address,
                certificate,
                task: tokio::spawn(server.serve(self.router.clone())),
            }
        })
    }

    /// Waits until every call and stream has been dropped.
    pub(crate) async fn settled(&self) {
        let mut alive = self.seen.alive.subscribe();
        let none =
            tokio::time::timeout(Duration::from_secs(5), alive.wait_for(|alive| *alive == 0));
        none.await
            .expect("calls are dropped")
            .expect("the sender lives");
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A client by the given way, with settings of the test's own.
    pub(crate) fn client(
        &self,
        way: Way,
        settings: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> ProbeClient {
        let builder = match way {
            Way::InProcess => in_process(self.router.clone()),
            Way::Http1 => Client::builder(self.url()).http_version(HttpVersion::Http1),
            Way::Http2 => Client::builder(self.url()).http_version(HttpVersion::Http2),
            Way::Http3 => {
                let secure = self.secure();
                let tls = ClientTls::new().ca_pem(&secure.certificate);
                Client::builder(format!("https://{}", secure.address))
                    .tls(tls.expect("a certificate"))
                    .http_version(HttpVersion::Http3)
            }
        };
        ProbeClient::new(settings(builder).build().expect("good settings"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
        if let Some(secure) = self.secure.get() {
            secure.task.abort();
        }
    }
}
