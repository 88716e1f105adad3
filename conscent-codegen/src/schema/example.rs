//! One example value for a key's docs, which never shows a person's data.

use crate::shape::{Shape, Values};

/// Words in keys whose numbers are about a person or a place.
const PERSONAL: &[&str] = &[
    "account", "age", "birth", "card", "code", "dob", "fax", "geo", "ip", "lat", "lng", "lon", "mobile", "phone",
    "pin", "post", "ssn", "tax", "zip",
];

/// A value that stood under the key, if it is a price or a code; else its form: `xxxxxx@xxxx.xxx`, `0000-01-01T00:00:00.000Z`.
pub(super) fn of(key: &str, shape: &Shape) -> Option<String> {
    let is_personal = PERSONAL.iter().any(|word| key.to_lowercase().contains(word));
    let text = &shape.text;
    if text.count > 0 {
        let Values::Few(values) = &text.values else { return None };
        let value = values.iter().find(|value| !value.is_empty())?;
        let is_code = text.codes + text.empty == text.count && !value.contains(|c: char| c.is_ascii_digit());
        let is_timestamp = text.timestamps + text.empty == text.count;
        let shown = if is_code && !is_personal {
            value.clone()
        } else if is_timestamp {
            // A day that exists: examples are valid under their schemas.
            form(value, "TZtz").replacen("-00-00", "-01-01", 1)
        } else {
            form(value, "")
        };
        return Some(format!("\"{shown}\""));
    }
    let least = shape.number.min?;
    Some(if is_personal { form(&least.to_string(), "") } else { least.to_string() })
}

fn form(value: &str, kept: &str) -> String {
    let mask = |c: char| match c {
        c if c.is_numeric() => '0',
        c if c.is_alphabetic() && !kept.contains(c) => 'x',
        c => c,
    };
    value.chars().map(mask).collect()
}
