//! Calls by GET, to a server: queries that cannot be read, and those that can.
//!
//! Rows are named by the fault that they hold: B14.

use connect::{ConnectError, Interceptor, Messages, Next, Request, Response};

use crate::{
    harness::Running,
    raw_peer::{Call, Peer, Version, answer, ask, bytes::Base64, good::get},
    wire_table::{POST_UNARY, Row, check},
};

#[tokio::test]
async fn get_whose_query_cannot_be_read_is_refused() {
    let running = Running::start();
    let error = |name: &str, query: &str| {
        Row::new("B14", name, Call::get(query))
            .error("invalid_argument", "message")
            .unreached()
    };
    let unsupported = |name: &str, call: Call| {
        Row::new("B14", name, call)
            .http(415)
            .header("accept-post", POST_UNARY)
    };
    let rows = [
        error("no message", "connect=v1&encoding=json"),
        error(
            "bad base64",
            "connect=v1&base64=1&encoding=proto&message=!!!",
        ),
        error(
            "base64 of an impossible length",
            "connect=v1&base64=1&encoding=proto&message=AAAAA",
        ),
        error("a bad escape", "connect=v1&encoding=json&message=%zz"),
        error("a cut escape", "connect=v1&encoding=json&message=%7"),
        unsupported(
            "an unknown codec",
            Call::get("connect=v1&encoding=yaml&message=a"),
        ),
        unsupported("no codec", Call::get("connect=v1&message={}")),
        unsupported("nothing at all", Call::get("")),
        unsupported("a body", get().pieces(vec![b"{}".to_vec()])),
        unsupported(
            "a body of two pieces",
            get().pieces(vec![b"{".to_vec(), b"}".to_vec()]),
        ),
    ];
    check(&running, rows).await;
}

#[tokio::test]
async fn get_whose_body_is_empty_has_none() {
    let running = Running::start();
    let hat = answer("json", "hat", 1);
    let rows = [
        Row::new("B14", "an announced end", get().pieces(vec![vec![]])),
        Row::new("B14", "no end yet", get().pieces(vec![vec![], vec![]])),
    ];
    check(
        &running,
        rows.map(|row| row.messages([hat.clone()]).only(Version::Http2)),
    )
    .await;
}

#[tokio::test]
async fn get_is_read_in_every_form_of_base64() {
    let running = Running::start();
    // A text whose encoding has digits in which the alphabets differ, and padding.
    let (text, good) = ("\u{fbff}\u{7ff}~~", answer("proto", "\u{fbff}\u{7ff}~~", 1));
    let body = ask("proto", text);
    let base64 = |url_safe, padded| Base64 { url_safe, padded }.encode(&body);
    let forms = [
        ("url-safe, unpadded", base64(true, false)),
        ("url-safe, padded", base64(true, true)),
        ("standard, unpadded", base64(false, false)),
        ("standard, padded", base64(false, true)),
        (
            "standard, escaped",
            base64(false, true)
                .replace('+', "%2B")
                .replace('/', "%2F")
                .replace('=', "%3D"),
        ),
    ];
    assert_ne!(forms[0].1, forms[2].1, "the alphabets differ in this text");
    let rows = forms.map(|(name, message)| {
        let call = Call::get(&format!(
            "connect=v1&base64=1&encoding=proto&message={message}"
        ));
        Row::new("B14", name, call)
            .messages([good.clone()])
            .header("vary", "Accept-Encoding")
    });
    check(&running, rows).await;
}

#[tokio::test]
async fn answer_to_a_get_varies_with_what_its_caller_accepts() {
    let running = Running::start();
    let good = Call::get("connect=v1&encoding=proto&message=");
    let empty = || answer("proto", "", 1);
    let rows = [
        Row::new("rule 55", "a GET", good.clone())
            .messages([empty()])
            .header("vary", "Accept-Encoding"),
        Row::new(
            "rule 55",
            "a GET that fails",
            Call::get("encoding=json&message=%7B%22outcome%22%3A1%7D"),
        )
        .error("failed_precondition", "")
        .header("vary", "Accept-Encoding"),
        Row::new("rule 55", "a POST", Call::unary("proto", []))
            .messages([empty()])
            .no_header("vary"),
    ];
    check(&running, rows).await;

    let running = Running::start_with(|server| server.interceptor(Varies));
    let mut peer = Peer::connect(Version::Http1, running.address).await;
    let reply = peer.call("rule 55", &good).await;
    let vary: Vec<_> = reply.headers.get_all("vary").iter().collect();
    assert_eq!(
        vary,
        ["x-tenant", "Accept-Encoding"],
        "rule 55: added to what is there"
    );
}

/// Says that answers vary with a header of its own.
struct Varies;

impl Interceptor for Varies {
    async fn intercept(
        &self,
        request: Request<Messages>,
        next: Next<'_>,
    ) -> Result<Response<Messages>, ConnectError> {
        let mut response = next.run(request).await?;
        response.headers_mut().insert("vary", "x-tenant")?;
        Ok(response)
    }
}
