//! The model: what a set of `.proto` files means in Rust, as plain structs.
//!
//! Everything that takes a decision stands here already decided: identifiers, paths, presence, boxing,
//! docs. No descriptor comes out of the model, so the emitters only interpolate. Every [`RustPath`] is written as seen from the module that holds the item; see
//! [`TypePath`] for the one case with two points of view.

use std::fmt;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, TokenStreamExt, quote};

use crate::args::Repr;

/// One expansion of the attribute: everything that one set of entry files generates.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    /// The user's module itself; its `ident` is that of the module and not emitted.
    pub(crate) root: Module,
    /// A serialized `google.protobuf.FileDescriptorSet` of all files, imports before importers, as they
    /// were linked: custom options intact, `source_code_info` left out.
    pub(crate) descriptor_set: Vec<u8>,
}

/// A Rust module: the user's own, a package, or the types nested in a message.
#[derive(Debug, Clone)]
pub(crate) struct Module {
    pub(crate) ident: Ident,
    /// The proto package or message whose items these are: `greet.v1`, `greet.v1.Outer`. Empty for files
    /// without a package and for modules that only lead to others.
    pub(crate) full_name: String,
    pub(crate) docs: Docs,
    pub(crate) messages: Vec<Message>,
    pub(crate) enums: Vec<Enum>,
    pub(crate) services: Vec<Service>,
    pub(crate) extensions: Vec<Extension>,
    /// Modules of packages below this one. Modules of messages are with the message ([`Message::nested`]);
    /// the two may share a name and are then emitted as one module.
    pub(crate) children: Vec<Module>,
}

/// A message, or the message of a group.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) ident: Ident,
    /// `greet.v1.Outer.Inner`.
    pub(crate) full_name: String,
    /// The path from the user's module: `self::greet::v1::outer::Inner`.
    pub(crate) root_path: RustPath,
    pub(crate) docs: Docs,
    pub(crate) source: Source,
    pub(crate) deprecated: bool,
    /// In the order of the `.proto`, members of oneofs included.
    pub(crate) fields: Vec<Field>,
    /// Real oneofs only, in the order of the `.proto`.
    pub(crate) oneofs: Vec<Oneof>,
    /// The module `outer` of a message `Outer`, for its nested types and the enums of its oneofs. Always
    /// there, so that it has a name; emitted when it or [`Message::oneofs`] holds something.
    pub(crate) nested: Module,
    pub(crate) well_known: Option<WellKnown>,
    /// `option message_set_wire_format = true`.
    pub(crate) message_set: bool,
    /// Which of `Eq` and `Hash` all its fields allow.
    pub(crate) equality: Equality,
    pub(crate) added: Added,
    /// What is added to the field for unknown fields.
    pub(crate) added_to_unknown: Added,
}

/// What stands in the way of the traits of equality and order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Equality {
    /// No floating point number.
    pub(crate) eq: bool,
    /// No map that is not known to be sorted.
    pub(crate) sorted: bool,
}

impl Equality {
    /// Whether a type can be `Hash` and agree with `Eq`.
    pub(crate) fn hash(self) -> bool {
        self.eq && self.sorted
    }
}

/// A field of a message, of a oneof, or what an extension adds.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    /// The struct field, or for a member of a oneof the enum's variant.
    pub(crate) ident: Ident,
    /// The name in the `.proto`: `fooBar`.
    pub(crate) name: String,
    /// The JSON name: `fooBar` for `foo_bar`, or what `json_name` says.
    pub(crate) json_name: String,
    pub(crate) number: u32,
    pub(crate) docs: Docs,
    pub(crate) source: Source,
    pub(crate) deprecated: bool,
    /// `debug_redact = true`: the value must not show in `Debug`.
    pub(crate) debug_redact: bool,
    pub(crate) cardinality: Cardinality,
    /// The type of one value: of the field, of an element, or of a map's value.
    pub(crate) ty: Type,
    /// The default written in the `.proto`.
    pub(crate) default: Option<DefaultValue>,
    /// The message contains itself through this field, so that the value must be in a `Box`.
    pub(crate) boxed: bool,
    pub(crate) repr: Repr,
    pub(crate) added: Added,
}

/// How many values a field holds and whether "none" can be told from "the default".
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cardinality {
    /// One value, absent on the wire when it equals the default (proto3 without a label). Never a message.
    Implicit,
    /// None or one (`optional`, and every singular message).
    Optional,
    /// Exactly one (proto2 `required`).
    Required,
    Repeated {
        /// Elements are written in one length-delimited run. Readers take both forms in any case.
        packed: bool,
    },
    /// A map; [`Field::ty`] is the type of its values. The entry's key is field 1, its value field 2.
    Map { key: MapKey },
    /// A case of the oneof with this index in [`Message::oneofs`].
    Oneof(usize),
}

/// What can be the key of a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MapKey {
    /// Any integer type or `bool`, never a floating point number.
    Scalar(Scalar),
    String,
}

/// The type of one value.
#[derive(Debug, Clone)]
pub(crate) enum Type {
    Scalar(Scalar),
    String,
    Bytes,
    Message(MessageRef),
    Enum(EnumRef),
}

/// The numeric types, each with its own form on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Scalar {
    Bool,
    Int32,
    Int64,
    Uint32,
    Uint64,
    Sint32,
    Sint64,
    Fixed32,
    Fixed64,
    Sfixed32,
    Sfixed64,
    Float,
    Double,
}

/// The use of a message as a type.
#[derive(Debug, Clone)]
pub(crate) struct MessageRef {
    pub(crate) path: TypePath,
    /// `google.protobuf.Timestamp`.
    pub(crate) full_name: String,
    /// Written between group tags instead of with a length (proto2 groups, `DELIMITED`).
    pub(crate) delimited: bool,
}

/// The use of an enum as a type.
#[derive(Debug, Clone)]
pub(crate) struct EnumRef {
    pub(crate) path: TypePath,
    /// Unknown numbers are unknown fields rather than values (proto2).
    pub(crate) closed: bool,
}

/// A path to a type from the two modules in which a message's code stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TypePath {
    /// From the module that holds the message (or service, or extension).
    pub(crate) outer: RustPath,
    /// From [`Message::nested`], where the enums of oneofs are defined.
    pub(crate) nested: RustPath,
}

/// A default value as the `.proto` gives it, typed like the field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DefaultValue {
    Bool(bool),
    I32(i32),
    I64(i64),
    U32(u32),
    U64(u64),
    /// May be infinite or not a number, for which Rust has no literal.
    F32(f32),
    /// May be infinite or not a number, for which Rust has no literal.
    F64(f64),
    String(String),
    Bytes(Vec<u8>),
    Enum {
        number: i32,
        /// The variant, of [`EnumRef::path`].
        ident: Ident,
    },
}

/// What the user adds to an item: derives and attributes by selector.
#[derive(Debug, Clone, Default)]
pub(crate) struct Added {
    /// Paths of traits.
    pub(crate) derives: Vec<TokenStream>,
    /// What stands between the brackets of each attribute.
    pub(crate) attributes: Vec<TokenStream>,
}

/// A oneof, which becomes an enum in the message's module and an `Option` of it in the struct.
#[derive(Debug, Clone)]
pub(crate) struct Oneof {
    /// The struct field.
    pub(crate) ident: Ident,
    /// The enum, inside [`Message::nested`].
    pub(crate) enum_ident: Ident,
    /// The enum as seen from the message: `self::outer::Kind`.
    pub(crate) path: RustPath,
    pub(crate) name: String,
    pub(crate) docs: Docs,
    pub(crate) source: Source,
    /// Its members as indexes into [`Message::fields`].
    pub(crate) fields: Vec<usize>,
    /// What all its members allow.
    pub(crate) equality: Equality,
    pub(crate) added: Added,
}

/// An enum of the `.proto`.
#[derive(Debug, Clone)]
pub(crate) struct Enum {
    pub(crate) ident: Ident,
    pub(crate) full_name: String,
    pub(crate) docs: Docs,
    pub(crate) source: Source,
    pub(crate) deprecated: bool,
    pub(crate) closed: bool,
    /// In the order of the `.proto`, at least one; the first is the default.
    pub(crate) values: Vec<EnumValue>,
    /// `google.protobuf.NullValue`.
    pub(crate) null_value: bool,
    pub(crate) added: Added,
}

/// A value of an enum.
#[derive(Debug, Clone)]
pub(crate) struct EnumValue {
    /// The variant, without the enum's name in front, or for an alias an associated constant.
    pub(crate) ident: Ident,
    /// The name in the `.proto`: `COLOUR_RED`.
    pub(crate) name: String,
    pub(crate) number: i32,
    pub(crate) docs: Docs,
    pub(crate) deprecated: bool,
    /// The value that had this number first, as an index into [`Enum::values`].
    pub(crate) alias_of: Option<usize>,
    pub(crate) added: Added,
}

/// A service.
#[derive(Debug, Clone)]
pub(crate) struct Service {
    /// The trait: `GreetService`.
    pub(crate) ident: Ident,
    /// `GreetServiceServer`.
    pub(crate) server_ident: Ident,
    /// `GreetServiceClient`.
    pub(crate) client_ident: Ident,
    /// `GreetService`.
    pub(crate) name: String,
    /// `greet.v1.GreetService`.
    pub(crate) full_name: String,
    pub(crate) docs: Docs,
    pub(crate) source: Source,
    pub(crate) deprecated: bool,
    pub(crate) methods: Vec<Method>,
    pub(crate) added: Added,
}

/// A method of a service.
#[derive(Debug, Clone)]
pub(crate) struct Method {
    /// The trait's method: `greet`.
    pub(crate) ident: Ident,
    /// The client's plain method: `greet`, or with `_` behind it where the client has that name already.
    pub(crate) client_ident: Ident,
    /// The client's full method: `call_greet`.
    pub(crate) call_ident: Ident,
    /// `Greet`.
    pub(crate) name: String,
    /// `/greet.v1.GreetService/Greet`.
    pub(crate) procedure: String,
    pub(crate) stream_type: StreamType,
    pub(crate) idempotency: Idempotency,
    pub(crate) input: RustPath,
    pub(crate) output: RustPath,
    pub(crate) docs: Docs,
    pub(crate) deprecated: bool,
    pub(crate) added: Added,
}

/// The four shapes of an RPC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StreamType {
    Unary,
    ClientStream,
    ServerStream,
    BidiStream,
}

/// The option `idempotency_level` of a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Idempotency {
    Unknown,
    NoSideEffects,
    Idempotent,
}

/// A field that a file adds to a message defined elsewhere. Extensions of the options of
/// `descriptor.proto` are not among these.
#[derive(Debug, Clone)]
pub(crate) struct Extension {
    /// The constant: `FAVOURITE_HAT`.
    pub(crate) ident: Ident,
    /// `shop.v1.favourite_hat`; JSON writes it in brackets.
    pub(crate) full_name: String,
    /// The message that is extended.
    pub(crate) extendee: MessageRef,
    /// Its `cardinality` is `Optional` or `Repeated`; its `ident` equals the extension's.
    pub(crate) field: Field,
}

/// The types of `google.protobuf` that have JSON forms of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum WellKnown {
    Any,
    Timestamp,
    Duration,
    FieldMask,
    Struct,
    Value,
    ListValue,
    Empty,
    DoubleValue,
    FloatValue,
    Int64Value,
    Uint64Value,
    Int32Value,
    Uint32Value,
    BoolValue,
    StringValue,
    BytesValue,
}

/// Where in the `.proto` an item stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Source {
    /// The file's name as imports spell it: `greet/v1/greet.proto`.
    pub(crate) file: String,
    /// Counted from 1; 0 where the descriptor tells no line.
    pub(crate) line: u32,
}

/// Documentation, ready for rustdoc; interpolates as `#[doc = ".."]` attributes. Never empty for an item
/// that users see.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Docs {
    pub(crate) lines: Vec<String>,
}

/// A path to a Rust item, ready to interpolate.
#[derive(Clone)]
pub(crate) struct RustPath(pub(crate) TokenStream);

impl ToTokens for RustPath {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}

impl fmt::Display for RustPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let spaced = self.0.to_string();
        f.write_str(&spaced.replace(' ', ""))
    }
}

impl fmt::Debug for RustPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RustPath({self})")
    }
}

impl PartialEq for RustPath {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

impl Eq for RustPath {}

impl ToTokens for Docs {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(self.lines.iter().map(|line| quote!(#[doc = #line])));
    }
}

impl Added {
    /// The attributes, derives first: `#[derive(..)] #[..]`.
    pub(crate) fn to_attributes(&self) -> TokenStream {
        let Self {
            derives,
            attributes,
        } = self;
        let derive = (!derives.is_empty()).then(|| quote!(#[derive(#(#derives),*)]));
        quote!(#derive #(#[#attributes])*)
    }
}

impl Module {
    /// Whether the module and all below it hold nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.messages.is_empty()
            && self.enums.is_empty()
            && self.services.is_empty()
            && self.extensions.is_empty()
            && self.children.iter().all(Self::is_empty)
    }

    /// Calls `visit` for this module, then for the modules of its messages and packages below it.
    pub(crate) fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Self)) {
        visit(self);
        for message in &self.messages {
            message.nested.walk(visit);
        }
        for child in &self.children {
            child.walk(visit);
        }
    }
}

impl Model {
    /// All messages, nested ones included, parents first.
    pub(crate) fn messages(&self) -> Vec<&Message> {
        let mut found = Vec::new();
        self.root.walk(&mut |module| found.extend(&module.messages));
        found
    }
}

impl Message {
    /// Whether there is a module to emit for this message.
    pub(crate) fn has_nested_module(&self) -> bool {
        !self.oneofs.is_empty() || !self.nested.is_empty()
    }
}
