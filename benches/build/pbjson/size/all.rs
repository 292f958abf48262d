//! A program that uses all messages of the schema.

mod exercise;

use compile_pbjson::messages::{
    EnumOnlyProto3, ForeignMessage, NullHypothesisProto3, TestAllTypesProto3,
    test_all_types_proto3::NestedMessage,
};
use exercise::exercise;

fn main() {
    let input = std::env::args().nth(1).unwrap_or_default().into_bytes();
    exercise::<TestAllTypesProto3>(&input);
    exercise::<NestedMessage>(&input);
    exercise::<ForeignMessage>(&input);
    exercise::<NullHypothesisProto3>(&input);
    exercise::<EnumOnlyProto3>(&input);
}
