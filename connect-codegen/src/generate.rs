//! The walk through all stages, for the attribute and for `Builder` alike.

use std::path::{Path, PathBuf};

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

use crate::args::Args;
use crate::bundled;
use crate::diag::Fault;
use crate::emit::{self, Ctx};
use crate::link::{self, Linked};
use crate::manifest;
use crate::model;
use crate::scan::Scanned;
use crate::source::{Entry, Sources, shown};

/// Why nothing was generated.
pub(crate) struct Failure {
    /// At least one.
    pub(crate) faults: Vec<Fault>,
    /// What the files that could be read declare.
    pub(crate) declared: Vec<Scanned>,
}

/// Generates the content of the module `ident` in the package at `package`. `faults` are those of the
/// arguments; the stages go on in spite of them to find the others. Returns the files that were read in
/// any case.
pub(crate) fn generate(
    args: &Args,
    mut faults: Vec<Fault>,
    package: &Path,
    ident: &Ident,
) -> (Vec<PathBuf>, Result<TokenStream, Failure>) {
    let name = ident.to_string();
    let (mut sources, entries, more) = Sources::new(args, package, name.trim_start_matches("r#"));
    faults.extend(more);
    let (linked, more) = link(args, &mut sources, entries);
    faults.extend(more);
    let runtime = runtime(args, package).unwrap_or_else(|fault| {
        faults.push(fault);
        TokenStream::new()
    });
    let declared = linked.as_ref().map(declared).unwrap_or_default();
    let model = linked.filter(|_| faults.is_empty()).map(|linked| {
        let (model, more) = model::build(linked, args, runtime.clone(), ident);
        faults.extend(more);
        model
    });
    let generated = match model {
        Some(model) if faults.is_empty() => Ok(emit::emit(&Ctx {
            runtime,
            model: &model,
            server: args.server,
            client: args.client,
            default_stubs: args.default_stubs,
        })),
        _ => Err(Failure { faults, declared }),
    };
    (sources.read, generated)
}

/// Links the sources, or takes the descriptor set in their place.
pub(crate) fn link(
    args: &Args,
    sources: &mut Sources,
    entries: Vec<Entry>,
) -> (Option<Linked>, Vec<Fault>) {
    let Some(set) = &args.descriptor_set else {
        let (linked, faults) = link::link(sources, entries);
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
