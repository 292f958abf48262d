//! HTTP/3 between our own client and server, beyond what every way to call has in common.

use std::{collections::HashSet, net::TcpListener, sync::Arc, time::Duration};

use connect::{
    Client, ClientTls, Code, ConnectError, Context, HttpVersion, Request, Router, Server,
    ServerTls, Streaming,
};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::{sync::Barrier, task::JoinSet};

use crate::{
    bad_server::soon,
    calls::{Shape, call},
    harness::{Answer, Ask, Outcome, Probe, ProbeClient, ProbeServer, Running, Way},
};

#[tokio::test]
async fn messages_of_a_mebibyte_pass_both_ways() {
    let running = Running::start();
    let client = running.client(Way::Http3, |builder| builder);
    let blob: Vec<u8> = (0..1_u32 << 20).map(|at| (at >> 4) as u8).collect();
    let ask = || Ask {
        blob: blob.clone().into(),
        count: 3,
        ..Ask::default()
    };
    let one = soon("unary", client.unary(ask())).await.expect("an answer");
    assert!(one.blob == blob, "unary");
    let sent = client.client_stream(vec![ask(), ask(), ask()]);
    let last = soon("client stream", sent).await.expect("an answer");
    assert!(last.blob == blob && last.asked == 3, "client stream");
    let many = soon("server stream", client.server_stream(ask())).await;
    let mut many = many.expect("a stream");
    for turn in 0..3 {
        let answer = soon("an answer", many.try_next()).await;
        let answer = answer.expect("no error").expect("a message");
        assert!(answer.blob == blob, "server stream {turn}");
    }
    let (tx, mut rx) = client.bidi_stream().await.expect("a call");
    for turn in 0..3 {
        soon("sent", tx.send(ask())).await.expect("an open call");
        let answer = soon("an answer", rx.try_next()).await;
        let answer = answer.expect("no error").expect("a message");
        assert!(answer.blob == blob, "bidirectional stream {turn}");
    }
}

/// Answers with where a call comes from, once so many are there.
struct Gate(Arc<Barrier>);

impl Probe for Gate {
    async fn unary(&self, ctx: &mut Context, ask: Ask) -> Result<Answer, ConnectError> {
        self.0.wait().await;
        let address = ctx.peer().address.expect("an address");
        Ok(Answer {
            text: format!("{} {address}", ask.text),
            asked: ctx.peer().certificates.len() as u32,
            ..Answer::default()
        })
    }

    async fn write(&self, ctx: &mut Context, ask: Ask) -> Result<Answer, ConnectError> {
        self.unary(ctx, ask).await
    }

    async fn server_stream(
        &self,
        _: &mut Context,
        _: Ask,
    ) -> Result<Streaming<Answer>, ConnectError> {
        Err(ConnectError::unimplemented("no streams here"))
    }

    async fn client_stream(
        &self,
        _: &mut Context,
        _: Streaming<Ask>,
    ) -> Result<Answer, ConnectError> {
        Err(ConnectError::unimplemented("no streams here"))
    }

    async fn bidi_stream(
        &self,
        _: &mut Context,
        _: Streaming<Ask>,
    ) -> Result<Streaming<Answer>, ConnectError> {
        Err(ConnectError::unimplemented("no streams here"))
    }
}

#[tokio::test]
async fn calls_at_once_share_one_connection_even_beyond_what_it_takes() {
    // As many as run at once, and three times as many.
    for (calls, at_once) in [(200, 200), (600, 100)] {
        let gate = Gate(Arc::new(Barrier::new(at_once)));
        let running = Running::start_router(Router::new().add(ProbeServer::new(gate)));
        let client = running.client(Way::Http3, |builder| builder);
        let mut all = JoinSet::new();
        for number in 0..calls {
            let client = client.clone();
            let ask = Ask {
                text: number.to_string(),
                ..Ask::default()
            };
            all.spawn(async move { client.unary(ask).await });
        }
        let (mut numbers, mut peers) = (HashSet::new(), HashSet::new());
        while let Some(answer) = soon("an answer", all.join_next()).await {
            let answer = answer.expect("no panic").expect("an answer");
            let (number, peer) = answer.text.split_once(' ').expect("two words");
            numbers.insert(number.to_owned());
            peers.insert(peer.to_owned());
        }
        assert_eq!((numbers.len(), peers.len()), (calls, 1));
    }
}

#[tokio::test]
async fn deadline_ends_a_call_and_its_handler() {
    let running = Running::start();
    let client = running.client(Way::Http3, |builder| builder);
    for shape in Shape::ALL {
        let request = Request::new(Ask {
            outcome: Outcome::Stall,
            ..Ask::default()
        });
        let got = call(&client, shape, request.timeout(Duration::from_millis(50))).await;
        assert_eq!(got.code(), Some(Code::DeadlineExceeded), "{shape:?}");
        running.settled().await;
    }
}

#[tokio::test]
async fn call_that_is_dropped_takes_its_handler_along() {
    let running = Running::start();
    let client = running.client(Way::Http3, |builder| builder);
    for shape in Shape::ALL {
        let theirs = client.clone();
        let calling = tokio::spawn(async move {
            let request = Request::new(Ask {
                outcome: Outcome::Stall,
                ..Ask::default()
            });
            call(&theirs, shape, request).await
        });
        let mut alive = running.seen.alive.subscribe();
        let begun = alive.wait_for(|alive| *alive == 1);
        assert!(soon("a handler", begun).await.is_ok(), "{shape:?}");
        calling.abort();
        running.settled().await;
    }
}

#[tokio::test]
async fn certificates_of_both_sides_are_checked_and_the_clients_is_handed_on() {
    let mut params = CertificateParams::new(Vec::<String>::new()).expect("no names");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().expect("a key");
    let authority = CertifiedIssuer::self_signed(params, key).expect("a certificate");
    let issue = |name: &str| {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        let certificate = params.signed_by(&key, &authority).expect("a certificate");
        (certificate.pem(), key.serialize_pem())
    };
    let (certificate, key) = issue("localhost");
    let tls = ServerTls::from_pem(certificate, key)
        .and_then(|tls| tls.client_ca_pem(authority.pem()))
        .expect("certificates");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let gate = ProbeServer::new(Gate(Arc::new(Barrier::new(1))));
    let server = Server::from_listener(listener).tls(tls).http3();
    let serving = tokio::spawn(server.serve(Router::new().add(gate)));

    let trusting = || {
        ClientTls::new()
            .ca_pem(authority.pem())
            .expect("a certificate")
    };
    let (certificate, key) = issue("ada");
    let known = trusting().identity_pem(certificate, key);
    let rows = [
        ("known", known.expect("a certificate"), None),
        ("unknown", trusting(), Some(Code::Unavailable)),
        ("distrustful", ClientTls::new(), Some(Code::Unavailable)),
    ];
    for (row, tls, code) in rows {
        let client = Client::builder(format!("https://localhost:{port}"))
            .http_version(HttpVersion::Http3)
            .tls(tls)
            .build();
        let client = ProbeClient::new(client.expect("good settings"));
        match soon(row, client.unary(Ask::default())).await {
            Ok(answer) => assert_eq!((answer.asked, code), (1, None), "{row}"),
            Err(err) => assert_eq!(Some(err.code()), code, "{row}: {err}"),
        }
    }
    serving.abort();
}
