//! What is told of generated code is what stands in it.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may fail wherever it likes, its helpers too")]

mod sample_folder;

use conscent_codegen::package::Package;
use conscent_codegen::schema::{Api, Kind, Object};
use conscent_codegen::{generate, model, rust};
use std::path::Path;

/// Every field and accessor of these samples' types is generated as it is told. Gives their number.
fn check(samples: &Path) -> usize {
    let files = generate(samples, &Package::new("vendor")).unwrap();
    let apis = model(samples).unwrap().apis;
    let types = rust::types(&apis).unwrap();
    let mut checked = 0;
    for ((api, types), module) in apis.iter().zip(&types).zip(rust::modules(&apis)) {
        let folder = format!("src/generated/{module}/");
        let sources = files.iter().filter(|file| file.path.starts_with(&folder)).map(|file| file.text.as_str());
        let source = sources.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
        for (name, object) in structs(api) {
            let (bounds, generics) = if name == rust::ENVELOPE { ("<P: Object>", "<P>") } else { ("", "") };
            let between = |from: &str, to: &str| {
                let rest = source.split_once(from).unwrap_or_else(|| panic!("no {from}")).1;
                rest.split_once(to).unwrap().0
            };
            for (n, property) in object.properties.iter().enumerate() {
                let signature = types.signature(name, n, property);
                let (ident, field, output) = (&property.ident, signature.field, signature.accessor);
                let fields = between(&format!("pub struct {name}{generics} {{"), "pub extra: ");
                assert!(fields.contains(&format!("pub {ident}: {field},")), "{name}.{ident}: {field}");
                let accessors = between(&format!("impl{bounds} {name}{generics} {{"), "impl");
                assert!(
                    accessors.contains(&format!("pub fn {ident}(&self) -> {output} {{")),
                    "{name}.{ident}: {output}"
                );
                checked += 1;
            }
        }
    }
    checked
}

fn structs(api: &Api) -> impl Iterator<Item = (&str, &Object)> {
    let envelope = api.envelope.iter().map(|envelope| (rust::ENVELOPE, &envelope.object));
    let events = api.events.iter().map(|event| (event.type_name.as_str(), &event.object));
    let definitions = api.definitions.iter().filter_map(|definition| match &definition.kind {
        Kind::Object(object) => Some((definition.name.as_str(), object)),
        Kind::Enum(_) | Kind::Union(_) => None,
    });
    envelope.chain(events).chain(definitions)
}

#[test]
fn of_the_documented_samples() {
    assert!(check(Path::new("../samples")) > 200);
}

#[test]
fn of_every_kind_of_type() {
    let samples = sample_folder::with(&[
        ("hints.toml", "min_samples = 1\n[[hint]]\napi = \"a\"\nat = \"/map\"\nkind = \"map\"\nreason = \"r\"\n"),
        (
            "a/first/one.json",
            r#"{"list": [], "map": {"x": {"y": 1}}, "self": {"self": {"self": null}}, "lists": [[null, 1]], "two": 1}"#,
        ),
        (
            "a/first/two.json",
            r#"{"list": ["x"], "flag": true, "code": "ACTIVE", "two": "one", "at": "2024-01-01T00:00:00Z"}"#,
        ),
        ("a/empty/one.json", "{}"),
    ]);
    assert_eq!(check(samples.path()), 10);
}
