//! `conscent diff`

mod git;
pub(crate) mod version;

use crate::outcome::{Failure, Outcome};
use crate::show::{self, count};
use conscent_codegen::diagnostic;
use conscent_codegen::diff::{self, Change, Class};
use serde::Serialize;
use std::ffi::OsString;
use std::io::{self, ErrorKind, Write};

/// Show what changed between two versions of the samples, and what that is for users of the generated crate.
///
/// Each version is a samples folder, a folder of schemas, the folder of a generated crate, or any of these in git:
/// `REVISION:PATH` as git writes it, and `REVISION` alone for `REVISION:samples`. A folder that exists comes before a
/// revision of the same name.
///
/// One line tells one change: where (of many places one that is nearest to a payload), what, and its class. A change is
/// major if code that uses the generated crate may not compile any more, minor if there is more to use, and a patch if
/// only docs and schemas differ.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// The version before.
    old: OsString,
    /// The version after.
    new: OsString,
    /// Print JSON: {class, changes: [{class, api, events, path, subject, action, text}]}.
    ///
    /// `class` is none, patch, minor or major. `path` is null where a change has no place in the payloads. `subject` is api, envelope, group,
    /// event, sample, type, key, value (of an enum), kind (of a union) or docs; `action` is added, removed, renamed, retyped, presence or
    /// described. `text` is the line that is printed otherwise.
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Examples:
  conscent diff HEAD samples                       what has changed since the last commit
  conscent diff v0.1.0:conscent-types/schemas conscent-types
  conscent diff main my-branch --json | jq -r '.changes[] | select(.class == \"major\").text'

How to read a line:
  v2 purchase.bundle: + purchase.clientName (seen in 1 of 1)        in one event
  v2 purchase.*: purchase.price: always → sometimes seen: …         in all events of a group
  v2: - envelope.client_info                                        in all events of the api

Exit codes: 0 no change, 10 a patch, 11 a minor change, 12 a major change, 2 an error";

/// Everything, as JSON has it.
#[derive(Debug, Serialize)]
struct Compared<'a> {
    class: Class,
    changes: Vec<Classed<'a>>,
}

#[derive(Debug, Serialize)]
struct Classed<'a> {
    class: Class,
    #[serde(flatten)]
    change: &'a Change,
}

pub(crate) fn run(args: &Args) -> Result<Outcome, Failure> {
    let (old, new) = diagnostic::both(version::read(&args.old), version::read(&args.new))?;
    let changes = diff::diff(&old, &new)?;
    let class = diff::class(&changes);
    match print(class, &changes, args.json) {
        // What was found is told by the exit code, too: to whoever has seen enough of the output.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
        printed => printed?,
    }
    Ok(match class {
        Class::None => Outcome::Done,
        Class::Patch => Outcome::Patch,
        Class::Minor => Outcome::Minor,
        Class::Major => Outcome::Major,
    })
}

fn print(class: Class, changes: &[Change], as_json: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let classed = changes.iter().map(|change| Classed { class: change.class(), change });
    if as_json {
        return show::json(&mut out, &Compared { class, changes: classed.collect() });
    }
    let rows: Vec<_> = classed.map(|one| [one.class.to_string(), one.change.text.clone()]).collect();
    show::table(&mut out, &rows)?;
    writeln!(out, "{}", summary(class, changes))
}

/// `major: 2 major changes, 1 minor change`
fn summary(class: Class, changes: &[Change]) -> String {
    let of = |class: Class| {
        let found = changes.iter().filter(|change| change.class() == class).count();
        (found > 0).then(|| count(found, &format!("{class} change")))
    };
    let found: Vec<String> = [Class::Major, Class::Minor, Class::Patch].into_iter().filter_map(of).collect();
    if found.is_empty() {
        "none: both give the same types".to_owned()
    } else {
        format!("{class}: {}", found.join(", "))
    }
}
