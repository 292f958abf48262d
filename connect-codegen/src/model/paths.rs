//! Where each proto type lives in Rust, and how to write that from any module.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use protox::prost_reflect::{DescriptorPool, EnumDescriptor, FileDescriptor, MessageDescriptor};
use quote::{ToTokens, quote};
use syn::Path;

use super::names::Names;
use super::types::{RustPath, TypePath};
use crate::args::Extern;
use crate::diag::{Fault, nearest};

/// The files of google.protobuf whose types the runtime has.
const RUNTIME_PROTOBUF: &[&str] = &[
    "google/protobuf/any.proto",
    "google/protobuf/duration.proto",
    "google/protobuf/empty.proto",
    "google/protobuf/field_mask.proto",
    "google/protobuf/struct.proto",
    "google/protobuf/timestamp.proto",
    "google/protobuf/wrappers.proto",
];

/// The files of google.rpc, all of whose types the runtime has.
const RUNTIME_RPC: &[&str] = &[
    "google/rpc/code.proto",
    "google/rpc/error_details.proto",
    "google/rpc/status.proto",
];

/// A message or an enum, for what the two have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TypeDescriptor {
    Message(MessageDescriptor),
    Enum(EnumDescriptor),
}

impl TypeDescriptor {
    pub(crate) fn full_name(&self) -> &str {
        match self {
            Self::Message(message) => message.full_name(),
            Self::Enum(enumeration) => enumeration.full_name(),
        }
    }

    pub(crate) fn file(&self) -> FileDescriptor {
        match self {
            Self::Message(message) => message.parent_file(),
            Self::Enum(enumeration) => enumeration.parent_file(),
        }
    }
}

/// A module inside the user's, as the names that lead to it.
pub(crate) type Scope = Vec<Ident>;

/// Types that are defined outside the user's module.
struct Outside {
    /// A package or a type, with everything below it.
    selector: String,
    path: Anchor,
}

/// A path as the user wrote it.
enum Anchor {
    /// Means the same everywhere: `::a::b`, `crate::a`, the runtime's.
    Absolute(TokenStream),
    /// Relative to the module that the attribute's module is in, this many levels up from there.
    Relative { ups: usize, path: Vec<TokenStream> },
}

/// The map from proto names to Rust paths.
pub(crate) struct Paths {
    pub(crate) names: Names,
    /// Whether packages are modules; with one package only they are not.
    pub(crate) packages_are_modules: bool,
    runtime: TokenStream,
    outside: Vec<Outside>,
    /// Names of the files that are generated although the runtime has their types.
    own: HashSet<String>,
}

impl Paths {
    pub(crate) fn new(
        names: Names,
        runtime: TokenStream,
        externs: &[Extern],
        own: HashSet<String>,
    ) -> Self {
        let mut outside: Vec<Outside> = externs
            .iter()
            .map(|external| Outside {
                selector: external.selector.value.trim_start_matches('.').to_owned(),
                path: Anchor::new(&external.path),
            })
            .collect();
        // The longest selector that fits a type is the one that counts.
        outside.sort_by_key(|outside| std::cmp::Reverse(outside.selector.len()));
        Self {
            names,
            packages_are_modules: false,
            runtime,
            outside,
            own,
        }
    }

    /// Whether the type is defined somewhere else and not to be generated.
    pub(crate) fn is_outside(&self, ty: &TypeDescriptor) -> bool {
        self.selected(ty.full_name()).is_some() || self.runtime_module(&ty.file()).is_some()
    }

    /// The modules for a package.
    pub(crate) fn package_scope(&self, package: &str) -> Scope {
        if !self.packages_are_modules || package.is_empty() {
            return Vec::new();
        }
        package
            .split('.')
            .map(|part| self.names.snake(part))
            .collect()
    }

    /// The module that holds the items nested in `message`.
    pub(crate) fn message_scope(&self, message: &MessageDescriptor) -> Scope {
        let mut scope = match message.parent_message() {
            Some(parent) => self.message_scope(&parent),
            None => self.package_scope(message.package_name()),
        };
        scope.push(self.names.snake(message.name()));
        scope
    }

    /// The module that holds `ty` itself.
    pub(crate) fn scope_of(&self, ty: &TypeDescriptor) -> Scope {
        let (parent, package) = match ty {
            TypeDescriptor::Message(message) => (message.parent_message(), message.package_name()),
            TypeDescriptor::Enum(enumeration) => {
                (enumeration.parent_message(), enumeration.package_name())
            }
        };
        match parent {
            Some(parent) => self.message_scope(&parent),
            None => self.package_scope(package),
        }
    }

    /// How `ty` is written in the module `from`.
    pub(crate) fn path(&self, ty: &TypeDescriptor, from: &[Ident]) -> RustPath {
        if let Some(outside) = self.selected(ty.full_name()) {
            let below = &ty.full_name()[outside.selector.len()..];
            return RustPath(outside.path.write(self.below(below), from));
        }
        let name = ty.full_name();
        if let Some(module) = self.runtime_module(&ty.file()) {
            let below = name[ty.file().package_name().len()..].to_owned();
            let below = self.below(&below);
            return RustPath(quote!(#module #(:: #below)*));
        }
        let simple = name.rsplit('.').next().unwrap_or(name);
        relative(&self.scope_of(ty), &self.names.camel(simple), from)
    }

    /// How `ty` is written in the module `from` and in the module `nested` right below it.
    pub(crate) fn type_path(
        &self,
        ty: &TypeDescriptor,
        from: &[Ident],
        nested: &[Ident],
    ) -> TypePath {
        TypePath {
            outer: self.path(ty, from),
            nested: self.path(ty, nested),
        }
    }

    /// The `extern_path` that covers a type.
    fn selected(&self, full_name: &str) -> Option<&Outside> {
        self.outside.iter().find(|outside| {
            let rest = full_name.strip_prefix(outside.selector.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    }

    /// The runtime's module with the types of a file that comes with us.
    fn runtime_module(&self, file: &FileDescriptor) -> Option<TokenStream> {
        let runtime = &self.runtime;
        let name = file.name();
        if self.own.contains(name) {
            return None;
        }
        if RUNTIME_PROTOBUF.contains(&name) {
            return Some(quote!(#runtime::protobuf));
        }
        RUNTIME_RPC.contains(&name).then(|| quote!(#runtime::rpc))
    }

    /// The Rust names of `.Outer.Inner` below a module: `outer`, `Inner`.
    fn below(&self, name: &str) -> Vec<Ident> {
        let parts: Vec<&str> = name.split('.').filter(|part| !part.is_empty()).collect();
        let last = parts.len().saturating_sub(1);
        let spell = |(at, part): (usize, &&str)| match at == last {
            true => self.names.camel(part),
            false => self.names.snake(part),
        };
        parts.iter().enumerate().map(spell).collect()
    }
}

impl Anchor {
    fn new(path: &Path) -> Self {
        let mut segments = path
            .segments
            .iter()
            .map(|segment| &segment.ident)
            .peekable();
        let up = |ident: &Ident| *ident == "self" || *ident == "super";
        if path.leading_colon.is_some() || !segments.peek().is_some_and(|first| up(first)) {
            return Self::Absolute(path.to_token_stream());
        }
        let mut ups = 0;
        while let Some(first) = segments.next_if(|ident| up(ident)) {
            ups += usize::from(*first == "super");
        }
        Self::Relative {
            ups,
            path: segments.map(ToTokens::to_token_stream).collect(),
        }
    }

    /// The path with `below` behind it, for use in the module `from`.
    fn write(&self, below: Vec<Ident>, from: &[Ident]) -> TokenStream {
        match self {
            Self::Absolute(path) => quote!(#path #(:: #below)*),
            Self::Relative { ups, path } => {
                // One more for the annotated module itself.
                let ups = std::iter::repeat_n(quote!(super), from.len() + 1 + ups);
                let below = below.iter().map(ToTokens::to_token_stream);
                let parts = ups.chain(path.iter().cloned()).chain(below);
                quote!(#(#parts)::*)
            }
        }
    }
}

/// The path from the module `from` to `ident` in the module `scope`.
pub(crate) fn relative(scope: &[Ident], ident: &Ident, from: &[Ident]) -> RustPath {
    let shared = scope.iter().zip(from).take_while(|(a, b)| a == b).count();
    let ups = std::iter::repeat_n(quote!(super), from.len() - shared);
    let start = if from.len() == shared {
        quote!(self ::)
    } else {
        quote!(#(#ups ::)*)
    };
    let downs = &scope[shared..];
    RustPath(quote!(#start #(#downs ::)* #ident))
}

/// Faults for the selectors of `extern_path` that cover nothing.
pub(crate) fn check_externs(externs: &[Extern], pool: &DescriptorPool) -> Vec<Fault> {
    let mut known = std::collections::BTreeSet::new();
    let types = pool
        .all_messages()
        .map(|message| message.full_name().to_owned());
    let types = types.chain(
        pool.all_enums()
            .map(|enumeration| enumeration.full_name().to_owned()),
    );
    for name in types {
        for (dot, _) in name.match_indices('.') {
            known.insert(name[..dot].to_owned());
        }
        known.insert(name);
    }
    externs
        .iter()
        .filter(|external| !known.contains(external.selector.value.trim_start_matches('.')))
        .map(|external| {
            let selector = &external.selector.value;
            let names = known.iter().map(String::as_str);
            let near = nearest(selector, names).map(|near| format!("did you mean \"{near}\"?"));
            Fault::new(
                external.selector.span,
                format!("no package and no type is called \"{selector}\""),
            )
            .maybe_help(near)
        })
        .collect()
}
