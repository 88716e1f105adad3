//! One example value for a field's docs, which never shows a person's data.

use conscent_shape::{Shape, Values};

/// Words in keys whose values are about a person or a place.
const PERSONAL: &[&str] = &[
    "account", "age", "birth", "card", "code", "dob", "fax", "geo", "ip", "lat", "lng", "lon", "mobile", "phone",
    "pin", "post", "ssn", "tax", "zip",
];

/// A value as JSON text, if it is a number or a code, and the key does not say that it is personal.
pub(super) fn of(key: &str, shape: &Shape) -> Option<String> {
    if PERSONAL.iter().any(|word| key.to_lowercase().contains(word)) {
        return None;
    }
    let strings = &shape.string;
    if strings.count == 0 {
        return shape.number.min.map(|least| least.to_string());
    }
    let Values::Exact(values) = &strings.values else { return None };
    let value = values.iter().find(|value| !value.is_empty())?;
    // A code with digits may be an account's number.
    let is_code = strings.codes + strings.empty == strings.count && !value.contains(|c: char| c.is_ascii_digit());
    is_code.then(|| format!("{value:?}"))
}
