//! Import writes all or nothing, and a second time nothing.
#![allow(clippy::unwrap_used, reason = "a test may fail wherever it likes, its helpers too")]

mod sample_folder;

use conscent_codegen::import::{self, Action, Plan, Write};
use conscent_codegen::sample::{self, Sample};
use proptest::prelude::*;
use sample_folder::{put, relative, with};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Imports pages that lie in the folder itself into its `samples`.
fn import(folder: &Path, pages: &[&str]) -> Result<Vec<(Action, String)>, String> {
    let plan = plan(folder, pages)?;
    import::apply(&plan.writes).unwrap();
    let brief = |write: Write| (write.action, relative(folder, write.path.display()));
    Ok(plan.writes.into_iter().map(brief).collect())
}

fn plan(folder: &Path, pages: &[&str]) -> Result<Plan, String> {
    let pages: Vec<PathBuf> = pages.iter().map(|page| folder.join(page)).collect();
    import::plan(&pages, &folder.join("samples"), None).map_err(|e| relative(folder, e))
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
    assert_eq!(
        paths,
        [
            "samples/v2/a.b/some-page-2.json",
            "samples/v2/a.b/some-page.json",
            "samples/v2/c.d/some-page.json",
            "samples/provenance.toml"
        ]
    );
    assert_eq!(actions(&done), [Action::Create; 4]);
    assert_eq!(std::fs::read_to_string(folder.path().join(paths[0])).unwrap(), body("a.b", 2) + "\n");
    let samples = sample::read(&folder.path().join("samples")).unwrap();
    let headings: Vec<_> = samples.iter().map(|s| s.origin.as_ref().unwrap().heading.as_deref()).collect();
    assert_eq!(headings, [None, Some("A.b"), Some("C.d")]);
}

#[test]
fn identical_is_kept_and_a_plan_tells_what_has_changed() {
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
    import::apply(&changed.writes).unwrap();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), replaced.text);
}

#[test]
fn what_a_page_does_not_show_any_more_is_gone_until_its_file_is() {
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
fn one_wrong_page_stops_all_and_every_error_is_shown() {
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
    assert!(!folder.path().join("samples").exists());
}

#[test]
fn a_heading_that_contradicts_its_body_needs_a_correction() {
    let folder = with(&[("p.txt", &format!("A.pass: words\n\n{}", body("a.sub", 1)))]);
    let message = import(folder.path(), &["p.txt"]).unwrap_err();
    assert_eq!(
        message,
        "p.txt:4: the body says \"event\": \"a.sub\": the heading \"A.pass\" (p.txt:1) names another event; correct the body in \
         corrections.toml, as sample \"v2/a.pass/p.json\", or call the heading an alias in hints.toml"
    );
    let toml = "[[correction]]\nsample = \"v2/a.pass/p.json\"\npointer = \"/event\"\nfrom = \"a.sub\"\nto = \"a.pass\"\nreason = \"r\"\n";
    put(folder.path(), "samples/corrections.toml", toml.as_bytes());
    let done = import(folder.path(), &["p.txt"]).unwrap();
    assert_eq!(done[0].1, "samples/v2/a.pass/p.json");
    assert_eq!(std::fs::read_to_string(folder.path().join(&done[0].1)).unwrap(), body("a.sub", 1) + "\n");
    let done = import(folder.path(), &["p.txt"]).unwrap();
    assert_eq!(actions(&done), [Action::Keep; 2]);
}

#[test]
fn a_heading_that_is_an_alias_needs_none() {
    let alias =
        |event| format!("[[alias]]\napi = \"v2\"\nheading = \"Refund.sub\"\nevent = \"{event}\"\nreason = \"r\"\n");
    let page = format!("Refund.sub: words\n\n{}", body("refunded.sub", 1));
    let folder = with(&[("p.txt", &page), ("samples/hints.toml", &alias("refunded.sub"))]);
    let done = import(folder.path(), &["p.txt"]).unwrap();
    assert_eq!(done[0].1, "samples/v2/refunded.sub/p.json");
    let samples = folder.path().join("samples");
    assert_eq!(sample::read(&samples).unwrap()[0].origin.as_ref().unwrap().heading.as_deref(), Some("Refund.sub"));
    conscent_codegen::model(&samples).unwrap();

    put(folder.path(), "samples/hints.toml", alias("refunded.other").as_bytes());
    let message = import(folder.path(), &["p.txt"]).unwrap_err();
    assert!(message.starts_with("p.txt:4: the body says \"event\": \"refunded.sub\": "), "{message}");
    assert_eq!(
        relative(folder.path(), conscent_codegen::model(&samples).unwrap_err()),
        "samples/hints.toml:1: alias no longer applies: no sample of v2 refunded.other was found under \"Refund.sub\"; remove or update it"
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
    assert!(!folder.path().join("samples").exists());
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
    assert_eq!(message.matches(": unsafe name ").count(), 4, "{message}");
}

#[test]
fn what_cannot_be_written_leaves_nothing_behind() {
    let page = format!("A.b:\n{}\nC.d:\n{}", body("a.b", 1), body("c.d", 1));
    let folder = with(&[("p.txt", &page), ("samples/v2/c.d", "a file where a folder belongs")]);
    let create = |path| Write {
        path: folder.path().join(path),
        text: "{}".into(),
        before: String::new(),
        action: Action::Create,
        sample: None,
    };
    let writes = ["samples/v2/a.b/p.json", "samples/v2/c.d/p.json"].map(create);
    let message = import::apply(&writes).unwrap_err().to_string();
    assert!(message.contains("c.d/p.json: cannot be written: "), "{message}");
    assert!(!folder.path().join("samples/v2/a.b").exists());
    assert!(import(folder.path(), &["p.txt"]).is_err());
}

/// Pages with words of this test's own around the project's samples, in one of three formats.
fn pages(samples: &[Sample], format: &str) -> BTreeMap<String, String> {
    let mut pages: BTreeMap<String, String> = BTreeMap::new();
    for sample in samples {
        let heading = sample.origin.as_ref().and_then(|origin| origin.heading.clone()).unwrap();
        let title = sample.event.replace('_', " ");
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
            "txt" if sample.api == "v1" => format!("\n{heading}\n{}\n", sample.text),
            "txt" => format!("\n{heading}: Then it is sent.\n\n{}\nPreviousThisNextThat\n", sample.text),
            "md" => format!("\n### {}\n\n```json\n{}\n```\n", heading.replace('_', "\\_"), sample.text),
            _ => format!("<h3>{heading}</h3><pre>{}</pre>", sample.text.replace('&', "&amp;").replace('"', "&quot;")),
        };
        page.push_str(&section);
    }
    pages
}

#[test]
fn importing_the_project_s_samples_again_changes_nothing_in_any_format() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples");
    let samples = sample::read(&own).unwrap();
    for format in ["txt", "md", "html"] {
        let folder = with(&[]);
        for (name, text) in pages(&samples, format) {
            put(folder.path(), &name, text.as_bytes());
        }
        let files: Vec<_> = pages(&samples, format).into_keys().map(|name| folder.path().join(name)).collect();
        let writes = import::plan(&files, &own, None).unwrap_or_else(|e| panic!("{e}")).writes;
        let samples_only = &writes[..writes.len() - 1];
        assert_eq!(samples_only.len(), 10);
        assert!(samples_only.iter().all(|write| write.action == Action::Keep), "{format}: {writes:?}");
        assert!(writes[10].text.contains("heading = \"Payment_Gateway.view\""));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn import_is_idempotent(events in prop::collection::vec(("[a-z]{1,6}[.][a-z]{1,6}", any::<u32>()), 1..6), split in 0usize..6) {
        let payload = |(event, n): &(String, u32)| format!("{event}: words\n{}\n", body(event, *n));
        let write = |part: &[(String, u32)]| part.iter().map(payload).collect::<Vec<_>>().concat();
        let (one, two) = events.split_at(split.min(events.len()));
        let all = [("one.txt", write(one)), ("two.txt", write(two))];
        let files: Vec<_> = all.iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (*name, text.as_str())).collect();
        let folder = with(&files);
        let names: Vec<_> = files.iter().map(|(name, _)| *name).collect();
        let first = import(folder.path(), &names).unwrap();
        prop_assert_eq!(actions(&first), vec![Action::Create; events.len() + 1]);
        let second = import(folder.path(), &names).unwrap();
        prop_assert_eq!(actions(&second), vec![Action::Keep; events.len() + 1]);
        prop_assert_eq!(sample::read(&folder.path().join("samples")).unwrap().len(), events.len());
    }
}
