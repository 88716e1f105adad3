//! `Number` and `Timestamp`.

use conscent_core::{NotFinite, Number, Timestamp, TimestampError};

fn number(text: &str) -> Number {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_number_converts_only_exactly() {
    let big = u64::MAX.to_string();
    let cases = [
        ("120", Some(120), Some(120), Some(120.0)),
        ("-7", Some(-7), None, Some(-7.0)),
        ("854.05", None, None, Some(854.05)),
        ("120.0", None, None, Some(120.0)),
        (&big, None, Some(u64::MAX), Some(18_446_744_073_709_551_615.0)),
    ];
    for (text, signed, unsigned, float) in cases {
        let number = number(text);
        assert_eq!((number.as_i64(), number.as_u64(), number.as_f64()), (signed, unsigned, float), "{text}");
        assert_eq!(number.to_string(), text);
        assert_eq!(serde_json::to_string(&number).unwrap(), text);
    }
    assert_ne!(number("120"), number("120.0"));
}

#[test]
fn numbers_are_made_from_rust_numbers() {
    assert_eq!(Number::from(5_u8), number("5"));
    assert_eq!(Number::from(i64::MIN), number("-9223372036854775808"));
    assert_eq!(Number::try_from(1.5), Ok(number("1.5")));
    assert_eq!(Number::try_from(f64::NAN), Err(NotFinite));
    assert_eq!(Number::try_from(f64::INFINITY), Err(NotFinite));
    assert!(NotFinite.to_string().starts_with("number: not finite: "));
    assert_eq!(Number::from(serde_json::Number::from(5)), number("5"));
    assert_eq!(serde_json::Value::from(number("5")), 5);
}

#[cfg(feature = "decimal")]
#[test]
fn a_decimal_is_exact_or_none() {
    let cases = [
        ("854.05", Some("854.05")),
        ("120", Some("120")),
        ("-0.5", Some("-0.5")),
        ("1e21", Some("1000000000000000000000")),
        ("1.5e-7", Some("0.00000015")),
        ("1e99", None),
        ("1e-99", None),
    ];
    for (text, decimal) in cases {
        let got = number(text).to_decimal().map(|decimal| decimal.to_string());
        assert_eq!(got.as_deref(), decimal, "{text}");
    }
    if crate::text::arbitrary_precision() {
        assert_eq!(number("0.10000000000000000000000000000001").to_decimal(), None);
        assert_eq!(number("0.10000000000000000000000000000001e5").to_decimal(), None);
        assert_eq!(number("1.50").to_decimal().unwrap().to_string(), "1.50");
    }
}

// All forms are in the tests of `rfc3339.rs`; these are for the conversions.
const VALID: [&str; 9] = [
    "2024-03-04T10:28:47.967Z",
    "0222-03-12T00:00:00.000Z",
    "2024-02-29T23:59:59Z",
    "2000-02-29T00:00:00Z",
    "2024-03-04t10:28:47z",
    "2024-03-04T10:28:47+05:30",
    "2024-03-04T10:28:47-23:59",
    "2024-03-04T10:28:47.123456789-00:00",
    "2016-12-31T23:59:60Z",
];

const INVALID: [&str; 6] =
    ["", "undefined", "2024-03-04", "2023-02-29T00:00:00Z", "2024-03-04T10:28:47+0530", "2024-03-04T10:28:4:Z"];

#[test]
fn a_timestamp_accepts_any_text_and_recognizes_rfc_3339() {
    assert!(TimestampError::NotRfc3339.to_string().starts_with("timestamp: not RFC 3339: "));
    for (texts, valid) in [(VALID.as_slice(), true), (&INVALID, false)] {
        for text in texts {
            let time = Timestamp::from(*text);
            assert_eq!(time.is_rfc3339(), valid, "{text}");
            assert_eq!((time.as_str(), time.to_string().as_str()), (*text, *text));
            let json = serde_json::to_string(&time).unwrap();
            assert_eq!(serde_json::from_str::<Timestamp>(&json).unwrap(), time);
        }
    }
}

/// Checks one conversion: it accepts exactly the RFC 3339 texts, and gives the right time.
#[cfg(any(feature = "jiff", feature = "chrono", feature = "time"))]
fn converts<T>(convert: impl Fn(&Timestamp) -> Result<T, TimestampError>, seconds: impl Fn(&T) -> i64) {
    for text in VALID {
        assert!(convert(&text.into()).is_ok(), "{text}");
    }
    for text in INVALID {
        assert_eq!(convert(&text.into()).err(), Some(TimestampError::NotRfc3339), "{text}");
    }
    for (text, expected) in [
        ("1970-01-01T00:00:01.500Z", 1),
        ("2024-03-04T10:28:48+05:30", 1_709_528_328),
        ("0222-03-12T00:00:00.000Z", -55_155_513_600),
    ] {
        assert_eq!(convert(&text.into()).map(|time| seconds(&time)), Ok(expected), "{text}");
    }
}

#[cfg(feature = "jiff")]
#[test]
fn jiff_agrees() {
    converts(Timestamp::to_jiff, |time| time.as_second());
    let late = Timestamp::from("9999-12-31T23:59:59-23:59");
    assert_eq!(late.to_jiff(), Err(TimestampError::OutOfRange));
}

#[cfg(feature = "chrono")]
#[test]
fn chrono_agrees() {
    converts(Timestamp::to_chrono, chrono::DateTime::timestamp);
}

#[cfg(feature = "time")]
#[test]
fn time_agrees() {
    converts(Timestamp::to_time, |time| time.unix_timestamp());
}
