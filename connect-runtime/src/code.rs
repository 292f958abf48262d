//! The sixteen error codes, and the two tables that tie them to HTTP status codes.
//!
//! The tables are not each other's inverse: a Connect server writes a status for a code
//! ([`Code::http_status`]), and a client infers a code from a status only when the answer holds no
//! usable error of its own ([`Code::from_http_status`]).

use std::fmt;

use http::StatusCode;

/// Why an RPC failed: the codes shared by Connect and gRPC.
///
/// Connect protocol, "Error Codes".
///
/// ```
/// use connect_runtime::Code;
///
/// assert_eq!(Code::NotFound.as_str(), "not_found");
/// assert_eq!("not_found".parse(), Ok(Code::NotFound));
/// assert_eq!(Code::NotFound as u32, 5);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Code {
    /// The RPC was canceled, usually by the caller.
    Canceled = 1,
    /// Catch-all for errors of unclear origin and errors without a more specific code.
    Unknown = 2,
    /// The request is wrong whatever the state of the system.
    InvalidArgument = 3,
    /// The deadline passed before the RPC completed.
    DeadlineExceeded = 4,
    /// The requested resource cannot be found.
    NotFound = 5,
    /// The caller tried to create something that is there already.
    AlreadyExists = 6,
    /// The caller is known and may not do this.
    PermissionDenied = 7,
    /// A quota or a size limit is exhausted.
    ResourceExhausted = 8,
    /// The system is not in the state that the operation needs.
    FailedPrecondition = 9,
    /// The operation was aborted, often by a concurrency conflict.
    Aborted = 10,
    /// The operation went past the valid range, which may change with time.
    OutOfRange = 11,
    /// The operation is not implemented, not supported or not enabled.
    Unimplemented = 12,
    /// An invariant of the system is broken.
    Internal = 13,
    /// The service is unavailable for now; a retry with back-off may succeed.
    Unavailable = 14,
    /// Data was lost or corrupted beyond recovery.
    DataLoss = 15,
    /// The caller is not authenticated.
    Unauthenticated = 16,
}

/// One row a code: its name on the wire and the HTTP status that a Connect server sends with it.
const TABLE: [(Code, &str, StatusCode); 16] = [
    (Code::Canceled, "canceled", CLIENT_CLOSED_REQUEST),
    (Code::Unknown, "unknown", StatusCode::INTERNAL_SERVER_ERROR),
    (
        Code::InvalidArgument,
        "invalid_argument",
        StatusCode::BAD_REQUEST,
    ),
    (
        Code::DeadlineExceeded,
        "deadline_exceeded",
        StatusCode::GATEWAY_TIMEOUT,
    ),
    (Code::NotFound, "not_found", StatusCode::NOT_FOUND),
    (Code::AlreadyExists, "already_exists", StatusCode::CONFLICT),
    (
        Code::PermissionDenied,
        "permission_denied",
        StatusCode::FORBIDDEN,
    ),
    (
        Code::ResourceExhausted,
        "resource_exhausted",
        StatusCode::TOO_MANY_REQUESTS,
    ),
    (
        Code::FailedPrecondition,
        "failed_precondition",
        StatusCode::BAD_REQUEST,
    ),
    (Code::Aborted, "aborted", StatusCode::CONFLICT),
    (Code::OutOfRange, "out_of_range", StatusCode::BAD_REQUEST),
    (
        Code::Unimplemented,
        "unimplemented",
        StatusCode::NOT_IMPLEMENTED,
    ),
    (
        Code::Internal,
        "internal",
        StatusCode::INTERNAL_SERVER_ERROR,
    ),
    (
        Code::Unavailable,
        "unavailable",
        StatusCode::SERVICE_UNAVAILABLE,
    ),
    (
        Code::DataLoss,
        "data_loss",
        StatusCode::INTERNAL_SERVER_ERROR,
    ),
    (
        Code::Unauthenticated,
        "unauthenticated",
        StatusCode::UNAUTHORIZED,
    ),
];

/// 499, which `http` has no constant for.
const CLIENT_CLOSED_REQUEST: StatusCode = match StatusCode::from_u16(499) {
    Ok(status) => status,
    Err(_) => panic!("499 is a status code"),
};

impl Code {
    /// The name on the wire, such as `"not_found"`.
    pub const fn as_str(self) -> &'static str {
        TABLE[self as usize - 1].1
    }

    /// The code with this number (1 to 16), as gRPC sends it.
    pub const fn from_number(number: u32) -> Option<Self> {
        match number {
            1..=16 => Some(TABLE[number as usize - 1].0),
            _ => None,
        }
    }

    /// The HTTP status of a unary Connect response that carries this code.
    ///
    /// Connect protocol, "Error Codes", column "HTTP Status".
    pub const fn http_status(self) -> StatusCode {
        TABLE[self as usize - 1].2
    }

    /// The code to assume for an HTTP response that carries no usable error of its own.
    ///
    /// Connect protocol, "HTTP to Error Code".
    pub const fn from_http_status(status: StatusCode) -> Self {
        match status.as_u16() {
            400 => Code::Internal,
            401 => Code::Unauthenticated,
            403 => Code::PermissionDenied,
            404 => Code::Unimplemented,
            429 | 502..=504 => Code::Unavailable,
            _ => Code::Unknown,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that is none of the sixteen codes.
///
/// ```
/// use connect_runtime::{Code, UnknownCode};
///
/// assert_eq!("teapot".parse::<Code>(), Err(UnknownCode));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownCode;

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the name of an error code")
    }
}

impl std::error::Error for UnknownCode {}

impl std::str::FromStr for Code {
    type Err = UnknownCode;

    fn from_str(name: &str) -> Result<Self, UnknownCode> {
        let row = TABLE.iter().find(|row| row.1 == name).ok_or(UnknownCode)?;
        Ok(row.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_table_is_in_the_order_of_the_numbers() {
        for (index, (code, name, _)) in TABLE.into_iter().enumerate() {
            assert_eq!(code as usize, index + 1);
            assert_eq!(code.as_str(), name);
            assert_eq!(name.parse(), Ok(code));
            assert_eq!(Code::from_number(code as u32), Some(code));
        }
        assert_eq!(Code::from_number(0), None);
        assert_eq!(Code::from_number(17), None);
        assert_eq!("NOT_FOUND".parse::<Code>(), Err(UnknownCode));
    }

    #[test]
    fn code_maps_to_the_http_status_of_the_specification() {
        let want = [
            499, 500, 400, 504, 404, 409, 403, 429, 400, 409, 400, 501, 500, 503, 500, 401,
        ];
        for (row, want) in TABLE.iter().zip(want) {
            assert_eq!(row.0.http_status().as_u16(), want, "{}", row.0);
        }
    }

    #[test]
    fn http_status_maps_to_a_code_by_the_other_table() {
        let rows = [
            (400, Code::Internal),
            (401, Code::Unauthenticated),
            (403, Code::PermissionDenied),
            (404, Code::Unimplemented),
            (429, Code::Unavailable),
            (502, Code::Unavailable),
            (503, Code::Unavailable),
            (504, Code::Unavailable),
            (408, Code::Unknown),
            (409, Code::Unknown),
            (413, Code::Unknown),
            (415, Code::Unknown),
            (418, Code::Unknown),
            (431, Code::Unknown),
            (500, Code::Unknown),
            (505, Code::Unknown),
            (800, Code::Unknown),
        ];
        for (status, want) in rows {
            let status = StatusCode::from_u16(status).expect("a status code");
            assert_eq!(Code::from_http_status(status), want, "{status}");
        }
    }
}
