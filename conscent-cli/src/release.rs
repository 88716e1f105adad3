//! `conscent release`

mod changelog;
mod day;
mod plan;
mod version;

use crate::exit::{Exit, Failure};
use conscent_codegen::output;
use plan::{Plan, Release};
use std::io::{self, Write};
use std::path::PathBuf;

/// Release a generated crate: set the version that its changes require, and write them into its changelog.
///
/// The command compares the interface that the samples give with that of the last release, which the crate keeps as
/// released/interface.json. It sets the version in the manifest that has it (the crate's, or its workspace's, which also
/// requires it in `[workspace.dependencies]`), writes a section of CHANGELOG.md, notes the release in release.toml, and
/// keeps the new interface for the next release. The crate has its samples and its day as `SNAPSHOT` and `RELEASED`. The
/// first release has the version of the manifest.
///
/// A version that was raised further by hand stays. Before 1.0.0 a major change raises the second number, and any other
/// change the third, as cargo understands versions.
///
/// Nothing is written while the crate is stale, nor if there is nothing to release.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// The samples.
    #[arg(long, value_name = "DIR")]
    samples: PathBuf,
    /// The folder of the crate.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The day of the release, as 2026-11-22 [default: today, in UTC]
    #[arg(long, value_name = "DATE", value_parser = day::parse)]
    date: Option<day::Date>,
    /// Write nothing; show everything that would be written.
    #[arg(long)]
    dry_run: bool,
}

const HELP: &str = "\
Examples:
  conscent release --samples samples --out conscent-types --dry-run
  conscent release --samples samples --out conscent-types

After a release, run `cargo build`, which updates Cargo.lock, commit, and run `cargo publish`.

Exit codes: 0 done, or nothing to release; 2 an error (then nothing is written)";

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    let date = args.date.unwrap_or_else(day::today);
    let mut out = io::stdout().lock();
    let release = match plan::plan(&args.samples, &args.out, &date.to_string())? {
        Plan::Nothing { version } => {
            writeln!(out, "nothing to release: {version} has these samples, and is the version of the manifest")?;
            return Ok(Exit::Done);
        }
        Plan::Release(release) => release,
    };
    let Release { name, from, to, section, manifests, changes } = *release;
    match from {
        Some(from) => writeln!(out, "{name} {from} -> {to}")?,
        None => writeln!(out, "{name} {to}, the first release")?,
    }
    writeln!(out, "\n{}", section.trim_end())?;

    let wrote = if args.dry_run { "would write" } else { "wrote" };
    let removed = if args.dry_run { "would remove" } else { "removed" };
    let written = manifests.iter().map(|(path, _)| path.clone());
    let written: Vec<_> = written.chain(changes.write.iter().map(|file| args.out.join(&file.path))).collect();
    let gone = changes.remove.clone();
    if !args.dry_run {
        // The version comes first: if the release is interrupted after it, the next run gives the same version.
        for (path, text) in &manifests {
            output::write_one(text, path)?;
        }
        output::apply(changes, &args.out)?;
    }
    writeln!(out)?;
    for path in &written {
        writeln!(out, "{wrote} {}", path.display())?;
    }
    for path in &gone {
        writeln!(out, "{removed} {}", path.display())?;
    }
    Ok(Exit::Done)
}
