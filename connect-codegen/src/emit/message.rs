//! The Rust type of a message: the struct, its accessors, `Debug`, and the enums of its oneofs.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::{Ctx, accessors};
use crate::args::{BytesRepr, MapRepr, StringRepr};
use crate::model::types::{
    Cardinality, DefaultValue, Equality, Field, MapKey, Message, Oneof, Scalar, Type,
};

/// Emits the struct with everything that is not one of the formats.
pub(crate) fn emit(message: &Message, ctx: &Ctx<'_>) -> TokenStream {
    let (ident, docs) = (&message.ident, &message.docs);
    let runtime = &ctx.runtime;
    let is_deprecated = deprecated(message.deprecated);
    let unknown = unknown_fields(message);
    let fields = struct_fields(message, ctx);
    let (derived, written) = match default_values(message) {
        None => (Some(quote!(::core::default::Default,)), TokenStream::new()),
        Some(values) => (None, values),
    };
    let accessors = accessors::emit(message, ctx);
    let debug = debug(message, ctx);
    let lints = lints();
    let equality = equality(message.equality);
    let added = message.added.to_attributes();
    let added_to_unknown = message.added_to_unknown.to_attributes();
    quote! {
        #docs
        #is_deprecated
        #lints
        #[derive(::core::clone::Clone, ::core::cmp::PartialEq, #equality #derived)]
        #added
        pub struct #ident {
            #(#fields,)*
            /// Fields that this version of the `.proto` does not have.
            #added_to_unknown
            pub #unknown: #runtime::message::UnknownFields,
        }

        #written
        #accessors
        #debug
    }
}

/// Emits the enum of a oneof.
pub(crate) fn emit_oneof(message: &Message, oneof: &Oneof, ctx: &Ctx<'_>) -> TokenStream {
    let (ident, docs) = (&oneof.enum_ident, &oneof.docs);
    let members: Vec<&Field> = oneof
        .fields
        .iter()
        .map(|index| &message.fields[*index])
        .collect();
    let variants = members.iter().map(|field| {
        let (ident, docs) = (&field.ident, &field.docs);
        let is_deprecated = deprecated(field.deprecated);
        let ty = member_type(field, ctx);
        let added = field.added.to_attributes();
        quote!(#docs #is_deprecated #added #ident(#ty),)
    });
    let lints = lints();
    let redacted = members.iter().any(|field| field.debug_redact);
    let derived = (!redacted).then(|| quote!(::core::fmt::Debug));
    let written = redacted.then(|| {
        let arms = members.iter().map(|field| {
            let (variant, name) = (&field.ident, field.ident.to_string());
            match field.debug_redact {
                true => quote!(Self::#variant(_) => formatter.write_str(::core::concat!(#name, "([redacted])")),),
                false => quote!(Self::#variant(value) => formatter.debug_tuple(#name).field(value).finish(),),
            }
        });
        quote! {
            #[automatically_derived]
            #lints
            impl ::core::fmt::Debug for #ident {
                fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    match self { #(#arms)* }
                }
            }
        }
    });
    let equality = equality(oneof.equality);
    let added = oneof.added.to_attributes();
    quote! {
        #docs
        #lints
        #[derive(::core::clone::Clone, ::core::cmp::PartialEq, #equality #derived)]
        #added
        pub enum #ident {
            #(#variants)*
        }

        #written
    }
}

/// The traits of equality that a type can have beside `PartialEq`.
fn equality(of: Equality) -> TokenStream {
    let eq = of.eq.then(|| quote!(::core::cmp::Eq,));
    let hash = of.hash().then(|| quote!(::core::hash::Hash,));
    quote!(#eq #hash)
}

/// The lints that generated code does not answer to: its paths have to hold in any module, whoever uses
/// it need not use all of it, and the `.proto` says how many fields there are, how large and of what type.
pub(crate) fn lints() -> TokenStream {
    quote!(#[allow(dead_code, deprecated, unused_qualifications, clippy::all, clippy::pedantic, clippy::nursery)])
}

/// `#[deprecated]`, if it is.
pub(crate) fn deprecated(is: bool) -> Option<TokenStream> {
    is.then(|| quote!(#[deprecated]))
}

/// The struct field for unknown fields; the `.proto` may have one of that name.
pub(crate) fn unknown_fields(message: &Message) -> Ident {
    let fields = message.fields.iter().map(|field| &field.ident);
    let mut idents = fields.chain(message.oneofs.iter().map(|oneof| &oneof.ident));
    let name = match idents.any(|ident| ident == "unknown_fields") {
        true => "unknown_fields_",
        false => "unknown_fields",
    };
    Ident::new(name, message.ident.span())
}

/// The fields of the struct: a oneof stands where its first member does.
fn struct_fields(message: &Message, ctx: &Ctx<'_>) -> Vec<TokenStream> {
    let mut fields = Vec::new();
    for (index, field) in message.fields.iter().enumerate() {
        let Cardinality::Oneof(oneof) = field.cardinality else {
            let (ident, docs, ty) = (&field.ident, &field.docs, field_type(field, ctx));
            let is_deprecated = deprecated(field.deprecated);
            let added = field.added.to_attributes();
            fields.push(quote!(#docs #is_deprecated #added pub #ident: #ty));
            continue;
        };
        let oneof = &message.oneofs[oneof];
        if oneof.fields.first() == Some(&index) {
            let (ident, docs, path) = (&oneof.ident, &oneof.docs, &oneof.path);
            fields.push(quote!(#docs pub #ident: ::core::option::Option<#path>));
        }
    }
    fields
}

/// The type of a struct field.
pub(crate) fn field_type(field: &Field, ctx: &Ctx<'_>) -> TokenStream {
    let one = value_type(field, false, ctx);
    match &field.cardinality {
        Cardinality::Implicit | Cardinality::Required | Cardinality::Oneof(_) => one,
        Cardinality::Optional => quote!(::core::option::Option<#one>),
        Cardinality::Repeated { .. } => quote!(::std::vec::Vec<#one>),
        Cardinality::Map { key } => {
            let key = key_type(*key, field, ctx);
            match field.repr.map {
                MapRepr::HashMap => quote!(::std::collections::HashMap<#key, #one>),
                MapRepr::BTreeMap => quote!(::std::collections::BTreeMap<#key, #one>),
            }
        }
    }
}

/// The type of a map's keys.
pub(crate) fn key_type(key: MapKey, field: &Field, ctx: &Ctx<'_>) -> TokenStream {
    match key {
        MapKey::String => string_type(field, ctx),
        MapKey::Scalar(scalar) => scalar_type(scalar),
    }
}

/// The type of a oneof's member, as seen from the enum's module.
fn member_type(field: &Field, ctx: &Ctx<'_>) -> TokenStream {
    value_type(field, true, ctx)
}

/// The type of one value, in its box if it has one.
fn value_type(field: &Field, nested: bool, ctx: &Ctx<'_>) -> TokenStream {
    let bare = bare_type(field, nested, ctx);
    match field.boxed {
        true => quote!(::std::boxed::Box<#bare>),
        false => bare,
    }
}

pub(crate) fn bare_type(field: &Field, nested: bool, ctx: &Ctx<'_>) -> TokenStream {
    let runtime = &ctx.runtime;
    let path = match &field.ty {
        Type::Scalar(scalar) => return scalar_type(*scalar),
        Type::String => return string_type(field, ctx),
        Type::Bytes => match field.repr.bytes {
            BytesRepr::Bytes => return quote!(#runtime::message::bytes::Bytes),
            BytesRepr::Vec => return quote!(::std::vec::Vec<::core::primitive::u8>),
        },
        Type::Message(message) => &message.path,
        Type::Enum(enumeration) => &enumeration.path,
    };
    match nested {
        true => {
            let path = &path.nested;
            quote!(#path)
        }
        false => {
            let path = &path.outer;
            quote!(#path)
        }
    }
}

fn string_type(field: &Field, ctx: &Ctx<'_>) -> TokenStream {
    let runtime = &ctx.runtime;
    match field.repr.strings {
        StringRepr::String => quote!(::std::string::String),
        StringRepr::Shared => quote!(#runtime::message::SharedStr),
    }
}

fn scalar_type(scalar: Scalar) -> TokenStream {
    match scalar {
        Scalar::Bool => quote!(::core::primitive::bool),
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => quote!(::core::primitive::i32),
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => quote!(::core::primitive::i64),
        Scalar::Uint32 | Scalar::Fixed32 => quote!(::core::primitive::u32),
        Scalar::Uint64 | Scalar::Fixed64 => quote!(::core::primitive::u64),
        Scalar::Float => quote!(::core::primitive::f32),
        Scalar::Double => quote!(::core::primitive::f64),
    }
}

/// An implementation of `Default`, where a field starts from something else than its type's own.
fn default_values(message: &Message) -> Option<TokenStream> {
    let given =
        |field: &&Field| field.cardinality == Cardinality::Required && field.default.is_some();
    message.fields.iter().find(given)?;
    let (ident, lints) = (&message.ident, lints());
    let unknown = unknown_fields(message);
    let fields = message
        .fields
        .iter()
        .filter(|field| !matches!(field.cardinality, Cardinality::Oneof(_)));
    let fields = fields.map(|field| {
        let ident = &field.ident;
        let value = match default_expression(field).filter(|_| given(&field)) {
            Some(value) => quote!(::core::convert::Into::into(#value)),
            None => quote!(::core::default::Default::default()),
        };
        quote!(#ident: #value)
    });
    let oneofs = message.oneofs.iter().map(|oneof| {
        let ident = &oneof.ident;
        quote!(#ident: ::core::option::Option::None)
    });
    Some(quote! {
        #[automatically_derived]
        #lints
        impl ::core::default::Default for #ident {
            fn default() -> Self {
                Self {
                    #(#fields,)*
                    #(#oneofs,)*
                    #unknown: ::core::default::Default::default(),
                }
            }
        }
    })
}

/// The default that the `.proto` gives a field: a `&'static str` or `&'static [u8]` where those types
/// are borrowed by accessors, a value otherwise.
pub(crate) fn default_expression(field: &Field) -> Option<TokenStream> {
    Some(match field.default.as_ref()? {
        DefaultValue::Bool(value) => quote!(#value),
        DefaultValue::I32(value) => quote!(#value),
        DefaultValue::I64(value) => quote!(#value),
        DefaultValue::U32(value) => quote!(#value),
        DefaultValue::U64(value) => quote!(#value),
        DefaultValue::F32(value) => {
            let bits = value.to_bits();
            quote!(::core::primitive::f32::from_bits(#bits))
        }
        DefaultValue::F64(value) => {
            let bits = value.to_bits();
            quote!(::core::primitive::f64::from_bits(#bits))
        }
        DefaultValue::String(value) => quote!(#value),
        DefaultValue::Bytes(value) => {
            let bytes = Literal::byte_string(value);
            quote!(#bytes.as_slice())
        }
        DefaultValue::Enum { ident, .. } => match &field.ty {
            Type::Enum(enumeration) => {
                let path = &enumeration.path.outer;
                quote!(#path::#ident)
            }
            _ => return None,
        },
    })
}

/// `Debug` with the fields' names, without secrets, and with unknown fields only if there are some.
fn debug(message: &Message, ctx: &Ctx<'_>) -> TokenStream {
    let runtime = &ctx.runtime;
    let ident = &message.ident;
    let name = ident.to_string();
    let unknown = unknown_fields(message);
    let field = |ident: &Ident, redacted: bool| {
        let name = plain(ident);
        match redacted {
            true => quote!((#name, &#runtime::message::Redacted)),
            false => quote!((#name, &self.#ident)),
        }
    };
    let plain_fields = message
        .fields
        .iter()
        .filter(|field| !matches!(field.cardinality, Cardinality::Oneof(_)))
        .map(|it| field(&it.ident, it.debug_redact));
    let oneofs = message
        .oneofs
        .iter()
        .map(|oneof| field(&oneof.ident, false));
    let fields = plain_fields.chain(oneofs);
    let lints = lints();
    quote! {
        #[automatically_derived]
        #lints
        impl ::core::fmt::Debug for #ident {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #runtime::message::debug(formatter, #name, &[#(#fields),*], &self.#unknown)
            }
        }
    }
}

/// An identifier without `r#`.
pub(crate) fn plain(ident: &Ident) -> String {
    ident.to_string().trim_start_matches("r#").to_owned()
}
