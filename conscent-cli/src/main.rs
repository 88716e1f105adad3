//! The `conscent` command.

mod captured;
mod catalogue;
mod diff;
mod documents;
mod generate;
mod identify;
mod import;
mod infer;
mod inspect;
mod list;
mod outcome;
mod progress;
mod record;
mod release;
mod replay;
mod send;
mod show;
mod source;
mod trigger;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Generating is mostly small allocations: a quarter of its time is saved.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// From documented webhook samples to typed, lossless Rust, and back to what really arrives.
#[derive(Debug, Parser)]
#[command(name = "conscent", version, after_long_help = HELP)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const HELP: &str = "\
Examples:
  conscent list                                            the events that this program knows
  conscent import page.html --samples samples              payloads off a documentation page
  conscent import capture.jsonl --samples samples          what arrived, and no sample explained
  conscent generate --samples samples --out my-webhooks    a crate of types for them
  conscent diff HEAD samples                               what changed, and which version that asks for
  conscent release --samples samples --out my-webhooks     its next version, and why
  conscent catalogue --samples samples --out catalogue     a page with every event, field and accessor
  conscent inspect captured.jsonl                          what arrives, against what is documented
  conscent infer captured.jsonl                            a JSON Schema of what arrives
  conscent trigger purchase.pass --to http://127.0.0.1:3000/webhooks    a documented sample, sent
  conscent replay captured.jsonl --to http://127.0.0.1:3000/webhooks    what arrived, sent again
  conscent record --listen 127.0.0.1:3000 --out recorded   a receiver that keeps what it gets

Exit codes, of every command:
  0  done
  1  done, and found something: stale files (generate --check), a page that has changed (import),
     drift or an unknown event (inspect), an answer that is not 2xx (trigger, replay)
  2  an error; every error stands on standard error, as `place: what: why`
  10, 11, 12  done, and found a change that is a patch, minor or major (diff)

A command whose output is cut short by its reader, as by `head`, ends with 0, and diff as it would have otherwise.
`conscent help COMMAND` shows the examples of a command.";

#[derive(Debug, Subcommand)]
enum Command {
    List(list::Args),
    Import(import::Args),
    Generate(generate::Args),
    Diff(diff::Args),
    Release(release::Args),
    Catalogue(catalogue::Args),
    Infer(infer::Args),
    Inspect(inspect::Args),
    Trigger(trigger::Args),
    Replay(replay::Args),
    Record(record::Args),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::List(args) => list::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Generate(args) => generate::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Release(args) => release::run(&args),
        Command::Catalogue(args) => catalogue::run(&args),
        Command::Infer(args) => infer::run(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Trigger(args) => trigger::run(&args),
        Command::Replay(args) => replay::run(&args),
        Command::Record(args) => record::run(&args),
    };
    outcome::report(result).into()
}
