//! Decides which objects have data as keys: identifiers, dates, addresses. These objects are maps, and their keys never
//! appear in source code. Each guess is noted in the output of the run.

use super::ident::words;
use super::profile::kinds;
use crate::text::escape;
use conscent_shape::{Fields, Form, Forms, Objects, Shape};
use std::collections::{BTreeMap, BTreeSet};

/// How many keys that do not repeat prove that the keys are data, although they do not look like data. No vendor's
/// documentation has a struct with so many optional fields, of which an object has one in [`PRESENCE`]. `DuckDB` and
/// quicktype draw the line at 20 to 200.
const KEYS: usize = 24;

/// See [`KEYS`].
const PRESENCE: u64 = 8;

/// Words at the end of keys whose objects have names chosen by users of a service: header fields of a request, labels,
/// variables.
const NAMED_BY_USERS: &[&str] = &["annotations", "env", "headers", "labels", "metadata", "tags", "variables"];

/// Words at the end of keys whose objects have names chosen by users in some services, and fixed fields in others.
const OFTEN_NAMED_BY_USERS: &[&str] =
    &["attributes", "claims", "fields", "keys", "parameters", "params", "properties", "slots"];

/// Whether the keys of the objects under a key are data.
pub(super) fn are_keys_data(key: &str, objects: &Objects) -> bool {
    let Fields::Known(fields) = &objects.fields else { return true };
    let varies = || objects.count > 1 && fields.values().all(|field| field.seen < objects.count);
    let is_named_by_users = ends_with(key, NAMED_BY_USERS) || ends_with(key, OFTEN_NAMED_BY_USERS) && varies();
    if is_named_by_users && fields.values().all(|field| is_text(&field.shape)) {
        return true;
    }
    let all = fields.len();
    let identifiers = fields.keys().filter(|key| is_identifier(key)).count();
    // In some objects digits are names of fields, next to words (`+1`, `100`), so they count as data only if all keys
    // are digits.
    let digits = fields.keys().filter(|key| Form::Digits.matches(key)).count();
    if all > 0 && (identifiers * 2 >= all || identifiers + digits == all) {
        return true;
    }
    let seen: u64 = fields.values().map(|field| field.seen).sum();
    let is_rare = seen * PRESENCE <= objects.count * all as u64;
    let mut known = fields.values().map(|field| kinds(&field.shape)).filter(|kinds| *kinds != 0);
    let first = known.next();
    all >= KEYS && is_rare && known.all(|kinds| Some(kinds) == first)
}

fn ends_with(key: &str, last: &[&str]) -> bool {
    words(key).last().is_some_and(|word| last.contains(&word.as_str()))
}

/// Whether all values are strings, or lists of strings, as they are for names chosen by users.
fn is_text(shape: &Shape) -> bool {
    let Shape { null: _, bool, number, string: _, array, object } = shape;
    bool + number.count + object.count == 0 && array.item.as_deref().is_none_or(is_text)
}

/// Whether a key identifies a person, a thing or a time, and so is not a field.
pub(super) fn is_identifier(key: &str) -> bool {
    // `jo@mail`, `@jo:server.example`, `!room:server.example`: programs have no such names.
    let has_address = key.find('@').is_some_and(|at| at > 0);
    // XML has names such as `@xsi:type`.
    let has_server = key.starts_with(|c: char| c.is_ascii_punctuation())
        && key.split_once(':').is_some_and(|(_, server)| server.contains('.'));
    if has_address || has_server {
        return true;
    }
    let forms = Forms::of(key);
    let is_private = forms.iter().any(|form| match form {
        Form::Digits | Form::Decimal | Form::Code => false,
        form => form.is_private() || form == Form::Timestamp,
    });
    let is_word = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    let digits = key.bytes().filter(u8::is_ascii_digit).count();
    let letters = key.bytes().filter(u8::is_ascii_alphabetic).count();
    let is_id = letters > 0 && digits >= DIGITS && !forms.contains(Form::Code) || key.split(['_', '-']).any(is_random);
    is_private || is_word && is_id
}

/// Whether letters and digits alternate as in no word: `Nffr6m1x8yyZ9q`.
fn is_random(part: &str) -> bool {
    let numbers = part.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty()).count();
    part.len() >= RANDOM && numbers >= 3
}

/// The minimum length of the random part of an id.
const RANDOM: usize = 10;

/// The minimum number of digits in an id. Names of fields may contain a year or a size (`sha256`, `address_2`).
const DIGITS: usize = 5;

/// A decision about the keys of the objects at a place, because they look like data.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Guess {
    pub(super) event: Option<String>,
    pub(super) pointer: String,
    pub(super) taken: Taken,
}

/// How keys that look like data are treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Taken {
    /// The objects are maps.
    Map,
    /// A key among names is data, not a field.
    KeyLeftOut,
}

/// The notes about guesses for the output of a run, one line per place.
pub(super) fn notes(api: &str, guesses: &[Guess]) -> Vec<String> {
    let mut places = BTreeMap::<(&str, Taken), BTreeSet<&str>>::new();
    for guess in guesses {
        let events = places.entry((&guess.pointer, guess.taken)).or_default();
        events.extend(guess.event.as_deref());
    }
    let note = |((pointer, taken), events): ((&str, Taken), BTreeSet<&str>)| {
        let of = match (events.first(), events.len()) {
            (None, _) => "the envelope".to_owned(),
            (Some(event), 1) => escape(event),
            (_, count) => format!("{count} events"),
        };
        let place = format!("{}: {} of {of}", escape(api), escape(pointer));
        match taken {
            Taken::Map => {
                format!("{place} becomes a map, because its keys look like data. The hint `struct` makes them fields")
            }
            Taken::KeyLeftOut => {
                format!("{place} has one key that looks like data among keys that are names: that key gets no field")
            }
        }
    };
    places.into_iter().map(note).collect()
}
