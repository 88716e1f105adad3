//! The error of a field that is needed and not there.

use std::borrow::Cow;
use std::fmt;

use crate::{Kind, pointer};

/// A field was required, and was absent, null or of another kind.
///
/// It says which field of which object, what was expected and what kind of value stood there; never the value.
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

    /// The field as a JSON pointer, relative to that object: `/price`.
    #[must_use]
    pub fn pointer(&self) -> String {
        let mut pointer = String::new();
        pointer::push(&mut pointer, self.key);
        pointer
    }

    /// What stood there; `None` if the field was absent.
    #[must_use]
    pub fn found(&self) -> Option<Kind> {
        self.found
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { object, expected, .. } = self;
        write!(f, "{object}: {}: ", self.pointer())?;
        match self.found {
            None => f.write_str("absent")?,
            Some(kind) => write!(f, "{kind}")?,
        }
        write!(f, ": every sample has {expected} here; match on the field itself to accept this")
    }
}

impl std::error::Error for FieldError {}
