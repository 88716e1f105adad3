//! What is written into a folder, and what is refused.
#![allow(clippy::unwrap_used, reason = "a test may fail wherever it likes, its helpers too")]

mod sample_folder;

use conscent_codegen::emit::{self, Changes, File, MARK, ROOT};
use conscent_codegen::package::Package;
use conscent_codegen::{generate, separate};
use sample_folder::{put, relative, with};
use std::path::Path;

fn file(path: &str, text: &str) -> File {
    File { path: path.to_owned(), text: text.to_owned(), once: path == "Cargo.toml" }
}

fn output() -> Vec<File> {
    vec![file("Cargo.toml", "[package]"), file("README.md", "docs"), file(ROOT, MARK), file("schemas/a.json", "{}")]
}

fn compare(folder: &Path) -> Result<Changes, String> {
    emit::compare(output(), folder).map_err(|e| relative(folder, e))
}

#[test]
fn a_fresh_folder_takes_everything_the_root_first() {
    let folder = with(&[]);
    let fresh = folder.path().join("not/yet/there");
    let changes = compare(&fresh).unwrap();
    assert_eq!(changes.write.first().unwrap().path, ROOT);
    assert_eq!(changes.write.len(), 4);
    emit::apply(changes, &fresh).unwrap();
    assert_eq!(compare(&fresh).unwrap(), Changes::default());
}

#[test]
fn a_folder_that_was_not_generated_keeps_its_files() {
    let folder = with(&[("README.md", "mine"), ("schemas/old.json", "{}"), (ROOT, "// by hand"), ("Cargo.toml", "")]);
    let message = compare(folder.path()).unwrap_err();
    let starts: Vec<_> = message.lines().map(|line| line.split(": this folder").next().unwrap()).collect();
    assert_eq!(
        starts,
        [
            "src/generated.rs: would be overwritten",
            "README.md: would be overwritten",
            "schemas/old.json: would be removed"
        ]
    );
}

#[test]
fn files_that_cost_nothing_are_no_obstacle() {
    let folder = with(&[("Cargo.toml", "mine"), ("README.md", "docs"), ("src/main.rs", "fn main() {}")]);
    let changes = compare(folder.path()).unwrap();
    assert_eq!(changes.write.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(), [ROOT, "schemas/a.json"]);
    assert!(changes.remove.is_empty());
}

#[test]
fn a_folder_left_half_written_is_known_again() {
    let folder = with(&[]);
    let mut half = compare(folder.path()).unwrap();
    half.write.truncate(1);
    emit::apply(half, folder.path()).unwrap();
    put(folder.path(), "README.md", b"of another version");
    put(folder.path(), "schemas/old.json", b"{}");
    let changes = compare(folder.path()).unwrap();
    assert_eq!(changes.write.len(), 3);
    assert_eq!(changes.remove, [folder.path().join("schemas/old.json")]);
}

#[test]
fn output_and_samples_never_mix() {
    let folder = with(&[("samples/v1/a/a.json", "{}")]);
    let samples = folder.path().join("samples");
    let refused = |out: &str| separate(&samples, &folder.path().join(out)).map_err(|e| relative(folder.path(), e));
    assert!(refused(".").unwrap_err().contains("output folder holds the samples: "));
    assert!(refused("samples").unwrap_err().contains("output folder is among the samples: "));
    assert!(refused("samples/not/yet").unwrap_err().contains("output folder is among the samples: "));
    assert_eq!(refused("samples-crate"), Ok(()));
}

#[test]
fn a_crate_has_a_name_that_compiles() {
    let folder = with(&[("v1/a/a.json", "{}")]);
    for (name, why) in [
        ("", "a name starts with"),
        ("9lives", "a name starts with"),
        ("a b", "a name starts with"),
        ("a\"]", "a name starts with"),
        ("größe", "a name starts with"),
        ("match", "it is a keyword"),
        ("serde-json", "the generated code needs"),
        ("std", "the generated code needs"),
    ] {
        let message = generate(folder.path(), &Package::new(name)).unwrap_err().to_string();
        assert!(message.starts_with(&format!("Cargo.toml: {name:?} cannot be a crate's name: {why}")), "{message}");
    }
    for name in ["webhooks", "my-webhooks", "W_2"] {
        assert!(generate(folder.path(), &Package::new(name)).is_ok(), "{name}");
    }
}
