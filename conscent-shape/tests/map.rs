//! Which objects are maps: the limits of the rules in the docs of `map`. The crate conscent-codegen tests more of them,
//! on samples.

use conscent_shape::{infer, map};
use serde_json::{Value, json};

/// The evidence that the objects in an array are maps.
fn evidence(objects: &Value) -> Option<String> {
    map::are_keys_data("", &infer(objects.to_string().as_bytes()).unwrap().array.item.unwrap().object)
}

#[test]
fn signs_that_no_name_has_are_enough_in_one_object() {
    for (objects, expected) in [
        (json!([{ "./lib/*": "x" }]), true),
        (json!([{ "text/html": {}, "schema": {} }]), true),
        (json!([{ "text/html": {}, "schema": {}, "name": 1 }]), false),
        // Names in XML, in JSON-LD, and in a service for files.
        (json!([{ "#text": "x", "@lang": "y" }]), false),
        (json!([{ ".tag": "x" }]), false),
        (json!([{ "@type": "x", "$ref": "y" }]), false),
    ] {
        assert_eq!(evidence(&objects).is_some(), expected, "{objects}");
    }
}

#[test]
fn signs_that_few_names_have_need_objects_that_differ() {
    for (objects, expected) in [
        (json!([{ "a.example": 1 }]), false),
        (json!([{ "a.example": 1 }, { "b.example": 2 }]), true),
        (json!([{ "#a": 1 }, { "#b": 2 }]), true),
        // The same key in all objects is a name.
        (json!([{ "dc:title": 1 }, { "dc:title": 1, "dc:date": 2 }]), false),
        // The values are not alike: their kinds differ, or the keys of objects.
        (json!([{ "a.example": 1 }, { "b.example": "x" }]), false),
        (json!([{ "m.a": { "b": 1 } }, { "m.c": { "d": 1 } }, { "m.e": { "f": 1 } }, { "m.g": { "h": 1 } }]), false),
        (json!([{ "m.a": { "b": 1, "c": 1 } }, { "m.c": { "b": 1 } }]), true),
        (json!([{ "a.example": 1, "name": 1, "size": 1 }, { "b.example": 2 }, { "c": 1 }]), false),
    ] {
        assert_eq!(evidence(&objects).is_some(), expected, "{objects}");
    }
}

#[test]
fn evidence_counts_keys_in_words() {
    for (objects, expected) in [
        (json!([{ "a/b": 1 }]), "the only key looks like data"),
        (json!([{ "a/b": 1, "c": 1 }]), "1 of 2 keys looks like data"),
        (json!([{ "a/b": 1, "c/d": 1 }]), "2 of 2 keys look like data"),
    ] {
        assert_eq!(evidence(&objects).as_deref(), Some(expected));
    }
}

#[test]
fn the_keys_of_many_variants_are_not_data() {
    let words: Vec<_> = ('a'..='z').chain('A'..='D').map(|letter| format!("{letter}word")).collect();
    let object =
        |word: &String| json!({ "id": 1, "type": word, format!("{word}_url"): "x", format!("{word}_size"): "y" });
    let tagged: Vec<_> = words.iter().chain(&words).map(object).collect();
    assert_eq!(evidence(&Value::from(tagged.clone())), None);
    // Without the tag, nothing explains why each key is rare.
    let untagged = tagged.into_iter().map(|mut object| {
        let fields = object.as_object_mut().unwrap();
        fields.retain(|key, _| !["id", "type"].contains(&key.as_str()));
        object
    });
    assert!(evidence(&untagged.collect()).unwrap().ends_with("and the values are alike"));
}
