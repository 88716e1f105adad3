//! What is told of generated code is what stands in it.
#![allow(clippy::unwrap_used, reason = "a test may fail wherever it likes, its helpers too")]

mod sample_folder;

use conscent_codegen::{generate, model, rust};
use std::path::Path;

/// Every field and accessor of these samples' types is generated as it is told.
fn check(samples: &Path) -> usize {
    let files = generate(samples, "vendor").unwrap();
    let apis = model(samples).unwrap().apis;
    let mut checked = 0;
    for (api, module) in apis.iter().zip(rust::modules(&apis)) {
        let folder = format!("src/generated/{module}/");
        let sources = files.iter().filter(|file| file.path.starts_with(&folder)).map(|file| file.text.as_str());
        let source = sources.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
        for (name, properties) in rust::interfaces(api).unwrap() {
            let generics = if name == rust::ENVELOPE { "<P>" } else { "" };
            let fields = source.split_once(&format!("pub struct {name}{generics} {{")).unwrap().1;
            let fields = fields.split_once("pub extra: ").unwrap().0;
            let bounds = if name == rust::ENVELOPE { "<P: Object>" } else { "" };
            let accessors =
                source.split_once(&format!("impl{bounds} {name}{generics} {{")).map_or("", |(_, text)| text);
            for property in properties {
                let (ident, gives) = property.accessor.split_once("()").unwrap();
                assert!(fields.contains(&format!("pub {ident}: {},", property.field)), "{name}: {property:?}");
                let accessor = format!("pub fn {ident}(&self){gives} {{");
                let accessors = accessors.split_once("impl").map_or(accessors, |(own, _)| own);
                assert!(accessors.contains(&accessor), "{name}: {property:?}");
                checked += 1;
            }
        }
    }
    checked
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
