//! A page of the vendor from a year before its samples were taken, with our own prose. The copy ends inside its second
//! payload.

use conscent_codegen::diff::{SemverImpact, diff, impact};
use conscent_codegen::interface;
use conscent_import::{Action, Options, Why, apply, plan};
use std::fs;
use std::path::Path;
use test_support::{TempDir, files, put};

#[test]
fn an_older_page_shows_how_the_documentation_has_changed() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (own, page) = (tests.join("../samples"), tests.join("tests/changed/transaction-webhook.txt"));
    let folder = TempDir::new().unwrap();
    for file in files(&own) {
        put(folder.path(), &file, fs::read(own.join(&file)).unwrap());
    }
    let plan = plan(&[page], folder.path(), Options::default()).unwrap();

    assert!(plan.is_change() && !plan.is_whole());
    let replaced: Vec<_> = plan.writes.iter().filter(|write| write.action == Action::Replace).collect();
    assert_eq!(replaced[0].path, "v2/transaction.complete/transaction-webhook.json");
    assert!(replaced[0].before.contains("gatewaySubscriptionId") && replaced[0].text.contains("tagsInclude"));
    // The page cuts this one off, so its content is unknown.
    assert_eq!(plan.gone.keys().collect::<Vec<_>>(), ["v2/transaction.failed/transaction-webhook.json"]);
    let [cut] = plan.left_out.as_slice() else { panic!("{:?}", plan.left_out) };
    assert_eq!((&cut.why, cut.location.line), (&Why::Cut, Some(73)));

    // The changes since then, for users of the crate.
    apply(&plan).unwrap();
    let older = interface(folder.path(), None).unwrap();
    let changes = diff(&older, &interface(&own, Some(&older)).unwrap());
    let is_new = |key| changes.iter().any(|change| change.text.contains(&format!("+ transaction.{key} ")));
    assert!(
        ["clientReferenceId", "gatewaySubscriptionId", "subscriptionDetail"].into_iter().all(is_new),
        "{changes:#?}"
    );
    assert_eq!(impact(&changes), SemverImpact::Minor);
}
