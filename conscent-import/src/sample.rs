//! Converts payloads to samples, and checks that their bodies agree.

use crate::account::{LeftOut, Why};
use crate::page::Payload;
use conscent_codegen::samples::name::folder;
use conscent_codegen::samples::{self, Correction, NAME_RULE, Origin, Sample, is_name};
use conscent_codegen::{Diagnostic, Location};

/// A payload, and its sample. The sample's location is on the page, or in the file of captures.
pub(crate) struct NewSample {
    pub(crate) payload: Payload,
    pub(crate) sample: Sample,
}

impl NewSample {
    /// Converts a payload to a sample. `page` is the page, or the file name of the captures.
    pub(crate) fn new(payload: Payload, name: String, page: &str) -> Result<Self, Diagnostic> {
        if !is_name(&payload.api) {
            return Err(payload.location.error(format!("unsafe name {:?}", payload.api), NAME_RULE));
        }
        if payload.event.is_empty() {
            return Err(payload.location.error("no event", "an event's name must not be empty"));
        }
        let origin = Origin {
            page: page.to_owned(),
            line: Some(payload.location.line.unwrap_or(1)),
            heading: payload.heading.as_ref().map(|heading| heading.name.clone()),
            captured: false,
            redacted: false,
            documents: None,
        };
        let sample = Sample {
            api: payload.api.clone(),
            event: payload.event.clone(),
            folder: folder(&payload.event),
            name,
            location: payload.location.clone(),
            text: payload.text.clone(),
            corrected: false,
            origin: Some(origin),
        };
        Ok(Self { payload, sample })
    }

    /// Checks that the body, with its corrections, names the event of its folder.
    ///
    /// # Errors
    /// A correction does not apply.
    pub(crate) fn contradiction(&self, corrections: &[Correction]) -> Result<Option<LeftOut>, Diagnostic> {
        let (Self { payload, sample }, mut corrected) = (self, self.sample.clone());
        let key = sample.key();
        corrections.iter().filter(|one| one.sample == key).try_for_each(|one| one.apply(&mut corrected))?;
        let Some((location, body)) = samples::contradiction(&corrected, &payload.naming) else { return Ok(None) };
        let heading = payload.heading.as_ref().map(|heading| (heading.name.clone(), heading.line));
        let (heading, line) = heading.unwrap_or_else(|| (payload.event.clone(), payload.location.line.unwrap_or(1)));
        let why = Why::Contradicts { body, heading, line, sample: key };
        let location = Location { line: location.line, ..payload.location.clone() };
        Ok(Some(LeftOut { location, ..self.left_out(why) }))
    }

    /// The payload as a text that is left out.
    pub(crate) fn left_out(&self, why: Why) -> LeftOut {
        LeftOut { location: self.payload.location.clone(), last_line: self.payload.last_line, why, label: None }
    }
}
