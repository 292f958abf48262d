//! Where a request came from, as far as its connection tells.

use std::{any::Any, sync::Arc};

use crate::{request::Peer, server::shutdown::Shutdown};

/// What all requests of a connection have in common.
///
/// It rides on the body of a request, where it costs a reference count; among the request's extensions it cost
/// a thousand instructions.
#[derive(Debug)]
pub(crate) struct Origin {
    pub(crate) peer: Peer,
    pub(crate) shutdown: Shutdown,
}

impl Origin {
    /// The origin that a body or a head carries without knowing it.
    pub(crate) fn of(carried: Option<&Arc<dyn Any + Send + Sync>>) -> Option<&Self> {
        carried?.downcast_ref()
    }
}
