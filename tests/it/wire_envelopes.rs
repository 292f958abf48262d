//! Bodies that are too short, too long, cut or flagged as no good client does, to a server.
//!
//! Rows are named by the faults that they hold: C1 to C5, C13, C14, C16.

use tokio::runtime::Handle;

use crate::{
    compressed::compress,
    harness::Running,
    raw_peer::{
        Call, Form, Peer, Reply, Version, answer, ask, envelope, field,
        good::{each, hat, one},
        http1::Http1,
        http2::Http2,
        within,
    },
    wire_table::{Row, SECRET, check, check_good, check_settled},
};

const LIMIT: usize = 4 << 20;

/// Every method of every form whose messages stand in envelopes.
fn enveloped() -> impl Iterator<Item = (Form, &'static str)> {
    let methods = |form: Form| form.methods().iter().map(move |method| (form, *method));
    Form::ENVELOPED.into_iter().flat_map(methods)
}

fn call(form: Form, method: &str, body: impl Into<Vec<u8>>) -> Call {
    Call::of(form, method, "proto", body)
}

/// Whether a method takes one message, which must be there before its handler begins.
fn takes_one(method: &str) -> bool {
    matches!(method, "Unary" | "ServerStream")
}

/// What a method answers to one message with this text.
fn answers(method: &str, text: &str) -> Vec<Vec<u8>> {
    match method {
        // As many as it is asked for: none.
        "ServerStream" => vec![],
        _ => vec![answer("proto", text, 1)],
    }
}

#[tokio::test]
async fn empty_body_is_a_message_only_where_a_message_can_be_empty() {
    let running = Running::start();
    let nothing = answer("proto", "", 1);
    let mut rows = vec![
        Row::new("C1", "in proto", Call::unary("proto", [])).messages([nothing.clone()]),
        Row::new("C1", "in json", Call::unary("json", []))
            .error("invalid_argument", "")
            .unreached(),
        Row::new("C1", "a GET in proto", Call::get("encoding=proto&message="))
            .messages([nothing.clone()]),
        Row::new("C1", "a GET in json", Call::get("encoding=json&message="))
            .error("invalid_argument", "")
            .unreached(),
    ];
    for (form, method) in enveloped() {
        for codec in ["proto", "json"] {
            let row = |id, what: &str, body: Vec<u8>| {
                let call = Call::of(form, method, codec, body);
                Row::new(id, format!("{method} in {codec}, {what}"), call)
            };
            let none = row("C1", "no message", vec![]);
            rows.push(match method {
                "ClientStream" => none.messages([answer(codec, "", 0)]),
                "BidiStream" => none.messages([]),
                _ => none.error("unimplemented", "got none").unreached(),
            });
            // An empty message in an envelope is one.
            let empty = row("rule 32", "an empty message", envelope(0, b""));
            rows.push(match (codec, takes_one(method)) {
                ("proto", _) => empty.messages(answers(method, "")),
                (_, true) => empty.error("invalid_argument", "").unreached(),
                (_, false) => empty.error("invalid_argument", ""),
            });
        }
    }
    check(&running, rows).await;
}

#[tokio::test]
async fn second_message_where_one_is_expected_is_unimplemented() {
    let running = Running::start();
    let seconds = [
        ("the same again", one("b")),
        ("an empty one", envelope(0, b"")),
        // It is not looked into.
        ("one that is not gzip", envelope(1, SECRET.as_bytes())),
        ("one that is no message", envelope(0, SECRET.as_bytes())),
    ];
    let mut rows = Vec::new();
    for (form, method) in enveloped().filter(|(_, method)| takes_one(method)) {
        for (name, second) in &seconds {
            let call = call(form, method, [&one("a"), &second[..]].concat()).encoding("gzip");
            let row = Row::new("C2", format!("{method}, {name}"), call);
            rows.push(row.error("unimplemented", "second").unreached());
        }
    }
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
    for (form, method) in enveloped() {
        for (text, cut) in cuts {
            let first = call(form, method, cut);
            let second = call(form, method, [&one("a"), cut].concat());
            let first = Row::new("C3", format!("{method}, {text}"), first);
            let second = Row::new("C3", format!("{method} of more, {text}"), second);
            let second = match method {
                "BidiStream" => second.messages([answer("proto", "a", 1)]),
                _ => second,
            };
            for row in [first, second] {
                let row = row.error("invalid_argument", text);
                rows.push(match takes_one(method) {
                    true => row.unreached(),
                    false => row,
                });
            }
        }
    }
    check(&running, rows).await;
}

#[tokio::test]
async fn text_that_is_no_base64_is_invalid_argument_behind_what_was_read() {
    let running = Running::start();
    let (first, text) = (Form::Text.write(one("a")), "not base64");
    let mut rows = Vec::new();
    for (name, bad) in [
        ("foreign characters", "!!!!"),
        ("a space", "AA A"),
        ("padding within", "AA=A"),
        ("nothing but padding", "===="),
        ("a lone character", "A"),
        ("a group with two characters too few", "A==="),
    ] {
        let pieces = vec![first.clone(), bad.as_bytes().to_vec()];
        let joined = vec![pieces.concat()];
        for (how, pieces) in [("in one piece", joined), ("in two", pieces)] {
            for method in Form::Text.methods() {
                let call = call(Form::Text, method, []).pieces(pieces.clone());
                let row = Row::new("C3", format!("{method}, {name}, {how}"), call);
                let row = match (*method, how) {
                    // A piece is read as a whole or not at all.
                    ("BidiStream", "in two") => row.messages([answer("proto", "a", 1)]),
                    ("BidiStream", _) if bad == "A" => row.messages([answer("proto", "a", 1)]),
                    _ => row,
                };
                let row = row.error("invalid_argument", text);
                rows.push(match takes_one(method) {
                    true => row.unreached(),
                    false => row,
                });
            }
        }
    }
    check(&running, rows).await;
}

#[tokio::test]
async fn text_is_read_with_padding_wherever_a_piece_of_it_ends() {
    let running = Running::start();
    let message = one("hat");
    let good = answer("proto", "hat", 1);
    let mut rows = Vec::new();
    for size in 1..=message.len() {
        // Each piece in base64 of its own, all in one frame and each in one.
        let pieces: Vec<_> = message
            .chunks(size)
            .map(|piece| Form::Text.write(piece.to_vec()))
            .collect();
        let joined = vec![pieces.concat()];
        for (how, pieces) in [("together", joined), ("apart", pieces)] {
            let call = call(Form::Text, "Unary", []).pieces(pieces);
            let row = Row::new("rule 63", format!("pieces of {size} bytes, {how}"), call);
            rows.push(row.messages([good.clone()]));
        }
    }
    let mut text = Form::Text.write(message);
    text.retain(|char| *char != b'=');
    let call = call(Form::Text, "Unary", []).pieces(vec![text]);
    rows.push(Row::new("rule 63", "without its padding", call).messages([good]));
    check(&running, rows).await;
}

#[tokio::test]
async fn announced_size_above_the_limit_is_refused_before_anything_follows() {
    let running = Running::start();
    let mut rows = Vec::new();
    for (size, flags) in [
        (u32::MAX, 0),
        (u32::MAX, 1),
        (LIMIT as u32 + 1, 0),
        (LIMIT as u32 + 1, 1),
    ] {
        let prefix = [&[flags], &size.to_be_bytes()[..]].concat();
        let text: &'static str = format!("message size {size} exceeds limit {LIMIT}").leak();
        for (form, method) in enveloped() {
            let call = call(form, method, prefix.clone()).encoding("gzip");
            let row = |name: &str, call: Call| {
                let name = format!("{method}, {size} with flags {flags}, {name}");
                Row::new("C4", name, call).error("resource_exhausted", text)
            };
            rows.push(row("and the end", call.clone()));
            rows.push(row("and nothing yet", call.open()).closes(Version::Http1));
        }
    }
    check(&running, rows).await;
}

#[tokio::test]
async fn rest_of_a_refused_upload_is_not_read_without_bound() {
    let running = Running::start();
    let body = [&[0], &u32::MAX.to_be_bytes()[..]].concat();
    for form in [Form::Stream, Form::Web, Form::Text] {
        let name = format!("C4 {form:?} over HTTP/1.1");
        let mut peer = Http1::connect(running.address).await;
        let call = call(form, "ClientStream", body.clone()).open();
        let reply = within(&name, peer.call(&name, &call)).await;
        let error = reply.said(&name, form).error.expect(&name);
        assert_eq!(error.code, "resource_exhausted", "{name}");
        let taken = within(&name, peer.send_without_end(64 << 20)).await;
        assert!(taken < 64 << 20, "{name}: {taken} bytes were taken");
        let mut peer = Peer::connect(Version::Http1, running.address).await;
        check_good(&name, &mut peer).await;
    }
    for form in Form::ENVELOPED {
        let name = format!("C4 {form:?} over HTTP/2");
        let tasks = Handle::current().metrics().num_alive_tasks();
        let mut peer = Http2::connect(running.address).await;
        let call = call(form, "ClientStream", body.clone()).open();
        let reply = within(&name, peer.call(&name, &call)).await;
        assert_eq!(reply.reset, Some(h2::Reason::NO_ERROR), "{name}");
        check_good(&name, &mut Peer::Http2(peer)).await;
        check_settled(&name, &running, tasks).await;
    }
}

#[tokio::test]
async fn compressed_flag_without_a_compression_is_internal() {
    let running = Running::start();
    let body = envelope(1, &compress("gzip", &ask("proto", "a")));
    let mut rows = Vec::new();
    for (form, method) in enveloped() {
        let call = call(form, method, body.clone());
        let named = call.clone().encoding("identity");
        // HTTP's own header is about the whole body, and says nothing of its messages; nor does that of another
        // protocol.
        let other = match form {
            Form::Stream => Form::Grpc,
            _ => Form::Stream,
        };
        let elsewhere = call.clone().header(other.encoding(), "gzip");
        let http = call.clone().header("content-encoding", "gzip");
        for (name, call) in [
            ("no encoding", call),
            ("identity", named),
            ("another protocol's header", elsewhere),
            ("HTTP's header", http),
        ] {
            let row = Row::new("C5", format!("{method} with {name}"), call);
            rows.push(row.error("internal", "without a compression"));
        }
    }
    check(&running, rows).await;
}

/// The flag by which a caller could say that its stream is over, which ends with its body anyway.
fn end_flag(form: Form) -> u8 {
    match form {
        Form::Stream => 0x02,
        Form::Web | Form::Text => 0x80,
        _ => 0,
    }
}

#[tokio::test]
async fn flag_that_does_not_exist_is_invalid_argument() {
    let running = Running::start();
    let mut rows = Vec::new();
    let all = [0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xFF, 0x05];
    for form in Form::ENVELOPED {
        for flags in all.into_iter().filter(|flags| *flags != end_flag(form)) {
            let bad = envelope(flags, &ask("proto", SECRET));
            let first = call(form, form.method(), bad.clone());
            let later = call(form, "BidiStream", [one("a"), bad].concat());
            rows.extend([
                Row::new("C13", format!("{} with {flags:#x}", form.method()), first)
                    .error("invalid_argument", "flags")
                    .unreached(),
                Row::new("C13", format!("a stream with {flags:#x}"), later)
                    .messages([answer("proto", "a", 1)])
                    .error("invalid_argument", "flags"),
            ]);
        }
    }
    check(&running, rows).await;
}

#[tokio::test]
async fn end_flag_of_a_request_ends_it_and_nothing_may_follow() {
    let running = Running::start();
    let text = "follow the end";
    let mut rows = Vec::new();
    // gRPC has none.
    for form in [Form::Stream, Form::Web, Form::Text] {
        let end = match form {
            Form::Stream => envelope(2, b"{}"),
            _ => envelope(0x80, b"x-a: 1\r\n"),
        };
        let ended =
            |method: &str, tail: &[u8]| call(form, method, [&one("a"), &end[..], tail].concat());
        for method in form.methods() {
            let row = |name: &str, call: Call| Row::new("C13", format!("{method}, {name}"), call);
            rows.push(row("its end", ended(method, b"")).messages(answers(method, "a")));
            let none = row("nothing but the end", call(form, method, end.clone()));
            rows.push(match *method {
                "ClientStream" => none.messages([vec![]]),
                "BidiStream" => none.messages([]),
                _ => none.error("unimplemented", "got none").unreached(),
            });
            for (name, tail) in [
                ("a message behind it", one("b")),
                ("a byte behind it", vec![0]),
                ("another end behind it", end.clone()),
            ] {
                let row = row(name, ended(method, &tail));
                let row = match *method {
                    "BidiStream" => row.messages([answer("proto", "a", 1)]),
                    "ClientStream" => row,
                    _ => row.unreached(),
                };
                rows.push(row.error("invalid_argument", text));
            }
        }
    }
    check(&running, rows).await;
}

#[tokio::test]
async fn body_means_the_same_wherever_it_is_cut() {
    let running = Running::start();
    let zipped = compress("gzip", &ask("proto", "zipped"));
    let mixed = [one("a"), envelope(0, b""), envelope(1, &zipped), one("b")].concat();
    let two = envelope(0, &[&ask("proto", "a")[..], &[4 << 3, 2]].concat());
    let empty = [envelope(0, b"{}"), envelope(0, b"{}")].concat();
    let mut calls = vec![
        Call::unary("proto", ask("proto", "hat")),
        Call::unary("json", ask("json", "gr\u{fc}n")),
        Call::unary("proto", zipped.clone()).encoding("gzip"),
        Call::unary("json", "{\"text\":"),
    ];
    for form in Form::ENVELOPED {
        let gzip = |method, body: Vec<u8>| call(form, method, body).encoding("gzip");
        calls.extend([
            gzip("ClientStream", mixed.clone()),
            gzip("BidiStream", mixed.clone()),
            call(form, "ServerStream", two.clone()),
            call(form, form.method(), one("hat")),
            Call::of(form, "BidiStream", "json", empty.clone()),
            // Those that fail do so in the same way.
            gzip("BidiStream", [&mixed[..], b"\0\0\0"].concat()),
            gzip(
                "BidiStream",
                [&mixed[..], &envelope(1, b"no gzip")].concat(),
            ),
            call(form, "ServerStream", [one("a"), one("b")].concat()),
        ]);
        if end_flag(form) != 0 {
            let ended = [&mixed[..], &envelope(end_flag(form), b"")].concat();
            calls.push(gzip("BidiStream", ended));
        }
    }
    for (index, call) in calls.iter().enumerate() {
        for version in call.form.versions() {
            let mut peer = Peer::connect(*version, running.address).await;
            let name = format!("C14 {:?}, body {index} over {version:?}", call.form);
            let form = call.form;
            let whole = comparable(form, peer.call(&name, call).await);
            let body = call.pieces.concat();
            for at in 0..=body.len() {
                let name = format!("{name}, cut at {at}");
                let cut = comparable(form, peer.call(&name, &call.clone().cut(at)).await);
                assert_eq!(cut, whole, "{name}");
            }
            let bytes = body.iter().map(|byte| vec![*byte]).collect();
            let name = format!("{name}, byte by byte");
            let cut = comparable(form, peer.call(&name, &call.clone().pieces(bytes)).await);
            assert_eq!(cut, whole, "{name}");
        }
    }
    check_settled("C14", &running, usize::MAX).await;
}

#[tokio::test]
async fn trailers_behind_a_request_change_nothing() {
    let running = Running::start();
    let mut peer = Http2::connect(running.address).await;
    for call in each() {
        let name = format!("rule 12 {:?}", call.form);
        let mut exchange = peer.begin(&name, &call, false).await;
        exchange.write(&call.pieces.concat(), false).await;
        let mut trailers = http::HeaderMap::new();
        for (name, value) in [("grpc-status", "5"), ("x-a", "1")] {
            trailers.insert(name, http::HeaderValue::from_static(value));
        }
        exchange
            .send
            .send_trailers(trailers)
            .expect("an open stream");
        let said = within(&name, exchange.reply()).await.said(&name, call.form);
        assert_eq!((said.messages, said.error), (vec![hat()], None), "{name}");
    }
    check_settled("rule 12", &running, usize::MAX).await;
}

/// An answer without what changes with the time of day, and with where base64 was padded.
fn comparable(form: Form, mut reply: Reply) -> Reply {
    reply.headers.remove("date");
    reply.body = form.read("C14", &reply.body);
    reply
}

#[tokio::test]
async fn message_may_be_as_large_as_the_limit_and_no_larger() {
    const MAX: usize = 100;
    let running = Running::start_with(|server| server.read_max_bytes(MAX));
    let sized = |bytes: usize| field(1, "x".repeat(bytes - 2).as_bytes());
    let (fits, over) = (sized(MAX), sized(MAX + 1));
    let good = [&fits[..], &[3 << 3, 1]].concat();
    let twice = [&fits[..], &[3 << 3, 2]].concat();
    // Its bytes are all different, so that gzip makes it longer.
    let noise: Vec<u8> = (0..=255).take(MAX - 2).collect();
    let noise = field(2, &noise);
    assert!(noise.len() == MAX && compress("gzip", &noise).len() > MAX);

    let text = "message size 101 exceeds limit 100";
    let error = |row: Row| row.error("resource_exhausted", text);
    let hex = |body: &[u8]| {
        body.iter()
            .map(|byte| format!("%{byte:02x}"))
            .collect::<String>()
    };
    let get = |body: &[u8]| Call::get(&format!("encoding=proto&message={}", hex(body)));
    let mut rows = vec![
        Row::new("C16", "GET", get(&fits)).messages([good.clone()]),
        error(Row::new("C16", "GET over", get(&over)).unreached()),
    ];
    for form in Form::ALL {
        // With an answer to hold against the message: a server stream has none.
        let method = match form {
            Form::Stream => "ClientStream",
            _ => form.method(),
        };
        let of = |flags, message: &[u8]| call(form, method, form.frame(flags, message));
        let zipped = |message: &[u8]| of(1, &compress("gzip", message)).encoding("gzip");
        let half = |call: Call| {
            let body = call.pieces.concat();
            call.pieces(body.chunks(50).map(<[u8]>::to_vec).collect())
        };
        let good = |row: Row| row.messages([good.clone()]);
        rows.extend([
            good(Row::new("C16", "as large", of(0, &fits))),
            good(Row::new("C16", "as large, in pieces", half(of(0, &fits)))),
            good(Row::new("C16", "as large once inflated", zipped(&fits))),
            error(Row::new("C16", "over", of(0, &over))),
            error(Row::new("C16", "over, in pieces", half(of(0, &over)))),
            Row::new("C16", "over once inflated", zipped(&over))
                .error("resource_exhausted", "exceeds limit 100 once decompressed"),
            Row::new("C16", "over on the wire", zipped(&noise))
                .error("resource_exhausted", "exceeds limit 100"),
        ]);
        if form == Form::Unary {
            continue;
        }
        let many = |last: &[u8]| {
            let body = [envelope(0, &fits), envelope(0, last)].concat();
            call(form, "ClientStream", body)
        };
        let first = call(form, "ServerStream", envelope(0, &over));
        rows.extend([
            Row::new("C16", "every message as large", many(&fits)).messages([twice.clone()]),
            error(Row::new("C16", "a later message over", many(&over))),
            error(Row::new("C16", "a first message over", first).unreached()),
        ]);
    }
    check(&running, rows).await;
}
