//! Texts that are not payloads, one row after another.

use crate::built::Built;
use crate::document::{BlockKind, Hidden, ScopeKind};
use crate::site::{Ignore, Site};
use conscent_codegen::Location;
use conscent_codegen::interface::Naming;
use conscent_codegen::samples::EnvelopeHint;
use std::collections::BTreeMap;

const ANSWER: &str = r#"{"received": true}"#;
const NAMED: &str = r#"{"event": "order.paid", "payload": {"id": 1}}"#;

/// A site with deliveries that name their events in the body, and others.
fn site() -> Site {
    let naming = Naming { header: None, pointer: Some("/event".into()) };
    let envelope = EnvelopeHint { naming, payload: Some("/payload".into()), ..EnvelopeHint::default() };
    let envelopes = BTreeMap::from([("v2".to_owned(), envelope)]);
    Site { envelopes, flat: Some("v1".into()), ..Site::default() }
}

#[track_caller]
fn assert_events(built: &Built, expected: &[&str]) {
    assert_eq!(built.events(&site()), expected, "{built:?}");
}

fn event() -> Built {
    Built::new().section(2, "order_paid")
}

#[test]
fn labels_of_answers() {
    for label in [
        "Response",
        "Responses",
        "Example response",
        "Response body",
        "200 OK",
        "200",
        "4XX",
        "Your reply",
        "Acknowledgement",
        "Expected response from your server",
    ] {
        assert_events(&event().section(3, label).code(ANSWER), &["response"]);
        assert_events(&event().tab(ScopeKind::Tab, label, ANSWER), &["response"]);
        // Evidence in the body is stronger than a label.
        assert_events(&event().section(3, label).code(NAMED), &["order.paid"]);
    }
    for label in ["Return created", "response.created", "Order responses", "Request", "Example"] {
        assert_ne!(Built::new().section(2, label).code(ANSWER).events(&site()), ["response"], "{label}");
    }
    // A label around an event applies to more than this text.
    assert_events(&Built::new().section(1, "Responses").section(2, "order.paid").code(ANSWER), &["order.paid"]);
    assert_events(&event().open(ScopeKind::Responses, "").code(NAMED).close(), &["response"]);
}

#[test]
fn lines_that_lead_to_an_answer() {
    for line in [
        "Answer with:",
        "Your endpoint should return:",
        "Respond with 200 and:",
        "Response:",
        "Example response:",
        "The server replies with:",
        "**Response**",
        "Return the following object.",
        "HTTP/1.1 200 OK",
        "It is sent once. You must answer:",
        "The status code is 200, and the body:",
    ] {
        assert_events(&event().prose(line).code(ANSWER), &["response"]);
        assert_events(&event().open(ScopeKind::Quote, "").prose(line).close().code(ANSWER), &["response"]);
        assert_events(&event().prose(line).prose("Copy").code(ANSWER), &["response"]);
        // It introduces the first text only.
        assert_events(&event().prose(line).code(ANSWER).code(ANSWER), &["response", "order_paid"]);
    }
    for line in [
        "A delivery looks like this:",
        "Sent when a customer returns an item:",
        "Sent in response to an order:",
        "Your server must answer within 5 seconds.",
        "Set an endpoint. It must return a 200 status code.",
        "Return created:",
        "It is sent with a signature:",
    ] {
        assert_events(&event().prose(line).code(ANSWER), &["order_paid"]);
    }
    assert_events(&event().prose(&format!("Answer `{ANSWER}`.")), &["response"]);
    assert_events(&event().prose(&format!("It gets {NAMED} and answers {ANSWER}")), &["order.paid", "response"]);
}

#[test]
fn messages_of_http() {
    assert_events(
        &event().code(&format!("HTTP/1.1 200 OK\nContent-Type: application/json\n\n{ANSWER}")),
        &["response"],
    );
    assert_events(
        &event().code(&format!("POST /hook HTTP/1.1\n\n{NAMED}\n\nHTTP/1.1 200 OK\n\n{NAMED}")),
        &["order.paid", "response"],
    );
    let section = || Built::new().section(2, "Send an order");
    for line in [
        "curl -X POST https://shop.test/orders -d '",
        "$ curl https://shop.test -d '",
        "POST /v1/orders\n\n",
        "PUT https://shop.test/orders\n",
    ] {
        assert_events(&section().code(&format!("{line}{ANSWER}")), &["request"]);
        assert_events(&section().code(&format!("{line}{NAMED}")), &["order.paid"]);
        assert_events(&event().code(&format!("{line}{ANSWER}")), &["order_paid"]);
    }
    // Above the code, it has the same meaning.
    assert_events(&section().prose("`POST /orders`").code(ANSWER), &["request"]);
    assert_events(&section().prose("POST /orders").code(NAMED), &["order.paid"]);
    assert_events(&event().prose("`POST /orders`").code(ANSWER), &["order_paid"]);
    assert_events(&section().prose("`POST /your-endpoint`").code(ANSWER), &["send_an_order"]);
    // A form field is a request, even if it names an event.
    let field = "curl https://shop.test/orders --data-urlencode 'types=";
    assert_events(&section().code(&format!("{field}{NAMED}")), &["request"]);
    assert_events(&event().code(&format!("{field}{ANSWER}")), &["request"]);
    let field = "curl https://shop.test/webhook --data-urlencode 'payload=";
    assert_events(&event().code(&format!("{field}{NAMED}")), &["order.paid"]);
    for line in ["POST /your-url HTTP/1.1\n\n", "curl https://shop.test/webhook -d '"] {
        assert_events(&section().code(&format!("{line}{ANSWER}")), &["send_an_order"]);
    }
    for line in ["const body = ", "Post an order: ", "delete the order "] {
        assert_events(&section().code(&format!("{line}{ANSWER}")), &["send_an_order"]);
    }
}

#[test]
fn codes_of_http_below_answers() {
    let answers = "Responses\nCode\tDescription\n200\nOK\nMedia type\nIt controls the header Accept.\nExample Value";
    assert_events(&event().prose(answers).code(ANSWER), &["response"]);
    let page = event().prose(&format!("{answers}\n\norder_void\nIt is void.")).code(ANSWER);
    assert_events(&page, &["order_paid"]);
    assert_events(&event().prose("Up to\n200\nof them are in one.").code(ANSWER), &["order_paid"]);
}

#[test]
fn headers() {
    assert_events(&event().code(r#"{"Content-Type": "application/json", "X-Signature": "a"}"#), &["request"]);
    assert_events(&event().code(r#"{"Type": "a", "Id": "b"}"#), &["order_paid"]);
}

#[test]
fn examples_of_operations() {
    let page = |body: &str| Built::new().open(ScopeKind::Example, "POST /orders").code(body);
    assert_events(&page(ANSWER), &["request"]);
    assert_events(&page(NAMED), &["order.paid"]);
}

#[test]
fn schemas_and_descriptions() {
    for schema in [
        r#"{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "order"}"#,
        r#"{"type": "object", "properties": {"id": {"type": "number"}, "user": {"$ref": "user"}}}"#,
    ] {
        assert_events(&event().code(schema), &["schema"]);
    }
    for body in [
        r#"{"type": "object", "properties": {"plan": "free"}}"#,
        r#"{"type": "track", "properties": {"id": {"type": 1}}}"#,
    ] {
        assert_events(&event().code(body), &["order_paid"]);
    }
    assert_events(&event().code(r#"{"openapi": "3.1.0", "info": {"title": "a"}, "paths": {}}"#), &["document"]);
}

#[test]
fn bodies_of_another_api() {
    assert_events(
        &Built::new().section(2, "Events").code(NAMED).section(2, "Retry limits").code(r#"{"retries": 3}"#),
        &["order.paid", "other-api"],
    );
    // It has the place of the name, so it may be a payload, and asks.
    assert_events(&Built::new().code(NAMED).code(r#"{"event": null, "payload": {}}"#), &["order.paid", "asks"]);
}

#[test]
fn what_nobody_sees_is_hidden_or_a_copy() {
    let hidden =
        |text: &str| Built::new().block(text, BlockKind::Hidden(Hidden::Comment)).section(2, "order.paid").code(NAMED);
    assert_events(&hidden(r#"{"event": "order.secret", "payload": {}}"#), &["hidden", "order.paid"]);
    assert_events(&hidden(r#"{"event":"order.paid","payload":{"id":1}}"#), &["same", "order.paid"]);
}

#[test]
fn a_hint_ignores_what_it_fits() {
    let nothing =
        Ignore { page: None, heading: None, keys: Vec::new(), reason: None, location: Location::file("hints.toml") };
    let page = |hint: &Ignore| {
        let built = Built::new()
            .section(2, "Order paid")
            .code(r#"{"ok": true, "id": 1}"#)
            .prose("**Limits**")
            .code(r#"{"ok": "...", "id": 2,}"#);
        built.events(&Site { ignore: vec![hint.clone()], ..site() })
    };
    let by = |key: &str| Ignore { keys: vec![key.into()], ..nothing.clone() };
    assert_eq!(page(&by("id")), ["ignored", "ignored"]);
    assert_eq!(page(&by("it")), ["order_paid", "shortened"]);
    assert_eq!(page(&Ignore { keys: vec!["id".into(), "it".into()], ..nothing.clone() }), ["order_paid", "shortened"]);
    for heading in ["Order paid", "order paid"] {
        assert_eq!(page(&Ignore { heading: Some(heading.into()), ..nothing.clone() }), ["ignored", "ignored"]);
    }
    assert_eq!(page(&Ignore { heading: Some("Limits".into()), ..nothing.clone() }), ["order_paid", "ignored"]);
    for (of, fits) in [("page", true), ("docs/page", true), ("other/page", false), ("age", false), ("docs", false)] {
        let expected = if fits { ["ignored", "ignored"] } else { ["order_paid", "shortened"] };
        assert_eq!(page(&Ignore { page: Some(of.into()), ..by("id") }), expected, "{of}");
    }
}
