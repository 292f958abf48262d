//! HTTP/1.1 by hand, for the scripted server: requests are read to the letter, answers written by steps.

use std::{io, time::Duration};

use http::{HeaderMap, HeaderName, HeaderValue, Version};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

use crate::{
    bad_server::Shared,
    script::{Asked, Reply, Step},
};

type Stream = BufReader<TcpStream>;

pub(crate) async fn serve(stream: TcpStream, shared: Shared) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    while let Some(asked) = read_head(&mut stream).await? {
        let (headers, good) = (asked.headers.clone(), asked.good_answer());
        let (number, reply) = shared.begin(asked);
        let reply = reply.unwrap_or(good);
        if !reply.early {
            let (body, trailers) = read_body(&mut stream, &headers).await?;
            shared.update(number, |asked| {
                (asked.body, asked.trailers, asked.whole) = (body, trailers, true);
            });
        }
        let holds = reply.holds();
        match answer(&mut stream, reply, &shared).await {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(err) => {
                // It left before it was to be held.
                if holds {
                    shared.left();
                }
                return Err(err);
            }
        }
    }
    Ok(())
}

/// Takes the steps, and says whether the connection goes on.
async fn answer(stream: &mut Stream, reply: Reply, shared: &Shared) -> io::Result<bool> {
    let mut chunked = false;
    for step in reply.steps {
        match step {
            Step::Head(status, headers) => {
                chunked = !headers.iter().any(|(name, _)| name == "content-length");
                stream
                    .write_all(&write_head(status, &headers, chunked))
                    .await?;
            }
            Step::Data(data) if data.is_empty() => {}
            Step::Data(data) if chunked => {
                let size = format!("{:x}\r\n", data.len());
                stream
                    .write_all(&[size.as_bytes(), &data, b"\r\n"].concat())
                    .await?;
            }
            Step::Data(data) | Step::Raw(data) => stream.write_all(&data).await?,
            Step::HeadOnly(status, mut headers) => {
                headers.push(("content-length".into(), b"0".to_vec()));
                let head = write_head(status, &headers, false);
                stream.write_all(&head).await?;
            }
            Step::End if chunked => stream.write_all(b"0\r\n\r\n").await?,
            Step::Trailers(trailers) if chunked => {
                let end = [b"0\r\n".to_vec(), write_fields(&trailers), b"\r\n".to_vec()];
                stream.write_all(&end.concat()).await?;
            }
            Step::End | Step::Trailers(_) => {}
            Step::Close => {
                stream.shutdown().await?;
                return Ok(false);
            }
            Step::Reset(_) => {
                reset_on_drop(stream)?;
                return Ok(false);
            }
            Step::Hold => {
                drain(stream).await;
                shared.left();
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// Makes the drop of a socket a reset.
fn reset_on_drop(stream: &Stream) -> io::Result<()> {
    #[expect(deprecated, reason = "lingering for no time at all does not block")]
    stream.get_ref().set_linger(Some(Duration::ZERO))
}

fn write_head(status: u16, headers: &[(String, Vec<u8>)], chunked: bool) -> Vec<u8> {
    let mut out = format!("HTTP/1.1 {status} Scripted\r\n").into_bytes();
    out.extend(write_fields(headers));
    if chunked {
        out.extend(b"transfer-encoding: chunked\r\n");
    }
    out.extend(b"\r\n");
    out
}

fn write_fields(fields: &[(String, Vec<u8>)]) -> Vec<u8> {
    let line =
        |(name, value): &(String, Vec<u8>)| [name.as_bytes(), b": ", value, b"\r\n"].concat();
    fields.iter().flat_map(line).collect()
}

/// Reads until the client has left.
async fn drain(stream: &mut Stream) {
    let mut rest = [0; 4096];
    while matches!(stream.read(&mut rest).await, Ok(1..)) {}
}

async fn read_head(stream: &mut Stream) -> io::Result<Option<Asked>> {
    let Some(line) = read_line(stream).await? else {
        return Ok(None);
    };
    let mut words = line.split(' ');
    let mut word = || words.next().expect("three words in a request line");
    let (method, target, version) = (word(), word(), word());
    assert_eq!(version, "HTTP/1.1");
    Ok(Some(Asked {
        version: Version::HTTP_11,
        method: method.parse().expect("a method"),
        target: target.to_owned(),
        headers: read_fields(stream).await?,
        body: Vec::new(),
        trailers: HeaderMap::new(),
        whole: false,
    }))
}

/// Headers or trailers, with the empty line after them.
async fn read_fields(stream: &mut Stream) -> io::Result<HeaderMap> {
    let mut fields = HeaderMap::new();
    loop {
        let line = read_line(stream)
            .await?
            .ok_or(io::ErrorKind::UnexpectedEof)?;
        if line.is_empty() {
            return Ok(fields);
        }
        let (name, value) = line.split_once(": ").expect("a header");
        let name: HeaderName = name.parse().expect("a name");
        fields.append(name, HeaderValue::from_str(value).expect("a value"));
    }
}

async fn read_body(stream: &mut Stream, headers: &HeaderMap) -> io::Result<(Vec<u8>, HeaderMap)> {
    let mut body = Vec::new();
    if let Some(length) = headers.get("content-length") {
        let length = length.to_str().expect("ascii").parse().expect("a number");
        body.resize(length, 0);
        stream.read_exact(&mut body).await?;
    } else if headers.contains_key("transfer-encoding") {
        loop {
            let size = read_line(stream)
                .await?
                .ok_or(io::ErrorKind::UnexpectedEof)?;
            let size = usize::from_str_radix(&size, 16).expect("the size of a chunk");
            if size == 0 {
                return Ok((body, read_fields(stream).await?));
            }
            let begin = body.len();
            body.resize(begin + size, 0);
            stream.read_exact(&mut body[begin..]).await?;
            assert_eq!(read_line(stream).await?.as_deref(), Some(""));
        }
    }
    Ok((body, HeaderMap::new()))
}

/// A line without its end; `None` at the end of the connection.
async fn read_line(stream: &mut Stream) -> io::Result<Option<String>> {
    let mut line = String::new();
    if stream.read_line(&mut line).await? == 0 {
        return Ok(None);
    }
    let line = line
        .strip_suffix("\r\n")
        .ok_or(io::ErrorKind::UnexpectedEof)?;
    Ok(Some(line.to_owned()))
}
