//! What a client puts on the wire: heads, bodies, queries, to the letter.

use connect::{
    ClientBuilder, Code, Codec, ConnectError, HttpVersion, Interceptor, Messages, Metadata, Next,
    Request, Response,
};

use crate::{
    bad_server::BadServer,
    calls::{self, CODECS, Shape, VERSIONS, call, unharmed},
    canned::Canned,
    harness::{Ask, ProbeClient},
    script::{Asked, Reply, answer, envelope, good_stream},
};

/// Two bytes in protobuf, `{"count":3}` in JSON.
pub(crate) fn ask() -> Ask {
    Ask {
        count: 3,
        ..Ask::default()
    }
}

pub(crate) fn encoded(codec: Codec) -> &'static [u8] {
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
pub(crate) async fn asked(
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
    asked
        .names()
        .into_iter()
        .filter(|name| !framing.contains(name))
        .collect()
}

#[tokio::test]
async fn request_has_the_head_and_body_of_its_shape_and_no_trailers() {
    let server = BadServer::start();
    for version in VERSIONS {
        for shape in Shape::ALL {
            for codec in CODECS {
                let id = format!("{version:?} {shape:?} {codec:?}");
                let request = Request::new(ask());
                let asked =
                    asked(&server, version, (shape, codec), |builder| builder, request).await;
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
                let http = match version {
                    HttpVersion::Http2 => http::Version::HTTP_2,
                    _ => http::Version::HTTP_11,
                };
                assert_eq!(asked.version, http, "{id}");
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
    let expects = asked
        .header("content-length")
        .map(|length| length.parse().expect("a number"));
    match shape {
        Shape::Get => {
            assert_eq!(asked.method, "GET", "{id}");
            assert_eq!(own_names(asked), ["accept-encoding", "user-agent"], "{id}");
            assert_eq!(
                asked.names().len(),
                own_names(asked).len() + usize::from(asked.headers.contains_key("host")),
                "{id}: no header speaks of content"
            );
            assert_eq!(compressions("accept-encoding"), sorted(accepted), "{id}");
            return;
        }
        Shape::Unary => {
            let without = POST
                .iter()
                .filter(|name| **name != "connect-accept-encoding");
            assert!(
                own_names(asked).iter().eq(without),
                "{id}: {:?}",
                asked.names()
            );
            assert_eq!(compressions("accept-encoding"), sorted(accepted), "{id}");
            assert_eq!(
                asked.header("content-type"),
                Some(&*format!("application/{}", name(codec))),
                "{id}"
            );
            assert_eq!(expects, Some(asked.body.len()), "{id}");
        }
        _ => {
            assert_eq!(own_names(asked), POST, "{id}");
            assert_eq!(asked.header("accept-encoding"), Some("identity"), "{id}");
            assert_eq!(
                compressions("connect-accept-encoding"),
                sorted(accepted),
                "{id}"
            );
            assert_eq!(
                asked.header("content-type"),
                Some(&*format!("application/connect+{}", name(codec))),
                "{id}"
            );
        }
    }
    assert_eq!(asked.method, "POST", "{id}");
    assert_eq!(asked.header("connect-protocol-version"), Some("1"), "{id}");
    assert!(!asked.target.contains('?'), "{id}");
}

#[tokio::test]
async fn path_is_the_procedure_behind_the_prefix_of_the_url() {
    let server = BadServer::start();
    for (suffix, want) in [
        ("", ""),
        ("/", ""),
        ("/api/v2", "/api/v2"),
        ("/api/", "/api"),
    ] {
        for version in VERSIONS {
            let url = format!("{}{suffix}", server.url());
            let builder = connect::Client::builder(url).http_version(version);
            let client = ProbeClient::new(builder.build().expect("a url"));
            server.script([]);
            client.unary(ask()).await.expect("an answer");
            assert_eq!(
                server.asked_once().target,
                format!("{want}/it.v1.Probe/Unary"),
                "{suffix}"
            );
        }
    }
}

#[tokio::test]
async fn user_agent_is_ours_unless_the_caller_names_itself() {
    let server = BadServer::start();
    for version in VERSIONS {
        for shape in Shape::ALL {
            let kind = (shape, Codec::Proto);
            let ours = asked(
                &server,
                version,
                kind,
                |builder| builder,
                Request::new(ask()),
            )
            .await;
            let agent = ours.header("user-agent").expect("a user agent");
            assert!(
                agent.starts_with("connect-") && agent.contains('/'),
                "{agent}"
            );
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
            let settings =
                |builder: ClientBuilder| builder.header("x-a", "client").header("x-b", "client");
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

pub(crate) fn canned(shape: Shape) -> Canned {
    match shape {
        Shape::Unary | Shape::Get => Canned::new("application/proto", [answer("good")]),
        _ => Canned::new("application/connect+proto", [good_stream(&["good"])]),
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
            assert_eq!(
                outcome.expect_err(name).code(),
                Code::Internal,
                "{name} {shape:?}"
            );
            assert!(canned.taken().is_empty(), "{name} {shape:?}");
        }
        let built = connect::Client::builder("http://a")
            .header(name, value)
            .build();
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
        for name in [
            "content-length",
            "te",
            "connect-timeout-ms",
            "grpc-x",
            "host",
            "x-a",
        ] {
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
            let asked = asked(
                &server,
                version,
                (shape, Codec::Proto),
                settings,
                Request::new(ask()),
            )
            .await;
            assert_eq!(asked.header("x-a"), Some("7777"));
            assert!(
                asked
                    .headers
                    .iter()
                    .filter(|(_, value)| *value == "7777")
                    .count()
                    == 1,
                "{asked:?}"
            );
        }
    }
}
