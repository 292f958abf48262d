//! The crates in `tests/projects`, each as its user would build it: one for each thing that the attribute can
//! be asked for. They are a workspace of their own, so that no feature of one is turned on in another.

use std::path::Path;
use std::process::Command;

/// Runs `cargo COMMAND -p PACKAGE` among the projects.
fn cargo(command: &str, package: &str, more: &[&str]) {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .expect("the target folder");
    let output = Command::new(cargo)
        .args([command, "--locked", "--quiet", "-p", package])
        .args(more)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../projects"))
        .env("CARGO_TARGET_DIR", target.join("tests/projects"))
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

macro_rules! projects {
    ($($test:ident $package:literal;)*) => {$(
        #[test]
        fn $test() {
            cargo("test", $package, &[]);
        }
    )*};
}

projects! {
    derives_and_attributes_go_to_what_selectors_pick "derives";
    every_representation_has_the_same_bytes_and_json "representations";
    a_schema_is_there_for_other_crates "shared-types";
    types_of_another_crate_need_no_proto_of_it "shared-service";
    types_go_through_a_chain_of_crates "shared-app";
    emitted_files_are_what_would_be_written "emit";
    a_descriptor_set_serves_in_place_of_sources "descriptor-set";
    a_build_script_generates_the_same "build-script";
    editions_mean_what_they_say "editions";
    messages_stand_in_serde_and_beside_other_times "serde-and-times";
}

#[test]
fn no_project_gives_a_warning() {
    cargo(
        "clippy",
        "shared-app",
        &["--workspace", "--all-targets", "--", "-D", "warnings"],
    );
}
