//! Tests of the stages together: small `.proto`s in, the model or the faults out.
//!
//! Snapshots of emitted code are beside the emitters; here stands what all of them rely on.

mod builder;
mod editions;
mod faults;
mod files;
mod model;
mod outline;
mod picks;
mod schema;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use proc_macro2::{Ident, Span, TokenStream};

use crate::args::Args;
use crate::diag::Fault;
use crate::model::types::Model;
use crate::schema::Schema;
use crate::source::Sources;

/// A package on disk, gone when dropped.
pub(crate) struct Package {
    root: PathBuf,
}

impl Package {
    /// Writes the files, each with its path, below a folder of its own.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("connect-codegen-{}-{count}", std::process::id());
        let package = Self {
            root: std::env::temp_dir().join(name),
        };
        package.write(
            "Cargo.toml",
            "[dependencies]\nconnect = { package = \"connect-runtime\" }\n",
        );
        for (path, text) in files {
            package.write(path, text);
        }
        package
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    fn write(&self, path: &str, text: &str) {
        self.write_bytes(path, text.as_bytes());
    }

    fn write_bytes(&self, path: &str, bytes: &[u8]) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    /// The model that the attribute makes of these files.
    pub(crate) fn model(&self, attr: &str) -> Result<Model, Vec<String>> {
        self.model_with(attr, &[])
    }

    /// The model, with schemas of other crates.
    fn model_with(&self, attr: &str, schemas: &[Schema]) -> Result<Model, Vec<String>> {
        let tokens: TokenStream = attr.parse().expect("tokens");
        let (args, mut faults) = Args::parse(tokens);
        let ident = Ident::new("api", Span::call_site());
        let (mut sources, entries, more) = Sources::new(&args, &self.root, "api");
        faults.extend(more);
        let (linked, more) = crate::generate::link(&args, &mut sources, entries, schemas);
        faults.extend(more);
        if let Some(linked) = linked.filter(|_| faults.is_empty()) {
            let runtime = quote::quote!(::connect::__private);
            let (model, more) = crate::model::build(linked, &args, runtime, &ident);
            if more.is_empty() {
                return Ok(model);
            }
            faults.extend(more);
        }
        Err(faults.iter().map(Fault::text).collect())
    }

    /// What the attribute expands to on `pub mod api {}`.
    pub(crate) fn expand(&self, attr: &str) -> String {
        self.expand_on(attr, "pub mod api {}")
    }

    /// What the attribute expands to on `item`.
    pub(crate) fn expand_on(&self, attr: &str, item: &str) -> String {
        let attr: TokenStream = attr.parse().expect("tokens");
        crate::expand::expand(attr, item.parse().expect("tokens"), Vec::new(), &self.root)
            .to_string()
    }
}

impl Drop for Package {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

/// The model of one proto3 file `a.proto`.
fn proto3(body: &str) -> Model {
    made(&[("a.proto", &format!("syntax = \"proto3\";\n{body}"))])
}

/// The model of one proto2 file `a.proto`.
fn proto2(body: &str) -> Model {
    made(&[("a.proto", &format!("syntax = \"proto2\";\n{body}"))])
}

/// The model of files of which the first is the entry.
fn made(files: &[(&str, &str)]) -> Model {
    let attr = format!("{:?}", files[0].0);
    Package::new(files)
        .model(&attr)
        .unwrap_or_else(|faults| panic!("{}", faults.join("\n\n")))
}
