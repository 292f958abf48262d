//! What is known of an RPC before anything is sent: its procedure, its shape, its idempotency.

/// A method as the schema declares it.
///
/// ```
/// use connect_runtime::{IdempotencyLevel, Spec, StreamType};
///
/// const SAY: Spec = Spec::new("/eliza.v1.Eliza/Say", StreamType::Unary, IdempotencyLevel::NoSideEffects);
/// assert_eq!(SAY.service(), "eliza.v1.Eliza");
/// assert_eq!(SAY.method(), "Say");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Spec {
    /// The path of the RPC, `"/package.Service/Method"`.
    pub procedure: &'static str,
    /// Which sides stream.
    pub stream_type: StreamType,
    /// The method's `idempotency_level` option.
    pub idempotency: IdempotencyLevel,
}

impl Spec {
    /// A method with the path `"/package.Service/Method"`.
    pub const fn new(
        procedure: &'static str,
        stream_type: StreamType,
        idempotency: IdempotencyLevel,
    ) -> Self {
        Spec {
            procedure,
            stream_type,
            idempotency,
        }
    }

    /// The service's full name, `"package.Service"`.
    pub fn service(&self) -> &'static str {
        let path = self.procedure.trim_start_matches('/');
        path.rsplit_once('/').map_or("", |(service, _)| service)
    }

    /// The method's own name, `"Method"`.
    pub fn method(&self) -> &'static str {
        self.procedure
            .rsplit_once('/')
            .map_or(self.procedure, |(_, method)| method)
    }

    /// Whether a Connect client may send this RPC as an HTTP GET.
    ///
    /// Connect protocol, "Unary-Get-Request": side-effect-free unary RPCs only.
    pub const fn allows_get(&self) -> bool {
        matches!(self.stream_type, StreamType::Unary)
            && matches!(self.idempotency, IdempotencyLevel::NoSideEffects)
    }
}

/// Which sides of an RPC send a stream of messages.
///
/// ```
/// use connect_runtime::StreamType;
///
/// assert!(StreamType::ClientStream.client_streams() && !StreamType::ClientStream.server_streams());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StreamType {
    /// One request message, one response message.
    Unary,
    /// Many request messages, one response message.
    ClientStream,
    /// One request message, many response messages.
    ServerStream,
    /// Many of both.
    BidiStream,
}

impl StreamType {
    /// Whether the request may hold any number of messages.
    pub const fn client_streams(self) -> bool {
        matches!(self, StreamType::ClientStream | StreamType::BidiStream)
    }

    /// Whether the response may hold any number of messages.
    pub const fn server_streams(self) -> bool {
        matches!(self, StreamType::ServerStream | StreamType::BidiStream)
    }

    /// Whether either side may send any number of messages.
    pub(crate) const fn streams(self) -> bool {
        !matches!(self, StreamType::Unary)
    }
}

/// The `idempotency_level` option of a method.
///
/// ```
/// use connect_runtime::{IdempotencyLevel, Spec, StreamType};
///
/// let spec = Spec::new("/a.B/C", StreamType::Unary, IdempotencyLevel::NoSideEffects);
/// assert!(spec.allows_get());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IdempotencyLevel {
    /// Nothing is promised: `IDEMPOTENCY_UNKNOWN`, the default.
    Unknown,
    /// Calling it changes nothing: `NO_SIDE_EFFECTS`. Such a method may be called by HTTP GET.
    NoSideEffects,
    /// Calling it twice is as good as once: `IDEMPOTENT`.
    Idempotent,
}
