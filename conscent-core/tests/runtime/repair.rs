//! Bodies that are JSON but contain values that `serde_json` cannot represent.

use std::collections::HashSet;

use conscent_core::{DecodeError, DriftKind, Payload, decode, unrepresentable};
use proptest::prelude::*;
use serde_json::Value;

use crate::text;
use crate::types::{Envelope, Node, Order, OrderEvent, OrderPages};

/// A JSON value as it arrives, and as it is decoded.
type Pair = (String, String);

/// A text or a number that cannot be represented, among others that can.
fn scalar() -> impl Strategy<Value = Pair> {
    let flawed = prop_oneof![
        text_between(r"\ud83d", r"\ufffd"),
        text_between(r"\uDE00", r"\ufffd"),
        text_between(r"\ud83d\ud83d\ude00\ud83d", r"\ufffd\ud83d\ude00\ufffd"),
        text_between(r"\ude00\ud83d", r"\ufffd\ufffd"),
        text_between(r"\ud83d\\ude00", r"\ufffd\\ude00"),
        text_between(r"\u0041\ud83d", r"\u0041\ufffd"),
        number("1e400"),
        number("-1.5E+999"),
        number(&"9".repeat(400)),
    ];
    let fine = prop_oneof![
        text_between(r"\ud83d\ude00", r"\ud83d\ude00"),
        text_between(r"\\ud83d", r"\\ud83d"),
        text::json().prop_map(|text| (text.clone(), text)),
        Just(("1e300".to_owned(), "1e300".to_owned())),
    ];
    prop_oneof![flawed, fine]
}

fn text_between(flaw: &'static str, repaired: &'static str) -> BoxedStrategy<Pair> {
    ("[a-c é]{0,3}", r#"(\\\\|\\"|\\n|[}\]:,]){0,3}"#)
        .prop_map(move |(before, after)| {
            (format!(r#""{before}{flaw}{after}""#), format!(r#""{before}{repaired}{after}""#))
        })
        .boxed()
}

fn number(text: &str) -> BoxedStrategy<Pair> {
    let quoted = if text::arbitrary_precision() { text.to_owned() } else { format!("\"{text}\"") };
    Just((text.to_owned(), quoted)).boxed()
}

fn key() -> impl Strategy<Value = Pair> {
    let known =
        ["name", "next", "all", "byName", "tags", "labels", "price", "payload", "node", "detail", "at", "extra"];
    let known = prop::sample::select(known.to_vec()).prop_map(|key| (format!("\"{key}\""), format!("\"{key}\"")));
    let flawed = prop_oneof![
        text_between(r"\ud83d", r"\\ud83d"),
        text_between(r"\ude00", r"\\ude00"),
        text_between(r"\ud83d\ude00", r"\ud83d\ude00"),
    ];
    prop_oneof![2 => known, 1 => flawed]
}

fn object(repeats_keys: bool) -> impl Strategy<Value = Pair> {
    let value = scalar().prop_recursive(4, 40, 6, move |inner| {
        let list = prop::collection::vec(inner.clone(), 0..5).prop_map(|items| join(items, "[", "]"));
        prop_oneof![list, entries(inner, repeats_keys)]
    });
    entries(value, repeats_keys)
}

fn entries(value: impl Strategy<Value = Pair>, repeats_keys: bool) -> impl Strategy<Value = Pair> {
    prop::collection::vec((key(), value), 0..6).prop_map(move |mut entries| {
        if !repeats_keys {
            let mut keys = HashSet::new();
            entries.retain(|(key, _)| keys.insert(key.clone()));
        }
        let entry = |(key, value): (Pair, Pair)| (format!("{}: {}", key.0, value.0), format!("{}: {}", key.1, value.1));
        join(entries.into_iter().map(entry).collect(), "{", "}")
    })
}

fn join(parts: Vec<Pair>, open: &str, close: &str) -> Pair {
    let (arrived, decoded): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
    (format!("{open}{}{close}", arrived.join(" ,\n")), format!("{open}{}{close}", decoded.join(",")))
}

fn check<T: Payload + PartialEq>(arrived: &str, decoded: &str) {
    assert_eq!(decode::<T>(arrived.as_bytes()).unwrap(), decode::<T>(decoded.as_bytes()).unwrap());
}

proptest! {
    #[test]
    fn everything_else_decodes_as_it_is((arrived, decoded) in object(true)) {
        check::<Order>(&arrived, &decoded);
        check::<Node>(&arrived, &decoded);
        check::<Envelope<OrderPages>>(&arrived, &decoded);
        check::<OrderPages>(&arrived, &decoded);
        if !text::has_private_key(&arrived) {
            let is_fine = serde_json::from_str::<Value>(&arrived).is_ok();
            prop_assert_eq!(unrepresentable(arrived.as_bytes()).is_empty(), is_fine);
        }
    }

    #[test]
    fn pointers_of_drift_exist_in_the_body((arrived, decoded) in object(false)) {
        if let Ok(value) = decoded.parse::<Value>() {
            for place in unrepresentable(arrived.as_bytes()) {
                prop_assert!(value.pointer(&place.pointer).is_some(), "{}", place);
            }
        }
    }

    /// A body that is cut off anywhere is rejected at its end.
    #[test]
    fn a_truncated_body_is_rejected_at_its_end((arrived, _) in object(true), cut in any::<prop::sample::Index>()) {
        let end = cut.index(arrived.len());
        let Some(start) = arrived.get(..end) else { return Ok(()) };
        let Err(DecodeError::NotJson { line, column, .. }) = decode::<Order>(start.as_bytes()) else {
            panic!("it is complete: {start}");
        };
        let last = start.split('\n').next_back().unwrap_or_default();
        prop_assert_eq!((line, column), (start.split('\n').count(), last.len()), "{}", start);
    }
}

#[test]
fn drift_lists_replaced_values() {
    let body =
        br#"{"event":"order.paid","payload":{"name":"cut \ud83d","grid":[[1,1e400]],"x/\ude00":"\ud83d\ud83d"}}"#;
    let drift = OrderEvent::drift_of("order.paid", body).unwrap();
    let places: Vec<&str> =
        drift.iter().filter(|one| one.kind == DriftKind::Unrepresentable).map(|one| one.pointer.as_str()).collect();
    if text::arbitrary_precision() {
        assert_eq!(places, ["/payload/name", "/payload/x~1\\ude00"]);
    } else {
        assert_eq!(places, ["/payload/name", "/payload/grid/0/1", "/payload/x~1\\ude00"]);
        let grid = "/payload/grid: a list arrived where the samples have a list of lists of numbers";
        assert!(drift.iter().any(|one| one.to_string() == grid));
    }
    let says = "/payload/name: a lone surrogate, or a number too large for an f64, was replaced here";
    assert!(drift.iter().any(|one| one.to_string() == says));
    assert!(OrderEvent::drift_of("order.paid", br#"{"event":"\ud83d\ude00"}"#).unwrap().is_empty());
}

#[test]
fn different_keys_stay_different() {
    let node: Node = decode(br#"{"\ud800":1,"\udbff":2,"\ud800":3}"#).unwrap();
    assert_eq!(serde_json::to_value(&node).unwrap(), serde_json::json!({"\\ud800": 3, "\\udbff": 2}));
}

#[test]
fn what_is_not_json_stays_an_error() {
    for body in [
        r#"{"a":"\ud83d","b":01e400}"#,
        r#"{"a":"\ud83d","b":1.e400}"#,
        r#"{"a":1e400,"b":+1e400}"#,
        r#"{"a":1e400,"b":1e400x}"#,
        r#"{"a":"\ud83d\ud8"}"#,
        r#"{"a":"\ud83d\x"}"#,
        r#"{"a":"\ud83d","\ud83d\ud83d":1 2}"#,
        "{\"a\":\"\\ud83d\",\n\"\\ud83d\": 1e400,\n \"c\": 1e400 2}",
    ] {
        let twin = body.replace("ud83d", "u0041").replace("1e400", "1e100");
        assert_eq!(
            decode::<Order>(body.as_bytes()).unwrap_err(),
            decode::<Order>(twin.as_bytes()).unwrap_err(),
            "{body}"
        );
    }
    assert!(decode::<Order>(b"{\"a\":\"\\ud83d\xff\"}").is_err());
    assert!(matches!(decode::<Order>(br#"["\ud83d"]"#), Err(DecodeError::NotAnObject { .. })));
    let deep = format!(r#"{{"a":"\ud83d","b":{}"#, r#"["\ud83d","#.repeat(100_000));
    assert!(matches!(decode::<Order>(deep.as_bytes()), Err(DecodeError::TooDeep { .. })));
}

#[test]
fn a_hostile_body_costs_little() {
    let body = format!(r#"{{"{}":[{}0]}}"#, "k".repeat(500_000), r#""\ud83d","#.repeat(50_000));
    assert_eq!(unrepresentable(body.as_bytes()).len(), 64);
    assert!(decode::<Order>(body.as_bytes()).is_ok());
}
