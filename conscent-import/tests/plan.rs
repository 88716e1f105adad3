//! An import writes everything or nothing. Repeated, it changes nothing.
mod conscent;

use conscent_codegen::interface;
use conscent_codegen::samples::{self, Sample};
use conscent_import::{self as import, Action, Options, Plan, apply};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use test_support::{folder as with, put, relative};

/// Imports pages that lie in the folder itself into its `samples`.
fn import(folder: &Path, pages: &[&str]) -> Result<Vec<(Action, String)>, String> {
    let plan = plan(folder, pages)?;
    apply(&plan).unwrap();
    Ok(plan.writes.into_iter().map(|write| (write.action, write.path)).collect())
}

fn plan(folder: &Path, pages: &[&str]) -> Result<Plan, String> {
    let pages: Vec<PathBuf> = pages.iter().map(|page| folder.join(page)).collect();
    if !folder.join("samples/hints.toml").exists() {
        put(folder, "samples/hints.toml", conscent::HINTS);
    }
    import::plan(&pages, &folder.join("samples"), Options::default()).map_err(|e| relative(folder, e))
}

fn body(event: &str, value: u32) -> String {
    format!("{{\n  \"event\": \"{event}\",\n  \"payload\": {{\"n\": {value}}}\n}}")
}

fn actions(done: &[(Action, String)]) -> Vec<Action> {
    done.iter().map(|(action, _)| *action).collect()
}

#[test]
fn payloads_become_files_named_after_event_and_page() {
    let page = format!("A.b:\n{}\nwords\n{}\nC.d:\n{}", body("a.b", 1), body("a.b", 2), body("c.d", 3));
    let folder = with(&[("some-page.txt", &page)]);
    let done = import(folder.path(), &["some-page.txt"]).unwrap();
    let paths: Vec<_> = done.iter().map(|(_, path)| path.as_str()).collect();
    assert_eq!(paths, ["v2/a.b/some-page-2.json", "v2/a.b/some-page.json", "v2/c.d/some-page.json", "provenance.toml"]);
    assert_eq!(actions(&done), [Action::Create; 4]);
    let folder = folder.path().join("samples");
    assert_eq!(std::fs::read_to_string(folder.join(paths[0])).unwrap(), body("a.b", 2) + "\n");
    let samples = samples::read(&folder).unwrap().all;
    let headings: Vec<_> = samples.iter().map(|s| s.origin.as_ref().unwrap().heading.as_deref()).collect();
    assert_eq!(headings, [None, Some("A.b"), Some("C.d")]);
}

#[test]
fn equal_files_are_kept_and_changes_are_shown() {
    let page = |n| format!("A.b:\n\n{}\n\nC.d:\n{}\n", body("a.b", n), body("c.d", 1));
    let folder = with(&[("p.txt", &page(1))]);
    assert!(!plan(folder.path(), &["p.txt"]).unwrap().is_change());
    import(folder.path(), &["p.txt"]).unwrap();
    assert!(!plan(folder.path(), &["p.txt"]).unwrap().is_change());
    assert_eq!(actions(&import(folder.path(), &["p.txt"]).unwrap()), [Action::Keep; 3]);

    put(folder.path(), "p.txt", page(2).as_bytes());
    let changed = plan(folder.path(), &["p.txt"]).unwrap();
    assert!(changed.is_change());
    let replaced = &changed.writes[0];
    assert_eq!(
        (replaced.action, &replaced.before, &replaced.text),
        (Action::Replace, &(body("a.b", 1) + "\n"), &(body("a.b", 2) + "\n"))
    );
    let file = folder.path().join("samples/v2/a.b/p.json");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), replaced.before);
    apply(&changed).unwrap();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), replaced.text);
}

#[test]
fn a_payload_that_a_page_no_longer_shows_is_gone() {
    let page = |events: &[&str]| {
        events.iter().map(|event| format!("{event}:\n{}\n", body(event, 1))).collect::<Vec<_>>().concat()
    };
    let folder = with(&[("p.txt", &page(&["a.b", "c.d"])), ("other.txt", &page(&["a.b", "e.f"]))]);
    import(folder.path(), &["p.txt", "other.txt"]).unwrap();
    put(folder.path(), "p.txt", page(&["a.b"]).as_bytes());
    let changed = plan(folder.path(), &["p.txt"]).unwrap();
    assert!(changed.is_change());
    let gone: Vec<_> = changed.gone.iter().map(|(key, origin)| (key.as_str(), origin.to_string())).collect();
    assert_eq!(gone, [("v2/c.d/p.json", "p.txt:7 \"c.d\"".to_owned())]);
    assert!(import(folder.path(), &["other.txt"]).unwrap().iter().all(|(action, _)| *action == Action::Keep));

    std::fs::remove_file(folder.path().join("samples/v2/c.d/p.json")).unwrap();
    let removed = plan(folder.path(), &["p.txt"]).unwrap();
    assert!(!removed.is_change());
    assert!(!removed.writes.last().unwrap().text.contains("c.d"));
}

#[test]
fn json_with_comments_becomes_a_sample_and_a_note() {
    let folder = with(&[("p.txt", "A.b:\n{\n  \"event\": \"a.b\", // words\n  \"payload\": {},\n}\n")]);
    let plan = plan(folder.path(), &["p.txt"]).unwrap();
    let notes: Vec<_> = plan.notes.iter().map(|note| relative(folder.path(), note)).collect();
    assert_eq!(
        notes,
        ["p.txt:3: not quite JSON: the sample goes without this: comment (line 3), trailing comma (line 4)"]
    );
    assert_eq!(plan.writes[0].text, "{\n  \"event\": \"a.b\",\n  \"payload\": {}\n}\n");
}

#[test]
fn one_error_stops_the_import_and_all_errors_are_shown() {
    let folder = with(&[
        ("good.txt", &format!("A.b:\n{}", body("a.b", 1))),
        ("bad.txt", "A.b:\n{\"a\": }"),
        ("empty.txt", "words"),
    ]);
    put(folder.path(), "latin.txt", b"caf\xe9");
    let message = import(folder.path(), &["good.txt", "bad.txt", "empty.txt", "latin.txt", "gone.txt"]).unwrap_err();
    let starts: Vec<_> = message.lines().map(|line| line.split(": ").take(2).collect::<Vec<_>>().join(": ")).collect();
    assert_eq!(
        starts,
        ["bad.txt:2:7: not JSON", "empty.txt: no payload", "gone.txt: cannot be read", "latin.txt:1:4: not UTF-8"]
    );
    assert_eq!(test_support::files(&folder.path().join("samples")), ["hints.toml"]);
}

#[test]
fn a_heading_that_contradicts_its_body_needs_a_correction() {
    let folder = with(&[("p.txt", &format!("A.pass: words\n\n{}", body("a.sub", 1)))]);
    let message = import(folder.path(), &["p.txt"]).unwrap_err();
    assert_eq!(
        message,
        "p.txt:4: the body says \"event\": \"a.sub\": the heading \"A.pass\" (p.txt:1) names another event; \
         correct the body in corrections.toml, as sample \"v2/a.pass/p.json\", or call the heading an alias in hints.toml"
    );
    let toml = "[[correction]]\nsample = \"v2/a.pass/p.json\"\npointer = \"/event\"\n\
        from = \"a.sub\"\nto = \"a.pass\"\nreason = \"r\"\n";
    put(folder.path(), "samples/corrections.toml", toml.as_bytes());
    let done = import(folder.path(), &["p.txt"]).unwrap();
    assert_eq!(done[0].1, "v2/a.pass/p.json");
    let file = folder.path().join("samples/v2/a.pass/p.json");
    assert_eq!(std::fs::read_to_string(file).unwrap(), body("a.sub", 1) + "\n");
    let done = import(folder.path(), &["p.txt"]).unwrap();
    assert_eq!(actions(&done), [Action::Keep; 2]);
}

#[test]
fn an_alias_needs_no_correction() {
    let alias = |event| {
        format!(
            "[[alias]]\napi = \"v2\"\nheading = \"Refund.sub\"\nevent = \"{event}\"\nreason = \"r\"\n[envelope.v2]\nevent = \"event\"\npayload = \"payload\"\n"
        )
    };
    let page = format!("Refund.sub: words\n\n{}", body("refunded.sub", 1));
    let folder = with(&[("p.txt", &page), ("samples/hints.toml", &alias("refunded.sub"))]);
    let done = import(folder.path(), &["p.txt"]).unwrap();
    assert_eq!(done[0].1, "v2/refunded.sub/p.json");
    let samples = folder.path().join("samples");
    let read = samples::read(&samples).unwrap().all;
    assert_eq!(read[0].origin.as_ref().unwrap().heading.as_deref(), Some("Refund.sub"));

    put(folder.path(), "samples/hints.toml", alias("refunded.other").as_bytes());
    let message = import(folder.path(), &["p.txt"]).unwrap_err();
    assert!(message.starts_with("p.txt:4: the body says \"event\": \"refunded.sub\": "), "{message}");
    assert_eq!(
        relative(folder.path(), interface(&samples, None).unwrap_err()),
        "samples/hints.toml:1: alias no longer applies: no sample of v2 refunded.other was found under \
         \"Refund.sub\"; remove or update it"
    );
}

#[test]
fn two_payloads_cannot_claim_one_file() {
    let page = |n| format!("A.b:\n{}", body("a.b", n));
    let folder =
        with(&[("one/p.txt", &page(1)), ("two/p.txt", &page(2)), ("two/P.txt", &page(3)), ("three/p.md", &page(1))]);
    let message = import(folder.path(), &["one/p.txt", "two/p.txt", "two/P.txt"]).unwrap_err();
    assert_eq!(
        message,
        "two/P.txt:2: name is taken: one/p.txt:2 claims samples/v2/a.b/P.json too; rename a page\n\
         two/p.txt:2: name is taken: one/p.txt:2 claims samples/v2/a.b/p.json too; rename a page"
    );
    assert_eq!(test_support::files(&folder.path().join("samples")), ["hints.toml"]);
    assert_eq!(import(folder.path(), &["one/p.txt", "three/p.md"]).unwrap().len(), 2);
}

#[test]
fn no_name_leads_out_of_the_samples_folder() {
    let folder = with(&[
        ("p.txt", &body("../../up", 1)),
        ("q.txt", &body("a\\b", 1)),
        ("---.txt", &body("a.b", 1)),
        ("r.txt", &body("", 1)),
    ]);
    let message = import(folder.path(), &["p.txt", "q.txt", "r.txt", "---.txt"]).unwrap_err();
    assert!(message.starts_with("---.txt:1: unsafe name "), "{message}");
    assert!(message.contains("\nr.txt:1: no event name under \"event\": "), "{message}");
    let done = import(folder.path(), &["p.txt", "q.txt"]).unwrap();
    let paths: Vec<_> = done.iter().map(|(_, path)| path.as_str()).collect();
    assert_eq!(paths, ["v2/%2E.%2F..%2Fup/p.json", "v2/a%08/q.json", "provenance.toml"]);
}

#[test]
fn a_file_that_cannot_be_written_leaves_the_folder_as_it_was() {
    let page = format!("A.b:\n{}\nC.d:\n{}", body("a.b", 1), body("c.d", 1));
    let folder = with(&[("p.txt", &page)]);
    let planned = plan(folder.path(), &["p.txt"]).unwrap();
    put(folder.path(), "samples/v2/c.d/p.json/file", b"the name of the sample is taken by a folder");
    let message = apply(&planned).unwrap_err().to_string();
    assert!(message.contains("c.d/p.json: cannot be written: "), "{message}");
    assert!(!folder.path().join("samples/v2/a.b").exists());
    let message = import(folder.path(), &["p.txt"]).unwrap_err();
    assert!(message.starts_with("samples/v2/c.d/p.json: cannot be read: "), "{message}");
}

/// Pages in one of three formats that show these samples. Their prose is made up.
fn pages(folder: &Path, samples: &[Sample], format: &str) -> BTreeMap<String, String> {
    let mut pages: BTreeMap<String, String> = BTreeMap::new();
    for sample in samples {
        let heading = sample.origin.as_ref().and_then(|origin| origin.heading.clone()).unwrap();
        let title = sample.event.replace('_', " ");
        // The sample has its corrections applied, its file does not.
        let text = std::fs::read_to_string(folder.join(sample.key())).unwrap().trim().to_owned();
        let page =
            pages.entry(format!("{}.{format}", sample.name)).or_insert_with(|| match (format, sample.api.as_str()) {
                ("txt", "v1") => format!(
                    "  • Things\nOn this page\n  1. Old Webhooks\n\n{title} Webhook\n\nIt is sent at some point.\n"
                ),
                ("txt", _) => {
                    "  • Things\nOn this page\n  1. New Webhooks\n\nThings Webhook\n\nIt is sent at some point.\n"
                        .into()
                }
                ("md", _) => format!("# {title} Webhook\n\nIt is sent at some point.\n"),
                _ => format!("<title>x</title><h1>{title} Webhook</h1><p>It is sent\nat some point.</p>"),
            });
        let section = match format {
            "txt" if sample.api == "v1" => format!("\n{heading}\n{text}\n"),
            "txt" => format!("\n{heading}: Then it is sent.\n\n{text}\nPreviousThisNextThat\n"),
            "md" => format!("\n### {}\n\n```json\n{}\n```\n", heading.replace('_', "\\_"), text),
            _ => format!("<h3>{heading}</h3><pre>{}</pre>", text.replace('&', "&amp;").replace('"', "&quot;")),
        };
        page.push_str(&section);
    }
    pages
}

#[test]
fn importing_the_samples_of_this_project_again_changes_nothing() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples");
    let samples = samples::read(&own).unwrap().all;
    for format in ["txt", "md", "html"] {
        let folder = with(&[]);
        for (name, text) in pages(&own, &samples, format) {
            put(folder.path(), &name, text.as_bytes());
        }
        let files: Vec<_> = pages(&own, &samples, format).into_keys().map(|name| folder.path().join(name)).collect();
        let writes = import::plan(&files, &own, Options::default()).unwrap_or_else(|e| panic!("{e}")).writes;
        let samples_only = &writes[..writes.len() - 1];
        assert_eq!(samples_only.len(), 10);
        assert!(samples_only.iter().all(|write| write.action == Action::Keep), "{format}: {writes:?}");
        assert!(writes[10].text.contains("heading = \"Payment_Gateway.view\""));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn import_is_idempotent(
        events in prop::collection::vec(("[a-z]{1,6}[.][a-z]{1,6}", any::<u32>()), 1..6),
        split in 0usize..6,
    ) {
        let payload = |(event, n): &(String, u32)| format!("{event}: words\n{}\n", body(event, *n));
        let write = |part: &[(String, u32)]| part.iter().map(payload).collect::<Vec<_>>().concat();
        let (one, two) = events.split_at(split.min(events.len()));
        let all = [("one.txt", write(one)), ("two.txt", write(two))];
        let files = all.iter().map(|(name, text)| (*name, text.as_str()));
        let files: Vec<_> = files.filter(|(_, text)| !text.is_empty()).collect();
        let folder = with(&files);
        let names: Vec<_> = files.iter().map(|(name, _)| *name).collect();
        let first = import(folder.path(), &names).unwrap();
        prop_assert_eq!(actions(&first), vec![Action::Create; events.len() + 1]);
        let second = import(folder.path(), &names).unwrap();
        prop_assert_eq!(actions(&second), vec![Action::Keep; events.len() + 1]);
        prop_assert_eq!(samples::read(&folder.path().join("samples")).unwrap().all.len(), events.len());
    }
}
