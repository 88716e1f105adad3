//! Compares two versions of an interface, and rates each change by its impact on users of the generated crate.
//!
//! Things are identified by their names on the wire. The impact of a change follows from what became of their names and types in Rust:
//!
//! | impact | what changed |
//! |---|---|
//! | [`SemverImpact::Major`] | a name in Rust is gone, or means something else: another type, a [`Box`] where there was none |
//! | [`SemverImpact::Minor`] | a name is new. No code breaks: every generated struct and enum is `#[non_exhaustive]` |
//! | [`SemverImpact::Patch`] | docs and schemas only: how often something was seen, whether that is always, whether it was ever null, an example; and what receivers have to know of deliveries, such as where they have their id |
//!
//! Samples that are added after a release change types only where they contradict them, or first reveal them: [`Cause`] says which.
//!
//! What a new version of the generator changes in the code is not in the interface, and not reported here; nor is the content of a
//! documented payload, as long as its types stay.

mod cause;
mod changes;
mod compare;
mod join;
mod object;
mod removed;
mod rename;
mod version;
mod words;

use crate::interface::Interface;
use serde::Serialize;
use std::fmt;

/// What a change requires of the next version, in the words of semantic versioning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SemverImpact {
    /// There is no change.
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

/// What a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    /// An api: a module.
    Api,
    /// The envelope of an api, and what else receivers have to know of its deliveries.
    Envelope,
    /// The enum of the events whose names start alike.
    Group,
    /// An event, its payload's type, its variants.
    Event,
    /// A documented payload: a function of the module `samples`.
    Sample,
    /// A type that events share.
    Type,
    /// A key of an object: a field with its accessor.
    Key,
    /// A known value of an open enum: a variant.
    Value,
    /// A kind of value of a union: a variant.
    Kind,
    /// What only docs and schemas show.
    Docs,
}

/// What happened to it.
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
    /// Only its docs changed, or what no type shows.
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

/// Why samples changed the type of something, if they had to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Cause {
    /// A sample first reveals a type that was unknown: a value where there was only null or an empty list, a set where there was a text, an
    /// object where there was a map.
    Revealed,
    /// A sample contradicts the type: a value of another kind, or of another form.
    Contradicted,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The api.
    pub api: String,
    /// The events that it concerns, sorted.
    pub events: Vec<String>,
    /// Its place in the payloads, if it has one: `purchase.clientName`, `contents[].price`, `envelope.client_info` outside of
    /// them. Of several places, the nearest to a payload.
    pub path: Option<String>,
    /// What it is about.
    pub subject: Subject,
    /// What happened to it.
    pub action: Action,
    /// Why its type had to change, if it was for a sample.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// All of that in words, on one line: `v2 purchase.bundle: + purchase.clientName (seen in 1 of 1)`.
    pub text: String,
}

impl Change {
    /// The impact on users.
    #[must_use]
    pub fn impact(&self) -> SemverImpact {
        self.action.impact()
    }
}

/// The impact of all changes together: the greatest of them.
#[must_use]
pub fn impact(changes: &[Change]) -> SemverImpact {
    changes.iter().map(Change::impact).max().unwrap_or_default()
}

/// Compares two versions. The changes are sorted by api and events, those with the greatest impact first.
#[must_use]
pub fn diff(old: &Interface, new: &Interface) -> Vec<Change> {
    let mut old = old.clone();
    let renamed = rename::rename(&mut old, new);
    let mut changes = compare::compare(&version::all(&old), &version::all(new), &renamed);
    changes.sort_by(|a, b| (&a.api, &a.events, b.impact()).cmp(&(&b.api, &b.events, a.impact())));
    changes
}
