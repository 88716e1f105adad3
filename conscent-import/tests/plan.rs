//! An import writes all payloads that it can take, and only whole files. Repeating it changes nothing.
mod conscent;
mod importing;

use conscent_codegen::samples::{self, Sample};
use conscent_codegen::{Diagnostic, interface};
use conscent_import::{self as import, Action, Answers, Options, apply};
use importing::{actions, body, import, left_out, plan};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use test_support::{folder as with, put, relative};

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
        ["p.txt:3: not quite JSON: removed or replaced in the sample: comment (line 3), trailing comma (line 4)"]
    );
    assert_eq!(plan.writes[0].text, "{\n  \"event\": \"a.b\",\n  \"payload\": {}\n}\n");
}

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let folder = with(&[
        ("good.txt", &format!("A.b:\n{}", body("a.b", 1))),
        ("bad.txt", "A.b:\n{\"a\": }"),
        ("empty.txt", "words"),
    ]);
    put(folder.path(), "latin.txt", b"caf\xe9");
    let plan = plan(folder.path(), &["good.txt", "bad.txt", "empty.txt", "latin.txt", "gone.txt"]).unwrap();
    let start = |message: String| message.split(": ").take(2).collect::<Vec<_>>().join(": ");
    let shown = |all: &[Diagnostic]| all.iter().map(|one| start(relative(folder.path(), one))).collect::<Vec<_>>();
    assert_eq!(shown(&plan.unreadable), ["latin.txt:1:4: not UTF-8", "gone.txt: cannot be read"]);
    assert_eq!(shown(&plan.notes), ["empty.txt: no payload"]);
    let [why] = left_out(folder.path(), &plan).try_into().unwrap();
    assert!(why.starts_with("bad.txt:2: left out: ") && plan.left_out[0].why.name() == "not-json", "{why}");
    assert!(!plan.is_whole());
    apply(&plan).unwrap();
    assert!(folder.path().join("samples/v2/a.b/good.json").exists());
}

#[test]
fn a_heading_that_contradicts_the_body_needs_a_correction() {
    let page = format!("A.pass: words\n\n{}\n\nC.d:\n{}", body("a.sub", 1), body("c.d", 1));
    let folder = with(&[("p.txt", &page)]);
    let first = plan(folder.path(), &["p.txt"]).unwrap();
    assert_eq!(
        left_out(folder.path(), &first),
        [
            "p.txt:4: left out: the body says \"event\": \"a.sub\", but the heading \"A.pass\" (line 1) names another event; \
         correct the body in corrections.toml, as sample \"v2/a.pass/p.json\", or make the heading an alias in hints.toml"
        ]
    );
    assert_eq!(first.writes[0].path, "v2/c.d/p.json");
    let toml = "[[correction]]\nsample = \"v2/a.pass/p.json\"\npointer = \"/event\"\n\
        from = \"a.sub\"\nto = \"a.pass\"\nreason = \"r\"\n";
    put(folder.path(), "samples/corrections.toml", toml.as_bytes());
    let done = import(folder.path(), &["p.txt"]).unwrap();
    assert_eq!(done[0].1, "v2/a.pass/p.json");
    let file = folder.path().join("samples/v2/a.pass/p.json");
    assert_eq!(std::fs::read_to_string(file).unwrap(), body("a.sub", 1) + "\n");
    let done = import(folder.path(), &["p.txt"]).unwrap();
    assert_eq!(actions(&done), [Action::Keep; 3]);
    // Without it, the sample is a contradiction again, but the page still has it.
    std::fs::remove_file(folder.path().join("samples/corrections.toml")).unwrap();
    assert!(!plan(folder.path(), &["p.txt"]).unwrap().is_change());
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
    let other = plan(folder.path(), &["p.txt"]).unwrap();
    let [why] = left_out(folder.path(), &other).try_into().unwrap();
    assert!(why.starts_with("p.txt:4: left out: the body says \"event\": \"refunded.sub\", "), "{why}");
    assert_eq!(
        relative(folder.path(), interface(&samples, None).unwrap_err()),
        "samples/hints.toml:1:1: alias no longer applies: no sample of v2 refunded.other was found under \
         \"Refund.sub\"; remove or update it"
    );
}

#[test]
fn an_ignore_hint_without_effect_is_reported() {
    let hints = format!("{}\n[[ignore]]\npage = \"p\"\nkeys = [\"received\"]\n", conscent::HINTS);
    let folder = with(&[("p.txt", &format!("A.b:\n{}", body("a.b", 1))), ("samples/hints.toml", &hints)]);
    let note =
        |pages: &[&str]| plan(folder.path(), pages).unwrap().notes.first().map(|note| relative(folder.path(), note));
    put(folder.path(), "other.txt", body("a.b", 2));
    assert!(
        note(&["p.txt"]).unwrap().starts_with("samples/hints.toml:10:1: a hint has no effect: "),
        "{:?}",
        note(&["p.txt"])
    );
    assert_eq!(note(&["other.txt"]), None);
    // The build accepts it.
    import(folder.path(), &["p.txt"]).unwrap();
    assert_eq!(samples::read(&folder.path().join("samples")).unwrap().all.len(), 1);
}

#[test]
fn an_answer_is_about_a_line_of_one_page() {
    let folder = with(&[("p.txt", &format!("A.b:\n{}", body("a.b", 1))), ("q.txt", &body("a.b", 2))]);
    put(folder.path(), "samples/hints.toml", conscent::HINTS);
    let answers = |line| Answers { lines: [(line, "a.b".to_owned())].into(), ..Answers::default() };
    let ask = |pages: &[&str], line| {
        let pages: Vec<_> = pages.iter().map(|page| folder.path().join(page)).collect();
        let options = Options { answers: Some(&answers(line)), ..Options::default() };
        import::plan(&pages, &folder.path().join("samples"), options).map(drop).map_err(|e| relative(folder.path(), e))
    };
    assert_eq!(ask(&["p.txt"], 2), Ok(()));
    assert!(ask(&["p.txt"], 1).unwrap_err().starts_with("p.txt:1: no payload starts here: "));
    // A text that is left out has its own reason.
    put(folder.path(), "bad.txt", "A.b:\n{\"a\": nope}\n");
    assert_eq!(ask(&["bad.txt"], 2), Ok(()));
    assert!(ask(&["p.txt", "q.txt"], 2).unwrap_err().starts_with("--event: which page?: "));
}

#[test]
fn a_failed_write_leaves_the_folder_unchanged() {
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
        // One of the pages has no heading above its payload.
        let heading = sample.origin.as_ref().and_then(|origin| origin.heading.clone()).unwrap_or_default();
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
            _ if heading.is_empty() && format != "html" => format!("\n```json\n{text}\n```\n"),
            "txt" => format!("\n{heading}: Then it is sent.\n\n{text}\nPreviousThisNextThat\n"),
            "md" => format!("\n### {}\n\n```json\n{}\n```\n", heading.replace('_', "\\_"), text),
            _ => format!("<h3>{heading}</h3><pre>{}</pre>", text.replace('&', "&amp;").replace('"', "&quot;")),
        };
        page.push_str(&section);
    }
    pages
}

#[test]
fn reimporting_the_samples_of_this_project_changes_nothing() {
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
        assert_eq!(samples_only.len(), 16);
        assert!(samples_only.iter().all(|write| write.action == Action::Keep), "{format}: {writes:?}");
        assert!(writes[16].text.contains("heading = \"Payment_Gateway.view\""));
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
