//! Enums with their values and aliases.

use protox::prost_reflect::{EnumDescriptor, EnumValueDescriptor};

use super::Build;
use super::docs::{item_docs, member_docs};
use super::messages::in_source_order;
use super::paths::TypeDescriptor;
use super::types::{Added, Enum, EnumValue};
use crate::diag::Fault;

impl Build {
    /// An enum; `None` where it is defined outside.
    pub(super) fn enumeration(&mut self, enumeration: &EnumDescriptor) -> Option<Enum> {
        if self
            .paths
            .is_outside(&TypeDescriptor::Enum(enumeration.clone()))
        {
            return None;
        }
        let file = enumeration.parent_file();
        let source = self.locations.source(&file, enumeration.path());
        let comments = self.locations.comments(&file, enumeration.path());
        let full_name = enumeration.full_name();
        let docs = item_docs(comments, &format!("The enum `{full_name}`."), &source);
        let ident = self.names.camel(enumeration.name());
        let options = enumeration.enum_descriptor_proto().options.as_ref();

        let values = in_source_order(enumeration.values().collect(), |value| {
            value.path().last().copied()
        });
        let mut made: Vec<EnumValue> = Vec::with_capacity(values.len());
        for value in &values {
            let first = made.iter().position(|known| known.number == value.number());
            made.push(self.enum_value(value, enumeration, first));
        }
        // Aliases that Rust spells like the value they stand for, `moo` and `MOO`, are one name for one thing.
        let same = |value: &EnumValue| {
            let alike =
                |other: &EnumValue| other.number == value.number && other.ident == value.ident;
            let first = made.iter().find(|other| alike(other));
            first.is_some_and(|first| first.name != value.name)
        };
        let named = made
            .iter()
            .zip(&values)
            .filter(|(made, _)| !same(made))
            .map(|(made, value)| {
                let what = format!("value '{}'", made.name);
                (made.ident.to_string(), what, value.path().to_vec())
            });
        let named: Vec<_> = named.collect();
        self.check_names(&file, &named);
        let closed = self.features.is_closed(enumeration);
        if let (false, Some(first)) = (closed, values.first().filter(|first| first.number() != 0)) {
            let fault = Fault::new(self.span, "the first value of an open enum must be 0");
            self.faults
                .push(fault.at(self.locations.name(&file, first.path())));
        }
        Some(Enum {
            ident,
            full_name: full_name.to_owned(),
            docs,
            source,
            deprecated: options.is_some_and(|options| options.deprecated()),
            closed,
            values: made,
            null_value: full_name == "google.protobuf.NullValue",
            added: Added::default(),
        })
    }

    fn enum_value(
        &self,
        value: &EnumValueDescriptor,
        enumeration: &EnumDescriptor,
        alias_of: Option<usize>,
    ) -> EnumValue {
        let file = enumeration.parent_file();
        let comments = self.locations.comments(&file, value.path());
        let options = value.enum_value_descriptor_proto().options.as_ref();
        EnumValue {
            ident: self.names.variant(enumeration.name(), value.name()),
            name: value.name().to_owned(),
            number: value.number(),
            docs: member_docs(
                comments,
                &format!("The value `{}`, {}.", value.name(), value.number()),
            ),
            deprecated: options.is_some_and(|options| options.deprecated()),
            alias_of,
            added: Added::default(),
        }
    }
}
