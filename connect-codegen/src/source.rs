//! Where `.proto` sources are looked for, and every file that was read on the way.
//!
//! Nothing is parsed here. The files that come with the compiler win over copies on the user's roots:
//! such copies are often newer than what the parser takes, and would define the same types twice.

use std::fs;
use std::path::{Component, Path, PathBuf};

use proc_macro2::Span;

use crate::args::{Args, Text};
use crate::bundled;
use crate::diag::{Fault, nearest};

/// How many files and folders a search for a similar name looks at.
const SEARCH_LIMIT: usize = 4000;

/// A file to generate code for.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// As imports spell it: `greet/v1/greet.proto`.
    pub(crate) name: String,
    /// The literal that names it.
    pub(crate) span: Span,
}

/// The text of a file.
#[derive(Debug, Clone)]
pub(crate) struct SourceFile {
    /// As faults spell it: `proto/greet/v1/greet.proto`.
    pub(crate) shown: String,
    pub(crate) text: String,
}

/// What a name leads to.
pub(crate) enum Opened {
    Source(SourceFile),
    /// A file of google.protobuf that the parser brings along.
    BuiltIn,
    Missing,
    /// There, but not to be read, and why.
    Unreadable(String),
}

/// A folder that imports are relative to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Root {
    path: PathBuf,
    /// As the user wrote it; empty for the package root itself and for absolute paths.
    shown: String,
}

/// The folders to search, and what has been read from them.
#[derive(Debug)]
pub(crate) struct Sources {
    package: PathBuf,
    roots: Vec<Root>,
    inline: Option<(String, String)>,
    /// Absolute paths of the files that were read.
    pub(crate) read: Vec<PathBuf>,
}

impl Sources {
    /// Settles the roots and finds the entry files. `package` is the folder of the user's `Cargo.toml`,
    /// `module` the name of the annotated module, after which an inline schema is called.
    pub(crate) fn new(args: &Args, package: &Path, module: &str) -> (Self, Vec<Entry>, Vec<Fault>) {
        let mut sources = Self {
            package: package.to_owned(),
            roots: Vec::new(),
            inline: None,
            read: Vec::new(),
        };
        let mut faults = Vec::new();
        let mut entries = Vec::new();
        for include in &args.include {
            match sources.root(&include.value) {
                root if root.path.is_dir() => sources.roots.push(root),
                _ => faults.push(sources.missing_folder(include)),
            }
        }
        for file in &args.files {
            if args.include.is_empty() && args.descriptor_set.is_none() {
                sources.add_default_root(&file.value);
            }
            match sources.find_entry(file, args.descriptor_set.is_some()) {
                Ok(name) => entries.push(Entry {
                    name,
                    span: file.span,
                }),
                Err(fault) => faults.push(fault),
            }
        }
        if let Some(inline) = &args.inline {
            if sources.roots.is_empty() && args.include.is_empty() {
                let root = sources.root("proto");
                sources.roots.extend(root.path.is_dir().then_some(root));
            }
            let name = format!("inline/{module}.proto");
            sources.inline = Some((name.clone(), inline.value.clone()));
            entries.push(Entry {
                name,
                span: inline.span,
            });
        }
        (sources, entries, faults)
    }

    /// Opens the file that an import calls `name`.
    pub(crate) fn open(&mut self, name: &str) -> Opened {
        if let Some((inline, text)) = &self.inline
            && inline == name
        {
            return Opened::Source(SourceFile {
                shown: name.to_owned(),
                text: text.clone(),
            });
        }
        if bundled::OF_PARSER.contains(&name) {
            return Opened::BuiltIn;
        }
        if let Some((_, text)) = bundled::OWN.iter().find(|(known, _)| *known == name) {
            return Opened::Source(SourceFile {
                shown: name.to_owned(),
                text: (*text).to_owned(),
            });
        }
        let found = self
            .roots
            .iter()
            .find(|root| root.path.join(name).is_file());
        let Some(root) = found.cloned() else {
            return Opened::Missing;
        };
        match self.read(&root.path.join(name)) {
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => Opened::Source(SourceFile {
                    shown: root.show(name),
                    // Some editors begin a file with a byte order mark.
                    text: text
                        .strip_prefix('\u{feff}')
                        .map_or(text.clone(), str::to_owned),
                }),
                Err(_) => Opened::Unreadable("is not UTF-8".to_owned()),
            },
            Err(error) => Opened::Unreadable(format!("cannot be read: {error}")),
        }
    }

    /// Reads a file of the package, such as a descriptor set, and remembers it.
    pub(crate) fn read_from_package(&mut self, path: &str) -> std::io::Result<Vec<u8>> {
        self.read(&normalize(&self.package.join(path)))
    }

    fn read(&mut self, path: &Path) -> std::io::Result<Vec<u8>> {
        let bytes = fs::read(path)?;
        if !self.read.iter().any(|known| known == path) {
            self.read.push(path.to_owned());
        }
        Ok(bytes)
    }

    /// Help for an import in `importer` that leads nowhere: what was searched, and the nearest name, among
    /// those of other crates' files too.
    pub(crate) fn help_for_import(
        &self,
        name: &str,
        importer: &str,
        provided: impl Iterator<Item = String>,
    ) -> Vec<String> {
        let mut names: Vec<String> = self
            .files_on_roots()
            .into_iter()
            .map(|(_, name)| name)
            .collect();
        names.extend(provided);
        names.retain(|name| name != importer);
        names.extend(bundled::OF_PARSER.iter().map(|name| (*name).to_owned()));
        names.extend(bundled::OWN.iter().map(|(name, _)| (*name).to_owned()));
        let mut help = Vec::new();
        if let Some(near) = similar(name, &names) {
            help.push(format!("did you mean \"{near}\"?"));
        }
        help.push(self.searched());
        help
    }

    /// The sources on all roots with the names by which they can be imported.
    pub(crate) fn files_on_roots(&self) -> Vec<(PathBuf, String)> {
        let mut found = Vec::new();
        for root in &self.roots {
            let mut budget = SEARCH_LIMIT;
            let mut paths = Vec::new();
            collect_protos(&root.path, &mut paths, &mut budget);
            let named = paths.into_iter().filter_map(|path| {
                let name = import_name(path.strip_prefix(&root.path).ok()?)?;
                Some((path, name))
            });
            found.extend(named);
        }
        found
    }

    fn searched(&self) -> String {
        let shown: Vec<&str> = self
            .roots
            .iter()
            .map(|root| {
                if root.shown.is_empty() {
                    "the package root"
                } else {
                    &root.shown
                }
            })
            .collect();
        if shown.is_empty() {
            return "no folder was searched; name one with `include = [..]`".to_owned();
        }
        format!(
            "searched in {}; `include = [..]` sets the folders",
            shown.join(", ")
        )
    }

    fn root(&self, written: &str) -> Root {
        let absolute = Path::new(written).is_absolute();
        let shown = written.trim_start_matches("./").trim_end_matches('/');
        Root {
            path: normalize(&self.package.join(written)),
            shown: if absolute || shown == "." {
                String::new()
            } else {
                shown.to_owned()
            },
        }
    }

    /// The root for an entry without `include`: the nearest folder `proto` above it, or its own.
    fn add_default_root(&mut self, entry: &str) {
        let folder = Path::new(entry).parent().unwrap_or(Path::new(""));
        let above = folder
            .ancestors()
            .find(|folder| folder.file_name().is_some_and(|name| name == "proto"));
        let root = self.root(&above.unwrap_or(folder).to_string_lossy());
        let inside = normalize(&self.package.join(entry));
        let covered = self
            .roots
            .iter()
            .any(|known| inside.starts_with(&known.path));
        if !covered && root.path.is_dir() {
            self.roots.push(root);
        }
    }

    /// The import name of an entry file.
    fn find_entry(&self, file: &Text, from_set: bool) -> Result<String, Fault> {
        let written = file.value.as_str();
        if from_set {
            return Ok(written.to_owned());
        }
        let path = normalize(&self.package.join(written));
        if path.is_file() {
            let below = self
                .roots
                .iter()
                .find_map(|root| path.strip_prefix(&root.path).ok());
            return below
                .and_then(import_name)
                .ok_or_else(|| self.outside(file));
        }
        let on_root = self
            .roots
            .iter()
            .any(|root| root.path.join(written).is_file());
        if on_root || bundled::is_bundled(written) {
            return Ok(written.to_owned());
        }
        Err(self.missing_entry(file))
    }

    fn outside(&self, file: &Text) -> Fault {
        let message = format!("{} is in none of the `include` folders", shown(&file.value));
        Fault::new(file.span, message).help("add the folder that its imports are relative to")
    }

    fn missing_entry(&self, file: &Text) -> Fault {
        if self.package.join(&file.value).is_dir() {
            let message = format!("{} is a folder", shown(&file.value));
            return Fault::new(file.span, message).help("name each .proto file to read");
        }
        if file.value.contains('*') {
            let message = format!("{}: patterns are not expanded", shown(&file.value));
            return Fault::new(file.span, message).help("name each .proto file to read");
        }
        let mut paths = Vec::new();
        collect_protos(&self.package, &mut paths, &mut SEARCH_LIMIT.clone());
        let names: Vec<String> = paths
            .iter()
            .filter_map(|path| import_name(path.strip_prefix(&self.package).ok()?))
            .collect();
        let near = similar(&file.value, &names).map(|near| format!("did you mean \"{near}\"?"));
        Fault::new(file.span, format!("{}: no such file", shown(&file.value)))
            .maybe_help(near)
            .help("the path is relative to the folder of Cargo.toml")
    }

    fn missing_folder(&self, include: &Text) -> Fault {
        Fault::new(
            include.span,
            format!("{}: no such folder", shown(&include.value)),
        )
        .help("the path is relative to the folder of Cargo.toml")
    }
}

impl Root {
    fn show(&self, name: &str) -> String {
        if self.shown.is_empty() {
            name.to_owned()
        } else {
            format!("{}/{name}", self.shown)
        }
    }
}

/// A path of the user's as texts may show it: an absolute one is cut down to the file's name.
pub(crate) fn shown(written: &str) -> String {
    let path = Path::new(written);
    let name = path.file_name().filter(|_| path.is_absolute());
    name.map_or_else(
        || written.to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}

/// The candidate most like `name`: a small slip in the whole, or the same file elsewhere.
fn similar<'a>(name: &str, candidates: &'a [String]) -> Option<&'a str> {
    let file = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let candidates = || {
        candidates
            .iter()
            .map(String::as_str)
            .filter(|other| *other != name)
    };
    let same_file = || candidates().find(|other| file(other) == file(name));
    nearest(name, candidates()).or_else(same_file)
}

/// `a/b.proto` for a relative path, whatever the system's separator.
fn import_name(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path
        .components()
        .map(|part| part.as_os_str().to_str())
        .collect();
    Some(parts?.join("/"))
}

/// Resolves `.` and `..` by the letters alone.
pub(crate) fn normalize(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if clean.file_name().is_some() => {
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    clean
}

/// Gathers the `.proto` files below `folder`, build output and hidden folders left out.
fn collect_protos(folder: &Path, found: &mut Vec<PathBuf>, budget: &mut usize) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if *budget == 0 {
            return;
        }
        *budget -= 1;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let skipped = name.starts_with('.') || name == "target" || name == "node_modules";
        if path.is_dir() && !skipped {
            collect_protos(&path, found, budget);
        } else if name.ends_with(".proto") {
            found.push(path);
        }
    }
}
