//! Compares two versions of an interface, and rates each change by its impact on users of the generated crate.
//!
//! Items are identified by their names on the wire. The impact of a change depends on what happened to their names and
//! types in Rust:
//!
//! | impact | what changed |
//! |---|---|
//! | [`SemverImpact::Major`] | a name in Rust is gone, or has another meaning: another type, or a new [`Box`] |
//! | [`SemverImpact::Minor`] | a name is new. No code breaks: every generated struct and enum is `#[non_exhaustive]` |
//! | [`SemverImpact::Patch`] | only docs and schemas: how often something was seen, whether it is always present, whether it was ever null, an example; or what receivers need to know about deliveries, such as the place of their id |
//!
//! Samples that are added after a release change a type only if they contradict it, or first reveal it: see [`Cause`].
//!
//! Two changes are not reported, because the interface does not contain them: code that a new version of the generator
//! writes differently, and the content of a documented payload, as long as its types stay the same.

mod cause;
mod changes;
mod compare;
mod join;
mod object;
mod removed;
mod rename;
mod version;
mod views;
mod words;

use crate::interface::Interface;
use serde::Serialize;
use std::fmt;

/// What a change requires of the next version, in the terms of semantic versioning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SemverImpact {
    /// Nothing changed.
    #[default]
    None,
    /// Docs and schemas changed, or how webhooks are delivered.
    Patch,
    /// Something was added.
    Minor,
    /// Code that uses the crate may no longer compile.
    Major,
}

impl fmt::Display for SemverImpact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        })
    }
}

/// What changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    /// An API: a module.
    Api,
    /// The envelope of an API, or another fact that receivers need to know about its deliveries.
    Envelope,
    /// The enum of the events whose names start with the same part.
    Group,
    /// An event, its payload's type and its variants.
    Event,
    /// A documented payload: a function of the module `samples`.
    Sample,
    /// A type that events share.
    Type,
    /// A key of an object: a field with its accessor.
    Key,
    /// The view of a variant of an object: a method, its enum, and a struct that borrows the object.
    View,
    /// A known value of an open enum: a variant.
    Value,
    /// A kind of value of a union: a variant.
    Kind,
    /// Something that only docs and schemas show.
    Docs,
}

/// How it changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It has another name in Rust.
    Renamed,
    /// It has another type in Rust.
    Retyped,
    /// Only its docs changed, or something else that no type shows.
    #[serde(rename = "described")]
    DocsOnly,
}

impl Action {
    /// The impact on users.
    #[must_use]
    pub fn impact(self) -> SemverImpact {
        match self {
            Self::Added => SemverImpact::Minor,
            Self::Removed | Self::Renamed | Self::Retyped => SemverImpact::Major,
            Self::DocsOnly => SemverImpact::Patch,
        }
    }
}

/// Why samples or archives forced a type to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Cause {
    /// A sample or an archive first reveals a type that was unknown: a value instead of only null or an empty list, a set of codes
    /// instead of text, an object instead of a map.
    Revealed,
    /// A sample or an archive contradicts the type: a value of another kind, or of another form.
    Contradicted,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The API.
    pub api: String,
    /// The events that it affects, sorted.
    pub events: Vec<String>,
    /// Its path in the payloads, if it has one: `purchase.clientName`, `contents[].price`; outside of payloads,
    /// `envelope.client_info`. If it has several, the shortest.
    pub path: Option<String>,
    /// What changed.
    pub subject: Subject,
    /// How it changed.
    pub action: Action,
    /// Why its type had to change, if a sample or an archive is the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// The change in words, on one line: `v2 purchase.bundle: + purchase.clientName (seen in 1 of 1)`.
    pub text: String,
}

impl Change {
    /// The impact on users.
    #[must_use]
    pub fn impact(&self) -> SemverImpact {
        self.action.impact()
    }
}

/// The impact of all changes together, which is the greatest single impact.
#[must_use]
pub fn impact(changes: &[Change]) -> SemverImpact {
    changes.iter().map(Change::impact).max().unwrap_or_default()
}

/// Compares two versions. The changes are sorted by API and events; within them, the greatest impact comes first.
#[must_use]
pub fn diff(old: &Interface, new: &Interface) -> Vec<Change> {
    let mut old = old.clone();
    let renamed = rename::rename(&mut old, new);
    let mut changes = compare::compare(&version::all(&old), &version::all(new), &renamed);
    changes.sort_by(|a, b| (&a.api, &a.events, b.impact()).cmp(&(&b.api, &b.events, a.impact())));
    changes
}
