use std::{
    net::UdpSocket,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use h3::error::Code as Reason;
use http_body::Frame;
use quinn::{
    Endpoint, ReadError, ReadToEndError, RecvStream, SendStream, ServerConfig,
    crypto::rustls::QuicServerConfig,
};
use rcgen::CertificateParams;
use rustls::{RootCertStore, server::WebPkiClientVerifier};
use tokio::{sync::mpsc, time::Instant};

use super::{
    tests::{Client, TestBody, UNMARKED, next, read},
    *,
};
use crate::{
    client::tls::ClientTls,
    code::Code,
    http3::varint,
    tls::{
        certificates, private_key, provider,
        tests::{Authority, Pair},
    },
};

/// A response's head, without headers: HEADERS with `:status` 200 of QPACK's static table.
const HEAD: &[u8] = &[1, 3, 0, 0, 0xC0 | 25];
/// The same with `content-length: 4`.
const HEAD_OF_FOUR: &[u8] = &[1, 6, 0, 0, 0xC0 | 25, 0x54, 1, b'4'];
/// `:status` 103.
const EARLY_HINTS: &[u8] = &[1, 3, 0, 0, 0xC0 | 24];
/// HEADERS with `age: 0`.
const TRAILERS: &[u8] = &[1, 3, 0, 0, 0xC0 | 2];
const FINE: &[u8] = b"\x00\x04fine";

/// A server whose every byte is the test's.
struct RawServer {
    endpoint: Endpoint,
    authority: Authority,
    url: String,
}

/// One request on its way in, and its response.
struct Call {
    response: SendStream,
    request: RecvStream,
}

impl RawServer {
    fn start() -> Self {
        let authority = Authority::new("ca");
        let pair = authority.sign(&["localhost"], |_| ());
        Self::showing(authority, &pair, "h3", None)
    }

    /// Shows a certificate that `authority` may have signed, and asks for one of `clients`, if that is given.
    fn showing(authority: Authority, pair: &Pair, alpn: &str, clients: Option<&str>) -> Self {
        let builder = rustls::ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .unwrap();
        let builder = match clients {
            None => builder.with_no_client_auth(),
            Some(pem) => {
                let mut roots = RootCertStore::empty();
                for root in certificates(pem.as_bytes()).unwrap() {
                    roots.add(root).unwrap();
                }
                let verifier =
                    WebPkiClientVerifier::builder_with_provider(roots.into(), provider());
                builder.with_client_cert_verifier(verifier.build().unwrap())
            }
        };
        let chain = certificates(pair.chain.as_bytes()).unwrap();
        let key = private_key(pair.key.as_bytes()).unwrap();
        let mut tls = builder.with_single_cert(chain, key).unwrap();
        tls.alpn_protocols = vec![alpn.into()];
        let crypto = QuicServerConfig::try_from(Arc::new(tls)).unwrap();
        let config = ServerConfig::with_crypto(Arc::new(crypto));
        let endpoint = Endpoint::server(config, "127.0.0.1:0".parse().unwrap()).unwrap();
        let url = format!(
            "https://localhost:{}",
            endpoint.local_addr().unwrap().port()
        );
        RawServer {
            endpoint,
            authority,
            url,
        }
    }

    fn client(&self, change: impl FnOnce(&mut TransportConfig)) -> Client {
        let tls = ClientTls::new().ca_pem(self.authority.pem()).unwrap();
        Client::new(self.url.clone(), |config| {
            config.tls = Some(tls);
            config.http_version = HttpVersion::Http3;
            change(config);
        })
    }

    async fn accept(&self) -> quinn::Connection {
        self.endpoint.accept().await.unwrap().await.unwrap()
    }
}

async fn next_call(connection: &quinn::Connection) -> Call {
    let (response, request) = connection.accept_bi().await.unwrap();
    Call { response, request }
}

impl Call {
    /// Reads all of the request, which is to be of those that tests send.
    async fn read(&mut self) {
        let request = self.request.read_to_end(1000).await.unwrap();
        assert!(request.ends_with(b"\x00\x04hats"), "{request:?}");
    }

    async fn answer(&mut self) {
        self.read().await;
        self.write(&[HEAD, FINE].concat()).await;
        self.response.finish().unwrap();
    }

    async fn write(&mut self, bytes: &[u8]) {
        self.response.write_all(bytes).await.unwrap();
    }

    fn refuse(mut self, reason: Reason) {
        self.response.reset(varint(reason)).unwrap();
        let _ = self.request.stop(varint(reason));
    }
}

#[tokio::test]
async fn connection_is_shared_and_dialled_anew_when_it_has_closed() {
    let server = RawServer::start();
    let client = server.client(|_| ());
    for turn in 0..3 {
        let calls = [client.spawn_post(), client.spawn_post()];
        let connection = server.accept().await;
        for _ in 0..2 {
            next_call(&connection).await.answer().await;
        }
        for call in calls {
            assert_eq!(call.await.unwrap().unwrap(), "fine", "{turn}");
        }
        // Until the client has heard of it, calls may fail.
        connection.close(varint(Reason::H3_NO_ERROR), b"");
        while client.transport.open_http3().is_some() {
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test]
async fn server_that_says_goaway_finishes_its_calls_and_gets_no_more() {
    let server = RawServer::start();
    let client = server.client(|_| ());
    let first = client.spawn_post();
    let connection = server.accept().await;
    let mut call = next_call(&connection).await;
    // A control stream: no settings, and GOAWAY from the second request on.
    let mut control = connection.open_uni().await.unwrap();
    control.write_all(&[0, 4, 0, 7, 1, 4]).await.unwrap();
    while client.transport.open_http3().is_some() {
        tokio::task::yield_now().await;
    }
    let (body, receiver) = mpsc::unbounded_channel();
    body.send("hats").unwrap();
    drop(body);
    let second = client.send(TestBody::Stream(receiver), UNMARKED);
    let answering = async {
        let connection = server.accept().await;
        next_call(&connection).await.answer().await;
        connection
    };
    let (response, _connection) = tokio::join!(second, answering);
    assert_eq!(read(response.unwrap()).await.unwrap(), "fine");
    call.answer().await;
    assert_eq!(first.await.unwrap().unwrap(), "fine");
}

#[tokio::test]
async fn rejected_request_is_tried_once_more_where_its_body_is_at_hand() {
    let server = RawServer::start();
    let client = server.client(|_| ());
    for rejections in [1, 2] {
        let call = client.spawn_post();
        let connection = server.accept().await;
        for _ in 0..rejections {
            next_call(&connection)
                .await
                .refuse(Reason::H3_REQUEST_REJECTED);
        }
        match rejections {
            1 => {
                next_call(&connection).await.answer().await;
                assert_eq!(call.await.unwrap().unwrap(), "fine");
            }
            _ => assert_eq!(call.await.unwrap().unwrap_err().code(), Code::Unavailable),
        }
        connection.close(varint(Reason::H3_NO_ERROR), b"");
        while client.transport.open_http3().is_some() {
            tokio::task::yield_now().await;
        }
    }
    let (body, receiver) = mpsc::unbounded_channel();
    body.send("hats").unwrap();
    let rejecting = async {
        let connection = server.accept().await;
        next_call(&connection)
            .await
            .refuse(Reason::H3_REQUEST_REJECTED);
        connection
    };
    let call = client.send(TestBody::Stream(receiver), UNMARKED);
    let (response, connection) = tokio::join!(call, rejecting);
    assert_eq!(response.unwrap_err().code(), Code::Unavailable);
    drop(connection);
}

/// How a response ends.
#[derive(Clone, Copy, Debug)]
enum End {
    Finished,
    Reset(Reason),
    /// The connection is closed.
    Closed(Reason),
}

#[tokio::test]
async fn response_is_whole_or_an_error() {
    use End::{Closed, Finished, Reset};

    let ok = Ok("fine");
    let internal = Err(Code::Internal);
    let unavailable = Err(Code::Unavailable);
    let (nothing, no_error) = (&[][..], Reason::H3_NO_ERROR);
    type Row<'a> = (&'a [&'a [u8]], End, Result<&'a str, Code>);
    let whole: [Row<'_>; 7] = [
        (&[HEAD, FINE], Finished, ok),
        (&[HEAD_OF_FOUR, FINE], Finished, ok),
        (
            &[HEAD, b"\x00\x02fi", b"\x00\x00", b"\x00\x02ne"],
            Finished,
            ok,
        ),
        (&[EARLY_HINTS, HEAD, FINE], Finished, ok),
        (&[HEAD, FINE, TRAILERS], Finished, Ok("fine, 0")),
        (&[HEAD, TRAILERS], Finished, Ok(", 0")),
        (&[b"\x21\x02ab", HEAD, FINE, b"\x21\x02ab"], Finished, ok),
    ];
    let cut: [Row<'_>; 11] = [
        (&[nothing], Finished, internal),
        (&[&HEAD[..4]], Finished, internal),
        (&[HEAD, b"\x00\x09fine"], Finished, internal),
        (&[HEAD, FINE, &TRAILERS[..4]], Finished, internal),
        (&[HEAD_OF_FOUR, b"\x00\x02fi"], Finished, internal),
        (&[HEAD_OF_FOUR, FINE, FINE], Finished, internal),
        (&[HEAD_OF_FOUR], Finished, internal),
        (&[nothing], Closed(no_error), unavailable),
        (&[HEAD, b"\x00\x02fi"], Closed(no_error), unavailable),
        (&[HEAD, FINE], Closed(no_error), unavailable),
        (
            &[HEAD, FINE],
            Closed(Reason::H3_INTERNAL_ERROR),
            unavailable,
        ),
    ];
    let reasons = [
        (no_error, Code::Internal),
        (Reason::H3_INTERNAL_ERROR, Code::Internal),
        (Reason::H3_REQUEST_CANCELLED, Code::Canceled),
        (Reason::H3_EXCESSIVE_LOAD, Code::ResourceExhausted),
        (Reason::H3_MESSAGE_ERROR, Code::Internal),
        (Reason::from(0), Code::Internal),
    ];
    let stages: [&[&[u8]]; 4] = [&[], &[HEAD], &[HEAD, FINE], &[HEAD_OF_FOUR, FINE]];
    let resets = stages
        .iter()
        .flat_map(|stage| reasons.map(move |(reason, code)| (*stage, Reset(reason), Err(code))));
    let server = RawServer::start();
    for (sent, end, want) in whole.into_iter().chain(cut).chain(resets) {
        let row = format!("{sent:?} {end:?}");
        let client = server.client(|_| ());
        let calling = tokio::spawn(async move {
            let call = client.send(TestBody::Once("hats".into()), UNMARKED);
            read_all(call.await?).await
        });
        let connection = server.accept().await;
        let mut call = next_call(&connection).await;
        call.read().await;
        call.write(&sent.concat()).await;
        match end {
            Finished => call.response.finish().unwrap(),
            // It must not overtake what was sent, which it would drop.
            Reset(reason) if sent.is_empty() => call.refuse(reason),
            Reset(reason) => {
                acknowledged(&connection).await;
                call.refuse(reason);
            }
            Closed(reason) => {
                acknowledged(&connection).await;
                connection.close(varint(reason), b"");
            }
        }
        let got = calling.await.unwrap();
        let got = got.as_deref().map_err(ConnectError::code);
        assert_eq!(got, want, "{row}");
    }
}

/// Waits until what was sent has arrived.
async fn acknowledged(connection: &quinn::Connection) {
    let mut probe = connection.open_uni().await.unwrap();
    // A stream of no known type.
    probe.write_all(&[0x21]).await.unwrap();
    probe.finish().unwrap();
    probe.stopped().await.unwrap();
}

/// The body of a response, and its trailers.
async fn read_all(response: http::Response<IncomingBody>) -> Result<String, ConnectError> {
    let mut body = response.into_body();
    let mut all = String::new();
    while let Some(frame) = next(&mut body).await {
        match frame?.into_data() {
            Ok(data) => all.push_str(std::str::from_utf8(&data).unwrap()),
            Err(frame) => {
                let trailers = frame.into_trailers().unwrap();
                all.push_str(&format!(", {}", trailers["age"].to_str().unwrap()));
            }
        }
    }
    Ok(all)
}

#[tokio::test]
async fn call_that_is_dropped_is_reset_in_both_directions() {
    let server = RawServer::start();
    let client = server.client(|_| ());
    let canceled = varint(Reason::H3_REQUEST_CANCELLED);
    let connecting = client.spawn_post();
    let connection = server.accept().await;
    next_call(&connection).await.answer().await;
    connecting.await.unwrap().unwrap();
    for head in [false, true] {
        let (body, receiver) = mpsc::unbounded_channel();
        body.send("hats").unwrap();
        let calling = client.send(TestBody::Stream(receiver), UNMARKED);
        let mut calling = Box::pin(calling);
        let beginning = async {
            let mut call = next_call(&connection).await;
            if head {
                call.write(HEAD).await;
            }
            call
        };
        let mut call = tokio::select! {
            call = beginning => call,
            response = &mut calling => panic!("{head}: {response:?}"),
        };
        match head {
            false => drop(calling),
            true => drop(calling.await.unwrap()),
        }
        let sent = call.request.read_to_end(1000).await;
        assert_eq!(
            sent,
            Err(ReadToEndError::Read(ReadError::Reset(canceled))),
            "{head}"
        );
        assert_eq!(call.response.stopped().await, Ok(Some(canceled)), "{head}");
        body.closed().await;
    }
}

#[tokio::test]
async fn both_directions_flow_at_once() {
    let server = RawServer::start();
    let client = server.client(|_| ());
    let (body, receiver) = mpsc::unbounded_channel();
    let echoing = async {
        let connection = server.accept().await;
        let mut call = next_call(&connection).await;
        call.write(HEAD).await;
        let mut sent = Vec::new();
        while let Some(chunk) = call.request.read_chunk(1000, true).await.unwrap() {
            sent.extend_from_slice(&chunk.bytes);
            if sent.ends_with(b"hats") {
                sent.clear();
                call.write(FINE).await;
            }
        }
        call.response.finish().unwrap();
        connection
    };
    let calling = async {
        let response = client.send(TestBody::Stream(receiver), UNMARKED).await;
        let mut answer = response.unwrap().into_body();
        for _ in 0..10 {
            body.send("hats").unwrap();
            let data = next(&mut answer).await.unwrap().unwrap().into_data();
            assert_eq!(data.unwrap(), "fine");
        }
        drop(body);
        assert!(next(&mut answer).await.is_none());
    };
    tokio::join!(echoing, calling);
}

#[tokio::test]
async fn request_that_was_answered_early_ends_with_its_answer() {
    let server = RawServer::start();
    let client = server.client(|_| ());
    for stopped in [false, true] {
        let (body, receiver) = mpsc::unbounded_channel();
        body.send("hats").unwrap();
        let answering = async {
            let connection = server.accept().await;
            let mut call = next_call(&connection).await;
            if stopped {
                call.request.stop(varint(Reason::H3_NO_ERROR)).unwrap();
            }
            call.write(&[HEAD, FINE].concat()).await;
            call.response.finish().unwrap();
            (call, connection)
        };
        let calling = client.send(TestBody::Stream(receiver), UNMARKED);
        let (response, (call, connection)) = tokio::join!(calling, answering);
        assert_eq!(read(response.unwrap()).await.unwrap(), "fine", "{stopped}");
        // The call is over, so nobody asks for more of its request.
        body.closed().await;
        drop(call);
        connection.close(varint(Reason::H3_NO_ERROR), b"");
        while client.transport.open_http3().is_some() {
            tokio::task::yield_now().await;
        }
    }
}

/// A body that fails when it is told to.
struct Failing(mpsc::UnboundedReceiver<()>);

impl http_body::Body for Failing {
    type Data = Bytes;
    type Error = ConnectError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ConnectError>>> {
        let told = self.0.poll_recv(cx);
        told.map(|_| Some(Err(ConnectError::data_loss("a hat is missing"))))
    }
}

impl RequestBody for Failing {
    fn try_clone(&self) -> Option<Self> {
        None
    }
}

#[tokio::test]
async fn request_that_breaks_off_ends_the_call_with_its_error() {
    let server = RawServer::start();
    let tls = ClientTls::new().ca_pem(server.authority.pem()).unwrap();
    let config = TransportConfig {
        http_version: HttpVersion::Http3,
        tls: Some(tls),
        ..TransportConfig::default()
    };
    let transport = HttpTransport::new(&server.url.parse().unwrap(), &config).unwrap();
    let request = |body| http::Request::post(&server.url).body(body).unwrap();
    for stage in ["at once", "before the head", "in the body"] {
        let (fail, failing) = mpsc::unbounded_channel();
        if stage == "at once" {
            fail.send(()).unwrap();
        }
        let calling = async {
            let response = transport.send(request(Failing(failing)), UNMARKED).await?;
            assert_eq!(stage, "in the body");
            fail.send(()).unwrap();
            read(response).await
        };
        let serving = async {
            let connection = server.accept().await;
            if stage == "at once" {
                return connection;
            }
            let mut call = next_call(&connection).await;
            match stage {
                "before the head" => fail.send(()).unwrap(),
                _ => call.write(HEAD).await,
            }
            let reset = call.request.received_reset().await;
            assert_eq!(
                reset,
                Ok(Some(varint(Reason::H3_REQUEST_CANCELLED))),
                "{stage}"
            );
            connection
        };
        let (answer, connection) = tokio::join!(calling, serving);
        assert_eq!(answer.unwrap_err().message(), "a hat is missing", "{stage}");
        connection.close(varint(Reason::H3_NO_ERROR), b"");
        while transport.open_http3().is_some() {
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn unused_connection_is_closed_in_time() {
    let server = RawServer::start();
    let client = server.client(|_| ());
    let call = client.spawn_post();
    let connection = server.accept().await;
    let mut first = next_call(&connection).await;
    // Longer than a connection is kept unused.
    tokio::time::sleep(Duration::from_secs(500)).await;
    first.answer().await;
    assert_eq!(call.await.unwrap().unwrap(), "fine");
    let unused = Instant::now();
    connection.closed().await;
    let kept = unused.elapsed().as_secs();
    assert!((49..=51).contains(&kept), "{kept}");

    let call = client.spawn_post();
    let connection = server.accept().await;
    next_call(&connection).await.answer().await;
    assert_eq!(call.await.unwrap().unwrap(), "fine");
}

#[tokio::test]
async fn connection_closes_with_its_last_holder() {
    let server = RawServer::start();
    let client = server.client(|_| ());
    let calling = client.send(TestBody::Once("hats".into()), UNMARKED);
    let serving = async {
        let connection = server.accept().await;
        let mut call = next_call(&connection).await;
        call.write(HEAD).await;
        (connection, call)
    };
    let (response, (connection, mut call)) = tokio::join!(calling, serving);
    // The call goes on without the client.
    drop(client);
    call.write(FINE).await;
    call.response.finish().unwrap();
    assert_eq!(read(response.unwrap()).await.unwrap(), "fine");
    let error = connection.closed().await;
    let quinn::ConnectionError::ApplicationClosed(close) = error else {
        panic!("{error}");
    };
    assert_eq!(close.error_code, varint(Reason::H3_NO_ERROR));
}

#[tokio::test(start_paused = true)]
async fn server_that_does_not_answer_is_given_up_in_time() {
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", silent.local_addr().unwrap());
    let client = Client::new(url, |config| config.http_version = HttpVersion::Http3);
    let start = Instant::now();
    let error = client.post(UNMARKED).await.unwrap_err();
    assert_eq!(error.code(), Code::Unavailable);
    assert!(error.message().ends_with("timed out"), "{error}");
    assert_eq!(start.elapsed().as_secs(), 5);
}

#[tokio::test]
async fn handshake_that_fails_is_unavailable_and_named() {
    let expired = |params: &mut CertificateParams| {
        params.not_after = rcgen::date_time_ymd(2001, 1, 1);
        params.not_before = rcgen::date_time_ymd(2000, 1, 1);
    };
    let [authority, other] = ["ca", "other"].map(Authority::new);
    let good = |authority: &Authority| authority.sign(&["localhost"], |_| ());
    let elsewhere = authority.sign(&["example.com"], |_| ());
    let table = [
        (authority.sign(&["localhost"], expired), "h3", "expired"),
        (elsewhere, "h3", "not valid for"),
        (good(&other), "h3", "UnknownIssuer"),
        (good(&authority), "h2", "known protocol"),
    ];
    for (pair, alpn, cause) in table {
        let trusted = Authority::new("unused");
        let server = RawServer::showing(trusted, &pair, alpn, None);
        let tls = ClientTls::new().ca_pem(authority.pem()).unwrap();
        let client = server.client(|config| config.tls = Some(tls));
        let accepting = async { server.endpoint.accept().await.unwrap().await.is_err() };
        let (error, refused) = tokio::join!(client.post(UNMARKED), accepting);
        let error = error.unwrap_err();
        assert_eq!(error.code(), Code::Unavailable, "{cause}");
        let message = error.message();
        assert!(message.contains("TLS handshake failed: "), "{message}");
        assert!(message.contains(cause), "{message}");
        assert!(refused, "{cause}");
    }
}

#[tokio::test]
async fn server_that_asks_for_a_certificate_gets_it_or_is_unavailable() {
    let [authority, other] = ["ca", "other"].map(Authority::new);
    let pair = authority.sign(&["localhost"], |_| ());
    let known = authority.sign(&["client"], |_| ());
    let unknown = other.sign(&["client"], |_| ());
    let clients = authority.pem();
    let server = RawServer::showing(authority, &pair, "h3", Some(&clients));
    for (identity, good) in [(Some(known), true), (Some(unknown), false), (None, false)] {
        let mut tls = ClientTls::new().ca_pem(server.authority.pem()).unwrap();
        if let Some(Pair { chain, key }) = &identity {
            tls = tls.identity_pem(chain, key).unwrap();
        }
        let client = server.client(|config| config.tls = Some(tls));
        let call = client.spawn_post();
        match server.endpoint.accept().await.unwrap().await {
            Ok(connection) => {
                assert!(good);
                next_call(&connection).await.answer().await;
                assert_eq!(call.await.unwrap().unwrap(), "fine");
            }
            Err(_) => {
                assert!(!good);
                let error = call.await.unwrap().unwrap_err();
                assert_eq!(error.code(), Code::Unavailable, "{error}");
                assert!(error.message().contains("TLS handshake failed"), "{error}");
            }
        }
    }
}

#[tokio::test]
async fn what_http3_cannot_be_spoken_by_is_an_invalid_argument() {
    let old = rustls::ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&rustls::version::TLS12])
        .unwrap()
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    let table = [
        ("http://localhost", None),
        ("https://localhost", Some(ClientTls::from(Arc::new(old)))),
    ];
    for (url, tls) in table {
        let config = TransportConfig {
            http_version: HttpVersion::Http3,
            tls,
            ..TransportConfig::default()
        };
        let transport = HttpTransport::<TestBody>::new(&url.parse().unwrap(), &config);
        assert_eq!(
            transport.err().unwrap().code(),
            Code::InvalidArgument,
            "{url}"
        );
    }
}
