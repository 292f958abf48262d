//! Keywords and names of the standard library as names in a `.proto`.

#[connect::proto("proto/keywords.proto")]
pub mod api {}

use api::{Clone as CloneMessage, Enum, Option as OptionMessage, Self_, clone, self_};

#[test]
fn keywords_are_raw_or_have_an_underscore() {
    let message = Self_ {
        r#type: "a".into(),
        self_: "b".into(),
        crate_: "c".into(),
        r#gen: "d".into(),
        r#match: vec!["f".into()],
        r#try: Some(self_::Try::Super(1)),
        ..Default::default()
    };
    assert_eq!(message.clone(), message);
    assert_eq!(i32::from(Enum::Break), 1);
    let inner = CloneMessage {
        default: clone::Default::Some,
        ..Default::default()
    };
    assert_eq!(inner.default, clone::Default::Some);
    assert_eq!(OptionMessage::default().string.len(), 0);
}

struct Greeter;

impl api::Fn for Greeter {
    async fn r#type(
        &self,
        _: &mut connect::Context,
        _: Self_,
    ) -> Result<OptionMessage, connect::ConnectError> {
        Ok(OptionMessage::default())
    }

    async fn self_(
        &self,
        _: &mut connect::Context,
        _: connect::Streaming<Self_>,
    ) -> Result<OptionMessage, connect::ConnectError> {
        Ok(OptionMessage::default())
    }

    async fn r#async(
        &self,
        _: &mut connect::Context,
        _: api::Result,
    ) -> Result<connect::Streaming<api::Result>, connect::ConnectError> {
        Ok(connect::Streaming::from_iter([api::Result::default()]))
    }

    async fn new(
        &self,
        _: &mut connect::Context,
        ask: OptionMessage,
    ) -> Result<OptionMessage, connect::ConnectError> {
        Ok(ask)
    }

    async fn connect(
        &self,
        _: &mut connect::Context,
        ask: OptionMessage,
    ) -> Result<OptionMessage, connect::ConnectError> {
        Ok(ask)
    }

    async fn clone(
        &self,
        _: &mut connect::Context,
        ask: OptionMessage,
    ) -> Result<OptionMessage, connect::ConnectError> {
        Ok(ask)
    }

    async fn drop(
        &self,
        _: &mut connect::Context,
        asks: connect::Streaming<OptionMessage>,
    ) -> Result<connect::Streaming<OptionMessage>, connect::ConnectError> {
        Ok(asks)
    }

    async fn call_type(
        &self,
        _: &mut connect::Context,
        ask: OptionMessage,
    ) -> Result<OptionMessage, connect::ConnectError> {
        Ok(ask)
    }

    async fn into(
        &self,
        _: &mut connect::Context,
        ask: OptionMessage,
    ) -> Result<OptionMessage, connect::ConnectError> {
        Ok(ask)
    }
}

#[test]
fn methods_that_the_client_has_already_get_an_underscore() {
    let _router = connect::Router::new().add(api::FnServer::new(Greeter));
    let client = api::FnClient::connect("http://127.0.0.1:1").expect("a client");
    let _unsent = client.new_(OptionMessage::default());
    let _unsent = client.connect_(OptionMessage::default());
    let _unsent = client.r#type(Self_::default());
    let _unsent = client.call_type(connect::Request::new(Self_::default()));
    let _unsent = client.call_type_(OptionMessage::default());
    let _unsent = client.call_call_type(connect::Request::new(OptionMessage::default()));
}
