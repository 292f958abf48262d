//! Comments of a `.proto` as rustdoc that raises no warning.
//!
//! Comments are written for other readers than rustdoc: what it would take for a link, a tag or a doctest
//! is escaped, fenced as text or put into angle brackets. The rest stays as markdown.

use super::types::{Docs, Source};

/// The docs of an item: its comments, or `fallback` where there are none, then where it comes from.
pub(crate) fn item_docs(comments: &[String], fallback: &str, source: &Source) -> Docs {
    let mut docs = member_docs(comments, fallback);
    docs.lines.push(String::new());
    docs.lines.push(match source.line {
        0 => format!(" From `{}`.", source.file),
        line => format!(" From `{}:{line}`.", source.file),
    });
    docs
}

/// The docs of a field or a value: its comments, or `fallback` where there are none.
pub(crate) fn member_docs(comments: &[String], fallback: &str) -> Docs {
    let mut lines: Vec<String> = Vec::new();
    for comment in comments.iter().filter(|comment| !comment.trim().is_empty()) {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(comment_lines(comment));
    }
    if lines.is_empty() {
        lines.push(fallback.to_owned());
    }
    let spaced = lines.into_iter().map(|line| match line.is_empty() {
        true => line,
        false => format!(" {line}"),
    });
    Docs {
        lines: spaced.collect(),
    }
}

/// What a line of a comment is to markdown.
enum Block {
    Text,
    /// Inside a fence of the comment's own, up to a line that starts with this.
    Fence(String),
    /// Inside lines that markdown takes for code because they are indented.
    Indented,
}

fn comment_lines(comment: &str) -> Vec<String> {
    let comment = comment.trim_end();
    let stripped: Vec<&str> = comment
        .lines()
        .map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end())
        .collect();
    let mut out: Vec<String> = Vec::new();
    let mut paragraph: Vec<&str> = Vec::new();
    let mut block = Block::Text;
    let mut after_blank = true;
    for line in stripped.into_iter().skip_while(|line| line.is_empty()) {
        let indented = line.starts_with("    ") || line.starts_with('\t');
        match &block {
            Block::Fence(mark) => {
                let ends = line.trim_start().starts_with(mark.as_str());
                out.push(if ends { mark.clone() } else { line.to_owned() });
                if ends {
                    block = Block::Text;
                }
                continue;
            }
            Block::Indented if indented || line.is_empty() => {
                out.push(line.strip_prefix("    ").unwrap_or(line).to_owned());
                continue;
            }
            Block::Indented => {
                end_indented(&mut out);
                block = Block::Text;
            }
            Block::Text => {}
        }
        if let Some(mark) = fence(line) {
            flush(&mut paragraph, &mut out);
            out.push(format!("{mark}text"));
            block = Block::Fence(mark);
        } else if indented && after_blank {
            flush(&mut paragraph, &mut out);
            out.push("```text".to_owned());
            out.push(line.strip_prefix("    ").unwrap_or(line).to_owned());
            block = Block::Indented;
        } else if line.is_empty() {
            flush(&mut paragraph, &mut out);
            out.push(String::new());
        } else {
            paragraph.push(line);
        }
        after_blank = line.is_empty();
    }
    flush(&mut paragraph, &mut out);
    match block {
        Block::Fence(mark) => out.push(mark),
        Block::Indented => end_indented(&mut out),
        Block::Text => {}
    }
    out
}

/// Closes the fence around indented lines, before the blank ones at their end.
fn end_indented(out: &mut Vec<String>) {
    let content = out
        .iter()
        .rposition(|line| !line.is_empty())
        .map_or(0, |at| at + 1);
    out.insert(content, "```".to_owned());
}

/// The mark of a line that opens a fence.
fn fence(line: &str) -> Option<String> {
    let line = line.trim_start();
    let mark = line
        .chars()
        .next()
        .filter(|first| matches!(first, '`' | '~'))?;
    let length = line.chars().take_while(|letter| *letter == mark).count();
    (length >= 3).then(|| mark.to_string().repeat(length))
}

/// Moves a finished paragraph to `out`, escaped.
fn flush(paragraph: &mut Vec<&str>, out: &mut Vec<String>) {
    if !paragraph.is_empty() {
        let text = escape(&paragraph.join("\n"));
        out.extend(text.lines().map(str::to_owned));
        paragraph.clear();
    }
}

/// Escapes running text; code spans, links to web pages and existing escapes stay.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let kept = match first {
            '\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            '`' => code_span(rest),
            '[' => web_link(rest),
            '<' => auto_link(rest),
            _ => 0,
        };
        if kept > 0 {
            out.push_str(&rest[..kept]);
            rest = &rest[kept..];
            continue;
        }
        let url = bare_url(rest);
        if url > 0 {
            out.push_str(&format!("<{}>", &rest[..url]));
            rest = &rest[url..];
            continue;
        }
        if matches!(first, '`' | '[' | ']' | '<') {
            out.push('\\');
        }
        out.push(first);
        rest = &rest[first.len_utf8()..];
    }
    out
}

/// The length of the code span that `text` starts with, or 0.
fn code_span(text: &str) -> usize {
    let ticks = text.len() - text.trim_start_matches('`').len();
    let mut at = ticks;
    while let Some(next) = text[at..].find('`') {
        let start = at + next;
        let run = text[start..].len() - text[start..].trim_start_matches('`').len();
        at = start + run;
        if run == ticks {
            return at;
        }
    }
    0
}

/// The length of the link `[text](http..)` that `text` starts with, or 0.
fn web_link(text: &str) -> usize {
    let Some(label_end) = text.find("](") else {
        return 0;
    };
    let target = &text[label_end + 2..];
    let plain = !text[1..label_end].contains(['[', ']', '`', '<', '\\']);
    match target.find(')') {
        Some(end) if plain && is_web(target) && !target[..end].contains(char::is_whitespace) => {
            label_end + 2 + end + 1
        }
        _ => 0,
    }
}

/// The length of the link `<http..>` that `text` starts with, or 0.
fn auto_link(text: &str) -> usize {
    let end = text.find('>').unwrap_or(0);
    let inner = text.get(1..end).unwrap_or_default();
    if is_web(inner) && !inner.contains(char::is_whitespace) {
        end + 1
    } else {
        0
    }
}

/// The length of the address that `text` starts with, without punctuation behind it, or 0.
fn bare_url(text: &str) -> usize {
    if !is_web(text) {
        return 0;
    }
    let end = text.find(|letter: char| letter.is_whitespace() || "<>\"`[]|\\^{}".contains(letter));
    let url = &text[..end.unwrap_or(text.len())];
    let trimmed = url.trim_end_matches(|letter: char| ".,;:!?'*_".contains(letter));
    let open = trimmed.contains('(');
    let trimmed = if open {
        trimmed
    } else {
        trimmed.trim_end_matches(')')
    };
    trimmed.trim_end_matches(['.', ',']).len()
}

fn is_web(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_text_raises_no_rustdoc_warning() {
        for (text, expected) in [
            (
                "plain *text*, `code <T> [x]`",
                "plain *text*, `code <T> [x]`",
            ),
            (
                "see [Foo] and [Foo][bar]",
                "see \\[Foo\\] and \\[Foo\\]\\[bar\\]",
            ),
            (
                "a [page](https://x.y/z) here",
                "a [page](https://x.y/z) here",
            ),
            ("a [link](Foo) here", "a \\[link\\](Foo) here"),
            ("Vec<T> and <b>", "Vec\\<T> and \\<b>"),
            ("see https://x.y/z.", "see <https://x.y/z>."),
            ("(see http://x.y/(z))", "(see <http://x.y/(z))>"),
            ("(at http://x.y)", "(at <http://x.y>)"),
            ("<https://x.y> is", "<https://x.y> is"),
            ("an odd ` tick", "an odd \\` tick"),
            ("``a ` b`` c", "``a ` b`` c"),
            ("kept \\[ as is", "kept \\[ as is"),
            ("end \\", "end \\"),
        ] {
            assert_eq!(escape(text), expected, "{text}");
        }
    }

    #[test]
    fn code_never_becomes_a_doctest() {
        for (comment, expected) in [
            (" Use:\n ```\n let x;\n ```\n", "Use:|```text|let x;|```"),
            (" ```rust\n f()\n", "```text|f()|```"),
            (
                " A:\n\n     x[0]\n     y\n\n after",
                "A:||```text|x[0]|y|```||after",
            ),
            (" ~~~js\n[x]\n~~~", "~~~text|[x]|~~~"),
            ("\n\n first\n   second\n", "first|  second"),
            ("     code", "```text|code|```"),
        ] {
            assert_eq!(comment_lines(comment).join("|"), expected, "{comment:?}");
        }
    }

    #[test]
    fn items_end_with_their_place_and_are_never_without_docs() {
        let source = Source {
            file: "a/b.proto".to_owned(),
            line: 7,
        };
        let docs = item_docs(&[String::new()], "The message `A`.", &source);
        assert_eq!(
            docs.lines,
            [" The message `A`.", "", " From `a/b.proto:7`."]
        );
        let comments = [" One.\n".to_owned(), " Two.\n".to_owned()];
        assert_eq!(member_docs(&comments, "x").lines, [" One.", "", " Two."]);
    }
}
