//! Connect's unary calls over HTTP/1.1, one after the other on a connection that is kept.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};

use bytes::Bytes;

use super::{LIMIT, Outcome};

/// A unary call of Connect, as bytes.
pub struct Call {
    request: Bytes,
    content_type: &'static str,
    reply: Bytes,
}

impl Call {
    /// Of `Echo`, with a message that must come back as it is.
    pub fn echo(content_type: &'static str, message: Bytes) -> Self {
        let head = format!(
            "POST /echo.v1.EchoService/Echo HTTP/1.1\r\n\
             host: localhost\r\n\
             user-agent: bench\r\n\
             content-type: {content_type}\r\n\
             connect-protocol-version: 1\r\n\
             content-length: {}\r\n\r\n",
            message.len()
        );
        Call {
            request: [head.as_bytes(), &message].concat().into(),
            content_type,
            reply: message,
        }
    }
}

/// A connection.
pub struct Connection(BufReader<TcpStream>);

impl Connection {
    /// To a server on this machine.
    pub fn open(port: u16) -> Outcome<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(LIMIT))?;
        stream.set_write_timeout(Some(LIMIT))?;
        Ok(Connection(BufReader::new(stream)))
    }

    /// Makes a call, and checks what comes back.
    pub fn call(&mut self, call: &Call) -> Outcome {
        self.0.get_mut().write_all(&call.request)?;
        let status = self.line()?;
        let (mut content_type, mut body) = (String::new(), None);
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "content-type" => content_type = value.to_owned(),
                "content-length" => body = Some(Length::Known(value.parse()?)),
                "transfer-encoding" => body = Some(Length::Chunked),
                _ => {}
            }
        }
        let received = match body.ok_or("a response without a length")? {
            Length::Known(length) => self.exactly(length)?,
            Length::Chunked => self.chunks()?,
        };
        if (status.as_str(), content_type.as_str()) != ("HTTP/1.1 200 OK", call.content_type)
            || received != call.reply
        {
            let received = String::from_utf8_lossy(&received);
            return Err(format!("got {status}, {content_type}, {received:?}").into());
        }
        Ok(())
    }

    /// A line, without its end.
    fn line(&mut self) -> Outcome<String> {
        let mut line = String::new();
        self.0.read_line(&mut line)?;
        let line = line.strip_suffix("\r\n");
        Ok(line.ok_or("the connection ended")?.to_owned())
    }

    fn exactly(&mut self, length: usize) -> Outcome<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.0.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn chunks(&mut self) -> Outcome<Vec<u8>> {
        let mut all = Vec::new();
        loop {
            let length = usize::from_str_radix(&self.line()?, 16)?;
            all.extend(self.exactly(length)?);
            self.line()?;
            if length == 0 {
                return Ok(all);
            }
        }
    }
}

enum Length {
    Known(usize),
    Chunked,
}
