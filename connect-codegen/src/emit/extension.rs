//! Extensions: a constant each, which reads and sets the extension on a message.

use proc_macro2::TokenStream;
use quote::quote;

use super::Ctx;
use super::codec::{codec_type, keys};
use super::json::written_name;
use super::message::{deprecated, field_type, lints};
use crate::model::types::Extension;

/// Emits the constant and its registration.
pub(crate) fn emit(extension: &Extension, ctx: &Ctx<'_>) -> TokenStream {
    let runtime = &ctx.runtime;
    let (ident, field) = (&extension.ident, &extension.field);
    let (docs, lints) = (&field.docs, lints());
    let is_deprecated = deprecated(field.deprecated);
    let extendee = &extension.extendee.path.outer;
    let codec = codec_type(field);
    let ty = field_type(field, ctx);
    let added = field.added.to_attributes();
    let (full_name, extendee_name) = (&extension.full_name, &extension.extendee.full_name);
    let in_brackets = format!("[{full_name}]");
    let name = written_name(&in_brackets, &in_brackets);
    let mut keys = keys(field);
    if keys.len() == 1 {
        keys.push(keys[0].clone());
    }
    let message_set = ctx
        .model
        .messages()
        .iter()
        .any(|message| message.message_set && message.full_name == *extendee_name);
    quote! {
        #docs
        #is_deprecated
        #lints
        #added
        pub const #ident: #runtime::message::Extension<#extendee, #ty> = {
            use #runtime::message::*;

            Extension::of::<#codec>(Facts {
                extendee: #extendee_name,
                full_name: #full_name,
                name: #name,
                keys: [#(#keys),*],
                message_set: #message_set,
            })
        };

        #lints
        const _: () = {
            use #runtime::message::*;

            inventory::submit! {
                Registration {
                    messages: &[],
                    extensions: &[&self::#ident],
                    descriptor_set: &[],
                }
            }
        };
    }
}
