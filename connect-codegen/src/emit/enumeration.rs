//! Enums: a Rust enum to match on, open ones with a last variant for numbers that the `.proto` lacks.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::Ctx;
use super::message::{deprecated, lints};
use crate::model::types::{Enum, EnumValue};

/// Emits the enum, what the codecs need of it, and its conversions.
pub(crate) fn emit(enumeration: &Enum, ctx: &Ctx<'_>) -> TokenStream {
    let (ident, docs) = (&enumeration.ident, &enumeration.docs);
    let is_deprecated = deprecated(enumeration.deprecated);
    let variants = distinct(enumeration).enumerate().map(|(at, value)| {
        let (ident, docs) = (&value.ident, &value.docs);
        let is_deprecated = deprecated(value.deprecated);
        let default = (at == 0).then(|| quote!(#[default]));
        let added = value.added.to_attributes();
        quote!(#docs #is_deprecated #default #added #ident,)
    });
    let unrecognized = unrecognized(enumeration).map(|ident| {
        quote! {
            /// A number that this version of the `.proto` does not have.
            #ident(::core::primitive::i32),
        }
    });
    let lints = lints();
    let aliases = aliases(enumeration);
    let added = enumeration.added.to_attributes();
    let implementation = implementation(enumeration, ctx);
    quote! {
        #docs
        #is_deprecated
        #lints
        #[derive(
            ::core::clone::Clone,
            ::core::marker::Copy,
            ::core::fmt::Debug,
            ::core::default::Default,
            ::core::cmp::PartialEq,
            ::core::cmp::Eq,
            ::core::cmp::PartialOrd,
            ::core::cmp::Ord,
            ::core::hash::Hash,
        )]
        #added
        pub enum #ident {
            #(#variants)*
            #unrecognized
        }

        #aliases
        #implementation
    }
}

/// The values that are variants, the first of each number.
fn distinct(enumeration: &Enum) -> impl Iterator<Item = &EnumValue> {
    enumeration
        .values
        .iter()
        .filter(|value| value.alias_of.is_none())
}

/// The variant for unknown numbers; a closed enum has none.
fn unrecognized(enumeration: &Enum) -> Option<Ident> {
    if enumeration.closed {
        return None;
    }
    let taken = enumeration
        .values
        .iter()
        .any(|value| value.ident == "Unrecognized");
    let name = if taken {
        "UnrecognizedValue"
    } else {
        "Unrecognized"
    };
    Some(Ident::new(name, enumeration.ident.span()))
}

/// Further names of the same numbers, which read like variants.
fn aliases(enumeration: &Enum) -> TokenStream {
    let (ident, lints) = (&enumeration.ident, lints());
    let aliases: Vec<_> = enumeration
        .values
        .iter()
        .enumerate()
        .filter(|(at, value)| {
            enumeration.values[..*at]
                .iter()
                .all(|other| other.ident != value.ident)
        })
        .filter_map(|(_, value)| Some((value, &enumeration.values[value.alias_of?])))
        .map(|(alias, value)| {
            let (name, docs, value) = (&alias.ident, &alias.docs, &value.ident);
            let is_deprecated = deprecated(alias.deprecated);
            let added = alias.added.to_attributes();
            quote!(#docs #is_deprecated #added pub const #name: Self = Self::#value;)
        })
        .collect();
    match aliases.is_empty() {
        true => TokenStream::new(),
        false => quote! {
            #lints
            // Aliases are spelled as the variants that they stand for.
            #[allow(non_upper_case_globals)]
            impl #ident { #(#aliases)* }
        },
    }
}

fn implementation(enumeration: &Enum, ctx: &Ctx<'_>) -> TokenStream {
    let runtime = &ctx.runtime;
    let (ident, full_name, lints) = (&enumeration.ident, &enumeration.full_name, lints());
    let is_null = enumeration.null_value.then(|| {
        quote!(
            const IS_NULL: ::core::primitive::bool = true;
        )
    });
    let unrecognized = unrecognized(enumeration);
    let from_number = distinct(enumeration).map(|value| {
        let (variant, number) = (&value.ident, Literal::i32_unsuffixed(value.number));
        quote!(#number => Self::#variant,)
    });
    let from_other = match &unrecognized {
        Some(other) => quote!(_ => Self::#other(number),),
        None => quote!(_ => return ::core::option::Option::None,),
    };
    let number = distinct(enumeration).map(|value| {
        let (variant, number) = (&value.ident, Literal::i32_unsuffixed(value.number));
        quote!(Self::#variant => #number,)
    });
    let other_number = unrecognized
        .as_ref()
        .map(|other| quote!(Self::#other(number) => number,));
    let name = distinct(enumeration).map(|value| {
        let (variant, name) = (&value.ident, &value.name);
        quote!(Self::#variant => #name,)
    });
    let other_name = unrecognized
        .as_ref()
        .map(|other| quote!(Self::#other(_) => return ::core::option::Option::None,));
    let from_name = enumeration.values.iter().map(|value| {
        let name = &value.name;
        let first = value
            .alias_of
            .map_or(value, |index| &enumeration.values[index]);
        let variant = &first.ident;
        quote!(#name => Self::#variant,)
    });
    let conversions = match enumeration.closed {
        true => format_ident!("connect_closed_enum"),
        false => format_ident!("connect_open_enum"),
    };
    quote! {
        #lints
        const _: () = {
            use #runtime::message::*;

            #[automatically_derived]
            impl Enumeration for self::#ident {
                const FULL_NAME: &'static ::core::primitive::str = #full_name;
                #is_null

                fn from_number(number: ::core::primitive::i32) -> ::core::option::Option<Self> {
                    ::core::option::Option::Some(match number { #(#from_number)* #from_other })
                }

                fn number(self) -> ::core::primitive::i32 {
                    match self { #(#number)* #other_number }
                }

                fn from_name(name: &::core::primitive::str) -> ::core::option::Option<Self> {
                    ::core::option::Option::Some(match name {
                        #(#from_name)*
                        _ => return ::core::option::Option::None,
                    })
                }

                fn name(self) -> ::core::option::Option<&'static ::core::primitive::str> {
                    ::core::option::Option::Some(match self { #(#name)* #other_name })
                }
            }

            #conversions! { self::#ident }
        };
    }
}
