//! Interceptors that do more than look on: they answer themselves, replace messages, turn errors around.

use connect::{
    Code, Codec, ConnectError, HttpVersion, Interceptor, Messages, Next, Request, Response,
};

use crate::{
    bad_server::BadServer,
    calls::{self, Got, Shape, call},
    harness::{Answer, Ask, ProbeClient, Running, Way, failure},
    interceptors::{ask, failing},
};

/// Answers without asking anybody.
struct Answers(Result<&'static str, Code>);

impl Interceptor for Answers {
    async fn intercept(
        &self,
        request: Request<Messages>,
        _: Next<'_>,
    ) -> Result<Response<Messages>, ConnectError> {
        let text = self
            .0
            .map_err(|code| ConnectError::new(code, "not today"))?;
        let answer = Answer {
            text: text.into(),
            ..Answer::default()
        };
        let mut response = Response::new(Messages::one(request.codec(), &answer)?);
        response.headers_mut().insert("x-from", "interceptor")?;
        Ok(response)
    }
}

#[tokio::test]
async fn interceptor_of_a_client_may_answer_and_nothing_is_sent() {
    let server = BadServer::start();
    for shape in Shape::ALL {
        for codec in calls::CODECS {
            let answering = |answers: Answers| {
                calls::client(&server, HttpVersion::Http2, |builder| {
                    builder.codec(codec).interceptor(answers)
                })
            };
            let got = call(
                &answering(Answers(Ok("mine"))),
                shape,
                Request::new(ask("x")),
            )
            .await;
            assert_eq!(got.texts, ["mine"], "{shape:?} {codec:?}: {:?}", got.end);
            assert_eq!(
                got.headers.get("x-from"),
                Some("interceptor"),
                "{shape:?} {codec:?}"
            );
            let refusing = answering(Answers(Err(Code::PermissionDenied)));
            let got = call(&refusing, shape, Request::new(ask("x"))).await;
            assert_eq!(
                got.code(),
                Some(Code::PermissionDenied),
                "{shape:?} {codec:?}"
            );
            assert!(!got.error("refused").is_remote());
        }
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn interceptor_of_a_server_may_answer_and_the_handler_is_not_called() {
    let answering = Running::start_with(|server| server.interceptor(Answers(Ok("mine"))));
    let refusal = Answers(Err(Code::PermissionDenied));
    let refusing = Running::start_with(|server| server.interceptor(refusal));
    for way in Way::ALL {
        for shape in Shape::ALL {
            for codec in calls::CODECS {
                let id = format!("{way:?} {shape:?} {codec:?}");
                let client = answering.client(way, |builder| builder.codec(codec));
                let got = call(&client, shape, Request::new(ask("x"))).await;
                assert_eq!(got.texts, ["mine"], "{id}: {:?}", got.end);
                assert_eq!(got.headers.get("x-from"), Some("interceptor"), "{id}");
                let client = refusing.client(way, |builder| builder.codec(codec));
                let got = call(&client, shape, Request::new(ask("x"))).await;
                let err = got.error(&id);
                assert_eq!(
                    (err.code(), err.message()),
                    (Code::PermissionDenied, "not today"),
                    "{id}"
                );
                assert!(err.is_remote(), "{id}");
            }
        }
    }
    assert_eq!(answering.seen.calls() + refusing.seen.calls(), 0);
}

/// Puts its mark behind the text of each message, on the way there and back.
struct Marks(&'static str);

impl Interceptor for Marks {
    async fn intercept(
        &self,
        mut request: Request<Messages>,
        next: Next<'_>,
    ) -> Result<Response<Messages>, ConnectError> {
        let mark = self.0;
        let codec = request.codec();
        let messages = std::mem::replace(request.message_mut(), Messages::none(codec));
        *request.message_mut() = match messages.message::<Ask>()? {
            Some(mut ask) => {
                ask.text.push_str(mark);
                Messages::one(codec, &ask)?
            }
            None => messages.map(move |mut ask: Ask| {
                ask.text.push_str(mark);
                Ok(ask)
            }),
        };
        let mut response = next.run(request).await?;
        let messages = std::mem::replace(response.message_mut(), Messages::none(codec));
        *response.message_mut() = messages.map(move |mut answer: Answer| {
            answer.text.push_str(mark);
            Ok(answer)
        });
        Ok(response)
    }
}

#[tokio::test]
async fn seed_29_interceptor_may_replace_every_message_of_any_shape() {
    let running =
        Running::start_with(|server| server.interceptor(Marks("3")).interceptor(Marks("4")));
    for way in Way::ALL {
        for shape in Shape::ALL {
            for codec in calls::CODECS {
                let client = running.client(way, |builder| {
                    builder
                        .codec(codec)
                        .interceptor(Marks("1"))
                        .interceptor(Marks("2"))
                });
                let got = call(&client, shape, Request::new(ask("0"))).await;
                let id = format!("{way:?} {shape:?} {codec:?}: {:?}", got.end);
                assert!(!got.texts.is_empty(), "{id}");
                for text in &got.texts {
                    assert_eq!(text, "012344321", "{id}");
                }
                let trailers = got.end.expect(&id);
                assert_eq!(
                    trailers.get("x-trailer"),
                    Some("none"),
                    "{id}: they are kept"
                );
            }
        }
    }
}

/// Turns one error into another, and one into an answer.
struct Mends;

impl Interceptor for Mends {
    async fn intercept(
        &self,
        request: Request<Messages>,
        next: Next<'_>,
    ) -> Result<Response<Messages>, ConnectError> {
        let wish = request.headers().get("x-mend").map(str::to_owned);
        let codec = request.codec();
        match (next.run(request).await, wish.as_deref()) {
            (Err(err), Some("code")) => Err(ConnectError::aborted(err.message())),
            (Err(_), Some("answer")) => Ok(Response::new(Messages::one(codec, &mended())?)),
            (outcome, _) => outcome,
        }
    }
}

fn mended() -> Answer {
    Answer {
        text: "mended".into(),
        ..Answer::default()
    }
}

async fn mend(client: &ProbeClient, shape: Shape, wish: &str) -> Got {
    call(
        client,
        shape,
        Request::new(failing()).header("x-mend", wish),
    )
    .await
}

#[tokio::test]
async fn interceptor_sees_an_error_and_may_turn_it_into_something_else() {
    let running = Running::start_with(|server| server.interceptor(Mends));
    for way in Way::ALL {
        // The error of a bidirectional stream is in the stream, after what it answered.
        for shape in [
            Shape::Unary,
            Shape::Get,
            Shape::ServerStream,
            Shape::ClientStream,
        ] {
            let id = format!("server {way:?} {shape:?}");
            let client = running.client(way, |builder| builder);
            let got = mend(&client, shape, "code").await;
            let err = got.error(&id);
            assert_eq!(
                (err.code(), err.message()),
                (Code::Aborted, failure().message()),
                "{id}"
            );
            assert_eq!(
                mend(&client, shape, "answer").await.texts,
                ["mended"],
                "{id}"
            );
            assert_eq!(
                mend(&client, shape, "no").await.code(),
                Some(failure().code()),
                "{id}"
            );
        }
    }
    let running = Running::start();
    for way in Way::ALL {
        for shape in [Shape::Unary, Shape::Get, Shape::ClientStream] {
            let id = format!("client {way:?} {shape:?}");
            let client = running.client(way, |builder| builder.interceptor(Mends));
            assert_eq!(
                mend(&client, shape, "code").await.code(),
                Some(Code::Aborted),
                "{id}"
            );
            assert_eq!(
                mend(&client, shape, "answer").await.texts,
                ["mended"],
                "{id}"
            );
        }
    }
}

/// Answers in a codec that the caller has not asked for.
struct Polyglot;

impl Interceptor for Polyglot {
    async fn intercept(
        &self,
        request: Request<Messages>,
        _: Next<'_>,
    ) -> Result<Response<Messages>, ConnectError> {
        let codec = match request.codec() {
            Codec::Json => Codec::Proto,
            _ => Codec::Json,
        };
        Ok(Response::new(Messages::one(codec, &Answer::default())?))
    }
}

#[tokio::test]
async fn answer_of_an_interceptor_in_another_codec_is_internal() {
    let running = Running::start_with(|server| server.interceptor(Polyglot));
    for way in Way::ALL {
        for shape in Shape::ALL {
            let client = running.client(way, |builder| builder);
            let got = call(&client, shape, Request::new(ask("x"))).await;
            assert_eq!(got.code(), Some(Code::Internal), "{way:?} {shape:?}");
        }
    }
}

/// Panics before it gives a future.
struct Hasty;

impl Interceptor for Hasty {
    fn intercept(
        &self,
        request: Request<Messages>,
        next: Next<'_>,
    ) -> impl Future<Output = Result<Response<Messages>, ConnectError>> + Send {
        assert!(request.headers().get("x-panic").is_none(), "asked to");
        async move { next.run(request).await }
    }
}

#[tokio::test]
async fn interceptor_that_panics_before_its_future_is_internal() {
    let running = Running::start_with(|server| server.interceptor(Hasty));
    for way in Way::ALL {
        for shape in Shape::ALL {
            let client = running.client(way, |builder| builder);
            let asked = Request::new(ask("x")).header("x-panic", "1");
            let got = call(&client, shape, asked).await;
            assert_eq!(got.code(), Some(Code::Internal), "{way:?} {shape:?}");
            assert_eq!(got.error("panicked").message(), "internal error");
        }
    }
}
