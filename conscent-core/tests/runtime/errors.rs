//! Errors: location, message and reason, but never content.

use conscent_core::{DecodeError, Kind, Number, decode};

use crate::types::Order;

#[test]
fn a_required_field_reports_the_kind_found() {
    let cases = [
        ("{}", None, "this key is missing, but the samples have a string"),
        (r#"{"a/b~c":null}"#, Some(Kind::Null), "null arrived where the samples have a string"),
        (r#"{"a/b~c":false}"#, Some(Kind::Bool), "a boolean arrived where the samples have a string"),
        (r#"{"a/b~c":5}"#, Some(Kind::Number), "a number arrived where the samples have a string"),
        (r#"{"a/b~c":["secret"]}"#, Some(Kind::List), "a list arrived where the samples have a string"),
        (r#"{"a/b~c":{"secret":1}}"#, Some(Kind::Object), "an object arrived where the samples have a string"),
    ];
    for (body, found, says) in cases {
        let order: Order = decode(body.as_bytes()).unwrap();
        let error = order.slash.require("Order", "a/b~c").unwrap_err();
        assert_eq!((error.object(), error.pointer().as_str(), error.found()), ("Order", "/a~1b~0c", found));
        let expected = format!("Order: /a~1b~0c: {says}");
        assert_eq!(error.to_string(), expected);
    }
    let order: Order = decode(br#"{"price":1}"#).unwrap();
    assert_eq!(order.price.require("Order", "price").map(Number::as_i64), Ok(Some(1)));
}

fn rejected(body: &[u8]) -> DecodeError {
    decode::<Order>(body).unwrap_err()
}

#[test]
fn syntax_errors_have_a_position() {
    let cases: [(&[u8], usize, usize, &str); 8] = [
        (b"", 1, 0, "EOF while parsing a value"),
        (b"secret=1", 1, 1, "expected value"),
        (b"{\"secret\":1,\n \"b\" 2}", 2, 6, "expected `:`"),
        (b"{\"secret\":1", 1, 11, "EOF while parsing an object"),
        (b"{\"secret\":1} x", 1, 14, "trailing characters"),
        (b"{\n\"a\":\"\xff\"}", 2, 6, "not UTF-8"),
        (b"{\"a\":\"\\ud80\"}", 1, 12, "invalid escape"),
        (b"{1:2}", 1, 2, "key must be a string"),
    ];
    for (body, line, column, reason) in cases {
        let error = rejected(body);
        let expected = format!(
            "body, line {line}, column {column}: not JSON: {reason}; the body may be truncated, or may not come from a webhook"
        );
        assert_eq!(error.to_string(), expected);
        assert!(!format!("{error:?}").contains("secret"));
    }
}

#[test]
fn other_values_are_reported_by_kind() {
    let cases = [
        (" [1,{}]", Kind::List, "a list"),
        ("\n\"secret\"", Kind::Text, "a string"),
        ("12", Kind::Number, "a number"),
        ("-1.5", Kind::Number, "a number"),
        ("true", Kind::Bool, "a boolean"),
        ("false", Kind::Bool, "a boolean"),
        ("null", Kind::Null, "null"),
    ];
    for (body, kind, phrase) in cases {
        let error = rejected(body.as_bytes());
        assert!(matches!(error, DecodeError::NotAnObject { found, .. } if found == kind), "{body}: {error}");
        let expected = format!("body: expected a JSON object, found {phrase}; the body may not come from a webhook");
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn serde_says_what_it_expected() {
    let error = serde_json::from_str::<Order>("1").unwrap_err();
    assert_eq!(error.to_string(), "invalid type: integer `1`, expected an object at line 1 column 1");
}
