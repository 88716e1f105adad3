//! The day of a release.

use jiff::Timestamp;
use jiff::tz::TimeZone;

pub(super) use jiff::civil::Date;

/// Today, in UTC.
pub(super) fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}

/// Parses a day of the command line.
pub(super) fn parse(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write a day such as 2026-11-22".to_owned())
}
