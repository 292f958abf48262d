//! The attribute's tokens as [`Args`], spans kept.
//!
//! Nothing is looked up here: paths are not yet files and selectors not yet types. All mistakes are
//! gathered; what could be read is returned beside them, so that later stages can go on.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::Parser;
use syn::{Ident, LitBool, LitStr, Path};

use crate::diag::{Fault, nearest};

/// A string of the user's with the place where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) value: String,
    pub(crate) span: Span,
}

/// `"google.type" = ::gtypes` of `extern_path`.
#[derive(Clone)]
pub(crate) struct Extern {
    /// A package or a type: `google.type`, `google.type.Money`.
    pub(crate) selector: Text,
    pub(crate) path: Path,
}

/// What the user asked for, as written.
#[derive(Clone)]
pub(crate) struct Args {
    /// The attribute as a whole, for faults that belong to no part of it.
    pub(crate) span: Span,
    pub(crate) files: Vec<Text>,
    pub(crate) include: Vec<Text>,
    pub(crate) inline: Option<Text>,
    pub(crate) descriptor_set: Option<Text>,
    pub(crate) externs: Vec<Extern>,
    pub(crate) runtime: Option<Path>,
    pub(crate) server: bool,
    pub(crate) client: bool,
    pub(crate) default_stubs: bool,
}

impl Args {
    /// The defaults, asking for nothing.
    pub(crate) fn new(span: Span) -> Self {
        Self {
            span,
            files: Vec::new(),
            include: Vec::new(),
            inline: None,
            descriptor_set: None,
            externs: Vec::new(),
            runtime: None,
            server: true,
            client: true,
            default_stubs: false,
        }
    }

    /// Reads the tokens between the attribute's parentheses.
    pub(crate) fn parse(tokens: TokenStream) -> (Self, Vec<Fault>) {
        let span = Span::call_site();
        let mut args = Self::new(span);
        let mut faults = Vec::new();
        let mut seen: Vec<String> = Vec::new();
        for part in split_at_commas(tokens) {
            if let Err(fault) = args.read_part(part, &mut seen) {
                faults.push(fault);
            }
        }
        if faults.is_empty() && args.asks_for_nothing() {
            faults.push(Fault::new(span, "no .proto file is named").help(
                "name one relative to the package root, as in #[proto(\"proto/greet.proto\")], \
                     or give the schema itself with `inline = ..`",
            ));
        }
        if let (Some(_), Some(set)) = (&args.inline, &args.descriptor_set) {
            faults.push(Fault::new(
                set.span,
                "`inline` and `descriptor_set` cannot stand together",
            ));
        }
        (args, faults)
    }

    /// The place to show what no file in particular is to blame for: the first literal that names input.
    pub(crate) fn input_span(&self) -> Span {
        let first = self.files.first();
        let input = first
            .or(self.inline.as_ref())
            .or(self.descriptor_set.as_ref());
        input.map_or(self.span, |text| text.span)
    }

    fn asks_for_nothing(&self) -> bool {
        self.files.is_empty() && self.inline.is_none() && self.descriptor_set.is_none()
    }

    /// Reads one part between commas: a file, or an option by its name.
    fn read_part(&mut self, part: TokenStream, seen: &mut Vec<String>) -> Result<(), Fault> {
        let mut tokens = part.clone().into_iter();
        let Some(first) = tokens.next() else {
            return Err(Fault::new(self.span, "a comma too many"));
        };
        let rest: TokenStream = tokens.collect();
        let name = match &first {
            TokenTree::Ident(name) if !is_bare_path(&rest) => name.clone(),
            TokenTree::Literal(_) if !rest.is_empty() => {
                return Err(Fault::new(span_of(&rest), "expected a comma"));
            }
            _ => {
                self.files
                    .push(read_text(part, "a .proto file in quotes, or an option")?);
                return Ok(());
            }
        };
        let Some((_, read)) = OPTIONS.iter().find(|(known, _)| name == known) else {
            return Err(unknown_option(&name));
        };
        if name != "extern_path" {
            if seen.iter().any(|earlier| name == earlier) {
                return Err(Fault::new(name.span(), format!("`{name}` is given twice")));
            }
            seen.push(name.to_string());
        }
        read(self, &name, rest)
    }
}

/// Reads what follows an option's name.
type ReadOption = fn(&mut Args, &Ident, TokenStream) -> Result<(), Fault>;

/// The options that exist, in the order in which they are listed to users.
const OPTIONS: &[(&str, ReadOption)] = &[
    ("include", |args, name, rest| {
        args.include = read_texts(value_of(name, rest)?, name.span())?;
        Ok(())
    }),
    ("inline", |args, name, rest| {
        args.inline = Some(read_text(value_of(name, rest)?, "the schema in quotes")?);
        Ok(())
    }),
    ("descriptor_set", |args, name, rest| {
        args.descriptor_set = Some(read_text(value_of(name, rest)?, "a file in quotes")?);
        Ok(())
    }),
    ("extern_path", |args, name, rest| {
        read_externs(args, name, rest)
    }),
    ("server", |args, name, rest| {
        args.server = read_bool(name, rest)?;
        Ok(())
    }),
    ("client", |args, name, rest| {
        args.client = read_bool(name, rest)?;
        Ok(())
    }),
    ("default_stubs", |args, name, rest| {
        args.default_stubs = read_bool(name, rest)?;
        Ok(())
    }),
    ("crate", |args, name, rest| {
        args.runtime = Some(read_runtime(value_of(name, rest)?, name.span())?);
        Ok(())
    }),
];

/// Whether what follows a name makes it a path without quotes: `proto/greet.proto`.
fn is_bare_path(rest: &TokenStream) -> bool {
    let next = rest.clone().into_iter().next();
    matches!(next, Some(TokenTree::Punct(sign)) if matches!(sign.as_char(), '/' | '.' | '-'))
}

fn unknown_option(name: &Ident) -> Fault {
    let known: Vec<&str> = OPTIONS.iter().map(|(known, _)| *known).collect();
    let near = nearest(&name.to_string(), known.iter().copied())
        .map(|near| format!("did you mean `{near}`?"));
    Fault::new(name.span(), format!("there is no option `{name}`"))
        .maybe_help(near)
        .help(format!("the options are {}", known.join(", ")))
}

/// Takes the `=` off the front of what follows an option's name.
fn value_of(name: &Ident, rest: TokenStream) -> Result<TokenStream, Fault> {
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

fn read_text(value: TokenStream, expected: &str) -> Result<Text, Fault> {
    let span = span_of(&value);
    let literal: LitStr =
        syn::parse2(value).map_err(|_| Fault::new(span, format!("expected {expected}")))?;
    Ok(Text {
        value: literal.value(),
        span: literal.span(),
    })
}

/// Reads `["a", "b"]`, or `"a"` alone.
fn read_texts(value: TokenStream, span: Span) -> Result<Vec<Text>, Fault> {
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

fn read_bool(name: &Ident, rest: TokenStream) -> Result<bool, Fault> {
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
fn read_runtime(value: TokenStream, span: Span) -> Result<Path, Fault> {
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
fn read_externs(args: &mut Args, name: &Ident, rest: TokenStream) -> Result<(), Fault> {
    let mut tokens = rest.into_iter();
    let (Some(TokenTree::Group(list)), None) = (tokens.next(), tokens.next()) else {
        return Err(Fault::new(name.span(), "expected a list in parentheses").help(EXTERN_FORM));
    };
    for part in split_at_commas(list.stream()) {
        args.externs.push(read_extern(part, name.span())?);
    }
    Ok(())
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

fn span_of(tokens: &TokenStream) -> Span {
    let first = tokens.clone().into_iter().next();
    first.map_or_else(Span::call_site, |token| token.span())
}

/// The parts between commas at the top level; a comma at the end is allowed.
fn split_at_commas(tokens: TokenStream) -> impl Iterator<Item = TokenStream> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(source: &str) -> (Args, Vec<String>) {
        let (args, faults) = Args::parse(source.parse().expect("tokens"));
        (args, faults.iter().map(Fault::text).collect())
    }

    #[test]
    fn files_and_options_are_read_in_any_order() {
        let (args, faults) = parse(
            r#""a.proto", server = false, include = ["proto", "more"], "b.proto",
               extern_path("x.y" = ::xy, "z" = crate::z), crate = ::facade::connect, default_stubs = true,"#,
        );
        assert_eq!(faults, Vec::<String>::new());
        let files: Vec<_> = args.files.iter().map(|file| file.value.as_str()).collect();
        assert_eq!(files, ["a.proto", "b.proto"]);
        let include: Vec<_> = args
            .include
            .iter()
            .map(|root| root.value.as_str())
            .collect();
        assert_eq!(include, ["proto", "more"]);
        assert!(!args.server && args.client && args.default_stubs);
        assert_eq!(args.externs.len(), 2);
        assert_eq!(args.externs[1].selector.value, "z");
        let runtime = args.runtime.expect("a path").to_token_stream().to_string();
        assert_eq!(runtime.replace(' ', ""), "::facade::connect");
    }

    #[test]
    fn one_folder_needs_no_brackets() {
        let (args, faults) = parse(r#"inline = "syntax = \"proto3\";", include = "proto""#);
        assert_eq!(faults, Vec::<String>::new());
        assert_eq!(args.include[0].value, "proto");
        assert_eq!(args.inline.expect("a schema").value, "syntax = \"proto3\";");
    }

    #[test]
    fn faults_say_what_was_expected() {
        for (source, expected) in [
            ("", "no .proto file is named"),
            ("server = true", "no .proto file is named"),
            ("3", "expected a .proto file in quotes, or an option"),
            (
                "proto/a.proto",
                "expected a .proto file in quotes, or an option",
            ),
            (r#""a.proto" include = "proto""#, "expected a comma"),
            (r#""a.proto",, "b.proto""#, "a comma too many"),
            (
                r#""a.proto", server"#,
                "`server` needs a value: `server = ..`",
            ),
            (
                r#""a.proto", server = 1"#,
                "`server` is either `true` or `false`",
            ),
            (
                r#""a.proto", server = true, server = false"#,
                "`server` is given twice",
            ),
            (
                r#""a.proto", include = proto"#,
                "expected a list of folders",
            ),
            (r#""a.proto", include = 3"#, "expected a folder in quotes"),
            (
                r#""a.proto", include = [proto]"#,
                "expected a folder in quotes",
            ),
            (
                r#""a.proto", crate = "x""#,
                "expected a path, such as `::my_crate::api`",
            ),
            (
                r#""a.proto", crate = self::x"#,
                "`crate` takes a path from the root",
            ),
            (
                r#""a.proto", extern_path = 3"#,
                "expected a list in parentheses",
            ),
            (
                r#""a.proto", extern_path("x", "y")"#,
                "expected a proto name, `=` and a path",
            ),
            (
                r#""a.proto", extern_path(x = ::y)"#,
                "expected a proto package or type in quotes",
            ),
            (
                r#""a.proto", extern_path("x" = y)"#,
                "this path could mean two things",
            ),
            (
                r#"inline = "", descriptor_set = """#,
                "`inline` and `descriptor_set` cannot stand together",
            ),
        ] {
            let (_, faults) = parse(source);
            assert_eq!(faults.len(), 1, "{source}: {faults:?}");
            assert_eq!(faults[0].lines().next(), Some(expected), "{source}");
        }
    }

    #[test]
    fn an_unknown_option_is_told_the_nearest_and_all_of_them() {
        let (_, faults) = parse(r#""a.proto", sever = true"#);
        assert_eq!(
            faults,
            [
                "there is no option `sever`\n = help: did you mean `server`?\n = help: the options are \
              include, inline, descriptor_set, extern_path, server, client, default_stubs, crate"
            ]
        );
    }

    #[test]
    fn all_faults_are_gathered_and_the_rest_is_still_read() {
        let (args, faults) = parse(r#"sever = true, "a.proto", client = 7, default_stubs = true"#);
        assert_eq!(faults.len(), 2);
        assert_eq!(args.files.len(), 1);
        assert!(args.default_stubs);
    }
}
