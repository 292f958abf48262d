use std::{
    future::poll_fn,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use http_body::{Body as _, Frame, SizeHint};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    time::Instant,
};

use super::*;
use crate::code::Code;

/// A request's body: bytes at hand, or as they are sent.
pub(super) enum TestBody {
    Once(Bytes),
    Stream(mpsc::UnboundedReceiver<&'static str>),
}

impl http_body::Body for TestBody {
    type Data = Bytes;
    type Error = ConnectError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ConnectError>>> {
        let data = match &mut *self {
            TestBody::Once(bytes) if bytes.is_empty() => None,
            TestBody::Once(bytes) => Some(std::mem::take(bytes)),
            TestBody::Stream(receiver) => ready!(receiver.poll_recv(cx)).map(Bytes::from),
        };
        Poll::Ready(data.map(|data| Ok(Frame::data(data))))
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, TestBody::Once(bytes) if bytes.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            TestBody::Once(bytes) => SizeHint::with_exact(bytes.len() as u64),
            TestBody::Stream(_) => SizeHint::default(),
        }
    }
}

impl RequestBody for TestBody {
    fn try_clone(&self) -> Option<Self> {
        match self {
            TestBody::Once(bytes) => Some(TestBody::Once(bytes.clone())),
            TestBody::Stream(_) => None,
        }
    }
}

const IDEMPOTENT: ConnectHint = ConnectHint {
    http2: false,
    idempotent: true,
};
pub(super) const UNMARKED: ConnectHint = ConnectHint {
    http2: false,
    idempotent: false,
};
const DUPLEX: ConnectHint = ConnectHint {
    http2: true,
    idempotent: false,
};

pub(super) struct Client {
    pub(super) transport: Arc<HttpTransport<TestBody>>,
    url: String,
}

pub(super) type Answer = Result<http::Response<IncomingBody>, ConnectError>;

impl Client {
    pub(super) fn new(url: String, change: impl FnOnce(&mut TransportConfig)) -> Self {
        let mut config = TransportConfig::default();
        change(&mut config);
        let transport = HttpTransport::new(&url.parse().unwrap(), &config).unwrap();
        Client {
            transport: Arc::new(transport),
            url,
        }
    }

    fn to(address: SocketAddr, version: HttpVersion) -> Self {
        Client::new(format!("http://{address}"), |config| {
            config.http_version = version
        })
    }

    pub(super) async fn send(&self, body: TestBody, hint: ConnectHint) -> Answer {
        let request = http::Request::post(format!("{}/a.B/C", self.url))
            .body(body)
            .unwrap();
        self.transport.send(request, hint).await
    }

    pub(super) async fn post(&self, hint: ConnectHint) -> Result<String, ConnectError> {
        read(self.send(TestBody::Once("hats".into()), hint).await?).await
    }

    pub(super) fn spawn_post(&self) -> tokio::task::JoinHandle<Result<String, ConnectError>> {
        let client = Client {
            transport: self.transport.clone(),
            url: self.url.clone(),
        };
        tokio::spawn(async move { client.post(UNMARKED).await })
    }
}

pub(super) async fn read(response: http::Response<IncomingBody>) -> Result<String, ConnectError> {
    let mut body = response.into_body();
    let mut all = Vec::new();
    while let Some(frame) = next(&mut body).await {
        all.extend_from_slice(&frame?.into_data().unwrap_or_default());
    }
    Ok(String::from_utf8(all).unwrap())
}

pub(super) async fn next(body: &mut IncomingBody) -> Option<Result<Frame<Bytes>, ConnectError>> {
    poll_fn(|cx| Pin::new(&mut *body).poll_frame(cx)).await
}

pub(super) async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

pub(super) async fn accept(listener: &TcpListener) -> TcpStream {
    let (stream, _) = listener.accept().await.unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}

/// Reads one request with the body "hats" from an HTTP/1.1 client.
async fn read_http1(stream: &mut TcpStream) -> String {
    let mut all = String::new();
    while !all.ends_with("\r\n\r\nhats") {
        let mut buf = [0; 1024];
        let read = stream.read(&mut buf).await.unwrap();
        assert!(read > 0, "closed after {all:?}");
        all.push_str(std::str::from_utf8(&buf[..read]).unwrap());
    }
    all
}

async fn answer_http1(stream: &mut TcpStream) {
    stream
        .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nfine")
        .await
        .unwrap();
}

async fn is_closed(stream: &mut TcpStream) -> bool {
    !matches!(stream.read(&mut [0; 100]).await, Ok(1..))
}

type Http2 = h2::server::Connection<TcpStream, Bytes>;
type Call = (
    http::Request<h2::RecvStream>,
    h2::server::SendResponse<Bytes>,
);

async fn accept_http2(listener: &TcpListener) -> Http2 {
    h2::server::handshake(accept(listener).await).await.unwrap()
}

async fn next_call(connection: &mut Http2) -> Call {
    connection.accept().await.unwrap().unwrap()
}

/// Lets a connection do what is to be done, until it is closed.
fn finish(mut connection: Http2) -> tokio::task::JoinHandle<()> {
    tokio::spawn(async move { while let Some(Ok(_)) = connection.accept().await {} })
}

pub(super) fn answer_http2((_, mut respond): Call) {
    let mut stream = respond
        .send_response(http::Response::new(()), false)
        .unwrap();
    stream.send_data("fine".into(), true).unwrap();
}

#[tokio::test]
async fn http1_connection_is_used_again_after_its_response_was_read() {
    let (listener, address) = listen().await;
    let client = Client::to(address, HttpVersion::Auto);
    let serving = tokio::spawn(async move {
        let mut stream = accept(&listener).await;
        for _ in 0..3 {
            let request = read_http1(&mut stream).await;
            assert!(request.starts_with("POST /a.B/C HTTP/1.1\r\n"), "{request}");
            assert!(
                request.contains(&format!("host: {address}\r\n")),
                "{request}"
            );
            assert!(request.contains("content-length: 4\r\n"), "{request}");
            answer_http1(&mut stream).await;
        }
    });
    for _ in 0..3 {
        assert_eq!(client.post(UNMARKED).await.unwrap(), "fine");
    }
    serving.await.unwrap();
}

#[tokio::test]
async fn http1_connection_is_closed_when_its_call_is_dropped() {
    let (listener, address) = listen().await;
    let client = Client::to(address, HttpVersion::Http1);

    let call = client.spawn_post();
    let mut stream = accept(&listener).await;
    read_http1(&mut stream).await;
    call.abort();
    assert!(is_closed(&mut stream).await);

    let sending = tokio::spawn(async move {
        let mut stream = accept(&listener).await;
        read_http1(&mut stream).await;
        stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nfi")
            .await
            .unwrap();
        assert!(is_closed(&mut stream).await);
    });
    let response = client
        .send(TestBody::Once("hats".into()), UNMARKED)
        .await
        .unwrap();
    let mut body = response.into_body();
    assert!(next(&mut body).await.unwrap().is_ok());
    drop(body);
    sending.await.unwrap();
}

#[tokio::test]
async fn http1_request_that_was_answered_early_ends_with_its_answer() {
    let (listener, address) = listen().await;
    let client = Client::to(address, HttpVersion::Http1);
    let (body, receiver) = mpsc::unbounded_channel();
    body.send("hats").unwrap();
    let server = async {
        let mut stream = accept(&listener).await;
        let mut head = [0; 1024];
        let _ = stream.read(&mut head).await.unwrap();
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
        stream.write_all(answer).await.unwrap();
        stream
    };
    let sent = client.send(TestBody::Stream(receiver), UNMARKED);
    let (mut stream, response) = tokio::join!(server, sent);
    assert_eq!(read(response.unwrap()).await.unwrap(), "ok");
    // The call is over, so nobody asks for more of its request, and its connection is of no more use.
    body.closed().await;
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.unwrap();
}

#[tokio::test]
async fn http1_response_that_is_cut_off_is_unavailable() {
    let heads = [
        "content-length: 9\r\n\r\nfi",
        "transfer-encoding: chunked\r\n\r\n4\r\nfine\r\n",
        "content-le",
    ];
    for head in heads {
        let (listener, address) = listen().await;
        let client = Client::to(address, HttpVersion::Http1);
        let call = client.spawn_post();
        let mut stream = accept(&listener).await;
        read_http1(&mut stream).await;
        stream
            .write_all(format!("HTTP/1.1 200 OK\r\n{head}").as_bytes())
            .await
            .unwrap();
        drop(stream);
        assert_eq!(
            call.await.unwrap().unwrap_err().code(),
            Code::Unavailable,
            "{head}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn unused_http1_connection_is_closed_in_time() {
    let (listener, address) = listen().await;
    let client = Client::to(address, HttpVersion::Http1);
    let call = client.spawn_post();
    let mut stream = accept(&listener).await;
    read_http1(&mut stream).await;
    answer_http1(&mut stream).await;
    call.await.unwrap().unwrap();
    let start = Instant::now();
    assert!(is_closed(&mut stream).await);
    assert_eq!(start.elapsed().as_secs(), 50);
}

#[tokio::test(start_paused = true)]
async fn only_so_many_unused_http1_connections_are_kept() {
    let (listener, address) = listen().await;
    let client = Client::new(format!("http://{address}"), |config| config.max_idle = 2);
    let calls: Vec<_> = (0..5).map(|_| client.spawn_post()).collect();
    let mut streams = Vec::new();
    for _ in 0..5 {
        let mut stream = accept(&listener).await;
        read_http1(&mut stream).await;
        streams.push(stream);
    }
    for stream in &mut streams {
        answer_http1(stream).await;
    }
    for call in calls {
        call.await.unwrap().unwrap();
    }
    // Those kept are closed 50 seconds later.
    let mut kept = 0;
    for stream in &mut streams {
        let closed = tokio::time::timeout(Duration::from_millis(10), is_closed(stream));
        kept += usize::from(closed.await.is_err());
    }
    assert_eq!(kept, 2);
    drop(client);
}

#[tokio::test]
async fn idempotent_call_survives_the_close_of_an_idle_connection() {
    for (hint, expected) in [
        (IDEMPOTENT, Ok("fine".to_owned())),
        (UNMARKED, Err(Code::Unavailable)),
    ] {
        let (listener, address) = listen().await;
        let client = Client::to(address, HttpVersion::Http1);
        let serving = tokio::spawn(async move {
            let mut stream = accept(&listener).await;
            read_http1(&mut stream).await;
            answer_http1(&mut stream).await;
            // The next request crosses with the close.
            read_http1(&mut stream).await;
            drop(stream);
            let mut stream = accept(&listener).await;
            read_http1(&mut stream).await;
            answer_http1(&mut stream).await;
        });
        client.post(hint).await.unwrap();
        assert_eq!(
            client.post(hint).await.map_err(|error| error.code()),
            expected
        );
        serving.abort();
    }
}

#[tokio::test]
async fn connection_that_was_closed_while_idle_is_not_used() {
    let (listener, address) = listen().await;
    let client = Client::to(address, HttpVersion::Http1);
    let (closed, mut close) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        loop {
            let mut stream = accept(&listener).await;
            read_http1(&mut stream).await;
            answer_http1(&mut stream).await;
            stream.shutdown().await.unwrap();
            assert!(is_closed(&mut stream).await);
            closed.send(()).unwrap();
        }
    });
    for _ in 0..3 {
        client.post(UNMARKED).await.unwrap();
        close.recv().await.unwrap();
    }
}

#[tokio::test]
async fn what_is_not_http1_is_unavailable_with_a_hint() {
    let (listener, address) = listen().await;
    let client = Client::to(address, HttpVersion::Http1);
    let call = client.spawn_post();
    let mut stream = accept(&listener).await;
    stream.write_all(&[21, 3, 3, 0, 2, 2, 70]).await.unwrap();
    let error = call.await.unwrap().unwrap_err();
    assert_eq!(error.code(), Code::Unavailable);
    assert!(error.message().contains("may expect TLS"), "{error}");

    let client = Client::to(address, HttpVersion::Http2);
    let call = client.spawn_post();
    let mut stream = accept(&listener).await;
    stream
        .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        .await
        .unwrap();
    let error = call.await.unwrap().unwrap_err();
    assert_eq!(error.code(), Code::Unavailable);
    assert!(error.message().contains("may expect HTTP/1.1"), "{error}");
}

#[tokio::test]
async fn http2_calls_share_one_connection() {
    let (listener, address) = listen().await;
    let client = Client::to(address, HttpVersion::Http2);
    let calls: Vec<_> = (0..50).map(|_| client.spawn_post()).collect();
    let mut connection = accept_http2(&listener).await;
    for _ in 0..50 {
        answer_http2(next_call(&mut connection).await);
    }
    finish(connection);
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap(), "fine");
    }
}

#[tokio::test]
async fn http2_unary_request_comes_whole_with_its_length() {
    let (listener, address) = listen().await;
    let client = Client::to(address, HttpVersion::Http2);
    let call = client.spawn_post();
    let mut connection = accept_http2(&listener).await;
    let (request, respond) = next_call(&mut connection).await;
    let (parts, mut body) = request.into_parts();
    assert_eq!(parts.uri.to_string(), format!("http://{address}/a.B/C"));
    assert_eq!(parts.headers["content-length"], "4");
    finish_later(connection);
    assert_eq!(body.data().await.unwrap().unwrap(), "hats");
    assert!(body.is_end_stream(), "an empty frame follows");
    answer_http2((http::Request::new(body), respond));
    call.await.unwrap().unwrap();
}

fn finish_later(connection: Http2) {
    drop(finish(connection));
}

#[tokio::test]
async fn bidirectional_stream_flows_both_ways_at_once() {
    let (listener, address) = listen().await;
    // In the clear by prior knowledge, as the call needs HTTP/2.
    let client = Client::to(address, HttpVersion::Auto);
    let (sender, receiver) = mpsc::unbounded_channel();
    let serving = tokio::spawn(async move {
        let mut connection = accept_http2(&listener).await;
        let (request, mut respond) = next_call(&mut connection).await;
        let closed = finish(connection);
        let mut stream = respond
            .send_response(http::Response::new(()), false)
            .unwrap();
        let mut body = request.into_body();
        while let Some(data) = body.data().await {
            let data = data.unwrap();
            body.flow_control().release_capacity(data.len()).unwrap();
            stream.send_data(data, false).unwrap();
        }
        stream.send_data(Bytes::new(), true).unwrap();
        closed.await.unwrap();
    });
    let response = client
        .send(TestBody::Stream(receiver), DUPLEX)
        .await
        .unwrap();
    let mut body = response.into_body();
    for text in ["one", "two", "three"] {
        sender.send(text).unwrap();
        let frame = next(&mut body).await.unwrap().unwrap();
        assert_eq!(frame.into_data().unwrap(), text);
    }
    drop(sender);
    loop {
        match next(&mut body).await {
            None => break,
            Some(frame) => assert!(frame.unwrap().into_data().unwrap().is_empty()),
        }
    }
    drop((body, client));
    serving.await.unwrap();
}

#[tokio::test]
async fn dropped_http2_call_resets_its_stream() {
    let (listener, address) = listen().await;
    let client = Client::to(address, HttpVersion::Http2);
    let call = client.spawn_post();
    let mut connection = accept_http2(&listener).await;
    let (waiting, mut calls) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Some(Ok(call)) = connection.accept().await {
            waiting.send(call).unwrap_or_default();
        }
    });

    // Before the response.
    let (_request, mut respond) = calls.recv().await.unwrap();
    call.abort();
    let reset = poll_fn(|cx| respond.poll_reset(cx)).await;
    assert_eq!(reset.unwrap(), h2::Reason::CANCEL);

    // Amid the response, with the request still open.
    let (sender, receiver) = mpsc::unbounded_channel();
    let responding = async {
        let (_request, mut respond) = calls.recv().await.unwrap();
        let mut stream = respond
            .send_response(http::Response::new(()), false)
            .unwrap();
        stream.send_data("fi".into(), false).unwrap();
        stream
    };
    let calling = client.send(TestBody::Stream(receiver), DUPLEX);
    let (mut stream, response) = tokio::join!(responding, calling);
    let mut body = response.unwrap().into_body();
    assert!(next(&mut body).await.unwrap().is_ok());
    drop(body);
    let reset = poll_fn(|cx| stream.poll_reset(cx)).await;
    assert_eq!(reset.unwrap(), h2::Reason::CANCEL);
    sender.closed().await;
}

#[tokio::test]
async fn reset_decides_the_code_before_and_after_the_head() {
    let table = [
        (h2::Reason::INTERNAL_ERROR, Code::Internal),
        (h2::Reason::CANCEL, Code::Canceled),
        (h2::Reason::ENHANCE_YOUR_CALM, Code::ResourceExhausted),
        (h2::Reason::INADEQUATE_SECURITY, Code::PermissionDenied),
    ];
    let (listener, address) = listen().await;
    let client = Client::to(address, HttpVersion::Http2);
    tokio::spawn(async move {
        let mut connection = accept_http2(&listener).await;
        let mut streams = Vec::new();
        for (reason, _) in table {
            let (_, mut respond) = next_call(&mut connection).await;
            respond.send_reset(reason);
            let (_, mut respond) = next_call(&mut connection).await;
            let mut stream = respond
                .send_response(http::Response::new(()), false)
                .unwrap();
            stream.send_data("fi".into(), false).unwrap();
            streams.push(stream);
            // With the next call the data is on its way.
            next_call(&mut connection).await.1.send_reset(reason);
            streams.pop().unwrap().send_reset(reason);
        }
        finish(connection).await.unwrap();
    });
    for (reason, code) in table {
        assert_eq!(
            client.post(UNMARKED).await.unwrap_err().code(),
            code,
            "{reason:?}"
        );
        let response = client
            .send(TestBody::Once("hats".into()), UNMARKED)
            .await
            .unwrap();
        let mut body = response.into_body();
        assert!(next(&mut body).await.unwrap().is_ok());
        client.post(UNMARKED).await.unwrap_err();
        assert_eq!(
            next(&mut body).await.unwrap().unwrap_err().code(),
            code,
            "{reason:?}"
        );
        assert!(next(&mut body).await.is_none());
    }
}

#[tokio::test]
async fn refused_stream_is_tried_once_more_if_it_can_be() {
    let (listener, address) = listen().await;
    let client = Client::to(address, HttpVersion::Http2);
    let serving = tokio::spawn(async move {
        let mut connection = accept_http2(&listener).await;
        let refuse = |call: Call| {
            let (_, mut respond) = call;
            respond.send_reset(h2::Reason::REFUSED_STREAM);
        };
        refuse(next_call(&mut connection).await);
        answer_http2(next_call(&mut connection).await);
        refuse(next_call(&mut connection).await);
        refuse(next_call(&mut connection).await);
        refuse(next_call(&mut connection).await);
        finish(connection).await.unwrap();
    });
    assert_eq!(client.post(UNMARKED).await.unwrap(), "fine");
    assert_eq!(
        client.post(UNMARKED).await.unwrap_err().code(),
        Code::Unavailable
    );
    let (_sender, receiver) = mpsc::unbounded_channel();
    let error = client
        .send(TestBody::Stream(receiver), UNMARKED)
        .await
        .unwrap_err();
    assert_eq!(error.code(), Code::Unavailable);
    drop(client);
    serving.await.unwrap();
}

#[tokio::test]
async fn goaway_finishes_old_streams_and_sends_new_ones_elsewhere() {
    let (listener, address) = listen().await;
    let client = Client::to(address, HttpVersion::Http2);
    let first = client.spawn_post();
    let mut connection = accept_http2(&listener).await;
    let call = next_call(&mut connection).await;
    connection.graceful_shutdown();
    let closed = finish(connection);
    // The client has seen the GOAWAY once it dials anew.
    let second = loop {
        let second = client.spawn_post();
        let accepted =
            tokio::time::timeout(Duration::from_millis(20), accept_http2(&listener)).await;
        match accepted {
            Ok(mut connection) => {
                answer_http2(next_call(&mut connection).await);
                finish(connection);
                break second;
            }
            Err(_) => second.abort(),
        }
    };
    assert_eq!(second.await.unwrap().unwrap(), "fine");
    answer_http2(call);
    assert_eq!(first.await.unwrap().unwrap(), "fine");
    closed.await.unwrap();
}

#[tokio::test]
async fn stream_above_the_goaway_is_tried_on_a_new_connection() {
    let (listener, address) = listen().await;
    let client = Client::to(address, HttpVersion::Http2);
    let call = client.spawn_post();
    let mut stream = accept(&listener).await;
    // SETTINGS, and then GOAWAY with last stream 0 although stream 1 has come.
    let mut seen = vec![0; 24];
    stream.read_exact(&mut seen).await.unwrap();
    stream
        .write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0])
        .await
        .unwrap();
    while !seen.ends_with(b"hats") {
        stream.read_buf(&mut seen).await.unwrap();
    }
    let go_away = [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    stream.write_all(&go_away).await.unwrap();
    let mut connection = accept_http2(&listener).await;
    answer_http2(next_call(&mut connection).await);
    finish(connection);
    assert_eq!(call.await.unwrap().unwrap(), "fine");
}

#[tokio::test]
async fn lost_http2_connection_fails_its_calls_and_the_next_dials_anew() {
    let (listener, address) = listen().await;
    let client = Client::to(address, HttpVersion::Http2);
    let call = client.spawn_post();
    let mut connection = accept_http2(&listener).await;
    let _call = next_call(&mut connection).await;
    drop(connection);
    assert_eq!(call.await.unwrap().unwrap_err().code(), Code::Unavailable);
    let call = client.spawn_post();
    let mut connection = accept_http2(&listener).await;
    answer_http2(next_call(&mut connection).await);
    finish(connection);
    assert_eq!(call.await.unwrap().unwrap(), "fine");
}

#[tokio::test(start_paused = true)]
async fn peer_that_answers_no_ping_is_given_up() {
    let (listener, address) = listen().await;
    let client = Client::new(format!("http://{address}"), |config| {
        config.http_version = HttpVersion::Http2;
        config.keep_alive_interval = Some(Duration::from_secs(10));
        config.keep_alive_timeout = Duration::from_secs(3);
    });
    let start = Instant::now();
    let call = client.spawn_post();
    let _silent = accept(&listener).await;
    assert_eq!(call.await.unwrap().unwrap_err().code(), Code::Unavailable);
    assert_eq!(start.elapsed().as_secs(), 13);
}

#[tokio::test(start_paused = true)]
async fn outage_fails_fast_and_few_dials_are_made() {
    let (listener, address) = listen().await;
    drop(listener);
    let client = Client::to(address, HttpVersion::Http2);
    let error = client.post(UNMARKED).await.unwrap_err();
    assert_eq!(error.code(), Code::Unavailable);
    let expected = format!("failed to connect to {address}: connection refused");
    assert_eq!(error.message(), expected);
    for _ in 0..1000 {
        assert_eq!(client.post(UNMARKED).await.unwrap_err().message(), expected);
    }
    let listener = TcpListener::bind(address).await.unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let call = client.spawn_post();
    let mut connection = accept_http2(&listener).await;
    answer_http2(next_call(&mut connection).await);
    finish(connection);
    assert_eq!(call.await.unwrap().unwrap(), "fine");
}

#[tokio::test]
async fn name_that_does_not_resolve_is_unavailable() {
    let client = Client::new("http://no-such-host.invalid".to_owned(), |_| ());
    let error = client.post(UNMARKED).await.unwrap_err();
    assert_eq!(error.code(), Code::Unavailable);
    let start = "failed to connect to no-such-host.invalid:80: ";
    assert!(error.message().starts_with(start), "{error}");
}

#[test]
fn url_without_an_origin_is_an_invalid_argument() {
    for url in ["/a", "a.example", "ftp://a.example", "a.example:80"] {
        let uri = url.parse().unwrap();
        let error = HttpTransport::<TestBody>::new(&uri, &TransportConfig::default())
            .err()
            .unwrap();
        assert_eq!(error.code(), Code::InvalidArgument, "{url}");
    }
    #[cfg(not(feature = "tls"))]
    {
        let uri = "https://a.example".parse().unwrap();
        let error = HttpTransport::<TestBody>::new(&uri, &TransportConfig::default())
            .err()
            .unwrap();
        assert_eq!(error.code(), Code::InvalidArgument);
    }
}

/// Echoes a request's method, or fails.
#[derive(Clone)]
struct Local;

impl tower_service::Service<http::Request<TestBody>> for Local {
    type Response = http::Response<crate::body::Body>;
    type Error = std::io::Error;
    type Future = std::future::Ready<Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<TestBody>) -> Self::Future {
        std::future::ready(match request.method() {
            &http::Method::POST => Ok(http::Response::new(crate::body::Body::once("fine".into()))),
            _ => Err(std::io::ErrorKind::ConnectionReset.into()),
        })
    }
}

#[tokio::test]
async fn service_can_be_the_transport() {
    let transport = ServiceTransport(Local);
    let request = || http::Request::new(TestBody::Once(Bytes::new()));
    let mut post = request();
    *post.method_mut() = http::Method::POST;
    let response = transport.send(post, UNMARKED).await.unwrap();
    assert_eq!(read(response).await.unwrap(), "fine");
    let error = transport.send(request(), UNMARKED).await.unwrap_err();
    assert_eq!(error.code(), Code::Unavailable);
}
