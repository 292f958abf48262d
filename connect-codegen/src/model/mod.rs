//! From linked descriptors to the [`Model`]: which files are generated, in which modules, and every name
//! settled.
//!
//! What is generated: the entry files, what they import publicly, and, whole, each file with a type that
//! one of those uses. Files that serve options only stay out, and so do their packages. Services are
//! generated from the first two kinds alone.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Span, TokenStream};
use protox::prost_reflect::{DescriptorPool, FieldDescriptor, FileDescriptor, Kind};

use crate::args::{Args, Repr};
use crate::diag::Fault;
use crate::editions::features::Features;
use crate::link::Linked;

mod docs;
mod enums;
mod equality;
mod extensions;
mod fields;
mod files;
mod locations;
mod messages;
pub(crate) mod names;
mod paths;
mod picks;
mod services;
pub(crate) mod types;

use docs::member_docs;
use equality::Equalities;
use files::{Files, serialize, spans};
use locations::Locations;
use names::Names;
use paths::{Paths, check_externs};
use types::{Docs, Model, Module, Oneof, Service, Source};

/// Makes the model of all that `linked` holds. `runtime` is the path of the runtime's hidden module,
/// `ident` the user's module.
pub(crate) fn build(
    linked: Linked,
    args: &Args,
    runtime: TokenStream,
    ident: &Ident,
) -> (Model, Vec<Fault>) {
    let span = args.input_span();
    let names = Names::at(span);
    let entries: HashSet<String> = linked
        .entries
        .iter()
        .map(|entry| entry.name.clone())
        .collect();
    let paths = Paths::new(names, runtime, &args.externs, entries);
    let files = Files::choose(&linked, &paths);
    let spans = spans(&linked);
    let descriptor_set = serialize(&linked, &files.generated);
    let mut build = Build {
        names,
        equalities: Equalities::new(&linked.pool, &paths, args.repr.map),
        repr: args.repr,
        paths,
        locations: Locations::new(&linked),
        singular: singular_fields(&linked.pool),
        features: linked.features,
        span,
        faults: check_externs(&args.externs, &linked.pool),
    };
    build.paths.packages_are_modules = files.packages(&build.paths).len() > 1;

    let mut root = build.module(ident.clone(), String::new());
    for file in &files.generated {
        build.use_span(spans.get(file.name()).copied().unwrap_or(span));
        let scope = build.paths.package_scope(file.package_name());
        let module = build.descend(&mut root, file.package_name());
        build.fill(
            module,
            file,
            &scope,
            files.with_services.contains(file.name()),
        );
    }
    build.check_module(&root, &[]);
    let mut model = Model {
        root,
        descriptor_set,
    };
    build
        .faults
        .extend(picks::apply(&mut model, args, &linked.pool));
    (model, build.faults)
}

/// What the parts of the model need while it is made.
struct Build {
    names: Names,
    paths: Paths,
    equalities: Equalities,
    repr: Repr,
    locations: Locations,
    /// For each message, the messages that it holds one of.
    singular: HashMap<String, Vec<String>>,
    features: Features,
    span: Span,
    faults: Vec<Fault>,
}

impl Build {
    /// Puts what follows, faults and identifiers, at the literal that named its file.
    fn use_span(&mut self, span: Span) {
        self.span = span;
        self.names = Names::at(span);
        self.paths.names = self.names;
    }

    fn module(&self, ident: Ident, full_name: String) -> Module {
        let what = match full_name.as_str() {
            "" => "Generated from Protocol Buffers.".to_owned(),
            name => format!("Package `{name}`."),
        };
        Module {
            ident,
            full_name,
            docs: member_docs(&[], &what),
            messages: Vec::new(),
            enums: Vec::new(),
            services: Vec::new(),
            extensions: Vec::new(),
            children: Vec::new(),
        }
    }

    /// The module of a package, made where it is not there yet.
    fn descend<'m>(&self, root: &'m mut Module, package: &str) -> &'m mut Module {
        if !self.paths.packages_are_modules || package.is_empty() {
            if !package.is_empty() {
                root.full_name = package.to_owned();
            }
            return root;
        }
        let mut module = root;
        let mut full_name = String::new();
        for part in package.split('.') {
            full_name = crate::scan::join(&full_name, part);
            let ident = self.names.snake(part);
            let known = module
                .children
                .iter()
                .position(|child| child.ident == ident);
            let at = known.unwrap_or_else(|| {
                module.children.push(self.module(ident, full_name.clone()));
                module.children.len() - 1
            });
            module = &mut module.children[at];
        }
        module
    }

    /// Adds the items of a file to the module of its package.
    fn fill(
        &mut self,
        module: &mut Module,
        file: &FileDescriptor,
        scope: &[Ident],
        services: bool,
    ) {
        for message in file.messages() {
            let made = self.message(&message, scope);
            module.messages.extend(made);
        }
        for enumeration in file.enums() {
            let made = self.enumeration(&enumeration);
            module.enums.extend(made);
        }
        for extension in file
            .extensions()
            .filter(|extension| extension.parent_message().is_none())
        {
            let made = self.extension(&extension, scope);
            module.extensions.extend(made);
        }
        if services {
            for service in file.services() {
                let made = self.service(&service, scope);
                module.services.push(made);
            }
        }
    }

    /// Reports types of one module that Rust spells the same, here and in all modules below.
    fn check_module(&mut self, module: &Module, oneofs: &[Oneof]) {
        let mut seen: HashMap<String, String> = HashMap::new();
        for (ident, what, name, source) in named_types(module, oneofs) {
            if let Some(earlier) = seen.get(&ident) {
                let message = format!("{what} and {earlier} are both `{ident}` in Rust");
                let place = self.locations.word(source, name);
                let fault = Fault::new(self.span, message).at(place);
                self.faults.push(fault.help("rename one of the two"));
            } else {
                seen.insert(ident, what);
            }
        }
        for message in &module.messages {
            self.check_module(&message.nested, &message.oneofs);
        }
        for child in &module.children {
            self.check_module(child, &[]);
        }
    }

    /// Reports names of one scope that Rust spells the same. Each name comes with what it is (`field
    /// 'a'`) and its path in the file.
    fn check_names(&mut self, file: &FileDescriptor, names: &[(String, String, Vec<i32>)]) {
        let mut seen: HashMap<&str, &str> = HashMap::new();
        for (ident, what, path) in names {
            if let Some(earlier) = seen.get(ident.as_str()) {
                let message = format!("{what} and {earlier} are both `{ident}` in Rust");
                let fault = Fault::new(self.span, message)
                    .at(self.locations.name(file, path))
                    .help("rename one of the two");
                self.faults.push(fault);
            } else {
                seen.insert(ident, what);
            }
        }
    }

    /// Whether a field of `from` must be in a box: the message that it holds leads back to `from`.
    fn leads_back(&self, held: &str, from: &str) -> bool {
        let mut seen = HashSet::new();
        let mut next = vec![held];
        while let Some(name) = next.pop() {
            if name == from {
                return true;
            }
            if seen.insert(name) {
                let below = self.singular.get(name).into_iter().flatten();
                next.extend(below.map(String::as_str));
            }
        }
        false
    }
}

/// For each message, the messages that it holds one of: the way a value would contain itself.
fn singular_fields(pool: &DescriptorPool) -> HashMap<String, Vec<String>> {
    let held = |field: FieldDescriptor| match field.kind() {
        Kind::Message(message) if !field.is_list() && !field.is_map() => {
            Some(message.full_name().to_owned())
        }
        _ => None,
    };
    pool.all_messages()
        .map(|message| {
            (
                message.full_name().to_owned(),
                message.fields().filter_map(held).collect(),
            )
        })
        .collect()
}

/// Everything in a module that is a type or a trait: its Rust name, what it is, its proto name, its place.
fn named_types<'m>(
    module: &'m Module,
    oneofs: &'m [Oneof],
) -> Vec<(String, String, &'m str, &'m Source)> {
    fn simple(full_name: &str) -> &str {
        full_name.rsplit('.').next().unwrap_or(full_name)
    }
    let mut names = Vec::new();
    for message in &module.messages {
        let name = simple(&message.full_name);
        names.push((
            message.ident.to_string(),
            format!("message '{name}'"),
            name,
            &message.source,
        ));
    }
    for enumeration in &module.enums {
        let name = simple(&enumeration.full_name);
        names.push((
            enumeration.ident.to_string(),
            format!("enum '{name}'"),
            name,
            &enumeration.source,
        ));
    }
    for oneof in oneofs {
        let what = format!("oneof '{}'", oneof.name);
        names.push((
            oneof.enum_ident.to_string(),
            what,
            &oneof.name,
            &oneof.source,
        ));
    }
    for service in &module.services {
        let Service { name, source, .. } = service;
        names.push((
            service.ident.to_string(),
            format!("service '{name}'"),
            name,
            source,
        ));
        names.push((
            service.server_ident.to_string(),
            format!("the server of '{name}'"),
            name,
            source,
        ));
        names.push((
            service.client_ident.to_string(),
            format!("the client of '{name}'"),
            name,
            source,
        ));
    }
    names
}

/// Docs of a module that holds what is nested in a message.
fn nested_docs(message: &str) -> Docs {
    member_docs(&[], &format!("Types nested in `{message}`."))
}
