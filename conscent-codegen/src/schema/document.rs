//! Types and shapes as JSON Schema documents, draft 2020-12.

use super::json::{Schema, Words};
use super::{Api, Definition, Event, Group, Kind, Object, Presence, Property, Type};
use crate::shape::{Fields, Shape};
use std::collections::{BTreeMap, BTreeSet};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The JSON Schema of an event's whole body, with the definitions that it needs.
#[must_use]
pub fn document(api: &Api, event: &Event) -> String {
    let id = format!("urn:webhook:{}:{}", api.name, event.name.replace(|c: char| !c.is_ascii_graphic(), "_"));
    print(&Schema { dialect: Some(DIALECT.into()), id: Some(id), ..body(api, event) })
}

/// As [`document`], still to be written.
pub(crate) fn body(api: &Api, event: &Event) -> Schema {
    let payload = object(&event.object);
    let mut body = match &api.envelope {
        None => payload,
        Some(envelope) => {
            let mut body = object(&envelope.object);
            if let Some(name) = body.properties.get_mut(&envelope.event_key) {
                name.constant = Some(event.name.clone());
                name.examples.clear();
            }
            if let Some(property) = envelope.payload().and_then(|payload| body.properties.get_mut(&payload.key)) {
                property.reference = Schema::to(&event.type_name).reference;
            }
            body.definitions.insert(event.type_name.clone(), payload);
            body
        }
    };
    body.title = Some(format!("{} {}", api.name, event.name));
    body.rust = event.type_name.as_str().into();
    let group = api.groups.iter().find(|group| Group::of(&event.name) == Some(&group.name));
    body.group = group.map(|group| group.type_name.clone());
    body.samples = event.samples.iter().map(|sample| (sample.name.clone(), sample.ident.clone())).collect();
    let envelope = api.envelope.iter().map(|envelope| &envelope.object);
    for definition in needed(api, envelope.chain([&event.object])) {
        body.definitions.insert(definition.name.clone(), define(definition));
    }
    body
}

/// The JSON Schema of everything that was seen at one place. What every object there has is `required`.
#[must_use]
pub fn standalone(shape: &Shape) -> String {
    print(&Schema { dialect: Some(DIALECT.into()), ..observed(shape) })
}

fn print(schema: &Schema) -> String {
    // Strings, lists and maps with string keys: nothing that JSON cannot write.
    let mut text = serde_json::to_string_pretty(schema).unwrap_or_default();
    text.push('\n');
    text
}

/// The definitions that objects need, and those that these need.
fn needed<'a>(api: &'a Api, objects: impl Iterator<Item = &'a Object>) -> Vec<&'a Definition> {
    let by_name: BTreeMap<&str, &Definition> = api.definitions.iter().map(|one| (one.name.as_str(), one)).collect();
    let mut names = BTreeSet::new();
    let mut open = Vec::new();
    objects.flat_map(|object| &object.properties).for_each(|property| names_in(&property.ty, &mut open));
    let mut found = Vec::new();
    while let Some(name) = open.pop() {
        if !names.insert(name) {
            continue;
        }
        let Some(definition) = by_name.get(name) else { continue };
        found.push(*definition);
        match &definition.kind {
            Kind::Object(object) => object.properties.iter().for_each(|property| names_in(&property.ty, &mut open)),
            Kind::Union(types) => types.iter().for_each(|ty| names_in(ty, &mut open)),
            Kind::Enum(_) => {}
        }
    }
    found
}

fn names_in<'a>(ty: &'a Type, into: &mut Vec<&'a str>) {
    match ty {
        Type::Ref(name) => into.push(name),
        Type::List(inner) | Type::Nullable(inner) | Type::Map(inner) => names_in(inner, into),
        Type::Any | Type::Bool | Type::Number | Type::Text | Type::Timestamp | Type::Payload => {}
    }
}

fn define(definition: &Definition) -> Schema {
    match &definition.kind {
        Kind::Object(one) => object(one),
        Kind::Union(types) => Schema { any_of: types.iter().map(value).collect(), ..Schema::default() },
        // Open: the known values, or any other text.
        Kind::Enum(codes) => {
            let known = Schema {
                values: codes.iter().map(|code| code.text.clone()).collect(),
                rust: Words::Many(codes.iter().map(|code| code.variant.clone().into()).collect()),
                ..Schema::default()
            };
            Schema { any_of: vec![known, Schema::of("string")], ..Schema::default() }
        }
    }
}

fn object(object: &Object) -> Schema {
    let always = object.properties.iter().filter(|property| property.presence == Presence::Always);
    Schema {
        required: always.map(|property| property.key.clone()).collect(),
        properties: object.properties.iter().map(|one| (one.key.clone(), property(one))).collect(),
        description: Some(object.seen.to_string()),
        ..Schema::of("object")
    }
}

fn property(property: &Property) -> Schema {
    let schema = value(&property.ty);
    Schema {
        description: Some(property.seen.to_string()),
        rust: property.ident.as_str().into(),
        // A form such as `0000` stands for a number, and is none.
        examples: property.example.iter().filter_map(|text| serde_json::from_str(text).ok()).collect(),
        ..if property.nullable { schema.or_null() } else { schema }
    }
}

fn value(ty: &Type) -> Schema {
    match ty {
        Type::Any | Type::Payload => Schema::default(),
        Type::Bool => Schema::of("boolean"),
        Type::Number => Schema::of("number"),
        Type::Text => Schema::of("string"),
        Type::Timestamp => Schema { format: Some("date-time".into()), ..Schema::of("string") },
        Type::List(item) if **item == Type::Any => Schema::of("array"),
        Type::List(item) => Schema { items: Some(Box::new(value(item))), ..Schema::of("array") },
        Type::Nullable(inner) => value(inner).or_null(),
        Type::Map(values) if **values == Type::Any => Schema::of("object"),
        Type::Map(values) => Schema { additional_properties: Some(Box::new(value(values))), ..Schema::of("object") },
        Type::Ref(name) => Schema::to(name),
    }
}

fn observed(shape: &Shape) -> Schema {
    let number = if shape.number.integers == shape.number.count { "integer" } else { "number" };
    let counts = [
        ("array", shape.list.count),
        ("boolean", shape.bool),
        ("null", shape.null),
        (number, shape.number.count),
        ("object", shape.object.count),
        ("string", shape.text.count),
    ];
    let mut kinds: Vec<_> = counts.into_iter().filter(|(_, count)| *count > 0).map(|(kind, _)| kind).collect();
    let kind = match kinds.len() {
        0 => Words::None,
        1 => kinds.remove(0).into(),
        _ => Words::Many(kinds.into_iter().map(Into::into).collect()),
    };
    let mut schema = Schema { kind, ..Schema::default() };
    if shape.text.count > 0 && shape.text.timestamps == shape.text.count {
        schema.format = Some("date-time".into());
    }
    schema.items = shape.list.item.as_deref().map(|item| Box::new(observed(item)));
    match &shape.object.fields {
        Fields::Few(fields) => {
            schema.properties = fields.iter().map(|(key, field)| (key.clone(), observed(&field.shape))).collect();
            let always = fields.iter().filter(|(_, field)| field.seen == shape.object.count);
            schema.required = always.map(|(key, _)| key.clone()).collect();
        }
        Fields::Many(values) => schema.additional_properties = Some(Box::new(observed(values))),
    }
    schema
}
