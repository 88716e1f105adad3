//! The name of a delivery, from its header and its body.

use conscent::{Delivery, ParseError};
use github_example::webhooks::github::API;
use http::HeaderMap;

fn delivery(event: &str, body: &'static str) -> Result<Delivery, ParseError> {
    let headers: HeaderMap = [("x-github-event".parse().unwrap(), event.parse().unwrap())].into_iter().collect();
    Delivery::new(&API, body.into(), &headers)
}

#[test]
fn the_header_and_the_body_make_the_name() {
    for (event, body, name) in [
        ("pull_request", r#"{"action": "opened"}"#, "pull_request.opened"),
        ("push", r#"{"ref": "refs/heads/main"}"#, "push"),
        ("push", r#"{"action": ""}"#, "push"),
        ("push", r#"{"action": 5}"#, "push"),
        ("push", r#"{"action": "a", "action": "b"}"#, "push.b"),
    ] {
        assert_eq!(delivery(event, body).unwrap().event(), name, "{body}");
    }
    assert!(delivery("", r#"{"action": "opened"}"#).is_err());
}

#[test]
fn a_body_that_cannot_be_read_does_not_hide_the_header() {
    for body in ["", "no JSON", "[]", r#"{"action": "opened""#] {
        let delivery = delivery("push", body).unwrap();
        assert!(delivery.event().starts_with("push") && delivery.drift().is_err(), "{body}");
    }
}

#[test]
fn a_delivery_that_is_sent_again_has_the_same_key() {
    let key = |event: &str, id: &str| {
        let headers = [("x-github-event", event), ("x-github-delivery", id)];
        let headers = headers.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        Delivery::new(&API, "{}".into(), &headers.into_iter().collect()).unwrap().dedupe_key()
    };
    let first = key("push", "72d3162e-cc78-11e3-81ab-4c9367dc0958");
    assert!(first.starts_with("id:72d3162e-cc78-11e3-81ab-4c9367dc0958:push:"), "{first}");
    assert_eq!(first, key("push", "72d3162e-cc78-11e3-81ab-4c9367dc0958"));
    assert_ne!(first, key("push", "72d3162e-cc78-11e3-81ab-4c9367dc0959"));
    // GitHub does not sign the name of the event.
    assert_ne!(first, key("ping", "72d3162e-cc78-11e3-81ab-4c9367dc0958"));
}
