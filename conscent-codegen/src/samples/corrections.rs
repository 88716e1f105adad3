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
use crate::diagnostic::{self, Diagnostic, Diagnostics, Location};
use crate::{input, pointer};
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use toml::Spanned;

/// One known mistake of the documentation.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// Its line in `corrections.toml`.
    pub location: Location,
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

/// `corrections.toml` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    #[serde(default)]
    correction: Vec<Spanned<Entry>>,
}

/// One `[[correction]]` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    sample: String,
    pointer: Spanned<String>,
    from: Spanned<toml::Value>,
    to: Spanned<toml::Value>,
    reason: Spanned<String>,
}

/// Reads `corrections.toml` in a samples folder. Without the file, there are no corrections.
///
/// # Errors
/// The file cannot be read, is not valid TOML of this form, or holds a correction twice, without effect, or without a
/// reason.
pub fn corrections(samples: &Path) -> Result<Vec<Correction>, Diagnostics> {
    let file = samples.join(CORRECTIONS);
    let Some((text, content)) = input::toml::<Content>(&file)? else { return Ok(Vec::new()) };
    let corrections: Vec<_> = diagnostic::collect_all(content.correction.into_iter().map(|entry| {
        let location = Location::entry(&file, &text, entry.span().start);
        entry.into_inner().correction(location, |offset| Location::offset(&file, &text, offset))
    }))?;
    repeated(&corrections).into_result()?;
    Ok(corrections)
}

impl Entry {
    /// `place` returns the place of a value at an offset.
    fn correction(self, location: Location, place: impl Fn(usize) -> Location) -> Result<Correction, Diagnostic> {
        let Self { sample, pointer, from, to, reason } = self;
        if archive::is_shape(&sample) {
            let help = "a shape file counts values and does not hold them; remove the correction, and leave the wrong \
                documents out when `conscent infer --shape` writes the file, or overrule it with a hint";
            return Err(location.error("a shape cannot be corrected", help));
        }
        let value = |value: Spanned<toml::Value>, key| {
            let start = value.span().start;
            let help = "JSON has no dates, and no NaN or infinity; quote the value";
            json(value.into_inner()).ok_or_else(|| place(start).error(key, help))
        };
        let (from, to) = (value(from, "from is not JSON")?, value(to, "to is not JSON")?);
        if from == to {
            return Err(location.error("correction without effect", "from and to are the same; remove it"));
        }
        if !pointer::is_valid(pointer.get_ref()) {
            return Err(place(pointer.span().start).error("not a JSON pointer", pointer::RULE));
        }
        if reason.get_ref().trim().is_empty() {
            return Err(place(reason.span().start).error("no reason", "say in `reason` how the mistake is known"));
        }
        let (pointer, reason) = (pointer.into_inner(), reason.into_inner());
        Ok(Correction { location, sample, pointer, from, to, reason })
    }
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
        let first = said.insert((&correction.sample, &correction.pointer), &correction.location)?;
        let why = format!("{first} corrects the same value; keep one");
        Some(correction.location.clone().error("value corrected twice", why))
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
    notes.extend(idle.into_iter().map(|Correction { location, sample, .. }| {
        location.error("correction has no effect", format!("the sample {sample:?} was left out"))
    }));
    others
}

/// Applies each correction to its sample, in the order of the file.
pub(super) fn apply(samples: &mut [Sample], corrections: &[Correction]) -> Result<(), Diagnostics> {
    let mut by_key: BTreeMap<String, &mut Sample> = samples.iter_mut().map(|sample| (sample.key(), sample)).collect();
    let results = corrections.iter().map(|correction| match by_key.get_mut(&correction.sample) {
        Some(sample) => correction.apply(sample),
        None => Err(correction.stale(format!("the sample {:?} does not exist", correction.sample))),
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
            return Err(self.stale(format!("{} has nothing at {}", sample.location, self.pointer)));
        };
        if serde_json::from_str::<Value>(found).ok().as_ref() != Some(&self.from) {
            let at = sample.place_of(span.start);
            return Err(self.stale(format!("{at} does not have {} at {}", self.from, self.pointer)));
        }
        sample.text.replace_range(span, &self.to.to_string());
        sample.corrected = true;
        Ok(())
    }

    fn stale(&self, why: String) -> Diagnostic {
        self.location.clone().error("correction no longer applies", why + "; remove or update it")
    }
}
