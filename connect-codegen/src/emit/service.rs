//! Services on the server's side: the definition, the trait to implement, the form to mount.
//!
//! Each method is one expression that hands the user's method to the adapter of its shape.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::Ctx;
use crate::model::types::{Idempotency, Method, Service, StreamType};

/// Emits what the trait, the server and the client refer to: the name and the methods of the service.
pub(crate) fn emit_definition(service: &Service, ctx: &Ctx<'_>) -> TokenStream {
    let rt = &ctx.runtime;
    let definition = definition(service);
    let name = &service.full_name;
    let specs = service.methods.iter().map(|method| {
        let procedure = &method.procedure;
        let shape = match method.stream_type {
            StreamType::Unary => quote!(Unary),
            StreamType::ClientStream => quote!(ClientStream),
            StreamType::ServerStream => quote!(ServerStream),
            StreamType::BidiStream => quote!(BidiStream),
        };
        let idempotency = match method.idempotency {
            Idempotency::Unknown => quote!(Unknown),
            Idempotency::NoSideEffects => quote!(NoSideEffects),
            Idempotency::Idempotent => quote!(Idempotent),
        };
        quote! {
            #rt::Spec::new(#procedure, #rt::StreamType::#shape, #rt::IdempotencyLevel::#idempotency)
        }
    });
    quote! {
        #[doc(hidden)]
        pub enum #definition {}

        impl #rt::ServiceDef for #definition {
            const NAME: &'static str = #name;
            const SPECS: &'static [#rt::Spec] = &[#(#specs),*];
        }
    }
}

/// The type that stands for the service; nothing that a schema can name begins with an underscore.
fn definition(service: &Service) -> Ident {
    format_ident!("__{}Definition", service.ident, span = service.ident.span())
}

/// The spec of the method with this index.
pub(super) fn spec(service: &Service, index: usize, ctx: &Ctx<'_>) -> TokenStream {
    let rt = &ctx.runtime;
    let definition = definition(service);
    let index = proc_macro2::Literal::usize_unsuffixed(index);
    quote!(<#definition as #rt::ServiceDef>::SPECS[#index])
}

/// Emits the trait and the server.
pub(crate) fn emit(service: &Service, ctx: &Ctx<'_>) -> TokenStream {
    let rt = &ctx.runtime;
    let (ident, server) = (&service.ident, &service.server_ident);
    let definition = definition(service);
    let docs = &service.docs;
    let deprecated = service.deprecated.then(|| quote!(#[deprecated]));
    let methods = service
        .methods
        .iter()
        .map(|method| trait_method(method, ctx));
    let registered = service.methods.iter().enumerate();
    let registered = registered.map(|(index, method)| register(service, index, method, ctx));
    let server_doc = format!("Serves a [`{ident}`]: `{server}::new(..)` is what a router mounts.");
    let added = service.added.to_attributes();
    quote! {
        #docs
        #deprecated
        #added
        // Its methods may name deprecated messages.
        #[allow(deprecated)]
        pub trait #ident: ::core::marker::Send + ::core::marker::Sync + 'static {
            #(#methods)*
        }

        // As above, and deprecated methods are served like others.
        #[allow(deprecated)]
        impl<__S: #ident> #rt::Serves<__S> for #definition {
            fn methods(_methods: &mut #rt::Methods<__S>) {
                #(#registered)*
            }
        }

        #[doc = #server_doc]
        pub type #server = #rt::ServiceServer<#definition>;
    }
}

fn trait_method(method: &Method, ctx: &Ctx<'_>) -> TokenStream {
    let rt = &ctx.runtime;
    let (ident, docs) = (&method.ident, &method.docs);
    let deprecated = method.deprecated.then(|| quote!(#[deprecated]));
    let (input, output) = types(method, ctx);
    let argument = match method.stream_type {
        StreamType::Unary | StreamType::ServerStream => quote!(request),
        StreamType::ClientStream | StreamType::BidiStream => quote!(requests),
    };
    let body = match ctx.default_stubs {
        true => {
            let procedure = &method.procedure;
            quote!({
                let _ = (ctx, #argument);
                ::core::future::ready(#rt::not_implemented(#procedure))
            })
        }
        false => quote!(;),
    };
    let added = method.added.to_attributes();
    quote! {
        #docs
        #deprecated
        #added
        fn #ident(
            &self,
            ctx: &mut #rt::Context,
            #argument: #input,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<#output, #rt::ConnectError>,
        > + ::core::marker::Send #body
    }
}

/// What the user's method takes and gives beside its context.
fn types(method: &Method, ctx: &Ctx<'_>) -> (TokenStream, TokenStream) {
    let rt = &ctx.runtime;
    let (input, output) = (&method.input, &method.output);
    let (input, output) = (input.to_token_stream(), output.to_token_stream());
    let stream = |message: &TokenStream| quote!(#rt::Streaming<#message>);
    match method.stream_type {
        StreamType::Unary => (input, output),
        StreamType::ServerStream => (input, stream(&output)),
        StreamType::ClientStream => (stream(&input), output),
        StreamType::BidiStream => (stream(&input), stream(&output)),
    }
}

fn register(service: &Service, index: usize, method: &Method, ctx: &Ctx<'_>) -> TokenStream {
    let (trait_ident, ident) = (&service.ident, &method.ident);
    let shape = match method.stream_type {
        StreamType::Unary => quote!(unary),
        StreamType::ServerStream => quote!(server_stream),
        StreamType::ClientStream => quote!(client_stream),
        StreamType::BidiStream => quote!(bidi_stream),
    };
    let spec = spec(service, index, ctx);
    let (input, _) = types(method, ctx);
    quote! {
        _methods.#shape(#spec, |service, mut ctx, request: #input| async move {
            let outcome = <__S as #trait_ident>::#ident(&service, &mut ctx, request).await;
            (ctx, outcome)
        });
    }
}
