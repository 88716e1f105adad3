//! Archives: many compressed files, and the shape files that `infer` and `merge` make of them.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail anywhere")]

mod command;

use command::archive::{gzip, zstd};
use command::{Run, folder, put, run, run_with, snapshot};
use serde_json::json;
use std::fs;
use tempfile::TempDir;

/// The lines of one file of an archive: orders of two events, with personal data.
fn orders(file: u32) -> String {
    let line = |n: u32| {
        let event = if n.is_multiple_of(3) { "order.void" } else { "order.paid" };
        let mail = format!("person{file}x{n}@mail.example");
        let by = format!("Person {file} {n}");
        let order = json!({ "id": file * 1000 + n, "mail": mail, "by": by, "status": "open", "note": null });
        json!({ "event": event, "payload": order }).to_string() + "\n"
    };
    (0..40).map(line).collect()
}

/// Three files, of which two are compressed; and a plain one with all their lines.
fn archive() -> TempDir {
    let here = folder(&[("archive/2026/01.jsonl", &orders(1)), ("all.jsonl", &(orders(1) + &orders(2) + &orders(3)))]);
    put(here.path(), "archive/2026/02.jsonl.gz", gzip(orders(2).as_bytes()));
    put(here.path(), "archive/2026/more/03.jsonl.zst", zstd(orders(3).as_bytes()));
    here
}

#[test]
fn many_files_give_what_one_file_gives() {
    let here = archive();
    for kind in ["", "--rust --name Body", "--explain", "--shape"] {
        let whole = run(here.path(), &format!("infer {kind} all.jsonl")).lines(0);
        for files in [
            "archive/**/*.jsonl*",
            "archive/**/*.zst archive/2026/*",
            "archive/2026/more/03.jsonl.zst archive/2026/0[12]*",
            "archive/**/* archive/2026/01.jsonl ./archive/2026/*.gz",
        ] {
            for threads in ["", " --threads 1", " --threads 5"] {
                let Run { out, err, .. } = run(here.path(), &format!("infer {kind} {files}{threads}")).ends(0);
                assert_eq!(out.lines().collect::<Vec<_>>(), whole, "{files}{threads}");
                assert!(err.ends_with("02.jsonl.gz: read as gzip\n") && err.lines().count() == 2, "{err}");
            }
        }
    }
    put(here.path(), "archive/2026/04.jsonl.gz", gzip(orders(4).as_bytes()));
    let notes = run(here.path(), "infer archive/**/*.gz").ends(0).err;
    assert_eq!(notes, "note: 2 files were read as gzip\n");
}

#[test]
fn a_pattern_without_a_match_is_an_error_and_a_file_is_no_pattern() {
    let here = archive();
    put(here.path(), "a[1].json", "{\"one\": 1}");
    let errors = run(here.path(), "infer archive/*.json all.jsonl old/**/*.gz [ gone.json").errors();
    for (error, start) in
        errors.iter().zip(["[: not a pattern: ", "archive/*.json: no file matches: ", "old/**/*.gz: no file"])
    {
        assert!(error.starts_with(start), "{errors:#?}");
    }
    assert_eq!(errors.len(), 3, "{errors:#?}");
    assert!(run(here.path(), "infer a[1].json").lines(0).join("").contains("\"one\""));
}

#[test]
fn an_archive_that_is_cut_off_or_damaged_is_an_error_with_its_line() {
    let here = archive();
    // Enough text that some lines are read before the cut.
    let text: String = (0..200).map(orders).collect();
    let (gz, zst) = (gzip(text.as_bytes()), zstd(text.as_bytes()));
    put(here.path(), "bad/cut.jsonl.gz", &gz[..gz.len() / 2]);
    put(here.path(), "bad/cut.jsonl.zst", &zst[..zst.len() / 2]);
    put(here.path(), "bad/tail.jsonl.gz", &gz[..gz.len() - 4]);
    put(here.path(), "bad/garbage.jsonl.gz", [&gz, &b"garbage after the member"[..]].concat());
    put(here.path(), "bad/garbage.jsonl.zst", [&zst, &b"garbage after the frame"[..]].concat());
    put(here.path(), "bad/latin.jsonl.gz", gzip(b"{}\n{}\n{\"a\": \"\xff\"}\n"));
    put(here.path(), "bad/empty.jsonl", "");
    put(here.path(), "bad/empty.jsonl.gz", gzip(b""));
    put(here.path(), "bad/zero.jsonl.gz", "");
    let lines = text.lines().count();
    for command in ["infer", "infer --shape", "infer --shape --skip-invalid", "infer --threads 4"] {
        let Run { out, err, .. } = run(here.path(), &format!("{command} all.jsonl bad/*")).ends(2);
        assert_eq!(out, "");
        let line = |file: &str| -> usize {
            let start = format!("bad/{file}:");
            let found = err.lines().find_map(|error| error.strip_prefix(&*start)?.split_once(": cannot be read: its "));
            found.unwrap_or_else(|| panic!("no {start} in {err}")).0.parse().unwrap()
        };
        for file in ["cut.jsonl.gz", "cut.jsonl.zst"] {
            assert!((10..lines).contains(&line(file)), "{err}");
        }
        assert_eq!(err.matches("damaged or cut off: unexpected end of file").count(), 3, "{err}");
        for file in ["tail.jsonl.gz", "garbage.jsonl.gz", "garbage.jsonl.zst"] {
            assert_eq!(line(file), lines + 1, "{err}");
        }
        for file in ["empty.jsonl", "empty.jsonl.gz", "zero.jsonl.gz"] {
            assert!(err.contains(&format!("bad/{file}: no JSON: ")), "{err}");
        }
        assert!(command.contains("skip") || err.contains("bad/latin.jsonl.gz:3:8: not JSON: "), "{err}");
    }
}

#[test]
fn a_shape_counts_like_its_documents() {
    let here = archive();
    let shape = run(here.path(), "infer --shape all.jsonl").lines(0).join("\n") + "\n";
    put(here.path(), "all.shape", &shape);
    put(here.path(), "packed.shape.gz", gzip(shape.as_bytes()));
    for kind in ["", "--rust", "--min-samples 50"] {
        let whole = run(here.path(), &format!("infer {kind} all.jsonl")).lines(0);
        assert_eq!(run(here.path(), &format!("infer {kind} all.shape")).lines(0), whole);
    }
    assert_eq!(run(here.path(), "infer --shape packed.shape.gz").ends(0).out, shape);
    assert_eq!(run_with(here.path(), "infer --shape -", &shape).ends(0).out, shape);
    let mixed = "archive/2026/more/*.zst archive/2026/*.gz";
    put(here.path(), "first.shape", run(here.path(), "infer --shape archive/2026/01.jsonl").ends(0).out);
    assert_eq!(run(here.path(), &format!("infer --shape first.shape {mixed}")).ends(0).out, shape);
    for private in ["person", "Person", "mail.example"] {
        assert!(!shape.contains(private), "{shape}");
    }
    assert!(shape.contains("order.paid") && shape.contains("\"mail\""), "{shape}");
}

#[test]
fn shapes_are_joined_in_any_order_and_grouping() {
    let here = folder(&[]);
    for file in 1..=4 {
        put(here.path(), &format!("{file}.jsonl"), orders(file));
        let shape = run(here.path(), &format!("infer --shape {file}.jsonl")).ends(0).out;
        put(here.path(), &format!("{file}.shape"), shape);
    }
    let all = run(here.path(), "infer --shape [1-4].jsonl").ends(0).out;
    for files in
        ["1.shape 2.shape 3.shape 4.shape", "4.shape 2.shape 1.shape 3.shape", "[1-4].shape", "3.shape *.shape"]
    {
        assert_eq!(run(here.path(), &format!("merge {files}")).lines(0).join("\n") + "\n", all, "{files}");
    }
    let row = run(here.path(), "merge 2.shape 3.shape --out some/middle.shape").lines(0).join("");
    assert!(row.starts_with("some/middle.shape  of 2 files  80 documents  "), "{row}");
    assert_eq!(run(here.path(), "merge 4.shape some/middle.shape 1.shape").ends(0).out, all);
    assert_eq!(
        run_with(here.path(), "merge - [234].shape", fs::read(here.path().join("1.shape")).unwrap()).ends(0).out,
        all
    );
    put(here.path(), "1.shape", gzip(&fs::read(here.path().join("1.shape")).unwrap()));
    assert_eq!(run(here.path(), "merge [1-4].shape").ends(0).out, all);
}

/// Only a regular file can be replaced, and reading a pipe would never end.
#[cfg(unix)]
#[test]
fn only_a_file_can_be_the_output_of_a_merge() {
    let here = archive();
    let shape = run(here.path(), "infer archive/2026/01.jsonl --shape").ends(0).out;
    put(here.path(), "one.shape", &shape);
    put(here.path(), "folder/file", "");
    std::os::unix::fs::symlink("one.shape", here.path().join("link.shape")).unwrap();
    for out in ["folder", "link.shape", "/dev/stdout"] {
        let ended = run(here.path(), &format!("merge one.shape --out {out}")).ends(2);
        assert!(ended.err.contains(": not a file: the output must be"), "{}", ended.err);
    }
}

/// One document does not show that a field holds names.
#[test]
fn the_shape_of_few_documents_is_to_be_read_before_it_is_shared() {
    let here = folder(&[]);
    let documents = |count: usize| vec![r#"{"status": "paid"}"#; count].join("\n");
    let note = |count| run_with(here.path(), "infer --shape -", documents(count)).ends(0).err;
    assert!(note(1).starts_with("note: the shape is made from only 1 document: read it"), "{}", note(1));
    assert_eq!(note(100), "");
}

#[test]
fn a_wrong_shape_file_is_named_and_nothing_is_written() {
    let here = folder(&[("a.jsonl", &orders(1)), ("b.jsonl", &orders(2))]);
    let shape = run(here.path(), "infer --shape a.jsonl").ends(0).out;
    put(here.path(), "good.shape", &shape);
    put(here.path(), "old.shape", &shape);
    put(here.path(), "cut.shape", &shape[..shape.len() - 20]);
    put(here.path(), "changed.shape", shape.replace("order.paid", "order.PAID"));
    put(here.path(), "newer.shape", shape.replacen("\"conscent-shape\":1", "\"conscent-shape\":9", 1));
    put(here.path(), "latin.shape", [shape.as_bytes(), b"\xff"].concat());
    put(here.path(), "empty.shape", "");
    let errors = run(here.path(), "merge *.shape b.jsonl gone.shape --out old.shape").errors();
    assert!(errors[0].starts_with("old.shape: both an input and the output: "), "{errors:#?}");
    let errors = run(here.path(), "merge [b-g]*.shape [ln]*.shape b.jsonl gone.shape --out old.shape").errors();
    for start in [
        "b.jsonl: not a shape file: ",
        "changed.shape:1: not a usable shape file: ",
        "cut.shape:",
        "empty.shape: not a shape file: ",
        "gone.shape: cannot be read: ",
        "latin.shape:",
        "newer.shape:1: not a usable shape file: this is a shape file of version 9",
    ] {
        assert!(errors.iter().any(|error| error.starts_with(start)), "no {start:?} in {errors:#?}");
    }
    assert_eq!(errors.len(), 7, "{errors:#?}");
    assert_eq!(fs::read_to_string(here.path().join("old.shape")).unwrap(), shape);
    for command in ["infer", "infer --shape"] {
        let errors = run(here.path(), &format!("{command} a.jsonl cut.shape newer.shape")).errors();
        assert_eq!(errors.len(), 2, "{errors:#?}");
    }
    let errors = run(here.path(), "merge good.shape --partial").errors();
    assert!(errors[0].starts_with("--partial: no partial shape file: "), "{errors:#?}");
}

#[test]
fn partial_shapes_are_joined_without_personal_data() {
    use conscent_shape::{ShapeFile, infer};
    let here = folder(&[]);
    let one = |text: &str| ShapeFile::of(infer(text.as_bytes()).unwrap());
    let texts =
        [r#"{"mail": "jo@mail.example", "status": "open"}"#, r#"{"mail": "al@mail.example", "status": "void"}"#];
    let mut both = one(texts[0]);
    both.merge(&one(texts[1]));
    put(here.path(), "1.shape", one(texts[0]).write_partial());
    put(here.path(), "2.shape", one(texts[1]).write_partial());
    put(here.path(), "safe.shape", one(texts[1]).write());
    let partial = run(here.path(), "merge 2.shape 1.shape --partial").ends(0).out;
    assert_eq!(partial.as_bytes(), both.write_partial());
    let joined = run(here.path(), "merge 1.shape 2.shape").ends(0).out;
    assert_eq!(joined.as_bytes(), both.write());
    assert_eq!(run(here.path(), "merge 1.shape safe.shape").ends(0).out, joined);
    assert_eq!(run(here.path(), "infer --shape 1.shape safe.shape").ends(0).out, joined);
    assert!(!joined.contains("mail.example"), "{joined}");
}

#[test]
fn each_event_gets_a_shape() {
    let here = archive();
    let files = "archive/**/*.jsonl*";
    let table = run(here.path(), &format!("infer {files} --shape --by-event=/event --out shapes")).ends(0);
    let rows: Vec<_> = table.out.lines().map(|row| row.split("  ").collect::<Vec<_>>()).collect();
    assert_eq!(
        rows.iter().map(|row| (row[0], row[1])).collect::<Vec<_>>(),
        [("order.paid", "78 documents"), ("order.void", "42 documents")]
    );
    for event in ["order.paid", "order.void"] {
        let lines: String = (1..=3).map(orders).collect();
        let own: Vec<_> = lines.lines().filter(|line| line.contains(event)).collect();
        let whole = run_with(here.path(), "infer --shape -", own.join("\n")).ends(0).out;
        assert_eq!(fs::read_to_string(here.path().join(format!("shapes/{event}.shape"))).unwrap(), whole, "{event}");
    }
    let first = snapshot(&here.path().join("shapes"));
    for threads in [1, 3] {
        run(here.path(), &format!("infer {files} all.jsonl --shape --by-event=/event --out other --threads {threads}"))
            .ends(0);
        run(here.path(), &format!("infer {files} --shape --by-event=/event --out shapes --threads {threads}")).ends(0);
        assert_eq!(snapshot(&here.path().join("shapes")), first);
    }
}

#[test]
fn hints_say_where_the_event_is_and_which_events_are_known() {
    let hints = "[envelope.shop]\nevent = \"event\"\npayload = \"payload\"\n";
    let sample = r#"{"event": "order.paid", "payload": {"id": 1}}"#;
    let here = folder(&[
        ("samples/hints.toml", hints),
        ("samples/shop/order.paid/page.json", sample),
        ("1.jsonl", &orders(1)),
        ("2.jsonl", &format!("{}{{\"event\": 1}}\n{{\"event\": \"a/b: c\"}}\n[]\n", orders(2))),
    ]);
    let command = "infer 1.jsonl 2.jsonl --shape --by-event --samples samples --out shapes";
    let Run { out, err, .. } = run(here.path(), &format!("{command} --json")).ends(0);
    let rows: serde_json::Value = serde_json::from_str(&out).unwrap();
    let row = |n: usize| (rows[n]["event"].clone(), rows[n]["documents"].clone(), rows[n]["is_documented"].clone());
    assert_eq!(row(0), (json!("a/b: c"), json!(1), json!(false)));
    assert_eq!(row(1), (json!("order.paid"), json!(52), json!(true)));
    assert_eq!(row(2), (json!("order.void"), json!(28), json!(false)));
    assert_eq!((&rows[0]["first_file"], &rows[0]["first_line"]), (&json!("2.jsonl"), &json!(42)));
    assert_eq!(rows[0]["file"], "shapes/a%2Fb%3A%20c.shape");
    for start in [
        "2.jsonl:42: an event without samples: this is the first document of \"a/b: c\"",
        "1.jsonl:1: an event without samples: this is the first document of \"order.void\"",
        "2.jsonl:41: left out: 2 of 83 documents have no string at /event; this is the first",
    ] {
        assert!(err.lines().any(|line| line.starts_with(start)), "no {start:?} in {err}");
    }
    assert_eq!(err.lines().count(), 3, "{err}");

    put(here.path(), "2.jsonl", orders(2));
    let Run { err, .. } = run(here.path(), command).ends(0);
    assert!(err.contains("shapes/a%2Fb%3A%20c.shape: not written: it is from an earlier run"), "{err}");
}

#[test]
fn without_a_rule_for_events_nothing_is_read() {
    let hints = |text: &str| folder(&[("samples/hints.toml", text), ("a.jsonl", &orders(1))]);
    let by_event = "infer a.jsonl --shape --by-event --samples samples --out shapes";
    for (text, options, message) in [
        ("[envelope.a]\nheader = \"X-Event\"\n", "", "the header \"x-event\" names the event of \"a\""),
        (
            "[envelope.a]\nheader = \"X-Event\"\nevent = \"type\"\n",
            "",
            "the header \"x-event\" names the event of \"a\"",
        ),
        ("[envelope.a]\npayload = \"data\"\n", "", "no body of \"a\" names its event"),
        ("[envelope.a]\nevent = \"e\"\nbatch = true\n", "", "each body of \"a\" is a list of deliveries"),
        ("[envelope.a]\nevent = \"e\"\n[envelope.b]\nevent = \"e\"\n", "", "several apis"),
        ("[envelope.a]\nevent = \"e\"\n", " --api b", "the hints do not say where \"b\" names its events"),
        ("[envelope.a]\nevent = \"other\"\n", "", "no event"),
        ("[envelope.a]\nevent = \"/payload/mail\"\n", "", "not the names of events"),
    ] {
        let here = hints(text);
        let errors = run(here.path(), &format!("{by_event}{options}")).errors();
        assert!(errors[0].contains(&format!(": {message}: ")), "{errors:#?}");
        assert!(!errors[0].contains("mail.example") && !here.path().join("shapes").exists(), "{errors:#?}");
    }
    let here = hints("");
    for (arguments, message) in [
        ("a.jsonl --by-event=/event --out shapes", "--shape"),
        ("a.jsonl --shape --by-event=/event", "--out"),
        ("a.jsonl --shape --by-event --out shapes", "no rule for events"),
        ("a.jsonl --shape --by-event=event --out shapes", "write a JSON pointer, such as /event"),
        ("a.jsonl --shape --rust", "cannot be used with"),
        ("a.jsonl --shape --min-samples 3", "cannot be used with"),
        ("a.jsonl --shape --out shapes", "--by-event"),
        ("a.jsonl --shape --by-event --samples gone --out shapes", "gone: cannot be read"),
    ] {
        let error = run(here.path(), &format!("infer {arguments}")).ends(2).err;
        assert!(error.contains(message), "{error}");
    }
    put(here.path(), "a.shape", run(here.path(), "infer --shape a.jsonl").ends(0).out);
    let errors = run(here.path(), "infer a.shape a.jsonl --shape --by-event=/event --out shapes").errors();
    assert!(errors[0].starts_with("a.shape: a shape cannot be divided by events: "), "{errors:#?}");
    assert!(!here.path().join("shapes").exists());
}

#[test]
fn a_file_that_cannot_be_read_leaves_the_shapes_of_events_as_they_were() {
    let here = archive();
    let by_event = "--shape --by-event=/event --out shapes";
    run(here.path(), &format!("infer archive/2026/01.jsonl {by_event}")).ends(0);
    let before = snapshot(&here.path().join("shapes"));
    put(here.path(), "archive/2026/bad.jsonl", "{\"event\": \"order.new\"}\n{\"event\":");
    let errors = run(here.path(), &format!("infer archive/2026/*.jsonl {by_event}")).errors();
    assert!(errors[0].starts_with("archive/2026/bad.jsonl:2:"), "{errors:#?}");
    assert_eq!(snapshot(&here.path().join("shapes")), before);
    let Run { err, .. } = run(here.path(), &format!("infer archive/2026/*.jsonl {by_event} --skip-invalid")).ends(0);
    assert!(err.contains("1 of 42 documents were left out, the first on line 2 of archive/2026/bad.jsonl"), "{err}");
    assert!(here.path().join("shapes/order.new.shape").exists());
}

#[test]
fn a_pointer_to_other_texts_is_an_error() {
    let line = |text: &str| json!({ "text": text }).to_string() + "\n";
    let many = |file: usize| (0..700).map(|n| line(&format!("text{}", file * 700 + n))).collect::<String>();
    let here = folder(&[("1.jsonl", &many(1)), ("2.jsonl", &many(2)), ("both.jsonl", &(many(1) + &many(2)))]);
    put(here.path(), "long.jsonl", line("short") + &line(&"long ".repeat(100)));
    let by_event = "--shape --by-event=/text --out shapes";
    for (files, place) in
        [("[12].jsonl", "--by-event"), ("both.jsonl", "both.jsonl:1025"), ("long.jsonl", "long.jsonl:2")]
    {
        let errors = run(here.path(), &format!("infer {files} {by_event}")).errors();
        assert!(
            errors[0].starts_with(&format!("{place}: not the names of events: ")) && errors.len() == 1,
            "{errors:#?}"
        );
        assert!(!errors[0].contains("text1") && !errors[0].contains("long long"), "{errors:#?}");
    }
    assert!(!here.path().join("shapes").exists());
}

/// A line is too long for memory.
#[test]
#[ignore = "slow: it writes 200 MB"]
fn a_line_of_200_mb_is_named() {
    let here = folder(&[]);
    let long = format!("{{\"event\": \"x\"}}\n{{\"long\": \"{}\"}}\n{{\"event\": \"x\"}}\n", "x".repeat(200_000_000));
    put(here.path(), "long.jsonl", &long);
    put(here.path(), "long.jsonl.gz", gzip(long.as_bytes()));
    for file in ["long.jsonl", "long.jsonl.gz"] {
        let Run { out, err, .. } = run(here.path(), &format!("infer {file}")).ends(2);
        assert!(out.is_empty() && err.contains(&format!("{file}:2:")), "{err}");
        let Run { err, .. } = run(here.path(), &format!("infer {file} --skip-invalid")).ends(0);
        assert!(err.contains("1 of 3 documents were left out, the first on line 2"), "{err}");
    }
}
