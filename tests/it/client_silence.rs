//! A client that gets no answer: silence, servers that are not there or speak another protocol, and calls
//! that are dropped.

use std::{
    future::poll_fn,
    net::TcpListener,
    pin::{Pin, pin},
    task::{Context, Poll},
    time::{Duration, Instant},
};

use connect::{Client, Code, HttpVersion};

use crate::{
    bad_server::{BadServer, PATIENCE, soon},
    calls::{
        self, Shape, alive_tasks, answered_well, call, client_of, no_tasks, speaking, unharmed,
    },
    client_losses::{ask, begin, half},
    harness::{Ask, ProbeClient},
    raw_http2,
    raw_peer::Form,
    script::{Reply, Step},
    told::Told,
};

/// Long enough for a call on a machine that is busy, and short enough to wait for in a test.
const TIMEOUT: Duration = Duration::from_millis(600);

#[tokio::test]
async fn deadline_ends_a_call_that_gets_no_answer_and_tells_the_server() {
    for form in Form::ALL {
        // Many at once, for each of them takes its time.
        let mut rows = tokio::task::JoinSet::new();
        let stages = [
            ("never answers", vec![Step::Hold]),
            ("a head and no more", vec![begin(form), Step::Hold]),
            (
                "half an answer",
                half(form).into_iter().chain([Step::Hold]).collect(),
            ),
        ];
        for version in calls::versions(form) {
            for shape in Shape::of(form) {
                for (stage, steps) in stages.clone() {
                    let id = format!("H10 {form:?} {version:?} {shape:?} {stage}");
                    rows.spawn(runs_out_of_time(id, *version, (form, *shape), steps));
                }
            }
        }
        while let Some(row) = rows.join_next().await {
            row.expect("a row that is as it should be");
        }
        no_tasks("H10").await;
    }
}

async fn runs_out_of_time(
    id: String,
    version: HttpVersion,
    (form, shape): (Form, Shape),
    steps: Vec<Step>,
) {
    let server = BadServer::start();
    let client = client_of(&server, version, form, |builder| builder);
    server.script([Reply::new(steps)]);
    let begun = Instant::now();
    let got = call(&client, shape, ask().timeout(TIMEOUT)).await;
    assert_eq!(
        got.code(),
        Some(Code::DeadlineExceeded),
        "{id}: {:?}",
        got.end
    );
    assert!(!got.error(&id).is_remote(), "{id}");
    assert!(begun.elapsed() >= TIMEOUT, "{id}: {:?}", begun.elapsed());
    server.until(&id, |record| record.left == 1).await;
    assert!(
        begun.elapsed() < TIMEOUT + PATIENCE / 5,
        "{id}: {:?}",
        begun.elapsed()
    );
    answered_well(&id, &client).await;
}

#[tokio::test]
async fn dropped_call_is_reset_and_leaves_nothing() {
    let server = BadServer::start();
    for form in Form::ALL {
        let stages = [
            ("before the head", vec![Step::Hold]),
            ("after the head", vec![begin(form), Step::Hold]),
            (
                "in the body",
                half(form).into_iter().chain([Step::Hold]).collect(),
            ),
        ];
        for version in calls::versions(form) {
            for shape in Shape::of(form) {
                for (stage, steps) in stages.clone() {
                    let id = format!("H13 {form:?} {version:?} {shape:?} {stage}");
                    let client = client_of(&server, *version, form, |builder| builder);
                    server.script([Reply::new(steps)]);
                    {
                        let mut call = pin!(call(&client, *shape, ask()));
                        let asked =
                            server.until(&id, |record| record.asked.iter().any(|a| a.whole));
                        let mut asked = pin!(asked);
                        poll_fn(|cx| {
                            assert!(call.as_mut().poll(cx).is_pending(), "{id}");
                            asked.as_mut().poll(cx)
                        })
                        .await;
                    }
                    server.until(&id, |record| record.left == 1).await;
                    let kept = usize::from(*version == HttpVersion::Http2);
                    alive_tasks(&id, kept..=kept).await;
                    unharmed(&id, client).await;
                }
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
    for form in Form::ALL {
        for version in calls::versions(form) {
            for shape in Shape::of(form) {
                let client = client_of(&server, *version, form, |builder| builder);
                let mut polls = 0;
                loop {
                    let id = format!("H13 {form:?} {version:?} {shape:?} dropped at poll {polls}");
                    server.script([Told::new(form).text("a").reply()]);
                    let done = Polls(Box::pin(call(&client, *shape, ask())), polls).await;
                    if let Some(got) = done {
                        assert_eq!(got.texts, ["a"], "{id}: {:?}", got.end);
                        break;
                    }
                    polls += 1;
                    assert!(polls < 1_000, "{id}: it never ends");
                }
                unharmed(&format!("H13 {form:?} {version:?} {shape:?}"), client).await;
            }
        }
    }
}

#[tokio::test]
async fn dropped_half_of_a_bidirectional_call_ends_it() {
    let server = BadServer::start();
    for form in Form::ENVELOPED {
        let client = client_of(&server, HttpVersion::Http2, form, |builder| builder);
        let held = || Reply::new([begin(form), Step::Hold]).early();

        server.script([held()]);
        let (sender, answers) = client.bidi_stream().await.expect("a call");
        soon("sent", sender.send(Ask::default()))
            .await
            .expect("an open call");
        server
            .until("H13 asked", |record| record.asked.len() == 1)
            .await;
        drop(answers);
        server
            .until("H13 receiving half dropped", |record| record.left == 1)
            .await;
        let err = soon("H13 the other half", async {
            loop {
                if let Err(err) = sender.send(Ask::default()).await {
                    return err;
                }
            }
        });
        assert_eq!(err.await.code(), Code::Canceled);
        alive_tasks("H13 receiving half dropped", 1..=1).await;

        server.script([Reply::new([begin(form), Step::End])]);
        let (sender, mut answers) = client.bidi_stream().await.expect("a call");
        drop(sender);
        server
            .until("H13 sending half dropped", |record| {
                record.asked.iter().any(|a| a.whole)
            })
            .await;
        let end = soon("H13 an end", answers.next()).await.expect("an error");
        assert_eq!(end.expect_err("no end of stream").code(), Code::Internal);
        unharmed("H13 halves", client).await;
    }
}

/// Connecting comes before any protocol; these are enough to tell.
const REPRESENTATIVES: [(Form, HttpVersion); 4] = [
    (Form::Unary, HttpVersion::Http1),
    (Form::Unary, HttpVersion::Http2),
    (Form::Grpc, HttpVersion::Http2),
    (Form::Web, HttpVersion::Http1),
];

#[tokio::test]
async fn address_that_cannot_be_reached_is_unavailable() {
    let label = "x".repeat(64);
    // No more than the one connection that fills its queue; those after it get no answer.
    let full = tokio::net::TcpSocket::new_v4().expect("a socket");
    full.bind("127.0.0.1:0".parse().expect("an address"))
        .expect("a free port");
    let full = full
        .listen(0)
        .expect("a listener")
        .into_std()
        .expect("a socket");
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
        for (form, version) in REPRESENTATIVES {
            let limit = Duration::from_millis(200);
            let builder = Client::builder(&url)
                .http_version(version)
                .connect_timeout(limit);
            let client = ProbeClient::new(speaking(form, builder).build().expect("a url"));
            let begun = Instant::now();
            let got = call(&client, Shape::Unary, ask()).await;
            assert_eq!(
                got.code(),
                Some(Code::Unavailable),
                "{id} {form:?} {version:?}: {:?}",
                got.end
            );
            assert!(begun.elapsed() < PATIENCE / 2, "{id} {form:?} {version:?}");
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
    let http2 = raw_http2::frame(0x4, 0, 0, &[]);
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
        let client = Client::builder(url)
            .http_version(version)
            .build()
            .expect("a url");
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
    for (form, version) in REPRESENTATIVES {
        let builder = Client::builder(&url).http_version(version);
        let client = speaking(form, builder).build().expect("a url");
        unharmed("H11 second address", ProbeClient::new(client)).await;
    }
}

#[tokio::test]
async fn calls_fail_at_once_while_a_server_is_down_and_succeed_once_it_is_back() {
    for (form, version) in REPRESENTATIVES {
        let address = unused_address();
        let builder = Client::builder(format!("http://{address}")).http_version(version);
        let client = ProbeClient::new(speaking(form, builder).build().expect("a url"));
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
        assert!(
            back.elapsed() < Duration::from_secs(1),
            "H12: {:?}",
            back.elapsed()
        );
        unharmed("H12", client).await;
    }
}
