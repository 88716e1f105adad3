//! Times that keep their text.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::drift::{DriftKind, Finder};
use crate::redact::{self, Detail};
use crate::{Field, Wire};

/// A point in time as the sender wrote it.
///
/// Any text is kept, and written back unchanged: a bad date must not cost a paid event. Whether the text is a time is asked for
/// where the time is used: [`is_rfc3339`](Timestamp::is_rfc3339), or one of the conversions behind features.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Timestamp(String);

impl Timestamp {
    /// The text as it came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the text is an RFC 3339 timestamp: `2024-03-04T10:28:47.967Z`.
    #[must_use]
    pub fn is_rfc3339(&self) -> bool {
        parse(self.0.as_bytes()).is_some()
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

    /// The one gate of all conversions, so that they take the same texts.
    #[cfg(any(feature = "jiff", feature = "chrono", feature = "time"))]
    fn convert<T>(&self, parse: impl FnOnce(&str) -> Option<T>) -> Result<T, TimestampError> {
        if self.is_rfc3339() {
            parse(&self.0).ok_or(TimestampError::OutOfRange)
        } else {
            Err(TimestampError::NotRfc3339)
        }
    }
}

/// `Some` if `text` is the `date-time` of RFC 3339, section 5.6, and a day and time that exist. A 60th second is left to the calendar.
fn parse(text: &[u8]) -> Option<()> {
    let (year, text) = digits(text, 4)?;
    let (month, text) = digits(text.strip_prefix(b"-")?, 2)?;
    let (day, text) = digits(text.strip_prefix(b"-")?, 2)?;
    let (hour, text) = digits(one_of(text, b"Tt")?, 2)?;
    let (minute, text) = digits(text.strip_prefix(b":")?, 2)?;
    let (second, mut text) = digits(text.strip_prefix(b":")?, 2)?;
    if let Some(fraction) = text.strip_prefix(b".") {
        let length = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
        text = fraction.get(length..).filter(|_| length > 0)?;
    }
    let exists = (1..=days(year, month)).contains(&day) && hour < 24 && minute < 60 && second <= 60;
    (exists && is_offset(text)).then_some(())
}

/// Whether `text` is `Z` or an offset such as `+05:30`.
fn is_offset(text: &[u8]) -> bool {
    let numeric = |text| {
        let (hour, text) = digits(one_of(text, b"+-")?, 2)?;
        let (minute, text) = digits(text.strip_prefix(b":")?, 2)?;
        Some(text.is_empty() && hour < 24 && minute < 60)
    };
    matches!(text, b"Z" | b"z") || numeric(text) == Some(true)
}

/// The number that the first `count` bytes write, and the rest.
fn digits(text: &[u8], count: usize) -> Option<(u32, &[u8])> {
    let (number, rest) = text.split_at_checked(count)?;
    let number = number.iter().try_fold(0, |sum, byte| Some(sum * 10 + char::from(*byte).to_digit(10)?))?;
    Some((number, rest))
}

/// What follows the first byte, if that is one of `choices`.
fn one_of<'a>(text: &'a [u8], choices: &[u8]) -> Option<&'a [u8]> {
    text.split_first().filter(|(first, _)| choices.contains(first)).map(|(_, rest)| rest)
}

/// How many days a month has; none if there is no such month.
fn days(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
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

/// Takes any text. One that is not RFC 3339 is drift; an empty one says that there is no time.
impl Wire for Timestamp {
    fn expected() -> Cow<'static, str> {
        "text".into()
    }

    fn text(value: &str) -> Field<Self> {
        Field::Value(value.into())
    }

    fn find_drift(&self, found: &mut Finder) {
        if !self.0.is_empty() && !self.is_rfc3339() {
            found.push(DriftKind::UnknownValue);
        }
    }

    fn show(&self, detail: Detail, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        redact::text(&self.0, detail, f)
    }
}

/// Why a [`Timestamp`] could not be converted. It never holds the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimestampError {
    /// The text is not an RFC 3339 timestamp.
    NotRfc3339,
    /// The text is one, but the target type cannot hold it.
    OutOfRange,
}

impl fmt::Display for TimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotRfc3339 => {
                "timestamp: not RFC 3339: the text has another form or no such day; read it with as_str()"
            }
            Self::OutOfRange => "timestamp: out of range: the target type cannot hold it; read it with as_str()",
        })
    }
}

impl std::error::Error for TimestampError {}
