//! quinn's connections and streams in the form in which the h3 crate uses QUIC.
//!
//! Not by the h3-quinn crate: with it a server does not learn that a client has given up before it writes
//! again, and a stream that is dropped ends as if it were whole, for so quinn's does. Here a stream that is dropped
//! before its end is reset.

use std::{
    collections::VecDeque,
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, ready},
};

use bytes::{Buf, Bytes};
use h3::{
    error::Code,
    quic::{self, ConnectionErrorIncoming, StreamErrorIncoming, StreamId, WriteBuf},
};
use quinn::{ConnectionError, ReadError, StoppedError, VarInt, WriteError};

use crate::http3::frames::{Fault, Frames};

/// Which end of its connections we are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Client,
    Server,
}

impl Side {
    /// What the peer is told of a message that we do not finish.
    fn unsent(self) -> Code {
        match self {
            Side::Client => Code::H3_REQUEST_CANCELLED,
            Side::Server => Code::H3_INTERNAL_ERROR,
        }
    }

    /// What the peer is told of a message that we do not read to its end. RFC 9114, 4.1: a request whose response
    /// is made already is no more of use, which is no error.
    fn unread(self) -> Code {
        match self {
            Side::Client => Code::H3_REQUEST_CANCELLED,
            Side::Server => Code::H3_NO_ERROR,
        }
    }
}

type Opened<T> = Option<Pin<Box<dyn Future<Output = Result<T, ConnectionError>> + Send>>>;
type Pair = (quinn::SendStream, quinn::RecvStream);

/// Resolves when the peer wants no more of what we send, with its reason, or when it has all of it.
pub(crate) type Stopped =
    Pin<Box<dyn Future<Output = Result<Option<VarInt>, StoppedError>> + Send>>;

/// A QUIC connection.
pub(crate) struct Connection {
    quic: quinn::Connection,
    side: Side,
    requests: Requests,
    bidi: Opened<Pair>,
    uni: Opened<quinn::RecvStream>,
    open: OpenStreams,
}

/// Which of a client's requests a server takes. Clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Requests(Arc<Counters>);

#[derive(Debug)]
struct Counters {
    /// The lowest stream that has not been accepted.
    next: AtomicU64,
    /// The lowest stream that is refused.
    end: AtomicU64,
}

impl Requests {
    /// Refuses the requests that have not been accepted so far.
    pub(crate) fn refuse(&self) {
        let next = self.0.next.load(Ordering::Relaxed);
        self.0.end.store(next, Ordering::Relaxed);
    }

    fn takes(&self, stream: u64) -> bool {
        if stream >= self.0.end.load(Ordering::Relaxed) {
            return false;
        }
        // The two lowest bits tell which kind of stream it is.
        self.0.next.store(stream + 4, Ordering::Relaxed);
        true
    }
}

impl Connection {
    pub(crate) fn new(quic: quinn::Connection, side: Side) -> Self {
        Connection {
            side,
            requests: Requests(Arc::new(Counters {
                next: AtomicU64::new(0),
                end: AtomicU64::new(u64::MAX),
            })),
            bidi: None,
            uni: None,
            open: OpenStreams {
                quic: quic.clone(),
                side,
                bidi: None,
                uni: None,
            },
            quic,
        }
    }

    pub(crate) fn requests(&self) -> Requests {
        self.requests.clone()
    }
}

impl quic::Connection<Bytes> for Connection {
    type RecvStream = RecvStream;
    type OpenStreams = OpenStreams;

    fn poll_accept_recv(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<RecvStream, ConnectionErrorIncoming>> {
        let quic = &self.quic;
        let accepted = poll_opened(&mut self.uni, cx, || {
            let quic = quic.clone();
            Box::pin(async move { quic.accept_uni().await })
        });
        let stream = ready!(accepted).map_err(connection_error)?;
        Poll::Ready(Ok(RecvStream::new(
            stream,
            Frames::of_unidirectional(),
            None,
        )))
    }

    fn poll_accept_bidi(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<BidiStream, ConnectionErrorIncoming>> {
        loop {
            let quic = &self.quic;
            let accepted = poll_opened(&mut self.bidi, cx, || {
                let quic = quic.clone();
                Box::pin(async move { quic.accept_bi().await })
            });
            let (mut send, mut recv) = ready!(accepted).map_err(connection_error)?;
            if self.requests.takes(send.id().into()) {
                return Poll::Ready(Ok(BidiStream::new(send, recv, self.side)));
            }
            // They fail only for streams that are closed already.
            let _ = send.reset(varint(Code::H3_REQUEST_REJECTED));
            let _ = recv.stop(varint(Code::H3_REQUEST_REJECTED));
        }
    }

    fn opener(&self) -> OpenStreams {
        self.open.clone()
    }
}

impl quic::OpenStreams<Bytes> for Connection {
    type BidiStream = BidiStream;
    type SendStream = SendStream;

    fn poll_open_bidi(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<BidiStream, StreamErrorIncoming>> {
        self.open.poll_open_bidi(cx)
    }

    fn poll_open_send(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<SendStream, StreamErrorIncoming>> {
        self.open.poll_open_send(cx)
    }

    fn close(&mut self, code: Code, reason: &[u8]) {
        self.open.close(code, reason);
    }
}

/// Opens streams on a connection.
pub(crate) struct OpenStreams {
    quic: quinn::Connection,
    side: Side,
    bidi: Opened<Pair>,
    uni: Opened<quinn::SendStream>,
}

impl Clone for OpenStreams {
    fn clone(&self) -> Self {
        OpenStreams {
            quic: self.quic.clone(),
            side: self.side,
            bidi: None,
            uni: None,
        }
    }
}

impl quic::OpenStreams<Bytes> for OpenStreams {
    type BidiStream = BidiStream;
    type SendStream = SendStream;

    fn poll_open_bidi(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<BidiStream, StreamErrorIncoming>> {
        let quic = &self.quic;
        let opened = poll_opened(&mut self.bidi, cx, || {
            let quic = quic.clone();
            Box::pin(async move { quic.open_bi().await })
        });
        let (send, recv) = ready!(opened).map_err(lost)?;
        Poll::Ready(Ok(BidiStream::new(send, recv, self.side)))
    }

    fn poll_open_send(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<SendStream, StreamErrorIncoming>> {
        let quic = &self.quic;
        let opened = poll_opened(&mut self.uni, cx, || {
            let quic = quic.clone();
            Box::pin(async move { quic.open_uni().await })
        });
        let stream = ready!(opened).map_err(lost)?;
        Poll::Ready(Ok(SendStream::new(stream, None)))
    }

    fn close(&mut self, code: Code, reason: &[u8]) {
        self.quic.close(varint(code), reason);
    }
}

/// Polls what `slot` holds, or what `begin` puts there.
fn poll_opened<T>(
    slot: &mut Opened<T>,
    cx: &mut Context<'_>,
    begin: impl FnOnce() -> Pin<Box<dyn Future<Output = Result<T, ConnectionError>> + Send>>,
) -> Poll<Result<T, ConnectionError>> {
    let opened = ready!(slot.get_or_insert_with(begin).as_mut().poll(cx));
    *slot = None;
    Poll::Ready(opened)
}

/// Both directions of a request.
pub(crate) struct BidiStream {
    send: SendStream,
    recv: RecvStream,
}

impl BidiStream {
    fn new(send: quinn::SendStream, recv: quinn::RecvStream, side: Side) -> Self {
        BidiStream {
            send: SendStream::new(send, Some(side.unsent())),
            recv: RecvStream::new(recv, Frames::of_request(), Some(side.unread())),
        }
    }

    pub(crate) fn stopped(&self) -> Stopped {
        Box::pin(self.send.stream.stopped())
    }
}

impl quic::BidiStream<Bytes> for BidiStream {
    type SendStream = SendStream;
    type RecvStream = RecvStream;

    fn split(self) -> (SendStream, RecvStream) {
        (self.send, self.recv)
    }
}

impl quic::SendStream<Bytes> for BidiStream {
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), StreamErrorIncoming>> {
        self.send.poll_ready(cx)
    }

    fn send_data<T: Into<WriteBuf<Bytes>>>(&mut self, data: T) -> Result<(), StreamErrorIncoming> {
        self.send.send_data(data)
    }

    fn poll_finish(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), StreamErrorIncoming>> {
        self.send.poll_finish(cx)
    }

    fn reset(&mut self, code: u64) {
        self.send.reset(code);
    }

    fn send_id(&self) -> StreamId {
        self.send.send_id()
    }
}

impl quic::RecvStream for BidiStream {
    type Buf = Bytes;

    fn poll_data(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Option<Bytes>, StreamErrorIncoming>> {
        self.recv.poll_data(cx)
    }

    fn stop_sending(&mut self, code: u64) {
        self.recv.stop_sending(code);
    }

    fn recv_id(&self) -> StreamId {
        self.recv.recv_id()
    }
}

/// What we send.
pub(crate) struct SendStream {
    stream: quinn::SendStream,
    writing: Option<WriteBuf<Bytes>>,
    /// How the stream is reset when it is dropped; `None` once it has ended.
    unsent: Option<Code>,
}

impl SendStream {
    fn new(stream: quinn::SendStream, unsent: Option<Code>) -> Self {
        SendStream {
            stream,
            writing: None,
            unsent,
        }
    }
}

impl quic::SendStream<Bytes> for SendStream {
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), StreamErrorIncoming>> {
        if let Some(data) = &mut self.writing {
            while data.has_remaining() {
                let written = Pin::new(&mut self.stream).poll_write(cx, data.chunk());
                let written = ready!(written).map_err(write_error)?;
                data.advance(written);
            }
            self.writing = None;
        }
        Poll::Ready(Ok(()))
    }

    fn send_data<T: Into<WriteBuf<Bytes>>>(&mut self, data: T) -> Result<(), StreamErrorIncoming> {
        // h3 waits until the stream is ready.
        self.writing = Some(data.into());
        Ok(())
    }

    fn poll_finish(&mut self, _: &mut Context<'_>) -> Poll<Result<(), StreamErrorIncoming>> {
        self.unsent = None;
        let finished = self.stream.finish();
        Poll::Ready(finished.map_err(|error| StreamErrorIncoming::Unknown(Box::new(error))))
    }

    fn reset(&mut self, code: u64) {
        self.unsent = None;
        // It fails only for a stream that is closed already.
        let _ = self.stream.reset(varint(code.into()));
    }

    fn send_id(&self) -> StreamId {
        stream_id(self.stream.id())
    }
}

impl Drop for SendStream {
    fn drop(&mut self) {
        if let Some(code) = self.unsent {
            let _ = self.stream.reset(varint(code));
        }
    }
}

/// What we receive.
pub(crate) struct RecvStream {
    stream: quinn::RecvStream,
    frames: Frames,
    /// Bytes that may be read, and have not been.
    passed: VecDeque<Bytes>,
    state: Receiving,
    /// How the peer is stopped when this is dropped before its end.
    unread: Option<Code>,
}

enum Receiving {
    Open,
    Ended,
    /// For this reason there is no more to come; quinn would call it an end.
    Stopped(u64),
}

impl RecvStream {
    fn new(stream: quinn::RecvStream, frames: Frames, unread: Option<Code>) -> Self {
        RecvStream {
            stream,
            frames,
            passed: VecDeque::new(),
            state: Receiving::Open,
            unread,
        }
    }

    /// Reads no more behind what is right.
    fn refuse(&mut self, fault: Fault) {
        let code = match fault {
            Fault::TooLong => Code::H3_EXCESSIVE_LOAD,
            Fault::Cut => Code::H3_FRAME_ERROR,
            Fault::Missing => Code::H3_REQUEST_INCOMPLETE,
        };
        self.stop(code.value());
    }

    fn stop(&mut self, code: u64) {
        self.state = Receiving::Stopped(code);
        // It fails only for a stream that is closed already.
        let _ = self.stream.stop(varint(code.into()));
    }
}

impl quic::RecvStream for RecvStream {
    type Buf = Bytes;

    fn poll_data(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Option<Bytes>, StreamErrorIncoming>> {
        loop {
            if let Some(data) = self.passed.pop_front() {
                return Poll::Ready(Ok(Some(data)));
            }
            match self.state {
                Receiving::Open => {}
                Receiving::Ended => return Poll::Ready(Ok(None)),
                Receiving::Stopped(error_code) => {
                    let error = StreamErrorIncoming::StreamTerminated { error_code };
                    return Poll::Ready(Err(error));
                }
            }
            let chunk = pin!(self.stream.read_chunk(usize::MAX, true)).poll(cx);
            match ready!(chunk) {
                Ok(Some(chunk)) => {
                    if let Err(fault) = self.frames.read(chunk.bytes, &mut self.passed) {
                        self.refuse(fault);
                    }
                }
                Ok(None) => match self.frames.end() {
                    Ok(()) => self.state = Receiving::Ended,
                    Err(fault) => self.refuse(fault),
                },
                Err(ReadError::Reset(code)) => self.state = Receiving::Stopped(code.into()),
                Err(ReadError::ConnectionLost(error)) => return Poll::Ready(Err(lost(error))),
                Err(other) => {
                    let error = StreamErrorIncoming::Unknown(Box::new(other));
                    return Poll::Ready(Err(error));
                }
            }
        }
    }

    fn stop_sending(&mut self, code: u64) {
        self.passed.clear();
        self.stop(code);
    }

    fn recv_id(&self) -> StreamId {
        stream_id(self.stream.id())
    }
}

impl Drop for RecvStream {
    fn drop(&mut self) {
        if let (Receiving::Open, Some(code)) = (&self.state, self.unread) {
            let _ = self.stream.stop(varint(code));
        }
    }
}

fn stream_id(id: quinn::StreamId) -> StreamId {
    u64::from(id).try_into().expect("a stream's number is one")
}

pub(crate) fn varint(code: Code) -> VarInt {
    VarInt::from_u64(code.value()).unwrap_or(VarInt::MAX)
}

fn connection_error(error: ConnectionError) -> ConnectionErrorIncoming {
    match error {
        ConnectionError::ApplicationClosed(close) => ConnectionErrorIncoming::ApplicationClose {
            error_code: close.error_code.into(),
        },
        ConnectionError::TimedOut => ConnectionErrorIncoming::Timeout,
        other => ConnectionErrorIncoming::Undefined(Arc::new(other)),
    }
}

fn lost(error: ConnectionError) -> StreamErrorIncoming {
    StreamErrorIncoming::ConnectionErrorIncoming {
        connection_error: connection_error(error),
    }
}

fn write_error(error: WriteError) -> StreamErrorIncoming {
    match error {
        WriteError::Stopped(code) => StreamErrorIncoming::StreamTerminated {
            error_code: code.into(),
        },
        WriteError::ConnectionLost(error) => lost(error),
        other => StreamErrorIncoming::Unknown(Box::new(other)),
    }
}
