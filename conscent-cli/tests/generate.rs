//! `conscent generate`
#![allow(clippy::unwrap_used, reason = "a test may fail wherever it likes, its helpers too")]

mod command;

use command::{SAMPLES, folder, put, run, snapshot};
use std::path::Path;
use std::process::Command;

/// Samples of one event, and the arguments that generate a crate from them.
const FILES: [(&str, &str); 1] = [("samples/v1/a.b/one.json", "{\"n\": 1}")];
const GENERATE: &str = "generate --samples samples --out types-of-a";

#[test]
fn writes_a_crate_once_and_keeps_it_up_to_date() {
    let here = folder(&FILES);
    let lines = run(here.path(), GENERATE).lines(0);
    assert_eq!(lines[0], "wrote types-of-a/src/generated.rs");
    let total = lines.len() - 1;
    assert_eq!(lines[total], format!("types-of-a: {total} files written, 0 removed, 0 unchanged"));
    let manifest = std::fs::read_to_string(here.path().join("types-of-a/Cargo.toml")).unwrap();
    assert!(manifest.contains("name = \"types-of-a\""), "{manifest}");

    let first = snapshot(here.path());
    let again = run(here.path(), GENERATE).lines(0);
    assert_eq!(again, [format!("types-of-a: 0 files written, 0 removed, {total} unchanged")]);
    assert_eq!(snapshot(here.path()), first);

    std::fs::rename(here.path().join("samples/v1/a.b"), here.path().join("samples/v1/c.d")).unwrap();
    let lines = run(here.path(), GENERATE).lines(0);
    assert!(lines.contains(&"wrote types-of-a/schemas/v1/c.d.json".to_owned()), "{lines:?}");
    assert!(lines.contains(&"removed types-of-a/schemas/v1/a.b.json".to_owned()), "{lines:?}");
    assert_eq!(
        run(here.path(), &format!("{GENERATE} --check")).lines(0),
        [format!("types-of-a: fresh, {total} files")]
    );
}

#[test]
fn check_writes_nothing_and_names_each_stale_file() {
    let here = folder(&FILES);
    let check = format!("{GENERATE} --check");
    let lines = run(here.path(), &check).lines(1);
    assert!(lines.contains(&"types-of-a/Cargo.toml: missing".to_owned()), "{lines:?}");
    assert!(!here.path().join("types-of-a").exists());

    run(here.path(), GENERATE).ends(0);
    run(here.path(), &check).ends(0);
    put(
        here.path(),
        "types-of-a/Cargo.toml",
        "[package]\nname = \"mine\"\nversion = \"1.0.0\" # the user's own by now",
    );
    put(here.path(), "types-of-a/README.md", "changed");
    put(here.path(), "types-of-a/schemas/v1/old.json", "{}");
    std::fs::remove_file(here.path().join("types-of-a/src/lib.rs")).unwrap();
    let before = snapshot(here.path());
    assert_eq!(
        run(here.path(), &check).lines(1),
        [
            // They have the version.
            "types-of-a/schemas/openapi.json: differs",
            "types-of-a/schemas/asyncapi.json: differs",
            "types-of-a/README.md: differs",
            "types-of-a/src/lib.rs: missing",
            "types-of-a/schemas/v1/old.json: no longer part of the crate",
            "types-of-a: 5 files stale; the same command without --check brings it up to date",
        ]
    );
    assert_eq!(snapshot(here.path()), before);
}

#[test]
fn a_foreign_folder_is_left_alone() {
    let here = folder(&FILES);
    put(here.path(), "types-of-a/README.md", "mine");
    put(here.path(), "types-of-a/schemas/mine.json", "{}");
    let before = snapshot(here.path());
    for command in [GENERATE.to_owned(), format!("{GENERATE} --check")] {
        let errors = run(here.path(), &command).errors();
        assert_eq!(errors.len(), 2);
        assert!(
            errors[0]
                .starts_with("types-of-a/README.md: would be overwritten: this folder does not hold a generated crate")
        );
        assert!(errors[1].starts_with(
            "types-of-a/schemas/mine.json: would be removed: this folder does not hold a generated crate"
        ));
    }
    assert_eq!(snapshot(here.path()), before);
}

#[test]
fn the_name_of_the_crate_has_to_be_valid() {
    let here = folder(&FILES);
    let refused =
        |arguments: &str| run(here.path(), &format!("generate --samples samples {arguments}")).errors().remove(0);
    assert!(refused("--out 9lives").starts_with("Cargo.toml: \"9lives\" cannot be a crate's name: "));
    assert!(refused("--out fine --name fn").contains("it is a keyword of Rust; give the crate another name (--name"));
    assert!(refused("--out /").starts_with("/: gives the crate no name: "));
    assert!(!here.path().join("fine").exists());
    run(here.path(), "generate --samples samples --out 9lives --name nine-lives").ends(0);
}

#[test]
fn nothing_is_written_while_anything_is_wrong() {
    let here = folder(&FILES);
    put(here.path(), "samples/v1/bad/x.json", "{");
    put(here.path(), "samples/hints.toml", "min_samples = 0\n");
    let errors = run(here.path(), GENERATE).errors();
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(!here.path().join("types-of-a").exists());
    assert!(
        run(here.path(), "generate --samples samples --out .").errors()[0].contains("output folder holds the samples")
    );
}

const PLAIN: &str = "generate --samples samples --style plain --out types.rs";

#[test]
fn plain_types_are_one_file_that_is_kept_up_to_date() {
    let here = folder(&FILES);
    let check = format!("{PLAIN} --check");
    let stale = |what: &str| [format!("types.rs: {what}; the same command without --check brings it up to date")];
    assert_eq!(run(here.path(), &check).lines(1), stale("missing"));
    assert!(!here.path().join("types.rs").exists());
    assert_eq!(run(here.path(), PLAIN).lines(0), ["wrote types.rs"]);
    assert_eq!(run(here.path(), PLAIN).lines(0), ["types.rs: unchanged"]);
    assert_eq!(run(here.path(), &check).lines(0), ["types.rs: fresh"]);

    let text = std::fs::read_to_string(here.path().join("types.rs")).unwrap();
    for part in
        ["// @generated by conscent-codegen", "pub mod v1 {", "pub struct Ab {", "pub n: ::std::option::Option<f64>,"]
    {
        assert!(text.contains(part), "no {part:?} in {text}");
    }
    put(here.path(), "samples/v1/a.b/one.json", "{\"n\": \"text\"}");
    assert_eq!(run(here.path(), &check).lines(1), stale("differs"));
    run(here.path(), PLAIN).ends(0);
    assert_eq!(run(here.path(), &check).lines(0), ["types.rs: fresh"]);
}

#[test]
fn plain_types_overwrite_only_generated_files() {
    let here = folder(&FILES);
    put(here.path(), "types.rs", "mine");
    let before = snapshot(here.path());
    for (arguments, start) in [
        ("--out types.rs", "types.rs: would be overwritten: it was not generated; "),
        ("--out types.rs --check", "types.rs: would be overwritten: "),
        ("--out my-webhooks", "my-webhooks: not the name of a Rust file: "),
        ("--out new.rs --name new", "--name: not with --style plain: "),
        ("--out samples/types.rs", "samples/types.rs: output folder is among the samples: "),
    ] {
        let errors = run(here.path(), &format!("generate --samples samples --style plain {arguments}")).errors();
        assert!(errors.len() == 1 && errors[0].starts_with(start), "{arguments}: {errors:?}");
    }
    assert_eq!(snapshot(here.path()), before);
}

#[test]
fn the_crate_of_the_project_s_samples_compiles_without_a_warning() {
    let here = folder(&[]);
    run(here.path(), &format!("generate --samples {SAMPLES} --out my-webhooks")).ends(0);
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let out = here.path().join("my-webhooks");
    // The versions that are at hand, so that no registry is asked.
    std::fs::copy(workspace.join("Cargo.lock"), out.join("Cargo.lock")).unwrap();
    let core = workspace.join("conscent-core");
    let checked = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--quiet", "--features", "samples", "--config"])
        .arg(format!("patch.crates-io.conscent-core.path={core:?}"))
        .current_dir(&out)
        .env("RUSTFLAGS", "-Dwarnings")
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("generated"))
        .output()
        .unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}
