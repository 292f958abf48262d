//! The JSON of errors and of the ends of streams, whatever codec the messages have.
//!
//! Writing is exact. Reading is lenient, for an error that was told badly is still an error: a detail or a
//! name that makes no sense is passed over, and never hides the code.

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::{
    base64,
    code::Code,
    error::{ConnectError, ErrorDetail},
    message::{
        error::DecodeError,
        json::{JsonOptions, read::JsonReader, write::JsonWriter},
    },
    metadata::Metadata,
};

/// Writes `{"code": .., "message": .., "details": [..]}`, what is empty left out.
///
/// Connect protocol, "Error".
pub(super) fn write_error(err: &ConnectError, out: &mut Vec<u8>) {
    with_writer(out, |json| write_error_object(err, json));
}

/// Writes `{"error": .., "metadata": ..}`, what is empty left out.
///
/// Connect protocol, EndStreamResponse.
pub(super) fn write_end(err: Option<&ConnectError>, trailers: &Metadata, out: &mut Vec<u8>) {
    with_writer(out, |json| {
        json.open(b'{');
        if let Some(err) = err {
            json.key("error");
            write_error_object(err, json);
        }
        write_metadata(trailers, json);
        json.close(b'}');
    });
}

fn with_writer(out: &mut Vec<u8>, write: impl FnOnce(&mut JsonWriter)) {
    let mut json = JsonWriter::new(std::mem::take(out), JsonOptions::default());
    write(&mut json);
    // Strings and objects always have a JSON form.
    *out = json.finish().unwrap_or_default();
}

fn write_error_object(err: &ConnectError, json: &mut JsonWriter) {
    json.open(b'{');
    json.key("code");
    json.string(err.code().as_str());
    if !err.message().is_empty() {
        json.key("message");
        json.string(err.message());
    }
    if !err.error_details().is_empty() {
        json.key("details");
        json.open(b'[');
        for detail in err.error_details() {
            json.comma();
            json.open(b'{');
            json.key("type");
            json.string(detail.type_name());
            json.key("value");
            json.string(&base64::unpadded(detail.value()));
            json.close(b'}');
        }
        json.close(b']');
    }
    json.close(b'}');
}

fn write_metadata(metadata: &Metadata, json: &mut JsonWriter) {
    let mut sendable = HeaderMap::new();
    metadata.write_to(&mut sendable);
    if sendable.is_empty() {
        return;
    }
    json.key("metadata");
    json.open(b'{');
    for name in sendable.keys() {
        json.key(name.as_str());
        json.open(b'[');
        for value in sendable.get_all(name) {
            json.comma();
            json.string(&String::from_utf8_lossy(value.as_bytes()));
        }
        json.close(b']');
    }
    json.close(b'}');
}

/// Reads the error in the body of a unary response; `None` if the body is no JSON object.
///
/// A code that is missing or unknown is `inferred`, and the message stays.
pub(super) fn read_error(body: &[u8], inferred: Code) -> Option<ConnectError> {
    let mut json = reader(body)?;
    let err = read_error_object(&mut json, inferred).ok()?;
    json.end().ok()?;
    Some(err)
}

/// Reads an end of stream; `None` if it is no JSON object. `"error": null` is success.
pub(super) fn read_end(data: &[u8]) -> Option<(Option<ConnectError>, Metadata)> {
    let mut json = reader(data)?;
    let mut error = None;
    let mut metadata = HeaderMap::new();
    let read = json.object(&mut |json, name| match &*name {
        "error" if json.null() => Ok(()),
        "error" => {
            error = Some(read_error_object(json, Code::Unknown)?);
            Ok(())
        }
        "metadata" if json.peek() == Some(b'{') => read_metadata(json, &mut metadata),
        _ => json.skip(),
    });
    read.and_then(|()| json.end()).ok()?;
    Some((error, metadata.into()))
}

fn reader(text: &[u8]) -> Option<JsonReader<'_>> {
    let text = std::str::from_utf8(text).ok()?;
    Some(JsonReader::new(text, JsonOptions::default()))
}

fn read_error_object(
    json: &mut JsonReader<'_>,
    inferred: Code,
) -> Result<ConnectError, DecodeError> {
    let mut code = inferred;
    let mut message = String::new();
    let mut details = Vec::new();
    json.object(&mut |json, name| match (&*name, json.peek()) {
        ("code", Some(b'"')) => {
            code = json.string()?.parse().unwrap_or(inferred);
            Ok(())
        }
        ("message", Some(b'"')) => {
            message = json.string()?.into_owned();
            Ok(())
        }
        ("details", Some(b'[')) => json.array(&mut |json| match json.peek() {
            Some(b'{') => {
                details.extend(read_detail(json)?);
                Ok(())
            }
            _ => json.skip(),
        }),
        _ => json.skip(),
    })?;
    let err = ConnectError::new(code, message);
    Ok(details.into_iter().fold(err, ConnectError::with_detail))
}

/// `None` for a detail without a type, or with a value that is not base64. Its `debug` is for people.
fn read_detail(json: &mut JsonReader<'_>) -> Result<Option<ErrorDetail>, DecodeError> {
    let mut type_name = None;
    let mut value = None;
    json.object(&mut |json, name| match (&*name, json.peek()) {
        ("type", Some(b'"')) => {
            type_name = Some(json.string()?.into_owned());
            Ok(())
        }
        ("value", Some(b'"')) => {
            value = base64::decode(json.string()?.as_bytes());
            Ok(())
        }
        _ => json.skip(),
    })?;
    Ok(type_name
        .zip(value)
        .map(|(type_name, value)| ErrorDetail::new(type_name, value)))
}

/// Names in any case, each with a list of values.
fn read_metadata(json: &mut JsonReader<'_>, out: &mut HeaderMap) -> Result<(), DecodeError> {
    json.object(&mut |json, name| {
        let name = HeaderName::try_from(&*name).ok();
        if json.peek() != Some(b'[') {
            return json.skip();
        }
        json.array(&mut |json| {
            if json.peek() != Some(b'"') {
                return json.skip();
            }
            let value = HeaderValue::try_from(json.string()?.as_bytes());
            if let (Some(name), Ok(value)) = (&name, value) {
                // A map that is full stays as it is.
                let _ = out.try_append(name, value);
            }
            Ok(())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_is_written_without_what_is_empty() {
        let plain = ConnectError::not_found("");
        let full = ConnectError::not_found("no \"hat\"")
            .with_detail(ErrorDetail::new("a.B", vec![0xFB, 0xFF]))
            .with_detail(ErrorDetail::new("a.C", vec![]));
        let rows = [
            (plain, r#"{"code":"not_found"}"#),
            (
                full,
                concat!(
                    r#"{"code":"not_found","message":"no \"hat\"","details":["#,
                    r#"{"type":"a.B","value":"+/8"},{"type":"a.C","value":""}]}"#
                ),
            ),
        ];
        for (err, want) in rows {
            let mut out = Vec::new();
            write_error(&err, &mut out);
            assert_eq!(String::from_utf8_lossy(&out), want);
        }
    }

    #[test]
    fn error_is_read_whatever_is_wrong_with_it() {
        let rows = [
            (
                r#"{"code":"not_found","message":"m"}"#,
                Some((Code::NotFound, "m", 0)),
            ),
            (r#"{"message":"m"}"#, Some((Code::DataLoss, "m", 0))),
            (
                r#"{"code":null,"message":"m"}"#,
                Some((Code::DataLoss, "m", 0)),
            ),
            (
                r#"{"code":"nope","message":"m"}"#,
                Some((Code::DataLoss, "m", 0)),
            ),
            (r#"{"code":5,"message":7}"#, Some((Code::DataLoss, "", 0))),
            (
                r#"{"code":"aborted","x":{"y":[1]}}"#,
                Some((Code::Aborted, "", 0)),
            ),
            (
                r#"{"code":"aborted","details":[{"type":"a.B","value":"AA==","debug":{"@":1}},{"value":"AA"},
                   {"type":"a.B","value":"!"},7,{"type":"a.B","value":"AA","debug":"?"}]}"#,
                Some((Code::Aborted, "", 2)),
            ),
            ("{}", Some((Code::DataLoss, "", 0))),
            ("null", None),
            ("[]", None),
            ("", None),
            (r#"{"code":"not_found""#, None),
            (r#"{"code":"not_found"} x"#, None),
        ];
        for (text, want) in rows {
            let got = read_error(text.as_bytes(), Code::DataLoss);
            let got = got
                .as_ref()
                .map(|err| (err.code(), err.message(), err.error_details().len()));
            assert_eq!(got, want, "{text}");
        }
        assert!(read_error(b"{\"code\":\"\xFF\"}", Code::DataLoss).is_none());
    }

    #[test]
    fn end_of_stream_is_read_with_names_in_any_case_and_lists_merged() {
        let text =
            br#"{"metadata":{"X-A":["1","2"],"x-a":["3"],"a b":["4"],"x-c":"5","x-d":["6\n",7]}}"#;
        let (error, metadata) = read_end(text).expect("an object");
        assert!(error.is_none());
        assert_eq!(metadata.get_all("x-a").collect::<Vec<_>>(), ["1", "2", "3"]);
        assert_eq!(metadata.len(), 3);
    }

    #[test]
    fn end_of_stream_with_an_error_of_any_kind_is_an_error_and_null_is_success() {
        let rows = [
            (r#"{"error":null}"#, Some(None)),
            (r#"{}"#, Some(None)),
            (r#"{"error":{}}"#, Some(Some(Code::Unknown))),
            (r#"{"error":{"code":null}}"#, Some(Some(Code::Unknown))),
            (r#"{"error":{"code":"nope"}}"#, Some(Some(Code::Unknown))),
            (r#"{"error":{"code":"aborted"}}"#, Some(Some(Code::Aborted))),
            (r#"{"error":"x"}"#, None),
            ("null", None),
            ("", None),
            ("{", None),
        ];
        for (text, want) in rows {
            let got = read_end(text.as_bytes()).map(|(err, _)| err.map(|err| err.code()));
            assert_eq!(got, want, "{text}");
        }
    }

    #[test]
    fn end_of_stream_survives_the_round_trip() {
        let mut trailers = Metadata::new();
        for value in ["1", "2"] {
            trailers.append("x-a", value).expect("a header");
        }
        let err = ConnectError::aborted("gr\u{fc}n \u{1F3A9}");
        let mut out = b"room".to_vec();
        write_end(Some(&err), &trailers, &mut out);
        let (read, metadata) = read_end(&out[4..]).expect("an object");
        let read = read.expect("an error");
        assert_eq!((read.code(), read.message()), (err.code(), err.message()));
        assert_eq!(metadata, trailers);
    }
}
