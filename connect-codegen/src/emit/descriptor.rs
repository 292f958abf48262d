//! What a generated module says about itself: its descriptors, and its types for the registry.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Ctx;
use super::message::lints;
use crate::model::types::Model;

/// Emits `FILE_DESCRIPTOR_SET` and the registration of all messages.
pub(crate) fn emit(model: &Model, ctx: &Ctx<'_>) -> TokenStream {
    let runtime = &ctx.runtime;
    let bytes = Literal::byte_string(&model.descriptor_set);
    let lints = lints();
    let messages = model.messages();
    let paths = messages.iter().map(|message| &message.root_path);
    quote! {
        /// The files that this module was generated from, and all that they import, as a
        /// `google.protobuf.FileDescriptorSet` in binary, custom options included.
        pub const FILE_DESCRIPTOR_SET: &[::core::primitive::u8] = #bytes;

        #lints
        const _: () = {
            use #runtime::message::*;

            inventory::submit! {
                Registration {
                    messages: &[#(MessageEntry::of::<#paths>()),*],
                    extensions: &[],
                    descriptor_set: self::FILE_DESCRIPTOR_SET,
                }
            }
        };
    }
}
