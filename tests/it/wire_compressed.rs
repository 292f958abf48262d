//! Compressed messages, to a server: broken ones, bombs, and the answers that are compressed.
//!
//! Rows are named by the faults that they hold: C6 to C8. What they cost in memory is measured in
//! `memory.rs`.

use crate::{
    compressed::{ENCODINGS, bomb, compress, empty_members, huge_window},
    harness::{Outcome, Running},
    raw_peer::{
        Call, Form, Peer, answer, ask,
        bytes::envelopes,
        envelope, field,
        good::{in_each_compressed, wish},
        http2::Http2,
        within,
    },
    wire_table::{Row, SECRET, check, check_good, check_settled, refused},
};

#[tokio::test]
async fn broken_compression_is_invalid_argument_and_no_part_of_it_is_a_message() {
    let running = Running::start();
    // Valid up to any cut, so that what was inflated so far would be a message.
    let message = field(1, SECRET.as_bytes()).repeat(100);
    let mut rows = Vec::new();
    for encoding in ENCODINGS {
        let good = compress(encoding, &message);
        let flip = |at: usize| {
            let mut bad = good.clone();
            bad[at] ^= 0x55;
            bad
        };
        let other = match encoding {
            "gzip" => "deflate",
            _ => "gzip",
        };
        let mut bads = vec![
            ("cut in half", good[..good.len() / 2].to_vec()),
            ("without its last byte", good[..good.len() - 1].to_vec()),
            ("with another start", flip(0)),
            ("plain text", message.clone()),
            ("another format", compress(other, &message)),
            ("with a byte behind it", [&good[..], b"x"].concat()),
            (
                "with garbage behind it",
                [&good[..], &[0xA5; 1000]].concat(),
            ),
        ];
        match encoding {
            "gzip" => {
                bads.push(("with another checksum", flip(good.len() - 8)));
                bads.push(("with another length", flip(good.len() - 4)));
            }
            "deflate" => bads.push(("with another checksum", flip(good.len() - 4))),
            _ => {}
        }
        for (name, bad) in bads {
            let name = format!("{encoding} {name}");
            rows.extend(refused(
                "C6",
                &name,
                in_each_compressed(encoding, &bad),
                "invalid_argument",
            ));
        }
    }
    check(&running, rows).await;
}

#[tokio::test]
async fn bomb_is_resource_exhausted() {
    let running = Running::start();
    for encoding in ENCODINGS {
        let bomb = bomb(encoding);
        check(
            &running,
            refused(
                "C7",
                encoding,
                in_each_compressed(encoding, &bomb),
                "resource_exhausted",
            ),
        )
        .await;
    }
}

#[tokio::test]
async fn many_bombs_at_once_are_resource_exhausted_each() {
    let running = Running::start();
    let mut peer = Http2::connect(running.address).await;
    let calls = in_each_compressed("br", &bomb("br"));
    let mut exchanges = Vec::new();
    for call in calls.iter().cycle().take(64) {
        let mut exchange = peer.begin("C7", call, false).await;
        exchange.write(&call.pieces.concat(), true).await;
        exchanges.push((call.form, exchange));
    }
    for (form, exchange) in exchanges {
        let reply = within("C7", exchange.reply()).await;
        let error = reply.said("C7", form).error.expect("an error");
        assert_eq!(error.code, "resource_exhausted", "C7 {reply:?}");
    }
    check_good("C7", &mut Peer::Http2(peer)).await;
    check_settled("C7", &running, usize::MAX).await;
}

#[tokio::test]
async fn compression_that_wastes_time_or_memory_is_invalid_argument() {
    let running = Running::start();
    let members = empty_members(256 << 10);
    let rows = [
        refused(
            "C8",
            "empty members",
            in_each_compressed("gzip", &members),
            "invalid_argument",
        ),
        refused(
            "C8",
            "a window of 2 GiB",
            in_each_compressed("zstd", &huge_window()),
            "invalid_argument",
        ),
    ];
    check(&running, rows.into_iter().flatten()).await;
}

#[tokio::test]
async fn flag_of_each_message_says_whether_it_is_compressed() {
    let running = Running::start();
    let answers =
        [("a", 1), ("", 2), ("c", 3), ("", 4)].map(|(text, asked)| answer("proto", text, asked));
    let mut rows = Vec::new();
    for encoding in ENCODINGS {
        let body = [
            envelope(1, &compress(encoding, &ask("proto", "a"))),
            // Nothing never went through a compressor.
            envelope(1, b""),
            envelope(0, &ask("proto", "c")),
            envelope(0, b""),
        ];
        for form in Form::ENVELOPED {
            let call = Call::of(form, "BidiStream", "proto", body.concat());
            let row = Row::new("rule 23", encoding, call.encoding(encoding));
            rows.push(row.messages(answers.clone()));
        }
        let empty = Call::unary("proto", []).encoding(encoding);
        let row = Row::new("rule 23", format!("nothing in {encoding}"), empty);
        rows.push(row.messages([answer("proto", "", 1)]));
    }
    check(&running, rows).await;
}

#[tokio::test]
async fn answer_is_compressed_as_its_caller_asks() {
    let running = Running::start();
    // The encoding of the request, what its caller accepts, and what the answer comes in.
    type Encoding = Option<&'static str>;
    let table: [(&str, Encoding, Encoding, Encoding); 9] = [
        ("what is asked for", None, Some("gzip"), Some("gzip")),
        (
            "the first that is known",
            None,
            Some("lzma, br, gzip"),
            Some("br"),
        ),
        ("in capitals", None, Some("ZSTD"), Some("zstd")),
        (
            "with weights",
            None,
            Some("gzip;q=0, zstd;q=0.5"),
            Some("zstd"),
        ),
        ("nothing known", None, Some("lzma"), None),
        ("identity", None, Some("identity"), None),
        ("no wish", None, None, None),
        (
            "no wish but a compressed request",
            Some("deflate"),
            None,
            Some("deflate"),
        ),
        (
            "another than the request",
            Some("gzip"),
            Some("snappy"),
            Some("snappy"),
        ),
    ];
    for (name, sent, accept, want) in table {
        for large in [true, false] {
            let message = if large {
                large_ask()
            } else {
                ask("proto", "small")
            };
            let (message, flags) = match sent {
                Some(encoding) => (compress(encoding, &message), 1),
                None => (message, 0),
            };
            for form in Form::ALL {
                let name = format!("rule 25 {form:?}, {name}, large {large}");
                let method = match form {
                    Form::Stream => "ClientStream",
                    _ => form.method(),
                };
                let with = |call: Call, header: &str, value: Encoding| match value {
                    Some(value) => call.header(header, value),
                    None => call,
                };
                let call = Call::of(form, method, "proto", form.frame(flags, &message));
                let call = with(call, form.encoding(), sent);
                let call = with(call, form.accept_encoding(), accept);
                let mut peer = Peer::connect(form.versions()[0], running.address).await;
                let reply = peer.call(&name, &call).await;
                let got = reply.header(form.encoding());
                assert_eq!(reply.status, 200, "{name}: {reply:?}");
                if form == Form::Unary {
                    // A message that is left as it is does not name a compression.
                    assert_eq!(got, want.filter(|_| large), "{name}: {reply:?}");
                } else {
                    assert_eq!(got, want, "{name}: {reply:?}");
                    assert_eq!(reply.header("content-encoding"), None, "{name}");
                    let envelopes = envelopes(&name, &form.read(&name, &reply.body));
                    let compressed = u8::from(large && want.is_some());
                    assert_eq!(envelopes[0].0, compressed, "{name}: {reply:?}");
                    check_end_flags(&name, form, envelopes);
                }
                let shrunk = reply.body.len() < 2000;
                assert_eq!(shrunk, !large || want.is_some(), "{name}: {reply:?}");
            }
        }
    }
    // HTTP's own header is no wish of a call in envelopes.
    for form in Form::ENVELOPED {
        let name = format!("rule 24 {form:?}");
        let call = Call::of(form, "ClientStream", "proto", envelope(0, &large_ask()));
        let call = call.header("accept-encoding", "gzip");
        let mut peer = Peer::connect(form.versions()[0], running.address).await;
        let reply = peer.call(&name, &call).await;
        assert_eq!(reply.header(form.encoding()), None, "{name}: {reply:?}");
        let headers = reply.header("content-encoding");
        assert_eq!(headers, None, "{name}: {reply:?}");
    }
}

#[tokio::test]
async fn end_of_a_connect_stream_may_be_compressed_and_trailers_of_the_web_are_not() {
    let running = Running::start_with(|server| server.compress_min_bytes(0));
    for (form, end) in [(Form::Stream, 0x03), (Form::Web, 0x80), (Form::Text, 0x80)] {
        for outcome in [Outcome::Unspecified, Outcome::FailLate] {
            let name = format!("rule 27 {form:?} {outcome:?}");
            let body = envelope(0, &wish("hat", outcome, 1));
            let call = Call::of(form, "ServerStream", "proto", body);
            let call = call.header(form.accept_encoding(), "gzip");
            let mut peer = Peer::connect(form.versions()[0], running.address).await;
            let reply = peer.call(&name, &call).await;
            let envelopes = envelopes(&name, &form.read(&name, &reply.body));
            let flags: Vec<_> = envelopes.iter().map(|(flags, _)| *flags).collect();
            assert_eq!(flags, [0x01, end], "{name}: {reply:?}");
        }
    }
}

/// The end of a Connect stream may be compressed; trailers of gRPC-Web are not, for few clients inflate them.
fn check_end_flags(name: &str, form: Form, mut envelopes: Vec<(u8, Vec<u8>)>) {
    let (flags, _) = envelopes.pop().expect("an envelope");
    match form {
        Form::Stream => assert_eq!(flags & !1, 0x02, "{name}"),
        Form::Web | Form::Text => assert_eq!(flags, 0x80, "{name}"),
        Form::Grpc | Form::Unary => {}
    }
}

fn large_ask() -> Vec<u8> {
    field(2, &[b'a'; 2000])
}
