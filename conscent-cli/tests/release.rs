//! `conscent release`
#![allow(clippy::unwrap_used, reason = "tests and their helpers may fail anywhere")]

mod command;

use command::{BY, HOLDER, folder, put, run, snapshot};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

const GENERATE: &str = "generate --samples samples --out types";
const RELEASE: &str = "release --samples samples --out types --date 2026-11-22";

fn read(folder: &Path, path: &str) -> String {
    std::fs::read_to_string(folder.join(path)).unwrap()
}

/// A crate of one event, generated.
fn generated() -> tempfile::TempDir {
    let here = folder(&[("samples/v1/a.b/one.json", r#"{"price": 1}"#)]);
    run(here.path(), GENERATE).lines(0);
    here
}

/// Changes a sample, and generates.
fn change(here: &Path, path: &str, text: &str) {
    put(here, path, text);
    run(here, GENERATE).lines(0);
}

#[test]
fn versions_follow_the_samples() {
    let here = generated();
    let here = here.path();

    let lines = run(here, RELEASE).lines(0);
    assert_eq!(lines[..3], ["types 0.1.0, the first release", "", "## 0.1.0 - 2026-11-22"]);
    assert!(read(here, "types/src/lib.rs").contains(r#"pub const RELEASED: Option<&str> = Some("2026-11-22");"#));
    assert!(run(here, &format!("{GENERATE} --check")).lines(0)[0].starts_with("types: up to date"));

    // Other values of the same kinds.
    change(here, "samples/v1/a.b/one.json", r#"{"price": 2}"#);
    assert!(read(here, "types/src/lib.rs").contains("pub const RELEASED: Option<&str> = None;"));
    assert_eq!(run(here, RELEASE).lines(0)[0], "types 0.1.0 -> 0.1.1");

    change(here, "samples/v1/a.b/one.json", r#"{"price": 2, "coupon": "x"}"#);
    let lines = run(here, RELEASE).lines(0);
    assert_eq!(lines[0], "types 0.1.1 -> 0.1.2");
    assert!(lines.contains(&"### Added".to_owned()), "{lines:?}");

    change(here, "samples/v1/a.b/one.json", r#"{"price": "2", "coupon": "x"}"#);
    let lines = run(here, RELEASE).lines(0);
    assert_eq!(lines[0], "types 0.1.2 -> 0.2.0");
    assert!(lines.contains(&"### Breaking".to_owned()), "{lines:?}");

    // From 1.0.0 on, the first number is raised.
    let manifest = read(here, "types/Cargo.toml");
    assert!(manifest.contains("\nversion = \"0.2.0\"\n"), "{manifest}");
    put(here, "types/Cargo.toml", manifest.replace("\"0.2.0\"", "\"1.0.0\""));
    run(here, GENERATE).lines(0);
    assert_eq!(run(here, RELEASE).lines(0)[0], "types 0.2.0 -> 1.0.0");
    std::fs::rename(here.join("samples/v1/a.b"), here.join("samples/v1/c.d")).unwrap();
    run(here, GENERATE).lines(0);
    let lines = run(here, RELEASE).lines(0);
    assert_eq!(lines[0], "types 1.0.0 -> 2.0.0");
    assert!(lines.contains(&"wrote types/released/interface.json".to_owned()), "{lines:?}");
    assert_eq!(read(here, "types/released/interface.json"), read(here, "types/schemas/interface.json"));

    let changelog = read(here, "types/CHANGELOG.md");
    let sections: Vec<_> = changelog.lines().filter(|line| line.starts_with("## ")).collect();
    let versions = ["2.0.0", "1.0.0", "0.2.0", "0.1.2", "0.1.1", "0.1.0"];
    assert_eq!(sections, versions.map(|version| format!("## {version} - 2026-11-22")));
}

#[test]
fn a_release_keeps_the_names_of_the_last_one() {
    let here = folder(&[("samples/v1/a.b/one.json", HOLDER)]);
    let here = here.path();
    run(here, GENERATE).lines(0);
    run(here, RELEASE).lines(0);
    // Without the release, the type of both objects would be `By`.
    change(here, "samples/v1/c.d/one.json", BY);
    let lines = run(here, RELEASE).lines(0);
    assert_eq!(lines[0], "types 0.1.0 -> 0.1.1");
    assert!(lines.contains(&"- v1 c.d: + event".to_owned()), "{lines:?}");
    assert!(read(here, "types/src/generated/v1/objects.rs").contains("pub struct Holder "));
    assert!(run(here, &format!("{GENERATE} --check")).lines(0)[0].starts_with("types: up to date"));

    // A type that changes says why.
    change(here, "samples/v1/a.b/two.json", r#"{"holder": "x"}"#);
    let lines = run(here, RELEASE).lines(0);
    assert_eq!(lines[0], "types 0.1.1 -> 0.2.0");
    let contradicted = "(a sample contradicts it)";
    assert!(
        lines.iter().any(|line| line.starts_with("- v1 a.b: holder: ") && line.ends_with(contradicted)),
        "{lines:?}"
    );
}

#[test]
fn a_second_release_changes_nothing() {
    let here = generated();
    run(here.path(), RELEASE).lines(0);
    let first = snapshot(here.path());
    let nothing = ["nothing to release: 0.1.0, the version in the manifest, already has these samples"];
    assert_eq!(run(here.path(), RELEASE).lines(0), nothing);
    assert_eq!(run(here.path(), "release --samples samples --out types").lines(0), nothing);
    assert_eq!(snapshot(here.path()), first);
}

#[test]
fn a_dry_run_shows_everything_and_writes_nothing() {
    let here = generated();
    let before = snapshot(here.path());
    let dry = run(here.path(), &format!("{RELEASE} --dry-run")).lines(0);
    assert_eq!(snapshot(here.path()), before);
    let wet = run(here.path(), RELEASE).lines(0);
    assert_eq!(dry.iter().map(|line| line.replace("would write ", "wrote ")).collect::<Vec<_>>(), wet);
    for file in ["types/CHANGELOG.md", "types/release.toml", "types/released/interface.json", "types/src/lib.rs"] {
        assert!(wet.contains(&format!("wrote {file}")), "{wet:?}");
    }
}

#[test]
fn a_workspace_shares_its_version() {
    let here = generated();
    let here = here.path();
    let manifest =
        read(here, "types/Cargo.toml").replace("version = \"0.1.0\"\nedition", "version.workspace = true\nedition");
    put(here, "types/Cargo.toml", manifest);
    let root = |version: &str| {
        format!(
            "[workspace]\nmembers = [\"types\", \"app\"]\n\n[workspace.package]\nversion = \"{version}\" # of all\n\n\
             [workspace.dependencies]\ntypes = {{ version = \"{version}\", path = \"types\" }} # ours\n\
             other = {{ version = \"0.1.0\", path = \"other\" }}\nserde = \"0.1.0\"\n"
        )
    };
    put(here, "Cargo.toml", root("0.1.0"));
    put(here, "other/Cargo.toml", "[package]\nname = \"other\"\nversion = \"0.1.0\"\n");
    assert_eq!(run(here, RELEASE).lines(0)[0], "types 0.1.0, the first release");
    assert_eq!(read(here, "Cargo.toml"), root("0.1.0"));
    change(here, "samples/v1/a.b/two.json", r#"{"price": []}"#);
    assert_eq!(run(here, RELEASE).lines(0)[0], "types 0.1.0 -> 0.2.0");
    assert_eq!(read(here, "Cargo.toml"), root("0.2.0"));
    assert!(read(here, "types/Cargo.toml").contains("version.workspace = true"));
}

/// A lock file, in the form that cargo gives it.
fn lock(packages: &[(&str, &str, &str)]) -> String {
    packages.iter().fold("# This file is generated.\nversion = 4\n".to_owned(), |text, (name, version, rest)| {
        format!("{text}\n[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n{rest}")
    })
}

#[test]
fn lock_files_have_the_new_version() {
    let here = generated();
    let here = here.path();
    put(here, "Cargo.toml", "[workspace]\nmembers = [\"types\", \"app\"]\nexclude = [\"fuzz\"]\n");
    put(here, "app/Cargo.toml", "[package]\nname = \"app\"\nversion = \"0.1.0\"\n");
    put(here, "fuzz/Cargo.toml", "[package]\nname = \"fuzz\"\nversion = \"0.1.0\"\n[workspace]\n");
    put(here, "target/package/types/Cargo.lock", lock(&[("types", "0.1.0", "")]));
    let registry = "source = \"registry+https://example.com/index\"\n";
    let both = |version: &str| {
        let app = format!("dependencies = [\n \"serde\",\n \"types {version}\",\n]\n");
        let other = format!("{registry}dependencies = [\n \"types 0.1.0 (registry+https://example.com/index)\",\n]\n");
        let packages =
            [("app", "0.1.0", &*app), ("other", "0.1.0", &other), ("types", "0.1.0", registry), ("types", version, "")];
        lock(&packages)
    };
    put(here, "Cargo.lock", both("0.1.0"));
    put(here, "fuzz/Cargo.lock", lock(&[("types", "0.1.0", "dependencies = []\n")]));
    // The first release has the version that the lock files have.
    let lines = run(here, RELEASE).lines(0);
    assert!(!lines.iter().any(|line| line.contains("Cargo.lock")), "{lines:?}");

    change(here, "samples/v1/a.b/one.json", r#"{"price": 1, "coupon": "x"}"#);
    run(here, RELEASE).lines(0);
    assert_eq!(read(here, "Cargo.lock"), both("0.1.1"));
    assert_eq!(read(here, "fuzz/Cargo.lock"), lock(&[("types", "0.1.1", "dependencies = []\n")]));
    assert_eq!(read(here, "target/package/types/Cargo.lock"), lock(&[("types", "0.1.0", "")]));
}

/// Cargo itself says whether a lock file is right.
#[test]
fn cargo_accepts_the_lock_file_after_a_release() {
    let here = generated();
    let here = here.path();
    // Without dependencies, so that no registry is queried.
    let package = |name: &str, rest: &str| format!("[package]\nname = \"{name}\"\nversion.workspace = true\n{rest}");
    put(here, "types/Cargo.toml", package("types", ""));
    put(here, "crates/app/Cargo.toml", package("app", "[dependencies]\ntypes.workspace = true\n"));
    put(here, "crates/app/src/lib.rs", "");
    put(here, "crates/own/Cargo.toml", "[package]\nname = \"own\"\nversion = \"0.1.0\"\n");
    put(here, "crates/own/src/lib.rs", "");
    let workspace = "[workspace]\nresolver = \"3\"\nmembers = [\"types\", \"crates/*\"]\n[workspace.package]\n\
                     version = \"0.1.0\"\n[workspace.dependencies]\ntypes = { version = \"0.1.0\", path = \"types\" }\n";
    put(here, "Cargo.toml", workspace);
    let metadata = |locked: &str| {
        let mut command = Command::new(env!("CARGO"));
        command.args(["metadata", "--format-version=1", "--offline", locked]).current_dir(here);
        command.output().unwrap().status.success()
    };
    assert!(metadata("--quiet"));
    run(here, GENERATE).lines(0);
    run(here, RELEASE).lines(0);
    change(here, "samples/v1/a.b/one.json", r#"{"price": []}"#);
    assert_eq!(run(here, RELEASE).lines(0)[0], "types 0.1.0 -> 0.2.0");
    assert!(metadata("--locked"), "{}", read(here, "Cargo.lock"));
    let lock = read(here, "Cargo.lock");
    for (name, version) in [("app", "0.2.0"), ("own", "0.1.0"), ("types", "0.2.0")] {
        assert!(lock.contains(&format!("name = \"{name}\"\nversion = \"{version}\"\n")), "{lock}");
    }
}

#[test]
fn the_last_lines_are_the_next_steps() {
    let here = generated();
    let here = here.path();
    let steps = |folder: &str, files: &str, version: &str| {
        [
            "Next, commit, tag and publish:".to_owned(),
            format!("  git add {files}"),
            format!("  git commit -m \"Release types {version}\""),
            format!("  git tag types-{version}"),
            format!("  cargo publish --manifest-path {folder}/Cargo.toml"),
        ]
    };
    let lines = run(here, RELEASE).lines(0);
    assert_eq!(lines[lines.len() - 5..], steps("types", "types", "0.1.0"));

    put(here, "Cargo.toml", "[workspace]\nmembers = [\"types\"]\n");
    put(here, "Cargo.lock", lock(&[("types", "0.1.0", "")]));
    change(here, "samples/v1/a.b/one.json", r#"{"price": []}"#);
    let lines = run(here, RELEASE).lines(0);
    assert_eq!(lines[lines.len() - 5..], steps("types", "types Cargo.lock", "0.2.0"));
}

#[test]
fn json_has_what_the_lines_say() {
    let here = generated();
    let here = here.path();
    let dry = run(here, &format!("{RELEASE} --dry-run --json")).ends(0).json();
    let json = run(here, &format!("{RELEASE} --json")).ends(0).json();
    assert_eq!(dry, json);
    assert_eq!((&json["name"], &json["from"], &json["to"]), (&"types".into(), &Value::Null, &"0.1.0".into()));
    assert!(json["changelog"].as_str().unwrap().starts_with("## 0.1.0 - 2026-11-22\n"), "{json}");
    assert!(json["written"].as_array().unwrap().contains(&"types/release.toml".into()), "{json}");
    assert_eq!(json["next"][2], "git tag types-0.1.0");

    let nothing = run(here, &format!("{RELEASE} --json")).ends(0).json();
    let expected = json!({
        "name": "types", "from": "0.1.0", "to": "0.1.0", "changelog": null, "written": [], "removed": [], "next": []
    });
    assert_eq!(nothing, expected);
}

#[test]
fn a_crate_without_a_version_gets_one() {
    let here = generated();
    put(here.path(), "types/Cargo.toml", "[package]\nname = \"mine\"\n");
    run(here.path(), GENERATE).lines(0);
    assert_eq!(run(here.path(), RELEASE).lines(0)[0], "mine 0.0.0, the first release");
    assert_eq!(read(here.path(), "types/Cargo.toml"), "[package]\nname = \"mine\"\nversion = \"0.0.0\"\n");
}

#[test]
fn nothing_is_written_while_anything_is_wrong() {
    let here = folder(&[("samples/v1/a.b/one.json", r#"{"price": 1}"#)]);
    let here = here.path();
    let errors = |command: &str| run(here, command).errors();
    assert_eq!(
        errors(RELEASE),
        ["types/Cargo.toml: no manifest: generate the crate first: `conscent generate --samples … --out …`"]
    );

    run(here, GENERATE).lines(0);
    put(here, "samples/v1/a.b/two.json", r#"{"price": "one"}"#);
    let before = snapshot(here);
    let all = errors(RELEASE);
    let stale =
        "types/schemas/v1/a.b.json: stale: build the workspace, or run `conscent generate`, and test before a release";
    assert!(all.contains(&stale.to_owned()), "{all:?}");
    assert_eq!(snapshot(here), before);

    run(here, GENERATE).lines(0);
    let manifest = read(here, "types/Cargo.toml");
    put(here, "types/Cargo.toml", manifest.replace("version = \"0.1.0\"", "version = \"0.1.0-rc.1\""));
    run(here, GENERATE).lines(0);
    assert_eq!(
        errors(RELEASE),
        ["types/Cargo.toml: version 0.1.0-rc.1: the version of a release has three numbers; set them by hand"]
    );
    put(here, "types/Cargo.toml", &manifest);
    run(here, GENERATE).lines(0);
    run(here, RELEASE).lines(0);
    put(here, "types/released/interface.json", "{}");
    assert!(errors(RELEASE)[0].starts_with("types/released/interface.json:1:2: not an interface: "));
    put(here, "types/released/interface.json", "{\"format\": 1}");
    for command in [RELEASE, GENERATE] {
        let [error] = errors(command).try_into().unwrap();
        assert!(
            error.starts_with("types/released/interface.json: unsupported interface format 1, expected 3: "),
            "{error}"
        );
        assert!(error.ends_with("if it belongs to a release, remove it and give the next version by hand"), "{error}");
    }
    let day = run(here, "release --samples samples --out types --date yesterday").ends(2);
    assert!(day.err.contains("write a day such as 2026-11-22"), "{}", day.err);
}

#[test]
fn after_a_release_of_an_older_generator_the_version_is_given_by_hand() {
    let here = generated();
    let here = here.path();
    run(here, RELEASE).lines(0);
    // The state that an older generator left.
    std::fs::remove_file(here.join("types/released/interface.json")).unwrap();
    put(here, "types/released/v1/a.b.json", "{}");
    put(here, "types/released/NOTES.md", "the user's own");
    change(here, "samples/v1/a.b/one.json", r#"{"price": "2"}"#);
    let before = snapshot(here);
    let [error] = run(here, RELEASE).errors().try_into().unwrap();
    assert!(error.starts_with("types/released/interface.json: no interface of release 0.1.0: "), "{error}");
    assert!(error.ends_with("raise the version in types/Cargo.toml by hand and release again"), "{error}");
    assert_eq!(snapshot(here), before);

    let manifest = read(here, "types/Cargo.toml");
    put(here, "types/Cargo.toml", manifest.replace("\"0.1.0\"", "\"0.2.0\""));
    run(here, GENERATE).lines(0);
    let lines = run(here, RELEASE).lines(0);
    assert_eq!(lines[0], "types 0.1.0 -> 0.2.0");
    assert!(lines.contains(&"removed types/released/v1/a.b.json".to_owned()), "{lines:?}");
    let changelog = read(here, "types/CHANGELOG.md");
    assert!(
        changelog
            .contains("Types of 1 event. The changes since 0.1.0 are not known, because an older generator made it.\n")
    );
    assert!(here.join("types/released/NOTES.md").exists() && !here.join("types/released/v1").exists());

    change(here, "samples/v1/a.b/one.json", r#"{"price": "2", "coupon": "x"}"#);
    assert_eq!(run(here, RELEASE).lines(0)[0], "types 0.2.0 -> 0.2.1");
}
