//! What a scripted server tells, in every form: an answer is spelled once, and each form writes it its own way.

use connect::Code;
use serde_json::{Map, Value, json};

use crate::{
    raw_peer::{
        Form,
        bytes::{Base64, field},
        reply::status_of,
    },
    script::{Reply, Step, answer, envelope, fields},
};

/// An answer, on its way to being a [`Reply`].
#[derive(Clone)]
pub(crate) struct Told {
    form: Form,
    codec: &'static str,
    headers: Vec<(String, Vec<u8>)>,
    /// Messages as they stand in a body, before it is put into base64.
    body: Vec<u8>,
    error: Option<(Code, String)>,
    details: Vec<(&'static str, Vec<u8>)>,
    trailers: Vec<(String, String)>,
}

impl Told {
    /// An answer without messages yet, which succeeds.
    pub(crate) fn of(form: Form, codec: &'static str) -> Self {
        Told {
            form,
            codec,
            headers: fields(&[("content-type", form.content_type(codec))]),
            body: Vec::new(),
            error: None,
            details: Vec::new(),
            trailers: Vec::new(),
        }
    }

    /// The same in protobuf.
    pub(crate) fn new(form: Form) -> Self {
        Told::of(form, "proto")
    }

    pub(crate) fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.headers.extend(fields(&[(name, value)]));
        self
    }

    /// Another content type than the right one.
    pub(crate) fn content_type(mut self, value: &str) -> Self {
        self.headers.retain(|(name, _)| name != "content-type");
        self.header("content-type", value)
    }

    /// Says that messages are compressed like this.
    pub(crate) fn encoding(self, value: &str) -> Self {
        let name = self.form.encoding();
        self.header(name, value)
    }

    /// A message with this text.
    pub(crate) fn text(self, text: &str) -> Self {
        let message = match self.codec {
            "json" => json!({ "text": text }).to_string().into_bytes(),
            _ => answer(text),
        };
        self.message(0, message)
    }

    /// A message as it is, with these flags.
    pub(crate) fn message(self, flags: u8, message: impl AsRef<[u8]>) -> Self {
        let framed = self.form.frame(flags, message.as_ref());
        self.bytes(framed)
    }

    /// Bytes as they are.
    pub(crate) fn bytes(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.body.extend_from_slice(bytes.as_ref());
        self
    }

    /// It fails.
    pub(crate) fn error(mut self, code: Code, message: &str) -> Self {
        self.error = Some((code, message.into()));
        self
    }

    /// The error has a detail: the name of its type, and its bytes.
    pub(crate) fn detail(mut self, type_name: &'static str, value: impl Into<Vec<u8>>) -> Self {
        self.details.push((type_name, value.into()));
        self
    }

    /// A trailer. Names are the same in every form.
    pub(crate) fn trailer(mut self, name: &str, value: &str) -> Self {
        self.trailers.push((name.into(), value.into()));
        self
    }

    /// The whole answer.
    pub(crate) fn reply(self) -> Reply {
        match self.form {
            Form::Unary => self.reply_bare(),
            Form::Stream => {
                let end = envelope(0x02, self.end_json().to_string());
                self.bytes(end).without_end()
            }
            Form::Grpc | Form::Web | Form::Text => {
                let status = self.status();
                self.ended_by(&status)
            }
        }
    }

    fn reply_bare(mut self) -> Reply {
        for (name, value) in std::mem::take(&mut self.trailers) {
            self = self.header(&format!("trailer-{name}"), value);
        }
        let Some(error) = self.error_json() else {
            return self.without_end();
        };
        let status = status_of(error["code"].as_str().expect("a code"));
        self.body = error.to_string().into_bytes();
        let mut reply = self.content_type("application/json").without_end();
        if let Some(Step::Head(to, _)) = reply.steps.first_mut() {
            *to = status;
        }
        reply
    }

    /// The head and what there is of a body, which ends there: a whole answer only where the head tells how it
    /// went.
    pub(crate) fn without_end(self) -> Reply {
        let body = self.form.write(self.body);
        Reply::new([
            Step::Head(200, self.headers),
            Step::Data(body.into()),
            Step::End,
        ])
    }

    /// The head alone.
    pub(crate) fn head(self) -> Step {
        Step::Head(200, self.headers)
    }

    /// The head and what there is of a body, and no more for now.
    pub(crate) fn open(self) -> Reply {
        self.without_end().but([])
    }

    /// The whole answer, whose head says how long its body is, as HTTP/1.1 has it for what is not a stream.
    pub(crate) fn sized(self) -> Reply {
        let mut reply = self.reply();
        let length = match reply.steps.get(1) {
            Some(Step::Data(body)) => body.len().to_string(),
            other => panic!("{other:?} is no body"),
        };
        if let Some(Step::Head(_, headers)) = reply.steps.first_mut() {
            headers.extend(fields(&[("content-length", length)]));
        }
        reply
    }

    /// An answer of gRPC's family that ends with these trailers as they are, wherever it has them.
    pub(crate) fn ended_by(mut self, trailers: &[(String, Vec<u8>)]) -> Reply {
        if self.form == Form::Grpc {
            return self.open().but([Step::Trailers(trailers.to_vec())]);
        }
        let line =
            |(name, value): &(String, Vec<u8>)| [name.as_bytes(), b": ", value, b"\r\n"].concat();
        let lines: Vec<u8> = trailers.iter().flat_map(line).collect();
        self.body.extend(envelope(0x80, lines));
        self.without_end()
    }

    /// An answer of gRPC's family whose head is all of it.
    pub(crate) fn head_only(self) -> Reply {
        let status = self.status();
        let mut headers = self.headers;
        headers.extend(status);
        Reply::new([Step::HeadOnly(200, headers)])
    }

    /// The trailers of gRPC.
    fn status(&self) -> Vec<(String, Vec<u8>)> {
        let mut out = Vec::new();
        for (name, value) in &self.trailers {
            out.extend(fields(&[(&name[..], value)]));
        }
        let Some((code, message)) = &self.error else {
            out.extend(fields(&[("grpc-status", "0")]));
            return out;
        };
        let number = *code as u32;
        out.extend(fields(&[("grpc-status", number.to_string())]));
        out.extend(fields(&[("grpc-message", message)]));
        if !self.details.is_empty() {
            // google.rpc.Status and its google.protobuf.Any.
            let mut status = vec![1 << 3, number as u8];
            status.extend(field(2, message.as_bytes()));
            for (type_name, value) in &self.details {
                let url = format!("type.googleapis.com/{type_name}");
                let any = [field(1, url.as_bytes()), field(2, value)].concat();
                status.extend(field(3, &any));
            }
            out.extend(fields(&[("grpc-status-details-bin", unpadded(&status))]));
        }
        out
    }

    /// The error of Connect.
    fn error_json(&self) -> Option<Value> {
        let (code, message) = self.error.as_ref()?;
        let details: Vec<_> = self
            .details
            .iter()
            .map(|(type_name, value)| json!({"type": type_name, "value": unpadded(value)}))
            .collect();
        Some(json!({"code": code.as_str(), "message": message, "details": details}))
    }

    /// The end of a Connect stream.
    fn end_json(&self) -> Value {
        let mut metadata = Map::new();
        for (name, value) in &self.trailers {
            let all = metadata.entry(name).or_insert_with(|| json!([]));
            all.as_array_mut().expect("a list").push(json!(value));
        }
        match self.error_json() {
            Some(error) => json!({"error": error, "metadata": metadata}),
            None => json!({ "metadata": metadata }),
        }
    }
}

fn unpadded(data: &[u8]) -> String {
    let how = Base64 {
        url_safe: false,
        padded: false,
    };
    how.encode(data)
}
