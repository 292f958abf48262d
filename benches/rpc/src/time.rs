//! A server's time on all cores, in rounds in which the libraries take turns.

use std::process::Command;

use connect_measure::figures;
use futures_util::future::try_join_all;

use crate::cell::{Library, What};
use crate::load::{GrpcConnection, Load, Outcome, bounded, runtime};
use crate::program::{self, Server};

/// Rounds of interleaved timing.
pub const ROUNDS: usize = 11;

/// A server with the connections to it.
struct Subject {
    server: Server,
    connections: Vec<GrpcConnection>,
}

/// Nanoseconds of one call in each round, of each library. Nothing for cells that are not timed.
pub fn rounds(what: &What, libraries: &[Library]) -> Outcome<Vec<Vec<f64>>> {
    let What::Time {
        load,
        workers,
        connections,
        in_flight,
        count,
    } = *what
    else {
        return Ok(vec![Vec::new(); libraries.len()]);
    };
    let (load, each) = (load(), count / connections / in_flight);
    let took = async {
        let mut subjects = Vec::new();
        for library in libraries {
            let subject = Subject::start(*library, &load, workers, connections).await?;
            // Warm, so that the first round is like the others.
            let warm = subject.run(&load, in_flight, each).await;
            warm.map_err(|err| format!("{}: {err}", library.name()))?;
            subjects.push(subject);
        }
        let mut took = vec![Vec::new(); libraries.len()];
        for round in 0..ROUNDS {
            for turn in 0..subjects.len() {
                let index = (round + turn) % subjects.len();
                let subject = &subjects[index];
                let before = subject.server.nanoseconds()?;
                subject.run(&load, in_flight, each).await?;
                let spent = subject.server.nanoseconds()? - before;
                let calls = each * in_flight * connections;
                took[index].push(figures::tenths(spent / calls as f64));
            }
        }
        Ok(took)
    };
    runtime()?.block_on(bounded(took))
}

impl Subject {
    async fn start(
        library: Library,
        load: &Load,
        workers: usize,
        connections: u64,
    ) -> Outcome<Self> {
        let mut command = Command::new(program::path(&library.server())?);
        let server = Server::start(&mut command, workers, load.http())?;
        let port = server.port();
        let connections = (0..connections).map(|_| GrpcConnection::open(port));
        let connections = try_join_all(connections).await?;
        Ok(Subject {
            server,
            connections,
        })
    }

    /// On each connection so many calls at once, and each of them so often.
    async fn run(&self, load: &Load, in_flight: u64, each: u64) -> Outcome {
        let calls = self
            .connections
            .iter()
            .flat_map(|connection| (0..in_flight).map(move |_| load.run_on(connection, each)));
        try_join_all(calls).await?;
        Ok(())
    }
}
