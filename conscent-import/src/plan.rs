//! Decides what an import writes, and writes it.

use crate::account::{LeftOut, Why};
use crate::capture::{self, Redact};
use crate::decode::content_name;
use crate::known::Known;
use crate::page::{self, Page, Payload};
use crate::page_id::PageId;
use crate::place::{Apis, PagePayloads, Places};
use crate::sample::NewSample;
use crate::shape;
use crate::site::{Answers, Site};
use crate::write::{Action, Write};
use conscent_codegen::diagnostic::{collect_all, join};
use conscent_codegen::output::{self, File};
use conscent_codegen::samples::name::{EVENTS, FullNames};
use conscent_codegen::samples::{self, Alias, Correction, Origins, PROVENANCE};
use conscent_codegen::{Diagnostic, Diagnostics, Location};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

/// The changes that an import makes to a samples folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The samples folder.
    pub folder: PathBuf,
    /// The files to write: the samples in order of their paths, the shape files, then `provenance.toml` and, if it has
    /// names, `events.toml`. Empty if the files have no payloads.
    pub writes: Vec<Write>,
    /// The samples that were taken from one of the pages and are no longer on it, by their paths in the samples
    /// folder. They stay unchanged.
    pub gone: Origins,
    /// The parts that were removed from payloads that are not quite JSON, and other facts that users should know.
    pub notes: Vec<Diagnostic>,
    /// The JSON-like texts of pages that were not taken, in the order of the pages.
    pub left_out: Vec<LeftOut>,
    /// The captured deliveries that do not become samples, with the reasons.
    pub captures_left_out: Vec<Diagnostic>,
    /// The files that cannot be read. The payloads of all other files are still taken.
    pub unreadable: Vec<Diagnostic>,
}

/// Options for an import.
#[derive(Clone, Copy, Default)]
pub struct Options<'a> {
    /// The API of all payloads on pages. `None`: the page's section or the form of a body determines it.
    pub api: Option<&'a str>,
    /// The facts about the pages and the captures if `hints.toml` has none about APIs.
    pub site: Option<&'a Site>,
    /// Users' answers for payloads whose page does not name their event. Answers for lines are only for a run with one
    /// page.
    pub answers: Option<&'a Answers>,
    /// Redacts captures.
    pub redact: Option<Redact<'a>>,
}

impl fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("api", &self.api)
            .field("site", &self.site)
            .field("answers", &self.answers)
            .field("redacts", &self.redact.is_some())
            .finish()
    }
}

impl Plan {
    /// Whether a page has changed since samples were taken from it, or a shape file differs from the imported one of
    /// the same name.
    #[must_use]
    pub fn is_change(&self) -> bool {
        let is_replaced = |write: &Write| write.action == Action::Replace && write.is_evidence();
        !self.gone.is_empty() || self.writes.iter().any(is_replaced)
    }

    /// Whether everything was read, and nothing that a user has to act on was left out.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let is_done = |one: &LeftOut| !one.why.needs_attention();
        self.unreadable.is_empty() && self.captures_left_out.is_empty() && self.left_out.iter().all(is_done)
    }
}

/// Decides what an import of these files writes into the samples folder. A file whose name ends in `.jsonl` holds
/// captured deliveries, and one whose name ends in `.shape` is a shape file. Any other file is a page.
///
/// The payload of a page goes to `<api>/<event>/<page>.json`, and further ones of the same event on that page go to
/// `<page>-2.json` and so on. A payload whose text was taken from the page before keeps its name. A page is identified
/// by the end of its path, without an extension. One called `index`, `readme` or `default` is identified by its folder,
/// whose name its samples have.
///
/// A captured body goes to `<api>/<event>/capture-<fingerprint>.json`, and is redacted if the options say how. A body
/// changes nothing if the folder, or an earlier line, has one with the same fingerprint.
///
/// A shape file goes to `<api>/<event>/<stem of its name>.shape`. Its event is the only one at the place where the
/// API's deliveries name it, or the user's answer for the whole run.
///
/// An input that cannot be taken is left out, and does not stop the rest: a text of a page ([`Plan::left_out`]), a line
/// of captures ([`Plan::captures_left_out`]), a file that cannot be read ([`Plan::unreadable`]). A payload is left out
/// if its heading and its body name different events, unless `hints.toml` in the samples folder has the heading as an
/// alias, or `corrections.toml` corrects the body.
///
/// # Errors
/// - errors in the TOML files of the samples folder, and a sample in it that cannot be read;
/// - options that contradict the files: pages to redact, answers for lines of several pages, or an answer for a line
///   where no payload starts.
pub fn plan(files: &[PathBuf], folder: &Path, options: Options<'_>) -> Result<Plan, Diagnostics> {
    let Options { api, site, answers, redact } = options;
    let unsaid = site.cloned().unwrap_or_default();
    let (shapes, others): (Vec<_>, Vec<_>) = files.iter().map(PathBuf::as_path).partition(|file| shape::is_shape(file));
    let (jsonl, pages): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|file| samples::is_capture(&content_name(file)));
    let (site, aliases) = join(Site::read(folder, &unsaid), samples::aliases(folder))?;
    let site = site.of_api(api)?;
    let known = join(join(samples::corrections(folder), samples::origins(folder)), FullNames::read(folder));
    let (((corrections, mut origins), mut names), ()) = join(known, check(&pages, options))?;

    let mut plan = Plan { folder: folder.to_owned(), ..Plan::default() };
    let known = Known::of(folder, &origins);
    let read = plan.read(&pages, |page| Site {
        answers: Answers { known: known.answers(page, &names), ..answers.cloned().unwrap_or_default() },
        ..site.clone()
    });
    check_lines(&read, &plan.left_out, answers)?;
    plan.notes.extend(notes(&read, &known, &site));
    let mut captured = capture::read(&jsonl, &site, redact);
    plan.unreadable.append(&mut captured.unreadable);
    plan.captures_left_out.append(&mut captured.left_out);

    let ids: Vec<_> = read.iter().map(|page| page.id.clone()).collect();
    let read = decided_before(read, &known, &names, answers);
    let mut places = Places::new(folder, &known, &mut names);
    let samples = together(read, &aliases).into_iter().flat_map(|page| places.samples(page)).collect();
    let mut apis = Apis::of(folder);
    let mut all = plan.agreeing(samples, &corrections, &mut apis)?;
    plan.gone = gone(&origins, &known, &ids, &all, &plan.left_out);
    for new in plan.delivered(captured.samples, &mut apis, &mut names)? {
        all.entry(new.sample.key()).or_insert(new);
    }
    let event = answers.and_then(|answers| answers.event.as_deref());
    let mut archives = shape::read(&shapes, (&site, event), &mut apis, &mut names);
    plan.unreadable.append(&mut archives.unreadable);

    plan.notes.extend(all.values().filter_map(|new| new.payload.note.clone()));
    plan.left_out.sort_by(|one, other| one.location.cmp(&other.location));
    plan.writes = collect_all(all.values().map(|NewSample { sample, .. }| {
        Write::decide(folder, sample.key(), format!("{}\n", sample.text), Some(sample.clone()))
    }))?;
    let entries = archives.origins();
    plan.writes.extend(archives.writes(folder)?);
    if !plan.writes.is_empty() {
        let new = all.into_iter().filter_map(|(key, new)| Some((key, new.sample.origin?)));
        let new: Vec<_> = new.filter(|(key, origin)| !known.is_of_other(key, &origin.page)).collect();
        origins.retain(|key, _| folder.join(key).exists());
        origins.extend(new.into_iter().chain(entries));
        plan.writes.push(Write::decide(folder, PROVENANCE.to_owned(), samples::to_text(&origins)?, None)?);
        if !names.is_empty() {
            plan.writes.push(Write::decide(folder, EVENTS.to_owned(), names.to_text()?, None)?);
        }
    }
    Ok(plan)
}

/// Writes the files of a plan. Every file is complete before the first one is moved into place.
///
/// # Errors
/// A file cannot be written. If the error occurs before the first move, the folder stays as it was.
pub fn apply(plan: &Plan) -> Result<(), Diagnostics> {
    let changes = plan.writes.iter().filter(|write| write.action != Action::Keep);
    let files: Vec<_> = changes.map(|write| File::new(&write.path, &write.text)).collect();
    output::write_all(&files, &plan.folder)
}

/// The content of a page's file.
struct ReadPage {
    id: PageId,
    file: PathBuf,
    payloads: Vec<Payload>,
    /// The hints that ignored a text.
    ignored: Vec<Location>,
    is_empty: bool,
}

impl Plan {
    /// Reads pages. Unreadable pages, and texts that are left out, go into the plan.
    fn read(&mut self, pages: &[&Path], site: impl Fn(&PageId) -> Site) -> Vec<ReadPage> {
        let mut read = Vec::new();
        for file in pages {
            let id = PageId::of(file, &self.folder);
            match page::read(file, &site(&id)) {
                Ok(Page { taken: payloads, mut left_out }) => {
                    let ignored = left_out.iter().filter_map(|one| match &one.why {
                        Why::Ignored(hint) => Some(hint.clone()),
                        _ => None,
                    });
                    let ignored = ignored.collect();
                    let is_empty = payloads.is_empty() && left_out.is_empty();
                    self.left_out.append(&mut left_out);
                    read.push(ReadPage { id, file: file.to_path_buf(), payloads, ignored, is_empty });
                }
                Err(error) => self.unreadable.push(error),
            }
        }
        read
    }

    /// The samples by their paths, without those whose bodies name another event. Those are left out.
    fn agreeing(
        &mut self,
        samples: Vec<Result<NewSample, Diagnostic>>,
        corrections: &[Correction],
        apis: &mut Apis,
    ) -> Result<BTreeMap<String, NewSample>, Diagnostics> {
        let mut agreeing = BTreeMap::new();
        for new in samples {
            match new {
                Ok(new) => match (apis.claim(&new.sample.api), new.contradiction(corrections)?) {
                    (Ok(()), None) => drop(agreeing.insert(new.sample.key(), new)),
                    (Ok(()), Some(why)) => self.left_out.push(why),
                    (Err(help), _) => self.left_out.push(new.left_out(Why::NoApi(help))),
                },
                Err(Diagnostic { location, help, .. }) => {
                    let last_line = location.line.unwrap_or(1);
                    self.left_out.push(LeftOut { location, last_line, why: Why::NoEvent(help), label: None });
                }
            }
        }
        Ok(agreeing)
    }

    /// The samples of captures, in the folders of their events, without those whose API has no folder. Those are left
    /// out.
    fn delivered(
        &mut self,
        samples: BTreeMap<String, NewSample>,
        apis: &mut Apis,
        names: &mut FullNames,
    ) -> Result<Vec<NewSample>, Diagnostic> {
        let mut samples: Vec<_> = samples.into_values().collect();
        // If events differ only in case, the first one has the folder with its own name.
        samples.sort_by(|one, other| one.sample.location.cmp(&other.sample.location));
        let mut delivered = Vec::new();
        for mut new in samples {
            if let Err(help) = apis.claim(&new.sample.api) {
                self.captures_left_out.push(new.sample.location.error("left out", format!("no api: {help}")));
                continue;
            }
            new.sample.folder = names.claim(&new.sample.api, &new.sample.event);
            capture::keep_present(&mut new, &self.folder)?;
            delivered.push(new);
        }
        Ok(delivered)
    }
}

/// Finds options that contradict the files.
fn check(pages: &[&Path], Options { answers, redact, .. }: Options<'_>) -> Result<(), Diagnostics> {
    let help = "only captures are redacted; the payloads of a page are already documented, and stay unchanged";
    let redacted = pages.iter().filter(|_| redact.is_some());
    let redacted = redacted.map(|page| Location::file(*page).error("a page is not redacted", help));
    let is_of_lines = answers.is_some_and(|answers| !answers.lines.is_empty());
    let help = "an answer for a line is about one page; import that page alone";
    let unclear = (is_of_lines && pages.len() != 1).then(|| Location::file("--event").error("which page?", help));
    redacted.chain(unclear).collect::<Diagnostics>().into_result()
}

/// Checks that a payload, or a text that is left out for another reason, starts at each line that has an answer.
fn check_lines(read: &[ReadPage], left_out: &[LeftOut], answers: Option<&Answers>) -> Result<(), Diagnostics> {
    let missing = read.iter().flat_map(|page| {
        let taken = page.payloads.iter().map(|payload| &payload.location);
        let starts: BTreeSet<_> =
            taken.chain(left_out.iter().map(|one| &one.location)).filter_map(|at| at.line).collect();
        let lines = answers.into_iter().flat_map(|answers| answers.lines.keys());
        lines.filter(move |line| !starts.contains(*line)).map(|line| {
            let help = "`--event LINE=NAME` needs the line where a payload starts, as the messages show it";
            Location::line(&page.file, *line).error("no payload starts here", help)
        })
    });
    missing.collect::<Diagnostics>().into_result()
}

/// Notes about the pages for users.
fn notes<'a>(read: &'a [ReadPage], known: &'a Known<'_>, site: &'a Site) -> impl Iterator<Item = Diagnostic> + 'a {
    let empty = read.iter().filter(|page| page.is_empty).map(|page| {
        let help = "nothing on it looks like JSON; copy the page with its code blocks";
        Location::file(&page.file).error("no payload", help)
    });
    let unclear = read.iter().filter_map(|page| {
        let [one, other] = known.of_page(&page.id).unclear?;
        let help = format!("it may be {one} or {other}; give the file with its folder");
        Some(Location::file(&page.file).error("two known pages have this name", help))
    });
    let unused = site.ignore.iter().filter_map(|ignore| {
        let named = PageId::known(ignore.page.as_deref()?);
        let mut of_it = read.iter().filter(|page| page.id.is_same(&named)).peekable();
        let is_unused = of_it.peek().is_some() && of_it.all(|page| !page.ignored.contains(&ignore.location));
        let help = "no text on its pages matches it; correct or remove it";
        is_unused.then(|| ignore.location.clone().error("a hint has no effect", help))
    });
    empty.chain(unclear).chain(unused)
}

/// The pages, where payloads that do not name their events keep their earlier events. The reading of headings may
/// change, and so may the rest of the page, but neither changes the payload.
fn decided_before(
    mut read: Vec<ReadPage>,
    known: &Known<'_>,
    names: &FullNames,
    answers: Option<&Answers>,
) -> Vec<ReadPage> {
    let is_answered = |payload: &Payload| {
        let line = payload.location.line;
        answers.is_some_and(|answers| answers.lines.keys().any(|answer| Some(*answer) == line))
    };
    for page in &mut read {
        let unnamed = page.payloads.iter_mut().filter(|payload| !payload.naming.is_given() && !is_answered(payload));
        for payload in unnamed {
            if let Some(event) = known.event(&page.id, payload, names) {
                payload.event = event;
            }
        }
    }
    read
}

/// The payloads of each page, from all its formats together. A heading that is an alias gives the alias's event.
fn together(read: Vec<ReadPage>, aliases: &[Alias]) -> Vec<PagePayloads> {
    let mut pages: Vec<PagePayloads> = Vec::new();
    for ReadPage { id, payloads, .. } in read {
        let payloads = payloads.into_iter().map(|mut payload| {
            let heading = payload.heading.as_ref().map(|heading| &heading.name);
            let mut aliases = aliases.iter().filter(|alias| alias.api == payload.api);
            if let Some(alias) = aliases.find(|alias| Some(&alias.heading) == heading) {
                payload.event.clone_from(&alias.event);
            }
            (id.clone(), payload)
        });
        let payloads: Vec<_> = payloads.collect();
        match pages.iter_mut().find(|page| page.id.is_same(&id)) {
            Some(page) => page.payloads.extend(payloads),
            None => pages.push(PagePayloads { id, payloads }),
        }
    }
    pages
}

/// The samples that a page showed before and does not show now.
fn gone(
    origins: &Origins,
    known: &Known<'_>,
    pages: &[PageId],
    shown: &BTreeMap<String, NewSample>,
    left_out: &[LeftOut],
) -> Origins {
    let is_shown = |key: &str| {
        let contradicts = |one: &LeftOut| matches!(&one.why, Why::Contradicts { sample, .. } if sample == key);
        shown.contains_key(key) || left_out.iter().any(contradicts)
    };
    let of_pages = pages.iter().map(|page| known.of_page(page)).filter(|of_page| of_page.unclear.is_none());
    let keys = of_pages.flat_map(|of_page| of_page.entries).map(|entry| entry.key);
    let missing = keys.filter(|key| !is_shown(key));
    missing.filter_map(|key| Some((key.to_owned(), origins.get(key)?.clone()))).collect()
}
