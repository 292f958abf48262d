//! Mistakes in linked files that neither the parser nor the linker looks for.
//!
//! Other compilers refuse these files, so that nobody could share a schema that only we take. What is a
//! matter of style to them (names, the order of imports, options for other languages) is none of ours.

use proc_macro2::Span;
use protox::prost_reflect::prost_types::{
    DescriptorProto, EnumDescriptorProto, FileDescriptorProto,
};
use protox::prost_reflect::{FieldDescriptor, FileDescriptor, Kind, MessageDescriptor, Syntax};

use crate::bundled;
use crate::diag::{Fault, Place};
use crate::editions::features::{Features, Presence};
use crate::source::SourceFile;

// Fields of descriptors, as positions name them.
const FILE_MESSAGE: i32 = 4;
const FILE_ENUM: i32 = 5;
const MESSAGE_FIELD: i32 = 2;
const MESSAGE_NESTED: i32 = 3;
const MESSAGE_ENUM: i32 = 4;
const ENUM_VALUE: i32 = 2;
const NAME: i32 = 1;
const FIELD_DEFAULT: i32 = 7;

/// The mistakes in one file; `span` is the literal that led to it.
pub(crate) fn check(
    file: &FileDescriptor,
    source: &SourceFile,
    features: &Features,
    span: Span,
) -> Vec<Fault> {
    if bundled::is_bundled(file.name()) {
        return Vec::new();
    }
    let mut check = Check {
        file: file.file_descriptor_proto(),
        source,
        features,
        span,
        faults: Vec::new(),
    };
    check.reserved_names();
    for message in file.messages() {
        check.message(&message);
    }
    check.faults
}

struct Check<'a> {
    file: &'a FileDescriptorProto,
    source: &'a SourceFile,
    features: &'a Features,
    span: Span,
    faults: Vec<Fault>,
}

impl Check<'_> {
    fn fault(&mut self, message: String, path: &[i32]) {
        let info = self.file.source_code_info.as_ref();
        let locations = info.map_or(&[][..], |info| &info.location);
        let location = locations.iter().find(|location| location.path == path);
        let place = location.and_then(|location| {
            Place::of_span(&self.source.shown, &self.source.text, &location.span)
        });
        self.faults.push(Fault::new(self.span, message).at(place));
    }

    fn message(&mut self, message: &MessageDescriptor) {
        for field in message.fields().filter(|_| !message.is_map_entry()) {
            self.field(&field);
        }
        for nested in message.child_messages() {
            self.message(&nested);
        }
    }

    /// Closed enums have no place where an absent value is 0, and defaults none where absence does not show.
    fn field(&mut self, field: &FieldDescriptor) {
        let named = [field.path(), &[NAME]].concat();
        let (value, in_map) = match field.kind() {
            Kind::Message(entry) if field.is_map() => (entry.map_entry_value_field(), true),
            _ => (field.clone(), false),
        };
        let singular = !field.is_list() && !in_map && field.containing_oneof().is_none();
        let implicit = self.features.presence(&value) == Presence::Implicit;
        if let Kind::Enum(held) = value.kind() {
            let name = held.full_name();
            let proto3 = field.parent_file().syntax() == Syntax::Proto3
                && self.features.edition(self.file.name()).is_none();
            let first = held
                .values()
                .min_by_key(|value| value.path().last().copied());
            if self.features.is_closed(&held) && proto3 {
                let fault = format!("a message of proto3 cannot hold '{name}', a closed enum");
                self.fault(fault, &named);
            } else if self.features.is_closed(&held) && implicit && (singular || in_map) {
                let fault = format!("a field without presence cannot hold '{name}', a closed enum");
                self.fault(fault, &named);
            } else if in_map && first.is_some_and(|first| first.number() != 0) {
                let fault = format!("a map cannot hold '{name}', whose first value is not 0");
                self.fault(fault, &named);
            }
        }
        if field.field_descriptor_proto().default_value.is_some() && implicit && singular {
            let at = [field.path(), &[FIELD_DEFAULT]].concat();
            self.fault("a field without presence has no default".to_owned(), &at);
        }
    }

    fn reserved_names(&mut self) {
        for (index, message) in (0..).zip(&self.file.message_type) {
            self.reserved_in_message(message, &[FILE_MESSAGE, index]);
        }
        for (index, enumeration) in (0..).zip(&self.file.enum_type) {
            self.reserved_in_enum(enumeration, &[FILE_ENUM, index]);
        }
    }

    fn reserved_in_message(&mut self, message: &DescriptorProto, path: &[i32]) {
        for (index, field) in (0..).zip(&message.field) {
            if message
                .reserved_name
                .iter()
                .any(|name| name == field.name())
            {
                let at = [path, &[MESSAGE_FIELD, index, NAME]].concat();
                self.fault(format!("field name '{}' is reserved", field.name()), &at);
            }
        }
        for (index, nested) in (0..).zip(&message.nested_type) {
            self.reserved_in_message(nested, &[path, &[MESSAGE_NESTED, index]].concat());
        }
        for (index, enumeration) in (0..).zip(&message.enum_type) {
            self.reserved_in_enum(enumeration, &[path, &[MESSAGE_ENUM, index]].concat());
        }
    }

    fn reserved_in_enum(&mut self, enumeration: &EnumDescriptorProto, path: &[i32]) {
        for (index, value) in (0..).zip(&enumeration.value) {
            if enumeration
                .reserved_name
                .iter()
                .any(|name| name == value.name())
            {
                let at = [path, &[ENUM_VALUE, index, NAME]].concat();
                self.fault(format!("value name '{}' is reserved", value.name()), &at);
            }
        }
    }
}
