//! Runs the examples as a reader would, and looks at what they print.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
};

#[test]
fn greet_calls_each_shape_and_leaves() {
    let printed = run(Command::new(env!("CARGO_BIN_EXE_greet")));
    for line in [
        "<- Hello, Ada!",
        "<- Hello, Ada and Grace!",
        "<- Hello, Grace!",
        "<- invalid_argument: name is empty",
    ] {
        assert!(printed.contains(line), "{line} is missing in:\n{printed}");
    }
}

#[test]
fn messages_show_json_defaults_secrets_and_any() {
    let printed = run(Command::new(env!("CARGO_BIN_EXE_messages")));
    for line in [
        r#""format":"FORMAT_PAPERBACK","shelf":{"Earthsea":4,"Ekumen":7},"lentAt":"2023-11-14T22:13:20Z""#,
        r#""[library.v1.isbn]":"978-0441478125""#,
        r#""format":2"#,
        "300 pages, ",
        "missing field library.v1.Book.publisher",
        "lent at ",
        r#"{"@type":"type.googleapis.com/library.v1.Branch","number":3}"#,
        r#"{"tags":["sf",1969]}"#,
    ] {
        assert!(printed.contains(line), "{line} is missing in:\n{printed}");
    }
}

#[test]
fn interceptors_ask_for_a_token_and_show_one() {
    assert_eq!(
        run(Command::new(env!("CARGO_BIN_EXE_interceptors"))),
        "unauthenticated: a token, please\n\
         Hello, Ada! Grace sends their love.\n\
         Hello, Ada, for the 1. time! From Grace.\n\
         Hello, Ada, for the 2. time! From Grace.\n"
    );
}

#[test]
fn protocols_differ_in_nothing_but_their_name() {
    let each = ["Connect", "Connect", "Grpc", "GrpcWeb", "GrpcWeb"].map(|protocol| {
        format!(
            "Hello, Ada, by {protocol}!\n\
             invalid_argument: name is empty (NAMELESS)\n\
             unimplemented\n"
        )
    });
    let printed = run(Command::new(env!("CARGO_BIN_EXE_protocols")));
    assert_eq!(printed, each.concat());
}

#[cfg(feature = "tls")]
#[test]
fn tls_shows_certificates_on_both_sides() {
    let printed = run(Command::new(env!("CARGO_BIN_EXE_tls")));
    assert!(
        printed.contains("Hello, Ada! You show 1 certificate."),
        "{printed}"
    );
    assert!(
        printed.contains("without a certificate: unavailable: "),
        "{printed}"
    );
}

#[cfg(feature = "http3")]
#[test]
fn http3_is_one_of_three_versions_on_a_port() {
    assert_eq!(
        run(Command::new(env!("CARGO_BIN_EXE_http3"))),
        "Http1: Hello, Ada!\n\
         Http2: Hello, Ada!\n\
         Http3: Hello, Ada!\n\
         as soon as they are named: Hello, Grace!\n\
         as soon as they are named: Hello, Mary!\n"
    );
}

#[test]
fn eliza_says_introduces_and_converses() {
    let server = Server::start(env!("CARGO_BIN_EXE_eliza-server"));
    let rows: [(&[&str], &str); 3] = [
        (&["say", "I feel great."], "Why are you great?\n"),
        (
            &["introduce", "Ada"],
            "Hi Ada. I'm Eliza.\nI listen more than I speak.\nHow are you feeling today?\n",
        ),
        (
            &["converse", "Hello", "Bye"],
            "> Hello\nHello. How are you feeling today?\n> Bye\nGoodbye. It was nice talking to you.\n",
        ),
    ];
    for (args, want) in rows {
        let mut client = Command::new(env!("CARGO_BIN_EXE_eliza-client"));
        client.args(["--url", &server.url]).args(args);
        assert_eq!(run(client), want);
    }
}

#[test]
fn haberdasher_makes_hats_and_refuses_a_size_of_nothing() {
    let server = Server::start(env!("CARGO_BIN_EXE_haberdasher-server"));
    let mut client = Command::new(env!("CARGO_BIN_EXE_haberdasher-client"));
    client.arg(&server.url);
    let printed = run(client);
    for line in [
        "by POST: a Red hat of 21 inches",
        "by GET: a Red top hat of 23 inches",
        "which may be cached: max-age=3600",
        "for all: a Black top hat of 25 inches",
        "similar: a Purple hat of 22 inches",
        "various: a Purple top hat of 24 inches",
        "refused: invalid_argument: nobody has a head of that size",
        "inches: heads are larger than nothing",
    ] {
        assert!(printed.contains(line), "{line} is missing in:\n{printed}");
    }
}

#[test]
fn browser_is_told_that_a_page_of_another_origin_may_call() {
    let server = Server::start(env!("CARGO_BIN_EXE_browser"));
    let origin = "http://localhost:5173";
    let asked = format!(
        "OPTIONS /greet.v1.GreetService/Greet HTTP/1.1\r\nhost: a\r\norigin: {origin}\r\n\
         access-control-request-method: POST\r\naccess-control-request-headers: content-type\r\n\
         connection: close\r\n\r\n"
    );
    let called = format!(
        "POST /greet.v1.GreetService/Greet HTTP/1.1\r\nhost: a\r\norigin: {origin}\r\n\
         content-type: application/json\r\ncontent-length: 14\r\nconnection: close\r\n\r\n\
         {{\"name\":\"Ada\"}}"
    );
    let rows: [(String, &[&str]); 2] = [
        (
            asked,
            &[
                "HTTP/1.1 200 ",
                "access-control-allow-origin: http://localhost:5173\r\n",
                "access-control-allow-headers: *\r\n",
                "access-control-max-age: 7200\r\n",
            ],
        ),
        (
            called,
            &[
                "access-control-allow-origin: http://localhost:5173\r\n",
                "access-control-expose-headers: *\r\n",
                r#"{"greeting":"Hello, Ada!"}"#,
            ],
        ),
    ];
    for (request, wanted) in rows {
        let address = server.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(address).expect("a connection");
        stream.write_all(request.as_bytes()).expect("a request");
        let mut response = String::new();
        stream.read_to_string(&mut response).expect("a response");
        for part in wanted {
            assert!(response.contains(part), "{part} is missing in:\n{response}");
        }
    }
}

fn run(mut command: Command) -> String {
    let output = command.output().expect("the example starts");
    let complaints = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{complaints}");
    String::from_utf8(output.stdout).expect("text")
}

/// A server on a port of the system's choice, which it prints.
struct Server {
    url: String,
    process: Child,
}

impl Server {
    fn start(program: &str) -> Self {
        let mut process = Command::new(program)
            .arg("127.0.0.1:0")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        let stdout = process.stdout.take().expect("piped");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        let url = line
            .trim()
            .strip_prefix("listening on ")
            .expect("the address")
            .to_owned();
        Server { url, process }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
