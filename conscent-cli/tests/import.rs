//! `conscent import`

mod command;

use command::{folder, put, run};
use serde_json::json;

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
fn what_differs_is_replaced_only_by_force() {
    let here = folder(&[("gifts.md", &page(1))]);
    run(here.path(), IMPORT).ends(0);
    put(here.path(), "gifts.md", page(2));
    let file = here.path().join("samples/v2/gift.sent/gifts.json");
    let before = std::fs::read(&file).unwrap();
    let errors = run(here.path(), IMPORT).errors();
    assert_eq!(errors.len(), 1);
    assert!(errors[0].starts_with("gifts.md:4: sample exists: samples/v2/gift.sent/gifts.json holds another payload"));
    assert!(errors[0].contains("--force"));
    assert_eq!(std::fs::read(&file).unwrap(), before);

    let forced = run(here.path(), &format!("{IMPORT} --force --json")).ends(0).json();
    let file_shown = "samples/v2/gift.sent/gifts.json";
    assert_eq!(
        forced,
        json!([{
            "action": "replaced", "api": "v2", "event": "gift.sent", "name": "gifts", "file": file_shown,
            "page": "gifts.md", "line": 4, "heading": "Gift.sent",
        }])
    );
    assert_ne!(std::fs::read(&file).unwrap(), before);
}

#[test]
fn every_wrong_page_is_told_and_nothing_is_written() {
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
