//! Routers that cannot be built.

use conscent::v2::{PurchaseEvent, PurchasePass};
use conscent::{Raw, Router, conscent_handler, handlers};

#[conscent_handler(event = "purchase.pass")]
async fn first(_event: PurchasePass) {}

mod shop {
    use super::PurchasePass;

    #[conscent::conscent_handler]
    pub(super) async fn second(_event: PurchasePass) {}
}

#[conscent_handler(raw_event = "purchase.pass")]
async fn third(_raw: Raw) {}

#[conscent_handler(event = "purchase.*")]
async fn group(_event: PurchaseEvent) {}

#[conscent_handler]
async fn group_again(_event: PurchaseEvent) {}

#[conscent_handler(raw_event = "purchase.pass", api = "v1")]
async fn elsewhere(_raw: Raw) {}

#[test]
fn two_handlers_for_one_event_are_an_error_with_both_locations() {
    let router = Router::with_fallback(|| ()).handlers(handlers![first, group, shop::second]).handlers(handlers![
        third,
        group_again,
        elsewhere
    ]);
    let error = router.build().unwrap_err().to_string();
    let lines: Vec<&str> = error.lines().collect();
    let [second, third, group] = lines.as_slice() else { panic!("{error}") };
    let here = "conscent/tests/router/builder.rs";
    let says = |line: &str, new: &str, event: &str, old: &str| {
        line.starts_with(&format!("{here}:"))
            && line.contains(&format!("`{new}` is a second handler for `{event}`, after `{old}` ({here}:"))
    };
    assert!(says(second, "second", "purchase.pass", "first"), "{second}");
    assert!(says(third, "third", "purchase.pass", "first"), "{third}");
    assert!(says(group, "group_again", "purchase.*", "group"), "{group}");
    assert!(second.contains(&format!("({here}:6); an event goes to only one handler")), "{second}");
}

#[test]
fn handlers_and_builders_show_their_events_and_no_body_is_shown() {
    let [handler] = handlers![first];
    let shown = format!("{handler:?}");
    assert!(shown.contains("purchase.pass"), "{shown}");
    let builder = Router::with_fallback(|| ()).handlers([handler]);
    assert_eq!(format!("{builder:?}"), format!("[{shown}]"));
    assert_eq!(format!("{:?}", Raw("secret".into())), "Raw(<6 bytes>)");
}

#[test]
fn an_event_and_its_group_can_have_a_handler_each() {
    let router = Router::with_fallback(|| ()).handlers(handlers![group, first, elsewhere]).build().unwrap();
    assert_eq!(router.registered_events(), ["purchase.*", "purchase.pass", "purchase.pass"]);
    assert_eq!(format!("{router:?}"), r#"Router(["purchase.*", "purchase.pass", "purchase.pass"])"#);
}
