//! The order of evidence, one row after another.

use crate::built::Built;
use crate::document::{BlockKind, ScopeKind};
use crate::site::{Answers, Site};
use conscent_codegen::interface::Naming;
use conscent_codegen::samples::EnvelopeHint;
use proptest::prelude::*;
use std::collections::BTreeMap;

const A: &str = r#"{"id": 1, "total": 2}"#;
const B: &str = r#"{"id": 2, "total": 3}"#;

/// A site whose deliveries do not name their events.
fn flat() -> Site {
    Site { flat: Some("v1".into()), ..Site::default() }
}

/// A site whose deliveries name their events in the body.
fn named() -> Site {
    let naming = Naming { header: None, pointer: Some("/event".into()) };
    let envelope = EnvelopeHint { naming, payload: Some("/payload".into()), ..EnvelopeHint::default() };
    Site { envelopes: BTreeMap::from([("v2".to_owned(), envelope)]), ..flat() }
}

fn body(event: &str) -> String {
    format!(r#"{{"event": "{event}", "payload": {{"id": 1}}}}"#)
}

#[track_caller]
fn assert_events(built: &Built, site: &Site, expected: &[&str]) {
    assert_eq!(built.events(site), expected, "{built:?}");
}

#[test]
fn a_person_is_before_everything() {
    let page = Built::new().section(2, "order.paid").code(A).section(2, "Response").code(B);
    assert_events(&page, &flat(), &["order.paid", "response"]);
    let lines = BTreeMap::from([(2, "order.void".to_owned()), (4, "order.held".to_owned())]);
    let site = Site { answers: Answers { lines, ..Answers::default() }, ..flat() };
    assert_events(&page, &site, &["order.void", "order.held"]);
}

#[test]
fn a_general_answer_applies_only_to_unnamed_payloads() {
    let page = Built::new().section(2, "order.paid").code(A).section(2, "Security").code(B);
    assert_events(&page, &flat(), &["order.paid", "asks"]);
    let site = Site { answers: Answers { event: Some("order.void".into()), ..Answers::default() }, ..flat() };
    assert_events(&page, &site, &["order.paid", "order.void"]);
    let known = BTreeMap::from([(B.to_owned(), ("v1".to_owned(), "order.held".to_owned()))]);
    let site = Site { answers: Answers { event: Some("order.void".into()), known, ..Answers::default() }, ..flat() };
    assert_events(&page, &site, &["order.paid", "order.held"]);
}

#[test]
fn the_body_outranks_all_text_of_the_page() {
    let page = Built::new().title("Order Webhook").section(2, "Order created").tab(
        ScopeKind::Code,
        "Full order",
        &body("order.paid"),
    );
    assert_events(&page, &named(), &["order.paid"]);
    let page = Built::new().code(r#"{"event": 1, "payload": {}}"#);
    assert_events(&page, &named(), &["asks"]);
}

#[test]
fn a_heading_that_names_another_event_decides_the_folder() {
    let page = |heading: &str| Built::new().section(2, heading).code(&body("order.paid"));
    assert_events(&page("Order.void"), &named(), &["order.void"]);
    // Names in another spelling, and fields of the body, are not events.
    for heading in ["order-PAID", "Order.paid", "getting_started", "payload.id", "Node.js", "v2.0", "docs.shop.com"] {
        assert_events(&page(heading), &named(), &["order.paid"]);
    }
    // People omit the first words of a long name.
    let long = |heading: &str| Built::new().section(2, heading).code(&body("com.shop.order.paid"));
    for (heading, event) in [("order.paid", "com.shop.order.paid"), ("Order.void", "order.void")] {
        assert_events(&long(heading), &named(), &[event]);
    }
    let shorter = Built::new().section(2, "com.shop.order.paid").code(&body("order.paid"));
    assert_events(&shorter, &named(), &["order.paid"]);
    // Another payload below it has the event that it names.
    let page = page("Order.void").code(&body("order.void"));
    assert_events(&page, &named(), &["order.paid", "order.void"]);
}

#[test]
fn a_message_names_its_event_by_its_header() {
    let message = |event: &str| format!("POST /hook HTTP/1.1\nX-Event: {event}\nX-Event-Id: a\n\n{A}");
    let page = Built::new().section(2, "Order events").code(&message("order.paid")).code(&message("push"));
    assert_events(&page, &flat(), &["order.paid", "push"]);
    let page = Built::new().section(2, "order.held").code(&format!("{}\n{B}", message("order.paid")));
    assert_events(&page, &flat(), &["order.paid", "order.held"]);
    // If the body names its event, the body counts.
    let page = Built::new().code(&format!("POST /hook HTTP/1.1\nX-Event: order.void\n\n{}", body("order.paid")));
    assert_events(&page, &named(), &["order.paid"]);
}

#[test]
fn a_heading_of_several_events_names_none_of_them() {
    let page = Built::new().section(2, "Order events");
    assert_events(&page.code(A), &flat(), &["order_events"]);
    let page = Built::new().section(2, "Orders").section(3, "Order events").code(A).code(B);
    assert_events(&page, &flat(), &["asks", "asks"]);
    let page = Built::new().section(2, "Order notifications").tab(ScopeKind::Tab, "Paid order", A);
    assert_events(&page.tab(ScopeKind::Tab, "Void order", B), &flat(), &["paid_order", "void_order"]);
}

#[test]
fn a_title_of_its_own_is_before_a_heading() {
    let kinds = [ScopeKind::Tab, ScopeKind::Code, ScopeKind::Row, ScopeKind::Item];
    for kind in kinds {
        let page = Built::new().section(2, "order.paid").tab(kind, "order.void", A).tab(kind, "Example 2", B);
        assert_events(&page, &flat(), &["order.void", "order.paid"]);
    }
    // With two payloads in one tab, its title is a heading for both.
    let page = Built::new().open(ScopeKind::Tab, "order.void").code(A).code(B).close();
    assert_events(&page, &flat(), &["order.void", "order.void"]);
    let page =
        Built::new().section(2, "Orders").tab(ScopeKind::Tab, "Order paid", A).tab(ScopeKind::Tab, "Order void", B);
    assert_events(&page, &flat(), &["order_paid", "order_void"]);
    // The first line of an item is usually a sentence.
    let page = Built::new().section(2, "Order paid").tab(ScopeKind::Item, "Create a hook", A);
    assert_events(&page, &flat(), &["order_paid"]);
}

#[test]
fn an_api_description_names_events_as_they_are() {
    let page = Built::new().open(ScopeKind::Example, "newOrder");
    let page = page.open(ScopeKind::Example, "small").code(A).close().open(ScopeKind::Example, "large").code(B).close();
    assert_events(&page, &flat(), &["newOrder", "newOrder"]);
}

#[test]
fn the_innermost_heading_that_is_not_generic_counts() {
    let page = |inner: &str| Built::new().section(2, "Order.paid").section(3, inner).code(A);
    assert_events(&page("order.void"), &flat(), &["order.void"]);
    for generic in
        ["Example", "Security", "Response headers and body", "Copy", "Payload", "Node.js", "v2.0", "Amounts in cents"]
    {
        let events = page(generic).events(&flat());
        assert!(events == ["order.paid"] || events == ["response"], "{generic}: {events:?}");
    }
    let page = Built::new().section(2, "Order created").section(3, "Example").code(A).section(3, "Example 2").code(B);
    assert_events(&page, &flat(), &["order_created", "order_created"]);
}

#[test]
fn words_count_only_if_no_name_looks_like_an_event() {
    let page = Built::new().section(2, "Order paid").code(A).section(2, "Order void").code(B);
    assert_events(&page, &flat(), &["order_paid", "order_void"]);
    let page = Built::new().section(2, "order.paid").code(A).section(2, "Amounts in cents").code(B);
    assert_events(&page, &flat(), &["order.paid", "asks"]);
    let page = Built::new().section(2, "Orders that are paid").prose("**order.paid:** It is paid.").code(A);
    assert_events(&page, &flat(), &["order.paid"]);
}

#[test]
fn a_line_above_is_used_up_by_the_payload_below_it() {
    let page = Built::new()
        .prose("Order.paid: Sent when it is paid.\n\nMany words about it.")
        .code(A)
        .prose("Security:\n\nCheck it.")
        .code(B);
    assert_events(&page, &flat(), &["order.paid", "asks"]);
    let page = Built::new().prose("LOGIN JSON\nCopy").code(A).prose("Security:\n\nCheck the signature.").code(B);
    assert_events(&page, &flat(), &["login", "asks"]);
    // Other words are not evidence.
    assert_events(&Built::new().prose("**Security:** Check the signature.").code(A), &flat(), &["asks"]);
    assert_events(&Built::new().prose("**Amounts:** They are in cents.").code(A), &flat(), &["asks"]);
    // Texts in an earlier section are not above.
    let page = Built::new().section(2, "One").prose("**order.paid**").section(2, "Security").code(A);
    assert_events(&page, &flat(), &["asks"]);
    // A quote is about the text after it.
    let page = Built::new().open(ScopeKind::Quote, "").prose("**order.paid**").close().code(A);
    assert_events(&page, &flat(), &["order.paid"]);
}

#[test]
fn inline_code_is_named_by_its_row_or_itself() {
    let inline = |built: Built, text: &str| built.block(text, BlockKind::Inline);
    let page = inline(Built::new().section(2, "order.paid"), A).code(B);
    assert_events(&page, &flat(), &["asks", "order.paid"]);
    let page = inline(Built::new().section(2, "order.paid").open(ScopeKind::Row, "order.void"), A).close().code(B);
    assert_events(&page, &flat(), &["order.void", "order.paid"]);
    assert_events(&inline(Built::new().section(2, "Events"), &body("order.paid")), &named(), &["order.paid"]);
    // It does not use up a line about a payload.
    let page = inline(Built::new().prose("**order.paid:** It is paid.").open(ScopeKind::Row, "id"), A).close().code(B);
    assert_events(&page, &flat(), &["asks", "order.paid"]);
    // A row may start with a number.
    let row = |cells: &str| Built::new().section(2, "order.paid").open(ScopeKind::Row, "1").prose(cells);
    assert_events(&inline(row("order.void"), A), &flat(), &["order.void"]);
    assert_events(&inline(row("order.void\norder.held"), A), &flat(), &["asks"]);
}

#[test]
fn a_line_above_tabs_is_for_all_of_them() {
    let page = Built::new().prose("**order.paid:** It is paid.").open(ScopeKind::Group, "");
    let page =
        page.tab(ScopeKind::Tab, "Example 1", A).tab(ScopeKind::Tab, "Example 2", B).close().code(r#"{"id": 3}"#);
    assert_events(&page, &flat(), &["order.paid", "order.paid", "asks"]);
}

#[test]
fn a_heading_is_before_a_line() {
    let page = Built::new().section(2, "order.paid").prose("**order.void:** Not this one.").code(A);
    assert_events(&page, &flat(), &["order.paid"]);
    // Below the payload that the heading is about, a line is stronger.
    let page = page.prose("**order.held:** It is held.").code(B);
    assert_events(&page, &flat(), &["order.paid", "order.held"]);
}

#[test]
fn a_heading_of_several_events_asks() {
    for heading in ["order.paid, order.void", "`order.paid` / `order.void`", "order.paid and order.void"] {
        let page = Built::new().section(2, "order.all").section(3, heading).code(A);
        assert_events(&page, &flat(), &["asks"]);
        assert_events(&Built::new().section(2, heading).code(&body("order.paid")), &named(), &["order.paid"]);
    }
}

#[test]
fn files_and_hosts_are_not_words_of_a_name() {
    for title in ["app.js", "text/plain.md", "docs.shop.com", "Version 2", "Step 1: Create it", "v2.0 of it"] {
        let page = Built::new().section(2, "Order paid").tab(ScopeKind::Code, title, A);
        assert_events(&page, &flat(), &["order_paid"]);
    }
    assert_events(&Built::new().section(2, "Customer's order & bill").code(A), &flat(), &["customers_order_bill"]);
}

#[test]
fn a_menu_and_the_fields_of_a_body_name_nothing() {
    assert_events(
        &Built::new().prose("order.paid\norder.void\n\nWords about both of them.").code(A),
        &flat(),
        &["asks"],
    );
    assert_events(&Built::new().block("order.paid", BlockKind::Menu).code(A), &flat(), &["asks"]);
    let field = r#"{"user": {"name_of": "a"}}"#;
    let page = Built::new().prose("**user.name_of:** The name.\n**name_of** text").code(field);
    assert_events(&page, &flat(), &["asks"]);
}

#[test]
fn two_lines_that_name_two_events_name_none() {
    let page =
        Built::new().prose("**order.paid:** It is paid.\n\n**order.void:** It is void.\n\nBoth are alike.").code(A);
    assert_events(&page, &flat(), &["asks"]);
    // A bold or described line is more likely about a payload, and a line directly above it is about nothing else.
    let page = Built::new().prose("order.paid\n\n**order.void:** It is void.\n\nIt is like this.").code(A);
    assert_events(&page, &flat(), &["order.void"]);
    let page = Built::new().prose("**order.void:** It is void.\n\nIt is like this.\n\norder.held\nCopy").code(A);
    assert_events(&page, &flat(), &["order.held"]);
}

#[test]
fn a_title_names_the_only_unnamed_payload() {
    let page = |title: &str| Built::new().title(title).prose("Words about it.").code(A);
    assert_events(&page("Pass Payment Webhook"), &flat(), &["pass_payment"]);
    assert_events(&page("Order created"), &flat(), &["order_created"]);
    for title in [
        "Webhook reference",
        "Webhooks",
        "Webhook",
        "Pass Payment",
        "Created",
        "Getting started",
        "Pass webhook guide",
        "How to validate Webhooks?",
    ] {
        assert_events(&page(title), &flat(), &["asks"]);
    }
    assert_events(&page("Order Webhook").code(B), &flat(), &["asks", "asks"]);
    let page = Built::new().title("Webhook reference").section(2, "Order created").code(A);
    assert_events(&page, &flat(), &["order_created"]);
    let page =
        Built::new().prose("Micro Payment Webhook\n\nIt is sent when a user pays.\n\nMicro Payment JOSN").code(A);
    assert_events(&page, &flat(), &["micro_payment"]);
    let heading = page.read(&flat()).taken.into_iter().next().and_then(|one| one.heading);
    assert_eq!(heading.map(|heading| (heading.name, heading.line)), Some(("Micro Payment JOSN".to_owned(), 5)));
    // As the name of an event, the title counts as a heading.
    let page = Built::new().title("order.paid").section(2, "Example 1").code(A).section(2, "Example 2").code(B);
    assert_events(&page, &flat(), &["order.paid", "order.paid"]);
    let page = Built::new().title("Sign Up Webhook").code(A).section(1, "Login Webhook").code(B);
    assert_events(&page, &flat(), &["sign_up", "login"]);
}

#[test]
fn a_body_without_shared_keys_asks() {
    let page = Built::new().section(2, "order.paid").code(A).code(r#"{"received": true}"#);
    assert_events(&page, &flat(), &["order.paid", "asks"]);
}

#[test]
fn a_page_names_the_same_text_for_several_events() {
    let page = Built::new().section(2, "order.paid").code(A).section(2, "order.void").code(A).code(A);
    assert_events(&page, &flat(), &["order.paid", "order.void", "same"]);
}

/// Prose that is not about an event.
fn prose() -> impl Strategy<Value = String> {
    let words = "[A-Z][a-z]{1,8}( [a-z]{1,8}){6,12}[.]";
    prop_oneof![
        words,
        Just("**Security:** Check the signature of each one.".to_owned()),
        Just("Example:".to_owned()),
        Just("Copy".to_owned())
    ]
}

/// A page, step by step. Between any two steps there may be prose.
const STEPS: [fn(Built) -> Built; 16] = [
    |page| page.title("Order Webhook"),
    |page| page.section(2, "order.paid"),
    |page| page.code(A),
    |page| page.section(3, "Example"),
    |page| page.code(B),
    |page| page.section(2, "Orders").open(ScopeKind::Group, ""),
    |page| page.open(ScopeKind::Tab, "order.void"),
    |page| page.code(r#"{"id": 4}"#),
    |page| page.close().close(),
    |page| page.section(2, "Others"),
    |page| page.prose("**order.held:** It is held."),
    |page| page.code(r#"{"id": 5}"#),
    |page| page.section(2, "More"),
    |page| page.code(r#"{"id": 6}"#),
    |page| page.open(ScopeKind::Row, "order.done"),
    |page| page.code(r#"{"id": 7}"#).close(),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn prose_changes_no_name(added in prop::collection::vec(prose(), 16), at in prop::collection::vec(any::<bool>(), 16)) {
        let page = |with: bool| {
            STEPS.iter().zip(added.iter().zip(&at)).fold(Built::new(), |built, (step, (text, is_there))| {
                let built = step(built);
                if with && *is_there { built.prose(text) } else { built }
            })
        };
        prop_assert_eq!(page(true).events(&flat()), page(false).events(&flat()));
    }
}
