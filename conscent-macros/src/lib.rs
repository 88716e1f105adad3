//! The table of all documented events, which handlers are checked against at compile time.

#[rustfmt::skip]
#[expect(dead_code, reason = "read by the attribute macro, which is not written yet")]
mod events;

/// A documented event.
#[expect(dead_code, reason = "as above")]
struct DocumentedEvent {
    /// The api that it belongs to.
    api: &'static str,
    /// Its name on the wire.
    name: &'static str,
    /// The type of its payload.
    payload: &'static str,
    /// What the documentation calls it.
    headings: &'static [&'static str],
}
