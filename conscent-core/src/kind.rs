//! The six kinds of JSON value.

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

use crate::FieldValue;

/// The kind of a JSON value. Errors, drift and redacted output reveal nothing else about a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number
    Number,
    /// A string
    Text,
    /// An array
    List,
    /// An object
    Object,
}

impl Kind {
    /// The kind of `value`.
    #[must_use]
    pub fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Bool,
            Value::Number(_) => Self::Number,
            Value::String(_) => Self::Text,
            Value::Array(_) => Self::List,
            Value::Object(_) => Self::Object,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Null => "null",
            Self::Bool => "bool",
            Self::Number => "number",
            Self::Text => "text",
            Self::List => "list",
            Self::Object => "object",
        })
    }
}

/// The kind of a value that arrived, with its article: `a string`.
pub(crate) fn phrase(kind: Kind) -> &'static str {
    match kind {
        Kind::Null => "null",
        Kind::Bool => "a boolean",
        Kind::Number => "a number",
        Kind::Text => "a string",
        Kind::List => "a list",
        Kind::Object => "an object",
    }
}

/// The kinds that [`FieldValue::expected`] names, with articles: `list of text or null` becomes `a list of strings or
/// null`.
pub(crate) fn expected_phrase(expected: &str) -> String {
    expected.split(" or ").map(singular).collect::<Vec<_>>().join(" or ")
}

fn singular(kind: &str) -> String {
    match kind.split_once(" of ") {
        Some((outer, items)) => format!("a {outer} of {}", plural(items)),
        None => match kind {
            "bool" => phrase(Kind::Bool).to_owned(),
            "text" => phrase(Kind::Text).to_owned(),
            "number" => phrase(Kind::Number).to_owned(),
            "object" => phrase(Kind::Object).to_owned(),
            other => other.to_owned(),
        },
    }
}

fn plural(kind: &str) -> String {
    match kind.split_once(" of ") {
        Some((outer, items)) => format!("{outer}s of {}", plural(items)),
        None => match kind {
            "bool" => "booleans".to_owned(),
            "text" => "strings".to_owned(),
            "number" => "numbers".to_owned(),
            "object" => "objects".to_owned(),
            other => other.to_owned(),
        },
    }
}

/// The kinds that a variant of an [`impl_union!`](crate::impl_union) enum accepts, for messages.
#[doc(hidden)]
pub fn taken_by<T: FieldValue, S>(_variant: fn(T) -> S) -> Cow<'static, str> {
    T::expected()
}

/// The kinds that an [`impl_union!`](crate::impl_union) enum accepts, for messages: `number or text`.
#[doc(hidden)]
#[must_use]
pub fn either(kinds: &[Cow<'static, str>]) -> Cow<'static, str> {
    kinds.join(" or ").into()
}
