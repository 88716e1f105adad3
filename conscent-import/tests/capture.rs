//! Captured deliveries become samples, one for each fingerprint.
mod conscent;

use conscent_codegen::{Package, generate, interface, samples};
use conscent_import::{Action, Options, Plan, Redact, Redacted, apply, plan};
use serde_json::{Value, json};
use std::path::Path;
use test_support::{folder as with, put, relative};

fn line(event: &str, why: &str, payload: &Value) -> String {
    json!({"api": "v2", "event": event, "why": why, "body": {"event": event, "payload": payload}}).to_string() + "\n"
}

fn gift(number: u32) -> String {
    line("gift.sent", "unknown_event", &json!({"gift": {"n": number}}))
}

fn import(folder: &Path, files: &[&str]) -> Result<Plan, String> {
    let files: Vec<_> = files.iter().map(|file| folder.join(file)).collect();
    let plan = plan(&files, &folder.join("samples"), Options::default()).map_err(|e| relative(folder, e))?;
    apply(&plan).unwrap();
    Ok(plan)
}

fn actions(plan: &Plan) -> Vec<Action> {
    plan.writes.iter().map(|write| write.action).collect()
}

fn left_out(folder: &Path, plan: &Plan) -> Vec<String> {
    plan.captures_left_out.iter().map(|one| relative(folder, one)).collect()
}

#[test]
fn each_fingerprint_is_one_sample() {
    let more = line("gift.sent", "unknown_event", &json!({"gift": {"n": 1, "note": null}}));
    let folder = with(&[("seen.jsonl", &[gift(1), gift(2), "\n".into(), more].concat())]);
    assert_eq!(actions(&import(folder.path(), &["seen.jsonl"]).unwrap()), [Action::Create; 3]);
    let samples = samples::read(&folder.path().join("samples")).unwrap().all;
    let mut lines: Vec<_> =
        samples.iter().map(|one| one.origin.as_ref().unwrap()).map(|origin| origin.line.unwrap()).collect();
    lines.sort_unstable();
    assert_eq!(lines, [1, 4]);
    for sample in &samples {
        assert_eq!((sample.api.as_str(), sample.event.as_str()), ("v2", "gift.sent"));
        assert_eq!(sample.name.strip_prefix("capture-").map(str::len), Some(16));
        assert_eq!(sample.origin.as_ref().unwrap().page, "seen.jsonl");
    }
    assert_eq!(actions(&import(folder.path(), &["seen.jsonl"]).unwrap()), [Action::Keep; 3]);

    // The folder already has this fingerprint, from another file, with other values and on another line.
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
fn lines_without_an_event_are_left_out_and_reported() {
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
    let folder = with(&[("samples/hints.toml", conscent::HINTS)]);
    // Torn within a character.
    put(folder.path(), "seen.jsonl", [lines.concat().as_bytes(), b"\xc3"].concat());
    let plan = import(folder.path(), &["seen.jsonl"]).unwrap();
    assert_eq!(actions(&plan), [Action::Create; 3]);
    assert_eq!(plan.writes[0].sample.as_ref().unwrap().event, "../up");
    assert!(plan.writes[0].path.starts_with("v2/%2E.%2Fup/"), "{}", plan.writes[0].path);
    let notes = left_out(folder.path(), &plan);
    let starts: Vec<_> = notes.iter().map(|one| one.split(": ").take(3).collect::<Vec<_>>().join(": ")).collect();
    assert_eq!(
        starts,
        [
            "seen.jsonl:1: left out: undecodable",
            "seen.jsonl:2: left out: no payload",
            "seen.jsonl:3: left out: no payload",
            "seen.jsonl:5: left out: event mismatch",
            "seen.jsonl:7: left out: not JSON",
        ]
    );
    assert!(!folder.path().join("up").exists());
}

#[test]
fn redaction_replaces_values_but_not_the_fingerprint() {
    let line =
        line("gift.sent", "unknown_event", &json!({"name": "JOE", "kind": "LOAN", "list": [{"note": "for Jo"}]}));
    let folder = with(&[("seen.jsonl", &line)]);
    let redacted = |letter: char| {
        let redact = |body: &str, event: &str| {
            assert_eq!(event, "gift.sent");
            let body = body.replace("JOE", &letter.to_string().repeat(3)).replace("for Jo", &letter.to_string());
            Redacted { event: event.to_owned(), body }
        };
        plan(
            &[folder.path().join("seen.jsonl")],
            &folder.path().join("samples"),
            Options { redact: Some(&redact), ..Options::default() },
        )
        .unwrap()
    };
    let first = redacted('X');
    let text = &first.writes[0].text;
    assert!(text.contains("\"name\": \"XXX\"") && text.contains("\"note\": \"X\"") && text.contains("LOAN"), "{text}");
    assert_eq!(first.writes[0].path, redacted('Y').writes[0].path);
    apply(&first).unwrap();
    assert_eq!(actions(&redacted('Y')), [Action::Keep; 2]);
}

#[test]
fn redaction_covers_the_event_and_each_delivery_of_a_batch() {
    let hints =
        "[envelope.mail]\nevent = \"event\"\nbatch = true\n[envelope.hub]\nevent = \"action\"\nheader = \"x-hub\"\n";
    let line = |api: &str, event: &str, body: &str| {
        format!(r#"{{"api":"{api}","event":"{event}","why":"drift","body":{body}}}"#)
    };
    let lines = [
        line("mail", "open", r#"[{"event": "open"}, {"event": "jo@mail.in", "to": "jo@mail.in"}]"#),
        line("hub", "push.jo@mail.in", r#"{"action": "jo@mail.in"}"#),
        // The line and the body name different events.
        line("mail", "jo@mail.in", r#"{"event": "open"}"#),
    ];
    let folder = with(&[("samples/hints.toml", hints), ("seen.jsonl", &lines.join("\n"))]);
    let redact = |body: &str, event: &str| {
        let hidden = |text: &str| text.replace("jo@mail.in", "xx@xxxx.example");
        Redacted { event: hidden(event), body: hidden(body) }
    };
    let options = Options { redact: Some(&redact), ..Options::default() };
    let plan = plan(&[folder.path().join("seen.jsonl")], &folder.path().join("samples"), options).unwrap();
    apply(&plan).unwrap();
    assert_eq!(
        left_out(folder.path(), &plan),
        ["seen.jsonl:3: left out: event mismatch: the body does not name the event \"xx@xxxx.example\""]
    );
    let samples = samples::read(&folder.path().join("samples")).unwrap().all;
    let events: Vec<_> = samples.iter().map(|one| one.event.as_str()).collect();
    assert_eq!(events, ["push.xx@xxxx.example", "open", "xx@xxxx.example"]);
    assert!(!format!("{plan:?}").contains("jo@mail.in"));
}

#[test]
fn pages_are_not_redacted() {
    let folder = with(&[("p.txt", "A.b:\n{\"event\": \"a.b\", \"payload\": {}}")]);
    let files = [folder.path().join("p.txt")];
    let error = plan(
        &files,
        &folder.path().join("samples"),
        Options {
            redact: Some(&|body, event| Redacted { event: event.to_owned(), body: body.to_owned() }),
            ..Options::default()
        },
    )
    .unwrap_err();
    assert!(relative(folder.path(), &error).starts_with("p.txt: a page is not redacted: "), "{error}");
}

#[test]
fn invalid_capture_lines_do_not_stop_the_rest() {
    let folder = with(&[("bodies.jsonl", "{\"event\": \"gift.sent\"}\n[]\n"), ("seen.jsonl", &gift(1))]);
    let plan = import(folder.path(), &["seen.jsonl", "bodies.jsonl", "gone.jsonl"]).unwrap();
    let reasons = left_out(folder.path(), &plan);
    let starts: Vec<_> = reasons.iter().map(|one| one.split(": ").take(3).collect::<Vec<_>>().join(": ")).collect();
    assert_eq!(starts, ["bodies.jsonl:1: left out: not a capture", "bodies.jsonl:2: left out: not a capture"]);
    let [unreadable] = plan.unreadable.as_slice() else { panic!("{plan:?}") };
    assert!(relative(folder.path(), unreadable).starts_with("gone.jsonl: cannot be read: "), "{unreadable}");
    assert_eq!(actions(&plan), [Action::Create; 2]);
    assert!(!plan.is_whole());
}

#[test]
fn samples_of_captures_are_labelled() {
    let folder = with(&[("seen.jsonl", &gift(1))]);
    let samples = folder.path().join("samples");
    let files = [folder.path().join("seen.jsonl")];
    let origin = |redact: Option<Redact<'_>>| {
        let plan = plan(&files, &samples, Options { redact, ..Options::default() }).unwrap();
        let origin = plan.writes[0].sample.as_ref().unwrap().origin.clone().unwrap();
        (origin.captured, origin.redacted)
    };
    assert_eq!(origin(None), (true, false));
    let same = |body: &str, event: &str| Redacted { event: event.to_owned(), body: body.to_owned() };
    assert_eq!(origin(Some(&same)), (true, true));
    // An older version did not record it.
    import(folder.path(), &["seen.jsonl"]).unwrap();
    let file = samples.join("provenance.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    put(&samples, "provenance.toml", text.replace("captured = true\n", ""));
    assert!(samples::read(&samples).unwrap().all[0].origin.as_ref().unwrap().captured);
    import(folder.path(), &["seen.jsonl"]).unwrap();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
}

#[test]
fn events_that_differ_only_in_case_get_distinct_folders() {
    let lines = [line("order.paid", "unknown_event", &json!({})), line("Order.Paid", "unknown_event", &json!({}))];
    let folder = with(&[("seen.jsonl", &lines.concat())]);
    let plan = import(folder.path(), &["seen.jsonl"]).unwrap();
    assert_eq!(actions(&plan), [Action::Create; 4]);
    let samples = samples::read(&folder.path().join("samples")).unwrap().all;
    assert!(samples.iter().any(|one| (one.event.as_str(), one.folder.as_str()) == ("order.paid", "order.paid")));
    let mut folders: Vec<_> = samples.iter().map(|one| one.folder.to_lowercase()).collect();
    folders.dedup();
    assert_eq!((samples.len(), folders.len()), (2, 2));
    assert_eq!(actions(&import(folder.path(), &["seen.jsonl"]).unwrap()), [Action::Keep; 4]);
}

#[test]
fn an_api_that_differs_only_in_case_is_left_out() {
    let folder = with(&[("seen.jsonl", &(gift(1) + &gift(2).replacen("v2", "V2", 1)))]);
    let plan = import(folder.path(), &["seen.jsonl"]).unwrap();
    assert_eq!(actions(&plan), [Action::Create; 2]);
    assert_eq!(left_out(folder.path(), &plan).len(), 1, "{plan:?}");
    assert_eq!(samples::read(&folder.path().join("samples")).unwrap().all.len(), 1);
    put(folder.path(), "more.jsonl", gift(1).replacen("v2", "V2", 1).replace("gift.sent", "V2.sent"));
    let plan = import(folder.path(), &["seen.jsonl", "more.jsonl"]).unwrap();
    assert!(left_out(folder.path(), &plan).iter().any(|one| one.contains("differs only in case")), "{plan:?}");
}

#[test]
fn an_empty_file_writes_nothing() {
    let folder = with(&[("seen.jsonl", "")]);
    let samples = folder.path().join("samples");
    let empty = Plan { folder: samples.clone(), ..Plan::default() };
    assert_eq!(import(folder.path(), &["seen.jsonl"]).unwrap(), empty);
    assert!(!samples.exists());
}

#[test]
fn captures_do_not_take_function_names_of_documented_samples() {
    let folder = with(&[
        ("samples/hints.toml", "[envelope.v2]\nevent = \"event\"\npayload = \"payload\"\n"),
        ("samples/v2/gift.sent/page.json", r#"{"event": "gift.sent", "payload": {"gift": {"n": 1}}}"#),
        ("capture.jsonl", &line("gift.sent", "drift", &json!({"gift": {"n": 1, "new": true}}))),
    ]);
    import(folder.path(), &["capture.jsonl"]).unwrap();
    let modules = interface(&folder.path().join("samples"), None).unwrap().modules;
    let samples = &modules[0].events[0].samples;
    assert!(
        samples[0].name.starts_with("capture-") && samples[0].ident.starts_with("gift_sent_captured_"),
        "{samples:?}"
    );
    assert_eq!((samples[1].name.as_str(), samples[1].ident.as_str()), ("page", "gift_sent"));
}

/// A process may have as few as 256 open files, and this has a file for each capture.
#[test]
fn a_thousand_captures_are_imported_at_once() {
    let lines = (0..1000).map(|n| {
        let key = format!("key_{n}");
        line("gift.sent", "drift", &json!({ key: 1 }))
    });
    let folder = with(&[("seen.jsonl", &lines.collect::<String>())]);
    assert_eq!(actions(&import(folder.path(), &["seen.jsonl"]).unwrap()), [Action::Create; 1001]);
    assert_eq!(samples::read(&folder.path().join("samples")).unwrap().all.len(), 1000);
    assert_eq!(actions(&import(folder.path(), &["seen.jsonl"]).unwrap()), [Action::Keep; 1001]);
}

#[test]
fn hints_say_which_captured_bodies_name_their_event() {
    let capture =
        |api: &str, body: &str| format!(r#"{{"api":"{api}","event":"gift.sent","why":"drift","body":{body}}}"#);
    let lines = [
        capture("shop", r#"{"type": "gift.sent", "data": {}}"#),
        capture("shop", r#"{"type": "gift.lost", "data": {}}"#),
        capture("v2", r#"{"anything": 1}"#),
    ];
    let folder = with(&[
        ("samples/hints.toml", "[envelope.shop]\nevent = \"type\"\npayload = \"data\"\n"),
        ("seen.jsonl", &lines.join("\n")),
    ]);
    let plan = import(folder.path(), &["seen.jsonl"]).unwrap();
    assert_eq!(
        left_out(folder.path(), &plan),
        ["seen.jsonl:2: left out: event mismatch: the body does not name the event \"gift.sent\""]
    );
    let apis: Vec<_> = plan.writes.iter().filter_map(|write| Some(write.sample.as_ref()?.api.as_str())).collect();
    assert_eq!(apis, ["shop", "v2"]);
}

#[test]
fn a_long_name_does_not_stop_the_others() {
    let long = "x".repeat(300);
    let folder = with(&[("seen.jsonl", &[line(&long, "unknown_event", &json!({})), gift(1)].concat())]);
    let plan = import(folder.path(), &["seen.jsonl"]).unwrap();
    assert_eq!(actions(&plan), [Action::Create; 4]);
    let samples = samples::read(&folder.path().join("samples")).unwrap().all;
    assert_eq!(samples.iter().map(|one| one.event.as_str()).collect::<Vec<_>>(), ["gift.sent", &long]);
    assert_eq!(actions(&import(folder.path(), &["seen.jsonl"]).unwrap()), [Action::Keep; 4]);
}

#[test]
fn a_captured_batch_is_a_sample_for_each_delivery() {
    let hints = "[envelope.mail]\nevent = \"event\"\nbatch = true\n";
    let body = r#"[{"event": "open", "at": 1}, {"event": "click", "url": "x"}, {"event": "open", "at": 2}]"#;
    let line = format!("\u{feff}{{\"api\":\"mail\",\"event\":\"open\",\"why\":\"drift\",\"body\":{body}}}");
    let folder = with(&[("samples/hints.toml", hints), ("seen.jsonl", &line)]);
    let plan = import(folder.path(), &["seen.jsonl"]).unwrap();
    assert_eq!(left_out(folder.path(), &plan), [] as [&str; 0]);
    let samples = samples::read(&folder.path().join("samples")).unwrap().all;
    assert_eq!(samples.iter().map(|one| one.event.as_str()).collect::<Vec<_>>(), ["click", "open"]);
}
