//! Booleans and strings as values of fields.

use std::borrow::Cow;
use std::fmt;

use crate::redact::{self, Redaction};
use crate::{Field, FieldValue};

impl FieldValue for bool {
    fn expected() -> Cow<'static, str> {
        "bool".into()
    }

    fn bool(value: bool) -> Field<Self> {
        Field::Value(value)
    }

    fn show(&self, _: Redaction, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FieldValue for String {
    fn expected() -> Cow<'static, str> {
        "text".into()
    }

    fn text(value: &str) -> Field<Self> {
        Field::Value(value.to_owned())
    }

    fn as_text(&self) -> Option<&str> {
        Some(self)
    }

    fn show(&self, redaction: Redaction, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        redact::text(self, redaction, f)
    }
}
