//! What the user calls the runtime, read from `Cargo.toml`.
//!
//! This reads the few forms in which a dependency can be written and nothing else of TOML.

use std::fs;
use std::path::Path;

const PACKAGE: &str = "connect-runtime";

/// The name by which the package in `folder` knows the runtime, as an identifier.
pub(crate) fn runtime_name(folder: &Path) -> Option<String> {
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).ok()?;
    if own_name(&manifest) == Some(PACKAGE) {
        // Our own library says `extern crate self`, so that this name holds in all of the package.
        return Some(PACKAGE.replace('-', "_"));
    }
    let inherited = || workspace_dependencies(folder, &manifest);
    let key = find(&dependencies(&manifest, is_dependency_table), inherited)?;
    Some(key.replace('-', "_"))
}

/// One dependency as far as it matters here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Dependency {
    key: String,
    package: Option<String>,
    workspace: bool,
}

/// The key of the dependency on the runtime.
fn find(all: &[Dependency], inherited: impl FnOnce() -> Vec<Dependency>) -> Option<String> {
    let is_runtime = |one: &&Dependency| match &one.package {
        Some(package) => package == PACKAGE,
        None => one.key == PACKAGE,
    };
    if let Some(found) = all.iter().find(is_runtime) {
        return Some(found.key.clone());
    }
    if !all.iter().any(|one| one.workspace) {
        return None;
    }
    let renamed: Vec<Dependency> = inherited();
    let by_key = |key: &str| renamed.iter().filter(is_runtime).any(|one| one.key == key);
    all.iter()
        .find(|one| one.workspace && by_key(&one.key))
        .map(|one| one.key.clone())
}

/// The `[workspace.dependencies]` that the package in `folder` inherits from.
fn workspace_dependencies(folder: &Path, manifest: &str) -> Vec<Dependency> {
    let read = |text: &str| dependencies(text, |table| table == ["workspace", "dependencies"]);
    for above in folder.ancestors() {
        let text = match above == folder {
            true => manifest.to_owned(),
            false => fs::read_to_string(above.join("Cargo.toml")).unwrap_or_default(),
        };
        if tables(&text).any(|(table, _)| table.first().is_some_and(|name| name == "workspace")) {
            return read(&text);
        }
    }
    Vec::new()
}

fn is_dependency_table(table: &[String]) -> bool {
    let kind = |name: &str| matches!(name, "dependencies" | "dev-dependencies");
    match table {
        [name] => kind(name),
        [target, _, name] => target == "target" && kind(name),
        _ => false,
    }
}

/// The package's own name.
fn own_name(manifest: &str) -> Option<&str> {
    let package = tables(manifest).find(|(table, _)| *table == ["package"])?;
    let lines = package.1;
    lines.into_iter().find_map(|line| {
        let (key, value) = line.split_once('=')?;
        (key.trim() == "name").then(|| unquote(value))
    })
}

/// The dependencies in all tables that `wanted` picks, normal ones before those of other kinds.
fn dependencies(manifest: &str, wanted: impl Fn(&[String]) -> bool) -> Vec<Dependency> {
    let mut found: Vec<Dependency> = Vec::new();
    for (table, lines) in tables(manifest) {
        if wanted(&table) {
            for line in lines {
                read_entry(line, &mut found);
            }
        } else if let Some((key, parent)) = table.split_last()
            && wanted(parent)
        {
            for line in lines {
                if let Some((field, value)) = line.split_once('=') {
                    set(&mut found, key, field.trim(), value);
                }
            }
        }
    }
    found
}

/// Reads `key = "1"`, `key = { package = ".." }` or `key.package = ".."`.
fn read_entry(line: &str, found: &mut Vec<Dependency>) {
    let Some((left, value)) = line.split_once('=') else {
        return;
    };
    let path = split_key(left.trim());
    match path.as_slice() {
        [key] => {
            set(found, key, "", "");
            let inside = value.trim().trim_start_matches('{').trim_end_matches('}');
            for field in inside.split(',').filter_map(|field| field.split_once('=')) {
                set(found, key, field.0.trim(), field.1);
            }
        }
        [key, field] => set(found, key, field, value),
        _ => {}
    }
}

/// Notes one field of the dependency `key`, which is added if it is new.
fn set(found: &mut Vec<Dependency>, key: &str, field: &str, value: &str) {
    let at = found
        .iter()
        .position(|one| one.key == key)
        .unwrap_or_else(|| {
            found.push(Dependency {
                key: key.to_owned(),
                ..Dependency::default()
            });
            found.len() - 1
        });
    match field {
        "package" => found[at].package = Some(unquote(value).to_owned()),
        "workspace" => found[at].workspace = value.trim() == "true",
        _ => {}
    }
}

/// The tables with the lines in them, each value that spans lines joined to one.
fn tables(manifest: &str) -> impl Iterator<Item = (Vec<String>, Vec<&str>)> {
    let mut tables: Vec<(Vec<String>, Vec<&str>)> = vec![(Vec::new(), Vec::new())];
    for line in manifest.lines() {
        let line = without_comment(line).trim();
        let name = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'));
        match (name, tables.last_mut()) {
            (Some(name), _) if !line.contains('=') || line.contains("cfg(") => {
                tables.push((split_key(name), Vec::new()));
            }
            (_, Some((_, lines))) if !line.is_empty() => lines.push(line),
            _ => {}
        }
    }
    tables.into_iter()
}

/// The line up to a `#` outside quotes.
fn without_comment(line: &str) -> &str {
    let mut quote = None;
    for (at, letter) in line.char_indices() {
        match (quote, letter) {
            (None, '#') => return &line[..at],
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            _ => {}
        }
    }
    line
}

/// Splits `target.'cfg(unix)'.dependencies` at the dots outside quotes.
fn split_key(key: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quote = None;
    for letter in key.chars() {
        match (quote, letter, parts.last_mut()) {
            (None, '.', _) => parts.push(String::new()),
            (None, '"' | '\'', _) => quote = Some(letter),
            (Some(open), _, _) if open == letter => quote = None,
            (_, _, Some(part)) if quote.is_some() || !letter.is_whitespace() => part.push(letter),
            _ => {}
        }
    }
    parts
}

fn unquote(value: &str) -> &str {
    value.trim().trim_matches(['"', '\''])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name_in(manifest: &str, workspace: &str) -> Option<String> {
        let inherited = || dependencies(workspace, |table| table == ["workspace", "dependencies"]);
        find(&dependencies(manifest, is_dependency_table), inherited)
    }

    #[test]
    fn the_runtime_is_found_in_every_form_of_a_dependency() {
        for (manifest, expected) in [
            (
                "[dependencies]\nconnect-runtime = \"0.1\"",
                Some("connect-runtime"),
            ),
            (
                "[dependencies]\nconnect = { package = \"connect-runtime\", version = \"0.1\" }",
                Some("connect"),
            ),
            (
                "[dependencies]\nrpc = { version = \"0.1\", features = [\"tls\"], package = 'connect-runtime' } # x",
                Some("rpc"),
            ),
            (
                "[dependencies.connect]\nversion = \"0.1\"\npackage = \"connect-runtime\"",
                Some("connect"),
            ),
            (
                "[dependencies]\nconnect.package = \"connect-runtime\"\nconnect.version = \"0.1\"",
                Some("connect"),
            ),
            (
                "[dependencies]\n\"connect-runtime\" = \"0.1\"",
                Some("connect-runtime"),
            ),
            (
                "[dev-dependencies]\nconnect-runtime.workspace = true",
                Some("connect-runtime"),
            ),
            (
                "[target.'cfg(unix)'.dependencies]\nconnect-runtime = \"0.1\"",
                Some("connect-runtime"),
            ),
            (
                "[target.'cfg(feature = \"x\")'.dependencies.c]\npackage = \"connect-runtime\"",
                Some("c"),
            ),
            (
                "[dependencies]\nserde = \"1\"\n[features]\nconnect-runtime = []",
                None,
            ),
            (
                "[dependencies]\nconnect-runtime = { package = \"other\" }",
                None,
            ),
            ("[build-dependencies]\nconnect-runtime = \"0.1\"", None),
            ("# connect-runtime = \"0.1\"\n[dependencies]\n", None),
            ("", None),
        ] {
            assert_eq!(name_in(manifest, "").as_deref(), expected, "{manifest}");
        }
    }

    #[test]
    fn a_name_given_by_the_workspace_is_followed() {
        let workspace = "[workspace]\n[workspace.dependencies]\nconnect = { package = \"connect-runtime\", path = \"x\" }\nserde = \"1\"";
        for (manifest, expected) in [
            (
                "[dependencies]\nconnect = { workspace = true }",
                Some("connect"),
            ),
            (
                "[dependencies]\nserde.workspace = true\nconnect.workspace = true",
                Some("connect"),
            ),
            ("[dependencies.connect]\nworkspace = true", Some("connect")),
            ("[dependencies]\nserde.workspace = true", None),
            ("[dependencies]\nconnect = \"1\"", None),
        ] {
            assert_eq!(
                name_in(manifest, workspace).as_deref(),
                expected,
                "{manifest}"
            );
        }
    }
}
