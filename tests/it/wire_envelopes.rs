//! Bodies that are too short, too long, cut or flagged as no good client does, to a server.
//!
//! Rows are named by the faults that they hold: C1 to C5, C13, C14, C16.

use tokio::runtime::Handle;

use crate::{
    compressed::compress,
    harness::Running,
    raw_peer::{
        Call, Form, Peer, Reply, Version, answer, ask, envelope, field, good::one, http1::Http1,
        http2::Http2, within,
    },
    wire_table::{Row, SECRET, check, check_good, check_settled},
};

const LIMIT: usize = 4 << 20;

fn stream(method: &str, body: impl Into<Vec<u8>>) -> Call {
    Call::stream(method, "proto", body)
}

#[tokio::test]
async fn empty_body_is_a_message_only_where_a_message_can_be_empty() {
    let running = Running::start();
    let nothing = answer("proto", "", 1);
    let rows = [
        Row::new("C1", "unary in proto", Call::unary("proto", [])).messages([nothing.clone()]),
        Row::new("C1", "unary in json", Call::unary("json", []))
            .error("invalid_argument", "")
            .unreached(),
        Row::new("C1", "a GET in proto", Call::get("encoding=proto&message="))
            .messages([nothing.clone()]),
        Row::new("C1", "a GET in json", Call::get("encoding=json&message="))
            .error("invalid_argument", "")
            .unreached(),
        Row::new("C1", "a server stream", stream("ServerStream", []))
            .error("unimplemented", "got none")
            .unreached(),
        Row::new("C1", "a client stream", stream("ClientStream", [])).messages([vec![]]),
        Row::new("C1", "a bidirectional stream", stream("BidiStream", [])).messages([]),
        // An empty message in an envelope is one.
        Row::new(
            "rule 32",
            "a client stream of one",
            stream("ClientStream", envelope(0, b"")),
        )
        .messages([nothing]),
        Row::new(
            "rule 32",
            "a client stream of one in json",
            Call::stream("ClientStream", "json", envelope(0, b"")),
        )
        .error("invalid_argument", ""),
        Row::new(
            "rule 32",
            "a server stream in json",
            Call::stream("ServerStream", "json", envelope(0, b"")),
        )
        .error("invalid_argument", "")
        .unreached(),
    ];
    check(&running, rows).await;
}

#[tokio::test]
async fn second_message_of_a_server_stream_is_unimplemented() {
    let running = Running::start();
    let second = |name: &str, tail: Vec<u8>| {
        let call = stream("ServerStream", [one("a"), tail].concat());
        let call = call.header("connect-content-encoding", "gzip");
        Row::new("C2", name, call)
            .error("unimplemented", "second")
            .unreached()
    };
    let rows = [
        second("the same again", one("b")),
        second("an empty one", envelope(0, b"")),
        // It is not looked into.
        second("one that is not gzip", envelope(1, SECRET.as_bytes())),
        second("one that is no message", envelope(0, SECRET.as_bytes())),
    ];
    check(&running, rows).await;
}

#[tokio::test]
async fn envelope_that_is_cut_is_invalid_argument_behind_those_that_are_whole() {
    let running = Running::start();
    let cuts: [(&str, &[u8]); 4] = [
        ("got 3 of 5 prefix bytes", b"\0\0\0"),
        ("got 1 of 5 prefix bytes", b"\0"),
        ("want 10 bytes, got 4", b"\0\0\0\0\x0Aabcd"),
        ("want 10 bytes, got 0", b"\0\0\0\0\x0A"),
    ];
    let mut rows = Vec::new();
    for (text, cut) in cuts {
        let rest = |method| stream(method, [&one("a"), cut].concat());
        rows.extend([
            Row::new(
                "C3",
                format!("a server stream, {text}"),
                stream("ServerStream", cut),
            )
            .error("invalid_argument", text)
            .unreached(),
            Row::new(
                "C3",
                format!("a server stream of more, {text}"),
                rest("ServerStream"),
            )
            .error("invalid_argument", text)
            .unreached(),
            Row::new(
                "C3",
                format!("a client stream, {text}"),
                rest("ClientStream"),
            )
            .error("invalid_argument", text),
            Row::new(
                "C3",
                format!("a bidirectional stream, {text}"),
                rest("BidiStream"),
            )
            .messages([answer("proto", "a", 1)])
            .error("invalid_argument", text),
        ]);
    }
    check(&running, rows).await;
}

#[tokio::test]
async fn announced_size_above_the_limit_is_refused_before_anything_follows() {
    let running = Running::start();
    let mut rows = Vec::new();
    for size in [u32::MAX, LIMIT as u32 + 1] {
        for flags in [0, 1] {
            let prefix = [&[flags], &size.to_be_bytes()[..]].concat();
            let text = format!("message size {size} exceeds limit {LIMIT}").leak();
            for method in ["ServerStream", "ClientStream", "BidiStream"] {
                let call =
                    stream(method, prefix.clone()).header("connect-content-encoding", "gzip");
                let row = |name: &str, call: Call| {
                    let name = format!("{method}, {size} with flags {flags}, {name}");
                    Row::new("C4", name, call).error("resource_exhausted", text)
                };
                rows.push(row("and the end", call.clone()));
                rows.push(row("and nothing yet", call.open()).closes(Version::Http1));
            }
        }
    }
    check(&running, rows).await;
}

#[tokio::test]
async fn rest_of_a_refused_upload_is_not_read_without_bound() {
    let running = Running::start();
    let name = "C4 over HTTP/1.1";
    let mut peer = Http1::connect(running.address).await;
    let body = [&[0], &u32::MAX.to_be_bytes()[..]].concat();
    let reply = within(name, peer.call(name, &stream("ClientStream", body).open())).await;
    assert_eq!(
        reply.said(name, Form::Stream).error.expect(name).code,
        "resource_exhausted"
    );
    let taken = within(name, peer.send_without_end(64 << 20)).await;
    assert!(taken < 64 << 20, "{name}: {taken} bytes were taken");
    check_good(
        name,
        &mut Peer::connect(Version::Http1, running.address).await,
    )
    .await;

    let name = "C4 over HTTP/2";
    let tasks = Handle::current().metrics().num_alive_tasks();
    let mut peer = Http2::connect(running.address).await;
    let body = [&[0], &u32::MAX.to_be_bytes()[..]].concat();
    let reply = within(name, peer.call(name, &stream("ClientStream", body).open())).await;
    assert_eq!(reply.reset, Some(h2::Reason::NO_ERROR), "{name}");
    check_good(name, &mut Peer::Http2(peer)).await;
    check_settled(name, &running, tasks).await;
}

#[tokio::test]
async fn compressed_flag_without_a_compression_is_internal() {
    let running = Running::start();
    let body = envelope(1, &compress("gzip", &ask("proto", "a")));
    let mut rows = Vec::new();
    for method in ["ServerStream", "ClientStream", "BidiStream"] {
        let call = stream(method, body.clone());
        let named = call.clone().header("connect-content-encoding", "identity");
        // HTTP's own header is about the whole body, and says nothing of its messages.
        let elsewhere = call.clone().header("grpc-encoding", "gzip");
        for (name, call) in [
            ("no encoding", call),
            ("identity", named),
            ("gRPC's header", elsewhere),
        ] {
            let row = Row::new("C5", format!("{method} with {name}"), call);
            rows.push(row.error("internal", "without a compression"));
        }
    }
    check(&running, rows).await;
}

#[tokio::test]
async fn flag_that_does_not_exist_is_invalid_argument() {
    let running = Running::start();
    let mut rows = Vec::new();
    for flags in [0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xFF, 0x05] {
        let bad = envelope(flags, &ask("proto", SECRET));
        rows.extend([
            Row::new(
                "C13",
                format!("a server stream with {flags:#x}"),
                stream("ServerStream", bad.clone()),
            )
            .error("invalid_argument", "flags")
            .unreached(),
            Row::new(
                "C13",
                format!("a stream with {flags:#x}"),
                stream("BidiStream", [one("a"), bad].concat()),
            )
            .messages([answer("proto", "a", 1)])
            .error("invalid_argument", "flags"),
        ]);
    }
    check(&running, rows).await;
}

#[tokio::test]
async fn end_flag_of_a_request_ends_it_and_nothing_may_follow() {
    let running = Running::start();
    let ended =
        |method: &str, tail: &[u8]| stream(method, [&one("a"), &envelope(2, b"{}"), tail].concat());
    let good = || answer("proto", "a", 1);
    let text = "follow the end";
    let rows = [
        Row::new("C13", "a client stream", ended("ClientStream", b"")).messages([good()]),
        Row::new("C13", "a bidirectional stream", ended("BidiStream", b"")).messages([good()]),
        Row::new("C13", "a server stream", ended("ServerStream", b"")).messages([]),
        Row::new(
            "C13",
            "nothing but the end",
            stream("ServerStream", envelope(2, b"{}")),
        )
        .error("unimplemented", "got none")
        .unreached(),
        Row::new(
            "C13",
            "a message behind it",
            ended("ClientStream", &one("b")),
        )
        .error("invalid_argument", text),
        Row::new("C13", "a byte behind it", ended("BidiStream", b"\0"))
            .messages([good()])
            .error("invalid_argument", text),
        Row::new(
            "C13",
            "another end behind it",
            ended("ServerStream", &envelope(2, b"{}")),
        )
        .error("invalid_argument", text)
        .unreached(),
    ];
    check(&running, rows).await;
}

#[tokio::test]
async fn body_means_the_same_wherever_it_is_cut() {
    let running = Running::start();
    let zipped = compress("gzip", &ask("proto", "zipped"));
    let mixed = [one("a"), envelope(0, b""), envelope(1, &zipped), one("b")].concat();
    let gzip = |call: Call| call.header("connect-content-encoding", "gzip");
    let calls = [
        Call::unary("proto", ask("proto", "hat")),
        Call::unary("json", ask("json", "gr\u{fc}n")),
        Call::unary("proto", zipped.clone()).header("content-encoding", "gzip"),
        gzip(stream("ClientStream", mixed.clone())),
        gzip(stream(
            "BidiStream",
            [&mixed[..], &envelope(2, b"{}")].concat(),
        )),
        stream(
            "ServerStream",
            envelope(0, &[&ask("proto", "a")[..], &[4 << 3, 2]].concat()),
        ),
        Call::stream(
            "BidiStream",
            "json",
            [envelope(0, b"{}"), envelope(0, b"{}")].concat(),
        ),
        // Those that fail do so in the same way.
        gzip(stream("BidiStream", [&mixed[..], b"\0\0\0"].concat())),
        gzip(stream(
            "BidiStream",
            [&mixed[..], &envelope(1, b"no gzip")].concat(),
        )),
        stream("ServerStream", [one("a"), one("b")].concat()),
        Call::unary("json", "{\"text\":"),
    ];
    for (index, call) in calls.iter().enumerate() {
        for version in Version::ALL {
            let mut peer = Peer::connect(version, running.address).await;
            let name = format!("C14 body {index} over {version:?}");
            let whole = comparable(peer.call(&name, call).await);
            let body = call.pieces.concat();
            for at in 0..=body.len() {
                let name = format!("{name}, cut at {at}");
                let cut = comparable(peer.call(&name, &call.clone().cut(at)).await);
                assert_eq!(cut, whole, "{name}");
            }
            let bytes = body.iter().map(|byte| vec![*byte]).collect();
            let name = format!("{name}, byte by byte");
            let cut = comparable(peer.call(&name, &call.clone().pieces(bytes)).await);
            assert_eq!(cut, whole, "{name}");
        }
    }
    check_settled("C14", &running, usize::MAX).await;
}

/// An answer without what changes with the time of day.
fn comparable(mut reply: Reply) -> Reply {
    reply.headers.remove("date");
    reply
}

#[tokio::test]
async fn message_may_be_as_large_as_the_limit_and_no_larger() {
    const MAX: usize = 100;
    let running = Running::start_with(|server| server.read_max_bytes(MAX));
    let sized = |bytes: usize| field(1, "x".repeat(bytes - 2).as_bytes());
    let good = |bytes: usize| [&sized(bytes)[..], &[3 << 3, 1]].concat();
    let (fits, over) = ((sized(MAX), good(MAX)), sized(MAX + 1));
    let half = |body: &[u8]| body.chunks(50).map(<[u8]>::to_vec).collect();
    let hex = |body: &[u8]| {
        body.iter()
            .map(|byte| format!("%{byte:02x}"))
            .collect::<String>()
    };
    let get = |body: &[u8]| Call::get(&format!("encoding=proto&message={}", hex(body)));
    let many = |last: &[u8]| {
        stream(
            "ClientStream",
            [envelope(0, &fits.0), envelope(0, last)].concat(),
        )
    };
    let twice = [&fits.0[..], &[3 << 3, 2]].concat();
    let zipped = |body: &[u8]| {
        let call = Call::unary("proto", compress("gzip", body)).header("content-encoding", "gzip");
        let stream = stream("ClientStream", envelope(1, &compress("gzip", body)));
        [call, stream.header("connect-content-encoding", "gzip")]
    };
    // Its bytes are all different, so that gzip makes it longer.
    let noise: Vec<u8> = (0..=255).take(MAX - 2).collect();
    let noise = field(2, &noise);
    assert!(noise.len() == MAX && compress("gzip", &noise).len() > MAX);

    let text = "message size 101 exceeds limit 100";
    let error = |row: Row| row.error("resource_exhausted", text);
    let mut rows = vec![
        Row::new("C16", "unary", Call::unary("proto", fits.0.clone())).messages([fits.1.clone()]),
        error(Row::new("C16", "unary over", Call::unary("proto", over.clone())).unreached()),
        Row::new(
            "C16",
            "unary in pieces",
            Call::unary("proto", []).pieces(half(&fits.0)),
        )
        .messages([fits.1.clone()]),
        error(
            Row::new(
                "C16",
                "unary over in pieces",
                Call::unary("proto", []).pieces(half(&over)),
            )
            .unreached(),
        ),
        Row::new("C16", "GET", get(&fits.0)).messages([fits.1.clone()]),
        error(Row::new("C16", "GET over", get(&over)).unreached()),
        Row::new("C16", "every message of a stream", many(&fits.0)).messages([twice]),
        error(Row::new("C16", "a later message over", many(&over))),
        error(
            Row::new(
                "C16",
                "a first message over",
                stream("ServerStream", envelope(0, &over)),
            )
            .unreached(),
        ),
    ];
    for call in zipped(&fits.0) {
        let row = Row::new("C16", format!("{:?}, inflated", call.form), call);
        rows.push(row.messages([fits.1.clone()]));
    }
    for call in zipped(&over) {
        let row = Row::new("C16", format!("{:?}, over once inflated", call.form), call);
        rows.push(row.error("resource_exhausted", "exceeds limit 100 once decompressed"));
    }
    for call in zipped(&noise) {
        let row = Row::new("C16", format!("{:?}, over on the wire", call.form), call);
        rows.push(row.error("resource_exhausted", "exceeds limit 100"));
    }
    check(&running, rows).await;
}
