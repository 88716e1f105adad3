//! Which keys are found to be tags.

use conscent_shape::tag::{TagHints, Tagged, find};
use conscent_shape::{Field, Fields, Objects, Shape, infer};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn shape(documents: &[Value]) -> Shape {
    documents.iter().fold(Shape::default(), |mut all, document| {
        all.merge(&infer(document.to_string().as_bytes()).unwrap());
        all
    })
}

fn tag_of(documents: &[Value]) -> Option<Tagged> {
    find(&shape(documents).object, &TagHints::default())
}

fn key_of(documents: &[Value]) -> Option<String> {
    tag_of(documents).map(|tagged| tagged.key)
}

fn repeated(documents: &[Value], times: usize) -> Vec<Value> {
    documents.iter().cycle().take(documents.len() * times).cloned().collect()
}

fn texts(tagged: &Tagged) -> Vec<Vec<&str>> {
    tagged.variants.iter().map(|variant| variant.texts.iter().map(String::as_str).collect()).collect()
}

#[test]
fn a_conventional_name_needs_one_object_of_each_variant() {
    for key in ["type", "kind", "object", "@type", "__typename", "eventType", "event_type", "resource-kind", "HTMLType"]
    {
        let documents = [json!({ key: "card", "id": 1, "last4": "1" }), json!({ key: "bank", "id": 2, "iban": "x" })];
        let tagged = tag_of(&documents).unwrap();
        assert_eq!((tagged.key.as_str(), texts(&tagged)), (key, vec![vec!["bank"], vec!["card"]]));
        let evidence = "determines which of 2 keys an object has: 1 object with bank, 1 with card";
        assert_eq!(tagged.evidence, format!("`{key}` {evidence}"));
    }
    for key in ["prototype", "mankind", "method", "types"] {
        assert_eq!(key_of(&[json!({ key: "card", "last4": "1" }), json!({ key: "bank", "iban": "x" })]), None, "{key}");
    }
}

#[test]
fn keys_that_all_objects_have_are_no_evidence() {
    let user = |kind: &str| json!({ "type": kind, "id": 1, "login": "x" });
    assert_eq!(key_of(&repeated(&[user("User"), user("Bot"), user("Organization")], 20)), None);
    // Nor are keys that come and go with all values.
    let with = |kind: &str, key: &str| json!({ "type": kind, "id": 1, key: 1 });
    let all = [with("User", "a"), with("User", "b"), with("Bot", "a"), with("Bot", "b")];
    assert_eq!(key_of(&repeated(&all, 20)), None);
}

#[test]
fn one_decided_key_needs_more_objects() {
    let all = [json!({ "type": "none" }), json!({ "type": "delay", "seconds": 5 })];
    assert_eq!(key_of(&all), None);
    assert_eq!(key_of(&repeated(&all, 10)).as_deref(), Some("type"));
}

#[test]
fn kinds_of_values_are_decided_too() {
    let all =
        [json!({ "type": "text", "value": "a", "size": 1 }), json!({ "type": "count", "value": 1, "size": [1, 2] })];
    let tagged = tag_of(&all).unwrap();
    assert_eq!(tagged.evidence, "`type` determines the kinds of values of 2 keys: 1 object with count, 1 with text");
    // A key that is always null in one variant and never in another, too; but only with a conventional name.
    let nulls = |key: &str| {
        [
            json!({ key: "card", "card": {"last4": "1"}, "bank": null }),
            json!({ key: "bank", "card": null, "bank": {"iban": "x"} }),
        ]
    };
    assert_eq!(key_of(&nulls("type")).as_deref(), Some("type"));
    assert_eq!(key_of(&repeated(&nulls("method"), 20)), None);
}

#[test]
fn another_name_needs_statistics() {
    let all = [json!({ "method": "card", "id": 1, "last4": "1" }), json!({ "method": "bank", "id": 1, "iban": "x" })];
    assert_eq!(key_of(&repeated(&all, 3)), None);
    let mut many = repeated(&all, 12);
    many.push(json!({ "method": "cash", "id": 1, "till": 1 }));
    let tagged = tag_of(&many).unwrap();
    assert_eq!((tagged.key.as_str(), texts(&tagged)), ("method", vec![vec!["bank"], vec!["card"]]), "cash occurs once");
    assert_eq!(tagged.variants[0].count, 12);
    assert_eq!(tagged.variants[0].keys.keys().collect::<Vec<_>>(), ["iban", "id", "method"]);
    // A detail of a state does not make the state a tag.
    let states = [json!({ "state": "open", "id": 1 }), json!({ "state": "closed", "id": 1, "closed_at": "x" })];
    assert_eq!(key_of(&repeated(&states, 50)), None);
    // What identifies a thing is not what kind of thing it is.
    for key in ["name", "user_id", "slug", "displayName"] {
        let all = [json!({ key: "jo", "email": "x" }), json!({ key: "kim", "phone": "x", "age": 1 })];
        assert_eq!(key_of(&repeated(&all, 50)), None, "{key}");
    }
}

#[test]
fn a_tag_explains_most_of_what_varies() {
    let object = |index: usize| {
        let mut object = json!({ "method": if index.is_multiple_of(2) { "card" } else { "bank" } });
        object[if index.is_multiple_of(2) { "last4" } else { "iban" }] = json!(1);
        for bit in 0..6 {
            if (index * 37 / 11) >> bit & 1 == 1 {
                object[format!("option{bit}")] = json!(1);
            }
        }
        object
    };
    let all: Vec<_> = (0..200).map(object).collect();
    assert_eq!(key_of(&all), None, "six options that it does not explain");
    let few: Vec<_> = all
        .iter()
        .cloned()
        .map(|mut object| {
            object.as_object_mut().unwrap().retain(|key, _| !key.starts_with("option") || key == "option3");
            object
        })
        .collect();
    assert_eq!(key_of(&few).as_deref(), Some("method"));
}

#[test]
fn independent_keys_make_no_tag() {
    // A generator of pseudo-random numbers, so that the test is always the same.
    let mut state = 1_u64;
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for count in [20, 60, 400] {
        let mut found = 0;
        for _ in 0..40 {
            let values = 2 + random(5);
            let documents: Vec<_> = (0..count)
                .map(|_| {
                    let mut object = json!({ "id": 1 });
                    for key in ["op", "status", "type", "country"] {
                        let value = u8::try_from(random(values)).unwrap();
                        object[key] = json!(char::from(b'a' + value).to_string());
                    }
                    for (key, percent) in [("a", 50), ("b", 90), ("c", 10), ("d", 30), ("e", 5)] {
                        if random(100) < percent {
                            object[key] = json!(1);
                        }
                    }
                    object
                })
                .collect();
            found += usize::from(key_of(&documents).is_some());
        }
        assert_eq!(found, 0, "of {count} objects");
    }
}

#[test]
fn tags_that_change_case_or_are_missing() {
    let mut all = vec![
        json!({ "type": "CREDIT_CARD", "last4": "1" }),
        json!({ "type": "creditCard", "last4": "1" }),
        json!({ "type": "bank", "iban": "x", "bic": "x" }),
    ];
    assert_eq!(texts(&tag_of(&all).unwrap()), [vec!["CREDIT_CARD", "creditCard"], vec!["bank"]]);
    for other in [json!({ "type": null }), json!({ "type": "" }), json!({})] {
        all.push(other);
        let tagged = tag_of(&all).unwrap();
        assert_eq!(tagged.variants.iter().map(|variant| variant.count).sum::<u64>(), 3);
    }
    all.push(json!({}));
    assert_eq!(key_of(&all), None, "most objects have no tag");
    assert_eq!(
        key_of(&[json!({ "type": 1, "a": 1, "b": 1 }), json!({ "type": "x" }), json!({ "type": "y", "c": 1 })]),
        None
    );
}

#[test]
fn of_several_tags_the_conventional_one_wins() {
    let all = [
        json!({ "op": "c", "kind": "card", "type": "Card", "last4": "1" }),
        json!({ "op": "b", "kind": "bank", "type": "Bank", "iban": "x" }),
    ];
    let tagged = tag_of(&repeated(&all, 20)).unwrap();
    assert_eq!((tagged.key.as_str(), tagged.equivalent), ("kind", vec!["type".to_owned(), "op".to_owned()]));
    // Of two conventional ones, the one that explains more.
    let all = [
        json!({ "kind": "payment", "type": "card", "last4": "1", "brand": "x" }),
        json!({ "kind": "payment", "type": "bank", "iban": "x" }),
        json!({ "kind": "refund", "type": "bank", "iban": "x" }),
    ];
    assert_eq!(key_of(&all).as_deref(), Some("type"));
}

#[test]
fn hints_force_and_forbid() {
    let all = [
        json!({ "type": "card", "state": "new", "last4": "1" }),
        json!({ "type": "bank", "state": "new", "iban": "x" }),
        json!({ "type": "bank", "state": "paid", "iban": "x" }),
    ];
    let objects = shape(&all).object;
    let forbidden = TagHints { forced: None, forbidden: BTreeSet::from(["type"]) };
    assert_eq!(find(&objects, &forbidden), None);
    let forced = TagHints { forced: Some("state"), ..forbidden };
    let tagged = find(&objects, &forced).unwrap();
    assert_eq!((tagged.key.as_str(), texts(&tagged)), ("state", vec![vec!["new"], vec!["paid"]]));
    assert_eq!(tagged.evidence, "`state` determines which variant an object is: 2 objects with new, 1 with paid");
    let unknown = TagHints { forced: Some("last4"), ..TagHints::default() };
    assert_eq!(find(&objects, &unknown), None, "its values are not codes");
}

#[test]
fn only_the_presence_of_keys_is_used() {
    let objects = shape(&[json!({ "type": "a", "x": 1, "y": 1 }), json!({ "type": "b", "z": [] })]).object;
    let Fields::Known(fields) = &objects.fields else { panic!("few keys") };
    let stripped = fields.iter().map(|(key, field)| (key.clone(), Field { seen: field.seen, ..Field::default() }));
    let bare = Objects { fields: Fields::Known(stripped.collect()), ..objects.clone() };
    assert!(find(&bare, &TagHints::default()).is_some());
    assert_eq!(find(&bare, &TagHints::default()), find(&objects, &TagHints::default()));
}

/// All payloads in the workspace's samples.
fn samples(folder: &Path, documents: &mut Vec<Value>) {
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            samples(&entry, documents);
        } else if entry.extension().is_some_and(|extension| extension == "json") {
            documents.push(serde_json::from_slice(&fs::read(entry).unwrap()).unwrap());
        }
    }
}

/// Every tag in a shape, with the path of its objects.
fn tags(path: &str, shape: &Shape, found: &mut Vec<String>) {
    if let Some(tagged) = find(&shape.object, &TagHints::default()) {
        found.push(format!("{path}: {}", tagged.key));
    }
    if let Some(item) = &shape.array.item {
        tags(&format!("{path}/*"), item, found);
    }
    if let Fields::Known(fields) = &shape.object.fields {
        for (key, field) in fields {
            tags(&format!("{path}/{key}"), &field.shape, found);
        }
    }
}

#[test]
fn the_documented_payloads_have_one_tag() {
    let mut documents = Vec::new();
    samples(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples"), &mut documents);
    let mut found = Vec::new();
    tags("", &shape(&documents), &mut found);
    assert_eq!(found, ["/payload/purchase: type"]);
}
