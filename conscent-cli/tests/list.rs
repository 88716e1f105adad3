//! `conscent list`

mod command;

use command::{SAMPLES, folder, put, run};
use serde_json::json;

#[test]
fn shows_the_events_that_it_was_built_with() {
    let here = folder(&[]);
    let lines = run(here.path(), "list").lines(0);
    assert_eq!(lines.len(), 17);
    let at = lines[0].find("ALIASES").unwrap();
    assert!(
        lines.iter().any(|line| line.starts_with("v2   purchase.pass ") && line.get(at..) == Some("Purchase.pass"))
    );
    assert_eq!(run(here.path(), &format!("list --samples {SAMPLES}")).lines(0), lines);
}

#[test]
fn json_has_all_that_is_known_of_an_event() {
    let here = folder(&[]);
    let events = run(here.path(), "list --json").ends(0).json();
    let pass = json!({
        "api": "v2", "event": "purchase.pass", "folder": "purchase.pass", "samples": 1, "archived": 0, "fidelity": "corrected",
        "aliases": ["Purchase.pass"],
    });
    assert!(events.as_array().unwrap().contains(&pass), "{events}");
    assert_eq!(run(here.path(), &format!("list --json --samples {SAMPLES}")).ends(0).json(), events);
}

#[test]
fn samples_of_a_folder_are_counted_and_corrections_shown() {
    let here = folder(&[
        ("s/v1/a.b/one.json", "{\"n\": 1}"),
        ("s/v1/a.b/two.json", "{\"n\": 2}"),
        ("s/provenance.toml", "[\"v1/a.b/one.json\"]\npage = \"p.md\"\nline = 3\nheading = \"The \\u001b event\"\n"),
    ]);
    assert_eq!(
        run(here.path(), "list --samples s").lines(0),
        ["API  EVENT  SAMPLES  FIDELITY  ALIASES", "v1   a.b    2        verbatim  The \\u{1b} event"]
    );
    put(
        here.path(),
        "s/corrections.toml",
        "[[correction]]\nsample = \"v1/a.b/two.json\"\npointer = \"/n\"\nfrom = 2\nto = 3\nreason = \"a test\"\n",
    );
    let events = run(here.path(), "list --samples s --json").ends(0).json();
    assert_eq!(
        events,
        json!([{"api": "v1", "event": "a.b", "folder": "a.b", "samples": 2, "archived": 0, "fidelity": "corrected",
            "aliases": ["The \u{1b} event"]}])
    );
}

#[test]
fn events_with_only_a_shape_are_listed() {
    let shape = |documents: &str| {
        let shape = conscent_shape::stream(documents.as_bytes(), &conscent_shape::Options::default()).unwrap();
        String::from_utf8(conscent_shape::ShapeFile::of(shape).write()).unwrap()
    };
    let here = folder(&[
        ("s/v1/a.b/one.json", "{\"n\": 1}"),
        ("s/v1/a.b/archive.shape", &shape("{\"n\": 1}\n{\"n\": 2}")),
        ("s/v1/c%2Fd/archive.shape", &shape(&"{\"n\": 1}\n".repeat(1200))),
    ]);
    assert_eq!(
        run(here.path(), "list --samples s").lines(0),
        [
            "API  EVENT  SAMPLES  FIDELITY  ALIASES  ARCHIVED  FOLDER",
            "v1   a.b    1        verbatim           2",
            "v1   c/d    0                           1,200     c%2Fd",
        ]
    );
}

#[test]
fn captured_samples_are_labelled() {
    let entry = |name: &str, more: &str| format!("[\"v1/a.b/{name}.json\"]\npage = \"seen.jsonl\"\nline = 3\n{more}");
    let origins = entry("capture-1", "") + &entry("capture-2", "captured = true\nredacted = true\n");
    let here = folder(&[
        ("s/v1/a.b/one.json", "{\"n\": 1}"),
        ("s/v1/a.b/capture-1.json", "{\"n\": 2}"),
        ("s/v1/c.d/capture-1.json", "{\"n\": 3}"),
        ("s/provenance.toml", &(origins.replace("capture-2", "capture-1").replacen("a.b", "c.d", 1))),
    ]);
    let fidelities = || {
        let events = run(here.path(), "list --samples s --json").ends(0).json();
        events.as_array().unwrap().iter().map(|one| one["fidelity"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(fidelities(), ["verbatim, redacted", "captured"]);
}

#[test]
fn every_error_is_reported_with_its_location() {
    let here = folder(&[("empty/README.md", ""), ("s/v1/a/a.json", "{\n  \"a\": nope\n}"), ("s/v1/b/b.json", "[]")]);
    put(here.path(), "s/v1/c/c.json", b"{\"a\": \"\xff\"}");
    assert!(run(here.path(), "list --samples empty").errors()[0].starts_with("empty: no samples: "));
    assert!(run(here.path(), "list --samples gone").errors()[0].starts_with("gone: cannot be read: "));
    let errors = run(here.path(), "list --samples s").errors();
    let starts =
        ["s/v1/a/a.json:2:9: not JSON: ", "s/v1/b/b.json:1:1: not a JSON object: ", "s/v1/c/c.json:1:8: not UTF-8: "];
    assert_eq!(errors.len(), starts.len());
    assert!(errors.iter().zip(starts).all(|(error, start)| error.starts_with(start)), "{errors:?}");
}

#[test]
fn a_sample_that_cannot_be_used_is_left_out() {
    let here = folder(&[("s/v1/a.b/one.json", "{}"), ("s/v1/a.b/two.json", "{"), ("s/v1/c.d/x.json", "")]);
    let run_list = |arguments: &str| run(here.path(), &format!("list {arguments}"));
    let listed = run_list("--samples s").ends(0);
    assert_eq!(listed.out.lines().skip(1).collect::<Vec<_>>(), ["v1   a.b    1        verbatim"]);
    let starts = [
        "s: 2 samples were left out: ",
        "s/v1/a.b/two.json:1:1: left out, not JSON: ",
        "s/v1/c.d/x.json:1:1: left out, ",
    ];
    assert_eq!(listed.said().len(), starts.len(), "{}", listed.err);
    assert!(listed.said().iter().zip(starts).all(|(line, start)| line.starts_with(start)), "{}", listed.err);
    assert_eq!(run_list("--samples s --strict").errors().len(), 2);
    // The option requires a samples folder.
    assert!(run_list("--strict").ends(2).err.contains("--samples"));
}

#[test]
fn one_long_name_does_not_move_the_columns_of_all_rows() {
    let (long, cut) = ("x".repeat(110), format!("v1   {}…  1 ", "x".repeat(60)));
    let here = folder(&[(&format!("s/v1/{long}/a.json"), "{}"), ("s/v1/b/a.json", "{}")]);
    let lines = run(here.path(), "list --samples s").lines(0);
    assert!(lines.iter().all(|line| line.chars().count() < 100), "{lines:?}");
    assert!(lines.iter().any(|line| line.starts_with(&cut)), "{lines:?}");
    let json = run(here.path(), "list --samples s --json").ends(0).json();
    assert_eq!(json[1]["event"], long);
}
