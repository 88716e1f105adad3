//! Decides which objects are maps: their keys are data (identifiers, dates, addresses, paths), not names of fields.
//!
//! | the keys of the objects | how much is enough |
//! |---|---|
//! | are more than [`Fields::BOUND`] | one object |
//! | are under a name for things that users name (`metadata`) | one object, if all values are texts; otherwise two objects, and no key is in all of them |
//! | are under a name that some services use for this, and others for fields (`params`), and all values are texts | two objects, and no key is in all of them |
//! | are identifiers, or have signs that no name of a field has (`./lib/*`, `text/html`) | half of the keys, in one object |
//! | have signs that few names of fields have (`gmail.com`, `#foo`) | half of the keys, in two objects; no key is in all of them, and the values are alike |
//! | are digits | all keys, in one object |
//! | look like names, and are rare | [`KEYS`] keys, of which an object has on average one in [`PRESENCE`]; the values are alike, and no tag determines which keys an object has |
//!
//! Values are alike if all are of one kind, or of several kinds that do not depend on the key; and, if they are objects,
//! share keys.
//!
//! Some objects have names of fields, and other keys that are data. The names are in at least half of the objects.

use crate::tag::{self, TagHints};
use crate::{Fields, Form, Forms, KindSet, Objects, Shape, Tags, words};
use std::collections::BTreeSet;

/// How many rare keys prove that the keys are data, although they do not look like data. No vendor's documentation has
/// a struct with this many optional fields of which an object has only one in [`PRESENCE`]. `DuckDB` and quicktype draw
/// the line at 20 to 200.
pub const KEYS: usize = 24;

/// See [`KEYS`].
pub const PRESENCE: u64 = 8;

/// Objects share keys if on average each has one in `PART` of the keys that all have together. Optional keys remove half
/// or two thirds of them at most.
pub(crate) const PART: usize = 3;

/// Words at the end of keys whose objects have names chosen by users of a service: header fields of a request, labels,
/// variables.
const NAMED_BY_USERS: &[&str] = &["annotations", "env", "headers", "labels", "metadata", "tags", "variables"];

/// Words at the end of keys whose objects have names chosen by users in some services, and fixed fields in others.
const OFTEN_NAMED_BY_USERS: &[&str] =
    &["attributes", "claims", "fields", "keys", "parameters", "params", "properties", "slots"];

/// Decides whether the keys of the objects under a key are data, and returns the evidence as a clause for people. It
/// contains none of the keys, which may be personal data.
///
/// Objects in a list or in a map have no key of their own: `key` is empty.
#[must_use]
pub fn are_keys_data(key: &str, objects: &Objects) -> Option<String> {
    let Fields::Known(fields) = &objects.fields else {
        return Some(format!("the objects have more than {} keys, or a shape file left them out", Fields::BOUND));
    };
    let keys = fields.iter().map(|(name, field)| Key::new(name, field.seen, &*field.shape));
    are_data(key, objects.count, &keys.collect::<Vec<_>>(), &objects.tags)
}

/// One key of objects, and what the decision needs to know of its values.
#[derive(Clone, Copy)]
pub(crate) struct Key<'o, V> {
    name: &'o str,
    look: Look,
    seen: u64,
    values: V,
}

impl<'o, V: Values> Key<'o, V> {
    /// A key that `seen` objects have.
    pub(crate) fn new(name: &'o str, seen: u64, values: V) -> Self {
        Self { name, look: Look::of(name), seen, values }
    }
}

/// The values under a key.
pub(crate) trait Values: Copy {
    fn kinds(self) -> KindSet;
    /// The items of arrays.
    fn item(self) -> Option<Self>;
    /// How many objects there are.
    fn objects(self) -> u64;
    /// The keys of objects, and how many objects have each.
    fn keys(&self) -> impl Iterator<Item = (&str, u64)>;
}

impl Values for &Shape {
    fn kinds(self) -> KindSet {
        KindSet::of(self)
    }

    fn item(self) -> Option<Self> {
        self.array.item.as_deref()
    }

    fn objects(self) -> u64 {
        self.object.count
    }

    fn keys(&self) -> impl Iterator<Item = (&str, u64)> {
        let known = if let Fields::Known(known) = &self.object.fields { Some(known) } else { None };
        known.into_iter().flatten().map(|(key, field)| (key.as_str(), field.seen))
    }
}

/// Decides about objects with these keys.
pub(crate) fn are_data<V: Values>(key: &str, count: u64, keys: &[Key<'_, V>], tags: &Tags) -> Option<String> {
    let all = keys.len();
    let varies = || count > 1 && keys.iter().all(|key| key.seen < count);
    let (always, often) = (ends_with(key, NAMED_BY_USERS), ends_with(key, OFTEN_NAMED_BY_USERS));
    let are_texts = || keys.iter().all(|key| is_text(key.values));
    if (always || often && varies()) && are_texts() {
        return Some("users choose the keys in objects with this name, and all values are texts".to_owned());
    }
    if always && varies() {
        return Some(format!(
            "users choose the keys in objects with this name, and no key is in all of {count} objects"
        ));
    }
    if keys.is_empty() {
        return None;
    }
    let number = |look| keys.iter().filter(|key| key.look == look).count();
    let (foreign, digits) = (number(Look::Foreign), number(Look::Digits));
    // In some objects digits are names of fields, next to words (`+1`, `100`), so they count as data only if all keys
    // are digits.
    if foreign * 2 >= all || foreign + digits == all {
        return Some(some(foreign + digits, all, "looks like data", "look like data"));
    }
    let are_alike = || are_alike(keys);
    let unusual = foreign + number(Look::Unusual);
    if unusual * 2 >= all && varies() && are_alike() {
        let unusual = some(unusual, all, "does not look like the name of a field", "do not look like names of fields");
        return Some(format!("{unusual}, no key is in all of {count} objects, and the values are alike"));
    }
    let seen: u64 = keys.iter().map(|key| key.seen).sum();
    if all >= KEYS && seen * PRESENCE <= count * all as u64 && are_alike() && !have_tag(count, keys, tags) {
        let seen = average(seen, count);
        return Some(format!("each of {count} objects has {seen} of {all} keys on average, and the values are alike"));
    }
    None
}

/// Whether objects have a tag. Then each key may be rare because only one of many variants has it.
fn have_tag<V: Values>(count: u64, keys: &[Key<'_, V>], tags: &Tags) -> bool {
    let seen = || keys.iter().map(|key| (key.name, key.seen)).collect();
    tag::may_have_tag(tags) && tag::find_among(count, seen(), tags, &TagHints::default()).is_some()
}

/// A clause about some of the keys, in the singular or the plural.
fn some(some: usize, all: usize, does: &str, do_: &str) -> String {
    match (some, all) {
        (_, 1) => format!("the only key {does}"),
        (1, _) => format!("1 of {all} keys {does}"),
        _ => format!("{some} of {all} keys {do_}"),
    }
}

/// With one digit after the point.
fn average(sum: u64, count: u64) -> String {
    let tenths = sum * 10 / count.max(1);
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn ends_with(key: &str, last: &[&str]) -> bool {
    words(key).last().is_some_and(|word| last.contains(&word.as_str()))
}

/// Whether all values are strings, or lists of strings, as they are for names chosen by users.
fn is_text(values: impl Values) -> bool {
    let others = KindSet::BOOL.union(KindSet::NUMBER).union(KindSet::OBJECT);
    values.kinds().intersection(others).is_empty() && values.item().is_none_or(is_text)
}

/// Whether all values are of one kind, or of several that do not depend on the key, and objects share keys.
fn are_alike<V: Values>(all: &[Key<'_, V>]) -> bool {
    let mut kinds = KindSet::NONE;
    let (mut repeated, mut mixed) = (0, 0);
    let (mut keys, mut seen, mut objects) = (BTreeSet::new(), 0_u64, 0_u64);
    for Key { seen: sightings, values, .. } in all {
        let own = values.kinds().without(KindSet::NULL);
        kinds = kinds.union(own);
        repeated += usize::from(*sightings > 1);
        mixed += usize::from(own.iter().count() > 1);
        objects += values.objects();
        for (key, sightings) in values.keys() {
            seen += sightings;
            keys.insert(key);
        }
    }
    // A field has values of one kind, as a rule. If most keys that repeat have several, then the kind does not depend on
    // the key.
    let is_any = repeated >= REPEATED && mixed * 2 >= repeated;
    (kinds.iter().count() <= 1 || is_any) && seen * PART as u64 >= keys.len() as u64 * objects
}

/// How many keys have to repeat before they show that values of several kinds do not depend on the key. Fewer may be
/// fields that are numbers here and texts there.
const REPEATED: usize = 4;

/// The names of fields in objects whose other keys are data, with the evidence: `project` in
/// `{"project": "x", "color": "red", "size": 4}`, if each object has it, and the other keys are rare.
///
/// A name is in at least half of the objects, and has no sign of data.
pub(crate) fn names<V: Values>(count: u64, keys: &[Key<'_, V>], tags: &Tags) -> Option<(BTreeSet<String>, String)> {
    if count < OBJECTS {
        return None;
    }
    let is_name = |key: &Key<'_, V>| key.seen * 2 >= count && key.look == Look::Name;
    let (names, others): (Vec<_>, Vec<_>) = keys.iter().partition(|key| is_name(key));
    if names.is_empty() {
        return None;
    }
    let evidence = are_data("", count, &others, tags)?;
    Some((names.into_iter().map(|key| key.name.to_owned()).collect(), evidence))
}

/// The names of fields among keys, if some of the keys are identifiers; with the evidence. An identifier is never the
/// name of a field.
pub(crate) fn identifiers<V: Values>(keys: &[Key<'_, V>]) -> Option<(BTreeSet<String>, String)> {
    let (identifiers, others): (Vec<&Key<'_, V>>, Vec<_>) = keys.iter().partition(|key| is_identifier(key.name));
    let evidence = some(identifiers.len(), keys.len(), "looks like data", "look like data");
    let names = others.into_iter().map(|key| key.name.to_owned()).collect();
    (!identifiers.is_empty()).then_some((names, evidence))
}

/// How many objects show that a key is in at least half of them.
const OBJECTS: u64 = 4;

/// What a key looks like.
#[derive(Clone, Copy, PartialEq)]
enum Look {
    /// It is certainly data: an identifier, or something with a sign that no program has in names of fields.
    Foreign,
    /// Decimal digits.
    Digits,
    /// It has signs that few programs have in names of fields: `gmail.com`, `#foo`, `First line`. Some programs
    /// separate the parts of names with them (`m.relates_to`, `dc:title`), or mark names with them (`#text`, `.tag`).
    Unusual,
    Name,
}

impl Look {
    fn of(key: &str) -> Self {
        if is_identifier(key) || key.contains(['/', '\\', '*']) {
            Self::Foreign
        } else if Form::Digits.matches(key) {
            Self::Digits
        } else if key.is_empty() || key.contains(['.', ':', ' ', '#']) {
            Self::Unusual
        } else {
            Self::Name
        }
    }
}

/// Whether a key identifies a person, a thing or a time, and so is not a field.
#[must_use]
pub fn is_identifier(key: &str) -> bool {
    // Most keys are words, and their forms need no test: a private form has digits or signs, or only hexadecimal letters.
    let mut letters = key.bytes().filter(u8::is_ascii_alphabetic);
    let is_word = key.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-'));
    if is_word && letters.any(|letter| !letter.is_ascii_hexdigit()) {
        return false;
    }
    // `jo@mail`, `@jo:server.example`, `!room:server.example`: programs do not use names like these.
    let has_address = key.find('@').is_some_and(|at| at > 0);
    // XML has names such as `@xsi:type`.
    let has_server = key.starts_with(|c: char| c.is_ascii_punctuation())
        && key.split_once(':').is_some_and(|(_, server)| server.contains('.'));
    if has_address || has_server {
        return true;
    }
    let forms = Forms::of(key);
    let is_number = key.len() > DIGITS && forms.contains(Form::Digits);
    let is_private = forms.iter().any(|form| match form {
        Form::Digits | Form::Decimal | Form::Code => false,
        form => form.is_private() || form == Form::Timestamp,
    });
    let is_word = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    let digits = key.bytes().filter(u8::is_ascii_digit).count();
    let letters = key.bytes().filter(u8::is_ascii_alphabetic).count();
    let is_id = letters > 0 && digits >= DIGITS && !forms.contains(Form::Code) || key.split(['_', '-']).any(is_random);
    is_number || is_private || is_word && is_id
}

/// Whether letters and digits alternate as they never do in a word: `Nffr6m1x8yyZ9q`.
fn is_random(part: &str) -> bool {
    let numbers = part.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty()).count();
    part.len() >= RANDOM && numbers >= 3
}

/// The minimum length of the random part of an id.
const RANDOM: usize = 10;

/// The minimum number of digits in an id that also has letters; an id of digits only has more. Years, ports and sizes
/// have at most five digits, and names of fields may contain a year or a size (`sha256`, `address_2`).
const DIGITS: usize = 5;
