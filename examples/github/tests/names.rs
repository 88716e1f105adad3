//! How a delivery is named by its header and its body.

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
