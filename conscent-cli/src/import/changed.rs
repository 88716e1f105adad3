//! What a page has changed since its samples were taken.

use crate::show::printable;
use conscent_codegen::import::{Action, Plan, Write};
use similar::TextDiff;
use std::io;
use std::path::Path;

/// The payload that is there against the one on the page, line by line, and with three lines around each change.
pub(super) fn diff(write: &Write) -> String {
    let page = write.sample.as_ref().map(|sample| sample.place.to_string()).unwrap_or_default();
    let lines = TextDiff::from_lines(&write.before, &write.text);
    lines.unified_diff().header(&write.path.display().to_string(), &page).to_string()
}

/// Each payload that differs, and what to do.
pub(super) fn show(out: &mut impl io::Write, plan: &Plan, samples: &Path) -> io::Result<()> {
    let differing: Vec<_> =
        plan.writes.iter().filter(|write| write.action == Action::Replace && write.sample.is_some()).collect();
    for write in &differing {
        writeln!(out)?;
        for line in diff(write).lines() {
            writeln!(out, "{}", printable(&line.replace('\t', "    ")))?;
        }
    }
    let (differing, gone) = (differing.len(), plan.gone.len());
    writeln!(out)?;
    writeln!(
        out,
        "{}: nothing written, for the pages have changed: {differing} differing, {gone} gone; the same command with --force writes \
         what they show, and leaves what is gone for you to remove",
        samples.display()
    )
}
