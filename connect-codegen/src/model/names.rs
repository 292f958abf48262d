//! Rust spellings of proto names, the same as prost's, so that code written for prost ports unchanged.
//!
//! Collisions are not looked for here: the model reports them where the names meet.

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};
use proc_macro2::{Ident, Span};

/// Keywords that are fit to be raw identifiers, of all editions.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static",
    "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield",
];

/// Keywords that cannot be raw, and the wildcard.
const PATH_KEYWORDS: &[&str] = &["_", "super", "self", "Self", "extern", "crate"];

/// Makes identifiers that all carry one span.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Names {
    pub(crate) span: Span,
}

impl Names {
    /// Identifiers that show at `span`, a literal of the user's, and are resolved as the macro's own.
    pub(crate) fn at(span: Span) -> Self {
        Self {
            span: span.resolved_at(Span::call_site()),
        }
    }

    /// A field, method or module: `fooBar` is `foo_bar`, `type` is `r#type`, `self` is `self_`.
    pub(crate) fn snake(self, name: &str) -> Ident {
        self.sanitize(&name.to_snake_case())
    }

    /// A message, enum, service, variant: `foo_bar` is `FooBar`, `self` is `Self_`.
    pub(crate) fn camel(self, name: &str) -> Ident {
        match name.to_upper_camel_case().as_str() {
            // Not the name of the module that goes with it.
            "" => Ident::new("___", self.span),
            camel => self.sanitize(camel),
        }
    }

    /// A constant: `fooBar` is `FOO_BAR`.
    pub(crate) fn shouty(self, name: &str) -> Ident {
        self.sanitize(&name.to_shouty_snake_case())
    }

    /// A variant of the enum named `enum_name`, whose name is taken off the front where a word ends
    /// there: `COLOUR_RED` of `Colour` is `Red`; `COLOURED` and `COLOUR_2` stay `Coloured` and `Colour2`.
    pub(crate) fn variant(self, enum_name: &str, value_name: &str) -> Ident {
        let camel = value_name.to_upper_camel_case();
        let stripped = camel
            .strip_prefix(&enum_name.to_upper_camel_case())
            .filter(|rest| rest.starts_with(char::is_uppercase));
        self.sanitize(stripped.unwrap_or(&camel))
    }

    /// The client's method that takes and gives headers: `greet` is `call_greet`.
    pub(crate) fn call(self, name: &str) -> Ident {
        self.sanitize(&format!("call_{}", name.to_snake_case()))
    }

    /// `ident` with `suffix` behind it.
    pub(crate) fn suffixed(self, ident: &Ident, suffix: &str) -> Ident {
        let plain = ident.to_string();
        self.sanitize(&format!("{}{suffix}", plain.trim_start_matches("r#")))
    }

    /// Any name as an identifier, raw or with an underscore where it must be.
    pub(crate) fn sanitize(self, name: &str) -> Ident {
        if KEYWORDS.contains(&name) {
            return Ident::new_raw(name, self.span);
        }
        if PATH_KEYWORDS.contains(&name) {
            return Ident::new(&format!("{name}_"), self.span);
        }
        // What is left of a name of underscores alone.
        if name.is_empty() {
            return Ident::new("__", self.span);
        }
        if !name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') {
            return Ident::new(&format!("_{name}"), self.span);
        }
        Ident::new(name, self.span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        Names {
            span: Span::call_site(),
        }
    }

    #[test]
    fn fields_and_modules_are_snake_case_as_prost_spells_them() {
        for (name, expected) in [
            ("name", "name"),
            ("fooBar", "foo_bar"),
            ("FooBar", "foo_bar"),
            ("foo__bar", "foo_bar"),
            ("HTTPRule", "http_rule"),
            ("field1", "field1"),
            ("_1", "_1"),
            ("type", "r#type"),
            ("gen", "r#gen"),
            ("self", "self_"),
            ("Self", "self_"),
            ("super", "super_"),
            ("crate", "crate_"),
            ("extern", "extern_"),
            ("_", "__"),
            ("__", "__"),
        ] {
            assert_eq!(names().snake(name).to_string(), expected, "{name}");
        }
    }

    #[test]
    fn types_are_camel_case_as_prost_spells_them() {
        for (name, expected) in [
            ("GreetRequest", "GreetRequest"),
            ("greet_request", "GreetRequest"),
            ("HTTPRule", "HttpRule"),
            ("Self", "Self_"),
            ("self", "Self_"),
            ("_", "___"),
        ] {
            assert_eq!(names().camel(name).to_string(), expected, "{name}");
        }
    }

    #[test]
    fn variants_lose_the_name_of_their_enum() {
        for (enum_name, value, expected) in [
            ("Colour", "COLOUR_RED", "Red"),
            ("Colour", "RED", "Red"),
            ("Colour", "COLOURED", "Coloured"),
            ("Colour", "COLOUR_2", "Colour2"),
            ("Colour", "COLOUR", "Colour"),
            ("Colour", "colour_dark_red", "DarkRed"),
            ("Colour", "COLOUR_SELF", "Self_"),
            ("HTTPKind", "HTTP_KIND_GET", "Get"),
        ] {
            let variant = names().variant(enum_name, value);
            assert_eq!(variant.to_string(), expected, "{value}");
        }
    }

    #[test]
    fn call_names_never_need_to_be_raw() {
        assert_eq!(names().call("Type").to_string(), "call_type");
        assert_eq!(names().call("SayHello").to_string(), "call_say_hello");
        let raw = names().snake("type");
        assert_eq!(names().suffixed(&raw, "_").to_string(), "type_");
    }
}
