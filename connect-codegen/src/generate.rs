//! The walk through all stages, for the attribute and for `Builder` alike.

use std::path::{Path, PathBuf};

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

use crate::args::{Args, Extern};
use crate::bundled;
use crate::diag::Fault;
use crate::emit::{self, Ctx};
use crate::link::{self, Linked};
use crate::manifest;
use crate::model;
use crate::model::types::Model;
use crate::scan::Scanned;
use crate::schema::{self, Schema};
use crate::source::{Entry, Sources, shown};

/// Why nothing was generated.
pub(crate) struct Failure {
    /// At least one.
    pub(crate) faults: Vec<Fault>,
    /// What the files that could be read declare.
    pub(crate) declared: Vec<Scanned>,
}

/// What is to be generated, beside the attribute's arguments.
pub(crate) struct Target<'a> {
    /// The folder of the user's `Cargo.toml`.
    pub(crate) package: &'a Path,
    /// The module that the code is for.
    pub(crate) ident: &'a Ident,
    /// Whether the module gives its schema to other crates.
    pub(crate) exported: bool,
    /// The schemas of other crates that have been asked for.
    pub(crate) schemas: &'a [Schema],
}

/// What a walk through the stages comes to.
pub(crate) enum Outcome {
    Generated {
        code: TokenStream,
        model: Model,
    },
    Failed(Failure),
    /// The schema behind the `extern_path` of this index is needed first.
    Needs {
        index: usize,
        runtime: TokenStream,
        /// What it comes to without it.
        failure: Failure,
    },
}

/// Generates the content of a module. `faults` are those of the arguments; the stages go on in spite of them
/// to find the others. Returns the files that were read in any case.
pub(crate) fn generate(
    args: &Args,
    mut faults: Vec<Fault>,
    target: &Target<'_>,
) -> (Vec<PathBuf>, Outcome) {
    let Target {
        package,
        ident,
        exported,
        schemas,
    } = *target;
    let name = ident.to_string();
    let (mut sources, entries, more) = Sources::new(args, package, name.trim_start_matches("r#"));
    faults.extend(more);
    let (linked, more) = link(args, &mut sources, entries, schemas);
    let needed = linked
        .as_ref()
        .and_then(|linked| needed(linked, args, schemas));
    faults.extend(more);
    let runtime = runtime(args, package).unwrap_or_else(|fault| {
        faults.push(fault);
        TokenStream::new()
    });
    let declared = linked.as_ref().map(declared).unwrap_or_default();
    if let (Some(index), false) = (needed, runtime.is_empty()) {
        let failure = Failure { faults, declared };
        let needs = Outcome::Needs {
            index,
            runtime,
            failure,
        };
        return (sources.read, needs);
    }
    let model = linked.filter(|_| faults.is_empty()).map(|linked| {
        let (model, more) = model::build(linked, args, runtime.clone(), ident);
        faults.extend(more);
        model
    });
    let generated = match model {
        Some(model) if faults.is_empty() => {
            let code = emit::emit(&Ctx {
                runtime,
                exported,
                model: &model,
                server: args.server,
                client: args.client,
                default_stubs: args.default_stubs,
            });
            Outcome::Generated { code, model }
        }
        _ => Outcome::Failed(Failure { faults, declared }),
    };
    (sources.read, generated)
}

/// The `extern_path` whose schema may have an import that was not found: one into another crate, for a
/// package that no file at hand has. The one whose name is most like the import's comes first.
fn needed(linked: &Linked, args: &Args, schemas: &[Schema]) -> Option<usize> {
    let missing = linked.missing.first()?;
    let at_hand = |selector: &str| {
        linked.packages.iter().any(|package| {
            let is_below = selector.strip_prefix(package.as_str()).is_some_and(|rest| {
                let name = rest.strip_prefix('.').filter(|_| !package.is_empty());
                // A type of the package; what begins small is another package.
                name.is_some_and(|name| name.starts_with(char::is_uppercase))
            });
            let holds = package.strip_prefix(selector);
            holds.is_some_and(|rest| rest.is_empty() || rest.starts_with('.')) || is_below
        })
    };
    let candidates = args.externs.iter().enumerate().filter(|(index, external)| {
        schema::is_elsewhere(external)
            && !schemas.iter().any(|schema| schema.index == *index)
            && !at_hand(external.selector.value.trim_start_matches('.'))
    });
    let alike = |external: &Extern| {
        let selector = external.selector.value.trim_start_matches('.').split('.');
        let import = missing.trim_end_matches(".proto").split('/');
        selector
            .zip(import)
            .take_while(|(of, name)| of == name)
            .count()
    };
    candidates
        .min_by_key(|(_, external)| std::cmp::Reverse(alike(external)))
        .map(|(index, _)| index)
}

/// Links the sources, or takes the descriptor set in their place.
pub(crate) fn link(
    args: &Args,
    sources: &mut Sources,
    entries: Vec<Entry>,
    schemas: &[Schema],
) -> (Option<Linked>, Vec<Fault>) {
    let Some(set) = &args.descriptor_set else {
        let (linked, faults) = link::link(sources, entries, schemas);
        return (Some(linked), faults);
    };
    if set.value.ends_with(".proto") {
        let fault = Fault::new(set.span, "this is a source, not a descriptor set")
            .help("name a .proto without `descriptor_set = `");
        return (None, vec![fault]);
    }
    let bytes = sources.read_from_package(&set.value).map_err(|error| {
        let why = match error.kind() {
            std::io::ErrorKind::NotFound => "no such file".to_owned(),
            _ => format!("cannot be read: {error}"),
        };
        Fault::new(set.span, format!("{}: {why}", shown(&set.value)))
            .help("the path is relative to the folder of Cargo.toml")
    });
    match bytes.and_then(|bytes| link::from_descriptor_set(&bytes, entries, set.span)) {
        Ok(linked) => (Some(linked), Vec::new()),
        Err(fault) => (None, vec![fault]),
    }
}

/// The path of the runtime's hidden module.
fn runtime(args: &Args, package: &Path) -> Result<TokenStream, Fault> {
    if let Some(path) = &args.runtime {
        let path = path.to_token_stream();
        return Ok(quote!(#path::__private));
    }
    let Some(name) = manifest::runtime_name(package) else {
        return Err(Fault::new(
            args.span,
            "connect-runtime is not among the dependencies in Cargo.toml",
        )
        .help("add it with `cargo add connect-runtime`, or give its path with `crate = ..`"));
    };
    let name = quote::format_ident!("{name}");
    Ok(quote!(::#name::__private))
}

/// The names in all files that were read and are not our own.
fn declared(linked: &Linked) -> Vec<Scanned> {
    let own = |name: &str| bundled::is_bundled(name);
    let files = linked.files.iter().filter(|(name, _)| !own(name));
    files.map(|(_, file)| Scanned::new(&file.text)).collect()
}
