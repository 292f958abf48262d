//! HTTP/2 frame by frame, for the scripted server: what the h2 crate would never send.

use std::io;

use http::{HeaderMap, Method, Version};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    bad_server::Shared,
    raw_peer::{Form, frames::push_text},
    script::{Asked, Step},
    told::Told,
};

const DATA: u8 = 0x0;
const HEADERS: u8 = 0x1;
const RST_STREAM: u8 = 0x3;
const SETTINGS: u8 = 0x4;
const PING: u8 = 0x6;
const GOAWAY: u8 = 0x7;
const CONTINUATION: u8 = 0x9;

const END_STREAM: u8 = 0x1;
const ACK: u8 = 0x1;
const END_HEADERS: u8 = 0x4;

/// The parts of a frame that count.
struct Frame {
    kind: u8,
    flags: u8,
    stream: u32,
    data: Vec<u8>,
}

pub(crate) fn frame(kind: u8, flags: u8, stream: u32, data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).expect("a short frame");
    [
        &length.to_be_bytes()[1..],
        &[kind, flags],
        &stream.to_be_bytes(),
        data,
    ]
    .concat()
}

/// A GOAWAY frame with its reason and a text for people.
pub(crate) fn go_away(last_stream: u32, reason: h2::Reason, debug: &str) -> Vec<u8> {
    let head = [last_stream.to_be_bytes(), u32::from(reason).to_be_bytes()].concat();
    frame(GOAWAY, 0, 0, &[&head[..], debug.as_bytes()].concat())
}

/// A RST_STREAM frame.
pub(crate) fn reset(stream: u32, reason: h2::Reason) -> Vec<u8> {
    frame(RST_STREAM, 0, stream, &u32::from(reason).to_be_bytes())
}

/// Headers or trailers, in as many frames as it takes. They are not compressed, and name nothing.
pub(crate) fn headers(flags: u8, stream: u32, fields: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut block = Vec::new();
    for (name, value) in fields {
        block.push(0);
        for text in [name.as_bytes(), value] {
            push_text(&mut block, text);
        }
    }
    let mut chunks: Vec<_> = block.chunks(60_000).collect();
    let last = chunks.pop().unwrap_or_default();
    let mut out = Vec::new();
    for (index, chunk) in chunks.iter().chain([&last]).enumerate() {
        let (kind, own) = match index {
            0 => (HEADERS, flags),
            _ => (CONTINUATION, 0),
        };
        let end = if index == chunks.len() {
            END_HEADERS
        } else {
            0
        };
        out.extend(frame(kind, own | end, stream, chunk));
    }
    out
}

/// The frames of an answer that is spelled in steps.
pub(crate) fn frames(stream: u32, steps: Vec<Step>) -> Vec<u8> {
    let with_status = |status: u16, fields: Vec<(String, Vec<u8>)>| {
        let status = (":status".into(), status.to_string().into_bytes());
        [vec![status], fields].concat()
    };
    let mut out = Vec::new();
    for step in steps {
        out.extend(match step {
            Step::Head(status, fields) => headers(0, stream, &with_status(status, fields)),
            Step::HeadOnly(status, fields) => {
                headers(END_STREAM, stream, &with_status(status, fields))
            }
            Step::Data(data) => frame(DATA, 0, stream, &data),
            Step::Trailers(fields) => headers(END_STREAM, stream, &fields),
            Step::End => frame(DATA, END_STREAM, stream, &[]),
            step => panic!("{step:?} is no frame"),
        });
    }
    out
}

/// A whole response to a unary call; of Connect, whether its streams are what is tested or not.
pub(crate) fn good_response(form: Form, stream: u32) -> Vec<u8> {
    let form = match form {
        Form::Stream => Form::Unary,
        form => form,
    };
    frames(stream, Told::new(form).text("good").reply().steps)
}

/// Reads requests for their ends only, and plays the steps to each: `Raw`, `Close` and `Hold`. Without a
/// script it answers in `form`.
pub(crate) async fn serve(mut stream: TcpStream, shared: Shared, form: Form) -> io::Result<()> {
    let mut preface = [0; 24];
    stream.read_exact(&mut preface).await?;
    stream.write_all(&frame(SETTINGS, 0, 0, &[])).await?;
    loop {
        let Frame {
            kind,
            flags,
            stream: id,
            data,
        } = read_frame(&mut stream).await?;
        // Peers count such frames, and close connections that carry many.
        let idle = kind == DATA && data.is_empty() && flags & END_STREAM == 0;
        assert!(!idle, "a frame that says nothing");
        let asked = matches!(kind, HEADERS | DATA) && flags & END_STREAM != 0;
        if asked && !play(&mut stream, id, &shared, form).await? {
            return Ok(());
        }
        match (kind, flags) {
            (SETTINGS | PING, flags) if flags & ACK == 0 => {
                let data = if kind == PING { &data[..] } else { &[] };
                stream.write_all(&frame(kind, ACK, 0, data)).await?;
            }
            (RST_STREAM, _) => shared.left(),
            _ => {}
        }
    }
}

async fn play(stream: &mut TcpStream, id: u32, shared: &Shared, form: Form) -> io::Result<bool> {
    let (_, reply) = shared.begin(Asked {
        version: Version::HTTP_2,
        method: Method::POST,
        target: String::new(),
        headers: HeaderMap::new(),
        body: Vec::new(),
        trailers: HeaderMap::new(),
        whole: true,
    });
    let Some(reply) = reply else {
        stream.write_all(&good_response(form, id)).await?;
        return Ok(true);
    };
    for step in reply.steps {
        match step {
            Step::Raw(bytes) => stream.write_all(&bytes).await?,
            Step::Close => {
                stream.shutdown().await?;
                return Ok(false);
            }
            // The loop that reads goes on meanwhile.
            Step::Hold => {}
            step => panic!("{step:?} is not a step of frames"),
        }
    }
    Ok(true)
}

async fn read_frame(stream: &mut TcpStream) -> io::Result<Frame> {
    let mut head = [0; 9];
    stream.read_exact(&mut head).await?;
    let [a, b, c, kind, flags, id @ ..] = head;
    let mut data = vec![0; u32::from_be_bytes([0, a, b, c]) as usize];
    stream.read_exact(&mut data).await?;
    let stream = u32::from_be_bytes(id);
    Ok(Frame {
        kind,
        flags,
        stream,
        data,
    })
}
