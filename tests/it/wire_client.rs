//! What a client puts on the wire: heads, bodies, queries, to the letter.

use std::{collections::HashMap, time::Duration};

use connect::{
    ClientBuilder, Code, Codec, Compression, ConnectError, HttpVersion, Interceptor, Messages,
    Metadata, Next, Request, Response,
};

use crate::{
    bad_server::BadServer,
    calls::{self, CODECS, Shape, VERSIONS, call, unharmed},
    canned::Canned,
    harness::{Ask, ProbeClient},
    script::{Asked, Reply, Step, answer, envelope, good_stream, gunzip, head},
};

/// Two bytes in protobuf, `{"count":3}` in JSON.
fn ask() -> Ask {
    Ask {
        count: 3,
        ..Ask::default()
    }
}

fn encoded(codec: Codec) -> &'static [u8] {
    match codec {
        Codec::Json => br#"{"count":3}"#,
        _ => &[0x20, 3],
    }
}

fn name(codec: Codec) -> &'static str {
    match codec {
        Codec::Json => "json",
        _ => "proto",
    }
}

/// A good answer to a shape.
fn good(shape: Shape, codec: Codec) -> Reply {
    let message = match codec {
        Codec::Json => br#"{"text":"good"}"#.to_vec(),
        _ => answer("good"),
    };
    let (family, body) = match shape {
        Shape::Unary | Shape::Get => ("application/", message),
        _ => {
            let end = crate::script::end("{}");
            ("application/connect+", [envelope(0, message), end].concat())
        }
    };
    let content_type = format!("{family}{}", name(codec));
    Reply::of(200, &[("content-type", &content_type)], body)
}

/// Makes a call that is answered well, and gives what the server was asked.
async fn asked(
    server: &BadServer,
    version: HttpVersion,
    (shape, codec): (Shape, Codec),
    settings: impl FnOnce(ClientBuilder) -> ClientBuilder,
    request: Request<Ask>,
) -> Asked {
    let id = format!("{version:?} {shape:?} {codec:?}");
    let client = calls::client(server, version, |builder| settings(builder.codec(codec)));
    server.script([good(shape, codec)]);
    let got = call(&client, shape, request).await;
    assert_eq!(got.texts, ["good"], "{id}: {:?}", got.end);
    let asked = server.asked_once();
    unharmed(&id, client).await;
    asked
}

const POST: &[&str] = &[
    "accept-encoding",
    "connect-accept-encoding",
    "connect-protocol-version",
    "content-type",
    "user-agent",
];

/// The headers of a request, apart from those that HTTP itself asks for.
fn own_names(asked: &Asked) -> Vec<&str> {
    let framing = ["host", "content-length", "transfer-encoding"];
    asked.names().into_iter().filter(|name| !framing.contains(name)).collect()
}

#[tokio::test]
async fn request_has_the_head_and_body_of_its_shape_and_no_trailers() {
    let server = BadServer::start();
    for version in VERSIONS {
        for shape in Shape::ALL {
            for codec in CODECS {
                let id = format!("{version:?} {shape:?} {codec:?}");
                let request = Request::new(ask());
                let asked = asked(&server, version, (shape, codec), |builder| builder, request).await;
                check_head(&id, shape, codec, &asked);
                let message = encoded(codec);
                let want = match shape {
                    Shape::Get => Vec::new(),
                    Shape::Unary => message.to_vec(),
                    Shape::ServerStream => envelope(0, message),
                    Shape::ClientStream | Shape::BidiStream => envelope(0, message).repeat(2),
                };
                assert_eq!(asked.body, want, "{id}: no end follows the messages");
                assert!(asked.whole && asked.trailers.is_empty(), "{id}");
            }
        }
    }
}

fn check_head(id: &str, shape: Shape, codec: Codec, asked: &Asked) {
    let accepted = "gzip, br, zstd, deflate, snappy";
    let sorted = |text: &str| {
        let mut names: Vec<_> = text.split(", ").map(str::to_owned).collect();
        names.sort_unstable();
        names
    };
    let compressions = |name| sorted(asked.header(name).unwrap_or_default());
    let expects = asked.header("content-length").map(|length| length.parse().expect("a number"));
    match shape {
        Shape::Get => {
            assert_eq!(asked.method, "GET", "{id}");
            assert_eq!(own_names(asked), ["accept-encoding", "user-agent"], "{id}");
            assert_eq!(asked.names().len(), own_names(asked).len() + usize::from(asked.headers.contains_key("host")), "{id}: no header speaks of content");
            assert_eq!(compressions("accept-encoding"), sorted(accepted), "{id}");
            return;
        }
        Shape::Unary => {
            let without = POST.iter().filter(|name| **name != "connect-accept-encoding");
            assert!(own_names(asked).iter().eq(without), "{id}: {:?}", asked.names());
            assert_eq!(compressions("accept-encoding"), sorted(accepted), "{id}");
            assert_eq!(asked.header("content-type"), Some(&*format!("application/{}", name(codec))), "{id}");
            assert_eq!(expects, Some(asked.body.len()), "{id}");
        }
        _ => {
            assert_eq!(own_names(asked), POST, "{id}");
            assert_eq!(asked.header("accept-encoding"), Some("identity"), "{id}");
            assert_eq!(compressions("connect-accept-encoding"), sorted(accepted), "{id}");
            assert_eq!(asked.header("content-type"), Some(&*format!("application/connect+{}", name(codec))), "{id}");
        }
    }
    assert_eq!(asked.method, "POST", "{id}");
    assert_eq!(asked.header("connect-protocol-version"), Some("1"), "{id}");
    assert!(!asked.target.contains('?'), "{id}");
}

#[tokio::test]
async fn path_is_the_procedure_behind_the_prefix_of_the_url() {
    let server = BadServer::start();
    for (suffix, want) in [("", ""), ("/", ""), ("/api/v2", "/api/v2"), ("/api/", "/api")] {
        for version in VERSIONS {
            let url = format!("{}{suffix}", server.url());
            let builder = connect::Client::builder(url).http_version(version);
            let client = ProbeClient::new(builder.build().expect("a url"));
            server.script([]);
            client.unary(ask()).await.expect("an answer");
            assert_eq!(server.asked_once().target, format!("{want}/it.v1.Probe/Unary"), "{suffix}");
        }
    }
}

#[tokio::test]
async fn user_agent_is_ours_unless_the_caller_names_itself() {
    let server = BadServer::start();
    for version in VERSIONS {
        for shape in Shape::ALL {
            let kind = (shape, Codec::Proto);
            let ours = asked(&server, version, kind, |builder| builder, Request::new(ask())).await;
            let agent = ours.header("user-agent").expect("a user agent");
            assert!(agent.starts_with("connect-") && agent.contains('/'), "{agent}");
            let named = Request::new(ask()).header("user-agent", "mine/1");
            let theirs = asked(&server, version, kind, |builder| builder, named).await;
            assert_eq!(theirs.header("user-agent"), Some("mine/1"));
            let named = |builder: ClientBuilder| builder.header("user-agent", "all/1");
            let theirs = asked(&server, version, kind, named, Request::new(ask())).await;
            assert_eq!(theirs.header("user-agent"), Some("all/1"));
        }
    }
}

#[tokio::test]
async fn headers_of_the_call_go_before_those_of_the_client_and_keep_their_order() {
    let server = BadServer::start();
    for version in VERSIONS {
        for shape in Shape::ALL {
            let settings = |builder: ClientBuilder| {
                builder.header("x-a", "client").header("x-b", "client")
            };
            let request = Request::new(ask())
                .header("x-a", "1")
                .header("x-a", "2")
                .header_bin("x-c-bin", [0xFB, 0xFF, 0xFE, 1]);
            let asked = asked(&server, version, (shape, Codec::Proto), settings, request).await;
            let all: Vec<_> = asked.headers.get_all("x-a").iter().collect();
            assert_eq!(all, ["1", "2"], "{version:?} {shape:?}");
            assert_eq!(asked.header("x-b"), Some("client"));
            assert_eq!(asked.header("x-c-bin"), Some("+//+AQ"), "without padding");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn timeout_is_a_header_in_milliseconds_that_never_extends_the_deadline() {
    let ms = Duration::from_millis;
    let rows = [
        (None, None, None),
        (Some(ms(1_500)), None, Some("1500")),
        (None, Some(ms(1_500)), Some("1500")),
        (Some(ms(1)), Some(ms(1_500)), Some("1")),
        (Some(Duration::from_micros(1_999)), None, Some("1")),
        (Some(ms(9_999_999_999)), None, Some("9999999999")),
        (Some(ms(10_000_000_000)), None, None),
        (Some(Duration::MAX), None, None),
    ];
    for (of_call, of_client, want) in rows {
        for shape in Shape::ALL {
            let id = format!("{of_call:?} {of_client:?} {shape:?}");
            let canned = canned(shape);
            let client = canned.client(|builder| match of_client {
                Some(timeout) => builder.timeout(timeout),
                None => builder,
            });
            let mut request = Request::new(ask());
            if let Some(timeout) = of_call {
                request = request.timeout(timeout);
            }
            let got = call(&client, shape, request).await;
            assert!(got.end.is_ok(), "{id}: {:?}", got.end);
            let [taken] = canned.taken().try_into().expect("one request");
            let header = taken.headers().get("connect-timeout-ms");
            assert_eq!(header.map(|value| value.to_str().expect("ascii")), want, "{id}");
            let query = taken.uri().query().unwrap_or_default();
            assert!(!query.contains("timeout"), "{id}: {query}");
        }
    }
}

fn canned(shape: Shape) -> Canned {
    match shape {
        Shape::Unary | Shape::Get => Canned::new("application/proto", [answer("good")]),
        _ => Canned::new("application/connect+proto", [good_stream(&["good"])]),
    }
}

#[tokio::test(start_paused = true)]
async fn call_without_time_fails_here_and_sends_nothing() {
    for shape in Shape::ALL {
        let canned = canned(shape);
        let client = canned.client(|builder| builder);
        let got = call(&client, shape, Request::new(ask()).timeout(Duration::ZERO)).await;
        assert_eq!(got.code(), Some(Code::DeadlineExceeded), "{shape:?}");
        assert!(!got.error("no time").is_remote(), "{shape:?}");
        assert!(canned.taken().is_empty(), "{shape:?}");
    }
}

#[tokio::test]
async fn header_that_may_not_be_set_fails_the_call_and_sends_nothing() {
    let rows: [(&str, &[u8]); 16] = [
        ("content-type", b"a"),
        ("Content-Length", b"1"),
        ("content-encoding", b"gzip"),
        ("accept-encoding", b"gzip"),
        ("host", b"a"),
        ("te", b"a"),
        ("trailer", b"a"),
        ("date", b"a"),
        ("connect-timeout-ms", b"1"),
        ("connect-x", b"a"),
        ("grpc-timeout", b"1S"),
        ("trailer-connect-x", b"a"),
        ("x-a", b"a\r\nx-b: c"),
        ("x-a", b"a\0"),
        ("x-a", "gr\u{fc}n".as_bytes()),
        ("x a", b"a"),
    ];
    for (name, value) in rows {
        for shape in Shape::ALL {
            let canned = canned(shape);
            let client = canned.client(|builder| builder);
            let one = || Request::new(ask()).header(name, value);
            let many = Request::new([ask()]).header(name, value);
            let outcome = match shape {
                Shape::Unary => client.call_unary(one()).await.map(drop),
                Shape::Get => client.call_unary(one().use_get()).await.map(drop),
                Shape::ServerStream => client.call_server_stream(one()).await.map(drop),
                Shape::ClientStream => client.call_client_stream(many).await.map(drop),
                Shape::BidiStream => client.call_bidi_stream(many).await.map(drop),
            };
            assert_eq!(outcome.expect_err(name).code(), Code::Internal, "{name} {shape:?}");
            assert!(canned.taken().is_empty(), "{name} {shape:?}");
        }
        let built = connect::Client::builder("http://a").header(name, value).build();
        assert_eq!(built.expect_err(name).code(), Code::Internal, "{name}");
    }
}

/// Puts names into the headers that nobody may set, past the check of each.
struct Smuggler;

impl Interceptor for Smuggler {
    async fn intercept(
        &self,
        mut request: Request<Messages>,
        next: Next<'_>,
    ) -> Result<Response<Messages>, ConnectError> {
        let mut headers = http::HeaderMap::new();
        for name in ["content-length", "te", "connect-timeout-ms", "grpc-x", "host", "x-a"] {
            headers.insert(name, http::HeaderValue::from_static("7777"));
        }
        *request.headers_mut() = Metadata::from(headers);
        next.run(request).await
    }
}

#[tokio::test]
async fn reserved_names_are_not_sent_wherever_they_come_from() {
    let server = BadServer::start();
    for version in VERSIONS {
        for shape in Shape::ALL {
            let settings = |builder: ClientBuilder| builder.interceptor(Smuggler);
            let asked = asked(&server, version, (shape, Codec::Proto), settings, Request::new(ask())).await;
            assert_eq!(asked.header("x-a"), Some("7777"));
            assert!(asked.headers.iter().filter(|(_, value)| *value == "7777").count() == 1, "{asked:?}");
        }
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
    for version in VERSIONS {
        for (accept, want) in rows {
            for shape in Shape::ALL {
                let settings = |builder: ClientBuilder| builder.accept_compression(accept.to_vec());
                let asked = asked(&server, version, (shape, Codec::Proto), settings, Request::new(ask())).await;
                let offer = match shape {
                    Shape::Unary | Shape::Get => "accept-encoding",
                    _ => "connect-accept-encoding",
                };
                assert_eq!(asked.header(offer), want, "{version:?} {shape:?} {accept:?}");
            }
        }
    }
}

#[tokio::test]
async fn request_is_compressed_from_its_minimum_size_on() {
    let server = BadServer::start();
    for version in VERSIONS {
        for shape in [Shape::Unary, Shape::ServerStream, Shape::ClientStream, Shape::BidiStream] {
            for (min, compressed) in [(2, true), (3, false)] {
                let id = format!("{version:?} {shape:?} {min}");
                let settings = |builder: ClientBuilder| {
                    builder.send_compression(Compression::Gzip).compress_min_bytes(min)
                };
                let asked = asked(&server, version, (shape, Codec::Proto), settings, Request::new(ask())).await;
                if shape == Shape::Unary {
                    assert_eq!(asked.header("content-encoding"), compressed.then_some("gzip"), "{id}");
                    let body = if compressed { gunzip(&asked.body) } else { asked.body };
                    assert_eq!(body, encoded(Codec::Proto), "{id}");
                    continue;
                }
                assert_eq!(asked.header("content-encoding"), None, "{id}");
                assert_eq!(asked.header("connect-content-encoding"), Some("gzip"), "{id}");
                let (prefix, rest) = asked.body.split_at(5);
                let length = usize::from(prefix[4]);
                assert_eq!(prefix[0], u8::from(compressed), "{id}");
                let message = rest[..length].to_vec();
                let message = if compressed { gunzip(&message) } else { message };
                assert_eq!(message, encoded(Codec::Proto), "{id}");
            }
        }
    }
}

#[tokio::test]
async fn get_writes_its_query_in_the_order_that_caches_like() {
    let server = BadServer::start();
    let text = |text: &str| Ask { text: text.into(), ..Ask::default() };
    let path = "/it.v1.Probe/Unary?connect=v1";
    let rows = [
        (Codec::Proto, ask(), format!("{path}&base64=1&encoding=proto&message=IAM")),
        (Codec::Proto, Ask::default(), format!("{path}&base64=1&encoding=proto&message=")),
        (Codec::Json, ask(), format!("{path}&encoding=json&message=%7B%22count%22%3A3%7D")),
        (Codec::Json, Ask::default(), format!("{path}&encoding=json&message=%7B%7D")),
        // The bytes FB EF BE, which the two alphabets of base64 write differently, and a `+`, a `%` and more.
        (
            Codec::Proto,
            Ask { blob: vec![0xFB, 0xEF, 0xBE].into(), ..Ask::default() },
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
            let asked = asked(&server, version, (Shape::Get, *codec), |builder| builder, request).await;
            assert_eq!(asked.target, *want, "{version:?}");
        }
        let settings = |builder: ClientBuilder| {
            builder.send_compression(Compression::Gzip).compress_min_bytes(0)
        };
        let asked = asked(&server, version, (Shape::Get, Codec::Json), settings, Request::new(ask())).await;
        let rest = asked.target.strip_prefix(path).expect("a query");
        assert!(rest.starts_with("&base64=1&compression=gzip&encoding=json&message=H4s"), "{rest}");
    }
}

#[tokio::test]
async fn get_counts_the_whole_url_and_falls_back_to_post() {
    let canned = canned(Shape::Unary);
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
        client.call_write(Request::new(ask()).use_get()).await.expect("an answer");
        client.unary(ask()).await.expect("an answer");
        let methods: Vec<_> = server.asked().into_iter().map(|asked| asked.method).collect();
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
    for version in VERSIONS {
        for shape in Shape::ALL {
            for status in [301, 302, 303, 307, 308, 408, 429, 500, 502, 503] {
                let id = format!("{version:?} {shape:?} {status}");
                let location = format!("{}/it.v1.Probe/Unary", server.url());
                let headers = [("location", &location[..]), ("retry-after", "0")];
                let client = calls::client(&server, version, |builder| builder);
                server.script([Reply::new([head(status, &headers), Step::End])]);
                assert!(call(&client, shape, Request::new(ask())).await.end.is_err(), "{id}");
                assert_eq!(server.asked().len(), 1, "{id}");
                unharmed(&id, client).await;
            }
        }
    }
}
