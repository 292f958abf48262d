//! Edition source as proto3 source of equal length.

use crate::scan::{Token, tokens};

/// Stands in parentheses for `default`, which proto3 does not take, at equal length.
pub(super) const DEFAULT: &str = "deflt";

/// Stand in quotes for `-inf` and `-nan`, which are taken nowhere but in defaults.
pub(super) const NEGATIVE_INFINITY: &[u8] = b"-i";
pub(super) const NEGATIVE_NAN: &[u8] = b"-n";

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
    Some(Rewritten {
        edition,
        original,
        text: String::from_utf8(text).ok()?,
        labels,
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
        "reserved"
            if statement
                && after(1)
                    .starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_') =>
        {
            if let Some(end) = tokens[at..].iter().find(|token| token.text == ";") {
                blank(text, token.at, end.at);
            }
        }
        "default" if matches!(before, "[" | ",") && after(1) == "=" => {
            text[token.at..token.end()].copy_from_slice(format!("({DEFAULT})").as_bytes());
            if let (Some(sign), Some(value)) = (tokens.get(at + 2), tokens.get(at + 3)) {
                replace_negative(sign, value, text);
            }
        }
        "optional" if statement && after(3) == "=" => return true,
        _ => {}
    }
    false
}

/// Replaces `-inf` and `-nan` by strings.
fn replace_negative(sign: &Token<'_>, value: &Token<'_>, text: &mut [u8]) {
    let stands_for = match value.text {
        "inf" => NEGATIVE_INFINITY,
        "nan" => NEGATIVE_NAN,
        _ => return,
    };
    if sign.text == "-" && value.at == sign.end() {
        let quoted = [b"\"", stands_for, b"\""].concat();
        text[sign.at..value.end()].copy_from_slice(&quoted);
    }
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
            "// Licence.\nsyntax=\"proto3\"; \nimport        \"x.proto\";\n       message M {\n               \n    ;\n  int32 default = 1 [(deflt) = \"-i\"];\n}\n"
        );
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
