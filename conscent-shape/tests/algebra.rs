//! The laws of `Shape`: merging is a commutative monoid, the shape of a stream is the merge of its documents' shapes,
//! and each document satisfies the schema.

use conscent_shape::json_schema::{self, Kinds, Schema};
use conscent_shape::{self as shape, Fields, Forms, Options, Shape, Values};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::num::NonZero;

/// Any JSON, with few distinct keys and strings, so that they repeat.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        prop::num::f64::NORMAL.prop_map(Value::from),
        Just(json!(-0.0)),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 48, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map("[ab]?[\"\\\\é]?", inner, 0..5).prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-C]_?[A-C]?",
        "2025-0[0-3]-[0-3][0-9]T00:00:00(\\.[0-9]{3})?Z",
        "[a-c\"\\\\\\n\u{e9}]{0,3}",
        "x{60,70}",
        // Forms that some of these strings share, and others do not.
        "[0-9a-f]{16,17}",
        "1?[0-9]{9}(\\.[0-9])?",
        "[ab]{1,2}@b\\.de",
        "https://[ab](\\{a\\})?",
    ]
}

/// Any JSON, sometimes with hundreds of distinct keys or strings, beyond the bounds.
fn document() -> impl Strategy<Value = Value> {
    let wide = (0..3000_usize, 0..1100_usize, value()).prop_map(|(from, count, value)| {
        (from..from + count).map(|key| (key.to_string(), value.clone())).collect::<Map<_, _>>()
    });
    let varied = (0..100_usize, 0..70_usize)
        .prop_map(|(from, count)| (from..from + count).map(|text| text.to_string()).collect::<Value>());
    prop_oneof![8 => value(), 1 => wide.prop_map(Value::Object), 1 => varied]
}

fn infer(document: &Value) -> Shape {
    shape::infer(document.to_string().as_bytes()).unwrap()
}

/// A shape of several documents.
fn shapes() -> impl Strategy<Value = Shape> {
    vec(document(), 0..4).prop_map(|documents| merged(documents.iter().map(infer)))
}

fn merged(shapes: impl IntoIterator<Item = Shape>) -> Shape {
    shapes.into_iter().fold(Shape::default(), |mut all, shape| {
        all.merge(&shape);
        all
    })
}

proptest! {
    #[test]
    fn default_is_the_identity(shape in shapes()) {
        prop_assert_eq!(&merged([Shape::default(), shape.clone()]), &shape);
        prop_assert_eq!(&merged([shape.clone(), Shape::default()]), &shape);
    }

    #[test]
    fn merging_is_commutative(a in shapes(), b in shapes()) {
        prop_assert_eq!(merged([a.clone(), b.clone()]), merged([b, a]));
    }

    #[test]
    fn merging_is_associative(a in shapes(), b in shapes(), c in shapes()) {
        let left = merged([merged([a.clone(), b.clone()]), c.clone()]);
        let right = merged([a, merged([b, c])]);
        prop_assert_eq!(left, right);
    }

    #[test]
    fn a_stream_is_the_merge_of_its_documents(
        (documents, shuffled) in vec(document(), 0..8)
            .prop_flat_map(|documents| (Just(documents.clone()), Just(documents).prop_shuffle())),
        threads in 1..5_usize,
        pretty in any::<bool>(),
    ) {
        let text: String = documents
            .iter()
            .map(|document| if pretty { format!("{document:#}\n") } else { format!("{document}\n") })
            .collect();
        let options = Options { threads: NonZero::new(threads), ..Options::default() };
        let streamed = shape::stream(text.as_bytes(), &options).unwrap();
        prop_assert_eq!(streamed, merged(shuffled.iter().map(infer)));
    }

    #[test]
    fn counts_add_up(documents in vec(value(), 0..8)) {
        let all = merged(documents.iter().map(infer));
        let counts = [all.null, all.bool, all.number.count, all.string.count, all.array.count, all.object.count];
        prop_assert_eq!(counts.iter().sum::<u64>(), documents.len() as u64);
    }

    #[test]
    fn each_document_satisfies_the_schema(documents in vec(document(), 0..8)) {
        let schema = json_schema::of(&merged(documents.iter().map(infer)));
        for document in &documents {
            prop_assert!(satisfies(document, &schema), "{document} does not satisfy {}", schema.to_text());
        }
    }
}

/// Whether a value satisfies a schema, as far as the schema of a shape goes.
fn satisfies(value: &Value, schema: &Schema) -> bool {
    let kinds = match &schema.kinds {
        Kinds::Any => vec![],
        Kinds::One(kind) => vec![*kind],
        Kinds::Several(kinds) => kinds.clone(),
    };
    let is_kind = match value {
        Value::Null => kinds.contains(&"null"),
        Value::Bool(_) => kinds.contains(&"boolean"),
        Value::Number(number) => kinds.contains(&"number") || kinds.contains(&"integer") && !number.is_f64(),
        Value::String(_) => kinds.contains(&"string"),
        Value::Array(_) => kinds.contains(&"array"),
        Value::Object(_) => kinds.contains(&"object"),
    };
    is_kind
        && match value {
            Value::String(text) => match schema.format.as_deref() {
                None => true,
                format => Forms::of(text).iter().any(|form| form.schema_format() == format),
            },
            Value::Array(items) => items.iter().all(|item| satisfies(item, schema.items.as_ref().unwrap())),
            Value::Object(fields) => {
                let of = |key| schema.properties.get(key).or(schema.additional_properties.as_deref());
                schema.required.iter().all(|key| fields.contains_key(key))
                    && fields.iter().all(|(key, value)| satisfies(value, of(key).unwrap()))
            }
            _ => true,
        }
}

/// The shape of `{"from": {"a": from}, …}`, up to but without `to`.
fn numbered(from: usize, to: usize) -> Shape {
    infer(&Value::Object((from..to).map(|key| (key.to_string(), json!({ "a": key }))).collect()))
}

#[test]
fn too_many_keys_are_pooled() {
    let Fields::Known(few) = numbered(0, Fields::BOUND).object.fields else { panic!("at the bound") };
    assert_eq!(few.len(), Fields::BOUND);

    let over = numbered(0, Fields::BOUND + 1);
    let Fields::Pooled(all) = &over.object.fields else { panic!("over the bound") };
    assert_eq!(**all, merged((0..=Fields::BOUND).map(|key| infer(&json!({ "a": key })))));

    let in_two = merged([numbered(0, 600), numbered(600, Fields::BOUND + 1)]);
    assert_eq!(in_two.object.fields, over.object.fields);
}

#[test]
fn too_many_strings_are_not_kept() {
    let strings = |range: std::ops::Range<usize>| {
        infer(&range.map(|number| number.to_string()).collect()).array.item.unwrap().string
    };
    assert!(matches!(strings(0..Values::BOUND).values, Values::Exact(few) if few.len() == Values::BOUND));
    assert_eq!(strings(0..Values::BOUND + 1).values, Values::Overflowed);
    assert_eq!(
        infer(&json!(["x".repeat(Values::LENGTH)])).array.item.unwrap().string.values,
        Values::Exact(["x".repeat(Values::LENGTH)].into())
    );
    assert_eq!(infer(&json!(["x".repeat(Values::LENGTH + 1)])).array.item.unwrap().string.values, Values::Overflowed);
}
