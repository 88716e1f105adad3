//! `Field` as a value, outside of a struct.

use conscent_core::{Field, NotFinite, Number};
use serde_json::json;

use crate::types::{Node, Order};

fn each() -> [Field<String>; 4] {
    [Field::Absent, Field::Value("a".to_owned()), Field::Null, Field::Mismatch(Box::new(json!(1)))]
}

#[test]
fn each_kind_decodes_to_its_case() {
    let [_, value, null, mismatch] = each();
    for (json, field) in [(json!("a"), value), (json!(null), null), (json!(1), mismatch)] {
        assert_eq!(serde_json::from_value::<Field<String>>(json).unwrap(), field);
    }
}

#[test]
fn each_predicate_is_true_for_one_case() {
    let answers = each().map(|field| [field.is_absent(), field.is_value(), field.is_null(), field.is_mismatch()]);
    assert_eq!(
        answers,
        [
            [true, false, false, false],
            [false, true, false, false],
            [false, false, true, false],
            [false, false, false, true]
        ]
    );
}

#[test]
fn only_a_value_has_a_value() {
    let text = "a".to_owned();
    assert_eq!(each().map(|field| field.value().cloned()), [None, Some(text.clone()), None, None]);
    assert_eq!(each().map(|mut field| field.value_mut().cloned()), [None, Some(text.clone()), None, None]);
    assert_eq!(each().map(Field::into_value), [None, Some(text), None, None]);
    assert_eq!(each().map(|field| field.mismatch().cloned()), [None, None, None, Some(json!(1))]);
}

#[test]
fn map_changes_values_only() {
    assert_eq!(
        each().map(|field| field.map(|text| text == "a")),
        [Field::Absent, Field::Value(true), Field::Null, Field::Mismatch(Box::new(json!(1)))]
    );
}

#[test]
fn fields_are_made_from_values_and_options() {
    assert_eq!(Field::from(true), Field::Value(true));
    assert_eq!(Field::from(Some(true)), Field::Value(true));
    assert_eq!(Field::<bool>::from(None), Field::Absent);
    assert!(Field::<bool>::default().is_absent());
}

#[test]
fn a_field_encodes_as_the_plain_value() {
    assert_eq!(
        each().map(|field| serde_json::to_value(field).unwrap()),
        [json!(null), json!("a"), json!(null), json!(1)]
    );
}

#[test]
fn take_moves_out_values_only() {
    let taken = each().map(|mut field| (field.take(), field));
    assert_eq!(taken[1], (Some("a".to_owned()), Field::Absent));
    let [absent, _, null, mismatch] = each();
    assert_eq!([&taken[0], &taken[2], &taken[3]], [&(None, absent), &(None, null), &(None, mismatch)]);
}

#[test]
fn fields_are_made_from_ordinary_values() {
    let order = Order::default().with(|order| {
        order.name = "Ada".into();
        order.price = 5.into();
        order.at = "2024-03-04T10:28:47Z".into();
        order.kind = "GIFT".into();
        order.tags = ["a".to_owned()].into();
        order.seconds = 1_700_000_000.into();
        order.millis = "1700000000000".into();
        order.amount = "242.10".into();
        order.node = Node::default().with(|node| node.next = Node::default().into()).into();
    });
    let expected = json!({
        "name": "Ada", "price": 5, "at": "2024-03-04T10:28:47Z", "type": "GIFT", "tags": ["a"],
        "seconds": 1_700_000_000, "millis": "1700000000000", "amount": "242.10", "node": {"next": {}}
    });
    assert_eq!(serde_json::to_value(&order).unwrap(), expected);

    let from = [Field::<Number>::from(-5_i32), (-5_i64).into(), 5_u32.into(), 5_u64.into(), 1.5.try_into().unwrap()];
    assert_eq!(from.map(|field| field.value().and_then(Number::as_f64)), [-5.0, -5.0, 5.0, 5.0, 1.5].map(Some));
    assert_eq!(Field::<Number>::try_from(f64::NAN), Err(NotFinite));
}
