//! The samples of events, as the page shows them.

use super::json;
use super::view::Sample;
use super::words::id;
use crate::show::printable;
use crate::words as vocabulary;
use conscent::redact::Redactor;
use conscent_codegen::interface::{Event, Module};
use conscent_codegen::samples::{self, Samples};
use conscent_codegen::{Diagnostics, Location};
use std::path::Path;

/// The samples, and the redactor that makes captured ones safe to show.
pub(super) struct Documented<'a> {
    samples: &'a Samples,
    redactor: Option<Redactor>,
}

impl<'a> Documented<'a> {
    /// The samples of a folder.
    ///
    /// A captured sample that the import did not redact is redacted here. The secret is random, because with a known one, readers could try
    /// likely values.
    pub(super) fn new(samples: &'a Samples, folder: &Path) -> Result<Self, Diagnostics> {
        let redactor = if samples.all.iter().any(needs_redaction) {
            let redactor = Redactor::random()
                .map_err(|error| Location::file("redaction").error("no random bytes", error.to_string()))?;
            Some(redactor.keeping(vocabulary::of_folder(folder)?))
        } else {
            None
        };
        Ok(Self { samples, redactor })
    }

    /// The samples of an event.
    pub(super) fn of(&self, module: &Module, event: &Event) -> Vec<Sample> {
        let shown = event.samples.iter().filter_map(|function| {
            let is_it =
                |one: &&samples::Sample| one.api == module.api && one.event == event.name && one.name == function.name;
            let sample = self.samples.all.iter().find(is_it)?;
            let redacted = self.redactor.as_ref().filter(|_| needs_redaction(sample));
            let redacted = redacted.map(|redactor| redactor.body(&sample.text, &event.name));
            let words = [
                (function.corrected, "corrected"),
                (function.captured, "captured"),
                (function.redacted || redacted.is_some(), "redacted"),
            ];
            Some(Sample {
                id: id(module, &format!("samples.{}", function.ident)),
                name: printable(&function.name),
                words: words.into_iter().filter(|(is_so, _)| *is_so).map(|(_, word)| word).collect(),
                origin: printable(&function.origin),
                pieces: json::pretty(redacted.as_ref().unwrap_or(&sample.text)),
            })
        });
        shown.collect()
    }
}

fn needs_redaction(sample: &samples::Sample) -> bool {
    sample.origin.as_ref().is_some_and(|origin| origin.captured && !origin.redacted)
}
