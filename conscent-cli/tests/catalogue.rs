//! `conscent catalogue`
#![allow(clippy::panic, clippy::unwrap_used, reason = "tests and their helpers may fail anywhere")]

mod command;
#[path = "catalogue/handlers/mod.rs"]
mod handlers;
#[path = "catalogue/snippets.rs"]
mod snippets;
#[path = "catalogue/subject.rs"]
mod subject;
#[path = "catalogue/variants.rs"]
mod variants;

/// A generated crate, and what a build script generates: both have the types of Conscent.
extern crate conscent as my_types;
use conscent as webhooks;

use command::{BY, HOLDER, SAMPLES, folder, put, run};
use conscent_codegen::Interface;
use html5gum::{Token, Tokenizer};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A page as a browser reads it: its elements, their attributes, and its text.
#[derive(Default)]
struct Page {
    elements: BTreeMap<String, usize>,
    attributes: BTreeSet<String>,
    /// All pieces of text, without those of styles and scripts.
    texts: Vec<String>,
    /// The texts in each element that has an id, up to the next one.
    by_id: BTreeMap<String, Vec<String>>,
    /// The texts of samples, handlers and commands.
    code: Vec<String>,
}

impl Page {
    fn read(path: &Path) -> Self {
        let source = fs::read_to_string(path).unwrap();
        let mut page = Self::default();
        let (mut skipping, mut in_code, mut id) = (false, false, String::new());
        for token in Tokenizer::new(&source) {
            let text = |bytes: &[u8]| String::from_utf8(bytes.to_owned()).unwrap();
            match token.unwrap() {
                Token::StartTag(tag) => {
                    let name = text(&tag.name);
                    skipping = name == "style" || name == "script";
                    if name == "pre" {
                        in_code = true;
                        page.code.push(String::new());
                    }
                    *page.elements.entry(name).or_default() += 1;
                    for (name, value) in &tag.attributes {
                        if &***name == b"id" {
                            id = text(value);
                            page.by_id.insert(id.clone(), Vec::new());
                        }
                        page.attributes.insert(text(name));
                    }
                }
                Token::EndTag(tag) => {
                    skipping = false;
                    in_code &= &**tag.name != b"pre";
                }
                Token::String(found) if !skipping => {
                    let found = text(&found);
                    if let Some(code) = page.code.last_mut().filter(|_| in_code) {
                        code.push_str(&found);
                    }
                    let found = found.trim().to_owned();
                    page.by_id.entry(id.clone()).or_default().push(found.clone());
                    page.texts.push(found);
                }
                _ => {}
            }
        }
        page
    }

    #[track_caller]
    fn shows(&self, id: &str, text: &str) {
        let found = self.by_id.get(id).unwrap_or_else(|| panic!("no element has the id {id:?}"));
        assert!(found.iter().any(|one| one == text), "{id}: no {text:?} in {found:?}");
    }
}

/// The released interface that the project's own types keep.
const RELEASED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../conscent-types/released/interface.json");

/// The page of the project's own samples.
fn page() -> Page {
    let here = folder(&[]);
    run(here.path(), &format!("catalogue --samples {SAMPLES} --previous {RELEASED} --out out")).lines(0);
    Page::read(&here.path().join("out/index.html"))
}

#[test]
fn every_event_type_key_and_code_is_shown() {
    let page = page();
    let released = Interface::read(Path::new(RELEASED)).unwrap();
    for module in &conscent_codegen::interface(Path::new(SAMPLES), Some(&released)).unwrap().modules {
        let shows_type = |name: &str| {
            let id = format!("{}.{name}", module.ident);
            page.shows(&id, &format!("conscent_types::{}::{name}", module.ident));
            id
        };
        for event in &module.events {
            page.shows(&shows_type(&event.payload.name), &event.name);
        }
        for one in module.all_structs().chain([&module.any_payload()]) {
            for field in &one.fields {
                page.shows(&format!("{}.{}.{}", module.ident, one.name, field.ident), &field.key);
            }
        }
        module.structs.iter().for_each(|one| drop(shows_type(&one.name)));
        module.unions.iter().for_each(|one| drop(shows_type(&one.name)));
        for one in &module.enums {
            let id = shows_type(&one.name);
            one.values.iter().for_each(|value| page.shows(&id, &value.text));
        }
    }
}

#[test]
fn every_sample_is_shown_as_documented() {
    let page = page();
    // White space is not documented; the order of keys is.
    let without_space = |text: &str| text.split_whitespace().collect::<String>();
    for sample in conscent_codegen::samples::read(Path::new(SAMPLES)).unwrap().all {
        let documented = without_space(&sample.text);
        assert!(page.code.iter().any(|code| without_space(code) == documented), "{} is not shown", sample.key());
    }
}

#[test]
fn values_of_documented_samples_are_examples() {
    let page = page();
    page.shows("v2.Purchase.city", "\"new delhi (pocket c)\"");
    page.shows("v2.PriceDetails.currency", "\"INR\"");
    let here = folder(&[("s/v1/a/one.json", r#"{"of": {"list": ["", "x"], "no": null}, "long": "LONG"}"#)]);
    let long = "é".repeat(100);
    let path = here.path().join("s/v1/a/one.json");
    fs::write(&path, fs::read_to_string(&path).unwrap().replace("LONG", &long)).unwrap();
    run(here.path(), "catalogue --samples s --out out").lines(0);
    let page = Page::read(&here.path().join("out/index.html"));
    page.shows("v1.Of.list", "\"x\"");
    page.shows("v1.AEvent.long", &format!("\"{}…", "é".repeat(59)));
}

#[test]
fn every_accessor_of_the_generated_crate_is_shown() {
    let page = page();
    let shown: BTreeSet<&str> = page.texts.iter().map(String::as_str).collect();
    let mut checked = 0;
    for file in ["v1/events", "v1/objects", "v2/events", "v2/objects"] {
        let path = format!("{SAMPLES}/../conscent-types/src/generated/{file}.rs");
        let source = fs::read_to_string(path).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        for function in source.split("pub fn ").skip(1) {
            let accessor = function.split_once(" {").unwrap().0.replace("(&self)", "()").replace("( &self, )", "()");
            assert!(shown.contains(accessor.as_str()), "{accessor}");
            checked += 1;
        }
    }
    assert!(checked > 200, "{checked}");
}

#[test]
fn captured_samples_are_redacted() {
    let body = r#"{"name": "Jo Doe", "mail": "jo@mail.in", "phone": 9876543210}"#;
    let safe = r#"{"name": "Xy Abc", "mail": "ab@cdef.example", "phone": 1234567890}"#;
    let provenance = "[\"v1/a/one.json\"]\npage = \"c.jsonl\"\nline = 1\ncaptured = true\n\n\
                      [\"v1/a/two.json\"]\npage = \"c.jsonl\"\nline = 2\ncaptured = true\nredacted = true\n";
    let here = folder(&[("s/v1/a/one.json", body), ("s/v1/a/two.json", safe), ("s/provenance.toml", provenance)]);
    run(here.path(), "catalogue --samples s --out out").lines(0);
    let source = fs::read_to_string(here.path().join("out/index.html")).unwrap();
    for personal in ["Jo Doe", "jo@mail.in", "9876543210"] {
        assert!(!source.contains(personal), "{personal}");
    }
    let page = Page::read(&here.path().join("out/index.html"));
    let shown: Vec<Value> = page.code.iter().filter_map(|code| serde_json::from_str(code).ok()).collect();
    assert_eq!(shown[1], serde_json::from_str::<Value>(safe).unwrap());
    assert!(shown[0]["name"].as_str().is_some_and(|name| name.len() == 6), "{shown:?}");
    assert!(!page.by_id["v1.AEvent.name"].iter().any(|text| text.contains("Xy")), "no example is from a capture");
    for word in ["captured", "redacted"] {
        page.shows("v1.samples.a", word);
    }
}

#[test]
fn the_newest_api_comes_first() {
    let ids: Vec<_> = page().texts.into_iter().filter(|text| text == "v1" || text == "v2").collect();
    assert_eq!(ids, ["v2", "v1", "v2", "v1"], "in the contents, and on the page");
}

#[test]
fn a_count_says_what_it_proves() {
    let here = folder(&[]);
    for (event, bodies) in [
        ("once", &[r#"{"k": 1}"#][..]),
        ("twice", &[r#"{"k": 1}"#, r#"{"k": 2}"#]),
        (
            "often",
            &[
                r#"{"k": 1, "n": null, "l": [{"o": 1}, {}]}"#,
                r#"{"k": 2, "n": 1, "s": 1, "l": [{"o": 1}]}"#,
                r#"{"k": 3, "n": 2, "l": [{"o": 1}]}"#,
            ],
        ),
    ] {
        for (n, body) in bodies.iter().enumerate() {
            put(here.path(), &format!("s/v1/{event}/{n}.json"), body);
        }
    }
    run(here.path(), "catalogue --samples s --out out").lines(0);
    let page = Page::read(&here.path().join("out/index.html"));
    for (id, seen) in [
        ("v1.Once.k", "in the only sample"),
        ("v1.Twice.k", "in all 2 samples (too few to say always)"),
        ("v1.Often.k", "always (3 of 3)"),
        ("v1.Often.n", "in all 3 samples, but null in some"),
        ("v1.Often.s", "in 1 of 3 samples"),
        ("v1.L.o", "in all 3 samples, but not in every object"),
    ] {
        page.shows(id, seen);
    }
}

#[test]
fn the_content_of_samples_is_text_and_never_markup() {
    let key = "<script>alert(1)</script>";
    let code = "</code><img src=x onerror=alert(2)>";
    let quote = "\" onclick=\"alert(3)' \u{202e}&amp;";
    let body = serde_json::json!({key: {quote: 1}, "code": code, "</style>": [{"-->": "<!--"}]});
    let here = folder(&[
        ("s/v1/a%26b%27c/one.json", &body.to_string()),
        ("s/v1/it%26%2339%3Bs/one.json", "{}"),
        ("s/hints.toml", "[[hint]]\napi = \"v1\"\nat = \"/code\"\nkind = \"enum\"\nreason = \"a test\"\n"),
        (
            "s/provenance.toml",
            "[\"v1/it%26%2339%3Bs/one.json\"]\npage = \"p.md\"\nline = 3\nheading = \"<b>\\u2066 bold\"\n",
        ),
    ]);
    run(here.path(), "catalogue --samples s --out out --name <i>").lines(0);
    let page = Page::read(&here.path().join("out/index.html"));
    let benign = self::page();
    let foreign: Vec<_> = page.elements.keys().filter(|name| !benign.elements.contains_key(*name)).collect();
    assert!(foreign.is_empty(), "{foreign:?}");
    assert!(page.attributes.is_subset(&benign.attributes), "{:?}", page.attributes);
    assert_eq!((page.elements["script"], page.elements["style"]), (1, 1));

    let turned = "\" onclick=\"alert(3)' \\u{202e}&amp;";
    for text in [key, code, turned, "a&b'c", "it&#39;s", "</style>", "<b>\\u{2066} bold", "<i>::v1::ABC"] {
        assert!(page.texts.iter().any(|one| one.contains(text)), "{text:?} in {:?}", page.texts);
    }
    let source = fs::read_to_string(here.path().join("out/index.html")).unwrap();
    assert!(!source.contains(['\u{202e}', '\u{2066}']));
}

#[test]
fn the_same_samples_give_the_same_bytes() {
    let here = folder(&[]);
    let lines = run(here.path(), &format!("catalogue --samples {SAMPLES} --out one")).lines(0);
    assert!(lines.len() == 1 && lines[0].starts_with("one/index.html: 16 events, "), "{lines:?}");
    run(here.path(), &format!("catalogue --samples {SAMPLES} --out deep/er")).lines(0);
    let read = |path: &str| fs::read(here.path().join(path)).unwrap();
    assert_eq!(read("one/index.html"), read("deep/er/index.html"));
}

#[test]
fn changes_since_samples_or_a_crate_are_shown() {
    let here = folder(&[
        ("samples/v1/a.b/one.json", "{\"old\": 1, \"both\": 1}"),
        ("new/v1/a.b/one.json", "{\"new\": \"x\", \"both\": 1}"),
    ]);
    run(here.path(), "generate --samples samples --out types").lines(0);
    let changed = "2 changes: 1 major, 1 minor";
    for old in ["samples", "types"] {
        let lines = run(here.path(), &format!("catalogue --samples new --out out --against {old}")).lines(0);
        assert_eq!(lines[1], format!("{old}: {changed}"));
        let page = Page::read(&here.path().join("out/index.html"));
        page.shows("changes.major", "- old");
        page.shows("changes.minor", "+ new (seen in 1 of 1)");
        // The default of --samples is the folder of that name.
        let lines = run(here.path(), &format!("catalogue --out out --against {old}")).lines(0);
        assert_eq!(lines[1], format!("{old}: no change"));
    }
}

#[test]
fn names_are_those_of_the_release() {
    let here = folder(&[("samples/v1/a/one.json", HOLDER)]);
    run(here.path(), "generate --samples samples --out types").ends(0);
    put(here.path(), "samples/v1/b/one.json", BY);
    let names = |arguments: &str| {
        run(here.path(), &format!("catalogue --out out {arguments}")).lines(0);
        let page = Page::read(&here.path().join("out/index.html"));
        ["v1.Holder", "v1.By"].map(|id| page.by_id.contains_key(id))
    };
    assert_eq!(names(""), [false, true]);
    assert_eq!(names("--previous types/schemas/interface.json"), [true, false]);
    // What changed since a version is what its next release would change.
    assert_eq!(names("--against types"), [true, false]);

    for (text, start) in [
        ("[]", "bad.json:1:2: not an interface: "),
        ("{\"format\": 1}", "bad.json: unsupported interface format 1, expected 3: "),
    ] {
        put(here.path(), "bad.json", text);
        let errors = run(here.path(), "catalogue --out not --previous bad.json").errors();
        assert!(errors.len() == 1 && errors[0].starts_with(start), "{errors:?}");
    }
    assert!(!here.path().join("not").exists());
}

#[test]
fn a_field_has_both_accessors_and_the_sentence_of_a_hint() {
    let here = folder(&[("samples/v1/a.x/one.json", r#"{"n": 1}"#), ("samples/v1/b/one.json", r#"{"n": 1}"#)]);
    put(
        here.path(),
        "samples/hints.toml",
        "[[hint]]\napi = \"v1\"\nevent = \"b\"\nat = \"/n\"\ndoc = \"The <number> of it.\"\nreason = \"the page\"\n",
    );
    for event in ["a.y", "a.z"] {
        put(here.path(), &format!("samples/v1/{event}/one.json"), r#"{"n": 1}"#);
    }
    put(here.path(), "samples/v1/a.w/one.json", "{}");
    run(here.path(), "catalogue --out out").lines(0);
    let page = Page::read(&here.path().join("out/index.html"));
    for text in ["n() -> Option<&Number>", "require_n() -> Result<&Number, FieldError>", "The <number> of it."] {
        page.shows("v1.B.n", text);
    }
    // A field that three events of a family have is known to the fourth, and a field that two events have is known to all others.
    for id in ["v1.AW.n", "v1.AnyPayload.n"] {
        assert!(page.by_id[id].iter().any(|text| text.starts_with("known from other events")), "{:?}", page.by_id[id]);
    }
}

#[test]
fn a_foreign_page_is_left_alone() {
    let here = folder(&[("s/v1/a/one.json", "{}"), ("out/index.html", "<!doctype html>\nmine")]);
    let errors = run(here.path(), "catalogue --samples s --out out").errors();
    assert_eq!(errors.len(), 1);
    assert!(
        errors[0].starts_with("out/index.html: would be overwritten: this command did not write it; "),
        "{errors:?}"
    );
    assert_eq!(fs::read_to_string(here.path().join("out/index.html")).unwrap(), "<!doctype html>\nmine");

    run(here.path(), "catalogue --samples s --out own").lines(0);
    put(here.path(), "s/v1/a/one.json", "{\"n\": 1}");
    assert_eq!(
        run(here.path(), "catalogue --samples s --out own").lines(0),
        ["own/index.html: 1 event, 0 types, 1 field"]
    );
}

#[test]
fn nothing_is_written_while_anything_is_wrong() {
    let here = folder(&[("s/v1/a/one.json", "{}"), ("bad/v1/a/one.json", "{"), ("file", ""), ("empty/README.md", "")]);
    put(here.path(), "samples/v1/a/one.json", "{}");
    put(here.path(), "samples/v1/a/two.json", "[]");
    for (arguments, start) in [
        ("--strict --out out", "samples/v1/a/two.json:1:1: not a JSON object: "),
        ("--samples bad --out out", "bad/v1/a/one.json:1:1: not JSON: "),
        ("--samples gone --out out", "gone: cannot be read: "),
        ("--samples s --out out --against bad", "bad/v1/a/one.json:1:1: not JSON: "),
        ("--samples s --out out --against empty", "empty: no samples: "),
        ("--samples s --out file/in", "file/in: cannot be written: "),
    ] {
        let errors = run(here.path(), &format!("catalogue {arguments}")).errors();
        assert!(errors.len() == 1 && errors[0].starts_with(start), "{arguments}: {errors:?}");
        assert!(!here.path().join("out").exists());
    }
}

#[test]
fn a_sample_that_cannot_be_used_is_left_out() {
    let here = folder(&[("samples/v1/a/one.json", "{}"), ("samples/v1/b/two.json", "[]")]);
    let run = run(here.path(), "catalogue --out out").ends(0);
    assert_eq!(run.out, "out/index.html: 1 event, 0 types, 0 fields\n");
    let lines: Vec<_> = run.err.lines().collect();
    assert!(lines[0].starts_with("samples: 1 sample was left out: "), "{lines:?}");
    assert!(lines[1].starts_with("samples/v1/b/two.json:1:1: left out, not a JSON object: "), "{lines:?}");
}
