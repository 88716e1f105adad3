//! Reports what a release changed, for people and programs.

use super::plan::{Plan, Release};
use super::{Args, next};
use crate::show;
use serde::Serialize;
use std::io::{self, Write};
use std::path::PathBuf;

/// What was released, for JSON output.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Outcome {
    /// The name of the crate.
    name: String,
    /// The version of its last release, if there was one.
    from: Option<String>,
    /// Its version now. If there is nothing to release, that is the version of the last release.
    to: String,
    /// The new section of its changelog, or null if there is nothing to release.
    changelog: Option<String>,
    /// The files that were written, or with --dry-run those that a release would write.
    written: Vec<PathBuf>,
    /// The files that were removed, or with --dry-run those that a release would remove.
    removed: Vec<PathBuf>,
    /// The commands that commit, tag and publish the release.
    next: Vec<String>,
}

impl Outcome {
    /// The outcome of a plan.
    pub(super) fn of(plan: &Plan, args: &Args) -> Self {
        match plan {
            Plan::Nothing { name, version } => Self {
                name: name.clone(),
                from: Some(version.clone()),
                to: version.clone(),
                changelog: None,
                written: Vec::new(),
                removed: Vec::new(),
                next: Vec::new(),
            },
            Plan::Release(release) => {
                let Release { name, from, to, section, manifests, changes } = &**release;
                let written = manifests.iter().map(|(path, _)| path.clone());
                Self {
                    name: name.clone(),
                    from: from.clone(),
                    to: to.clone(),
                    changelog: Some(section.clone()),
                    written: written.chain(changes.write.iter().map(|file| args.out.join(&file.path))).collect(),
                    removed: changes.remove.clone(),
                    next: next::steps(name, to, &args.out, manifests).into(),
                }
            }
        }
    }

    /// Prints what was done.
    pub(super) fn print(&self, args: &Args) -> io::Result<()> {
        let mut out = io::stdout().lock();
        if args.json {
            return show::json(&mut out, self);
        }
        let Self { name, from, to, changelog, written, removed, next } = self;
        let Some(changelog) = changelog else {
            return writeln!(out, "nothing to release: {to}, the version in the manifest, already has these samples");
        };
        match from {
            Some(from) => writeln!(out, "{name} {from} -> {to}")?,
            None => writeln!(out, "{name} {to}, the first release")?,
        }
        writeln!(out, "\n{}\n", changelog.trim_end())?;
        let [wrote, gone] = if args.dry_run { ["would write", "would remove"] } else { ["wrote", "removed"] };
        for (what, path) in written.iter().map(|path| (wrote, path)).chain(removed.iter().map(|path| (gone, path))) {
            writeln!(out, "{what} {}", path.display())?;
        }
        writeln!(out, "\nNext, commit, tag and publish:")?;
        next.iter().try_for_each(|step| writeln!(out, "  {step}"))
    }
}
