//! Which files code is generated for, at which literals, and their descriptors.

use std::collections::{BTreeSet, HashMap};

use proc_macro2::Span;
use protox::prost_reflect::{FileDescriptor, Kind, MessageDescriptor};

use super::extensions;
use super::paths::{Paths, TypeDescriptor};
use crate::descriptor_set;
use crate::link::Linked;

/// For each file the literal that named it or the first file that led to it.
pub(super) fn spans(linked: &Linked) -> HashMap<String, Span> {
    let named = linked
        .entries
        .iter()
        .map(|entry| (entry.name.clone(), entry.span));
    let mut spans: HashMap<String, Span> = named.collect();
    for entry in &linked.entries {
        let file = linked.pool.get_file_by_name(&entry.name);
        let mut next: Vec<FileDescriptor> =
            file.iter().flat_map(|file| file.dependencies()).collect();
        while let Some(file) = next.pop() {
            if !spans.contains_key(file.name()) {
                spans.insert(file.name().to_owned(), entry.span);
                next.extend(file.dependencies());
            }
        }
    }
    spans
}

/// The files that code is generated for.
pub(super) struct Files {
    /// Imports before importers.
    pub(super) generated: Vec<FileDescriptor>,
    pub(super) with_services: BTreeSet<String>,
}

impl Files {
    pub(super) fn choose(linked: &Linked, paths: &Paths) -> Self {
        let mut chosen = BTreeSet::new();
        let mut next: Vec<FileDescriptor> = linked
            .entries
            .iter()
            .filter_map(|entry| linked.pool.get_file_by_name(&entry.name))
            .collect();
        while let Some(file) = next.pop() {
            if chosen.insert(file.name().to_owned()) {
                next.extend(file.public_dependencies());
            }
        }
        let with_services = chosen.clone();
        let mut next: Vec<FileDescriptor> = chosen
            .iter()
            .filter_map(|name| linked.pool.get_file_by_name(name))
            .collect();
        while let Some(file) = next.pop() {
            for used in types_used(&file, with_services.contains(file.name())) {
                if !paths.is_outside(&used) && chosen.insert(used.file().name().to_owned()) {
                    next.push(used.file());
                }
            }
        }
        let generated = linked
            .pool
            .files()
            .filter(|file| chosen.contains(file.name()))
            .collect();
        Self {
            generated,
            with_services,
        }
    }

    /// The packages that get at least one item.
    pub(super) fn packages(&self, paths: &Paths) -> BTreeSet<String> {
        let has_items = |file: &&FileDescriptor| {
            let messages = file.messages().map(TypeDescriptor::Message);
            let types = messages.chain(file.enums().map(TypeDescriptor::Enum));
            let services = file.services().len() > 0 && self.with_services.contains(file.name());
            services || types.into_iter().any(|ty| !paths.is_outside(&ty)) || extensions::any(file)
        };
        let files = self.generated.iter().filter(has_items);
        files.map(|file| file.package_name().to_owned()).collect()
    }
}

/// All types that the items of a file name.
fn types_used(file: &FileDescriptor, services: bool) -> Vec<TypeDescriptor> {
    let mut used = Vec::new();
    let mut add = |field: Kind| match field {
        Kind::Message(message) => used.push(TypeDescriptor::Message(message)),
        Kind::Enum(enumeration) => used.push(TypeDescriptor::Enum(enumeration)),
        _ => {}
    };
    let mut messages: Vec<MessageDescriptor> = file.messages().collect();
    while let Some(message) = messages.pop() {
        message.fields().for_each(|field| add(field.kind()));
        messages.extend(message.child_messages());
    }
    for extension in file.extensions().filter(extensions::is_generated) {
        add(extension.kind());
        add(Kind::Message(extension.containing_message()));
    }
    for method in file
        .services()
        .filter(|_| services)
        .flat_map(|service| service.methods().collect::<Vec<_>>())
    {
        add(Kind::Message(method.input()));
        add(Kind::Message(method.output()));
    }
    used
}

/// Serializes the files and all that they import.
pub(super) fn serialize(linked: &Linked, files: &[FileDescriptor]) -> Vec<u8> {
    let mut needed = BTreeSet::new();
    let mut next: Vec<FileDescriptor> = files.to_vec();
    while let Some(file) = next.pop() {
        if needed.insert(file.name().to_owned()) {
            next.extend(file.dependencies());
        }
    }
    let mut set = Vec::new();
    for file in linked
        .pool
        .files()
        .filter(|file| needed.contains(file.name()))
    {
        let edition = linked.features.edition(file.name());
        let imports = linked
            .imports
            .get(file.name())
            .copied()
            .unwrap_or(usize::MAX);
        descriptor_set::push(&mut set, &file.encode_to_vec(), imports, edition);
    }
    set
}
