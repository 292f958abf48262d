use std::{net::SocketAddr, sync::Arc, task::Context};

use bytes::BufMut;
use h3::{
    ConnectionState,
    client::{self, RequestStream, SendRequest},
    error::{Code, StreamError},
};
use http::{HeaderMap, header};
use http_body::{Body, Frame};
use quinn::{
    ClientConfig, ConnectionError, Endpoint, ReadError, ReadToEndError,
    crypto::rustls::QuicClientConfig,
};
use tokio::{io::AsyncWriteExt, task::JoinHandle, time::Instant};

use super::{
    tests::{Hats, Running, head, read_until, start},
    tls_tests::{self, client_config, server_tls},
    *,
};
use crate::{
    error::ConnectError,
    http3::{Connection, OpenStreams, Side, varint},
    tls::tests::{Authority, Pair},
};

type BidiStream = <OpenStreams as h3::quic::OpenStreams<Bytes>>::BidiStream;

/// A server that speaks HTTP/3 too.
fn start_http3(change: impl FnOnce(Server) -> Server) -> (Running, Authority) {
    let authority = Authority::new("ca");
    let tls = server_tls(&authority);
    (start(|server| change(server.tls(tls).http3())), authority)
}

async fn quic(
    address: SocketAddr,
    authority: &Authority,
    identity: Option<&Pair>,
) -> Result<quinn::Connection, ConnectionError> {
    let tls = client_config(authority, identity, &["h3"]);
    let config = ClientConfig::new(Arc::new(QuicClientConfig::try_from(tls).unwrap()));
    let endpoint = Endpoint::client("127.0.0.1:0".parse().unwrap()).unwrap();
    let connecting = endpoint.connect_with(config, address, "localhost");
    connecting.unwrap().await
}

/// A client that is h3's, on a connection of its own.
struct Client {
    quic: quinn::Connection,
    sender: SendRequest<OpenStreams, Bytes>,
    driver: JoinHandle<h3::error::ConnectionError>,
}

impl Client {
    async fn new(server: &Running, authority: &Authority) -> Self {
        Client::on(quic(server.address, authority, None).await.unwrap()).await
    }

    async fn on(quic: quinn::Connection) -> Self {
        let connection = Connection::new(quic.clone(), Side::Client);
        let (mut connection, sender) = client::new(connection).await.unwrap();
        let driver = tokio::spawn(async move { connection.wait_idle().await });
        Client {
            quic,
            sender,
            driver,
        }
    }

    /// Begins a request, of which more may follow.
    async fn begin(&self, path: &str) -> Result<RequestStream<BidiStream, Bytes>, StreamError> {
        let request = http::Request::post(format!("https://localhost{path}"));
        self.sender
            .clone()
            .send_request(request.body(()).unwrap())
            .await
    }

    async fn call(&self, path: &str, body: &'static str) -> Result<String, StreamError> {
        Ok(self.exchange(path, body).await?.body)
    }

    async fn exchange(&self, path: &str, body: &'static str) -> Result<Exchange, StreamError> {
        let mut stream = self.begin(path).await?;
        stream.send_data(body.into()).await?;
        stream.finish().await?;
        finish(stream).await
    }

    /// Waits until a request would not be sent.
    async fn told_to_leave(&self) {
        while !self.sender.is_closing() {
            tokio::task::yield_now().await;
        }
    }
}

/// A response.
struct Exchange {
    headers: HeaderMap,
    body: String,
    trailers: Option<HeaderMap>,
}

async fn finish(mut stream: RequestStream<BidiStream, Bytes>) -> Result<Exchange, StreamError> {
    let headers = std::mem::take(stream.recv_response().await?.headers_mut());
    let mut body = Vec::new();
    while let Some(data) = stream.recv_data().await? {
        body.put(data);
    }
    Ok(Exchange {
        headers,
        body: String::from_utf8(body).unwrap(),
        trailers: stream.recv_trailers().await?,
    })
}

fn reset_code(error: StreamError) -> Option<Code> {
    match error {
        StreamError::RemoteTerminate { code } => Some(code),
        _ => None,
    }
}

#[tokio::test]
async fn three_versions_are_answered_on_one_port() {
    let (server, authority) = start_http3(|server| server);
    let client = Client::new(&server, &authority).await;
    for _ in 0..3 {
        assert_eq!(client.call("/echo", "hats").await.unwrap(), "hats");
    }
    assert_eq!(client.call("/peer", "").await.unwrap(), "true 0");
    let exchange = client.exchange("/echo", "hats").await.unwrap();
    assert_eq!(exchange.headers[header::CONTENT_LENGTH], "4");
    assert!(exchange.headers.contains_key(header::DATE));
    assert!(!exchange.headers.contains_key(header::ALT_SVC));

    let advertised = format!("h3=\":{}\"", server.address.port());
    let stream = tls_tests::connect(&server, &authority, None, &["http/1.1"]);
    let mut http1 = stream.await.unwrap();
    let request = [head("/echo", 4), b"hats".to_vec()].concat();
    http1.write_all(&request).await.unwrap();
    let answer = read_until(&mut http1, "hats").await;
    assert!(
        answer.contains(&format!("alt-svc: {advertised}\r\n")),
        "{answer}"
    );

    let stream = tls_tests::connect(&server, &authority, None, &["h2"]);
    let mut http2 = tests::http2(stream.await.unwrap()).await;
    let request = http::Request::post("https://a/echo").body(()).unwrap();
    let (response, _) = http2.send_request(request, true).unwrap();
    assert_eq!(
        response.await.unwrap().headers()[header::ALT_SVC],
        advertised
    );
}

#[tokio::test]
async fn server_without_http3_does_not_advertise_it() {
    let authority = Authority::new("ca");
    let tls = server_tls(&authority);
    let server = start(|server| server.tls(tls));
    let stream = tls_tests::connect(&server, &authority, None, &["http/1.1"]);
    let mut http1 = stream.await.unwrap();
    http1.write_all(&head("/peer", 0)).await.unwrap();
    let answer = read_until(&mut http1, "true 0").await;
    assert!(!answer.contains("alt-svc"), "{answer}");
}

#[tokio::test]
async fn client_certificate_is_asked_for_and_handed_on() {
    let [authority, other] = ["ca", "other"].map(Authority::new);
    let tls = server_tls(&authority)
        .client_ca_pem(authority.pem())
        .unwrap();
    let mut server = start(|server| server.tls(tls).http3());
    let known = authority.sign(&["client"], |_| ());
    let quic_to = |identity| quic(server.address, &authority, identity);
    let client = Client::on(quic_to(Some(&known)).await.unwrap()).await;
    assert_eq!(client.call("/peer", "").await.unwrap(), "true 1");

    let unknown = other.sign(&["client"], |_| ());
    for identity in [Some(&unknown), None] {
        // With TLS 1.3 the client learns of it only afterwards.
        if let Ok(quic) = quic_to(identity).await {
            let error = quic.closed().await;
            assert!(
                matches!(error, ConnectionError::ConnectionClosed(_)),
                "{error}"
            );
        }
    }
    assert_eq!(server.event().await, "dropped");
    assert!(server.events.try_recv().is_err(), "a handler was called");
}

/// What a service may answer: trailers, a failure, nothing, and what is not for HTTP/3.
#[derive(Clone)]
struct Odd;

impl Service<http::Request<IncomingBody>> for Odd {
    type Response = http::Response<OddBody>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<IncomingBody>) -> Self::Future {
        Box::pin(async move {
            let parts: &[Part] = match request.uri().path() {
                "/empty" => &[],
                "/data" => &[Part::Data("ha"), Part::Data(""), Part::Data("ts")],
                "/trailers" => &[Part::Data("hats"), Part::Trailers],
                "/only-trailers" => &[Part::Trailers],
                "/broken" => &[Part::Data("ha"), Part::Broken],
                _ => panic!("asked to"),
            };
            let mut response = http::Response::new(OddBody(parts));
            for name in ["connection", "transfer-encoding", "keep-alive", "x-hat"] {
                response.headers_mut().insert(name, "x".parse().unwrap());
            }
            Ok(response)
        })
    }
}

#[derive(Clone, Copy)]
enum Part {
    Data(&'static str),
    Trailers,
    Broken,
}

struct OddBody(&'static [Part]);

impl Body for OddBody {
    type Data = Bytes;
    type Error = ConnectError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ConnectError>>> {
        let Some((part, rest)) = self.0.split_first() else {
            return Poll::Ready(None);
        };
        self.0 = rest;
        Poll::Ready(Some(match part {
            Part::Data(data) => Ok(Frame::data((*data).into())),
            Part::Trailers => {
                let mut trailers = HeaderMap::new();
                trailers.insert("x-size", "7".parse().unwrap());
                Ok(Frame::trailers(trailers))
            }
            Part::Broken => Err(ConnectError::internal("broken")),
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_empty()
    }
}

#[tokio::test]
async fn response_is_what_the_service_makes_of_it() {
    let authority = Authority::new("ca");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = Server::from_listener(listener).tls(server_tls(&authority));
    let serving = tokio::spawn(server.http3().serve(Odd));
    let client = Client::on(quic(address, &authority, None).await.unwrap()).await;
    let table = [
        ("/empty", Some("")),
        ("/data", Some("hats")),
        ("/trailers", Some("hats, 7")),
        ("/only-trailers", Some(", 7")),
        ("/broken", None),
        ("/panic", None),
    ];
    for (path, want) in table {
        let got = client.exchange(path, "").await;
        match want {
            Some(want) => {
                let got = got.unwrap();
                let trailers = got
                    .trailers
                    .map(|it| it["x-size"].to_str().unwrap().to_owned());
                let trailers = trailers.map_or_else(String::new, |it| format!(", {it}"));
                assert_eq!(got.body + &trailers, want, "{path}");
                assert_eq!(got.headers["x-hat"], "x", "{path}");
                for name in ["connection", "transfer-encoding", "keep-alive"] {
                    assert!(!got.headers.contains_key(name), "{path} {name}");
                }
            }
            None => {
                let code = got.err().and_then(reset_code);
                assert_eq!(code, Some(Code::H3_INTERNAL_ERROR), "{path}");
            }
        }
    }
    let request = http::Request::head("https://localhost/data")
        .body(())
        .unwrap();
    let mut stream = client.sender.clone().send_request(request).await.unwrap();
    stream.finish().await.unwrap();
    assert_eq!(finish(stream).await.unwrap().body, "");
    serving.abort();
}

#[tokio::test]
async fn client_that_leaves_takes_its_handler_along() {
    let (mut server, authority) = start_http3(|server| server);
    let client = Client::new(&server, &authority).await;
    for finished in [true, false] {
        let mut stream = client.begin("/hang").await.unwrap();
        if finished {
            stream.finish().await.unwrap();
        }
        assert_eq!(server.event().await, "started");
        drop(stream);
        assert_eq!(server.event().await, "dropped", "{finished}");

        let mut stream = client.begin("/endless").await.unwrap();
        if finished {
            stream.finish().await.unwrap();
        }
        stream.recv_response().await.unwrap();
        assert!(stream.recv_data().await.unwrap().is_some());
        drop(stream);
        assert_eq!(server.event().await, "body dropped", "{finished}");
    }
    let _hanging = client.begin("/hang").await.unwrap();
    assert_eq!(server.event().await, "started");
    client.quic.close(varint(Code::H3_NO_ERROR), b"");
    assert_eq!(server.event().await, "dropped");
}

/// The head of a POST in a HEADERS frame, its fields not compressed but by the static table. RFC 9204, 4.5.
fn raw_head(path: &str) -> Vec<u8> {
    let mut fields = vec![0, 0, 0xC0 | 20, 0xC0 | 23, 0x51, path.len() as u8];
    fields.extend_from_slice(path.as_bytes());
    fields.extend_from_slice(b"\x50\x01a");
    [&[1, fields.len() as u8], &fields[..]].concat()
}

#[tokio::test]
async fn upload_that_is_cut_off_is_canceled_and_never_ends_well() {
    let (mut server, authority) = start_http3(|server| server);
    let client = Client::new(&server, &authority).await;
    // Whether the handler learns of it or is dropped first, it never sees an end.
    let canceled = async |server: &mut Running, row: &str| {
        let event = server.event().await;
        assert!(matches!(event, "canceled" | "dropped"), "{row}: {event}");
        if event == "canceled" {
            assert_eq!(server.event().await, "dropped", "{row}");
        }
    };
    for code in [
        Code::H3_REQUEST_CANCELLED,
        Code::H3_NO_ERROR,
        Code::H3_INTERNAL_ERROR,
    ] {
        let mut stream = client.begin("/upload").await.unwrap();
        stream.send_data("hats".into()).await.unwrap();
        // A stream that is reset at once may never have been seen.
        assert_eq!(client.call("/echo", "hats").await.unwrap(), "hats");
        assert_eq!(server.event().await, "dropped", "the echo");
        stream.stop_stream(code);
        canceled(&mut server, &code.to_string()).await;
    }
    let ends: [(&str, &[u8]); 3] = [
        ("in a payload", &[0, 9, b'h', b'a']),
        ("in a length", &[0, 2, b'h', b'a', 0]),
        ("in a frame that is unknown", &[0x21, 5, 1]),
    ];
    for (row, end) in ends {
        let (mut send, _recv) = client.quic.open_bi().await.unwrap();
        send.write_all(&[&raw_head("/upload"), end].concat())
            .await
            .unwrap();
        send.finish().unwrap();
        canceled(&mut server, row).await;
    }
    for (length, sent) in [("5", "hats"), ("3", "hats")] {
        let request = http::Request::post("https://localhost/upload");
        let request = request
            .header(header::CONTENT_LENGTH, length)
            .body(())
            .unwrap();
        let mut stream = client.sender.clone().send_request(request).await.unwrap();
        stream.send_data(sent.into()).await.unwrap();
        stream.finish().await.unwrap();
        assert_eq!(server.event().await, "internal", "{length}");
        assert_eq!(server.event().await, "dropped", "{length}");
    }
    assert_eq!(client.call("/echo", "hats").await.unwrap(), "hats");
}

#[tokio::test]
async fn frames_that_mean_nothing_change_nothing() {
    let (server, authority) = start_http3(|server| server);
    let client = Client::new(&server, &authority).await;
    let unknown = [&[0x21, 0x80, 1, 0, 0][..], &[7; 65536]].concat();
    let (head, data) = (raw_head("/echo"), [0, 4, b'h', b'a', b't', b's']);
    let rows = [
        ("plain", [&head[..], &data].concat()),
        ("empty data", [&head[..], &[0, 0], &data, &[0, 0]].concat()),
        (
            "unknown, around",
            [&unknown, &head[..], &unknown, &data, &unknown].concat(),
        ),
        (
            "in pieces",
            [&head[..], &[0, 2], b"ha", &[0, 0, 0x21, 0, 0, 2], b"ts"].concat(),
        ),
    ];
    for (row, sent) in rows {
        let (mut send, mut recv) = client.quic.open_bi().await.unwrap();
        send.write_all(&sent).await.unwrap();
        send.finish().unwrap();
        let answer = recv.read_to_end(10_000).await.unwrap();
        assert!(answer.ends_with(&data), "{row}: {answer:?}");
    }
}

#[tokio::test]
async fn frames_that_are_wrong_harm_no_other_client() {
    let (server, authority) = start_http3(|server| server);
    let long = [1, 0x80, 1, 0, 1];
    let not_qpack = [&[1, 4, 0, 0, 0xFF, 0xFF][..]].concat();
    let malformed = [1, 3, 0, 0, 0xC0 | 20];
    let data_first = [0, 1, 7];
    let of_http2 = [2, 1, 7];
    // What the stream ends with, or else its connection.
    let rows: [(&str, &[u8], Code, bool); 6] = [
        ("a head without end", &long, Code::H3_EXCESSIVE_LOAD, true),
        (
            "a head without a path",
            &malformed,
            Code::H3_MESSAGE_ERROR,
            true,
        ),
        ("nothing", &[], Code::H3_REQUEST_INCOMPLETE, true),
        (
            "no QPACK",
            &not_qpack,
            Code::QPACK_DECOMPRESSION_FAILED,
            false,
        ),
        ("data first", &data_first, Code::H3_FRAME_UNEXPECTED, false),
        (
            "a frame of HTTP/2",
            &of_http2,
            Code::H3_FRAME_UNEXPECTED,
            false,
        ),
    ];
    let other = Client::new(&server, &authority).await;
    for (row, sent, code, of_stream) in rows {
        let client = Client::new(&server, &authority).await;
        let (mut send, mut recv) = client.quic.open_bi().await.unwrap();
        send.write_all(sent).await.unwrap();
        send.finish().unwrap();
        match recv.read_to_end(1000).await {
            Err(ReadToEndError::Read(ReadError::Reset(_))) if of_stream => {
                assert_eq!(client.call("/echo", "hats").await.unwrap(), "hats", "{row}");
            }
            Err(ReadToEndError::Read(ReadError::ConnectionLost(
                ConnectionError::ApplicationClosed(close),
            ))) if !of_stream => assert_eq!(close.error_code, varint(code), "{row}"),
            other => panic!("{row}: {other:?}"),
        }
        assert_eq!(other.call("/echo", "hats").await.unwrap(), "hats", "{row}");
    }
    // The same on the control stream.
    let quic = quic(server.address, &authority, None).await.unwrap();
    let mut control = quic.open_uni().await.unwrap();
    control.write_all(&[0, 4, 0x80, 1, 0, 1]).await.unwrap();
    assert!(matches!(
        quic.closed().await,
        ConnectionError::ApplicationClosed(_)
    ));
    assert_eq!(other.call("/echo", "hats").await.unwrap(), "hats");
}

#[tokio::test(start_paused = true)]
async fn head_that_does_not_come_is_cut_off() {
    let (server, authority) = start_http3(|server| server);
    let client = Client::new(&server, &authority).await;
    let begun = Instant::now();
    let (mut send, mut recv) = client.quic.open_bi().await.unwrap();
    send.write_all(&raw_head("/echo")[..9]).await.unwrap();
    assert!(recv.read_to_end(1000).await.is_err());
    assert_eq!(begun.elapsed().as_secs(), 10);
    assert_eq!(client.call("/echo", "hats").await.unwrap(), "hats");
}

#[tokio::test(start_paused = true)]
async fn connection_is_retired_only_when_it_is_unused() {
    let (mut server, authority) = start_http3(|server| server);
    let client = Client::new(&server, &authority).await;
    let mut stream = client.begin("/last").await.unwrap();
    stream.finish().await.unwrap();
    assert_eq!(server.event().await, "started");
    tokio::time::sleep(Duration::from_secs(1000)).await;
    for _ in 0..10 {
        assert_eq!(client.call("/echo", "hats").await.unwrap(), "hats");
        tokio::time::sleep(Duration::from_secs(100)).await;
    }
    server.stop();
    assert_eq!(finish(stream).await.unwrap().body, "last");

    let (server, authority) = start_http3(|server| server);
    let client = Client::new(&server, &authority).await;
    assert_eq!(client.call("/echo", "hats").await.unwrap(), "hats");
    let unused = Instant::now();
    let error = client.driver.await.unwrap();
    assert!(error.is_h3_no_error(), "{error}");
    let kept = unused.elapsed().as_secs();
    assert!((120..=240).contains(&kept), "{kept}");
}

#[tokio::test]
async fn client_that_vanishes_is_given_up() {
    let second = Duration::from_secs(1);
    let (mut server, authority) = start_http3(|server| server.keep_alive(second, second));
    let address = server.address;
    let (vanish, vanishes) = tokio::sync::oneshot::channel::<()>();
    let client = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let client = Client::on(quic(address, &authority, None).await.unwrap()).await;
            let _hanging = client.begin("/hang").await.unwrap();
            vanishes.await.unwrap();
        });
        // With it goes what would have said farewell.
        drop(runtime);
    });
    assert_eq!(server.event().await, "started");
    vanish.send(()).unwrap();
    client.join().unwrap();
    assert_eq!(server.event().await, "dropped");
}

#[tokio::test(start_paused = true)]
async fn old_connection_is_retired_without_an_error() {
    let (mut server, authority) =
        start_http3(|server| server.max_connection_age(Duration::from_secs(5)));
    let client = Client::new(&server, &authority).await;
    let mut stream = client.begin("/last").await.unwrap();
    stream.finish().await.unwrap();
    assert_eq!(server.event().await, "started");
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert!(client.sender.is_closing());
    // A client that has not heard of it is refused, and may try elsewhere.
    let (mut send, mut recv) = client.quic.open_bi().await.unwrap();
    send.write_all(&raw_head("/echo")).await.unwrap();
    let error = recv.read_to_end(1000).await.unwrap_err();
    let rejected = ReadError::Reset(varint(Code::H3_REQUEST_REJECTED));
    assert_eq!(error, ReadToEndError::Read(rejected));
    server.stop();
    assert_eq!(finish(stream).await.unwrap().body, "last");
    assert!(client.driver.await.unwrap().is_h3_no_error());
}

#[tokio::test]
async fn shutdown_finishes_what_is_being_answered() {
    let (mut server, authority) = start_http3(|server| server);
    let [client, unused] = [
        Client::new(&server, &authority).await,
        Client::new(&server, &authority).await,
    ];
    let mut stream = client.begin("/hang").await.unwrap();
    stream.finish().await.unwrap();
    assert_eq!(server.event().await, "started");
    let mut last = client.begin("/last").await.unwrap();
    last.finish().await.unwrap();
    assert_eq!(server.event().await, "started");

    server.stop();
    client.told_to_leave().await;
    assert_eq!(finish(last).await.unwrap().body, "last");
    assert_eq!(server.event().await, "dropped");
    assert!(unused.driver.await.unwrap().is_h3_no_error());
    // New clients need not wait to be told.
    let error = quic(server.address, &authority, None).await.unwrap_err();
    assert!(
        matches!(error, ConnectionError::ConnectionClosed(_)),
        "{error}"
    );
    assert!(TcpStream::connect(server.address).await.is_err());
    drop(stream);
    assert!(client.driver.await.unwrap().is_h3_no_error());
    server.serving.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn shutdown_ends_at_its_limit_whatever_clients_do() {
    let limit = Duration::from_secs(3);
    let (mut server, authority) = start_http3(|server| server.shutdown_limit(limit));
    let client = Client::new(&server, &authority).await;
    let _hanging = client.begin("/hang").await.unwrap();
    assert_eq!(server.event().await, "started");
    let mut endless = client.begin("/endless").await.unwrap();
    endless.recv_response().await.unwrap();
    let start = server.stop();
    server.serving.await.unwrap().unwrap();
    let took = start.elapsed();
    assert!(
        took >= limit && took < limit + Duration::from_millis(200),
        "{took:?}"
    );
    let mut events = [server.events.recv().await, server.events.recv().await];
    events.sort();
    assert_eq!(events, [Some("body dropped"), Some("dropped")]);
    assert!(client.driver.await.unwrap().is_h3_no_error());
}

#[tokio::test]
async fn dropping_the_server_drops_every_handler() {
    let (mut server, authority) = start_http3(|server| server);
    let client = Client::new(&server, &authority).await;
    let _hanging = client.begin("/hang").await.unwrap();
    assert_eq!(server.event().await, "started");
    let mut endless = client.begin("/endless").await.unwrap();
    endless.recv_response().await.unwrap();
    server.serving.abort();
    let mut events = Vec::new();
    while let Some(event) = server.events.recv().await {
        events.push(event);
    }
    events.sort();
    assert_eq!(events, ["body dropped", "dropped"]);
}

#[tokio::test]
async fn client_has_no_more_requests_open_than_it_may() {
    let (mut server, authority) = start_http3(|server| server.http2_max_concurrent_streams(2));
    let client = Client::new(&server, &authority).await;
    let first = client.begin("/hang").await.unwrap();
    let _second = client.begin("/hang").await.unwrap();
    assert_eq!(server.event().await, "started");
    assert_eq!(server.event().await, "started");
    let third = client.call("/echo", "hats");
    let mut third = std::pin::pin!(third);
    assert!(poll_fn(|cx| Poll::Ready(third.as_mut().poll(cx).is_pending())).await);
    drop(first);
    assert_eq!(third.await.unwrap(), "hats");
}

#[tokio::test]
async fn tls_that_quic_cannot_use_is_an_error() {
    let authority = Authority::new("ca");
    let tls = server_tls(&authority);
    let pair = authority.sign(&["localhost"], |_| ());
    let old = rustls::ServerConfig::builder_with_provider(crate::tls::provider())
        .with_protocol_versions(&[&rustls::version::TLS12])
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            crate::tls::certificates(pair.chain.as_bytes()).unwrap(),
            crate::tls::private_key(pair.key.as_bytes()).unwrap(),
        )
        .unwrap();
    let mut early = Arc::unwrap_or_clone(tls.config());
    early.max_early_data_size = 1000;
    let table = [
        ("none", None, false),
        ("TLS 1.2", Some(Arc::new(old).into()), false),
        ("early data", Some(Arc::new(early).into()), true),
        ("the default", Some(tls), true),
    ];
    for (row, tls, good) in table {
        let mut server = Server::bind("127.0.0.1:0").http3().shutdown(async {});
        if let Some(tls) = tls {
            server = server.tls(tls);
        }
        let served = server
            .serve(Hats(tokio::sync::mpsc::unbounded_channel().0))
            .await;
        match good {
            true => served.unwrap(),
            false => assert_eq!(
                served.unwrap_err().kind(),
                io::ErrorKind::InvalidInput,
                "{row}"
            ),
        }
    }
}

#[tokio::test]
async fn port_that_is_taken_over_udp_is_an_error_unless_another_will_do() {
    let authority = Authority::new("ca");
    let serve = |address: String| {
        let server = Server::bind(address).tls(server_tls(&authority)).http3();
        let service = Hats(tokio::sync::mpsc::unbounded_channel().0);
        server.shutdown(async {}).serve(service)
    };
    let taken = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let error = serve(taken.local_addr().unwrap().to_string())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::AddrInUse);
    serve("127.0.0.1:0".to_owned()).await.unwrap();
}

#[tokio::test]
async fn limits_of_any_length_can_be_set() {
    type Change = fn(Server) -> Server;
    let rows: [(&str, Change); 5] = [
        ("idle", |server| server.idle_timeout(Duration::MAX)),
        ("handshake", |server| {
            server.handshake_timeout(Duration::MAX)
        }),
        ("age", |server| server.max_connection_age(Duration::MAX)),
        ("pings", |server| {
            server.keep_alive(Duration::MAX, Duration::MAX)
        }),
        ("streams", |server| {
            server.http2_max_concurrent_streams(u32::MAX)
        }),
    ];
    for (name, change) in rows {
        let (mut server, authority) = start_http3(change);
        let client = Client::new(&server, &authority).await;
        assert_eq!(client.call("/echo", "hats").await.expect(name), "hats");
        drop(client);
        server.stop();
        server.serving.await.expect(name).expect(name);
    }
}
