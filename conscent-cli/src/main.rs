//! The `conscent` command.

// Input must never cause a panic. Tests may panic anywhere, so this lint is not in the workspace's table.
#![warn(clippy::panic, clippy::unwrap_used)]

mod archive;
mod bodies;
mod captured;
mod catalogue;
mod completions;
mod diff;
mod documents;
mod exit;
mod filed;
mod files;
mod generate;
mod identify;
mod import;
#[cfg(feature = "inbox")]
mod inbox;
mod infer;
mod inspect;
mod left_out;
mod list;
mod man;
mod merge;
mod progress;
mod record;
mod release;
mod replay;
mod samples;
#[cfg(test)]
mod schemas;
mod send;
mod shapes;
mod show;
mod snippet;
mod source;
mod style;
mod trigger;
mod vendor;
mod words;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use std::env;
use std::process::ExitCode;

/// The generator makes many small allocations: mimalloc saves a quarter of its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Generate typed, lossless Rust from documented webhooks, and compare the documentation with real deliveries.
#[derive(Debug, Parser)]
#[command(name = "conscent", version, styles = style::HELP, after_long_help = help())]
struct Cli {
    #[command(flatten)]
    _color: style::Color,
    #[command(subcommand)]
    command: Command,
}

const HELP: &str = "\
Examples:
  conscent list                                            list the events that this program knows
  conscent import page.html --samples samples              import payloads from a documentation page
  conscent import capture.jsonl --samples samples          import samples from captured deliveries
  conscent generate --samples samples --out my-webhooks    generate a crate of types
  conscent diff HEAD samples                               show what changed, and its impact
  conscent release --samples samples --out my-webhooks     set the next version
  conscent catalogue --samples samples --out catalogue     write a page about every event
  conscent inspect captured.jsonl                          compare deliveries with the documentation
  conscent inspect --samples github-samples body.json      do the same for another vendor
  conscent infer captured.jsonl                            infer a JSON Schema from deliveries
  conscent infer 'archive/*.gz' --shape > archive.shape    summarize an archive in a shape file
  conscent merge january.shape february.shape              merge shape files
  conscent import archive.shape --samples samples          import an archive as evidence for types
  conscent trigger purchase.pass --to http://127.0.0.1:3000/webhooks    send a documented sample
  conscent replay captured.jsonl --to http://127.0.0.1:3000/webhooks    send captured deliveries again
  conscent record --listen 127.0.0.1:3000 --out recorded   receive webhooks and save their bodies
  conscent inbox list --db sqlite://inbox.db --state dead  list the dead deliveries of a receiver
  conscent completions bash > conscent.bash                complete commands and options in a shell
  conscent man man                                         write manual pages

Exit codes of all commands:
  0  success
  1  success, but the command found something: stale files (generate --check), a changed page or shape
     file (import), drift or an unknown event (inspect), a response that is not 2xx (trigger, replay),
     a delivery that cannot be retried or dropped (inbox)
  2  an error; all errors go to standard error, as `location: message: help`, and an error in a hints,
     corrections, provenance or sample file is followed by the line of the file
  10, 11, 12  the change is a patch, minor or major (diff)

If the reader of the output closes the pipe early, as `head` does, a command exits with 0. Only diff
keeps its exit code.
`conscent help COMMAND` shows the examples of a command.";

/// The help, without the commands that this build does not have.
fn help() -> String {
    let is_here = |line: &&str| cfg!(feature = "inbox") || !line.starts_with("  conscent inbox ");
    HELP.lines().filter(is_here).collect::<Vec<_>>().join("\n")
}

#[derive(Debug, Subcommand)]
enum Command {
    List(list::Args),
    Import(import::Args),
    Generate(generate::Args),
    Diff(diff::Args),
    Release(release::Args),
    Catalogue(catalogue::Args),
    Infer(infer::Args),
    Merge(merge::Args),
    Inspect(inspect::Args),
    Trigger(trigger::Args),
    Replay(replay::Args),
    Record(record::Args),
    #[cfg(feature = "inbox")]
    Inbox(inbox::Args),
    Completions(completions::Args),
    Man(man::Args),
}

fn main() -> ExitCode {
    let color = style::choose(env::args_os().skip(1));
    let matches = Cli::command().color(color).get_matches();
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let result = match cli.command {
        Command::List(args) => list::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Generate(args) => generate::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Release(args) => release::run(&args),
        Command::Catalogue(args) => catalogue::run(&args),
        Command::Infer(args) => infer::run(&args),
        Command::Merge(args) => merge::run(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Trigger(args) => trigger::run(&args),
        Command::Replay(args) => replay::run(&args),
        Command::Record(args) => record::run(&args),
        #[cfg(feature = "inbox")]
        Command::Inbox(args) => inbox::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    };
    exit::report(result).into()
}
