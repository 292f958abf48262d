//! A client that loses streams and connections: resets, GOAWAY, silence, servers that are not there, and
//! calls that are dropped.

use std::{
    future::poll_fn,
    net::TcpListener,
    pin::{Pin, pin},
    task::{Context, Poll},
    time::{Duration, Instant},
};

use connect::{Client, Code, HttpVersion, Request, Streaming};

use crate::{
    bad_server::{BadServer, PATIENCE, soon},
    calls::{self, Shape, VERSIONS, alive_tasks, answered_well, call, no_tasks, unharmed},
    harness::{Ask, ProbeClient},
    raw_http2::{go_away, good_response},
    script::{Reply, Step, answer, envelope, head},
};

/// The head of a response to a shape.
fn begin(shape: Shape) -> Step {
    let content_type = match shape {
        Shape::Unary | Shape::Get => "application/proto",
        _ => "application/connect+proto",
    };
    head(200, &[("content-type", content_type)])
}

/// As much as half a response.
fn half(shape: Shape) -> [Step; 2] {
    let body = match shape {
        Shape::Unary | Shape::Get => answer("a")[..2].to_vec(),
        _ => envelope(0, answer("a")),
    };
    [begin(shape), Step::Data(body.into())]
}

fn ask() -> Request<Ask> {
    Request::new(Ask::default())
}

#[tokio::test]
async fn reason_of_a_reset_decides_the_code() {
    let reasons = [
        (h2::Reason::NO_ERROR, Code::Internal),
        (h2::Reason::PROTOCOL_ERROR, Code::Internal),
        (h2::Reason::INTERNAL_ERROR, Code::Internal),
        (h2::Reason::FLOW_CONTROL_ERROR, Code::Internal),
        (h2::Reason::FRAME_SIZE_ERROR, Code::Internal),
        (h2::Reason::COMPRESSION_ERROR, Code::Internal),
        (h2::Reason::CANCEL, Code::Canceled),
        (h2::Reason::ENHANCE_YOUR_CALM, Code::ResourceExhausted),
        (h2::Reason::INADEQUATE_SECURITY, Code::PermissionDenied),
    ];
    let server = BadServer::start();
    for shape in Shape::ALL {
        for (reason, code) in reasons {
            let reset = Step::Reset(reason);
            let stages = [
                ("before the head", vec![reset.clone()]),
                ("after the head", vec![begin(shape), reset.clone()]),
                ("in the body", half(shape).into_iter().chain([reset]).collect()),
            ];
            for (stage, steps) in stages {
                let id = format!("H8 {reason:?} {stage} {shape:?}");
                let client = calls::client(&server, HttpVersion::Http2, |builder| builder);
                server.script([Reply::new(steps)]);
                let got = call(&client, shape, ask()).await;
                assert_eq!(got.code(), Some(code), "{id}: {:?}", got.end);
                assert_eq!(server.asked().len(), 1, "{id}: not tried again");
                assert_eq!(server.connections(), 1, "{id}");
                unharmed(&id, client).await;
            }
        }
    }
}

#[tokio::test]
async fn refused_stream_is_tried_once_more_where_its_body_is_at_hand() {
    let server = BadServer::start();
    let refused = || Reply::new([Step::Reset(h2::Reason::REFUSED_STREAM)]);
    let ask = || Ask { text: "again".into(), ..Ask::default() };
    for shape in [Shape::Unary, Shape::Get] {
        let id = format!("H8 refused once {shape:?}");
        let client = calls::client(&server, HttpVersion::Http2, |builder| builder);
        server.script([refused()]);
        let got = call(&client, shape, Request::new(ask())).await;
        assert_eq!(got.texts, ["good"], "{id}: {:?}", got.end);
        let [first, second] = server.asked().try_into().expect("two tries");
        assert_eq!((first.target, first.body), (second.target, second.body), "{id}");
        unharmed(&id, client).await;
    }
    let rows = [
        (Shape::Unary, 2),
        (Shape::Get, 2),
        (Shape::ServerStream, 2),
        (Shape::ClientStream, 1),
        (Shape::BidiStream, 1),
    ];
    for (shape, tries) in rows {
        let id = format!("H8 refused for good {shape:?}");
        let client = calls::client(&server, HttpVersion::Http2, |builder| builder);
        server.script(std::iter::repeat_n(refused(), tries));
        let got = call(&client, shape, Request::new(ask())).await;
        assert_eq!(got.code(), Some(Code::Unavailable), "{id}: {:?}", got.end);
        assert_eq!(server.asked().len(), tries, "{id}");
        unharmed(&id, client).await;
    }
}

#[tokio::test]
async fn connection_that_is_lost_is_unavailable_and_never_a_clean_end() {
    let server = BadServer::start();
    for version in VERSIONS {
        for shape in Shape::ALL {
            for last in [Step::Close, Step::Reset(h2::Reason::INTERNAL_ERROR)] {
                if version == HttpVersion::Http2 && matches!(last, Step::Reset(_)) {
                    continue;
                }
                let stages = [
                    ("before the head", vec![last.clone()]),
                    ("after the head", vec![begin(shape), last.clone()]),
                    ("in the body", half(shape).into_iter().chain([last.clone()]).collect()),
                ];
                for (stage, steps) in stages {
                    let id = format!("G5 {version:?} {shape:?} {last:?} {stage}");
                    let client = calls::client(&server, version, |builder| builder);
                    server.script([Reply::new(steps)]);
                    let got = call(&client, shape, ask()).await;
                    assert_eq!(got.code(), Some(Code::Unavailable), "{id}: {:?}", got.end);
                    assert!(!got.error(&id).is_remote(), "{id}: nobody said so");
                    assert_eq!(server.asked().len(), 1, "{id}: one request");
                    unharmed(&id, client).await;
                }
            }
        }
    }
}

#[tokio::test]
async fn body_shorter_than_its_length_is_never_a_clean_end() {
    let server = BadServer::start();
    let sized = [("content-type", "application/proto"), ("content-length", "6")];
    for (version, code) in [
        (HttpVersion::Http1, Code::Unavailable),
        (HttpVersion::Http2, Code::Internal),
    ] {
        // What there is of it could be decoded.
        for cut in [0, 3] {
            let id = format!("C15 {version:?} {cut} of 6 bytes");
            let steps = [head(200, &sized), Step::Data(answer("good")[..cut].to_vec().into())];
            let last = match version {
                HttpVersion::Http2 => Step::End,
                _ => Step::Close,
            };
            let client = calls::client(&server, version, |builder| builder);
            server.script([Reply::new(steps.into_iter().chain([last]))]);
            let got = call(&client, Shape::Unary, ask()).await;
            assert_eq!(got.code(), Some(code), "{id}: {:?}", got.end);
            unharmed(&id, client).await;
        }
    }
}

#[tokio::test]
async fn informational_answers_are_passed_over() {
    let server = BadServer::start();
    let client = calls::client(&server, HttpVersion::Http1, |builder| builder);
    let hints = Step::Raw("HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n".into());
    let mut reply = Reply::unary(answer("a"));
    reply.steps.insert(0, hints);
    server.script([reply]);
    let got = call(&client, Shape::Unary, ask()).await;
    assert_eq!(got.texts, ["a"], "{:?}", got.end);
    unharmed("early hints", client).await;
}

#[tokio::test]
async fn go_away_spares_the_streams_below_it_and_has_the_others_tried_again() {
    let server = BadServer::start_raw_http2();
    let raw = |frames: Vec<Vec<u8>>| {
        let frames = frames.into_iter().map(|frame| Step::Raw(frame.into()));
        Reply::new(frames.chain([Step::Close]))
    };
    let no_error = h2::Reason::NO_ERROR;
    let calm = h2::Reason::ENHANCE_YOUR_CALM;
    let unseen = || raw(vec![go_away(0, no_error, "")]);
    let rows = [
        ("answered after it", vec![raw(vec![go_away(1, no_error, ""), good_response(1)])], None, 1),
        ("answered before it", vec![raw(vec![good_response(1), go_away(1, no_error, "")])], None, 1),
        ("not seen, once", vec![unseen()], None, 2),
        ("not seen, calm down", vec![raw(vec![go_away(0, calm, "slowly")])], None, 2),
        ("not seen, twice", vec![unseen(), unseen()], Some(Code::Unavailable), 2),
        ("seen, unanswered", vec![raw(vec![go_away(1, no_error, "")])], Some(Code::Unavailable), 1),
    ];
    for (what, replies, code, tries) in rows {
        let id = format!("H9 {what}");
        let client = calls::client(&server, HttpVersion::Http2, |builder| builder);
        server.script(replies);
        let got = soon(&id, client.write(Ask::default())).await;
        assert_eq!(got.as_ref().err().map(|err| err.code()), code, "{id}: {got:?}");
        assert_eq!(server.asked().len(), tries, "{id}");
        assert_eq!(server.connections(), tries, "{id}");
        unharmed(&id, client).await;
    }
}

/// Long enough for a call on a machine that is busy, and short enough to wait for in a test.
const TIMEOUT: Duration = Duration::from_millis(400);

#[tokio::test]
async fn deadline_ends_a_call_that_gets_no_answer_and_tells_the_server() {
    // All at once, for each of them takes its time.
    let mut rows = tokio::task::JoinSet::new();
    for version in VERSIONS {
        for shape in Shape::ALL {
            let stages = [
                ("never answers", vec![Step::Hold]),
                ("a head and no more", vec![begin(shape), Step::Hold]),
                ("half an answer", half(shape).into_iter().chain([Step::Hold]).collect()),
            ];
            for (stage, steps) in stages {
                let id = format!("H10 {version:?} {shape:?} {stage}");
                rows.spawn(runs_out_of_time(id, version, shape, steps));
            }
        }
    }
    while let Some(row) = rows.join_next().await {
        row.expect("a row that is as it should be");
    }
    no_tasks("H10").await;
}

async fn runs_out_of_time(id: String, version: HttpVersion, shape: Shape, steps: Vec<Step>) {
    let server = BadServer::start();
    let client = calls::client(&server, version, |builder| builder);
    server.script([Reply::new(steps)]);
    let begun = Instant::now();
    let got = call(&client, shape, ask().timeout(TIMEOUT)).await;
    assert_eq!(got.code(), Some(Code::DeadlineExceeded), "{id}: {:?}", got.end);
    assert!(!got.error(&id).is_remote(), "{id}");
    assert!(begun.elapsed() >= TIMEOUT, "{id}: {:?}", begun.elapsed());
    server.until(&id, |record| record.left == 1).await;
    assert!(begun.elapsed() < TIMEOUT + PATIENCE / 5, "{id}: {:?}", begun.elapsed());
    answered_well(&id, &client).await;
}

#[tokio::test]
async fn dropped_call_is_reset_and_leaves_nothing() {
    let server = BadServer::start();
    for version in VERSIONS {
        for shape in Shape::ALL {
            let stages = [
                ("before the head", vec![Step::Hold]),
                ("after the head", vec![begin(shape), Step::Hold]),
                ("in the body", half(shape).into_iter().chain([Step::Hold]).collect()),
            ];
            for (stage, steps) in stages {
                let id = format!("H13 {version:?} {shape:?} {stage}");
                let client = calls::client(&server, version, |builder| builder);
                server.script([Reply::new(steps)]);
                {
                    let mut call = pin!(call(&client, shape, ask()));
                    let asked = server.until(&id, |record| record.asked.iter().any(|a| a.whole));
                    let mut asked = pin!(asked);
                    poll_fn(|cx| {
                        assert!(call.as_mut().poll(cx).is_pending(), "{id}");
                        asked.as_mut().poll(cx)
                    })
                    .await;
                }
                server.until(&id, |record| record.left == 1).await;
                let kept = usize::from(version == HttpVersion::Http2);
                alive_tasks(&id, kept).await;
                unharmed(&id, client).await;
            }
        }
    }
}

/// Gives up on a future after it has been polled so many times.
struct Polls<F>(F, usize);

impl<F: Future + Unpin> Future for Polls<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(left) = self.1.checked_sub(1) else {
            return Poll::Ready(None);
        };
        self.1 = left;
        Pin::new(&mut self.0).poll(cx).map(Some)
    }
}

#[tokio::test]
async fn call_can_be_dropped_at_every_await_point() {
    let server = BadServer::start();
    for version in VERSIONS {
        for shape in Shape::ALL {
            let client = calls::client(&server, version, |builder| builder);
            let mut polls = 0;
            loop {
                let id = format!("H13 {version:?} {shape:?} dropped at poll {polls}");
                let whole = match shape {
                    Shape::Unary | Shape::Get => Reply::unary(answer("a")),
                    _ => Reply::stream(crate::script::good_stream(&["a"])),
                };
                server.script([whole]);
                let done = Polls(Box::pin(call(&client, shape, ask())), polls).await;
                if let Some(got) = done {
                    assert_eq!(got.texts, ["a"], "{id}: {:?}", got.end);
                    break;
                }
                polls += 1;
                assert!(polls < 1_000, "{id}: it never ends");
            }
            unharmed(&format!("H13 {version:?} {shape:?}"), client).await;
        }
    }
}

#[tokio::test]
async fn dropped_half_of_a_bidirectional_call_ends_it() {
    let server = BadServer::start();
    let client = calls::client(&server, HttpVersion::Http2, |builder| builder);
    let held = || Reply::new([begin(Shape::BidiStream), Step::Hold]).early();

    server.script([held()]);
    let (sender, answers) = client.bidi_stream().await.expect("a call");
    soon("sent", sender.send(Ask::default())).await.expect("an open call");
    server.until("H13 asked", |record| record.asked.len() == 1).await;
    drop(answers);
    server.until("H13 receiving half dropped", |record| record.left == 1).await;
    let err = soon("H13 the other half", async {
        loop {
            if let Err(err) = sender.send(Ask::default()).await {
                return err;
            }
        }
    });
    assert_eq!(err.await.code(), Code::Canceled);
    alive_tasks("H13 receiving half dropped", 1).await;

    server.script([Reply::new([begin(Shape::BidiStream), Step::End])]);
    let (sender, mut answers) = client.bidi_stream().await.expect("a call");
    drop(sender);
    server.until("H13 sending half dropped", |record| record.asked.iter().any(|a| a.whole)).await;
    let end = soon("H13 an end", answers.next()).await.expect("an error");
    assert_eq!(end.expect_err("no end of stream").code(), Code::Internal);
    unharmed("H13 halves", client).await;
}

#[tokio::test]
async fn address_that_cannot_be_reached_is_unavailable() {
    let label = "x".repeat(64);
    // No more than the one connection that fills its queue; those after it get no answer.
    let full = tokio::net::TcpSocket::new_v4().expect("a socket");
    full.bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
    let full = full.listen(0).expect("a listener").into_std().expect("a socket");
    let address = full.local_addr().expect("an address");
    let _first = std::net::TcpStream::connect(address).expect("room for one");
    // Connections to it are made, and stay unanswered.
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let unanswered = silent.local_addr().expect("an address");
    let rows = [
        ("H11 no handshake", format!("https://{unanswered}")),
        ("H11 no such name", format!("http://{label}.invalid")),
        ("H11 no answer", format!("http://{address}")),
        ("H11 nobody there", format!("http://{}", unused_address())),
    ];
    for (id, url) in rows {
        for version in VERSIONS {
            let limit = Duration::from_millis(200);
            let builder = Client::builder(&url).http_version(version).connect_timeout(limit);
            let client = ProbeClient::new(builder.build().expect("a url"));
            let begun = Instant::now();
            let got = call(&client, Shape::Unary, ask()).await;
            assert_eq!(got.code(), Some(Code::Unavailable), "{id} {version:?}: {:?}", got.end);
            assert!(begun.elapsed() < PATIENCE / 2, "{id} {version:?}");
            drop(client);
            no_tasks(id).await;
        }
    }
}

fn unused_address() -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address")
}

#[tokio::test]
async fn server_of_another_protocol_is_unavailable_with_a_hint() {
    let http1 = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n";
    let http2 = crate::raw_http2::frame(0x4, 0, 0, &[]);
    let rows = [
        ("http", HttpVersion::Http2, &http1[..], "HTTP/1.1"),
        ("http", HttpVersion::Http1, &http2, "HTTP/2"),
        ("https", HttpVersion::Auto, http1, "TLS"),
        ("https", HttpVersion::Auto, b"", "TLS"),
    ];
    for (scheme, version, bytes, hint) in rows {
        let id = format!("E6 {scheme} {version:?}");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("{scheme}://{}", listener.local_addr().expect("an address"));
        let bytes = bytes.to_vec();
        let server = std::thread::spawn(move || {
            use std::io::{Read, Write};
            let (mut stream, _) = listener.accept().expect("a connection");
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(&bytes);
        });
        let client = Client::builder(url).http_version(version).build().expect("a url");
        let got = call(&ProbeClient::new(client), Shape::Unary, ask()).await;
        let err = got.error(&id);
        assert_eq!(err.code(), Code::Unavailable, "{id}: {err:?}");
        assert!(err.message().contains(hint), "{id}: {err:?}");
        server.join().expect("a server");
        no_tasks(&id).await;
    }
}

#[tokio::test]
async fn second_address_of_a_name_is_used() {
    // Where the name has an IPv6 address too, nobody listens there.
    let server = BadServer::start();
    let url = format!("http://localhost:{}", server.address.port());
    for version in VERSIONS {
        let client = Client::builder(&url).http_version(version).build().expect("a url");
        unharmed("H11 second address", ProbeClient::new(client)).await;
    }
}

#[tokio::test]
async fn calls_fail_at_once_while_a_server_is_down_and_succeed_once_it_is_back() {
    for version in VERSIONS {
        let address = unused_address();
        let builder = Client::builder(format!("http://{address}")).http_version(version);
        let client = ProbeClient::new(builder.build().expect("a url"));
        let begun = Instant::now();
        for _ in 0..1_000 {
            let got = call(&client, Shape::Unary, ask()).await;
            assert_eq!(got.code(), Some(Code::Unavailable), "H12: {:?}", got.end);
        }
        assert!(begun.elapsed() < PATIENCE / 2, "H12: {:?}", begun.elapsed());
        let _server = BadServer::start_at(address);
        let back = Instant::now();
        soon("H12 the server is back", async {
            while call(&client, Shape::Unary, ask()).await.end.is_err() {
                tokio::task::yield_now().await;
            }
        })
        .await;
        assert!(back.elapsed() < Duration::from_secs(1), "H12: {:?}", back.elapsed());
        unharmed("H12", client).await;
    }
}

#[tokio::test]
async fn kept_connection_that_closes_under_a_call_is_replaced_if_that_is_safe() {
    let server = BadServer::start();
    let good = || Reply::unary(answer("first"));
    let hang_up = || Reply::new([Step::Close]);
    let half = || Reply::new(half(Shape::Unary)).but([Step::Close]);
    let silent = [hang_up(), hang_up()];
    // The first call makes the connection that the second finds.
    let rows = [
        ("unread, safe", true, vec![good(), hang_up()], None, 3),
        ("unread, unsafe", false, vec![good(), hang_up()], Some(Code::Unavailable), 2),
        ("answer begun", true, vec![good(), half()], Some(Code::Unavailable), 2),
        ("twice", true, [&[good()][..], &silent].concat(), Some(Code::Unavailable), 3),
        ("closed before the call", false, vec![good().but([Step::End, Step::Close])], None, 2),
    ];
    for (what, safe, replies, code, requests) in rows {
        let id = format!("H14 {what}");
        let client = calls::client(&server, HttpVersion::Http1, |builder| builder);
        server.script(replies);
        let first = call(&client, Shape::Unary, ask()).await;
        assert_eq!(first.texts, ["first"], "{id}");
        let got = match safe {
            true => soon(&id, client.unary(Ask::default())).await,
            false => soon(&id, client.write(Ask::default())).await,
        };
        assert_eq!(got.as_ref().err().map(|err| err.code()), code, "{id}: {got:?}");
        assert_eq!(server.asked().len(), requests, "{id}");
        unharmed(&id, client).await;
    }
}

/// A stream that the test ends when it likes has no bearing on the answer once that is there.
#[tokio::test]
async fn answer_before_the_end_of_the_request_is_taken() {
    let server = BadServer::start();
    let client = calls::client(&server, HttpVersion::Http2, |builder| builder);
    let early = Reply::stream(crate::script::good_stream(&["early"])).early();
    server.script([early.clone()]);
    let (_sender, asks) = Streaming::<Ask>::pair();
    let got = soon("an early answer", client.client_stream(asks)).await;
    assert_eq!(got.expect("an answer").text, "early");

    server.script([early]);
    let (sender, mut answers) = client.bidi_stream().await.expect("a call");
    let first = soon("an early answer", answers.next()).await.expect("a message");
    assert_eq!(first.expect("a message").text, "early");
    assert!(soon("an end", answers.next()).await.is_none());
    drop(sender);
    unharmed("an early answer", client).await;
}
