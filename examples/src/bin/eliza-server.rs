//! Eliza, on 127.0.0.1:8080 or the address given as the argument.

use std::net::TcpListener;

use connect::{ConnectError, Context, Router, Server, Streaming};
use eliza::{
    ConverseRequest, ConverseResponse, ElizaService, ElizaServiceServer, IntroduceRequest,
    IntroduceResponse, SayRequest, SayResponse,
};

#[connect::proto("proto/eliza/v1/eliza.proto", client = false)]
mod eliza {}

struct Eliza;

impl ElizaService for Eliza {
    async fn say(
        &self,
        _ctx: &mut Context,
        request: SayRequest,
    ) -> Result<SayResponse, ConnectError> {
        Ok(SayResponse::default().with_sentence(reply(&request.sentence)))
    }

    async fn converse(
        &self,
        _ctx: &mut Context,
        mut requests: Streaming<ConverseRequest>,
    ) -> Result<Streaming<ConverseResponse>, ConnectError> {
        Ok(Streaming::channel(|tx| async move {
            while let Some(request) = requests.try_next().await? {
                let sentence = reply(&request.sentence);
                tx.send(ConverseResponse::default().with_sentence(sentence))
                    .await?;
            }
            Ok(())
        }))
    }

    async fn introduce(
        &self,
        _ctx: &mut Context,
        request: IntroduceRequest,
    ) -> Result<Streaming<IntroduceResponse>, ConnectError> {
        let name = match request.name.is_empty() {
            true => "friend",
            false => request.name.as_str(),
        };
        let sentences = [
            format!("Hi {name}. I'm Eliza."),
            "I listen more than I speak.".to_owned(),
            "How are you feeling today?".to_owned(),
        ];
        let response = |sentence| IntroduceResponse::default().with_sentence(sentence);
        Ok(Streaming::from_iter(sentences.map(response)))
    }
}

/// What there is to say to a sentence.
fn reply(sentence: &str) -> String {
    let said = sentence.trim_end_matches(['.', '!', '?']);
    let lower = said.to_lowercase();
    if lower.starts_with("hello") || lower.starts_with("hi") {
        return "Hello. How are you feeling today?".to_owned();
    }
    if lower.starts_with("bye") {
        return "Goodbye. It was nice talking to you.".to_owned();
    }
    match lower
        .strip_prefix("i feel ")
        .or(lower.strip_prefix("i am "))
    {
        Some(feeling) => format!("Why are you {feeling}?"),
        None => "Please tell me more.".to_owned(),
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1);
    let address = address.unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let listener = TcpListener::bind(address)?;
    println!("listening on http://{}", listener.local_addr()?);
    let router = Router::new().add(ElizaServiceServer::new(Eliza));
    Server::from_listener(listener).serve(router).await
}
