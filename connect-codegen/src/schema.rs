//! How a schema travels with its crate.
//!
//! Where the attribute fills a public module, it leaves a macro in it that holds the module's descriptors.
//! When another crate's `.proto` imports a file that is nowhere on its own roots, and `extern_path` points
//! into the first crate, the attribute expands to a call of that macro and nothing else. The macro calls
//! [`resume`] with the descriptors and with what the attribute was given, and the expansion starts again. So
//! neither the sources nor the place of the other crate need be known.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote};
use syn::parse::{Parse, ParseStream};
use syn::{LitByteStr, LitInt, Path, Token, braced, bracketed};

use crate::args::Extern;
use crate::model::types::Model;

/// The macro's name in each module of packages.
const NAME: &str = "__schema_of_connect_proto";

/// The schema behind one `extern_path`.
#[derive(Clone)]
pub(crate) struct Schema {
    /// The index of the `extern_path` among those of the attribute.
    pub(crate) index: usize,
    /// A serialized `FileDescriptorSet`.
    pub(crate) set: Vec<u8>,
    /// The set as it stands in the tokens.
    literal: LitByteStr,
}

/// What [`resume`] starts again.
pub(crate) struct Call {
    pub(crate) attr: TokenStream,
    pub(crate) item: TokenStream,
    pub(crate) schemas: Vec<Schema>,
}

/// The macro that gives the schema of the module `ident` to others, with the path by which it is found.
pub(crate) fn export(model: &Model, ident: &Ident) -> TokenStream {
    let set = Literal::byte_string(&model.descriptor_set);
    let exported = exported_name(model, ident);
    let name = format_ident!("{NAME}");
    quote! {
        #[doc(hidden)]
        #[macro_export]
        macro_rules! #exported {
            ([$($resume:tt)*] $($rest:tt)*) => { $($resume)* ! { #set $($rest)* } };
        }
        #[doc(hidden)]
        pub use #exported as #name;
    }
}

/// What a module of a package has, so that the macro is found there too.
pub(crate) fn pass_on() -> TokenStream {
    let name = format_ident!("{NAME}");
    quote! {
        #[doc(hidden)]
        pub use super::#name;
    }
}

/// A name that no other module of the crate has: exported macros all stand at its root.
fn exported_name(model: &Model, ident: &Ident) -> Ident {
    // The place of the module in the crate's sources, and of the expansion: a macro of the user's may write
    // one module several times.
    let place = format!("{:?} {:?}", ident.span(), Span::call_site());
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in place.bytes().chain(model.descriptor_set.iter().copied()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let module = ident.to_string();
    let module = module.trim_start_matches("r#");
    Ident::new(&format!("{NAME}_{module}_{hash:016x}"), Span::call_site())
}

/// The call for the schema behind `external`, the attribute's `extern_path` of this index.
pub(crate) fn request(
    external: &Extern,
    index: usize,
    runtime: &TokenStream,
    attr: &TokenStream,
    item: &TokenStream,
    schemas: &[Schema],
) -> TokenStream {
    let module = module_of(external);
    // Where there is no such macro, the user's own path is to blame.
    let span = module
        .segments
        .last()
        .map_or_else(Span::call_site, |last| last.ident.span());
    let name = Ident::new(NAME, span);
    let indices = schemas
        .iter()
        .map(|schema| Literal::usize_unsuffixed(schema.index));
    let literals = schemas.iter().map(|schema| &schema.literal);
    let index = Literal::usize_unsuffixed(index);
    quote! {
        #module::#name! { [#runtime::resume_proto] = #index [#(#literals = #indices,)*] { #attr } { #item } }
    }
}

/// The module of the package that an `extern_path` leads into: of a type's path, what is before the type and
/// the modules of the messages that it is nested in.
fn module_of(external: &Extern) -> Path {
    let is_type = |name: &str| name.starts_with(char::is_uppercase);
    let mut module = external.path.clone();
    let last = module.segments.last().map(|last| last.ident.to_string());
    if last.is_some_and(|last| is_type(&last)) {
        let names = external.selector.value.rsplit('.');
        for _ in 0..names.take_while(|name| is_type(name)).count().max(1) {
            if module.segments.len() > 1 {
                module.segments.pop();
                module.segments.pop_punct();
            }
        }
    }
    module
}

/// Whether an `extern_path` can lead to a schema: into another crate.
pub(crate) fn is_elsewhere(external: &Extern) -> bool {
    external.path.leading_colon.is_some() && external.path.segments.len() > 1
}

/// Reads `b".." = 0 [b".." = 1,] { attribute } { module }`.
pub(crate) fn resume(input: TokenStream) -> syn::Result<Call> {
    syn::parse2(input)
}

impl Parse for Schema {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let literal: LitByteStr = input.parse()?;
        input.parse::<Token![=]>()?;
        let index: LitInt = input.parse()?;
        Ok(Self {
            index: index.base10_parse()?,
            set: literal.value(),
            literal,
        })
    }
}

impl Parse for Call {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let newest: Schema = input.parse()?;
        let (earlier, attr, item);
        bracketed!(earlier in input);
        braced!(attr in input);
        braced!(item in input);
        let earlier = earlier.parse_terminated(Schema::parse, Token![,])?;
        let mut schemas: Vec<Schema> = earlier.into_iter().collect();
        schemas.push(newest);
        Ok(Self {
            attr: attr.parse()?,
            item: item.parse()?,
            schemas,
        })
    }
}

#[cfg(test)]
impl Schema {
    /// A schema as a call would bring it.
    pub(crate) fn of(index: usize, set: Vec<u8>) -> Self {
        Self {
            index,
            literal: LitByteStr::new(&set, Span::call_site()),
            set,
        }
    }
}
