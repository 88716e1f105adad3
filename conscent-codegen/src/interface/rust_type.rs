//! The types of fields.

use serde::{Deserialize, Serialize};

/// The type of a field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RustType {
    /// `Value`: its type is unknown so far.
    Any,
    /// `Json`: any value, because a hint ignores its type, or because it is nested too deeply.
    Json,
    /// `bool`
    Bool,
    /// `Number`, which keeps its spelling.
    Number,
    /// `String`
    String,
    /// `Timestamp`: a string that should be RFC 3339.
    Timestamp,
    /// `EpochSeconds`: a number that counts the seconds since 1970.
    EpochSeconds,
    /// `EpochMillis`: a number that counts the milliseconds since 1970.
    EpochMillis,
    /// `Decimal`: a string that should be a decimal number.
    Decimal,
    /// `P`: the payload in the envelope.
    Payload,
    /// `_<P>`: a struct of the envelope that contains the payload.
    Around(String),
    /// A struct, open enum or union of the module.
    Named(String),
    /// `Vec<_>`: an array.
    Vec(Box<RustType>),
    /// `Option<_>`: an item of an array, or a value of a map, that may be null.
    Option(Box<RustType>),
    /// `BTreeMap<String, _>`: an object whose keys are data.
    Map(Box<RustType>),
    /// `Box<_>`: a struct that would contain itself.
    Box(Box<RustType>),
}

impl RustType {
    /// The inner type: of an array's items, of a map's values, of an option or a box.
    #[must_use]
    pub fn inner(&self) -> Option<&Self> {
        match self {
            Self::Vec(inner) | Self::Option(inner) | Self::Map(inner) | Self::Box(inner) => Some(inner),
            Self::Any
            | Self::Json
            | Self::Bool
            | Self::Number
            | Self::String
            | Self::Timestamp
            | Self::EpochSeconds
            | Self::EpochMillis
            | Self::Decimal
            | Self::Payload
            | Self::Around(_)
            | Self::Named(_) => None,
        }
    }

    /// The type without null.
    #[must_use]
    pub fn without_null(&self) -> &Self {
        if let Self::Option(inner) = self { inner } else { self }
    }

    /// The name of the struct, open enum or union that it contains, at any depth.
    #[must_use]
    pub fn reference(&self) -> Option<&str> {
        match (self, self.inner()) {
            (Self::Named(name) | Self::Around(name), _) => Some(name),
            (_, inner) => inner?.reference(),
        }
    }
}
