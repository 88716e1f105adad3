//! Types and shapes as JSON Schema documents, draft 2020-12.

use super::{Api, Definition, Event, Kind, Object, Presence, Property, Type};
use crate::shape::{Fields, Shape};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The part of JSON Schema that is needed, in the order it is written.
#[derive(Clone, Debug, Default, Serialize)]
struct Schema {
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    dialect: Option<&'static str>,
    #[serde(rename = "$id", skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(rename = "$ref", skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    #[serde(rename = "const", skip_serializing_if = "Option::is_none")]
    constant: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Types::is_any")]
    types: Types,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'static str>,
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    values: Vec<String>,
    #[serde(rename = "anyOf", skip_serializing_if = "Vec::is_empty")]
    any_of: Vec<Schema>,
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Box<Schema>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    properties: BTreeMap<String, Schema>,
    #[serde(rename = "additionalProperties", skip_serializing_if = "Option::is_none")]
    additional_properties: Option<Box<Schema>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    required: Vec<String>,
    #[serde(rename = "$defs", skip_serializing_if = "BTreeMap::is_empty")]
    definitions: BTreeMap<String, Schema>,
}

/// The `type` keyword: none, one or many kinds.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(untagged)]
enum Types {
    #[default]
    Any,
    One(&'static str),
    Many(Vec<&'static str>),
}

impl Types {
    fn is_any(&self) -> bool {
        matches!(self, Self::Any)
    }
}

impl From<&'static str> for Types {
    fn from(kind: &'static str) -> Self {
        Self::One(kind)
    }
}

/// The JSON Schema of an event's whole body, with the definitions that it needs.
#[must_use]
pub fn document(api: &Api, event: &Event) -> String {
    let payload = object(&event.object);
    let mut body = match &api.envelope {
        None => payload,
        Some(envelope) => {
            let mut body = object(&envelope.object);
            body.properties
                .insert(envelope.event_key.clone(), Schema { constant: Some(event.name.clone()), ..Schema::default() });
            body.definitions.insert(event.type_name.clone(), payload);
            for property in envelope.object.properties.iter().filter(|property| property.ty == Type::Payload) {
                body.properties.insert(property.key.clone(), reference(&event.type_name));
            }
            body
        }
    };
    body.dialect = Some(DIALECT);
    body.id = Some(format!("urn:webhook:{}:{}", api.name, event.name.replace(|c: char| !c.is_ascii_graphic(), "_")));
    body.title = Some(format!("{} {}", api.name, event.name));
    let envelope = api.envelope.iter().map(|envelope| &envelope.object);
    for definition in needed(api, envelope.chain([&event.object])) {
        body.definitions.insert(definition.name.clone(), define(definition));
    }
    print(&body)
}

/// The JSON Schema of everything that was seen at one place. What every object there has is `required`.
#[must_use]
pub fn standalone(shape: &Shape) -> String {
    print(&Schema { dialect: Some(DIALECT), ..observed(shape) })
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
            let known = Schema { values: codes.iter().map(|code| code.text.clone()).collect(), ..Schema::default() };
            Schema { any_of: vec![known, kind("string")], ..Schema::default() }
        }
    }
}

fn object(object: &Object) -> Schema {
    let always = object.properties.iter().filter(|property| property.presence == Presence::Always);
    Schema {
        required: always.map(|property| property.key.clone()).collect(),
        properties: object.properties.iter().map(|one| (one.key.clone(), property(one))).collect(),
        ..kind("object")
    }
}

fn property(property: &Property) -> Schema {
    let schema = match (value(&property.ty), property.nullable) {
        (schema, true) => nullable(schema),
        (schema, false) => schema,
    };
    Schema { description: Some(property.seen.to_string()), ..schema }
}

fn value(ty: &Type) -> Schema {
    match ty {
        Type::Any | Type::Payload => Schema::default(),
        Type::Bool => kind("boolean"),
        Type::Number => kind("number"),
        Type::Text => kind("string"),
        Type::Timestamp => Schema { format: Some("date-time"), ..kind("string") },
        Type::List(item) if **item == Type::Any => kind("array"),
        Type::List(item) => Schema { items: Some(Box::new(value(item))), ..kind("array") },
        Type::Nullable(inner) => nullable(value(inner)),
        Type::Map(values) => Schema { additional_properties: Some(Box::new(value(values))), ..kind("object") },
        Type::Ref(name) => reference(name),
    }
}

fn nullable(schema: Schema) -> Schema {
    match schema.types {
        Types::Any if schema.reference.is_none() => schema,
        Types::One(kind) => Schema { types: Types::Many(vec![kind, "null"]), ..schema },
        _ => Schema { any_of: vec![schema, kind("null")], ..Schema::default() },
    }
}

fn kind(kind: &'static str) -> Schema {
    Schema { types: kind.into(), ..Schema::default() }
}

fn reference(name: &str) -> Schema {
    Schema { reference: Some(format!("#/$defs/{name}")), ..Schema::default() }
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
    let types = match kinds.len() {
        0 => Types::Any,
        1 => Types::One(kinds.remove(0)),
        _ => Types::Many(kinds),
    };
    let mut schema = Schema { types, ..Schema::default() };
    if shape.text.count > 0 && shape.text.timestamps == shape.text.count {
        schema.format = Some("date-time");
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
