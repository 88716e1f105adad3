//! `conscent diff`

mod git;
pub(crate) mod version;

use crate::exit::{Exit, Failure};
use crate::show;
use anstyle::{AnsiColor, Style};
use conscent_codegen::diagnostic;
use conscent_codegen::diff::{self, Change, SemverImpact};
use conscent_codegen::text::count;
use serde::Serialize;
use std::ffi::OsString;
use std::io::{self, ErrorKind, Write};

/// Show what changed between two versions of the samples, and how it affects users of the generated crate.
///
/// Each version is a samples folder, the folder of a generated crate, a folder with an interface.json (such as the crate's
/// `schemas` or `released`), that file itself, or any of these in git: `REVISION:PATH` as git writes it, and `REVISION` for
/// `REVISION:samples`. A folder that exists takes precedence over a revision of the same name.
///
/// If NEW is samples, they are compared as the release after OLD: what OLD says keeps its names, and its types unless a
/// sample contradicts them or first reveals them. A change of a type says which.
///
/// Each line shows one change: its impact, where it is (of many places, the one that is nearest to a payload), and what
/// changed. A change is major if code that uses the generated crate may no longer compile, minor if something was added,
/// and a patch if only docs and schemas differ.
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
    /// `subject` is api, envelope, group, event, sample, type, key, value (of an enum), kind (of a union) or docs; `action`
    /// is added, removed, renamed, retyped or described. `cause` is revealed or contradicted, and only there if a sample
    /// made a type change. `text` is the line that is printed without --json.
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

/// The comparison, as JSON output has it.
#[derive(Debug, Serialize)]
struct Compared<'a> {
    class: SemverImpact,
    changes: Vec<Rated<'a>>,
}

/// A change with its impact, which programs know as `class`.
#[derive(Debug, Serialize)]
struct Rated<'a> {
    class: SemverImpact,
    #[serde(flatten)]
    change: &'a Change,
}

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    let old = version::read(&args.old, None);
    let new = version::read(&args.new, old.as_ref().ok());
    // The errors of both are reported.
    let (old, new) = diagnostic::join(old, new)?;
    let changes = diff::diff(&old, &new);
    let impact = diff::impact(&changes);
    match print(impact, &changes, args.json) {
        // The exit code gives the result, too, even if the reader closed the pipe.
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
        let changes = changes.iter().map(|change| Rated { class: change.impact(), change }).collect();
        return show::json(&mut io::stdout().lock(), &Compared { class: impact, changes });
    }
    // Without colors if it is not a terminal.
    let mut out = anstream::stdout().lock();
    let rows: Vec<_> = changes.iter().map(|change| [change.impact().to_string(), change.text.clone()]).collect();
    show::styled_table(&mut out, &rows, |n| changes.get(n).map_or(Style::new(), |change| style(change.impact())))?;
    writeln!(out, "{}", summary(impact, changes))
}

fn style(impact: SemverImpact) -> Style {
    match impact {
        SemverImpact::Major => AnsiColor::Red.on_default(),
        SemverImpact::Minor => AnsiColor::Yellow.on_default(),
        SemverImpact::Patch | SemverImpact::None => Style::new(),
    }
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
