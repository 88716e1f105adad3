//! `[envelope.<api>]`: where deliveries name their event, and where their payload is.

use crate::diagnostic::{Diagnostic, Diagnostics, Location};
use crate::interface::Naming;
use crate::pointer;
use crate::samples::delivery::{HEADER_RULE, is_header};
use crate::table::{Places, Table};

/// How many keys may be on the path to a payload. Each becomes a struct.
const MAX_WAY: usize = 16;

/// Where deliveries of an API have the parts that a receiver needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnvelopeHint {
    /// Its place in `hints.toml`, and those of its values.
    pub places: Places,
    /// Where they name their event.
    pub naming: Naming,
    /// Where the payload is, as a JSON pointer. `None`: the whole body is the payload.
    pub payload: Option<String>,
    /// Whether a body is a list of deliveries.
    pub batch: bool,
}

/// One `[envelope.<api>]`.
pub(super) fn envelope(mut table: Table<'_>) -> Result<EnvelopeHint, Diagnostics> {
    let (event, payload) = (place(&mut table, "event"), place(&mut table, "payload"));
    let (header, batch) = (table.get::<String>("header"), table.get("batch").unwrap_or(false));
    let places = table.places().clone();
    if !["event", "payload", "header"].iter().any(|key| table.has(key)) && !batch {
        table.incomplete("empty envelope", "give it an event, a header or a payload, or remove it");
    }
    if let Some(header) = header.as_ref().filter(|header| !is_header(header)) {
        table.error("header", format!("{header:?} is not a header"), HEADER_RULE);
    }
    if let (Some(event), Some(payload)) = (&event, &payload) {
        if event == payload {
            let help = "give each of them its own place";
            table.error("payload", "event and payload are in the same place", help);
        } else if payload.strip_prefix(event.as_str()).is_some_and(|rest| rest.starts_with('/')) {
            let help = "a name is a string and contains nothing; correct the pointers";
            table.error("payload", "the payload is inside the event's name", help);
        }
    }
    if payload.as_deref().is_some_and(|payload| pointer::tokens(payload).count() > MAX_WAY) {
        let help = "each key on the path to it becomes a struct, and at most 16 are allowed";
        table.error("payload", "the payload is too deep", help);
    }
    let naming = Naming { header: header.map(|header| header.to_ascii_lowercase()), pointer: event };
    table.finish(Some(EnvelopeHint { places, naming, payload, batch }))
}

/// Takes a place in bodies.
fn place(table: &mut Table<'_>, key: &'static str) -> Option<String> {
    let place: String = table.get(key)?;
    let location = table.places().of(key).clone();
    table.ok(place_of(&place, &location))
}

/// Converts a place to a JSON pointer: it is a key, or already a pointer.
pub(in crate::samples) fn place_of(place: &str, location: &Location) -> Result<String, Diagnostic> {
    if place.is_empty() {
        return Err(location
            .clone()
            .error("a place without a key", "write a key, or a JSON pointer such as `/data/type`"));
    }
    if !place.starts_with('/') {
        return Ok(format!("/{}", pointer::escape(place)));
    }
    if !pointer::is_valid(place) {
        return Err(location.clone().error(format!("{place:?} is not a JSON pointer"), pointer::RULE));
    }
    Ok(place.to_owned())
}
