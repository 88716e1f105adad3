//! `conscent import`

mod command;

use command::{folder, put, run};
use serde_json::{Value, json};

fn page(number: u32) -> String {
    format!("# Gifts\n\nGift.sent:\n{{\n  \"event\": \"gift.sent\",\n  \"payload\": {{\"n\": {number}}}\n}}\n")
}

const IMPORT: &str = "import gifts.md --samples samples";

#[test]
fn writes_each_payload_and_a_second_time_nothing() {
    let here = folder(&[("gifts.md", &page(1))]);
    let shown = "v2  gift.sent  gifts  from gifts.md:4 under \"Gift.sent\"";
    assert_eq!(run(here.path(), IMPORT).lines(0), [format!("written  {shown}")]);
    let written = std::fs::read_to_string(here.path().join("samples/v2/gift.sent/gifts.json")).unwrap();
    assert!(page(1).ends_with(&written));
    assert!(here.path().join("samples/provenance.toml").exists());
    assert_eq!(run(here.path(), IMPORT).lines(0), [format!("unchanged  {shown}")]);
}

#[test]
fn differences_are_shown_line_by_line_and_replaced_only_by_force() {
    let here = folder(&[("gifts.md", &page(1))]);
    run(here.path(), IMPORT).ends(0);
    put(here.path(), "gifts.md", format!("{}\nGift.lost:\n{{\"event\": \"gift.lost\", \"payload\": {{}}}}", page(2)));
    let file = here.path().join("samples/v2/gift.sent/gifts.json");
    let before = std::fs::read(&file).unwrap();
    assert_eq!(
        run(here.path(), IMPORT).lines(1),
        [
            "new      v2  gift.lost  gifts  from gifts.md:10 under \"Gift.lost\"",
            "differs  v2  gift.sent  gifts  from gifts.md:4 under \"Gift.sent\"",
            "",
            "--- samples/v2/gift.sent/gifts.json",
            "+++ gifts.md:4",
            "@@ -1,4 +1,4 @@",
            " {",
            "   \"event\": \"gift.sent\",",
            "-  \"payload\": {\"n\": 1}",
            "+  \"payload\": {\"n\": 2}",
            " }",
            "",
            "samples: nothing was written, because the sources have changed: 1 differing, 0 gone; the same command with \
             --force imports the changes; remove the samples of payloads that are gone yourself",
        ]
    );
    let shown = run(here.path(), &format!("{IMPORT} --json")).ends(1).json();
    assert_eq!((&shown[0]["action"], &shown[1]["action"]), (&json!("new"), &json!("differs")));
    assert_eq!(std::fs::read(&file).unwrap(), before);
    assert!(!here.path().join("samples/v2/gift.lost").exists());

    let forced = run(here.path(), &format!("{IMPORT} --force --json")).ends(0).json();
    assert_eq!(forced[0]["action"], "written");
    let diff = shown[1]["diff"].as_str().unwrap();
    assert!(diff.contains("-  \"payload\": {\"n\": 1}\n+  \"payload\": {\"n\": 2}\n"), "{diff}");
    assert_eq!(
        forced[1],
        json!({
            "action": "replaced", "api": "v2", "event": "gift.sent", "name": "gifts",
            "file": "samples/v2/gift.sent/gifts.json", "page": "gifts.md", "line": 4, "heading": "Gift.sent", "diff": diff,
        })
    );
    assert_ne!(std::fs::read(&file).unwrap(), before);
}

#[test]
fn a_payload_that_is_gone_is_reported_until_its_file_is_removed() {
    let here = folder(&[("gifts.md", &page(1))]);
    run(here.path(), IMPORT).ends(0);
    put(here.path(), "gifts.md", page(1).replace("gift.sent", "gift.given").replace("Gift.sent", "Gift.given"));
    let lines = run(here.path(), IMPORT).lines(1);
    assert_eq!(
        lines[..2],
        [
            "new   v2  gift.given  gifts  from gifts.md:4 under \"Gift.given\"",
            "gone  v2  gift.sent   gifts  formerly at gifts.md:4 under \"Gift.sent\"",
        ]
    );
    assert!(
        lines[3].starts_with("samples: nothing was written, because the sources have changed: 0 differing, 1 gone; "),
        "{lines:?}"
    );
    let forced = run(here.path(), &format!("{IMPORT} --force")).lines(0);
    assert!(forced[0].starts_with("written ") && forced[1].starts_with("gone "), "{forced:?}");
    std::fs::remove_dir_all(here.path().join("samples/v2/gift.sent")).unwrap();
    assert_eq!(run(here.path(), IMPORT).lines(0).len(), 1);
}

#[test]
fn deviations_from_json_are_reported() {
    let here = folder(&[]);
    put(
        here.path(),
        "gifts.md",
        page(1).replace("\"gift.sent\",\n", "\"gift.sent\", // a gift\n").replace("1}", "1,}"),
    );
    let done = run(here.path(), IMPORT).ends(0);
    assert!(done.out.starts_with("written "), "{}", done.out);
    let note =
        "gifts.md:5: not quite JSON: removed or replaced in the sample: comment (line 5), trailing comma (line 6)\n";
    assert_eq!(done.err, note);
    let written = std::fs::read_to_string(here.path().join("samples/v2/gift.sent/gifts.json")).unwrap();
    assert!(page(1).ends_with(&written));
}

const MASKED: &str = "A.b:\n{\"event\": \"a.b\", \"payload\": {\"mail\": \"[email\u{a0}protected]\"}}";

#[test]
fn what_is_left_out_is_named_and_does_not_stop_the_rest() {
    let here = folder(&[("gifts.md", &page(1)), ("masked.txt", MASKED)]);
    let done = run(here.path(), "import gifts.md masked.txt --samples samples").ends(0);
    assert_eq!(done.out, "written  v2  gift.sent  gifts  from gifts.md:4 under \"Gift.sent\"\n");
    let [why, summary] = done.err.lines().collect::<Vec<_>>().try_into().unwrap();
    assert!(why.starts_with("masked.txt:2: left out: ") && why.contains("masked e-mail address"), "{why}");
    assert_eq!(summary, "masked.txt: 0 taken, 1 left out");

    let rows = run(here.path(), "import gifts.md masked.txt --samples samples --json").ends(0).json();
    assert_eq!(rows[0]["action"], "unchanged");
    let reason = rows[1]["reason"].as_str().unwrap();
    assert!(why.ends_with(reason), "{reason}");
    assert_eq!(
        rows[1],
        json!({
            "action": "left out", "api": null, "event": null, "name": null, "file": null, "page": "masked.txt", "line": 2,
            "last_line": 2, "heading": "A.b", "why": rows[1]["why"], "reason": reason, "is_to_do": true,
        })
    );
}

#[test]
fn nothing_at_all_is_an_error() {
    let here = folder(&[("masked.txt", MASKED), ("words.txt", "words"), ("empty.jsonl", "")]);
    let errors = run(here.path(), "import masked.txt words.txt --samples samples").errors();
    assert!(errors[0].starts_with("words.txt: no payload: "), "{errors:?}");
    assert!(errors[1].starts_with("masked.txt:2: left out: "), "{errors:?}");
    let last = "samples: nothing was imported: no payload in these files can be imported";
    assert_eq!(errors[2..], ["masked.txt: 0 taken, 1 left out", last]);
    assert!(!here.path().join("samples").exists());
    // A capture that is empty has nothing to take.
    assert_eq!(run(here.path(), "import empty.jsonl --samples samples").lines(0), [""; 0]);
    put(here.path(), "torn.jsonl", "{\"api\"");
    assert_eq!(run(here.path(), "import torn.jsonl --samples samples").errors()[1], last);
}

#[test]
fn strict_takes_everything_or_nothing() {
    let here = folder(&[("gifts.md", &page(1)), ("masked.txt", MASKED), ("torn.jsonl", "{\"api\"")]);
    let refused = run(here.path(), "import gifts.md masked.txt torn.jsonl --samples samples --strict").ends(2);
    assert!(refused.out.starts_with("new  v2  gift.sent  gifts  from "), "{}", refused.out);
    let last = refused.err.lines().last().unwrap();
    assert!(last.starts_with("samples: nothing was written, because of --strict: 2 texts left out: "), "{last}");
    assert!(!here.path().join("samples").exists());
    run(here.path(), &format!("{IMPORT} --strict")).lines(0);
    assert!(here.path().join("samples/v2/gift.sent/gifts.json").exists());
}

#[test]
fn a_file_that_cannot_be_read_is_an_error_and_the_others_are_taken() {
    let here = folder(&[("gifts.md", &page(1))]);
    put(here.path(), "latin.txt", b"caf\xe9");
    let done = run(here.path(), "import gifts.md latin.txt gone.txt gone.jsonl --samples samples").ends(2);
    let starts: Vec<_> =
        done.err.lines().map(|error| error.split(": ").take(2).collect::<Vec<_>>().join(": ")).collect();
    assert_eq!(starts, ["latin.txt:1:4: not UTF-8", "gone.txt: cannot be read", "gone.jsonl: cannot be read"]);
    assert!(done.out.starts_with("written  v2  gift.sent "), "{}", done.out);
    assert!(here.path().join("samples/v2/gift.sent/gifts.json").exists());
}

#[test]
fn an_error_in_the_samples_folder_stops_all() {
    let here = folder(&[("gifts.md", &page(1)), ("samples/hints.toml", "[[ignore]]\nreason = \"none\"\n")]);
    let errors = run(here.path(), IMPORT).errors();
    assert!(errors[0].starts_with("samples/hints.toml:1:1: nothing is ignored: say which "), "{errors:?}");
    assert!(!here.path().join("samples/v2").exists());
}

#[test]
fn an_answer_names_the_line_of_a_payload() {
    let here = folder(&[("gifts.md", &page(1))]);
    let refused = |event: &str| run(here.path(), &format!("{IMPORT} {event}")).errors();
    assert!(refused("--event 3=a.b")[0].starts_with("gifts.md:3: no payload starts here: "));
    assert!(refused("--event a --event b")[0].starts_with("--event: two events for the same payloads: "));
    assert!(refused("--event 4=a --event 4=b")[0].starts_with("--event: two events for the same payloads: "));
    assert!(refused("--event 4=a gifts.md")[0].starts_with("--event: which page?: "));
    assert!(
        run(here.path(), &format!("{IMPORT} --event 4=")).ends(2).err.contains("an event's name must not be empty")
    );
    assert!(!here.path().join("samples").exists());
}

#[test]
fn captured_deliveries_become_samples_and_torn_lines_are_reported() {
    let gift =
        r#"{"api":"v2","event":"gift.sent","why":"unknown_event","body":{"event":"gift.sent","payload":{"n":1}}}"#;
    let here = folder(&[("seen.jsonl", &format!("{gift}\n{gift}\n{{\"api\""))]);
    let done = run(here.path(), "import seen.jsonl --samples samples").ends(0);
    assert!(done.out.starts_with("written  v2  gift.sent  capture-"), "{}", done.out);
    assert!(done.out.ends_with("from seen.jsonl:1\n"), "{}", done.out);
    assert_eq!(
        done.err,
        "seen.jsonl:3: left out: not JSON: the line is incomplete, perhaps because its writer was interrupted\n"
    );
    let again = run(here.path(), "import seen.jsonl --samples samples --json").ends(0).json();
    assert_eq!(again[0]["action"], "unchanged");
}

#[test]
fn captures_are_redacted_on_the_way_in() {
    let body = r#"{"event":"gift.sent","payload":{"to":"jo@mail.in","from":"jo@mail.in","name":"JO","faith":"HINDU","type":"SUBSCRIPTION","n":108}}"#;
    let line = format!(r#"{{"api":"v2","event":"gift.sent","why":"unknown_event","body":{body}}}"#);
    let here = folder(&[("seen.jsonl", &line), ("gifts.md", &page(1))]);
    let import = "import seen.jsonl --redact --samples samples --json";
    let done = run(here.path(), import).ends(0).json();
    let file = here.path().join(done[0]["file"].as_str().unwrap());
    let sample: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let payload = &sample["payload"];
    // A code that Conscent documents under this key.
    assert_eq!((&sample["event"], &payload["type"]), (&json!("gift.sent"), &json!("SUBSCRIPTION")));
    assert_eq!(payload["to"], payload["from"]);
    let address = payload["to"].as_str().unwrap();
    assert!(address.ends_with(".example") && !address.contains("jo@"), "{address}");
    assert!(payload["name"] != "JO" && payload["faith"] != "HINDU", "{payload}");
    assert!(payload["n"].as_u64().is_some_and(|n| (100..1000).contains(&n)));

    assert_eq!(run(here.path(), import).ends(0).json()[0]["action"], "unchanged");
    let [error] =
        run(here.path(), "import gifts.md seen.jsonl --redact --samples samples").errors().try_into().unwrap();
    assert!(error.starts_with("gifts.md: a page is not redacted: "), "{error}");
}

#[test]
fn what_the_samples_folder_documents_is_not_redacted() {
    let documented = |n: u32, status: &str| {
        (
            format!("samples/shop/order.paid/{n}.json"),
            format!(r#"{{"Event":"order.paid","Order":{{"n":{n},"Status":"{status}"}}}}"#),
        )
    };
    let line = |event: &str, order: &Value| {
        json!({"api": "shop", "event": event, "why": "drift", "body": {"Event": event, "Order": order}}).to_string()
            + "\n"
    };
    let lines = [
        line("order.paid", &json!({"n": 7, "Status": "VOID", "Faith": "VOID", "New": 1})),
        line("jo@mail.in", &json!({"n": 7, "Ayush Sharma": 1})),
    ];
    let samples: Vec<_> = (0..8).map(|n| documented(n, if n % 2 == 0 { "PAID" } else { "VOID" })).collect();
    let mut files: Vec<(&str, &str)> = samples.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let lines = lines.concat();
    files.extend([
        ("seen.jsonl", lines.as_str()),
        ("samples/hints.toml", "[envelope.shop]\nevent = \"/Event\"\npayload = \"/Order\"\n"),
    ]);
    let here = folder(&files);
    let done = run(here.path(), "import seen.jsonl --redact --samples samples --json").ends(0);
    let (rows, out) = (done.json(), format!("{}{}", done.out, done.err));
    let events: Vec<_> = rows.as_array().unwrap().iter().map(|row| row["event"].as_str().unwrap()).collect();
    assert_eq!((events.len(), events.iter().filter(|event| event.ends_with(".example")).count()), (2, 1), "{events:?}");
    let mut all = out + &std::fs::read_to_string(here.path().join("samples/provenance.toml")).unwrap();
    for row in rows.as_array().unwrap() {
        let text = std::fs::read_to_string(here.path().join(row["file"].as_str().unwrap())).unwrap();
        let body: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(body["Event"], row["event"], "a body says what its folder says");
        if row["event"] == "order.paid" {
            let keys: Vec<_> = body["Order"].as_object().unwrap().keys().map(String::as_str).collect();
            assert!(keys.contains(&"Status") && keys.contains(&"n") && !keys.contains(&"New"), "{keys:?}");
            assert_eq!(body["Order"]["Status"], "VOID");
            assert_eq!(text.matches("VOID").count(), 1, "{text}");
        }
        all.push_str(&text);
        all.push_str(row["file"].as_str().unwrap());
    }
    assert!(!["jo@", "mail.in", "Ayush", "Sharma", "Faith"].iter().any(|word| all.contains(word)), "{all}");
}

#[test]
fn hints_alone_say_which_keys_stay() {
    let line =
        r#"{"api":"shop","event":"order.paid","why":"drift","body":{"Event":"order.paid","Order":{"Paid":1},"Jo":1}}"#;
    let here = folder(&[
        ("seen.jsonl", line),
        ("samples/hints.toml", "[envelope.shop]\nevent = \"/Event\"\npayload = \"/Order\"\n"),
    ]);
    let rows = run(here.path(), "import seen.jsonl --redact --samples samples --json").ends(0).json();
    let text = std::fs::read_to_string(here.path().join(rows[0]["file"].as_str().unwrap())).unwrap();
    let body: Value = serde_json::from_str(&text).unwrap();
    assert!(body["Event"] == "order.paid" && body["Order"].is_object(), "{text}");
    assert!(!text.contains("Jo") && !text.contains("Paid"), "{text}");
}

#[test]
fn a_page_of_another_vendor_needs_hints_or_an_api() {
    let here = folder(&[
        ("orders.md", "## Order Paid\n\n{\"id\": 1}\n"),
        ("samples/hints.toml", "[envelope.shop]\nevent = \"type\"\npayload = \"data\"\n"),
        ("typed.md", "{\"type\": \"orders/paid\", \"data\": {}}\n"),
    ]);
    let refused = run(here.path(), "import orders.md --samples samples").errors();
    assert!(refused[0].starts_with("orders.md:3: left out: ") && refused[0].contains("--api NAME"), "{refused:?}");
    run(here.path(), "import orders.md --samples samples --api legacy").ends(0);
    assert!(here.path().join("samples/legacy/order_paid/orders.json").exists());
    assert_eq!(
        run(here.path(), "import typed.md --samples samples").lines(0),
        ["written  shop  orders/paid  typed  from typed.md:1"]
    );
    assert!(here.path().join("samples/shop/orders%2Fpaid/typed.json").exists());
}
