//! The methods of a message: readers with defaults, and setters in a chain.

use std::collections::HashSet;

use heck::ToSnakeCase;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::Ctx;
use super::message::{bare_type, default_expression, deprecated, key_type, lints, plain};
use crate::model::types::{Cardinality, Field, Message, Oneof, Type};

/// Methods of the traits that every message has. One of the same name for a field would be called in
/// their place, so there is none.
const TRAIT_METHODS: &[&str] = &[
    "as_mut",
    "as_ref",
    "borrow",
    "borrow_mut",
    "clear",
    "clone",
    "clone_from",
    "clone_into",
    "cmp",
    "decode",
    "decode_length_delimited",
    "default",
    "default_instance",
    "deserialize",
    "encode",
    "encode_length_delimited",
    "encode_length_delimited_to_vec",
    "encode_raw",
    "encode_to_vec",
    "encoded_len",
    "eq",
    "extension",
    "fmt",
    "from",
    "from_json",
    "from_json_with",
    "from_proto",
    "has_extension",
    "hash",
    "into",
    "merge",
    "merge_field",
    "merge_length_delimited",
    "ne",
    "partial_cmp",
    "serialize",
    "set_extension",
    "to_json",
    "to_json_with",
    "to_owned",
    "to_proto",
    "to_string",
    "try_from",
    "try_into",
    "type_id",
];

/// The methods of a message, none of which takes the name of another.
struct Methods {
    taken: HashSet<String>,
    methods: Vec<TokenStream>,
}

impl Methods {
    /// Adds a method unless its name is taken.
    fn add(&mut self, ident: &Ident, method: TokenStream) {
        if self.taken.insert(plain(ident)) {
            self.methods.push(method);
        }
    }
}

/// Emits `x()`, `x_mut()`, `require_x()` and `with_x()`; of the names that two would have, or that every
/// message has already, only one.
pub(crate) fn emit(message: &Message, ctx: &Ctx<'_>) -> TokenStream {
    let mut methods = Methods {
        taken: TRAIT_METHODS
            .iter()
            .map(|name| (*name).to_owned())
            .collect(),
        methods: Vec::new(),
    };
    for field in &message.fields {
        match field.cardinality {
            Cardinality::Optional => readers(field, message, ctx, &mut methods),
            Cardinality::Oneof(oneof) => {
                member_setter(field, &message.oneofs[oneof], ctx, &mut methods)
            }
            _ => {}
        }
    }
    for field in &message.fields {
        if !matches!(field.cardinality, Cardinality::Oneof(_)) {
            setter(field, ctx, &mut methods);
        }
    }
    let methods = methods.methods;
    if methods.is_empty() {
        return TokenStream::new();
    }
    let ident = &message.ident;
    let lints = lints();
    quote! {
        #lints
        impl #ident {
            #(#methods)*
        }
    }
}

/// The readers of a field with presence.
fn readers(field: &Field, message: &Message, ctx: &Ctx<'_>, methods: &mut Methods) {
    let runtime = &ctx.runtime;
    let ident = &field.ident;
    let is_deprecated = deprecated(field.deprecated);
    let bare = bare_type(field, false, ctx);
    let (ty, borrow, default) = match &field.ty {
        Type::Message(_) => {
            let borrow = match field.boxed {
                true => quote!(self.#ident.as_deref()),
                false => quote!(self.#ident.as_ref()),
            };
            (
                quote!(&#bare),
                borrow,
                quote!(#runtime::message::Message::default_instance()),
            )
        }
        Type::String => {
            let default = default_expression(field).unwrap_or_else(|| quote!(""));
            (
                quote!(&::core::primitive::str),
                quote!(self.#ident.as_deref()),
                default,
            )
        }
        Type::Bytes => {
            let default = default_expression(field).unwrap_or_else(|| quote!(&[]));
            (
                quote!(&[::core::primitive::u8]),
                quote!(self.#ident.as_deref()),
                default,
            )
        }
        Type::Scalar(_) | Type::Enum(_) => {
            let default = default_expression(field)
                .unwrap_or_else(|| quote!(::core::default::Default::default()));
            (bare.clone(), quote!(self.#ident), default)
        }
    };
    let doc = format!(" `{}`, or its default if it is not set.", field.name);
    methods.add(
        ident,
        quote! {
            #[doc = #doc]
            #is_deprecated
            #[must_use]
            pub fn #ident(&self) -> #ty {
                match #borrow {
                    ::core::option::Option::Some(value) => value,
                    ::core::option::Option::None => #default,
                }
            }
        },
    );

    let name = plain(ident);
    let require = Ident::new(&format!("require_{name}"), ident.span());
    let path = format!("{}.{}", message.full_name, field.name);
    let doc = format!(" `{}`, which has to be set.", field.name);
    methods.add(
        &require,
        quote! {
            #[doc = #doc]
            ///
            /// # Errors
            /// `invalid_argument`, naming the field, if it is not.
            #is_deprecated
            pub fn #require(&self) -> ::core::result::Result<#ty, #runtime::message::ConnectError> {
                #borrow.ok_or_else(|| #runtime::message::missing_field(#path))
            }
        },
    );

    if matches!(field.ty, Type::Message(_)) {
        let mutable = Ident::new(&format!("{name}_mut"), ident.span());
        let doc = format!(
            " `{}` for changing, set to its default first if it is not set.",
            field.name
        );
        methods.add(
            &mutable,
            quote! {
                #[doc = #doc]
                #is_deprecated
                pub fn #mutable(&mut self) -> &mut #bare {
                    self.#ident.get_or_insert_default()
                }
            },
        );
    }
}

/// The chainable setter of a field.
fn setter(field: &Field, ctx: &Ctx<'_>, methods: &mut Methods) {
    let runtime = &ctx.runtime;
    let ident = &field.ident;
    let is_deprecated = deprecated(field.deprecated);
    let with = Ident::new(&format!("with_{}", plain(ident)), ident.span());
    let bare = bare_type(field, false, ctx);
    let into = match field.boxed {
        true => quote!(::std::boxed::Box::new(::core::convert::Into::into(value))),
        false => quote!(::core::convert::Into::into(value)),
    };
    let (argument, value) = match &field.cardinality {
        Cardinality::Optional => (
            quote!(impl ::core::convert::Into<#bare>),
            quote!(::core::option::Option::Some(#into)),
        ),
        Cardinality::Repeated { .. } => (
            quote!(impl ::core::iter::IntoIterator<Item = impl ::core::convert::Into<#bare>>),
            quote!(#runtime::message::collect(value)),
        ),
        Cardinality::Map { key } => {
            let key = key_type(*key, field, ctx);
            (
                quote! {
                    impl ::core::iter::IntoIterator<
                        Item = (impl ::core::convert::Into<#key>, impl ::core::convert::Into<#bare>),
                    >
                },
                quote!(#runtime::message::collect_map(value)),
            )
        }
        _ => (quote!(impl ::core::convert::Into<#bare>), into),
    };
    let doc = format!(" The message with `{}` set.", field.name);
    methods.add(
        &with,
        quote! {
            #[doc = #doc]
            #is_deprecated
            #[must_use]
            pub fn #with(mut self, value: #argument) -> Self {
                self.#ident = #value;
                self
            }
        },
    );
}

/// The chainable setter of a oneof's member.
fn member_setter(field: &Field, oneof: &Oneof, ctx: &Ctx<'_>, methods: &mut Methods) {
    let (slot, path, variant) = (&oneof.ident, &oneof.path, &field.ident);
    let is_deprecated = deprecated(field.deprecated);
    let with = format_ident!("with_{}", field.name.to_snake_case(), span = variant.span());
    let bare = bare_type(field, false, ctx);
    let value = match field.boxed {
        true => quote!(::std::boxed::Box::new(::core::convert::Into::into(value))),
        false => quote!(::core::convert::Into::into(value)),
    };
    let doc = format!(
        " The message with `{}` set, and no other of its oneof.",
        field.name
    );
    methods.add(
        &with,
        quote! {
            #[doc = #doc]
            #is_deprecated
            #[must_use]
            pub fn #with(mut self, value: impl ::core::convert::Into<#bare>) -> Self {
                self.#slot = ::core::option::Option::Some(#path::#variant(#value));
                self
            }
        },
    );
}
