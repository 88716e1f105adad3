//! The shape of one document, and the errors of text that is not JSON.

use conscent_shape::{self as shape, Arrays, Field, Fields, Forms, Numbers, Objects, Shape, Strings, Values};
use proptest::prelude::*;

fn infer(json: &str) -> Shape {
    shape::infer(json.as_bytes()).unwrap()
}

fn fields(shape: &Shape) -> &std::collections::BTreeMap<String, Field> {
    match &shape.object.fields {
        Fields::Known(fields) => fields,
        Fields::Pooled(_) => panic!("more keys than the bound"),
    }
}

fn error(json: &[u8]) -> String {
    shape::infer(json).unwrap_err().to_string()
}

#[test]
fn each_kind_has_its_record() {
    assert_eq!(infer("null"), Shape { null: 1, ..Shape::default() });
    assert_eq!(infer("true"), Shape { bool: 1, ..Shape::default() });
    let array = Arrays { count: 1, empty: 1, item: None };
    assert_eq!(infer("[]"), Shape { array, ..Shape::default() });
    let object = Objects { count: 1, empty: 1, ..Objects::default() };
    assert_eq!(infer("{}"), Shape { object, ..Shape::default() });
    let string = Strings { count: 1, empty: 1, values: Values::Exact([String::new()].into()), ..Strings::default() };
    assert_eq!(infer("\"\""), Shape { string, ..Shape::default() });

    let mixed = infer(r#"[null, true, 1, "NEW", "2025-02-05T09:37:44.468Z", [[]], {"a": {}}]"#).array.item.unwrap();
    assert_eq!((mixed.null, mixed.bool, mixed.number.count, mixed.array.count, mixed.object.count), (1, 1, 1, 1, 1));
    assert_eq!((mixed.string.count, mixed.string.forms, mixed.string.empty), (2, Forms::NONE, 0));
    assert_eq!(mixed.array.item.unwrap().array.empty, 1);
    assert_eq!(fields(&Shape { object: mixed.object, ..Shape::default() })["a"].shape.object.empty, 1);
}

fn numbers(count: u64, integers: u64, min: f64, max: f64) -> Numbers {
    Numbers { count, integers, min: Some(min), max: Some(max) }
}

/// Runs with and without `serde_json/arbitrary_precision`. With it, numbers arrive as text.
#[test]
fn numbers_keep_their_form_and_range() {
    let of = |json| infer(json).array.item.unwrap().number;
    assert_eq!(of("[108, 854.05, -3]"), numbers(3, 2, -3.0, 854.05));
    assert_eq!(of("[120.0, 12e1]"), numbers(2, 0, 120.0, 120.0));
    assert_eq!(of("[0, -0]"), numbers(2, 1, 0.0, 0.0));
    assert_eq!(
        of("[18446744073709551615, -9223372036854775808]"),
        numbers(2, 2, -9_223_372_036_854_775_808.0, 18_446_744_073_709_551_615.0)
    );
    assert_eq!(of("[18446744073709551616]").integers, 0);
    assert_eq!(of("[-9223372036854775809]").integers, 0);
    let signs = (of("[0.0, -0.0]"), of("[-0.0, 0.0]"));
    assert_eq!(format!("{:?}", signs.0), format!("{:?}", signs.1));
}

/// The key means a number only if `serde_json` itself uses it like that. It never breaks the counts.
#[test]
fn the_private_key_of_serde_json_is_harmless() {
    let later = infer(r#"{"a": 1, "$serde_json::private::Number": {"b": 2}}"#);
    assert_eq!(fields(&later)["$serde_json::private::Number"].shape.object.count, 1);
    for json in [r#"{"$serde_json::private::Number": "12"}"#, r#"{"$serde_json::private::Number": "x"}"#] {
        if let Ok(shape) = shape::infer(json.as_bytes()) {
            assert_eq!(shape.number.count + shape.object.count, 1, "{json}");
        }
    }
}

#[test]
fn a_repeated_key_is_seen_once() {
    let shape = infer(r#"[{"a": 1, "b": {"c": 1}, "a": "x", "b": {"c": null}}, {"a": null}]"#);
    let item = *shape.array.item.unwrap();
    let (a, b) = (&fields(&item)["a"], &fields(&item)["b"]);
    assert_eq!((a.seen, a.shape.number.count, a.shape.string.count, a.shape.null), (2, 1, 1, 1));
    assert_eq!((b.seen, b.shape.object.count, fields(&b.shape)["c"].seen), (1, 2, 2));
}

#[test]
fn any_text_is_a_key() {
    let shape = infer(r#"{"": 1, "\"": 2, "a\nb": 3, "é毎": 4, "\ud83d\ude00": 5, "a\u006eb": 6, "*/": 7, "anb": 8}"#);
    let keys: Vec<_> = fields(&shape).keys().map(String::as_str).collect();
    assert_eq!(keys, ["", "\"", "*/", "a\nb", "anb", "é毎", "😀"]);
    assert_eq!(fields(&shape)["anb"].shape.number, numbers(2, 2, 6.0, 8.0));
}

#[test]
fn optional_keys_are_counted_in_any_order() {
    let item = *infer(r#"[{"a":1,"b":1,"c":1}, {"c":1,"a":1}, {"b":1}, {}, {"b":1,"c":1,"a":1}]"#).array.item.unwrap();
    assert_eq!((item.object.count, item.object.empty), (5, 1));
    assert_eq!(fields(&item).values().map(|field| field.seen).collect::<Vec<_>>(), [3, 3, 3]);
}

fn nested(depth: usize) -> String {
    format!("{}1{}", "[{\"a\":".repeat(depth / 2), "}]".repeat(depth / 2))
}

#[test]
fn deep_nesting_is_read_up_to_the_limit() {
    let mut shape = infer(&nested(126));
    for _ in 0..63 {
        shape = fields(&shape.array.item.unwrap())["a"].shape.as_ref().clone();
    }
    assert_eq!(shape.number.count, 1);
    assert_eq!(infer(&format!("[{}]", nested(126))).array.count, 1);
    assert!(error(nested(128).as_bytes()).ends_with("nested deeper than 127 levels, serde_json's limit"));
    assert!(error("[".repeat(100_000).as_bytes()).contains("127 levels"));
}

#[test]
fn errors_have_a_position_and_quote_nothing() {
    assert_eq!(error(b"{\n  \"secret\": nil\n}"), "2:14: expected ident");
    assert_eq!(error(b"{} {}"), "1:4: trailing characters");
    assert_eq!(error(b"{\"a\": 1,\n}"), "2:1: trailing comma");
    assert_eq!(error(b""), "1:1: EOF while parsing a value");
    assert_eq!(error(b"[1,\n\"a\xff\"]"), "2:3: not UTF-8");
    assert!(error(br#""\ud800""#).contains("escape"));
}

proptest! {
    #[test]
    fn no_input_panics(
        bytes in prop::collection::vec(any::<u8>(), 0..40),
        json in "[\\[\\]{}:,\"a-c0-9.eE+\\\\ \\n-]{0,40}",
    ) {
        let of_bytes = shape::infer(&bytes).is_ok();
        prop_assert_eq!(of_bytes, serde_json::from_slice::<serde_json::Value>(&bytes).is_ok());
        prop_assert_eq!(shape::infer(json.as_bytes()).is_ok(), serde_json::from_str::<serde_json::Value>(&json).is_ok());
    }
}
