//! The files around the generated modules that make them a crate of their own: manifest, root module, README, schemas and other
//! documents, samples.

pub mod manifest;
pub mod release;

use crate::diagnostic::{self, Diagnostic, Diagnostics, Place};
use crate::emit::{File, MARK};
use crate::schema::{self, Api};
use crate::{Model, document, rust};
use rayon::prelude::*;
use release::Release;
use std::fmt::Write;
use std::path::Path;

/// What of a generated crate its samples do not tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its version, as the manifest states it.
    pub version: String,
    /// Its last release.
    pub release: Option<Release>,
}

/// The version of a crate that is written for the first time.
const FIRST_VERSION: &str = "0.1.0";

impl Package {
    /// A crate that is not there yet.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), version: FIRST_VERSION.to_owned(), release: None }
    }

    /// The crate in a folder, or a new one if there is none.
    ///
    /// # Errors
    /// Its manifest or its `release.toml` cannot be read.
    pub fn read(folder: &Path, name: impl Into<String>) -> Result<Self, Diagnostics> {
        let (stated, release) = diagnostic::both(manifest::stated(folder), release::read(folder))?;
        let new = Self::new(name);
        Ok(Self { version: stated.map_or(new.version, |stated| stated.version), release, ..new })
    }
}

/// What the root module re-exports of conscent-core, in lines that every setting of rustfmt leaves alone.
const REEXPORTS: &str = "\
pub use conscent_core::{DecodeError, FieldError, TimestampError, decode};
pub use conscent_core::{Drift, DriftKind, Kind};
pub use conscent_core::{Event, Incoming, Object, OpenEnum, Undecodable, UnknownEvent};
pub use conscent_core::{Fidelity, Sample, TypedSample};
pub use conscent_core::{Field, Number, Timestamp};";

/// Features that are conscent-core's.
const FEATURES: &[(&str, &str)] = &[
    ("jiff", "`Timestamp::to_jiff`"),
    ("chrono", "`Timestamp::to_chrono`"),
    ("time", "`Timestamp::to_time`"),
    ("decimal", "`Number::to_decimal`"),
    ("schemars", "`JsonSchema` for every type, of the crate `schemars` 1"),
];

/// Crates that the generated one depends on or finds in scope: another of that name would hide them.
const TAKEN: &[&str] = &["alloc", "conscent_core", "core", "proc_macro", "serde", "serde_json", "std", "test"];

/// Refuses a name that cargo, Rust or the generated code would refuse.
pub(crate) fn check(name: &str) -> Result<(), Diagnostic> {
    let refused = |why: &str| {
        let why = format!("{why}; give the crate another name (--name on the command line)");
        Err(Place::file("Cargo.toml").says(format!("{name:?} cannot be a crate's name"), why))
    };
    let ident = name.replace('-', "_");
    if !name.starts_with(|c: char| c.is_ascii_alphabetic())
        || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    {
        return refused("a name starts with an ASCII letter, and holds only ASCII letters, digits, - and _");
    }
    if syn::parse_str::<syn::Ident>(&ident).is_err() {
        return refused("it is a keyword of Rust");
    }
    if TAKEN.contains(&ident.as_str()) {
        return refused("the generated code needs another crate of that name");
    }
    Ok(())
}

/// All files but the generated modules.
pub(crate) fn files(package: &Package, model: &Model) -> Vec<File> {
    let Package { name, .. } = package;
    let Model { catalog, apis, .. } = model;
    let file = |path: String, text: String| File { path, text, once: false };
    let mut files = vec![
        File { once: true, ..file(manifest::FILE.to_owned(), manifest(name)) },
        file("README.md".to_owned(), readme(name, model)),
        file("src/lib.rs".to_owned(), root(package, model)),
    ];
    files.extend(document::files(package, model));
    let events: Vec<_> = apis.iter().flat_map(|api| api.events.iter().map(move |event| (api, event))).collect();
    files.par_extend(
        events.par_iter().map(|(api, event)| {
            file(format!("schemas/{}/{}.json", api.name, event.name), schema::document(api, event))
        }),
    );
    let samples = catalog.values().flat_map(|events| events.values().flatten());
    files.extend(samples.map(|one| file(format!("samples/{}", one.sample.key()), format!("{}\n", one.sample.text))));
    files
}

fn manifest(name: &str) -> String {
    let core = env!("CARGO_PKG_VERSION");
    let features = FEATURES.iter().fold(String::new(), |mut text, (feature, what)| {
        let _ = writeln!(text, "# {what}\n{feature} = [\"conscent-core/{feature}\"]");
        text
    });
    format!(
        "\
# Written once, then yours.
[package]
name = \"{name}\"
version = \"{FIRST_VERSION}\"
edition = \"2024\"
rust-version = \"1.88\"
description = \"Typed, lossless webhook payloads, generated from documented samples\"
include = [\"src/**\", \"schemas/**\", \"samples/**\", \"README.md\", \"CHANGELOG.md\"]

[package.metadata.docs.rs]
all-features = true

[features]
# The documented payloads, as text and typed.
samples = []
{features}
[dependencies]
conscent-core = \"{core}\"
serde = {{ version = \"1\", default-features = false, features = [\"std\"] }}
serde_json = \"1\"
"
    )
}

/// The first program: it decodes a body of the first event of the last api, the newest.
fn example(name: &str, apis: &[Api]) -> Option<String> {
    let api = apis.last()?;
    let event = &api.events.first()?.name;
    let (package, module) = (name.replace('-', "_"), rust::modules(apis).pop()?);
    Some(format!(
        "\
use {package}::{module}::AnyEvent;

let body = br#\"{{\"a key that no sample has\": 1}}\"#;
let event = AnyEvent::decode({event:?}, body)?;
assert_eq!(event.name(), {event:?});
assert_eq!(event.drift().len(), 1); // nothing is refused, nothing is lost, and nothing goes unnoticed
"
    ))
}

fn readme(name: &str, model: &Model) -> String {
    let (apis, (events, samples)) = (&model.apis, model.counts());
    let mut text = format!(
        "\
# {name}

Typed webhook payloads, generated from {samples} documented samples of {events} events. Every JSON object decodes into them and encodes back
to an equal value; whether a field is there, and of the expected kind, is asked where it is used.

"
    );
    if let Some(example) = example(name, apis) {
        let _ = write!(text, "```rust\n{example}# Ok::<(), {}::DecodeError>(())\n```\n\n", name.replace('-', "_"));
    }
    text.push_str("| api | event | samples | type |\n|---|---|---|---|\n");
    for (api, module) in apis.iter().zip(rust::modules(apis)) {
        for event in &api.events {
            let name = event.name.escape_debug().to_string().replace('|', "\\|");
            let (api, ty, seen) = (&api.name, &event.type_name, event.object.seen.samples);
            let _ = writeln!(text, "| {api} | `{name}` | {seen} | `{module}::{ty}` |");
        }
    }
    text.push_str(
        "\n| feature | what it adds |\n|---|---|\n| `samples` | the documented payloads, as text and typed |\n",
    );
    for (feature, what) in FEATURES {
        let _ = writeln!(text, "| `{feature}` | {what} |");
    }
    text.push_str(
        "\n`schemas/` holds a JSON Schema (draft 2020-12) of each event, and all of them as `openapi.json` (OpenAPI 3.1) and \
         `asyncapi.json` (AsyncAPI 3.0).\n",
    );
    text
}

fn root(package: &Package, model: &Model) -> String {
    let (name, apis, (events, samples)) = (&package.name, &model.apis, model.counts());
    let mut docs = format!(
        "\
Typed webhook payloads, generated from {samples} documented samples of {events} events.

Every JSON object decodes into these types, and encodes back to an equal value. Whether a [`Field`] is there, and of the
expected kind, is asked where it is used: by its accessor. What the samples did not know is told by `drift()`.
"
    );
    if let Some(example) = example(name, apis) {
        let _ = write!(docs, "\n```\n{example}# Ok::<(), {}::DecodeError>(())\n```\n", name.replace('-', "_"));
    }
    docs.push_str(
        "\n| feature | what it adds |\n|---|---|\n| `samples` | the documented payloads, as text and typed |\n",
    );
    for (feature, what) in FEATURES {
        let _ = writeln!(docs, "| `{feature}` | {what} |");
    }
    let snapshot = release::snapshot(&model.catalog);
    let released = package.release.as_ref().filter(|release| release.snapshot == snapshot);
    let (known, date) = match released {
        None => ("not released yet".to_owned(), "None".to_owned()),
        Some(Release { version, date, .. }) => (format!("released as {version} on {date}"), format!("Some({date:?})")),
    };
    let _ = write!(docs, "\nThe samples are [`SNAPSHOT`], {known}.\n");
    let docs = docs.lines().map(|line| format!("//! {line}").trim_end().to_owned() + "\n").collect::<String>();
    format!(
        "\
{MARK}

{docs}
#![forbid(unsafe_code)]

{REEXPORTS}

/// Which samples the types were generated from: SHA-256 over the lines that `sha256sum` writes for the files in
/// `samples`, sorted by their paths there.
#[rustfmt::skip]
pub const SNAPSHOT: &str = \"{snapshot}\";

/// The day on which this crate was released with these samples; none if it was not yet.
pub const RELEASED: Option<&str> = {date};

#[rustfmt::skip]
#[allow(clippy::all, clippy::pedantic, reason = \"generated\")]
mod generated;

pub use generated::*;
"
    )
}
