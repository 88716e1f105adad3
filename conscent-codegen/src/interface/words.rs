//! Types and occurrences as text, for sources and docs; and the keys and codes of a module.

use super::{Archived, Field, Module, Occurrence, OpenEnum, RustType};
use crate::text::{count, count_large, escape, grouped};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Display, Formatter, Result};

/// The type as Rust code, where the names of conscent-core and `serde_json` are in scope.
impl Display for RustType {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Any => f.write_str("Value"),
            Self::Json => f.write_str("Json"),
            Self::Bool => f.write_str("bool"),
            Self::Number => f.write_str("Number"),
            Self::String => f.write_str("String"),
            Self::Timestamp => f.write_str("Timestamp"),
            Self::EpochSeconds => f.write_str("EpochSeconds"),
            Self::EpochMillis => f.write_str("EpochMillis"),
            Self::Decimal => f.write_str("Decimal"),
            Self::Payload => f.write_str("P"),
            Self::Around(name) => write!(f, "{name}<P>"),
            Self::Named(name) => f.write_str(name),
            Self::Vec(item) => write!(f, "Vec<{item}>"),
            Self::Option(inner) => write!(f, "Option<{inner}>"),
            Self::Map(values) => write!(f, "BTreeMap<String, {values}>"),
            Self::Box(inner) => write!(f, "Box<{inner}>"),
        }
    }
}

impl RustType {
    /// The type that accessors return for it: `&str`, `bool`.
    pub(crate) fn borrowed(&self) -> String {
        match self {
            Self::Bool => "bool".to_owned(),
            Self::String => "&str".to_owned(),
            Self::Vec(item) => format!("&[{item}]"),
            Self::Box(inner) => format!("&{inner}"),
            held => format!("&{held}"),
        }
    }
}

impl Field {
    /// The accessor that returns an error if there is no value.
    #[must_use]
    pub fn require_ident(&self) -> String {
        format!("require_{}", self.ident)
    }

    /// The type that the accessors return: `&str`, in an `Option`, or from `require_…` in a `Result`.
    #[must_use]
    pub fn borrowed_type(&self) -> String {
        self.ty.borrowed()
    }
}

/// `in 3 of 4 samples: purchase.bundle, purchase.pass`, or `in all 4 samples`; with archives, `in all 4 samples, and in
/// 1,204,113 of 1,204,118 archived objects`.
impl Display for Occurrence {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let Self { samples, of, archived, .. } = self;
        if !self.is_seen() {
            // A field that is known from other events.
            let archived = archived.map(|archived| count_large(archived.of, ARCHIVED));
            return match (of, archived) {
                (0, None) => write!(f, "in payloads of {}", self.named_events()),
                (of, None) => write!(f, "in no sample of this event ({of}), but in payloads of other events"),
                (0, Some(all)) => write!(f, "in none of {all} of this event, but in payloads of other events"),
                (of, Some(all)) => write!(
                    f,
                    "in no sample of this event ({of}), and in none of {all}, but in payloads of other events"
                ),
            };
        }
        let in_samples = match (samples, of) {
            (0, 0) => None,
            (1, 1) => Some("in the only sample".to_owned()),
            (2, 2) => Some("in both samples".to_owned()),
            (0, of) => Some(format!("in no sample of {of}")),
            (all, of) if all == of => Some(format!("in all {of} samples")),
            (samples, of) => Some(format!("in {samples} of {}", count(*of, "sample"))),
        };
        let in_archives = archived.map(|Archived { seen, of }| match (seen, of) {
            (1, 1) => "in the only archived object".to_owned(),
            (all, of) if all == of => format!("in all {}", count_large(of, ARCHIVED)),
            (0, of) => format!("in none of {}", count_large(of, ARCHIVED)),
            (seen, of) => format!("in {} of {}", grouped(seen), count_large(of, ARCHIVED)),
        });
        let and = if *samples == 0 { ", but " } else { ", and " };
        f.write_str(&in_samples.into_iter().chain(in_archives).collect::<Vec<_>>().join(and))?;
        if self.is_in_all() { Ok(()) } else { write!(f, ": {}", self.named_events()) }
    }
}

/// What an archive counts.
const ARCHIVED: &str = "archived object";

/// How many events a sentence names. It only counts the rest, since more would not fit on two lines of docs.
const NAMED_EVENTS: usize = 8;

impl Occurrence {
    /// How many objects were seen: `3 samples`, `3 samples and 1,204 archived objects`.
    #[must_use]
    pub fn counted(&self) -> String {
        let samples = count(self.samples, "sample");
        match self.archived.filter(|archived| archived.seen > 0) {
            None => samples,
            Some(archived) if self.samples == 0 => count_large(archived.seen, ARCHIVED),
            Some(archived) => format!("{samples} and {}", count_large(archived.seen, ARCHIVED)),
        }
    }

    /// The events, for a sentence: `purchase.bundle, purchase.pass and 3 more events`.
    #[must_use]
    pub fn named_events(&self) -> String {
        let named: Vec<String> = self.events.iter().take(NAMED_EVENTS).map(|event| escape(event)).collect();
        let named = named.join(", ");
        match self.events.len().saturating_sub(NAMED_EVENTS) {
            0 => named,
            more => format!("{named} and {more} more events"),
        }
    }
}

impl Module {
    /// The keys of all structs.
    #[must_use]
    pub fn keys(&self) -> BTreeSet<&str> {
        self.all_structs().flat_map(|one| &one.fields).chain(&self.shared).map(|field| field.key.as_str()).collect()
    }

    /// The values of open enums, by the key of the field that has them.
    #[must_use]
    pub fn codes(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut codes: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for OpenEnum { keys, values, .. } in &self.enums {
            // The name of a struct has no dot, but a key may have one.
            for (_, key) in keys.iter().filter_map(|place| place.split_once('.')) {
                codes.entry(key).or_default().extend(values.iter().map(|value| value.text.as_str()));
            }
        }
        codes
    }
}
