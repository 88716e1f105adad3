//! Pages and captures in, sample files out.
//!
//! [`plan`] reads them and decides, and [`apply`] writes: nothing is written while anything is wrong. Whoever applies a plan asks
//! [`Plan::is_change`] first, and shows what a page has changed. The payload of a page goes to
//! `<api>/<event>/<page>.json`, further ones of the same event on that page to `<page>-2.json` and so on. What a `.jsonl` file of
//! captured deliveries teaches goes to `<api>/<event>/capture-<hash>.json`, where bodies that teach the same have the same hash.

mod capture;
mod write;

use crate::correct::{self, Correction};
use crate::diagnostic::{self, Diagnostic, Diagnostics, Place};
use crate::hint::{self, Alias};
use crate::page::{self, Payload};
use crate::sample::provenance::{self, Origin, Origins};
use crate::sample::{self, Fidelity, Sample};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

pub use capture::{Body, Line};
pub use write::{Action, Write, apply};

/// A payload, and the sample that it becomes. Its place is on the page, or among the captures.
struct New {
    payload: Payload,
    sample: Sample,
}

/// What importing does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// What it writes: the samples in order of their paths, then `provenance.toml`. Nothing, if the files hold nothing.
    pub writes: Vec<Write>,
    /// The samples that were taken from one of the pages, and that it does not show any more, by their paths below the samples folder.
    /// They stay as they are.
    pub gone: Origins,
    /// What was put right on the pages; and the captured deliveries that become no samples, and why.
    pub notes: Vec<Diagnostic>,
}

impl Plan {
    /// Whether a page has changed since samples were taken from it.
    #[must_use]
    pub fn is_change(&self) -> bool {
        let is_replaced = |write: &Write| write.action == Action::Replace && write.sample.is_some();
        !self.gone.is_empty() || self.writes.iter().any(is_replaced)
    }
}

/// Replaces people's data in a body, whose event's name it is also given.
pub type Redact<'a> = &'a dyn Fn(&str, &str) -> String;

/// Decides what importing these files writes into the samples folder. A file whose name ends in `.jsonl` has captures, any other is a page.
///
/// Captures are redacted where `redact` is given. A captured body from which an earlier capture has become a sample already, or one that
/// teaches the same, changes nothing.
///
/// # Errors
/// Everything that is wrong with any page, sample or claim on a file; see [`page::read`]. A heading that is the name of another event than
/// the body's is an error too, unless in the samples folder `hints.toml` calls it an alias, or `corrections.toml` corrects the body. In a
/// file of captures it is an error if a line is JSON, and no capture; that a line was torn, or holds what is no event, is told in
/// [`Plan::notes`]. Pages are not redacted: with `redact`, each is an error.
pub fn plan(files: &[PathBuf], samples: &Path, redact: Option<Redact<'_>>) -> Result<Plan, Diagnostics> {
    let (jsonl, pages): (Vec<_>, Vec<_>) =
        files.iter().map(PathBuf::as_path).partition(|file| provenance::is_capture(file));
    let aliases = hint::aliases(samples)?;
    let documented = diagnostic::collect(pages.iter().map(|page| match redact {
        Some(_) => Err(verbatim(page)),
        None => read(page, &aliases),
    }));
    let read = diagnostic::both(documented, capture::read(&jsonl, samples, redact));
    let known = diagnostic::both(correct::read(samples), provenance::read(samples));
    let ((documented, captured), (corrections, mut origins)): ((Vec<_>, _), _) = diagnostic::both(read, known)?;
    let all = distinct(documented.into_iter().flatten().chain(captured.samples.into_values()), samples)?;

    let agreed = diagnostic::collect(all.iter().map(|new| agree(new, &corrections)));
    let writes = diagnostic::collect(all.iter().map(|New { sample, .. }| {
        Write::decide(samples.join(sample.key()), format!("{}\n", sample.text), Some(sample.clone()))
    }));
    let ((), mut writes): ((), Vec<Write>) = diagnostic::both(agreed, writes)?;

    let notes = all.iter().filter_map(|new| new.payload.note.clone()).chain(captured.left_out).collect();
    origins.retain(|key, _| samples.join(key).exists());
    let gone = gone(&origins, &pages, &all);
    if !writes.is_empty() {
        origins.extend(all.into_iter().filter_map(|New { sample, .. }| Some((sample.key(), sample.origin?))));
        writes.push(Write::decide(samples.join(provenance::FILE), provenance::write(&origins)?, None)?);
    }
    Ok(Plan { writes, gone, notes })
}

/// A page's payload is kept as documented, whatever it says of people.
fn verbatim(page: &Path) -> Diagnostics {
    let why = "only captures are redacted; the payloads of a page are documented already, and are kept as they are";
    Place::file(page).says("a page is not redacted", why).into()
}

/// The samples that a page has shown, and does not show now.
fn gone(origins: &Origins, pages: &[&Path], all: &[New]) -> Origins {
    let is_of = |page: &Path, origin: &Origin| page.file_name().is_some_and(|name| name.to_str() == Some(&origin.page));
    let shown: BTreeSet<_> = all.iter().map(|new| new.sample.key()).collect();
    let missing =
        origins.iter().filter(|(key, origin)| !shown.contains(*key) && pages.iter().any(|page| is_of(page, origin)));
    missing.map(|(key, origin)| (key.clone(), origin.clone())).collect()
}

/// The samples of a page, named after it.
fn read(page: &Path, aliases: &[Alias]) -> Result<Vec<New>, Diagnostics> {
    let file = page.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let stem = page.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let mut shown: BTreeMap<(String, String), usize> = BTreeMap::new();
    diagnostic::collect(page::read(page)?.into_iter().map(|mut payload| {
        let heading = payload.heading.as_ref().map(|heading| &heading.name);
        let mut aliases = aliases.iter().filter(|alias| alias.api == payload.api);
        if let Some(alias) = aliases.find(|alias| Some(&alias.heading) == heading) {
            payload.event.clone_from(&alias.event);
        }
        let count = shown.entry((payload.api.clone(), payload.event.clone())).or_default();
        *count += 1;
        let name = if *count == 1 { stem.to_owned() } else { format!("{stem}-{count}") };
        new(payload, name, file)
    }))
}

fn new(payload: Payload, name: String, page: &str) -> Result<New, Diagnostic> {
    for name in [&payload.event, &name] {
        if !sample::is_name(name) {
            return Err(payload.place.says(format!("unsafe name {name:?}"), sample::NAME_RULE));
        }
    }
    let origin = Origin {
        page: page.to_owned(),
        line: payload.place.line.unwrap_or(1),
        heading: payload.heading.as_ref().map(|heading| heading.name.clone()),
    };
    let sample = Sample {
        api: payload.api.clone(),
        event: payload.event.clone(),
        name,
        place: payload.place.clone(),
        text: payload.text.clone(),
        fidelity: Fidelity::Verbatim,
        origin: Some(origin),
    };
    Ok(New { payload, sample })
}

/// The samples in order of their paths. A payload may be given twice, but two payloads cannot share a file, nor differ from each other in
/// no more than case, which some file systems do not tell apart.
fn distinct(all: impl Iterator<Item = New>, samples: &Path) -> Result<Vec<New>, Diagnostics> {
    let mut claims: BTreeMap<String, New> = BTreeMap::new();
    let mut wrong = Vec::new();
    for new in all {
        let key = new.sample.key();
        match claims.get(&key.to_lowercase()) {
            None => {
                claims.insert(key.to_lowercase(), new);
            }
            Some(first) if first.sample.key() == key && first.sample.text == new.sample.text => {}
            Some(first) => {
                let why = format!("{} claims {} too; rename a page", first.sample.place, samples.join(&key).display());
                wrong.push(new.sample.place.says("name is taken", why));
            }
        }
    }
    wrong.into_iter().collect::<Diagnostics>().into_result()?;
    Ok(claims.into_values().collect())
}

/// Checks that the body, corrected, names the event that it is filed under.
fn agree(new: &New, corrections: &[Correction]) -> Result<(), Diagnostic> {
    let (New { payload, sample }, mut corrected) = (new, new.sample.clone());
    let key = sample.key();
    corrections.iter().filter(|correction| correction.sample == key).try_for_each(|one| one.apply(&mut corrected))?;
    let Some(field) = &payload.event_key else { return Ok(()) };
    let Some((place, found)) = sample::contradiction(&corrected, field) else { return Ok(()) };
    let heading = payload.heading.as_ref().map(|heading| {
        let at = Place::line(&payload.place.file, heading.line);
        format!("the heading {:?} ({at}) names another event; ", heading.name)
    });
    let why = heading.unwrap_or_default()
        + &format!(
            "correct the body in {}, as sample {key:?}, or call the heading an alias in {}",
            correct::FILE,
            hint::FILE
        );
    Err(place.says(format!("the body says {found}"), why))
}
