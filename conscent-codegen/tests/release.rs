//! What the last release decides: samples that came later change a type only if they contradict it.

use conscent_codegen::interface::{Interface, Module};
use serde_json::{Value, json};
use std::path::Path;
use test_support::{folder, put};

fn decide(samples: &Path, previous: Option<&Interface>) -> Interface {
    conscent_codegen::interface(samples, previous).unwrap_or_else(|errors| panic!("{errors}"))
}

/// The decisions about these bodies of the event `e`, then those about all bodies after a release of the first ones.
fn released(first: &[Value], later: &[Value]) -> [Module; 2] {
    let samples = folder(&[("hints.toml", "min_samples = 1\n")]);
    for (n, body) in first.iter().enumerate() {
        put(samples.path(), &format!("v1/e/a{n}.json"), body.to_string());
    }
    let before = decide(samples.path(), None);
    for (n, body) in later.iter().enumerate() {
        put(samples.path(), &format!("v1/e/b{n}.json"), body.to_string());
    }
    let after = decide(samples.path(), Some(&before));
    [before, after].map(|mut interface| interface.modules.remove(0))
}

/// The type of a key of the payload.
fn ty(module: &Module, key: &str) -> String {
    module.events[0].payload.fields.iter().find(|field| field.key == key).unwrap().ty.to_string()
}

/// Enough bodies to make the words an enum, if nothing else is known.
fn words() -> Vec<Value> {
    (0..4).map(|n| json!({ "k": if n < 2 { "OPEN" } else { "SHUT" }, "n": n })).collect()
}

fn more_words() -> Vec<Value> {
    (4..8).map(|n| json!({ "k": if n < 6 { "OPEN" } else { "SHUT" }, "n": n })).collect()
}

#[test]
fn a_field_keeps_its_type() {
    let (uuid, other) = ("0b7e4f0e-7a0e-4b0b-9c3e-000000000001", "0b7e4f0e-7a0e-4b0b-9c3e-000000000002");
    let sentences = [json!({ "k": "It was closed by accident", "n": 9 })];
    let lists =
        |list: &[Value]| list.iter().map(|body| json!({ "k": [body["k"]], "n": body["n"] })).collect::<Vec<_>>();
    for (what, first, later, expected) in [
        ("a text", sentences.to_vec(), words(), "String"),
        ("a text in a list", lists(&sentences), lists(&words()), "Vec<String>"),
        ("a text of a union", vec![json!({ "k": "It was closed" }), json!({ "k": 1 })], words(), "EK"),
        ("words that did not repeat", words()[1..3].to_vec(), more_words(), "String"),
        ("an enum", words(), sentences.to_vec(), "EK"),
        ("enums in a list", lists(&words()), lists(&sentences), "Vec<EK>"),
        (
            "a map",
            vec![json!({ "k": { uuid: 1 } })],
            vec![json!({ "k": { "a": 1, "b": 1, "c": 1 } })],
            "BTreeMap<String, Number>",
        ),
        ("a struct", vec![json!({ "k": { "a": 1 } })], vec![json!({ "k": { uuid: 1, other: 1 } })], "K"),
        ("a union", vec![json!({ "k": 1 }), json!({ "k": "x" })], vec![json!({ "k": true })], "EK"),
        ("a time", vec![json!({ "k": "2024-03-04T10:28:47Z" })], vec![json!({ "k": "" })], "Timestamp"),
        ("an empty text", vec![json!({ "k": "" })], vec![json!({ "k": "2024-03-04T10:28:47Z" })], "String"),
        ("unknown numbers", vec![json!({ "k": null })], vec![json!({ "k": 1 })], "Number"),
        ("unknown words", vec![json!({ "k": null })], words(), "EK"),
    ] {
        let [before, after] = released(&first, &later);
        let now = ty(&after, "k");
        assert_eq!(now, expected, "{what}: {after:#?}");
        assert_eq!(after.structs.len(), usize::from(what == "a struct"), "{what}");
        if !what.starts_with("unknown") {
            assert_eq!(ty(&before, "k"), now, "{what}");
        }
    }
}

#[test]
fn enums_and_unions_gain_values_and_lose_none() {
    let [before, after] = released(&words(), &[json!({ "k": "LATE", "n": 9 })]);
    let values = |module: &Module| module.enums[0].values.iter().map(|one| one.text.clone()).collect::<Vec<_>>();
    assert_eq!(
        (values(&before), values(&after)),
        (vec!["OPEN".into(), "SHUT".into()], vec!["LATE".into(), "OPEN".into(), "SHUT".into()])
    );

    let [before, after] = released(&[json!({ "k": 1 }), json!({ "k": { "a": 1 } })], &[json!({ "k": true })]);
    let variants =
        |module: &Module| module.unions[0].variants.iter().map(|one| one.variant.clone()).collect::<Vec<_>>();
    assert_eq!(
        (variants(&before), variants(&after)),
        (vec!["Number".into(), "Object".into()], vec!["Number".into(), "Object".into(), "Bool".into()])
    );
}

#[test]
fn structs_keep_their_names_and_stay_apart() {
    let first = [json!({ "net": { "a": 1, "b": 1 }, "list": [{ "p": 1 }], "by": { "jo@mail": { "q": 1 } } })];
    let later = [json!({ "net": { "a": 1, "b": 1 }, "tax": { "a": 1, "b": 1 }, "deep": { "list": { "r": 1 } } })];
    let [before, after] = released(&first, &later);
    for key in ["net", "list", "by"] {
        assert_eq!(ty(&before, key), ty(&after, key));
    }
    let names = |module: &Module| module.structs.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
    for name in names(&before) {
        assert!(names(&after).contains(&name), "{name}");
    }
}

#[test]
fn a_family_keeps_its_name() {
    let samples = folder(&[("v1/order.paid/a.json", "{}"), ("v1/order_event/a.json", "{}")]);
    let before = decide(samples.path(), None);
    assert_eq!(before.modules[0].families[0].ident, "AnyOrderEvent");
    put(samples.path(), "v1/ping.sent/a.json", "{}");
    let after = decide(samples.path(), Some(&before));
    let idents: Vec<_> = after.modules[0].families.iter().map(|family| family.ident.as_str()).collect();
    assert_eq!(idents, ["AnyOrderEvent", "PingEvent"]);
}

#[test]
fn a_hint_overrules_the_release() {
    let samples = folder(&[("hints.toml", "min_samples = 1\n")]);
    for (n, body) in words().iter().enumerate() {
        put(samples.path(), &format!("v1/e/{n}.json"), body.to_string());
    }
    let before = decide(samples.path(), None);
    assert_eq!(ty(&before.modules[0], "k"), "EK");
    let hint = "[[hint]]\napi = \"v1\"\nat = \"/k\"\nkind = \"text\"\nreason = \"known\"\n";
    put(samples.path(), "hints.toml", format!("min_samples = 1\n{hint}"));
    assert_eq!(ty(&decide(samples.path(), Some(&before)).modules[0], "k"), "String");
}

#[test]
fn a_hint_about_objects_overrules_the_release() {
    let map = [json!({ "a.example": { "n": 1 } }), json!({ "b.example": { "n": 2 } })];
    let object = [json!({ "x": 1 }), json!({ "x": 2 })];
    let samples = folder(&[("hints.toml", "min_samples = 1\n")]);
    for (n, (map, object)) in map.iter().zip(&object).enumerate() {
        put(
            samples.path(),
            &format!("v1/e/{n}.json"),
            json!({ "map": map, "list": [object], "o": object }).to_string(),
        );
    }
    let before = decide(samples.path(), None);
    let types = |interface: &Interface| ["map", "list", "o"].map(|key| ty(&interface.modules[0], key));
    assert_eq!(types(&before), ["BTreeMap<String, EMap>", "Vec<List>", "O"]);
    let hint = |at: &str, kind: &str| {
        format!("[[hint]]\napi = \"v1\"\nat = \"{at}\"\nkind = \"{kind}\"\nreason = \"known\"\n")
    };
    let hints = hint("/map", "struct") + &hint("/list/*", "map") + &hint("/o", "map");
    put(samples.path(), "hints.toml", format!("min_samples = 1\n{hints}"));
    let after = decide(samples.path(), Some(&before));
    let number = "BTreeMap<String, Number>";
    assert_eq!(types(&after)[1..], [format!("Vec<{number}>"), number.to_owned()]);
    assert!(after.modules[0].structs.iter().any(|one| one.name == types(&after)[0]), "{:?}", types(&after));
}

#[test]
fn the_name_of_the_event_stays_an_enum_that_a_release_made_of_it() {
    let body = |n: usize| json!({ "type": "PAID", "n": n }).to_string();
    let samples = folder(&[("v1/PAID/a.json", &body(1)), ("v1/PAID/b.json", &body(2))]);
    let before = decide(samples.path(), None);
    assert_eq!(ty(&before.modules[0], "type"), "PaidType");
    put(samples.path(), "hints.toml", "[envelope.v1]\nevent = \"type\"\n");
    assert_eq!(ty(&decide(samples.path(), None).modules[0], "type"), "String");
    assert_eq!(ty(&decide(samples.path(), Some(&before)).modules[0], "type"), "PaidType");
}

#[test]
fn a_field_forgets_a_type_whose_samples_were_removed() {
    let union = vec![json!({ "k": { "a": 1 } }), json!({ "k": 1 })];
    for (first, before) in [(words(), "EK"), (vec![json!({ "k": { "a": 1 } })], "K"), (union, "EK")] {
        let samples = folder(&[("hints.toml", "min_samples = 1\n")]);
        for (n, body) in first.iter().enumerate() {
            put(samples.path(), &format!("v1/e/a{n}.json"), body.to_string());
        }
        let old = decide(samples.path(), None);
        assert_eq!(ty(&old.modules[0], "k"), before);
        let samples = folder(&[("hints.toml", "min_samples = 1\n"), ("v1/e/b.json", "{\"k\": null}")]);
        assert_eq!(ty(&decide(samples.path(), Some(&old)).modules[0], "k"), "Value", "{before}");
    }
}
