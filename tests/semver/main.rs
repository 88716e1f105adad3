//! The class that `diff` gives a change is true.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may fail wherever it likes, its helpers too")]
#![allow(clippy::print_stdout, reason = "what the tool says of each pair is for people, too")]

mod pairs;
mod surface;
mod tool;

use conscent_codegen::diff::{self, Action, Change, Class, Subject};
use conscent_codegen::emit::File;
use conscent_codegen::package::Package;
use conscent_codegen::schema::Api;
use pairs::{PAIRS, Side};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use surface::surface;
use tempfile::TempDir;
use tool::Tool;

/// One version: its types and the crate that is generated from them.
struct Version {
    apis: Vec<Api>,
    files: Vec<File>,
}

impl Version {
    fn new(hints: &str, samples: impl IntoIterator<Item = (String, String)>) -> Self {
        let folder = TempDir::new().unwrap();
        // One sample is enough for a key to count as always present.
        fs::write(folder.path().join("hints.toml"), format!("min_samples = 1\n{hints}")).unwrap();
        for (path, text) in samples {
            let path = folder.path().join(format!("{path}.json"));
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Self::read(folder.path())
    }

    fn of((hints, samples): Side) -> Self {
        Self::new(hints, samples.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())))
    }

    fn read(samples: &Path) -> Self {
        let apis = conscent_codegen::model(samples).unwrap_or_else(|errors| panic!("{errors}")).apis;
        Self { apis, files: conscent_codegen::generate(samples, &Package::new(tool::NAME)).unwrap() }
    }

    fn changes(&self, new: &Self) -> Vec<Change> {
        diff::diff(&self.apis, &new.apis).unwrap()
    }

    /// What the sources say, where nothing is known but them: nothing gone, nothing new, or the class of what is.
    fn read_class(&self, new: &Self) -> Class {
        let (old, new) = (surface(&self.files), surface(&new.files));
        match (old.is_subset(&new), new.is_subset(&old)) {
            (false, _) => Class::Major,
            (true, false) => Class::Minor,
            // What is in docs and schemas is no part of it.
            (true, true) => Class::None,
        }
    }
}

/// Whether what is gone may have left its name in Rust to something new in the same place, as `_id` does to `id`: then the sources
/// show nothing of it.
fn is_taken_over(gone: &Change, changes: &[Change]) -> bool {
    let place = |change: &Change| {
        let path = change.path.clone().unwrap_or_default();
        let above = if change.subject == Subject::Key {
            path.rsplit_once('.').map(|(above, _)| above.to_owned())
        } else {
            Some(path)
        };
        (change.api.clone(), change.subject, above)
    };
    gone.action == Action::Removed
        && changes.iter().any(|change| change.action == Action::Added && place(change) == place(gone))
}

fn told(changes: &[Change]) -> String {
    changes.iter().map(|change| format!("  {}", change.text)).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_kind_of_change_has_the_class_that_the_sources_show() {
    for pair in PAIRS {
        let versions = [pair.one, pair.other].map(Version::of);
        let (mut seen, [one, other]) = (Vec::new(), &versions);
        for (old, new, class) in [(one, other, pair.classes[0]), (other, one, pair.classes[1])] {
            let changes = old.changes(new);
            assert_eq!(diff::class(&changes), class, "{}\n{}", pair.what, told(&changes));
            let read = old.read_class(new);
            let shown = if class == Class::Patch { Class::None } else { class };
            assert!(read == shown || (pair.is_silent && read < shown), "{}: {read}\n{}", pair.what, told(&changes));
            seen.push(read == shown);
        }
        assert_eq!(seen.contains(&false), pair.is_silent, "{}", pair.what);
    }
}

/// Needs a tool that `.ci/semver` installs, and builds the documentation of every version: minutes.
#[test]
#[ignore = "needs cargo-semver-checks: .ci/semver installs and runs it"]
fn cargo_semver_checks_never_asks_for_more() {
    let tool = Tool::new();
    let mut disagreed = Vec::new();
    println!("{:<50} {:<6} {:<6}", "", "diff", "tool");
    for pair in PAIRS {
        let docs =
            [(pair.one, "one"), (pair.other, "other")].map(|(side, name)| tool.document(Version::of(side).files, name));
        let [one, other] = &docs;
        for (way, old, new, class) in [("→", one, other, pair.classes[0]), ("←", other, one, pair.classes[1])] {
            let asked = tool.asks(old, new);
            println!("{:<48} {way} {:<6} {:<6}", pair.what, class.to_string(), asked.to_string());
            // It knows nothing of the types of fields and functions, nor of docs, and then says nothing.
            if asked != Class::None && asked != class {
                disagreed.push(format!("{} {way}: {asked}, not {class}", pair.what));
            }
        }
    }
    assert_eq!(disagreed, Vec::<String>::new());
}

/// Bodies with few keys, so that those of two versions are often the same.
fn body() -> impl Strategy<Value = Value> {
    let scalar = prop::sample::select(vec![
        Value::Null,
        json!(true),
        json!(1),
        json!("PAID"),
        json!("OPEN_NOW"),
        json!("x"),
        json!("2024-03-04T10:28:47Z"),
    ]);
    let value = scalar.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from), object(inner)]
    });
    object(value)
}

fn object(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let key = prop::sample::select(vec!["id", "_id", "user", "address", "type", "items"]);
    prop::collection::btree_map(key, value, 0..4).prop_map(|entries| json!(entries))
}

fn samples() -> impl Strategy<Value = Vec<(String, String)>> {
    let event = prop::sample::select(vec!["v1/user", "v1/user.new", "v1/user-new", "v1/type.new", "v2/user"]);
    let name = prop::sample::select(vec!["a", "b"]);
    let path = (event, name).prop_map(|(event, name)| format!("{event}/{name}"));
    prop::collection::btree_map(path, body().prop_map(|body| body.to_string()), 1..4)
        .prop_map(|samples| samples.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    /// Nothing is gone or changed in the sources that is not told, and nothing is told that they do not show.
    #[test]
    fn whatever_changes_has_the_class_that_the_sources_show(one in samples(), more in samples(), keeps in any::<bool>()) {
        let mut other = more;
        if keeps {
            let others: Vec<String> = other.iter().map(|(path, _)| path.clone()).collect();
            other.extend(one.iter().filter(|(path, _)| !others.contains(path)).cloned());
        }
        let (old, new) = (Version::new("", one), Version::new("", other));
        let changes = old.changes(&new);
        let (class, read) = (diff::class(&changes), old.read_class(&new));
        let is_silent = changes.iter().any(|change| change.action == Action::Renamed || is_taken_over(change, &changes));
        prop_assert!(
            class == read || (class, read) == (Class::Patch, Class::None) || (is_silent && class > read),
            "{} where the sources show {}\n{}", class, read, told(&changes)
        );
        prop_assert_eq!(new.changes(&new), []);
    }
}
