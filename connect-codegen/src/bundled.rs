//! The `.proto` files that users need not have: those of the parser and a few of our own.

use protox::file::{File, FileResolver, GoogleFileResolver};
use protox::prost_reflect::prost_types::{
    DescriptorProto, EnumDescriptorProto, EnumValueDescriptorProto, FileDescriptorProto,
};

/// The file that options are resolved against.
pub(crate) const DESCRIPTOR: &str = "google/protobuf/descriptor.proto";

/// The files that come with us, with their sources: google.rpc, and the features of other languages, which
/// edition files name in their options.
pub(crate) const OWN: &[(&str, &str)] = &[
    (
        "google/protobuf/cpp_features.proto",
        include_str!("../proto/google/protobuf/cpp_features.proto"),
    ),
    (
        "google/protobuf/go_features.proto",
        include_str!("../proto/google/protobuf/go_features.proto"),
    ),
    (
        "google/protobuf/java_features.proto",
        include_str!("../proto/google/protobuf/java_features.proto"),
    ),
    (
        "google/rpc/code.proto",
        include_str!("../proto/google/rpc/code.proto"),
    ),
    (
        "google/rpc/error_details.proto",
        include_str!("../proto/google/rpc/error_details.proto"),
    ),
    (
        "google/rpc/status.proto",
        include_str!("../proto/google/rpc/status.proto"),
    ),
];

/// The files of google.protobuf that come with the parser, without their sources.
pub(crate) const OF_PARSER: &[&str] = &[
    "google/protobuf/any.proto",
    "google/protobuf/api.proto",
    "google/protobuf/compiler/plugin.proto",
    "google/protobuf/descriptor.proto",
    "google/protobuf/duration.proto",
    "google/protobuf/empty.proto",
    "google/protobuf/field_mask.proto",
    "google/protobuf/source_context.proto",
    "google/protobuf/struct.proto",
    "google/protobuf/timestamp.proto",
    "google/protobuf/type.proto",
    "google/protobuf/wrappers.proto",
];

/// Whether users need not have the file.
pub(crate) fn is_bundled(name: &str) -> bool {
    OF_PARSER.contains(&name) || OWN.iter().any(|(known, _)| *known == name)
}

/// A file that comes with the parser, with what it has gained since.
pub(crate) fn parsed(name: &str) -> Option<FileDescriptorProto> {
    let file = GoogleFileResolver::new().open_file(name).ok()?;
    let mut file = FileDescriptorProto::from(file);
    if name == DESCRIPTOR {
        let source = include_str!("../proto/google/protobuf/descriptor_additions.proto");
        let additions = File::from_source(DESCRIPTOR, source).ok()?;
        add(&mut file, FileDescriptorProto::from(additions));
    }
    Some(file)
}

/// Adds to the messages and enums of `file` what those of the same name in `additions` have.
fn add(file: &mut FileDescriptorProto, additions: FileDescriptorProto) {
    add_messages(&mut file.message_type, additions.message_type);
    add_enums(&mut file.enum_type, additions.enum_type);
}

fn add_messages(known: &mut Vec<DescriptorProto>, additions: Vec<DescriptorProto>) {
    for addition in additions {
        let Some(message) = known.iter_mut().find(|one| one.name == addition.name) else {
            known.push(addition);
            continue;
        };
        message.field.extend(addition.field);
        message.extension_range.extend(addition.extension_range);
        add_messages(&mut message.nested_type, addition.nested_type);
        add_enums(&mut message.enum_type, addition.enum_type);
    }
}

fn add_enums(known: &mut Vec<EnumDescriptorProto>, additions: Vec<EnumDescriptorProto>) {
    for addition in additions {
        let Some(enumeration) = known.iter_mut().find(|one| one.name == addition.name) else {
            known.push(addition);
            continue;
        };
        for value in addition.value {
            let same = |one: &&mut EnumValueDescriptorProto| one.name == value.name;
            match enumeration.value.iter_mut().find(same) {
                Some(same) => same.number = value.number,
                None => enumeration.value.push(value),
            }
        }
    }
}
