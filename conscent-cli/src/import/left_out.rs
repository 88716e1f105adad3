//! Reports what was left out, and why.

use crate::exit::{print_error, print_line, print_warning, styled};
use crate::show::printable;
use crate::style::{PLACE, WARNING};
use conscent_codegen::text::count;
use conscent_codegen::{Diagnostic, Location};
use conscent_import::{LeftOut, Plan};
use std::collections::BTreeMap;
use std::path::Path;

/// Prints on standard error, page by page, what is left out, and how much was imported. Texts that need no action are
/// only counted.
pub(super) fn print(plan: &Plan) {
    plan.notes.iter().chain(&plan.captures_left_out).for_each(print_warning);
    plan.unreadable.iter().for_each(print_error);
    let mut pages = BTreeMap::<&Path, Vec<&LeftOut>>::new();
    for one in &plan.left_out {
        pages.entry(&one.location.file).or_default().push(one);
    }
    let mut lines = Vec::new();
    for (page, left_out) in pages {
        let (to_do, quiet): (Vec<_>, Vec<_>) = left_out.into_iter().partition(|one| one.why.needs_attention());
        let line = |one: &LeftOut| styled(&one.location.clone().error("left out", one.why.to_string()), WARNING);
        lines.extend(to_do.iter().map(|one| line(one)));
        let of_page = |file: &Path| file == page;
        let samples = plan.writes.iter().filter_map(|write| write.sample.as_ref());
        let taken = samples.filter(|sample| of_page(&sample.location.file)).count();
        let outcome = (!to_do.is_empty()).then(|| format!("{taken} taken, {} left out", to_do.len()));
        let parts: Vec<_> = outcome.into_iter().chain(counted(&quiet)).collect();
        let page = printable(&page.to_string_lossy());
        lines.push(format!("{PLACE}{page}{PLACE:#}: {}", parts.join("; ")));
    }
    lines.iter().for_each(print_line);
}

/// `3 more texts are not payloads: same (2), schema (1)`
fn counted(quiet: &[&LeftOut]) -> Option<String> {
    let mut words = BTreeMap::<&str, usize>::new();
    for one in quiet {
        *words.entry(one.why.name()).or_default() += 1;
    }
    let words: Vec<_> = words.into_iter().map(|(word, number)| format!("{word} ({number})")).collect();
    let are = if quiet.len() == 1 { "is not a payload" } else { "are not payloads" };
    (!quiet.is_empty()).then(|| format!("{} {are}: {}", count(quiet.len(), "more text"), words.join(", ")))
}

/// The error of an import with `--strict` that leaves something out.
pub(super) fn refused(plan: &Plan) -> Diagnostic {
    let texts = plan.left_out.iter().filter(|one| one.why.needs_attention()).count() + plan.captures_left_out.len();
    let texts = (texts > 0).then(|| count(texts, "text") + " left out");
    let files = (!plan.unreadable.is_empty()).then(|| count(plan.unreadable.len(), "file") + " not read");
    let what = texts.into_iter().chain(files).collect::<Vec<_>>().join(", ");
    let message = format!("nothing was written, because of --strict: {what}");
    let help = "correct the pages, or exclude texts that are not payloads with `[[ignore]]` in hints.toml";
    Location::file(&plan.folder).error(message, help)
}
