//! A server's memory for one more connection or stream: the slope between two numbers of them.

use std::process::Command;

use connect_measure::figures;

use crate::cell::{Held, Library, What};
use crate::load::{
    ConnectConnection, Conversation, GrpcConnection, Load, Outcome, bounded, runtime,
};
use crate::program::{self, Server};

/// Servers, one after the other: where the allocator puts things differs.
const SERVERS: usize = 3;

/// How many connections there are before and after; below what a process may have open by default.
const CONNECTIONS: [usize; 2] = [100, 500];
/// How many connections the streams are on.
const SHARED_CONNECTIONS: usize = 16;
/// How many streams there are before and after; below the hundred that servers take per connection.
const STREAMS: [usize; 2] = [SHARED_CONNECTIONS * 15, SHARED_CONNECTIONS * 95];

/// Bytes for one more, in each of some servers. Nothing for cells that have no memory.
pub fn slopes(what: &What, library: Library) -> Outcome<Vec<f64>> {
    let What::Memory(held) = *what else {
        return Ok(Vec::new());
    };
    let slopes = (0..SERVERS).map(|_| slope(held, library));
    slopes.collect()
}

fn slope(held: Held, library: Library) -> Outcome<f64> {
    let http = match held {
        Held::Http1 => "http1",
        Held::Http2 | Held::CalledHttp2 | Held::Stream => "http2",
    };
    let mut command = Command::new(program::path(&library.server())?);
    let server = Server::start(&mut command, 0, http)?;
    let (runtime, port) = (runtime()?, server.port());
    let counts = match held {
        Held::Http1 | Held::Http2 | Held::CalledHttp2 => CONNECTIONS,
        Held::Stream => STREAMS,
    };
    let resident = match held {
        Held::Http1 => grown(&server, counts, || idle_http1(port))?,
        Held::Http2 => {
            let open = || runtime.block_on(bounded(GrpcConnection::open(port)));
            grown(&server, counts, open)?
        }
        Held::CalledHttp2 => {
            let open = || runtime.block_on(bounded(called_http2(port)));
            grown(&server, counts, open)?
        }
        Held::Stream => {
            let connections = (0..SHARED_CONNECTIONS).map(|_| called_http2(port));
            let connections = futures_util::future::try_join_all(connections);
            let connections = runtime.block_on(bounded(connections))?;
            let mut next = connections.iter().cycle();
            grown(&server, counts, || {
                let connection = next.next().expect("it goes round");
                runtime.block_on(bounded(open_stream(connection)))
            })?
        }
    };
    server.stop()?;
    let added = (counts[1] - counts[0]) as f64;
    Ok(figures::tenths(resident / added))
}

/// By how much a server grows between the first number of what is opened and the second.
fn grown<T>(
    server: &Server,
    counts: [usize; 2],
    mut open: impl FnMut() -> Outcome<T>,
) -> Outcome<f64> {
    let mut held = Vec::new();
    let mut resident = [0.0; 2];
    for (resident, count) in resident.iter_mut().zip(counts) {
        while held.len() < count {
            held.push(open()?);
        }
        *resident = server.resident()?;
    }
    Ok(resident[1] - resident[0])
}

/// A connection on which a call has been made.
fn idle_http1(port: u16) -> Outcome<ConnectConnection> {
    let mut connection = ConnectConnection::open(port)?;
    if let Load::Connect(call) = Load::connect_proto() {
        connection.call(&call)?;
    }
    Ok(connection)
}

/// A connection on which a call has been made.
async fn called_http2(port: u16) -> Outcome<GrpcConnection> {
    let connection = GrpcConnection::open(port).await?;
    Load::grpc_unary().run_on(&connection, 1).await?;
    Ok(connection)
}

/// A bidi stream on which a message has been echoed.
async fn open_stream(connection: &GrpcConnection) -> Outcome<Conversation> {
    let mut conversation = connection.converse().await?;
    if let Load::PingPong(frame) = Load::ping_pong() {
        conversation.round_trip(&frame).await?;
    }
    Ok(conversation)
}
