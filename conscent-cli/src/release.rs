//! `conscent release`

mod changelog;
mod day;
mod plan;
mod version;

use crate::outcome::{Failure, Outcome};
use conscent_codegen::emit;
use plan::{Plan, Release};
use std::io::{self, Write};
use std::path::PathBuf;

/// Release a generated crate: the version that its changes ask for, and a changelog that tells them.
///
/// Compares the types that the samples give with those of the last release, which stand in the crate's folder `released`. Sets the
/// version in the manifest that states it (the crate's, or its workspace's, and what `[workspace.dependencies]` requires of it), writes
/// a section of CHANGELOG.md, notes the release in release.toml, and the types in `released`, for the next time. The crate tells its
/// samples and its day as `SNAPSHOT` and `RELEASED`. The first release has the version that the manifest states.
///
/// A version that the manifest has already raised further stays. Before 1.0.0 a major change raises the second number, and any other
/// the third, as cargo understands versions.
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
    /// Write nothing; show all that would be written.
    #[arg(long)]
    dry_run: bool,
}

const HELP: &str = "\
Examples:
  conscent release --samples samples --out conscent-types --dry-run
  conscent release --samples samples --out conscent-types

Afterwards: `cargo build`, which brings Cargo.lock up to date, commit, and `cargo publish`.

Exit codes: 0 done, or nothing to release; 2 an error (then nothing is written)";

pub(crate) fn run(args: &Args) -> Result<Outcome, Failure> {
    let date = args.date.unwrap_or_else(day::today);
    let mut out = io::stdout().lock();
    let release = match plan::plan(&args.samples, &args.out, &date.to_string())? {
        Plan::Nothing { version } => {
            writeln!(out, "nothing to release: {version} has these samples, and the manifest states that version")?;
            return Ok(Outcome::Done);
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
        // The version first: a release that breaks off here has the same version the next time.
        for (path, text) in &manifests {
            emit::write_one(text, path)?;
        }
        emit::apply(changes, &args.out)?;
    }
    writeln!(out)?;
    for path in &written {
        writeln!(out, "{wrote} {}", path.display())?;
    }
    for path in &gone {
        writeln!(out, "{removed} {}", path.display())?;
    }
    Ok(Outcome::Done)
}
