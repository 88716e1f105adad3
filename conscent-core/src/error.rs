//! The error of a required field.

use std::borrow::Cow;
use std::fmt;

use crate::{Kind, kind, pointer};

/// A required field is absent, null or of another kind.
///
/// The error contains the object, the field, the expected kinds and the kind that was found, but never the value.
///
/// It comes from an accessor such as `require_price()`. To accept a delivery without the value, call `price()`, which
/// returns an `Option`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    object: &'static str,
    key: &'static str,
    expected: Cow<'static, str>,
    found: Option<Kind>,
}

impl FieldError {
    pub(crate) fn new(
        object: &'static str,
        key: &'static str,
        expected: Cow<'static, str>,
        found: Option<Kind>,
    ) -> Self {
        Self { object, key, expected, found }
    }

    /// The type of the object that has the field: `Purchase`.
    #[must_use]
    pub fn object(&self) -> &'static str {
        self.object
    }

    /// The JSON pointer to the field, relative to that object: `/price`.
    #[must_use]
    pub fn pointer(&self) -> String {
        let mut pointer = String::new();
        pointer.extend(["/", &pointer::escape(self.key)]);
        pointer
    }

    /// The kind that was found; `None` if the field was absent.
    #[must_use]
    pub fn found(&self) -> Option<Kind> {
        self.found
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { object, expected, .. } = self;
        let expected = kind::expected_phrase(expected);
        write!(f, "{object}: {}: ", self.pointer())?;
        match self.found {
            None => write!(f, "this key is missing, but the samples have {expected}"),
            Some(found) => write!(f, "{} arrived where the samples have {expected}", kind::phrase(found)),
        }
    }
}

impl std::error::Error for FieldError {}
