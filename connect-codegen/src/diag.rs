//! Faults: what went wrong, where in the `.proto`, and what may help, as errors at the user's tokens.
//!
//! Every stage returns its faults rather than stopping at the first. Texts name files as the user would
//! type them and never hold an absolute path.

use std::fmt::Write;

use miette::{Diagnostic, LabeledSpan};
use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

/// How many faults one expansion reports; the rest is counted.
const SHOWN: usize = 5;

/// Source lines longer than this are not shown under a fault.
const LONGEST_LINE: usize = 160;

/// One mistake in the attribute or in a file that it names.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    /// Where in the user's Rust code it shows.
    pub(crate) span: Span,
    message: String,
    place: Option<Box<Place>>,
    help: Vec<String>,
}

/// A stretch of one line in a `.proto`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    file: String,
    /// Counted from 1.
    line: usize,
    /// Counted from 1, in characters.
    column: usize,
    text: String,
    width: usize,
}

impl Fault {
    /// A fault at `span` that no `.proto` is to blame for.
    pub(crate) fn new(span: Span, message: impl Into<String>) -> Self {
        Self {
            span,
            message: message.into(),
            place: None,
            help: Vec::new(),
        }
    }

    /// Adds where in a `.proto` it is.
    pub(crate) fn at(mut self, place: Option<Place>) -> Self {
        self.place = place.map(Box::new);
        self
    }

    /// Adds a line of help.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Adds a line of help where there is one.
    pub(crate) fn maybe_help(self, help: Option<String>) -> Self {
        match help {
            Some(help) => self.help(help),
            None => self,
        }
    }

    /// Puts the message into other words.
    pub(crate) fn map_message(mut self, words: impl Fn(&str) -> String) -> Self {
        self.message = words(&self.message);
        self
    }

    /// The name that the fault says is not defined, if that is the fault.
    pub(crate) fn undefined_name(&self) -> Option<&str> {
        let name = self.message.strip_prefix("name '")?;
        name.strip_suffix("' is not defined")
    }

    /// The text as the compiler shows it after `error: `.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        if let Some(place) = &self.place {
            let Place {
                file, line, column, ..
            } = &**place;
            let _ = write!(text, "{file}:{line}:{column}: ");
        }
        text.push_str(&self.message);
        let margin = self.place.as_ref().map_or(0, |place| {
            place.draw(&mut text);
            place.line.to_string().len()
        });
        for help in &self.help {
            let _ = write!(text, "\n{:margin$} = help: {help}", "");
        }
        text
    }
}

impl Place {
    /// The place of a descriptor's span: line and column of its start, then of its end, where the line is
    /// left out if it is the same.
    pub(crate) fn of_span(file: &str, source: &str, span: &[i32]) -> Option<Self> {
        let (line, start, end_line, end) = match *span {
            [line, start, end] => (line, start, line, end),
            [line, start, end_line, end] => (line, start, end_line, end),
            _ => return None,
        };
        let start = offset(source, line, start)?;
        let end = offset(source, end_line, end)?;
        Some(Self::of(file, source, start, end.saturating_sub(start)))
    }

    /// The place of the bytes `offset..offset + length` of `source`.
    pub(crate) fn of(file: &str, source: &str, offset: usize, length: usize) -> Self {
        let offset = floor_boundary(source, offset);
        let start = source[..offset].rfind('\n').map_or(0, |at| at + 1);
        let end = source[offset..]
            .find('\n')
            .map_or(source.len(), |at| offset + at);
        let stop = floor_boundary(source, offset.saturating_add(length)).clamp(offset, end);
        Self {
            file: file.to_owned(),
            line: source[..start].matches('\n').count() + 1,
            column: source[start..offset].chars().count() + 1,
            text: source[start..end].trim_end().replace('\t', " "),
            width: source[offset..stop].chars().count().max(1),
        }
    }

    /// Writes the source line with carets under it.
    fn draw(&self, out: &mut String) {
        if self.text.chars().count() > LONGEST_LINE {
            return;
        }
        let Self {
            line,
            column,
            text,
            width,
            ..
        } = self;
        let margin = line.to_string().len();
        let _ = write!(out, "\n{:margin$} |\n{line} | {text}", "");
        let _ = write!(
            out,
            "\n{:margin$} | {:pad$}{:^<width$}",
            "",
            "",
            "",
            pad = column - 1
        );
    }
}

/// Turns faults into `compile_error!(..)`s, to be put where an item (then with `;`) or an expression can be.
pub(crate) fn to_errors(faults: &[Fault]) -> Vec<TokenStream> {
    let mut texts: Vec<(Span, String)> = Vec::new();
    for fault in faults {
        let text = fault.text();
        if !texts.iter().any(|(_, seen)| *seen == text) {
            texts.push((fault.span, text));
        }
    }
    let more = texts.len().saturating_sub(SHOWN);
    texts.truncate(SHOWN);
    if let (Some((_, last)), 1..) = (texts.last_mut(), more) {
        let noun = if more == 1 { "fault" } else { "faults" };
        let _ = write!(last, "\n\nand {more} more {noun}");
    }
    texts
        .into_iter()
        .map(|(span, text)| quote_spanned!(span=> ::core::compile_error!(#text)))
        .collect()
}

/// The faults that an error of protox's holds, its related ones included. `source` is the file with the
/// fault: its name for texts, and its content.
pub(crate) fn faults_of(
    error: &dyn Diagnostic,
    source: Option<(&str, &str)>,
    span: Span,
) -> Vec<Fault> {
    let mut faults = vec![fault_of(error, source, span)];
    for related in error.related().into_iter().flatten() {
        faults.push(fault_of(related, source, span));
    }
    faults
}

fn fault_of(error: &dyn Diagnostic, source: Option<(&str, &str)>, span: Span) -> Fault {
    let labels: Vec<LabeledSpan> = error.labels().into_iter().flatten().collect();
    let says =
        |label: &&LabeledSpan, text: &str| label.label().is_some_and(|label| label.contains(text));
    let found = labels.iter().find(|label| says(label, "found here"));
    let main = found.or(labels.last());
    let message = tidy(&error.to_string());
    let undefined =
        undefined_in_its_package(&message).map(|name| format!("name '{name}' is not defined"));
    let help = error.help().map(|help| tidy(&help.to_string()));
    // Of a missing import the linker knows less than is found out later.
    let help = help.filter(|help| undefined.is_none() && !help.contains("which is not imported"));
    let mut fault = Fault::new(span, undefined.unwrap_or(message)).maybe_help(help);
    let Some((shown, text)) = source else {
        return fault;
    };
    let place = |label: &LabeledSpan| Place::of(shown, text, label.offset(), label.len());
    let end = text.trim_end().len();
    let place_of_main = main.map_or_else(|| Place::of(shown, text, end, 1), place);
    let other = labels.iter().find(|label| Some(*label) != main).map(place);
    if let Some(other) = other.filter(|other| other.line != place_of_main.line) {
        fault = fault.help(format!("see also line {}", other.line));
    }
    fault.at(Some(place_of_main))
}

/// The name in "'a.B' resolves to 'a.B', which is not defined": there is a package `a`, and no `B` in it.
fn undefined_in_its_package(message: &str) -> Option<&str> {
    let rest = message
        .strip_prefix('\'')?
        .strip_suffix("', which is not defined")?;
    let (name, meant) = rest.split_once("' resolves to '")?;
    (name == meant).then_some(name)
}

/// Words of the parser's that are clearer in another form.
fn tidy(message: &str) -> String {
    if message == "a field with JSON name '' is already defined" {
        return "another field has the same JSON name".to_owned();
    }
    let mut message = message.trim_end_matches('.').to_owned();
    if let Some(start) = message.chars().next().filter(char::is_ascii_uppercase) {
        message.replace_range(..1, &start.to_ascii_lowercase().to_string());
    }
    message
}

/// The candidate that `name` was most likely meant to be.
pub(crate) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let length = name.chars().count();
    let limit = (length / 3).max(1).min(length.saturating_sub(1));
    candidates
        .into_iter()
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, _)| (1..=limit).contains(distance))
        .min_by_key(|(distance, candidate)| (*distance, *candidate))
        .map(|(_, candidate)| candidate)
}

/// How many letters must be added, dropped, swapped with a neighbour or replaced; letter case counts half.
fn distance(left: &str, right: &str) -> usize {
    if left.eq_ignore_ascii_case(right) {
        return usize::from(left != right);
    }
    let right: Vec<char> = right.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    let mut previous = None;
    for (i, l) in left.chars().enumerate() {
        let mut next = vec![i + 1];
        for (j, r) in right.iter().enumerate() {
            let mut cost = (row[j] + usize::from(l != *r))
                .min(row[j + 1] + 1)
                .min(next[j] + 1);
            if j > 0 && previous == Some(*r) && right[j - 1] == l {
                cost = cost.min(before[j - 1] + 1);
            }
            next.push(cost);
        }
        before = std::mem::replace(&mut row, next);
        previous = Some(l);
    }
    row.last().copied().unwrap_or(0)
}

/// The byte at a line and a column of a descriptor: both count from 0, columns count bytes.
pub(crate) fn offset(text: &str, line: i32, column: i32) -> Option<usize> {
    let line = usize::try_from(line).ok()?;
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let column = usize::try_from(column).ok()?;
    Some(floor_boundary(text, start + column))
}

/// Moves `offset` back to the nearest start of a character within `text`.
fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(message: &str) -> Fault {
        Fault::new(Span::call_site(), message)
    }

    #[test]
    fn text_shows_the_line_with_carets_and_help() {
        let source = "syntax = \"proto3\";\nmessage A {\n\tBar bar = 1;\n}\n";
        let offset = source.find("Bar").unwrap();
        let text = fault("name 'Bar' is not defined")
            .at(Some(Place::of("proto/a.proto", source, offset, 3)))
            .help("did you mean 'Baz'?")
            .text();
        assert_eq!(
            text,
            "proto/a.proto:3:2: name 'Bar' is not defined\n  |\n3 |  Bar bar = 1;\n  |  ^^^\n  = help: did you mean 'Baz'?"
        );
    }

    #[test]
    fn places_hold_at_the_ends_of_lines_and_files_and_inside_characters() {
        let source = "é = x\r\nlast";
        for (offset, length, line, column, width) in [
            (0, 2, 1, 1, 1),
            (1, 1, 1, 1, 1),
            (3, 1, 1, 3, 1),
            (5, 400, 1, 5, 2),
            (source.len(), 0, 2, 5, 1),
            (9999, 7, 2, 5, 1),
        ] {
            let place = Place::of("f", source, offset, length);
            let found = (place.line, place.column, place.width);
            assert_eq!(found, (line, column, width), "{offset}");
        }
    }

    #[test]
    fn at_most_five_faults_are_told_and_the_rest_counted() {
        let faults: Vec<Fault> = (0..7).map(|n| fault(&format!("fault {n}"))).collect();
        let errors = to_errors(&faults);
        assert_eq!(errors.len(), 5);
        assert!(errors[4].to_string().contains("and 2 more faults"));
    }

    #[test]
    fn a_fault_is_told_once() {
        assert_eq!(to_errors(&[fault("same"), fault("same")]).len(), 1);
    }

    #[test]
    fn the_nearest_name_is_offered_only_when_near() {
        let names = ["server", "client", "include", "inline"];
        for (given, expected) in [
            ("sever", Some("server")),
            ("Server", Some("server")),
            ("clinet", Some("client")),
            ("includes", Some("include")),
            ("frobnicate", None),
            ("server", None),
        ] {
            assert_eq!(nearest(given, names), expected, "{given}");
        }
    }
}
