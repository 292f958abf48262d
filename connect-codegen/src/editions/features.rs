//! The features that hold for a field or an enum, whatever the syntax of its file.

use std::cell::RefCell;
use std::collections::HashMap;

use protox::prost_reflect::{
    DynamicMessage, EnumDescriptor, ExtensionDescriptor, FieldDescriptor, FileDescriptor, Kind,
    MessageDescriptor, Syntax, Value,
};

use super::Edition;

/// The values of `google.protobuf.FeatureSet` that matter here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Set {
    presence: i32,
    enum_type: i32,
    repeated_encoding: i32,
    message_encoding: i32,
}

// The numbers of `FeatureSet.FieldPresence` and the other enums in it.
const EXPLICIT: i32 = 1;
const IMPLICIT: i32 = 2;
const LEGACY_REQUIRED: i32 = 3;
const OPEN: i32 = 1;
const CLOSED: i32 = 2;
const PACKED: i32 = 1;
const EXPANDED: i32 = 2;
const LENGTH_PREFIXED: i32 = 1;
const DELIMITED: i32 = 2;

/// Whether a singular field tells "none" from "the default".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    Implicit,
    Explicit,
    Required,
}

/// The features of all linked files.
#[derive(Debug, Default)]
pub(crate) struct Features {
    /// The files that have an edition.
    editions: HashMap<String, Edition>,
    /// What holds in each file and message so far asked about.
    scopes: RefCell<HashMap<String, Set>>,
}

impl Features {
    pub(crate) fn new(editions: HashMap<String, Edition>) -> Self {
        Self {
            editions,
            scopes: RefCell::default(),
        }
    }

    /// The edition of a file, if it has one.
    pub(crate) fn edition(&self, file: &str) -> Option<Edition> {
        self.editions.get(file).copied()
    }

    /// Whether numbers without a value of their own are no values of this enum.
    pub(crate) fn is_closed(&self, enumeration: &EnumDescriptor) -> bool {
        let file = enumeration.parent_file();
        let scope = match enumeration.parent_message() {
            Some(parent) => self.of_message(&parent),
            None => self.of_file(&file),
        };
        let given = enumeration.enum_descriptor_proto().options.is_some();
        let set = if given {
            scope.with(&enumeration.options())
        } else {
            scope
        };
        set.enum_type == CLOSED
    }

    /// The presence of a singular field outside a oneof.
    pub(crate) fn presence(&self, field: &FieldDescriptor) -> Presence {
        let holds_message = matches!(field.kind(), Kind::Message(_));
        match self.of_field(field).presence {
            LEGACY_REQUIRED => Presence::Required,
            IMPLICIT if !holds_message => Presence::Implicit,
            _ => Presence::Explicit,
        }
    }

    /// Whether the elements of a repeated field are written in one run.
    pub(crate) fn is_packed(&self, field: &FieldDescriptor) -> bool {
        let option = field
            .field_descriptor_proto()
            .options
            .as_ref()
            .and_then(|options| options.packed);
        packed(&field.kind(), option, self.of_field(field))
    }

    /// As [`Self::is_packed`], for an extension.
    pub(crate) fn is_packed_extension(&self, extension: &ExtensionDescriptor) -> bool {
        let option = extension
            .field_descriptor_proto()
            .options
            .as_ref()
            .and_then(|options| options.packed);
        packed(&extension.kind(), option, self.of_extension(extension))
    }

    /// Whether a message is written between group tags.
    pub(crate) fn is_delimited(&self, field: &FieldDescriptor) -> bool {
        let feature = self.of_field(field).message_encoding == DELIMITED;
        field.is_group() || feature && matches!(field.kind(), Kind::Message(_)) && !field.is_map()
    }

    /// As [`Self::is_delimited`], for an extension.
    pub(crate) fn is_delimited_extension(&self, extension: &ExtensionDescriptor) -> bool {
        let feature = self.of_extension(extension).message_encoding == DELIMITED;
        extension.is_group() || feature && matches!(extension.kind(), Kind::Message(_))
    }

    fn of_field(&self, field: &FieldDescriptor) -> Set {
        let proto = field.field_descriptor_proto();
        let message = field.parent_message();
        let mut set = self.of_message(message);
        if self.edition(message.parent_file().name()).is_none() {
            // Before editions each field says it for itself.
            if proto.proto3_optional() {
                set.presence = EXPLICIT;
            } else if field.is_required() {
                set.presence = LEGACY_REQUIRED;
            }
            return set;
        }
        let oneof = field
            .containing_oneof()
            .filter(|oneof| oneof.oneof_descriptor_proto().options.is_some());
        if let Some(oneof) = oneof {
            set = set.with(&oneof.options());
        }
        if proto.options.is_some() {
            set.with(&field.options())
        } else {
            set
        }
    }

    fn of_extension(&self, extension: &ExtensionDescriptor) -> Set {
        let scope = match extension.parent_message() {
            Some(parent) => self.of_message(&parent),
            None => self.of_file(&extension.parent_file()),
        };
        let given = extension.field_descriptor_proto().options.is_some();
        if given {
            scope.with(&extension.options())
        } else {
            scope
        }
    }

    fn of_message(&self, message: &MessageDescriptor) -> Set {
        if let Some(set) = self.scopes.borrow().get(message.full_name()) {
            return *set;
        }
        let outer = match message.parent_message() {
            Some(parent) => self.of_message(&parent),
            None => self.of_file(&message.parent_file()),
        };
        let given = message.descriptor_proto().options.is_some();
        let set = if given {
            outer.with(&message.options())
        } else {
            outer
        };
        self.scopes
            .borrow_mut()
            .insert(message.full_name().to_owned(), set);
        set
    }

    fn of_file(&self, file: &FileDescriptor) -> Set {
        // No message has a slash in its name.
        let key = format!("/{}", file.name());
        if let Some(set) = self.scopes.borrow().get(&key) {
            return *set;
        }
        let set = match (self.edition(file.name()), file.syntax()) {
            (Some(_), _) => Set::EDITION.with(&file.options()),
            (None, Syntax::Proto2) => Set::PROTO2,
            (None, Syntax::Proto3) => Set::PROTO3,
        };
        self.scopes.borrow_mut().insert(key, set);
        set
    }
}

impl Set {
    /// The defaults of editions 2023 and 2024.
    const EDITION: Self = Self {
        presence: EXPLICIT,
        enum_type: OPEN,
        repeated_encoding: PACKED,
        message_encoding: LENGTH_PREFIXED,
    };
    const PROTO2: Self = Self {
        presence: EXPLICIT,
        enum_type: CLOSED,
        repeated_encoding: EXPANDED,
        message_encoding: LENGTH_PREFIXED,
    };
    const PROTO3: Self = Self {
        presence: IMPLICIT,
        ..Self::EDITION
    };

    /// These features with those that the options of something inside set anew.
    fn with(mut self, options: &DynamicMessage) -> Self {
        let Some(features) = options.get_field_by_name("features") else {
            return self;
        };
        let Value::Message(features) = features.as_ref() else {
            return self;
        };
        for (name, feature) in [
            ("field_presence", &mut self.presence),
            ("enum_type", &mut self.enum_type),
            ("repeated_field_encoding", &mut self.repeated_encoding),
            ("message_encoding", &mut self.message_encoding),
        ] {
            let value = features
                .get_field_by_name(name)
                .and_then(|value| value.as_enum_number());
            if let Some(given) = value.filter(|given| *given != 0) {
                *feature = given;
            }
        }
        self
    }
}

fn packed(kind: &Kind, option: Option<bool>, set: Set) -> bool {
    let packable = !matches!(kind, Kind::String | Kind::Bytes | Kind::Message(_));
    packable && option.unwrap_or(set.repeated_encoding == PACKED)
}
