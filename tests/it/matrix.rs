//! The matrix: way × protocol × codec × compression × shape × outcome, from one list.

use connect::{
    Client, ClientBuilder, Code, Codec, Compression, ConnectError, Metadata, Request, Streaming,
    rpc::ErrorInfo,
};

use crate::harness::{Ask, Outcome, ProbeClient, Running, Way, failure};

/// A protocol, and whether its bodies are text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Speaks {
    Connect,
    Grpc,
    GrpcWeb,
    GrpcWebText,
}

impl Speaks {
    const ALL: [Speaks; 4] = [
        Speaks::Connect,
        Speaks::Grpc,
        Speaks::GrpcWeb,
        Speaks::GrpcWebText,
    ];

    fn set(self, builder: ClientBuilder) -> ClientBuilder {
        match self {
            Speaks::Connect => builder,
            Speaks::Grpc => builder.grpc(),
            Speaks::GrpcWeb => builder.grpc_web(),
            Speaks::GrpcWebText => builder.grpc_web_text(),
        }
    }

    fn is_spoken_by(self, way: Way) -> bool {
        self != Speaks::Grpc || way != Way::Http1
    }
}

const COMPRESSIONS: [Compression; 6] = [
    Compression::Identity,
    Compression::Gzip,
    Compression::Br,
    Compression::Zstd,
    Compression::Deflate,
    Compression::Snappy,
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Unary,
    Get,
    ServerStream,
    ClientStream,
    BidiStream,
}

const SHAPES: [Shape; 5] = [
    Shape::Unary,
    Shape::Get,
    Shape::ServerStream,
    Shape::ClientStream,
    Shape::BidiStream,
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Want {
    Success,
    /// A message of the default value, which is empty on the wire.
    Empty,
    /// More than a few frames and envelopes hold.
    Large,
    Failure,
    /// Messages first.
    FailureLate,
}

const WANTS: [Want; 5] = [
    Want::Success,
    Want::Empty,
    Want::Large,
    Want::Failure,
    Want::FailureLate,
];

/// What came of a call, whatever its shape.
struct Got {
    headers: Metadata,
    texts: Vec<(String, usize, u32)>,
    end: Result<Metadata, ConnectError>,
}

#[tokio::test]
async fn every_call_ends_as_it_should_by_every_way() {
    let running = Running::start_with(|server| server.compress_min_bytes(0));
    for way in Way::ALL {
        for speaks in Speaks::ALL {
            for codec in [Codec::Proto, Codec::Json] {
                for compression in COMPRESSIONS {
                    if speaks.is_spoken_by(way) {
                        every_call(&running, way, speaks, codec, compression).await;
                    }
                }
            }
        }
    }
    assert_eq!(running.seen.alive(), 0, "nothing is left running");
}

async fn every_call(
    running: &Running,
    way: Way,
    speaks: Speaks,
    codec: Codec,
    compression: Compression,
) {
    let client = running.client(way, |builder| {
        speaks
            .set(builder)
            .codec(codec)
            .send_compression(compression)
            .accept_compression([compression])
            .compress_min_bytes(0)
    });
    for shape in SHAPES {
        // Other protocols post it like any other unary call.
        if shape == Shape::Get && speaks != Speaks::Connect {
            continue;
        }
        for want in WANTS {
            // What takes its time is the same in every protocol.
            let slow = want == Want::Large && compression != Compression::Identity;
            if slow && speaks != Speaks::Connect {
                continue;
            }
            let name = format!("{way:?} {speaks:?} {codec:?} {compression:?} {shape:?} {want:?}");
            let ask = ask(want);
            let got = call(&client, shape, ask.clone()).await;
            check(&name, (speaks, shape), want, &ask, got);
        }
    }
}

fn ask(want: Want) -> Ask {
    let ask = Ask {
        text: "gr\u{fc}n \u{1F3A9}".into(),
        blob: vec![7; 300].into(),
        count: 3,
        ..Default::default()
    };
    match want {
        Want::Success => ask,
        Want::Empty => Ask::default(),
        Want::Large => Ask {
            // Not of one byte value, so that it stays large when compressed.
            blob: (0..100_000_u32)
                .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
                .collect(),
            ..ask
        },
        Want::Failure => Ask {
            outcome: Outcome::Fail,
            ..ask
        },
        Want::FailureLate => Ask {
            outcome: Outcome::FailLate,
            ..ask
        },
    }
}

async fn call(client: &ProbeClient, shape: Shape, ask: Ask) -> Got {
    let request = Request::new(ask.clone()).header("x-echo", "v");
    let many = Request::new(vec![ask.clone(), ask]).header("x-echo", "v");
    let one = match shape {
        Shape::Unary => client.call_unary(request).await,
        Shape::Get => client.call_unary(request.use_get()).await,
        Shape::ClientStream => client.call_client_stream(many).await,
        Shape::ServerStream => {
            return drain(
                client
                    .call_server_stream(request)
                    .await
                    .map(|r| r.into_message()),
            )
            .await;
        }
        Shape::BidiStream => {
            return drain(
                client
                    .call_bidi_stream(many)
                    .await
                    .map(|r| r.into_message()),
            )
            .await;
        }
    };
    match one {
        Ok(response) => Got {
            headers: response.headers().clone(),
            end: Ok(response.trailers().clone()),
            texts: vec![seen(response.into_message())],
        },
        Err(err) => Got {
            headers: err.metadata().clone(),
            texts: Vec::new(),
            end: Err(err),
        },
    }
}

async fn drain(stream: Result<Streaming<crate::harness::Answer>, ConnectError>) -> Got {
    let mut texts = Vec::new();
    let mut stream = stream.expect("errors of streams come at their end");
    let end = loop {
        match stream.try_next().await {
            Ok(Some(answer)) => texts.push(seen(answer)),
            Ok(None) => break Ok(stream.trailers().clone()),
            Err(err) => break Err(err),
        }
    };
    Got {
        headers: stream.headers().clone(),
        texts,
        end,
    }
}

fn seen(answer: crate::harness::Answer) -> (String, usize, u32) {
    (answer.text, answer.blob.len(), answer.asked)
}

fn check(name: &str, (speaks, shape): (Speaks, Shape), want: Want, ask: &Ask, got: Got) {
    let sent = |asked| (ask.text.clone(), ask.blob.len(), asked);
    let texts = match (shape, want) {
        (Shape::Unary | Shape::Get, Want::Failure) => vec![],
        (Shape::Unary | Shape::Get, _) => vec![sent(1)],
        (Shape::ClientStream, Want::Failure) => vec![],
        (Shape::ClientStream, _) => vec![sent(2)],
        (Shape::ServerStream, Want::Failure) => vec![],
        (Shape::ServerStream, _) => vec![sent(1); ask.count as usize],
        (Shape::BidiStream, Want::Failure | Want::FailureLate) => vec![],
        (Shape::BidiStream, _) => vec![sent(1), sent(2)],
    };
    assert_eq!(got.texts, texts, "{name}");
    // Its handler reads first, when its head has gone.
    let late = shape == Shape::BidiStream;
    let headers = match &got.end {
        // A head that is all of an answer does not tell headers from trailers.
        Err(err) if speaks == Speaks::Grpc && want == Want::Failure && !late => err.metadata(),
        _ => &got.headers,
    };
    assert_eq!(headers.get("x-header"), Some("v"), "{name}");
    let streams = matches!(shape, Shape::ServerStream | Shape::BidiStream);
    let fails = want == Want::Failure || (want == Want::FailureLate && streams);
    let trailers = match (got.end, fails) {
        (Ok(trailers), false) => trailers,
        (Err(err), true) => {
            assert_eq!(err.code(), failure().code(), "{name}");
            assert_eq!(err.message(), failure().message(), "{name}");
            assert_eq!(
                err.details::<ErrorInfo>(),
                failure().details::<ErrorInfo>(),
                "{name}"
            );
            assert_eq!(err.metadata().get("x-error"), Some("e"), "{name}");
            assert!(err.is_remote(), "{name}");
            err.metadata().clone()
        }
        (end, _) => panic!("{name}: {end:?}"),
    };
    assert_eq!(trailers.get("x-trailer"), Some("v"), "{name}");
    let binary = trailers.get_bin("x-trailer-bin").expect("base64");
    assert_eq!(binary.as_deref(), Some(&[0xFB][..]), "{name}");
}

#[tokio::test]
async fn server_that_is_not_there_is_unavailable() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let client = ProbeClient::new(Client::connect(format!("http://{address}")).expect("a url"));
    let err = client
        .unary(Ask::default())
        .await
        .expect_err("nobody there");
    assert_eq!(err.code(), Code::Unavailable);
    assert!(!err.is_remote());
}
