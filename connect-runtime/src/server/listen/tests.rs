use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    task::Context,
};

use http_body::{Body, Frame};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::{mpsc, oneshot},
    task::JoinHandle,
    time::Instant,
};

use super::*;
use crate::server::origin::Origin;

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const SETTINGS: &[u8] = &[0, 0, 0, 4, 0, 0, 0, 0, 0];

pub(super) type TestBody = Pin<Box<dyn Body<Data = Bytes, Error = Infallible> + Send>>;

/// Answers by path, and tells what happens.
#[derive(Clone)]
pub(super) struct Hats(pub(super) mpsc::UnboundedSender<&'static str>);

impl Service<http::Request<IncomingBody>> for Hats {
    type Response = http::Response<TestBody>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<IncomingBody>) -> Self::Future {
        let events = self.0.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let origin = body.origin();
            let origin = Origin::of(origin.as_ref()).unwrap();
            let dropped = Tell(events.clone(), "dropped");
            let body: TestBody = match parts.uri.path() {
                "/echo" => full(read(body).await.unwrap()),
                "/peer" => {
                    let peer = &origin.peer;
                    full(format!(
                        "{} {}",
                        peer.address.is_some(),
                        peer.certificates.len()
                    ))
                }
                "/upload" => {
                    let error = read(body).await.unwrap_err();
                    let _ = events.send(error.code().as_str());
                    full("")
                }
                "/last" => {
                    let _ = events.send("started");
                    origin.shutdown.clone().wait().await;
                    full("last")
                }
                "/endless" => Box::pin(Endless(dropped)),
                _ => {
                    let _ = events.send("started");
                    std::future::pending().await
                }
            };
            Ok(http::Response::new(body))
        })
    }
}

/// Says something when it is dropped.
struct Tell(mpsc::UnboundedSender<&'static str>, &'static str);

impl Drop for Tell {
    fn drop(&mut self) {
        let _ = self.0.send(self.1);
    }
}

/// One frame, and then none for ever.
struct Endless(Tell);

impl Body for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match std::mem::replace(&mut self.0.1, "body dropped") {
            "dropped" => Poll::Ready(Some(Ok(Frame::data("tick".into())))),
            _ => Poll::Pending,
        }
    }
}

/// All of a body at once.
struct Full(Bytes);

fn full(bytes: impl Into<Bytes>) -> TestBody {
    Box::pin(Full(bytes.into()))
}

impl Body for Full {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match std::mem::take(&mut self.0) {
            none if none.is_empty() => Poll::Ready(None),
            bytes => Poll::Ready(Some(Ok(Frame::data(bytes)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_empty()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        http_body::SizeHint::with_exact(self.0.len() as u64)
    }
}

async fn read(mut body: IncomingBody) -> Result<Bytes, crate::error::ConnectError> {
    let mut all = Vec::new();
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        all.extend_from_slice(&frame?.into_data().unwrap());
    }
    Ok(all.into())
}

/// A server that runs.
pub(super) struct Running {
    pub(super) address: SocketAddr,
    pub(super) events: mpsc::UnboundedReceiver<&'static str>,
    stop: Option<oneshot::Sender<()>>,
    pub(super) serving: JoinHandle<io::Result<()>>,
}

pub(super) fn start(change: impl FnOnce(Server) -> Server) -> Running {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let (sender, events) = mpsc::unbounded_channel();
    let server = Server::from_listener(listener).shutdown(async {
        let _ = stopped.await;
    });
    let serving = tokio::spawn(change(server).serve(Hats(sender)));
    Running {
        address,
        events,
        stop: Some(stop),
        serving,
    }
}

impl Running {
    pub(super) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    pub(super) async fn event(&mut self) -> &'static str {
        self.events.recv().await.unwrap()
    }

    pub(super) fn stop(&mut self) -> Instant {
        self.stop.take().unwrap().send(()).unwrap();
        Instant::now()
    }

    async fn http2(&self) -> h2::client::SendRequest<Bytes> {
        http2(self.connect().await).await
    }
}

pub(super) async fn http2<T>(io: T) -> h2::client::SendRequest<Bytes>
where
    T: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
{
    let (sender, connection) = h2::client::handshake(io).await.unwrap();
    tokio::spawn(async {
        let _ = connection.await;
    });
    sender.ready().await.unwrap()
}

fn post(path: &str) -> http::Request<()> {
    http::Request::post(format!("http://a{path}"))
        .body(())
        .unwrap()
}

pub(super) async fn call(
    sender: &h2::client::SendRequest<Bytes>,
    path: &str,
    body: &'static str,
) -> Result<Bytes, h2::Error> {
    let mut sender = sender.clone().ready().await?;
    let (response, mut stream) = sender.send_request(post(path), false)?;
    stream.send_data(body.into(), true)?;
    let mut body = response.await?.into_body();
    let mut all = Vec::new();
    while let Some(data) = body.data().await {
        all.extend_from_slice(&data?);
    }
    Ok(all.into())
}

pub(super) fn head(path: &str, length: usize) -> Vec<u8> {
    format!("POST {path} HTTP/1.1\r\nhost: a\r\ncontent-length: {length}\r\n\r\n").into_bytes()
}

/// Reads until `end` has come.
pub(super) async fn read_until<T: tokio::io::AsyncRead + Unpin>(
    stream: &mut T,
    end: &str,
) -> String {
    let mut all = String::new();
    while !all.ends_with(end) {
        let mut buf = [0; 1024];
        let read = stream.read(&mut buf).await.unwrap();
        assert!(read > 0, "closed after {all:?}");
        all.push_str(std::str::from_utf8(&buf[..read]).unwrap());
    }
    all
}

#[tokio::test]
async fn both_versions_are_answered_on_one_port() {
    let server = start(|server| server);
    let mut http1 = server.connect().await;
    for _ in 0..3 {
        http1
            .write_all(&[head("/echo", 4), b"hats".to_vec()].concat())
            .await
            .unwrap();
        let answer = read_until(&mut http1, "hats").await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(answer.contains("content-length: 4\r\n"), "{answer}");
    }
    let http2 = server.http2().await;
    for _ in 0..3 {
        assert_eq!(
            call(&http2, "/echo", "more hats").await.unwrap(),
            "more hats"
        );
    }
    assert_eq!(call(&http2, "/peer", "").await.unwrap(), "true 0");
}

/// How long the server keeps a connection on which this is sent, and nothing more.
async fn patience(sent: &[u8]) -> Duration {
    let server = start(|server| server);
    let mut client = server.connect().await;
    client.write_all(sent).await.unwrap();
    let start = Instant::now();
    // What comes is settings or answers.
    let _ = client.read_to_end(&mut Vec::new()).await;
    start.elapsed()
}

#[tokio::test(start_paused = true)]
async fn silent_client_is_closed_when_its_limit_is_over() {
    let mut half_headers = [PREFACE, SETTINGS].concat();
    // HEADERS of one byte, without END_HEADERS.
    half_headers.extend_from_slice(&[0, 0, 1, 1, 0, 0, 0, 0, 1, 0x82]);
    let answered = [head("/echo", 4), b"hats".to_vec()].concat();
    let table: [(&[u8], u64); 9] = [
        (b"", 10),
        (b"P", 10),
        (&PREFACE[..20], 10),
        (PREFACE, 10),
        // 10 seconds for the settings, 120 without a stream, and 10 for the client's leaving.
        (&half_headers, 140),
        (&[PREFACE, SETTINGS].concat(), 140),
        (b"POST /a HTTP/1.1\r\nhost", 10),
        (&answered, 120),
        (&[&answered[..], b"POST"].concat(), 120),
    ];
    for (sent, limit) in table {
        let kept = patience(sent).await.as_secs_f64();
        let shown = String::from_utf8_lossy(sent);
        assert!(
            (kept - limit as f64).abs() < 1.0,
            "{kept} s, not {limit}, after {shown:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn client_that_answers_no_ping_is_closed() {
    let server = start(|server| server.keep_alive(Duration::from_secs(30), Duration::from_secs(5)));
    let mut client = server.connect().await;
    client
        .write_all(&[PREFACE, SETTINGS].concat())
        .await
        .unwrap();
    let start = Instant::now();
    let _ = client.read_to_end(&mut Vec::new()).await;
    assert_eq!(start.elapsed().as_secs(), 35);
}

#[tokio::test(start_paused = true)]
async fn http2_connection_is_retired_only_when_it_is_unused() {
    let mut server = start(|server| server);
    let http2 = server.http2().await;
    let answer = tokio::spawn({
        let http2 = http2.clone();
        async move { call(&http2, "/last", "").await }
    });
    assert_eq!(server.event().await, "started");
    tokio::time::sleep(Duration::from_secs(1000)).await;
    for _ in 0..10 {
        assert_eq!(call(&http2, "/echo", "hats").await.unwrap(), "hats");
        tokio::time::sleep(Duration::from_secs(100)).await;
    }
    server.stop();
    assert_eq!(answer.await.unwrap().unwrap(), "last");

    let server = start(|server| server);
    let http2 = server.http2().await;
    assert_eq!(call(&http2, "/echo", "hats").await.unwrap(), "hats");
    tokio::time::sleep(Duration::from_secs(300)).await;
    let error = call(&http2, "/echo", "hats").await.unwrap_err();
    assert_eq!(error.reason(), Some(h2::Reason::NO_ERROR));
}

#[tokio::test(start_paused = true)]
async fn head_that_comes_byte_by_byte_is_cut_off() {
    let server = start(|server| server);
    let mut client = server.connect().await;
    for turn in 0..2 {
        let start = Instant::now();
        let mut closed = false;
        for byte in head("/echo", 0) {
            tokio::time::sleep(Duration::from_secs(1)).await;
            if client.write_all(&[byte]).await.is_err() || client.try_read(&mut [0]).is_ok() {
                closed = true;
                break;
            }
        }
        assert!(closed, "turn {turn}");
        let kept = start.elapsed().as_secs();
        assert!((10..=13).contains(&kept), "turn {turn}: {kept}");
        // Once more on a connection that has had a request and a minute's rest.
        client = server.connect().await;
        client
            .write_all(&[head("/echo", 4), b"hats".to_vec()].concat())
            .await
            .unwrap();
        read_until(&mut client, "hats").await;
        tokio::time::sleep(Duration::from_secs(60)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn request_that_takes_its_time_is_not_cut_off() {
    let mut server = start(|server| server);
    let mut client = server.connect().await;
    client.write_all(&head("/echo", 4)).await.unwrap();
    for byte in b"hats" {
        tokio::time::sleep(Duration::from_secs(200)).await;
        client.write_all(&[*byte]).await.unwrap();
    }
    read_until(&mut client, "hats").await;
    client.write_all(&head("/last", 0)).await.unwrap();
    assert_eq!(server.event().await, "dropped");
    assert_eq!(server.event().await, "started");
    tokio::time::sleep(Duration::from_secs(1000)).await;
    server.stop();
    read_until(&mut client, "last").await;
}

#[tokio::test]
async fn client_that_leaves_takes_its_handler_along() {
    let mut server = start(|server| server);
    let mut http1 = server.connect().await;
    http1.write_all(&head("/hang", 0)).await.unwrap();
    assert_eq!(server.event().await, "started");
    drop(http1);
    assert_eq!(server.event().await, "dropped");

    let http2 = server.http2().await;
    let mut sender = http2.clone();
    let (response, stream) = sender.send_request(post("/hang"), false).unwrap();
    assert_eq!(server.event().await, "started");
    drop((response, stream));
    assert_eq!(server.event().await, "dropped");

    let (response, stream) = sender.send_request(post("/endless"), false).unwrap();
    let mut body = response.await.unwrap().into_body();
    assert_eq!(body.data().await.unwrap().unwrap(), "tick");
    drop((body, stream));
    assert_eq!(server.event().await, "body dropped");
}

#[tokio::test]
async fn upload_that_is_cut_off_is_canceled_and_never_ends_well() {
    let mut server = start(|server| server);
    let mut http1 = server.connect().await;
    http1
        .write_all(&[head("/upload", 10), b"hats".to_vec()].concat())
        .await
        .unwrap();
    http1.shutdown().await.unwrap();
    assert_eq!(server.event().await, "canceled");
    assert_eq!(server.event().await, "dropped");

    let mut http1 = server.connect().await;
    let chunked = b"POST /upload HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhats\r\nxyz\r\n";
    http1.write_all(chunked).await.unwrap();
    assert_eq!(server.event().await, "canceled");
    assert_eq!(server.event().await, "dropped");

    for reason in [
        h2::Reason::CANCEL,
        h2::Reason::NO_ERROR,
        h2::Reason::INTERNAL_ERROR,
    ] {
        let mut sender = server.http2().await;
        let (_response, mut stream) = sender.send_request(post("/upload"), false).unwrap();
        stream.send_data("hats".into(), false).unwrap();
        stream.send_reset(reason);
        // Whether the handler learns of it or is dropped first, it never sees an end.
        let event = server.event().await;
        assert!(matches!(event, "canceled" | "dropped"), "{event}");
        if event == "canceled" {
            assert_eq!(server.event().await, "dropped");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn shutdown_finishes_what_is_being_answered() {
    let mut server = start(|server| server);
    let mut http1 = server.connect().await;
    http1.write_all(&head("/last", 0)).await.unwrap();
    assert_eq!(server.event().await, "started");
    let http2 = server.http2().await;
    let answer = tokio::spawn({
        let http2 = http2.clone();
        async move { call(&http2, "/last", "").await }
    });
    assert_eq!(server.event().await, "started");
    let idle = server.connect().await;
    let mut idle_after_request = server.connect().await;
    idle_after_request
        .write_all(&[head("/echo", 1), b"x".to_vec()].concat())
        .await
        .unwrap();
    read_until(&mut idle_after_request, "x").await;

    let start = server.stop();
    read_until(&mut http1, "last").await;
    assert_eq!(answer.await.unwrap().unwrap(), "last");
    server.serving.await.unwrap().unwrap();
    assert!(
        start.elapsed() < Duration::from_millis(100),
        "{:?}",
        start.elapsed()
    );
    assert!(TcpStream::connect(server.address).await.is_err());
    assert!(call(&http2, "/echo", "").await.is_err());
    for mut closed in [idle, idle_after_request, http1] {
        assert_eq!(closed.read(&mut [0; 10]).await.unwrap_or(0), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn shutdown_ends_at_its_limit_whatever_clients_do() {
    let limit = Duration::from_secs(3);
    let mut server = start(|server| server.shutdown_limit(limit));
    let mut http1 = server.connect().await;
    http1.write_all(&head("/hang", 0)).await.unwrap();
    assert_eq!(server.event().await, "started");
    let mut http2 = server.http2().await;
    let (_response, _stream) = http2.send_request(post("/endless"), false).unwrap();
    // Clients that never acknowledge a PING, or never finish what they began.
    let mut clients = Vec::new();
    for sent in [
        PREFACE,
        &[PREFACE, SETTINGS].concat(),
        b"POST /a HTTP",
        &PREFACE[..5],
        b"",
    ] {
        let mut client = server.connect().await;
        client.write_all(sent).await.unwrap();
        clients.push(client);
    }
    tokio::time::sleep(Duration::from_millis(10)).await;
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
}

#[tokio::test]
async fn dropping_the_server_drops_every_handler() {
    let mut server = start(|server| server);
    let mut http1 = server.connect().await;
    http1.write_all(&head("/hang", 0)).await.unwrap();
    assert_eq!(server.event().await, "started");
    let mut http2 = server.http2().await;
    let _hanging = http2.send_request(post("/hang"), false).unwrap();
    assert_eq!(server.event().await, "started");
    let (response, _stream) = http2.send_request(post("/endless"), false).unwrap();
    let body = response.await.unwrap().into_body();
    server.serving.abort();
    let mut events = Vec::new();
    while let Some(event) = server.events.recv().await {
        events.push(event);
    }
    events.sort();
    assert_eq!(events, ["body dropped", "dropped", "dropped"]);
    drop(body);
}

#[tokio::test(start_paused = true)]
async fn old_connection_is_retired_without_an_error() {
    let mut server = start(|server| server.max_connection_age(Duration::from_secs(5)));
    let http2 = server.http2().await;
    let mut http1 = server.connect().await;
    http1.write_all(&head("/last", 0)).await.unwrap();
    let answer = tokio::spawn({
        let http2 = http2.clone();
        async move { call(&http2, "/last", "").await }
    });
    assert_eq!(server.event().await, "started");
    assert_eq!(server.event().await, "started");
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert!(call(&http2, "/echo", "").await.unwrap_err().is_go_away());
    server.stop();
    assert_eq!(answer.await.unwrap().unwrap(), "last");
    read_until(&mut http1, "last").await;
    assert_eq!(http1.read(&mut [0; 10]).await.unwrap(), 0);
}

/// A service that is not ready at once.
#[derive(Clone)]
struct Slow(Hats, Arc<Mutex<u32>>);

impl Service<http::Request<IncomingBody>> for Slow {
    type Response = http::Response<TestBody>;
    type Error = Infallible;
    type Future = <Hats as Service<http::Request<IncomingBody>>>::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        let mut asked = self.1.lock().unwrap();
        *asked += 1;
        if asked.is_multiple_of(3) {
            return Poll::Ready(Ok(()));
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    fn call(&mut self, request: http::Request<IncomingBody>) -> Self::Future {
        assert_eq!(*self.1.lock().unwrap() % 3, 0, "called before it was ready");
        self.0.call(request)
    }
}

#[tokio::test]
async fn service_is_called_only_when_it_is_ready() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let service = Slow(Hats(mpsc::unbounded_channel().0), Arc::default());
    let serving = tokio::spawn(Server::from_listener(listener).serve(service));
    let http2 = http2(TcpStream::connect(address).await.unwrap()).await;
    for _ in 0..4 {
        assert_eq!(call(&http2, "/echo", "hats").await.unwrap(), "hats");
    }
    serving.abort();
}

#[tokio::test]
async fn address_in_use_is_an_error() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let service = Hats(mpsc::unbounded_channel().0);
    let result = Server::bind(taken.local_addr().unwrap())
        .serve(service)
        .await;
    assert_eq!(result.unwrap_err().kind(), io::ErrorKind::AddrInUse);
}

#[tokio::test]
async fn limits_of_any_length_can_be_set() {
    let never = Duration::MAX;
    type Change = fn(Server) -> Server;
    let rows: [(&str, Change); 6] = [
        ("idle, none", |server| server.idle_timeout(Duration::MAX)),
        ("idle, zero", |server| server.idle_timeout(Duration::ZERO)),
        ("handshake", |server| {
            server.handshake_timeout(Duration::MAX)
        }),
        ("age", |server| server.max_connection_age(Duration::MAX)),
        ("shutdown", |server| server.shutdown_limit(Duration::MAX)),
        ("pings", |server| {
            server.keep_alive(Duration::MAX, Duration::MAX)
        }),
    ];
    for (name, change) in rows {
        let mut server = start(|server| change(server).shutdown_limit(never));
        let mut stream = server.connect().await;
        stream.write_all(&head("/echo", 4)).await.expect(name);
        stream.write_all(b"hats").await.expect(name);
        read_until(&mut stream, "hats").await;
        let client = server.http2().await;
        assert_eq!(call(&client, "/echo", "hats").await.expect(name), "hats");
        drop((stream, client));
        server.stop();
        server.serving.await.expect(name).expect(name);
    }
}
