//! The plain scalars as wire types.

use std::borrow::Cow;
use std::fmt;

use crate::redact::{self, Detail};
use crate::{Field, Wire};

impl Wire for bool {
    fn expected() -> Cow<'static, str> {
        "bool".into()
    }

    fn bool(value: bool) -> Field<Self> {
        Field::Value(value)
    }

    fn show(&self, _: Detail, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Wire for String {
    fn expected() -> Cow<'static, str> {
        "text".into()
    }

    fn text(value: &str) -> Field<Self> {
        Field::Value(value.to_owned())
    }

    fn show(&self, detail: Detail, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        redact::text(self, detail, f)
    }
}
