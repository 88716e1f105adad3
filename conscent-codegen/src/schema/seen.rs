//! In how many samples something was seen, as data and in words.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// In how many samples something was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The samples that have it.
    pub samples: usize,
    /// The samples that could have it.
    pub of: usize,
    /// The events of the samples that have it.
    pub events: BTreeSet<String>,
}

/// How many events a text about sightings names before it only counts them.
const NAMED_EVENTS: usize = 8;

/// `in 3 of 4 samples: purchase.bundle, purchase.pass`, or `in all 4 samples`.
impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.samples, self.of) {
            (1, 1) => f.write_str("in the only sample"),
            (all, of) if all == of => write!(f, "in all {of} samples"),
            _ => f.write_str(&self.named()),
        }
    }
}

impl Seen {
    /// The events, if these are all: what is read from a text may know only the first.
    pub(crate) fn all_events(&self) -> Option<&BTreeSet<String>> {
        (1..NAMED_EVENTS).contains(&self.events.len()).then_some(&self.events)
    }

    /// `in 4 of 4 samples: purchase.bundle, purchase.pass`.
    #[must_use]
    pub fn named(&self) -> String {
        let named: Vec<String> =
            self.events.iter().take(NAMED_EVENTS).map(|event| event.escape_debug().to_string()).collect();
        let more = match self.events.len().saturating_sub(NAMED_EVENTS) {
            0 => String::new(),
            more => format!(" and {more} more events"),
        };
        let samples = if self.of == 1 { "sample" } else { "samples" };
        format!("in {} of {} {samples}: {}{more}", self.samples, self.of, named.join(", ").replace('`', "'"))
    }
}

/// Not the text of a [`Seen`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotSeen;

/// Reads what [`Seen`] is displayed as. Events that the text does not name are not known.
impl FromStr for Seen {
    type Err = NotSeen;

    fn from_str(text: &str) -> Result<Self, NotSeen> {
        if text == "in the only sample" {
            return Ok(Self { samples: 1, of: 1, events: BTreeSet::new() });
        }
        let (counts, events) = text.split_once(": ").unwrap_or((text, ""));
        let number = |text: &str| text.parse().map_err(|_| NotSeen);
        let (samples, of) = match counts.split(' ').collect::<Vec<_>>().as_slice() {
            ["in", "all", all, "samples"] => (number(all)?, number(all)?),
            ["in", samples, "of", of, "sample" | "samples"] => (number(samples)?, number(of)?),
            _ => return Err(NotSeen),
        };
        let named = events.split_once(" and ").map_or(events, |(named, _)| named);
        let events = named.split(", ").filter(|event| !event.is_empty()).map(str::to_owned).collect();
        Ok(Self { samples, of, events })
    }
}
