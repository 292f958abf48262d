//! The error of an RPC: what a handler returns, what a client gets.
//!
//! It does not know how it is written: `protocol/` gives it its form on the wire. Text of foreign
//! errors stays in [`source`](std::error::Error::source), which never leaves the process.

use std::{error::Error, fmt};

use bytes::Bytes;

use crate::{
    code::Code,
    metadata::{Metadata, MetadataError},
};

/// An RPC's failure: a [`Code`], a message for people, typed details and metadata.
///
/// One pointer wide, so that a `Result` of it stays small.
///
/// ```
/// use connect_runtime::{Code, ConnectError, rpc::RetryInfo};
///
/// let err = ConnectError::unavailable("the hat press is cold").detail(RetryInfo::default());
/// assert_eq!(err.code(), Code::Unavailable);
/// assert_eq!(err.details::<RetryInfo>().len(), 1);
/// assert_eq!(err.to_string(), "unavailable: the hat press is cold");
/// ```
#[derive(Clone)]
pub struct ConnectError(Box<Inner>);

/// What a handler had put into its response before it failed.
#[derive(Clone, Debug, Default)]
pub(crate) struct ResponseMetadata {
    pub(crate) headers: Metadata,
    pub(crate) trailers: Metadata,
}

/// Where an error arose, and so who may read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// In this process: what it says is meant for the caller.
    Here,
    /// On the way to an upstream server.
    Transport,
    /// At an upstream server.
    Remote,
}

#[derive(Clone)]
struct Inner {
    code: Code,
    message: String,
    details: Vec<ErrorDetail>,
    metadata: Metadata,
    response: Option<Box<ResponseMetadata>>,
    origin: Origin,
    source: Option<std::sync::Arc<dyn Error + Send + Sync>>,
}

macro_rules! constructors {
    ($($name:ident $code:ident $text:literal;)*) => {$(
        #[doc = concat!("A `", $text, "` error.")]
        pub fn $name(message: impl Into<String>) -> Self {
            Self::new(Code::$code, message)
        }
    )*};
}

impl ConnectError {
    /// An error with this code and a message for people, which the peer sees.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        ConnectError(Box::new(Inner {
            code,
            message: message.into(),
            details: Vec::new(),
            metadata: Metadata::new(),
            response: None,
            origin: Origin::Here,
            source: None,
        }))
    }

    constructors! {
        canceled Canceled "canceled";
        unknown Unknown "unknown";
        invalid_argument InvalidArgument "invalid_argument";
        deadline_exceeded DeadlineExceeded "deadline_exceeded";
        not_found NotFound "not_found";
        already_exists AlreadyExists "already_exists";
        permission_denied PermissionDenied "permission_denied";
        resource_exhausted ResourceExhausted "resource_exhausted";
        failed_precondition FailedPrecondition "failed_precondition";
        aborted Aborted "aborted";
        out_of_range OutOfRange "out_of_range";
        unimplemented Unimplemented "unimplemented";
        internal Internal "internal";
        unavailable Unavailable "unavailable";
        data_loss DataLoss "data_loss";
        unauthenticated Unauthenticated "unauthenticated";
    }

    /// The code.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The message for people; it may be empty.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Adds a detail that is encoded already.
    #[must_use]
    pub fn with_detail(mut self, detail: ErrorDetail) -> Self {
        self.0.details.push(detail);
        self
    }

    /// Every detail, in order, as it is on the wire.
    pub fn error_details(&self) -> &[ErrorDetail] {
        &self.0.details
    }

    /// Headers and trailers that travel with the error; on a client, the union of both as received.
    pub fn metadata(&self) -> &Metadata {
        &self.0.metadata
    }

    /// The metadata, to add to it.
    pub fn metadata_mut(&mut self) -> &mut Metadata {
        &mut self.0.metadata
    }

    /// Replaces the metadata.
    #[must_use]
    pub fn with_metadata(mut self, metadata: Metadata) -> Self {
        self.0.metadata = metadata;
        self
    }

    /// Keeps the cause for logs. It is never sent to the peer.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.0.source = Some(source.into().into());
        self
    }

    /// Whether the error came over the wire, rather than from this process.
    pub fn is_remote(&self) -> bool {
        matches!(self.0.origin, Origin::Remote)
    }

    /// The error as it may leave this process. One that came from an upstream becomes `internal`; one of the
    /// way there keeps its code and loses its text, which names hosts.
    pub(crate) fn into_sendable(self) -> Self {
        let code = match self.0.origin {
            Origin::Here => return self,
            Origin::Transport => self.code(),
            Origin::Remote => Code::Internal,
        };
        let mut err = ConnectError::new(code, "an upstream call failed");
        err.0.response = self.0.response.clone();
        err.with_source(self)
    }

    /// Says that the error arose on the way to an upstream.
    pub(crate) fn of_transport(mut self) -> Self {
        self.0.origin = Origin::Transport;
        self
    }

    pub(crate) fn into_remote(mut self) -> Self {
        self.0.origin = Origin::Remote;
        self
    }

    /// Says that this error is meant for the caller, though it came from an upstream server.
    ///
    /// A server that returns an error which it got from elsewhere sends `internal` in its place: codes,
    /// messages and details of an upstream are not for everybody's eyes, and `unauthenticated` there does
    /// not mean that the caller is. This takes the error as the server's own, without its metadata.
    ///
    /// ```
    /// # use connect_runtime::ConnectError;
    /// # fn upstream() -> Result<(), ConnectError> { Ok(()) }
    /// # fn handler() -> Result<(), ConnectError> {
    /// upstream().map_err(ConnectError::forward)?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn forward(mut self) -> Self {
        self.0.origin = Origin::Here;
        self.0.metadata = Metadata::new();
        self
    }

    /// Keeps what the handler had put into its response, so that the error is sent with it.
    pub(crate) fn with_response(mut self, headers: Metadata, trailers: Metadata) -> Self {
        if !headers.is_empty() || !trailers.is_empty() {
            let response = self.0.response.get_or_insert_default();
            response.headers.extend(&headers);
            response.trailers.extend(&trailers);
        }
        self
    }

    pub(crate) fn take_response_headers(&mut self) -> Metadata {
        let response = self.0.response.as_mut();
        response.map_or_else(Metadata::new, |response| {
            std::mem::take(&mut response.headers)
        })
    }

    pub(crate) fn take_response(&mut self) -> ResponseMetadata {
        self.0
            .response
            .take()
            .map(|response| *response)
            .unwrap_or_default()
    }

    /// The same error with another code: for a caller that knows more than the place that made it.
    #[must_use]
    pub(crate) fn with_code(mut self, code: Code) -> Self {
        self.0.code = code;
        self
    }
}

/// A foreign error becomes `unknown` without a text: what it says may not be for the peer's eyes.
/// The error itself is kept as the [`source`](Error::source).
impl From<Box<dyn Error + Send + Sync>> for ConnectError {
    fn from(source: Box<dyn Error + Send + Sync>) -> Self {
        ConnectError::unknown("").with_source(source)
    }
}

/// As for any foreign error: `unknown`, with no text.
impl From<std::io::Error> for ConnectError {
    fn from(source: std::io::Error) -> Self {
        ConnectError::unknown("").with_source(source)
    }
}

/// What the peer sent is `invalid_argument`, what this process tried to set is `internal`.
impl From<MetadataError> for ConnectError {
    fn from(err: MetadataError) -> Self {
        match err {
            MetadataError::Base64(_) => ConnectError::invalid_argument(err.to_string()),
            _ => ConnectError::internal(err.to_string()),
        }
    }
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code().as_str())?;
        match self.message() {
            "" => Ok(()),
            message => write!(f, ": {message}"),
        }
    }
}

impl fmt::Debug for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            code,
            message,
            details,
            metadata,
            origin,
            source,
            response: _,
        } = &*self.0;
        let mut out = f.debug_struct("ConnectError");
        out.field("code", code).field("message", message);
        if !details.is_empty() {
            out.field("details", details);
        }
        if !metadata.is_empty() {
            out.field("metadata", metadata);
        }
        if *origin != Origin::Here {
            out.field("origin", origin);
        }
        if let Some(source) = source {
            out.field("source", source);
        }
        out.finish()
    }
}

impl Error for ConnectError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.0.source {
            Some(source) => Some(&**source),
            None => None,
        }
    }
}

/// One typed detail of an error: a message's full name and its binary encoding.
///
/// ```
/// use connect_runtime::{ErrorDetail, rpc::ErrorInfo};
///
/// let detail = ErrorDetail::of(&ErrorInfo { reason: "SOLD_OUT".into(), ..Default::default() });
/// assert_eq!(detail.type_name(), "google.rpc.ErrorInfo");
/// assert_eq!(detail.decode::<ErrorInfo>().unwrap().reason, "SOLD_OUT");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ErrorDetail {
    type_name: String,
    value: Bytes,
}

impl ErrorDetail {
    /// A detail from a full name (with or without a type URL's prefix) and binary protobuf.
    pub fn new(type_name: impl Into<String>, value: impl Into<Bytes>) -> Self {
        let mut type_name = type_name.into();
        if let Some(slash) = type_name.rfind('/') {
            type_name.drain(..=slash);
        }
        ErrorDetail {
            type_name,
            value: value.into(),
        }
    }

    /// The message's full name, such as `"google.rpc.RetryInfo"`.
    pub fn type_name(&self) -> &str {
        &self.type_name
    }

    /// The message in binary protobuf.
    pub fn value(&self) -> &Bytes {
        &self.value
    }
}

impl fmt::Debug for ErrorDetail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} bytes)", self.type_name, self.value.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_is_one_pointer_wide() {
        assert_eq!(size_of::<ConnectError>(), size_of::<usize>());
        assert_eq!(size_of::<Result<(), ConnectError>>(), size_of::<usize>());
    }

    #[test]
    fn foreign_error_keeps_its_text_local() {
        let err = ConnectError::from(std::io::Error::other("/etc/secret"));
        assert_eq!(err.code(), Code::Unknown);
        assert_eq!(err.message(), "");
        assert!(
            err.source()
                .expect("a source")
                .to_string()
                .contains("secret")
        );
    }

    #[test]
    fn detail_type_loses_the_prefix_of_a_type_url() {
        let detail = ErrorDetail::new("type.googleapis.com/a.b.C", Bytes::new());
        assert_eq!(detail.type_name(), "a.b.C");
    }
}
