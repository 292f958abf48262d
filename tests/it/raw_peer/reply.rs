//! An answer as it came, and what it says, read with parsers that are not our own code.
//!
//! Each form is read strictly: what a lenient client would let pass is a fault of the server here.

use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value, json};

use super::{
    Form,
    bytes::{Base64, Field, envelopes, fields, unbase64},
};

/// An answer as it came.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// HTTP trailers, if there were any (HTTP/2).
    pub(crate) trailers: Option<HeaderMap>,
    /// Whether the head was all of it (HTTP/2).
    pub(crate) head_only: bool,
    /// Why the stream was reset, if it was (HTTP/2).
    pub(crate) reset: Option<h2::Reason>,
}

/// What an answer says, without its form.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Said {
    pub(crate) messages: Vec<Vec<u8>>,
    pub(crate) error: Option<Fault>,
    /// Metadata that came behind the messages: names, each with a list of values.
    pub(crate) trailers: Value,
}

/// An error as it came.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Fault {
    pub(crate) code: String,
    pub(crate) message: String,
    /// A list of objects, each with a `type` and a `value`.
    pub(crate) details: Value,
}

impl Said {
    /// The first value of a trailer.
    pub(crate) fn trailer(&self, name: &str) -> Option<&str> {
        self.trailers[name][0].as_str()
    }
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Reads the answer in the form of its call, and sees that it keeps to it.
    pub(crate) fn said(&self, name: &str, form: Form) -> Said {
        match form {
            Form::Unary => self.said_bare(name),
            Form::Stream => self.said_enveloped(name),
            Form::Grpc => self.said_grpc(name),
            Form::Web => self.said_web(name, "application/grpc-web", &self.body),
            Form::Text => {
                let body = unbase64(name, &self.body);
                self.said_web(name, "application/grpc-web-text", &body)
            }
        }
    }

    fn said_bare(&self, name: &str) -> Said {
        let trailers = self.headers.iter().filter_map(|(name, value)| {
            let bare = name.as_str().strip_prefix("trailer-")?;
            Some((bare.to_owned(), value.clone()))
        });
        let trailers = metadata(name, trailers);
        if self.status == 200 {
            return Said {
                messages: vec![self.body.clone()],
                error: None,
                trailers,
            };
        }
        assert_eq!(
            self.header("content-type"),
            Some("application/json"),
            "{name}: {self:?}"
        );
        let error = fault(name, &json(name, &self.body));
        if error.code == "unimplemented" {
            assert!([404, 501].contains(&self.status), "{name}: {self:?}");
        } else {
            assert_eq!(self.status, status_of(&error.code), "{name}: {self:?}");
        }
        Said {
            messages: Vec::new(),
            error: Some(error),
            trailers,
        }
    }

    /// 200, whatever happened; a content type of the family; and no more of HTTP than that.
    fn check_enveloped(&self, name: &str, family: &str) {
        assert_eq!(self.status, 200, "{name}: {self:?}");
        let content_type = self.header("content-type").unwrap_or_default();
        let codec = content_type.strip_prefix(family);
        let known = matches!(codec, Some("" | "+proto" | "+json"));
        assert!(known, "{name}: {self:?}");
        assert_eq!(self.header("content-encoding"), None, "{name}: {self:?}");
    }

    /// Exactly one end, and nothing behind it.
    fn said_enveloped(&self, name: &str) -> Said {
        self.check_enveloped(name, "application/connect");
        assert_eq!(self.trailers, None, "{name}: {self:?}");
        let (messages, end) = self.split_end(name, &self.body, 0x02);
        let end = json(name, &end);
        Said {
            messages,
            error: end.get("error").map(|error| fault(name, error)),
            trailers: match &end["metadata"] {
                Value::Null => json!({}),
                metadata => metadata.clone(),
            },
        }
    }

    /// Trailers behind the messages, or a head that is all of it.
    fn said_grpc(&self, name: &str) -> Said {
        self.check_enveloped(name, "application/grpc");
        let own = ["grpc-status", "grpc-message", "grpc-status-details-bin"];
        let ends = match &self.trailers {
            Some(trailers) => {
                for name in own {
                    assert_eq!(self.header(name), None, "{self:?}");
                }
                trailers
            }
            None => {
                assert!(self.head_only, "{name}: no trailers: {self:?}");
                assert!(self.body.is_empty(), "{name}: {self:?}");
                &self.headers
            }
        };
        let mut messages = Vec::new();
        for (flags, data) in envelopes(name, &self.body) {
            assert_eq!(flags, 0, "{name}: {self:?}");
            messages.push(data);
        }
        said_status(name, messages, ends)
    }

    /// The trailers are the last envelope, whatever happened.
    fn said_web(&self, name: &str, family: &str, body: &[u8]) -> Said {
        self.check_enveloped(name, family);
        assert_eq!(self.trailers, None, "{name}: {self:?}");
        assert_eq!(self.header("grpc-status"), None, "{name}: {self:?}");
        let (messages, end) = self.split_end(name, body, 0x80);
        said_status(name, messages, &read_lines(name, &end))
    }

    /// The messages of a body, and the end that stands behind them with its flag.
    fn split_end(&self, name: &str, body: &[u8], flag: u8) -> (Vec<Vec<u8>>, Vec<u8>) {
        let mut envelopes = envelopes(name, body);
        let (flags, end) = envelopes
            .pop()
            .unwrap_or_else(|| panic!("{name}: no end: {self:?}"));
        assert_eq!(
            flags, flag,
            "{name}: the last envelope is the end: {self:?}"
        );
        let plain = envelopes.iter().all(|(flags, _)| *flags == 0);
        assert!(
            plain,
            "{name}: an end before the end, or compressed: {self:?}"
        );
        let messages = envelopes.into_iter().map(|(_, data)| data).collect();
        (messages, end)
    }
}

impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let start = &self.body[..self.body.len().min(300)];
        write!(f, "{} {:?} {:?} ", self.status, self.headers, self.reset)?;
        let start = start.escape_ascii();
        write!(f, "\"{start}\" ({} bytes)", self.body.len())?;
        match &self.trailers {
            Some(trailers) => write!(f, " {trailers:?}"),
            None => Ok(()),
        }
    }
}

/// `name: value\r\n`, names in lower case, without an empty line at the end.
pub(crate) fn read_lines(name: &str, data: &[u8]) -> HeaderMap {
    let shown = data.escape_ascii();
    let mut out = HeaderMap::new();
    let mut rest = data;
    while !rest.is_empty() {
        let end = rest.windows(2).position(|two| two == b"\r\n");
        let end = end.unwrap_or_else(|| panic!("{name}: a line without an end: {shown}"));
        let (line, tail) = (&rest[..end], &rest[end + 2..]);
        let colon = line.windows(2).position(|two| two == b": ");
        let (key, value) = line.split_at(colon.unwrap_or_else(|| panic!("{name}: {shown}")));
        let lower = key.iter().all(|byte| !byte.is_ascii_uppercase());
        assert!(lower, "{name}: {shown}");
        let key =
            HeaderName::from_bytes(key).unwrap_or_else(|err| panic!("{name}: {err}: {shown}"));
        let value = HeaderValue::from_bytes(&value[2..]);
        out.append(
            key,
            value.unwrap_or_else(|err| panic!("{name}: {err}: {shown}")),
        );
        rest = tail;
    }
    out
}

/// The status that stands in trailers, wherever those stand.
fn said_status(name: &str, messages: Vec<Vec<u8>>, ends: &HeaderMap) -> Said {
    let one = |key: &str| {
        let mut all = ends.get_all(key).iter();
        let first = all.next().map(|value| value.to_str().expect("ascii"));
        assert_eq!(all.next(), None, "{name}: {key} twice: {ends:?}");
        first
    };
    let status = one("grpc-status").unwrap_or_else(|| panic!("{name}: no status: {ends:?}"));
    let (message, details) = (one("grpc-message"), one("grpc-status-details-bin"));
    let error = match status {
        "0" => {
            assert_eq!((message, details), (None, None), "{name}");
            None
        }
        number => {
            let number = number.parse().expect("a number");
            let message = unescape(name, message.unwrap_or_default());
            Some(Fault {
                code: code(number).to_owned(),
                details: details.map_or(Value::Null, |text| {
                    said_details(name, number, &message, text)
                }),
                message,
            })
        }
    };
    let own = |key: &HeaderName| key.as_str().starts_with("grpc-") || key == "content-type";
    let rest = ends.iter().filter(|(key, _)| !own(key));
    let rest = rest.map(|(key, value)| (key.to_string(), value.clone()));
    Said {
        messages,
        error,
        trailers: metadata(name, rest),
    }
}

/// The details in a google.rpc.Status, which says the code and the message once more, in the form that JSON
/// has for them.
fn said_details(name: &str, code: u64, message: &str, text: &str) -> Value {
    assert!(!text.ends_with('='), "{name}: padded: {text}");
    let padding = "=".repeat(text.len().next_multiple_of(4) - text.len());
    let status = fields(name, &unbase64(name, format!("{text}{padding}").as_bytes()));
    let mut details = Vec::new();
    for (index, (number, field)) in status.iter().enumerate() {
        match (index, number, field) {
            (0, 1, Field::Number(number)) => assert_eq!(*number, code, "{name}"),
            (1, 2, Field::Data(text)) => assert_eq!(text, message.as_bytes(), "{name}"),
            (_, 3, Field::Data(any)) => details.push(said_any(name, any)),
            other => panic!("{name}: {other:?} is no field of a status"),
        }
    }
    details.into()
}

fn said_any(name: &str, any: &[u8]) -> Value {
    let mut fields = fields(name, any).into_iter();
    let Some((1, Field::Data(url))) = fields.next() else {
        panic!("{name}: an any without a type");
    };
    let url = String::from_utf8(url).expect("a url");
    let type_name = url.strip_prefix("type.googleapis.com/");
    let value = match fields.next() {
        Some((2, Field::Data(value))) => value,
        _ => Vec::new(),
    };
    let unpadded = Base64 {
        url_safe: false,
        padded: false,
    };
    json!({"type": type_name.expect("the prefix"), "value": unpadded.encode(&value)})
}

/// A message of a status: what is no visible ASCII is escaped, as is `%`, and nothing else.
fn unescape(name: &str, text: &str) -> String {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let [byte, tail @ ..] = rest {
        rest = tail;
        if *byte != b'%' {
            assert!((0x20..0x7F).contains(byte), "{name}: {text}");
            out.push(*byte);
            continue;
        }
        let digits = std::str::from_utf8(&tail[..2]).expect("two digits");
        let value = u8::from_str_radix(digits, 16).expect("two digits");
        let needed = !(0x20..0x7F).contains(&value) || value == b'%';
        assert!(
            needed && digits.to_ascii_uppercase() == digits,
            "{name}: {text}"
        );
        out.push(value);
        rest = &tail[2..];
    }
    String::from_utf8(out).expect("UTF-8")
}

fn metadata(name: &str, pairs: impl Iterator<Item = (String, HeaderValue)>) -> Value {
    let mut out = Map::new();
    for (key, value) in pairs {
        let value = value.to_str().unwrap_or_else(|err| panic!("{name}: {err}"));
        let all = out.entry(key).or_insert_with(|| json!([]));
        all.as_array_mut().expect("a list").push(value.into());
    }
    out.into()
}

fn json(name: &str, text: &[u8]) -> Value {
    serde_json::from_slice(text).unwrap_or_else(|err| panic!("{name}: {err}: {text:?}"))
}

fn fault(name: &str, error: &Value) -> Fault {
    let text = |key: &str| error[key].as_str().unwrap_or_default().to_owned();
    assert!(
        error["code"].is_string(),
        "{name}: an error without a code: {error}"
    );
    Fault {
        code: text("code"),
        message: text("message"),
        details: error["details"].clone(),
    }
}

/// The codes in the order of their numbers, the first of which is 1.
const CODES: [(&str, u16); 16] = [
    ("canceled", 499),
    ("unknown", 500),
    ("invalid_argument", 400),
    ("deadline_exceeded", 504),
    ("not_found", 404),
    ("already_exists", 409),
    ("permission_denied", 403),
    ("resource_exhausted", 429),
    ("failed_precondition", 400),
    ("aborted", 409),
    ("out_of_range", 400),
    ("unimplemented", 501),
    ("internal", 500),
    ("unavailable", 503),
    ("data_loss", 500),
    ("unauthenticated", 401),
];

/// The HTTP status of a unary error. Connect protocol, "Error Codes".
pub(crate) fn status_of(code: &str) -> u16 {
    let found = CODES.iter().find(|(name, _)| *name == code);
    found.unwrap_or_else(|| panic!("{code} is no code")).1
}

/// The code with this number. gRPC, "Status codes".
fn code(number: u64) -> &'static str {
    let index = usize::try_from(number - 1).expect("small");
    CODES[index].0
}
