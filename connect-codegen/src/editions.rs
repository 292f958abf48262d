//! Editions 2023 and 2024, which the parser does not know.
//!
//! The source of an edition file is rewritten in place, at equal length so that every position stays true,
//! into proto3 that says the same except for its features (`rewrite`). Those stay in the options, are linked
//! like all others, and are looked up afterwards (`features`). Nothing is written into the descriptor that
//! the file does not say, so that the descriptors we pass on are those of the edition again.

pub(crate) mod features;
mod rewrite;

use std::borrow::Cow;

use proc_macro2::Span;
use protox::file::File;
use protox::prost_reflect::prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto,
    UninterpretedOption, field_descriptor_proto::Type,
};

use crate::diag::{Fault, Place, faults_of};
use crate::source::SourceFile;
use rewrite::{DEFAULT, NEGATIVE_INFINITY, NEGATIVE_NAN, Rewritten};

/// An edition, by its number in `google.protobuf.Edition`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Edition(pub(crate) i32);

/// The editions that can be read, by the names that files give.
const KNOWN: &[(&str, Edition)] = &[("2023", Edition(1000)), ("2024", Edition(1001))];

/// A file that has been parsed, and its edition if it names one.
pub(crate) type Parsed = (FileDescriptorProto, Option<Edition>);

/// Parses one file. `source` gets a blank where an edition leaves no room for what stands in its place.
pub(crate) fn parse(name: &str, source: &mut SourceFile, span: Span) -> Result<Parsed, Vec<Fault>> {
    let Some(rewritten) = rewrite::rewrite(&source.text) else {
        return parse_text(name, &source.text, source, span).map(|file| (file, None));
    };
    let Rewritten {
        edition,
        original,
        text,
        labels,
    } = rewritten;
    source.text = original;
    let place = |offset, length| Some(Place::of(&source.shown, &source.text, offset, length));
    let Some((_, edition)) = KNOWN.iter().find(|(known, _)| *known == edition.name) else {
        let fault = Fault::new(span, format!("there is no edition '{}'", edition.name));
        let fault = fault.at(place(edition.offset, edition.name.len()));
        return Err(vec![fault.help("editions 2023 and 2024 are known")]);
    };
    let labels = labels.iter().map(|label| {
        let fault = Fault::new(span, "fields have no label 'optional' in an edition");
        fault.at(place(*label, "optional".len())).help(
            "leave it out: fields have presence unless \
            `features.field_presence = IMPLICIT` says otherwise",
        )
    });
    let mut faults: Vec<Fault> = labels.collect();
    let parsed = parse_text(name, &text, source, span);
    match parsed {
        Ok(mut file) if faults.is_empty() => {
            restore(&mut file);
            Ok((file, Some(*edition)))
        }
        Ok(_) => Err(faults),
        Err(more) => {
            faults.extend(
                more.into_iter()
                    .map(|fault| fault.map_message(in_edition_words)),
            );
            Err(faults)
        }
    }
}

fn parse_text(
    name: &str,
    text: &str,
    source: &SourceFile,
    span: Span,
) -> Result<FileDescriptorProto, Vec<Fault>> {
    let text = rewrite::without_range_options(text).map_or(Cow::Borrowed(text), Cow::Owned);
    File::from_source(name, &text)
        .map(FileDescriptorProto::from)
        .map_err(|error| faults_of(&error, Some((&source.shown, &source.text)), span))
}

/// What the parser or the linker says about proto3, said about an edition.
pub(crate) fn in_edition_words(message: &str) -> String {
    for (said, meant) in [
        (
            "groups are not allowed in proto3 syntax",
            "groups are not allowed in an edition; use `features.message_encoding = DELIMITED`",
        ),
        (
            "required fields are not allowed in proto3 syntax",
            "there are no required fields in an edition; use `features.field_presence = LEGACY_REQUIRED`",
        ),
        (
            "the first value for proto3 enums must be 0",
            "the first value of an open enum must be 0",
        ),
    ] {
        if message == said {
            return meant.to_owned();
        }
    }
    message
        .replace("in proto3 syntax", "in an edition")
        .replace("in proto3", "in an edition")
}

/// Undoes in the descriptor what the source was rewritten for.
fn restore(file: &mut FileDescriptorProto) {
    for message in &mut file.message_type {
        restore_message(message);
    }
    for extension in &mut file.extension {
        restore_default(extension);
    }
    // proto3 wants 0 first in each enum, which holds for open ones alone; `features` checks those.
    if has_enum_from_nonzero(&file.enum_type, &file.message_type) {
        file.syntax = Some("proto2".to_owned());
    }
}

fn has_enum_from_nonzero(enums: &[EnumDescriptorProto], messages: &[DescriptorProto]) -> bool {
    let from_nonzero =
        |one: &EnumDescriptorProto| one.value.first().is_some_and(|first| first.number() != 0);
    enums.iter().any(from_nonzero)
        || messages
            .iter()
            .any(|message| has_enum_from_nonzero(&message.enum_type, &message.nested_type))
}

fn restore_message(message: &mut DescriptorProto) {
    for field in message.field.iter_mut().chain(&mut message.extension) {
        restore_default(field);
    }
    for nested in &mut message.nested_type {
        restore_message(nested);
    }
}

/// Moves a default from the option that stood for it to its own place.
fn restore_default(field: &mut FieldDescriptorProto) {
    let Some(options) = &mut field.options else {
        return;
    };
    let is_default = |option: &UninterpretedOption| matches!(option.name.as_slice(), [part] if part.is_extension && part.name_part == DEFAULT);
    let Some(at) = options.uninterpreted_option.iter().position(is_default) else {
        return;
    };
    let option = options.uninterpreted_option.remove(at);
    field.default_value = Some(default_text(&option, field.r#type()));
}

/// A default as descriptors hold it: bytes escaped, everything else as it is written.
fn default_text(option: &UninterpretedOption, ty: Type) -> String {
    let float = matches!(ty, Type::Float | Type::Double);
    match option {
        UninterpretedOption {
            string_value: Some(bytes),
            ..
        } => match (ty, bytes.as_slice()) {
            (Type::Bytes, bytes) => bytes.escape_ascii().to_string(),
            (_, NEGATIVE_INFINITY) if float => "-inf".to_owned(),
            (_, NEGATIVE_NAN) if float => "nan".to_owned(),
            (_, bytes) => String::from_utf8_lossy(bytes).into_owned(),
        },
        UninterpretedOption {
            positive_int_value: Some(value),
            ..
        } => value.to_string(),
        UninterpretedOption {
            negative_int_value: Some(value),
            ..
        } => value.to_string(),
        UninterpretedOption {
            double_value: Some(value),
            ..
        } => format!("{value:?}"),
        option => option.identifier_value().to_owned(),
    }
}
