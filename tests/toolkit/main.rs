//! The samples of another vendor become a crate that compiles without a warning and keeps the law.
mod plain;
mod vendor;

use conscent_codegen::interface::Module;
use conscent_codegen::output;
use conscent_codegen::{File, Interface, Overwrite, Package};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use test_support::TempDir;
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
        .stdin(Stdio::null())
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
#[ignore = "slow: it compiles a crate"]
fn the_crate_compiles_without_a_warning_and_keeps_the_law() {
    // The folder is kept from run to run, so that only changes are compiled again. It is a separate workspace.
    let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join("toolkit");
    let folder = workspace.join("vendor");
    let files =
        generate(&Vendor::hostile()).into_iter().map(|file| File { overwrite: Overwrite::Always, ..file }).collect();
    output::apply(output::compare(files, &folder).unwrap(), &folder).unwrap();
    output::write_one(include_str!("inner.rs"), &folder.join("tests/law.rs")).unwrap();
    output::write_one(WORKSPACE, &workspace.join("Cargo.toml")).unwrap();
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock"), workspace.join("Cargo.lock")).unwrap();

    cargo(&workspace, &["test"]);
    cargo(&workspace, &["doc", "--no-deps"]);
}

fn interface(vendor: &Vendor) -> Interface {
    let samples = TempDir::new().unwrap();
    vendor.write(samples.path());
    conscent_codegen::interface(samples.path(), None).unwrap()
}

#[test]
fn every_event_keeps_a_payload_type_of_its_own_and_shares_what_is_below() {
    let [few, many] = &[20, 200].map(|events| interface(&Vendor::alike(events)).modules.remove(0));
    for (module, count) in [(few, 20), (many, 200)] {
        let types: BTreeSet<_> = module.events.iter().map(|event| &event.payload.name).collect();
        assert_eq!(types.len(), count);
    }
    let names = |module: &Module| module.structs.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(few), ["Part"]);
    assert_eq!(names(many), ["Part"]);
    assert_eq!(few.enums.len(), many.enums.len());
}

#[test]
fn output_grows_with_the_samples_and_no_faster() {
    let size = |events| generate(&Vendor::alike(events)).iter().map(|file| file.text.len()).sum::<usize>();
    let (once, twice) = (size(100), size(200));
    assert!(twice * 10 <= once * 22, "{once} bytes for 100 events, {twice} for 200");
}
