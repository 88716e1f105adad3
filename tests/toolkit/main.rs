//! Another vendor's samples become a crate that compiles without a warning and keeps the law.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may fail wherever it likes, its helpers too")]

mod vendor;

use conscent_codegen::emit::{self, File};
use conscent_codegen::package::Package;
use conscent_codegen::schema::{Api, Kind};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;
use vendor::Vendor;

const NAME: &str = "strange-vendor";

/// The manifest above the crate's.
const WORKSPACE: &str = "\
[workspace]
resolver = \"3\"
members = [\"vendor\"]

[profile.dev]
debug = false
";

fn generate(vendor: &Vendor) -> Vec<File> {
    let samples = TempDir::new().unwrap();
    vendor.write(samples.path());
    conscent_codegen::generate(samples.path(), &Package::new(NAME)).unwrap_or_else(|errors| panic!("{errors}"))
}

/// Runs cargo in the vendor's crate, with the conscent-core of this workspace.
fn cargo(workspace: &Path, arguments: &[&str]) {
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("conscent-core");
    let patch = format!("patch.crates-io.conscent-core.path={:?}", core.display().to_string());
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--offline", "--features", "samples,schemars", "--config", &patch])
        .current_dir(workspace)
        .env("CARGO_TARGET_DIR", workspace.join("target"))
        .env("RUSTFLAGS", "-Dwarnings")
        .env("RUSTDOCFLAGS", "-Dwarnings")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .output()
        .unwrap();
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "cargo {arguments:?}\n{stdout}\n{stderr}");
}

#[test]
fn the_crate_compiles_without_a_warning_and_keeps_the_law() {
    // Kept from run to run, so that only what has changed is compiled again. A workspace of its own, wherever the target folder is.
    let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join("toolkit");
    let folder = workspace.join("vendor");
    let files = generate(&Vendor::hostile()).into_iter().map(|file| File { once: false, ..file }).collect();
    emit::apply(emit::compare(files, &folder).unwrap(), &folder).unwrap();
    emit::write_one(include_str!("inner.rs"), &folder.join("tests/law.rs")).unwrap();
    emit::write_one(WORKSPACE, &workspace.join("Cargo.toml")).unwrap();
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock"), workspace.join("Cargo.lock")).unwrap();

    cargo(&workspace, &["test"]);
    cargo(&workspace, &["doc", "--no-deps"]);
}

fn apis(vendor: &Vendor) -> Vec<Api> {
    let samples = TempDir::new().unwrap();
    vendor.write(samples.path());
    conscent_codegen::model(samples.path()).unwrap().apis
}

#[test]
fn every_event_keeps_a_payload_type_of_its_own_and_shares_what_is_below() {
    let few = &apis(&Vendor::alike(20))[0];
    let many = &apis(&Vendor::alike(200))[0];
    for (api, count) in [(few, 20), (many, 200)] {
        let types: BTreeSet<_> = api.events.iter().map(|event| &event.type_name).collect();
        assert_eq!(types.len(), count);
    }
    let names = |api: &Api| api.definitions.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(few), names(many));
    let objects = many.definitions.iter().filter(|one| matches!(one.kind, Kind::Object(_)));
    assert_eq!(objects.map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Part"]);
}

#[test]
fn output_grows_with_the_samples_and_no_faster() {
    let size = |events| generate(&Vendor::alike(events)).iter().map(|file| file.text.len()).sum::<usize>();
    let (once, twice) = (size(100), size(200));
    assert!(twice * 10 <= once * 22, "{once} bytes for 100 events, {twice} for 200");
}
