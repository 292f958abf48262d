//! Checks a server of `interop.v1.InteropService` with this library's client.
//!
//! usage: `interop-client PORT HTTP_VERSION CODEC [CHECK..]` (HTTP_VERSION is 1 or 2, CODEC is proto or json)
//!
//! Runs the checks named, and prints `ok CHECK` or `FAILED CHECK: why` for each.

use std::error::Error;
use std::fmt::Debug;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use connect::{Client, Code, Compression, HttpVersion, Request};
use connect_interop::schema::{
    CountdownRequest, EchoRequest, FailDetail, FailRequest, GreetRequest, InteropServiceClient,
    Mood, StallRequest, SumRequest,
};

type Outcome = Result<(), Box<dyn Error>>;

/// A check that takes longer has failed.
const LIMIT: Duration = Duration::from_secs(10);

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [port, http_version, codec, checks @ ..] = arguments.as_slice() else {
        eprintln!("usage: interop-client PORT HTTP_VERSION CODEC [CHECK..]");
        return ExitCode::from(2);
    };
    let full_duplex = http_version == "2";
    let mut code = ExitCode::SUCCESS;
    for check in checks {
        let checked = async {
            let client = client(port, full_duplex, codec)?;
            run(check, &client, full_duplex).await
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
fn client(port: &str, http2: bool, codec: &str) -> Result<InteropServiceClient, Box<dyn Error>> {
    let version = if http2 {
        HttpVersion::Http2
    } else {
        HttpVersion::Http1
    };
    let mut builder = Client::builder(format!("http://127.0.0.1:{port}"))
        .http_version(version)
        .send_compression(Compression::Gzip)
        .compress_min_bytes(0);
    if codec == "json" {
        builder = builder.json();
    }
    Ok(InteropServiceClient::new(builder.build()?))
}

async fn run(check: &str, client: &InteropServiceClient, full_duplex: bool) -> Outcome {
    match check {
        "unary" => greet(client, Request::new(greet_request())).await,
        "get" => greet(client, Request::new(greet_request()).use_get()).await,
        "server_stream" => server_stream(client).await,
        "client_stream" => client_stream(client).await,
        "bidi_stream" => bidi_stream(client, full_duplex).await,
        "error_detail" => error_detail(client).await,
        "timeout" => timeout(client).await,
        _ => Err("there is no such check".into()),
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

async fn greet(client: &InteropServiceClient, request: Request<GreetRequest>) -> Outcome {
    let response = client
        .call_greet(request.header("x-interop", "one"))
        .await?;
    expect(response.headers().get("x-interop"), Some("one"))?;
    expect(response.trailers().get("x-interop-end"), Some("one"))?;
    let message = response.into_message();
    expect(message.greeting.as_str(), "Hello, Ada Lovelace ✓!")?;
    expect(message.request, Some(greet_request()))
}

async fn server_stream(client: &InteropServiceClient) -> Outcome {
    let request = CountdownRequest {
        start: 100,
        ..CountdownRequest::default()
    };
    let mut stream = client.countdown(request).await?;
    let mut received = Vec::new();
    while let Some(response) = stream.try_next().await? {
        received.push(response.left);
    }
    expect(received, (0..=100).rev().collect())
}

async fn client_stream(client: &InteropServiceClient) -> Outcome {
    let requests = (1..=100).map(|number| SumRequest {
        number,
        ..SumRequest::default()
    });
    let response = client.sum(requests).await?;
    expect((response.sum, response.count), (5050, 100))
}

/// With full duplex each message waits for the answer to the one before.
async fn bidi_stream(client: &InteropServiceClient, full_duplex: bool) -> Outcome {
    let texts: Vec<String> = (0..20).map(|number| format!("text {number}")).collect();
    let (requests, mut replies) = client.echo().await?;
    let mut received = Vec::new();
    for text in &texts {
        requests
            .send(EchoRequest {
                text: text.clone(),
                ..EchoRequest::default()
            })
            .await?;
        if full_duplex {
            received.extend(replies.try_next().await?.map(|reply| reply.text));
        }
    }
    requests.finish();
    while let Some(reply) = replies.try_next().await? {
        received.push(reply.text);
    }
    expect(received, texts)
}

async fn error_detail(client: &InteropServiceClient) -> Outcome {
    let request = FailRequest {
        name: "unicorn".to_owned(),
        ..FailRequest::default()
    };
    let err = client
        .fail(request)
        .await
        .err()
        .ok_or("the call succeeded")?;
    expect(
        (err.code(), err.message()),
        (Code::NotFound, "no such thing: unicorn"),
    )?;
    let detail = FailDetail {
        name: "unicorn".to_owned(),
        tried: 3,
        ..FailDetail::default()
    };
    expect(err.details::<FailDetail>(), vec![detail])
}

async fn timeout(client: &InteropServiceClient) -> Outcome {
    let start = Instant::now();
    let request = Request::new(StallRequest::default()).timeout(Duration::from_millis(200));
    let err = client
        .call_stall(request)
        .await
        .err()
        .ok_or("the call succeeded")?;
    expect(err.code(), Code::DeadlineExceeded)?;
    expect(start.elapsed() < Duration::from_secs(5), true)
}

fn expect<T: PartialEq + Debug>(actual: T, expected: T) -> Outcome {
    if actual == expected {
        return Ok(());
    }
    Err(format!("got {actual:?} where {expected:?} was expected").into())
}
