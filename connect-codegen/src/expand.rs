//! The attribute as a whole: from its tokens and the module it stands on to the filled module.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Token, Visibility};

use crate::args::Args;
use crate::diag::{Fault, to_errors};
use crate::emit::skeleton;
use crate::generate::{Outcome, Target, generate};
use crate::model::names::Names;
use crate::output;
use crate::schema::{self, Schema};
use crate::source::shown;

/// Expands the attribute in the package whose `Cargo.toml` is in `package`.
///
/// `schemas` are those of other crates, as far as they have been asked for.
pub(crate) fn expand(
    attr: TokenStream,
    item: TokenStream,
    schemas: Vec<Schema>,
    package: &Path,
) -> TokenStream {
    let module: UserModule = match syn::parse2(item.clone()) {
        Ok(module) => module,
        Err(error) => {
            let fault = Fault::new(error.span(), error.to_string()).help(
                "the attribute stands on a module: #[proto(\"greet.proto\")] pub mod greet {}",
            );
            let errors = to_errors(&[fault]);
            return quote!(#item #(#errors;)*);
        }
    };
    let (args, faults) = Args::parse(attr.clone());
    let span = args.input_span();
    let content = catch_unwind(AssertUnwindSafe(|| {
        content(&args, faults, package, &module, &schemas)
    }))
    .unwrap_or_else(|_| {
        // Unlike a panic of the macro, this leaves the module standing.
        Content::Items(quote_spanned! {span=>
            ::core::compile_error!("the code generator has failed on this .proto; please report it");
        })
    });
    match content {
        Content::Items(items) => module.fill(docs(&args), items),
        Content::Needs { index, runtime } => {
            let external = &args.externs[index];
            schema::request(external, index, &runtime, &attr, &item, &schemas)
        }
    }
}

/// What the attribute can come to.
enum Content {
    Items(TokenStream),
    /// See [`Outcome::Needs`].
    Needs {
        index: usize,
        runtime: TokenStream,
    },
}

/// A line of documentation for a module that the user has written none for.
fn docs(args: &Args) -> String {
    let files: Vec<String> = args
        .files
        .iter()
        .map(|file| format!("`{}`", shown(&file.value)))
        .collect();
    match (files.as_slice(), &args.descriptor_set) {
        ([], Some(set)) => format!("Generated from `{}`.", shown(&set.value)),
        ([], None) => "Generated from a schema in the source.".to_owned(),
        (files, _) => format!("Generated from {}.", files.join(", ")),
    }
}

/// The module that the attribute stands on.
struct UserModule {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    keyword: Token![mod],
    ident: Ident,
    body: Group,
}

impl Parse for UserModule {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        if !input.peek(Token![mod]) {
            return Err(input.error("expected a module"));
        }
        let keyword = input.parse()?;
        let ident: Ident = input.parse()?;
        let body = match input.parse()? {
            TokenTree::Group(body) if body.delimiter() == Delimiter::Brace => body,
            _ => {
                return Err(syn::Error::new(
                    ident.span(),
                    "expected a module with its body in braces",
                ));
            }
        };
        Ok(Self {
            attributes,
            visibility,
            keyword,
            ident,
            body,
        })
    }
}

impl UserModule {
    /// Whether other crates may see the module.
    fn is_public(&self) -> bool {
        matches!(self.visibility, Visibility::Public(_))
    }

    /// Whether the user has documented the module, on it or in it.
    fn has_docs(&self) -> bool {
        let mut inside = self.body.stream().into_iter();
        let inner = [inside.next(), inside.next(), inside.next()];
        let inner_docs = match inner {
            [
                Some(TokenTree::Punct(_)),
                Some(TokenTree::Punct(_)),
                Some(TokenTree::Group(attribute)),
            ] => attribute.stream().to_string().starts_with("doc"),
            _ => false,
        };
        inner_docs
            || self
                .attributes
                .iter()
                .any(|attribute| attribute.path().is_ident("doc"))
    }

    /// The module with `content` behind what the user has in it.
    fn fill(self, docs: String, content: TokenStream) -> TokenStream {
        let docs = (!self.has_docs()).then(|| quote!(#[doc = #docs]));
        let Self {
            attributes,
            visibility,
            keyword,
            ident,
            body,
        } = self;
        let inside = body.stream();
        quote! {
            #docs
            #(#attributes)*
            #visibility #keyword #ident {
                #inside
                #content
            }
        }
    }
}

/// What goes into the module: the generated code, or errors and the names; in both cases the anchors of
/// the files that were read.
fn content(
    args: &Args,
    faults: Vec<Fault>,
    package: &Path,
    module: &UserModule,
    schemas: &[Schema],
) -> Content {
    let target = Target {
        package,
        ident: &module.ident,
        exported: module.is_public(),
        schemas,
    };
    let (read, outcome) = generate(args, faults, &target);
    let body = match outcome {
        Outcome::Needs { index, runtime, .. } => return Content::Needs { index, runtime },
        Outcome::Failed(failure) => {
            let names = Names::at(args.input_span());
            skeleton::emit(&failure.declared, &to_errors(&failure.faults), names)
        }
        Outcome::Generated { code, model } => {
            let exported = target
                .exported
                .then(|| schema::export(&model, &module.ident));
            let included = match &args.emit {
                Some(emit) => output::include(emit, code.clone(), package, &read),
                None => Ok(None),
            };
            // The schema comes first, for the modules inside take it from there.
            match included {
                Ok(included) => {
                    let code = included.unwrap_or(code);
                    quote!(#exported #code)
                }
                Err(fault) => {
                    let errors = to_errors(&[fault]);
                    quote!(#exported #code #(#errors;)*)
                }
            }
        }
    };
    let anchors = read.iter().filter_map(|path| path.to_str()).map(|path| {
        // The compiler lists what it includes among the crate's own sources.
        quote!(
            const _: &[u8] = ::core::include_bytes!(#path);
        )
    });
    Content::Items(quote!(#body #(#anchors)*))
}
