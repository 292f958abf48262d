//! Source positions and comments of descriptors.

use std::collections::{BTreeMap, HashMap};

use protox::prost_reflect::FileDescriptor;

use super::types::Source;
use crate::diag::{Place, offset};
use crate::link::Linked;
use crate::source::SourceFile;

/// The field `name` of every descriptor but a field's, which has the same number.
const NAME: i32 = 1;

/// What the source tells about one descriptor.
#[derive(Debug, Default)]
struct Location {
    /// Line and column of start and end, counted from 0.
    span: Vec<i32>,
    comments: Vec<String>,
}

/// The positions of all files.
pub(super) struct Locations {
    by_file: HashMap<String, HashMap<Vec<i32>, Location>>,
    sources: BTreeMap<String, SourceFile>,
}

impl Locations {
    pub(super) fn new(linked: &Linked) -> Self {
        let by_file = linked
            .pool
            .files()
            .map(|file| (file.name().to_owned(), index(&file)))
            .collect();
        Self {
            by_file,
            sources: linked.files.clone(),
        }
    }

    /// The file and line of a descriptor.
    pub(super) fn source(&self, file: &FileDescriptor, path: &[i32]) -> Source {
        let line = self
            .find(file, path)
            .and_then(|location| location.span.first());
        Source {
            file: file.name().to_owned(),
            line: line
                .and_then(|line| u32::try_from(line + 1).ok())
                .unwrap_or(0),
        }
    }

    /// The comments before and behind a descriptor.
    pub(super) fn comments(&self, file: &FileDescriptor, path: &[i32]) -> &[String] {
        self.find(file, path)
            .map_or(&[], |location| &location.comments)
    }

    /// The place of a descriptor's name, for a fault.
    pub(super) fn name(&self, file: &FileDescriptor, path: &[i32]) -> Option<Place> {
        let named: Vec<i32> = path.iter().copied().chain([NAME]).collect();
        let location = self.find(file, &named).or_else(|| self.find(file, path))?;
        let source = self.sources.get(file.name())?;
        let start = offset(
            &source.text,
            *location.span.first()?,
            *location.span.get(1)?,
        )?;
        let end = match location.span[2..] {
            [column] => offset(&source.text, location.span[0], column)?,
            [line, column] => offset(&source.text, line, column)?,
            _ => start + 1,
        };
        Some(Place::of(
            &source.shown,
            &source.text,
            start,
            end.saturating_sub(start),
        ))
    }

    /// The place of `word` on the line of `at`.
    pub(super) fn word(&self, at: &Source, word: &str) -> Option<Place> {
        let source = self.sources.get(&at.file)?;
        let line = i32::try_from(at.line.checked_sub(1)?).ok()?;
        let start = offset(&source.text, line, 0)?;
        let part_of_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let whole = |(at, _): &(usize, &str)| {
            let behind = &source.text[start + at + word.len()..];
            let before = &source.text[..start + at];
            !behind.starts_with(part_of_word) && !before.ends_with(part_of_word)
        };
        let start = start + source.text[start..].match_indices(word).find(whole)?.0;
        Some(Place::of(&source.shown, &source.text, start, word.len()))
    }

    fn find(&self, file: &FileDescriptor, path: &[i32]) -> Option<&Location> {
        self.by_file.get(file.name())?.get(path)
    }
}

fn index(file: &FileDescriptor) -> HashMap<Vec<i32>, Location> {
    let Some(info) = &file.file_descriptor_proto().source_code_info else {
        return HashMap::new();
    };
    let mut found = HashMap::with_capacity(info.location.len());
    for location in &info.location {
        let comments = location
            .leading_comments
            .iter()
            .chain(&location.trailing_comments);
        found
            .entry(location.path.clone())
            .or_insert_with(|| Location {
                span: location.span.clone(),
                comments: comments.cloned().collect(),
            });
    }
    found
}
