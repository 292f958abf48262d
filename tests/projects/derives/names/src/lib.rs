//! A derive with an attribute of its own, such as serde has.
#![deny(warnings, missing_docs, clippy::pedantic)]
#![forbid(unsafe_code)]

use proc_macro::{Delimiter, TokenStream, TokenTree};

/// Implements `Names` for a struct or an enum: the names of its fields or variants, without those that
/// `#[names(skip)]` stands on.
#[proc_macro_derive(Names, attributes(names))]
pub fn names(input: TokenStream) -> TokenStream {
    let mut name = String::new();
    let mut found = Vec::new();
    let mut tokens = input.into_iter();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(word) if ["struct", "enum"].contains(&word.to_string().as_str()) => {
                name = tokens
                    .next()
                    .map(|name| name.to_string())
                    .unwrap_or_default();
            }
            TokenTree::Group(body) if body.delimiter() == Delimiter::Brace => {
                found = in_body(body.stream());
            }
            _ => {}
        }
    }
    let output = format!(
        "impl crate::Names for {name} {{ const NAMES: &'static [&'static str] = &{found:?}; }}"
    );
    output.parse().unwrap_or_default()
}

/// The names of fields or variants.
fn in_body(body: TokenStream) -> Vec<String> {
    let mut names = Vec::new();
    let (mut skipped, mut seen) = (false, false);
    let mut depth = 0;
    for token in body {
        match token {
            TokenTree::Group(attribute) if attribute.delimiter() == Delimiter::Bracket => {
                skipped |= attribute.stream().to_string().replace(' ', "") == "names(skip)";
            }
            TokenTree::Ident(word) if !seen && word.to_string() != "pub" => {
                seen = true;
                if !skipped {
                    names.push(word.to_string());
                }
            }
            TokenTree::Punct(sign) if sign.as_char() == '<' => depth += 1,
            TokenTree::Punct(sign) if sign.as_char() == '>' => depth -= 1,
            TokenTree::Punct(sign) if sign.as_char() == ',' && depth == 0 => {
                (skipped, seen) = (false, false);
            }
            _ => {}
        }
    }
    names
}
