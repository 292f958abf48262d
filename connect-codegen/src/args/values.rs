//! What stands behind an option's name: texts, flags, choices, paths and lists of them.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::Parser;
use syn::{Ident, LitBool, LitStr, Meta, Path};

use super::{Args, Extern, Pick, Text};
use crate::diag::Fault;

/// Takes the `=` off the front of what follows an option's name.
pub(super) fn value_of(name: &Ident, rest: TokenStream) -> Result<TokenStream, Fault> {
    let mut tokens = rest.into_iter();
    let equals = matches!(tokens.next(), Some(TokenTree::Punct(sign)) if sign.as_char() == '=');
    let value: TokenStream = tokens.collect();
    if !equals || value.is_empty() {
        return Err(Fault::new(
            name.span(),
            format!("`{name}` needs a value: `{name} = ..`"),
        ));
    }
    Ok(value)
}

pub(super) fn read_text(value: TokenStream, expected: &str) -> Result<Text, Fault> {
    let span = span_of(&value);
    let literal: LitStr =
        syn::parse2(value).map_err(|_| Fault::new(span, format!("expected {expected}")))?;
    Ok(Text {
        value: literal.value(),
        span: literal.span(),
    })
}

/// Reads `["a", "b"]`, or `"a"` alone.
pub(super) fn read_texts(value: TokenStream, span: Span) -> Result<Vec<Text>, Fault> {
    let expected = "a folder in quotes";
    let mut tokens = value.clone().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Group(list)), None) if list.delimiter() == Delimiter::Bracket => {
            let parts = split_at_commas(list.stream());
            parts.map(|part| read_text(part, expected)).collect()
        }
        (Some(TokenTree::Literal(_)), None) => Ok(vec![read_text(value, expected)?]),
        _ => Err(Fault::new(span, "expected a list of folders")
            .help("write `include = [\"proto\", \"third_party\"]`")),
    }
}

pub(super) fn read_bool(name: &Ident, rest: TokenStream) -> Result<bool, Fault> {
    let value = value_of(name, rest)?;
    let span = span_of(&value);
    let literal: LitBool = syn::parse2(value)
        .map_err(|_| Fault::new(span, format!("`{name}` is either `true` or `false`")))?;
    Ok(literal.value)
}

fn read_path(value: TokenStream, span: Span) -> Result<Path, Fault> {
    Path::parse_mod_style
        .parse2(value)
        .map_err(|_| Fault::new(span, "expected a path, such as `::my_crate::api`"))
}

/// Reads the path of the runtime, which must mean the same in every module: `connect` is `::connect`.
pub(super) fn read_runtime(value: TokenStream, span: Span) -> Result<Path, Fault> {
    let mut path = read_path(value, span)?;
    let first = path
        .segments
        .first()
        .map(|segment| segment.ident.to_string());
    match first.as_deref() {
        Some("self" | "super") => Err(Fault::new(span, "`crate` takes a path from the root")
            .help("write `::my_crate::api` or `crate::api`")),
        Some("crate") => Ok(path),
        _ => {
            path.leading_colon.get_or_insert_default();
            Ok(path)
        }
    }
}

/// Reads `("google.type" = ::gtypes, ..)`.
pub(super) fn read_externs(args: &mut Args, name: &Ident, rest: TokenStream) -> Result<(), Fault> {
    for part in list_of(name, rest, EXTERN_FORM)? {
        args.externs.push(read_extern(part, name.span())?);
    }
    Ok(())
}

/// The parts of `(a, b)`.
fn list_of(
    name: &Ident,
    rest: TokenStream,
    form: &str,
) -> Result<impl Iterator<Item = TokenStream>, Fault> {
    let mut tokens = rest.into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Group(list)), None) if list.delimiter() == Delimiter::Parenthesis => {
            Ok(split_at_commas(list.stream()))
        }
        _ => Err(Fault::new(name.span(), "expected a list in parentheses").help(form)),
    }
}

const EXTERN_FORM: &str =
    "write `extern_path(\"google.type\" = ::gtypes)`: a package or a type, then the Rust path";

fn read_extern(part: TokenStream, span: Span) -> Result<Extern, Fault> {
    let mut tokens = part.into_iter();
    let selector: TokenStream = tokens.next().into_iter().collect();
    let equals = matches!(tokens.next(), Some(TokenTree::Punct(sign)) if sign.as_char() == '=');
    if !equals {
        return Err(Fault::new(span, "expected a proto name, `=` and a path").help(EXTERN_FORM));
    }
    let selector = read_text(selector, "a proto package or type in quotes")?;
    let path = read_path(tokens.collect(), selector.span)?;
    check_extern_path(&path)?;
    Ok(Extern { selector, path })
}

/// Refuses paths whose meaning would depend on what else is in scope inside the module.
fn check_extern_path(path: &Path) -> Result<(), Fault> {
    let first = path
        .segments
        .first()
        .map(|segment| segment.ident.to_string());
    let anchored = matches!(first.as_deref(), Some("crate" | "self" | "super"));
    if path.leading_colon.is_some() || anchored {
        return Ok(());
    }
    let written = path.to_token_stream().to_string().replace(' ', "");
    Err(Fault::new(
        span_of(&path.to_token_stream()),
        "this path could mean two things",
    )
    .help(format!(
        "write `::{written}` for a crate or `crate::{written}` for a module of this one"
    )))
}

/// Reads one of a few words.
pub(super) fn choose<T: Copy>(
    name: &Ident,
    rest: TokenStream,
    known: &[(&str, T)],
) -> Result<T, Fault> {
    let value = value_of(name, rest)?;
    let written = value.to_string();
    if let Some((_, choice)) = known.iter().find(|(word, _)| *word == written) {
        return Ok(*choice);
    }
    let words: Vec<String> = known.iter().map(|(word, _)| format!("`{word}`")).collect();
    let message = format!("`{name}` is either {}", words.join(" or "));
    Err(Fault::new(span_of(&value), message))
}

/// Reads `("shop.v1.Hat", "shop.v1.Size", Eq, Hash)`.
pub(super) fn read_derives(name: &Ident, rest: TokenStream) -> Result<Pick<Path>, Fault> {
    let form =
        "write `derive(\"shop.v1.Hat\", Eq, Hash)`: a message, an enum or `shop.v1.*`, then traits";
    read_pick(name, rest, form, |part| {
        let span = span_of(&part);
        read_path(part, span)
    })
}

/// Reads `("shop.v1.Hat", serde(default), #[non_exhaustive])`.
pub(super) fn read_attrs(name: &Ident, rest: TokenStream) -> Result<Pick<TokenStream>, Fault> {
    let form =
        "write `attr(\"shop.v1.Hat\", serde(default))`: an item or `shop.v1.*`, then attributes";
    read_pick(name, rest, form, |part| {
        let span = span_of(&part);
        let mut tokens = part.clone().into_iter();
        let inner = match (tokens.next(), tokens.next(), tokens.next()) {
            (Some(TokenTree::Punct(hash)), Some(TokenTree::Group(group)), None)
                if hash.as_char() == '#' =>
            {
                group.stream()
            }
            _ => part,
        };
        match syn::parse2::<Meta>(inner.clone()) {
            Ok(_) => Ok(inner),
            Err(_) => Err(Fault::new(
                span,
                "expected an attribute, such as `serde(skip)`",
            )),
        }
    })
}

/// Reads selectors, then what the items get that they pick.
fn read_pick<T>(
    name: &Ident,
    rest: TokenStream,
    form: &str,
    read: impl Fn(TokenStream) -> Result<T, Fault>,
) -> Result<Pick<T>, Fault> {
    let mut selectors = Vec::new();
    let mut added = Vec::new();
    for part in list_of(name, rest, form)? {
        let is_text = matches!(part.clone().into_iter().next(), Some(TokenTree::Literal(_)));
        match added.is_empty() && is_text && syn::parse2::<LitStr>(part.clone()).is_ok() {
            true => selectors.push(read_selector(part)?),
            false => added.push(read(part)?),
        }
    }
    if selectors.is_empty() {
        let message = format!("`{name}` says what but not for which items");
        return Err(Fault::new(name.span(), message).help(form));
    }
    if added.is_empty() {
        let message = format!("`{name}` picks items but gives them nothing");
        return Err(Fault::new(name.span(), message).help(form));
    }
    Ok(Pick { selectors, added })
}

/// Reads `("shop.v1.Hat.lining", ..)`.
pub(super) fn read_selectors(name: &Ident, rest: TokenStream) -> Result<Vec<Text>, Fault> {
    let form = "write `boxed(\"shop.v1.Hat.lining\")`: fields, or `shop.v1.Hat.*`";
    list_of(name, rest, form)?.map(read_selector).collect()
}

fn read_selector(part: TokenStream) -> Result<Text, Fault> {
    let mut text = read_text(part, "a proto name in quotes")?;
    text.value = text.value.trim_start_matches('.').to_owned();
    Ok(text)
}

pub(super) fn span_of(tokens: &TokenStream) -> Span {
    let first = tokens.clone().into_iter().next();
    first.map_or_else(Span::call_site, |token| token.span())
}

/// The parts between commas at the top level; a comma at the end is allowed.
pub(super) fn split_at_commas(tokens: TokenStream) -> impl Iterator<Item = TokenStream> {
    let mut parts = vec![TokenStream::new()];
    for token in tokens {
        match (&token, parts.last_mut()) {
            (TokenTree::Punct(sign), _) if sign.as_char() == ',' => parts.push(TokenStream::new()),
            (_, Some(part)) => part.extend([token]),
            (_, None) => {}
        }
    }
    if parts.last().is_some_and(TokenStream::is_empty) {
        parts.pop();
    }
    parts.into_iter()
}
