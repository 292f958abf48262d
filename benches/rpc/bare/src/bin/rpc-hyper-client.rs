//! Connect on hyper alone.

use http::header::{CONTENT_TYPE, HOST};
use http::{HeaderMap, HeaderValue, Method, Request, Uri};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use prost::Message;
use rpc_bare::echo::Text;
use rpc_program::{Outcome, Protocol, TEXT};
use tokio::net::TcpStream;

fn main() -> Outcome {
    rpc_program::call(async |url, protocol, count| {
        if protocol != Protocol::Connect {
            return Err("only Connect is spoken".into());
        }
        let url: Uri = url.parse()?;
        let address = url.authority().expect("an address").as_str();
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (mut send, connection) = http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        let path = Uri::from_static("/echo.v1.EchoService/Echo");
        let proto = HeaderValue::from_static("application/proto");
        let mut headers = HeaderMap::new();
        headers.insert(HOST, address.parse()?);
        headers.insert(CONTENT_TYPE, proto.clone());
        headers.insert("connect-protocol-version", HeaderValue::from_static("1"));
        for _ in 0..count {
            let text = TEXT.to_owned();
            let sent = Text { text }.encode_to_vec();
            let mut request = Request::new(Full::<bytes::Bytes>::from(sent));
            *request.method_mut() = Method::POST;
            *request.uri_mut() = path.clone();
            *request.headers_mut() = headers.clone();
            let response = send.send_request(request).await?;
            assert_eq!(response.status(), 200);
            assert_eq!(response.headers()[CONTENT_TYPE], proto);
            let received = response.into_body().collect().await?.to_bytes();
            assert_eq!(Text::decode(received)?.text, TEXT);
        }
        Ok(())
    })
}
