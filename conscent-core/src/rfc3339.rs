//! Whether a text is an RFC 3339 timestamp. The whole project uses this one check.
//!
//! Two crates compile this file: `conscent-core`, and `conscent-shape` through a symbolic link, just as serde and
//! `serde_core` share their sources. So neither crate depends on the other, and the generator recognizes exactly the
//! timestamps that `Timestamp` of conscent-core accepts. The file uses only `core`, and its items are `pub` so that
//! either crate can re-export them.

/// Whether `text` is a `date-time` of RFC 3339, section 5.6, for a day and a time that exist:
/// `2025-02-05T09:37:44.468Z`, `2025-02-05T15:07:44+05:30`.
///
/// The second 60 is accepted in every minute, because only a table could say which minutes had a leap second.
#[must_use]
pub fn is_rfc3339(text: &[u8]) -> bool {
    let Some((date_time, rest)) = text.split_first_chunk() else { return false };
    is_date_time(*date_time) && is_offset(after_fraction(rest))
}

/// Whether this is a date and a time without fraction and offset: `2025-02-05T09:37:44`.
///
/// One pattern of fixed length is several times faster than parsing each part, and inference checks every string.
fn is_date_time(text: [u8; 19]) -> bool {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T' | b't', h1, h2, b':', n1, n2, b':', s1, s2] = text else {
        return false;
    };
    let (Some(century), Some(year)) = (two_digits(y1, y2), two_digits(y3, y4)) else { return false };
    let (Some(month), Some(day)) = (two_digits(m1, m2), two_digits(d1, d2)) else { return false };
    let is_leap_year = if year == 0 { century % 4 == 0 } else { year % 4 == 0 };
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap_year => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&day) && is_below(24, h1, h2) && is_below(60, n1, n2) && is_below(61, s1, s2)
}

/// The text after the fraction of a second; all of `text` if it does not start with one.
fn after_fraction(text: &[u8]) -> &[u8] {
    match text {
        [b'.', b'0'..=b'9', rest @ ..] => {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            rest.get(digits..).unwrap_or_default()
        }
        _ => text,
    }
}

/// Whether this is `Z` or an offset such as `+05:30`.
fn is_offset(text: &[u8]) -> bool {
    match *text {
        [b'Z' | b'z'] => true,
        [b'+' | b'-', h1, h2, b':', m1, m2] => is_below(24, h1, h2) && is_below(60, m1, m2),
        _ => false,
    }
}

fn is_below(bound: u8, tens: u8, ones: u8) -> bool {
    two_digits(tens, ones).is_some_and(|number| number < bound)
}

fn two_digits(tens: u8, ones: u8) -> Option<u8> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| (tens - b'0') * 10 + (ones - b'0'))
}

#[cfg(test)]
mod tests {
    use super::is_rfc3339;

    #[test]
    fn timestamps() {
        for text in [
            "2025-02-05T09:37:44.468Z",
            "0222-03-12T00:00:00.000Z",
            "0000-02-29T00:00:00Z",
            "2024-02-29T23:59:59Z",
            "2000-02-29T00:00:00Z",
            "2025-02-05t09:37:44z",
            "2025-02-05t09:37:44.123456789012z",
            "2025-02-05T15:07:44+05:30",
            "2025-02-05T15:07:44-23:59",
            "2025-02-05T15:07:44.1-00:00",
            "2016-12-31T23:59:60Z",
        ] {
            assert!(is_rfc3339(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn other_texts() {
        for text in [
            "",
            "2",
            "undefined",
            "2025-02-05",
            "2025-02-05T09:37Z",
            "2025-02-05T09:37:44",
            "2025-02-05T09:37:44.Z",
            "2025-02-05 09:37:44Z",
            "2025-00-05T09:37:44Z",
            "2025-13-05T09:37:44Z",
            "2025-02-00T09:37:44Z",
            "2025-02-29T09:37:44Z",
            "1900-02-29T09:37:44Z",
            "2025-04-31T09:37:44Z",
            "2025-02-05T24:37:44Z",
            "2025-02-05T09:60:44Z",
            "2025-02-05T09:37:61Z",
            "2025-02-05T09:37:44+24:00",
            "2025-02-05T09:37:44+05:60",
            "2025-02-05T09:37:44+05:3\u{e9}",
            "2025-02-05T09:37:44+0530",
            "2025-02-05T09:37:44ZZ",
            "2025-02-05T09:37:44.967Zx",
            "2025-02-05T09:37:44Z\u{e9}",
            "\u{ff12}025-02-05T09:37:44Z",
        ] {
            assert!(!is_rfc3339(text.as_bytes()), "{text}");
        }
    }
}
