//! A body of an event, made of examples, because the documented payloads may hold personal data.

use super::words;
use crate::show::printable;
use conscent_codegen::interface::{Envelope, Event, Field, Module, RustType, Struct};
use serde_json::{Map, Value, json};

/// The keys that were seen in this event, with their examples. A key without an example has a value that shows its kind.
pub(super) fn of(module: &Module, event: &Event) -> String {
    let maker = Maker { module, event };
    let mut body = Value::Object(maker.object(&event.payload, &[]));
    let way: Vec<_> = module.envelope.iter().flat_map(Envelope::way).collect();
    for (one, field) in way.into_iter().rev() {
        let mut around = maker.object(one, &[]);
        around.insert(field.key.clone(), body);
        body = Value::Object(around);
    }
    let name = module.naming.pointer.as_deref().filter(|_| module.naming.header.is_none());
    if let Some(name) = name.and_then(|name| body.pointer_mut(name)) {
        *name = event.name.clone().into();
    }
    format!("{body:#}").lines().map(printable).collect::<Vec<_>>().join("\n")
}

struct Maker<'a> {
    module: &'a Module,
    event: &'a Event,
}

impl<'a> Maker<'a> {
    /// `above` has the names of the types that this object is in. A type that holds itself is left empty.
    fn object(&self, one: &'a Struct, above: &[&'a str]) -> Map<String, Value> {
        let fields = one.fields.iter().filter(|field| words::events(one, field).contains(&self.event.name));
        fields.map(|field| (field.key.clone(), self.field(field, above))).collect()
    }

    fn field(&self, field: &'a Field, above: &[&'a str]) -> Value {
        let example = field.example.as_deref().and_then(|text| serde_json::from_str(text).ok());
        example.unwrap_or_else(|| self.value(&field.ty, above))
    }

    fn value(&self, ty: &'a RustType, above: &[&'a str]) -> Value {
        match ty {
            RustType::Any | RustType::Json | RustType::Payload | RustType::Around(_) => Value::Null,
            RustType::Bool => json!(false),
            RustType::Number => json!(0),
            RustType::String => json!("xxxx"),
            RustType::EpochSeconds => json!(946_684_800),
            RustType::EpochMillis => json!(946_684_800_000_u64),
            RustType::Decimal => json!("0.00"),
            RustType::Timestamp => json!("2000-01-01T00:00:00Z"),
            RustType::Vec(item) if **item == RustType::Any => json!([]),
            RustType::Vec(item) => json!([self.value(item, above)]),
            RustType::Option(inner) | RustType::Box(inner) => self.value(inner, above),
            RustType::Map(values) => json!({"xxxx": self.value(values, above)}),
            RustType::Named(name) if above.contains(&name.as_str()) => Value::Null,
            RustType::Named(name) => self.named(name, &[above, &[name.as_str()]].concat()),
        }
    }

    fn named(&self, name: &str, above: &[&'a str]) -> Value {
        let Module { structs, enums, unions, .. } = self.module;
        if let Some(one) = structs.iter().find(|one| one.name == name) {
            return Value::Object(self.object(one, above));
        }
        let code = enums.iter().find(|one| one.name == name).and_then(|one| one.values.first());
        let variant = unions.iter().find(|one| one.name == name).and_then(|one| one.variants.first());
        match (code, variant) {
            (Some(code), _) => json!(code.text),
            (None, Some(variant)) => self.value(&variant.ty, above),
            (None, None) => Value::Null,
        }
    }
}
