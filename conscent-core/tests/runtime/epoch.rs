//! `EpochSeconds`, `EpochMillis` and `Decimal`.

use std::time::{Duration, SystemTime};

use conscent_core::{Decimal, EpochMillis, EpochSeconds, Field, Number};
use proptest::prelude::*;

fn seconds(json: &str) -> EpochSeconds {
    serde_json::from_str(json).unwrap()
}

fn millis(json: &str) -> EpochMillis {
    serde_json::from_str(json).unwrap()
}

#[test]
fn a_time_is_a_number_or_a_text_of_digits() {
    for (json, whole, time) in [
        ("0", Some(0), Some("1970-01-01T00:00:00Z")),
        ("1709548127", Some(1_709_548_127), Some("2024-03-04T10:28:47Z")),
        ("\"1709548127\"", Some(1_709_548_127), Some("2024-03-04T10:28:47Z")),
        ("1709548127.25", Some(1_709_548_127), Some("2024-03-04T10:28:47.25Z")),
        ("\"-0.5\"", Some(-1), Some("1969-12-31T23:59:59.5Z")),
        // Fractions are rounded down to the nanosecond, also before 1970, and even if only smaller digits are not zero.
        ("\"1.9999999999\"", Some(1), Some("1970-01-01T00:00:01.999999999Z")),
        ("\"-1.0000000001\"", Some(-2), Some("1969-12-31T23:59:58.999999999Z")),
        ("\"-1.0000000000\"", Some(-1), Some("1969-12-31T23:59:59Z")),
        ("951782400", Some(951_782_400), Some("2000-02-29T00:00:00Z")),
        ("-62167219200", Some(-62_167_219_200), Some("0000-01-01T00:00:00Z")),
        ("-62167219201", Some(-62_167_219_201), None),
        ("253402300799", Some(253_402_300_799), Some("9999-12-31T23:59:59Z")),
        ("1709548127000", Some(1_709_548_127_000), None),
        ("\"\"", None, None),
        ("\"2024\\u0661\"", None, None),
        ("\"1e3\"", None, None),
        ("\"99999999999999999999999999999999999999999\"", None, None),
        ("1e300", None, None),
    ] {
        let seconds = seconds(json);
        let timestamp = seconds.to_timestamp();
        let found = timestamp.as_ref().map(conscent_core::Timestamp::as_str);
        assert_eq!((seconds.as_i64(), found), (whole, time), "{json}");
        assert_eq!(seconds.is_time(), time.is_some());
        let encoded = serde_json::to_string(&seconds).unwrap();
        assert_eq!(encoded.parse::<serde_json::Value>().unwrap(), json.parse::<serde_json::Value>().unwrap());
    }
    assert_eq!(millis("1709548127967").to_timestamp().unwrap().as_str(), "2024-03-04T10:28:47.967Z");
    assert_eq!((millis("\"-1\"").as_i64(), millis("1.9").as_i64()), (Some(-1), Some(1)));
    for json in ["true", "null", "[]", "{}"] {
        assert!(serde_json::from_str::<EpochMillis>(json).is_err());
    }
}

proptest! {
    #[test]
    fn both_conversions_of_a_time_agree(count in -62_167_219_200_000_i64..253_402_300_800_000) {
        let millis = EpochMillis::from(count);
        let distance = Duration::from_millis(count.unsigned_abs());
        let expected = if count < 0 { SystemTime::UNIX_EPOCH - distance } else { SystemTime::UNIX_EPOCH + distance };
        prop_assert_eq!(millis.to_system_time(), Some(expected));
        prop_assert_eq!(millis.as_i64(), Some(count));
        let text = millis.to_timestamp().unwrap();
        prop_assert!(text.is_rfc3339(), "{}", text);
        #[cfg(feature = "jiff")]
        prop_assert_eq!(text.to_jiff().unwrap().as_millisecond(), count);
        #[cfg(feature = "chrono")]
        prop_assert_eq!(text.to_chrono().unwrap().timestamp_millis(), count);
    }

    #[test]
    fn any_number_and_any_text_is_kept(text in any::<String>(), number in any::<f64>(), whole in any::<i64>()) {
        let number = serde_json::Number::from_f64(number).unwrap_or_else(|| 0.into());
        for json in [serde_json::Value::from(text), number.into(), whole.into()] {
            let seconds: Field<EpochSeconds> = serde_json::from_value(json.clone()).unwrap();
            let decimal: Field<Decimal> = serde_json::from_value(json.clone()).unwrap();
            prop_assert!(seconds.is_value() && decimal.is_value());
            let _ = (seconds.value().map(EpochSeconds::to_system_time), decimal.value().map(Decimal::as_f64));
            prop_assert_eq!(serde_json::to_value(&seconds).unwrap(), json.clone());
            prop_assert_eq!(serde_json::to_value(&decimal).unwrap(), json);
        }
    }
}

#[test]
fn a_decimal_keeps_its_form_and_converts() {
    for (json, text, is_decimal, float) in [
        ("\"242.10\"", "242.10", true, Some(242.1)),
        ("\"-0.5\"", "-0.5", true, Some(-0.5)),
        ("\"+7\"", "+7", true, Some(7.0)),
        ("242.5", "242.5", true, Some(242.5)),
        ("12", "12", true, Some(12.0)),
        ("1e+21", "1e+21", true, Some(1e21)),
        ("\"1e21\"", "1e21", false, None),
        ("\"1,234.50\"", "1,234.50", false, None),
        ("\"inf\"", "inf", false, None),
        ("\"12.\"", "12.", false, None),
        ("\".5\"", ".5", false, None),
        ("\"\"", "", false, None),
    ] {
        let decimal: Decimal = serde_json::from_str(json).unwrap();
        assert_eq!((decimal.as_str(), decimal.is_decimal(), decimal.as_f64()), (text, is_decimal, float), "{json}");
        assert_eq!(serde_json::to_string(&decimal).unwrap(), json);
    }
    assert_eq!(Decimal::from("242.10").parse::<f64>(), Ok(242.1));
    assert!(Decimal::from("1.5").parse::<u8>().is_err());
    assert_ne!(Decimal::from("1.50"), Decimal::from("1.5"));
    assert_ne!(Decimal::from("5"), Decimal::from(Number::from(5)));
    assert_eq!(Decimal::from("9".repeat(400)).as_f64(), None);
}

#[cfg(feature = "decimal")]
#[test]
fn an_exact_decimal_is_exact_or_none() {
    let exact = |text: &str| Decimal::from(text).to_decimal().map(|decimal| decimal.to_string());
    assert_eq!(exact("242.10").as_deref(), Some("242.10"));
    assert_eq!(exact("+7").as_deref(), Some("7"));
    assert_eq!((exact("1_0"), exact("0.10000000000000000000000000000001")), (None, None));
}
