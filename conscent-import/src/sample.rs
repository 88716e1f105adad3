//! Payloads as samples: their names, and the checks on them.

use crate::page::Payload;
use conscent_codegen::samples::{self, CORRECTIONS, Correction, HINTS, NAME_RULE, Origin, Sample};
use conscent_codegen::{Diagnostic, Diagnostics, Location};
use std::collections::BTreeMap;
use std::path::Path;

/// A payload, and the sample that it becomes. The sample's location is on the page, or in the file of captures.
pub(crate) struct NewSample {
    pub(crate) payload: Payload,
    pub(crate) sample: Sample,
}

impl NewSample {
    /// Makes a sample of a payload. `page` is the file name of the page or of the captures.
    pub(crate) fn new(payload: Payload, name: String, page: &str) -> Result<Self, Diagnostic> {
        if let Some(unsafe_name) = [&payload.api, &name].into_iter().find(|name| !samples::is_name(name)) {
            return Err(payload.location.error(format!("unsafe name {unsafe_name:?}"), NAME_RULE));
        }
        if payload.event.is_empty() {
            return Err(payload.location.error("no event", "the name of an event is not empty"));
        }
        let origin = Origin {
            page: page.to_owned(),
            line: payload.location.line.unwrap_or(1),
            heading: payload.heading.as_ref().map(|heading| heading.name.clone()),
        };
        let sample = Sample {
            api: payload.api.clone(),
            event: payload.event.clone(),
            name,
            location: payload.location.clone(),
            text: payload.text.clone(),
            corrected: false,
            origin: Some(origin),
        };
        Ok(Self { payload, sample })
    }

    /// Checks that the body, with its corrections, names the event of its folder.
    pub(crate) fn agree(&self, corrections: &[Correction]) -> Result<(), Diagnostic> {
        let (Self { payload, sample }, mut corrected) = (self, self.sample.clone());
        let key = sample.key();
        corrections.iter().filter(|one| one.sample == key).try_for_each(|one| one.apply(&mut corrected))?;
        let Some((location, found)) = samples::contradiction(&corrected, &payload.naming) else { return Ok(()) };
        let heading = payload.heading.as_ref().map(|heading| {
            let at = Location::line(&payload.location.file, heading.line);
            format!("the heading {:?} ({at}) names another event; ", heading.name)
        });
        let help =
            format!("correct the body in {CORRECTIONS}, as sample {key:?}, or call the heading an alias in {HINTS}");
        Err(location.error(format!("the body says {found}"), heading.unwrap_or_default() + &help))
    }
}

/// The samples in order of their paths. The same payload may occur twice, but two different payloads cannot share a
/// file. Nor can they have names that differ only in case: some file systems treat these as one.
pub(crate) fn distinct(all: impl Iterator<Item = NewSample>, folder: &Path) -> Result<Vec<NewSample>, Diagnostics> {
    let mut claims: BTreeMap<String, NewSample> = BTreeMap::new();
    let mut errors = Vec::new();
    for new in all {
        let key = new.sample.key();
        match claims.get(&key.to_lowercase()) {
            None => {
                claims.insert(key.to_lowercase(), new);
            }
            Some(first) if first.sample.key() == key && first.sample.text == new.sample.text => {}
            Some(first) => {
                let file = folder.join(&key);
                let help = format!("{} claims {} too; rename a page", first.sample.location, file.display());
                errors.push(new.sample.location.error("name is taken", help));
            }
        }
    }
    errors.into_iter().collect::<Diagnostics>().into_result()?;
    Ok(claims.into_values().collect())
}
