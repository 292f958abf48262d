//! Generation to a string, for tools that keep the code in a file.

use std::fmt;
use std::path::{Path, PathBuf};

use proc_macro2::{Ident, Span};

use crate::args::{Args, Extern, Text};
use crate::generate::{Failure, generate};

/// Generates the code of one module as readable Rust.
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

    /// Generates the code.
    ///
    /// # Errors
    /// All mistakes in the options and in the files, gathered.
    pub fn generate(&self) -> Result<String, Error> {
        let mut args = self.args.clone();
        for (selector, path) in &self.externs {
            let selector = text(selector.as_str());
            let path = parse_path(path)?;
            args.externs.push(Extern { selector, path });
        }
        args.runtime = self.runtime.as_deref().map(parse_path).transpose()?;
        let module = Ident::new("generated", Span::call_site());
        let (_, generated) = generate(&args, Vec::new(), &self.package, &module);
        let tokens = generated.map_err(Error::from)?;
        let file: syn::File = syn::parse2(tokens).map_err(|error| Error::new(error.to_string()))?;
        Ok(prettyplease::unparse(&file))
    }
}

fn text(value: impl Into<String>) -> Text {
    Text {
        value: value.into(),
        span: Span::call_site(),
    }
}

fn parse_path(path: &str) -> Result<syn::Path, Error> {
    syn::parse_str(path).map_err(|_| Error::new(format!("`{path}` is not a path")))
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
            faults: failure
                .faults
                .iter()
                .map(crate::diag::Fault::text)
                .collect(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.faults.join("\n\n"))
    }
}

impl std::error::Error for Error {}
