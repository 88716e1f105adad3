//! The impact that `diff` gives a change is correct.
#![allow(clippy::print_stdout, reason = "what the tool says about each pair is for people too")]

mod pairs;
mod surface;
mod tool;

use conscent_codegen::diff::{self, Action, Change, SemverImpact, Subject};
use conscent_codegen::{File, Interface, Package};
use pairs::{PAIRS, Side};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::path::Path;
use surface::surface;
use tool::Tool;

/// One version: its interface, and the crate that is generated from it.
struct Version {
    interface: Interface,
    files: Vec<File>,
}

impl Version {
    fn new(hints: &str, samples: impl IntoIterator<Item = (String, String)>) -> Self {
        // One sample is enough for a key to count as always present.
        let folder = test_support::folder(&[("hints.toml", &format!("min_samples = 1\n{hints}"))]);
        for (path, text) in samples {
            test_support::put(folder.path(), &format!("{path}.json"), text);
        }
        Self::read(folder.path())
    }

    fn of((hints, samples): Side) -> Self {
        Self::new(hints, samples.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())))
    }

    fn read(samples: &Path) -> Self {
        let interface = conscent_codegen::interface(samples, None).unwrap_or_else(|errors| panic!("{errors}"));
        Self { interface, files: conscent_codegen::generate(samples, &Package::new(tool::NAME)).unwrap() }
    }

    fn changes(&self, new: &Self) -> Vec<Change> {
        diff::diff(&self.interface, &new.interface)
    }

    /// The impact that the sources alone show: something is gone, or something is only new.
    fn shown_impact(&self, new: &Self) -> SemverImpact {
        let (old, new) = (surface(&self.files), surface(&new.files));
        match (old.is_subset(&new), new.is_subset(&old)) {
            (false, _) => SemverImpact::Major,
            (true, false) => SemverImpact::Minor,
            // Docs and schemas are not part of the interface.
            (true, true) => SemverImpact::None,
        }
    }
}

/// Whether something new in the same place may have taken over the name of something that is gone, as `id` does if `_id` is removed.
/// The sources do not show that.
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

fn texts(changes: &[Change]) -> String {
    changes.iter().map(|change| format!("  {}", change.text)).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_kind_of_change() {
    for pair in PAIRS {
        let versions = [pair.one, pair.other].map(Version::of);
        let (mut seen, [one, other]) = (Vec::new(), &versions);
        for (old, new, class) in [(one, other, pair.impacts[0]), (other, one, pair.impacts[1])] {
            let changes = old.changes(new);
            assert_eq!(diff::impact(&changes), class, "{}\n{}", pair.what, texts(&changes));
            let read = old.shown_impact(new);
            let shown = if class == SemverImpact::Patch { SemverImpact::None } else { class };
            assert!(read == shown || (pair.is_silent && read < shown), "{}: {read}\n{}", pair.what, texts(&changes));
            seen.push(read == shown);
        }
        assert_eq!(seen.contains(&false), pair.is_silent, "{}", pair.what);
    }
}

/// Needs a tool that `.ci/semver` installs. It builds the documentation of every version, which takes minutes.
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
        for (way, old, new, class) in [("→", one, other, pair.impacts[0]), ("←", other, one, pair.impacts[1])] {
            let asked = tool.asks(old, new);
            println!("{:<48} {way} {:<6} {:<6}", pair.what, class.to_string(), asked.to_string());
            // The tool does not compare docs or the types of fields and functions, so it may report less than `diff`.
            if asked != SemverImpact::None && asked != class {
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

    /// `diff` reports exactly what is gone or changed in the sources.
    #[test]
    fn random_changes(one in samples(), more in samples(), keeps in any::<bool>()) {
        let mut other = more;
        if keeps {
            let others: Vec<String> = other.iter().map(|(path, _)| path.clone()).collect();
            other.extend(one.iter().filter(|(path, _)| !others.contains(path)).cloned());
        }
        let (old, new) = (Version::new("", one), Version::new("", other));
        let changes = old.changes(&new);
        let (class, read) = (diff::impact(&changes), old.shown_impact(&new));
        let is_silent = changes.iter().any(|change| change.action == Action::Renamed || is_taken_over(change, &changes));
        prop_assert!(
            class == read || (class, read) == (SemverImpact::Patch, SemverImpact::None) || (is_silent && class > read),
            "{} where the sources show {}\n{}", class, read, texts(&changes)
        );
        prop_assert_eq!(new.changes(&new), []);
    }
}
