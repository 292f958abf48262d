//! What a failed try leaves for another.

use crate::{client::transport::contract::RequestBody, error::ConnectError};

/// A try that failed.
#[derive(Debug)]
pub(super) struct Failure<B> {
    pub(super) error: ConnectError,
    /// The request, if it may be tried again: the server has certainly not acted on it, or may do so twice.
    pub(super) again: Option<http::Request<B>>,
}

impl<B> From<ConnectError> for Failure<B> {
    fn from(error: ConnectError) -> Self {
        Failure { error, again: None }
    }
}

/// A copy of a request, if one can be had.
pub(super) struct Spare<B>(Option<http::Request<B>>);

impl<B> Spare<B> {
    pub(super) fn none() -> Self {
        Spare(None)
    }

    pub(super) fn take(self) -> Option<http::Request<B>> {
        self.0
    }
}

impl<B: RequestBody> Spare<B> {
    /// Copies the head too, which costs the more; a body that streams has no copy.
    pub(super) fn of(request: &http::Request<B>) -> Self {
        let Some(body) = request.body().try_clone() else {
            return Spare(None);
        };
        let mut copy = http::Request::new(body);
        copy.method_mut().clone_from(request.method());
        copy.uri_mut().clone_from(request.uri());
        copy.headers_mut().clone_from(request.headers());
        Spare(Some(copy))
    }
}
