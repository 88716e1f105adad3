//! The identity of pages, and the names of samples: nothing is rejected for its name, and the build accepts every name.
mod conscent;
mod importing;

use conscent_codegen::samples;
use conscent_import::{self as import, Action, Options, Why, apply};
use importing::{body, import, plan};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use test_support::{folder as with, put, relative};

#[test]
fn pages_with_the_same_name_do_not_block_each_other() {
    let page = |n| format!("A.b:\n{}", body("a.b", n));
    let pages = ["one/p.txt", "two/p.txt", "two/P.txt", "three/p.md"];
    let folder = with(&[(pages[0], &page(1)), (pages[1], &page(2)), (pages[2], &page(3)), (pages[3], &page(1))]);
    let all = |done: Vec<(Action, String)>| done.into_iter().map(|(_, path)| path).collect::<Vec<_>>();
    let expected = ["v2/a.b/P-3.json", "v2/a.b/p-2.json", "v2/a.b/p.json", "provenance.toml"];
    assert_eq!(all(import(folder.path(), &pages).unwrap()), expected);
    for pages in [&pages[..], &pages[1..], &["three/p.md", "one/p.txt"], &pages[2..3]] {
        let again = plan(folder.path(), pages).unwrap();
        assert!(again.writes.iter().all(|write| write.action == Action::Keep) && !again.is_change(), "{again:?}");
    }
    assert_eq!(samples::read(&folder.path().join("samples")).unwrap().all.len(), 3);
}

#[test]
fn a_page_is_known_by_its_path() {
    let page = |event: &str| format!("# Webhooks\n\n{event}:\n{}", body(event, 1));
    let folder = with(&[
        ("site/paid/index.html", &format!("<html><h2>order.paid</h2><pre>{}</pre>", body("order.paid", 1))),
        ("site/failed/index.md", &page("order.failed")),
        ("site/failed/index.txt", &format!("{}\n\norder.lost:\n{}", page("order.failed"), body("order.lost", 1))),
    ]);
    let paths = |pages: &[&str]| import(folder.path(), pages).unwrap().into_iter().map(|(_, path)| path);
    assert_eq!(paths(&["site/paid/index.html"]).next().unwrap(), "v2/order.paid/paid.json");
    let second = plan(folder.path(), &["site/failed/index.md"]).unwrap();
    assert!(!second.is_change(), "{second:?}");
    assert_eq!(paths(&["site/failed/index.md"]).next().unwrap(), "v2/order.failed/failed.json");
    // The text that a browser copies is the same page.
    assert!(!plan(folder.path(), &["site/failed/index.txt"]).unwrap().is_change());
    assert_eq!(paths(&["site/failed/index.txt", "site/failed/index.md"]).count(), 3);
    let gone = plan(folder.path(), &["site/failed/index.md"]).unwrap().gone;
    assert_eq!(gone.into_keys().collect::<Vec<_>>(), ["v2/order.lost/failed.json"]);
}

#[test]
fn entries_without_folders_stay_as_they_are() {
    let entry = "[\"v2/a.b/p.json\"]\npage = \"p.txt\"\nline = 2\nheading = \"A.b\"\n";
    let page = format!("A.b:\n{}", body("a.b", 1));
    let folder = with(&[
        ("docs/p.txt", &page),
        ("docs/p.md", &format!("# A\n\n{page}")),
        ("samples/v2/a.b/p.json", &(body("a.b", 1) + "\n")),
        ("samples/provenance.toml", entry),
    ]);
    for (file, line) in [("docs/p.txt", 2), ("docs/p.md", 4)] {
        let plan = plan(folder.path(), &[file]).unwrap();
        assert_eq!(plan.writes[0].action, Action::Keep);
        let name = file.strip_prefix("docs/").unwrap();
        assert!(
            plan.writes[1].text.contains(&format!("page = \"{name}\"\nline = {line}\n")),
            "{}",
            plan.writes[1].text
        );
    }
}

#[test]
fn an_ambiguous_page_name_is_reported() {
    let page = |n| format!("A.b:\n{}", body("a.b", n));
    let folder = with(&[("one/p.txt", &page(1)), ("two/p.txt", &page(2)), ("p.txt", &page(2))]);
    import(folder.path(), &["one/p.txt", "two/p.txt"]).unwrap();
    let unclear = plan(folder.path(), &["p.txt"]).unwrap();
    assert_eq!(
        relative(folder.path(), &unclear.notes[0]),
        "p.txt: two known pages have this name: it may be one/p.txt or two/p.txt; give the file with its folder"
    );
    assert!(!unclear.is_change() && unclear.writes[0].path == "v2/a.b/p-2.json", "{unclear:?}");
}

#[test]
fn known_payloads_of_a_page_keep_their_names() {
    let page =
        |numbers: &[u32]| format!("A.b:\n{}", numbers.iter().map(|n| body("a.b", *n) + "\n\n").collect::<String>());
    let folder = with(&[("p.txt", &page(&[1, 2, 2]))]);
    import(folder.path(), &["p.txt"]).unwrap();
    let changes = |numbers: &[u32]| {
        put(folder.path(), "p.txt", page(numbers));
        let plan = plan(folder.path(), &["p.txt"]).unwrap();
        let writes = plan.writes.iter().filter(|write| write.action != Action::Keep && write.sample.is_some());
        let gone = plan.gone.keys().map(|key| format!("gone {key}"));
        writes.map(|write| format!("{:?} {}", write.action, write.path)).chain(gone).collect::<Vec<_>>()
    };
    assert_eq!(changes(&[3, 1, 2]), ["Create v2/a.b/p-3.json"]);
    assert_eq!(changes(&[2, 1]), [""; 0]);
    assert_eq!(changes(&[2]), ["gone v2/a.b/p.json"]);
    assert_eq!(changes(&[3, 2]), ["Replace v2/a.b/p.json"]);
}

/// It does not matter how the event was found: by other words of the page, by a person, or by an older version of this
/// program.
#[test]
fn a_payload_without_an_event_name_keeps_its_earlier_event() {
    let entry = "[\"v1/renamed/p.json\"]\npage = \"p.md\"\nline = 3\nheading = \"Gift JSON\"\n";
    let page = |heading: &str| format!("## {heading}\n\n{{\"n\": 1}}\n");
    let folder = with(&[
        ("p.md", &page("Gift JSON")),
        ("samples/v1/renamed/p.json", "{\"n\": 1}\n"),
        ("samples/provenance.toml", entry),
    ]);
    let paths = || plan(folder.path(), &["p.md"]).unwrap().writes.into_iter().map(|write| write.path).next().unwrap();
    assert_eq!(paths(), "v1/renamed/p.json");
    // The page has another heading now.
    put(folder.path(), "p.md", page("Loan JSON"));
    assert_eq!(paths(), "v1/loan/p.json");
}

#[test]
fn no_name_leads_out_of_the_samples_folder() {
    let folder = with(&[
        ("p.txt", &body("../../up", 1)),
        ("q.txt", &body("a\\b", 1)),
        ("---.txt", &body("a.b", 1)),
        ("con.md", &body("a.b", 2)),
    ]);
    let done = import(folder.path(), &["p.txt", "q.txt", "---.txt", "con.md"]).unwrap();
    let paths: Vec<_> = done.iter().map(|(_, path)| path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "v2/%2E.%2F..%2Fup/p.json",
            "v2/a%08/q.json",
            "v2/a.b/con-.json",
            "v2/a.b/sample-cb3f91d5.json",
            "provenance.toml"
        ]
    );
    assert_eq!(samples::read(&folder.path().join("samples")).unwrap().all.len(), 4);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// The build accepts everything that an import writes, regardless of the names of pages and events.
    #[test]
    fn what_import_writes_is_read(
        pages in prop::collection::vec(("[^/\\x00]{1,60}|(?i)(con|index|readme|a_b|a-b|[ab]\\.B)", prop::collection::vec((name(), 0..3_u32), 1..4)), 1..6),
    ) {
        let folder = with(&[]);
        let mut events = BTreeMap::<String, BTreeSet<u32>>::new();
        let mut files = Vec::new();
        for (index, (name, payloads)) in pages.iter().enumerate() {
            let text: Vec<_> = payloads
                .iter()
                .map(|(event, n)| serde_json::json!({"event": event, "payload": {"n": n}}).to_string())
                .collect();
            let file = folder.path().join(format!("d{index}")).join(format!("{}.md", name.trim_end_matches('.')));
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            // Not every file system takes every name.
            if std::fs::write(&file, text.join("\n\n")).is_ok() {
                for (event, n) in payloads {
                    events.entry(event.clone()).or_default().insert(*n);
                }
                files.push(file);
            }
        }
        put(folder.path(), "samples/hints.toml", conscent::HINTS);
        let samples = folder.path().join("samples");
        let import = || {
            let plan = import::plan(&files, &samples, Options::default()).unwrap();
            apply(&plan).unwrap();
            plan
        };
        let first = import();
        // The same payload twice on a page is one.
        prop_assert!(first.left_out.iter().all(|one| matches!(one.why, Why::Same(_))), "{:?}", first.left_out);
        prop_assume!(!files.is_empty());
        let read = samples::read(&samples).map_err(|e| TestCaseError::fail(e.to_string()))?.all;
        let mut found = BTreeMap::<String, BTreeSet<u32>>::new();
        for sample in read {
            let body: serde_json::Value = serde_json::from_str(&sample.text).unwrap();
            let n = u32::try_from(body["payload"]["n"].as_u64().unwrap()).unwrap();
            found.entry(sample.event).or_default().insert(n);
        }
        prop_assert_eq!(found, events);
        let second = import();
        prop_assert!(second.writes.iter().all(|write| write.action == Action::Keep) && !second.is_change(), "{:?}", second);
    }
}

/// Names of events: any, some that are alike, and long ones.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{1,20}".prop_filter("a name", |name| !name.trim().is_empty()),
        "[aA][.][bB]",
        "[a-z]{3}[./]{100,130}x",
        Just("aux".to_owned()),
    ]
}
