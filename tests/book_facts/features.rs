//! `reference/features.md` has every feature, version and minimum Rust version of the manifests.

use crate::book::{chapter, read, root, span, table};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use toml::{Table, Value};

const CHAPTER: &str = "reference/features";

fn manifest(path: &str) -> Table {
    read(path).parse().unwrap()
}

/// The manifests of the crates that are published, by their names.
fn published() -> BTreeMap<String, Table> {
    let folders = fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let crates =
        folders.filter(|folder| folder.starts_with("conscent") && root().join(folder).join("Cargo.toml").is_file());
    let manifests = crates.map(|folder| (folder.clone(), manifest(&format!("{folder}/Cargo.toml"))));
    manifests
        .filter(|(_, manifest)| {
            manifest["package"].get("publish").is_none_or(|publish| publish.as_bool() != Some(false))
        })
        .collect()
}

/// The section of the chapter about a crate.
fn section(name: &str) -> String {
    let chapter = chapter(CHAPTER);
    let (_, rest) = chapter.split_once(&format!("\n### {name}\n")).expect(name);
    rest.split("\n#").next().unwrap_or_default().to_owned()
}

#[test]
fn every_feature_is_in_the_chapter() {
    for (name, manifest) in published() {
        let Some(features) = manifest.get("features").and_then(Value::as_table) else {
            assert!(!chapter(CHAPTER).contains(&format!("\n### {name}\n")), "{name} has no features");
            continue;
        };
        let rows = table(&section(&name), &["feature", "what it adds"]);
        let documented: BTreeSet<_> = rows.iter().map(|row| span(&row[0])).collect();
        let known: BTreeSet<_> = features.keys().filter(|feature| *feature != "default").cloned().collect();
        assert_eq!(documented, known, "{name}");
        let defaults = features.get("default").and_then(Value::as_array).into_iter().flatten();
        let defaults: BTreeSet<_> = defaults.map(|feature| feature.as_str().unwrap().to_owned()).collect();
        let marked = rows.iter().filter(|row| row[0].ends_with("(default)")).map(|row| span(&row[0]));
        assert_eq!(marked.collect::<BTreeSet<_>>(), defaults, "{name}");
    }
}

#[test]
fn every_crate_has_its_version_of_rust() {
    let workspace = manifest("Cargo.toml");
    let shared = workspace["workspace"]["package"]["rust-version"].as_str().unwrap();
    let rows = table(&chapter(CHAPTER), &["crate", "Rust", "what it is for"]);
    let documented: BTreeSet<_> = rows.iter().map(|row| (span(&row[0]), row[1].clone())).collect();
    let of = |manifest: &Table| manifest["package"]["rust-version"].as_str().unwrap_or(shared).to_owned();
    assert_eq!(documented, published().iter().map(|(name, manifest)| (name.clone(), of(manifest))).collect());
}

#[test]
fn the_versions_for_python_are_those_of_the_package() {
    let project = manifest("conscent-python/pyproject.toml");
    let extras = project["project"]["optional-dependencies"].as_table().unwrap();
    let tested = read("conscent-python/requirements.txt");
    let rows = table(&chapter(CHAPTER), &["needs", "at least", "with the extra", "tested with"]);
    assert_eq!(project["project"]["requires-python"].as_str(), Some(format!(">={}", rows[0][1]).as_str()));
    let mut documented = BTreeSet::new();
    for row in &rows[1..] {
        let name = span(&row[0]);
        assert!(tested.lines().any(|line| line == format!("{name}=={}", row[3])), "{row:?}");
        documented.extend(row[2].split(", ").map(|extra| (span(extra), format!("{name}>={}", row[1]))));
    }
    let items = |(extra, needs): (&String, &Value)| {
        let needs = needs.as_array().unwrap().iter().map(|need| (extra.clone(), need.as_str().unwrap().to_owned()));
        needs.collect::<Vec<_>>()
    };
    assert_eq!(documented, extras.iter().flat_map(items).collect());
}

#[test]
fn every_version_is_that_of_the_manifests() {
    let workspace = manifest("Cargo.toml");
    let published = published();
    let version = |of: &str, dependency: &str| {
        let entry = &published[of]["dependencies"][dependency];
        let entry =
            if entry.get("workspace").is_some() { &workspace["workspace"]["dependencies"][dependency] } else { entry };
        entry.as_str().or_else(|| entry.get("version")?.as_str()).unwrap().to_owned()
    };
    let rows = table(&chapter(CHAPTER), &["dependency", "version", "used by", "with the feature"]);
    assert!(rows.len() > 10);
    for row in rows {
        for of in row[2].split(", ") {
            assert_eq!(row[1], version(&span(of), &span(&row[0])), "{row:?}");
        }
    }
}
