//! The laws of `Shape`: merging is a commutative monoid, and inferring many documents is merging each one's shape.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use conscent_codegen::shape::{self, Fields, Options, Shape, Values};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::num::NonZero;

/// Any JSON, with few distinct keys and strings, so that they meet again.
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
    ]
}

/// Documents that go over the bounds: some with distinct keys and strings by the hundred.
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
        (documents, shuffled) in vec(document(), 0..8).prop_flat_map(|documents| (Just(documents.clone()), Just(documents).prop_shuffle())),
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
        let kinds = [all.null, all.bool, all.number.count, all.text.count, all.list.count, all.object.count];
        prop_assert_eq!(kinds.iter().sum::<u64>(), documents.len() as u64);
    }
}

/// `{"from": {"a": from}, …}`, up to but without `to`.
fn numbered(from: usize, to: usize) -> Shape {
    infer(&Value::Object((from..to).map(|key| (key.to_string(), json!({ "a": key }))).collect()))
}

#[test]
fn too_many_keys_are_one_place() {
    let Fields::Few(few) = numbered(0, Fields::BOUND).object.fields else { panic!("at the bound") };
    assert_eq!(few.len(), Fields::BOUND);

    let over = numbered(0, Fields::BOUND + 1);
    let Fields::Many(all) = &over.object.fields else { panic!("over the bound") };
    assert_eq!(**all, merged((0..=Fields::BOUND).map(|key| infer(&json!({ "a": key })))));

    let in_two = merged([numbered(0, 600), numbered(600, Fields::BOUND + 1)]);
    assert_eq!(in_two.object.fields, over.object.fields);
}

#[test]
fn too_many_strings_are_not_kept() {
    let texts = |range: std::ops::Range<usize>| {
        infer(&range.map(|number| number.to_string()).collect()).list.item.unwrap().text
    };
    assert!(matches!(texts(0..Values::BOUND).values, Values::Few(few) if few.len() == Values::BOUND));
    assert_eq!(texts(0..Values::BOUND + 1).values, Values::Many);
    assert_eq!(
        infer(&json!(["x".repeat(Values::LENGTH)])).list.item.unwrap().text.values,
        Values::Few(["x".repeat(Values::LENGTH)].into())
    );
    assert_eq!(infer(&json!(["x".repeat(Values::LENGTH + 1)])).list.item.unwrap().text.values, Values::Many);
}
