//! The JSON output of all commands except for `inbox` matches its documented schemas.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail anywhere")]

mod command;

use command::receiver::answering;
use command::schema::{checked, checked_lines, read};
use command::{SAMPLES, folder, put, run, run_with};
use serde_json::{Value, json};

/// The schema of infer's output is that of all schemas, which has to be resolved here.
#[test]
fn infer_prints_a_json_schema() {
    let run = run_with(folder(&[]).path(), "infer -", r#"{"a": 1, "at": "2026-01-01T00:00:00Z"}"#).ends(0);
    assert!(jsonschema::meta::is_valid(&run.json()));
    assert_eq!(read("infer")["$ref"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(run.json()["$schema"], "https://json-schema.org/draft/2020-12/schema");
}

#[test]
fn shapes_are_listed() {
    let here = folder(&[("a.jsonl", "{\"event\": \"a\"}\n{\"event\": \"b\"}\n{}\n")]);
    let by_event = "infer a.jsonl --shape --by-event=/event --out shapes --json";
    let rows = checked("infer-events", &run(here.path(), by_event).ends(0));
    assert_eq!(
        (&rows[1]["event"], &rows[1]["is_documented"], rows.as_array().unwrap().len()),
        (&json!("b"), &Value::Null, 2)
    );
    let merged = checked("merge", &run(here.path(), "merge shapes/* --out all.shape --json").ends(0));
    assert_eq!((&merged["inputs"], &merged["documents"]), (&json!(2), &json!(2)));
}

#[test]
fn events_are_listed() {
    let here = folder(&[]);
    assert_eq!(checked("list", &run(here.path(), "list --json").ends(0)).as_array().unwrap().len(), 16);
}

#[test]
fn an_import_accounts_for_payloads_and_for_what_it_left_out() {
    let page = "## Gift.sent\n\n```json\n{\"event\": \"gift.sent\", \"payload\": {\"n\": 1}}\n```\n\n\
                ```json\n{\"event\": \"gift.sent\", \"payload\": {\"n\": ...}}\n```\n";
    let captures = "{\"api\":\"v2\",\"event\":\"a\",\"why\":\"undecodable\",\"text\":\"x\"}\n";
    let here = folder(&[("gifts.md", page), ("c.jsonl", captures)]);
    let actions = |arguments: &str, code: i32| -> Vec<(Value, Value)> {
        let run = run(here.path(), &format!("import --samples samples --json {arguments}")).ends(code);
        let rows = checked("import", &run);
        rows.as_array().unwrap().iter().map(|row| (row["action"].clone(), row["is_to_do"].clone())).collect()
    };
    let left_out = |is_to_do: bool| (json!("left out"), json!(is_to_do));
    assert_eq!(actions("gifts.md c.jsonl", 0), [(json!("written"), Value::Null), left_out(true), left_out(true)]);
    put(here.path(), "gifts.md", page.replace("\"n\": 1", "\"n\": 2"));
    assert_eq!(actions("gifts.md", 1)[0].0, "differs");
    put(here.path(), "gifts.md", page.replace("gift.sent", "gift.taken").replace("Gift.sent", "Gift.taken"));
    assert_eq!(actions("gifts.md", 1)[0].0, "new");
}

#[test]
fn generated_and_stale_files_are_named() {
    let here = folder(&[("samples/a/x/1.json", "{\"n\": 1}")]);
    let generate = |arguments: &str, code| {
        let run = run(here.path(), &format!("generate --samples samples --json {arguments}")).ends(code);
        let outcome = checked("generate", &run);
        let files = outcome["files"].as_array().unwrap().clone();
        (files, outcome["unchanged"].as_u64().unwrap())
    };
    let (stale, unchanged) = generate("--out types --check", 1);
    assert!(stale.len() > 5 && unchanged == 0 && stale.iter().all(|file| file["action"] == "missing"), "{stale:?}");
    let (written, unchanged) = generate("--out types", 0);
    assert!(written.len() == stale.len() && unchanged == 0 && written.iter().all(|file| file["action"] == "written"));
    assert_eq!(generate("--out types --check", 0), (vec![], written.len() as u64));
    put(here.path(), "samples/a/y/1.json", "{\"n\": 1}");
    assert!(generate("--out types --check", 1).0.iter().any(|file| file["action"] == "differs"));
    let plain = json!({"action": "written", "file": "plain.rs"});
    assert_eq!(generate("--out plain.rs --style plain", 0), (vec![plain], 0));
    assert_eq!(generate("--out plain.rs --style plain", 0), (vec![], 1));
}

#[test]
fn changes_have_their_class() {
    let here = folder(&[
        ("old/a/x/1.json", "{\"n\": 1, \"gone\": null}"),
        ("new/a/x/1.json", "{\"n\": \"x\", \"more\": {\"m\": 1}}"),
    ]);
    let compared = checked("diff", &run(here.path(), "diff old new --json").ends(12));
    assert_eq!(compared["class"], "major");
    assert!(compared["changes"].as_array().unwrap().iter().any(|change| change["cause"] == "contradicted"));
    let same = checked("diff", &run(here.path(), "diff old old --json").ends(0));
    assert_eq!(same, json!({"class": "none", "changes": []}));
}

#[test]
fn a_release_lists_its_files_and_the_next_steps() {
    let here = folder(&[("samples/a/x/1.json", "{\"n\": 1}")]);
    run(here.path(), "generate --samples samples --out types").ends(0);
    let released = checked("release", &run(here.path(), "release --samples samples --out types --json").ends(0));
    assert!(released["from"].is_null() && !released["next"].as_array().unwrap().is_empty(), "{released}");
    let again = checked("release", &run(here.path(), "release --samples samples --out types --json").ends(0));
    assert_eq!((&again["changelog"], &again["to"]), (&Value::Null, &released["to"]));
}

#[test]
fn a_catalogue_names_its_page() {
    let here = folder(&[("samples/a/x/1.json", "{\"n\": 1}"), ("old/a/x/1.json", "{\"n\": 1, \"m\": 1}")]);
    let written = checked("catalogue", &run(here.path(), "catalogue --samples samples --out out --json").ends(0));
    assert_eq!((&written["file"], &written["changes"]), (&json!("out/index.html"), &Value::Null));
    let written =
        checked("catalogue", &run(here.path(), "catalogue --samples samples --out out --json --against old").ends(0));
    assert_eq!(written["changes"]["version"], "old");
}

#[test]
fn each_inspected_document_is_a_line() {
    let here = folder(&[]);
    let bodies = "{\"event\": \"gift.sent\"}\n{\"event\": \"purchase.pass\", \"payload\": 5}\n{}\n{nope\n";
    let run = run_with(here.path(), "inspect --json -", bodies).ends(2);
    let lines = checked_lines("inspect", &run.out);
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert_eq!(lines[1]["drift"][0]["kind"], "mismatch");
    assert!(run.err.starts_with("<stdin>:4:2: not JSON: "), "{}", run.err);
}

#[test]
fn answers_are_counted_by_event() {
    let here = folder(&[]);
    let (url, _requests) = answering(&[200; 2]);
    let sent = checked("trigger", &run(here.path(), &format!("trigger login -n 2 --json --to {url}")).ends(0));
    assert_eq!(sent[0]["answered"], json!({"200": 2}));
    let (url, _requests) = answering(&[500; 16]);
    let sent = checked("replay", &run(here.path(), &format!("replay {SAMPLES} --json --to {url}")).ends(1));
    assert_eq!(sent.as_array().unwrap().len(), 15);
}

#[cfg(unix)]
#[test]
fn each_recorded_delivery_is_a_line() {
    let here = folder(&[("unnamed.json", "{\"some\": \"thing\"}")]);
    let recorder = command::receiver::Recorder::start(here.path(), "--json");
    run(here.path(), &format!("trigger purchase.pass --to {}", recorder.url)).ends(0);
    run(here.path(), &format!("replay unnamed.json --to {}", recorder.url));
    recorder.signal("-TERM");
    let (lines, _) = recorder.ends(0);
    let lines = checked_lines("record", &lines.join("\n"));
    assert_eq!(lines[0]["event"], "purchase.pass");
}
