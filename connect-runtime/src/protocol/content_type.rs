//! Content types: which form of an RPC and which codec each stands for, in both directions.

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use super::{Protocols, Refusal, Suffix, Wire, meta};
use crate::{code::Code, codec::Codec, error::ConnectError, spec::Spec};

/// Every content type, each once.
///
/// Connect protocol, Unary-Content-Type and Streaming-Content-Type. gRPC over HTTP/2, Content-Type:
/// "application/grpc" [("+proto" / "+json" / {custom})]. gRPC Web, Content-Type.
static TABLE: [Row; 13] = [
    row("application/proto", Wire::ConnectUnary, Codec::Proto),
    row("application/json", Wire::ConnectUnary, Codec::Json),
    row("application/grpc", Wire::Grpc(Suffix::Absent), Codec::Proto),
    row(
        "application/grpc+proto",
        Wire::Grpc(Suffix::Present),
        Codec::Proto,
    ),
    row(
        "application/grpc+json",
        Wire::Grpc(Suffix::Present),
        Codec::Json,
    ),
    row(
        "application/connect+proto",
        Wire::ConnectStream,
        Codec::Proto,
    ),
    row("application/connect+json", Wire::ConnectStream, Codec::Json),
    row(
        "application/grpc-web",
        Wire::GrpcWeb(Suffix::Absent),
        Codec::Proto,
    ),
    row(
        "application/grpc-web+proto",
        Wire::GrpcWeb(Suffix::Present),
        Codec::Proto,
    ),
    row(
        "application/grpc-web+json",
        Wire::GrpcWeb(Suffix::Present),
        Codec::Json,
    ),
    row(
        "application/grpc-web-text",
        Wire::GrpcWebText(Suffix::Absent),
        Codec::Proto,
    ),
    row(
        "application/grpc-web-text+proto",
        Wire::GrpcWebText(Suffix::Present),
        Codec::Proto,
    ),
    row(
        "application/grpc-web-text+json",
        Wire::GrpcWebText(Suffix::Present),
        Codec::Json,
    ),
];

struct Row {
    name: &'static str,
    value: HeaderValue,
    wire: Wire,
    codec: Codec,
}

const fn row(name: &'static str, wire: Wire, codec: Codec) -> Row {
    let value = HeaderValue::from_static(name);
    Row {
        name,
        value,
        wire,
        codec,
    }
}

/// The content type that stands for a form and a codec.
pub(crate) fn write(wire: Wire, codec: Codec) -> HeaderValue {
    find(wire, codec).value.clone()
}

fn find(wire: Wire, codec: Codec) -> &'static Row {
    // Only protobuf can go without a name.
    let wire = match codec {
        Codec::Proto => wire,
        Codec::Json => wire.with_suffix(Suffix::Present),
    };
    TABLE
        .iter()
        .find(|row| (row.wire, row.codec) == (wire, codec))
        .expect("the table has every form in every codec")
}

/// The form and the codec that the content type of these headers stands for; parameters and capitals make no
/// difference.
pub(crate) fn read(headers: &HeaderMap) -> Option<(Wire, Codec)> {
    // Nearly always it is written as it is here.
    let value = lone(headers)?;
    let found = TABLE.iter().find(|row| value == row.name);
    let row = match found {
        Some(row) => row,
        None => {
            let essence = essence(headers)?;
            TABLE
                .iter()
                .find(|row| row.name.eq_ignore_ascii_case(essence))?
        }
    };
    Some((row.wire, row.codec))
}

/// Whether it is this one.
pub(crate) fn is(headers: &HeaderMap, name: &str) -> bool {
    essence(headers).is_some_and(|essence| essence.eq_ignore_ascii_case(name))
}

/// The content type; `None` if there is none, or more than one.
fn lone(headers: &HeaderMap) -> Option<&HeaderValue> {
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let first = values.next()?;
    match values.any(|other| other != first) {
        true => None,
        false => Some(first),
    }
}

/// The content type without parameters.
fn essence(headers: &HeaderMap) -> Option<&str> {
    let text = lone(headers)?.to_str().ok()?;
    Some(text.split(';').next().unwrap_or(text).trim())
}

/// Checks the content type of a response.
///
/// # Errors
/// A content type from outside the protocol means that no server of RPCs answered (`unknown`); one from
/// inside it, that the server broke its rules (`internal`). The specifications are silent; connect-go.
pub(crate) fn check(wire: Wire, codec: Codec, headers: &HeaderMap) -> Result<(), ConnectError> {
    let plain = |wire: Wire| wire.with_suffix(Suffix::Absent);
    if read(headers).is_some_and(|(form, named)| plain(form) == plain(wire) && named == codec) {
        return Ok(());
    }
    let got = essence(headers).unwrap_or_default().to_ascii_lowercase();
    let family = match wire {
        Wire::ConnectUnary => "application/",
        Wire::ConnectStream => "application/connect+",
        Wire::Grpc(_) => "application/grpc+",
        Wire::GrpcWeb(_) => "application/grpc-web+",
        Wire::GrpcWebText(_) => "application/grpc-web-text+",
    };
    let code = match got.starts_with(family) || family.strip_suffix('+') == Some(&*got) {
        true => Code::Internal,
        false => Code::Unknown,
    };
    let (got, want) = (meta::shown(&got, 64), find(wire, codec).name);
    let text = format!("unexpected content type \"{got}\", expected \"{want}\"");
    Err(ConnectError::new(code, text))
}

/// 415, with the content types that would do.
pub(crate) fn unsupported(spec: Spec, protocols: Protocols) -> Refusal {
    let header = HeaderValue::try_from(accepted(spec, protocols)).ok();
    let header = header.map(|value| (HeaderName::from_static("accept-post"), value));
    Refusal::Http(StatusCode::UNSUPPORTED_MEDIA_TYPE, header)
}

/// The content types that would do for a method, sorted.
fn accepted(spec: Spec, protocols: Protocols) -> String {
    let does = |wire: Wire| wire.carries(spec) && protocols.contains(wire.protocol());
    let mut names: Vec<_> = TABLE
        .iter()
        .filter(|row| does(row.wire))
        .map(|row| row.name)
        .collect();
    names.sort_unstable();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{IdempotencyLevel, StreamType};

    fn headers(values: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::CONTENT_TYPE, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn each_content_type_stands_for_itself_in_both_directions() {
        for Row {
            name, wire, codec, ..
        } in &TABLE
        {
            let (wire, codec) = (*wire, *codec);
            assert_eq!(read(&headers(&[name])), Some((wire, codec)), "{name}");
            assert_eq!(write(wire, codec), name);
            assert!(check(wire, codec, &headers(&[name])).is_ok(), "{name}");
        }
    }

    #[test]
    fn parameters_and_capitals_make_no_difference_and_all_else_does() {
        type Row<'a> = (&'a [&'static str], Option<(Wire, Codec)>);
        let rows: [Row<'_>; 16] = [
            (
                &["Application/JSON; charset=UTF-8"],
                Some((Wire::ConnectUnary, Codec::Json)),
            ),
            (
                &["application/connect+PROTO ;x=y"],
                Some((Wire::ConnectStream, Codec::Proto)),
            ),
            (
                &["application/json", "application/json"],
                Some((Wire::ConnectUnary, Codec::Json)),
            ),
            (
                &["Application/gRPC"],
                Some((Wire::Grpc(Suffix::Absent), Codec::Proto)),
            ),
            (
                &["application/grpc-web-TEXT+proto"],
                Some((Wire::GrpcWebText(Suffix::Present), Codec::Proto)),
            ),
            (&["application/json", "application/proto"], None),
            (&[], None),
            (&[""], None),
            (&["image/jpeg"], None),
            (&["application/foo"], None),
            (&["application/grpc+foo"], None),
            (&["application/grpc+"], None),
            (&["application/grpcproto"], None),
            (&["application/grpc-web-text-proto"], None),
            (&["application/grpc-webx"], None),
            (&["application/connect"], None),
        ];
        for (values, want) in rows {
            assert_eq!(read(&headers(values)), want, "{values:?}");
        }
    }

    #[test]
    fn content_type_of_a_response_from_the_family_is_internal_and_from_elsewhere_unknown() {
        let rows = [
            (Wire::ConnectUnary, "text/html", Code::Unknown),
            (Wire::ConnectUnary, "application/json", Code::Internal),
            (Wire::ConnectStream, "application/proto", Code::Unknown),
            (
                Wire::ConnectStream,
                "application/connect+json",
                Code::Internal,
            ),
            (
                Wire::Grpc(Suffix::Absent),
                "application/grpc+json",
                Code::Internal,
            ),
            (
                Wire::Grpc(Suffix::Absent),
                "application/grpc+thrift",
                Code::Internal,
            ),
            (
                Wire::Grpc(Suffix::Absent),
                "application/grpc-web",
                Code::Unknown,
            ),
            (
                Wire::Grpc(Suffix::Absent),
                "application/proto",
                Code::Unknown,
            ),
            (
                Wire::GrpcWeb(Suffix::Absent),
                "application/grpc-web+json",
                Code::Internal,
            ),
            (
                Wire::GrpcWeb(Suffix::Absent),
                "application/grpc-web-text",
                Code::Unknown,
            ),
            (
                Wire::GrpcWebText(Suffix::Absent),
                "application/grpc-web",
                Code::Unknown,
            ),
        ];
        for (wire, got, code) in rows {
            let err = check(wire, Codec::Proto, &headers(&[got])).expect_err(got);
            assert_eq!(err.code(), code, "{wire:?} {got}");
        }
        for (suffix, got) in [
            (Suffix::Absent, "application/grpc+proto"),
            (Suffix::Present, "application/grpc"),
        ] {
            assert!(
                check(Wire::Grpc(suffix), Codec::Proto, &headers(&[got])).is_ok(),
                "{got}"
            );
        }
        let json = check(
            Wire::Grpc(Suffix::Absent),
            Codec::Json,
            &headers(&["application/grpc"]),
        );
        assert_eq!(json.expect_err("no json").code(), Code::Internal);
    }

    #[test]
    fn accepted_content_types_are_those_of_the_shape_and_the_protocols() {
        let spec = |shape| Spec::new("/a.B/C", shape, IdempotencyLevel::Unknown);
        let connect = Protocols::of([crate::request::Protocol::Connect]);
        let rows = [
            (
                StreamType::Unary,
                connect,
                "application/json, application/proto",
            ),
            (
                StreamType::BidiStream,
                connect,
                "application/connect+json, application/connect+proto",
            ),
            (
                StreamType::Unary,
                Protocols::ALL,
                "application/grpc, application/grpc+json, application/grpc+proto, \
                 application/grpc-web, application/grpc-web+json, application/grpc-web+proto, \
                 application/grpc-web-text, application/grpc-web-text+json, \
                 application/grpc-web-text+proto, application/json, application/proto",
            ),
        ];
        for (shape, protocols, want) in rows {
            assert_eq!(accepted(spec(shape), protocols), want, "{shape:?}");
        }
    }
}
