//! A client of a router in the same process: the real wire code, without a socket.

use std::sync::Arc;

use crate::{
    client::{config::ClientBuilder, transport::ServiceTransport},
    server::router::Router,
};

/// A client whose calls go to `router` directly.
///
/// Requests and responses are written and read as over a connection, full duplex, so a test with it tests
/// everything but HTTP itself. The server's trait is the mock.
///
/// ```
/// use connect_runtime::{Router, in_process};
///
/// # fn main() -> Result<(), connect_runtime::ConnectError> {
/// let router = Router::new(); // .add(GreetServiceServer::new(Greeter))
/// let client = in_process(router).json().build()?;
/// // GreetServiceClient::new(client)
/// # let _ = client;
/// # Ok(())
/// # }
/// ```
pub fn in_process(router: Router) -> ClientBuilder {
    let transport = Arc::new(ServiceTransport(router));
    ClientBuilder::new("http://in-process").custom_transport(transport)
}
