//! Editions 2023 and 2024, which the parser does not know.
//!
//! The source of an edition file is rewritten in place, at equal length so that every position stays true,
//! into proto3 that says the same except for its features (`rewrite`). Those stay in the options, are linked
//! like all others, and are looked up afterwards (`features`). Nothing is written into the descriptor that
//! the file does not say, so that the descriptors we pass on are those of the edition again.

pub(crate) mod features;
mod restore;
mod rewrite;

use std::borrow::Cow;

use proc_macro2::Span;
use protox::file::File;
use protox::prost_reflect::prost_types::{
    DescriptorProto, EnumDescriptorProto, FileDescriptorProto, UninterpretedOption,
};

use crate::diag::{Fault, Place, faults_of};
use crate::scan::tokens;
use crate::source::SourceFile;
use rewrite::{Reserved, Rewritten};

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
        let mut file = parse_text(name, &source.text, source, span)?;
        return match features_before_editions(&mut file, source, span) {
            Some(fault) => Err(vec![fault]),
            None => Ok((file, None)),
        };
    };
    let Rewritten {
        edition,
        original,
        text,
        labels,
        reserved,
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
        Ok(mut file) => {
            faults.extend(restore(&mut file, reserved, source, span));
            match faults.is_empty() {
                true => Ok((file, Some(*edition))),
                false => Err(faults),
            }
        }
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
    let text = rewrite::without_negative_words(&text).map_or(text, Cow::Owned);
    let parsed = File::from_source(name, &text)
        .map_err(|error| faults_of(&error, Some((&source.shown, &source.text)), span));
    let mut file = FileDescriptorProto::from(parsed?);
    restore::numbers(&mut file);
    Ok(file)
}

/// The fault of a file that has features but no edition: they would hold here and nowhere else.
fn features_before_editions(
    file: &mut FileDescriptorProto,
    source: &SourceFile,
    span: Span,
) -> Option<Fault> {
    let is_features = |option: &mut UninterpretedOption| {
        let first = option.name.first();
        first.is_some_and(|part| part.name_part == "features" && !part.is_extension)
    };
    if !restore::options(file).into_iter().any(is_features) {
        return None;
    }
    let word = tokens(&source.text)
        .into_iter()
        .find(|token| token.text == "features" || token.text.starts_with("features."));
    let place = word.map(|word| Place::of(&source.shown, &source.text, word.at, "features".len()));
    let fault = Fault::new(span, "features are for editions alone").at(place);
    Some(fault.help("begin the file with `edition = \"2023\";`"))
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
fn restore(
    file: &mut FileDescriptorProto,
    reserved: Vec<Reserved>,
    source: &SourceFile,
    span: Span,
) -> Vec<Fault> {
    restore::reserved(file, reserved);
    // proto3 wants 0 first in each enum, which holds for open ones alone; `features` checks those.
    if has_enum_from_nonzero(&file.enum_type, &file.message_type) {
        file.syntax = Some("proto2".to_owned());
    }
    restore::defaults(file, source, span)
}

fn has_enum_from_nonzero(enums: &[EnumDescriptorProto], messages: &[DescriptorProto]) -> bool {
    let from_nonzero =
        |one: &EnumDescriptorProto| one.value.first().is_some_and(|first| first.number() != 0);
    enums.iter().any(from_nonzero)
        || messages
            .iter()
            .any(|message| has_enum_from_nonzero(&message.enum_type, &message.nested_type))
}
