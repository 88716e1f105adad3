//! Chooses an example value for a field's docs. It never shows personal data.

use super::ident::words;
use conscent_shape::Shape;

/// Words in keys whose values are about a person or a place.
const PERSONAL: &[&str] = &[
    "account", "age", "birth", "card", "code", "dob", "fax", "geo", "ip", "lat", "lng", "lon", "mobile", "phone",
    "pin", "post", "ssn", "tax", "zip",
];

/// Last words of keys whose numbers identify something.
const IDENTIFYING: &[&str] = &["id", "ids", "key", "no", "number"];

/// A value as JSON text, if it is a number or a value of an enum, and the key does not mark it as personal.
pub(super) fn of(key: &str, shape: &Shape, is_enum: bool) -> Option<String> {
    let is_identifying = words(key).last().is_some_and(|word| IDENTIFYING.contains(&word.as_str()));
    if is_identifying || PERSONAL.iter().any(|word| key.to_lowercase().contains(word)) {
        return None;
    }
    if shape.string.count == 0 {
        return shape.number.min.map(|least| least.to_string());
    }
    let values = shape.string.values.known().filter(|_| is_enum)?;
    values.iter().find(|value| !value.is_empty()).map(|value| format!("{value:?}"))
}
