//! The body of a request or a response as it comes over HTTP/3.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use h3::error::StreamError;
use http::{HeaderMap, header::CONTENT_LENGTH};
use http_body::{Body, Frame, SizeHint};

use crate::{error::ConnectError, http3::halves::ReceiveHalf};

/// Data, then trailers. It ends with `None` only if all of it has come.
pub(crate) struct Received<H> {
    half: H,
    /// What is still to come, if the head said how much.
    left: Option<u64>,
    state: State,
    explain: fn(&StreamError) -> ConnectError,
}

enum State {
    Data,
    Trailers,
    Over,
}

impl<H> Received<H> {
    /// The body behind a head with `headers`; `explain` tells what a failure means to its reader.
    pub(crate) fn new(
        half: H,
        headers: &HeaderMap,
        explain: fn(&StreamError) -> ConnectError,
    ) -> Self {
        let length = headers.get(CONTENT_LENGTH);
        Received {
            half,
            left: length.and_then(|length| length.to_str().ok()?.parse().ok()),
            state: State::Data,
            explain,
        }
    }

    /// Counts what has come. RFC 9114, 4.1.2: a message of another length than it announces is malformed.
    fn count(&mut self, bytes: usize) -> Result<(), ConnectError> {
        let Some(left) = self.left else {
            return Ok(());
        };
        self.left = left.checked_sub(bytes as u64);
        match self.left {
            Some(_) => Ok(()),
            None => Err(ConnectError::internal("the body is longer than announced")),
        }
    }

    fn check_end(&self) -> Result<(), ConnectError> {
        match self.left {
            None | Some(0) => Ok(()),
            Some(left) => {
                let text = format!("the body ends {left} bytes before its announced length");
                Err(ConnectError::internal(text))
            }
        }
    }
}

impl<H: ReceiveHalf> Received<H> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Frame<Bytes>>, ConnectError>> {
        loop {
            match self.state {
                State::Data => {
                    let data =
                        ready!(self.half.poll_data(cx)).map_err(|err| (self.explain)(&err))?;
                    if let Some(data) = data {
                        self.count(data.len())?;
                        return Poll::Ready(Ok(Some(Frame::data(data))));
                    }
                    self.check_end()?;
                    self.state = State::Trailers;
                }
                State::Trailers => {
                    let trailers = ready!(self.half.poll_trailers(cx));
                    let trailers = trailers.map_err(|err| (self.explain)(&err))?;
                    self.state = State::Over;
                    return Poll::Ready(Ok(trailers.map(Frame::trailers)));
                }
                State::Over => return Poll::Ready(Ok(None)),
            }
        }
    }
}

impl<H: ReceiveHalf> Body for Received<H> {
    type Data = Bytes;
    type Error = ConnectError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ConnectError>>> {
        let frame = ready!(self.poll(cx));
        if frame.is_err() {
            self.state = State::Over;
        }
        Poll::Ready(frame.transpose())
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.state, State::Over)
    }

    fn size_hint(&self) -> SizeHint {
        match self.state {
            State::Data => self
                .left
                .map_or_else(SizeHint::default, SizeHint::with_exact),
            State::Trailers | State::Over => SizeHint::with_exact(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::VecDeque, future::poll_fn};

    use h3::error::Code;

    use super::*;

    /// What h3 would give: bytes, then trailers.
    struct Given(VecDeque<&'static str>, Option<HeaderMap>);

    impl ReceiveHalf for Given {
        fn poll_data(&mut self, _: &mut Context<'_>) -> Poll<Result<Option<Bytes>, StreamError>> {
            Poll::Ready(match self.0.pop_front() {
                Some("reset") => Err(StreamError::RemoteTerminate {
                    code: Code::H3_REQUEST_CANCELLED,
                }),
                data => Ok(data.map(Bytes::from)),
            })
        }

        fn poll_trailers(
            &mut self,
            _: &mut Context<'_>,
        ) -> Poll<Result<Option<HeaderMap>, StreamError>> {
            Poll::Ready(Ok(self.1.take()))
        }
    }

    #[tokio::test]
    async fn body_is_whole_or_an_error() {
        type Row = (
            &'static [&'static str],
            Option<&'static str>,
            bool,
            &'static str,
        );
        let table: [Row; 10] = [
            (&[], None, false, ""),
            (&[], Some("0"), false, ""),
            (&["ha", "ts"], None, false, "hats"),
            (&["ha", "ts"], Some("4"), false, "hats"),
            (&["ha", "ts"], Some("4"), true, "hats+trailers"),
            (&["ha", "ts"], Some("nonsense"), false, "hats"),
            (&["ha", "ts"], Some("5"), false, "hats!"),
            (&["ha", "ts"], Some("5"), true, "hats!"),
            (&["ha", "ts"], Some("3"), false, "ha!"),
            (&["ha", "reset"], None, false, "ha!"),
        ];
        for (data, length, trailers, want) in table {
            let mut headers = HeaderMap::new();
            if let Some(length) = length {
                headers.insert(CONTENT_LENGTH, length.parse().unwrap());
            }
            let given = Given(
                data.iter().copied().collect(),
                trailers.then(HeaderMap::new),
            );
            let mut body = Received::new(given, &headers, |_| ConnectError::canceled("reset"));
            let mut got = String::new();
            while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
                got.push_str(&match frame {
                    Ok(frame) if frame.is_trailers() => "+trailers".to_owned(),
                    Ok(frame) => String::from_utf8(frame.into_data().unwrap().to_vec()).unwrap(),
                    Err(_) => "!".to_owned(),
                });
            }
            assert_eq!(got, want, "{data:?} {length:?} {trailers}");
            assert!(body.is_end_stream());
        }
    }
}
