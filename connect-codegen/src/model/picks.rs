//! What the user adds by selector: derives, attributes, boxes. Applied to the finished model, so that a
//! selector that picks nothing can be told what there is.
//!
//! A selector is a full name, or `shop.v1.*` for all types below: messages, enums and oneofs, and for
//! `boxed` all fields that can be in a box.

use proc_macro2::TokenStream;
use protox::prost_reflect::DescriptorPool;
use quote::ToTokens;

use super::types::{Added, Cardinality, Equality, Field, Message, Model, Module, Type};
use crate::args::{Args, Pick, Text};
use crate::diag::{Fault, nearest};

/// What a selector can pick.
struct Item<'m> {
    full_name: String,
    kind: Kind,
    added: &'m mut Added,
    /// For fields that hold one message: whether it is in a box.
    boxed: Option<&'m mut bool>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Message(Equality),
    Oneof(Equality),
    Enum,
    Field,
    Value,
    Extension,
    Service,
    Method,
}

impl Kind {
    /// The types, which are what wildcards pick.
    fn is_type(self) -> bool {
        matches!(self, Self::Message(_) | Self::Oneof(_) | Self::Enum)
    }

    fn shown(self) -> &'static str {
        match self {
            Self::Message(_) => "a message",
            Self::Oneof(_) => "a oneof",
            Self::Enum => "an enum",
            Self::Field => "a field",
            Self::Value => "a value of an enum",
            Self::Extension => "an extension",
            Self::Service => "a service",
            Self::Method => "a method",
        }
    }

    /// The traits that every type of this kind has.
    fn has(self, name: &str) -> bool {
        let equality = |equality: Equality| match name {
            "Eq" => equality.eq,
            "Hash" => equality.hash(),
            "Clone" | "PartialEq" | "Debug" => true,
            _ => false,
        };
        match self {
            Self::Message(of) => equality(of) || name == "Default",
            Self::Oneof(of) => equality(of),
            _ => matches!(
                name,
                "Clone"
                    | "Copy"
                    | "Debug"
                    | "Default"
                    | "PartialEq"
                    | "Eq"
                    | "PartialOrd"
                    | "Ord"
                    | "Hash"
            ),
        }
    }

    /// Why a type of this kind cannot have a trait of the standard library, if that is known.
    fn lacks(self, name: &str) -> Option<&'static str> {
        let (Self::Message(of) | Self::Oneof(of)) = self else {
            return None;
        };
        match name {
            "Eq" | "Ord" | "Hash" if !of.eq => Some("it holds a floating point number"),
            "Hash" | "PartialOrd" | "Ord" if !of.sorted => {
                Some("it holds a HashMap, or a map of a type that is defined elsewhere")
            }
            "Copy" if matches!(self, Self::Message(_)) => {
                Some("it has room for fields that are not known")
            }
            "Default" if matches!(self, Self::Oneof(_)) => {
                Some("a oneof has no case to start from")
            }
            _ => None,
        }
    }
}

/// Applies all selectors. `pool` is asked about names that are not generated.
pub(super) fn apply(model: &mut Model, args: &Args, pool: &DescriptorPool) -> Vec<Fault> {
    let mut faults = Vec::new();
    for pick in &args.derives {
        for selector in &pick.selectors {
            let picked = select(model, selector, Kind::is_type, |item, exact| {
                add_derives(item, pick, selector, exact, &mut faults);
            });
            let what = "`derive` is for messages, enums and oneofs";
            check(
                picked,
                model,
                selector,
                what,
                Kind::is_type,
                pool,
                &mut faults,
            );
        }
    }
    for pick in &args.attrs {
        for selector in &pick.selectors {
            let picked = select(model, selector, Kind::is_type, |item, _| {
                item.added.attributes.extend(pick.added.iter().cloned());
            });
            check(picked, model, selector, "", |_| true, pool, &mut faults);
        }
    }
    for selector in &args.boxed {
        let is_field = |kind| kind == Kind::Field;
        let mut boxes = 0;
        let picked = select(model, selector, is_field, |item, _| {
            if let Some(boxed) = &mut item.boxed {
                **boxed = true;
                boxes += 1;
            }
        });
        let what = "`boxed` is for fields";
        check(picked, model, selector, what, is_field, pool, &mut faults);
        if let (Picked::Some, 0) = (picked, boxes) {
            let message = format!(
                "\"{}\" picks no field that holds one message",
                selector.value
            );
            let fault = Fault::new(selector.span, message);
            faults.push(fault.help("only what holds one message can be in a box"));
        }
    }
    faults
}

fn add_derives(
    item: &mut Item<'_>,
    pick: &Pick<syn::Path>,
    selector: &Text,
    exact: bool,
    faults: &mut Vec<Fault>,
) {
    for path in &pick.added {
        let name = standard_trait(path);
        let has = name.as_deref().is_some_and(|name| item.kind.has(name));
        let tokens = path.to_token_stream();
        if has
            || item
                .added
                .derives
                .iter()
                .any(|known| is_same(known, &tokens))
        {
            continue;
        }
        let lacks = name.and_then(|name| Some((item.kind.lacks(&name)?, name)));
        match lacks {
            None => item.added.derives.push(tokens),
            Some((why, name)) if exact => {
                let span = path
                    .segments
                    .last()
                    .map_or(selector.span, |last| last.ident.span());
                let message = format!("`{}` cannot be `{name}`", item.full_name);
                faults.push(Fault::new(span, message).help(why));
            }
            Some(_) => {}
        }
    }
}

/// Whether two paths lead to the same trait, as far as they show it.
fn is_same(left: &TokenStream, right: &TokenStream) -> bool {
    let name = |tokens: &TokenStream| {
        let path = syn::parse2(tokens.clone()).ok();
        let name = path.as_ref().and_then(standard_trait);
        name.unwrap_or_else(|| tokens.to_string())
    };
    name(left) == name(right)
}

/// The name of a trait of the standard library, as it is usually written.
fn standard_trait(path: &syn::Path) -> Option<String> {
    let mut names = path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string());
    let first = names.next()?;
    match names.next_back() {
        None => Some(first),
        Some(last) if first == "core" || first == "std" => Some(last),
        Some(_) => None,
    }
}

/// What a selector has come to.
#[derive(Clone, Copy)]
enum Picked {
    Some,
    /// An item of another kind than those that the option is for.
    Other(Kind),
    None,
}

/// Calls `visit` for each item that the selector picks, `true` for one that it names in full.
fn select(
    model: &mut Model,
    selector: &Text,
    by_wildcard: impl Fn(Kind) -> bool,
    mut visit: impl FnMut(&mut Item<'_>, bool),
) -> Picked {
    let mut picked = Picked::None;
    let below = match selector.value.strip_suffix('*') {
        Some(prefix) if prefix.is_empty() || prefix.ends_with('.') => Some(prefix),
        _ => None,
    };
    each(&mut model.root, &mut |mut item| {
        let exact = item.full_name == selector.value;
        let wild = below.is_some_and(|prefix| item.full_name.starts_with(prefix));
        if exact || wild && by_wildcard(item.kind) {
            visit(&mut item, exact);
            picked = match picked {
                Picked::None => Picked::Other(item.kind),
                picked => picked,
            };
            if by_wildcard(item.kind) {
                picked = Picked::Some;
            }
        }
    });
    picked
}

/// A fault for a selector that picked nothing, or only what the option is not for.
fn check(
    picked: Picked,
    model: &mut Model,
    selector: &Text,
    what: &str,
    fits: impl Fn(Kind) -> bool,
    pool: &DescriptorPool,
    faults: &mut Vec<Fault>,
) {
    let name = selector.value.as_str();
    match picked {
        Picked::Some => return,
        Picked::Other(kind) if fits(kind) => return,
        Picked::Other(kind) => {
            let message = format!("\"{name}\" is {}", kind.shown());
            faults.push(Fault::new(selector.span, message).help(what));
            return;
        }
        Picked::None => {}
    }
    let fault = Fault::new(selector.span, format!("\"{name}\" picks nothing"));
    if is_elsewhere(name, pool) {
        faults.push(fault.help("its code is not generated here but used from elsewhere"));
        return;
    }
    let mut known = Vec::new();
    each(&mut model.root, &mut |item| {
        if fits(item.kind) {
            known.push(item.full_name);
        }
    });
    let package = format!("{name}.");
    if known.iter().any(|known| known.starts_with(&package)) {
        faults.push(fault.help(format!("did you mean \"{package}*\"?")));
        return;
    }
    let plain = name.strip_suffix(".*").unwrap_or(name);
    if plain != name {
        let packages: Vec<String> = known
            .iter()
            .flat_map(|name| {
                name.match_indices('.')
                    .map(|(dot, _)| name[..dot].to_owned())
            })
            .collect();
        known = packages;
    }
    let near = nearest(plain, known.iter().map(String::as_str));
    let near = near.map(|near| format!("did you mean \"{near}{}\"?", &name[plain.len()..]));
    let form = "a selector is a full name, or `shop.v1.*` for all types in a package";
    faults.push(fault.maybe_help(near).help(form));
}

/// Whether a selector names a type, or types below it, that are used and not generated.
fn is_elsewhere(name: &str, pool: &DescriptorPool) -> bool {
    match name.strip_suffix('*') {
        Some(prefix) => pool
            .all_messages()
            .any(|message| !message.is_map_entry() && message.full_name().starts_with(prefix)),
        None => pool.get_message_by_name(name).is_some() || pool.get_enum_by_name(name).is_some(),
    }
}

/// Visits everything in a module and below it.
fn each(module: &mut Module, visit: &mut dyn FnMut(Item<'_>)) {
    fn item<'m>(
        full_name: impl Into<String>,
        kind: Kind,
        added: &'m mut Added,
        visit: &mut dyn FnMut(Item<'_>),
    ) {
        visit(Item {
            full_name: full_name.into(),
            kind,
            added,
            boxed: None,
        });
    }
    for message in &mut module.messages {
        let kind = Kind::Message(message.equality);
        item(message.full_name.as_str(), kind, &mut message.added, visit);
        each_field(message, visit);
        each(&mut message.nested, visit);
    }
    for enumeration in &mut module.enums {
        let name = enumeration.full_name.as_str();
        item(name, Kind::Enum, &mut enumeration.added, visit);
        for value in &mut enumeration.values {
            item(
                format!("{name}.{}", value.name),
                Kind::Value,
                &mut value.added,
                visit,
            );
        }
    }
    for extension in &mut module.extensions {
        let name = extension.full_name.as_str();
        item(name, Kind::Extension, &mut extension.field.added, visit);
    }
    for service in &mut module.services {
        let name = service.full_name.as_str();
        item(name, Kind::Service, &mut service.added, visit);
        for method in &mut service.methods {
            item(
                format!("{name}.{}", method.name),
                Kind::Method,
                &mut method.added,
                visit,
            );
        }
    }
    for child in &mut module.children {
        each(child, visit);
    }
}

fn each_field(message: &mut Message, visit: &mut dyn FnMut(Item<'_>)) {
    let holder = message.full_name.as_str();
    for field in &mut message.fields {
        let holds_one = holds_one_message(field);
        let Field {
            name, added, boxed, ..
        } = field;
        visit(Item {
            full_name: format!("{holder}.{name}"),
            kind: Kind::Field,
            added,
            boxed: holds_one.then_some(boxed),
        });
    }
    for oneof in &mut message.oneofs {
        visit(Item {
            full_name: format!("{holder}.{}", oneof.name),
            kind: Kind::Oneof(oneof.equality),
            added: &mut oneof.added,
            boxed: None,
        });
    }
    visit(Item {
        full_name: format!("{holder}.unknown_fields"),
        kind: Kind::Field,
        added: &mut message.added_to_unknown,
        boxed: None,
    });
}

fn holds_one_message(field: &Field) -> bool {
    let many = matches!(
        field.cardinality,
        Cardinality::Repeated { .. } | Cardinality::Map { .. }
    );
    matches!(field.ty, Type::Message(_)) && !many
}
