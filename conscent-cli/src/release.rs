//! `conscent release`

mod changelog;
mod day;
mod lock;
mod next;
pub(crate) mod outcome;
mod plan;
mod version;

use crate::exit::{Exit, Failure};
use conscent_codegen::output;
use outcome::Outcome;
use plan::Plan;
use std::path::PathBuf;

/// Release a generated crate: set the version that its changes require, and add the changes to its changelog.
///
/// The command compares the interface of the samples with that of the last release, which the crate stores as
/// released/interface.json. It sets the new version in Cargo.lock and in the manifest that has the version: the
/// crate's, or its workspace's, where `[workspace.dependencies]` is updated too. It also adds a section to
/// CHANGELOG.md, records the release in release.toml, and stores the new interface for the next release. The crate's
/// constants `SNAPSHOT` and `RELEASED` hold the hash of the samples and the day of the release. The first release keeps
/// the version in the manifest.
///
/// The last lines of the output are the commands that commit, tag and publish the release.
///
/// If you have already set a higher version by hand, the command keeps it. Before 1.0.0, a major change raises the
/// second number, and any other change the third, as in cargo's rules for versions.
///
/// If the crate is stale, or the release would change nothing, the command writes nothing.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// The samples folder.
    #[arg(long, value_name = "DIR")]
    samples: PathBuf,
    /// The folder of the crate.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The day of the release, such as 2026-11-22 [default: today, in UTC]
    #[arg(long, value_name = "DATE", value_parser = day::parse)]
    date: Option<day::Date>,
    /// Write nothing; show everything that would be written.
    #[arg(long)]
    dry_run: bool,
    /// Print JSON: {name, from, to, changelog, written, removed, next}.
    ///
    /// If there is nothing to release, `changelog` is null, and the lists are empty.
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Examples:
  conscent release --samples samples --out conscent-types --dry-run
  conscent release --samples samples --out conscent-types

Exit codes: 0 done, or nothing to release; 2 an error (then nothing is written)";

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    let date = args.date.unwrap_or_else(day::today);
    let plan = plan::plan(&args.samples, &args.out, &date.to_string())?;
    let outcome = Outcome::of(&plan, args);
    if let Plan::Release(release) = plan
        && !args.dry_run
    {
        // The version is written first: if the release is interrupted after that, the next run gives the same version.
        for (path, text) in &release.manifests {
            output::write_one(text, path)?;
        }
        output::apply(release.changes, &args.out)?;
    }
    outcome.print(args)?;
    Ok(Exit::Done)
}
