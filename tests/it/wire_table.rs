//! Tables of calls: what goes out, what must come back, and what must hold after any of them.
//!
//! Whatever a call was, afterwards a good one succeeds (on the same connection, unless the row says that it
//! closes), no handler and no task is left running, nothing has panicked, and what the caller was told is short and holds nothing
//! that is not for its eyes.

use std::{cell::Cell, fmt, panic, sync::Once};

use http::HeaderName;
use tokio::runtime::Handle;

use crate::{
    harness::Running,
    raw_peer::{Call, Form, Peer, Reply, Version, answer, ask, within},
};

/// Stands in payloads and headers, and must not come back in a message.
pub(crate) const SECRET: &str = "zQ7secret";

/// What a server can be sent, as it says where it was sent something else.
pub(crate) const POST_UNARY: &str = "application/grpc, application/grpc+json, application/grpc+proto, \
    application/grpc-web, application/grpc-web+json, application/grpc-web+proto, \
    application/grpc-web-text, application/grpc-web-text+json, application/grpc-web-text+proto, \
    application/json, application/proto";
pub(crate) const POST_STREAM: &str = "application/connect+json, application/connect+proto, \
    application/grpc, application/grpc+json, application/grpc+proto, \
    application/grpc-web, application/grpc-web+json, application/grpc-web+proto, \
    application/grpc-web-text, application/grpc-web-text+json, application/grpc-web-text+proto";

/// One behaviour.
pub(crate) struct Row {
    id: &'static str,
    name: String,
    call: Call,
    want: Want,
    /// The HTTP status, where it does not follow from what is wanted.
    status: Option<u16>,
    headers: Vec<(HeaderName, Option<String>)>,
    versions: Vec<Version>,
    /// How many handlers the call may begin, if that matters.
    reaches: Option<usize>,
    /// Whether the connection may be closed afterwards, by version.
    closes: Vec<Version>,
}

/// What must come back.
#[derive(Clone, Debug)]
enum Want {
    /// A bare status: no body, and nothing of an RPC.
    Http(u16),
    /// Messages, then an error with this code and a text that holds this one; or no error.
    Said(Vec<Vec<u8>>, Option<(&'static str, &'static str)>),
}

impl Row {
    /// A call, which succeeds with the message of [`answer`] unless told otherwise.
    pub(crate) fn new(id: &'static str, name: impl Into<String>, call: Call) -> Self {
        Row {
            id,
            name: name.into(),
            want: Want::Said(Vec::new(), None),
            status: None,
            headers: Vec::new(),
            versions: call.form.versions().to_vec(),
            call,
            reaches: None,
            closes: Vec::new(),
        }
    }

    pub(crate) fn form(&self) -> Form {
        self.call.form
    }

    /// It is answered by HTTP alone, and no handler sees it.
    pub(crate) fn http(mut self, status: u16) -> Self {
        self.want = Want::Http(status);
        self.reaches = Some(0);
        self
    }

    /// It succeeds with these messages.
    pub(crate) fn messages(mut self, messages: impl IntoIterator<Item = Vec<u8>>) -> Self {
        self.want = Want::Said(messages.into_iter().collect(), None);
        self
    }

    /// It fails, after the messages that were given before.
    pub(crate) fn error(mut self, code: &'static str, text: &'static str) -> Self {
        let messages = match self.want {
            Want::Said(messages, _) => messages,
            Want::Http(_) => Vec::new(),
        };
        self.want = Want::Said(messages, Some((code, text)));
        self
    }

    /// No handler sees it.
    pub(crate) fn unreached(mut self) -> Self {
        self.reaches = Some(0);
        self
    }

    /// The answer has this status.
    pub(crate) fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// The answer has this header.
    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers
            .push((HeaderName::from_static(name), Some(value.into())));
        self
    }

    /// The answer does not have this header.
    pub(crate) fn no_header(mut self, name: &'static str) -> Self {
        self.headers.push((HeaderName::from_static(name), None));
        self
    }

    /// It is for this version of HTTP alone, in those forms that are spoken over it.
    pub(crate) fn only(mut self, version: Version) -> Self {
        self.versions.retain(|other| *other == version);
        self
    }

    /// The connection may be closed afterwards.
    pub(crate) fn closes(mut self, version: Version) -> Self {
        self.closes.push(version);
        self
    }

    async fn check(&self, running: &Running, version: Version) {
        let name = format!("{self} over {version:?}");
        let before = running.seen.calls();
        let mut peer = Peer::connect(version, running.address).await;
        let reply = peer.call(&name, &self.call).await;
        self.check_reply(&name, &reply);
        if let Some(reaches) = self.reaches {
            assert_eq!(
                running.seen.calls() - before,
                reaches,
                "{name}: handlers begun"
            );
        }
        if self.closes.contains(&version) {
            peer = Peer::connect(version, running.address).await;
        }
        check_good(&name, &mut peer).await;
    }

    fn check_reply(&self, name: &str, reply: &Reply) {
        let status = self.status.unwrap_or(reply.status);
        assert_eq!(reply.status, status, "{name}: {reply:?}");
        for (header, value) in &self.headers {
            let got = reply.header(header.as_str());
            assert_eq!(got, value.as_deref(), "{name}: {header}: {reply:?}");
        }
        let (messages, error) = match &self.want {
            Want::Http(status) => {
                assert_eq!(reply.status, *status, "{name}: {reply:?}");
                assert!(reply.body.is_empty(), "{name}: {reply:?}");
                return;
            }
            Want::Said(messages, error) => (messages, error),
        };
        let said = reply.said(name, self.call.form);
        match (&said.error, error) {
            (None, None) => assert_eq!(reply.reset, None, "{name}: {reply:?}"),
            (Some(fault), Some((code, text))) => {
                assert_eq!(fault.code, *code, "{name}: {reply:?}");
                assert!(fault.message.contains(text), "{name}: {reply:?}");
                check_discreet(name, &fault.message);
                // gRPC, Trailers-Only: one frame, where nothing went before the error.
                let early = self.call.form == Form::Grpc && self.reaches == Some(0);
                assert!(!early || reply.head_only, "{name}: {reply:?}");
            }
            (got, want) => panic!("{name}: {got:?} where {want:?} should be: {reply:?}"),
        }
        let shown = |messages: &[Vec<u8>]| -> Vec<_> {
            messages
                .iter()
                .map(|message| message.escape_ascii().to_string())
                .collect()
        };
        assert_eq!(shown(&said.messages), shown(messages), "{name}: {reply:?}");
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Row { id, name, call, .. } = self;
        write!(f, "{id} {:?}, {name}", call.form)
    }
}

thread_local! {
    static PANICS: Cell<usize> = const { Cell::new(0) };
}

/// How often this thread has panicked, which runs the server too.
fn panics() -> usize {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            PANICS.set(PANICS.get() + 1);
            before(info);
        }));
    });
    PANICS.get()
}

/// Makes each row's call over each of its versions.
pub(crate) async fn check(running: &Running, rows: impl IntoIterator<Item = Row>) {
    let tasks = Handle::current().metrics().num_alive_tasks();
    let panicked = panics();
    for row in rows {
        for version in &row.versions {
            row.check(running, *version).await;
        }
        check_settled(&row.to_string(), running, tasks).await;
        assert_eq!(panics(), panicked, "{row}: something panicked");
    }
}

/// Nothing is left running, within a while.
pub(crate) async fn check_settled(name: &str, running: &Running, tasks: usize) {
    let settled = async {
        while running.seen.alive() > 0 || Handle::current().metrics().num_alive_tasks() > tasks {
            tokio::task::yield_now().await;
        }
    };
    within(&format!("{name}: tasks and handlers to end"), settled).await;
}

/// A good call succeeds.
pub(crate) async fn check_good(name: &str, peer: &mut Peer) {
    let name = format!("{name}: a good call afterwards");
    let reply = peer
        .call(&name, &Call::unary("proto", ask("proto", "good")))
        .await;
    assert_eq!(reply.status, 200, "{name}: {reply:?}");
    assert_eq!(reply.body, answer("proto", "good", 1), "{name}: {reply:?}");
}

/// What a caller is told is short, and nothing that is not for its eyes.
pub(crate) fn check_discreet(name: &str, message: &str) {
    assert!(
        message.len() <= 256,
        "{name}: {} bytes: {message}",
        message.len()
    );
    let own = [
        SECRET,
        "::",
        ".rs",
        env!("CARGO_MANIFEST_DIR"),
        "Prober",
        "panicked",
    ];
    for word in own {
        assert!(!message.contains(word), "{name}: {word} in {message}");
    }
}

/// Waits until `seen` is true of what the handlers did.
pub(crate) async fn until(name: &str, mut seen: impl FnMut() -> bool) {
    let seen = async {
        while !seen() {
            tokio::task::yield_now().await;
        }
    };
    within(name, seen).await;
}

/// The same row for each of these calls, all of which are refused before the handler.
pub(crate) fn refused(
    id: &'static str,
    name: &str,
    calls: impl IntoIterator<Item = Call>,
    code: &'static str,
) -> Vec<Row> {
    let row = |call| Row::new(id, name, call).error(code, "").unreached();
    calls.into_iter().map(row).collect()
}
