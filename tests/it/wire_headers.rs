//! Timeouts, metadata, versions and encodings in headers, good and bad, to a server.
//!
//! Rows are named by the faults that they hold: B6 to B10, B12, B13.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use connect::{Code, ConnectError, Interceptor, Messages, Next, Request, Response};

use crate::{
    harness::Running,
    raw_peer::{
        Call, Form, Peer, Version, answer,
        good::{each, get, hat, stream, unary},
    },
    wire_table::{Row, check, check_good},
};

/// What a server can be sent in, as it lists them.
const ENCODINGS: &str = "gzip, zstd, br, deflate, snappy";

#[tokio::test]
async fn timeout_that_is_no_number_is_invalid_argument() {
    let running = Running::start();
    let connect: [&[u8]; 9] = [
        b"",
        b"abc",
        b"-1",
        b"1.5",
        b"+5",
        b"12345678901",
        b"1 5",
        b"5m",
        b"\xff",
    ];
    let grpc: [&[u8]; 11] = [
        b"",
        b"S",
        b"1",
        b"1x",
        b"-1S",
        b"+1S",
        b"1.5S",
        b"123456789S",
        b"1 S",
        b"1s",
        b"\xffS",
    ];
    let mut rows = Vec::new();
    for call in each().into_iter().chain([get()]) {
        let values = match call.form.is_connect() {
            true => &connect[..],
            false => &grpc,
        };
        for value in values {
            let name = format!("{} with \"{}\"", call.verb, value.escape_ascii());
            let call = call.clone().header(call.form.timeout(), *value);
            let row = Row::new("B6", name, call);
            rows.push(row.error("invalid_argument", "invalid timeout").unreached());
        }
    }
    check(&running, rows).await;

    let rows = each().map(|call| {
        // It is the other protocols' name, and means nothing here.
        let other = match call.form.is_connect() {
            true => Form::Grpc.timeout(),
            false => Form::Unary.timeout(),
        };
        let row = Row::new("B6", format!("a bad {other}"), call.header(other, "-1"));
        row.messages([hat()])
    });
    check(&running, rows).await;
}

#[tokio::test]
async fn timeout_of_nothing_is_exceeded_at_once_and_the_longest_one_is_taken() {
    let running = Running::start();
    let mut rows = Vec::new();
    for call in each().into_iter().chain([get()]) {
        let (none, long) = match call.form.is_connect() {
            true => (vec!["0"], vec!["9999999999", "0000060000"]),
            false => (vec!["0n", "00000000H"], vec!["99999999H", "00060000m"]),
        };
        let with = |value: &str| {
            let name = format!("{} with {value}", call.verb);
            Row::new("B7", name, call.clone().header(call.form.timeout(), value))
        };
        let good = match &*call.verb {
            "GET" => answer("json", "hat", 1),
            _ => hat(),
        };
        let none = none.into_iter().map(with);
        rows.extend(none.map(|row| row.error("deadline_exceeded", "").unreached()));
        let long = long.into_iter().map(with);
        rows.extend(long.map(|row| row.messages([good.clone()])));
    }
    check(&running, rows).await;
}

#[tokio::test]
async fn binary_header_is_read_in_every_form_and_only_its_reader_fails() {
    let reads = ReadsBinary::default();
    let running = Running::start_with(|server| server.interceptor(reads.clone()));
    let one = || Ok(vec![Bytes::from_static(&[0xFB, 0xFF])]);
    let two = || {
        Ok(vec![
            Bytes::from_static(&[0xFB, 0xFF]),
            Bytes::from_static(b"a"),
        ])
    };
    let table: [(&str, &[&str], Read); 6] = [
        ("no base64", &["!!!"], Err(Code::InvalidArgument)),
        ("unpadded", &["+/8"], one()),
        ("padded", &["+/8="], one()),
        ("joined by a comma", &["+/8,YQ"], two()),
        ("joined by a comma, padded", &["+/8=, YQ=="], two()),
        ("given twice", &["+/8", "YQ=="], two()),
    ];
    for (name, values, want) in table {
        let mut rows = Vec::new();
        let mut versions = 0;
        for call in each() {
            versions += call.form.versions().len();
            let with = |call: Call, value: &&str| call.header("x-bin", *value);
            let lenient = values.iter().fold(call, with);
            let strict = Row::new("B8", name, lenient.clone().header("x-insist", "1"));
            rows.push(Row::new("B8", name, lenient).messages([hat()]));
            rows.push(match &want {
                Ok(_) => strict.messages([hat()]),
                Err(_) => strict.error("invalid_argument", "x-bin"),
            });
        }
        check(&running, rows).await;
        let read = std::mem::take(&mut *reads.0.lock().expect("no panic"));
        let read: Vec<_> = read
            .into_iter()
            .filter(|read| *read != Ok(vec![]))
            .collect();
        assert_eq!(read, vec![want; 2 * versions], "B8 {name}");
    }
}

#[tokio::test]
async fn header_bytes_beyond_ascii_pass_where_they_mean_nothing() {
    let running = Running::start();
    let mut rows = Vec::new();
    for call in each() {
        let odd = call.clone().header("x-echo", *b"gr\xfcn \x80\xff");
        // What is not text is as good as none to a handler that asks for text.
        let row = Row::new("B9", "in a header of its own", odd);
        rows.push(row.messages([hat()]).header("x-header", "none"));
        let long = b"\xff".repeat(1000);
        let wide = "\u{e000}\u{202e}".repeat(100).into_bytes();
        for odd in [b"gz\xff".to_vec(), long, wide] {
            let name = format!("in its encoding, of {} bytes", odd.len());
            let row = Row::new("B9", name, call.clone().encoding(odd));
            rows.push(
                row.error("unimplemented", "supported encodings")
                    .unreached(),
            );
        }
    }
    check(&running, rows).await;
}

#[tokio::test]
async fn header_that_cannot_be_sent_fails_the_call_that_sets_it() {
    let sets = Sets::default();
    let running = Running::start_with(|server| server.interceptor(sets.clone()));
    let table: [(&str, &str, &[u8]); 12] = [
        ("a carriage return", "x-set", b"a\rb"),
        ("a line feed", "x-set", b"a\nb"),
        ("a header inside", "x-set", b"a\r\nx-smuggled: 1"),
        ("a zero byte", "x-set", b"a\0b"),
        ("bytes beyond ascii", "x-set", b"gr\xc3\xbcn"),
        ("a space in the name", "x set", b"a"),
        ("a line break in the name", "x\r\nx-smuggled", b"a"),
        ("no name", "", b"a"),
        ("a name of HTTP", "content-length", b"7"),
        (
            "a name of the protocol",
            "connect-content-encoding",
            b"gzip",
        ),
        ("a name of gRPC", "grpc-encoding", b"gzip"),
        ("the status of gRPC", "grpc-status", b"0"),
    ];
    for (name, header, value) in table {
        for call in each() {
            let name = format!("B10 {:?}, {name}", call.form);
            *sets.0.lock().expect("no panic") = Some((header.into(), value.into()));
            let mut peer = Peer::connect(call.form.versions()[0], running.address).await;
            let reply = peer.call(&name, &call).await;
            let said = reply.said(&name, call.form);
            assert_eq!(said.error.as_ref().expect(&name).code, "internal", "{name}");
            let absent = ["x-set", "x-smuggled", "connect-content-encoding"];
            for absent in absent.into_iter().chain(["grpc-encoding"]) {
                assert_eq!(reply.header(absent), None, "{name}: {reply:?}");
                assert_eq!(said.trailer(absent), None, "{name}: {reply:?}");
            }
            *sets.0.lock().expect("no panic") = None;
            check_good(&name, &mut peer).await;
        }
    }
    let tab = "a tab in an echoed header";
    let rows = each().map(|call| {
        let row = Row::new("B10", tab, call.header("x-echo", "a\tb"));
        row.error("internal", "").no_header("x-header")
    });
    check(&running, rows).await;
}

#[tokio::test]
async fn other_version_of_the_protocol_is_invalid_argument() {
    let running = Running::start();
    let get_v2 = Call::get("connect=v2&encoding=json&message={}");
    let mut rows = vec![
        Row::new("B12", "a GET of v2", get_v2)
            .error("invalid_argument", "")
            .unreached(),
    ];
    for call in [unary(), stream()] {
        for version in ["2", "", "1.0", "v1"] {
            let name = format!("{:?} of {version:?}", call.form);
            let row = Row::new(
                "B12",
                name,
                call.clone().header("connect-protocol-version", version),
            );
            rows.push(
                row.error("invalid_argument", "connect-protocol-version")
                    .unreached(),
            );
        }
        let row = Row::new(
            "B12",
            format!("{:?} of 1", call.form),
            call.header("connect-protocol-version", "1"),
        );
        rows.push(row.messages([hat()]));
    }
    // It is Connect's alone.
    for call in each().into_iter().filter(|call| !call.form.is_connect()) {
        let row = Row::new("B12", "2", call.header("connect-protocol-version", "2"));
        rows.push(row.messages([hat()]));
    }
    check(&running, rows).await;
}

#[tokio::test]
async fn version_of_the_protocol_may_be_demanded() {
    let running = Running::start_with(|server| server.require_protocol_version(true));
    let mut peer = Peer::connect(Version::Http1, running.address).await;
    let version = "connect-protocol-version";
    let table = [
        ("a POST without", unary(), 400),
        ("a POST with", unary().header(version, "1"), 200),
        ("a GET without", Call::get("encoding=proto&message="), 400),
        (
            "a GET with",
            Call::get("connect=v1&encoding=proto&message="),
            200,
        ),
    ];
    for (name, call, status) in table {
        let reply = peer.call(name, &call).await;
        assert_eq!(reply.status, status, "rule 10 {name}: {reply:?}");
    }
    let others = each().into_iter().filter(|call| !call.form.is_connect());
    for call in others {
        let name = format!("rule 10 {:?} has no version to name", call.form);
        let mut peer = Peer::connect(call.form.versions()[0], running.address).await;
        let said = peer.call(&name, &call).await.said(&name, call.form);
        assert_eq!(said.error, None, "{name}");
    }
}

#[tokio::test]
async fn unknown_encoding_is_unimplemented_and_the_known_ones_are_listed() {
    let running = Running::start();
    let text = format!("supported encodings are {ENCODINGS}");
    let text: &'static str = text.leak();
    let get = Call::get("connect=v1&encoding=json&message={}&compression=foo");
    let mut rows = vec![Row::new("B13", "a GET", get).header("accept-encoding", ENCODINGS)];
    for call in each() {
        for encoding in ["foo", "gzip, gzip", "GZIPPED"] {
            let row = Row::new("B13", encoding, call.clone().encoding(encoding));
            rows.push(row.header(call.form.accept_encoding(), ENCODINGS));
        }
    }
    let rows = rows
        .into_iter()
        .map(|row| row.error("unimplemented", text).unreached());
    check(&running, rows).await;

    let mut rows = Vec::new();
    for call in each() {
        for encoding in ["identity", "", "Identity"] {
            let row = Row::new("rule 21", encoding, call.clone().encoding(encoding));
            rows.push(row.messages([hat()]));
        }
        // HTTP's own header is about the whole body, and says nothing of messages in envelopes.
        if call.form != Form::Unary {
            let call = call.header("content-encoding", "foo");
            rows.push(Row::new("rule 24", "foo, says HTTP", call).messages([hat()]));
        }
    }
    check(&running, rows).await;
}

/// What came of reading a binary header.
type Read = Result<Vec<Bytes>, Code>;

/// Reads a binary header, and fails for it only if the caller insists.
#[derive(Clone, Default)]
struct ReadsBinary(Arc<Mutex<Vec<Read>>>);

impl Interceptor for ReadsBinary {
    async fn intercept(
        &self,
        request: Request<Messages>,
        next: Next<'_>,
    ) -> Result<Response<Messages>, ConnectError> {
        let read = request
            .headers()
            .get_all_bin("x-bin")
            .map_err(ConnectError::from);
        let kept = read.as_ref().map_err(ConnectError::code).cloned();
        self.0.lock().expect("no panic").push(kept);
        if request.headers().get("x-insist").is_some() {
            read?;
        }
        next.run(request).await
    }
}

type Header = (String, Vec<u8>);

/// Sets a header of each response.
#[derive(Clone, Default)]
struct Sets(Arc<Mutex<Option<Header>>>);

impl Interceptor for Sets {
    async fn intercept(
        &self,
        request: Request<Messages>,
        next: Next<'_>,
    ) -> Result<Response<Messages>, ConnectError> {
        let mut response = next.run(request).await?;
        let set = self.0.lock().expect("no panic").clone();
        if let Some((name, value)) = set {
            response.headers_mut().insert(name, value)?;
        }
        Ok(response)
    }
}
