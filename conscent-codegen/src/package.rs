//! The crate around the generated modules: manifest, README, root module, samples.

pub mod dependency;
pub mod manifest;
pub mod release;

use crate::diagnostic::{self, Diagnostic, Diagnostics, Location};
use crate::interface::{self, Event, Interface, Module, Occurrence, RustType, Struct};
use crate::output::{File, Overwrite};
use crate::rust;
use crate::samples::Samples;
use crate::schema::ident::snake;
use crate::text::{count, count_large, escape, grouped};
use dependency::Dependency;
use release::Release;
use std::fmt::Write;
use std::path::Path;

/// Crate metadata that does not come from the samples.
#[derive(Clone, Debug, PartialEq)]
pub struct Package {
    /// The crate's name.
    pub name: String,
    /// Its version, from its manifest.
    pub version: String,
    /// Its last release.
    pub release: Option<Release>,
    /// The interface of its last release, which the next one keeps.
    pub previous: Option<Interface>,
    /// What its manifest requires of conscent-core, if the manifest does not exist yet.
    pub core: Dependency,
}

/// The folder of a crate that remembers its last release, as an `interface.json`.
pub const RELEASED: &str = "released";

/// The version of a crate that is written for the first time.
const FIRST_VERSION: &str = "0.1.0";

impl Package {
    /// A crate that does not exist yet.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            version: FIRST_VERSION.to_owned(),
            release: None,
            previous: None,
            core: Dependency::released(),
        }
    }

    /// The crate in a folder, or a new one if there is none.
    ///
    /// # Errors
    /// Its manifest, its `release.toml` or its `released/interface.json` cannot be read.
    pub fn read(folder: &Path, name: impl Into<String>) -> Result<Self, Diagnostics> {
        let (manifest, (release, previous)) =
            diagnostic::join(manifest::read(folder), diagnostic::join(release::read(folder), Self::previous(folder)))?;
        let new = Self::new(name);
        Ok(Self { version: manifest.map_or(new.version, |manifest| manifest.version), release, previous, ..new })
    }

    /// The interface of the last release of the crate in a folder.
    ///
    /// # Errors
    /// The file `released/interface.json` exists, and cannot be read.
    pub fn previous(folder: &Path) -> Result<Option<Interface>, Diagnostic> {
        let file = folder.join(RELEASED).join(interface::FILE);
        if file.exists() { Interface::read(&file).map(Some) } else { Ok(None) }
    }

    /// The crate's name in Rust.
    fn ident(&self) -> String {
        self.name.replace('-', "_")
    }
}

/// The features that pass on to conscent-core.
const FEATURES: &[(&str, &str)] = &[
    ("jiff", "`Timestamp::to_jiff`"),
    ("chrono", "`Timestamp::to_chrono`"),
    ("time", "`Timestamp::to_time`"),
    ("decimal", "`Number::to_decimal` and `Decimal::to_decimal`"),
    ("schemars", "`schemars::JsonSchema` (version 1) for every type"),
];

/// What a new version may change, as Markdown.
const VERSIONS: &str = include_str!("package/templates/versions.md.in");

/// Crates that the generated crate depends on or has in scope. A crate of the same name would hide them.
const TAKEN: &[&str] = &["alloc", "conscent_core", "core", "proc_macro", "serde", "serde_json", "std", "test"];

/// Rejects a name that cargo, Rust or the generated code would reject.
pub(crate) fn check(package: &Package) -> Result<(), Diagnostic> {
    let Package { name, .. } = package;
    let refused = |why: &str| {
        let help = format!("{why}; give the crate another name (--name on the command line)");
        Err(Location::file(manifest::FILE).error(format!("{name:?} cannot be a crate's name"), help))
    };
    let ident = package.ident();
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

/// The manifest, the README, the root module, and the samples.
pub(crate) fn files(interface: &Interface, samples: &Samples, package: &Package) -> Vec<File> {
    let mut files = vec![
        File { overwrite: Overwrite::Never, ..File::new(manifest::FILE, manifest(package)) },
        File::new("README.md", readme(interface, package)),
        File::new("src/lib.rs", root(interface, package)),
    ];
    let sample =
        |sample: &crate::samples::Sample| File::new(format!("samples/{}", sample.key()), format!("{}\n", sample.text));
    files.extend(samples.all.iter().map(sample));
    files
}

fn manifest(package: &Package) -> String {
    let features = FEATURES.iter().fold(String::new(), |mut text, (feature, what)| {
        let _ = writeln!(text, "# {what}\n{feature} = [\"conscent-core/{feature}\"]");
        text
    });
    fill(
        include_str!("package/templates/Cargo.toml.in"),
        &[
            ("name", &package.name),
            ("version", FIRST_VERSION),
            ("features", features.trim_end()),
            ("core", &package.core.to_string()),
        ],
    )
}

fn readme(interface: &Interface, package: &Package) -> String {
    let mut events = String::new();
    for module in &interface.modules {
        for event in &module.events {
            let name = escape(&event.name).replace('|', "\\|");
            let (seen, ty) = (seen(event), &event.payload.name);
            let _ = writeln!(events, "| {} | `{name}` | {seen} | `{}::{ty}` |", module.api, module.ident);
        }
    }
    fill(
        include_str!("package/templates/README.md.in"),
        &[
            ("name", &package.name),
            ("summary", &summary(interface)),
            ("example", &example(interface, package, "rust")),
            ("variants", &variants(interface, package, "rust")),
            ("events", events.trim_end()),
            ("features", &features()),
            ("versions", VERSIONS.trim_end()),
        ],
    )
}

/// How many samples an event has, and how many archived payloads: `3`, or `3 and 1,204,118 archived`.
fn seen(event: &Event) -> String {
    match event.payload.occurrence {
        Occurrence { samples, archived: None, .. } => samples.to_string(),
        Occurrence { samples: 0, archived: Some(archived), .. } => format!("{} archived", grouped(archived.of)),
        Occurrence { samples, archived: Some(archived), .. } => {
            format!("{samples} and {} archived", grouped(archived.of))
        }
    }
}

fn root(interface: &Interface, package: &Package) -> String {
    let released = package.release.as_ref().filter(|release| release.snapshot == interface.snapshot);
    let (known, date) = match released {
        None => ("are not released yet".to_owned(), "None".to_owned()),
        Some(Release { version, date, .. }) => {
            (format!("were released as {version} on {date}"), format!("Some({date:?})"))
        }
    };
    let docs = fill(
        include_str!("package/templates/docs.md.in"),
        &[
            ("summary", &summary(interface)),
            ("example", &example(interface, package, "")),
            ("variants", &variants(interface, package, "")),
            ("features", &features()),
            ("versions", VERSIONS.trim_end()),
            ("known", &known),
        ],
    );
    let docs: String = docs.lines().map(|line| format!("//! {line}").trim_end().to_owned() + "\n").collect();
    fill(
        include_str!("package/templates/lib.rs.in"),
        &[("mark", &rust::mark()), ("docs", docs.trim_end()), ("snapshot", &interface.snapshot), ("date", &date)],
    )
}

/// A template with each `{{name}}` replaced.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    // From left to right, so that a value that contains such a name is not replaced itself.
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        text.push_str(before);
        let (name, after) = after.split_once("}}").unwrap_or((after, ""));
        text.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
        rest = after;
    }
    text + rest
}

fn summary(interface: &Interface) -> String {
    format!("Typed webhook payloads, generated from {}.", evidence(interface))
}

/// What a crate was made from, in words: `10 documented samples and 1,204,118 archived payloads of 3 events`.
pub(crate) fn evidence(interface: &Interface) -> String {
    let samples = count(interface.samples(), "documented sample");
    let archived = count_large(interface.archived(), "archived payload");
    let from = match (interface.samples(), interface.archived()) {
        (_, 0) => samples,
        (0, _) => archived,
        (..) => format!("{samples} and {archived}"),
    };
    format!("{from} of {}", count(interface.events(), "event"))
}

/// An example program, as a code block. It decodes a body of the first event of the last API, which is the newest.
fn example(interface: &Interface, package: &Package, language: &str) -> String {
    let newest = interface.modules.last().and_then(|module| Some((module, module.events.first()?)));
    let Some((module, event)) = newest else { return String::new() };
    let (path, event, built) = (format!("{}::{}", package.ident(), module.ident), &event.name, built(module));
    let (names, built) = match &built {
        Some((name, code)) => {
            let [first, second] = if *name < "AnyEvent" { [name, "AnyEvent"] } else { ["AnyEvent", name] };
            (format!("{{{first}, {second}}}"), code.as_str())
        }
        None => ("AnyEvent".to_owned(), ""),
    };
    let error = format!("{}::DecodeError", package.ident());
    format!(
        "\
```{language}
use {path}::{names};

let body = br#\"{{\"a key that no sample has\": 1}}\"#;
let event = AnyEvent::decode({event:?}, body)?;
assert_eq!(event.name(), {event:?});
assert_eq!(event.drift().len(), 1); // unknown keys are kept, and reported as drift
{built}# Ok::<(), {error}>(())
```"
    )
}

/// A paragraph about variants, with an example from the newest API that has any.
fn variants(interface: &Interface, package: &Package, language: &str) -> String {
    let found = interface.modules.iter().rev().find_map(|module| Some((module, rust::view::example(module)?)));
    let Some((module, (one, views, lines))) = found else { return String::new() };
    let (path, tag, object) = (format!("{}::{}", package.ident(), module.ident), escape(&views.tag), &one.name);
    let (choice, method, value, lines) = (&views.name, &views.method, snake(object), lines.join("\n"));
    format!(
        "\
Some objects have variants. `{object}::{method}()` returns the one that `{tag}` names, with the accessors of its fields:

```{language}
use {path}::{{{object}, {choice}}};

let {value} = {object}::default();
{lines}
```

"
    )
}

/// The name of the first struct with a text field, and code that builds one.
fn built(module: &Module) -> Option<(&str, String)> {
    let payloads = module.events.iter().map(|event| &event.payload);
    let text = |one: &Struct| one.fields.iter().find(|field| field.ty == RustType::String).cloned();
    let (one, field) = payloads.chain(&module.structs).find_map(|one| Some((one, text(one)?)))?;
    let (name, ident, require) = (&one.name, &field.ident, field.require_ident());
    let code = format!(
        "
let built = {name}::default().with(|built| built.{ident} = \"a text\".into());
assert_eq!(built.{ident}(), Some(\"a text\"));
assert!({name}::default().{require}().is_err()); // the error says what is missing or has another type
println!(\"{{built:?}}\"); // hides all values: they may be personal data
println!(\"{{:?}}\", built.debug_unredacted()); // shows all values
"
    );
    Some((name, code))
}

fn features() -> String {
    let mut table =
        "| feature | what it adds |\n|---|---|\n| `samples` | the documented payloads, as text and as types; `with` changes values in them for tests |".to_owned();
    for (feature, what) in FEATURES {
        let _ = write!(table, "\n| `{feature}` | {what} |");
    }
    table
}
