//! The decisions in words for people.

use super::{Structure, What};
use std::fmt;

/// One line for each decision: the place, what was decided, and why.
#[derive(Debug)]
pub struct Explained<'s>(&'s Structure);

impl Structure {
    /// All decisions as lines for people: the place, what was decided, and the evidence.
    #[must_use]
    pub fn explain(&self) -> Explained<'_> {
        Explained(self)
    }
}

impl fmt::Display for Explained<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for place in &self.0.places {
            for decision in &place.decisions {
                let path = if place.path.is_empty() { "document" } else { &place.path };
                writeln!(f, "{path}: {}. {}", decision.what, decision.evidence)?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Map => "map",
            Self::Same => "one definition",
            Self::Recursive => "recursive",
            Self::Required => "required",
            Self::NotRequired => "not required",
            Self::Variants => "variants",
            Self::Open => "open",
        })
    }
}
