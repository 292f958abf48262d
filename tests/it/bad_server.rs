//! A server that is not our code: raw HTTP/1.1, and HTTP/2 by the h2 crate, answering by a script.
//!
//! It runs on a thread of its own, so that the tasks of a test's runtime are the client's alone. Without
//! a script it answers every unary call well.

use std::{net::SocketAddr, sync::Arc, thread, time::Duration};

use tokio::{
    net::{TcpListener, TcpStream},
    sync::{oneshot, watch},
    time::timeout,
};

use crate::{
    bad_http1, bad_http2, raw_http2,
    raw_peer::Form,
    script::{Asked, Record, Reply},
};

/// How long anything that a test waits for may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// Awaits what must happen soon.
pub(crate) async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    match timeout(PATIENCE, future).await {
        Ok(value) => value,
        Err(_) => panic!("{what}: nothing happened in time"),
    }
}

/// The server, until it is dropped.
pub(crate) struct BadServer {
    pub(crate) address: SocketAddr,
    shared: Shared,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

/// The script and the record, for all connections.
#[derive(Clone)]
pub(crate) struct Shared(Arc<watch::Sender<Record>>);

#[derive(Clone, Copy)]
enum Kind {
    /// HTTP/1.1 or HTTP/2, as the client begins.
    Either,
    /// HTTP/2 by hand, for what the h2 crate would never send; good answers are in this form.
    RawHttp2(Form),
}

impl BadServer {
    pub(crate) fn start() -> Self {
        Self::start_at(([127, 0, 0, 1], 0).into())
    }

    pub(crate) fn start_at(address: SocketAddr) -> Self {
        Self::start_kind(address, Kind::Either)
    }

    /// HTTP/2 only, its frames written by the script.
    pub(crate) fn start_raw_http2(form: Form) -> Self {
        Self::start_kind(([127, 0, 0, 1], 0).into(), Kind::RawHttp2(form))
    }

    fn start_kind(address: SocketAddr, kind: Kind) -> Self {
        let listener = std::net::TcpListener::bind(address).expect("a free port");
        let address = listener.local_addr().expect("an address");
        listener.set_nonblocking(true).expect("a socket");
        let shared = Shared(Arc::new(watch::Sender::default()));
        let (stop, stopped) = oneshot::channel();
        let theirs = shared.clone();
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(async move {
                let listener = TcpListener::from_std(listener).expect("a socket");
                tokio::select! {
                    () = accept(listener, theirs, kind) => {}
                    _ = stopped => {}
                }
            });
        });
        BadServer {
            address,
            shared,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The answers to the next requests; those after them are answered well.
    pub(crate) fn script(&self, replies: impl IntoIterator<Item = Reply>) {
        self.shared.0.send_modify(|record| {
            *record = Record {
                script: replies.into_iter().collect(),
                ..Record::default()
            };
        });
    }

    /// What was asked since the last script was given.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.shared.0.borrow().asked.clone()
    }

    /// The only request since the last script was given.
    pub(crate) fn asked_once(&self) -> Asked {
        let [asked] = self.asked().try_into().expect("one request");
        asked
    }

    pub(crate) fn connections(&self) -> usize {
        self.shared.0.borrow().connections
    }

    /// Waits until the record is as it should be.
    pub(crate) async fn until(&self, what: &str, is: impl FnMut(&Record) -> bool) {
        let mut receiver = self.shared.0.subscribe();
        let found = soon(what, receiver.wait_for(is)).await;
        found.expect("the sender lives");
    }
}

impl Drop for BadServer {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            assert!(
                thread.join().is_ok() || thread::panicking(),
                "the scripted server panicked"
            );
        }
    }
}

impl Shared {
    fn change<T>(&self, change: impl FnOnce(&mut Record) -> T) -> T {
        let mut result = None;
        self.0.send_modify(|record| result = Some(change(record)));
        result.expect("it was called")
    }

    /// Notes a request whose body is yet to come, and gives its number and the answer.
    pub(crate) fn begin(&self, asked: Asked) -> (usize, Option<Reply>) {
        self.change(|record| {
            record.asked.push(asked);
            (record.asked.len() - 1, record.script.pop_front())
        })
    }

    /// Notes what has come of a request since. Its record may be gone with the script that it was for.
    pub(crate) fn update(&self, number: usize, update: impl FnOnce(&mut Asked)) {
        self.change(|record| record.asked.get_mut(number).map(update));
    }

    pub(crate) fn connected(&self) {
        self.change(|record| record.connections += 1);
    }

    pub(crate) fn left(&self) {
        self.change(|record| record.left += 1);
    }
}

async fn accept(listener: TcpListener, shared: Shared, kind: Kind) {
    loop {
        let (stream, _) = listener.accept().await.expect("a connection");
        shared.connected();
        tokio::spawn(serve(stream, shared.clone(), kind));
    }
}

async fn serve(stream: TcpStream, shared: Shared, kind: Kind) {
    stream.set_nodelay(true).expect("a socket");
    let mut first = [0; 3];
    // A connection that ends is the client's affair; what came of it is in the record.
    let _ = match (kind, stream.peek(&mut first).await) {
        (_, Err(err)) => Err(err),
        (Kind::RawHttp2(form), Ok(_)) => raw_http2::serve(stream, shared, form).await,
        (Kind::Either, Ok(_)) if first == *b"PRI" => bad_http2::serve(stream, shared).await,
        (Kind::Either, Ok(_)) => bad_http1::serve(stream, shared).await,
    };
}
