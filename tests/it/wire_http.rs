//! HTTP itself, broken: heads that it forbids, bodies that are not as long as they said, sizes beyond all
//! measure.
//!
//! Much of this is hyper's and h2's to answer; here it is held that a handler never takes it for a good
//! call, and that others are served meanwhile. Rows are named by the faults that they hold: B5, B11, B16,
//! B17, C15.

use tokio::runtime::Handle;

use crate::{
    harness::Running,
    raw_peer::{
        Call, Form, Peer, SERVICE, Version, answer, ask,
        frames::{self, Frames},
        good::{each, hat, one, unary},
        http1::Http1,
        http2::Http2,
        within,
    },
    wire_leaving::Ends,
    wire_table::{Row, check, check_good, check_settled, until},
};

#[tokio::test]
async fn path_that_http2_forbids_resets_the_stream_and_the_connection_lives() {
    let running = Running::start();
    let paths: [(&str, Option<&[u8]>); 4] = [
        ("without its slash", Some(b"it.v1.Probe/Unary")),
        ("empty", Some(b"")),
        ("missing", None),
        ("with a space", Some(b"/a b")),
    ];
    for call in each() {
        for (name, path) in paths {
            let name = format!("B5 {:?}, {name}", call.form);
            let before = running.seen.calls();
            let mut peer = Frames::connect(running.address).await;
            peer.call(1, &call, path).await;
            let frame = within(&name, peer.next()).await.expect(&name);
            assert_eq!(
                (frame.kind, frame.stream),
                (frames::RST_STREAM, 1),
                "{name}: {frame:?}"
            );
            assert_eq!(frame.reason(), frames::PROTOCOL_ERROR, "{name}");
            assert_eq!(running.seen.calls(), before, "{name}");
            check_good_frames(&name, &mut peer, 3).await;
        }
    }
    check_settled("B5", &running, usize::MAX).await;
}

#[tokio::test]
async fn header_that_http2_forbids_never_reaches_a_handler() {
    let running = Running::start();
    let headers: [(&str, &str, &[u8]); 4] = [
        ("a name in capitals", "X-Upper", b"v"),
        ("a value with a line break", "x-break", b"a\r\nx-more: b"),
        ("a value with a zero byte", "x-zero", b"a\0b"),
        ("a name with a space", "x name", b"v"),
    ];
    for call in each() {
        for (name, header, value) in headers {
            let name = format!("B17 {:?}, {name}", call.form);
            let mut peer = Frames::connect(running.address).await;
            let path = Some(call.path.as_bytes());
            peer.call(1, &call.clone().header(header, value), path)
                .await;
            let frame = within(&name, peer.next()).await.expect(&name);
            assert_eq!(frame.kind, frames::GOAWAY, "{name}: {frame:?}");
            assert_eq!(frame.reason(), frames::PROTOCOL_ERROR, "{name}");
            assert_eq!(
                within(&name, peer.next()).await,
                None,
                "{name}: the connection is closed"
            );
            assert_eq!(running.seen.calls(), 0, "{name}");
        }
    }
    check_good(
        "B17",
        &mut Peer::connect(Version::Http2, running.address).await,
    )
    .await;
}

#[tokio::test]
async fn te_of_grpc_is_not_insisted_on() {
    let running = Running::start();
    let call = Call::lone(Form::Grpc, "proto", &ask("proto", "hat")).without("te");
    check(
        &running,
        [Row::new("B17", "without te", call).messages([hat()])],
    )
    .await;
}

/// A good call succeeds on the same connection.
async fn check_good_frames(name: &str, peer: &mut Frames, stream: u32) {
    let call = Call::unary("proto", ask("proto", "good"));
    peer.call(stream, &call, Some(call.path.as_bytes())).await;
    loop {
        let frame = within(name, peer.next()).await.expect(name);
        if (frame.kind, frame.stream) == (frames::DATA, stream) {
            assert_eq!(frame.payload, answer("proto", "good", 1), "{name}");
            return;
        }
        assert_ne!(frame.kind, frames::GOAWAY, "{name}: {frame:?}");
    }
}

#[tokio::test]
async fn head_that_is_too_large_is_refused_by_http() {
    let running = Running::start();
    let mut rows = Vec::new();
    for call in each() {
        let many = (0..101).fold(call.clone(), |call, index| {
            call.header(&format!("x-{index}"), "v")
        });
        let uri = format!("{}?{}", call.path, "q".repeat(70 * 1024));
        for kb in [17, 60] {
            // It comes in one frame, for ours may have 64 KB.
            let large = call.clone().header("x-large", vec![b'v'; kb << 10]);
            let row = Row::new("B11", format!("{kb} KB of headers"), large);
            rows.push(row.http(431).only(Version::Http2));
        }
        for (name, status, call) in [
            ("101 headers", 431, many),
            ("a path of 70 KB", 414, call.clone().path(uri)),
        ] {
            let row = Row::new("B11", name, call).http(status);
            rows.push(row.only(Version::Http1).closes(Version::Http1));
        }
    }
    check(&running, rows).await;
    let good = running.seen.calls();

    let name = "B11 1 MiB of headers over HTTP/1.1";
    let mut peer = Http1::connect(running.address).await;
    let reply = within(
        name,
        peer.call(name, &unary().header("x-large", vec![b'v'; 1 << 20])),
    )
    .await;
    assert_eq!(reply.status, 431, "{name}");
    within(name, peer.rest()).await;

    // So many frames of a head that they are a flood.
    let name = "B11 1 MiB of headers over HTTP/2";
    let mut peer = Http2::connect(running.address).await;
    let large = unary().header("x-large", vec![b'v'; 1 << 20]);
    let reply = within(name, peer.call(name, &large)).await;
    assert_eq!(reply.reset, Some(h2::Reason::ENHANCE_YOUR_CALM), "{name}");
    within(name, peer.closed()).await;
    assert_eq!(running.seen.calls(), good, "{name}: unseen");
    let mut peer = Peer::connect(Version::Http2, running.address).await;
    check_good(name, &mut peer).await;
}

#[tokio::test]
async fn malformed_http1_is_400_and_the_connection_closes() {
    let running = Running::start();
    let table = [
        (
            "a bad method",
            "PO(ST /it.v1.Probe/Unary HTTP/1.1\r\nhost: it\r\n\r\n",
        ),
        (
            "two lengths",
            "POST /it.v1.Probe/Unary HTTP/1.1\r\nhost: it\r\ncontent-length: 0\r\ncontent-length: 5\r\n\r\n",
        ),
        (
            "no length that is a number",
            "POST /it.v1.Probe/Unary HTTP/1.1\r\nhost: it\r\ncontent-length: -1\r\n\r\n",
        ),
        (
            "a header without a colon",
            "POST /it.v1.Probe/Unary HTTP/1.1\r\nhost it\r\n\r\n",
        ),
        (
            "a path without its slash",
            "POST it.v1.Probe/Unary HTTP/1.1\r\nhost: it\r\n\r\n",
        ),
    ];
    for (name, request) in table {
        let name = format!("B16 {name}");
        let mut peer = Http1::connect(running.address).await;
        peer.send(request.as_bytes()).await;
        let reply = within(&name, peer.reply()).await.expect(&name);
        assert_eq!(
            (reply.status, reply.body.len()),
            (400, 0),
            "{name}: {reply:?}"
        );
        assert_eq!(
            within(&name, peer.rest()).await,
            b"",
            "{name}: the connection is closed"
        );
        assert_eq!(running.seen.calls(), 0, "{name}");
    }
    check_good(
        "B16",
        &mut Peer::connect(Version::Http1, running.address).await,
    )
    .await;
}

#[tokio::test]
async fn chunks_beside_a_length_are_served_and_then_the_connection_closes() {
    let running = Running::start();
    let name = "B16 both lengths";
    let mut peer = Http1::connect(running.address).await;
    let head = "POST /it.v1.Probe/Unary HTTP/1.1\r\nhost: it\r\ncontent-type: application/json\r\n\
                content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n";
    let body = "e\r\n{\"text\":\"hat\"}\r\n0\r\n\r\n";
    peer.send([head, body].concat().as_bytes()).await;
    let reply = within(name, peer.reply()).await.expect(name);
    assert_eq!(
        (reply.status, reply.body),
        (200, answer("json", "hat", 1)),
        "{name}"
    );
    assert_eq!(
        within(name, peer.rest()).await,
        b"",
        "{name}: the connection is closed"
    );
}

#[tokio::test]
async fn chunk_without_a_size_is_never_the_end_of_a_body() {
    let running = Running::start();
    let calls = [Form::Unary, Form::Stream, Form::Web, Form::Text].map(|form| match form {
        Form::Unary => (form, "Unary"),
        _ => (form, "ClientStream"),
    });
    for (form, method) in calls {
        for chunk in ["zz\r\n", "-1\r\nx\r\n", "\r\n\r\n", "fffffffffffffffff\r\n"] {
            let name = format!("B16 {form:?} with a chunk {chunk:?}");
            let mut peer = Http1::connect(running.address).await;
            let head = format!(
                "POST {SERVICE}{method} HTTP/1.1\r\nhost: it\r\ncontent-type: {}\r\n\
                 transfer-encoding: chunked\r\n\r\n{chunk}",
                form.content_type("proto")
            );
            peer.send(head.as_bytes()).await;
            if let Some(reply) = within(&name, peer.reply()).await {
                let code = reply.said(&name, form).error.expect(&name).code;
                let told = ["canceled", "invalid_argument"].contains(&&*code);
                assert!(told, "{name}: {reply:?}");
            }
            within(&name, peer.rest()).await;
            check_good(
                &name,
                &mut Peer::connect(Version::Http1, running.address).await,
            )
            .await;
        }
    }
    check_settled("B16", &running, usize::MAX).await;
}

#[tokio::test]
async fn length_that_http2_announces_is_kept_to() {
    let message = one("a");
    for form in Form::ENVELOPED {
        for (name, length) in [("too little", "20"), ("too much", "1")] {
            let ends = Ends::default();
            let running = Running::start_with(|server| server.interceptor(ends.clone()));
            let name = format!("C15 {form:?}, {name}");
            let mut peer = Frames::connect(running.address).await;
            let call = Call::of(form, "ClientStream", "proto", message.clone());
            let call = call.header("content-length", length);
            peer.call(1, &call, Some(call.path.as_bytes())).await;
            let reset = loop {
                let frame = within(&name, peer.next()).await.expect(&name);
                if frame.kind == frames::RST_STREAM {
                    break frame.reason();
                }
            };
            assert_eq!(reset, frames::PROTOCOL_ERROR, "{name}");
            until(&name, || running.seen.alive() == 0).await;
            ends.check(&name);
            let mut peer = Peer::connect(Version::Http2, running.address).await;
            check_good(&name, &mut peer).await;
        }
    }
}

#[tokio::test]
async fn body_that_breaks_off_is_never_a_clean_end() {
    let ends = Ends::default();
    let running = Running::start_with(|server| server.interceptor(ends.clone()));
    let tasks = Handle::current().metrics().num_alive_tasks();
    let length = "content-length: 100";
    let chunked = "transfer-encoding: chunked";
    for form in [Form::Stream, Form::Web, Form::Text] {
        let first = form.write(one("a"));
        let chunk = [format!("{:x}\r\n", first.len()).as_bytes(), &first, b"\r\n"].concat();
        let table = [
            ("after no byte", "ClientStream", length, vec![]),
            ("after a message", "ClientStream", length, first.clone()),
            (
                "within an envelope",
                "BidiStream",
                length,
                first[..7].to_vec(),
            ),
            ("after a chunk", "ClientStream", chunked, chunk.clone()),
            ("within a chunk", "BidiStream", chunked, chunk[..8].to_vec()),
            (
                "before the last chunk ends",
                "BidiStream",
                chunked,
                [&chunk[..], b"0\r\n"].concat(),
            ),
        ];
        for (name, method, header, body) in table {
            let name = format!("C15 {form:?} {method}, {name}");
            let mut peer = Http1::connect(running.address).await;
            let head = format!(
                "POST /it.v1.Probe/{method} HTTP/1.1\r\nhost: it\r\n\
                 content-type: {}\r\n{header}\r\n\r\n",
                form.content_type("proto")
            );
            peer.send(&[head.as_bytes(), &body].concat()).await;
            until(&name, || running.seen.alive() == 1).await;
            peer.finish().await;
            if let Some(reply) = within(&name, peer.reply()).await {
                let error = reply.said(&name, form).error;
                assert_eq!(error.expect(&name).code, "canceled", "{name}");
            }
            within(&name, peer.rest()).await;
            until(&name, || running.seen.alive() == 0).await;
            ends.check(&name);
            let mut peer = Peer::connect(Version::Http1, running.address).await;
            check_good(&name, &mut peer).await;
            drop(peer);
            check_settled(&name, &running, tasks).await;
        }
    }
}
