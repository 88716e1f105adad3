//! The forms of strings that mean something: timestamps and codes.

/// Whether this is an RFC 3339 date-time: `2025-02-05T09:37:44.468Z`, `2025-02-05T15:07:44+05:30`.
pub(crate) fn is_timestamp(text: &[u8]) -> bool {
    let Some((date_time, rest)) = text.split_first_chunk() else { return false };
    is_date_time(*date_time) && is_zone(after_fraction(rest))
}

/// `2025-02-05T09:37:44`. A leap second is let through in any minute.
fn is_date_time(text: [u8; 19]) -> bool {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T' | b't', h1, h2, b':', n1, n2, b':', s1, s2] = text else {
        return false;
    };
    let (Some(century), Some(year)) = (two_digits(y1, y2), two_digits(y3, y4)) else { return false };
    let (Some(month), Some(day)) = (two_digits(m1, m2), two_digits(d1, d2)) else { return false };
    let leap = if year == 0 { century % 4 == 0 } else { year % 4 == 0 };
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&day) && below(h1, h2, 24) && below(n1, n2, 60) && below(s1, s2, 61)
}

/// What follows the fraction of a second, if there is one.
fn after_fraction(text: &[u8]) -> &[u8] {
    match text {
        [b'.', b'0'..=b'9', rest @ ..] => {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            rest.get(digits..).unwrap_or_default()
        }
        _ => text,
    }
}

/// `Z` or `+05:30`.
fn is_zone(text: &[u8]) -> bool {
    match *text {
        [b'Z' | b'z'] => true,
        [b'+' | b'-', h1, h2, b':', m1, m2] => below(h1, h2, 24) && below(m1, m2, 60),
        _ => false,
    }
}

fn below(tens: u8, ones: u8, bound: u8) -> bool {
    two_digits(tens, ones).is_some_and(|number| number < bound)
}

fn two_digits(tens: u8, ones: u8) -> Option<u8> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| (tens - b'0') * 10 + (ones - b'0'))
}

/// Whether this is a code, in `SCREAMING_SNAKE_CASE`: `SUBSCRIPTION`, `NOT_INITIATED`, `IN`.
pub(crate) fn is_code(text: &[u8]) -> bool {
    let [b'A'..=b'Z', rest @ ..] = text else { return false };
    let mut before = b'A';
    for &byte in rest {
        match byte {
            b'A'..=b'Z' | b'0'..=b'9' => {}
            b'_' if before != b'_' => {}
            _ => return false,
        }
        before = byte;
    }
    before != b'_'
}

#[cfg(test)]
mod tests {
    use super::{is_code, is_timestamp};

    #[test]
    fn timestamps() {
        for text in [
            "2025-02-05T09:37:44.468Z",
            "0222-03-12T00:00:00.000Z",
            "2025-02-05T15:07:44+05:30",
            "2025-02-05T15:07:44.1-00:00",
            "2024-02-29T00:00:00Z",
            "2000-02-29T00:00:00Z",
            "2016-12-31T23:59:60Z",
            "2025-02-05t09:37:44.123456789012z",
        ] {
            assert!(is_timestamp(text.as_bytes()), "{text}");
        }
        for text in [
            "",
            "2",
            "2025-02-05",
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
            "2025-02-05T09:37:44+0530",
            "2025-02-05T09:37:44ZZ",
            "2025-02-05T09:37:44Zé",
            "２025-02-05T09:37:44Z",
        ] {
            assert!(!is_timestamp(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn codes() {
        for text in ["SUBSCRIPTION", "NOT_INITIATED", "NEW", "IN", "A", "S3", "V2_BETA_1"] {
            assert!(is_code(text.as_bytes()), "{text}");
        }
        for text in ["", "_", "_A", "A_", "A__B", "3S", "Pass", "A-B", "A B", "ÄB", "undefined"] {
            assert!(!is_code(text.as_bytes()), "{text}");
        }
    }
}
