//! `corrections.toml`: known mistakes of the documentation.
//!
//! ```toml
//! [[correction]]
//! sample = "v2/purchase.pass/purchase-webhook.json"
//! pointer = "/event"
//! from = "purchase.subscription"
//! to = "purchase.pass"
//! reason = "the page shows it under the heading Purchase.pass"
//! ```
//!
//! A correction replaces one value and leaves every other byte of the sample alone. If it no longer applies, it is an
//! error, so a correction never outlives the mistake. Shape files cannot be corrected, because they hold no values.
//! `from` and `to` are any JSON values except null, which TOML does not have.

use super::sample::LeftOut;
use super::{CORRECTIONS, Sample, archive};
use crate::diagnostic::{self, Diagnostic, Diagnostics};
use crate::pointer;
use crate::table::{Places, Source, Table};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// One known mistake of the documentation.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// Its place in `corrections.toml`, and those of its values.
    pub places: Places,
    /// The sample's path below the samples folder: [`Sample::key`].
    pub sample: String,
    /// The JSON pointer (RFC 6901) to the wrong value.
    pub pointer: String,
    /// The documented value.
    pub from: Value,
    /// The right value.
    pub to: Value,
    /// How this is known.
    pub reason: String,
}

/// Reads `corrections.toml` in a samples folder. Without the file, there are no corrections.
///
/// # Errors
/// The file cannot be read, is not valid TOML of this form, or holds a correction twice, without effect, or without a
/// reason.
pub fn corrections(samples: &Path) -> Result<Vec<Correction>, Diagnostics> {
    let Some(source) = Source::read(&samples.join(CORRECTIONS))? else { return Ok(Vec::new()) };
    let mut file = source.table()?;
    let all: Vec<_> = file.tables("correction").into_iter().filter_map(|entry| file.ok(correction(entry))).collect();
    file.ok(repeated(&all).into_result());
    file.finish(Some(all))
}

/// One `[[correction]]`.
fn correction(mut table: Table<'_>) -> Result<Correction, Diagnostics> {
    let (sample, pointer) = (table.require::<String>("sample"), table.require::<String>("pointer"));
    let (from, to) = (value(&mut table, "from"), value(&mut table, "to"));
    let reason = table.reason("say in `reason` how the mistake is known");
    if sample.as_deref().is_some_and(archive::is_shape) {
        let help = "a shape file counts values and does not hold them; remove the correction, and leave the wrong \
            documents out when `conscent infer --shape` writes the file, or overrule it with a hint";
        table.error("sample", "a shape cannot be corrected", help);
    }
    if from.is_some() && from == to {
        table.error("to", "correction without effect", "from and to are the same; remove it");
    }
    if pointer.as_deref().is_some_and(|pointer| !pointer::is_valid(pointer)) {
        table.error("pointer", "not a JSON pointer", pointer::RULE);
    }
    let places = table.places().clone();
    let parts = sample.zip(pointer).zip(from.zip(to)).zip(reason);
    table.finish(parts.map(|(((sample, pointer), (from, to)), reason)| Correction {
        places,
        sample,
        pointer,
        from,
        to,
        reason,
    }))
}

fn value(table: &mut Table<'_>, key: &'static str) -> Option<Value> {
    let value = json(table.require(key)?);
    if value.is_none() {
        let help = "JSON has no dates, and no NaN or infinity; quote the value";
        table.error(key, format!("{key} is not JSON"), help);
    }
    value
}

/// Converts a TOML value to JSON; `None` if JSON has no such value.
fn json(value: toml::Value) -> Option<Value> {
    Some(match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => Value::Number(serde_json::Number::from_f64(number)?),
        toml::Value::Boolean(bool) => bool.into(),
        toml::Value::Datetime(_) => return None,
        toml::Value::Array(items) => items.into_iter().map(json).collect::<Option<Vec<_>>>()?.into(),
        toml::Value::Table(table) => {
            let fields = table.into_iter().map(|(key, value)| Some((key, json(value)?)));
            Value::Object(fields.collect::<Option<_>>()?)
        }
    })
}

/// Finds corrections of a value that another one already corrects.
fn repeated(corrections: &[Correction]) -> Diagnostics {
    let mut said = BTreeMap::new();
    let repeats = corrections.iter().filter_map(|correction| {
        let first = said.insert((&correction.sample, &correction.pointer), &correction.places.entry)?;
        let why = format!("{first} corrects the same value; keep one");
        Some(correction.places.entry.clone().error("value corrected twice", why))
    });
    repeats.collect()
}

/// The corrections of the samples that are used. Those of samples that were left out are reported as notes.
pub(super) fn of_others(
    corrections: Vec<Correction>,
    left_out: &[LeftOut],
    notes: &mut Vec<Diagnostic>,
) -> Vec<Correction> {
    let keys: BTreeSet<&str> = left_out.iter().map(|one| one.key.as_str()).collect();
    let (idle, others): (Vec<_>, Vec<_>) = corrections.into_iter().partition(|one| keys.contains(one.sample.as_str()));
    notes.extend(idle.into_iter().map(|Correction { places, sample, .. }| {
        places.entry.error("correction has no effect", format!("the sample {sample:?} was left out"))
    }));
    others
}

/// Applies each correction to its sample, in the order of the file.
pub(super) fn apply(samples: &mut [Sample], corrections: &[Correction]) -> Result<(), Diagnostics> {
    let mut by_key: BTreeMap<String, &mut Sample> = samples.iter_mut().map(|sample| (sample.key(), sample)).collect();
    let results = corrections.iter().map(|correction| match by_key.get_mut(&correction.sample) {
        Some(sample) => correction.apply(sample),
        None => Err(correction.stale("sample", format!("the sample {:?} does not exist", correction.sample))),
    });
    diagnostic::check_all(results)
}

impl Correction {
    /// Replaces the wrong value in the sample's text.
    ///
    /// # Errors
    /// The value does not exist, or is not equal to `from`.
    pub fn apply(&self, sample: &mut Sample) -> Result<(), Diagnostic> {
        let Some((span, found)) = pointer::span(&sample.text, &self.pointer).and_then(|span| {
            let found = sample.text.get(span.clone())?;
            Some((span, found))
        }) else {
            return Err(self.stale("pointer", format!("{} has nothing at {}", sample.location, self.pointer)));
        };
        if serde_json::from_str::<Value>(found).ok().as_ref() != Some(&self.from) {
            let at = sample.place_of(span.start);
            return Err(self.stale("from", format!("{at} does not have {} at {}", self.from, self.pointer)));
        }
        sample.text.replace_range(span, &self.to.to_string());
        sample.corrected = true;
        Ok(())
    }

    /// `key` has the value that no longer fits the sample.
    fn stale(&self, key: &str, why: String) -> Diagnostic {
        self.places.of(key).clone().error("correction no longer applies", why + "; remove or update it")
    }
}
