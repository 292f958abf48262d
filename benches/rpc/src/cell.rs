//! What is measured, of whom, and what ours is held to.

use crate::load::{Compression, Load, STREAM_MESSAGES};
use Library::{Connectrpc, H2, Hyper, Ours, Tonic};

/// Who is measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Library {
    /// This one.
    Ours,
    /// A peer.
    Tonic,
    /// A peer.
    Connectrpc,
    /// A limit.
    Hyper,
    /// A limit.
    H2,
}

impl Library {
    /// All, in the order of the tables.
    pub const ALL: [Library; 5] = [Ours, Tonic, Connectrpc, Hyper, H2];

    /// The name, in tables and of programs.
    pub fn name(self) -> &'static str {
        match self {
            Ours => "ours",
            Tonic => "tonic",
            Connectrpc => "connectrpc",
            Hyper => "hyper",
            H2 => "h2",
        }
    }

    /// The program that is its server.
    pub fn server(self) -> String {
        format!("rpc-{}-server", self.name())
    }

    /// The program that is its client.
    pub fn client(self) -> String {
        format!("rpc-{}-client", self.name())
    }
}

/// A row of a table.
pub struct Cell {
    /// What it is called.
    pub name: &'static str,
    /// Who can do it.
    pub libraries: &'static [Library],
    /// What is done.
    pub what: What,
    /// What ours is held to.
    pub held_to: Goal,
}

/// What is done, and which figures it gives.
pub enum What {
    /// Instructions, system calls and blocks of a server.
    Server {
        /// What is sent to it.
        load: fn() -> Load,
        /// What is taken off: the same without what is looked at.
        without: Option<fn() -> Load>,
        /// How often in the shortest run.
        count: u64,
        /// How many operations one load has.
        operations: u64,
    },
    /// The same of a client.
    Client {
        /// What it speaks.
        protocol: &'static str,
        /// To whom.
        server: Library,
        /// How many calls the shortest run has.
        count: u64,
    },
    /// A server's time on all cores.
    Time {
        /// What is sent to it.
        load: fn() -> Load,
        /// Its threads; none for one that does all.
        workers: usize,
        /// How many connections there are.
        connections: u64,
        /// How many calls are under way on each of them.
        in_flight: u64,
        /// How many calls a round has.
        count: u64,
    },
    /// A server's memory.
    Memory(Held),
}

impl What {
    /// Whether its figures are counts, which do not depend on who else is running.
    pub fn is_counted(&self) -> bool {
        matches!(self, What::Server { .. } | What::Client { .. })
    }
}

/// What memory is held for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Held {
    /// A connection on which a call has been made.
    Http1,
    /// A connection on which settings have been exchanged.
    Http2,
    /// A connection on which a call has been made.
    CalledHttp2,
    /// A bidi stream on which a message has been echoed.
    Stream,
}

/// What ours is held to.
pub enum Goal {
    /// Shares of peers.
    Shares(&'static [(Library, f64)]),
    /// Bytes.
    Bytes(f64),
}

const GRPC: &[Library] = &[Ours, Tonic, Connectrpc, Hyper, H2];
const CONNECT: &[Library] = &[Ours, Connectrpc, Hyper];
const COMPRESSED: &[Library] = &[Ours, Tonic, Connectrpc];

/// All of it.
pub const CELLS: [Cell; 15] = [
    Cell {
        name: "gRPC unary",
        libraries: GRPC,
        what: server(Load::grpc_unary, 200),
        held_to: Goal::Shares(&[(Tonic, 0.76), (Connectrpc, 0.76)]),
    },
    Cell {
        name: "Connect unary, proto, HTTP/1.1",
        libraries: CONNECT,
        what: server(Load::connect_proto, 200),
        held_to: Goal::Shares(&[(Connectrpc, 0.56)]),
    },
    Cell {
        name: "Connect unary, JSON, HTTP/1.1",
        libraries: CONNECT,
        what: server(Load::connect_json, 200),
        held_to: Goal::Shares(&[(Connectrpc, 0.60)]),
    },
    Cell {
        name: "gRPC server stream, a message",
        libraries: GRPC,
        what: What::Server {
            load: Load::server_stream,
            without: None,
            count: 12,
            operations: STREAM_MESSAGES,
        },
        held_to: Goal::Shares(&[(Tonic, 0.92), (Connectrpc, 0.44)]),
    },
    Cell {
        name: "gRPC bidi stream, a round trip",
        libraries: GRPC,
        what: server(Load::ping_pong, 300),
        held_to: Goal::Shares(&[(Tonic, 0.83), (Connectrpc, 0.75)]),
    },
    Cell {
        name: "gzip of 1 KiB, extra",
        libraries: COMPRESSED,
        what: compressed(|| Load::kibibyte(Some(Compression::Gzip))),
        held_to: Goal::Shares(&[(Tonic, 0.35)]),
    },
    Cell {
        name: "zstd of 1 KiB, extra",
        libraries: COMPRESSED,
        what: compressed(|| Load::kibibyte(Some(Compression::Zstd))),
        held_to: Goal::Shares(&[(Tonic, 0.10)]),
    },
    Cell {
        name: "client, gRPC unary",
        libraries: &[Ours, Tonic, Connectrpc, H2],
        what: What::Client {
            protocol: "grpc",
            server: H2,
            count: 200,
        },
        held_to: Goal::Shares(&[(Tonic, 0.86), (Connectrpc, 0.86)]),
    },
    Cell {
        name: "client, Connect unary, proto, HTTP/1.1",
        libraries: CONNECT,
        what: What::Client {
            protocol: "connect",
            server: Hyper,
            count: 200,
        },
        held_to: Goal::Shares(&[(Connectrpc, 0.60)]),
    },
    Cell {
        name: "gRPC unary, 64 in flight",
        libraries: GRPC,
        what: What::Time {
            load: Load::grpc_unary,
            workers: 2,
            connections: 8,
            in_flight: 8,
            count: 9600,
        },
        held_to: Goal::Shares(&[(Tonic, 0.50), (Connectrpc, 0.50)]),
    },
    Cell {
        name: "gRPC unary, 1 MiB",
        libraries: GRPC,
        what: What::Time {
            load: || Load::grpc_blob(1 << 20),
            workers: 0,
            connections: 1,
            in_flight: 1,
            count: 30,
        },
        held_to: Goal::Shares(&[(Tonic, 0.40), (Connectrpc, 0.30)]),
    },
    Cell {
        name: "idle connection, HTTP/2",
        libraries: GRPC,
        what: What::Memory(Held::Http2),
        held_to: Goal::Bytes(15.5e3),
    },
    Cell {
        name: "idle connection after a call, HTTP/2",
        libraries: GRPC,
        what: What::Memory(Held::CalledHttp2),
        held_to: Goal::Shares(&[]),
    },
    Cell {
        name: "idle connection after a call, HTTP/1.1",
        libraries: CONNECT,
        what: What::Memory(Held::Http1),
        held_to: Goal::Bytes(13.0e3),
    },
    Cell {
        name: "open bidi stream",
        libraries: GRPC,
        what: What::Memory(Held::Stream),
        held_to: Goal::Bytes(3.0e3),
    },
];

const fn server(load: fn() -> Load, count: u64) -> What {
    What::Server {
        load,
        without: None,
        count,
        operations: 1,
    }
}

const fn compressed(load: fn() -> Load) -> What {
    What::Server {
        load,
        without: Some(|| Load::kibibyte(None)),
        count: 100,
        operations: 1,
    }
}
