//! `conscent diff`

mod git;
pub(crate) mod version;

use crate::exit::{Exit, Failure};
use crate::show;
use crate::style::{self, PLAIN};
use conscent_codegen::diagnostic;
use conscent_codegen::diff::{self, Action, Cause, Change, SemverImpact, Subject};
use conscent_codegen::text::count;
use serde::Serialize;
use std::ffi::OsString;
use std::io::{self, ErrorKind, Write};

/// Show what changed between two versions of the samples, and how it affects users of the generated crate.
///
/// Each version is a samples folder, the folder of a generated crate, a folder with an interface.json (such as the
/// crate's `schemas` or `released`), that file itself, or any of these in git: `REVISION:PATH` as git writes it, and
/// `REVISION` for `REVISION:samples`. A folder that exists takes precedence over a revision of the same name.
///
/// If NEW is a samples folder, it is compared as the next release after OLD: names and types stay as they are
/// in OLD, unless a sample contradicts a type or first reveals it. A change of type says which of the two happened.
///
/// Each line shows one change: its impact, its place (the one nearest to a payload, if it has several), and what
/// changed. A change is major if code that uses the generated crate may no longer compile, minor if something was
/// added, and a patch if only docs and schemas differ.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// The old version.
    old: OsString,
    /// The new version.
    new: OsString,
    /// Print JSON: {class, changes: [{class, api, events, path, subject, action, cause, text}]}.
    ///
    /// `class` is the impact: none, patch, minor or major. `path` is null if a change has no place in the payloads.
    /// `subject` is api, envelope, group, event, sample, type, key, view (of a variant), value (of an enum), kind (of a
    /// union) or docs. `action` is added, removed, renamed, retyped or described. `cause` is revealed or contradicted;
    /// it is present only if a sample caused a type to change. `text` is the line that is printed without --json.
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Examples:
  conscent diff HEAD samples                       what changed since the last commit
  conscent diff conscent-types/released samples    what changed since the last release
  conscent diff v0.1.0:conscent-types conscent-types
  conscent diff main my-branch --json | jq -r '.changes[] | select(.class == \"major\").text'

How to read a line:
  v2 purchase.bundle: + purchase.clientName (seen in 1 of 1)        in one event
  v2 purchase.*: purchase.price: always → sometimes seen            in all events of a group
  v2: - envelope.client_info                                        in all events of the api
  v2: + AnyPayload.gift (known from other events)                   in events without a sample
  … number → string: Field<Number> → Field<String> (a sample contradicts it)
  … unknown → string: Field<Value> → Field<String> (a sample first reveals it)

Exit codes: 0 no change, 10 a patch, 11 a minor change, 12 a major change, 2 an error";

/// The comparison, for JSON output.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(title = "Output of `conscent diff --json`"))]
pub(crate) struct Compared<'a> {
    /// The impact of all changes together: the greatest of them.
    #[cfg_attr(test, schemars(with = "one_of::Class"))]
    class: SemverImpact,
    /// The changes, sorted by api and events, those with the greatest impact first.
    changes: Vec<Rated<'a>>,
}

/// A change.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Rated<'a> {
    /// Its impact on users of the generated crate.
    #[cfg_attr(test, schemars(with = "one_of::Class"))]
    class: SemverImpact,
    /// The api.
    api: &'a str,
    /// The events that it concerns, sorted.
    events: &'a [String],
    /// Its place in the payloads. Null if it has none.
    path: Option<&'a str>,
    /// What it is about.
    #[cfg_attr(test, schemars(with = "one_of::Subject"))]
    subject: Subject,
    /// What happened.
    #[cfg_attr(test, schemars(with = "one_of::Action"))]
    action: Action,
    /// Why a type changed, if a sample made it change.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "one_of::Cause"))]
    cause: Option<Cause>,
    /// The line that is printed without --json.
    text: &'a str,
}

impl<'a> Rated<'a> {
    fn of(change: &'a Change) -> Self {
        let Change { api, events, path, subject, action, cause, text } = change;
        let (class, path) = (change.impact(), path.as_deref());
        Self { class, api, events, path, subject: *subject, action: *action, cause: *cause, text }
    }
}

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    let old = version::read(&args.old, None);
    let new = version::read(&args.new, old.as_ref().ok());
    // The errors of both are reported.
    let (old, new) = diagnostic::join(old, new)?;
    let changes = diff::diff(&old, &new);
    let impact = diff::impact(&changes);
    match print(impact, &changes, args.json) {
        // The exit code gives the result even if the reader closed the pipe.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
        printed => printed?,
    }
    Ok(match impact {
        SemverImpact::None => Exit::Done,
        SemverImpact::Patch => Exit::Patch,
        SemverImpact::Minor => Exit::Minor,
        SemverImpact::Major => Exit::Major,
    })
}

fn print(impact: SemverImpact, changes: &[Change], as_json: bool) -> io::Result<()> {
    if as_json {
        let changes = changes.iter().map(Rated::of).collect();
        return show::print_json(&Compared { class: impact, changes });
    }
    let mut out = show::out();
    let rows: Vec<_> = changes.iter().map(|change| [change.impact().to_string(), change.text.clone()]).collect();
    show::styled_table(&mut out, &rows, |row, column| match changes.get(row) {
        Some(change) if column == 0 => style::of_impact(change.impact()),
        _ => PLAIN,
    })?;
    writeln!(out, "{}", summary(impact, changes))
}

/// `major: 2 major changes, 1 minor change`
fn summary(impact: SemverImpact, changes: &[Change]) -> String {
    let of = |impact: SemverImpact| {
        let found = changes.iter().filter(|change| change.impact() == impact).count();
        (found > 0).then(|| count(found, &format!("{impact} change")))
    };
    let found: Vec<String> =
        [SemverImpact::Major, SemverImpact::Minor, SemverImpact::Patch].into_iter().filter_map(of).collect();
    if found.is_empty() {
        "none: both give the same types".to_owned()
    } else {
        format!("{impact}: {}", found.join(", "))
    }
}

/// The words of JSON output, for its schema.
#[cfg(test)]
mod one_of {
    crate::schemas::words!(Class: "none", "patch", "minor", "major");
    crate::schemas::words!(
        Subject: "api", "envelope", "group", "event", "sample", "type", "key", "view", "value", "kind", "docs"
    );
    crate::schemas::words!(Action: "added", "removed", "renamed", "retyped", "described");
    crate::schemas::words!(Cause: "revealed", "contradicted");
}
