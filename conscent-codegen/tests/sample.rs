//! What a samples folder may hold, and what is said about everything else.
#![allow(clippy::unwrap_used, reason = "a test may fail wherever it likes, its helpers too")]

mod sample_folder;

use conscent_codegen::sample::{self, Fidelity, Sample};
use conscent_codegen::{correct, hint};
use sample_folder::{put, relative, with};
use std::path::Path;

fn errors(folder: &Path) -> String {
    relative(folder, sample::read(folder).unwrap_err())
}

fn refused(files: &[(&str, &str)]) -> String {
    errors(with(files).path())
}

#[test]
fn samples_are_sorted_trimmed_and_know_their_place() {
    let folder = with(&[
        ("v2/b.c/two.json", "\u{feff}\n\n{\"b\": 1}\n"),
        ("v2/b.c/one.json", "{}"),
        ("v1/z/z.json", "{}\n"),
        ("v1/.hidden/x", "no"),
        ("v1/z/.DS_Store", "no"),
        ("README.md", "words"),
        (
            "provenance.toml",
            "[\"v2/b.c/two.json\"]\npage = \"p.txt\"\nline = 9\nheading = \"B.c\"\n[\"v2/gone/x.json\"]\npage = \"q\"\nline = 1\n",
        ),
    ]);
    let samples = sample::read(folder.path()).unwrap();
    let keys: Vec<_> = samples.iter().map(Sample::key).collect();
    assert_eq!(keys, ["v1/z/z.json", "v2/b.c/one.json", "v2/b.c/two.json"]);
    assert_eq!((samples[2].text.as_str(), samples[2].place.line), ("{\"b\": 1}", Some(3)));
    assert_eq!(samples[2].fidelity, Fidelity::Verbatim);
    let origin = samples[2].origin.as_ref().unwrap();
    assert_eq!((origin.page.as_str(), origin.line, origin.heading.as_deref()), ("p.txt", 9, Some("B.c")));
    assert_eq!(samples[0].origin, None);
}

#[test]
fn no_folder_and_no_sample_are_errors() {
    let folder = with(&[("README.md", "")]);
    assert!(sample::read(folder.path()).unwrap_err().to_string().contains(": no samples: "));
    assert!(errors(&folder.path().join("nowhere")).contains("cannot be read"));
}

#[test]
fn every_error_of_a_folder_is_shown() {
    let folder = with(&[
        ("v1/a/not-json.json", "{\n  \"a\": 1,\n}"),
        ("v1/a/list.json", "[{}]"),
        ("v1/a/empty.json", ""),
        ("v1/a/deep.json", &format!("{{\"a\":{}{}}}", "[".repeat(127), "]".repeat(127))),
        ("v1/a/fine.json", &format!("{{\"a\":{}{}}}", "[".repeat(125), "]".repeat(125))),
    ]);
    put(folder.path(), "v1/a/latin.json", b"{\"a\": 1,\n\"caf\xe9\": 1}");
    assert_eq!(
        errors(folder.path()),
        "v1/a/deep.json:1:132: nested too deep: serde_json, and so every user of the generated types, stops at depth 128\n\
         v1/a/empty.json:1:1: not JSON: EOF while parsing a value\n\
         v1/a/latin.json:2:5: not UTF-8: the byte at offset 13 belongs to no character; save the file as UTF-8\n\
         v1/a/list.json: no JSON object: a payload is an object; this is an array\n\
         v1/a/not-json.json:3:1: not JSON: trailing comma"
    );
}

#[test]
fn what_stands_out_of_place_is_an_error() {
    let message = refused(&[
        ("top.json", "{}"),
        ("hint.toml", ""),
        ("v1/event.json", "{}"),
        ("v1/a/notes.txt", ""),
        ("v1/a/deeper/x.json", "{}"),
        ("v1/a/x.json", "{}"),
    ]);
    let places: Vec<_> = message.lines().map(|line| line.split(": ").take(2).collect::<Vec<_>>().join(": ")).collect();
    assert_eq!(
        places,
        [
            "hint.toml: unknown file",
            "top.json: out of place",
            "v1/a/deeper: out of place",
            "v1/a/notes.txt: out of place",
            "v1/event.json: out of place"
        ]
    );
}

#[test]
fn names_that_would_become_one_are_refused_with_both_places() {
    let message = refused(&[("v1/a/a-b.json", "{}"), ("v1/a/a_b.json", "{}")]);
    assert!(message.starts_with("v1/a/a_b.json: name is taken: v1/a/a-b.json has the same name"), "{message}");
    let message = refused(&[("v1/a.b/x.json", "{}"), ("v1/A.b/x.json", "{}")]);
    assert!(message.starts_with("v1/a.b: name is taken: v1/A.b has"), "{message}");
    let message = refused(&[("v1/ x/x.json", "{}"), ("v1/y/---.json", "{}")]);
    assert_eq!(message.matches("unsafe name").count(), 2, "{message}");
}

#[cfg(unix)]
#[test]
fn links_that_go_in_circles_end() {
    use std::os::unix::fs::symlink;
    let folder = with(&[("v1/a/x.json", "{}")]);
    symlink(folder.path(), folder.path().join("v1/a/up")).unwrap();
    symlink("loop", folder.path().join("v1/loop")).unwrap();
    let message = errors(folder.path());
    assert!(message.contains("v1/a/up: out of place") && message.contains("v1/loop: cannot be read"), "{message}");
}

/// What `agree` says about one sample of an enveloped api.
fn agree(text: &str, more: &[(&str, &str)]) -> Result<(), String> {
    let folder =
        with(&[("v2/a.b/x.json", text), ("hints.toml", "[envelope.v2]\nevent = \"event\"\npayload = \"payload\"\n")]);
    for (path, text) in more {
        put(folder.path(), path, text.as_bytes());
    }
    let corrections = correct::read(folder.path()).unwrap();
    let samples = correct::apply(sample::read(folder.path()).unwrap(), &corrections).unwrap();
    sample::agree(&samples, &hint::read(folder.path()).unwrap()).map_err(|e| relative(folder.path(), e))
}

#[test]
fn a_body_names_the_event_of_its_folder() {
    assert_eq!(agree("{\"event\": \"a.b\", \"payload\": {}}", &[("v1/flat/x.json", "{}")]), Ok(()));
    let other = "{\n  \"event\": \"a.c\"}";
    assert_eq!(
        agree(other, &[("provenance.toml", "[\"v2/a.b/x.json\"]\npage = \"p.txt\"\nline = 9\nheading = \"A.b\"")])
            .unwrap_err(),
        "v2/a.b/x.json:2: the body says \"event\": \"a.c\": its folder is v2/a.b (shown by p.txt:9 \"A.b\"); move the file, or correct the \
         body in corrections.toml"
    );
    let number = agree("{\"event\": 1}", &[]).unwrap_err();
    assert!(number.starts_with("v2/a.b/x.json:1: the body says \"event\" is a number: "), "{number}");
    let none = agree("{\"payload\": {}}", &[]).unwrap_err();
    assert!(none.starts_with("v2/a.b/x.json:1: the body says no event under \"event\": "), "{none}");
    let correction = "[[correction]]\nsample = \"v2/a.b/x.json\"\npointer = \"/event\"\nfrom = \"a.c\"\nto = \"a.b\"\nreason = \"r\"";
    assert_eq!(agree(other, &[("corrections.toml", correction)]), Ok(()));
}

#[test]
fn the_project_s_own_samples_are_ten_and_agree() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples");
    let corrections = correct::read(&folder).unwrap();
    let samples = correct::apply(sample::read(&folder).unwrap(), &corrections).unwrap();
    sample::agree(&samples, &hint::read(&folder).unwrap()).unwrap();
    let events: Vec<_> = samples.iter().map(|sample| format!("{}/{}", sample.api, sample.event)).collect();
    assert_eq!(
        events,
        [
            "v1/micro_payment",
            "v1/pass_payment",
            "v2/payment_gateway.close",
            "v2/payment_gateway.view",
            "v2/purchase.bundle",
            "v2/purchase.pass",
            "v2/purchase.pay_per_use",
            "v2/purchase.subscription",
            "v2/transaction.complete",
            "v2/transaction.failed",
        ]
    );
    let corrected: Vec<_> =
        samples.iter().filter(|sample| sample.fidelity == Fidelity::Corrected).map(Sample::key).collect();
    assert_eq!(corrected, ["v2/purchase.pass/purchase-webhook.json"]);
}
