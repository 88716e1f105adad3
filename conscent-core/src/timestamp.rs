//! Timestamps that keep their text.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::drift::{DriftCollector, DriftKind};
use crate::redact::{self, Redaction};
use crate::rfc3339::is_rfc3339;
use crate::{Field, FieldValue};

/// A point in time as the sender wrote it.
///
/// Any string is kept and written back unchanged, so that a bad date never loses a paid event. Whether the string is a
/// time is checked on use: by [`is_rfc3339`](Timestamp::is_rfc3339), or by one of the conversions behind features.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Timestamp(String);

impl Timestamp {
    /// The text, unchanged.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the text is an RFC 3339 timestamp: `2024-03-04T10:28:47.967Z`.
    #[must_use]
    pub fn is_rfc3339(&self) -> bool {
        is_rfc3339(self.0.as_bytes())
    }

    /// The time as [`jiff::Timestamp`].
    ///
    /// Needs the feature `jiff`.
    ///
    /// # Errors
    /// [`TimestampError`] if the text is not RFC 3339, or the time is out of jiff's range.
    #[cfg(feature = "jiff")]
    pub fn to_jiff(&self) -> Result<jiff::Timestamp, TimestampError> {
        self.convert(|text| text.parse().ok())
    }

    /// The time as [`chrono::DateTime`], with the offset that was written.
    ///
    /// Needs the feature `chrono`.
    ///
    /// # Errors
    /// [`TimestampError`] if the text is not RFC 3339, or the time is out of chrono's range.
    #[cfg(feature = "chrono")]
    pub fn to_chrono(&self) -> Result<chrono::DateTime<chrono::FixedOffset>, TimestampError> {
        self.convert(|text| chrono::DateTime::parse_from_rfc3339(text).ok())
    }

    /// The time as [`time::OffsetDateTime`], with the offset that was written.
    ///
    /// Needs the feature `time`.
    ///
    /// # Errors
    /// [`TimestampError`] if the text is not RFC 3339, or the time is out of the range of `time`.
    #[cfg(feature = "time")]
    pub fn to_time(&self) -> Result<time::OffsetDateTime, TimestampError> {
        self.convert(|text| time::OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).ok())
    }

    /// Checks the text before every conversion, so that all conversions accept the same texts.
    #[cfg(any(feature = "jiff", feature = "chrono", feature = "time"))]
    fn convert<T>(&self, parse: impl FnOnce(&str) -> Option<T>) -> Result<T, TimestampError> {
        if self.is_rfc3339() {
            parse(&self.0).ok_or(TimestampError::OutOfRange)
        } else {
            Err(TimestampError::NotRfc3339)
        }
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<String> for Timestamp {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Timestamp {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, output: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(output)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        String::deserialize(input).map(Self)
    }
}

/// Accepts any string. One that is not RFC 3339 is drift, except the empty string, which means an absent time.
impl FieldValue for Timestamp {
    fn expected() -> Cow<'static, str> {
        "text".into()
    }

    fn text(value: &str) -> Field<Self> {
        Field::Value(value.into())
    }

    fn as_text(&self) -> Option<&str> {
        Some(&self.0)
    }

    fn find_drift(&self, found: &mut DriftCollector) {
        if !self.0.is_empty() && !self.is_rfc3339() {
            found.push(DriftKind::UnknownValue);
        }
    }

    fn show(&self, redaction: Redaction, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        redact::text(&self.0, redaction, f)
    }
}

/// A [`Timestamp`] could not be converted. The error never contains the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimestampError {
    /// The text is not an RFC 3339 timestamp.
    NotRfc3339,
    /// The text is an RFC 3339 timestamp, but the target type cannot hold it.
    OutOfRange,
}

impl fmt::Display for TimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotRfc3339 => {
                "timestamp: not RFC 3339: the text has another format, or the day or time does not exist; read it with as_str()"
            }
            Self::OutOfRange => "timestamp: out of range: the target type cannot hold it; read it with as_str()",
        })
    }
}

impl std::error::Error for TimestampError {}
