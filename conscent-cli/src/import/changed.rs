//! Shows what has changed on a page since its samples were taken.

use crate::show::printable;
use crate::style::{ERROR, GOOD, PLAIN};
use conscent_import::{Action, Plan, Write};
use similar::TextDiff;
use std::io;
use std::path::Path;

/// The present payload against the one on the page, as a unified diff.
pub(super) fn diff(write: &Write, samples: &Path) -> String {
    let page = write.sample.as_ref().map(|sample| sample.location.to_string()).unwrap_or_default();
    let lines = TextDiff::from_lines(&write.before, &write.text);
    lines.unified_diff().header(&samples.join(&write.path).display().to_string(), &page).to_string()
}

/// Shows each payload that differs, and says what to do.
pub(super) fn show(out: &mut impl io::Write, plan: &Plan) -> io::Result<()> {
    let differing: Vec<_> =
        plan.writes.iter().filter(|write| write.action == Action::Replace && write.sample.is_some()).collect();
    for write in &differing {
        writeln!(out)?;
        for line in diff(write, &plan.folder).lines() {
            let style = match line.as_bytes() {
                [b'+', ..] => GOOD,
                [b'-', ..] => ERROR,
                _ => PLAIN,
            };
            writeln!(out, "{style}{}{style:#}", printable(&line.replace('\t', "    ")))?;
        }
    }
    let (differing, gone) = (differing.len(), plan.gone.len());
    writeln!(out)?;
    writeln!(
        out,
        "{}: nothing was written, because the pages have changed: {differing} differing, {gone} gone; the same command with \
         --force writes the payloads of the pages; remove the samples of those that are gone yourself",
        plan.folder.display()
    )
}
