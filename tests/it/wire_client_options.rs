//! What a client puts on the wire where it is told to: timeouts, compression, GET.

use std::{collections::HashMap, time::Duration};

use connect::{ClientBuilder, Code, Codec, Compression, Request};

use crate::{
    bad_server::BadServer,
    calls::{self, CODECS, Shape, VERSIONS, call, speaking, unharmed},
    canned::Canned,
    harness::Ask,
    raw_peer::{Form, bytes::envelopes},
    script::{Reply, Step, answer, gunzip, head},
    wire_client::{ask, asked, calls, canned, encoded},
};

/// Every shape of every form.
fn shapes() -> impl Iterator<Item = (Form, Shape)> {
    let shapes = |form: Form| Shape::of(form).iter().map(move |shape| (form, *shape));
    Form::ALL.into_iter().flat_map(shapes)
}

#[tokio::test(start_paused = true)]
async fn timeout_is_a_header_that_never_extends_the_deadline() {
    let (ms, secs) = (Duration::from_millis, Duration::from_secs);
    // Of the call, of the client; in milliseconds; in the finest unit that fits eight digits.
    let rows = [
        (None, None, None, None),
        (Some(ms(1_500)), None, Some("1500"), Some("1500000u")),
        (None, Some(ms(1_500)), Some("1500"), Some("1500000u")),
        (Some(ms(1)), Some(ms(1_500)), Some("1"), Some("1000000n")),
        (
            Some(Duration::from_micros(1_999)),
            None,
            Some("1"),
            Some("1999000n"),
        ),
        (Some(secs(100)), None, Some("100000"), Some("100000m")),
        (
            Some(ms(100_000_999)),
            None,
            Some("100000999"),
            Some("100000S"),
        ),
        (
            Some(ms(9_999_999_999)),
            None,
            Some("9999999999"),
            Some("9999999S"),
        ),
        (Some(ms(10_000_000_000)), None, None, Some("10000000S")),
        (Some(secs(100_000_000)), None, None, Some("1666666M")),
        (Some(secs(60 * 100_000_000)), None, None, Some("1666666H")),
        (Some(Duration::MAX), None, None, None),
    ];
    for (of_call, of_client, connect, grpc) in rows {
        for (form, shape) in shapes() {
            let id = format!("{of_call:?} {of_client:?} {form:?} {shape:?}");
            let canned = canned(form);
            let client = canned.client(|builder| match of_client {
                Some(timeout) => speaking(form, builder).timeout(timeout),
                None => speaking(form, builder),
            });
            let mut request = Request::new(ask());
            if let Some(timeout) = of_call {
                request = request.timeout(timeout);
            }
            let got = call(&client, shape, request).await;
            assert!(got.end.is_ok(), "{id}: {:?}", got.end);
            let [taken] = canned.taken().try_into().expect("one request");
            let header = |name| {
                let value = taken.headers().get(name);
                value.map(|value: &http::HeaderValue| value.to_str().expect("ascii"))
            };
            let (connect, grpc) = match form.is_connect() {
                true => (connect, None),
                false => (None, grpc),
            };
            assert_eq!(header("connect-timeout-ms"), connect, "{id}");
            assert_eq!(header("grpc-timeout"), grpc, "{id}");
            let query = taken.uri().query().unwrap_or_default();
            assert!(!query.contains("timeout"), "{id}: {query}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn call_without_time_fails_here_and_sends_nothing() {
    for (form, shape) in shapes() {
        let canned = canned(form);
        let client = canned.client(|builder| speaking(form, builder));
        let got = call(&client, shape, Request::new(ask()).timeout(Duration::ZERO)).await;
        assert_eq!(
            got.code(),
            Some(Code::DeadlineExceeded),
            "{form:?} {shape:?}"
        );
        assert!(!got.error("no time").is_remote(), "{form:?} {shape:?}");
        assert!(canned.taken().is_empty(), "{form:?} {shape:?}");
    }
}

#[tokio::test]
async fn only_compressions_that_are_accepted_are_offered() {
    let server = BadServer::start();
    let rows: [(&[Compression], Option<&str>); 3] = [
        (&[], None),
        (&[Compression::Gzip], Some("gzip")),
        (&[Compression::Zstd, Compression::Gzip], Some("zstd, gzip")),
    ];
    for (form, shape, version) in calls() {
        for (accept, want) in rows {
            let settings = |builder: ClientBuilder| builder.accept_compression(accept.to_vec());
            let of = (form, shape, Codec::Proto);
            let asked = asked(&server, version, of, settings, Request::new(ask())).await;
            let offered = asked.header(form.accept_encoding());
            assert_eq!(offered, want, "{form:?} {version:?} {shape:?} {accept:?}");
        }
    }
}

#[tokio::test]
async fn request_is_compressed_from_its_minimum_size_on() {
    let server = BadServer::start();
    for (form, shape, version) in calls().filter(|(_, shape, _)| *shape != Shape::Get) {
        for (min, compressed) in [(2, true), (3, false)] {
            let id = format!("{form:?} {version:?} {shape:?} {min}");
            let settings = |builder: ClientBuilder| {
                builder
                    .send_compression(Compression::Gzip)
                    .compress_min_bytes(min)
            };
            let of = (form, shape, Codec::Proto);
            let asked = asked(&server, version, of, settings, Request::new(ask())).await;
            let body = form.read(&id, &asked.body);
            let message = match form {
                Form::Unary => {
                    let named = asked.header("content-encoding");
                    assert_eq!(named, compressed.then_some("gzip"), "{id}");
                    body
                }
                _ => {
                    assert_eq!(asked.header("content-encoding"), None, "{id}");
                    assert_eq!(asked.header(form.encoding()), Some("gzip"), "{id}");
                    let (flags, message) = envelopes(&id, &body).swap_remove(0);
                    assert_eq!(flags, u8::from(compressed), "{id}");
                    message
                }
            };
            let message = if compressed {
                gunzip(&message)
            } else {
                message
            };
            assert_eq!(message, encoded(Codec::Proto), "{id}");
        }
    }
}

#[tokio::test]
async fn get_writes_its_query_in_the_order_that_caches_like() {
    let server = BadServer::start();
    let text = |text: &str| Ask {
        text: text.into(),
        ..Ask::default()
    };
    let path = "/it.v1.Probe/Unary?connect=v1";
    let rows = [
        (
            Codec::Proto,
            ask(),
            format!("{path}&base64=1&encoding=proto&message=IAM"),
        ),
        (
            Codec::Proto,
            Ask::default(),
            format!("{path}&base64=1&encoding=proto&message="),
        ),
        (
            Codec::Json,
            ask(),
            format!("{path}&encoding=json&message=%7B%22count%22%3A3%7D"),
        ),
        (
            Codec::Json,
            Ask::default(),
            format!("{path}&encoding=json&message=%7B%7D"),
        ),
        // The bytes FB EF BE, which the two alphabets of base64 write differently, and a `+`, a `%` and more.
        (
            Codec::Proto,
            Ask {
                blob: vec![0xFB, 0xEF, 0xBE].into(),
                ..Ask::default()
            },
            format!("{path}&base64=1&encoding=proto&message=EgP7774"),
        ),
        (
            Codec::Json,
            text("+%& \u{fc}"),
            format!("{path}&encoding=json&message=%7B%22text%22%3A%22%2B%25%26%20%C3%BC%22%7D"),
        ),
    ];
    for version in VERSIONS {
        for (codec, ask, want) in &rows {
            let request = Request::new(ask.clone());
            let asked = asked(
                &server,
                version,
                (Form::Unary, Shape::Get, *codec),
                |builder| builder,
                request,
            )
            .await;
            assert_eq!(asked.target, *want, "{version:?}");
        }
        let settings = |builder: ClientBuilder| {
            builder
                .send_compression(Compression::Gzip)
                .compress_min_bytes(0)
        };
        let asked = asked(
            &server,
            version,
            (Form::Unary, Shape::Get, Codec::Json),
            settings,
            Request::new(ask()),
        )
        .await;
        let rest = asked.target.strip_prefix(path).expect("a query");
        assert!(
            rest.starts_with("&base64=1&compression=gzip&encoding=json&message=H4s"),
            "{rest}"
        );
    }
}

#[tokio::test]
async fn get_counts_the_whole_url_and_falls_back_to_post() {
    let canned = canned(Form::Unary);
    let url = "http://canned/it.v1.Probe/Unary?connect=v1&base64=1&encoding=proto&message=IAM";
    for (limit, want) in [(url.len(), "GET"), (url.len() - 1, "POST")] {
        let client = canned.client(|builder| builder.use_get().get_max_url_bytes(limit));
        client.unary(ask()).await.expect("an answer");
        let [taken] = canned.taken().try_into().expect("one request");
        assert_eq!(taken.method(), want, "{limit}");
        match want {
            "GET" => assert_eq!(taken.uri(), url),
            _ => {
                assert_eq!(taken.uri(), "http://canned/it.v1.Probe/Unary");
                assert_eq!(taken.headers()["content-type"], "application/proto");
                assert_eq!(taken.headers()["connect-protocol-version"], "1");
                assert_eq!(taken.body(), encoded(Codec::Proto));
            }
        }
    }
}

#[tokio::test]
async fn method_with_side_effects_stays_with_post() {
    let server = BadServer::start();
    for version in VERSIONS {
        let client = calls::client(&server, version, ClientBuilder::use_get);
        server.script([]);
        client.write(ask()).await.expect("an answer");
        client
            .call_write(Request::new(ask()).use_get())
            .await
            .expect("an answer");
        client.unary(ask()).await.expect("an answer");
        let methods: Vec<_> = server
            .asked()
            .into_iter()
            .map(|asked| asked.method)
            .collect();
        assert_eq!(methods, ["POST", "POST", "GET"], "{version:?}");
    }
}

#[tokio::test]
async fn equal_messages_have_equal_urls() {
    for codec in CODECS {
        let canned = Canned::new("application/proto", [answer("good")]);
        let mut urls = std::collections::BTreeSet::new();
        for turn in 0..20 {
            let names = (0..20).map(|n| format!("label-{}", (n + turn) % 20));
            let labels: HashMap<_, _> = names.map(|name| (name.clone(), name)).collect();
            let ask = Ask {
                labels: labels.into_iter().collect(),
                ..Ask::default()
            };
            let client = canned.client(|builder| builder.use_get().codec(codec));
            // What the answer is decoded as does not matter here.
            let _ = client.unary(ask).await;
            let [taken] = canned.taken().try_into().expect("one request");
            assert_eq!(taken.method(), "GET");
            urls.insert(taken.uri().to_string());
        }
        assert_eq!(urls.len(), 1, "{codec:?}: {urls:?}");
    }
}

#[tokio::test]
async fn redirect_is_not_followed_and_failure_is_not_tried_again() {
    let server = BadServer::start();
    for (form, shape, version) in calls() {
        for status in [301, 302, 303, 307, 308, 408, 429, 500, 502, 503] {
            let id = format!("{form:?} {version:?} {shape:?} {status}");
            let location = format!("{}/it.v1.Probe/Unary", server.url());
            let headers = [("location", &location[..]), ("retry-after", "0")];
            let client = calls::client_of(&server, version, form, |builder| builder);
            server.script([Reply::new([head(status, &headers), Step::End])]);
            assert!(
                call(&client, shape, Request::new(ask())).await.end.is_err(),
                "{id}"
            );
            assert_eq!(server.asked().len(), 1, "{id}");
            unharmed(&id, client).await;
        }
    }
}
