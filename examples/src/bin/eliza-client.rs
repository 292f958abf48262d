//! Talks to Eliza.
//!
//! `eliza-client say SENTENCE`, `introduce NAME` or `converse SENTENCE...`; `--url URL` before it chooses
//! the server, which is `http://127.0.0.1:8080` unless given.

use connect::ConnectError;
use eliza::{ConverseRequest, ElizaServiceClient, IntroduceRequest, SayRequest};

#[connect::proto("proto/eliza/v1/eliza.proto", server = false)]
mod eliza {}

#[tokio::main]
async fn main() -> Result<(), ConnectError> {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let mut url = "http://127.0.0.1:8080".to_owned();
    if args.len() > 1 && args[0] == "--url" {
        url = args.remove(1);
        args.remove(0);
    }
    let client = ElizaServiceClient::connect(url)?;
    let Some((command, words)) = args.split_first() else {
        println!(
            "usage: eliza-client [--url URL] say SENTENCE | introduce NAME | converse SENTENCE..."
        );
        return Ok(());
    };
    match command.as_str() {
        "say" => say(&client, &words.join(" ")).await,
        "introduce" => introduce(&client, &words.join(" ")).await,
        "converse" => converse(&client, words).await,
        other => Err(ConnectError::invalid_argument(format!(
            "no command {other:?}"
        ))),
    }
}

async fn say(client: &ElizaServiceClient, sentence: &str) -> Result<(), ConnectError> {
    let response = client
        .say(SayRequest::default().with_sentence(sentence))
        .await?;
    println!("{}", response.sentence);
    Ok(())
}

async fn introduce(client: &ElizaServiceClient, name: &str) -> Result<(), ConnectError> {
    let request = IntroduceRequest::default().with_name(name);
    let mut sentences = client.introduce(request).await?;
    while let Some(response) = sentences.try_next().await? {
        println!("{}", response.sentence);
    }
    Ok(())
}

async fn converse(client: &ElizaServiceClient, sentences: &[String]) -> Result<(), ConnectError> {
    let (tx, mut rx) = client.converse().await?;
    for sentence in sentences {
        println!("> {sentence}");
        tx.send(ConverseRequest::default().with_sentence(sentence))
            .await?;
        if let Some(response) = rx.try_next().await? {
            println!("{}", response.sentence);
        }
    }
    tx.finish();
    while let Some(response) = rx.try_next().await? {
        println!("{}", response.sentence);
    }
    Ok(())
}
