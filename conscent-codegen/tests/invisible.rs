//! Samples may have characters that people cannot see, and keys twice.

use conscent_codegen::samples::{self, Samples};
use conscent_codegen::{Package, generate, interface_from};
use serde_json::Value;
use test_support::folder;

/// Characters that reorder or hide text.
const INVISIBLE: &str = "\u{200b}\u{200e}\u{200f}\u{202a}\u{202e}\u{2066}\u{2069}\u{feff}";

#[test]
fn no_generated_file_has_an_invisible_character() {
    let event = format!("e{INVISIBLE}");
    let body = format!(r#"{{"type": "{event}", "k{INVISIBLE}": {{"v": "x{INVISIBLE}"}}, "a": "b\u200b"}}"#);
    let path = format!("v1/{}/x.json", samples::name::folder(&event));
    let folder = folder(&[(&path, &body), ("hints.toml", "[envelope.v1]\nevent = \"type\"\n")]);
    let files = generate(folder.path(), &Package::new("vendor")).unwrap();
    let (copied, generated): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| file.path.starts_with("samples/"));
    assert!(copied.iter().any(|file| file.text.trim() == body));
    let json: Vec<_> = generated.iter().filter(|file| file.path.starts_with("schemas/")).collect();
    assert_eq!(json.len(), 4, "the interface, two documents and a schema");
    for file in &generated {
        let raw = file.text.chars().find(|c| INVISIBLE.contains(*c));
        assert_eq!(raw, None, "{}", file.path);
    }
    for file in json {
        let value: Value = serde_json::from_str(&file.text).unwrap();
        assert!(value.to_string().contains(&format!("k{INVISIBLE}")), "{}", file.path);
    }
}

#[test]
fn a_repeated_key_is_a_note_with_its_place() {
    let body = "{\n  \"a\": 1,\n  \"b\": [{\"c\": {}, \"c\": {\"d\": 1, \"d\": 2}}],\n  \"a\": 2\n}";
    let folder = folder(&[("v1/e/x.json", body)]);
    let samples: Samples = samples::read(folder.path()).unwrap();
    let (_, notes) = interface_from(&samples, None).unwrap();
    let file = folder.path().join("v1/e/x.json");
    let said: Vec<_> = notes.iter().filter_map(|note| note.strip_prefix(file.to_str().unwrap())).collect();
    let note = |place, key| format!(":{place}: the key `{key}` is repeated in its object; only the last value counts");
    assert_eq!(said, [note("3:24", "c"), note("3:38", "d"), note("4:8", "a")]);
}
