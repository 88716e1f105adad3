//! Input that is not plain UTF-8, or not all JSON, in `infer` and `inspect`.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail anywhere")]

mod command;

use command::archive::gzip;
use command::{Run, folder, put, run, run_with};

const PASS: &str = r#"{"event": "purchase.pass", "payload": {}}"#;

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn every_form_of_text_is_read() {
    let here = folder(&[("plain.json", PASS), ("marked.json", &format!("\u{feff}{PASS}"))]);
    put(here.path(), "wide.json", utf16(PASS));
    put(here.path(), "wide-marked.json", utf16(&format!("\u{feff}{PASS}")));
    put(here.path(), "a.json.gz", gzip(PASS.as_bytes()));
    put(here.path(), "both.json.gz", gzip(&utf16(PASS)));
    put(here.path(), "parts.json.gz", [gzip(&PASS.as_bytes()[..9]), gzip(&PASS.as_bytes()[9..])].concat());
    let schema = run(here.path(), "infer plain.json").lines(0).join("\n");
    for (file, form) in [
        ("marked.json", None),
        ("wide.json", Some("UTF-16")),
        ("wide-marked.json", Some("UTF-16")),
        ("a.json.gz", Some("gzip")),
        ("both.json.gz", Some("gzip, UTF-16")),
        ("parts.json.gz", Some("gzip")),
    ] {
        let note = form.map_or_else(String::new, |form| format!("note: {file}: read as {form}\n"));
        let Run { out, err, .. } = run(here.path(), &format!("infer {file}")).ends(0);
        assert_eq!((out.trim_end(), &err), (&*schema, &note));
        let Run { out, err, .. } = run(here.path(), &format!("inspect {file}")).ends(0);
        assert_eq!((out, &err), (format!("{file}:1: v2 purchase.pass: no drift\n"), &note));
        let bytes = std::fs::read(here.path().join(file)).unwrap();
        assert_eq!(run_with(here.path(), "infer -", bytes).ends(0).out.trim_end(), schema);
    }
}

#[test]
fn what_is_no_text_is_named() {
    let here = folder(&[("a.pdf", "%PDF-1.7\n")]);
    put(here.path(), "b.zip", b"PK\x03\x04\x14\0");
    put(here.path(), "cut.gz", &gzip(PASS.as_bytes())[..20]);
    put(here.path(), "half.json", [utf16(PASS), vec![0]].concat());
    for command in ["infer", "infer --skip-invalid", "inspect", "inspect --skip-invalid"] {
        let Run { err, .. } = run(here.path(), &format!("{command} a.pdf b.zip cut.gz half.json")).ends(2);
        let errors: Vec<_> = err.lines().filter(|line| !line.starts_with("note: ")).collect();
        assert_eq!(errors.len(), 4, "{err}");
        for (error, start) in errors.iter().zip([
            "a.pdf: cannot be read: this is a PDF document, which is not text",
            "b.zip: cannot be read: this is a ZIP archive, ",
            "cut.gz:1: cannot be read: its gzip data is damaged or cut off: ",
            "half.json:1: cannot be read: the byte at offset 82 is not valid UTF-16",
        ]) {
            assert!(error.starts_with(start), "{error}");
        }
    }
}

/// 1,000 lines, of which two are not JSON.
fn lines_with_two_that_are_not_json() -> String {
    let mut lines = vec![PASS; 1000];
    (lines[6], lines[700]) = ("{\"event\": \"purchase.pass\", \"payload\":", "nope");
    lines.join("\n")
}

#[test]
fn what_is_not_json_is_left_out_and_counted() {
    let lines = lines_with_two_that_are_not_json();
    let good = lines.lines().filter(|line| *line == PASS).collect::<Vec<_>>().join("\n");
    let here = folder(&[("good.jsonl", &good), ("lines.jsonl", &lines), ("bad.jsonl", "nope\n"), ("one.json", PASS)]);
    put(here.path(), "lines.jsonl.gz", gzip(lines.as_bytes()));
    let schema = run(here.path(), "infer good.jsonl").lines(0).join("\n");
    let summary = "2 of 1,000 documents were left out, the first on line 7\n";
    for threads in [1, 2, 7] {
        let Run { out, err, .. } =
            run(here.path(), &format!("infer --skip-invalid --threads {threads} lines.jsonl")).ends(0);
        assert_eq!((out.trim_end(), &*err), (&*schema, summary));
    }
    let Run { out, err, .. } = run(here.path(), "infer --skip-invalid lines.jsonl.gz").ends(0);
    assert_eq!((out.trim_end(), err), (&*schema, format!("note: lines.jsonl.gz: read as gzip\n{summary}")));
    let Run { err, .. } = run(here.path(), "infer --skip-invalid good.jsonl lines.jsonl").ends(0);
    assert_eq!(err, "2 of 1,998 documents were left out, the first on line 7 of lines.jsonl\n");
    assert_eq!(run(here.path(), "infer --skip-invalid good.jsonl").lines(0).join("\n"), schema);

    // The first one seems to continue on the next line.
    let Run { out, err, .. } = run(here.path(), "inspect --skip-invalid lines.jsonl").ends(0);
    assert_eq!(err, "2 of 999 documents were left out, the first on line 9\n");
    assert!(out.ends_with("\n997 documents, 0 with drift, 0 errors\n"), "{out}");

    // Every document of a file may be left out. Then no schema is printed.
    let Run { err, .. } = run(here.path(), "infer --skip-invalid one.json bad.jsonl").ends(2);
    let error = "bad.jsonl: no JSON: the input holds no document to infer a schema from\n";
    assert_eq!(err, format!("1 of 2 documents were left out, the first on line 1 of bad.jsonl\n{error}"));
    let Run { err, .. } = run(here.path(), "inspect --skip-invalid bad.jsonl").ends(0);
    assert_eq!(err, "1 of 1 document was left out, the first on line 1\n");
}

#[test]
fn drift_and_other_errors_count_as_before() {
    let deep = format!("{}1{}", "{\"a\":".repeat(200), "}".repeat(200));
    let drift = r#"{"event": "purchase.pass", "payload": {}, "new": 1}"#;
    let inspect = |input: &str, code| {
        let Run { out, err, .. } = run_with(folder(&[]).path(), "inspect --skip-invalid -", input).ends(code);
        (out.lines().last().unwrap_or_default().to_owned(), err)
    };
    let (out, err) = inspect(&format!("{PASS}\nnope\n{drift}\n{deep}\n{PASS}"), 1);
    assert_eq!(out, "3 documents, 1 with drift, 0 errors");
    assert_eq!(err, "2 of 5 documents were left out, the first on line 2\n");
    let (out, err) = inspect(&format!("{PASS}\n[1]\nnope\n{PASS}"), 2);
    assert_eq!(out, "2 documents, 0 with drift, 1 error");
    assert!(err.starts_with("<stdin>:2: not a webhook, but a JSON list: "), "{err}");
    assert!(err.ends_with("\n1 of 4 documents were left out, the first on line 3\n"), "{err}");
    // Without the flag, both are errors.
    let Run { err, .. } = run_with(folder(&[]).path(), "inspect -", format!("nope\n{PASS}\n{deep}")).ends(2);
    assert_eq!(err.lines().count(), 2, "{err}");
    let Run { err, .. } = run_with(folder(&[]).path(), "infer -", format!("{PASS}\nnope\n{PASS}")).ends(2);
    assert_eq!(err, "<stdin>:2:2: not JSON: expected ident\n");
}
