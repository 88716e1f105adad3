//! Example values for fields, from documented samples.

use super::walk;
use conscent_codegen::interface::{Module, Struct};
use conscent_codegen::samples::Samples;
use serde_json::Value;
use std::collections::BTreeMap;

/// How many characters of a value are shown.
const LENGTH: usize = 60;

/// A value for each field that documented samples have, as JSON. Captured samples are not used.
#[derive(Debug, Default)]
pub(super) struct Examples<'a>(BTreeMap<(&'a str, &'a str), String>);

impl<'a> Examples<'a> {
    pub(super) fn new(module: &'a Module, samples: &'a Samples) -> Self {
        let mut found = BTreeMap::new();
        let documented = samples.all.iter().filter(|one| one.origin.as_ref().is_none_or(|origin| !origin.captured));
        walk::objects(module, documented, &mut |one, entries| {
            for field in &one.fields {
                if let Some(text) = entries.get(&field.key).and_then(scalar) {
                    found.entry((one.name.as_str(), field.key.as_str())).or_insert(text);
                }
            }
        });
        Self(found)
    }

    /// The value of a field.
    pub(super) fn of(&self, holder: &'a Struct, key: &'a str) -> Option<&str> {
        self.0.get(&(holder.name.as_str(), key)).map(String::as_str)
    }
}

/// A value that is a useful example, or the first item that is one.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::Object(_) => None,
        Value::Array(items) => items.iter().find_map(scalar),
        Value::String(text) if text.is_empty() => None,
        Value::String(_) | Value::Number(_) | Value::Bool(_) => Some(cut(&value.to_string())),
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
