//! Which objects are one struct: the limits of the rules in the docs of `schema::cluster`.
mod decided;
use decided::{check, decide};
use serde_json::json;

/// One sample is enough, so that `?` marks only what is missing somewhere.
const ONE: &str = "min_samples = 1\n";

#[test]
fn under_different_keys_four_fifths_of_the_keys_are_enough() {
    check(
        ONE,
        &[("e", r#"{"net": {"a": 1, "b": 1, "c": 1, "d": 1}, "tax": {"a": 1, "b": 1, "c": 1, "d": 1, "f": 1}}"#)],
        "event e: E { net: Net, tax: Net }
         Net at net tax: { a: number, b: number, c: number, d: number, f?: number }",
    );
    check(
        ONE,
        &[("e", r#"{"net": {"a": 1, "b": 1, "c": 1, "g": 1}, "tax": {"a": 1, "b": 1, "c": 1, "d": 1}}"#)],
        "event e: E { net: Net, tax: Tax }
         Net at net: { a: number, b: number, c: number, g: number }
         Tax at tax: { a: number, b: number, c: number, d: number }",
    );
}

#[test]
fn things_under_different_keys_share_more_than_values_do() {
    check(
        ONE,
        &[("e", r#"{"buyer": {"id": 1, "name": "x", "url": "x"}, "shop": {"id": 1, "name": "x", "url": "x"}}"#)],
        "event e: E { buyer: Buyer, shop: Shop }
         Buyer at buyer: { id: number, name: string, url: string }
         Shop at shop: { id: number, name: string, url: string }",
    );
    check(
        ONE,
        &[("e", r#"{"net": {"name": "x", "url": "x"}, "tax": {"name": "x", "url": "x"}}"#)],
        "event e: E { net: Net, tax: Net }
         Net at net tax: { name: string, url: string }",
    );
    // Only one of them is a thing.
    check(
        ONE,
        &[("e", r#"{"net": {"id": 1, "a": 1, "b": 1, "c": 1, "d": 1}, "tax": {"a": 1, "b": 1, "c": 1, "d": 1}}"#)],
        "event e: E { net: Net, tax: Net }
         Net at net tax: { a: number, b: number, c: number, d: number, id?: number }",
    );
}

#[test]
fn related_keys_hold_one_struct_if_half_of_the_keys_agree() {
    for (one, other, is_one) in [
        ("address", "address", true),
        ("address", "billing_address", true),
        ("billing_address", "address", true),
        ("user_data", "user_data", true),
        // One key is not the end of the other, and a generic key says nothing.
        ("home_address", "work_address", false),
        ("data", "data", false),
        ("data", "user_data", false),
    ] {
        let bodies = [
            format!(r#"{{"x": {{"{one}": {{"a": 1, "b": 1, "c": 1}}}}}}"#),
            format!(r#"{{"y": {{"{other}": {{"a": 1, "b": 1, "d": 1}}}}}}"#),
        ];
        let module = decide(ONE, &[("one", &bodies[0]), ("two", &bodies[1])]);
        let found = module.structs.iter().filter(|of| of.fields.iter().any(|field| field.key == "a")).count();
        assert_eq!(found == 1, is_one, "{one} and {other}: {:#?}", module.structs);
    }
}

#[test]
fn equal_objects_under_one_generic_key_are_one_struct() {
    check(
        ONE,
        &[("e", r#"{"x": {"data": {"a": 1}, "p": 1}, "y": {"data": {"a": 1}, "q": 1}}"#)],
        "event e: E { x: X, y: Y }
         X at x: { data: XData, p: number }
         XData at data: { a: number }
         Y at y: { data: XData, q: number }",
    );
}

#[test]
fn a_tag_that_differs_separates_objects_under_one_key() {
    check(
        ONE,
        &[
            ("one", r#"{"asset": {"object": "charge", "a": 1, "b": 1, "c": 1}}"#),
            ("two", r#"{"asset": {"object": "refund", "a": 1, "b": 1, "d": 1}}"#),
        ],
        "event one: One { asset: Charge }
         event two: Two { asset: Refund }
         Charge at asset: { a: number, b: number, c: number, object: string }
         Refund at asset: { a: number, b: number, d: number, object: string }",
    );
    // A tag without a text separates nothing.
    check(
        ONE,
        &[
            ("one", r#"{"asset": {"object": "charge", "a": 1, "b": 1, "c": 1}}"#),
            ("two", r#"{"asset": {"object": null, "a": 1, "b": 1, "d": 1}}"#),
        ],
        "event one: One { asset: Charge }
         event two: Two { asset: Charge }
         Charge at asset: { a: number, b: number, c?: number, d?: number, object?: string|null }",
    );
}

#[test]
fn the_same_tag_relates_objects_under_different_keys() {
    check(
        ONE,
        &[("e", r#"{"x": {"object": "charge", "a": 1, "b": 1}, "y": {"object": "charge", "a": 1, "c": 1}}"#)],
        "event e: E { x: Charge, y: Charge }
         Charge at x y: { a: number, b?: number, c?: number, object: string }",
    );
    // Objects without a tag, or with several values of it, are only as similar as their keys.
    check(
        ONE,
        &[("e", r#"{"x": {"sort": "charge", "a": 1, "b": 1}, "y": {"sort": "charge", "a": 1, "c": 1}}"#)],
        "event e: E { x: X, y: Y }
         X at x: { a: number, b: number, sort: string }
         Y at y: { a: number, c: number, sort: string }",
    );
    check(
        ONE,
        &[("e", r#"{"x": {"object": "charge", "a": 1, "b": 1}, "y": {"a": 1, "c": 1, "d": 1}}"#)],
        "event e: E { x: Charge, y: Y }
         Charge at x: { a: number, b: number, object: string }
         Y at y: { a: number, c: number, d: number }",
    );
    let both = |key: &str| {
        format!(r#"[{{"object": "charge", "a": 1, "{key}": 1}}, {{"object": "refund", "a": 1, "{key}": 1}}]"#)
    };
    check(
        ONE,
        &[("e", &format!(r#"{{"xs": {}, "ys": {}}}"#, both("b"), both("c")))],
        "event e: E { xs: [Xs], ys: [Ys] }
         Xs at xs: { a: number, b: number, object: string }
         Ys at ys: { a: number, c: number, object: string }",
    );
}

#[test]
fn containers_are_one_struct_if_their_contents_can_be() {
    let containers = |one: &str, other: &str| {
        let body = format!(
            r#"{{"x": {{"page": {{"n": 1, "last": true, "rows": {one}}}}}, "y": {{"page": {{"n": 1, "last": true, "rows": {other}}}}}}}"#
        );
        let module = decide(ONE, &[("e", &body)]);
        module.structs.iter().filter(|of| of.fields.iter().any(|field| field.key == "rows")).count()
    };
    assert_eq!(containers(r#"{"a": 1, "b": 1, "c": 1}"#, r#"{"a": 1, "b": 1, "d": 1}"#), 1);
    // An empty object proves nothing.
    assert_eq!(containers(r#"{"a": 1, "b": 1, "c": 1}"#, "{}"), 1);
    // Other keys, and another kind of value under a common key.
    assert_eq!(containers(r#"{"a": 1, "b": 1, "c": 1}"#, r#"{"p": 1, "q": 1, "r": 1}"#), 2);
    assert_eq!(containers(r#"{"a": 1, "b": 1}"#, r#"{"a": "x", "b": 1}"#), 2);
    // The same, two levels down.
    assert_eq!(containers(r#"{"s": {"a": 1, "b": 1}}"#, r#"{"s": {"a": "x", "b": 1}}"#), 2);
}

/// The second object contradicts no other one, but joins the first one, which the third one contradicts.
#[test]
fn an_object_joins_no_struct_that_contradicts_it() {
    let module = decide(
        ONE,
        &[
            ("one", r#"{"user": {"a": 1, "b": 1, "c": 1, "d": 1, "k": 1}}"#),
            ("two", r#"{"user": {"a": 1, "b": 1, "c": 1, "d": 1, "k": null}}"#),
            ("three", r#"{"user": {"a": 1, "b": 1, "c": 1, "k": "x"}}"#),
        ],
    );
    let users: Vec<usize> = module.structs.iter().map(|of| of.fields.len()).collect();
    assert_eq!(users, [4, 5], "{:#?}", module.structs);
}

#[test]
fn the_most_similar_objects_are_united_first() {
    // `bill` and `home` have different kinds of `k`, so only one of them joins `area`.
    let shared = r#""a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1, "g": 1, "h": 1, "i": 1"#;
    let keys = |bill: &str, home: &str| {
        let body = format!(r#"{{"area": {{{shared}}}, "bill": {{{shared}, {bill}}}, "home": {{{shared}, {home}}}}}"#);
        let module = decide(ONE, &[("e", &body)]);
        let area = module.structs.iter().find(|of| of.keys.contains("area")).unwrap();
        area.keys.iter().cloned().collect::<Vec<_>>()
    };
    assert_eq!(keys(r#""k": 1, "l": 1"#, r#""k": "x""#), ["area", "home"]);
    assert_eq!(keys(r#""k": 1"#, r#""k": "x", "l": 1"#), ["area", "bill"]);
    // Ten of eleven keys are more than nine of ten.
    let body = r#"{
        "area": {"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1, "g": 1, "h": 1, "i": 1, "j": null},
        "bill": {"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1, "g": 1, "h": 1, "i": 1, "j": 1, "k": 1},
        "home": {"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1, "g": 1, "h": 1, "j": "x"}
    }"#;
    let structs = decide(ONE, &[("e", body)]).structs;
    assert!(structs.iter().any(|of| of.keys.contains("area") && of.keys.contains("bill")), "{structs:#?}");
}

#[test]
fn of_equally_similar_objects_those_under_related_keys_are_united_first() {
    for keys in [["area", "bill", "home_area"], ["bill_area", "area", "home"]] {
        let shared = r#""a": 1, "b": 1, "c": 1, "d": 1, "e": 1"#;
        let body = format!(
            r#"{{"{}": {{{shared}}}, "{}": {{{shared}, "k": 1}}, "{}": {{{shared}, "k": "x"}}}}"#,
            keys[0], keys[1], keys[2]
        );
        let module = decide(ONE, &[("e", &body)]);
        let area = module.structs.iter().find(|of| of.keys.contains("area")).unwrap();
        assert!(area.keys.iter().all(|key| key.ends_with("area")) && area.keys.len() == 2, "{:?}", area.keys);
    }
}

#[test]
fn under_one_key_a_third_of_all_keys_is_enough() {
    for (one, other, common, is_one) in [
        (3, 3, 2, true),
        (4, 4, 2, true),
        (3, 5, 2, true),
        (3, 6, 2, false),
        (4, 5, 2, false),
        (3, 3, 1, false),
        // One or two keys are a stub of anything.
        (1, 9, 1, true),
        (2, 9, 1, true),
        (2, 2, 0, false),
    ] {
        let object = |keys: usize, own: &str| {
            let key = |n| if n < common { format!("k{n}") } else { format!("{own}{n}") };
            (0..keys).map(|n| (key(n), json!(1))).collect::<serde_json::Map<_, _>>()
        };
        let bodies = [object(one, "a"), object(other, "b")].map(|object| json!({ "thing": object }).to_string());
        let module = decide(ONE, &[("one", &bodies[0]), ("two", &bodies[1])]);
        assert_eq!(module.structs.len() == 1, is_one, "{one} and {other} keys, {common} in common");
    }
}

/// A hint gives `/one/a/s` a struct of its own. The same field of an equal object shares it, and nothing else does.
#[test]
fn an_object_that_a_hint_splits_stays_split_with_its_equals() {
    let hint = "[[hint]]\napi = \"v1\"\nat = \"/one/a/s\"\nkind = \"split\"\nreason = \"known\"\n";
    let body =
        r#"{"one": {"a": {"p": 1, "s": {"k": 1}}}, "two": {"a": {"p": 1, "s": {"k": 1}}}, "z": {"s": {"k": 1}}}"#;
    check(
        &format!("{ONE}{hint}"),
        &[("e", body)],
        "event e: E { one: One, two: Two, z: Z }
         AS at s: { k: number }
         One at one: { a: OneA }
         OneA at a: { p: number, s: AS }
         Two at two: { a: OneA }
         Z at z: { s: ZS }
         ZS at s: { k: number }",
    );
}

#[test]
fn only_an_object_directly_under_generic_keys_belongs_to_its_event() {
    let structs = |data: &str| {
        let body = format!(r#"{{"data": {data}, "n": 1}}"#);
        decide(ONE, &[("one", &body), ("two", &body)]).structs.len()
    };
    assert_eq!(structs(r#"{"p": 1, "q": 1}"#), 2);
    assert_eq!(structs(r#"{"old": {"p": 1, "q": 1}}"#), 4);
    assert_eq!(structs(r#"[{"p": 1, "q": 1}]"#), 1);
    assert_eq!(structs(r#"{"object": "charge", "q": 1}"#), 1);
    assert_eq!(structs(r#"{"user": {"p": 1, "q": 1}}"#), 3);
}

#[test]
fn equal_objects_under_three_keys_of_one_parent_are_one_struct() {
    for (siblings, count) in [
        (json!({ "one": { "k": "x" }, "two": { "k": "x" }, "more": { "k": "x" } }), 1),
        (json!({ "one": { "k": "x" }, "two": { "k": "x" } }), 2),
        (json!({ "one": { "k": "x" }, "two": { "k": "x" }, "more": { "l": "x" } }), 3),
        // Null is of no kind, so it says nothing about equality.
        (json!({ "one": { "k": null }, "two": { "k": null }, "more": { "k": null } }), 3),
    ] {
        let structs = decide(ONE, &[("e", &json!({ "all": siblings }).to_string())]).structs;
        assert_eq!(structs.len() - 1, count, "{siblings}");
    }
}

#[test]
fn names_from_hints_keep_objects_apart_below_one_struct() {
    let hints: String = [("/one/a", "Part"), ("/two/a", "Part"), ("/one/a/s", "Left"), ("/two/a/s", "Right")]
        .map(|(at, name)| format!("[[hint]]\napi = \"v1\"\nat = \"{at}\"\nname = \"{name}\"\nreason = \"known\"\n"))
        .concat();
    let body = r#"{"one": {"a": {"s": {"k": 1}}}, "two": {"a": {"s": {"k": 1}}}}"#;
    let module = decide(&format!("{ONE}{hints}"), &[("e", body)]);
    let names: Vec<_> = module.structs.iter().map(|one| one.name.as_str()).collect();
    assert!(names.contains(&"Left") && names.contains(&"Right"), "{names:?}");
}
