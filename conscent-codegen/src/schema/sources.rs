//! The sources of evidence, and how often something was seen in them.
//!
//! Each documented sample and each archive has a number in its API. A sample counts once, however often it shows
//! something; an archive counts its objects, because nothing else is known about its documents.

use crate::interface::{Archived, Occurrence};
use crate::samples::Events;
use std::collections::BTreeSet;

/// The sources of an API, by their numbers: the samples of each event, then its archives.
#[derive(Debug, Default)]
pub(super) struct Sources(Vec<Source>);

#[derive(Debug)]
struct Source {
    event: String,
    is_archive: bool,
}

/// The sources that have something, and how many archived objects do.
#[derive(Clone, Debug, Default)]
pub(super) struct Sightings {
    sources: BTreeSet<usize>,
    archived: u64,
}

impl Sightings {
    /// Adds a source. If it is an archive, `archived` of its objects have the thing.
    pub(super) fn add(&mut self, source: usize, archived: u64) {
        self.sources.insert(source);
        self.archived += archived;
    }

    /// Adds the sightings of the same thing elsewhere.
    pub(super) fn merge(&mut self, other: &Self) {
        self.sources.extend(&other.sources);
        self.archived += other.archived;
    }

    /// How many archived objects have it.
    pub(super) fn archived(&self) -> u64 {
        self.archived
    }
}

impl<'s> FromIterator<&'s Sightings> for Sightings {
    fn from_iter<T: IntoIterator<Item = &'s Self>>(all: T) -> Self {
        let mut merged = Self::default();
        all.into_iter().for_each(|one| merged.merge(one));
        merged
    }
}

impl Sources {
    pub(super) fn of(events: &Events<'_>) -> Self {
        let of_event = |(event, documented): (&&str, &crate::samples::Documented<'_>)| {
            let source = |is_archive| Source { event: (*event).to_owned(), is_archive };
            let samples = documented.evidence.iter().map(move |_| false);
            let all = samples.chain(documented.archives.iter().map(|_| true));
            all.map(source).collect::<Vec<_>>()
        };
        Self(events.iter().flat_map(of_event).collect())
    }

    /// Whether any of them is an archive.
    pub(super) fn have_archives(&self) -> bool {
        self.0.iter().any(|source| source.is_archive)
    }

    /// How much evidence there is: samples and archived objects.
    pub(super) fn evidence(&self, seen: &Sightings) -> u64 {
        self.samples(seen) as u64 + seen.archived
    }

    /// The occurrence of objects.
    pub(super) fn objects(&self, seen: &Sightings) -> Occurrence {
        let samples = self.samples(seen);
        let archived = (seen.archived > 0).then_some(Archived { seen: seen.archived, of: seen.archived });
        let events = seen.sources.iter().filter_map(|&source| self.0.get(source));
        Occurrence { samples, of: samples, events: events.map(|source| source.event.clone()).collect(), archived }
    }

    /// The occurrence of something that some of the objects have. If all of them do, only the objects list the events.
    pub(super) fn part(&self, seen: &Sightings, of: &Occurrence) -> Occurrence {
        let all = of.archived.map(|archived| Archived { seen: seen.archived, ..archived });
        let mut part = Occurrence { of: of.samples, archived: all, ..self.objects(seen) };
        if part.is_in_all() {
            part.events.clear();
        }
        part
    }

    fn samples(&self, seen: &Sightings) -> usize {
        seen.sources.iter().filter(|&&source| self.0.get(source).is_some_and(|source| !source.is_archive)).count()
    }
}
