//! The JSON Schema (draft 2020-12) of each event's whole body.

use super::variant;
use crate::interface::{Event, Field, Module, OpenEnum, RustType, Struct, Union};
use conscent_shape::json_schema::{DIALECT, Schema};
use std::collections::{BTreeMap, BTreeSet};

/// The document of an event, with the definitions that it needs.
pub(crate) fn document(module: &Module, event: &Event) -> Schema {
    let id = format!("urn:webhook:{}:{}", module.api, event.folder());
    Schema { dialect: Some(DIALECT), id: Some(id), ..body(module, event) }
}

/// The schema of an event's whole body, as a part of a document.
pub(super) fn body(module: &Module, event: &Event) -> Schema {
    let mut payload = match &event.value {
        None => structure(module, &event.payload),
        Some(held) => Schema { description: Some(event.payload.occurrence.to_string()), ..value(held) },
    };
    let key = module.name_key();
    let say_name = |schema: &mut Schema, depth| {
        let key = key.as_ref().filter(|(around, _)| *around == depth).map(|(_, key)| key);
        if let Some(property) = key.and_then(|key| schema.properties.get_mut(key)) {
            property.constant = Some(event.name.clone());
            property.examples.clear();
        }
    };
    say_name(&mut payload, module.around().count());
    let mut body = if let Some(envelope) = &module.envelope {
        // From the inside out. The objects around the payload are part of this schema, since those of other events hold
        // other payloads.
        let mut held = Schema::reference(&event.payload.name);
        let way: Vec<_> = envelope.way().collect();
        for (depth, (one, field)) in way.into_iter().enumerate().rev() {
            let mut around = structure(module, one);
            say_name(&mut around, depth);
            let description = Some(field.occurrence.to_string());
            let property = Schema { description, ..if field.nullable { held.or_null() } else { held } };
            around.properties.insert(field.key.clone(), property);
            held = around;
        }
        held.definitions.insert(event.payload.name.clone(), payload);
        held
    } else {
        payload
    };
    body.title = Some(format!("{} {}", module.api, event.name));
    let held = event.value.iter().filter_map(RustType::reference);
    for (name, definition) in needed(module, module.around().chain([&event.payload]), held) {
        body.definitions.insert(name.to_owned(), definition.schema(module));
    }
    body
}

/// A type that a document defines.
#[derive(Clone, Copy)]
enum Definition<'a> {
    Struct(&'a Struct),
    Enum(&'a OpenEnum),
    Union(&'a Union),
}

impl<'a> Definition<'a> {
    fn schema(self, module: &Module) -> Schema {
        match self {
            Self::Struct(one) => structure(module, one),
            Self::Union(one) => {
                Schema { any_of: one.variants.iter().map(|variant| value(&variant.ty)).collect(), ..Schema::default() }
            }
            // An open enum: one of the known values, or any other text.
            Self::Enum(one) => {
                let values = one.values.iter().map(|value| value.text.clone()).collect();
                let known = Schema { values, ..Schema::default() };
                Schema { any_of: vec![known, Schema::kind("string")], ..Schema::default() }
            }
        }
    }

    /// The types that it refers to.
    fn references(self) -> Vec<&'a str> {
        match self {
            Self::Struct(one) => references(one).collect(),
            Self::Union(one) => one.variants.iter().filter_map(|variant| variant.ty.reference()).collect(),
            Self::Enum(_) => Vec::new(),
        }
    }
}

fn references(one: &Struct) -> impl Iterator<Item = &str> {
    one.fields.iter().filter_map(|field| field.ty.reference())
}

/// The definitions that structs refer to, directly or through other definitions.
fn needed<'a>(
    module: &'a Module,
    structs: impl Iterator<Item = &'a Struct>,
    held: impl Iterator<Item = &'a str>,
) -> Vec<(&'a str, Definition<'a>)> {
    let mut all = BTreeMap::new();
    all.extend(module.structs.iter().map(|one| (one.name.as_str(), Definition::Struct(one))));
    all.extend(module.enums.iter().map(|one| (one.name.as_str(), Definition::Enum(one))));
    all.extend(module.unions.iter().map(|one| (one.name.as_str(), Definition::Union(one))));
    let mut open: Vec<&str> = structs.flat_map(references).chain(held).collect();
    let (mut names, mut found) = (BTreeSet::new(), Vec::new());
    while let Some(name) = open.pop() {
        if let Some(definition) = all.get(name).filter(|_| names.insert(name)) {
            found.push((name, *definition));
            open.extend(definition.references());
        }
    }
    found
}

fn structure(module: &Module, one: &Struct) -> Schema {
    let required = one.fields.iter().filter(|field| field.required);
    Schema {
        required: required.map(|field| field.key.clone()).collect(),
        properties: one.fields.iter().map(|field| (field.key.clone(), property(field))).collect(),
        description: Some(one.occurrence.to_string()),
        all_of: variant::conditions(module, one),
        ..Schema::kind("object")
    }
}

/// Whether every object of a struct has a key.
pub(super) fn is_required(one: &Struct, key: &str) -> bool {
    one.fields.iter().any(|field| field.key == key && field.required)
}

fn property(field: &Field) -> Schema {
    let mut schema = value(&field.ty);
    if is_text(field) {
        schema.format = field.format.clone().map(Into::into);
    }
    Schema {
        description: Some(field.occurrence.to_string()),
        examples: field.example.iter().filter_map(|text| serde_json::from_str(text).ok()).collect(),
        ..if field.nullable { schema.or_null() } else { schema }
    }
}

/// Whether a field holds strings of a known format.
pub(crate) fn is_text(field: &Field) -> bool {
    matches!(field.ty, RustType::String | RustType::Timestamp)
}

/// The schema of the values that samples have in a type.
pub(super) fn value(ty: &RustType) -> Schema {
    let inner = |ty: &RustType| Some(Box::new(value(ty)));
    match ty {
        RustType::Any | RustType::Json | RustType::Payload => Schema::default(),
        RustType::Around(_) => Schema::kind("object"),
        RustType::Bool => Schema::kind("boolean"),
        RustType::Number => Schema::kind("number"),
        RustType::String => Schema::kind("string"),
        RustType::EpochSeconds | RustType::EpochMillis | RustType::Decimal => {
            Schema { any_of: vec![Schema::kind("number"), Schema::kind("string")], ..Schema::default() }
        }
        RustType::Timestamp => Schema { format: Some("date-time".into()), ..Schema::kind("string") },
        RustType::Vec(item) if matches!(**item, RustType::Any | RustType::Json) => Schema::kind("array"),
        RustType::Vec(item) => Schema { items: inner(item), ..Schema::kind("array") },
        RustType::Option(inner) => value(inner).or_null(),
        RustType::Map(values) if matches!(**values, RustType::Any | RustType::Json) => Schema::kind("object"),
        RustType::Map(values) => Schema { additional_properties: inner(values), ..Schema::kind("object") },
        RustType::Named(name) => Schema::reference(name),
        RustType::Box(inner) => value(inner),
    }
}
