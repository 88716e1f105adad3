//! One build regenerates the types and compiles against them.

use crate::readme::{MKDIR, block};
use crate::workspace::{USER, Workspace, differing, failed};
use serde_json::{Value, json};

const BUNDLE: &str = "samples/v2/purchase.bundle/purchase-webhook.json";
const FAILED: &str = "samples/v2/transaction.failed/transaction-webhook.json";
const GIFT: &str = "samples/v2/gift.sent/example.json";
const EVENTS: &str = "conscent-types/src/generated.rs";
const NONE: [&str; 0] = [];

#[test]
#[ignore = "slow: it builds a copy of this workspace"]
fn a_build_changes_nothing_when_no_sample_has_changed() {
    let copy = Workspace::pristine();
    let before = copy.files();
    copy.build();
    assert!(copy.files() == before, "not one file is written again, with the same content or another");
    copy.assert_nothing_is_rebuilt();
}

#[test]
#[ignore = "slow: it builds a copy of this workspace"]
fn a_new_sample_is_a_type_in_the_same_build_and_gone_in_the_build_after_its_removal() {
    let copy = Workspace::pristine();
    let before = copy.files();
    let user = "\
        use conscent::v2::{AnyEvent, GiftSent};
        use conscent::Event;
        fn main() {
            let body = conscent::samples::gift_sent().text;
            let Ok(AnyEvent::GiftSent(event)) = AnyEvent::decode(GiftSent::NAME, body.as_bytes()) else { return };
            let gift = event.payload().and_then(GiftSent::gift);
            println!(\"{:?}\", gift.and_then(|gift| gift.price()?.as_i64()));
        }";
    copy.write(USER, user);
    copy.shell(&block(MKDIR));
    assert_eq!(copy.user(), "Some(100)\n");
    assert!(copy.read(EVENTS).contains("\"gift.sent\""), "the macro's table has the event");
    let made = ["conscent-types/schemas/v2/gift.sent.json", "conscent-types/samples/v2/gift.sent/example.json"];
    assert!(made.iter().all(|file| copy.folder.join(file).is_file()));
    copy.assert_nothing_is_rebuilt();

    copy.remove(GIFT);
    let said = failed(copy.cargo(&["build"]));
    assert!(said.contains("unresolved import `conscent::v2::GiftSent`"), "{said}");
    copy.remove(USER);
    copy.build();
    assert_eq!(differing(&copy.files(), &before), NONE);
    assert!(!copy.folder.join("conscent-types/samples/v2/gift.sent").exists(), "its folder went with it");
}

#[test]
#[ignore = "slow: it builds a copy of this workspace"]
fn a_new_key_in_a_sample_is_an_accessor_in_the_same_build() {
    let copy = Workspace::pristine();
    let mut sample: Value = serde_json::from_str(&copy.read(BUNDLE)).unwrap();
    sample["payload"]["purchase"]["loyaltyPoints"] = json!(42);
    copy.write(BUNDLE, sample.to_string());
    let user = "\
        fn main() {
            let Ok(bundle) = conscent::samples::purchase_bundle().decode() else { return };
            let purchase = bundle.payload.value().and_then(|payload| payload.purchase.value());
            println!(\"{:?}\", purchase.and_then(|purchase| purchase.loyalty_points()?.as_i64()));
        }";
    assert_eq!(copy.run(user), "Some(42)\n");
    assert!(copy.read("conscent-types/schemas/v2/purchase.bundle.json").contains("loyaltyPoints"));
}

#[test]
#[ignore = "slow: it builds a copy of this workspace"]
fn broken_samples_fail_the_build_with_every_error_and_change_no_file() {
    let copy = Workspace::pristine();
    let whole = copy.files();
    let (bundle, transaction) = (copy.read(BUNDLE), copy.read(FAILED));
    copy.write(BUNDLE, "{\n  \"event\": \"purchase.bundle\",\n  \"payload\": }\n");
    copy.write(FAILED, "[]\n");
    let before = copy.files();
    let said = failed(copy.cargo(&["build"]));
    for (sample, told) in [(BUNDLE, ":3:14: not JSON: "), (FAILED, ":1:1: not a JSON object: ")] {
        let told = format!("../{sample}{told}");
        let is_told = |line: &str| line.starts_with("error: conscent-") && line.contains(&told);
        assert!(said.lines().any(is_told), "{told}\n{said}");
    }
    assert!(copy.files() == before, "not one file is touched");

    copy.write(BUNDLE, bundle);
    copy.write(FAILED, transaction);
    copy.build();
    assert_eq!(differing(&copy.files(), &whole), NONE);
}
