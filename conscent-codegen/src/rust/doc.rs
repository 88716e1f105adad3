//! Doc comments. Text from samples is escaped, and stays in a code span on one line.

use crate::interface::{Field, Struct, Views};
use crate::text::escape;
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeSet;

/// A doc comment, with an attribute for each line.
pub(super) fn lines(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote! { #(#[doc = #lines])* }
}

/// The docs of a struct that events share.
pub(super) fn shared(one: &Struct) -> Vec<String> {
    vec![
        format!("The object under {}.", keys(&one.keys)),
        String::new(),
        format!("Seen in {}: {}.", one.occurrence.counted(), one.occurrence.named_events()),
    ]
}

/// The rest of a struct's docs: where its variants are, if it has any.
pub(super) fn views(one: &Struct) -> Vec<String> {
    let line = |views: &Views| {
        let Views { tag, method, .. } = views;
        format!("[`{method}`](Self::{method}) returns the variant that `{}` names.", escape(tag))
    };
    one.views.iter().flat_map(|views| [String::new(), line(views)]).collect()
}

/// Keys for a sentence: `` `address` or `billingAddress` ``.
pub(super) fn keys(keys: &BTreeSet<String>) -> String {
    let mut spans: Vec<String> = keys.iter().map(|key| format!("`{}`", escape(key))).collect();
    match spans.pop() {
        Some(last) if spans.is_empty() => last,
        Some(last) => format!("{} or {last}", spans.join(", ")),
        None => String::new(),
    }
}

/// The docs of a field: its key.
pub(super) fn field(field: &Field) -> String {
    format!(" `{}`", escape(&field.key))
}

/// The docs of the accessor that returns an `Option`: key, form, occurrence, example.
pub(super) fn accessor(field: &Field) -> String {
    let doc = field.doc.as_ref().map_or(String::new(), |doc| format!(" {doc}"));
    let form = field.form.as_ref().map_or(String::new(), |form| format!(", {form}"));
    let occurrence = &field.occurrence;
    let null = if field.nullable { " Sometimes null." } else { "" };
    let example = field.example.as_ref().map_or(String::new(), |example| format!(" Example: `{}`.", escape(example)));
    format!(" `{}`{form}.{doc} Seen {occurrence}.{null}{example}", escape(&field.key))
}

/// The docs of the accessor that returns an error. The other accessor of the field has the rest.
pub(super) fn require(field: &Field) -> String {
    format!(" `{}`, or an error if it is absent, null, or a mismatch.", escape(&field.key))
}
