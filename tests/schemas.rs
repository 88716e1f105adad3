//! The JSON Schemas of conscent-types, checked by a third-party validator.
use conscent_codegen::Interface;
use conscent_types::{Sample, samples, v1, v2};
use jsonschema::{Validator, draft202012};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("conscent-types/schemas")
}

fn schema(api: &str, event: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(folder().join(format!("{api}/{event}.json"))).unwrap()).unwrap()
}

/// A validator that also checks formats, which is optional in JSON Schema.
fn validator(schema: &Value) -> Validator {
    draft202012::options().should_validate_formats(true).build(schema).unwrap()
}

/// Each sample, with the schema of its event.
fn documented() -> impl Iterator<Item = (&'static Sample, Value, Value)> {
    samples::ALL
        .iter()
        .map(|sample| (sample, serde_json::from_str(sample.text).unwrap(), schema(sample.api, sample.event)))
}

/// The schema of an object in a body, with `$ref` resolved.
fn resolve<'s>(root: &'s Value, schema: &'s Value) -> &'s Value {
    match schema["$ref"].as_str() {
        Some(reference) => root.pointer(reference.trim_start_matches('#')).unwrap(),
        None => schema,
    }
}

/// A callback for an object of a body: its pointer, its entries and its schema.
type See<'a> = &'a mut dyn FnMut(&str, &Map<String, Value>, &Value);

/// Calls back with each object of a body.
fn objects(root: &Value, schema: &Value, value: &Value, pointer: &str, see: See<'_>) {
    let schema = resolve(root, schema);
    match value {
        Value::Object(entries) => {
            see(pointer, entries, schema);
            for (key, value) in entries {
                objects(root, &schema["properties"][key], value, &format!("{pointer}/{key}"), see);
            }
        }
        Value::Array(items) => items.iter().enumerate().for_each(|(n, item)| {
            objects(root, &schema["items"], item, &format!("{pointer}/{n}"), see);
        }),
        _ => {}
    }
}

fn is_required(schema: &Value, key: &str) -> bool {
    schema["required"].as_array().is_some_and(|keys| keys.contains(&json!(key)))
}

/// The schema of the object's variant, which applies in addition to the schema of its struct.
fn variants<'s>(schema: &'s Value, entries: &Map<String, Value>) -> impl Iterator<Item = &'s Value> {
    let is_met = |condition: &Value| {
        condition["properties"].as_object().unwrap().iter().all(|(tag, value)| {
            let known = value["enum"].as_array().map_or(std::slice::from_ref(&value["const"]), Vec::as_slice);
            entries.get(tag).is_some_and(|value| known.contains(value))
        })
    };
    schema["allOf"].as_array().into_iter().flatten().filter(move |one| is_met(&one["if"])).map(|one| &one["then"])
}

#[test]
fn every_event_has_a_valid_schema_and_no_other_is_there() {
    let files = |api: &str| -> BTreeSet<String> {
        let files = fs::read_dir(folder().join(api)).unwrap();
        files.map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned()).collect()
    };
    for (api, events) in [("v1", v1::EVENTS), ("v2", v2::EVENTS)] {
        assert_eq!(files(api), events.iter().map(ToString::to_string).collect());
        for event in events {
            let schema = schema(api, event);
            assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
            draft202012::meta::validate(&schema).unwrap_or_else(|error| panic!("{api} {event}: {error}"));
            assert_eq!(schema["$id"], format!("urn:webhook:{api}:{event}"));
        }
    }
}

#[test]
fn every_sample_is_valid() {
    for (sample, body, schema) in documented() {
        validator(&schema).validate(&body).unwrap_or_else(|error| panic!("{}: {error}", sample.event));
    }
}

#[test]
fn a_body_without_a_required_key_is_invalid_and_without_any_other_valid() {
    let (mut required, mut optional) = (0, 0);
    for (sample, body, schema) in documented() {
        let validator = validator(&schema);
        objects(&schema, &schema, &body, "", &mut |pointer, entries, schema| {
            for key in entries.keys() {
                let mut less = body.clone();
                less.pointer_mut(pointer).unwrap().as_object_mut().unwrap().remove(key);
                // Without its tag, an object is not a variant, so only the struct can require the tag.
                let is_required =
                    is_required(schema, key) || variants(schema, entries).any(|one| is_required(one, key));
                assert_eq!(validator.is_valid(&less), !is_required, "{}: {pointer}/{key}", sample.event);
                *(if is_required { &mut required } else { &mut optional }) += 1;
            }
        });
    }
    assert!(required > 300 && optional > 100, "{required} {optional}");
}

#[test]
fn null_is_valid_where_a_sample_has_it() {
    let nulls = documented().filter(|(_, body, _)| body["payload"]["user"]["dateOfBirth"].is_null());
    assert!(
        nulls
            .filter(|(_, body, _)| body["payload"]["user"]
                .as_object()
                .is_some_and(|user| user.contains_key("dateOfBirth")))
            .count()
            > 0
    );
    for (sample, mut body, schema) in documented().filter(|(sample, ..)| sample.api == "v2") {
        body["payload"]["user"]["dateOfBirth"] = Value::Null;
        assert!(validator(&schema).is_valid(&body), "{}", sample.event);
        body["payload"]["user"]["userId"] = Value::Null;
        assert!(!validator(&schema).is_valid(&body), "{}", sample.event);
    }
}

#[test]
fn enums_are_open_and_kinds_are_not() {
    let places = [
        ("v1", "/type"),
        ("v1", "/paymentType/0"),
        ("v2", "/payload/purchase/type"),
        ("v2", "/payload/purchase/paymentType/0"),
        ("v2", "/payload/transaction/status"),
        ("v2", "/payload/transaction/refundStatus"),
    ];
    let mut seen = BTreeSet::new();
    for (sample, body, schema) in documented() {
        let validator = validator(&schema);
        for (api, pointer) in places {
            let mut other = body.clone();
            let Some(code) = other.pointer_mut(pointer).filter(|_| api == sample.api) else { continue };
            *code = json!("NO_SUCH_CODE");
            assert!(validator.is_valid(&other), "{}: {pointer}", sample.event);
            *other.pointer_mut(pointer).unwrap() = json!(5);
            assert!(!validator.is_valid(&other), "{}: {pointer}", sample.event);
            seen.insert((api, pointer));
        }
    }
    assert_eq!(seen, places.into());
}

#[test]
fn unknown_keys_are_valid_and_other_events_are_not() {
    for (sample, mut body, schema) in documented() {
        body["no such key"] = json!([null]);
        let validator = validator(&schema);
        assert!(validator.is_valid(&body), "{}", sample.event);
        if sample.api == "v2" {
            body["event"] = json!("no such event");
            assert!(!validator.is_valid(&body), "{}", sample.event);
        }
    }
}

/// Every field has both accessors, regardless of the schema.
#[test]
fn required_is_what_the_interface_says() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("conscent-types/schemas/interface.json");
    let interface = Interface::read(&file).unwrap();
    let mut seen = [0, 0];
    for module in &interface.modules {
        for event in &module.events {
            let root = schema(&module.api, &event.name);
            let body = module.envelope.as_ref().map_or(&event.payload, |envelope| &envelope.body);
            let structs = module.structs.iter().filter_map(|one| Some((one, root["$defs"].get(&one.name)?)));
            for (one, schema) in structs.chain([(body, &root)]) {
                for field in &one.fields {
                    assert!(schema["properties"].get(&field.key).is_some(), "{}.{}", one.name, field.key);
                    assert_eq!(is_required(schema, &field.key), field.required, "{}.{}", one.name, field.key);
                    seen[usize::from(field.required)] += 1;
                }
            }
        }
    }
    assert!(seen.iter().all(|count| *count > 100), "{seen:?}");
}
