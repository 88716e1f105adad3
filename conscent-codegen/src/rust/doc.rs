//! Doc comments. What comes from samples is escaped: it stands in a code span, on one line.

use crate::schema::{Definition, Object, Property, Seen};

/// Text from a sample, for a code span: no line break, no back-tick, nothing invisible.
pub(super) fn code(text: &str) -> String {
    text.escape_debug().to_string().replace('`', "'").replace("\\'", "'").replace("\\\"", "\"")
}

pub(super) fn definition(definition: &Definition, object: Option<&Object>) -> String {
    let keys: Vec<String> = definition.keys.iter().map(|key| format!("`{}`", code(key))).collect();
    match object {
        Some(object) => format!(" {}.\n\n Seen {}.", keys.join(", "), seen(&object.seen)),
        None => format!(" {}.", keys.join(", ")),
    }
}

pub(super) fn field(property: &Property) -> String {
    let null = if property.nullable { ", sometimes null" } else { "" };
    let example =
        property.example.as_deref().map_or(String::new(), |example| format!(" Example: `{}`.", code(example)));
    format!(" `{}`: {}{null}.{example}", code(&property.key), seen(&property.seen))
}

fn seen(seen: &Seen) -> String {
    seen.to_string().replace('`', "'")
}
