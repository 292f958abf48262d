//! What a client puts on the wire: heads, bodies, queries, to the letter.

use connect::{
    ClientBuilder, Code, Codec, ConnectError, HttpVersion, Interceptor, Messages, Metadata, Next,
    Request, Response,
};

use crate::{
    bad_server::BadServer,
    calls::{self, CODECS, Shape, VERSIONS, call, speaking, unharmed},
    canned::Canned,
    harness::{Ask, ProbeClient},
    raw_peer::Form,
    script::{Asked, envelope, fields},
    told::Told,
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

/// Makes a call that is answered well, and gives what the server was asked.
pub(crate) async fn asked(
    server: &BadServer,
    version: HttpVersion,
    (form, shape, codec): (Form, Shape, Codec),
    settings: impl FnOnce(ClientBuilder) -> ClientBuilder,
    request: Request<Ask>,
) -> Asked {
    let id = format!("{form:?} {version:?} {shape:?} {codec:?}");
    let client = calls::client_of(server, version, form, |builder| {
        settings(builder.codec(codec))
    });
    server.script([Told::of(form, name(codec)).text("good").reply()]);
    let got = call(&client, shape, request).await;
    assert_eq!(got.texts, ["good"], "{id}: {:?}", got.end);
    let asked = server.asked_once();
    unharmed(&id, client).await;
    asked
}

/// Every shape of every form, and the versions of HTTP that it is called over.
pub(crate) fn calls() -> impl Iterator<Item = (Form, Shape, HttpVersion)> {
    let shapes = |form: Form| Shape::of(form).iter().map(move |shape| (form, *shape));
    let versions = |(form, shape): (Form, Shape)| {
        let versions = calls::versions(form).iter();
        versions.map(move |version| (form, shape, *version))
    };
    Form::ALL.into_iter().flat_map(shapes).flat_map(versions)
}

const POST: &[&str] = &[
    "accept-encoding",
    "connect-accept-encoding",
    "connect-protocol-version",
    "content-type",
    "user-agent",
];

/// What gRPC and its kin say in a head.
fn grpc_names(form: Form) -> &'static [&'static str] {
    match form {
        Form::Grpc => &["content-type", "grpc-accept-encoding", "te", "user-agent"],
        Form::Web => &[
            "content-type",
            "grpc-accept-encoding",
            "user-agent",
            "x-grpc-web",
            "x-user-agent",
        ],
        _ => &[
            "accept",
            "content-type",
            "grpc-accept-encoding",
            "user-agent",
            "x-grpc-web",
            "x-user-agent",
        ],
    }
}

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
    for (form, shape, version) in calls() {
        for codec in CODECS {
            let id = format!("{form:?} {version:?} {shape:?} {codec:?}");
            let request = Request::new(ask());
            let of = (form, shape, codec);
            let asked = asked(&server, version, of, |builder| builder, request).await;
            match form.is_connect() {
                true => check_head(&id, shape, codec, &asked),
                false => check_grpc_head(&id, form, codec, &asked),
            }
            let message = encoded(codec);
            let want = match shape {
                Shape::Get => Vec::new(),
                Shape::Unary | Shape::ServerStream => form.frame(0, message),
                Shape::ClientStream | Shape::BidiStream => envelope(0, message).repeat(2),
            };
            let body = form.read(&id, &asked.body);
            assert_eq!(body, want, "{id}: no end follows the messages");
            assert!(asked.whole && asked.trailers.is_empty(), "{id}");
            let http = match version {
                HttpVersion::Http2 => http::Version::HTTP_2,
                _ => http::Version::HTTP_11,
            };
            assert_eq!(asked.version, http, "{id}");
        }
    }
}

fn check_grpc_head(id: &str, form: Form, codec: Codec, asked: &Asked) {
    assert_eq!(own_names(asked), grpc_names(form), "{id}");
    let content_type = match codec {
        Codec::Json => form.content_type("json"),
        // Some servers know protobuf only without its name.
        _ => form.content_type("").trim_end_matches('+').to_owned(),
    };
    assert_eq!(asked.header("content-type"), Some(&*content_type), "{id}");
    match form {
        Form::Grpc => assert_eq!(asked.header("te"), Some("trailers"), "{id}"),
        _ => {
            assert_eq!(asked.header("x-grpc-web"), Some("1"), "{id}");
            let agent = asked.header("user-agent");
            assert_eq!(asked.header("x-user-agent"), agent, "{id}");
        }
    }
    if form == Form::Text {
        assert_eq!(asked.header("accept"), Some(&*content_type), "{id}");
    }
    let mut offered: Vec<_> = asked
        .header("grpc-accept-encoding")
        .unwrap_or_default()
        .split(", ")
        .collect();
    offered.sort_unstable();
    assert_eq!(offered, ["br", "deflate", "gzip", "snappy", "zstd"], "{id}");
    assert_eq!(asked.method, "POST", "{id}");
    assert!(!asked.target.contains('?'), "{id}");
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
    for (form, shape, version) in calls() {
        let of = (form, shape, Codec::Proto);
        let ours = asked(&server, version, of, |builder| builder, Request::new(ask())).await;
        let agent = ours.header("user-agent").expect("a user agent");
        assert!(
            agent.starts_with("connect-") && agent.contains('/'),
            "{agent}"
        );
        let named = Request::new(ask()).header("user-agent", "mine/1");
        let theirs = asked(&server, version, of, |builder| builder, named).await;
        assert_eq!(theirs.header("user-agent"), Some("mine/1"));
        // It is said once more where browsers set the first themselves.
        let again = matches!(form, Form::Web | Form::Text).then_some("mine/1");
        assert_eq!(theirs.header("x-user-agent"), again);
        let named = |builder: ClientBuilder| builder.header("user-agent", "all/1");
        let theirs = asked(&server, version, of, named, Request::new(ask())).await;
        assert_eq!(theirs.header("user-agent"), Some("all/1"));
    }
}

#[tokio::test]
async fn headers_of_the_call_go_before_those_of_the_client_and_keep_their_order() {
    let server = BadServer::start();
    for (form, shape, version) in calls() {
        let settings =
            |builder: ClientBuilder| builder.header("x-a", "client").header("x-b", "client");
        let request = Request::new(ask())
            .header("x-a", "1")
            .header("x-a", "2")
            .header_bin("x-c-bin", [0xFB, 0xFF, 0xFE, 1]);
        let of = (form, shape, Codec::Proto);
        let asked = asked(&server, version, of, settings, request).await;
        let all: Vec<_> = asked.headers.get_all("x-a").iter().collect();
        assert_eq!(all, ["1", "2"], "{form:?} {version:?} {shape:?}");
        assert_eq!(asked.header("x-b"), Some("client"));
        assert_eq!(asked.header("x-c-bin"), Some("+//+AQ"), "without padding");
    }
}

#[tokio::test]
async fn grpc_takes_http2_and_says_so_where_it_may_not_have_it() {
    let server = BadServer::start();
    for form in Form::ALL {
        for shape in Shape::of(form) {
            let of = (form, *shape, Codec::Proto);
            let request = Request::new(ask());
            let asked = asked(&server, HttpVersion::Auto, of, |builder| builder, request).await;
            // In the clear nobody says what they speak; a stream in both directions takes it too.
            let http2 = form == Form::Grpc || *shape == Shape::BidiStream;
            let want = match http2 {
                true => http::Version::HTTP_2,
                false => http::Version::HTTP_11,
            };
            assert_eq!(asked.version, want, "rule 9 {form:?} {shape:?}");
        }
        let builder = connect::Client::builder("http://a").http_version(HttpVersion::Http1);
        let built = speaking(form, builder).build();
        let code = built.err().map(|err| err.code());
        let want = (form == Form::Grpc).then_some(Code::InvalidArgument);
        assert_eq!(code, want, "rule 66 {form:?} over HTTP/1.1");
    }
}

#[tokio::test]
async fn get_is_for_connect_and_all_else_is_posted() {
    let server = BadServer::start();
    for form in Form::GRPCS {
        for version in calls::versions(form) {
            let of = (form, Shape::Get, Codec::Proto);
            let settings = |builder: ClientBuilder| builder.use_get();
            let asked = asked(&server, *version, of, settings, Request::new(ask())).await;
            assert_eq!(asked.method, "POST", "{form:?} {version:?}");
            assert_eq!(asked.target, "/it.v1.Probe/Unary", "{form:?} {version:?}");
        }
    }
}

/// A transport that answers well.
pub(crate) fn canned(form: Form) -> Canned {
    let told = Told::new(form).text("good");
    let reply = told.reply();
    let mut canned = Canned::new(form.content_type("proto"), reply.body());
    if form == Form::Grpc {
        canned = canned.trailers(&fields(&[("grpc-status", "0")]));
    }
    canned
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
        let all = Form::ALL.into_iter();
        for (form, shape) in all.flat_map(|form| Shape::of(form).iter().map(move |s| (form, s))) {
            let canned = canned(form);
            let client = canned.client(|builder| speaking(form, builder));
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
                "{name} {form:?} {shape:?}"
            );
            assert!(canned.taken().is_empty(), "{name} {form:?} {shape:?}");
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
            "grpc-timeout",
            "grpc-encoding",
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
    for (form, shape, version) in calls() {
        let settings = |builder: ClientBuilder| builder.interceptor(Smuggler);
        let of = (form, shape, Codec::Proto);
        let asked = asked(&server, version, of, settings, Request::new(ask())).await;
        assert_eq!(asked.header("x-a"), Some("7777"));
        let smuggled = asked.headers.iter().filter(|(_, value)| *value == "7777");
        assert_eq!(smuggled.count(), 1, "{form:?} {shape:?}: {asked:?}");
    }
}
