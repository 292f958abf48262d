//! What bad input costs a server in memory, counted by the allocator.
//!
//! A binary of its own, with one test, so that nobody else allocates meanwhile. Rows are named by the faults
//! that they hold. Peaks are of the whole process, the peer's own copies of what it sends included.

#[allow(dead_code, reason = "other tests use more of it")]
mod compressed;
#[allow(dead_code, reason = "other tests use more of it")]
mod harness;
#[allow(dead_code, reason = "other tests use more of it")]
mod raw_peer;
#[allow(dead_code, reason = "other tests use more of it")]
mod wire_table;

use peak_alloc::PeakAlloc;
use tokio::runtime::Handle;

use crate::{
    compressed::{ENCODINGS, bomb, empty_members, huge_window},
    harness::Running,
    raw_peer::{
        Call, Form, Peer, Version, field,
        good::{in_each, in_each_compressed},
        http2::Http2,
        within,
    },
    wire_table::{check_good, check_settled},
};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;
/// The largest message that the server takes.
const LIMIT: usize = 4 * MIB;

/// A call, how often it is made at once, and what its peak may be.
struct Row {
    name: String,
    call: Call,
    at_once: usize,
    peak: usize,
}

fn row(id: &str, name: &str, call: Call, peak: usize) -> Row {
    Row {
        name: format!("{id} {name}, {:?}", call.form),
        call,
        at_once: 1,
        peak,
    }
}

#[tokio::test]
async fn bad_input_takes_no_more_memory_than_it_is_worth() {
    let running = Running::start();
    let tasks = Handle::current().metrics().num_alive_tasks();
    for row in rows() {
        // What is kept for later calls is there after the first time.
        for measured in [false, true] {
            let (before, files) = (MEMORY.current_usage(), open_files());
            measure(&running, &row, measured).await;
            check_settled(&row.name, &running, tasks).await;
            let kept = MEMORY.current_usage().saturating_sub(before);
            assert_eq!(open_files(), files, "{}: files", row.name);
            assert!(
                !measured || kept <= 64 * KIB,
                "{}: {kept} bytes are kept",
                row.name
            );
        }
    }
}

async fn measure(running: &Running, row: &Row, measured: bool) {
    let name = &row.name;
    let mut peer = Http2::connect(running.address).await;
    within(name, peer.call(name, &Call::unary("proto", []))).await;
    let body = row.call.pieces.concat();
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let mut exchanges = Vec::new();
    for _ in 0..row.at_once {
        let mut exchange = peer.begin(name, &row.call, false).await;
        within(name, exchange.write(&body, row.call.ends)).await;
        exchanges.push(exchange);
    }
    for exchange in exchanges {
        within(name, exchange.reply()).await;
    }
    let peak = MEMORY.peak_usage() - before;
    assert!(
        !measured || peak < row.peak,
        "{name}: {peak} bytes at the peak"
    );
    check_good(name, &mut Peer::Http2(peer)).await;
    check_good(
        name,
        &mut Peer::connect(Version::Http1, running.address).await,
    )
    .await;
}

fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for size in [u32::MAX, LIMIT as u32 + 1, LIMIT as u32] {
        let prefix = [&[0], &size.to_be_bytes()[..]].concat();
        for form in Form::ENVELOPED {
            for method in ["ClientStream", "ServerStream"] {
                let call = Call::of(form, method, "proto", prefix.clone());
                let name = format!("a prefix that says {size} to {method}");
                rows.push(row("C4", &name, call, 64 * KIB));
            }
        }
    }
    for encoding in ENCODINGS {
        let peak = LIMIT + 8 * MIB + window(encoding);
        for call in in_each_compressed(encoding, &bomb(encoding)) {
            rows.push(row("C7", &format!("a bomb of {encoding}"), call, peak));
        }
    }
    for call in bare_and_text(in_each_compressed("br", &bomb("br"))) {
        // They are inflated one after the other, for there is one thread.
        let row = row(
            "C7",
            "64 bombs at once",
            call,
            LIMIT + 8 * MIB + window("br"),
        );
        rows.push(Row { at_once: 64, ..row });
    }
    for call in bare_and_text(in_each_compressed("gzip", &empty_members(LIMIT))) {
        rows.push(row("C8", "empty members", call, 8 * MIB + 2 * LIMIT));
    }
    for call in in_each_compressed("zstd", &huge_window()) {
        rows.push(row("C8", "a window of 2 GiB", call, 8 * MIB));
    }
    let elements = [
        ("empty messages", "proto", [7 << 3 | 2, 0].repeat(LIMIT / 2)),
        (
            "empty entries of a map",
            "proto",
            [5 << 3 | 2, 0].repeat(LIMIT / 2),
        ),
        ("entries of a map", "proto", entries()),
        ("empty messages in json", "json", list()),
        ("entries of a map in json", "json", members()),
    ];
    for (name, codec, message) in elements {
        rows.push(row("C11", name, Call::unary(codec, message), 96 * MIB));
    }
    let empty = [7 << 3 | 2, 0].repeat(LIMIT / 2);
    for call in bare_and_text(in_each("proto", &empty)).skip(1) {
        rows.push(row("C11", "empty messages", call, 96 * MIB));
    }
    rows
}

/// The least and the most that is done to a body before it is a message, for calls that take their time.
fn bare_and_text(calls: [Call; 5]) -> impl Iterator<Item = Call> {
    let of_interest = |call: &Call| matches!(call.form, Form::Unary | Form::Text);
    calls.into_iter().filter(of_interest)
}

/// How many files and sockets are open, where the system tells.
fn open_files() -> usize {
    std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count)
}

/// What a reader of the format must be ready to look back on, where the bombs ask for much of it. Of these
/// zeros the system gives only what is written to.
fn window(encoding: &str) -> usize {
    match encoding {
        "br" => 16 * MIB,
        _ => 0,
    }
}

/// Entries of a map, each of another key of four ASCII characters.
fn entries() -> Vec<u8> {
    let key = |index: u32| [21, 14, 7, 0].map(|shift| (index >> shift) as u8 & 0x7F);
    let entry = |index| field(5, &field(1, &key(index)));
    let count = LIMIT / entry(0).len();
    (0..count as u32).flat_map(entry).collect()
}

fn members() -> Vec<u8> {
    let count = (LIMIT - 100) / ",\"00000\":\"\"".len();
    let members: String = (0..count)
        .map(|index| format!(",\"{index:05x}\":\"\""))
        .collect();
    format!("{{\"labels\":{{{}}}}}", &members[1..]).into_bytes()
}

fn list() -> Vec<u8> {
    let count = (LIMIT - 100) / "{},".len();
    format!("{{\"many\":[{}{{}}]}}", "{},".repeat(count)).into_bytes()
}
