//! Checks a server of `interop.v1.InteropService` with this library's client.
//!
//! usage: `interop-client PORT PROTOCOL HTTP_VERSION CODEC [CHECK..]`, where PROTOCOL is connect, grpc, grpc-web or
//! grpc-web-text, HTTP_VERSION is 1 or 2, and CODEC is proto or json
//!
//! Runs the checks named, and prints `ok CHECK` or `FAILED CHECK: why` for each.

use std::{
    error::Error,
    fmt::Debug,
    process::ExitCode,
    time::{Duration, Instant},
};

use connect::{Client, Code, Compression, ConnectError, HttpVersion, Metadata, Request, Streaming};
use connect_interop::schema::{
    CountdownRequest, CountdownResponse, EchoRequest, FailDetail, FailRequest, GreetRequest,
    InteropServiceClient, Mood, Stage, StallRequest, SumRequest, WatchRequest,
};

type Outcome = Result<(), Box<dyn Error>>;

/// A check that takes longer has failed.
const LIMIT: Duration = Duration::from_secs(10);

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [port, protocol, http_version, codec, checks @ ..] = arguments.as_slice() else {
        eprintln!("usage: interop-client PORT PROTOCOL HTTP_VERSION CODEC [CHECK..]");
        return ExitCode::from(2);
    };
    let mut code = ExitCode::SUCCESS;
    for check in checks {
        let checked = async {
            let suite = Suite {
                client: client(port, protocol, http_version, codec)?,
                full_duplex: http_version == "2",
            };
            suite.run(check).await
        };
        match tokio::time::timeout(LIMIT, checked).await {
            Ok(Ok(())) => println!("ok {check}"),
            Ok(Err(why)) => {
                code = ExitCode::FAILURE;
                println!("FAILED {check}: {why}");
            }
            Err(_) => {
                code = ExitCode::FAILURE;
                println!("FAILED {check}: no end in sight");
            }
        }
    }
    code
}

/// Sends everything in gzip, which every peer knows.
fn client(
    port: &str,
    protocol: &str,
    http_version: &str,
    codec: &str,
) -> Result<InteropServiceClient, Box<dyn Error>> {
    let mut builder = Client::builder(format!("http://127.0.0.1:{port}"))
        .send_compression(Compression::Gzip)
        .compress_min_bytes(0);
    builder = match protocol {
        "connect" => builder,
        "grpc" => builder.grpc(),
        "grpc-web" => builder.grpc_web(),
        "grpc-web-text" => builder.grpc_web_text(),
        _ => return Err("there is no such protocol".into()),
    };
    builder = match http_version {
        "1" => builder.http_version(HttpVersion::Http1),
        _ => builder.http_version(HttpVersion::Http2),
    };
    if codec == "json" {
        builder = builder.json();
    }
    Ok(InteropServiceClient::new(builder.build()?))
}

struct Suite {
    client: InteropServiceClient,
    full_duplex: bool,
}

impl Suite {
    async fn run(&self, check: &str) -> Outcome {
        match check {
            "unary" => self.greet(Request::new(greet_request())).await,
            "get" => self.greet(Request::new(greet_request()).use_get()).await,
            "large" => self.large().await,
            "server_stream" => self.server_stream().await,
            "client_stream" => self.client_stream().await,
            "bidi_stream" => self.bidi_stream().await,
            "headers" => self.metadata(Place::Headers).await,
            "trailers" => self.metadata(Place::Trailers).await,
            "deadline" => self.deadline().await,
            "error_detail" => self.error_detail().await,
            "error_first" => self.countdown_that_fails(0).await,
            "error_later" => self.countdown_that_fails(3).await,
            "timeout" => self.timeout(&stall_request(check)).await,
            "timeout_stream" => self.timeout_stream(&stall_request(check)).await,
            "cancel" => self.cancel(&stall_request(check)).await,
            "cancel_stream" => self.cancel_stream(&stall_request(check)).await,
            "cancel_bidi" => self.cancel_bidi(&stall_request(check)).await,
            _ => Err("there is no such check".into()),
        }
    }

    async fn greet(&self, request: Request<GreetRequest>) -> Outcome {
        let response = self.client.call_greet(request).await?;
        let message = response.into_message();
        expect(message.greeting.as_str(), "Hello, Ada Lovelace ✓!")?;
        expect(message.timeout_ms, 0)?;
        expect(message.request, Some(greet_request()))
    }

    /// More than one window of HTTP/2, and nothing that gzip could make shorter.
    async fn large(&self) -> Outcome {
        let mut state = 1_u32;
        let bytes = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        });
        let request = GreetRequest {
            blob: bytes.take(1 << 20).collect(),
            ..GreetRequest::default()
        };
        let response = self.client.greet(request.clone()).await?;
        expect(response.request == Some(request), true)
    }

    async fn server_stream(&self) -> Outcome {
        let mut stream = self.client.countdown(countdown_request(100)).await?;
        let (received, err) = read(&mut stream).await;
        err.map_or(Ok(()), Err)?;
        expect(received, (0..=100).rev().collect())
    }

    async fn client_stream(&self) -> Outcome {
        let requests = (1..=100).map(|number| SumRequest {
            number,
            ..SumRequest::default()
        });
        let response = self.client.sum(requests).await?;
        expect((response.sum, response.count), (5050, 100))
    }

    /// With full duplex each message waits for the answer to the one before.
    async fn bidi_stream(&self) -> Outcome {
        let texts: Vec<String> = (0..20).map(|number| format!("text {number}")).collect();
        let (requests, mut replies) = self.client.echo().await?;
        let mut received = Vec::new();
        for text in &texts {
            requests
                .send(EchoRequest {
                    text: text.clone(),
                    ..EchoRequest::default()
                })
                .await?;
            if self.full_duplex {
                received.extend(replies.try_next().await?.map(|reply| reply.text));
            }
        }
        requests.finish();
        while let Some(reply) = replies.try_next().await? {
            received.push(reply.text);
        }
        expect(received, texts)
    }

    async fn metadata(&self, place: Place) -> Outcome {
        let request = with_metadata(GreetRequest::default());
        let response = self.client.call_greet(request).await?;
        place.expect(response.headers(), response.trailers())?;
        let request = with_metadata(countdown_request(2));
        let response = self.client.call_countdown(request).await?;
        let headers = response.headers().clone();
        let mut stream = response.into_message();
        let (received, err) = read(&mut stream).await;
        err.map_or(Ok(()), Err)?;
        expect(received, vec![2, 1, 0])?;
        place.expect(&headers, stream.trailers())
    }

    async fn deadline(&self) -> Outcome {
        let request = Request::new(greet_request()).timeout(Duration::from_secs(60));
        let left = self.client.call_greet(request).await?.message().timeout_ms;
        match left {
            1..=60_000 => Ok(()),
            _ => Err(format!("the server was told of {left} ms, where 60000 were left").into()),
        }
    }

    async fn error_detail(&self) -> Outcome {
        let request = Request::new(FailRequest {
            name: "unicorn".to_owned(),
            ..FailRequest::default()
        });
        let outcome = self.client.call_fail(request.header("x-interop", "one"));
        let err = outcome.await.err().ok_or("the call succeeded")?;
        expect(err.metadata().get("x-interop"), Some("one"))?;
        expect_failure(&err, "unicorn")
    }

    async fn countdown_that_fails(&self, after: i32) -> Outcome {
        let request = Request::new(CountdownRequest {
            fail_after: Some(after),
            ..countdown_request(5)
        });
        let outcome = self
            .client
            .call_countdown(request.header("x-interop", "one"));
        let (received, err) = match outcome.await {
            Ok(response) => read(&mut response.into_message()).await,
            Err(err) => (Vec::new(), Some(err)),
        };
        expect(received, (0..=5).rev().take(after as usize).collect())?;
        expect_failure(&err.ok_or("the call succeeded")?, "countdown")
    }

    async fn timeout(&self, stall: &StallRequest) -> Outcome {
        let start = Instant::now();
        let request = Request::new(stall.clone()).timeout(Duration::from_millis(500));
        let outcome = self.client.call_stall(request).await;
        expect_timeout(outcome.err(), start)?;
        self.watch(stall, Stage::Left).await
    }

    async fn timeout_stream(&self, stall: &StallRequest) -> Outcome {
        let start = Instant::now();
        let request = Request::new(stall.clone()).timeout(Duration::from_millis(500));
        let mut stream = self.client.call_stall_stream(request).await?.into_message();
        let first = stream.try_next().await?.map(|response| response.name);
        expect(first.as_ref(), Some(&stall.name))?;
        expect_timeout(stream.try_next().await.err(), start)?;
        self.watch(stall, Stage::Left).await
    }

    async fn cancel(&self, stall: &StallRequest) -> Outcome {
        let (client, request) = (self.client.clone(), stall.clone());
        let call = tokio::spawn(async move { client.stall(request).await });
        self.watch(stall, Stage::Begun).await?;
        call.abort();
        self.watch(stall, Stage::Left).await
    }

    async fn cancel_stream(&self, stall: &StallRequest) -> Outcome {
        let mut stream = self.client.stall_stream(stall.clone()).await?;
        let first = stream.try_next().await?.map(|response| response.name);
        expect(first.as_ref(), Some(&stall.name))?;
        drop(stream);
        self.watch(stall, Stage::Left).await
    }

    /// The caller leaves with its own direction open.
    async fn cancel_bidi(&self, stall: &StallRequest) -> Outcome {
        let (requests, mut replies) = self.client.stall_bidi().await?;
        requests.send(stall.clone()).await?;
        let first = replies.try_next().await?.map(|response| response.name);
        expect(first.as_ref(), Some(&stall.name))?;
        drop(replies);
        self.watch(stall, Stage::Left).await
    }

    async fn watch(&self, stall: &StallRequest, stage: Stage) -> Outcome {
        let request = WatchRequest {
            name: stall.name.clone(),
            stage,
            ..WatchRequest::default()
        };
        self.client.watch(request).await?;
        Ok(())
    }
}

fn greet_request() -> GreetRequest {
    GreetRequest {
        name: "Ada Lovelace ✓".to_owned(),
        number: 9_007_199_254_740_993,
        blob: (0..=255).collect(),
        mood: Mood::Cheerful,
        friends: vec!["Charles".to_owned(), "Mary".to_owned()],
        ages: [("Ada".to_owned(), 36), (String::new(), -1)].into(),
        ..GreetRequest::default()
    }
}

fn countdown_request(start: i32) -> CountdownRequest {
    CountdownRequest {
        start,
        ..CountdownRequest::default()
    }
}

/// A name that no other run of a check gives.
fn stall_request(check: &str) -> StallRequest {
    StallRequest {
        name: format!("{check} {}", std::process::id()),
        ..StallRequest::default()
    }
}

/// What comes before the end, and the error, if that is the end.
async fn read(stream: &mut Streaming<CountdownResponse>) -> (Vec<i32>, Option<ConnectError>) {
    let mut received = Vec::new();
    loop {
        match stream.try_next().await {
            Ok(Some(response)) => received.push(response.left),
            Ok(None) => return (received, None),
            Err(err) => return (received, Some(err)),
        }
    }
}

fn with_metadata<T>(message: T) -> Request<T> {
    let bytes: Vec<u8> = (0..=255).collect();
    Request::new(message)
        .header("x-interop", "one")
        .header("x-interop", "two")
        .header_bin("x-interop-bin", bytes)
}

/// Where metadata comes back.
#[derive(Clone, Copy)]
enum Place {
    Headers,
    Trailers,
}

impl Place {
    /// Peers may join several values of a name by commas.
    fn expect(self, headers: &Metadata, trailers: &Metadata) -> Outcome {
        let (metadata, name) = match self {
            Place::Headers => (headers, "x-interop"),
            Place::Trailers => (trailers, "x-interop-end"),
        };
        let values: Vec<_> = metadata.get_all(name).collect();
        expect(values.join(", ").as_str(), "one, two")?;
        let bytes: Vec<u8> = (0..=255).collect();
        let binary = metadata.get_all_bin(format!("{name}-bin"))?;
        expect(binary, vec![bytes.into()])
    }
}

fn expect_failure(err: &ConnectError, name: &str) -> Outcome {
    expect(
        (err.code(), err.message()),
        (Code::NotFound, format!("no such thing: {name}").as_str()),
    )?;
    let detail = FailDetail {
        name: name.to_owned(),
        tried: 3,
        ..FailDetail::default()
    };
    expect(err.details::<FailDetail>(), vec![detail])?;
    expect(err.metadata().get("x-interop-end"), Some("one"))
}

fn expect_timeout(err: Option<ConnectError>, start: Instant) -> Outcome {
    let err = err.ok_or("the call succeeded")?;
    expect(err.code(), Code::DeadlineExceeded)?;
    expect(start.elapsed() < Duration::from_secs(5), true)
}

fn expect<T: PartialEq + Debug>(actual: T, expected: T) -> Outcome {
    if actual == expected {
        return Ok(());
    }
    Err(format!("got {actual:?} where {expected:?} was expected").into())
}
