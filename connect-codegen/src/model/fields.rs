//! Fields: cardinality, type, default and boxing.

use proc_macro2::Ident;
use protox::prost_reflect::{
    Cardinality as Label, EnumDescriptor, ExtensionDescriptor, FieldDescriptor, Kind,
    MessageDescriptor, OneofDescriptor, Value,
};

use super::Build;
use super::docs::member_docs;
use super::paths::TypeDescriptor;
use super::types::{
    Added, Cardinality, DefaultValue, EnumRef, Field, MapKey, MessageRef, Scalar, Type,
};
use crate::editions::features::{Features, Presence};

impl Build {
    /// A field of the message whose struct stands in `scope` and whose nested module is `inner`.
    pub(super) fn field(
        &self,
        field: &FieldDescriptor,
        oneofs: &[OneofDescriptor],
        scope: &[Ident],
        inner: &[Ident],
    ) -> Field {
        let file = field.parent_message().parent_file();
        let options = field.field_descriptor_proto().options.as_ref();
        let oneof = field.containing_oneof();
        let oneof = oneof.and_then(|oneof| oneofs.iter().position(|known| *known == oneof));
        let name = field.name();
        let fallback = format!("The field `{name}`, number {}.", field.number());
        let (cardinality, kind) = cardinality(field, oneof, &self.features);
        let holder = field.parent_message().full_name();
        let held = match &kind {
            Kind::Message(message) => message.full_name(),
            _ => "",
        };
        let singular = !field.is_list() && !field.is_map();
        let ident = match oneof {
            Some(_) => self.names.camel(name),
            None => self.names.snake(name),
        };
        Field {
            ident,
            name: name.to_owned(),
            json_name: field.json_name().to_owned(),
            number: field.number(),
            docs: member_docs(self.locations.comments(&file, field.path()), &fallback),
            source: self.locations.source(&file, field.path()),
            deprecated: options.is_some_and(|options| options.deprecated()),
            debug_redact: options.is_some() && is_redacted(&field.options()),
            boxed: singular && !held.is_empty() && self.leads_back(held, holder),
            ty: self.ty(&kind, self.features.is_delimited(field), scope, inner),
            default: self.default(
                field.field_descriptor_proto().default_value.is_some(),
                &kind,
                || field.default_value(),
            ),
            cardinality,
            repr: self.repr,
            added: Added::default(),
        }
    }

    /// What an extension adds, as a field whose code stands in `scope`.
    pub(super) fn extension_field(
        &self,
        extension: &ExtensionDescriptor,
        ident: Ident,
        scope: &[Ident],
    ) -> Field {
        let file = extension.parent_file();
        let proto = extension.field_descriptor_proto();
        let kind = extension.kind();
        let options = proto.options.as_ref();
        let fallback = format!("The extension `{}`.", extension.full_name());
        Field {
            ident,
            name: extension.name().to_owned(),
            json_name: extension.json_name().to_owned(),
            number: extension.number(),
            docs: member_docs(self.locations.comments(&file, extension.path()), &fallback),
            source: self.locations.source(&file, extension.path()),
            deprecated: options.is_some_and(|options| options.deprecated()),
            debug_redact: options.is_some() && is_redacted(&extension.options()),
            cardinality: match extension.is_list() {
                true => Cardinality::Repeated {
                    packed: self.features.is_packed_extension(extension),
                },
                false => Cardinality::Optional,
            },
            ty: self.ty(
                &kind,
                self.features.is_delimited_extension(extension),
                scope,
                scope,
            ),
            default: self.default(proto.default_value.is_some(), &kind, || {
                extension.default_value()
            }),
            boxed: false,
            repr: self.repr,
            added: Added::default(),
        }
    }

    fn ty(&self, kind: &Kind, group: bool, scope: &[Ident], inner: &[Ident]) -> Type {
        match kind {
            Kind::String => Type::String,
            Kind::Bytes => Type::Bytes,
            Kind::Message(message) => Type::Message(self.message_ref(message, group, scope, inner)),
            Kind::Enum(enumeration) => Type::Enum(self.enum_ref(enumeration, scope, inner)),
            kind => Type::Scalar(scalar(kind).unwrap_or(Scalar::Bool)),
        }
    }

    pub(super) fn message_ref(
        &self,
        message: &MessageDescriptor,
        delimited: bool,
        scope: &[Ident],
        inner: &[Ident],
    ) -> MessageRef {
        let descriptor = TypeDescriptor::Message(message.clone());
        MessageRef {
            path: self.paths.type_path(&descriptor, scope, inner),
            full_name: message.full_name().to_owned(),
            delimited,
        }
    }

    fn enum_ref(&self, enumeration: &EnumDescriptor, scope: &[Ident], inner: &[Ident]) -> EnumRef {
        let descriptor = TypeDescriptor::Enum(enumeration.clone());
        EnumRef {
            path: self.paths.type_path(&descriptor, scope, inner),
            closed: self.features.is_closed(enumeration),
        }
    }

    /// The default that the file gives, if it gives one.
    fn default(
        &self,
        given: bool,
        kind: &Kind,
        value: impl FnOnce() -> Value,
    ) -> Option<DefaultValue> {
        if !given {
            return None;
        }
        Some(match value() {
            Value::Bool(value) => DefaultValue::Bool(value),
            Value::I32(value) => DefaultValue::I32(value),
            Value::I64(value) => DefaultValue::I64(value),
            Value::U32(value) => DefaultValue::U32(value),
            Value::U64(value) => DefaultValue::U64(value),
            Value::F32(value) => DefaultValue::F32(value),
            Value::F64(value) => DefaultValue::F64(value),
            Value::String(value) => DefaultValue::String(value),
            Value::Bytes(value) => DefaultValue::Bytes(value.to_vec()),
            Value::EnumNumber(number) => {
                let enumeration = kind.as_enum()?;
                let same = enumeration
                    .values()
                    .filter(|value| value.number() == number);
                let variant = same.min_by_key(|value| value.path().last().copied())?;
                DefaultValue::Enum {
                    number,
                    ident: self.names.variant(enumeration.name(), variant.name()),
                }
            }
            Value::Message(_) | Value::List(_) | Value::Map(_) => return None,
        })
    }
}

/// The cardinality of a field and the kind of one of its values.
fn cardinality(
    field: &FieldDescriptor,
    oneof: Option<usize>,
    features: &Features,
) -> (Cardinality, Kind) {
    let kind = field.kind();
    if let (true, Kind::Message(entry)) = (field.is_map(), &kind) {
        let key = match entry.map_entry_key_field().kind() {
            Kind::String => MapKey::String,
            key => MapKey::Scalar(scalar(&key).unwrap_or(Scalar::Bool)),
        };
        return (
            Cardinality::Map { key },
            entry.map_entry_value_field().kind(),
        );
    }
    let cardinality = match (oneof, field.cardinality()) {
        (Some(index), _) => Cardinality::Oneof(index),
        (_, Label::Repeated) => Cardinality::Repeated {
            packed: features.is_packed(field),
        },
        _ => match features.presence(field) {
            Presence::Required => Cardinality::Required,
            Presence::Explicit => Cardinality::Optional,
            Presence::Implicit => Cardinality::Implicit,
        },
    };
    (cardinality, kind)
}

fn scalar(kind: &Kind) -> Option<Scalar> {
    Some(match kind {
        Kind::Bool => Scalar::Bool,
        Kind::Int32 => Scalar::Int32,
        Kind::Int64 => Scalar::Int64,
        Kind::Uint32 => Scalar::Uint32,
        Kind::Uint64 => Scalar::Uint64,
        Kind::Sint32 => Scalar::Sint32,
        Kind::Sint64 => Scalar::Sint64,
        Kind::Fixed32 => Scalar::Fixed32,
        Kind::Fixed64 => Scalar::Fixed64,
        Kind::Sfixed32 => Scalar::Sfixed32,
        Kind::Sfixed64 => Scalar::Sfixed64,
        Kind::Float => Scalar::Float,
        Kind::Double => Scalar::Double,
        Kind::String | Kind::Bytes | Kind::Message(_) | Kind::Enum(_) => return None,
    })
}

/// Whether the options say `debug_redact = true`, which the parser's own structs do not know.
fn is_redacted(options: &protox::prost_reflect::DynamicMessage) -> bool {
    let value = options.get_field_by_name("debug_redact");
    value.is_some_and(|value| value.as_bool() == Some(true))
}
