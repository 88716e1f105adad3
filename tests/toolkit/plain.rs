//! The plain style: ordinary serde types that compile, and decode the samples that they were made from.

use conscent_codegen::interface::Module;
use conscent_codegen::{Interface, output};
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

/// Each crate has its own name, because cargo takes two crates of one name in one target folder for the same crate.
const MANIFEST: &str = "\
[workspace]

[package]
name = \"plain-NAME\"
version = \"0.0.0\"
edition = \"2024\"

[lib]
name = \"plain\"

[dependencies]
chrono = { version = \"0.4\", default-features = false, features = [\"serde\"] }
serde = { version = \"1\", features = [\"derive\"] }
serde_json = \"1\"

[profile.dev]
debug = false
";

/// The type of an event's whole body.
fn body(module: &Module, payload: &str) -> String {
    let suffix = if module.envelope.is_some() { "Body" } else { "" };
    format!("plain::{}::{payload}{suffix}", module.ident)
}

/// A program that decodes every sample, and encodes it again.
fn program(interface: &Interface, samples: &Path) -> String {
    let mut program = "\
fn check<T: serde::de::DeserializeOwned + serde::Serialize + PartialEq>(text: &str) {
    let decoded: T = serde_json::from_str(text).unwrap();
    let again: T = serde_json::from_str(&serde_json::to_string(&decoded).unwrap()).unwrap();
    assert!(decoded == again);
}

#[test]
fn samples() {
"
    .to_owned();
    for module in &interface.modules {
        for event in &module.events {
            for sample in &event.samples {
                let file = samples.join(&module.api).join(&event.name).join(&sample.name);
                let ty = body(module, &event.payload.name);
                let _ = writeln!(program, "    check::<{ty}>(include_str!({:?}));", format!("{}.json", file.display()));
            }
        }
    }
    program + "}\n"
}

#[test]
#[ignore = "slow: it compiles a crate"]
fn plain_types_compile_and_decode_their_samples() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut decoded = 0;
    for (name, samples) in [("conscent", "samples"), ("golden", "conscent-codegen/tests/golden/samples")] {
        let interface = conscent_codegen::interface(&root.join(samples), None).unwrap();
        let files = conscent_codegen::generate(&root.join(samples), &conscent_codegen::Package::new("vendor")).unwrap();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("plain").join(name);
        // The samples as they are generated: corrected.
        for file in files.iter().filter(|file| file.path.starts_with("samples/")) {
            output::write_one(&file.text, &folder.join(&file.path)).unwrap();
        }
        output::write_one(&MANIFEST.replace("NAME", name), &folder.join("Cargo.toml")).unwrap();
        output::write_one(&conscent_codegen::plain(&interface).unwrap(), &folder.join("src/lib.rs")).unwrap();
        output::write_one(&program(&interface, &folder.join("samples")), &folder.join("tests/samples.rs")).unwrap();
        std::fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        let cargo = Command::new(env!("CARGO"))
            .args(["test", "--offline"])
            .current_dir(&folder)
            .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("plain/target"))
            .env("RUSTFLAGS", "-Dwarnings")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .output()
            .unwrap();
        let said = format!("{}\n{}", String::from_utf8_lossy(&cargo.stdout), String::from_utf8_lossy(&cargo.stderr));
        assert!(cargo.status.success(), "{name}\n{said}");
        assert!(said.contains("test samples ... ok"), "{name}\n{said}");
        decoded += interface.samples();
    }
    assert!(decoded > 10, "{decoded}");
}
