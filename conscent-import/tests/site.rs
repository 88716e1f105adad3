//! `hints.toml` describes the site of a vendor.

use conscent_import::{Options, Site, page, plan};
use std::path::Path;
use test_support::{folder as with, relative};

const HINTS: &str = r#"
min_samples = 2

[envelope.orders]
event = "type"
payload = "data"

[envelope.stock]
event = "type"
payload = "data"

[site]
sections = { "Order events" = "orders", "Stock events" = "stock" }
flat = "legacy"
stop_words = ["Notification"]
generic_titles = ["Beispiel"]
"#;

fn site(hints: &str) -> Result<Site, String> {
    let folder = with(&[("hints.toml", hints)]);
    Site::read(folder.path(), &Site::default()).map_err(|e| relative(folder.path(), e))
}

/// `api/event` of each payload, and why the others are left out.
fn events(hints: &str, page: &str) -> Vec<String> {
    let page = page::parse(Path::new("p.md"), page, &site(hints).unwrap());
    let taken = page.taken.iter().map(|one| format!("{}/{}", one.api, one.event));
    taken.chain(page.left_out.iter().map(ToString::to_string)).collect()
}

#[test]
fn without_hints_nothing_is_known_of_a_site() {
    assert_eq!(Site::read(Path::new("no such folder"), &Site::default()), Ok(Site::default()));
    assert_eq!(site("min_samples = 2\n[site]\n"), Ok(Site::default()));
    // The caller's site is used unless the file defines APIs.
    let unsaid = Site { flat: Some("shop".into()), ..Site::default() };
    for (hints, expected) in
        [("min_samples = 2", &unsaid), ("[site]\nnavigation_end = \"On this page\"", &Site::default())]
    {
        let folder = with(&[("hints.toml", hints)]);
        assert_eq!(&Site::read(folder.path(), &unsaid).unwrap(), expected);
    }
}

#[test]
fn each_key_replaces_its_default() {
    let expected = Site { flat: Some("old".into()), stop_words: Vec::new(), ..Site::default() };
    assert_eq!(site("[site]\nflat = \"old\"\nstop_words = []"), Ok(expected));
    let read = site(HINTS).unwrap();
    assert_eq!(read.envelopes.keys().collect::<Vec<_>>(), ["orders", "stock"]);
    assert_eq!(read.stop_words, ["notification"]);
    assert_eq!(read.navigation_end, Site::default().navigation_end);
}

#[test]
fn a_mistake_is_an_error_at_its_place() {
    let unknown = site("[site]\nfalt = \"v1\"").unwrap_err();
    assert!(unknown.starts_with("hints.toml:2:1: invalid content: unknown field `falt`"), "{unknown}");
    let name = site("\n[site]\nflat = \"../up\"").unwrap_err();
    assert!(name.starts_with("hints.toml:3:8: unsafe name \"../up\": "), "{name}");
}

#[test]
fn texts_that_are_no_payloads_are_named() {
    let hints = "min_samples = 2\n\n[[ignore]]\nheading = \"Response\"\n\n[[ignore]]\npage = \"orders.md\"\nkeys = [\"received\"]\nreason = \"an answer\"\n";
    let ignore = site(hints).unwrap().ignore;
    let [response, received] = ignore.as_slice() else { panic!("{ignore:?}") };
    assert_eq!((response.heading.as_deref(), response.location.line), (Some("Response"), Some(3)));
    assert_eq!((received.page.as_deref(), received.keys.as_slice()), (Some("orders.md"), &["received".to_owned()][..]));
    // They apply whether or not the file defines APIs.
    assert_eq!(site(&hints.replacen("min_samples = 2", HINTS, 1)).unwrap().ignore.len(), 2);

    let wrong = "[[ignore]]\nreason = \"none\"\n[[ignore]]\nheading = \" \"\n[envelope.\"../up\"]\nevent = \"event\"\n";
    let errors = site(wrong).unwrap_err();
    let starts: Vec<_> = errors.lines().map(|error| error.split(": ").take(2).collect::<Vec<_>>().join(": ")).collect();
    assert_eq!(
        starts,
        ["hints.toml:1:1: nothing is ignored", "hints.toml:4:11: empty text", "hints.toml:5:11: unsafe name \"../up\""]
    );
    let unknown = site("[[ignore]]\nline = 3\n").unwrap_err();
    assert!(unknown.starts_with("hints.toml:2:1: invalid content: unknown field `line`"), "{unknown}");
}

#[test]
fn pages_of_another_vendor() {
    let body = r#"{"type": "order.paid", "data": {}}"#;
    assert_eq!(events(HINTS, &format!("1. Stock events\n\n{body}")), ["stock/order.paid"]);
    assert_eq!(events(HINTS, &format!("1. Order events\n\n{body}")), ["orders/order.paid"]);
    assert_eq!(events(HINTS, "## Order Paid Notification\n\n{\"id\": 1}"), ["legacy/order_paid"]);
    let tab = |title| format!("## Order Paid\n\n{{% tab title=\"{title}\" %}}\n{{\"id\": 1}}\n{{% endtab %}}");
    assert_eq!(events(HINTS, &tab("Beispiel 2")), ["legacy/order_paid"]);
    assert_eq!(events(HINTS, &tab("Order Void")), ["legacy/order_void"]);
    // Words without meaning in any documentation do not have to be among the words of the site.
    assert_eq!(events(HINTS, &tab("Webhook")), ["legacy/order_paid"]);
    // This vendor does not have the envelope of the default.
    assert_eq!(events(HINTS, "## Order\n\n{\"event\": \"a.b\", \"payload\": {}}"), ["legacy/order"]);
}

#[test]
fn a_form_of_two_apis_needs_a_section() {
    let body = r#"{"type": "order.paid", "data": {}}"#;
    assert_eq!(
        events(HINTS, body),
        [
            "p.md:1: left out: its api is unknown; it has the form of orders and stock; give the api with --api NAME, or put a line such as `1. Section` \
             for one of them above the payload"
        ]
    );
}

#[test]
fn an_import_uses_the_site_of_the_samples_folder() {
    let page = "1. Stock events\n\n{\"type\": \"stock.low\", \"data\": {}}";
    let folder = with(&[("samples/hints.toml", HINTS), ("p.md", page)]);
    let plan = plan(&[folder.path().join("p.md")], &folder.path().join("samples"), Options::default()).unwrap();
    let paths: Vec<_> = plan.writes.iter().map(|write| write.path.as_str()).collect();
    assert_eq!(paths, ["stock/stock.low/p.json", "provenance.toml"]);
}
