//! The layout of connect-runtime, held by its imports.

use std::{collections::HashMap, fs, path::Path};

/// The floors of `docs/DESIGN.md`, from the lowest; on each floor from left to right.
const FLOORS: [&[&str]; 5] = [
    &[
        "base64",
        "code",
        "spec",
        "metadata",
        "error",
        "compression",
        "message",
        "types",
        "detail",
        "payload",
        "codec",
        "envelope",
        "batch",
        "messages",
        "request",
    ],
    &["slot", "streaming", "interceptor", "protocol"],
    &["deadline", "body"],
    &["socket", "tls", "http3", "server", "client"],
    &["in_process", "private", "lib"],
];

/// Which floors may name a crate that brings a runtime or a connection.
const CRATES: [(&str, usize); 8] = [
    ("tokio", 2),
    ("http_body", 2),
    ("hyper", 2),
    ("h2", 2),
    ("hyper_util", 3),
    ("rustls", 3),
    ("quinn", 3),
    ("h3", 3),
];

#[test]
fn imports_stay_on_their_floors() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../connect-runtime/src");
    let mut places = HashMap::new();
    for (floor, modules) in FLOORS.iter().enumerate() {
        for (place, module) in modules.iter().enumerate() {
            places.insert(*module, (floor, place));
        }
    }
    let mut wrong = Vec::new();
    let mut files = 0;
    for (path, text) in sources(&root) {
        files += 1;
        let module = path.split(['/', '.']).next().unwrap_or_default();
        let Some(&(floor, place)) = places.get(module) else {
            wrong.push(format!("{path} stands on no floor"));
            continue;
        };
        for used in imports(&text, "crate::") {
            match places.get(used.as_str()) {
                _ if used == module => {}
                Some(&(below, _)) if below < floor => {}
                Some(&(same, left)) if same == floor && left < place => {}
                Some(_) => wrong.push(format!("{path} imports {used}")),
                None => wrong.push(format!("{path} imports {used} from the public list")),
            }
        }
        for (name, from) in CRATES {
            if floor < from && !imports(&text, &format!("{name}::")).is_empty() {
                wrong.push(format!("{path} names {name}"));
            }
        }
    }
    assert!(files > 30, "found only {files} files");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn server_and_client_do_not_see_each_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../connect-runtime/src");
    for (path, text) in sources(&root) {
        let used = imports(&text, "crate::");
        assert!(
            !(path.starts_with("client/") && used.iter().any(|used| used == "server")),
            "{path} imports the server"
        );
        assert!(
            !(path.starts_with("server/") && used.iter().any(|used| used == "client")),
            "{path} imports the client"
        );
    }
}

/// The Rust files below `root`, without their tests.
fn sources(root: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).expect("a source file");
                let text = text
                    .split("#[cfg(test)]\nmod ")
                    .next()
                    .unwrap_or_default()
                    .to_owned();
                let name = path.strip_prefix(root).expect("below the root");
                // What the generator wrote names the hidden module, as in any crate that uses it.
                if !name.ends_with("tests.rs") && !name.ends_with("generated.rs") {
                    found.push((name.to_string_lossy().into_owned(), text));
                }
            }
        }
    }
    found
}

/// The first name behind `prefix`, wherever code uses it: in `use` lines, groups included, and in paths.
fn imports(text: &str, prefix: &str) -> Vec<String> {
    let code: String = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n");
    let mut found = Vec::new();
    for (at, _) in code.match_indices(prefix) {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':' || c == '$') {
            continue;
        }
        let rest = &code[at + prefix.len()..];
        match rest.strip_prefix('{') {
            Some(group) => found.extend(heads(group)),
            None => found.push(word(rest)),
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

/// The first name of each path in a group, up to its closing brace.
fn heads(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut fresh = true;
    let mut found = Vec::new();
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => fresh = true,
            c if fresh && depth == 0 && c.is_alphabetic() => {
                found.push(word(&group[at..]));
                fresh = false;
            }
            _ => {}
        }
    }
    found
}

fn word(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}
