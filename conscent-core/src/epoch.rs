//! Times as numbers: seconds or milliseconds since 1970.

use std::time::{Duration, SystemTime};

use crate::Timestamp;
use crate::written::{Written, impl_written, parts};

/// A point in time as seconds since 1970-01-01T00:00:00Z, as the sender wrote it: a JSON number, or a string of digits.
///
/// It is kept and written back exactly as it arrived. A value outside the years 0 to 9999 is reported as drift: it is
/// most likely in milliseconds.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EpochSeconds(Written);

/// A point in time as milliseconds since 1970-01-01T00:00:00Z, as the sender wrote it: a JSON number, or a string of
/// digits.
///
/// It is kept and written back exactly as it arrived. A value outside the years 0 to 9999 is reported as drift.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EpochMillis(Written);

macro_rules! impl_epoch {
    ($type:ident, $per_second:literal, $units:literal) => {
        impl_written!($type, is_time);

        impl $type {
            #[doc = concat!("The whole ", $units, "; `None` if this is not a number, or does not fit.")]
            #[must_use]
            pub fn as_i64(&self) -> Option<i64> {
                i64::try_from(nanoseconds(self.as_str(), $per_second)?.div_euclid(NANOSECONDS / $per_second)).ok()
            }

            /// The time; `None` if this is not a number, or not a time that the system can express.
            ///
            /// The fraction is kept, down to the nanosecond.
            #[must_use]
            pub fn to_system_time(&self) -> Option<SystemTime> {
                system_time(nanoseconds(self.as_str(), $per_second)?)
            }

            /// The time as RFC 3339 in UTC; `None` if this is not a time between the years 0 and 9999.
            ///
            /// [`Timestamp`] can convert it to the types of other crates, behind features.
            #[must_use]
            pub fn to_timestamp(&self) -> Option<Timestamp> {
                timestamp(nanoseconds(self.as_str(), $per_second)?)
            }

            /// Whether this is a time between the years 0 and 9999.
            #[must_use]
            pub fn is_time(&self) -> bool {
                nanoseconds(self.as_str(), $per_second).is_some_and(|time| YEARS.contains(&time))
            }
        }

        /// A JSON number.
        impl From<i64> for $type {
            fn from(number: i64) -> Self {
                Self(crate::Number::from(number).into())
            }
        }
    };
}

impl_epoch!(EpochSeconds, 1, "seconds");
impl_epoch!(EpochMillis, 1_000, "milliseconds");

const NANOSECONDS: i128 = 1_000_000_000;

/// The times between the years 0 and 9999, which RFC 3339 can express.
const YEARS: std::ops::Range<i128> = -62_167_219_200 * NANOSECONDS..253_402_300_800 * NANOSECONDS;

/// Converts a plain decimal number to nanoseconds since 1970, rounded down.
fn nanoseconds(text: &str, per_second: i128) -> Option<i128> {
    let parts = parts(text)?;
    let mut unit = NANOSECONDS / per_second;
    let mut sum = parts.whole.parse::<i128>().ok()?.checked_mul(unit)?;
    let mut is_exact = true;
    for digit in parts.fraction.bytes().map(|digit| i128::from(digit - b'0')) {
        unit /= 10;
        sum = sum.checked_add(digit * unit)?;
        is_exact &= unit > 0 || digit == 0;
    }
    Some(match (parts.is_negative, is_exact) {
        (false, _) => sum,
        (true, true) => -sum,
        (true, false) => -sum - 1,
    })
}

fn system_time(nanoseconds: i128) -> Option<SystemTime> {
    let distance = nanoseconds.unsigned_abs();
    let seconds = u64::try_from(distance / NANOSECONDS.unsigned_abs()).ok()?;
    let rest = u32::try_from(distance % NANOSECONDS.unsigned_abs()).ok()?;
    let distance = Duration::new(seconds, rest);
    if nanoseconds < 0 {
        SystemTime::UNIX_EPOCH.checked_sub(distance)
    } else {
        SystemTime::UNIX_EPOCH.checked_add(distance)
    }
}

fn timestamp(nanoseconds: i128) -> Option<Timestamp> {
    if !YEARS.contains(&nanoseconds) {
        return None;
    }
    let (seconds, rest) = (nanoseconds.div_euclid(NANOSECONDS), nanoseconds.rem_euclid(NANOSECONDS));
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = date(days);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    let mut text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
    if rest > 0 {
        let fraction = format!("{rest:09}");
        text.extend([".", fraction.trim_end_matches('0')]);
    }
    text.push('Z');
    Some(text.into())
}

/// The year, month and day that is `days` days after 1970-01-01, in the Gregorian calendar.
///
/// It counts years that start in March, so that a leap day is the last day of its year.
fn date(days: i128) -> (i128, i128, i128) {
    const DAYS_OF_400_YEARS: i128 = 146_097;
    let days = days + 719_468; // since 0000-03-01
    let (era, day_of_era) = (days.div_euclid(DAYS_OF_400_YEARS), days.rem_euclid(DAYS_OF_400_YEARS));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let months_since_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * months_since_march + 2) / 5 + 1;
    let (month, next_year) =
        if months_since_march < 10 { (months_since_march + 3, 0) } else { (months_since_march - 9, 1) };
    (era * 400 + year_of_era + next_year, month, day)
}
