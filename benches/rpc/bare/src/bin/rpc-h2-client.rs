//! gRPC on the h2 crate alone.

use http::{HeaderMap, HeaderValue, Method, Request, Uri, header::CONTENT_TYPE};
use rpc_bare::echo::Text;
use rpc_bare::{Received, frame};
use rpc_program::{Outcome, Protocol, TEXT};
use tokio::net::TcpStream;

fn main() -> Outcome {
    rpc_program::call(async |url, protocol, count| {
        if protocol != Protocol::Grpc {
            return Err("only gRPC is spoken".into());
        }
        let uri: Uri = format!("{url}/echo.v1.EchoService/Echo").parse()?;
        let stream = TcpStream::connect(uri.authority().expect("an address").as_str()).await?;
        stream.set_nodelay(true)?;
        let (mut send, connection) = h2::client::handshake(stream).await?;
        tokio::spawn(connection);
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
        headers.insert("te", HeaderValue::from_static("trailers"));
        for _ in 0..count {
            let mut request = Request::new(());
            *request.method_mut() = Method::POST;
            *request.uri_mut() = uri.clone();
            *request.headers_mut() = headers.clone();
            let text = TEXT.to_owned();
            let (response, mut body) = send.send_request(request, false)?;
            body.send_data(frame(&Text { text }), true)?;
            let mut body = response.await?.into_body();
            let mut received = Received::default();
            while let Some(data) = body.data().await.transpose()? {
                body.flow_control().release_capacity(data.len())?;
                received.push(data);
            }
            let trailers = body.trailers().await?.expect("trailers");
            assert_eq!(trailers["grpc-status"], "0");
            let reply: Text = received.take().expect("a message");
            assert_eq!(reply.text, TEXT);
        }
        Ok(())
    })
}
