//! Decides what an import writes, and writes it.

use crate::capture::{self, Redact};
use crate::page;
use crate::sample::{NewSample, distinct};
use crate::site::Site;
use crate::write::{Action, Write};
use conscent_codegen::diagnostic::{collect_all, join};
use conscent_codegen::output::{self, File};
use conscent_codegen::samples::name::{EVENTS, FullNames};
use conscent_codegen::samples::{self, Alias, Origin, Origins, PROVENANCE};
use conscent_codegen::{Diagnostic, Diagnostics, Location};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

/// What an import does to a samples folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The samples folder.
    pub folder: PathBuf,
    /// The files to write: the samples in order of their paths, then `provenance.toml` and, if there are names for it, `events.toml`. Empty if there are no payloads.
    pub writes: Vec<Write>,
    /// The samples that were taken from one of the pages and that it no longer shows, by their paths below the
    /// samples folder. They stay as they are.
    pub gone: Origins,
    /// What was removed from payloads that are not quite JSON; and the captured deliveries that do not become
    /// samples, and why.
    pub notes: Vec<Diagnostic>,
}

/// How files are imported.
#[derive(Clone, Copy, Default)]
pub struct Options<'a> {
    /// The api of all payloads on pages. Without it, the page's section or the form of a body says which.
    pub api: Option<&'a str>,
    /// What is known of the pages and the captures if `hints.toml` says nothing of apis.
    pub site: Option<&'a Site>,
    /// Redacts captures.
    pub redact: Option<Redact<'a>>,
}

impl fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("api", &self.api)
            .field("site", &self.site)
            .field("redacts", &self.redact.is_some())
            .finish()
    }
}

impl Plan {
    /// Whether a page has changed since samples were taken from it.
    #[must_use]
    pub fn is_change(&self) -> bool {
        let is_replaced = |write: &Write| write.action == Action::Replace && write.sample.is_some();
        !self.gone.is_empty() || self.writes.iter().any(is_replaced)
    }
}

/// Decides what an import of these files writes into the samples folder. A file whose name ends in `.jsonl` holds
/// captured deliveries, any other file is a page.
///
/// The payload of a page goes to `<api>/<event>/<page>.json`, and the next ones of the same event on that page to
/// `<page>-2.json` and so on. A captured body goes to `<api>/<event>/capture-<fingerprint>.json`, and is redacted if
/// the options say how. A body changes nothing if the folder, or an earlier line, has one with the same fingerprint.
///
/// # Errors
/// All errors in all files:
/// - those of [`page::read`];
/// - a heading that names a different event than its body does, unless `hints.toml` in the samples folder has it as an
///   alias, or `corrections.toml` corrects the body;
/// - two payloads for one file;
/// - a line of captures that is JSON, but not a captured delivery. Lines that are cut off, or that do not hold an event,
///   are only reported in [`Plan::notes`];
/// - a page, if `redact` is given: pages are not redacted;
/// - errors in the TOML files of the samples folder.
pub fn plan(files: &[PathBuf], folder: &Path, options: Options<'_>) -> Result<Plan, Diagnostics> {
    let Options { api, site, redact } = options;
    let unsaid = site.cloned().unwrap_or_default();
    let (jsonl, pages): (Vec<_>, Vec<_>) =
        files.iter().map(PathBuf::as_path).partition(|file| samples::is_capture(file));
    let (site, aliases) = join(Site::read(folder, &unsaid), samples::aliases(folder))?;
    let site = site.of_api(api)?;
    let documented = collect_all(pages.iter().map(|page| match redact {
        Some(_) => Err(redacted_page(page)),
        None => read_page(page, &site, &aliases),
    }));
    let read = join(documented, capture::read(&jsonl, folder, &site, redact));
    let known = join(join(samples::corrections(folder), samples::origins(folder)), FullNames::read(folder));
    let ((documented, captured), ((corrections, mut origins), mut names)): ((Vec<Vec<_>>, _), _) = join(read, known)?;
    let all = distinct(documented.into_iter().flatten().chain(captured.samples.into_values()), folder)?;

    let agreed = collect_all(all.iter().map(|new| new.agree(&corrections)));
    let writes = collect_all(all.iter().map(|NewSample { sample, .. }| {
        Write::decide(folder, sample.key(), format!("{}\n", sample.text), Some(sample.clone()))
    }));
    let ((), mut writes): ((), Vec<Write>) = join(agreed, writes)?;

    let notes = all.iter().filter_map(|new| new.payload.note.clone()).chain(captured.left_out).collect();
    origins.retain(|key, _| folder.join(key).exists());
    let gone = gone(&origins, &pages, &all);
    if !writes.is_empty() {
        for NewSample { sample, .. } in &all {
            names.add(&sample.api, &sample.event);
        }
        origins.extend(all.into_iter().filter_map(|NewSample { sample, .. }| Some((sample.key(), sample.origin?))));
        writes.push(Write::decide(folder, PROVENANCE.to_owned(), samples::to_text(&origins)?, None)?);
        if !names.is_empty() {
            writes.push(Write::decide(folder, EVENTS.to_owned(), names.to_text()?, None)?);
        }
    }
    Ok(Plan { folder: folder.to_owned(), writes, gone, notes })
}

/// Writes the files of a plan. Every file is complete before the first one is moved into place.
///
/// # Errors
/// Files that cannot be written. Before the first move, an error leaves the folder as it was.
pub fn apply(plan: &Plan) -> Result<(), Diagnostics> {
    let changes = plan.writes.iter().filter(|write| write.action != Action::Keep);
    let files: Vec<_> = changes.map(|write| File::new(&write.path, &write.text)).collect();
    output::write_all(&files, &plan.folder)
}

fn redacted_page(page: &Path) -> Diagnostics {
    let help = "only captures are redacted; the payloads of a page are documented already, and are kept as they are";
    Location::file(page).error("a page is not redacted", help).into()
}

/// The samples that a page has shown, and does not show now.
fn gone(origins: &Origins, pages: &[&Path], all: &[NewSample]) -> Origins {
    let is_of = |page: &Path, origin: &Origin| page.file_name().is_some_and(|name| name.to_str() == Some(&origin.page));
    let shown: BTreeSet<_> = all.iter().map(|new| new.sample.key()).collect();
    let missing =
        origins.iter().filter(|(key, origin)| !shown.contains(*key) && pages.iter().any(|page| is_of(page, origin)));
    missing.map(|(key, origin)| (key.clone(), origin.clone())).collect()
}

/// The samples of a page, named after it.
fn read_page(page: &Path, site: &Site, aliases: &[Alias]) -> Result<Vec<NewSample>, Diagnostics> {
    let file = page.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let stem = page.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    collect_all(page::read(page, site)?.into_iter().map(|mut payload| {
        let heading = payload.heading.as_ref().map(|heading| &heading.name);
        let mut aliases = aliases.iter().filter(|alias| alias.api == payload.api);
        if let Some(alias) = aliases.find(|alias| Some(&alias.heading) == heading) {
            payload.event.clone_from(&alias.event);
        }
        let count = counts.entry((payload.api.clone(), payload.event.clone())).or_default();
        *count += 1;
        let name = if *count == 1 { stem.to_owned() } else { format!("{stem}-{count}") };
        NewSample::new(payload, name, file)
    }))
}
