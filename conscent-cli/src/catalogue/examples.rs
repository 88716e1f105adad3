//! The values that documentation shows, for the fields that hold them.

use conscent_codegen::interface::{Event, Module, RustType, Struct};
use conscent_codegen::samples::Samples;
use serde_json::Value;
use std::collections::BTreeMap;

/// How many characters of a value are shown.
const LENGTH: usize = 60;

/// A value for each field that documented samples have, as JSON. Values of captured samples are not among them.
#[derive(Debug, Default)]
pub(super) struct Examples<'a>(BTreeMap<(&'a str, &'a str), String>);

impl<'a> Examples<'a> {
    pub(super) fn new(module: &'a Module, samples: &Samples) -> Self {
        let structs = module.all_structs().map(|one| (one.name.as_str(), one)).collect();
        let mut walk = Walk { module, structs, found: BTreeMap::new() };
        let documented = samples.all.iter().filter(|one| one.origin.as_ref().is_none_or(|origin| !origin.captured));
        for sample in documented.filter(|sample| sample.api == module.api) {
            let event = module.events.iter().find(|event| event.name == sample.event);
            let Some((event, body)) = event.zip(serde_json::from_str(&sample.text).ok()) else { continue };
            walk.object(module.envelope.as_ref().map_or(&event.payload, |envelope| &envelope.body), event, &body);
        }
        Self(walk.found)
    }

    /// The value of a field.
    pub(super) fn of(&self, holder: &'a Struct, key: &'a str) -> Option<&str> {
        self.0.get(&(holder.name.as_str(), key)).map(String::as_str)
    }
}

/// Walks through bodies and types at once.
struct Walk<'a> {
    module: &'a Module,
    structs: BTreeMap<&'a str, &'a Struct>,
    found: BTreeMap<(&'a str, &'a str), String>,
}

impl<'a> Walk<'a> {
    fn object(&mut self, one: &'a Struct, event: &'a Event, value: &Value) {
        for field in &one.fields {
            let Some(value) = value.get(&field.key) else { continue };
            if let Some(text) = scalar(value) {
                self.found.entry((&one.name, &field.key)).or_insert(text);
            }
            self.inside(&field.ty, event, value);
        }
    }

    fn inside(&mut self, ty: &'a RustType, event: &'a Event, value: &Value) {
        match (ty, value) {
            (RustType::Payload, _) => match &event.value {
                Some(held) => self.inside(held, event, value),
                None => self.object(&event.payload, event, value),
            },
            (RustType::Named(name) | RustType::Around(name), _) => {
                let module = self.module;
                if let Some(one) = self.structs.get(name.as_str()) {
                    self.object(one, event, value);
                } else if let Some(union) = module.unions.iter().find(|union| union.name == *name) {
                    for variant in &union.variants {
                        self.inside(&variant.ty, event, value);
                    }
                }
            }
            (RustType::Vec(item), Value::Array(items)) => {
                for value in items {
                    self.inside(item, event, value);
                }
            }
            (RustType::Map(held), Value::Object(fields)) => {
                for value in fields.values() {
                    self.inside(held, event, value);
                }
            }
            (RustType::Option(inner) | RustType::Box(inner), _) => self.inside(inner, event, value),
            _ => {}
        }
    }
}

/// A value that says something, or the first item that does.
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
