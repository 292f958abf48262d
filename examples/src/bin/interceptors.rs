//! Code around every call, on both sides: the client shows a token, the server asks for it and keeps time.
//!
//! Server and client are in one process and no port is opened: `in_process` runs all of it but the socket.

use std::{sync::Arc, time::Instant};

use connect::{
    ConnectError, Context, Interceptor, Messages, Next, Request, Response, Router, Streaming,
    in_process,
};
use greet::{
    GreetManyRequest, GreetRequest, GreetResponse, GreetService, GreetServiceClient,
    GreetServiceServer,
};

// Methods that are not written answer `unimplemented`.
#[connect::proto("proto/greet/v1/greet.proto", default_stubs = true)]
mod greet {}

/// Who calls, as the handler finds it.
#[derive(Clone)]
struct User(Arc<str>);

/// Lets nobody in without a token, and tells the handler whose it is.
struct Authenticate;

impl Interceptor for Authenticate {
    async fn intercept(
        &self,
        mut request: Request<Messages>,
        next: Next<'_>,
    ) -> Result<Response<Messages>, ConnectError> {
        let token = request.headers().get("authorization");
        let Some(user) = token.and_then(|token| token.strip_prefix("Bearer of-")) else {
            return Err(ConnectError::unauthenticated("a token, please"));
        };
        let user = User(user.into());
        request.extensions_mut().insert(user);
        next.run(request).await
    }
}

/// Prints how long each call took until its response began.
struct Timing;

impl Interceptor for Timing {
    async fn intercept(
        &self,
        request: Request<Messages>,
        next: Next<'_>,
    ) -> Result<Response<Messages>, ConnectError> {
        let method = request.spec().method();
        let begun = Instant::now();
        let outcome = next.run(request).await;
        let ended = match &outcome {
            Ok(_) => "ok".to_owned(),
            Err(err) => err.code().to_string(),
        };
        eprintln!("{method}: {ended} after {:?}", begun.elapsed());
        outcome
    }
}

/// Shows a token with every call.
struct Token(&'static str);

impl Interceptor for Token {
    async fn intercept(
        &self,
        mut request: Request<Messages>,
        next: Next<'_>,
    ) -> Result<Response<Messages>, ConnectError> {
        let value = format!("Bearer {}", self.0);
        request.headers_mut().insert("authorization", value)?;
        next.run(request).await
    }
}

struct Greeter;

impl GreetService for Greeter {
    async fn greet(
        &self,
        ctx: &mut Context,
        request: GreetRequest,
    ) -> Result<GreetResponse, ConnectError> {
        let User(user) = user(ctx)?;
        let greeting = format!("Hello, {}! {user} sends their love.", request.name);
        Ok(GreetResponse::default().with_greeting(greeting))
    }

    async fn greet_many(
        &self,
        ctx: &mut Context,
        request: GreetManyRequest,
    ) -> Result<Streaming<GreetResponse>, ConnectError> {
        let User(user) = user(ctx)?;
        let greetings = (1..=request.times).map(move |n| {
            let greeting = format!("Hello, {}, for the {n}. time! From {user}.", request.name);
            GreetResponse::default().with_greeting(greeting)
        });
        Ok(Streaming::from_iter(greetings))
    }
}

fn user(ctx: &Context) -> Result<User, ConnectError> {
    let user = ctx.extensions().get::<User>().cloned();
    user.ok_or_else(|| ConnectError::internal("nobody asked who calls"))
}

#[tokio::main]
async fn main() -> Result<(), ConnectError> {
    let server = GreetServiceServer::new(Greeter)
        .interceptor(Timing)
        .interceptor(Authenticate);
    let router = Router::new().add(server);

    let stranger = GreetServiceClient::new(in_process(router.clone()).build()?);
    let request = GreetRequest::default().with_name("Ada");
    if let Err(err) = stranger.greet(request.clone()).await {
        println!("{err}");
    }

    let grace = in_process(router).interceptor(Token("of-Grace")).build()?;
    let grace = GreetServiceClient::new(grace);
    println!("{}", grace.greet(request).await?.greeting);
    let request = GreetManyRequest::default()
        .with_name("Ada")
        .with_times(2_u32);
    let mut greetings = grace.greet_many(request).await?;
    while let Some(response) = greetings.try_next().await? {
        println!("{}", response.greeting);
    }
    Ok(())
}
