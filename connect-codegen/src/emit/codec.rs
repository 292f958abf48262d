//! The binary format of a message: `BinaryCodec`, one expression for each field and pass.
//!
//! Which of the runtime's ways of writing fits a field is decided here, for binary and JSON alike: a
//! *kind* is the way of one value (`Sint32`, `Msg<..>`), a *codec* that of a whole field
//! (`Implicit<Sint32>`, `Map<Str, Msg<..>>`).

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::Ctx;
use super::message::{lints, unknown_fields};
use crate::args::{BytesRepr, StringRepr};
use crate::model::types::{Cardinality, Field, MapKey, Message, Oneof, Scalar, Type};

/// Wire types.
const VARINT: u32 = 0;
const FIXED64: u32 = 1;
const LEN: u32 = 2;
const START_GROUP: u32 = 3;
const FIXED32: u32 = 5;

/// Emits the implementation of `BinaryCodec`, with `prost::Message` and `Message` on top of it.
pub(crate) fn emit(message: &Message, ctx: &Ctx<'_>) -> TokenStream {
    let runtime = &ctx.runtime;
    let ident = &message.ident;
    let full_name = &message.full_name;
    let lints = lints();
    let unknown = unknown_fields(message);
    let slots = slots(message);
    let size = slots.iter().map(|slot| slot.size(message));
    let write = slots.iter().map(|slot| slot.write(message));
    let arms = message.fields.iter().map(|field| read_arm(field, message));
    let sizer = named_if(!slots.is_empty(), "sizer");
    quote! {
        #lints
        const _: () = {
            use #runtime::message::*;

            #[automatically_derived]
            impl BinaryCodec for self::#ident {
                fn size(&self, #sizer: &mut Sizer) -> ::core::primitive::usize {
                    self.#unknown.size() #(+ #size)*
                }

                fn write(&self, writer: &mut Writer<'_>) {
                    #(#write)*
                    self.#unknown.write(writer);
                }

                fn read(&mut self, reader: &mut Reader<'_>) -> ::core::result::Result<(), DecodeError> {
                    loop {
                        let key = reader.key()?;
                        match key {
                            0 => return ::core::result::Result::Ok(()),
                            #(#arms)*
                            _ => reader.unknown(key, &mut self.#unknown),
                        }?;
                    }
                }
            }

            connect_message! { self::#ident, #full_name }
        };
    }
}

/// A name that may go unused.
pub(crate) fn named_if(used: bool, name: &str) -> proc_macro2::Ident {
    match used {
        true => format_ident!("{name}"),
        false => format_ident!("_{name}"),
    }
}

/// What one field of the struct holds.
pub(crate) enum Slot<'a> {
    Field(&'a Field),
    Oneof(&'a Oneof),
}

/// The fields of the struct by their numbers, a oneof by its lowest.
fn slots(message: &Message) -> Vec<Slot<'_>> {
    let mut slots: Vec<(u32, Slot<'_>)> = Vec::new();
    for field in &message.fields {
        if !matches!(field.cardinality, Cardinality::Oneof(_)) {
            slots.push((field.number, Slot::Field(field)));
        }
    }
    for oneof in &message.oneofs {
        let lowest = oneof
            .fields
            .iter()
            .map(|index| message.fields[*index].number)
            .min();
        slots.push((lowest.unwrap_or_default(), Slot::Oneof(oneof)));
    }
    slots.sort_by_key(|(number, _)| *number);
    slots.into_iter().map(|(_, slot)| slot).collect()
}

impl Slot<'_> {
    fn size(&self, message: &Message) -> TokenStream {
        match self {
            Slot::Field(field) => {
                let (codec, ident, key) = (codec(field), &field.ident, key(field));
                quote!(#codec::size(&self.#ident, #key, sizer))
            }
            Slot::Oneof(oneof) => {
                let ident = &oneof.ident;
                let arms = members(oneof, message).map(|(field, path)| {
                    let (kind, key) = (turbofish_kind(field), key(field));
                    quote!(::core::option::Option::Some(#path(value)) => #kind::size(value, #key, sizer),)
                });
                quote!(match &self.#ident { ::core::option::Option::None => 0, #(#arms)* })
            }
        }
    }

    fn write(&self, message: &Message) -> TokenStream {
        match self {
            Slot::Field(field) => {
                let (codec, ident, key) = (codec(field), &field.ident, key(field));
                quote!(#codec::write(&self.#ident, #key, writer);)
            }
            Slot::Oneof(oneof) => {
                let ident = &oneof.ident;
                let arms = members(oneof, message).map(|(field, path)| {
                    let (kind, key) = (turbofish_kind(field), key(field));
                    quote!(::core::option::Option::Some(#path(value)) => #kind::write(value, #key, writer),)
                });
                quote!(match &self.#ident { ::core::option::Option::None => {} #(#arms)* })
            }
        }
    }
}

/// The members of a oneof, each with the path of its variant.
pub(crate) fn members<'a>(
    oneof: &'a Oneof,
    message: &'a Message,
) -> impl Iterator<Item = (&'a Field, TokenStream)> {
    oneof.fields.iter().map(|index| {
        let field = &message.fields[*index];
        let (path, variant) = (&oneof.path, &field.ident);
        (field, quote!(#path::#variant))
    })
}

/// The arm that reads one occurrence of a field.
fn read_arm(field: &Field, message: &Message) -> TokenStream {
    let keys = keys(field);
    let unknown = unknown_fields(message);
    let closed = closed(field);
    if let Cardinality::Oneof(index) = field.cardinality {
        return read_member_arm(field, &message.oneofs[index], &unknown);
    }
    let (codec, ident) = (codec(field), &field.ident);
    match closed {
        false => quote!(#(#keys)|* => #codec::merge(&mut self.#ident, key, reader),),
        true => {
            quote!(#(#keys)|* => #codec::merge_closed(&mut self.#ident, key, reader, &mut self.#unknown),)
        }
    }
}

fn read_member_arm(field: &Field, oneof: &Oneof, unknown: &proc_macro2::Ident) -> TokenStream {
    let key = key(field);
    let (slot, path, variant, kind) = (&oneof.ident, &oneof.path, &field.ident, kind(field));
    let path = quote!(#path::#variant);
    match &field.ty {
        Type::Enum(enumeration) if enumeration.closed => {
            quote!(#key => oneof_closed(&mut self.#slot, key, reader, &mut self.#unknown, #path),)
        }
        Type::Message(_) => quote! {
            #key => oneof_message::<#kind, _>(&mut self.#slot, key, reader, #path, |member| match member {
                #path(value) => ::core::option::Option::Some(value),
                // A oneof of one member has no other.
                #[allow(unreachable_patterns)]
                _ => ::core::option::Option::None,
            }),
        },
        _ => quote!(#key => oneof::<#kind, _>(&mut self.#slot, key, reader, #path),),
    }
}

/// How the whole field is written, as the start of a path: `Optional::<Str>`.
pub(crate) fn codec(field: &Field) -> TokenStream {
    let (codec, arguments) = codec_parts(field);
    quote!(#codec::<#arguments>)
}

/// How the whole field is written, as a type: `Optional<Str>`.
pub(crate) fn codec_type(field: &Field) -> TokenStream {
    let (codec, arguments) = codec_parts(field);
    quote!(#codec<#arguments>)
}

fn codec_parts(field: &Field) -> (TokenStream, TokenStream) {
    let kind = kind(field);
    match &field.cardinality {
        Cardinality::Implicit => (quote!(Implicit), kind),
        Cardinality::Optional => (quote!(Optional), kind),
        Cardinality::Required | Cardinality::Oneof(_) => (quote!(Required), kind),
        Cardinality::Repeated { packed } => match (packable(&field.ty), packed) {
            (true, true) => (quote!(Packed), kind),
            (true, false) => (quote!(Numbers), kind),
            (false, _) => (quote!(Repeated), kind),
        },
        Cardinality::Map { key } => {
            let key = match key {
                MapKey::String => string_kind(field.repr.strings),
                MapKey::Scalar(scalar) => scalar_kind(*scalar),
            };
            (quote!(Map), quote!(#key, #kind))
        }
    }
}

/// How one value is written.
pub(crate) fn kind(field: &Field) -> TokenStream {
    let kind = match &field.ty {
        Type::Scalar(scalar) => scalar_kind(*scalar),
        Type::String => string_kind(field.repr.strings),
        Type::Bytes => match field.repr.bytes {
            BytesRepr::Bytes => quote!(Bytes),
            BytesRepr::Vec => quote!(VecBytes),
        },
        Type::Enum(enumeration) => {
            let path = &enumeration.path.outer;
            match enumeration.closed {
                true => quote!(Closed<#path>),
                false => quote!(Open<#path>),
            }
        }
        Type::Message(message) => {
            let path = &message.path.outer;
            match message.delimited {
                true => quote!(Group<#path>),
                false => quote!(Msg<#path>),
            }
        }
    };
    match field.boxed {
        true => quote!(Boxed<#kind>),
        false => kind,
    }
}

/// [`kind`] as the start of a path.
pub(crate) fn turbofish_kind(field: &Field) -> TokenStream {
    let kind = kind(field);
    quote!(<#kind as Kind>)
}

fn string_kind(repr: StringRepr) -> TokenStream {
    match repr {
        StringRepr::String => quote!(Str),
        StringRepr::Shared => quote!(Shared),
    }
}

fn scalar_kind(scalar: Scalar) -> TokenStream {
    match scalar {
        Scalar::Bool => quote!(Bool),
        Scalar::Int32 => quote!(Int32),
        Scalar::Int64 => quote!(Int64),
        Scalar::Uint32 => quote!(Uint32),
        Scalar::Uint64 => quote!(Uint64),
        Scalar::Sint32 => quote!(Sint32),
        Scalar::Sint64 => quote!(Sint64),
        Scalar::Fixed32 => quote!(Fixed32),
        Scalar::Fixed64 => quote!(Fixed64),
        Scalar::Sfixed32 => quote!(Sfixed32),
        Scalar::Sfixed64 => quote!(Sfixed64),
        Scalar::Float => quote!(Float),
        Scalar::Double => quote!(Double),
    }
}

fn packable(ty: &Type) -> bool {
    matches!(ty, Type::Scalar(_) | Type::Enum(_))
}

fn closed(field: &Field) -> bool {
    matches!(&field.ty, Type::Enum(enumeration) if enumeration.closed)
}

/// The wire type of one value.
fn wire_type(ty: &Type) -> u32 {
    match ty {
        Type::Scalar(Scalar::Fixed32 | Scalar::Sfixed32 | Scalar::Float) => FIXED32,
        Type::Scalar(Scalar::Fixed64 | Scalar::Sfixed64 | Scalar::Double) => FIXED64,
        Type::Scalar(_) | Type::Enum(_) => VARINT,
        Type::Message(message) if message.delimited => START_GROUP,
        Type::String | Type::Bytes | Type::Message(_) => LEN,
    }
}

/// The key that a field is written with: its number and wire type.
fn key(field: &Field) -> Literal {
    keys(field).swap_remove(0)
}

/// The keys that a field is read by, first the one that it is written with.
pub(crate) fn keys(field: &Field) -> Vec<Literal> {
    let one = wire_type(&field.ty);
    let wire_types = match &field.cardinality {
        Cardinality::Map { .. } => vec![LEN],
        Cardinality::Repeated { packed: true } if packable(&field.ty) => vec![LEN, one],
        Cardinality::Repeated { packed: false } if packable(&field.ty) => vec![one, LEN],
        _ => vec![one],
    };
    wire_types
        .into_iter()
        .map(|wire| Literal::u32_unsuffixed(field.number << 3 | wire))
        .collect()
}
