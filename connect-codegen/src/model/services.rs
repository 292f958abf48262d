//! Services and their methods.

use proc_macro2::Ident;
use protox::prost_reflect::prost_types::method_options::IdempotencyLevel;
use protox::prost_reflect::{MessageDescriptor, MethodDescriptor, ServiceDescriptor};

use super::Build;
use super::docs::item_docs;
use super::paths::TypeDescriptor;
use super::types::{Added, Idempotency, Method, RustPath, Service, StreamType};

/// What every client has beside its methods.
const CLIENT_OWN: &[&str] = &["new", "connect"];

impl Build {
    /// A service whose trait stands in the module `scope`.
    pub(super) fn service(&mut self, service: &ServiceDescriptor, scope: &[Ident]) -> Service {
        let file = service.parent_file();
        let source = self.locations.source(&file, service.path());
        let comments = self.locations.comments(&file, service.path());
        let full_name = service.full_name().to_owned();
        let docs = item_docs(comments, &format!("The service `{full_name}`."), &source);
        let ident = self.names.camel(service.name());
        let options = service.service_descriptor_proto().options.as_ref();
        let mut methods: Vec<Method> = service
            .methods()
            .map(|method| self.method(&method, &full_name, scope))
            .collect();
        let named = methods.iter().zip(service.methods()).map(|(made, method)| {
            (
                made.ident.to_string(),
                format!("method '{}'", made.name),
                method.path().to_vec(),
            )
        });
        let named: Vec<_> = named.collect();
        self.check_names(&file, &named);
        self.settle_client_names(&mut methods);
        Service {
            server_ident: self.names.suffixed(&ident, "Server"),
            client_ident: self.names.suffixed(&ident, "Client"),
            ident,
            name: service.name().to_owned(),
            full_name,
            docs,
            source,
            deprecated: options.is_some_and(|options| options.deprecated()),
            methods,
            added: Added::default(),
        }
    }

    fn method(&self, method: &MethodDescriptor, service: &str, scope: &[Ident]) -> Method {
        let file = method.parent_file();
        let source = self.locations.source(&file, method.path());
        let comments = self.locations.comments(&file, method.path());
        let procedure = format!("/{service}/{}", method.name());
        let options = method.method_descriptor_proto().options.as_ref();
        let level = options.map(|options| options.idempotency_level());
        Method {
            ident: self.names.snake(method.name()),
            client_ident: self.names.snake(method.name()),
            call_ident: self.names.call(method.name()),
            name: method.name().to_owned(),
            stream_type: match (method.is_client_streaming(), method.is_server_streaming()) {
                (false, false) => StreamType::Unary,
                (true, false) => StreamType::ClientStream,
                (false, true) => StreamType::ServerStream,
                (true, true) => StreamType::BidiStream,
            },
            idempotency: match level {
                Some(IdempotencyLevel::NoSideEffects) => Idempotency::NoSideEffects,
                Some(IdempotencyLevel::Idempotent) => Idempotency::Idempotent,
                Some(IdempotencyLevel::IdempotencyUnknown) | None => Idempotency::Unknown,
            },
            input: self.message_path(method.input(), scope),
            output: self.message_path(method.output(), scope),
            docs: item_docs(comments, &format!("Calls `{procedure}`."), &source),
            procedure,
            deprecated: options.is_some_and(|options| options.deprecated()),
            added: Added::default(),
        }
    }

    fn message_path(&self, message: MessageDescriptor, scope: &[Ident]) -> RustPath {
        self.paths.path(&TypeDescriptor::Message(message), scope)
    }

    /// Puts `_` behind names that the client has already: its own, and the `call_` form of another.
    fn settle_client_names(&self, methods: &mut [Method]) {
        let calls: Vec<Ident> = methods
            .iter()
            .map(|method| method.call_ident.clone())
            .collect();
        for method in methods {
            let own = CLIENT_OWN.iter().any(|own| method.ident == own);
            if own || calls.contains(&method.ident) {
                method.client_ident = self.names.suffixed(&method.ident, "_");
            }
        }
    }
}
