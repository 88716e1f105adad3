//! One hint: a place in the payloads of an API, and a statement about it.

use super::Known;
use crate::diagnostic::{Diagnostics, is_layout};
use crate::pointer;
use crate::table::{Places, Table};
use crate::text::did_you_mean;
use conscent_shape::{Form, Shape};
use heck::ToSnakeCase;
use serde_json::Value;
use std::fmt;

/// One hint about one place in the payloads of an API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Its place in `hints.toml`, and those of its values, for the error if it no longer applies.
    pub places: Places,
    /// The API (`v2`).
    pub api: String,
    /// The only event that the hint applies to. `None`: all events of the API.
    pub event: Option<String>,
    /// Whether it applies to the envelope around the payloads.
    pub envelope: bool,
    /// The JSON pointer into the payload or the envelope, with `*` for list items: `/purchase/utmParameters`.
    pub at: String,
    /// The key that has the statement: `kind`, `name`, `rename` or `doc`.
    pub key: &'static str,
    /// The statement about that place.
    pub kind: HintKind,
}

/// The statement of a hint. The table in [the module's docs](super) explains each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HintKind {
    /// The object's keys are data: a map, not a struct.
    Map,
    /// The object's keys are names of fields: a struct, not a map.
    Struct,
    /// The string is one of a set of codes: an open enum.
    Enum,
    /// The string is text, even if it looks like a code or has a known form.
    Text,
    /// The number, or the digits in a string, are seconds since 1970.
    EpochSeconds,
    /// The number, or the digits in a string, are milliseconds since 1970.
    EpochMillis,
    /// The string holds a decimal number.
    Decimal,
    /// The field is always present.
    Required,
    /// The field may be missing.
    Optional,
    /// The string identifies the variant of its object: the object's type has a view for each variant.
    Tag,
    /// The string does not identify the variant of its object.
    NoTag,
    /// The object has a type of its own.
    Split,
    /// The value has no type.
    Ignore,
    /// The object's or enum's type has this name.
    Name(String),
    /// The field and its accessor have this name in Rust.
    Rename(String),
    /// The docs of the field contain this sentence.
    Doc(String),
}

/// The kinds that are a single word.
const KINDS: [(&str, HintKind); 13] = [
    ("map", HintKind::Map),
    ("struct", HintKind::Struct),
    ("split", HintKind::Split),
    ("enum", HintKind::Enum),
    ("text", HintKind::Text),
    ("tag", HintKind::Tag),
    ("no_tag", HintKind::NoTag),
    ("epoch_seconds", HintKind::EpochSeconds),
    ("epoch_millis", HintKind::EpochMillis),
    ("decimal", HintKind::Decimal),
    ("required", HintKind::Required),
    ("optional", HintKind::Optional),
    ("ignore", HintKind::Ignore),
];

/// One `[[hint]]`. `known` rejects the name of an API without a folder.
pub(super) fn hint(mut table: Table<'_>, known: &Known<'_>) -> Result<Hint, Diagnostics> {
    let api = table.require::<String>("api");
    if let Some(api) = &api {
        let place = table.places().of("api").clone();
        table.ok(known(api, &place));
    }
    let (event, envelope) = (table.get::<String>("event"), table.get("envelope").unwrap_or(false));
    let at = table.require::<String>("at");
    let (key, kind) = statement(&mut table);
    table.reason("say in `reason` how this is known");
    if event.is_some() && envelope {
        table.error("event", "envelope of one event", "all events share the envelope; leave `event` out");
    }
    match &at {
        Some(at) if !pointer::is_valid(at) => table.error("at", "not a JSON pointer", pointer::RULE),
        Some(at) if at.ends_with("/*") && kind.as_ref().is_some_and(HintKind::is_about_a_field) => {
            let help = "items of a list and values of a map have no key; name the list or map";
            table.error("at", "not the place of a field", help);
        }
        _ => {}
    }
    let places = table.places().clone();
    let parts = api.zip(at).zip(kind);
    table.finish(parts.map(|((api, at), kind)| Hint { places, api, event, envelope, at, key, kind }))
}

/// Takes the statement, and its key.
fn statement(table: &mut Table<'_>) -> (&'static str, Option<HintKind>) {
    let named = table.get::<String>("kind").map(|word| {
        let kind = KINDS.into_iter().find(|(known, _)| *known == word).map(|(_, kind)| kind);
        kind.ok_or_else(|| unknown(&word))
    });
    let name = table.get("name").map(|name: String| {
        let help = "write it as `Address`: a capital letter, then letters and digits";
        if is_type_name(&name) { Ok(HintKind::Name(name)) } else { Err(("not a type's name", help.to_owned())) }
    });
    let rename = table.get("rename").map(|name: String| {
        let help = "write it as `unit_price`: lower-case letters, digits and single `_`, and not a keyword of Rust";
        if is_field_name(&name) { Ok(HintKind::Rename(name)) } else { Err(("not a field's name", help.to_owned())) }
    });
    let doc = table.get("doc").map(|text: String| {
        let help = "write one line of text";
        if is_sentence(&text) { Ok(HintKind::Doc(text)) } else { Err(("not a sentence", help.to_owned())) }
    });
    // A statement of another type, which was reported, is there too.
    let given: Vec<_> = ["kind", "name", "rename", "doc"].into_iter().filter(|key| table.has(key)).collect();
    let mut kind = None;
    for (key, statement) in [("kind", named), ("name", name), ("rename", rename), ("doc", doc)] {
        match statement {
            Some(Ok(said)) => kind = kind.or(Some(said)),
            Some(Err((what, help))) => table.error(key, what, help),
            None => {}
        }
    }
    match given.as_slice() {
        [] => table.incomplete("empty hint", "give it a kind, a name, a rename or a doc"),
        [_] => {}
        [_, second, ..] => {
            let help = "write a separate hint for each of kind, name, rename and doc";
            table.error(second, "several statements in one hint", help);
        }
    }
    (given.first().copied().unwrap_or_default(), kind)
}

/// The error for an unknown kind.
fn unknown(word: &str) -> (&'static str, String) {
    let known = KINDS.map(|(known, _)| known);
    let all = format!("a kind is one of {}", known.join(", "));
    let suggestion = did_you_mean(word, &known).map(|suggestion| suggestion + " ").unwrap_or_default();
    ("unknown kind of hint", suggestion + &all)
}

fn is_type_name(name: &str) -> bool {
    name != "Self"
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
}

fn is_field_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.is_ascii()
        && name.to_snake_case() == name
        && name != "gen"
        && syn::parse_str::<syn::Ident>(name).is_ok()
}

fn is_sentence(text: &str) -> bool {
    !text.trim().is_empty() && !text.contains(|c: char| c.is_control() || is_layout(c))
}

impl HintKind {
    /// Whether it is about the field at a place, not about the field's value.
    fn is_about_a_field(&self) -> bool {
        matches!(self, Self::Required | Self::Optional | Self::Rename(_) | Self::Doc(_)) || self.is_about_a_tag()
    }

    /// Whether it is about the tag of objects.
    pub(crate) fn is_about_a_tag(&self) -> bool {
        matches!(self, Self::Tag | Self::NoTag)
    }

    /// Whether the hint can apply to a place with values of this shape.
    pub(crate) fn fits_shape(&self, shape: &Shape) -> bool {
        let (objects, strings) = (shape.object.count > 0, shape.string.count > 0);
        let is_set = strings && shape.string.values.known().is_some_and(|known| !known.is_empty());
        let are = |forms: &[Form]| strings && forms.iter().any(|form| shape.string.forms.contains(*form));
        match self {
            Self::Map | Self::Struct | Self::Split => objects,
            Self::Name(_) => objects || is_set,
            Self::Text | Self::NoTag => strings,
            Self::Enum | Self::Tag => is_set,
            Self::EpochSeconds | Self::EpochMillis => shape.number.count > 0 || are(&[Form::Digits]),
            Self::Decimal => are(&[Form::Decimal, Form::Digits]),
            Self::Required | Self::Optional | Self::Ignore | Self::Rename(_) | Self::Doc(_) => true,
        }
    }

    /// Whether the hint can apply to a place with this value.
    pub(super) fn fits(&self, value: &Value) -> bool {
        let is_text = |is_such: fn(&str) -> bool| value.as_str().is_some_and(is_such);
        match self {
            Self::Map | Self::Struct | Self::Split => value.is_object(),
            Self::Enum | Self::Text | Self::Tag | Self::NoTag => value.is_string(),
            Self::EpochSeconds | Self::EpochMillis => value.is_number() || is_text(is_digits),
            Self::Decimal => is_text(is_decimal),
            Self::Name(_) => value.is_object() || value.is_string(),
            Self::Required | Self::Optional | Self::Ignore | Self::Rename(_) | Self::Doc(_) => true,
        }
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    is_digits(whole) && is_digits(fraction)
}

/// The kind as it is written in `hints.toml`.
impl fmt::Display for HintKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => write!(f, "name = {name:?}"),
            Self::Rename(name) => write!(f, "rename = {name:?}"),
            Self::Doc(sentence) => write!(f, "doc = {sentence:?}"),
            kind => {
                let word = KINDS.iter().find(|(_, known)| known == kind).map_or("", |(word, _)| *word);
                write!(f, "kind = {word:?}")
            }
        }
    }
}
