//! Shows what has changed on a page, or in an archive, since its samples were imported.

use super::places;
use crate::show::printable;
use crate::style::{ERROR, GOOD, PLAIN};
use conscent_import::{Action, Plan, Write};
use similar::TextDiff;
use std::borrow::Cow;
use std::io;
use std::path::Path;

/// The difference between the existing sample and the payload on the page, as a unified diff. For a shape file, it
/// shows the places and their kinds, because the counts of all places have changed.
pub(super) fn diff(write: &Write, samples: &Path) -> String {
    let (page, [before, now]) = match &write.shape {
        Some(shape) => (&shape.location, [&write.before, &write.text].map(|text| places::of(text).into())),
        None => match &write.sample {
            Some(sample) => (&sample.location, [&write.before, &write.text].map(Cow::from)),
            None => return String::new(),
        },
    };
    let (page, lines) = (page.to_string(), TextDiff::from_lines(&*before, &*now));
    lines.unified_diff().header(&samples.join(&write.path).display().to_string(), &page).to_string()
}

/// Shows each payload that differs, and says what to do.
pub(super) fn show(out: &mut impl io::Write, plan: &Plan) -> io::Result<()> {
    let differing: Vec<_> =
        plan.writes.iter().filter(|write| write.action == Action::Replace && write.is_evidence()).collect();
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
        "{}: nothing was written, because the sources have changed: {differing} differing, {gone} gone; the same \
         command with --force imports the changes; remove the samples of payloads that are gone yourself",
        plan.folder.display()
    )
}
