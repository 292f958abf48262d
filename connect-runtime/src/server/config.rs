//! What a service is told once: limits and compression.

use crate::protocol::Protocols;

/// Limits and compression of a service; set with the methods of
/// [`ServiceServer`](crate::ServiceServer).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ServiceConfig {
    /// The largest request message, in bytes.
    pub(crate) read_max_bytes: usize,
    /// The largest response message, in bytes.
    pub(crate) send_max_bytes: usize,
    /// Response messages below this many bytes are not compressed.
    pub(crate) compress_min_bytes: usize,
    /// Whether responses are compressed at all.
    pub(crate) compress: bool,
    /// Whether Connect requests must say which version of the protocol they speak.
    pub(crate) require_protocol_version: bool,
    /// Which protocols are answered; what the router says, unless set.
    pub(crate) protocols: Option<Protocols>,
}

/// 4 MiB, what gRPC implementations take by default.
pub(crate) const READ_MAX_BYTES: usize = 4 * 1024 * 1024;

/// Below 1 KiB compression costs more than the bytes that it saves.
pub(crate) const COMPRESS_MIN_BYTES: usize = 1024;

impl Default for ServiceConfig {
    fn default() -> Self {
        ServiceConfig {
            read_max_bytes: READ_MAX_BYTES,
            send_max_bytes: usize::MAX,
            compress_min_bytes: COMPRESS_MIN_BYTES,
            compress: true,
            require_protocol_version: false,
            protocols: None,
        }
    }
}
