//! A model as text, one line an item, for snapshots that a reader can check.

use std::fmt::Write;

use crate::model::types::{
    Cardinality, Enum, EnumRef, Extension, Field, Message, MessageRef, Model, Module, Service, Type,
};

/// Writes all items of a model, modules indented.
pub(super) fn outline(model: &Model) -> String {
    let mut out = String::new();
    module(&model.root, 0, &mut out);
    out
}

/// Compares the outline of `model` with lines whose common indentation does not count.
#[track_caller]
pub(super) fn assert_outline(model: &Model, expected: &str) {
    let lines = || {
        expected
            .lines()
            .skip(1)
            .filter(|line| !line.trim().is_empty())
    };
    let margin = lines()
        .map(|line| line.len() - line.trim_start().len())
        .min()
        .unwrap_or(0);
    let expected: Vec<&str> = lines().map(|line| &line[margin..]).collect();
    let found = outline(model);
    assert_eq!(found.lines().collect::<Vec<_>>(), expected, "\n{found}");
}

fn module(module: &Module, depth: usize, out: &mut String) {
    for message in &module.messages {
        self::message(message, depth, out);
    }
    for enumeration in &module.enums {
        self::enumeration(enumeration, depth, out);
    }
    for extension in &module.extensions {
        self::extension(extension, depth, out);
    }
    for service in &module.services {
        self::service(service, depth, out);
    }
    for child in &module.children {
        line(out, depth, &format!("mod {}", child.ident));
        self::module(child, depth + 1, out);
    }
}

fn message(message: &Message, depth: usize, out: &mut String) {
    let mut flags = flag(message.deprecated, "deprecated");
    flags += flag(message.message_set, "message_set").as_str();
    if let Some(kind) = message.well_known {
        let _ = write!(flags, " well_known {kind:?}");
    }
    line(
        out,
        depth,
        &format!("struct {} {}{flags}", message.ident, message.full_name),
    );
    for field in &message.fields {
        self::field(field, depth + 1, out);
    }
    for oneof in &message.oneofs {
        let cases: Vec<_> = oneof
            .fields
            .iter()
            .map(|at| message.fields[*at].ident.to_string())
            .collect();
        let text = format!(
            "oneof {}: {} [{}]",
            oneof.ident,
            oneof.path,
            cases.join(", ")
        );
        line(out, depth + 1, &text);
    }
    if message.has_nested_module() {
        line(out, depth, &format!("mod {}", message.nested.ident));
        module(&message.nested, depth + 1, out);
    }
}

fn field(field: &Field, depth: usize, out: &mut String) {
    let mut text = format!("{} {} {}: ", field.ident, field.number, field.json_name);
    text += &match &field.cardinality {
        Cardinality::Implicit => String::new(),
        Cardinality::Optional => "optional ".to_owned(),
        Cardinality::Required => "required ".to_owned(),
        Cardinality::Repeated { packed: true } => "packed ".to_owned(),
        Cardinality::Repeated { packed: false } => "repeated ".to_owned(),
        Cardinality::Map { key } => format!("map<{key:?}> "),
        Cardinality::Oneof(index) => format!("case {index} "),
    };
    text += &match &field.ty {
        Type::Scalar(scalar) => format!("{scalar:?}"),
        Type::String => "string".to_owned(),
        Type::Bytes => "bytes".to_owned(),
        Type::Message(message) => message_ref(message, &field.cardinality),
        Type::Enum(enumeration) => enum_ref(enumeration, &field.cardinality),
    };
    if let Some(default) = &field.default {
        let _ = write!(text, " = {default:?}");
    }
    text += &flag(field.boxed, "boxed");
    text += &flag(field.deprecated, "deprecated");
    text += &flag(field.debug_redact, "redacted");
    line(out, depth, &text);
}

fn message_ref(message: &MessageRef, cardinality: &Cardinality) -> String {
    let group = flag(message.delimited, "group");
    match cardinality {
        Cardinality::Oneof(_) => format!("{}{group}", message.path.nested),
        _ => format!("{}{group}", message.path.outer),
    }
}

fn enum_ref(enumeration: &EnumRef, cardinality: &Cardinality) -> String {
    let path = match cardinality {
        Cardinality::Oneof(_) => &enumeration.path.nested,
        _ => &enumeration.path.outer,
    };
    let kind = if enumeration.closed { "closed" } else { "open" };
    format!("{kind} {path}")
}

fn enumeration(enumeration: &Enum, depth: usize, out: &mut String) {
    let kind = if enumeration.closed { "closed" } else { "open" };
    let flags = flag(enumeration.deprecated, "deprecated");
    line(
        out,
        depth,
        &format!(
            "{kind} enum {} {}{flags}",
            enumeration.ident, enumeration.full_name
        ),
    );
    for value in &enumeration.values {
        let mut text = format!("{} {} {}", value.ident, value.name, value.number);
        if let Some(first) = value.alias_of {
            let _ = write!(text, " alias of {}", enumeration.values[first].ident);
        }
        text += &flag(value.deprecated, "deprecated");
        line(out, depth + 1, &text);
    }
}

fn extension(extension: &Extension, depth: usize, out: &mut String) {
    let text = format!(
        "extension {} of {}",
        extension.full_name, extension.extendee.path.outer
    );
    line(out, depth, &text);
    field(&extension.field, depth + 1, out);
}

fn service(service: &Service, depth: usize, out: &mut String) {
    let names = format!(
        "{}, {}, {}",
        service.ident, service.server_ident, service.client_ident
    );
    line(out, depth, &format!("trait {names} {}", service.full_name));
    for method in &service.methods {
        let names = format!(
            "{}, {}, {}",
            method.ident, method.client_ident, method.call_ident
        );
        let types = format!("{} -> {}", method.input, method.output);
        let shape = format!("{:?} {:?}", method.stream_type, method.idempotency);
        line(
            out,
            depth + 1,
            &format!("fn {names} {} {types} {shape}", method.procedure),
        );
    }
}

fn flag(set: bool, name: &str) -> String {
    if set {
        format!(" {name}")
    } else {
        String::new()
    }
}

fn line(out: &mut String, depth: usize, text: &str) {
    let _ = writeln!(out, "{:indent$}{text}", "", indent = depth * 2);
}

/// The names of the files that items come from.
pub(super) fn files_of(model: &Model) -> Vec<String> {
    let mut files = Vec::new();
    model.root.walk(&mut |module| {
        let messages = module.messages.iter().map(|message| &message.source);
        let services = module.services.iter().map(|service| &service.source);
        files.extend(messages.chain(services).map(|source| source.file.clone()));
    });
    files.sort();
    files.dedup();
    files
}
