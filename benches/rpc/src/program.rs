//! The programs that are measured, as processes.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::load::{LIMIT, Outcome};

/// How often it is looked whether a program has ended.
const PAUSE: Duration = Duration::from_millis(2);

/// Where a program is that `benches/run` has built beside this one.
pub fn path(name: &str) -> Outcome<PathBuf> {
    let path = env::current_exe()?.with_file_name(name);
    match path.is_file() {
        true => Ok(path),
        false => Err(format!("{name} is not built: benches/run does it").into()),
    }
}

/// A server. It is killed when dropped.
pub struct Server {
    process: Process,
    input: Option<ChildStdin>,
    port: u16,
}

impl Server {
    /// Starts one. Without workers it has one thread.
    pub fn start(command: &mut Command, workers: usize, http: &str) -> Outcome<Self> {
        let mut child = command
            .args([&workers.to_string(), http])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let input = child.stdin.take();
        let output = child.stdout.take().ok_or("no standard output")?;
        let process = Process(child);
        let (send, receive) = mpsc::channel();
        thread::spawn(move || {
            let mut line = String::new();
            let read = BufReader::new(output).read_line(&mut line);
            // Nobody waits for it any more if it took too long.
            let _ = send.send(read.map(|_| line));
        });
        let line = receive.recv_timeout(LIMIT)??;
        let port = line.trim().parse();
        let port = port.map_err(|_| format!("{command:?} has not said its port"))?;
        Ok(Server {
            process,
            input,
            port,
        })
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Ends it in order, as a tool needs that counts.
    pub fn stop(mut self) -> Outcome {
        self.input = None;
        self.process.wait()
    }

    /// Nanoseconds that all its threads have had on a core.
    pub fn nanoseconds(&self) -> Outcome<f64> {
        let mut sum = 0.0;
        for task in fs::read_dir(format!("/proc/{}/task", self.process.0.id()))? {
            let times = fs::read_to_string(task?.path().join("schedstat"))?;
            let on_core = times.split_whitespace().next();
            sum += on_core.ok_or("no times of a thread")?.parse::<f64>()?;
        }
        Ok(sum)
    }

    /// Bytes that it holds in memory.
    pub fn resident(&self) -> Outcome<f64> {
        let rollup = format!("/proc/{}/smaps_rollup", self.process.0.id());
        let rollup = fs::read_to_string(rollup)?;
        let line = rollup.lines().find_map(|line| line.strip_prefix("Rss:"));
        let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
        Ok(kibibytes.ok_or("no memory of a process")?.parse::<f64>()? * 1024.0)
    }
}

/// Runs a client to its end.
pub fn run(command: &mut Command) -> Outcome {
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn()?;
    Process(child).wait()
}

/// A process that does not outlive this.
struct Process(Child);

impl Process {
    /// Waits until it ends by itself.
    fn wait(mut self) -> Outcome {
        let began = Instant::now();
        let status: ExitStatus = loop {
            if let Some(status) = self.0.try_wait()? {
                break status;
            }
            if began.elapsed() > LIMIT {
                return Err(format!("no end after {} s", LIMIT.as_secs()).into());
            }
            thread::sleep(PAUSE);
        };
        match status.success() {
            true => Ok(()),
            false => Err(format!("it ended with {status}").into()),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
