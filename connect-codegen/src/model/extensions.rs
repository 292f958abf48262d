//! Extensions, all but those of options.

use proc_macro2::Ident;
use protox::prost_reflect::{ExtensionDescriptor, FileDescriptor};

use super::Build;
use super::docs::item_docs;
use super::types::Extension;

/// Whether an extension becomes code. Custom options do not: they are in the descriptors.
pub(super) fn is_generated(extension: &ExtensionDescriptor) -> bool {
    extension.containing_message().parent_file().name() != "google/protobuf/descriptor.proto"
}

/// Whether a file has extensions that become code.
pub(super) fn any(file: &FileDescriptor) -> bool {
    file.extensions().any(|extension| is_generated(&extension))
}

impl Build {
    /// An extension whose constant stands in the module `scope`.
    pub(super) fn extension(
        &self,
        extension: &ExtensionDescriptor,
        scope: &[Ident],
    ) -> Option<Extension> {
        if !is_generated(extension) {
            return None;
        }
        let ident = self.names.shouty(extension.name());
        let mut field = self.extension_field(extension, ident.clone(), scope);
        let file = extension.parent_file();
        let comments = self.locations.comments(&file, extension.path());
        let extendee = extension.containing_message();
        let fallback = format!(
            "The extension `{}` of `{}`.",
            extension.full_name(),
            extendee.full_name()
        );
        field.docs = item_docs(comments, &fallback, &field.source);
        Some(Extension {
            ident,
            full_name: extension.full_name().to_owned(),
            extendee: self.message_ref(&extendee, false, scope, scope),
            field,
        })
    }
}
