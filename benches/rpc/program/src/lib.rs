//! What the programs that are measured have in common: how they are started and how they end.
//!
//! A server is started with `WORKERS HTTP_VERSION`, prints its port, and serves until its standard input is
//! closed. A client is started with `PORT PROTOCOL COUNT`, makes so many calls one after the other, and ends.

use std::error::Error;
use std::net::TcpListener;
use std::{env, io, process, thread};

use tokio::runtime::{Builder, Runtime};

/// What a program says when it cannot go on.
pub type Outcome = Result<(), Box<dyn Error + Send + Sync>>;

/// The HTTP that a bare server speaks. Those that tell versions apart by themselves ignore it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Http {
    /// HTTP/1.1.
    Http1,
    /// HTTP/2 by prior knowledge.
    Http2,
}

/// What a client speaks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Protocol {
    /// Connect with binary messages, over HTTP/1.1.
    Connect,
    /// gRPC.
    Grpc,
}

/// Serves with `run` until standard input is closed.
///
/// On one thread if there are no workers. The listener does not block.
pub fn serve<F>(run: impl FnOnce(TcpListener, Http) -> F) -> Outcome
where
    F: Future<Output = Outcome>,
{
    let [workers, version] = arguments()?;
    let http = match version.as_str() {
        "http1" => Http::Http1,
        "http2" => Http::Http2,
        _ => return Err("the HTTP version is http1 or http2".into()),
    };
    let runtime = runtime(workers.parse()?)?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    println!("{}", listener.local_addr()?.port());
    thread::spawn(|| {
        // Whatever ends it, there is nobody left to serve.
        let _ = io::copy(&mut io::stdin(), &mut io::sink());
        process::exit(0);
    });
    runtime.block_on(run(listener, http))
}

/// Calls with `run`, which is given the server's URL, the protocol, and how many calls to make.
pub fn call<F>(run: impl FnOnce(String, Protocol, u64) -> F) -> Outcome
where
    F: Future<Output = Outcome>,
{
    let [port, protocol, count] = arguments()?;
    let protocol = match protocol.as_str() {
        "connect" => Protocol::Connect,
        "grpc" => Protocol::Grpc,
        _ => return Err("the protocol is connect or grpc".into()),
    };
    let url = format!("http://127.0.0.1:{port}");
    runtime(0)?.block_on(run(url, protocol, count.parse()?))
}

/// The text that clients send and expect back, of 64 bytes.
pub const TEXT: &str = "sixty-four bytes of text, which is what most of these calls send";

fn arguments<const COUNT: usize>() -> Result<[String; COUNT], Box<dyn Error + Send + Sync>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    arguments
        .try_into()
        .map_err(|_| format!("expected {COUNT} arguments").into())
}

fn runtime(workers: usize) -> io::Result<Runtime> {
    let mut builder = match workers {
        0 => Builder::new_current_thread(),
        _ => Builder::new_multi_thread(),
    };
    if workers > 0 {
        builder.worker_threads(workers);
    }
    builder.enable_all().build()
}
