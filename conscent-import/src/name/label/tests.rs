use super::{clean, event, has_stop_word, is_event, is_generic, is_same, is_status, read, read_lead, read_line};
use crate::site::Site;

#[test]
fn labels_are_stripped_to_names() {
    for (label, name) in [
        ("order.paid", "order.paid"),
        ("## order.paid ##", "order.paid"),
        ("order.paid {#order-paid}", "order.paid"),
        ("order.paid {: #paid .event}", "order.paid"),
        ("order.paid [#order-paid]", "order.paid"),
        ("[[order-paid]]order.paid", "order.paid"),
        ("order.paid¶", "order.paid"),
        ("§ order.paid", "order.paid"),
        ("#order.paid", "order.paid"),
        ("order.paid #", "order.paid"),
        ("order.paid 🔗", "order.paid"),
        ("order.paid\u{200b}", "order.paid"),
        ("\u{feff}order\u{200d}.paid\u{fe0f}", "order.paid"),
        ("🚀 order.paid", "order.paid"),
        ("🧾 **order.paid**", "order.paid"),
        ("1️⃣ order.paid", "order.paid"),
        ("1. order.paid", "order.paid"),
        ("2.3 order.paid", "order.paid"),
        ("4) Order paid", "Order paid"),
        ("Webhooks 1f3a4b5c6d7e8f90a1b2c3d4e5f60718", "Webhooks"),
        ("Event: order.paid", "order.paid"),
        ("**Event:** `order.paid`", "order.paid"),
        ("Webhook: order.paid", "order.paid"),
        ("Event type: Order paid", "Order paid"),
        ("Example: `order.paid`", "order.paid"),
        ("The `order.paid` event", "order.paid"),
        ("The order.paid event", "order.paid"),
        ("order.paid Webhook", "order.paid"),
        ("Payload of order.paid", "order.paid"),
        ("The order created event", "order created"),
        ("When `order.paid` is sent", "order.paid"),
        ("Order paid (`order.paid`)", "order.paid"),
        ("Order paid (order.paid)", "order.paid"),
        ("order.paid (deprecated)", "order.paid"),
        ("[order.paid](https://shop.test/paid)", "order.paid"),
        ("[`order.paid`][paid]", "order.paid"),
        ("![icon](a.png) order.paid", "order.paid"),
        ("<a href=\"#x\" id=\"x\"></a>order.paid", "order.paid"),
        ("order<wbr>.paid", "order.paid"),
        ("Order\\_Item.paid", "Order_Item.paid"),
        ("Order&#95;Item&period;paid&#x20;", "Order_Item.paid"),
        ("__order.paid__", "order.paid"),
        ("Order.paid: Sent when: it is paid.", "Order.paid"),
        ("**Order.paid: Sent when it is paid.**", "Order.paid"),
        ("order.paid — Sent when it is paid", "order.paid"),
        ("order.paid - sent at once", "order.paid"),
        ("Order paid – order.paid", "order.paid"),
        ("repo:push: Sent on a push", "repo:push"),
        ("order.paid.json", "order.paid"),
        ("Pass Payment JSON", "Pass Payment JSON"),
        ("Pass-Payment", "Pass-Payment"),
        ("Security: see `order.paid`", "Security"),
        ("¶", ""),
        ("", ""),
    ] {
        assert_eq!(clean(label), name, "{label:?}");
    }
}

#[test]
fn sentences_that_lead_to_a_payload() {
    for line in [
        "**order.paid** is sent first:",
        "1. `order.paid` follows if the customer pays:",
        "The `order.paid` event has all of it:",
        "We send this for the event order.paid:",
        "It is signed. This is the body of an `order.paid` event:",
    ] {
        assert_eq!(read_lead(line).as_deref(), Some("order.paid"), "{line}");
    }
    for line in [
        "order.paid is sent first",
        "order.paid and order.void are alike:",
        "After order.paid:",
        "After `order.paid`, this is sent:",
        "For order.paid, this is not sent, but:",
        "Unlike that of order.paid, it has no total:",
        "It is sent first:",
        ":",
        "",
    ] {
        assert_eq!(read_lead(line), None, "{line}");
    }
}

#[test]
fn sentences_are_no_names() {
    for sentence in
        ["It is sent.", "Is it sent?", "one two three four five six seven", "—", "How to validate webhooks?"]
    {
        assert_eq!(read(sentence), None, "{sentence:?}");
    }
    for line in ["Sent to `customer.email` now", "See order.paid first", "Triggered by `order.paid`"] {
        assert!(read_line(line).is_none_or(|reading| !is_event(&reading.name)), "{line:?}");
        assert!(read(line).is_some_and(|reading| line.contains('`') == is_event(&reading.name)), "{line:?}");
    }
    let long = format!("{}: order.paid", "Event: ".repeat(10_000));
    assert!(read(&long).is_none() && read(&"[".repeat(100_000)).is_none());
    assert!(read("Login:").is_some_and(|reading| reading.is_described));
    assert!(read("Login").is_some_and(|reading| !reading.is_described));
}

#[test]
fn versions_files_and_hosts_are_not_events() {
    for name in [
        "order.paid",
        "orders/create",
        "repo:push",
        "issue_created",
        "a.b.c",
        "order-item.paid",
        "export_csv",
        "webhook.test",
        "Payment_Gateway.view",
    ] {
        assert!(is_event(name), "{name}");
    }
    for name in [
        "order",
        "Order paid",
        "Node.js",
        "v2.0",
        "v1.orders",
        "2.0.1",
        "shop.example.com",
        "docs.shop.io",
        "body.json",
        "application/json",
        "e.g",
        "and/or",
        "/v1/orders",
        "https://shop.test",
        "localhost:3000",
        "10:30",
        "order.",
        ".paid",
        "a..b",
        "order-paid",
        "",
        "a@b.c",
    ] {
        assert!(!is_event(name), "{name}");
    }
}

#[test]
fn words_that_describe_a_block_are_generic() {
    let site = Site::default();
    for name in [
        "Example",
        "Example 2",
        "Security",
        "Response",
        "Response body",
        "Copy",
        "Headers",
        "Sample payload",
        "JSON",
        "Node.js",
        "Python",
        "200 OK",
        "Webhook reference",
        "Example order",
        "request_body",
        "The body of the request",
        "404",
    ] {
        assert!(is_generic(name, &site), "{name}");
    }
    for name in ["Order created", "Login", "order.paid", "Pass Payment JSON", "LOGIN JSON", "Body shop order"] {
        assert!(!is_generic(name, &site), "{name}");
    }
    assert!(["200", "200 OK", "4XX", "201 Created"].into_iter().all(is_status));
    assert!(!["2000", "600", "Order 200", "200k"].into_iter().any(is_status));
}

#[test]
fn names_are_spelt_as_events_are() {
    let site = Site::default();
    for (name, expected) in [
        ("Purchase.pass", "purchase.pass"),
        ("PASS PAYMENT JSON", "pass_payment"),
        ("Micro Payment JOSN", "micro_payment"),
        ("Pass-Payment", "pass_payment"),
        ("Pass Payment Webhook", "pass_payment"),
        ("Order created payload", "order_created"),
        ("order-item.paid", "order-item.paid"),
        ("order.paymentFailed", "order.paymentFailed"),
        ("webhook_created", "webhook_created"),
        ("JSON", ""),
    ] {
        assert_eq!(event(name, &site), expected, "{name}");
    }
    assert!(is_same("Payment-Gateway.VIEW", "payment_gateway.view") && !is_same("a.b", "a.c"));
    assert!(has_stop_word("LOGIN JSON", &site) && !has_stop_word("Jsonified", &site));
}
