//! Vendors other than Conscent.ai, described by a samples folder.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail anywhere")]

mod command;

use command::vendors::vendors;
use command::{Run, command, folder, put, run, run_with};
use serde_json::{Value, json};
use std::path::Path;

/// What `inspect --json` says of each document: its line, api, event and drift.
fn inspected(here: &Path, arguments: &str, input: &str, code: i32) -> Vec<Value> {
    let run = run_with(here, &format!("inspect --json {arguments}"), input).ends(code);
    let found = run.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    found.map(|one| json!([one["line"], one["api"], one["event"], one["drift"]])).collect()
}

fn inspect(here: &Path, arguments: &str, input: &str) -> Run {
    run_with(here, &format!("inspect {arguments} -"), input)
}

#[test]
fn list_shows_the_folder_of_an_event_that_no_folder_can_be_called() {
    let here = vendors();
    assert_eq!(
        run(here.path(), "list --samples shop").lines(0),
        [
            "API   EVENT          SAMPLES  FIDELITY  ALIASES  FOLDER",
            "shop  orders/create  1        verbatim           orders%2Fcreate",
            "shop  orders/paid    1        verbatim           orders%2Fpaid",
        ]
    );
    assert_eq!(run(here.path(), "list --samples shop --json").ends(0).json()[0]["folder"], "orders%2Fcreate");
    let lines = run(here.path(), "list --samples chat").lines(0);
    assert_eq!(lines[0], "API   EVENT           SAMPLES  FIDELITY  ALIASES");
}

#[test]
fn the_name_of_an_event_is_where_the_hints_say() {
    let here = vendors();
    let message = r#"{"team": "T1", "event": {"type": "message", "text": 5, "more": 1}}"#;
    let drift = json!([
        {"pointer": "/event/text", "kind": "mismatch", "expected": "text", "found": "number"},
        {"pointer": "/event/more", "kind": "unknown_key"},
    ]);
    assert_eq!(inspected(here.path(), "--samples chat -", message, 1), [json!([1, "chat", "message", drift])]);
    let unknown = r#"{"event": {"type": "file_shared"}}"#;
    let drift = json!([{"pointer": "", "kind": "unknown_event"}]);
    assert_eq!(inspected(here.path(), "--samples chat -", unknown, 1), [json!([1, "chat", "file_shared", drift])]);
    let Run { err, .. } = inspect(here.path(), "--samples chat", "{\"event\": {}}").ends(2);
    let start = "<stdin>:1: no event name: a delivery of chat names its event by the text at /event/type; ";
    assert!(err.starts_with(start), "{err}");
}

#[test]
fn an_event_that_a_header_names_is_named_by_the_user_or_the_folder() {
    let here = vendors();
    let order = r#"{"id": 5, "total": "x", "new": 1}"#;
    let Run { err, .. } = inspect(here.path(), "--samples shop", order).ends(2);
    let start = "<stdin>:1: no event name: a delivery of shop names its event by the header x-shop-topic; ";
    assert!(err.starts_with(start) && err.contains("--event"), "{err}");
    let expected = |line: Value| json!([line, "shop", "orders/create", [{"pointer": "/new", "kind": "unknown_key"}]]);
    assert_eq!(inspected(here.path(), "--samples shop --event orders/create -", order, 1), [expected(json!(1))]);
    put(here.path(), "kept/shop/orders%2Fcreate/7.json", order);
    assert_eq!(inspected(here.path(), "--samples shop kept/shop/orders%2Fcreate/7.json", "", 1), [expected(json!(1))]);
    assert_eq!(inspected(here.path(), "--samples code code/code/pull.opened/a.json", "", 0)[0][2], "pull.opened");
    // The user's api does not override the event that the folder or a capture gives.
    assert_eq!(inspected(here.path(), "--samples code --api code code/code/push/a.json", "", 0)[0][2], "push");
    let line = r#"{"api":"code","event":"push","why":"drift","body":{}}"#;
    assert_eq!(inspected(here.path(), "--samples code --api code -", line, 0)[0][2], "push");
    put(here.path(), "kept/shop/orders/1.json", order);
    put(here.path(), "kept/shop/or ders/1.json", order);
    let run = run(here.path(), "inspect --samples shop kept/shop/orders/1.json").ends(1);
    assert!(
        run.out.ends_with("shop orders: drift at 1 place\n  (the whole body): no sample documents this event\n"),
        "{}",
        run.out
    );
    let mut command = command(here.path(), "inspect --samples shop");
    let done = command.arg("kept/shop/or ders/1.json").output().unwrap();
    let err = String::from_utf8(done.stderr).unwrap();
    assert!(err.contains("kept/shop/or ders: not the name of an event: ") && err.contains("or%20ders"), "{err}");
}

#[test]
fn each_item_of_a_batch_is_a_document() {
    let here = vendors();
    let body = "\n[{\"event\": \"open\", \"ip\": \"x\"},\n\n {\"event\": \"click\", \"ip\": \"x\"}]";
    let drift = json!([{"pointer": "/ip", "kind": "unknown_key"}]);
    assert_eq!(
        inspected(here.path(), "--samples mail -", body, 1),
        [json!([2, "mail", "open", []]), json!([4, "mail", "click", drift])]
    );
    let lines = inspect(here.path(), "--samples mail", body).lines(1);
    assert_eq!(lines.last().unwrap(), "2 documents, 1 with drift, 0 errors");
    let Run { err, .. } = inspect(here.path(), "--samples mail", "[{\"event\": \"open\"}, 5]").ends(2);
    assert!(err.starts_with("<stdin>:1: not a webhook, but a JSON number: "), "{err}");
    // A capture has one delivery on each line.
    let line = r#"{"api":"mail","event":"open","why":"drift","body":{"event":"open","new":1}}"#;
    assert_eq!(inspected(here.path(), "--samples mail -", line, 1)[0][2], "open");
    let Run { err, .. } = inspect(here.path(), "", body).ends(2);
    assert!(err.contains("not a webhook, but a JSON list: ") && err.contains("--samples"), "{err}");
}

#[test]
fn a_body_that_several_apis_fit_is_not_guessed() {
    let here = folder(&[
        ("s/hints.toml", "[envelope.a]\nevent = \"type\"\n[envelope.b]\nevent = \"type\"\n"),
        ("s/a/x/1.json", r#"{"type": "x"}"#),
        ("s/a/y/1.json", r#"{"type": "y"}"#),
        ("s/b/x/1.json", r#"{"type": "x", "b": 1}"#),
        ("s/c/p/1.json", r#"{"amount": 1}"#),
        ("s/d/q/1.json", r#"{"amount": 1, "note": "x"}"#),
    ]);
    let found = |arguments: &str, body: &str| inspected(here.path(), &format!("--samples s {arguments} -"), body, 0);
    assert_eq!(found("", r#"{"type": "y"}"#)[0][1], "a");
    assert_eq!(found("--api b", r#"{"type": "x"}"#)[0][1], "b");
    assert_eq!(found("--api c", r#"{"amount": 2}"#)[0][2], "p");
    for (body, apis) in [(r#"{"type": "x"}"#, "a, b"), (r#"{"type": "z"}"#, "a, b"), (r#"{"amount": 2}"#, "c, d")] {
        let Run { err, .. } = inspect(here.path(), "--samples s", body).ends(2);
        assert_eq!(err, format!("<stdin>:1: several apis fit: it could be of {apis}; choose with --api\n"));
    }
    let Run { err, .. } = inspect(here.path(), "--samples s --event x", "{}").ends(2);
    assert_eq!(err, "--event: \"x\" is an event of several apis: choose one of a, b with --api\n");
    assert_eq!(found("--event x --api b", r#"{"type": "x"}"#)[0][1], "b");
    let Run { err, .. } = inspect(here.path(), "--samples s --event p --api b", "{}").ends(2);
    assert!(err.ends_with("it is an event of c; change --api, or leave it out\n"), "{err}");
    let Run { err, .. } = inspect(here.path(), "--samples s --api v2", "{}").ends(2);
    assert_eq!(err, "--api: unknown api \"v2\": s has a, b, c, d\n");
    let Run { err, .. } = inspect(here.path(), "--samples s", r#"{"w": 1, "v": 2}"#).ends(1);
    assert_eq!(err, "");
}

#[test]
fn hints_and_corrections_apply_and_samples_that_cannot_be_used_are_left_out() {
    let here = vendors();
    put(here.path(), "mail/mail/open/b.json", "{nope");
    put(
        here.path(),
        "mail/corrections.toml",
        "[[correction]]\nsample = \"mail/open/a.json\"\npointer = \"/ip\"\nfrom = \"x\"\nto = 5\nreason = \"a test\"\n",
    );
    let run = inspect(here.path(), "--samples mail", r#"{"event": "open", "ip": 7}"#).ends(0);
    assert!(run.err.contains("mail/mail/open/b.json:1:2: left out, not JSON: "), "{}", run.err);
    let Run { err, .. } = inspect(here.path(), "--samples mail --strict", "{}").ends(2);
    assert!(err.starts_with("mail/mail/open/b.json:1:2: not JSON: "), "{err}");
    let Run { err, .. } = inspect(here.path(), "--samples gone", "{}").ends(2);
    assert!(err.starts_with("gone: cannot be read: "), "{err}");
    assert!(inspect(here.path(), "--strict", "{}").ends(2).err.contains("--samples"));
    assert!(inspect(here.path(), "--previous x.json", "{}").ends(2).err.contains("--samples"));
}

#[test]
fn types_are_those_of_the_last_release() {
    let here = folder(&[("crate/samples/a/x/1.json", r#"{"state": "open"}"#)]);
    put(
        here.path(),
        "crate/samples/hints.toml",
        "[[hint]]\napi = \"a\"\nat = \"/state\"\nkind = \"enum\"\nreason = \"a test\"\n",
    );
    run(here.path(), "generate --samples crate/samples --out generated").ends(0);
    std::fs::remove_file(here.path().join("crate/samples/hints.toml")).unwrap();
    let drift = |arguments: &str, code| {
        inspected(here.path(), &format!("{arguments} --event x -"), r#"{"state": "shut"}"#, code)[0][3].clone()
    };
    let unknown = json!([{"pointer": "/state", "kind": "unknown_value"}]);
    assert_eq!(drift("--samples crate/samples", 0), json!([]));
    assert_eq!(drift("--samples crate/samples --previous generated/schemas/interface.json", 1), unknown);
    // The release of the crate that the samples are in.
    let interface = std::fs::read(here.path().join("generated/schemas/interface.json")).unwrap();
    put(here.path(), "crate/released/interface.json", interface);
    assert_eq!(drift("--samples crate/samples", 1), unknown);
    put(here.path(), "crate/released/interface.json", "{}");
    let Run { err, .. } = inspect(here.path(), "--samples crate/samples", "{}").ends(2);
    assert!(err.contains("released/interface.json:1:"), "{err}");
}
