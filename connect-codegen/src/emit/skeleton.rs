//! What stands in for the code of files with faults: the names alone, so that a mistake in a `.proto` is
//! not followed by one error for each use of what it should have generated.
//!
//! Every name is an alias of one type whose making is itself one of the errors. The compiler takes such a
//! type for anything, in silence: it has all fields, methods and variants that the user's code asks for.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::model::names::Names;
use crate::scan::{Item, Kind, Scanned};

/// The alias that all names lead to.
const FAILED: &str = "FailedToGenerate";

/// Emits the names that `files` declare. `errors` are `compile_error!`s, at least one.
pub(crate) fn emit(files: &[Scanned], errors: &[TokenStream], names: Names) -> TokenStream {
    let Some((last, others)) = errors.split_last() else {
        return TokenStream::new();
    };
    let mut root = Outline::default();
    for file in files {
        // Which of the two layouts it would have been depends on files that may not be readable.
        root.add(&file.items, names);
        let mut module = &mut root;
        for part in file.package.split('.').filter(|part| !part.is_empty()) {
            module = module.module(names.snake(part));
        }
        module.add(&file.items, names);
    }
    let body = root.emit(&[]);
    let failed = format_ident!("{FAILED}");
    quote! {
        #(#others;)*
        #[doc(hidden)]
        pub trait Failed<const WHY: usize> { type Type; }
        #[doc(hidden)]
        pub type #failed = <() as self::Failed<{ #last }>>::Type;
        #body
    }
}

/// The names of one module.
#[derive(Default)]
struct Outline {
    types: BTreeMap<String, Ident>,
    services: BTreeMap<String, (Ident, BTreeMap<String, Ident>)>,
    modules: BTreeMap<String, (Option<Ident>, Outline)>,
}

impl Outline {
    fn module(&mut self, ident: Ident) -> &mut Self {
        let entry = self.modules.entry(ident.to_string()).or_default();
        entry.0 = Some(ident);
        &mut entry.1
    }

    fn ty(&mut self, ident: Ident) {
        self.types.entry(ident.to_string()).or_insert(ident);
    }

    fn add(&mut self, items: &[Item], names: Names) {
        for item in items {
            match item.kind {
                Kind::Message => {
                    self.ty(names.camel(&item.name));
                    self.module(names.snake(&item.name))
                        .add(&item.children, names);
                }
                Kind::Enum | Kind::Oneof => self.ty(names.camel(&item.name)),
                Kind::Service => self.service(item, names),
                Kind::Method => {}
            }
        }
    }

    fn service(&mut self, item: &Item, names: Names) {
        let ident = names.camel(&item.name);
        self.ty(names.suffixed(&ident, "Server"));
        self.ty(names.suffixed(&ident, "Client"));
        let (_, methods) = self
            .services
            .entry(ident.to_string())
            .or_insert_with(|| (ident, BTreeMap::new()));
        for method in item
            .children
            .iter()
            .filter(|child| child.kind == Kind::Method)
        {
            let ident = names.snake(&method.name);
            methods.insert(ident.to_string(), ident);
        }
        // What is not closed swallows what follows; its names are still names.
        let rest: Vec<Item> = item
            .children
            .iter()
            .filter(|child| child.kind != Kind::Method)
            .cloned()
            .collect();
        self.add(&rest, names);
    }

    fn emit(&self, above: &[TokenStream]) -> TokenStream {
        let failed = format_ident!("{FAILED}");
        let failed = match above {
            [] => quote!(self::#failed),
            above => quote!(#(#above ::)* #failed),
        };
        let taken = |ident: &Ident| self.services.contains_key(&ident.to_string());
        let types = self.types.values().filter(|ident| !taken(ident));
        let services = self.services.values().map(|(ident, methods)| {
            let methods = methods.values();
            quote! {
                #[doc(hidden)]
                // It only keeps names alive beside an error; nothing calls it.
                #[allow(async_fn_in_trait)]
                pub trait #ident {
                    #(async fn #methods(&self, ctx: &mut #failed, request: #failed) -> #failed { loop {} })*
                }
            }
        });
        let modules = self.modules.values().map(|(ident, names)| {
            let above: Vec<TokenStream> = above.iter().cloned().chain([quote!(super)]).collect();
            let body = names.emit(&above);
            quote! {
                #[doc(hidden)]
                pub mod #ident { #body }
            }
        });
        quote! {
            #(#[doc(hidden)] pub type #types = #failed;)*
            #(#services)*
            #(#modules)*
        }
    }
}
