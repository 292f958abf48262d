//! The attribute's tokens as [`Args`], spans kept.
//!
//! Nothing is looked up here: paths are not yet files and selectors not yet types. All mistakes are
//! gathered; what could be read is returned beside them, so that later stages can go on.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::quote;
use syn::{Ident, Path};

use crate::diag::{Fault, nearest};

mod values;

use values::{
    choose, read_attrs, read_bool, read_derives, read_externs, read_runtime, read_selectors,
    read_text, read_texts, span_of, split_at_commas, value_of,
};

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

/// `("shop.v1.Hat", "shop.v1.Size", Eq, Hash)` of `derive`, or the like of `attr`.
#[derive(Clone)]
pub(crate) struct Pick<T> {
    /// Full names, or `shop.v1.*` for everything below; at least one.
    pub(crate) selectors: Vec<Text>,
    /// What the items that are picked get; at least one.
    pub(crate) added: Vec<T>,
}

/// Which Rust types stand for the proto types that leave a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Repr {
    pub(crate) map: MapRepr,
    pub(crate) bytes: BytesRepr,
    pub(crate) strings: StringRepr,
}

/// The collection behind a map field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum MapRepr {
    #[default]
    HashMap,
    BTreeMap,
}

/// The type behind a `bytes` field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum BytesRepr {
    /// Shares the memory of the message that it came in.
    #[default]
    Bytes,
    Vec,
}

/// The type behind a `string` field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum StringRepr {
    #[default]
    String,
    /// `SharedStr`, which shares the memory of the message that it came in.
    Shared,
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
    pub(crate) derives: Vec<Pick<Path>>,
    /// What stands between the brackets of each attribute.
    pub(crate) attrs: Vec<Pick<TokenStream>>,
    pub(crate) repr: Repr,
    pub(crate) boxed: Vec<Text>,
    /// Where to write readable output.
    pub(crate) emit: Option<Text>,
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
            derives: Vec::new(),
            attrs: Vec::new(),
            repr: Repr::default(),
            boxed: Vec::new(),
            emit: None,
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
        if faults.is_empty() || !args.asks_for_nothing() {
            faults.extend(args.check());
        }
        (args, faults)
    }

    /// A fault of the whole: nothing to read, or two things in place of one.
    pub(crate) fn check(&self) -> Option<Fault> {
        if self.asks_for_nothing() {
            let fault = Fault::new(self.span, "no .proto file is named");
            return Some(fault.help(
                "name one relative to the package root, as in #[proto(\"proto/greet.proto\")], \
                 or give the schema itself with `inline = ..`",
            ));
        }
        let (_, set) = self.inline.as_ref().zip(self.descriptor_set.as_ref())?;
        Some(Fault::new(
            set.span,
            "`inline` and `descriptor_set` cannot stand together",
        ))
    }

    /// Reads what `derive` or `attr` adds to the items of one selector.
    pub(crate) fn read_pick(
        &mut self,
        option: &str,
        selector: &str,
        added: &str,
    ) -> Result<(), Fault> {
        self.read_option(option, added, |added| quote!((#selector, #added)))
    }

    /// Reads the path that `extern_path` has for one selector.
    pub(crate) fn read_extern(&mut self, selector: &str, path: &str) -> Result<(), Fault> {
        self.read_option("extern_path", path, |path| quote!((#selector = #path)))
    }

    /// Reads the path of the runtime.
    pub(crate) fn read_runtime(&mut self, path: &str) -> Result<(), Fault> {
        self.read_option("crate", path, |path| quote!(= #path))
    }

    /// Reads an option, of which a part is Rust in a text, as if it stood in the attribute.
    fn read_option(
        &mut self,
        option: &str,
        text: &str,
        in_place: impl FnOnce(TokenStream) -> TokenStream,
    ) -> Result<(), Fault> {
        let tokens: TokenStream = text
            .parse()
            .map_err(|_| Fault::new(self.span, format!("`{text}` is not Rust")))?;
        let (name, rest) = (Ident::new(option, self.span), in_place(tokens));
        self.read_part(quote!(#name #rest), &mut Vec::new())
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
        if !REPEATABLE.iter().any(|known| name == known) {
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

/// The options that may be given more than once.
const REPEATABLE: &[&str] = &["extern_path", "derive", "attr", "boxed"];

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
    ("derive", |args, name, rest| {
        args.derives.push(read_derives(name, rest)?);
        Ok(())
    }),
    ("attr", |args, name, rest| {
        args.attrs.push(read_attrs(name, rest)?);
        Ok(())
    }),
    ("map", |args, name, rest| {
        let known = [
            ("HashMap", MapRepr::HashMap),
            ("BTreeMap", MapRepr::BTreeMap),
        ];
        args.repr.map = choose(name, rest, &known)?;
        Ok(())
    }),
    ("bytes", |args, name, rest| {
        let known = [("Bytes", BytesRepr::Bytes), ("Vec", BytesRepr::Vec)];
        args.repr.bytes = choose(name, rest, &known)?;
        Ok(())
    }),
    ("strings", |args, name, rest| {
        let known = [
            ("String", StringRepr::String),
            ("shared", StringRepr::Shared),
        ];
        args.repr.strings = choose(name, rest, &known)?;
        Ok(())
    }),
    ("boxed", |args, name, rest| {
        args.boxed.extend(read_selectors(name, rest)?);
        Ok(())
    }),
    ("emit", |args, name, rest| {
        args.emit = Some(read_text(value_of(name, rest)?, "a .rs file in quotes")?);
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

#[cfg(test)]
mod tests {
    use quote::ToTokens;

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
    fn picks_name_items_first_and_then_what_they_get() {
        let (args, faults) = parse(
            r#""a.proto", derive("x.A", "x.B", Eq, ::core::hash::Hash), derive("y.*", Eq),
               attr("x.A", serde(default), #[doc(alias = "a, b")]), boxed("x.A.b"), boxed("x.*", "y.*"),
               map = BTreeMap, bytes = Vec, strings = shared, emit = "src/gen.rs""#,
        );
        assert_eq!(faults, Vec::<String>::new());
        let shown = |pick: &[&dyn ToTokens]| -> Vec<String> {
            let text = |added: &&dyn ToTokens| added.to_token_stream().to_string().replace(' ', "");
            pick.iter().map(text).collect()
        };
        let first = &args.derives[0];
        assert_eq!(first.selectors.len(), 2);
        assert_eq!(first.selectors[1].value, "x.B");
        let added: Vec<&dyn ToTokens> = first.added.iter().map(|path| path as _).collect();
        assert_eq!(shown(&added), ["Eq", "::core::hash::Hash"]);
        assert_eq!(args.derives.len(), 2);
        let attr: Vec<&dyn ToTokens> = args.attrs[0].added.iter().map(|path| path as _).collect();
        assert_eq!(shown(&attr), ["serde(default)", "doc(alias=\"a,b\")"]);
        let boxed: Vec<_> = args.boxed.iter().map(|text| text.value.as_str()).collect();
        assert_eq!(boxed, ["x.A.b", "x.*", "y.*"]);
        let repr = Repr {
            map: MapRepr::BTreeMap,
            bytes: BytesRepr::Vec,
            strings: StringRepr::Shared,
        };
        assert_eq!(args.repr, repr);
        assert_eq!(args.emit.expect("a file").value, "src/gen.rs");
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
                r#""a.proto", derive("x.Y")"#,
                "`derive` picks items but gives them nothing",
            ),
            (
                r#""a.proto", derive(Eq)"#,
                "`derive` says what but not for which items",
            ),
            (
                r#""a.proto", derive("x.Y", "Eq")"#,
                "`derive` picks items but gives them nothing",
            ),
            (
                r#""a.proto", attr("x.Y", 3)"#,
                "expected an attribute, such as `serde(skip)`",
            ),
            (
                r#""a.proto", attr = "x.Y""#,
                "expected a list in parentheses",
            ),
            (
                r#""a.proto", map = TreeMap"#,
                "`map` is either `HashMap` or `BTreeMap`",
            ),
            (
                r#""a.proto", strings = "shared""#,
                "`strings` is either `String` or `shared`",
            ),
            (r#""a.proto", boxed(x)"#, "expected a proto name in quotes"),
            (r#""a.proto", emit = gen"#, "expected a .rs file in quotes"),
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
              include, inline, descriptor_set, extern_path, server, client, default_stubs, derive, attr, \
              map, bytes, strings, boxed, emit, crate"
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
