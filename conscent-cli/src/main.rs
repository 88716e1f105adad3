//! The `conscent` command.

mod generate;
mod import;
mod infer;
mod inspect;
mod list;
mod outcome;
mod progress;
mod show;
mod source;

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
  conscent generate --samples samples --out my-webhooks    a crate of types for them
  conscent inspect captured.jsonl                          what arrives, against what is documented
  conscent infer captured.jsonl                            a JSON Schema of what arrives

Exit codes, of every command:
  0  done
  1  done, and found something: stale files (generate --check), drift or an unknown event (inspect)
  2  an error; every error stands on standard error, as `place: what: why`

A command whose output is cut short by its reader, as by `head`, ends with 0.
`conscent help COMMAND` shows the examples of a command.";

#[derive(Debug, Subcommand)]
enum Command {
    List(list::Args),
    Generate(generate::Args),
    Import(import::Args),
    Infer(infer::Args),
    Inspect(inspect::Args),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::List(args) => list::run(&args),
        Command::Generate(args) => generate::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Infer(args) => infer::run(&args),
        Command::Inspect(args) => inspect::run(&args),
    };
    outcome::report(result).into()
}
