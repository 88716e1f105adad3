//! One hint: a place in the payloads of an API, and a statement about it.

use crate::diagnostic::{Diagnostic, Location, is_layout};
use crate::pointer;
use conscent_shape::{Form, Shape};
use heck::ToSnakeCase;
use serde::Deserialize;
use serde_json::Value;
use std::fmt;
use toml::Spanned;

/// One hint about one place in the payloads of an API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Its line in `hints.toml`, for the error if it no longer applies.
    pub location: Location,
    /// The API (`v2`).
    pub api: String,
    /// The only event that the hint applies to. `None`: all events of the API.
    pub event: Option<String>,
    /// Whether it applies to the envelope around the payloads.
    pub envelope: bool,
    /// The JSON pointer into the payload or the envelope, with `*` for list items: `/purchase/utmParameters`.
    pub at: String,
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

/// One `[[hint]]` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) api: Spanned<String>,
    event: Option<Spanned<String>>,
    #[serde(default)]
    envelope: bool,
    at: Spanned<String>,
    kind: Option<Spanned<String>>,
    name: Option<Spanned<String>>,
    rename: Option<Spanned<String>>,
    doc: Option<Spanned<String>>,
    reason: Spanned<String>,
}

impl Entry {
    /// `place` gives the place of a value at an offset.
    pub(super) fn hint(self, location: Location, place: impl Fn(usize) -> Location) -> Result<Hint, Diagnostic> {
        let Self { api, event, envelope, at, kind, name, rename, doc, reason } = self;
        let statements = [
            kind.map(|word| (word.span().start, named(word.get_ref()))),
            name.map(|name| (name.span().start, Ok(HintKind::Name(name.into_inner())))),
            rename.map(|name| (name.span().start, Ok(HintKind::Rename(name.into_inner())))),
            doc.map(|sentence| (sentence.span().start, Ok(HintKind::Doc(sentence.into_inner())))),
        ];
        let mut statements = statements.into_iter().flatten();
        let Some((start, kind)) = statements.next() else {
            return Err(location.error("empty hint", "give it a kind, a name, a rename or a doc"));
        };
        if let Some((start, _)) = statements.next() {
            let help = "write a separate hint for each of kind, name, rename and doc";
            return Err(place(start).error("several statements in one hint", help));
        }
        let kind = kind.map_err(|help| place(start).error("unknown kind of hint", help))?;
        let wrong = |start: usize, what: &str, why: &str| Err(place(start).error(what, why));
        match &kind {
            HintKind::Name(name) if !is_type_name(name) => {
                let help = "write it as `Address`: a capital letter, then letters and digits";
                return wrong(start, "not a type's name", help);
            }
            HintKind::Rename(name) if !is_field_name(name) => {
                return wrong(
                    start,
                    "not a field's name",
                    "write it as `unit_price`: lower-case letters, digits and single `_`, and not a keyword of Rust",
                );
            }
            HintKind::Doc(sentence) if !is_sentence(sentence) => {
                return wrong(start, "not a sentence", "write one line of text");
            }
            _ => {}
        }
        if !pointer::is_valid(at.get_ref()) {
            return wrong(at.span().start, "not a JSON pointer", pointer::RULE);
        }
        if kind.is_about_a_field() && at.get_ref().ends_with("/*") {
            return wrong(
                at.span().start,
                "not the place of a field",
                "items of a list and values of a map have no key; name the list or map",
            );
        }
        if reason.get_ref().trim().is_empty() {
            return wrong(reason.span().start, "no reason", "say in `reason` how this is known");
        }
        if let Some(event) = event.as_ref().filter(|_| envelope) {
            let help = "all events share the envelope; leave `event` out";
            return wrong(event.span().start, "envelope of one event", help);
        }
        let (api, event, at) = (api.into_inner(), event.map(Spanned::into_inner), at.into_inner());
        Ok(Hint { location, api, event, envelope, at, kind })
    }
}

/// The kind with this name, or what to write instead.
fn named(word: &str) -> Result<HintKind, String> {
    KINDS.into_iter().find(|(known, _)| *known == word).map(|(_, kind)| kind).ok_or_else(|| {
        let known: Vec<_> = KINDS.iter().map(|(known, _)| *known).collect();
        format!("a kind is one of {}", known.join(", "))
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
