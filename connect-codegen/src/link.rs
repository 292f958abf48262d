//! Parsing all files and linking them into one pool of descriptors, with every fault on the way.
//!
//! The walk is our own, so that a mistake in one file does not hide those in others; parsing a file and
//! resolving its names is protox's work.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use proc_macro2::Span;
use protox::prost_reflect::DescriptorPool;
use protox::prost_reflect::prost::Message;
use protox::prost_reflect::prost_types::FileDescriptorProto;

use crate::bundled;
use crate::check::check;
use crate::descriptor_set;
use crate::diag::{Fault, Place, faults_of, nearest, offset};
use crate::editions::features::Features;
use crate::editions::{self, Edition, in_edition_words};
use crate::scan::{Scanned, join};
use crate::schema::Schema;
use crate::source::{Entry, Opened, SourceFile, Sources};

/// Files with all their names resolved.
pub(crate) struct Linked {
    pub(crate) pool: DescriptorPool,
    /// The files to generate code for.
    pub(crate) entries: Vec<Entry>,
    /// The sources of all files that have one, by name.
    pub(crate) files: BTreeMap<String, SourceFile>,
    pub(crate) features: Features,
    /// How many imports a file itself has, where it has been given more for the linker.
    pub(crate) imports: HashMap<String, usize>,
    /// Imports that were found nowhere.
    pub(crate) missing: Vec<String>,
    /// The packages of all files that were read.
    pub(crate) packages: BTreeSet<String>,
}

/// Reads and links the entry files and all that they import. `schemas` have the files that are not on the
/// user's own roots.
pub(crate) fn link(
    sources: &mut Sources,
    entries: Vec<Entry>,
    schemas: &[Schema],
) -> (Linked, Vec<Fault>) {
    let mut loader = Loader::new(sources);
    schemas.iter().for_each(|schema| loader.take_schema(schema));
    for entry in &entries {
        loader.span = entry.span;
        loader.load(&entry.name, None);
    }
    let packages = loader.packages();
    let pool = loader.link();
    let features = Features::new(loader.editions);
    for file in pool.files() {
        if let (Some(source), Some(span)) =
            (loader.files.get(file.name()), loader.spans.get(file.name()))
        {
            let faults = check(&file, source, &features, *span);
            loader.faults.extend(faults);
        }
    }
    let linked = Linked {
        pool,
        entries,
        missing: loader.missing,
        packages,
        files: loader.files,
        features,
        imports: loader.imports,
    };
    (linked, loader.faults)
}

/// Takes files as another compiler has linked them. Without `wanted`, code is generated for all files
/// that have services or that no other file imports.
pub(crate) fn from_descriptor_set(
    bytes: &[u8],
    wanted: Vec<Entry>,
    span: Span,
) -> Result<Linked, Fault> {
    let unusable =
        |error: String| Fault::new(span, "this is not a usable descriptor set").help(error);
    let mut pool = DescriptorPool::new();
    let (bytes, editions) = descriptor_set::lower(bytes);
    let described = bundled::parsed(bundled::DESCRIPTOR)
        .map_or(Ok(()), |file| pool.add_file_descriptor_proto(file));
    described
        .and_then(|()| pool.decode_file_descriptor_set(bytes.as_slice()))
        .map_err(|error| unusable(format!("{error:?}; make it with all imports included")))?;
    for entry in &wanted {
        if pool.get_file_by_name(&entry.name).is_none() {
            let names: Vec<String> = pool.files().map(|file| file.name().to_owned()).collect();
            let near = nearest(&entry.name, names.iter().map(String::as_str));
            return Err(
                Fault::new(entry.span, "the descriptor set has no file of this name")
                    .maybe_help(near.map(|near| format!("did you mean \"{near}\"?"))),
            );
        }
    }
    let entries = if wanted.is_empty() {
        roots_of(&pool, span)
    } else {
        wanted
    };
    if entries.is_empty() {
        return Err(unusable("it holds no files".to_owned()));
    }
    Ok(Linked {
        pool,
        entries,
        missing: Vec::new(),
        packages: BTreeSet::new(),
        files: BTreeMap::new(),
        features: Features::new(editions),
        imports: HashMap::new(),
    })
}

/// The files with services, and those that no other file imports.
fn roots_of(pool: &DescriptorPool, span: Span) -> Vec<Entry> {
    let imported: Vec<String> = pool
        .files()
        .flat_map(|file| {
            file.dependencies()
                .map(|import| import.name().to_owned())
                .collect::<Vec<_>>()
        })
        .collect();
    pool.files()
        .filter(|file| file.name() != bundled::DESCRIPTOR)
        .filter(|file| {
            file.services().len() > 0 || !imported.iter().any(|name| name == file.name())
        })
        .map(|file| Entry {
            name: file.name().to_owned(),
            span,
        })
        .collect()
}

/// How far a file has come.
enum State {
    /// Its imports are being read: meeting it again is a cycle.
    Reading,
    /// Ready to link once its imports are.
    Parsed(Box<FileDescriptorProto>),
    Linked,
    /// A fault has been reported for it or for a file that it needs.
    Failed,
}

struct Loader<'a> {
    sources: &'a mut Sources,
    files: BTreeMap<String, SourceFile>,
    states: HashMap<String, State>,
    /// Imports before importers.
    order: Vec<String>,
    faults: Vec<Fault>,
    /// The literal on whose behalf files are read now.
    span: Span,
    editions: HashMap<String, Edition>,
    imports: HashMap<String, usize>,
    /// What each linked file passes on to those that import it.
    passed_on: HashMap<String, Vec<String>>,
    /// The literal that led to each file.
    spans: HashMap<String, Span>,
    /// Files of other crates' schemas, serialized.
    provided: HashMap<String, Vec<u8>>,
    /// The edition files among them.
    provided_editions: HashMap<String, Edition>,
    missing: Vec<String>,
}

impl<'a> Loader<'a> {
    fn new(sources: &'a mut Sources) -> Self {
        Self {
            sources,
            files: BTreeMap::new(),
            states: HashMap::new(),
            order: Vec::new(),
            faults: Vec::new(),
            span: Span::call_site(),
            editions: HashMap::new(),
            imports: HashMap::new(),
            passed_on: HashMap::new(),
            spans: HashMap::new(),
            provided: HashMap::new(),
            provided_editions: HashMap::new(),
            missing: Vec::new(),
        }
    }

    fn take_schema(&mut self, schema: &Schema) {
        let (set, editions) = descriptor_set::lower(&schema.set);
        self.provided_editions.extend(editions);
        for file in descriptor_set::files(&set) {
            if let Ok(parsed) = FileDescriptorProto::decode(file) {
                self.provided
                    .insert(parsed.name().to_owned(), file.to_vec());
            }
        }
    }

    fn packages(&self) -> BTreeSet<String> {
        let parsed = self.states.values().filter_map(|state| match state {
            State::Parsed(file) => Some(file.package().to_owned()),
            _ => None,
        });
        parsed.collect()
    }

    /// Reads `name` and what it imports. `importer` is the file with the import and where it stands.
    fn load(&mut self, name: &str, importer: Option<(&str, Option<Place>)>) {
        let (importer, place) = importer.unwrap_or_default();
        match self.states.get(name) {
            Some(State::Reading) => {
                let fault = Fault::new(
                    self.span,
                    format!("import \"{name}\" leads back to this file"),
                );
                self.faults.push(fault.at(place));
                return;
            }
            Some(_) => return,
            None => {}
        }
        self.spans.insert(name.to_owned(), self.span);
        let state = match self.read(name, importer, place) {
            Ok(file) => {
                self.states.insert(name.to_owned(), State::Reading);
                self.load_imports(name, &file);
                self.order.push(name.to_owned());
                State::Parsed(Box::new(file))
            }
            Err(faults) => {
                self.faults.extend(faults);
                State::Failed
            }
        };
        self.states.insert(name.to_owned(), state);
    }

    fn read(
        &mut self,
        name: &str,
        importer: &str,
        import: Option<Place>,
    ) -> Result<FileDescriptorProto, Vec<Fault>> {
        let span = self.span;
        match self.sources.open(name) {
            Opened::Source(mut source) => {
                let parsed = editions::parse(name, &mut source, span);
                self.files.insert(name.to_owned(), source);
                let (file, edition) = parsed?;
                self.editions
                    .extend(edition.map(|edition| (name.to_owned(), edition)));
                Ok(file)
            }
            Opened::BuiltIn => Ok(bundled::parsed(name).unwrap_or_default()),
            Opened::Missing if self.provided.contains_key(name) => {
                let edition = self.provided_editions.get(name).copied();
                self.editions
                    .extend(edition.map(|edition| (name.to_owned(), edition)));
                let file = FileDescriptorProto::decode(self.provided[name].as_slice());
                Ok(file.unwrap_or_default())
            }
            Opened::Missing => {
                self.missing.push(name.to_owned());
                let fault = Fault::new(span, format!("import \"{name}\" is not found")).at(import);
                let provided = self.provided.keys().cloned();
                let help = self.sources.help_for_import(name, importer, provided);
                Err(vec![help.into_iter().fold(fault, Fault::help)])
            }
            Opened::Unreadable(why) => Err(vec![
                Fault::new(span, format!("\"{name}\" {why}")).at(import),
            ]),
        }
    }

    fn load_imports(&mut self, name: &str, file: &FileDescriptorProto) {
        for (index, import) in file.dependency.iter().enumerate() {
            let place = self
                .files
                .get(name)
                .and_then(|source| import_place(source, file, index));
            if file.dependency[..index].contains(import) {
                let fault = Fault::new(self.span, format!("\"{import}\" is imported twice"));
                self.faults.push(fault.at(place));
            } else {
                self.load(import, Some((name, place)));
            }
        }
    }

    /// Links what has been read, imports first. Files whose imports failed are left out in silence.
    fn link(&mut self) -> DescriptorPool {
        let mut pool = DescriptorPool::new();
        if !self.order.iter().any(|name| name == bundled::DESCRIPTOR)
            && let Some(file) = bundled::parsed(bundled::DESCRIPTOR)
        {
            // Options are resolved against this file whether or not it is imported.
            pool.add_file_descriptor_proto(file)
                .expect("our own file links");
        }
        for name in std::mem::take(&mut self.order) {
            let Some(State::Parsed(file)) = self.states.insert(name.clone(), State::Failed) else {
                continue;
            };
            let linked = |import: &String| matches!(self.states.get(import), Some(State::Linked));
            if !file.dependency.iter().all(linked) {
                continue;
            }
            let whole = self.with_passed_on(&file);
            let source = self.files.contains_key(&name);
            let linked = match self.provided.get(&name).filter(|_| !source) {
                Some(bytes) => {
                    // Not by way of `whole`, which lacks the custom options.
                    let added = &whole.dependency[file.dependency.len()..];
                    pool.decode_file_descriptor_proto(
                        descriptor_set::with_imports(bytes, added).as_slice(),
                    )
                }
                None => pool.add_file_descriptor_proto(whole),
            };
            match linked {
                Ok(()) => {
                    self.states.insert(name.clone(), State::Linked);
                }
                Err(error) => {
                    let span = self.spans.get(&name).copied().unwrap_or(self.span);
                    let source = self.files.get(&name);
                    let error = match source {
                        Some(source) => error.with_source_code(&one_byte_letters(&source.text)),
                        None => error,
                    };
                    let source = source.map(|source| (source.shown.as_str(), source.text.as_str()));
                    let faults = faults_of(&error, source, span);
                    for mut fault in faults {
                        if self.editions.contains_key(&name) {
                            fault = fault.map_message(in_edition_words);
                        }
                        let fault = self.help_for_name(fault, &file);
                        self.faults.push(fault);
                    }
                }
            }
        }
        pool
    }

    /// The file with the files that its imports import publicly among its own imports: the linker follows
    /// public imports for one step only.
    fn with_passed_on(&mut self, file: &FileDescriptorProto) -> FileDescriptorProto {
        let passed_on = |import: &String| self.passed_on.get(import).into_iter().flatten().cloned();
        let mut all = file.clone();
        for passed in file.dependency.iter().flat_map(passed_on) {
            if !all.dependency.contains(&passed) {
                all.dependency.push(passed);
            }
        }
        let mut public = Vec::new();
        for index in &file.public_dependency {
            let import = usize::try_from(*index)
                .ok()
                .and_then(|index| file.dependency.get(index));
            public.extend(import.cloned());
            public.extend(import.into_iter().flat_map(passed_on));
        }
        if all.dependency.len() > file.dependency.len() {
            self.imports
                .insert(file.name().to_owned(), file.dependency.len());
        }
        self.passed_on.insert(file.name().to_owned(), public);
        all
    }

    /// Adds what may be meant to a fault about an undefined name.
    fn help_for_name(&self, fault: Fault, file: &FileDescriptorProto) -> Fault {
        let Some(name) = fault.undefined_name().map(str::to_owned) else {
            return fault;
        };
        let segments = name.trim_start_matches('.').split('.').count();
        let tail = |full: &str| {
            let from = full
                .rmatch_indices('.')
                .nth(segments - 1)
                .map_or(0, |(at, _)| at + 1);
            full[from..].to_owned()
        };
        let mut known = Vec::new();
        for (import, types) in self.types_on_roots() {
            let imported = import == file.name() || file.dependency.contains(&import);
            let found = types
                .iter()
                .find(|full| tail(full) == name.trim_start_matches('.'));
            if let (Some(full), false) = (found, imported) {
                return fault.help(format!(
                    "{full} is defined in {import}: add `import \"{import}\";`"
                ));
            }
            known.extend(types.iter().filter(|_| imported).map(|full| tail(full)));
        }
        let near = nearest(&name, known.iter().map(String::as_str));
        fault.maybe_help(near.map(|near| format!("did you mean '{near}'?")))
    }

    /// The types of every file that could be imported, those already read first.
    fn types_on_roots(&self) -> Vec<(String, Vec<String>)> {
        let scan = |name: &str, text: &str| (name.to_owned(), Scanned::new(text).type_names());
        let mut found: Vec<_> = self
            .files
            .iter()
            .map(|(name, file)| scan(name, &file.text))
            .collect();
        found.extend(bundled::OWN.iter().map(|(name, text)| scan(name, text)));
        for name in bundled::OF_PARSER {
            let file = bundled::parsed(name).unwrap_or_default();
            let types = file
                .message_type
                .iter()
                .map(|message| format!("google.protobuf.{}", message.name()));
            found.push(((*name).to_owned(), types.collect()));
        }
        for (name, file) in &self.provided {
            let file = FileDescriptorProto::decode(file.as_slice()).unwrap_or_default();
            let types = file
                .message_type
                .iter()
                .map(|message| join(file.package(), message.name()));
            let enums = file
                .enum_type
                .iter()
                .map(|enumeration| join(file.package(), enumeration.name()));
            found.push((name.clone(), types.chain(enums).collect()));
        }
        for (path, name) in self.sources.files_on_roots() {
            if !found.iter().any(|(known, _)| *known == name) {
                found.push(scan(
                    &name,
                    &std::fs::read_to_string(path).unwrap_or_default(),
                ));
            }
        }
        found
    }
}

/// The text with `?` for each byte of a letter outside ASCII. The linker takes the parser's columns, which
/// count bytes, for letters; here the two are the same.
fn one_byte_letters(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii() {
                char::from(byte)
            } else {
                '?'
            }
        })
        .collect()
}

/// The place of an import's quoted name.
fn import_place(source: &SourceFile, file: &FileDescriptorProto, index: usize) -> Option<Place> {
    let path = [3, i32::try_from(index).ok()?];
    let locations = &file.source_code_info.as_ref()?.location;
    let span = &locations
        .iter()
        .find(|location| location.path == path)?
        .span;
    let start = offset(&source.text, *span.first()?, *span.get(1)?)?;
    let quoted = source.text[start..]
        .find(['"', '\''])
        .map_or(start, |at| start + at);
    let length = file.dependency.get(index)?.len() + 2;
    Some(Place::of(&source.shown, &source.text, quoted, length))
}
