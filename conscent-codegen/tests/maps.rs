//! Which objects are maps: the limits of the rules in the docs of `conscent_shape::map`.
mod decided;
use conscent_codegen::interface::RustType;
use decided::{check, decide};
use serde_json::{Value, json};

/// One sample is enough, so that `?` marks only what is missing somewhere.
const ONE: &str = "min_samples = 1\n";

/// Whether the objects under the key are decided to be a map. Each object is in a sample of its own.
fn is_map(key: &str, objects: &[Value]) -> bool {
    let bodies: Vec<String> =
        objects.iter().enumerate().map(|(n, object)| json!({ key: object, "n": n }).to_string()).collect();
    let samples: Vec<(&str, &str)> = bodies.iter().map(|body| ("e", body.as_str())).collect();
    let module = decide(ONE, &samples);
    let field = module.events[0].payload.fields.iter().find(|field| field.key == key).unwrap();
    matches!(field.ty, RustType::Map(_))
}

#[test]
fn texts_under_a_key_for_the_names_of_users_are_a_map() {
    for (object, expected) in [
        (json!({ "a": "x", "b": "y" }), true),
        (json!({ "a": ["x"], "b": null }), true),
        (json!({ "a": "x", "b": 1 }), false),
        (json!({ "a": "x", "b": true }), false),
        (json!({ "a": "x", "b": { "c": "y" } }), false),
        (json!({ "a": "x", "b": [1] }), false),
        (json!({ "a": "x", "b": [[true]] }), false),
    ] {
        assert_eq!(is_map("metadata", std::slice::from_ref(&object)), expected, "{object}");
        assert_eq!(is_map("user_metadata", std::slice::from_ref(&object)), expected, "{object}");
        assert!(!is_map("other", &[object]));
    }
}

#[test]
fn the_values_of_a_map_have_one_type() {
    check(
        ONE,
        &[(
            "e",
            r#"{"metadata": {"a": null, "b": "x"}, "@jo:server.example": 1, "members": {"jo@mail": 1, "ann@mail": "x"}}"#,
        )],
        "event e: E { members: map of EMember, metadata: map of string|null }
         EMember at E.members: number or string",
    );
}

#[test]
fn some_keys_are_for_the_names_of_users_only_if_the_names_vary() {
    let (one, other) = (json!({ "a": "x", "b": "x" }), json!({ "b": "x", "c": "x" }));
    for (objects, expected) in [
        (vec![json!({ "a": "x" }), json!({ "b": "x" })], true),
        (vec![one.clone(), other, json!({ "d": "x" })], true),
        (vec![one.clone(), json!({ "b": "x" })], false),
        (vec![one.clone(), one.clone()], false),
        (vec![one], false),
        (vec![json!({})], false),
    ] {
        assert_eq!(is_map("params", &objects), expected, "{objects:?}");
    }
}

#[test]
fn half_of_the_keys_must_be_identifiers() {
    let [one, other] = ["0b7e4f0e-7a0e-4b0b-9c3e-000000000001", "2024-03-04T10:28:47Z"];
    for (object, expected) in [
        (json!({ one: 1, "name": 1 }), true),
        (json!({ other: 1 }), true),
        (json!({ one: 1, "name": 1, "size": 1 }), false),
        (json!({ one: 1, other: 1, "name": 1, "size": 1 }), true),
        // Digits count only if all other keys are data too.
        (json!({ "100": 1, "200": 1 }), true),
        (json!({ "100": 1, one: 1 }), true),
        (json!({ "100": 1, "200": 1, "other": 1 }), false),
        (json!({ "12345": 1, "name": 1 }), false),
    ] {
        assert_eq!(is_map("m", std::slice::from_ref(&object)), expected, "{object}");
    }
}

#[test]
fn what_is_an_identifier() {
    for (key, expected) in [
        ("jo@mail", true),
        ("@jo", false),
        ("@jo:server.example", true),
        ("@xsi:type", false),
        ("xsi:server.example", false),
        // Five digits, or three numbers in ten letters and digits.
        ("sha256", false),
        ("line1234", false),
        ("line12345", true),
        ("a line 12345", false),
        ("a1b2c3defg", true),
        ("a1b2c3def", false),
        ("a1b2cdefgh", false),
        ("cus_a1b2c3defg", true),
        ("line_a1b2c-3defg", false),
    ] {
        assert_eq!(is_map("m", &[json!({ key: 1 })]), expected, "{key}");
    }
}

/// Enough keys to prove that they are data although they look like names. Each is in one of eight objects.
#[test]
fn many_rare_keys_with_one_kind_of_value_are_data() {
    let objects = |keys: usize, objects: usize, value: fn(usize) -> Value| {
        let object = |n: usize| {
            let own = (0..keys).filter(|key| key % objects == n);
            Value::Object(
                own.map(|key| (format!("name{}", &"abcdefghijklmnopqrstuvwx"[key..=key]), value(key))).collect(),
            )
        };
        (0..objects).map(object).collect::<Vec<_>>()
    };
    assert!(is_map("m", &objects(24, 8, |_| json!(1))));
    assert!(is_map("m", &objects(24, 8, |n| if n == 0 { json!(null) } else { json!(1) })));
    assert!(!is_map("m", &objects(23, 8, |_| json!(1))));
    assert!(!is_map("m", &objects(24, 7, |_| json!(1))));
    assert!(!is_map("m", &objects(24, 8, |n| if n == 23 { json!("x") } else { json!(1) })));
}
