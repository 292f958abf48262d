//! Checks a server of `interop.v1.InteropService` with tonic's client.
//!
//! usage: `client PORT PROTOCOL HTTP_VERSION CODEC [CHECK..]`; it knows no other PROTOCOL than grpc, no HTTP_VERSION
//! but 2 and no CODEC but proto
//!
//! Runs the checks named, and prints `ok CHECK` or `FAILED CHECK: why` for each.

use std::{
    error::Error,
    fmt::Debug,
    process::ExitCode,
    time::{Duration, Instant},
};

use interop_tonic::schema::{
    CountdownRequest, CountdownResponse, EchoRequest, FailDetail, FailRequest, GreetRequest, Mood,
    Stage, StallRequest, SumRequest, WatchRequest, interop_service_client::InteropServiceClient,
};
use prost::Message;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{
    Code, Request, Status, Streaming,
    codec::CompressionEncoding,
    metadata::{MetadataMap, MetadataValue},
    transport::{Channel, Endpoint},
};

type Outcome = Result<(), Box<dyn Error>>;

/// A check that takes longer has failed.
const LIMIT: Duration = Duration::from_secs(10);

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [port, _, _, _, checks @ ..] = arguments.as_slice() else {
        eprintln!("usage: client PORT PROTOCOL HTTP_VERSION CODEC [CHECK..]");
        return ExitCode::from(2);
    };
    let mut code = ExitCode::SUCCESS;
    for check in checks {
        let checked = async {
            let channel = Endpoint::from_shared(format!("http://127.0.0.1:{port}"))?;
            let client = InteropServiceClient::new(channel.connect().await?)
                .send_compressed(CompressionEncoding::Gzip)
                .accept_compressed(CompressionEncoding::Gzip);
            Suite { client }.run(check).await
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

struct Suite {
    client: InteropServiceClient<Channel>,
}

impl Suite {
    async fn run(&mut self, check: &str) -> Outcome {
        let stall = StallRequest {
            // No other run of a check gives the name.
            name: format!("{check} {}", std::process::id()),
        };
        match check {
            "unary" => self.unary().await,
            "large" => self.large().await,
            "server_stream" => self.server_stream().await,
            "client_stream" => self.client_stream().await,
            "bidi_stream" => self.bidi_stream().await,
            "headers" => self.headers().await,
            "trailers" => self.trailers().await,
            "deadline" => self.deadline().await,
            "error_detail" => self.error_detail().await,
            "error_first" => self.countdown_that_fails(0).await,
            "error_later" => self.countdown_that_fails(3).await,
            "timeout" => self.timeout(stall).await,
            "timeout_stream" => self.timeout_stream(stall).await,
            "cancel" => self.cancel(stall).await,
            "cancel_stream" => self.cancel_stream(stall).await,
            "cancel_bidi" => self.cancel_bidi(stall).await,
            _ => Err("there is no such check".into()),
        }
    }

    async fn unary(&mut self) -> Outcome {
        let response = self.client.greet(greet_request()).await?.into_inner();
        expect(response.greeting.as_str(), "Hello, Ada Lovelace ✓!")?;
        expect(response.timeout_ms, 0)?;
        expect(response.request, Some(greet_request()))
    }

    /// More than one window of HTTP/2, and nothing that gzip could make shorter.
    async fn large(&mut self) -> Outcome {
        let mut state = 1_u32;
        let bytes = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        });
        let request = GreetRequest {
            blob: bytes.take(1 << 20).collect(),
            ..GreetRequest::default()
        };
        let response = self.client.greet(request.clone()).await?.into_inner();
        expect(response.request == Some(request), true)
    }

    async fn server_stream(&mut self) -> Outcome {
        let mut stream = self
            .client
            .countdown(countdown_request(100))
            .await?
            .into_inner();
        let (received, status) = read(&mut stream).await;
        expect(status.map(|status| status.code()), None)?;
        expect(received, (0..=100).rev().collect())
    }

    async fn client_stream(&mut self) -> Outcome {
        let requests = tokio_stream::iter((1..=100).map(|number| SumRequest { number }));
        let response = self.client.sum(requests).await?.into_inner();
        expect((response.sum, response.count), (5050, 100))
    }

    /// Each message waits for the answer to the one before.
    async fn bidi_stream(&mut self) -> Outcome {
        let (requests, receiver) = mpsc::channel(1);
        let response = self.client.echo(ReceiverStream::new(receiver)).await?;
        let mut replies = response.into_inner();
        for number in 0..20 {
            let text = format!("text {number}");
            requests.send(EchoRequest { text: text.clone() }).await?;
            let reply = replies.message().await?;
            expect(reply.map(|reply| reply.text), Some(text))?;
        }
        drop(requests);
        expect(replies.message().await?, None)
    }

    async fn headers(&mut self) -> Outcome {
        let response = self
            .client
            .greet(with_metadata(GreetRequest::default()))
            .await?;
        expect_metadata(response.metadata(), "x-interop")?;
        let response = self
            .client
            .countdown(with_metadata(countdown_request(2)))
            .await?;
        expect_metadata(response.metadata(), "x-interop")
    }

    /// Those of a unary response are with its headers.
    async fn trailers(&mut self) -> Outcome {
        let response = self
            .client
            .greet(with_metadata(GreetRequest::default()))
            .await?;
        expect_metadata(response.metadata(), "x-interop-end")?;
        let response = self
            .client
            .countdown(with_metadata(countdown_request(2)))
            .await?;
        let mut stream = response.into_inner();
        expect(read(&mut stream).await.0, vec![2, 1, 0])?;
        let trailers = stream.trailers().await?.ok_or("there are no trailers")?;
        expect_metadata(&trailers, "x-interop-end")
    }

    async fn deadline(&mut self) -> Outcome {
        let mut request = Request::new(greet_request());
        request.set_timeout(Duration::from_secs(60));
        let left = self.client.greet(request).await?.into_inner().timeout_ms;
        match left {
            1..=60_000 => Ok(()),
            _ => Err(format!("the server was told of {left} ms, where 60000 were left").into()),
        }
    }

    async fn error_detail(&mut self) -> Outcome {
        let mut request = Request::new(FailRequest {
            name: "unicorn".to_owned(),
        });
        request.metadata_mut().append("x-interop", "one".parse()?);
        let outcome = self.client.fail(request).await;
        expect_failure(&outcome.err().ok_or("the call succeeded")?, "unicorn")
    }

    async fn countdown_that_fails(&mut self, after: i32) -> Outcome {
        let mut request = Request::new(CountdownRequest {
            fail_after: Some(after),
            ..countdown_request(5)
        });
        request.metadata_mut().append("x-interop", "one".parse()?);
        let (received, status) = match self.client.countdown(request).await {
            Ok(response) => read(&mut response.into_inner()).await,
            Err(status) => (Vec::new(), Some(status)),
        };
        expect(received, (0..=5).rev().take(after as usize).collect())?;
        expect_failure(&status.ok_or("the call succeeded")?, "countdown")
    }

    async fn timeout(&mut self, stall: StallRequest) -> Outcome {
        let start = Instant::now();
        let outcome = self.client.stall(with_timeout(&stall)).await;
        match outcome {
            // What tonic's own timer says, where it is the first (`Status::try_from_error`).
            Err(status)
                if (status.code(), status.message()) == (Code::Cancelled, "Timeout expired") => {}
            outcome => expect_timeout(outcome.err(), start)?,
        }
        self.watch(&stall, Stage::Left).await
    }

    async fn timeout_stream(&mut self, stall: StallRequest) -> Outcome {
        let start = Instant::now();
        let response = self.client.stall_stream(with_timeout(&stall)).await?;
        let mut stream = response.into_inner();
        let first = stream.message().await?.map(|response| response.name);
        expect(first.as_ref(), Some(&stall.name))?;
        expect_timeout(stream.message().await.err(), start)?;
        self.watch(&stall, Stage::Left).await
    }

    async fn cancel(&mut self, stall: StallRequest) -> Outcome {
        let (mut client, request) = (self.client.clone(), stall.clone());
        let call = tokio::spawn(async move { client.stall(request).await });
        self.watch(&stall, Stage::Begun).await?;
        call.abort();
        self.watch(&stall, Stage::Left).await
    }

    async fn cancel_stream(&mut self, stall: StallRequest) -> Outcome {
        let mut stream = self.client.stall_stream(stall.clone()).await?.into_inner();
        let first = stream.message().await?.map(|response| response.name);
        expect(first.as_ref(), Some(&stall.name))?;
        drop(stream);
        self.watch(&stall, Stage::Left).await
    }

    /// The caller leaves both directions: hyper, below tonic, resets a stream only when both are dropped.
    async fn cancel_bidi(&mut self, stall: StallRequest) -> Outcome {
        let (requests, receiver) = mpsc::channel(1);
        requests.send(stall.clone()).await?;
        let response = self
            .client
            .stall_bidi(ReceiverStream::new(receiver))
            .await?;
        let mut replies = response.into_inner();
        let first = replies.message().await?.map(|response| response.name);
        expect(first.as_ref(), Some(&stall.name))?;
        drop((requests, replies));
        self.watch(&stall, Stage::Left).await
    }

    async fn watch(&mut self, stall: &StallRequest, stage: Stage) -> Outcome {
        let request = WatchRequest {
            name: stall.name.clone(),
            stage: stage.into(),
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
        mood: Mood::Cheerful.into(),
        friends: vec!["Charles".to_owned(), "Mary".to_owned()],
        ages: [("Ada".to_owned(), 36), (String::new(), -1)].into(),
    }
}

fn countdown_request(start: i32) -> CountdownRequest {
    CountdownRequest {
        start,
        ..CountdownRequest::default()
    }
}

/// What comes before the end, and the status, if that is a failure.
async fn read(stream: &mut Streaming<CountdownResponse>) -> (Vec<i32>, Option<Status>) {
    let mut received = Vec::new();
    loop {
        match stream.message().await {
            Ok(Some(response)) => received.push(response.left),
            Ok(None) => return (received, None),
            Err(status) => return (received, Some(status)),
        }
    }
}

fn with_timeout(stall: &StallRequest) -> Request<StallRequest> {
    let mut request = Request::new(stall.clone());
    request.set_timeout(Duration::from_millis(500));
    request
}

fn all_bytes() -> Vec<u8> {
    (0..=255).collect()
}

fn with_metadata<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    let metadata = request.metadata_mut();
    metadata.append("x-interop", MetadataValue::from_static("one"));
    metadata.append("x-interop", MetadataValue::from_static("two"));
    metadata.append_bin("x-interop-bin", MetadataValue::from_bytes(&all_bytes()));
    request
}

fn expect_metadata(metadata: &MetadataMap, name: &str) -> Outcome {
    let values: Vec<_> = metadata.get_all(name).iter().collect();
    let [one, two] = ["one", "two"].map(MetadataValue::from_static);
    expect(values, vec![&one, &two])?;
    let binary = metadata.get_all_bin(format!("{name}-bin"));
    let binary: Result<Vec<_>, _> = binary.iter().map(MetadataValue::to_bytes).collect();
    expect(binary?, vec![all_bytes().into()])
}

fn expect_failure(status: &Status, name: &str) -> Outcome {
    let message = format!("no such thing: {name}");
    expect(
        (status.code(), status.message()),
        (Code::NotFound, &message),
    )?;
    let details = tonic_types::Status::decode(status.details())?;
    expect(
        (details.code, &details.message),
        (Code::NotFound as i32, &message),
    )?;
    let [detail] = details.details.as_slice() else {
        return Err(format!(
            "{} details came, where one was expected",
            details.details.len()
        )
        .into());
    };
    expect(
        detail.type_url.as_str(),
        "type.googleapis.com/interop.v1.FailDetail",
    )?;
    let want = FailDetail {
        name: name.to_owned(),
        tried: 3,
    };
    expect(FailDetail::decode(detail.value.as_slice())?, want)?;
    expect(
        status.metadata().get("x-interop-end"),
        Some(&MetadataValue::from_static("one")),
    )
}

fn expect_timeout(status: Option<Status>, start: Instant) -> Outcome {
    let status = status.ok_or("the call succeeded")?;
    expect(status.code(), Code::DeadlineExceeded)?;
    expect(start.elapsed() < Duration::from_secs(5), true)
}

fn expect<T: PartialEq + Debug>(actual: T, expected: T) -> Outcome {
    if actual == expected {
        return Ok(());
    }
    Err(format!("got {actual:?} where {expected:?} was expected").into())
}
