//! Undoes in a parsed file what its source was rewritten for.
//!
//! Names and types are not linked yet: what is wrong only in the light of those shows later, at the places
//! that are set right here.

use std::collections::HashMap;

use proc_macro2::Span;
use protox::prost_reflect::prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FieldOptions, FileDescriptorProto,
    UninterpretedOption, field_descriptor_proto::Label, field_descriptor_proto::Type,
    source_code_info::Location,
};

use super::rewrite::{DEFAULT, NEGATIVE_INFINITY, NEGATIVE_NAN, Reserved};
use crate::diag::{Fault, Place};
use crate::source::SourceFile;

// Fields of `FileDescriptorProto`, `DescriptorProto` and `FieldDescriptorProto`, as positions name them.
const FILE_MESSAGE: i32 = 4;
const FILE_EXTENSION: i32 = 7;
const MESSAGE_FIELD: i32 = 2;
const MESSAGE_NESTED: i32 = 3;
const MESSAGE_EXTENSION: i32 = 6;
const FIELD_DEFAULT: i32 = 7;
const FIELD_OPTIONS: i32 = 8;
const UNINTERPRETED: i32 = 999;

/// Gives `inf`, `nan` and their opposites their values in all options.
pub(super) fn numbers(file: &mut FileDescriptorProto) {
    for option in options(file) {
        match (&option.string_value, &option.identifier_value) {
            (Some(text), _) if text == NEGATIVE_INFINITY.as_bytes() => {
                option.string_value = None;
                option.double_value = Some(f64::NEG_INFINITY);
            }
            (Some(text), _) if text == NEGATIVE_NAN.as_bytes() => {
                option.string_value = None;
                option.double_value = Some(-f64::NAN);
            }
            // They may be values of an enum too: the linker takes what the option's type asks for.
            (_, Some(word)) if word == "inf" => option.double_value = Some(f64::INFINITY),
            (_, Some(word)) if word == "nan" => option.double_value = Some(f64::NAN),
            _ => {}
        }
    }
}

/// All options of a file.
pub(super) fn options(file: &mut FileDescriptorProto) -> Vec<&mut UninterpretedOption> {
    macro_rules! gather {
        ($lists:ident: $($options:expr),*) => {
            $($lists.extend($options.as_mut().map(|options| &mut options.uninterpreted_option));)*
        };
    }
    fn of_enum<'a>(
        enumeration: &'a mut EnumDescriptorProto,
        lists: &mut Vec<&'a mut Vec<UninterpretedOption>>,
    ) {
        gather!(lists: enumeration.options);
        for value in &mut enumeration.value {
            gather!(lists: value.options);
        }
    }
    fn of_message<'a>(
        message: &'a mut DescriptorProto,
        lists: &mut Vec<&'a mut Vec<UninterpretedOption>>,
    ) {
        gather!(lists: message.options);
        for field in message.field.iter_mut().chain(&mut message.extension) {
            gather!(lists: field.options);
        }
        for oneof in &mut message.oneof_decl {
            gather!(lists: oneof.options);
        }
        for range in &mut message.extension_range {
            gather!(lists: range.options);
        }
        for enumeration in &mut message.enum_type {
            of_enum(enumeration, lists);
        }
        for nested in &mut message.nested_type {
            of_message(nested, lists);
        }
    }
    let mut lists = Vec::new();
    gather!(lists: file.options);
    for message in &mut file.message_type {
        of_message(message, &mut lists);
    }
    for enumeration in &mut file.enum_type {
        of_enum(enumeration, &mut lists);
    }
    for extension in &mut file.extension {
        gather!(lists: extension.options);
    }
    for service in &mut file.service {
        gather!(lists: service.options);
        for method in &mut service.method {
            gather!(lists: method.options);
        }
    }
    lists.into_iter().flatten().collect()
}

/// Puts the names that `reserved` statements name without quotes back into their messages and enums.
pub(super) fn reserved(file: &mut FileDescriptorProto, all: Vec<Reserved>) {
    for Reserved { scope, names } in all {
        let (mut messages, mut enums) = (&mut file.message_type, &mut file.enum_type);
        for (depth, name) in scope.iter().enumerate() {
            let last = depth + 1 == scope.len();
            if last && let Some(found) = enums.iter_mut().find(|one| one.name() == name) {
                found.reserved_name.extend(names);
                break;
            }
            let Some(found) = messages.iter_mut().find(|one| one.name() == name) else {
                break;
            };
            if last {
                found.reserved_name.extend(names);
                break;
            }
            (messages, enums) = (&mut found.nested_type, &mut found.enum_type);
        }
    }
}

/// Moves each default from the option that stood for it to its own place.
pub(super) fn defaults(
    file: &mut FileDescriptorProto,
    source: &SourceFile,
    span: Span,
) -> Vec<Fault> {
    let mut locations = match &mut file.source_code_info {
        Some(info) => std::mem::take(&mut info.location),
        None => Vec::new(),
    };
    let mut defaults = Defaults {
        of_options: HashMap::new(),
        locations: &mut locations,
        source,
        span,
        faults: Vec::new(),
    };
    defaults.find_options();
    for (index, message) in (0..).zip(&mut file.message_type) {
        defaults.of_message(message, &[FILE_MESSAGE, index]);
    }
    for (index, extension) in (0..).zip(&mut file.extension) {
        defaults.of_field(extension, &[FILE_EXTENSION, index]);
    }
    let faults = defaults.faults;
    if let Some(info) = &mut file.source_code_info {
        info.location = locations;
    }
    faults
}

struct Defaults<'a> {
    locations: &'a mut [Location],
    /// Which locations are those of a field's options, by the field's path.
    of_options: HashMap<Vec<i32>, Vec<usize>>,
    source: &'a SourceFile,
    span: Span,
    faults: Vec<Fault>,
}

impl Defaults<'_> {
    fn find_options(&mut self) {
        for (at, location) in self.locations.iter().enumerate() {
            if let [field @ .., FIELD_OPTIONS, UNINTERPRETED, _] = location.path.as_slice() {
                self.of_options.entry(field.to_vec()).or_default().push(at);
            }
        }
    }

    fn of_message(&mut self, message: &mut DescriptorProto, path: &[i32]) {
        let below = |kind: i32, index: i32| [path, &[kind, index]].concat();
        for (index, field) in (0..).zip(&mut message.field) {
            self.of_field(field, &below(MESSAGE_FIELD, index));
        }
        for (index, extension) in (0..).zip(&mut message.extension) {
            self.of_field(extension, &below(MESSAGE_EXTENSION, index));
        }
        for (index, nested) in (0..).zip(&mut message.nested_type) {
            self.of_message(nested, &below(MESSAGE_NESTED, index));
        }
    }

    fn of_field(&mut self, field: &mut FieldDescriptorProto, path: &[i32]) {
        while let Some((option, place)) = self.take(field, path) {
            let value = if field.default_value.is_some() {
                Err("'default' is given twice".to_owned())
            } else if field.label() == Label::Repeated {
                Err("default values are not allowed on repeated fields".to_owned())
            } else {
                let ty = field.r#type.map(|_| field.r#type());
                default_text(&option, ty).map_err(|expected| {
                    let found = shown(&option);
                    format!("expected value to be {expected}, but found '{found}'")
                })
            };
            match value {
                Ok(text) => field.default_value = Some(text),
                Err(message) => {
                    let fault = Fault::new(self.span, message).at(place);
                    self.faults.push(fault);
                }
            }
        }
        if field.options == Some(FieldOptions::default()) {
            field.options = None;
        }
    }

    /// Takes the next option that stands for a default out of a field, and lets the positions of the others
    /// follow. With it comes its place.
    fn take(
        &mut self,
        field: &mut FieldDescriptorProto,
        path: &[i32],
    ) -> Option<(UninterpretedOption, Option<Place>)> {
        let options = &mut field.options.as_mut()?.uninterpreted_option;
        let is_default = |option: &UninterpretedOption| matches!(option.name.as_slice(), [part] if part.is_extension && part.name_part == DEFAULT);
        let at = options.iter().position(is_default)?;
        let option = options.remove(at);
        let mut place = None;
        for location in self.of_options.get(path).into_iter().flatten() {
            let location = &mut self.locations[*location];
            let Some(index) = location.path.last_mut() else {
                continue;
            };
            match usize::try_from(*index) {
                Ok(index) if index == at => {
                    place = Place::of_span(&self.source.shown, &self.source.text, &location.span);
                    location.path = [path, &[FIELD_DEFAULT]].concat();
                }
                Ok(other) if other > at => *index -= 1,
                _ => {}
            }
        }
        Some((option, place))
    }
}

/// A default as descriptors hold it: bytes escaped, everything else as it is written. `Err` tells what a
/// field of the type takes instead. Fields of messages and enums have no type before they are linked.
fn default_text(option: &UninterpretedOption, ty: Option<Type>) -> Result<String, &'static str> {
    let integer = integer_text(option);
    let float = option.double_value.map(|value| match value.is_nan() {
        true => "nan".to_owned(),
        false => value.to_string(),
    });
    let word = option.identifier_value.clone();
    let is_bool = |word: &String| matches!(word.as_str(), "true" | "false");
    match (ty, &option.string_value) {
        (Some(Type::Bytes), Some(bytes)) => Ok(escaped(bytes)),
        (Some(Type::String), Some(bytes)) => {
            String::from_utf8(bytes.clone()).map_err(|_| "a string in UTF-8")
        }
        (Some(Type::String | Type::Bytes), None) => Err("a string"),
        (Some(Type::Float | Type::Double), _) => float.or(integer).ok_or("a floating-point number"),
        (Some(Type::Bool), _) => word.filter(is_bool).ok_or("either 'true' or 'false'"),
        (Some(Type::Message | Type::Group | Type::Enum) | None, _) => {
            word.ok_or("the name of an enum's value")
        }
        (Some(_), _) => integer.ok_or("an integer"),
    }
}

/// Bytes with octal escapes: a hexadecimal one may have more than two digits, in some readers' eyes.
fn escaped(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        match byte {
            b'\n' | b'\r' | b'\t' | b'"' | b'\'' | b'\\' => {
                text.extend(byte.escape_ascii().map(char::from));
            }
            b' '..=b'~' => text.push(char::from(*byte)),
            _ => text.push_str(&format!("\\{byte:03o}")),
        }
    }
    text
}

fn integer_text(option: &UninterpretedOption) -> Option<String> {
    let positive = option.positive_int_value.map(|value| value.to_string());
    positive.or(option.negative_int_value.map(|value| value.to_string()))
}

/// An option's value as it is written.
fn shown(option: &UninterpretedOption) -> String {
    let text = option
        .string_value
        .as_ref()
        .map(|bytes| bytes.escape_ascii().to_string());
    let aggregate = || option.aggregate_value.as_ref().map(|_| "{..}".to_owned());
    option
        .identifier_value
        .clone()
        .or(text)
        .or_else(|| integer_text(option))
        .or(option.double_value.map(|value| value.to_string()))
        .or_else(aggregate)
        .unwrap_or_default()
}
