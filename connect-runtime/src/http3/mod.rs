//! HTTP/3 on QUIC, as far as it is the same for servers and clients.

mod errors;
mod frames;
mod halves;
mod quic;
mod received;

pub(crate) use {
    errors::{connection_reason, lost, request_error, response_error},
    halves::{SendHalf, Unsent, send_body},
    quic::{Connection, OpenStreams, RecvStream, Requests, SendStream, Side, Stopped, varint},
    received::Received,
};

use std::time::Duration;

use quinn::{IdleTimeout, TransportConfig};

/// The name of HTTP/3 in ALPN.
pub(crate) const ALPN_H3: &[u8] = b"h3";

/// The largest head, and the largest trailers, as RFC 9114, 4.2.2 counts them.
pub(crate) const MAX_FIELD_SECTION_BYTES: u64 = 64 * 1024;

/// How often to ask on a quiet connection whether the other end is still there. Over QUIC nobody else does, and
/// a path through a router is forgotten after half a minute.
pub(crate) const KEEP_ALIVE_INTERVAL: Duration = Duration::from_secs(15);

const STREAM_WINDOW_BYTES: u32 = 1 << 20;
const CONNECTION_WINDOW_BYTES: u32 = 4 << 20;
/// The control stream, two for QPACK, and some that are of no use.
const MAX_UNIDIRECTIONAL_STREAMS: u32 = 16;

/// The most requests at a time: quinn makes room for all of them with the connection.
const MAX_REQUESTS: u32 = 16 * 1024;

/// How to speak QUIC: with so many requests of the peer's at a time, asking for signs of life after `interval`, and
/// gone for good if there are none for `timeout` longer.
pub(crate) fn transport_config(
    max_requests: u32,
    interval: Duration,
    timeout: Duration,
) -> TransportConfig {
    let mut config = TransportConfig::default();
    config
        .max_concurrent_bidi_streams(max_requests.min(MAX_REQUESTS).into())
        .max_concurrent_uni_streams(MAX_UNIDIRECTIONAL_STREAMS.into())
        .stream_receive_window(STREAM_WINDOW_BYTES.into())
        .receive_window(CONNECTION_WINDOW_BYTES.into())
        .send_window(CONNECTION_WINDOW_BYTES.into())
        .datagram_receive_buffer_size(None)
        .keep_alive_interval(Some(interval))
        // Longer than can be said is for ever.
        .max_idle_timeout(IdleTimeout::try_from(interval.saturating_add(timeout)).ok());
    config
}
