//! The metadata that a registry shows for the crates, their changelogs, and the workflows that check them.

use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn read(path: impl AsRef<Path>) -> String {
    let path = Path::new(ROOT).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The published crates, as cargo sees them.
fn published() -> Vec<Value> {
    let mut cargo = Command::new(env!("CARGO"));
    let output = cargo.args(["metadata", "--format-version=1", "--no-deps", "--offline"]).current_dir(ROOT).output();
    let mut metadata: Value = serde_json::from_slice(&output.unwrap().stdout).unwrap();
    let Value::Array(packages) = metadata["packages"].take() else { panic!("no packages") };
    packages.into_iter().filter(|package| package["publish"].is_null()).collect()
}

/// The entries of a changelog: title and text of each.
fn sections(changelog: &str) -> Vec<(&str, &str)> {
    let sections = changelog.split("\n## ").skip(1);
    sections.map(|section| section.split_once('\n').unwrap()).collect()
}

/// The value of a key in a file that has one key on each line.
fn value<'a>(toml: &'a str, key: &str) -> &'a str {
    let prefix = format!("{key} = \"");
    toml.lines().find_map(|line| line.strip_prefix(&prefix)?.strip_suffix('"')).unwrap()
}

#[test]
fn manifests_have_what_a_registry_shows() {
    let crates = published();
    assert_eq!(crates.len(), 9);
    for package in crates {
        let name = package["name"].as_str().unwrap();
        let folder = Path::new(package["manifest_path"].as_str().unwrap()).parent().unwrap();
        let home = "https://github.com/conscent/conscent-rust";
        assert!(package["repository"] == home && package["homepage"] == home, "{name}");
        assert!(package["documentation"].as_str().unwrap().ends_with(&format!("/{name}")), "{name}");
        assert_eq!(package["license"], "MIT OR Apache-2.0", "{name}");
        assert!(package["rust_version"].is_string(), "{name}");
        assert!(package["description"].as_str().unwrap().len() > 40, "{name}");

        let keywords: Vec<_> = package["keywords"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        // The limits of the registry.
        assert!(
            (1..=5).contains(&keywords.len()) && keywords.iter().all(|word| word.len() <= 20),
            "{name}: {keywords:?}"
        );
        assert!((1..=5).contains(&package["categories"].as_array().unwrap().len()), "{name}");

        for file in [package["readme"].as_str().unwrap(), "LICENSE-APACHE", "LICENSE-MIT"] {
            assert!(folder.join(file).exists(), "{name} has no {file}");
        }

        // A crate with features documents which item needs which feature.
        let has_library = folder.join("src/lib.rs").exists();
        if has_library && !package["features"].as_object().unwrap().is_empty() {
            let docs = &package["metadata"]["docs"]["rs"];
            assert_eq!(docs["all-features"], true, "{name}");
            assert_eq!(docs["rustdoc-args"], serde_json::json!(["--cfg", "docsrs"]), "{name}");
            let library = read(folder.join("src/lib.rs"));
            assert!(library.contains("#![cfg_attr(docsrs, feature(doc_cfg))]"), "{name}");
        }

        // Cargo does not warn about every example that a package leaves out.
        let targets = package["targets"].as_array().unwrap();
        if targets.iter().any(|target| target["kind"] == serde_json::json!(["example"])) {
            let manifest = read(folder.join("Cargo.toml"));
            assert!(manifest.contains("\"examples/**\""), "{name} has examples, but its package leaves them out");
        }
    }
}

#[test]
fn the_changelogs_agree() {
    let [types, all] = ["conscent-types/CHANGELOG.md", "CHANGELOG.md"].map(read);
    let release = read("conscent-types/release.toml");
    let [version, date, snapshot] = ["version", "date", "snapshot"].map(|key| value(&release, key));

    let released = sections(&types);
    let (title, text) = released[0];
    assert_eq!(title, format!("{version} - {date}"), "the newest section is not about the last release");
    assert!(text.contains(&format!("Samples: `{snapshot}`.")), "{text}");
    let known: BTreeSet<_> = released.iter().map(|(title, _)| title.split(' ').next().unwrap()).collect();
    assert_eq!(known.len(), released.len(), "a version has two sections");

    // Each version of the workspace names a version of the types that their changelog has. The newest names the last release.
    let mut named = Vec::new();
    for (title, text) in sections(&all) {
        let types = text.lines().find_map(|line| line.strip_prefix("With conscent-types ")?.strip_suffix('.'));
        let types = types.unwrap_or_else(|| panic!("{title} names no version of conscent-types"));
        assert!(known.contains(types), "{title} names conscent-types {types}, which has no section in its changelog");
        named.push((title, types));
    }
    let (title, types) = named[0];
    assert_eq!(types, version, "{title} does not name the last release of conscent-types");
    let (number, day) = title.split_once(" - ").unwrap();
    assert_eq!(
        number,
        value(&read("Cargo.toml"), "version"),
        "the newest section is not about the version of the workspace"
    );
    let is_day = |day: &str| day.len() == 10 && day.chars().all(|c| c.is_ascii_digit() || c == '-');
    assert!(day == "not published yet" || is_day(day), "{title}");
    for (title, _) in &named[1..] {
        assert!(title.split_once(" - ").is_some_and(|(_, day)| is_day(day)), "{title} has no day");
    }
}

/// The first cells of the tables of a Markdown text that are a single code span.
fn rows(markdown: &str) -> BTreeSet<&str> {
    let cells = markdown.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` |"));
    cells.map(|(cell, _)| cell).collect()
}

#[test]
fn contributors_know_every_script_and_job() {
    let text = read("CONTRIBUTING.md");
    let known = rows(&text);
    let names = |folder: &str| {
        let entries = fs::read_dir(Path::new(ROOT).join(folder)).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect::<BTreeSet<_>>()
    };
    let scripts: BTreeSet<_> = names(".ci").into_iter().map(|name| format!(".ci/{name}")).collect();
    let documented = known.iter().filter(|row| row.starts_with(".ci/")).map(ToString::to_string).collect();
    assert_eq!(scripts, documented);
    for workflow in names(".github/workflows") {
        let name = workflow.strip_suffix(".yml").unwrap();
        assert!(name == "ci" || known.contains(name), "{workflow}");
    }
}

/// Readers install the mdBook that `.ci/book` uses.
#[test]
fn the_version_of_mdbook_is_that_of_the_checks() {
    let tools = read(".ci/tools");
    let (_, rest) = tools.split_once("[mdbook]=").unwrap();
    let command = format!("`cargo install mdbook --locked --version {}`", rest.lines().next().unwrap());
    for file in ["README.md", "docs/src/tutorial.md"] {
        assert!(read(file).contains(&command), "{file}: {command}");
    }
}

/// A tag of an action can be moved to other code, and a job without limits may do anything or run for hours.
#[test]
fn workflows_pin_actions_and_bound_jobs() {
    let workflows: Vec<_> = fs::read_dir(Path::new(ROOT).join(".github/workflows")).unwrap().collect();
    assert!(!workflows.is_empty());
    for workflow in workflows {
        let path = workflow.unwrap().path();
        let (text, name) = (read(&path), path.display());
        for used in text.lines().filter_map(|line| line.trim().trim_start_matches("- ").strip_prefix("uses: ")) {
            let pinned = used.split_once('@').and_then(|(_, version)| version.split_once(" # v"));
            let is_commit = |text: &str| text.len() == 40 && text.chars().all(|c| c.is_ascii_hexdigit());
            assert!(pinned.is_some_and(|(commit, _)| is_commit(commit)), "{name}: {used} is not pinned by a commit");
        }
        let count = |start: &str| text.lines().filter(|line| line.starts_with(start)).count();
        let jobs = count("    runs-on: ");
        assert!(jobs > 0 && count("    timeout-minutes: ") == jobs && count("    permissions:") == jobs, "{name}");
        assert_eq!((count("permissions: {}"), count("concurrency:")), (1, 1), "{name}");
    }
}
