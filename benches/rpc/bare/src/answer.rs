//! The methods of the service, as frames for a frame.

use bytes::{Bytes, BytesMut};

use crate::echo::{Blob, RepeatRequest, Text};
use crate::frame::{frame, frame_before, put, take};

/// Small messages leave together, as many as fit into a frame of HTTP/2.
const BATCH_BYTES: usize = 16 << 10;

/// What a short text takes in its frame beside itself.
const OVERHEAD_BYTES: usize = 7;

/// What answers a request: frames, one after the other.
pub enum Answer {
    /// Of a unary call: one frame, in two pieces if the second need not be copied.
    Unary([Option<Bytes>; 2]),
    /// Of a server stream.
    Repeated(RepeatRequest),
}

impl Answer {
    /// To `request`, the whole of what the client sends.
    pub fn of(path: &str, mut request: Bytes) -> Self {
        let request = &mut request;
        match path {
            "/echo.v1.EchoService/Echo" => {
                let text = take::<Text>(request).expect("a message");
                Answer::Unary([Some(frame(&text)), None])
            }
            "/echo.v1.EchoService/EchoBlob" => {
                let Blob { data } = take(request).expect("a message");
                Answer::Unary([Some(frame_before(&data)), Some(data)])
            }
            "/echo.v1.EchoService/Repeat" => Answer::Repeated(take(request).expect("a message")),
            _ => panic!("no method {path}"),
        }
    }
}

impl Iterator for Answer {
    type Item = Bytes;

    fn next(&mut self) -> Option<Bytes> {
        match self {
            Answer::Unary([first, second]) => first.take().or_else(|| second.take()),
            Answer::Repeated(RepeatRequest { times: 0, .. }) => None,
            Answer::Repeated(request) => {
                let mut batch = BytesMut::with_capacity(BATCH_BYTES);
                let most = BATCH_BYTES / (request.text.len() + OVERHEAD_BYTES);
                for _ in 0..request.times.min(most as u32) {
                    let text = request.text.clone();
                    put(&Text { text }, &mut batch);
                }
                request.times = request.times.saturating_sub(most as u32);
                Some(batch.freeze())
            }
        }
    }
}
