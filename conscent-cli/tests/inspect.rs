//! `conscent inspect`
#![allow(clippy::unwrap_used, reason = "tests and their helpers may fail anywhere")]

mod command;

use command::{Run, SAMPLES, folder, put, run, run_with};
use serde_json::{Value, json};
use std::path::Path;

const PASS: &str = r#"{"event": "purchase.pass", "payload": {"purchase": {"price": 1}}}"#;

fn inspect(arguments: &str, input: &str) -> Run {
    run_with(folder(&[]).path(), &format!("inspect {arguments} -"), input)
}

/// The lines of `--json`.
fn inspected(arguments: &str, input: &str, code: i32) -> Vec<Value> {
    let run = inspect(&format!("--json {arguments}"), input).ends(code);
    run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn sample(path: &str) -> String {
    std::fs::read_to_string(Path::new(SAMPLES).join(path)).unwrap()
}

#[test]
fn the_documented_samples_do_not_drift() {
    let none: &[&str] = &[];
    for (path, event, rivals) in [
        // Both have the same keys, so only the endpoint distinguishes them.
        ("v1/login/login-webhook.json", "login", &["sign_up"][..]),
        ("v1/micro_payment/micro-payment-webhook.json", "micro_payment", none),
        ("v1/pass_payment/pass-payment-webhook.json", "pass_payment", none),
        ("v2/purchase.bundle/purchase-webhook.json", "purchase.bundle", none),
        ("v2/transaction.failed/transaction-webhook.json", "transaction.failed", none),
    ] {
        let api = path.split('/').next().unwrap();
        let [found] = inspected("", &sample(path), 0).try_into().unwrap();
        let expected = json!({"file": "<stdin>", "line": 1, "api": api, "event": event, "guess": api == "v1", "rivals": rivals, "drift": []});
        assert_eq!(found, expected);
    }
    let [line] = inspect("", &sample("v1/pass_payment/pass-payment-webhook.json")).lines(0).try_into().unwrap();
    assert_eq!(line, "<stdin>:1: v1 pass_payment (a guess: the body does not name its event): no drift");
    let [line] = inspect("", &sample("v1/login/login-webhook.json")).lines(0).try_into().unwrap();
    assert_eq!(line, "<stdin>:1: v1 login (a guess; equally likely: sign_up): no drift");
}

#[test]
fn drift_is_shown_by_pointer_and_kind_without_values() {
    let body = r#"{"event": "purchase.pass", "payload": {"purchase": {
        "price": "secret", "new\u001b/~": "secret", "type": "SECRET", "createdAt": "secret"}}}"#;
    assert_eq!(
        inspect("", body).lines(1),
        [
            "<stdin>:1: v2 purchase.pass: drift at 4 places",
            "  /payload/purchase/createdAt: the value is not one that the samples show",
            "  /payload/purchase/price: a string arrived where the samples have a number",
            "  /payload/purchase/type: the value is not one that the samples show",
            "  /payload/purchase/new\\u{1b}~1~0: no sample has this key",
        ]
    );
    let [found] = inspected("", body, 1).try_into().unwrap();
    assert_eq!(
        found["drift"],
        json!([
            {"pointer": "/payload/purchase/createdAt", "kind": "unknown_value"},
            {"pointer": "/payload/purchase/price", "kind": "mismatch", "expected": "number", "found": "text"},
            {"pointer": "/payload/purchase/type", "kind": "unknown_value"},
            {"pointer": "/payload/purchase/new\u{1b}~1~0", "kind": "unknown_key"},
        ])
    );
}

#[test]
fn what_cannot_be_represented_is_reported() {
    let body = r#"{"event": "purchase.pass", "payload": {"purchase": {"price": 5, "clientName": "cut \ud83d"}}}"#;
    let [found] = inspected("", body, 1).try_into().unwrap();
    assert_eq!(found["drift"], json!([{"pointer": "/payload/purchase/clientName", "kind": "unrepresentable"}]));
}

#[test]
fn an_undocumented_event_is_reported() {
    assert_eq!(
        inspect("", r#"{"event": "gift.sent", "payload": {}}"#).lines(1),
        ["<stdin>:1: v2 gift.sent: drift at 1 place", "  (the whole body): no sample documents this event"]
    );
    for body in ["{}", r#"{"foo": 1}"#, r#"{"event": 5}"#, r#"{"$serde_json::private::RawValue": 1}"#] {
        let [found] = inspected("", body, 1).try_into().unwrap();
        assert_eq!((&found["event"], &found["guess"]), (&Value::Null, &json!(false)), "{body}");
        assert_eq!(found["drift"], json!([{"pointer": "", "kind": "unknown_event"}]), "{body}");
    }
}

#[test]
fn a_body_of_another_vendor_is_not_guessed() {
    let charge =
        r#"{"id": "evt_1", "object": "event", "type": "charge.succeeded", "price": 1, "data": {"object": {}}}"#;
    let [line] = inspect("", charge).lines(1).try_into().unwrap();
    let start = "<stdin>:1: unnamed event: not an event of Conscent: it names no event, ";
    assert!(line.starts_with(start) && line.ends_with("give --samples DIR"), "{line}");
    let [found] = inspected("", charge, 1).try_into().unwrap();
    assert_eq!((&found["api"], &found["event"], &found["guess"]), (&Value::Null, &Value::Null, &json!(false)));
    // Half of the keys are enough.
    let [found] = inspected("", r#"{"price": 1, "no such key": 1}"#, 1).try_into().unwrap();
    assert_eq!((&found["api"], &found["guess"]), (&json!("v1"), &json!(true)));
}

#[test]
fn event_and_api_can_be_declared() {
    let events = |arguments: &str, body: &str, code| {
        let [found] = inspected(arguments, body, code).try_into().unwrap();
        (found["api"].clone(), found["event"].clone(), found["guess"].clone())
    };
    let flat = r#"{"price": 5}"#;
    assert_eq!(events("--event pass_payment", flat, 0), (json!("v1"), json!("pass_payment"), json!(false)));
    assert_eq!(events("--event pass_payment --api v1", flat, 0), (json!("v1"), json!("pass_payment"), json!(false)));
    assert_eq!(events("--event purchase.bundle", PASS, 0), (json!("v2"), json!("purchase.bundle"), json!(false)));
    assert_eq!(events("--api v2", PASS, 0), (json!("v2"), json!("purchase.pass"), json!(false)));
    assert_eq!(events("--api v1", r#"{"price": 5, "event": "x"}"#, 1).2, json!(true));
    let [error] = inspect("--event purchase.pass --api v1", PASS).errors().try_into().unwrap();
    assert!(error.starts_with("--event: \"purchase.pass\" belongs to a different api than the one in --api: "));
    let Run { err, .. } = inspect("--api v2", flat).ends(2);
    assert!(err.starts_with("<stdin>:1: no event name: "), "{err}");
    let Run { err, .. } = inspect("--event purchase.pas", PASS).ends(2);
    assert!(err.starts_with("--event: unknown event \"purchase.pas\": a similar one is \"purchase.pass\"; "), "{err}");
    let Run { err, .. } = inspect("--api v3", PASS).ends(2);
    assert!(err.starts_with("--api: unknown api \"v3\": Conscent has v1, v2; "), "{err}");
}

#[test]
fn every_layout_gives_the_same_documents() {
    let pretty = "{\n  \"event\": \"purchase.pass\",\n  \"payload\": {}\n}";
    let lines = |input: &str| -> Vec<_> { inspected("", input, 0).iter().map(|found| found["line"].clone()).collect() };
    assert_eq!(lines(&format!("{PASS}\n\n{PASS}\r\n{PASS}")), [json!(1), json!(3), json!(4)]);
    assert_eq!(lines(&format!("{PASS}{PASS} {PASS}")), [json!(1), json!(1), json!(1)]);
    assert_eq!(
        lines(&format!("\u{feff}{pretty}\n\u{feff}{PASS}\n{pretty}\n{PASS}")),
        [json!(1), json!(5), json!(6), json!(10)]
    );
    let summary = inspect("", &format!("{PASS}\n{PASS}")).lines(0);
    assert_eq!(summary.last().unwrap(), "2 documents, 0 with drift, 0 errors");
    assert_eq!(inspect("", "").lines(0), ["0 documents, 0 with drift, 0 errors"]);
}

#[test]
fn reading_goes_on_after_input_that_is_not_json() {
    let here = folder(&[]);
    let deep = format!("{}1{}", "{\"a\":".repeat(200), "}".repeat(200));
    let input = format!(
        "{PASS}\nnope\n  {{\"a\" 1}}\n{PASS}\n[1]\n{{\"a\": \"\\ud800\"}}\n{deep}\n{{\n  \"a\": ?\n}}\n{PASS}\n{{"
    );
    put(here.path(), "mixed.jsonl", input);
    put(here.path(), "latin.json", b"\n {\"a\": \"\xff\"}");
    let run = run(here.path(), "inspect --json mixed.jsonl gone.json latin.json").ends(2);
    let lines: Vec<_> =
        run.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["line"].clone()).collect();
    // Half a character, on line 6, is drift, not an error.
    assert_eq!(lines, [json!(1), json!(4), json!(6), json!(11)]);
    let starts: Vec<_> =
        run.err.lines().map(|error| error.split(": ").take(2).collect::<Vec<_>>().join(": ")).collect();
    assert_eq!(
        starts,
        [
            "mixed.jsonl:2:2: not JSON",
            "mixed.jsonl:5: not a webhook, but a JSON list",
            "mixed.jsonl:7:636: not JSON",
            "mixed.jsonl:9:8: not JSON",
            "mixed.jsonl:12:1: not JSON",
            "gone.json: cannot be read",
            "latin.json:2:9: not JSON"
        ]
    );
}

#[test]
fn a_captured_line_is_read_as_its_body() {
    let lines = [
        r#"{"api":"v2","event":"purchase.pass","why":"drift","body":{"event":"purchase.pass","new":1}}"#,
        r#"{"api":"v1","event":"pass_payment","why":"drift","body":{"price":5}}"#,
        r#"{"api":"v2","event":"gift.sent","why":"unknown_event","body":{"event":"gift.sent"}}"#,
    ];
    let found = inspected("", &lines.join("\n"), 1);
    let brief: Vec<_> =
        found.iter().map(|one| json!([one["line"], one["api"], one["event"], one["guess"], one["drift"]])).collect();
    assert_eq!(
        brief,
        [
            json!([1, "v2", "purchase.pass", false, [{"pointer": "/new", "kind": "unknown_key"}]]),
            json!([2, "v1", "pass_payment", false, []]),
            json!([3, "v2", "gift.sent", false, [{"pointer": "", "kind": "unknown_event"}]]),
        ]
    );
    assert_eq!(inspected("--event micro_payment", lines[1], 0)[0]["event"], "micro_payment");
}

#[test]
fn a_captured_body_that_is_not_an_event_is_an_error_at_its_line() {
    let lines = [
        r#"{"api":"v2","event":"","why":"undecodable","text":"{\"a\": nope"}"#,
        r#"{"api":"v2","event":"","why":"undecodable","base64":"/w=="}"#,
        r#"{"api":"v2","event":"","why":"undecodable","base64":"?"}"#,
        r#"{"api":"v2","event":"","why":"undecodable","body":{"a":1}}"#,
        r#"{"event":"purchase.pass","payload":{}}"#,
    ];
    let run = inspect("--json", &lines.join("\n")).ends(2);
    assert_eq!(run.out.lines().count(), 1);
    let starts: Vec<_> =
        run.err.lines().map(|error| error.split(": ").take(2).collect::<Vec<_>>().join(": ")).collect();
    assert_eq!(
        starts,
        [
            "<stdin>:1: the captured body is not an event",
            "<stdin>:2: the captured body is not an event",
            "<stdin>:3: not base64 under \"base64\"",
            "<stdin>:4: the captured body is not an event",
        ]
    );
    assert!(!run.err.contains("nope"), "{}", run.err);
    let first = run.err.lines().next().unwrap();
    assert_eq!(first.matches("not JSON").count(), 1, "{first}");
}

/// Lines as a capture and `inbox show --json` write them.
#[test]
fn captured_values_that_cannot_be_represented_are_shown() {
    let body = r#"{"event": "gift.sent", "\ud83d": {"a": 1e400}, "b": "\ude00"}"#;
    let deep = format!(r#"{{"event": "gift.sent", "a": {}1{}}}"#, "[".repeat(126), "]".repeat(126));
    let lines = [
        json!({"api": "v2", "event": "gift.sent", "why": "drift", "text": body}).to_string(),
        format!(r#"{{"id":1,"api":"v2","event":"gift.sent","why":"stored","redacted":false,"body":{body}}}"#),
        json!({"api": "v2", "event": "gift.sent", "why": "drift", "text": deep}).to_string(),
        format!(r#"{{"api":"v2","event":"gift.sent","why":"drift","body":{deep}}}"#),
    ];
    let found = inspected("", &lines.join("\n"), 1);
    let places = |one: &Value| {
        let drift = one["drift"].as_array().unwrap().iter();
        let flaws = drift.filter(|drift| drift["kind"] == "unrepresentable");
        flaws.map(|drift| drift["pointer"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let flaws = vec![r"/\ud83d".to_owned(), r"/\ud83d/a".to_owned(), "/b".to_owned()];
    assert_eq!(found.iter().map(places).collect::<Vec<_>>(), [flaws.clone(), flaws, Vec::new(), Vec::new()]);
}

#[test]
fn a_value_whose_type_is_not_known_is_drift_of_its_own_kind() {
    let body = r#"{"categories": ["secret"]}"#;
    let [found] = inspected("--event micro_payment", body, 1).try_into().unwrap();
    assert_eq!(found["drift"], json!([{"pointer": "/categories/0", "kind": "untyped_value"}]));
    let help = inspect("--help", "").ends(0).out;
    assert!(help.contains("\n  untyped_value  "), "{help}");
}

#[test]
fn a_capture_of_an_unknown_api_is_not_guessed() {
    let line = r#"{"api":"v3","event":"purchase.pass","why":"drift","body":{"event":"purchase.pass"}}"#;
    let Run { err, .. } = inspect("", line).ends(2);
    assert!(err.starts_with("<stdin>:1: captured from an unknown api, \"v3\": Conscent has v1, v2; "), "{err}");
    assert_eq!(inspected("--api v2", line, 0)[0]["event"], "purchase.pass");
}

#[test]
fn folders_and_patterns_stand_for_their_files() {
    let here = folder(&[
        ("recorded/v2/purchase.pass/1.json", PASS),
        ("recorded/v2/b.jsonl", PASS),
        ("recorded/.hidden/1.json", PASS),
        ("recorded/notes.txt", "not JSON"),
        ("empty/notes.txt", ""),
    ]);
    let files = |arguments: &str| {
        let run = run(here.path(), &format!("inspect --json {arguments}")).lines(0);
        let file = |line: &String| serde_json::from_str::<Value>(line).unwrap()["file"].as_str().unwrap().to_owned();
        run.iter().map(file).collect::<Vec<_>>()
    };
    let both = ["recorded/v2/b.jsonl", "recorded/v2/purchase.pass/1.json"];
    assert_eq!(files("recorded"), both);
    assert_eq!(files("recorded/v2/b.jsonl recorded/**/*.json* recorded"), both);
    let errors = run(here.path(), "inspect empty recorded/*.gone").errors();
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(errors[0].starts_with("empty: no input in this folder: "), "{errors:?}");
    assert!(errors[1].starts_with("recorded/*.gone: no file matches: "), "{errors:?}");
}
