//! Schemas are read back as the types that they were written from.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may fail wherever it likes, its helpers too")]

mod sample_folder;

use conscent_codegen::schema::{self, Api};

use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// The documents of the types, as the generated crate keeps them.
fn write(apis: &[Api]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for api in apis {
        fs::create_dir_all(folder.path().join(&api.name)).unwrap();
        for event in &api.events {
            let file = format!("{}/{}.json", api.name, event.name);
            fs::write(folder.path().join(file), schema::document(api, event)).unwrap();
        }
    }
    folder
}

/// What is read says what was written, in the same words.
fn check(samples: &Path) {
    let written = conscent_codegen::model(samples).unwrap().apis;
    let read = schema::read(write(&written).path()).unwrap();
    let documents = |apis: &[Api]| -> Vec<String> {
        apis.iter().flat_map(|api| api.events.iter().map(|event| schema::document(api, event))).collect()
    };
    assert_eq!(documents(&written), documents(&read));
    for (written, read) in written.iter().zip(&read) {
        assert_eq!((&written.name, &written.groups), (&read.name, &read.groups));
        assert_eq!(written.envelope.is_some(), read.envelope.is_some());
    }
    assert_eq!(conscent_codegen::rust::types(&written).unwrap().len(), read.len());
}

#[test]
fn the_documented_samples() {
    check(Path::new("../samples"));
}

#[test]
fn every_kind_of_type() {
    let samples = sample_folder::with(&[
        (
            "hints.toml",
            "[envelope.b]\nevent = \"kind\"\npayload = \"data\"\n[[hint]]\napi = \"a\"\nat = \"/map\"\nkind = \"map\"\nreason = \"r\"\n",
        ),
        (
            "a/first/one.json",
            r#"{"list": [], "nulls": [null], "lists": [[1, null]], "map": {"x": {"y": null}}, "self": {"self": {"self": null}}}"#,
        ),
        (
            "a/first/two.json",
            r#"{"two": 1, "code": "ACTIVE", "codes": ["NEW", null], "time": "2024-01-01T00:00:00Z", "null": null}"#,
        ),
        (
            "a/first/three.json",
            r#"{"two": "one", "code": null, "objects": [{"a": 1}, null], "time": null, "\"`quoted`\"": true}"#,
        ),
        ("a/second.of/one.json", r#"{"two": [1], "objects": [{"a": "b"}]}"#),
        ("b/SALE_NEW/one.json", r#"{"kind": "SALE_NEW", "data": {"price": 1}, "at": null}"#),
        ("b/SALE_OLD/one.json", r#"{"kind": "SALE_OLD", "data": {"price": 2}, "at": 1}"#),
    ]);
    check(samples.path());
}

#[test]
fn what_is_no_schema_of_ours_is_refused_with_its_place() {
    let says = |files: &[(&str, &str)]| {
        let folder = sample_folder::with(files);
        let error = schema::read(folder.path()).unwrap_err().to_string();
        error.replace(folder.path().to_str().unwrap(), "schemas")
    };
    assert_eq!(says(&[]), "schemas: no schemas: there is no <api>/<event>.json in this folder");
    assert!(says(&[("a/e.json", "{")]).starts_with("schemas/a/e.json:1:1: no schema of this generator: EOF"));
    let foreign = "schemas/a/e.json: no schema of this generator: it names no type; generate the schemas anew";
    assert_eq!(says(&[("a/e.json", r#"{"type": "object"}"#)]), foreign);

    let event = |ty: &str| {
        format!(
            r#"{{"type": "object", "description": "in the only sample", "x-rust": "E", "properties": {{}},
            "$defs": {{"One": {{"type": "object", "description": "in the only sample", "properties": {{
                "a": {{"type": {ty:?}, "description": "in the only sample", "x-rust": "a"}}}}}}}}}}"#
        )
    };
    let (text, number, set) = (event("string"), event("number"), event("set"));
    let differs = "schemas/a/f.json: One differs: another event of the api defines it differently; take all documents from one release";
    assert_eq!(says(&[("a/e.json", &text), ("a/f.json", &number)]), differs);
    assert!(says(&[("a/e.json", &set)]).contains(r#"it knows a type "set""#));

    // What the generator could not have written, and would stumble over.
    let unknown = text.replace(r#""type": "string""#, r##""$ref": "#/$defs/Two""##);
    assert!(says(&[("a/e.json", &unknown)]).contains(r#"it refers to "Two", and does not define it"#));
    for wrong in ["E", "Envelope", "no name", "fn"] {
        let named = text.replace("One", wrong);
        let said = says(&[("a/e.json", &named)]);
        assert!(said.contains(&format!("{wrong:?} cannot be the name of a type, or is that of two")), "{said}");
    }
}
