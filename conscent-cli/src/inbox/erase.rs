//! `conscent inbox erase`

use super::change::{ChangeArgs, Unchanged, deliveries, reason};
use super::select::{ContainingArgs, state};
use crate::exit::{Exit, Failure, print_error, print_warning};
use crate::show;
use clap::ArgGroup;
use conscent_codegen::Location;
use conscent_inbox::{Erase, Erased, State};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write;

/// Erase deliveries in any state, as the law may require for a person.
///
/// Everything that came from the sender is deleted at once, and the errors of handlers: bodies, headers, names of
/// events, and keys of order. Deliveries that were waiting or dead are dropped by that: their handlers will not run. A
/// delivery that is running is not erased; try again when it has finished.
///
/// The keys that identify duplicates stay, so a repeated delivery is still recognized, unless you add --forget.
///
/// The file of SQLite is then rewritten and its write-ahead log emptied, so that the deleted bytes are in neither of
/// them. Receivers cannot store deliveries meanwhile. On PostgreSQL, the bytes are on the disk until a vacuum.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
#[command(group = ArgGroup::new("narrowed").args(NARROWED).multiple(true))]
#[command(mut_arg("all", |arg| arg.requires("narrowed")))]
#[command(mut_args(|arg| if NARROWED.contains(&arg.get_id().as_str()) { arg.conflicts_with("ids") } else { arg }))]
#[command(mut_arg("json", |arg| arg.help(JSON)))]
pub(super) struct Args {
    #[command(flatten)]
    change: ChangeArgs,
    #[command(flatten)]
    containing: ContainingArgs,
    /// Only deliveries in this state. Repeat the option for several states.
    #[arg(long, value_name = "STATE", value_parser = state(&State::ALL))]
    state: Vec<State>,
    /// Only deliveries with this key, which identifies duplicates.
    #[arg(long, value_name = "KEY")]
    dedupe_key: Option<String>,
    /// Also delete the keys that identify duplicates. If such a delivery is repeated, it is handled again.
    #[arg(long)]
    forget: bool,
    /// Do not rewrite the file of SQLite, which takes long if it is large. Unused space in it may keep copies.
    #[arg(long)]
    no_vacuum: bool,
}

/// The options of which --all needs one, so that nobody erases the whole inbox by mistake.
const NARROWED: [&str; 4] = ["containing", "containing_env", "state", "dedupe_key"];

const JSON: &str = "Print JSON: {erased, dropped, unchanged, unclean}. `unchanged` is an array of {id, why}";

const HELP: &str = "\
Examples:
  conscent inbox erase --db sqlite://inbox.db 17 18
  read -r PERSON && export PERSON   # keeps the text out of the shell's history
  conscent inbox list --db sqlite://inbox.db --containing-env PERSON
  conscent inbox erase --db sqlite://inbox.db --all --containing-env PERSON --forget

Exit codes: 0 done, 1 a delivery was not erased or the file is not clean, 2 an error";

/// What was erased, for JSON output.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Outcome<'a> {
    /// How many deliveries were erased.
    erased: u64,
    /// How many of them were waiting or dead. Their handlers will not run.
    dropped: u64,
    /// The deliveries that were not erased: those that are running, that cannot be searched, or that do not exist.
    unchanged: Vec<Unchanged<'a>>,
    /// Why the file of SQLite or its write-ahead log may still hold deleted bytes; null if they do not, or if
    /// `--no-vacuum` was given.
    unclean: Option<String>,
}

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let mut filter = args.state.iter().fold(args.change.filter(), |filter, state| filter.state(*state));
    if let Some(key) = &args.dedupe_key {
        filter = filter.dedupe_key(key);
    }
    filter = args.containing.add(filter)?;
    let mut erase = Erase::new();
    if args.forget {
        erase = erase.forget_keys();
    }
    if args.no_vacuum {
        erase = erase.without_vacuum();
    }
    let (mut unchanged, erased) = args.change.database.work(async |inbox| {
        let missing = args.change.unfit(inbox, &State::ALL).await?;
        Ok((missing, inbox.erase(&filter, erase).await?))
    })?;
    unchanged.extend(left(&erased));
    print(&erased, &unchanged, args.change.json)?;
    Ok(if unchanged.is_empty() && erased.unclean.is_none() { Exit::Done } else { Exit::Found })
}

/// The deliveries that were not erased, and why.
fn left(erased: &Erased) -> BTreeMap<i64, String> {
    let running = erased.running.iter().map(|id| (*id, reason(State::Running)));
    running.chain(erased.unsearched.iter().map(|row| (row.id, row.why.clone()))).collect()
}

fn print(erased: &Erased, unchanged: &BTreeMap<i64, String>, is_json: bool) -> Result<(), Failure> {
    let mut out = show::out();
    let unclean = erased.unclean.as_ref().map(ToString::to_string);
    if is_json {
        let unchanged = unchanged.iter().map(|(id, why)| Unchanged { id: *id, why }).collect();
        let Erased { erased, dropped, .. } = *erased;
        show::json_line(&mut out, &Outcome { erased, dropped, unchanged, unclean: unclean.clone() })?;
    } else {
        writeln!(out, "{} erased", deliveries(erased.erased))?;
        if erased.dropped > 0 {
            writeln!(out, "{} of them had not been handled, and will not be", erased.dropped)?;
        }
    }
    for (id, why) in unchanged {
        print_error(&Location::file(format!("delivery {id}")).error("not erased", why.clone()));
    }
    if let Some(why) = unclean {
        print_warning(&Location::file(super::URL).error("the file may still hold deleted bytes; erase again", why));
    }
    Ok(())
}
