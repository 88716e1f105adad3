//! A body of an event, made of examples: the documented payloads may hold what is someone's.

use crate::show::printable;
use conscent_codegen::schema::{Api, Definition, Event, Kind, Object, Property, Type};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The keys that were seen in this event, with their examples, and where there is none with a value that says only its kind.
pub(super) fn of(api: &Api, event: &Event) -> String {
    let definitions = api.definitions.iter().map(|one| (one.name.as_str(), one)).collect();
    let maker = Maker { definitions, event };
    let payload = Value::Object(maker.object(&event.object, &[]));
    let body = match &api.envelope {
        None => payload,
        Some(envelope) => {
            let mut body = maker.object(&envelope.object, &[]);
            body.insert(envelope.event_key.clone(), event.name.clone().into());
            let payload_key = envelope.object.properties.iter().find(|property| property.ty == Type::Payload);
            body.extend(payload_key.map(|property| (property.key.clone(), payload)));
            Value::Object(body)
        }
    };
    format!("{body:#}").lines().map(printable).collect::<Vec<_>>().join("\n")
}

struct Maker<'a> {
    definitions: BTreeMap<&'a str, &'a Definition>,
    event: &'a Event,
}

impl<'a> Maker<'a> {
    /// `above` are the definitions that this object is in: what would hold itself is left empty.
    fn object(&self, object: &'a Object, above: &[&'a str]) -> Map<String, Value> {
        let here = object.properties.iter().filter(|property| property.seen.events.contains(&self.event.name));
        here.map(|property| (property.key.clone(), self.property(property, above))).collect()
    }

    fn property(&self, property: &'a Property, above: &[&'a str]) -> Value {
        let example = property.example.as_deref().and_then(|text| serde_json::from_str(text).ok());
        example.unwrap_or_else(|| self.value(&property.ty, above))
    }

    fn value(&self, ty: &'a Type, above: &[&'a str]) -> Value {
        match ty {
            Type::Any | Type::Payload => Value::Null,
            Type::Bool => json!(false),
            Type::Number => json!(0),
            Type::Text => json!("xxxx"),
            Type::Timestamp => json!("0000-00-00T00:00:00Z"),
            Type::List(item) if **item == Type::Any => json!([]),
            Type::List(item) => json!([self.value(item, above)]),
            Type::Nullable(inner) => self.value(inner, above),
            Type::Map(values) => json!({"xxxx": self.value(values, above)}),
            Type::Ref(name) if above.contains(&name.as_str()) => Value::Null,
            Type::Ref(name) => {
                let above = [above, &[name.as_str()]].concat();
                match self.definitions.get(name.as_str()).map(|one| &one.kind) {
                    Some(Kind::Object(object)) => Value::Object(self.object(object, &above)),
                    Some(Kind::Enum(codes)) => codes.first().map_or(Value::Null, |code| json!(code.text)),
                    Some(Kind::Union(types)) => types.first().map_or(Value::Null, |ty| self.value(ty, &above)),
                    None => Value::Null,
                }
            }
        }
    }
}
