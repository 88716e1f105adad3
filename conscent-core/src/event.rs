//! Events.

use crate::Object;

/// The payload of one kind of webhook: what its envelope holds, or the whole body where the api has no envelope.
pub trait Event: Object {
    /// The event's name on the wire, or the name of its sample where bodies carry none: `purchase.pass`.
    const NAME: &'static str;

    /// The api (generation of webhooks) that it belongs to: `v2`.
    const API: &'static str;
}
