//! What a shape means, and the law that every document which was read satisfies the schema.

use conscent_shape::structure::{self, Object, Options, Place, Struct, Structure, What};
use conscent_shape::{Shape, infer, json_schema};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn shape(documents: &[Value]) -> Shape {
    let mut all = Shape::default();
    for document in documents {
        all.merge(&infer(document.to_string().as_bytes()).unwrap());
    }
    all
}

fn decide(documents: &[Value]) -> Structure {
    structure::decide(shape(documents), &Options::default())
}

fn place<'s>(structure: &'s Structure, path: &str) -> &'s Place {
    let found = structure.places.iter().find(|place| place.path == path);
    found.unwrap_or_else(|| panic!("no {path} in {}", structure.explain()))
}

fn fields<'s>(structure: &'s Structure, path: &str) -> &'s Struct {
    match &place(structure, path).object {
        Some(Object::Struct(one)) => one,
        other => panic!("{path} is {other:?}"),
    }
}

fn decided(structure: &Structure, path: &str, what: What) -> bool {
    place(structure, path).decisions.iter().any(|decision| decision.what == what)
}

fn schema(documents: &[Value]) -> Value {
    serde_json::to_value(json_schema::of(&decide(documents))).unwrap()
}

/// Enough copies of a document to make a key required, or to show that it is not.
fn repeated(document: &Value) -> Vec<Value> {
    vec![document.clone(); usize::try_from(structure::MIN_SAMPLES).unwrap()]
}

#[test]
fn keys_are_required_of_enough_objects() {
    let few: Vec<_> = repeated(&json!({ "a": 1 })).split_off(1);
    let structure = decide(&few);
    assert!(fields(&structure, "").required.is_empty() && decided(&structure, "", What::NotRequired));
    let structure = decide(&repeated(&json!({ "a": 1 })));
    assert_eq!(fields(&structure, "").required, ["a"]);
    assert_eq!(structure.explain().to_string(), "document: required. All 4 objects have `a`.\n");
    let structure = structure::decide(shape(&few), &Options { min_samples: 3 });
    assert_eq!(fields(&structure, "").required, ["a"]);
}

#[test]
fn objects_that_contain_objects_like_themselves_are_one_definition() {
    let leaf = json!({ "kind": "text", "value": "x" });
    let tree = json!({ "kind": "root", "children": [{ "kind": "list", "children": [leaf, leaf] }, leaf] });
    let structure = decide(std::slice::from_ref(&tree));
    assert!(decided(&structure, "", What::Recursive));
    assert_eq!(schema(std::slice::from_ref(&tree))["properties"]["children"]["items"], json!({ "$ref": "#" }));

    let document = json!({ "title": "x", "tree": tree });
    let all = schema(std::slice::from_ref(&document));
    assert_eq!(all["properties"]["tree"], json!({ "$ref": "#/$defs/tree" }));
    assert_eq!(all["$defs"]["tree"]["properties"]["children"]["items"], json!({ "$ref": "#/$defs/tree" }));
}

#[test]
fn an_envelope_is_not_recursive() {
    for document in [
        json!({ "data": { "data": { "id": 1, "name": "x" } } }),
        json!({ "id": 1, "name": "x", "owner": { "id": 2, "name": "y" } }),
    ] {
        let structure = decide(&[document]);
        assert!(structure.places.iter().all(|place| place.decisions.iter().all(|d| d.what != What::Recursive)));
    }
}

#[test]
fn objects_under_one_key_that_share_keys_are_one_definition() {
    let user = json!({ "id": 1, "name": "x", "mail": "y" });
    let all = schema(&[json!({ "post": { "user": user }, "comment": { "user": { "id": 1, "name": "x" } } })]);
    assert_eq!(all["properties"]["post"]["properties"]["user"], json!({ "$ref": "#/$defs/user" }));
    assert_eq!(all["properties"]["comment"]["properties"]["user"], json!({ "$ref": "#/$defs/user" }));

    // A reference to a thing has few of its keys.
    let all = schema(&[json!({ "post": { "user": user }, "comment": { "user": { "id": 1, "url": "x" } } })]);
    assert_eq!(all.get("$defs"), None);
}

#[test]
fn many_objects_of_two_places_with_keys_of_their_own_are_two_things() {
    let document = json!({
        "card": { "owner": { "id": 1, "name": "x", "bank": "y" } },
        "shop": { "owner": { "id": 1, "name": "x", "city": "y" } },
    });
    assert!(schema(std::slice::from_ref(&document)).get("$defs").is_some());
    assert_eq!(schema(&repeated(&document)).get("$defs"), None);
}

#[test]
fn keys_that_look_like_data_make_a_map() {
    let hosts = [json!({ "a.example": { "port": 1 } }), json!({ "b.example": { "port": 2, "tls": true } })];
    let structure = decide(&hosts);
    assert!(matches!(place(&structure, "").object, Some(Object::Map { .. })));
    let values =
        json!({ "type": "object", "properties": { "port": { "type": "integer" }, "tls": { "type": "boolean" } } });
    let mut found = schema(&hosts)["additionalProperties"].clone();
    found.as_object_mut().unwrap().retain(|key, _| key != "$comment" && key != "additionalProperties");
    assert_eq!(found, values);
}

/// Rare keys that do not look like data, next to a name.
fn words(number: usize, value: impl Fn(usize) -> Value) -> Vec<Value> {
    let word = |n: usize| format!("word{}", "abcdefghijklmnopqrstuvwxyz".chars().nth(n % 26).unwrap());
    let object = |n: usize| Value::Object(Map::from_iter([("name".to_owned(), json!("x")), (word(n), value(n))]));
    (0..number).map(object).collect()
}

#[test]
fn names_among_keys_that_are_data_stay_fields() {
    let structure = decide(&words(104, |n| json!(n)));
    let one = fields(&structure, "");
    assert_eq!((one.fields.len(), one.required.as_slice()), (1, ["name".to_owned()].as_slice()));
    assert!(one.rest.is_some() && !one.is_open);

    // Values of several kinds are alike only if the kind does not depend on the key.
    let is_map = |value: fn(usize) -> Value| fields(&decide(&words(104, value)), "").rest.is_some();
    assert!(is_map(|n| if n / 26 % 2 == 0 { json!(n) } else { json!("x") }));
    assert!(!is_map(|n| if n % 2 == 0 { json!(n) } else { json!("x") }));
}

#[test]
fn objects_are_open_if_keys_are_new_in_one_of_four_objects() {
    let objects = |count: usize, own: usize| {
        (0..count).map(move |n| if n < own { json!({ "a": 1, format!("own_{n}"): 1 }) } else { json!({ "a": 1 }) })
    };
    for (count, own, is_open) in [(8, 2, true), (8, 1, false), (8, 0, false), (1, 1, true)] {
        let structure = decide(&objects(count, own).collect::<Vec<_>>());
        assert_eq!(fields(&structure, "").is_open, is_open, "{own} of {count}");
    }
    assert_eq!(schema(&[json!({ "a": 1 })])["additionalProperties"], json!(true));
}

#[test]
fn variants_have_schemas_of_their_own() {
    let card = json!({ "type": "card", "number": "x", "expires": "y" });
    let transfer = json!({ "type": "transfer", "iban": "x", "bank": "y" });
    let mut payments = [repeated(&card), repeated(&transfer)].concat();
    let all = schema(&payments);
    let one_of = json!([
        { "properties": { "type": { "const": "card" }, "number": {}, "expires": {} }, "required": ["expires", "number"] },
        { "properties": { "type": { "const": "transfer" }, "iban": {}, "bank": {} }, "required": ["bank", "iban"] },
    ]);
    assert_eq!((&all["oneOf"], &all["required"]), (&one_of, &json!(["type"])));

    // An object without the tag has no variant.
    payments.push(json!({ "number": "x" }));
    let all = schema(&payments);
    assert_eq!(all.get("oneOf"), None);
    let condition = json!({
        "properties": { "type": { "const": "card" } },
        "additionalProperties": true,
        "required": ["type"],
    });
    assert_eq!(all["allOf"][0]["if"], condition);
    assert_eq!(all["allOf"][0]["then"]["required"], json!(["expires", "number", "type"]));
}

#[test]
fn evidence_never_quotes_keys_that_are_data() {
    let documents = [json!({ "jo@mail.example": 1 }), json!({ "ann@mail.example": 2 })];
    assert!(!decide(&documents).explain().to_string().contains("mail"));
}

/// Objects with keys of several places, tags that change, maps, and objects in themselves.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        prop::num::f64::NORMAL.prop_map(Value::from),
        "[A-C]{0,2}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 64, 6, |inner| {
        let names = prop_oneof![
            4 => "[ab]?[cd]".boxed(),
            2 => Just("children".to_owned()).boxed(),
            1 => "[a-c]{1,2}\\.example".boxed(),
            1 => "/[a-z]{1,2}".boxed(),
        ];
        let fields = btree_map(names, inner.clone(), 0..5);
        let tagged = (prop::option::of("CARD|card|bank|A"), fields);
        prop_oneof![
            1 => vec(inner, 0..4).prop_map(Value::from),
            3 => tagged.prop_map(|(tag, fields)| {
                let mut object: Map<_, _> = fields.into_iter().collect();
                object.extend(tag.map(|tag| ("type".to_owned(), Value::from(tag))));
                Value::Object(object)
            }),
        ]
    })
}

/// Objects with too many keys for separate statistics.
fn wide() -> impl Strategy<Value = Value> {
    (0..3000_usize, 0..1100_usize, value()).prop_map(|(from, count, value)| {
        Value::Object((from..from + count).map(|key| (key.to_string(), value.clone())).collect())
    })
}

fn check(documents: &[Value], min_samples: u64) -> Result<(), TestCaseError> {
    let schema = json_schema::of(&structure::decide(shape(documents), &Options { min_samples }));
    let validator = jsonschema::draft202012::new(&serde_json::to_value(&schema).unwrap()).unwrap();
    for document in documents {
        prop_assert!(validator.is_valid(document), "{document} does not satisfy {}", schema.to_text());
    }
    Ok(())
}

proptest! {
    #[test]
    fn each_document_satisfies_the_schema(documents in vec(value(), 1..12), min_samples in 0..6_u64) {
        check(&documents, min_samples)?;
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn each_wide_document_satisfies_the_schema(documents in vec(prop_oneof![wide(), value()], 1..4)) {
        check(&documents, 1)?;
    }
}

proptest! {
    /// Variants with their own keys. Some objects lack one of these keys, or the tag.
    #[test]
    fn each_variant_satisfies_the_schema(chosen in vec((0..4_usize, 0..6_usize, value()), 4..24)) {
        let document = |(variant, left_out, value): &(usize, usize, Value)| {
            let tag = ["CARD", "card", "bank", "cash"][*variant];
            let keys = [["number", "expires"], ["number", "expires"], ["iban", "bank"], ["desk", "receipt"]][*variant];
            let mut object = Map::from_iter([("type".to_owned(), tag.into())]);
            object.extend(keys.map(|key| (key.to_owned(), value.clone())));
            object.remove(["type", keys[0], keys[1], "", "", ""][*left_out]);
            Value::Object(object)
        };
        check(&chosen.iter().map(document).collect::<Vec<_>>(), 2)?;
    }
}
