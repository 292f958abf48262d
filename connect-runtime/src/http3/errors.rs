//! What failures of HTTP/3 and QUIC mean.

use std::{error::Error, sync::Arc};

use h3::{
    error::{Code as Reason, ConnectionError, LocalError, StreamError},
    quic::ConnectionErrorIncoming,
};

use crate::{code::Code, error::ConnectError};

/// What a stream's failure means to a client.
///
/// As over HTTP/2: connections that were lost are `unavailable`; a reset stream's code follows from the reason
/// that the server gave; what breaks HTTP is `internal`.
///
/// gRPC over HTTP/2, "Errors", with the reasons of RFC 9114, 8.1.
pub(crate) fn response_error(error: &StreamError) -> ConnectError {
    match error {
        StreamError::RemoteTerminate { code, .. } => {
            ConnectError::new(reset_code(*code), format!("stream reset: {code}"))
        }
        StreamError::ConnectionError(error, ..) => lost(error),
        StreamError::RemoteClosing => {
            ConnectError::unavailable("connection closed by the server: it goes away")
        }
        StreamError::HeaderTooBig {
            actual_size,
            max_size,
            ..
        } => ConnectError::resource_exhausted(format!(
            "headers of {actual_size} bytes exceed limit {max_size}"
        )),
        StreamError::StreamError { reason, .. } => malformed(reason),
        other => malformed(&other.to_string()),
    }
}

/// What a request that breaks off means to a server: the client is gone, or might as well be.
pub(crate) fn request_error(_: &StreamError) -> ConnectError {
    ConnectError::canceled("the request was cut off")
}

/// What a connection's failure means to a client.
pub(crate) fn lost(error: &ConnectionError) -> ConnectError {
    match error {
        ConnectionError::Remote(ConnectionErrorIncoming::ApplicationClose { error_code }, ..) => {
            let reason = Reason::from(*error_code);
            ConnectError::unavailable(format!("connection closed by the server: {reason}"))
        }
        ConnectionError::Remote(ConnectionErrorIncoming::Undefined(error), ..) => {
            ConnectError::unavailable(format!("connection lost: {}", quic_reason(error)))
        }
        ConnectionError::Timeout => ConnectError::unavailable("connection lost: timed out"),
        ConnectionError::Local {
            error: LocalError::Application { code, reason, .. },
            ..
        } if *code != Reason::H3_NO_ERROR => malformed(reason),
        _ => ConnectError::unavailable("connection closed"),
    }
}

fn malformed(reason: &str) -> ConnectError {
    ConnectError::internal(format!("the response is not valid HTTP/3: {reason}"))
}

/// The code for the reason of a RESET_STREAM or STOP_SENDING frame.
fn reset_code(reason: Reason) -> Code {
    match reason {
        Reason::H3_REQUEST_REJECTED => Code::Unavailable,
        Reason::H3_REQUEST_CANCELLED => Code::Canceled,
        Reason::H3_EXCESSIVE_LOAD => Code::ResourceExhausted,
        _ => Code::Internal,
    }
}

/// Short text for a connection that could not be made or was lost.
fn quic_reason(error: &Arc<dyn Error + Send + Sync>) -> String {
    match error.downcast_ref::<quinn::ConnectionError>() {
        Some(error) => connection_reason(error),
        None => error.to_string(),
    }
}

/// Short text for a connection that could not be made or was lost, TLS included.
pub(crate) fn connection_reason(error: &quinn::ConnectionError) -> String {
    use quinn::ConnectionError::{ConnectionClosed, TransportError};

    let (code, reason) = match error {
        TransportError(error) => (error.code, error.reason.clone()),
        ConnectionClosed(close) => (
            close.error_code,
            String::from_utf8_lossy(&close.reason).into_owned(),
        ),
        other => return other.to_string(),
    };
    // RFC 9001, 4.8: TLS alerts.
    if !(0x100..0x200).contains(&u64::from(code)) {
        return error.to_string();
    }
    match reason.is_empty() {
        true => format!("TLS handshake failed: {code}"),
        false => format!("TLS handshake failed: {reason}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reset_reason_decides_the_code() {
        let table = [
            (Reason::H3_NO_ERROR, Code::Internal),
            (Reason::H3_GENERAL_PROTOCOL_ERROR, Code::Internal),
            (Reason::H3_INTERNAL_ERROR, Code::Internal),
            (Reason::H3_STREAM_CREATION_ERROR, Code::Internal),
            (Reason::H3_CLOSED_CRITICAL_STREAM, Code::Internal),
            (Reason::H3_FRAME_UNEXPECTED, Code::Internal),
            (Reason::H3_FRAME_ERROR, Code::Internal),
            (Reason::H3_EXCESSIVE_LOAD, Code::ResourceExhausted),
            (Reason::H3_ID_ERROR, Code::Internal),
            (Reason::H3_SETTINGS_ERROR, Code::Internal),
            (Reason::H3_MISSING_SETTINGS, Code::Internal),
            (Reason::H3_REQUEST_REJECTED, Code::Unavailable),
            (Reason::H3_REQUEST_CANCELLED, Code::Canceled),
            (Reason::H3_REQUEST_INCOMPLETE, Code::Internal),
            (Reason::H3_MESSAGE_ERROR, Code::Internal),
            (Reason::H3_CONNECT_ERROR, Code::Internal),
            (Reason::H3_VERSION_FALLBACK, Code::Internal),
            (Reason::from(0), Code::Internal),
            (Reason::from(99), Code::Internal),
        ];
        for (code, want) in table {
            let error = response_error(&StreamError::RemoteTerminate { code });
            assert_eq!(error.code(), want, "{code}");
        }
    }

    #[test]
    fn lost_connection_is_unavailable() {
        let reset: Arc<dyn Error + Send + Sync> = Arc::new(quinn::ConnectionError::Reset);
        let table = [
            (ConnectionError::Timeout, "connection lost: timed out"),
            (
                ConnectionError::Remote(ConnectionErrorIncoming::Undefined(reset)),
                "connection lost: reset by peer",
            ),
            (
                ConnectionError::Remote(ConnectionErrorIncoming::ApplicationClose {
                    error_code: 0x100,
                }),
                "connection closed by the server: H3_NO_ERROR",
            ),
        ];
        for (error, text) in table {
            let error = response_error(&StreamError::ConnectionError(error));
            assert_eq!((error.code(), error.message()), (Code::Unavailable, text));
        }
    }
}
