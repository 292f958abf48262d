//! The JSON of a message: `JsonFields`, one expression for each field and direction.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Ctx;
use super::codec::{codec, kind, members, named_if};
use super::message::{lints, unknown_fields};
use crate::model::types::{Cardinality, Field, Message, Oneof, WellKnown};

/// Emits the implementation of `JsonFields`; nothing for the well-known types of the runtime itself,
/// whose JSON is written by hand.
pub(crate) fn emit(message: &Message, ctx: &Ctx<'_>) -> TokenStream {
    if is_special(message) && is_runtime(ctx) {
        return TokenStream::new();
    }
    let runtime = &ctx.runtime;
    let ident = &message.ident;
    let full_name = &message.full_name;
    let lints = lints();
    let unknown = unknown_fields(message);
    let any = !message.fields.is_empty();
    let names = message.fields.iter().map(name);
    let write = message
        .fields
        .iter()
        .enumerate()
        .map(|(index, field)| write(index, field, message));
    let arms = message
        .fields
        .iter()
        .enumerate()
        .map(|(index, field)| read_arm(index, field, message));
    let (writer, index, reader) = (
        named_if(any, "writer"),
        named_if(any, "index"),
        named_if(any, "reader"),
    );
    let read = match any {
        true => quote! {
            match index {
                #(#arms)*
                _ => ::core::result::Result::Ok(()),
            }
        },
        false => quote!(::core::result::Result::Ok(())),
    };
    quote! {
        #lints
        const _: () = {
            use #runtime::message::*;

            const NAMES: &[Name] = &[#(#names),*];

            #[automatically_derived]
            impl JsonFields for self::#ident {
                fn full_name(&self) -> &'static ::core::primitive::str {
                    #full_name
                }

                fn names(&self) -> &'static [Name] {
                    NAMES
                }

                fn write_fields(&self, #writer: &mut JsonWriter) {
                    #(#write)*
                }

                fn read_field(
                    &mut self,
                    #index: ::core::primitive::usize,
                    #reader: &mut JsonReader<'_>,
                ) -> ::core::result::Result<(), DecodeError> {
                    #read
                }

                fn unknown(&self) -> &UnknownFields {
                    &self.#unknown
                }

                fn unknown_mut(&mut self) -> &mut UnknownFields {
                    &mut self.#unknown
                }
            }
        };
    }
}

/// Whether JSON has a form of its own for the message. `Empty` is an object of no fields like any other.
fn is_special(message: &Message) -> bool {
    message
        .well_known
        .is_some_and(|known| known != WellKnown::Empty)
}

/// Whether the code is for the runtime crate.
fn is_runtime(ctx: &Ctx<'_>) -> bool {
    let mut path = ctx.runtime.clone().into_iter();
    path.next()
        .is_some_and(|first| first.to_string() == "crate")
        && path
            .last()
            .is_some_and(|last| last.to_string() == "__private")
}

/// A field's two names as they are written, with quotes and colon.
fn name(field: &Field) -> TokenStream {
    written_name(&field.json_name, &field.name)
}

/// Two names as they are written.
pub(crate) fn written_name(json: &str, original: &str) -> TokenStream {
    let json = format!("{}:", quoted(json));
    let original = format!("{}:", quoted(original));
    quote!(Name::new(#json, #original))
}

/// A JSON string. Only a `json_name` option can bring in something that needs an escape.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            control if control < ' ' => quoted.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

fn write(index: usize, field: &Field, message: &Message) -> TokenStream {
    let at = Literal::usize_unsuffixed(index);
    if let Cardinality::Oneof(oneof) = field.cardinality {
        let oneof = &message.oneofs[oneof];
        // The whole oneof is written where its first member stands.
        return match oneof.fields.first() == Some(&index) {
            true => write_oneof(oneof, message),
            false => TokenStream::new(),
        };
    }
    let (codec, ident) = (codec(field), &field.ident);
    quote!(#codec::write_json(&self.#ident, &NAMES[#at], writer);)
}

fn write_oneof(oneof: &Oneof, message: &Message) -> TokenStream {
    let ident = &oneof.ident;
    let arms = members(oneof, message).zip(&oneof.fields).map(|((field, path), index)| {
        let (kind, at) = (kind(field), Literal::usize_unsuffixed(*index));
        quote!(::core::option::Option::Some(#path(value)) => write_one::<#kind>(value, &NAMES[#at], writer),)
    });
    quote!(match &self.#ident { ::core::option::Option::None => {} #(#arms)* })
}

fn read_arm(index: usize, field: &Field, message: &Message) -> TokenStream {
    let at = Literal::usize_unsuffixed(index);
    if let Cardinality::Oneof(oneof) = field.cardinality {
        let oneof = &message.oneofs[oneof];
        let (slot, path, variant, kind) = (&oneof.ident, &oneof.path, &field.ident, kind(field));
        return quote!(#at => oneof_json::<#kind, _>(&mut self.#slot, reader, #path::#variant),);
    }
    let (codec, ident) = (codec(field), &field.ident);
    quote!(#at => #codec::read_json(&mut self.#ident, reader),)
}
