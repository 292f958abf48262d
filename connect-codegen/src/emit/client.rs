//! Services on the client's side: two methods per RPC, a plain one and one that takes and gives everything.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Ctx, service::spec};
use crate::model::types::{Method, Service, StreamType};

/// Emits the client.
pub(crate) fn emit(service: &Service, ctx: &Ctx<'_>) -> TokenStream {
    let rt = &ctx.runtime;
    let (ident, docs) = (&service.client_ident, &service.docs);
    let deprecated = service.deprecated.then(|| quote!(#[deprecated]));
    // Without methods nothing reads the connection.
    let unused = service
        .methods
        .is_empty()
        .then(|| quote!(#[allow(dead_code)]));
    let methods = service.methods.iter().enumerate();
    let methods = methods.map(|(index, method)| methods_of(service, index, method, ctx));
    let note = format!(
        "\n\nA client of `{}`. Clones share their connections.",
        service.full_name
    );
    quote! {
        #docs
        #[doc = #note]
        #deprecated
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        pub struct #ident {
            #unused
            client: #rt::Client,
        }

        // It may name deprecated messages, and itself.
        #[allow(deprecated)]
        impl #ident {
            /// A client of the server at `url`, with default settings. It connects with its first call.
            ///
            /// # Errors
            ///
            /// `invalid_argument` if the URL is not one of `http` or `https` with a host.
            pub fn connect(
                url: impl ::core::convert::Into<::std::string::String>,
            ) -> ::core::result::Result<Self, #rt::ConnectError> {
                #rt::Client::connect(url).map(Self::new)
            }

            /// A client with settings and connections of its own, or shared with others.
            #[must_use]
            pub const fn new(client: #rt::Client) -> Self {
                Self { client }
            }

            #(#methods)*
        }
    }
}

fn methods_of(service: &Service, index: usize, method: &Method, ctx: &Ctx<'_>) -> TokenStream {
    let rt = &ctx.runtime;
    let spec = spec(service, index, ctx);
    let (plain, call, docs) = (&method.client_ident, &method.call_ident, &method.docs);
    let (input, output) = (&method.input, &method.output);
    let deprecated = method.deprecated.then(|| quote!(#[deprecated]));
    let one = |message: TokenStream| quote!(::core::result::Result<#message, #rt::ConnectError>);
    let errors = quote! {
        #[doc = "\n\n# Errors\n\nWhat the server answered, or what kept it from answering."]
    };
    let call_doc = format!(
        "As `{plain}`, with headers, a timeout and the like, and with the response's headers and trailers."
    );
    let head = quote!(#docs #errors #deprecated);
    let call_head = quote!(#[doc = #call_doc] #errors #deprecated);
    match method.stream_type {
        StreamType::Unary | StreamType::ServerStream => {
            let (shape, reply) = match method.stream_type {
                StreamType::Unary => (quote!(unary), quote!(#output)),
                _ => (quote!(server_stream), quote!(#rt::Streaming<#output>)),
            };
            let (plain_reply, call_reply) =
                (one(reply.clone()), one(quote!(#rt::Response<#reply>)));
            quote! {
                #head
                pub async fn #plain(&self, request: #input) -> #plain_reply {
                    let request = #rt::Request::new(request);
                    self.client.#shape(#spec, request).await.map(#rt::Response::into_message)
                }

                #call_head
                pub async fn #call(&self, request: #rt::Request<#input>) -> #call_reply {
                    self.client.#shape(#spec, request).await
                }
            }
        }
        StreamType::ClientStream => {
            let (plain_reply, call_reply) =
                (one(quote!(#output)), one(quote!(#rt::Response<#output>)));
            quote! {
                #head
                pub async fn #plain<__Via>(
                    &self,
                    requests: impl #rt::IntoStreaming<#input, __Via>,
                ) -> #plain_reply {
                    let request = #rt::Request::new(requests);
                    self.client.client_stream(#spec, request).await.map(#rt::Response::into_message)
                }

                #call_head
                pub async fn #call<__Via>(
                    &self,
                    request: #rt::Request<impl #rt::IntoStreaming<#input, __Via>>,
                ) -> #call_reply {
                    self.client.client_stream(#spec, request).await
                }
            }
        }
        StreamType::BidiStream => {
            let plain_reply = one(quote!((#rt::Sender<#input>, #rt::Streaming<#output>)));
            let call_reply = one(quote!(#rt::Response<#rt::Streaming<#output>>));
            quote! {
                #head
                pub async fn #plain(&self) -> #plain_reply {
                    self.client.bidi_pair(#spec).await
                }

                #call_head
                pub async fn #call<__Via>(
                    &self,
                    request: #rt::Request<impl #rt::IntoStreaming<#input, __Via>>,
                ) -> #call_reply {
                    self.client.bidi_stream(#spec, request).await
                }
            }
        }
    }
}
