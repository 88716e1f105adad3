//! The error of a delivery that does not name its event.

use std::fmt;

use conscent_core::Undecodable;

use super::Delivery;

/// A delivery does not name its event. The error holds the delivery, so that nothing that arrived is lost.
#[derive(Debug)]
pub struct ParseError {
    delivery: Box<Delivery>,
    why: Undecodable,
}

impl ParseError {
    pub(super) fn new(delivery: Delivery, why: Undecodable) -> Self {
        Self { delivery: Box::new(delivery), why }
    }

    /// The reason why the name could not be read.
    #[must_use]
    pub fn why(&self) -> &Undecodable {
        &self.why
    }

    /// The delivery, without an event. A router gives it to the fallback.
    #[must_use]
    pub fn into_delivery(self) -> Delivery {
        *self.delivery
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.why.fmt(f)
    }
}

impl std::error::Error for ParseError {}
