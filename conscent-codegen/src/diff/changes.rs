//! The changes found so far, and the location of each.

use super::version::{Occurrences, Version};
use super::{Action, Cause, Change, Subject, words};
use std::collections::BTreeSet;

/// The place of a change.
pub(super) struct At<'a> {
    pub(super) version: &'a Version<'a>,
    pub(super) occurrences: Occurrences<'a>,
}

impl<'a> At<'a> {
    pub(super) fn new(version: &'a Version<'a>, occurrences: Occurrences<'a>) -> Self {
        Self { version, occurrences }
    }

    /// All events, without a path.
    pub(super) fn all(version: &'a Version<'a>) -> Self {
        Self::events(version, version.events.keys().copied().collect())
    }

    /// Some events, without a path.
    pub(super) fn events(version: &'a Version<'a>, events: BTreeSet<&'a str>) -> Self {
        Self::new(version, Occurrences { path: String::new(), events })
    }

    pub(super) fn path(&self) -> &str {
        &self.occurrences.path
    }

    pub(super) fn change(&self, subject: Subject, action: Action, text: &str) -> Change {
        let Occurrences { path, events } = &self.occurrences;
        Change {
            api: self.version.module.api.clone(),
            events: events.iter().map(ToString::to_string).collect(),
            path: (!path.is_empty()).then(|| path.clone()),
            subject,
            action,
            cause: None,
            text: format!("{}: {text}", words::scope(self.version, events)),
        }
    }
}

/// The changes of one API.
#[derive(Default)]
pub(super) struct Changes {
    pub(super) all: Vec<Change>,
    /// The number of places where only docs and schemas differ.
    pub(super) docs_only: usize,
}

impl Changes {
    pub(super) fn add(&mut self, at: &At<'_>, subject: Subject, action: Action, text: impl AsRef<str>) {
        self.all.push(at.change(subject, action, text.as_ref()));
    }

    /// Adds the change of a type, with its cause.
    pub(super) fn retyped(&mut self, at: &At<'_>, subject: Subject, cause: Option<Cause>, text: &str) {
        self.add_for(at, (subject, Action::Retyped), cause, text);
    }

    /// Adds that a type is no longer used, with the cause.
    pub(super) fn type_removed(&mut self, at: &At<'_>, cause: Option<Cause>, text: &str) {
        self.add_for(at, (Subject::Type, Action::Removed), cause, text);
    }

    fn add_for(&mut self, at: &At<'_>, what: (Subject, Action), cause: Option<Cause>, text: &str) {
        let why = match cause {
            Some(Cause::Revealed) => " (a sample first reveals it)",
            Some(Cause::Contradicted) => " (a sample contradicts it)",
            None => "",
        };
        self.all.push(Change { cause, ..at.change(what.0, what.1, &format!("{text}{why}")) });
    }
}
