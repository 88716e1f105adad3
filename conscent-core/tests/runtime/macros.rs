//! The traits that the macros implement in addition to decoding.

use std::collections::HashSet;

use conscent_core::{Event, Field, FieldValue, Number, Object, decode};
use serde_json::json;

use crate::types::{Detail, Envelope, Order, OrderKind, Postcode};

#[test]
fn an_open_enum_converts_like_text() {
    for (text, known) in [("CONTENT", true), ("PAY_PER_USE", true), ("content", false), ("", false)] {
        let kind = OrderKind::from(text);
        assert_eq!((kind.as_str(), kind.is_known()), (text, known));
        assert_eq!(kind.to_string(), text);
        assert_eq!(text.parse(), Ok(kind.clone()));
        assert_eq!(serde_json::to_value(&kind).unwrap(), json!(text));
        assert_eq!(serde_json::from_value::<OrderKind>(json!(text)).unwrap(), kind);
        assert!(HashSet::from([kind.clone()]).contains(&kind));
    }
    assert_eq!(format!("{:>9}", OrderKind::Content), "  CONTENT");
    assert!(serde_json::from_str::<OrderKind>("1").is_err());
}

#[test]
fn a_union_accepts_the_kinds_of_its_variants() {
    let postcode = |json| serde_json::from_str::<Field<Postcode>>(json).unwrap();
    assert_eq!(postcode("110001"), Field::Value(Postcode::Number(110_001.into())));
    assert_eq!(postcode(r#""110001""#), Field::Value(Postcode::Text("110001".to_owned())));
    assert!(postcode("true").is_mismatch() && postcode("[]").is_mismatch() && postcode("{}").is_mismatch());
    assert!(postcode("null").is_null());

    let detail = |json| serde_json::from_str::<Field<Detail>>(json).unwrap();
    assert_eq!(detail("true"), Field::Value(Detail::Bool(true)));
    assert_eq!(detail("[1]"), Field::Value(Detail::List(vec![1.into()])));
    assert!(matches!(detail("{}"), Field::Value(Detail::Object(_))));
    assert_eq!(detail(r#"[1,"x"]"#), Field::Mismatch(Box::new(json!([1, "x"]))));
    assert!(detail("1").is_mismatch() && detail(r#""x""#).is_mismatch());
}

#[test]
fn a_generic_object_works_for_any_payload() {
    fn payload<P: Object + Clone>(body: &[u8]) -> P {
        decode::<Envelope<P>>(body).unwrap().payload.into_value().unwrap()
    }
    let order: Order = payload(br#"{"event":"e","payload":{"name":"x"},"new":1}"#);
    assert_eq!(order.name.value().map(String::as_str), Some("x"));
}

#[test]
fn the_name_of_a_type_is_not_that_of_its_event() {
    assert_eq!((Order::TYPE, Order::NAME, Order::API.name), ("Order", "order.paid", "v2"));
    assert_eq!(Order::expected(), "object");
}

#[test]
fn an_object_can_be_built_and_changed() {
    let mut order = Order { price: Number::from(5).into(), kind: OrderKind::Content.into(), ..Order::default() };
    order.extra_mut().insert("new".to_owned(), json!(1));
    assert_eq!(serde_json::to_value(&order).unwrap(), json!({"price": 5, "type": "CONTENT", "new": 1}));
    order.price = Field::Absent;
    order.extra_mut().clear();
    assert_eq!(serde_json::to_string(&order).unwrap(), r#"{"type":"CONTENT"}"#);
}
