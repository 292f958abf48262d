//! The `.proto` files that users need not have: those of the parser and a few of our own.

use protox::file::{File, FileResolver, GoogleFileResolver};
use protox::prost_reflect::prost_types::FileDescriptorProto;

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
    for addition in additions.message_type {
        let known = file
            .message_type
            .iter_mut()
            .find(|message| message.name == addition.name);
        if let Some(message) = known {
            message.field.extend(addition.field);
            message.nested_type.extend(addition.nested_type);
            message.enum_type.extend(addition.enum_type);
            message.extension_range.extend(addition.extension_range);
        }
    }
    for addition in additions.enum_type {
        let known = file
            .enum_type
            .iter_mut()
            .find(|known| known.name == addition.name);
        if let Some(known) = known {
            known.value.extend(addition.value);
        }
    }
}
