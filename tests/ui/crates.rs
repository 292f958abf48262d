//! Crates as users write them, in `tests/projects`: each is built and tested by cargo with its own features,
//! and what it was told to have done for it shows in its own tests.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

fn projects() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../projects")
}

/// Runs cargo on the projects; what it has to say is shown if it fails.
fn cargo(arguments: &[&str]) {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .expect("the target folder");
    let output = Command::new(cargo)
        .args(arguments)
        .current_dir(projects())
        // Where other tests have built the runtime already.
        .env("CARGO_TARGET_DIR", target.join("tests/trybuild"))
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "cargo {}\n{}\n{}",
        arguments.join(" "),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Runs the tests of one crate: alone, for what others ask of the runtime must not help it.
fn test(name: &str) {
    cargo(&["test", "--quiet", "--locked", "-p", name]);
}

#[test]
fn derives_and_attributes_stand_where_they_are_asked_for() {
    test("derives");
}

#[test]
fn messages_are_the_same_whatever_types_represent_them() {
    test("representations");
}

#[test]
fn types_are_there_for_other_crates() {
    test("shared-types");
}

#[test]
fn a_service_over_types_of_another_crate_needs_none_of_its_files() {
    test("shared-service");
}

#[test]
fn a_schema_travels_by_way_of_a_third_crate() {
    test("shared-app");
}

#[test]
fn code_in_a_file_is_what_is_generated() {
    let folder = projects().join("emit/src/gen");
    let before = texts(&folder).expect("the files");
    test("emit");
    let after = texts(&folder).expect("the files");
    for ((path, before), (_, after)) in before.iter().zip(&after) {
        let path = path.display();
        assert!(before == after, "{path} was not up to date; it is now");
    }
    assert_eq!(before.len(), after.len());
}

/// The files in a folder, in order.
fn texts(folder: &Path) -> io::Result<Vec<(PathBuf, String)>> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let text = fs::read_to_string(&path)?;
        texts.push((path, text));
    }
    texts.sort();
    Ok(texts)
}

#[test]
fn a_descriptor_set_gives_what_its_sources_give() {
    test("descriptor-set");
}

#[test]
fn a_build_script_writes_what_the_attribute_expands_to() {
    test("build-script");
}

#[test]
fn editions_mean_what_their_features_say() {
    test("editions");
}

#[test]
fn messages_go_through_serde_and_times_through_every_library() {
    test("with-serde");
}

#[test]
fn no_lint_fires_in_any_of_them() {
    cargo(&[
        "clippy",
        "--quiet",
        "--locked",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]);
}
