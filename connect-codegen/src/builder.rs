//! Generation to a string or a file, for build scripts and tools that keep the code.

use std::fmt;
use std::path::{Path, PathBuf};

use proc_macro2::{Ident, Span, TokenStream};

use crate::args::{Args, BytesRepr, MapRepr, StringRepr, Text};
use crate::diag::Fault;
use crate::generate::{Failure, Outcome, Target, generate};
use crate::output::readable;

/// Generates the code of one module as readable Rust: what the attribute fills its module with.
///
/// Its methods are the attribute's options.
///
/// ```no_run
/// # fn main() -> Result<(), connect_codegen::Error> {
/// let code = connect_codegen::Builder::new(".")
///     .include("proto")
///     .file("proto/greet/v1/greet.proto")
///     .runtime("::connect")
///     .generate()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Builder {
    package: PathBuf,
    args: Args,
    externs: Vec<(String, String)>,
    runtime: Option<String>,
    /// `derive` and `attr`: option, selector, what is added.
    options: Vec<(&'static str, String, String)>,
}

/// Why nothing could be generated: each mistake with its file, line and column.
#[derive(Debug, Clone)]
pub struct Error {
    faults: Vec<String>,
}

impl Builder {
    /// A builder for files given relative to `package`, the folder of a `Cargo.toml`.
    pub fn new(package: impl AsRef<Path>) -> Self {
        Self {
            package: package.as_ref().to_owned(),
            args: Args::new(Span::call_site()),
            externs: Vec::new(),
            runtime: None,
            options: Vec::new(),
        }
    }

    /// Adds a file to generate code for. Files of `google.protobuf` and `google.rpc` are known by their
    /// import names; named here they are generated rather than taken from the runtime.
    #[must_use]
    pub fn file(mut self, path: impl Into<String>) -> Self {
        self.args.files.push(text(path));
        self
    }

    /// Adds a folder that imports are relative to.
    #[must_use]
    pub fn include(mut self, path: impl Into<String>) -> Self {
        self.args.include.push(text(path));
        self
    }

    /// Adds a schema that is in no file.
    #[must_use]
    pub fn inline(mut self, schema: impl Into<String>) -> Self {
        self.args.inline = Some(text(schema));
        self
    }

    /// Takes the files from a serialized `FileDescriptorSet` with all imports in it.
    #[must_use]
    pub fn descriptor_set(mut self, path: impl Into<String>) -> Self {
        self.args.descriptor_set = Some(text(path));
        self
    }

    /// Uses the Rust path `path` for a proto package or type instead of generating it.
    #[must_use]
    pub fn extern_path(mut self, selector: impl Into<String>, path: impl Into<String>) -> Self {
        self.externs.push((selector.into(), path.into()));
        self
    }

    /// Sets the path by which the code reaches the runtime, such as `::connect` or `crate`. Otherwise it
    /// is found from the package's `Cargo.toml`.
    #[must_use]
    pub fn runtime(mut self, path: impl Into<String>) -> Self {
        self.runtime = Some(path.into());
        self
    }

    /// Whether to generate service traits and their servers; they are by default.
    #[must_use]
    pub fn server(mut self, yes: bool) -> Self {
        self.args.server = yes;
        self
    }

    /// Whether to generate clients; they are by default.
    #[must_use]
    pub fn client(mut self, yes: bool) -> Self {
        self.args.client = yes;
        self
    }

    /// Whether methods that a service leaves out answer `unimplemented`; otherwise they do not compile.
    #[must_use]
    pub fn default_stubs(mut self, yes: bool) -> Self {
        self.args.default_stubs = yes;
        self
    }

    /// Adds derives to what `selector` picks, a message, enum or oneof by its full name or all types below
    /// `shop.v1.*`.
    #[must_use]
    pub fn derive(mut self, selector: impl Into<String>, traits: impl Into<String>) -> Self {
        self.options
            .push(("derive", selector.into(), traits.into()));
        self
    }

    /// Adds attributes, as they stand between their brackets, to what `selector` picks: a type, field,
    /// value, extension, service or method.
    #[must_use]
    pub fn attr(mut self, selector: impl Into<String>, attributes: impl Into<String>) -> Self {
        self.options
            .push(("attr", selector.into(), attributes.into()));
        self
    }

    /// Puts the message of a field, or of all fields below `shop.v1.Hat.*`, into a box.
    #[must_use]
    pub fn boxed(mut self, selector: impl Into<String>) -> Self {
        self.args.boxed.push(text(selector));
        self
    }

    /// Uses `BTreeMap`s for maps, in place of `HashMap`s.
    #[must_use]
    pub fn btree_maps(mut self) -> Self {
        self.args.repr.map = MapRepr::BTreeMap;
        self
    }

    /// Uses `Vec<u8>` for `bytes` fields, in place of `Bytes`.
    #[must_use]
    pub fn vec_bytes(mut self) -> Self {
        self.args.repr.bytes = BytesRepr::Vec;
        self
    }

    /// Uses the runtime's `SharedStr` for strings, in place of `String`.
    #[must_use]
    pub fn shared_strings(mut self) -> Self {
        self.args.repr.strings = StringRepr::Shared;
        self
    }

    /// Generates the code.
    ///
    /// # Errors
    /// All mistakes in the options and in the files, gathered.
    pub fn generate(&self) -> Result<String, Error> {
        let (_, code) = self.tokens()?;
        readable(code).map_err(Error::new)
    }

    /// Generates the code into the file `name` of the folder that cargo gives a build script, and tells cargo
    /// which files it was made from. The package includes it:
    ///
    /// ```text
    /// pub mod greet {
    ///     include!(concat!(env!("OUT_DIR"), "/greet.rs"));
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`Builder::generate`]; also outside of a build script, and if the file cannot be written.
    pub fn build(&self, name: &str) -> Result<(), Error> {
        let (read, code) = self.tokens()?;
        for path in read {
            println!("cargo::rerun-if-changed={}", path.display());
        }
        let folder = std::env::var_os("OUT_DIR")
            .ok_or_else(|| Error::new("OUT_DIR is not set: this is no build script".to_owned()))?;
        let text = readable(code).map_err(Error::new)?;
        std::fs::write(Path::new(&folder).join(name), text)
            .map_err(|error| Error::new(format!("{name} cannot be written: {error}")))
    }

    /// The files that were read and the code.
    pub(crate) fn tokens(&self) -> Result<(Vec<PathBuf>, TokenStream), Error> {
        let mut args = self.args.clone();
        let mut faults = Vec::new();
        for (selector, path) in &self.externs {
            faults.extend(args.read_extern(selector, path).err());
        }
        for (option, selector, added) in &self.options {
            faults.extend(args.read_pick(option, selector, added).err());
        }
        if let Some(path) = &self.runtime {
            faults.extend(args.read_runtime(path).err());
        }
        faults.extend(args.check());
        let target = Target {
            package: &self.package,
            ident: &Ident::new("generated", Span::call_site()),
            exported: false,
            schemas: &[],
        };
        let (read, outcome) = generate(&args, faults, &target);
        let failure = match outcome {
            Outcome::Generated { code, .. } => return Ok((read, code)),
            Outcome::Failed(failure) => failure,
            Outcome::Needs {
                index, mut failure, ..
            } => {
                let Text { value, span } = &args.externs[index].selector;
                let message = format!(
                    "the files behind `extern_path` \"{value}\" are in no `include` folder"
                );
                let why = "only the attribute finds them in the crate that has the types";
                failure.faults.push(Fault::new(*span, message).help(why));
                failure
            }
        };
        Err(failure.into())
    }
}

fn text(value: impl Into<String>) -> Text {
    Text {
        value: value.into(),
        span: Span::call_site(),
    }
}

impl Error {
    fn new(fault: String) -> Self {
        Self {
            faults: vec![fault],
        }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self {
            faults: failure.faults.iter().map(Fault::text).collect(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.faults.join("\n\n"))
    }
}

impl std::error::Error for Error {}
