//! What counts as a payload on a page, and how it is named.

mod conscent;

use conscent_import::LeftOut;
use conscent_import::page::{self, Payload};
use std::path::Path;

fn read(file: &str, page: &str) -> Vec<Payload> {
    page::parse(Path::new(file), page, &conscent::site()).taken
}

/// `api/event (heading) line`, and the payload's text, of each payload.
fn brief(file: &str, page: &str) -> Vec<(String, String)> {
    let brief = |payload: Payload| {
        let heading = payload.heading.map(|heading| format!("{}@{}", heading.name, heading.line));
        let line = payload.location.line.unwrap();
        (format!("{}/{} ({}) {line}", payload.api, payload.event, heading.unwrap_or_default()), payload.text)
    };
    read(file, page).into_iter().map(brief).collect()
}

/// The line of each text that is left out, and the first part of the reason.
fn reasons(file: &str, page: &str) -> Vec<String> {
    let page = page::parse(Path::new(file), page, &conscent::site());
    let first = |one: &LeftOut| one.why.to_string().split("; ").next().unwrap().to_owned();
    page.left_out.iter().map(|one| format!("{} {}", one.location, first(one))).collect()
}

const VIEW: &str = r#"{"event": "payment_gateway.view", "payload": {"action": {}}}"#;
const CLOSE: &str = "{\n  \"event\": \"payment_gateway.close\",\n  \"payload\": {\"note\": \"}{ \\\" \"}\n}";

#[test]
fn text_as_a_browser_copies_it() {
    let page = format!(
        "Some Vendor\n  • New Webhooks\n    • Refund Webhook\n  • Dynamic Things:\nPowered by GitBook\n\
         On this page\n  1. New Webhooks\n\n\
         Payment Gateway Webhook\n\nWords about it.\n\n\
         Payment_Gateway.view: Words: more words.\n\n{VIEW}\n\nPayment_Gateway.close:\n\n\
         {CLOSE}\nPreviousUser Update WebhookNextReview Page Webhook\n\nLast updated then"
    );
    assert_eq!(
        brief("gateway.txt", &page),
        [
            ("v2/payment_gateway.view (Payment_Gateway.view@13) 15".into(), VIEW.into()),
            ("v2/payment_gateway.close (Payment_Gateway.close@17) 19".into(), CLOSE.into()),
        ]
    );
}

#[test]
fn text_after_the_closing_brace_is_not_part_of_the_payload() {
    assert_eq!(brief("p.txt", &format!("A.b:\n{VIEW}PreviousUser")), brief("p.txt", &format!("A.b:\n{VIEW}")));
}

#[test]
fn markdown_with_fences_escapes_and_emphasis() {
    let page = format!(
        "---\ndescription: words\n---\n\n# Gateway Webhook\n\n{{% hint style=\"info\" %}}\n\
         {{clientId}} is yours.\n{{% endhint %}}\n\n\
         ## Payment\\_Gateway.view <a href=\"#x\" id=\"x\"></a>\n\nfield.note: words\n\n```json\n{VIEW}\n```\n\n\
         **Payment\\_Gateway.close:** words\n\n* item\n\n  ~~~\n  {}\n  ~~~\n\n```js\n{{\n  call();\n}}\n```\n",
        CLOSE.replace('\n', "\n  ")
    );
    assert_eq!(
        brief("gateway.md", &page),
        [
            ("v2/payment_gateway.view (Payment_Gateway.view@11) 16".into(), VIEW.into()),
            ("v2/payment_gateway.close (Payment_Gateway.close@19) 24".into(), CLOSE.into()),
        ]
    );
}

#[test]
fn html_with_entities_scripts_and_highlighting() {
    let page = format!(
        "<!DOCTYPE html>\n<html><head><title>{{\"a\": 1}}</title>\n\
         <script>\n{{\"event\": \"x\", \"payload\": {{}}}}\n</script></head>\n<body>\
         <nav><ol><li><a href=/>New\nWebhooks</a></li></ol></nav>\n\
         <h1>Gateway Webhook</h1>\n<h2>\n  Payment_Gateway.view\n</h2>\n\
         <p>Words &amp;\nwords.</p>\n<pre><code class=json><span>{}</span></code></pre>\n\
         <p><strong>Payment_Gateway.close:</strong> words</p><pre><code>\n{}</code></pre></body></html>",
        VIEW.replace('"', "&quot;").replace("view", "</span><b>view</b><span>"),
        CLOSE.replace('"', "&#34;"),
    );
    assert_eq!(
        brief("gateway.html", &page),
        [
            ("v2/payment_gateway.view (Payment_Gateway.view@10) 14".into(), VIEW.into()),
            ("v2/payment_gateway.close (Payment_Gateway.close@15) 16".into(), CLOSE.into()),
        ]
    );
    assert_eq!(brief("saved-without-extension", &page), brief("gateway.html", &page));
}

#[test]
fn the_page_title_names_a_single_flat_body() {
    let body = "{\"type\": \"CONTENT\"}";
    let old = |above: &str| brief("p.txt", &format!("{above}\n{body}")).remove(0).0;
    assert_eq!(
        old("  1. Old Webhooks\n\nMicro Payment Webhook\n\nWords.\n\nMicro Payment JOSN"),
        "v1/micro_payment (Micro Payment JOSN@7) 8"
    );
    assert_eq!(
        old("Pass Payment Webhook\n\nWords, many words.\n\nPASS PAYMENT JSON"),
        "v1/pass_payment (PASS PAYMENT JSON@5) 6"
    );
    assert_eq!(old("Pass Payment Webhook\n\nIt is sent when a user buys a pass."), "v1/pass_payment () 4");
    assert_eq!(old("Words, many of them, in one sentence.\n\n## Pass-Payment"), "v1/pass_payment (Pass-Payment@3) 4");
}

#[test]
fn several_flat_bodies_are_named_by_their_headings() {
    let page =
        "# Payment Webhook\n\n## Pass Payment JSON\n\n{\"a\": 1}\n\n## Micro Payment JSON\n\nWords.\n\n{\"a\": 2}\n";
    let names: Vec<_> = brief("p.md", page).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["v1/pass_payment (Pass Payment JSON@3) 5", "v1/micro_payment (Micro Payment JSON@7) 11"]);
    assert_eq!(reasons("p.txt", "It is sent when a user pays.\n{\"a\": 1}"), ["p.txt:2 its event is unknown"]);
}

#[test]
fn a_heading_can_be_the_name_of_another_event() {
    let event = |heading: &str| read("p.txt", &format!("{heading}\n\n{VIEW}")).remove(0).event;
    assert_eq!(event("Payment_Gateway.close: words"), "payment_gateway.close");
    for same in ["Payment_Gateway.view:", "payment-gateway.VIEW", "PaymentGateway.view: words", "Example body:", ""] {
        assert_eq!(event(same), "payment_gateway.view", "{same}");
    }
}

#[test]
fn each_broken_payload_is_left_out_with_its_place() {
    let page = "A.b:\n\n  {\n    \"list\": [\n      {\n        \"a\": 1 2\n      }\n    ]\n  }\n\n\
        C.d:\n{\"a\": nul}\n\nE.f:\n{\n  \"open\": 1\n";
    assert_eq!(
        reasons("p.txt", page),
        [
            "p.txt:3 it cannot be read (line 6, column 16): expected `,` or `}`",
            "p.txt:12 it cannot be read (line 12, column 10): expected ident",
            "p.txt:15 it is cut off before it ends",
        ]
    );
    let html = "<h2>A.b</h2>\n<pre><span>{</span>\n&quot;a&quot;: 1\n2}</pre>";
    assert_eq!(reasons("p.html", html), ["p.html:2 it cannot be read (line 4, column 1): expected `,` or `}`"]);
    let script = reasons("p.md", "```json\n{ a: 1 }\n```");
    assert!(script.len() == 1 && script[0].starts_with("p.md:2 it cannot be read"), "{script:?}");
    let deep = format!("A.b:\n{{\"a\": {}1{}}}", "[".repeat(200), "]".repeat(200));
    assert_eq!(
        reasons("p.txt", &deep),
        [
            "p.txt:2 it cannot be read (line 2, column 133): nested too deeply: serde_json stops at depth 128, and so does every user of the generated types"
        ]
    );
}

#[test]
fn braces_and_brackets_in_prose_are_prose() {
    let prose = "{clientId} is yours.\n[{clientId}](/x)\n{% tab %}\n{{ user }}\n{ so to speak }\n";
    let lines: Vec<_> =
        brief("p.md", &format!("{prose}\nA.b\n{VIEW}\n{prose}")).into_iter().map(|(name, _)| name).collect();
    assert_eq!(lines, ["v2/a.b (A.b@7) 8"]);
    assert_eq!(reasons("p.md", prose), [""; 0]);
}

#[test]
fn an_array_of_objects_is_left_out() {
    let page = format!("A.b:\n[\n  {VIEW}\n]\n");
    assert_eq!(reasons("p.txt", &page), ["p.txt:2 it is a list of objects, but a payload is one object"]);
}

#[test]
fn page_section_and_body_form_must_agree() {
    let other = |page: &str| reasons("p.txt", page).concat();
    let form = "p.txt:3 it does not have the form of the other payloads on the page, which are of ";
    let v2 = other(&format!("  1. Old Webhooks\nGateway Webhook\n{VIEW}"));
    assert_eq!(v2, format!("{form}v1 (line 1 says so, but it has the form of v2)"));
    let v1 = other("  1. New Webhooks\nGateway Webhook\n{\"a\": 1}");
    assert_eq!(v1, format!("{form}v2 (line 1 says so, but it has the form of v1)"));
}

#[test]
fn an_event_name_is_a_string() {
    let asks = ["p.txt:2 its event is unknown"];
    assert_eq!(reasons("p.txt", "A.b:\n{\"event\": 1, \"payload\": {}}"), asks);
}
