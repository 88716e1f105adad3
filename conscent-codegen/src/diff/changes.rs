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

/// The evidence that one version of an API was made from, and the other was not.
#[derive(Clone, Copy, Default)]
pub(super) enum Evidence {
    #[default]
    Samples,
    Archives,
    Both,
}

impl Evidence {
    pub(super) fn of(old: &Version<'_>, new: &Version<'_>) -> Self {
        let samples = |version: &Version<'_>| {
            let events = version.events.values().map(|event| (event.name.clone(), event.samples.clone()));
            events.filter(|(_, samples)| !samples.is_empty()).collect::<Vec<_>>()
        };
        let archives = |version: &Version<'_>| {
            let events = version.events.values().map(|event| (event.name.clone(), event.payload.occurrence.archived));
            events.filter(|(_, archived)| archived.is_some()).collect::<Vec<_>>()
        };
        match (samples(old) == samples(new), archives(old) == archives(new)) {
            (_, true) => Self::Samples,
            (true, false) => Self::Archives,
            (false, false) => Self::Both,
        }
    }
}

/// The changes of one API.
#[derive(Default)]
pub(super) struct Changes {
    pub(super) all: Vec<Change>,
    /// The number of places where only docs and schemas differ.
    pub(super) docs_only: usize,
    /// What is new, and so caused the changes of types.
    pub(super) evidence: Evidence,
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
        let what_is_new = match self.evidence {
            Evidence::Samples => "a sample",
            Evidence::Archives => "an archive",
            Evidence::Both => "a sample or an archive",
        };
        let why = match cause {
            Some(Cause::Revealed) => format!(" ({what_is_new} first reveals it)"),
            Some(Cause::Contradicted) => format!(" ({what_is_new} contradicts it)"),
            None => String::new(),
        };
        self.all.push(Change { cause, ..at.change(what.0, what.1, &format!("{text}{why}")) });
    }
}
