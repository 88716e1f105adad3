//! The forms of strings that [`Strings`](crate::Strings) counts: timestamps and codes.

use crate::rfc3339::is_rfc3339;

/// Whether this is an RFC 3339 timestamp: `2025-02-05T09:37:44.468Z`, `2025-02-05T15:07:44+05:30`.
#[inline]
#[must_use]
pub fn is_timestamp(text: &[u8]) -> bool {
    is_rfc3339(text)
}

/// Whether this is a code in `SCREAMING_SNAKE_CASE`: `SUBSCRIPTION`, `NOT_INITIATED`, `IN`.
#[must_use]
pub fn is_code(text: &[u8]) -> bool {
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

    // The cases of timestamps are in rfc3339.rs.
    #[test]
    fn timestamps() {
        assert!(is_timestamp(b"2025-02-05T09:37:44.468Z"));
        assert!(!is_timestamp(b"2025-02-05"));
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
