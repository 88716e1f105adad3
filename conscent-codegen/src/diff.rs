//! What changed between two versions of the types, and what that is for users of the generated crate.
//!
//! Things are told apart by their names on the wire. How each is seen in Rust is its signature, and the class of a change follows from
//! what became of that:
//!
//! | class | what changed |
//! |---|---|
//! | [`Class::Major`] | a name in Rust is gone, or means something else: another type, another accessor, a [`Box`] where there was none |
//! | [`Class::Minor`] | a name is new. Nobody's code breaks: every generated struct and enum is `#[non_exhaustive]` |
//! | [`Class::Patch`] | docs and schemas only: how often something was seen, whether it was ever null, an example |
//!
//! What the generator itself changes from one version to the next is not in the types, and not told here; nor is what a documented
//! payload says, as long as its types stay.

mod compare;
mod join;
mod object;
mod rename;
mod version;
mod words;

use crate::diagnostic::Diagnostics;
use crate::rust;
use crate::schema::{self, Api};
use serde::Serialize;
use std::fmt;

/// What a change is for users of the generated crate, in the words of semantic versioning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// There is none.
    #[default]
    None,
    /// It concerns docs and schemas.
    Patch,
    /// There is more to use.
    Minor,
    /// Code that uses the crate may not compile any more.
    Major,
}

impl fmt::Display for Class {
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
    /// What stands around all payloads of an api.
    Envelope,
    /// The enum of the events whose names start alike.
    Group,
    /// An event, its payload's type, its variants.
    Event,
    /// A documented payload: a function of the module `samples`.
    Sample,
    /// A type that stands at one or many places.
    Type,
    /// A key of an object: a field with its accessor.
    Key,
    /// A known value of an open enum: a variant.
    Value,
    /// A kind of value of a union: a variant.
    Kind,
    /// What only docs and schemas tell.
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
    /// It was seen always and is seen sometimes, or the other way round: its accessor gives an `Option` for a `Result`, or the other way round.
    Presence,
    /// It is told otherwise, and used as before.
    Described,
}

impl Action {
    /// What follows for users.
    #[must_use]
    pub fn class(self) -> Class {
        match self {
            Self::Added => Class::Minor,
            Self::Removed | Self::Renamed | Self::Retyped | Self::Presence => Class::Major,
            Self::Described => Class::Patch,
        }
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The api.
    pub api: String,
    /// The events that it concerns, sorted.
    pub events: Vec<String>,
    /// Where it stands, if it has a place in the payloads: `purchase.clientName`, `contents[].price`, `envelope.client_info` outside of
    /// them. Of many places, one that is nearest to a payload.
    pub path: Option<String>,
    /// What it is about.
    pub subject: Subject,
    /// What happened to it.
    pub action: Action,
    /// All of that in words, on one line: `v2 purchase.bundle: + purchase.clientName (seen in 1 of 1)`.
    pub text: String,
}

impl Change {
    /// What follows for users.
    #[must_use]
    pub fn class(&self) -> Class {
        self.action.class()
    }
}

/// The class of all changes together: that of the gravest.
#[must_use]
pub fn class(changes: &[Change]) -> Class {
    changes.iter().map(Change::class).max().unwrap_or_default()
}

/// Compares two versions of the types, each as its JSON Schemas tell it. The changes are sorted by api and events, the gravest first.
///
/// # Errors
/// As [`schema::restate`] and [`rust::types`]: none, for types that [`schema::lower`] or [`schema::read`] gave.
pub fn diff(old: &[Api], new: &[Api]) -> Result<Vec<Change>, Diagnostics> {
    let (mut old, new) = (schema::restate(old)?, schema::restate(new)?);
    let renamed = rename::rename(&mut old, &new);
    let (old_types, new_types) = (rust::types(&old)?, rust::types(&new)?);
    let mut changes = compare::compare(&version::all(&old, &old_types), &version::all(&new, &new_types), &renamed);
    changes.sort_by(|a, b| (&a.api, &a.events, b.class()).cmp(&(&b.api, &b.events, a.class())));
    Ok(changes)
}
