//! What the compiler shows for each kind of mistake: each file in `fail` beside its `.stderr`.

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn each_mistake_is_told_once_where_it_was_made() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["broken", "proto"] {
        copy(&package.join(folder), &compiled_in().join(folder));
    }
    trybuild::TestCases::new().compile_fail("fail/*.rs");
}

/// The package in which trybuild compiles the cases, and to which their paths are therefore relative.
fn compiled_in() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .expect("a folder in the target folder");
    target.join("tests/trybuild").join(env!("CARGO_PKG_NAME"))
}

fn copy(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let to = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).expect("a copy");
        }
    }
}
