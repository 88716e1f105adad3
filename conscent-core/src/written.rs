//! Numbers that arrive as JSON numbers or as strings.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::redact::Redaction;
use crate::{FieldValue, Number};

/// A number as it was written, and whether it was a JSON number or a string.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Written {
    text: String,
    number: Option<Number>,
}

impl Written {
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The JSON number; `None` if it was a string.
    pub(crate) fn number(&self) -> Option<&Number> {
        self.number.as_ref()
    }

    pub(crate) fn show(&self, redaction: Redaction, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.number, redaction) {
            (Some(number), _) => number.show(redaction, f),
            (None, _) => self.text.show(redaction, f),
        }
    }
}

impl From<Number> for Written {
    fn from(number: Number) -> Self {
        Self { text: number.to_string(), number: Some(number) }
    }
}

impl From<String> for Written {
    fn from(text: String) -> Self {
        Self { text, number: None }
    }
}

impl Serialize for Written {
    fn serialize<S: Serializer>(&self, output: S) -> Result<S::Ok, S::Error> {
        match &self.number {
            Some(number) => number.serialize(output),
            None => self.text.serialize(output),
        }
    }
}

/// The parts of a plain decimal number: `-12.50` is negative, `12` and `50`.
pub(crate) struct Parts<'a> {
    pub(crate) is_negative: bool,
    pub(crate) whole: &'a str,
    /// Empty if the number has no fraction.
    pub(crate) fraction: &'a str,
}

/// Reads digits with an optional sign and an optional fraction; `None` for any other text.
pub(crate) fn parts(text: &str) -> Option<Parts<'_>> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) if is_digits(fraction) => (whole, fraction),
        Some(_) => return None,
        None => (digits, ""),
    };
    is_digits(whole).then(|| Parts { is_negative: text.starts_with('-'), whole, fraction })
}

/// Implements what all newtypes of [`Written`] share: conversions, serde, `Display`, `Debug` and `FieldValue`. The
/// method `$is_form` returns whether a value has the format of the type.
macro_rules! impl_written {
    ($type:ident, $is_form:ident) => {
        impl $type {
            /// The number as it was written, without the quotes of a string.
            #[must_use]
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        /// The number as it was written.
        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_tuple(stringify!($type)).field(&self.as_str()).finish()
            }
        }

        impl From<$crate::Number> for $type {
            fn from(number: $crate::Number) -> Self {
                Self(number.into())
            }
        }

        /// A JSON string.
        impl From<String> for $type {
            fn from(text: String) -> Self {
                Self(text.into())
            }
        }

        /// A JSON string.
        impl From<&str> for $type {
            fn from(text: &str) -> Self {
                Self(text.to_owned().into())
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, output: S) -> Result<S::Ok, S::Error> {
                self.0.serialize(output)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
                let field = $crate::Field::<Self>::deserialize(input)?;
                field.into_value().ok_or_else(|| serde::de::Error::custom("neither a number nor a text"))
            }
        }

        /// Accepts any number and any string. One that does not have the format is drift, except the empty string,
        /// which means an absent value.
        impl $crate::FieldValue for $type {
            fn expected() -> std::borrow::Cow<'static, str> {
                "number or text".into()
            }

            fn number(value: $crate::Number) -> $crate::Field<Self> {
                $crate::Field::Value(value.into())
            }

            fn text(value: &str) -> $crate::Field<Self> {
                $crate::Field::Value(value.into())
            }

            fn as_text(&self) -> Option<&str> {
                self.0.number().is_none().then(|| self.as_str())
            }

            fn find_drift(&self, found: &mut $crate::drift::DriftCollector) {
                if !self.as_str().is_empty() && !self.$is_form() {
                    found.push($crate::DriftKind::UnknownValue);
                }
            }

            fn show(&self, redaction: $crate::Redaction, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.show(redaction, f)
            }
        }
    };
}

pub(crate) use impl_written;
