//! Doc comments. What comes from samples is escaped: it stands in a code span, on one line.

use crate::schema::{Definition, Object, Property};
use proc_macro2::TokenStream;
use quote::quote;

/// Text from a sample, for a code span: no line break, no back-tick, nothing invisible.
pub(super) fn code(text: &str) -> String {
    let shown = |c: char| match c {
        '`' => "'".to_owned(),
        '"' | '\'' => c.to_string(),
        _ => c.escape_debug().to_string(),
    };
    text.chars().map(shown).collect()
}

/// A doc comment, an attribute for each line.
pub(super) fn lines(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote! { #(#[doc = #lines])* }
}

pub(super) fn definition(definition: &Definition, object: Option<&Object>) -> Vec<String> {
    let places: Vec<String> = definition.places.iter().map(|place| format!("`{}`", code(place))).collect();
    let mut lines = vec![format!("{}.", places.join(", "))];
    lines.extend(object.into_iter().flat_map(|object| [String::new(), format!("Seen {}.", object.seen.named())]));
    lines
}

pub(super) fn field(property: &Property) -> Vec<String> {
    let null = if property.nullable { ", sometimes null" } else { "" };
    let example =
        property.example.as_deref().map_or(String::new(), |example| format!(" Example: `{}`.", code(example)));
    vec![format!("`{}`: {}{null}.{example}", code(&property.key), property.seen)]
}
