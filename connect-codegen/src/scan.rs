//! A tolerant look at a `.proto`: which names it declares, whatever else is wrong with it.
//!
//! This is no parser. It serves where the parser has given up or has not been asked: for the names that
//! must exist after a failure, and for finding the file that somebody forgot to import.

/// What a `.proto` declares.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Scanned {
    pub(crate) package: String,
    pub(crate) items: Vec<Item>,
}

/// A declaration with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) kind: Kind,
    pub(crate) name: String,
    pub(crate) children: Vec<Item>,
}

/// The declarations that become Rust names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Message,
    Enum,
    Oneof,
    Service,
    Method,
}

impl Scanned {
    /// Reads the names out of `source`.
    pub(crate) fn new(source: &str) -> Self {
        let tokens = tokens(source);
        let mut scanned = Self::default();
        let mut open: Vec<Option<Item>> = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            let before = |back: usize| at.checked_sub(back).map_or("", |index| tokens[index].text);
            match token.text {
                "{" => open.push(declared(before(2), before(1), before(4), before(3))),
                "}" => close(&mut open, &mut scanned.items),
                "(" if before(2) == "rpc" => {
                    let method = Item::new(Kind::Method, before(1));
                    if let Some(Some(service)) = open.last_mut() {
                        service.children.push(method);
                    }
                }
                ";" if before(2) == "package" && open.is_empty() => {
                    scanned.package = before(1).to_owned();
                }
                _ => {}
            }
        }
        while !open.is_empty() {
            close(&mut open, &mut scanned.items);
        }
        scanned
    }

    /// The full names of all messages and enums.
    pub(crate) fn type_names(&self) -> Vec<String> {
        fn walk(items: &[Item], scope: &str, names: &mut Vec<String>) {
            for item in items {
                if matches!(item.kind, Kind::Message | Kind::Enum) {
                    let name = join(scope, &item.name);
                    walk(&item.children, &name, names);
                    names.push(name);
                }
            }
        }
        let mut names = Vec::new();
        walk(&self.items, &self.package, &mut names);
        names
    }
}

impl Item {
    fn new(kind: Kind, name: &str) -> Self {
        Self {
            kind,
            name: name.to_owned(),
            children: Vec::new(),
        }
    }
}

/// `scope.name`, or `name` where there is no scope.
pub(crate) fn join(scope: &str, name: &str) -> String {
    if scope.is_empty() {
        name.to_owned()
    } else {
        format!("{scope}.{name}")
    }
}

/// The declaration that an opening brace belongs to: `message A {`, or `group A = 1 {`.
fn declared(word: &str, name: &str, group: &str, group_name: &str) -> Option<Item> {
    let kind = match word {
        "message" => Kind::Message,
        "enum" => Kind::Enum,
        "oneof" => Kind::Oneof,
        "service" => Kind::Service,
        "=" if group == "group" => return Some(Item::new(Kind::Message, group_name)),
        _ => return None,
    };
    Some(Item::new(kind, name))
}

/// Ends the innermost block. What stands in a block without a name (`extend`, an option) moves outwards.
fn close(open: &mut Vec<Option<Item>>, top: &mut Vec<Item>) {
    let Some(Some(item)) = open.pop() else {
        return;
    };
    let outer = open.iter_mut().rev().find_map(Option::as_mut);
    match outer {
        Some(outer) => outer.children.push(item),
        None => top.push(item),
    }
}

/// A word, a sign or a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    /// The byte at which it starts.
    pub(crate) at: usize,
    pub(crate) text: &'a str,
}

impl Token<'_> {
    /// The byte behind it.
    pub(crate) fn end(&self) -> usize {
        self.at + self.text.len()
    }
}

/// Words and signs, without comments; a string is one token.
pub(crate) fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = source[at..].chars().next() {
        let rest = &source[at..];
        let comment = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            _ => 0,
        };
        let length = match first {
            _ if comment > 0 => comment,
            '"' | '\'' => string_length(rest, first),
            _ if is_word(first) => rest.find(|next| !is_word(next)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        if comment == 0 && !first.is_whitespace() {
            tokens.push(Token {
                at,
                text: &rest[..length],
            });
        }
        at += length;
    }
    tokens
}

fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_' || letter == '.'
}

/// The length of a string literal with its quotes; one that is not closed ends with its line.
fn string_length(source: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, letter) in source.char_indices().skip(1) {
        match letter {
            '\n' => return at,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if letter == quote => return at + 1,
            _ => {}
        }
    }
    source.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_a_file_with_mistakes() {
        let scanned = Scanned::new(
            r#"
            syntax = "proto3"; // message No {
            package a.v1;
            option (x) = { message: "enum Not { }" };
            message Outer {
              string message = 1
              enum Colour { RED = 0; }
              oneof kind { int32 a = 1; }
              repeated group Deep = 3 { message Inner {} }
              extend Foo { optional int32 x = 9; }
            }
            /* service No { */
            service S {
              rpc Say (Outer) returns (Outer) { option idempotency_level = NO_SIDE_EFFECTS; }
              rpc Chat(stream Outer) returns (stream Outer);
            message Unclosed {
            "#,
        );
        assert_eq!(scanned.package, "a.v1");
        assert_eq!(
            scanned.type_names(),
            [
                "a.v1.Outer.Colour",
                "a.v1.Outer.Deep.Inner",
                "a.v1.Outer.Deep",
                "a.v1.Outer"
            ]
        );
        let service = &scanned.items[1];
        assert_eq!(service.kind, Kind::Service);
        let inside: Vec<_> = service
            .children
            .iter()
            .map(|item| item.name.as_str())
            .collect();
        assert_eq!(inside, ["Say", "Chat", "Unclosed"]);
        assert_eq!(scanned.items[0].children[1], Item::new(Kind::Oneof, "kind"));
    }

    #[test]
    fn nothing_is_too_broken_to_scan() {
        for source in [
            "",
            "}",
            "{{{",
            "message",
            "message {",
            "\"",
            "/*",
            "rpc (",
            "é}é{",
        ] {
            let _ = Scanned::new(source);
        }
    }
}
