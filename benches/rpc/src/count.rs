//! What can be counted, of a server and of a client: instructions, system calls, blocks.

use std::path::Path;

use connect_measure::{Allocations, callgrind, figures};

use crate::cell::{Library, What};
use crate::load::{Load, Outcome};
use crate::program::{self, Server};
use crate::results::{Measured, SystemCalls};
use crate::tool::Tool;

/// Counts one cell of one library, with those tools that are here. `scratch` is a file that may be written.
pub fn count(
    measured: &mut Measured,
    what: &What,
    library: Library,
    tools: &[Tool],
    scratch: &Path,
) -> Outcome {
    let (count, operations) = match what {
        What::Server {
            count, operations, ..
        } => (*count, *operations),
        What::Client { count, .. } => (*count, 1),
        What::Time { .. } | What::Memory(_) => return Ok(()),
    };
    let is_difference = matches!(
        what,
        What::Server {
            without: Some(_),
            ..
        }
    );
    for &tool in tools {
        let total = |times| total(what, library, tool, times, scratch);
        match tool {
            Tool::Callgrind => {
                let instructions = |times| total(times).map(|[figure, _]| figure);
                let mut slope = callgrind::slope(count, instructions)?;
                slope.per_operation = figures::tenths(slope.per_operation / operations as f64);
                slope.plus_minus = figures::tenths(slope.plus_minus / operations as f64);
                measured.instructions = Some(slope);
            }
            Tool::Memcheck => {
                let [blocks, bytes] = slope_of_two(count, operations, total)?;
                measured.allocations = Some(Allocations { blocks, bytes });
            }
            // As many with as without.
            Tool::Strace if is_difference => {}
            Tool::Strace => {
                let [all, writes] = slope_of_two(count, 1, total)?;
                measured.system_calls = Some(SystemCalls { all, writes });
            }
        }
    }
    Ok(())
}

/// What one more operation costs of what hardly varies: two runs are enough.
fn slope_of_two(
    count: u64,
    operations: u64,
    total: impl Fn(u64) -> Outcome<[f64; 2]>,
) -> Outcome<[f64; 2]> {
    let (few, many) = (total(count / 2)?, total(count)?);
    let more = (count - count / 2) * operations;
    let slope = |index: usize| figures::tenths((many[index] - few[index]) / more as f64);
    Ok([slope(0), slope(1)])
}

/// The figures of a whole process that has done so much.
fn total(
    what: &What,
    library: Library,
    tool: Tool,
    times: u64,
    scratch: &Path,
) -> Outcome<[f64; 2]> {
    match what {
        What::Server { load, without, .. } => {
            let [mut one, mut other] = of_server(library, tool, &load(), times, scratch)?;
            if let Some(without) = without {
                let less = of_server(library, tool, &without(), times, scratch)?;
                (one, other) = (one - less[0], other - less[1]);
            }
            Ok([one, other])
        }
        What::Client {
            protocol, server, ..
        } => of_client(library, tool, protocol, *server, times, scratch),
        What::Time { .. } | What::Memory(_) => Err("nothing of it is counted".into()),
    }
}

fn of_server(
    library: Library,
    tool: Tool,
    load: &Load,
    times: u64,
    scratch: &Path,
) -> Outcome<[f64; 2]> {
    let program = program::path(&library.server())?;
    let mut command = tool.command(&program, scratch);
    let server = Server::start(&mut command, 0, load.http())?;
    load.run(server.port(), times)?;
    server.stop()?;
    tool.figures(scratch)
}

fn of_client(
    library: Library,
    tool: Tool,
    protocol: &str,
    server: Library,
    times: u64,
    scratch: &Path,
) -> Outcome<[f64; 2]> {
    let http = match protocol {
        "connect" => "http1",
        _ => "http2",
    };
    let mut command = std::process::Command::new(program::path(&server.server())?);
    let server = Server::start(&mut command, 0, http)?;
    let client = program::path(&library.client())?;
    let mut command = tool.command(&client, scratch);
    let port = server.port().to_string();
    program::run(command.args([&port, protocol, &times.to_string()]))?;
    server.stop()?;
    tool.figures(scratch)
}
