//! The OpenAPI and AsyncAPI documents of conscent-types have the same schemas as the JSON Schema files, and valid examples.
//!
//! `.ci/documents` validates the documents against their specifications.
mod meaning;

use conscent_types::{Sample, samples};
use jsonschema::{Validator, draft202012};
use meaning::meaning;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A document, with the examples in it: each with the reference to its schema, and the sample that it shows.
struct Document {
    name: &'static str,
    root: Value,
    examples: Vec<(String, Value, &'static Sample)>,
}

fn read(path: &str) -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("conscent-types/schemas").join(path);
    serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

fn documents() -> [Document; 2] {
    let reference = |schema: &Value| schema["$ref"].as_str().unwrap().to_owned();
    let openapi = read("openapi.json");
    let shown = samples::ALL.iter().map(|sample| {
        let post = &openapi["webhooks"][format!("{}/{}", sample.api, sample.event)]["post"];
        let media = &post["requestBody"]["content"]["application/json"];
        (reference(&media["schema"]), media["examples"][sample.name]["value"].clone(), sample)
    });
    let openapi = Document { name: "OpenAPI", examples: shown.collect(), root: openapi.clone() };
    let asyncapi = read("asyncapi.json");
    let shown = samples::ALL.iter().map(|sample| {
        let messages = asyncapi["components"]["messages"].as_object().unwrap();
        let title = format!("{} {}", sample.api, sample.event);
        let message = messages.values().find(|message| message["title"] == title).unwrap();
        let mut examples = message["examples"].as_array().unwrap().iter();
        let example = examples.find(|example| example["name"] == sample.name).unwrap();
        (reference(&message["payload"]), example["payload"].clone(), sample)
    });
    [openapi, Document { name: "AsyncAPI", examples: shown.collect(), root: asyncapi.clone() }]
}

/// A validator for the target of a reference, including formats.
fn validator(root: &Value, reference: &str) -> Validator {
    let schema = json!({ "$ref": reference, "components": root["components"] });
    draft202012::options().should_validate_formats(true).build(&schema).unwrap()
}

#[test]
fn every_sample_is_an_example_and_valid() {
    for Document { name, root, examples } in documents() {
        for (reference, example, sample) in examples {
            assert_eq!(example, serde_json::from_str::<Value>(sample.text).unwrap(), "{name}: {}", sample.event);
            let validator = validator(&root, &reference);
            validator.validate(&example).unwrap_or_else(|error| panic!("{name}: {}: {error}", sample.event));
            assert!(!validator.is_valid(&json!([])), "{name}: {}: everything is valid", sample.event);
        }
    }
}

#[test]
fn the_schema_of_a_body_means_what_its_own_document_says() {
    for Document { name, root, examples } in documents() {
        let mut compared = BTreeSet::new();
        for (reference, _, sample) in examples {
            let own = read(&format!("{}/{}.json", sample.api, sample.event));
            assert_eq!(
                meaning(&root, &json!({ "$ref": reference })),
                meaning(&own, &own),
                "{name}: {} {}",
                sample.api,
                sample.event
            );
            compared.insert((sample.api, sample.event));
        }
        assert_eq!(compared.len(), conscent_types::v1::EVENTS.len() + conscent_types::v2::EVENTS.len());
    }
}

#[test]
fn the_examples_of_properties_are_valid() {
    let root = read("openapi.json");
    let mut seen = 0;
    for (name, schema) in root["components"]["schemas"].as_object().unwrap() {
        for (key, property) in schema["properties"].as_object().into_iter().flatten() {
            for example in property["examples"].as_array().into_iter().flatten() {
                let place = format!("#/components/schemas/{name}/properties/{key}");
                validator(&root, &place).validate(example).unwrap_or_else(|error| panic!("{name}.{key}: {error}"));
                seen += 1;
            }
        }
    }
    assert!(seen > 30, "{seen}");
}

#[test]
fn the_version_is_that_of_the_crate() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("conscent-types/Cargo.toml");
    let manifest = fs::read_to_string(manifest).unwrap();
    for Document { name, root, .. } in documents() {
        let version = root["info"]["version"].as_str().unwrap();
        assert!(manifest.contains(&format!("\nversion = \"{version}\"\n")), "{name}: {version}");
    }
}
