//! Changed copies of documented payloads.

use conscent_core::{Api, ChangeError, Fidelity, Naming, Sample, TypedSample};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::text;
use crate::types::{Envelope, Order};

const TEXT: &str = r#"{"event":"order.paid","payload":{"price":5,"tags":["a"],"a/b~c":"x"}}"#;
static API: Api = Api {
    naming: Naming { header: None, pointer: Some("/event") },
    payload: Some("/payload"),
    ..Api::new("v2", &["order.paid"], |_, _| Ok(Vec::new()))
};
static SAMPLE: Sample = Sample::new(&API, ["order.paid", "a", "", ""], Fidelity::Verbatim, TEXT);

#[test]
fn a_typed_sample_gives_the_decoded_body() {
    let sample = TypedSample::<Envelope<Order>>::new(&SAMPLE);
    let envelope = sample.with("/payload/price", "free").unwrap();
    assert!(envelope.payload.value().unwrap().price.is_mismatch());
    assert_eq!(sample.decode().unwrap().payload.value().unwrap().price, 5.into());
    let error = sample.with("", 1).unwrap_err();
    assert!(
        matches!(error, ChangeError::Undecodable(_))
            && error.to_string().starts_with("body: expected a JSON object, found a number")
    );
}

#[test]
fn a_pointer_names_a_value_or_the_next_one() {
    for (pointer, value, payload) in [
        ("/payload/price", json!(7), json!({"price": 7, "tags": ["a"], "a/b~c": "x"})),
        ("/payload/new", json!([]), json!({"price": 5, "tags": ["a"], "a/b~c": "x", "new": []})),
        ("/payload/a~1b~0c", json!("y"), json!({"price": 5, "tags": ["a"], "a/b~c": "y"})),
        ("/payload/tags/0", json!("b"), json!({"price": 5, "tags": ["b"], "a/b~c": "x"})),
        ("/payload/tags/1", json!("b"), json!({"price": 5, "tags": ["a", "b"], "a/b~c": "x"})),
        ("/payload/tags/-", json!("b"), json!({"price": 5, "tags": ["a", "b"], "a/b~c": "x"})),
        ("/payload", json!(null), json!(null)),
    ] {
        let changed = SAMPLE.with(pointer, value).unwrap();
        assert_eq!(changed.body()["payload"], payload, "{pointer}");
        assert_eq!(changed.to_string().parse::<Value>().unwrap(), *changed.body());
        assert_eq!(changed.sample(), &SAMPLE);
    }
    let twice = SAMPLE.with("/payload/tags/-", "b").unwrap().with("/payload/tags/-", "c").unwrap();
    assert_eq!(twice.body()["payload"]["tags"], json!(["a", "b", "c"]));
}

#[test]
fn an_error_says_which_part_does_not_exist() {
    for (pointer, says) in [
        ("/payload/prise/x", r#"/payload/prise/x: /payload has no key "prise""#),
        ("/pay/x", r#"/pay/x: the body has no key "pay""#),
        ("/payload/price/x~1y", r#"/payload/price/x~1y: /payload/price is a number, which cannot contain "x/y""#),
        (
            "/payload/tags/2",
            r#"/payload/tags/2: /payload/tags is a list of length 1: "2" is neither an index of it nor the next one"#,
        ),
        (
            "/payload/tags/-/x",
            r#"/payload/tags/-/x: /payload/tags is a list of length 1: "-" is neither an index of it nor the next one"#,
        ),
        (
            "/payload/tags/01",
            r#"/payload/tags/01: /payload/tags is a list of length 1: "01" is neither an index of it nor the next one"#,
        ),
        (
            "payload",
            r#""payload" is not a JSON pointer: a JSON pointer starts with `/`, and holds `~` only as `~0` or `~1`"#,
        ),
        ("/a~2", r#""/a~2" is not a JSON pointer: a JSON pointer starts with `/`, and holds `~` only as `~0` or `~1`"#),
    ] {
        assert_eq!(SAMPLE.with(pointer, 1).unwrap_err().to_string(), says);
    }
}

proptest! {
    /// `serde_json` itself finds the value at the pointer.
    #[test]
    fn a_value_put_at_a_pointer_is_found_there(keys in prop::collection::vec("[a-c~/0]{0,2}", 1..4), value in text::json()) {
        let Ok(value) = value.parse::<Value>() else { return Ok(()) };
        let mut changed = SAMPLE.with("", json!({})).unwrap();
        let mut pointer = String::new();
        for key in keys {
            pointer.extend(["/", &key.replace('~', "~0").replace('/', "~1")]);
            changed = changed.with(&pointer, json!({})).unwrap();
        }
        let changed = changed.with(&pointer, value.clone()).unwrap();
        prop_assert_eq!(changed.body().pointer(&pointer), Some(&value));
    }
}
