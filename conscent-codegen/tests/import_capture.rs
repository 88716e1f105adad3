//! Captured deliveries become samples, each lesson once.
#![allow(clippy::unwrap_used, reason = "a test may fail wherever it likes, its helpers too")]

mod sample_folder;

use conscent_codegen::import::{self, Action, Plan};
use conscent_codegen::package::Package;
use conscent_codegen::{generate, sample};
use sample_folder::{put, relative, with};
use serde_json::{Value, json};
use std::path::Path;

fn line(event: &str, why: &str, payload: &Value) -> String {
    json!({"api": "v2", "event": event, "why": why, "body": {"event": event, "payload": payload}}).to_string() + "\n"
}

fn gift(number: u32) -> String {
    line("gift.sent", "unknown_event", &json!({"gift": {"n": number}}))
}

fn import(folder: &Path, files: &[&str]) -> Result<Plan, String> {
    let files: Vec<_> = files.iter().map(|file| folder.join(file)).collect();
    let plan = import::plan(&files, &folder.join("samples"), None).map_err(|e| relative(folder, e))?;
    import::apply(&plan.writes).unwrap();
    Ok(plan)
}

fn actions(plan: &Plan) -> Vec<Action> {
    plan.writes.iter().map(|write| write.action).collect()
}

fn left_out(folder: &Path, plan: &Plan) -> Vec<String> {
    plan.notes.iter().map(|one| relative(folder, one)).collect()
}

#[test]
fn each_lesson_is_one_sample_and_a_second_time_none() {
    let more = line("gift.sent", "unknown_event", &json!({"gift": {"n": 1, "note": null}}));
    let folder = with(&[("seen.jsonl", &[gift(1), gift(2), "\n".into(), more].concat())]);
    assert_eq!(actions(&import(folder.path(), &["seen.jsonl"]).unwrap()), [Action::Create; 3]);
    let samples = sample::read(&folder.path().join("samples")).unwrap();
    let mut lines: Vec<_> = samples.iter().map(|one| one.origin.as_ref().unwrap()).map(|origin| origin.line).collect();
    lines.sort_unstable();
    assert_eq!(lines, [1, 4]);
    for sample in &samples {
        assert_eq!((sample.api.as_str(), sample.event.as_str()), ("v2", "gift.sent"));
        assert_eq!(sample.name.strip_prefix("capture-").map(str::len), Some(16));
        assert_eq!(sample.origin.as_ref().unwrap().page, "seen.jsonl");
    }
    assert_eq!(actions(&import(folder.path(), &["seen.jsonl"]).unwrap()), [Action::Keep; 3]);

    // The same lesson from another file, with other values and on other lines: the folder has it.
    put(folder.path(), "later.jsonl", ["\n\n\n".to_owned(), gift(3)].concat().as_bytes());
    assert_eq!(actions(&import(folder.path(), &["later.jsonl", "seen.jsonl"]).unwrap()), [Action::Keep; 3]);
}

#[test]
fn the_generator_knows_what_was_imported() {
    let folder = with(&[("seen.jsonl", &gift(1))]);
    put(folder.path(), "samples/hints.toml", b"[envelope.v2]\nevent = \"event\"\npayload = \"payload\"\n");
    std::fs::create_dir_all(folder.path().join("samples/v2")).unwrap();
    import(folder.path(), &["seen.jsonl"]).unwrap();
    let files = generate(&folder.path().join("samples"), &Package::new("gifts")).unwrap();
    let source = files.iter().map(|file| file.text.as_str()).collect::<String>();
    assert!(source.contains("pub struct GiftSent"));
    assert!(source.contains("\"gift.sent\""));
}

#[test]
fn what_teaches_nothing_is_left_out_and_told() {
    let lines = [
        r#"{"api":"v2","event":"","why":"undecodable","text":"{\"event\""}"#.to_owned() + "\n",
        r#"{"api":"v2","event":"gift.sent","why":"drift","body":[1]}"#.to_owned() + "\n",
        format!(r#"{{"api":"v2","event":"a.b","why":"drift","body":{{"a":{}{}}}}}"#, "[".repeat(127), "]".repeat(127))
            + "\n",
        line("../up", "unknown_event", &json!({})),
        line("gift.sent", "drift", &json!({})).replacen("gift.sent", "gift.lost", 1),
        gift(1),
        r#"{"api":"v2","event":"gift.sent","why":"dr"#.into(),
    ];
    let folder = with(&[]);
    // Torn within a character.
    put(folder.path(), "seen.jsonl", &[lines.concat().as_bytes(), b"\xc3"].concat());
    let plan = import(folder.path(), &["seen.jsonl"]).unwrap();
    assert_eq!(actions(&plan), [Action::Create; 2]);
    let told = left_out(folder.path(), &plan);
    let starts: Vec<_> = told.iter().map(|one| one.split(": ").take(3).collect::<Vec<_>>().join(": ")).collect();
    assert_eq!(
        starts,
        [
            "seen.jsonl:1: left out: undecodable",
            "seen.jsonl:2: left out: no payload",
            "seen.jsonl:3: left out: no payload",
            "seen.jsonl:4: left out: unsafe name \"../up\"",
            "seen.jsonl:5: left out: another event",
            "seen.jsonl:7: left out: not JSON",
        ]
    );
    assert!(!folder.path().join("up").exists());
}

#[test]
fn redaction_replaces_values_and_changes_no_lesson() {
    let line =
        line("gift.sent", "unknown_event", &json!({"name": "JOE", "kind": "LOAN", "list": [{"note": "for Jo"}]}));
    let folder = with(&[("seen.jsonl", &line)]);
    let plan = |letter: char| {
        let redact = |body: &str, event: &str| {
            assert_eq!(event, "gift.sent");
            body.replace("JOE", &letter.to_string().repeat(3)).replace("for Jo", &letter.to_string())
        };
        import::plan(&[folder.path().join("seen.jsonl")], &folder.path().join("samples"), Some(&redact)).unwrap()
    };
    let redacted = plan('X');
    let text = &redacted.writes[0].text;
    assert!(text.contains("\"name\": \"XXX\"") && text.contains("\"note\": \"X\"") && text.contains("LOAN"), "{text}");
    assert_eq!(redacted.writes[0].path, plan('Y').writes[0].path);
    import::apply(&redacted.writes).unwrap();
    assert_eq!(actions(&plan('Y')), [Action::Keep; 2]);
}

#[test]
fn pages_are_not_redacted() {
    let folder = with(&[("p.txt", "A.b:\n{\"event\": \"a.b\", \"payload\": {}}")]);
    let files = [folder.path().join("p.txt")];
    let wrong = import::plan(&files, &folder.path().join("samples"), Some(&|body, _| body.to_owned())).unwrap_err();
    assert!(relative(folder.path(), &wrong).starts_with("p.txt: a page is not redacted: "), "{wrong}");
}

#[test]
fn json_that_is_no_capture_is_an_error_and_nothing_is_written() {
    let folder = with(&[("bodies.jsonl", "{\"event\": \"gift.sent\"}\n[]\n"), ("seen.jsonl", &gift(1))]);
    let message = import(folder.path(), &["seen.jsonl", "bodies.jsonl", "gone.jsonl"]).unwrap_err();
    let starts: Vec<_> = message.lines().map(|line| line.split(": ").take(2).collect::<Vec<_>>().join(": ")).collect();
    assert_eq!(starts, ["bodies.jsonl:1: no capture", "bodies.jsonl:2: no capture", "gone.jsonl: cannot be read"]);
    assert!(!folder.path().join("samples").exists());
}

#[test]
fn nothing_captured_writes_nothing() {
    let folder = with(&[("seen.jsonl", "")]);
    assert_eq!(import(folder.path(), &["seen.jsonl"]).unwrap(), Plan::default());
    assert!(!folder.path().join("samples").exists());
}

#[test]
fn a_captured_sample_takes_no_function_from_a_documented_one() {
    let folder = with(&[
        ("samples/hints.toml", "[envelope.v2]\nevent = \"event\"\npayload = \"payload\"\n"),
        ("samples/v2/gift.sent/page.json", r#"{"event": "gift.sent", "payload": {"gift": {"n": 1}}}"#),
        ("capture.jsonl", &line("gift.sent", "drift", &json!({"gift": {"n": 1, "new": true}}))),
    ]);
    import(folder.path(), &["capture.jsonl"]).unwrap();
    let apis = conscent_codegen::model(&folder.path().join("samples")).unwrap().apis;
    let samples = &apis[0].events[0].samples;
    assert!(
        samples[0].name.starts_with("capture-") && samples[0].ident.starts_with("gift_sent_capture_"),
        "{samples:?}"
    );
    assert_eq!((samples[1].name.as_str(), samples[1].ident.as_str()), ("page", "gift_sent"));
}
