//! Packages of their own, built by cargo: the runtime under other names, and what is built again when.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const GREET: &str = r#"
syntax = "proto3";

package greet.v1;

import "greet/v1/types.proto";

// Greets.
service GreetService {
  rpc Greet(Name) returns (Name);
}
"#;

const TYPES: &str = r#"
syntax = "proto3";

package greet.v1;

message Name {
  string name = 1;
}
"#;

const GREETER: &str = "
//! A package.
#![deny(warnings, missing_docs)]

/// What is generated.
#[rpc::proto(\"proto/greet/v1/greet.proto\")]
pub mod greet {}

/// The implementation.
pub struct Greeter;

impl greet::GreetService for Greeter {
    async fn greet(&self, _: &mut rpc::Context, ask: greet::Name) -> Result<greet::Name, rpc::ConnectError> {
        Ok(ask)
    }
}
";

/// A package on disk that depends on the runtime as `name`.
struct Project {
    name: &'static str,
    root: PathBuf,
}

impl Project {
    fn new(name: &'static str, edition: &str, runtime: &str, files: &[(&str, &str)]) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&root);
        let project = Self { name, root };
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let path = workspace.join("connect-runtime");
        // tokio as in the package of these tests, so that what they were built with serves here too.
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"{edition}\"\n\n[workspace]\n\n\
             [dependencies]\n{runtime}path = {path:?} }}\ntokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n"
        );
        project.write("Cargo.toml", &manifest);
        let lock =
            fs::read_to_string(workspace.join("Cargo.lock")).expect("the lock of the workspace");
        project.write("Cargo.lock", &lock);
        for (path, text) in files {
            project.write(path, text);
        }
        project
    }

    fn greeter(name: &'static str) -> Self {
        let files = [
            ("src/lib.rs", GREETER),
            ("proto/greet/v1/greet.proto", GREET),
            ("proto/greet/v1/types.proto", TYPES),
        ];
        Self::new(
            name,
            "2021",
            "rpc = { package = \"connect-runtime\", ",
            &files,
        )
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).expect("a file")
    }

    fn cargo(&self, command: &str, options: &[&str]) -> Output {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .parent()
            .expect("the target folder");
        Command::new(cargo)
            .arg(command)
            .args(["--offline", "--message-format", "json"])
            .args(options)
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", target.join("tests/trybuild"))
            .env("RUSTDOCFLAGS", "-D warnings")
            .output()
            .expect("cargo runs")
    }

    /// Checks the package and tells whether it had to be compiled.
    fn compiles(&self) -> bool {
        let output = self.cargo("check", &[]);
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success(),
            "{said}\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let target = format!("\"name\":\"{}\"", self.name.replace('-', "_"));
        let mut artifact = said
            .lines()
            .filter(|line| line.contains("compiler-artifact"));
        let own = artifact
            .rfind(|line| line.contains(&target))
            .expect("an artifact of the package");
        own.contains("\"fresh\":false")
    }

    /// Checks the package, which must fail, and returns what the compiler said.
    fn fails(&self) -> String {
        let output = self.cargo("check", &[]);
        assert!(!output.status.success());
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

#[test]
fn an_edit_of_an_imported_file_compiles_again_and_nothing_else_does() {
    let project = Project::greeter("connect-ui-edited");
    assert!(project.compiles());
    assert!(!project.compiles(), "nothing has changed");
    project.write("README.md", "unrelated");
    project.write("proto/greet/v1/other.proto", "syntax = \"proto3\";");
    assert!(!project.compiles(), "nothing that counts has changed");

    project.write(
        "proto/greet/v1/types.proto",
        &TYPES.replace("string name = 1;", "int32 name = 1;"),
    );
    assert!(project.compiles(), "an imported file has changed");

    project.write("proto/greet/v1/types.proto", "syntax = \"proto3\"; message");
    assert!(
        project.fails().contains("proto/greet/v1/types.proto:1:"),
        "the fault is told"
    );
    project.write("proto/greet/v1/types.proto", TYPES);
    assert!(project.compiles(), "the fault is gone");
}

/// The greeter, whose code is in a file too.
fn emitting() -> String {
    GREETER.replace(
        "greet.proto\")]",
        "greet.proto\", emit = \"src/gen/greet.rs\")]",
    )
}

#[test]
fn an_edit_is_in_the_emitted_file_after_one_compilation() {
    let project = Project::greeter("connect-ui-emitted");
    project.write("src/lib.rs", &emitting());
    assert!(project.compiles());
    let first = project.read("src/gen/greet.rs");
    assert!(first.contains("pub name: ::std::string::String"), "{first}");
    assert!(
        !project.compiles(),
        "the file is not newer than its sources"
    );

    let types = TYPES.replace("string name = 1;", "string name = 1; int32 age = 2;");
    project.write("proto/greet/v1/types.proto", &types);
    assert!(project.compiles());
    let second = project.read("src/gen/greet.rs");
    assert!(
        second.contains("pub age: ::core::primitive::i32"),
        "{second}"
    );
    assert!(!project.compiles(), "nothing has changed since");

    project.write("src/gen/greet.rs", &second.replace("pub age", "pub years"));
    assert!(project.compiles(), "an edit by hand counts");
    assert_eq!(project.read("src/gen/greet.rs"), second, "and is undone");

    project.write("proto/greet/v1/types.proto", "syntax = \"proto3\"; message");
    project.fails();
    assert_eq!(
        project.read("src/gen/greet.rs"),
        second,
        "a fault changes nothing"
    );
}

#[test]
fn a_dependency_is_not_written_to() {
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../connect-runtime");
    let manifest = format!(
        "[package]\nname = \"connect-ui-inner\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n\
         [dependencies]\nrpc = {{ package = \"connect-runtime\", path = {runtime:?} }}\n"
    );
    let source = emitting();
    let files = [
        ("src/lib.rs", "pub use connect_ui_inner::greet::Name;"),
        ("inner/Cargo.toml", &manifest),
        ("inner/src/lib.rs", &source),
        ("inner/proto/greet/v1/greet.proto", GREET),
        ("inner/proto/greet/v1/types.proto", TYPES),
    ];
    let dependencies = "connect-ui-inner.path = \"inner\"\nrpc = { package = \"connect-runtime\", ";
    let project = Project::new("connect-ui-outer", "2021", dependencies, &files);
    assert!(project.compiles());
    assert!(!project.root.join("inner/src/gen").exists());
}

#[test]
fn a_missing_method_does_not_compile() {
    let project = Project::greeter("connect-ui-missing");
    let method = GREETER.find("    async fn").expect("a method");
    let end = GREETER.rfind("\n}").expect("the end of the impl");
    project.write(
        "src/lib.rs",
        &format!("{}{}", &GREETER[..method], &GREETER[end..]),
    );
    let said = project.fails();
    assert!(said.contains("E0046") && said.contains("`greet`"), "{said}");
}

#[test]
fn what_yields_no_messages_is_told_what_would() {
    let project = Project::greeter("connect-ui-yields");
    let stream = GREET.replace("Greet(Name)", "Greet(stream Name)");
    project.write("proto/greet/v1/greet.proto", &stream);
    let source = "
#[rpc::proto(\"proto/greet/v1/greet.proto\", server = false)]
mod greet {}

pub async fn ask(client: greet::GreetServiceClient) -> Result<(), rpc::ConnectError> {
    client.greet(greet::Name::default()).await.map(drop)
}
";
    project.write("src/lib.rs", source);
    let said = project.fails();
    assert!(
        said.contains("`greet::Name` does not yield messages of type `greet::Name`"),
        "{said}"
    );
    assert!(said.contains("one message alone is `[message]`"), "{said}");
}

#[test]
fn the_runtime_is_found_under_its_own_name_too() {
    let source = GREETER.replace("rpc::", "connect_runtime::");
    let files = [
        ("src/lib.rs", source.as_str()),
        ("proto/greet/v1/greet.proto", GREET),
        ("proto/greet/v1/types.proto", TYPES),
    ];
    let project = Project::new("connect-ui-plain", "2024", "connect-runtime = { ", &files);
    assert!(project.compiles());
}

/// The first code block of this language behind the heading.
fn block<'a>(readme: &'a str, heading: &str, language: &str) -> &'a str {
    let (_, behind) = readme.split_once(heading).expect(heading);
    let (_, behind) = behind
        .split_once(&format!("```{language}\n"))
        .expect(language);
    behind.split_once("```").expect("the end of the block").0
}

#[test]
fn what_the_readme_shows_compiles_as_it_is_shown() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let readme = fs::read_to_string(path).expect("the readme");
    let files = [
        (
            "proto/greet/v1/greet.proto",
            block(&readme, "## A server", "proto"),
        ),
        ("src/bin/server.rs", block(&readme, "## A server", "rust")),
        ("src/bin/client.rs", block(&readme, "## A client", "rust")),
        ("src/bin/messages.rs", block(&readme, "## Messages", "rust")),
    ];
    let project = Project::new("readme", "2024", "", &[]);
    for (path, text) in files {
        project.write(path, text);
    }
    let shown = block(&readme, "one dependency", "toml");
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../connect-runtime");
    let dependencies = shown.replacen("version = \"0.1\"", &format!("path = {runtime:?}"), 1);
    let package =
        "[package]\nname = \"readme\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n";
    project.write("Cargo.toml", &format!("{package}\n{dependencies}"));
    let output = project.cargo("check", &[]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    // It asserts what it says.
    let output = project.cargo("run", &["--bin", "messages"]);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn rustdoc_has_nothing_to_say() {
    let everything = include_str!("proto/warn/everything.proto");
    let source = "//! A package.\n\n/// What is generated.\n#[rpc::proto(\"proto/everything.proto\")]\npub mod api {}\n";
    let files = [
        ("src/lib.rs", source),
        ("proto/everything.proto", everything),
    ];
    let project = Project::new(
        "connect-ui-docs",
        "2024",
        "rpc = { package = \"connect-runtime\", ",
        &files,
    );
    let output = project.cargo("doc", &["--no-deps"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
