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
            "samples: nothing was written, because the pages have changed: 1 differing, 0 gone; the same command with \
             --force writes the payloads of the pages, and leaves it to you to remove those that are gone",
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
        lines[3].starts_with("samples: nothing was written, because the pages have changed: 0 differing, 1 gone; "),
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
    let note = "gifts.md:5: not quite JSON: the sample goes without this: comment (line 5), trailing comma (line 6)\n";
    assert_eq!(done.err, note);
    let written = std::fs::read_to_string(here.path().join("samples/v2/gift.sent/gifts.json")).unwrap();
    assert!(page(1).ends_with(&written));
}

#[test]
fn a_masked_address_is_an_error() {
    let masked = "A.b:\n{\"event\": \"a.b\", \"payload\": {\"mail\": \"[email\u{a0}protected]\"}}";
    let here = folder(&[("gifts.md", &page(1)), ("masked.txt", masked)]);
    let [error] = run(here.path(), "import gifts.md masked.txt --samples samples").errors().try_into().unwrap();
    assert!(error.starts_with("masked.txt:2: masked e-mail address: a crawler was shown this "), "{error}");
    assert!(!here.path().join("samples").exists());
}

#[test]
fn the_errors_of_all_pages_are_reported_and_nothing_is_written() {
    let here = folder(&[("gifts.md", &page(1)), ("words.txt", "words"), ("bad.txt", "A.b:\n{\"a\": nope}\n")]);
    put(here.path(), "latin.txt", b"caf\xe9");
    let errors = run(here.path(), "import gifts.md words.txt bad.txt latin.txt gone.txt --samples samples").errors();
    let starts: Vec<_> = errors.iter().map(|error| error.split(": ").take(2).collect::<Vec<_>>().join(": ")).collect();
    assert_eq!(
        starts,
        ["bad.txt:2:8: not JSON", "gone.txt: cannot be read", "latin.txt:1:4: not UTF-8", "words.txt: no payload"]
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
    assert_eq!(done.err, "seen.jsonl:3: left out: not JSON: its writer was interrupted\n");
    let again = run(here.path(), "import seen.jsonl --samples samples --json").ends(0).json();
    assert_eq!(again[0]["action"], "unchanged");
}

#[test]
fn captures_are_redacted_on_the_way_in() {
    let body =
        r#"{"event":"gift.sent","payload":{"to":"jo@mail.in","from":"jo@mail.in","name":"JO","kind":"LOAN","n":108}}"#;
    let line = format!(r#"{{"api":"v2","event":"gift.sent","why":"unknown_event","body":{body}}}"#);
    let here = folder(&[("seen.jsonl", &line), ("gifts.md", &page(1))]);
    let import = "import seen.jsonl --redact --samples samples --json";
    let done = run(here.path(), import).ends(0).json();
    let file = here.path().join(done[0]["file"].as_str().unwrap());
    let sample: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let payload = &sample["payload"];
    assert_eq!((&sample["event"], &payload["kind"]), (&json!("gift.sent"), &json!("LOAN")));
    assert_eq!(payload["to"], payload["from"]);
    let address = payload["to"].as_str().unwrap();
    assert!(address.ends_with(".example") && !address.contains("jo@"), "{address}");
    assert_ne!(payload["name"], "JO");
    assert!(payload["n"].as_u64().is_some_and(|n| (100..1000).contains(&n)));

    assert_eq!(run(here.path(), import).ends(0).json()[0]["action"], "unchanged");
    let [error] =
        run(here.path(), "import gifts.md seen.jsonl --redact --samples samples").errors().try_into().unwrap();
    assert!(error.starts_with("gifts.md: a page is not redacted: "), "{error}");
}

#[test]
fn a_page_of_another_vendor_needs_hints_or_an_api() {
    let here = folder(&[
        ("orders.md", "## Order Paid\n\n{\"id\": 1}\n"),
        ("samples/hints.toml", "[envelope.shop]\nevent = \"type\"\npayload = \"data\"\n"),
        ("typed.md", "{\"type\": \"orders/paid\", \"data\": {}}\n"),
    ]);
    let refused = run(here.path(), "import orders.md --samples samples").errors();
    assert!(refused[0].starts_with("orders.md:3: no api: "), "{refused:?}");
    run(here.path(), "import orders.md --samples samples --api legacy").ends(0);
    assert!(here.path().join("samples/legacy/order_paid/orders.json").exists());
    assert_eq!(
        run(here.path(), "import typed.md --samples samples").lines(0),
        ["written  shop  orders/paid  typed  from typed.md:1"]
    );
    assert!(here.path().join("samples/shop/orders%2Fpaid/typed.json").exists());
}
