//! How types are named: the limits of the rules in the docs of `schema::names`.
mod decided;
use decided::{check, decide};
use serde_json::{Value, json};

/// One sample is enough, so that `?` marks only what is missing somewhere.
const ONE: &str = "min_samples = 1\n";

/// The names of the structs that contain the key `k`.
fn named(body: &Value) -> Vec<String> {
    let with_key = decide(ONE, &[("e", &body.to_string())]).structs.into_iter();
    with_key.filter(|one| one.fields.iter().any(|field| field.key == "k")).map(|one| one.name).collect()
}

#[test]
fn a_tag_names_a_type_if_it_is_a_word() {
    let longest = "a".repeat(40);
    for (tag, name) in [
        ("charge", "Charge"),
        ("pay_out.done-Now", "PayOutDoneNow"),
        (&longest, &format!("A{}", &longest[1..])),
        (&"a".repeat(41), "Thing"),
        ("_charge", "Thing"),
        ("charge1", "Thing"),
        ("a charge", "Thing"),
        ("", "Thing"),
    ] {
        assert_eq!(named(&json!({ "thing": { "object": tag, "k": 1 } })), [name], "{tag}");
    }
    // If the tag has two values, the type is named after neither.
    let things = json!([{ "object": "charge", "k": 1 }, { "object": "refund", "k": 1 }]);
    assert_eq!(named(&json!({ "things": things })), ["Thing"]);
}

#[test]
fn an_impure_tag_names_a_type_only_next_to_others_with_its_key() {
    assert_eq!(named(&json!({ "payment": { "type": "card", "k": 1 } })), ["Payment"]);
    let card = json!({ "type": "card", "k": 1, "a": 1, "b": 1, "c": 1 });
    let bank = json!({ "type": "bank", "k": "x", "p": 1, "q": 1, "r": 1 });
    assert_eq!(named(&json!({ "x": { "payment": card }, "y": { "payment": bank } })), ["BankPayment", "CardPayment"]);
}

#[test]
fn objects_under_most_keys_of_one_parent_are_named_after_it() {
    let link = || json!({ "k": "x", "title": "x" });
    let links = json!({ "self": link(), "next": link(), "up": link() });
    assert_eq!(named(&json!({ "_links": links })), ["Link"]);
    // Three of four keys are enough, and three of five are not.
    assert_eq!(named(&json!({ "_links": links, "a": { "page": link() } })), ["Link"]);
    assert_eq!(named(&json!({ "_links": links, "a": { "page": link() }, "b": { "picture": link() } })), ["Up"]);
    // Two keys, and keys with one meaning, are not a list of siblings.
    assert_eq!(named(&json!({ "_links": { "first": link(), "last": link() } })), ["Last"]);
    let addresses = json!({ "address": link(), "home_address": link(), "billing_address": link() });
    assert_eq!(named(&json!({ "places": addresses })), ["Address"]);
}

#[test]
fn the_shortest_key_names_an_object_unless_it_is_an_abbreviation() {
    let object = || json!({ "k": 1, "a": 1 });
    for (keys, name) in [
        (["user", "last_user"], "User"),
        (["repo", "repository"], "Repository"),
        (["us", "user"], "Us"),
        (["shop", "shop_front"], "Shop"),
        (["data", "last_user"], "LastUser"),
        (["card", "ca"], "Ca"),
        (["buyer", "payer"], "Buyer"),
    ] {
        assert_eq!(named(&json!({ "x": { keys[0]: object(), keys[1]: object() } })), [name], "{keys:?}");
    }
}

#[test]
fn names_that_are_taken_get_a_number() {
    check(
        ONE,
        &[("e", r#"{"fooBar": {"a": 1, "x": 1}, "foo-bar": {"b": "x", "y": 1}, "foo.bar": {"c": true, "z": 1}}"#)],
        "event e: E { foo-bar: FooBarObject, foo.bar: FooBarObject2, fooBar: FooBarObject3 }
         FooBarObject at foo-bar: { b: string, y: number }
         FooBarObject2 at foo.bar: { c: bool, z: number }
         FooBarObject3 at fooBar: { a: number, x: number }",
    );
}
