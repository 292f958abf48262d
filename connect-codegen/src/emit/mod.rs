//! From the model to tokens: one emitter per kind of item, put together module by module.
//!
//! Emitters interpolate what the model has settled and name nothing but `Ctx::runtime`, `core` and the
//! model's own paths. This file decides only what stands in which module.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::model::types::{Docs, Message, Model, Module};
use crate::schema;

pub(crate) mod accessors;
pub(crate) mod client;
pub(crate) mod codec;
pub(crate) mod descriptor;
pub(crate) mod enumeration;
pub(crate) mod extension;
pub(crate) mod json;
pub(crate) mod message;
pub(crate) mod service;
pub(crate) mod skeleton;

/// What every emitter is told beside the item that it emits.
pub(crate) struct Ctx<'a> {
    /// The runtime's hidden module: `::connect::__private`.
    pub(crate) runtime: TokenStream,
    /// Whether the schema is exported from the user's module, so that the modules of packages pass it on.
    pub(crate) exported: bool,
    /// Everything that is generated at once.
    pub(crate) model: &'a Model,
    /// Emit service traits and their servers.
    pub(crate) server: bool,
    /// Emit clients.
    pub(crate) client: bool,
    /// Give each method of a service trait a body that answers `unimplemented`.
    pub(crate) default_stubs: bool,
}

/// Emits the content of the user's module.
pub(crate) fn emit(ctx: &Ctx<'_>) -> TokenStream {
    let mut body = module_body(&ctx.model.root, Vec::new(), ctx);
    body.extend(descriptor::emit(ctx.model, ctx));
    body
}

/// Emits the items of one module and of the modules inside it.
fn module_body(module: &Module, parents: Vec<&Message>, ctx: &Ctx<'_>) -> TokenStream {
    let mut items = TokenStream::new();
    for message in &module.messages {
        items.extend(message::emit(message, ctx));
        items.extend(codec::emit(message, ctx));
        items.extend(json::emit(message, ctx));
    }
    for parent in parents {
        for oneof in &parent.oneofs {
            items.extend(message::emit_oneof(parent, oneof, ctx));
        }
    }
    for enumeration in &module.enums {
        items.extend(enumeration::emit(enumeration, ctx));
    }
    for extension in &module.extensions {
        items.extend(extension::emit(extension, ctx));
    }
    for service in &module.services {
        if ctx.server || ctx.client {
            items.extend(service::emit_definition(service, ctx));
        }
        if ctx.server {
            items.extend(service::emit(service, ctx));
        }
        if ctx.client {
            items.extend(client::emit(service, ctx));
        }
    }
    items.extend(inner_modules(module, ctx));
    items
}

/// Emits the modules of `module`'s messages and packages, those of one name as one.
fn inner_modules(module: &Module, ctx: &Ctx<'_>) -> TokenStream {
    let mut inner: BTreeMap<String, (&Ident, &Docs, TokenStream)> = BTreeMap::new();
    let nested = module
        .messages
        .iter()
        .filter(|message| message.has_nested_module())
        .map(|message| (&message.nested, vec![message]));
    let children = module.children.iter().map(|child| (child, Vec::new()));
    for (child, parents) in nested.chain(children) {
        let is_package = parents.is_empty();
        let mut body = module_body(child, parents, ctx);
        if is_package && ctx.exported {
            body.extend(schema::pass_on());
        }
        inner
            .entry(child.ident.to_string())
            .or_insert_with(|| (&child.ident, &child.docs, TokenStream::new()))
            .2
            .extend(body);
    }
    inner
        .into_values()
        .map(|(ident, docs, body)| quote!(#docs pub mod #ident { #body }))
        .collect()
}
