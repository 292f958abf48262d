//! The server: services in a router, answered over any HTTP, or on a port of its own.

pub(crate) mod config;
pub(crate) mod context;
mod guard;
pub(crate) mod handler;
pub(crate) mod listen;
pub(crate) mod mount;
pub(crate) mod origin;
pub(crate) mod router;
mod service;
pub(crate) mod shutdown;
#[cfg(feature = "tls")]
pub(crate) mod tls;
