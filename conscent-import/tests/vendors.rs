//! Pages of vendors that name their events in other places than Conscent.ai.

use conscent_import::{Site, page};
use std::path::Path;
use test_support::folder;

/// `api/event` of each payload, and why the others are left out.
fn events(hints: &str, api: Option<&str>, page: &str) -> Vec<String> {
    let site = Site::read(folder(&[("hints.toml", hints)]).path(), &Site::default()).unwrap().of_api(api).unwrap();
    let page = page::parse(Path::new("p.md"), page, &site);
    let taken = page.taken.iter().map(|one| format!("{}/{}", one.api, one.event));
    taken.chain(page.left_out.iter().map(ToString::to_string)).collect()
}

#[test]
fn a_body_names_its_event_where_the_hints_say() {
    let shop = "[envelope.shop]\nevent = \"/meta/name\"\npayload = \"/data/object\"\n";
    assert_eq!(events(shop, None, r#"{"meta": {"name": "a:b"}, "data": {"object": {}}}"#), ["shop/a:b"]);
    let flat = "[envelope.g]\nevent = \"object_kind\"\n";
    assert_eq!(events(flat, None, "\u{feff}{\"object_kind\": \"push\", \"id\": 1}"), ["g/push"]);
    let inside = "[envelope.chat]\nevent = \"/event/type\"\npayload = \"event\"\n";
    assert_eq!(events(inside, None, r#"{"event": {"type": "message"}}"#), ["chat/message"]);
    assert_eq!(
        events(inside, Some("chat"), r#"{"event": {}}"#),
        [
            "p.md:1: left out: its event is unknown; the body has no event name under \"/event/type\"; a name must be a non-empty text"
        ]
    );
}

#[test]
fn the_form_of_a_body_chooses_between_apis() {
    let two = "[envelope.a]\nevent = \"type\"\n[envelope.b]\nevent = \"kind\"\npayload = \"data\"\n";
    let page = "{\"type\": \"x\"}\n\n{\"kind\": \"y\", \"data\": {}}";
    assert_eq!(events(two, None, page), ["a/x", "b/y"]);
    assert_eq!(
        events(two, None, r#"{"type": "x", "kind": "y", "data": {}}"#),
        [
            "p.md:1: left out: its api is unknown; it has the form of a and b; give the api with --api NAME, or put a line such as `1. Section` for one of \
          them above the payload"
        ]
    );
    assert_eq!(events(two, Some("b"), r#"{"type": "x", "kind": "y", "data": {}}"#), ["b/y"]);
}

#[test]
fn a_header_on_the_page_names_the_event() {
    let forge = "[envelope.forge]\nheader = \"X-Forge-Event\"\nevent = \"action\"\n";
    let page = "## Opened\n\n```\nPOST / HTTP/1.1\nX-Forge-Event: pull_request\n```\n\n{\"action\": \"opened\"}\n\n## Push\n\n\
                `x-forge-event`: `push`\n\n{\"ref\": \"x\"}\n";
    assert_eq!(events(forge, None, page), ["forge/pull_request.opened", "forge/push"]);
    // Without the header, the heading does.
    let page = "## pull_request\n\n{\"action\": \"opened\"}\n\n## pull_request.closed\n\n{\"action\": \"closed\"}\n\n## Push\n\n{\"ref\": \"x\"}";
    assert_eq!(events(forge, None, page), ["forge/pull_request.opened", "forge/pull_request.closed", "forge/push"]);
    let topic = "[envelope.shop]\nheader = \"X-Topic\"\n";
    assert_eq!(events(topic, None, "X-Topic: orders/create\n\n{\"id\": 1}"), ["shop/orders/create"]);
    assert_eq!(
        events(topic, None, "{\"id\": 1}"),
        ["p.md:1: left out: its event is unknown; neither a line with the header x-topic nor a heading names it; use \
             `--event NAME`, or `--event LINE=NAME` for this payload only, or put a heading above it"]
    );
}

#[test]
fn a_batch_is_a_sample_for_each_delivery() {
    let mail = "[envelope.mail]\nevent = \"event\"\nbatch = true\n";
    let page = "## Events\n\n```json\n[\n  {\"event\": \"open\", \"at\": 1.50},\n  {\"event\": \"click\"}\n]\n```\n\n{\"event\": \"bounce\"}";
    assert_eq!(events(mail, None, page), ["mail/open", "mail/click", "mail/bounce"]);
    let site = Site::read(folder(&[("hints.toml", mail)]).path(), &Site::default()).unwrap();
    let payloads = page::parse(Path::new("p.md"), page, &site).taken;
    assert_eq!(
        (payloads[0].text.as_str(), payloads[0].location.line),
        ("{\"event\": \"open\", \"at\": 1.50}", Some(5))
    );
    let single = events("[envelope.mail]\nevent = \"event\"\n", None, "[{\"event\": \"open\"}]");
    assert!(single[0].starts_with("p.md:1: left out: it is a list of objects, "), "{single:?}");
}

#[test]
fn an_unknown_api_must_come_from_the_user() {
    let body = "## Order Paid\n\n{\"id\": 1}";
    let refused = "p.md:3: left out: its api is unknown; give it with --api NAME; or say in hints.toml in the samples \
                   folder, under `[envelope.NAME]`, where bodies name their event, or under `[site]` which api is `flat`";
    assert_eq!(events("", None, body), [refused]);
    assert_eq!(events("[envelope.shop]\nevent = \"type\"\n", None, body), [refused]);
    assert_eq!(events("", Some("shop"), body), ["shop/order_paid"]);
    assert_eq!(events("[site]\nflat = \"shop\"\n", None, body), ["shop/order_paid"]);
    assert!(Site::default().of_api(Some("../up")).is_err());
}
