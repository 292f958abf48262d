use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore, pki_types::ServerName};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::Instant,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::{
    tests::{Running, call, head, http2, read_until, start},
    *,
};
use crate::tls::{
    certificates, private_key, provider,
    tests::{Authority, Pair},
};

pub(super) fn server_tls(authority: &Authority) -> ServerTls {
    let pair = authority.sign(&["localhost"], |_| ());
    ServerTls::from_pem(pair.chain, pair.key).unwrap()
}

/// The configuration of a client that trusts `authority`.
pub(super) fn client_config(
    authority: &Authority,
    identity: Option<&Pair>,
    alpn: &[&str],
) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    for root in certificates(authority.pem().as_bytes()).unwrap() {
        roots.add(root).unwrap();
    }
    let builder = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots);
    let mut config = match identity {
        None => builder.with_no_client_auth(),
        Some(pair) => builder
            .with_client_auth_cert(
                certificates(pair.chain.as_bytes()).unwrap(),
                private_key(pair.key.as_bytes()).unwrap(),
            )
            .unwrap(),
    };
    config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
    Arc::new(config)
}

pub(super) async fn connect(
    server: &Running,
    authority: &Authority,
    identity: Option<&Pair>,
    alpn: &[&str],
) -> io::Result<TlsStream<TcpStream>> {
    let config = client_config(authority, identity, alpn);
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(config)
        .connect(name, server.connect().await)
        .await
}

#[tokio::test]
async fn alpn_decides_the_version_or_else_the_first_bytes_do() {
    let authority = Authority::new("ca");
    let tls = server_tls(&authority);
    let server = start(|server| server.tls(tls));
    for alpn in [&["h2", "http/1.1"][..], &["h2"], &[]] {
        let stream = connect(&server, &authority, None, alpn).await.unwrap();
        let http2 = http2(stream).await;
        assert_eq!(
            call(&http2, "/echo", "hats").await.unwrap(),
            "hats",
            "{alpn:?}"
        );
    }
    for alpn in [&["http/1.1"][..], &[]] {
        let mut stream = connect(&server, &authority, None, alpn).await.unwrap();
        stream
            .write_all(&[head("/echo", 4), b"hats".to_vec()].concat())
            .await
            .unwrap();
        read_until(&mut stream, "hats").await;
    }
}

#[tokio::test]
async fn client_certificate_is_asked_for_and_handed_on() {
    let [authority, other] = ["ca", "other"].map(Authority::new);
    let tls = server_tls(&authority)
        .client_ca_pem(authority.pem())
        .unwrap();
    let mut server = start(|server| server.tls(tls));
    let known = authority.sign(&["client"], |_| ());
    let stream = connect(&server, &authority, Some(&known), &["h2"])
        .await
        .unwrap();
    assert_eq!(
        call(&http2(stream).await, "/peer", "").await.unwrap(),
        "true 1"
    );
    assert_eq!(server.event().await, "dropped");

    let unknown = other.sign(&["client"], |_| ());
    for identity in [Some(&unknown), None] {
        // With TLS 1.3 the client learns of it only when it reads.
        if let Ok(mut stream) = connect(&server, &authority, identity, &["http/1.1"]).await {
            let _ = stream.write_all(&head("/hang", 0)).await;
            assert!(stream.read(&mut [0; 10]).await.is_err());
        }
    }
    assert!(server.events.try_recv().is_err(), "a handler was called");
}

#[tokio::test(start_paused = true)]
async fn stalled_handshakes_end_in_time_and_hinder_nobody() {
    let authority = Authority::new("ca");
    let tls = server_tls(&authority);
    let server = start(|server| server.tls(tls));
    let begun = Instant::now();
    let mut stalled = Vec::new();
    // The first bytes of a ClientHello, and nothing.
    for sent in [&[22, 3, 1, 2, 0][..], &[]] {
        for _ in 0..20 {
            let mut client = server.connect().await;
            client.write_all(sent).await.unwrap();
            stalled.push(client);
        }
    }
    let stream = connect(&server, &authority, None, &["h2"]).await.unwrap();
    assert_eq!(
        call(&http2(stream).await, "/echo", "hats").await.unwrap(),
        "hats"
    );
    assert!(begun.elapsed().as_secs() < 1);
    for mut client in stalled {
        let _ = client.read_to_end(&mut Vec::new()).await;
    }
    assert_eq!(begun.elapsed().as_secs(), 10);
}

#[tokio::test]
async fn bytes_that_are_not_tls_are_refused_at_once() {
    let authority = Authority::new("ca");
    let tls = server_tls(&authority);
    let mut server = start(|server| server.tls(tls));
    let mut client = server.connect().await;
    client.write_all(&head("/hang", 0)).await.unwrap();
    let _ = client.read_to_end(&mut Vec::new()).await;
    assert!(server.events.try_recv().is_err());

    // The other way round: TLS to a server without it.
    let server = start(|server| server);
    assert!(connect(&server, &authority, None, &["h2"]).await.is_err());
}
