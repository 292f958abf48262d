//! The forms of an RPC on the wire, and what each of them calls the same things.

use super::{Version, bytes};

/// The form of an RPC on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Connect, unary, by POST or GET.
    Unary,
    /// Connect, enveloped.
    Stream,
    /// gRPC over HTTP/2.
    Grpc,
    /// gRPC-Web, binary.
    Web,
    /// gRPC-Web, with bodies in base64.
    Text,
}

impl Form {
    pub(crate) const ALL: [Form; 5] =
        [Form::Unary, Form::Stream, Form::Grpc, Form::Web, Form::Text];
    /// Those whose messages stand in envelopes.
    pub(crate) const ENVELOPED: [Form; 4] = [Form::Stream, Form::Grpc, Form::Web, Form::Text];
    /// gRPC and its kin.
    pub(crate) const GRPCS: [Form; 3] = [Form::Grpc, Form::Web, Form::Text];

    pub(crate) fn is_connect(self) -> bool {
        matches!(self, Form::Unary | Form::Stream)
    }

    /// The versions of HTTP that it is spoken over.
    pub(crate) fn versions(self) -> &'static [Version] {
        match self {
            Form::Grpc => &[Version::Http2],
            _ => &Version::ALL,
        }
    }

    /// The methods that can be called in it.
    pub(crate) fn methods(self) -> &'static [&'static str] {
        const ALL: &[&str] = &["Unary", "ServerStream", "ClientStream", "BidiStream"];
        match self {
            Form::Unary => &ALL[..1],
            Form::Stream => &ALL[1..],
            Form::Grpc | Form::Web | Form::Text => ALL,
        }
    }

    /// A method that takes one message, and is called in this form.
    pub(crate) fn method(self) -> &'static str {
        self.methods()[0]
    }

    pub(crate) fn content_type(self, codec: &str) -> String {
        let family = match self {
            Form::Unary => "",
            Form::Stream => "connect+",
            Form::Grpc => "grpc+",
            Form::Web => "grpc-web+",
            Form::Text => "grpc-web-text+",
        };
        format!("application/{family}{codec}")
    }

    /// The header that says how messages are compressed.
    pub(crate) fn encoding(self) -> &'static str {
        match self {
            Form::Unary => "content-encoding",
            Form::Stream => "connect-content-encoding",
            Form::Grpc | Form::Web | Form::Text => "grpc-encoding",
        }
    }

    /// The header that lists compressions for messages of the other side.
    pub(crate) fn accept_encoding(self) -> &'static str {
        match self {
            Form::Unary => "accept-encoding",
            Form::Stream => "connect-accept-encoding",
            Form::Grpc | Form::Web | Form::Text => "grpc-accept-encoding",
        }
    }

    /// The header of a timeout.
    pub(crate) fn timeout(self) -> &'static str {
        match self {
            Form::Unary | Form::Stream => "connect-timeout-ms",
            Form::Grpc | Form::Web | Form::Text => "grpc-timeout",
        }
    }

    /// A message as it stands in a body: with these flags, where the form has any.
    pub(crate) fn frame(self, flags: u8, message: &[u8]) -> Vec<u8> {
        match self {
            Form::Unary => message.to_vec(),
            _ => bytes::envelope(flags, message),
        }
    }

    /// A body, or a piece of one, as it goes out.
    pub(crate) fn write(self, body: Vec<u8>) -> Vec<u8> {
        match self {
            Form::Text => bytes::base64(&body),
            _ => body,
        }
    }

    /// What [`Form::write`] wrote, whatever pieces it was in.
    pub(crate) fn read(self, name: &str, body: &[u8]) -> Vec<u8> {
        match self {
            Form::Text => bytes::unbase64(name, body),
            _ => body.to_vec(),
        }
    }
}
