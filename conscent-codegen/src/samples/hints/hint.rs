//! One hint: a place in the payloads of an api, and what holds there.

use crate::diagnostic::{Diagnostic, Location, is_layout};
use crate::pointer;
use heck::ToSnakeCase;
use serde::Deserialize;
use serde_json::Value;
use std::fmt;

/// One hint about one place in the payloads of an api.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Its line in `hints.toml`, for the error once it no longer applies.
    pub location: Location,
    /// The api (`v2`).
    pub api: String,
    /// One event only; all events of the api when absent.
    pub event: Option<String>,
    /// Whether it is about the envelope around the payloads.
    pub envelope: bool,
    /// JSON pointer below the payload, or the envelope, `*` for list items: `/purchase/utmParameters`.
    pub at: String,
    /// What the hint says about that place.
    pub kind: HintKind,
}

/// What a hint says. The table in [the module's docs](super) explains each.
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
    /// The field is always there.
    Required,
    /// The field may be missing.
    Optional,
    /// The object has a type of its own.
    Split,
    /// What is here has no type.
    Ignore,
    /// The object's or enum's type has this name.
    Name(String),
    /// The field and its accessor have this name in Rust.
    Rename(String),
    /// The docs of the field contain this sentence.
    Doc(String),
}

/// The kinds that are one word.
const KINDS: [(&str, HintKind); 11] = [
    ("map", HintKind::Map),
    ("struct", HintKind::Struct),
    ("split", HintKind::Split),
    ("enum", HintKind::Enum),
    ("text", HintKind::Text),
    ("epoch_seconds", HintKind::EpochSeconds),
    ("epoch_millis", HintKind::EpochMillis),
    ("decimal", HintKind::Decimal),
    ("required", HintKind::Required),
    ("optional", HintKind::Optional),
    ("ignore", HintKind::Ignore),
];

/// One `[[hint]]` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) api: String,
    event: Option<String>,
    #[serde(default)]
    envelope: bool,
    at: String,
    kind: Option<String>,
    name: Option<String>,
    rename: Option<String>,
    doc: Option<String>,
    reason: String,
}

impl Entry {
    pub(super) fn hint(self, location: Location) -> Result<Hint, Diagnostic> {
        let Self { api, event, envelope, at, kind, name, rename, doc, reason } = self;
        let wrong = |what: &str, why: &str| Err(location.clone().error(what, why));
        let statements = [
            kind.map(|word| named(&word, &location)),
            name.map(|name| Ok(HintKind::Name(name))),
            rename.map(|name| Ok(HintKind::Rename(name))),
            doc.map(|sentence| Ok(HintKind::Doc(sentence))),
        ];
        let mut statements = statements.into_iter().flatten();
        let Some(kind) = statements.next().transpose()? else {
            return wrong("hint that says nothing", "give it a kind, a name, a rename or a doc");
        };
        if statements.next().is_some() {
            return wrong("two statements in one hint", "write a hint for each of kind, name, rename and doc");
        }
        match &kind {
            HintKind::Name(name) if !is_type_name(name) => {
                return wrong("not a type's name", "write it as `Address`: a capital, letters, digits");
            }
            HintKind::Rename(name) if !is_field_name(name) => {
                return wrong(
                    "not a field's name",
                    "write it as `unit_price`: small letters, digits, single `_`, and no keyword of Rust",
                );
            }
            HintKind::Doc(sentence) if !is_sentence(sentence) => {
                return wrong("not a sentence", "write one line of text");
            }
            _ => {}
        }
        if !pointer::is_valid(&at) {
            return wrong("not a JSON pointer", pointer::RULE);
        }
        if kind.is_about_a_field() && at.ends_with("/*") {
            return wrong(
                "not the place of a field",
                "items of a list and values of a map have no key; name the list or map",
            );
        }
        if reason.trim().is_empty() {
            return wrong("no reason", "say in `reason` how this is known");
        }
        if envelope && event.is_some() {
            return wrong("envelope of one event", "all events share the envelope; leave `event` out");
        }
        Ok(Hint { location, api, event, envelope, at, kind })
    }
}

/// The kind that a word names.
fn named(word: &str, location: &Location) -> Result<HintKind, Diagnostic> {
    KINDS.into_iter().find(|(known, _)| *known == word).map(|(_, kind)| kind).ok_or_else(|| {
        let known: Vec<_> = KINDS.iter().map(|(known, _)| *known).collect();
        location.clone().error("unknown kind of hint", format!("a kind is one of {}", known.join(", ")))
    })
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
    /// Whether it is about the field at a place, not about the value in the field.
    fn is_about_a_field(&self) -> bool {
        matches!(self, Self::Required | Self::Optional | Self::Rename(_) | Self::Doc(_))
    }

    /// Whether the hint can be about a place that holds the value.
    pub(super) fn fits(&self, value: &Value) -> bool {
        let is_text = |is_such: fn(&str) -> bool| value.as_str().is_some_and(is_such);
        match self {
            Self::Map | Self::Struct | Self::Split => value.is_object(),
            Self::Enum | Self::Text => value.is_string(),
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

/// As it is written in `hints.toml`.
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
