//! Edition source as proto3 source of equal length.

use crate::scan::{Token, tokens};

/// Stands in parentheses for `default`, which proto3 does not take, at equal length.
pub(super) const DEFAULT: &str = "deflt";

/// Stand as strings for `-inf` and `-nan`, which the parser takes nowhere but in the defaults of proto2.
pub(super) const NEGATIVE_INFINITY: &str = "\u{1}";
pub(super) const NEGATIVE_NAN: &str = "\u{2}";

const SYNTAX: &str = "syntax=\"proto3\";";

/// A rewritten source.
pub(super) struct Rewritten {
    pub(super) edition: Named,
    /// The source itself, with a blank behind the edition where there was no room for the syntax.
    pub(super) original: String,
    /// What to parse, with everything at the same place as in `original`.
    pub(super) text: String,
    /// Where fields have the label `optional`.
    pub(super) labels: Vec<usize>,
    /// Names that are reserved without quotes.
    pub(super) reserved: Vec<Reserved>,
}

/// What one `reserved foo, bar;` says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reserved {
    /// The messages that it stands in, and the enum, from the outside.
    pub(super) scope: Vec<String>,
    pub(super) names: Vec<String>,
}

/// The edition as the file names it.
pub(super) struct Named {
    pub(super) name: String,
    pub(super) offset: usize,
}

/// Rewrites the source of a file that starts with an edition; `None` for all others.
pub(super) fn rewrite(source: &str) -> Option<Rewritten> {
    let mut tokens = tokens(source);
    let [word, equals, name, end, ..] = tokens.as_slice() else {
        return None;
    };
    if word.text != "edition" || equals.text != "=" || end.text != ";" {
        return None;
    }
    let (start, stop) = (word.at, end.at + 1);
    let edition = Named {
        name: name.text.trim_matches(['"', '\'']).to_owned(),
        offset: name.at + 1,
    };
    let mut original = source.to_owned();
    let blanks = source[stop..]
        .chars()
        .take_while(|letter| matches!(letter, ' ' | '\t' | '\r'))
        .count();
    let missing = SYNTAX.len().saturating_sub(stop + blanks - start);
    original.insert_str(stop, &" ".repeat(missing));
    for token in tokens.iter_mut().filter(|token| token.at >= stop) {
        token.at += missing;
    }
    let mut text = original.clone().into_bytes();
    let stop = stop + blanks + missing;
    text[start..stop].fill(b' ');
    text[start..start + SYNTAX.len()].copy_from_slice(SYNTAX.as_bytes());
    let labels = (4..tokens.len())
        .filter(|at| replace(&tokens, *at, &mut text))
        .map(|at| tokens[at].at)
        .collect();
    let reserved = blank_reserved(&tokens, &mut text);
    Some(Rewritten {
        edition,
        original,
        text: String::from_utf8(text).ok()?,
        labels,
        reserved,
    })
}

/// The source without the options of extension ranges of one number, which the parser takes for a mistake.
/// `None` where it has none.
pub(super) fn without_range_options(source: &str) -> Option<String> {
    if !source.contains("extensions") {
        return None;
    }
    let tokens = tokens(source);
    let mut text = source.as_bytes().to_vec();
    for (at, token) in tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| token.text == "extensions")
    {
        let statement = tokens[at..].iter().take_while(|token| token.text != ";");
        let statement: Vec<_> = statement.collect();
        let open = statement.iter().position(|token| token.text == "[");
        let close = statement.iter().rposition(|token| token.text == "]");
        let (Some(open), Some(close)) = (open, close) else {
            continue;
        };
        let last_is_range = open >= 2 && statement[open - 2].text == "to";
        if !last_is_range && token.at < statement[open].at {
            blank(&mut text, statement[open].at, statement[close].end());
        }
    }
    String::from_utf8(text).ok().filter(|text| text != source)
}

/// The source with strings in place of `-inf` and `-nan` where they are values of options. `None` where it
/// has none.
pub(super) fn without_negative_words(source: &str) -> Option<String> {
    // Whoever has the letters that stand for them in a string keeps those.
    let taken = source.contains(NEGATIVE_INFINITY) || source.contains(NEGATIVE_NAN);
    if taken || !source.contains("inf") && !source.contains("nan") {
        return None;
    }
    let mut text = source.as_bytes().to_vec();
    for window in tokens(source).windows(4) {
        let [name, equals, sign, word] = window else {
            continue;
        };
        let stands_for = match word.text {
            "inf" => NEGATIVE_INFINITY,
            "nan" => NEGATIVE_NAN,
            _ => continue,
        };
        if name.text != "default" && equals.text == "=" && sign.text == "-" {
            blank(&mut text, sign.at, sign.end());
            text[word.at..word.end()].copy_from_slice(format!("\"{stands_for}\"").as_bytes());
        }
    }
    String::from_utf8(text).ok().filter(|text| text != source)
}

/// Takes the statements that reserve names without quotes out of the text.
fn blank_reserved(tokens: &[Token<'_>], text: &mut [u8]) -> Vec<Reserved> {
    let is_name =
        |text: &str| text.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_');
    let mut found = Vec::new();
    let mut scope = Vec::new();
    for (at, token) in tokens.iter().enumerate().skip(4) {
        match token.text {
            "{" => {
                let declares = matches!(tokens[at - 2].text, "message" | "enum");
                scope.push(declares.then(|| tokens[at - 1].text.to_owned()));
            }
            "}" => drop(scope.pop()),
            "reserved" if matches!(tokens[at - 1].text, "{" | "}" | ";") => {
                let statement = tokens[at + 1..]
                    .iter()
                    .take_while(|token| token.text != ";");
                let (names, others): (Vec<_>, Vec<_>) = statement
                    .filter(|token| token.text != ",")
                    .map(|token| token.text.to_owned())
                    .partition(|text| is_name(text));
                let end = tokens[at..].iter().find(|token| token.text == ";");
                if let (false, true, Some(end)) = (names.is_empty(), others.is_empty(), end) {
                    blank(text, token.at, end.at);
                    let scope = scope.iter().flatten().cloned().collect();
                    found.push(Reserved { scope, names });
                }
            }
            _ => {}
        }
    }
    found
}

/// Puts blanks in place of everything but line ends.
fn blank(text: &mut [u8], from: usize, to: usize) {
    text[from..to]
        .iter_mut()
        .filter(|byte| **byte != b'\n')
        .for_each(|byte| *byte = b' ');
}

/// Replaces what proto3 does not take at one token. Tells whether the token is a label.
fn replace(tokens: &[Token<'_>], at: usize, text: &mut [u8]) -> bool {
    let near = |index: Option<usize>| {
        index
            .and_then(|index| tokens.get(index))
            .map_or("", |token| token.text)
    };
    let before = near(at.checked_sub(1));
    let after = |steps: usize| near(Some(at + steps));
    let token = &tokens[at];
    let statement = matches!(before, "{" | "}" | ";");
    match token.text {
        "option" if before == "import" => blank(text, token.at, token.end()),
        "export" | "local" if statement && matches!(after(1), "message" | "enum") => {
            blank(text, token.at, token.end());
        }
        "default" if matches!(before, "[" | ",") && after(1) == "=" => {
            text[token.at..token.end()].copy_from_slice(format!("({DEFAULT})").as_bytes());
        }
        "optional" if statement && after(3) == "=" => return true,
        _ => {}
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_stays_at_its_place() {
        let source = "// Licence.\nedition = \"2023\";\nimport option \"x.proto\";\nexport message M {\n  reserved foo,\n bar;\n  int32 default = 1 [default = -inf];\n}\n";
        let rewritten = rewrite(source).expect("an edition");
        assert_eq!(rewritten.original, source);
        assert_eq!(
            rewritten.text,
            "// Licence.\nsyntax=\"proto3\"; \nimport        \"x.proto\";\n       message M {\n               \n    ;\n  int32 default = 1 [(deflt) = -inf];\n}\n"
        );
        let names = ["foo", "bar"].map(str::to_owned).to_vec();
        let scope = vec!["M".to_owned()];
        assert_eq!(rewritten.reserved, [Reserved { scope, names }]);
    }

    #[test]
    fn names_are_reserved_where_the_statement_stands() {
        let rewritten = rewrite(
            "edition = \"2023\";
             message A { option (x) = { y { z: 1 } }; reserved a; message B { reserved b; } oneof o { int32 i = 1; } reserved c, d;
               enum E { reserved e; } int32 reserved = 1; reserved 5; reserved \"f\"; reserved g, 7; }",
        );
        let found = rewritten.expect("an edition").reserved;
        let found: Vec<_> = found
            .iter()
            .map(|found| format!("{}: {}", found.scope.join("."), found.names.join(" ")))
            .collect();
        assert_eq!(found, ["A: a", "A.B: b", "A: c d", "A.E: e"]);
    }

    #[test]
    fn negative_words_are_strings_where_they_are_values_of_options() {
        for (source, expected) in [
            ("option (x) = -inf;", "option (x) =  \"\u{1}\";"),
            ("[(x) = -nan, a = 1]", "[(x) =  \"\u{2}\", a = 1]"),
            ("[(x).y =-/**/ inf]", "[(x).y = /**/ \"\u{1}\"]"),
            ("[default = -inf]", ""),
            ("option (x) = { y: -inf };", ""),
            ("option (x) = -info;", ""),
            ("option (x) = -1; // = -inf", ""),
            ("option (x) = \"= -inf\";", ""),
            ("option (x) = \"\u{1}\"; option (y) = -inf;", ""),
        ] {
            let found = without_negative_words(source).unwrap_or_default();
            assert_eq!(found, expected, "{source}");
        }
    }

    #[test]
    fn an_edition_without_room_gets_a_blank() {
        for (source, original) in [
            (
                "edition=\"2023\";\nmessage M {}",
                "edition=\"2023\"; \nmessage M {}",
            ),
            (
                "edition=\"2023\";message M {}",
                "edition=\"2023\"; message M {}",
            ),
            (
                "edition = '2023';message M {}",
                "edition = '2023';message M {}",
            ),
            ("edition=\"2023\";\r\n", "edition=\"2023\";\r\n"),
        ] {
            let rewritten = rewrite(source).expect("an edition");
            assert_eq!(rewritten.original, original);
            assert_eq!(rewritten.text.len(), original.len());
            assert!(rewritten.text.starts_with(SYNTAX), "{}", rewritten.text);
        }
    }

    #[test]
    fn options_of_a_range_of_one_number_are_blanked() {
        for (source, expected) in [
            (
                "extensions 2 [verification = UNVERIFIED];",
                "extensions 2                            ;",
            ),
            (
                "extensions 5, 7 [a = { b: [1] }\n];",
                "extensions 5, 7                \n ;",
            ),
            ("extensions 2;", ""),
            ("extensions 2 to 5 [a = b];", ""),
            ("extensions 2 to max; int32 a = 1 [b = c];", ""),
        ] {
            assert_eq!(
                without_range_options(source).unwrap_or_default(),
                expected,
                "{source}"
            );
        }
    }

    #[test]
    fn other_sources_are_left_alone() {
        for source in [
            "",
            "syntax = \"proto3\";",
            "edition",
            "edition = \"2023\"",
            "message edition {}",
        ] {
            assert!(rewrite(source).is_none(), "{source}");
        }
    }
}
