//! A server for pages of another origin, on 127.0.0.1:8080 or the address given as the argument.
//!
//! Browsers let a page call another origin once that agrees (CORS); `tower-http` gives the answers, around the
//! router. Then both libraries for browsers can call, connect-web and grpc-web, and so can plain JavaScript:
//!
//! ```js
//! const response = await fetch("http://127.0.0.1:8080/greet.v1.GreetService/Greet", {
//!   method: "POST",
//!   headers: { "content-type": "application/json" },
//!   body: JSON.stringify({ name: "Ada" }),
//! });
//! const { greeting } = await response.json();
//! ```

use std::{error::Error, net::TcpListener, time::Duration};

use connect::{ConnectError, Context, Router, Server};
use greet::{GreetRequest, GreetResponse, GreetService, GreetServiceServer};
use tower_http::cors::{AllowOrigin, Any, Cors};

// Methods that are not written answer `unimplemented`.
#[connect::proto("proto/greet/v1/greet.proto", client = false, default_stubs = true)]
mod greet {}

/// Where the page comes from: here a development server for front ends.
const ORIGIN: &str = "http://localhost:5173";

struct Greeter;

impl GreetService for Greeter {
    async fn greet(
        &self,
        _: &mut Context,
        request: GreetRequest,
    ) -> Result<GreetResponse, ConnectError> {
        let greeting = format!("Hello, {}!", request.name);
        Ok(GreetResponse::default().with_greeting(greeting))
    }
}

/// Lets pages of [`ORIGIN`] call every method.
///
/// `Any` stands for whatever they send and see, but for cookies and `authorization`. Where they send those, the
/// methods are GET and POST; the headers to allow are `content-type`, `connect-protocol-version`,
/// `connect-timeout-ms`, `grpc-timeout`, `x-grpc-web`, `x-user-agent` and your own; those to expose are
/// `grpc-status`, `grpc-message`, `grpc-status-details-bin`, and your own, trailers with `trailer-` before their names.
fn for_browsers(router: Router) -> Result<Cors<Router>, Box<dyn Error>> {
    Ok(Cors::new(router)
        .allow_origin(AllowOrigin::exact(ORIGIN.parse()?))
        .allow_methods(Any)
        .allow_headers(Any)
        .expose_headers(Any)
        // How long a browser remembers the answer. Chromium does so for two hours at most.
        .max_age(Duration::from_secs(2 * 60 * 60)))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1);
    let address = address.unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let listener = TcpListener::bind(address)?;
    println!("listening on http://{}", listener.local_addr()?);
    let router = Router::new().add(GreetServiceServer::new(Greeter));
    Server::from_listener(listener)
        .serve(for_browsers(router)?)
        .await?;
    Ok(())
}
