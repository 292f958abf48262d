use std::sync::Arc;

use rcgen::CertificateParams;
use rustls::{RootCertStore, ServerConfig, server::WebPkiClientVerifier};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::Instant,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use super::{
    tests::{Client, TestBody, UNMARKED, accept, answer_http2, listen, read},
    *,
};
use crate::{
    client::tls::ClientTls,
    code::Code,
    tls::{
        certificates, private_key, provider,
        tests::{Authority, Pair},
    },
};

struct TlsServer {
    listener: TcpListener,
    url: String,
    acceptor: TlsAcceptor,
}

impl TlsServer {
    /// Asks clients for a certificate of `clients` if that is given.
    async fn new(pair: &Pair, alpn: &[&str], clients: Option<&Authority>) -> Self {
        let builder = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .unwrap();
        let builder = match clients {
            None => builder.with_no_client_auth(),
            Some(authority) => {
                let mut roots = RootCertStore::empty();
                for root in certificates(authority.pem().as_bytes()).unwrap() {
                    roots.add(root).unwrap();
                }
                let verifier =
                    WebPkiClientVerifier::builder_with_provider(roots.into(), provider());
                builder.with_client_cert_verifier(verifier.build().unwrap())
            }
        };
        let chain = certificates(pair.chain.as_bytes()).unwrap();
        let key = private_key(pair.key.as_bytes()).unwrap();
        let mut config = builder.with_single_cert(chain, key).unwrap();
        config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
        let (listener, address) = listen().await;
        TlsServer {
            listener,
            url: format!("https://localhost:{}", address.port()),
            acceptor: Arc::new(config).into(),
        }
    }

    async fn accept(&self) -> std::io::Result<TlsStream<TcpStream>> {
        self.acceptor.accept(accept(&self.listener).await).await
    }

    fn client(&self, tls: ClientTls, version: HttpVersion) -> Client {
        Client::new(self.url.clone(), |config| {
            config.tls = Some(tls);
            config.http_version = version;
        })
    }
}

fn trusting(authority: &Authority) -> ClientTls {
    ClientTls::new().ca_pem(authority.pem()).unwrap()
}

#[tokio::test]
async fn alpn_decides_the_version_as_far_as_the_client_leaves_it_open() {
    let authority = Authority::new("ca");
    let pair = authority.sign(&["localhost"], |_| ());
    let table: [(&[&str], HttpVersion, &str); 6] = [
        (&["h2", "http/1.1"], HttpVersion::Auto, "h2"),
        (&["http/1.1"], HttpVersion::Auto, "http/1.1"),
        (&[], HttpVersion::Auto, ""),
        (&["h2", "http/1.1"], HttpVersion::Http1, "http/1.1"),
        (&["h2", "http/1.1"], HttpVersion::Http2, "h2"),
        (&[], HttpVersion::Http1, ""),
    ];
    for (offered, version, chosen) in table {
        let server = TlsServer::new(&pair, offered, None).await;
        let client = server.client(trusting(&authority), version);
        for _ in 0..2 {
            // With HTTP/1.1 the connection is closed, so that the second call dials knowing the server.
            let call = client.spawn_post();
            let mut stream = server.accept().await.unwrap();
            let alpn = stream.get_ref().1.alpn_protocol().unwrap_or_default();
            assert_eq!(alpn, chosen.as_bytes(), "{offered:?} {version:?}");
            if chosen == "h2" {
                let mut connection = h2::server::handshake(stream).await.unwrap();
                answer_http2(connection.accept().await.unwrap().unwrap());
                tokio::spawn(async move { connection.accept().await.is_none() });
                assert_eq!(call.await.unwrap().unwrap(), "fine");
                break;
            }
            let mut request = Vec::new();
            while !request.ends_with(b"hats") {
                stream.read_buf(&mut request).await.unwrap();
            }
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\nconnection: close\r\n\r\nfine";
            stream.write_all(answer).await.unwrap();
            assert_eq!(call.await.unwrap().unwrap(), "fine");
        }
    }
}

#[tokio::test]
async fn server_without_http2_is_unavailable_to_a_client_of_http2() {
    let authority = Authority::new("ca");
    let pair = authority.sign(&["localhost"], |_| ());
    let server = TlsServer::new(&pair, &["http/1.1"], None).await;
    let client = server.client(trusting(&authority), HttpVersion::Http2);
    let (error, _) = tokio::join!(client.post(UNMARKED), server.accept());
    assert_eq!(error.unwrap_err().code(), Code::Unavailable);
}

#[tokio::test]
async fn certificate_that_is_not_good_is_unavailable_and_named() {
    let [authority, other] = ["ca", "other"].map(Authority::new);
    let expired = |params: &mut CertificateParams| {
        params.not_after = rcgen::date_time_ymd(2001, 1, 1);
        params.not_before = rcgen::date_time_ymd(2000, 1, 1);
    };
    let table = [
        (authority.sign(&["localhost"], expired), "expired"),
        (authority.sign(&["example.com"], |_| ()), "not valid for"),
        (other.sign(&["localhost"], |_| ()), "UnknownIssuer"),
    ];
    for (pair, cause) in table {
        let server = TlsServer::new(&pair, &["h2"], None).await;
        let client = server.client(trusting(&authority), HttpVersion::Auto);
        let (error, accepted) = tokio::join!(client.post(UNMARKED), server.accept());
        let error = error.unwrap_err();
        assert_eq!(error.code(), Code::Unavailable, "{cause}");
        let message = error.message();
        assert!(message.contains("TLS handshake failed: "), "{message}");
        assert!(message.contains(cause), "{message}");
        assert!(accepted.is_err());
    }
}

#[tokio::test]
async fn server_name_replaces_the_one_in_the_url() {
    let authority = Authority::new("ca");
    let pair = authority.sign(&["example.com"], |_| ());
    let server = TlsServer::new(&pair, &["h2"], None).await;
    let tls = trusting(&authority).server_name("example.com").unwrap();
    let client = server.client(tls, HttpVersion::Auto);
    let call = client.spawn_post();
    let stream = server.accept().await.unwrap();
    assert_eq!(stream.get_ref().1.server_name(), Some("example.com"));
    call.abort();
}

#[tokio::test]
async fn server_that_asks_for_a_certificate_gets_it_or_is_unavailable() {
    let [authority, other] = ["ca", "other"].map(Authority::new);
    let pair = authority.sign(&["localhost"], |_| ());
    let known = authority.sign(&["client"], |_| ());
    let unknown = other.sign(&["client"], |_| ());
    let identities = [(Some(known), true), (Some(unknown), false), (None, false)];
    for (identity, good) in identities {
        let server = TlsServer::new(&pair, &["h2"], Some(&authority)).await;
        let mut tls = trusting(&authority);
        if let Some(Pair { chain, key }) = &identity {
            tls = tls.identity_pem(chain, key).unwrap();
        }
        let client = server.client(tls, HttpVersion::Auto);
        let call = client.spawn_post();
        let accepted = server.accept().await;
        assert_eq!(accepted.is_ok(), good);
        match accepted {
            Ok(stream) => {
                assert_eq!(stream.get_ref().1.peer_certificates().unwrap().len(), 1);
                call.abort();
            }
            Err(_) => {
                let error = call.await.unwrap().unwrap_err();
                assert_eq!(error.code(), Code::Unavailable, "{error}");
            }
        }
    }
}

#[tokio::test]
async fn server_without_tls_is_unavailable() {
    let (listener, address) = listen().await;
    let url = format!("https://localhost:{}", address.port());
    let client = Client::new(url, |_| ());
    let call = client.spawn_post();
    let mut stream = accept(&listener).await;
    stream
        .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        .await
        .unwrap();
    let error = call.await.unwrap().unwrap_err();
    assert_eq!(error.code(), Code::Unavailable);
    assert!(
        error.message().contains("TLS handshake failed: "),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn handshake_that_stalls_is_given_up_in_time() {
    let (listener, address) = listen().await;
    let client = Client::new(format!("https://{address}"), |_| ());
    let start = Instant::now();
    let call = client.spawn_post();
    let _silent = accept(&listener).await;
    let error = call.await.unwrap().unwrap_err();
    assert_eq!(error.code(), Code::Unavailable);
    assert!(error.message().ends_with("timed out"), "{error}");
    assert_eq!(start.elapsed().as_secs(), 5);
}

#[tokio::test]
async fn end_without_close_notify_is_no_end_of_a_body() {
    let authority = Authority::new("ca");
    let pair = authority.sign(&["localhost"], |_| ());
    let server = TlsServer::new(&pair, &["http/1.1"], None).await;
    let client = server.client(trusting(&authority), HttpVersion::Auto);
    let serving = async {
        let mut stream = server.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"hats") {
            stream.read_buf(&mut request).await.unwrap();
        }
        // A body that lasts until the connection is closed.
        stream
            .write_all(b"HTTP/1.1 200 OK\r\n\r\nfi")
            .await
            .unwrap();
        stream.flush().await.unwrap();
        // Only the socket is closed.
        drop(stream.into_inner().0);
    };
    let call = client.send(TestBody::Once("hats".into()), UNMARKED);
    let ((), response) = tokio::join!(serving, call);
    assert_eq!(
        read(response.unwrap()).await.unwrap_err().code(),
        Code::Unavailable
    );
}
