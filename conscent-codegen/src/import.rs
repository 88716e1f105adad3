//! Pages in, sample files out.
//!
//! [`plan`] reads the pages and decides, and [`apply`] writes: nothing is written while anything is wrong. A payload goes to
//! `<api>/<event>/<page>.json`, further ones of the same event on that page to `<page>-2.json` and so on.

mod write;

use crate::correct::{self, Correction};
use crate::diagnostic::{self, Diagnostic, Diagnostics, Place};
use crate::page::{self, Payload};
use crate::sample::provenance::{self, Origin};
use crate::sample::{self, Fidelity, Sample};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use write::{Action, Write, apply};

/// A payload, and the sample that it becomes. Its place is on the page.
struct New {
    payload: Payload,
    sample: Sample,
}

/// Decides what importing these pages writes into the samples folder: the samples in order of their paths, then `provenance.toml`.
///
/// A sample that differs from the file that is there is refused, unless `force` is given.
///
/// # Errors
/// Everything that is wrong with any page, sample or claim on a file; see [`page::read`]. A heading that is the name of another event than
/// the body's is an error too, unless `corrections.toml` in the samples folder corrects the body.
pub fn plan(pages: &[PathBuf], samples: &Path, force: bool) -> Result<Vec<Write>, Diagnostics> {
    let read = diagnostic::collect(pages.iter().map(|page| read(page)));
    let notes = diagnostic::both(correct::read(samples), provenance::read(samples));
    let (all, (corrections, mut origins)): (Vec<_>, _) = diagnostic::both(read, notes)?;
    let all = distinct(all.into_iter().flatten(), samples)?;

    let agreed = diagnostic::collect(all.iter().map(|new| agree(new, &corrections)));
    let writes = diagnostic::collect(all.iter().map(|New { sample, .. }| {
        let write = Write::decide(samples.join(sample.key()), format!("{}\n", sample.text), Some(sample.clone()))?;
        if write.action == Action::Replace && !force {
            let why =
                format!("{} holds another payload; compare them, and replace it with --force", write.path.display());
            return Err(sample.place.clone().says("sample exists", why));
        }
        Ok(write)
    }));
    let ((), mut writes): ((), Vec<Write>) = diagnostic::both(agreed, writes)?;

    origins.retain(|key, _| samples.join(key).exists());
    origins.extend(all.into_iter().filter_map(|New { sample, .. }| Some((sample.key(), sample.origin?))));
    writes.push(Write::decide(samples.join(provenance::FILE), provenance::write(&origins)?, None)?);
    Ok(writes)
}

/// The samples of a page, named after it.
fn read(page: &Path) -> Result<Vec<New>, Diagnostics> {
    let file = page.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let stem = page.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let mut shown: BTreeMap<(String, String), usize> = BTreeMap::new();
    diagnostic::collect(page::read(page)?.into_iter().map(|payload| {
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
    let why = heading.unwrap_or_default() + &format!("correct the body in {}, as sample {key:?}", correct::FILE);
    Err(place.says(format!("the body says {found}"), why))
}
