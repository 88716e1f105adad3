//! A walk through the objects of samples, each with the struct that it decodes into.

use conscent_codegen::interface::{Event, Module, RustType, Struct};
use conscent_codegen::samples::Sample;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Calls `see` with each object in these samples of the api, outer objects first.
pub(super) fn objects<'a>(
    module: &'a Module,
    samples: impl Iterator<Item = &'a Sample>,
    see: &mut impl FnMut(&'a Struct, &Map<String, Value>),
) {
    let structs = module.all_structs().map(|one| (one.name.as_str(), one)).collect();
    let mut walk = Walk { module, structs, see };
    for sample in samples.filter(|sample| sample.api == module.api) {
        let event = module.events.iter().find(|event| event.name == sample.event);
        let Some((event, body)) = event.zip(serde_json::from_str(&sample.text).ok()) else { continue };
        match &module.envelope {
            Some(envelope) => walk.object(&envelope.body, event, &body),
            None => walk.inside(&RustType::Payload, event, &body),
        }
    }
}

struct Walk<'a, 's, S> {
    module: &'a Module,
    structs: BTreeMap<&'a str, &'a Struct>,
    see: &'s mut S,
}

impl<'a, S: FnMut(&'a Struct, &Map<String, Value>)> Walk<'a, '_, S> {
    fn object(&mut self, one: &'a Struct, event: &'a Event, value: &Value) {
        let Value::Object(entries) = value else { return };
        (self.see)(one, entries);
        for field in &one.fields {
            if let Some(value) = entries.get(&field.key) {
                self.inside(&field.ty, event, value);
            }
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
