//! Typed details: where errors and messages meet.

use crate::{
    error::{ConnectError, ErrorDetail},
    message::Message,
};

impl ConnectError {
    /// Adds a typed detail, which the peer can read.
    #[must_use]
    pub fn detail<M: Message>(self, detail: M) -> Self {
        self.with_detail(ErrorDetail::of(&detail))
    }

    /// The details of type `M`, in order; those that do not decode are left out.
    pub fn details<M: Message>(&self) -> Vec<M> {
        self.error_details()
            .iter()
            .filter_map(ErrorDetail::decode)
            .collect()
    }
}

impl ErrorDetail {
    /// A detail from a message.
    pub fn of<M: Message>(message: &M) -> Self {
        ErrorDetail::new(M::FULL_NAME, message.encode_to_vec())
    }

    /// The message, if the detail is of type `M` and decodes.
    pub fn decode<M: Message>(&self) -> Option<M> {
        if self.type_name() != M::FULL_NAME {
            return None;
        }
        M::decode(self.value().clone()).ok()
    }
}
