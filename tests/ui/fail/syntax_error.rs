// One mistake in the schema is one error, however much code uses what should have been generated.

#[connect::proto("broken/syntax/greet.proto")]
pub mod greet {}

use connect::{ConnectError, Context, Router, Streaming};
use greet::greet_response::Extra;
use greet::{GreetRequest, GreetResponse, GreetService, GreetServiceClient, GreetServiceServer, Mood};

struct Greeter;

impl GreetService for Greeter {
    async fn greet(&self, _: &mut Context, ask: GreetRequest) -> Result<GreetResponse, ConnectError> {
        let mood = match ask.mood {
            Mood::Good => Extra::Mood(1),
            _ => Extra::Note(format!("{} is sad", ask.name)),
        };
        Ok(GreetResponse {
            greeting: ask.name.clone(),
            extra: Some(mood),
            ..Default::default()
        })
    }

    async fn watch(&self, _: &mut Context, ask: GreetRequest) -> Result<Streaming<GreetResponse>, ConnectError> {
        Ok(Streaming::from_iter([GreetResponse::default().with_name(ask.name)]))
    }
}

async fn call(client: &GreetServiceClient) -> Result<String, ConnectError> {
    let reply = client.greet(GreetRequest { name: "Ada".into() }).await?;
    Ok(reply.greeting)
}

fn main() {
    let _router = Router::new().add(GreetServiceServer::new(Greeter));
    let client = GreetServiceClient::connect("http://127.0.0.1:1").unwrap();
    let _ = call(&client);
}
