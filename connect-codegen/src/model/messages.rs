//! Messages with their oneofs and what is nested in them.

use proc_macro2::Ident;
use protox::prost_reflect::{FileDescriptor, MessageDescriptor, OneofDescriptor};

use super::docs::item_docs;
use super::paths::{TypeDescriptor, relative};
use super::types::{Added, Message, Oneof, WellKnown};
use super::{Build, nested_docs};

/// The well-known types by name.
const WELL_KNOWN: &[(&str, WellKnown)] = &[
    ("google.protobuf.Any", WellKnown::Any),
    ("google.protobuf.Timestamp", WellKnown::Timestamp),
    ("google.protobuf.Duration", WellKnown::Duration),
    ("google.protobuf.FieldMask", WellKnown::FieldMask),
    ("google.protobuf.Struct", WellKnown::Struct),
    ("google.protobuf.Value", WellKnown::Value),
    ("google.protobuf.ListValue", WellKnown::ListValue),
    ("google.protobuf.Empty", WellKnown::Empty),
    ("google.protobuf.DoubleValue", WellKnown::DoubleValue),
    ("google.protobuf.FloatValue", WellKnown::FloatValue),
    ("google.protobuf.Int64Value", WellKnown::Int64Value),
    ("google.protobuf.UInt64Value", WellKnown::Uint64Value),
    ("google.protobuf.Int32Value", WellKnown::Int32Value),
    ("google.protobuf.UInt32Value", WellKnown::Uint32Value),
    ("google.protobuf.BoolValue", WellKnown::BoolValue),
    ("google.protobuf.StringValue", WellKnown::StringValue),
    ("google.protobuf.BytesValue", WellKnown::BytesValue),
];

fn well_known(full_name: &str) -> Option<WellKnown> {
    WELL_KNOWN
        .iter()
        .find(|(name, _)| *name == full_name)
        .map(|(_, kind)| *kind)
}

impl Build {
    /// A message whose struct stands in the module `scope`; `None` where it is defined outside or is the
    /// entry of a map, which has no struct.
    pub(super) fn message(
        &mut self,
        message: &MessageDescriptor,
        scope: &[Ident],
    ) -> Option<Message> {
        if message.is_map_entry()
            || self
                .paths
                .is_outside(&TypeDescriptor::Message(message.clone()))
        {
            return None;
        }
        let file = message.parent_file();
        let source = self.locations.source(&file, message.path());
        let comments = self.locations.comments(&file, message.path());
        let full_name = message.full_name().to_owned();
        let docs = item_docs(comments, &format!("The message `{full_name}`."), &source);
        let ident = self.names.camel(message.name());
        let inner = self.paths.message_scope(message);
        let options = message.descriptor_proto().options.as_ref();

        let mut nested = self.module(self.names.snake(message.name()), full_name.clone());
        nested.docs = nested_docs(&full_name);
        for child in message.child_messages() {
            let made = self.message(&child, &inner);
            nested.messages.extend(made);
        }
        for child in message.child_enums() {
            let made = self.enumeration(&child);
            nested.enums.extend(made);
        }
        for child in message.child_extensions() {
            let made = self.extension(&child, &inner);
            nested.extensions.extend(made);
        }
        let fields: Vec<_> = message.fields().collect();
        let fields = in_source_order(fields, |field| field.path().last().copied());
        let oneofs: Vec<OneofDescriptor> = message
            .oneofs()
            .filter(|oneof| !oneof.is_synthetic())
            .collect();
        let made = Message {
            root_path: relative(scope, &ident, &[]),
            fields: fields
                .iter()
                .map(|field| self.field(field, &oneofs, scope, &inner))
                .collect(),
            oneofs: oneofs
                .iter()
                .map(|oneof| self.oneof(oneof, message, &fields, scope, &inner))
                .collect(),
            ident,
            docs,
            source,
            deprecated: options.is_some_and(|options| options.deprecated()),
            nested,
            well_known: well_known(&full_name),
            equality: self.equalities.of_fields(message.fields()),
            added: Added::default(),
            added_to_unknown: Added::default(),
            message_set: options.is_some_and(|options| options.message_set_wire_format()),
            full_name,
        };
        self.check_message(&made, message, &file);
        Some(made)
    }

    fn oneof(
        &self,
        oneof: &OneofDescriptor,
        message: &MessageDescriptor,
        fields: &[protox::prost_reflect::FieldDescriptor],
        scope: &[Ident],
        inner: &[Ident],
    ) -> Oneof {
        let file = message.parent_file();
        let source = self.locations.source(&file, oneof.path());
        let comments = self.locations.comments(&file, oneof.path());
        let fallback = format!(
            "The cases of `{}` in `{}`.",
            oneof.name(),
            message.full_name()
        );
        let mut enum_ident = self.names.camel(oneof.name());
        let children = message
            .child_messages()
            .map(|child| child.name().to_owned());
        let mut children =
            children.chain(message.child_enums().map(|child| child.name().to_owned()));
        if children.any(|child| self.names.camel(&child) == enum_ident) {
            enum_ident = self.names.suffixed(&enum_ident, "OneOf");
        }
        let members = fields.iter().enumerate();
        let members = members.filter(|(_, field)| field.containing_oneof().as_ref() == Some(oneof));
        Oneof {
            ident: self.names.snake(oneof.name()),
            path: relative(inner, &enum_ident, scope),
            enum_ident,
            name: oneof.name().to_owned(),
            docs: item_docs(comments, &fallback, &source),
            source,
            fields: members.map(|(at, _)| at).collect(),
            equality: self.equalities.of_fields(oneof.fields()),
            added: Added::default(),
        }
    }

    /// Reports fields, and cases of a oneof, that Rust spells the same.
    fn check_message(
        &mut self,
        made: &Message,
        message: &MessageDescriptor,
        file: &FileDescriptor,
    ) {
        let path_of = |name: &str| {
            message
                .get_field_by_name(name)
                .map(|field| field.path().to_vec())
        };
        let named = |index: &usize| {
            let field = &made.fields[*index];
            let path = path_of(&field.name).unwrap_or_default();
            (
                field.ident.to_string(),
                format!("field '{}'", field.name),
                path,
            )
        };
        let in_oneof = |index: &usize| made.oneofs.iter().any(|oneof| oneof.fields.contains(index));
        let all = 0..made.fields.len();
        let mut plain: Vec<_> = all
            .filter(|index| !in_oneof(index))
            .map(|index| named(&index))
            .collect();
        for oneof in message.oneofs().filter(|oneof| !oneof.is_synthetic()) {
            let ident = self.names.snake(oneof.name()).to_string();
            plain.push((
                ident,
                format!("oneof '{}'", oneof.name()),
                oneof.path().to_vec(),
            ));
        }
        self.check_names(file, &plain);
        for oneof in &made.oneofs {
            let cases: Vec<_> = oneof.fields.iter().map(named).collect();
            self.check_names(file, &cases);
        }
    }
}

/// Sorts descriptors as they stand in the file; the pool has fields by number.
pub(super) fn in_source_order<T>(mut items: Vec<T>, index: impl Fn(&T) -> Option<i32>) -> Vec<T> {
    items.sort_by_key(|item| index(item));
    items
}
