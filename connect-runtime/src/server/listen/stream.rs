//! One HTTP/2 stream of a server: the service's answer, then its body as the client takes it.

use std::{
    convert::Infallible,
    error::Error,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use h2::{Reason, SendStream, server::SendResponse};
use http_body::{Body, Frame};
use pin_project_lite::pin_project;

use crate::{body::incoming::find, server::listen::complete::complete};

pin_project! {
    /// Answers a request. It ends early if the client resets the stream, and resets it if the body fails.
    #[project = StreamProjection]
    pub(super) enum Stream<F, B> {
        Answering {
            #[pin]
            answer: F,
            respond: SendResponse<Bytes>,
            head_only: bool,
        },
        Sending {
            #[pin]
            body: B,
            stream: SendStream<Bytes>,
            sent: Sent,
        },
    }
}

/// What has become of a body so far.
pub(super) enum Sent {
    /// Nothing is sent. What is there from the start goes with the head, whether the client has room or not.
    Nothing,
    Data,
    /// This is to be sent when the client has room.
    Held(Bytes, bool),
    All,
}

impl<F, B> Stream<F, B> {
    /// For a HEAD, which asks for no more than the head, `head_only` is true.
    pub(super) fn new(answer: F, respond: SendResponse<Bytes>, head_only: bool) -> Self {
        Stream::Answering {
            answer,
            respond,
            head_only,
        }
    }
}

impl<F, B> Future for Stream<F, B>
where
    F: Future<Output = Result<http::Response<B>, Infallible>>,
    B: Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>>,
{
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            match self.as_mut().project() {
                StreamProjection::Answering {
                    answer,
                    respond,
                    head_only,
                } => {
                    let Poll::Ready(Ok(response)) = answer.poll(cx) else {
                        // A caller that has left takes the handler with it.
                        return respond.poll_reset(cx).map(drop);
                    };
                    let (mut head, body) = response.into_parts();
                    complete(&mut head.headers, &body);
                    let ended = *head_only || body.is_end_stream();
                    let head = http::Response::from_parts(head, ());
                    // It fails only for a stream that is gone.
                    let Ok(stream) = respond.send_response(head, ended) else {
                        return Poll::Ready(());
                    };
                    if ended {
                        return Poll::Ready(());
                    }
                    let sent = Sent::Nothing;
                    self.set(Stream::Sending { body, stream, sent });
                }
                StreamProjection::Sending { body, stream, sent } => {
                    return match poll_sending(body, stream, sent, cx) {
                        Poll::Ready(()) => Poll::Ready(()),
                        Poll::Pending => stream.poll_reset(cx).map(drop),
                    };
                }
            }
        }
    }
}

/// Sends a body, a frame at a time; ready when all of it is sent or the stream is gone.
///
/// A frame is asked for before it is known whether the client has room for it: mostly there is none yet, and
/// mostly there is room. So a client that does not read leaves one frame waiting.
fn poll_sending<B>(
    mut body: Pin<&mut B>,
    stream: &mut SendStream<Bytes>,
    sent: &mut Sent,
    cx: &mut Context<'_>,
) -> Poll<()>
where
    B: Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>>,
{
    loop {
        *sent = match std::mem::replace(sent, Sent::All) {
            Sent::All => return Poll::Ready(()),
            Sent::Held(data, last) => match poll_room(stream, cx) {
                Poll::Ready(true) => send_data(stream, data, last),
                Poll::Ready(false) => Sent::All,
                Poll::Pending => {
                    *sent = Sent::Held(data, last);
                    return Poll::Pending;
                }
            },
            before => {
                let Poll::Ready(frame) = body.as_mut().poll_frame(cx) else {
                    *sent = before;
                    return Poll::Pending;
                };
                match frame {
                    Some(Ok(frame)) => send_frame(stream, frame, body.is_end_stream(), before),
                    Some(Err(error)) => {
                        let error = error.into();
                        let reason = find::<h2::Error>(&*error).and_then(h2::Error::reason);
                        stream.send_reset(reason.unwrap_or(Reason::INTERNAL_ERROR));
                        Sent::All
                    }
                    None => send_data(stream, Bytes::new(), true),
                }
            }
        };
    }
}

fn send_frame(
    stream: &mut SendStream<Bytes>,
    frame: Frame<Bytes>,
    last: bool,
    before: Sent,
) -> Sent {
    match frame.into_data() {
        // Peers count empty frames that end nothing, and close connections that carry many.
        Ok(data) if data.is_empty() && !last => before,
        Ok(data) => match before {
            Sent::Nothing => send_data(stream, data, last),
            _ => Sent::Held(data, last),
        },
        Err(frame) => match frame.into_trailers() {
            Ok(trailers) => {
                // It fails only for a stream that is gone.
                let _ = stream.send_trailers(trailers);
                Sent::All
            }
            Err(_) => before,
        },
    }
}

fn send_data(stream: &mut SendStream<Bytes>, data: Bytes, last: bool) -> Sent {
    match stream.send_data(data, last) {
        Ok(()) if !last => Sent::Data,
        // All of it, or a stream that is gone.
        _ => Sent::All,
    }
}

/// Waits until the client has room for more; `false` if the stream is gone.
fn poll_room(stream: &mut SendStream<Bytes>, cx: &mut Context<'_>) -> Poll<bool> {
    stream.reserve_capacity(1);
    while stream.capacity() == 0 {
        match ready!(stream.poll_capacity(cx)) {
            Some(Ok(_)) => {}
            Some(Err(_)) | None => return Poll::Ready(false),
        }
    }
    Poll::Ready(true)
}
