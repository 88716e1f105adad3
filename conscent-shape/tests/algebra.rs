//! The laws of `Shape`: merging is a commutative monoid, and the shape of a stream is the merge of its documents' shapes.

use conscent_shape::{self as shape, Fields, Group, KindSet, Options, Shape, Tag, Tags, Values};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::sync::Arc;

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

/// An object as its keys and values, in order. A key may repeat.
type Entries = Vec<(String, Value)>;

/// An object whose keys may be tags: with codes, other strings and other values, sometimes with more than [`Tags::KEYS`]
/// keys, and sometimes with a key twice.
fn tagged() -> impl Strategy<Value = Entries> {
    let code = select(vec!["card", "Card", "wallet", "bank-transfer"]).prop_map(Value::from);
    let value = prop_oneof![
        20 => code,
        1 => Just(Value::Null),
        1 => Just(json!("")),
        1 => Just(json!("free text")),
        1 => Just(json!(7)),
    ];
    let other = prop_oneof![
        4 => "[a-z]{1,2}".prop_map(Value::from),
        4 => any::<u8>().prop_map(Value::from),
        1 => select(vec![json!("free text"), json!("x".repeat(33)), json!("x".repeat(65)), json!([]), json!({"type": "a"}), json!(true)]),
    ];
    let tag =
        (select(vec!["type", "kind", "op", "entityType"]), value).prop_map(|(key, value)| (key.to_owned(), value));
    let field = ("[ab]{1,2}|number[a-r]", other).prop_map(|(key, value)| (key, value));
    (vec(tag, 0..4), vec(field, 0..6), 0..8_usize).prop_map(|(tags, fields, unique)| {
        let mut keys = BTreeSet::new();
        // One of eight objects may repeat a key.
        tags.into_iter().chain(fields).filter(|(key, _)| keys.insert(key.clone()) || unique == 0).collect()
    })
}

fn text_of(entries: &Entries) -> String {
    let entries: Vec<_> = entries.iter().map(|(key, value)| format!("{}:{value}", json!(key))).collect();
    format!("{{{}}}", entries.join(","))
}

/// Whether a string of [`tagged`] may be the value of a tag.
fn is_code(text: &str) -> bool {
    (1..=Tags::LENGTH).contains(&text.len()) && !text.contains(' ')
}

/// The tags of objects, by the definition of [`Tags`].
fn tags_of(objects: &[Entries]) -> Tags {
    let is_conventional = |key: &str| ["type", "kind", "entityType"].contains(&key);
    let keys: BTreeSet<&str> = objects.iter().flatten().map(|(key, _)| key.as_str()).collect();
    let mut keys: Vec<_> = keys.into_iter().map(|key| (!is_conventional(key), key.len(), key)).collect();
    keys.sort_unstable();
    let tag = |tag: &str| {
        let mut groups = BTreeMap::<String, Group>::new();
        for entries in objects {
            let values: Vec<_> = entries.iter().filter(|(key, _)| key == tag).map(|(_, value)| value).collect();
            let text = match values[..] {
                [Value::String(text)] if text.len() > Values::LENGTH => return Tag::Dropped,
                [Value::String(text)] if is_code(text) => text,
                [] | [_] => continue,
                _ => return Tag::Dropped,
            };
            let group = groups.entry(text.clone()).or_default();
            group.count += 1;
            for key in entries.iter().map(|(key, _)| key).collect::<BTreeSet<_>>() {
                group.keys.entry(key.clone()).or_default().seen += 1;
            }
            for (key, value) in entries {
                let presence = group.keys.get_mut(key).unwrap();
                presence.kinds = presence.kinds.union(KindSet::of(&infer(value)));
            }
        }
        let groups: BTreeMap<_, _> = groups.into_iter().map(|(text, group)| (text, Arc::new(group))).collect();
        if groups.len() > Tags::VALUES { Tag::Dropped } else { Tag::Groups(groups) }
    };
    Tags(keys.into_iter().take(Tags::KEYS).map(|(_, _, key)| (key.to_owned(), tag(key))).collect())
}

proptest! {
    #[test]
    fn tags_are_as_defined_in_any_order_and_any_parts(
        (objects, shuffled) in vec(tagged(), 0..80).prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        parts in 1..9_usize,
    ) {
        let expected = tags_of(&objects);
        let lines = |objects: &[Entries]| objects.iter().map(|entries| text_of(entries) + "\n").collect::<String>();
        let stream = |objects: &[Entries]| shape::stream(lines(objects).as_bytes(), &Options::default()).unwrap();
        let all = stream(&objects);
        prop_assert_eq!(&all.object.tags, &expected);
        prop_assert_eq!(&merged(shuffled.chunks(parts).map(stream)), &all);
        prop_assert_eq!(merged(shuffled.iter().map(|entries| shape::infer(text_of(entries).as_bytes()).unwrap())), all);
    }

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

fn letter(number: usize) -> String {
    ('a'..='z').nth(number).unwrap().to_string()
}

#[test]
fn a_key_with_too_many_codes_is_not_a_tag() {
    let objects = |strings: std::ops::Range<usize>| {
        let name = |number: usize| letter(number % 26) + &"x".repeat(number / 26);
        merged(strings.map(|number| infer(&json!({ "type": name(number) }))))
    };
    let tag = |shape: &Shape| shape.object.tags.0["type"].clone();
    assert!(matches!(tag(&objects(0..Tags::VALUES)), Tag::Groups(groups) if groups.len() == Tags::VALUES));
    assert_eq!(tag(&objects(0..Tags::VALUES + 1)), Tag::Dropped);
    assert_eq!(tag(&merged([objects(0..20), objects(20..Tags::VALUES + 1)])), Tag::Dropped);
}

#[test]
fn a_key_with_more_strings_than_are_kept_is_not_a_tag() {
    let lines = |numbers: std::ops::Range<usize>| -> String {
        numbers.map(|number| json!({ "type": format!("text {number}") }).to_string() + "\n").collect()
    };
    let stream = |lines: &str| shape::stream(lines.as_bytes(), &Options::default()).unwrap();
    let few = stream(&lines(0..Values::BOUND));
    assert_eq!(few.object.tags.0["type"], Tag::Groups(BTreeMap::new()));
    let many = stream(&lines(0..Values::BOUND + 1));
    assert_eq!(many.object.tags.0["type"], Tag::Dropped);
    assert_eq!(merged([few, stream(&lines(Values::BOUND..Values::BOUND + 1))]), many);
}

#[test]
fn a_tag_whose_groups_have_too_many_keys_is_dropped() {
    // Each type has 300 keys of its own.
    let object = |kind: usize| {
        let fields = (0..300).map(|key| (format!("{kind}/{key}"), json!(1)));
        let name = letter(kind);
        Value::Object(fields.chain([("type".to_owned(), json!(name))]).collect())
    };
    let one = infer(&object(0));
    assert!(matches!(&one.object.tags.0["type"], Tag::Groups(groups) if groups["a"].keys.len() == 301));
    let same_keys = |kind: usize| {
        let mut object = object(0);
        object["type"] = json!(letter(kind));
        object
    };
    let all: Vec<_> = (0..14).map(same_keys).collect();
    let lines: String = all.iter().map(|object| object.to_string() + "\n").collect();
    let dropped = merged(all.iter().map(infer));
    assert_eq!(dropped.object.tags.0["type"], Tag::Dropped, "14 x 301 > 4096");
    assert_eq!(shape::stream(lines.as_bytes(), &Options::default()).unwrap(), dropped);
}
