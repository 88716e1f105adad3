//! What became of a delivery, for observers.

use std::time::Duration;

use crate::{Ack, Delivery, HandlerError, Unrouted};

/// What became of a delivery. Observers see each delivery once, before its dispatch returns.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Outcome<'a> {
    /// The delivery.
    pub delivery: &'a Delivery,
    /// The event or group of the handler that took it, as it is registered; `None` if the fallback did.
    pub handler: Option<&'static str>,
    /// Why it came to the fallback; `None` if a handler took it.
    pub unrouted: Option<&'a Unrouted>,
    /// What the handler or the fallback gave.
    pub result: Result<Ack, &'a HandlerError>,
    /// How long that took.
    pub elapsed: Duration,
}
