//! The code written by a build script in place of the attribute.
#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    unused_qualifications,
    rust_2018_idioms,
    clippy::pedantic
)]
#![forbid(unsafe_code)]

/// Greetings.
pub mod greet {
    include!(concat!(env!("OUT_DIR"), "/greet.rs"));
}

/// Words, spoken by those who greet.
pub mod words {
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use connect::{Code, ConnectError, Context, Message, Router, SharedStr, in_process};

    use super::greet::{GreetService, GreetServiceClient, GreetServiceServer, Greeting, Name};
    use super::words::{Word, WordService, WordServiceClient, WordServiceServer, word::Weight};

    struct Greeter;

    impl GreetService for Greeter {
        async fn greet(&self, _: &mut Context, name: Name) -> Result<Greeting, ConnectError> {
            let texts = [
                ("en", format!("Hello, {}!", name.name)),
                ("mi", "Kia ora!".to_owned()),
            ];
            Ok(Greeting::default().with_texts(texts))
        }
    }

    impl WordService for Greeter {}

    #[tokio::test]
    async fn a_service_from_a_build_script_is_called_in_process() {
        let router = Router::new().add(GreetServiceServer::new(Greeter));
        let client = GreetServiceClient::new(in_process(router).build().expect("a client"));
        let greeting = client
            .greet(Name::default().with_name("Ada"))
            .await
            .expect("a greeting");
        let texts: BTreeMap<SharedStr, SharedStr> = greeting.texts;
        assert_eq!(texts["en"], "Hello, Ada!");
        assert!(Name::default() < Name::default().with_name("Ada"));
    }

    #[tokio::test]
    async fn options_hold_there_too() {
        let router = Router::new().add(WordServiceServer::new(Greeter));
        let client = WordServiceClient::new(in_process(router).build().expect("a client"));
        let said = client.say(Word::default()).await;
        assert_eq!(said.expect_err("not written").code(), Code::Unimplemented);
        let word = Word::default()
            .with_speaker(Name::default().with_name("Ada"))
            .with_weight(Weight::default().with_grams(0.5));
        assert_eq!(
            word.to_json().expect("JSON"),
            r#"{"speaker":{"name":"Ada"},"weight":{"grams":0.5}}"#
        );
    }
}
