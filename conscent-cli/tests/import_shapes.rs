//! `conscent import` of shape files.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail anywhere")]

mod command;

use command::archive::gzip;
use command::schema::checked;
use command::{folder, put, run, run_with, snapshot};
use conscent_shape::{ShapeFile, infer};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const HINTS: &str = "[envelope.shop]\nevent = \"event\"\npayload = \"payload\"\n";

const SAMPLE: &str = r#"{"event": "order.paid", "payload": {"id": 1}}"#;

/// The shape file of these documents.
fn shape(here: &Path, documents: &[Value]) -> String {
    let lines: Vec<_> = documents.iter().map(Value::to_string).collect();
    run_with(here, "infer --shape -", lines.join("\n")).ends(0).out
}

fn order(event: &str, payload: &Value) -> Value {
    json!({ "event": event, "payload": payload })
}

/// A samples folder with an api, and an archive of three orders.
fn shop() -> TempDir {
    let here = folder(&[("samples/hints.toml", HINTS), ("samples/shop/order.paid/page.json", SAMPLE)]);
    let orders = [1, 2, 3].map(|id| order("order.paid", &json!({ "id": id, "note": null })));
    put(here.path(), "2026/archive.shape", shape(here.path(), &orders));
    here
}

const IMPORT: &str = "import 2026/archive.shape --samples samples";

#[test]
fn a_shape_becomes_a_file_of_its_event_and_a_second_time_nothing() {
    let here = shop();
    let row = "shop  order.paid  archive  from 2026/archive.shape, 3 documents";
    assert_eq!(run(here.path(), IMPORT).lines(0), [format!("written  {row}")]);
    let read = |file: &str| fs::read_to_string(here.path().join(file)).unwrap();
    assert_eq!(read("samples/shop/order.paid/archive.shape"), read("2026/archive.shape"));
    let provenance = read("samples/provenance.toml");
    let entry = "[\"shop/order.paid/archive.shape\"]\npage = \"archive.shape\"\ncaptured = true\ndocuments = 3\n";
    assert!(provenance.ends_with(entry), "{provenance}");
    let before = snapshot(here.path());
    assert_eq!(run(here.path(), IMPORT).lines(0), [format!("unchanged  {row}")]);
    assert_eq!(snapshot(here.path()), before);
    // The samples folder can be read with it.
    run(here.path(), "generate --samples samples --out types").ends(0);
    assert!(run(here.path(), "list --samples samples").lines(0).iter().any(|line| line.contains("order.paid")));
}

#[test]
fn a_shape_that_differs_is_replaced_only_by_force() {
    let here = shop();
    run(here.path(), IMPORT).ends(0);
    let orders = [json!({ "id": 1, "price": 2.5 }), json!({ "id": "a", "price": null })];
    let other = shape(here.path(), &orders.map(|payload| order("order.paid", &payload)));
    put(here.path(), "2026/archive.shape", &other);
    let before = snapshot(&here.path().join("samples"));
    let lines = run(here.path(), IMPORT).lines(1);
    assert_eq!(lines[0], "differs  shop  order.paid  archive  from 2026/archive.shape, 2 documents");
    for line in [
        "--- samples/shop/order.paid/archive.shape",
        "+++ 2026/archive.shape",
        "-3 documents",
        "+2 documents",
        "-/payload/id: number",
        "+/payload/id: number, string",
        "-/payload/note: null",
        "+/payload/price: null, number",
    ] {
        assert!(lines.iter().any(|one| one == line), "no {line:?} in {lines:#?}");
    }
    assert!(lines.last().unwrap().contains("nothing was written"), "{lines:#?}");
    assert_eq!(snapshot(&here.path().join("samples")), before);
    let rows = checked("import", &run(here.path(), &format!("{IMPORT} --json --force")).ends(0));
    assert_eq!((&rows[0]["action"], &rows[0]["documents"]), (&json!("replaced"), &json!(2)));
    assert!(rows[0]["diff"].as_str().unwrap().contains("-3 documents\n+2 documents\n"), "{rows}");
    assert_eq!(fs::read_to_string(here.path().join("samples/shop/order.paid/archive.shape")).unwrap(), other);
}

#[test]
fn the_event_is_the_only_one_of_the_documents_or_the_answer() {
    let here = shop();
    let hints = format!("{HINTS}[envelope.hub]\nheader = \"X-Hub-Event\"\n");
    put(here.path(), "samples/hints.toml", hints);
    put(here.path(), "samples/hub/push/1.json", "{\"a\": 1}");
    let nothing = json!({});
    let document = order("order.void", &nothing);
    for (file, documents) in [
        ("void.shape", vec![document.clone()]),
        ("two.shape", vec![document.clone(), order("order.paid", &nothing)]),
        ("some.shape", vec![document, json!({ "payload": {}, "event": null })]),
        ("text.shape", vec![order("Order was paid 2026-11-28", &nothing)]),
        ("hub.shape", vec![json!({ "pushed": true })]),
    ] {
        put(here.path(), file, shape(here.path(), &documents));
    }
    let packed = fs::read(here.path().join("void.shape")).unwrap();
    put(here.path(), "packed.shape.gz", gzip(&packed));
    for (arguments, place) in [
        ("void.shape", "shop/order.void/void.shape"),
        ("void.shape --event order.void --api shop --force", "shop/order.void/void.shape"),
        ("packed.shape.gz", "shop/order.void/packed.shape"),
        ("text.shape --event order/new", "shop/order%2Fnew/text.shape"),
        ("hub.shape --event push", "hub/push/hub.shape"),
        ("hub.shape --event push --api other", "other/push/hub.shape"),
    ] {
        run(here.path(), &format!("import --samples samples {arguments}")).ends(0);
        assert!(here.path().join("samples").join(place).exists(), "{place}");
        run(here.path(), &format!("import --samples samples {arguments}")).ends(0);
    }
    for (arguments, start) in [
        ("void.shape --event order.paid", "void.shape: no event: its documents are of the event \"order.void\", but"),
        (
            "two.shape",
            "two.shape: no event: its documents have several events under \"event\"; make a shape file for each",
        ),
        ("two.shape --event order.paid", "two.shape: no event: its documents have several events"),
        ("some.shape", "some.shape: no event: 1 of 2 documents have no event under \"event\"; "),
        ("text.shape", "text.shape: no event: it does not keep the names under \"event\"; give the event with --event"),
        ("hub.shape", "hub.shape: no event: the bodies of hub do not name their event; give the event"),
        ("hub.shape --event a --api shop", "hub.shape: no event: its documents have no event under \"event\""),
        ("void.shape --event a --api Shop", "void.shape: no event: its documents"),
    ] {
        let error = run(here.path(), &format!("import --samples samples {arguments}")).ends(2).err;
        assert!(error.starts_with(start) || arguments.contains("Shop"), "{error}");
        assert!(error.contains("nothing was imported"), "{error}");
    }
}

#[test]
fn an_unusable_shape_is_named_and_the_others_are_taken() {
    let here = shop();
    let good = fs::read_to_string(here.path().join("2026/archive.shape")).unwrap();
    let partial = ShapeFile::of(infer(br#"{"mail": "jo@mail.example"}"#).unwrap()).write_partial();
    put(here.path(), "partial.shape", partial);
    put(here.path(), "cut.shape", &good[..good.len() - 9]);
    put(here.path(), "newer.shape", good.replacen("shape\":1", "shape\":2", 1));
    put(here.path(), "list.shape", shape(here.path(), &[json!([1])]));
    put(here.path(), "latin.shape", b"\xff\xff");
    put(here.path(), "2025/archive.shape", shape(here.path(), &[order("order.paid", &json!({}))]));
    let files =
        "partial.shape cut.shape newer.shape list.shape latin.shape gone.shape 2026/archive.shape 2025/archive.shape";
    let run = run(here.path(), &format!("import --samples samples {files}")).ends(2);
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
    for start in [
        "partial.shape: a partial shape file: it holds strings of its documents, which may be personal data",
        "cut.shape:",
        "newer.shape:1: not a usable shape file: ",
        "list.shape: not JSON objects: ",
        "latin.shape",
        "gone.shape: cannot be read: ",
        "2025/archive.shape: two shape files have one name: 2026/archive.shape becomes shop/order.paid/archive.shape, too",
    ] {
        assert!(run.said().iter().any(|line| line.starts_with(start)), "no {start:?} in {}", run.err);
    }
    assert_eq!(run.said().len(), 7, "{}", run.err);
    assert!(!run.err.contains("jo@"), "{}", run.err);
    assert!(here.path().join("samples/shop/order.paid/archive.shape").exists());
}

/// Names that are not codes are not in a shape, but `infer --by-event` names its files by them.
#[test]
fn the_name_of_a_file_says_an_event_that_the_shape_does_not_keep() {
    let here = folder(&[("samples/hints.toml", HINTS), ("samples/shop/order.paid/page.json", SAMPLE)]);
    let orders = [1, 2].map(|id| order("orders/create", &json!({ "id": id })).to_string()).join("\n");
    put(here.path(), "orders.jsonl", orders);
    run(here.path(), "infer orders.jsonl --shape --by-event --samples samples --out shapes").ends(0);
    let row = run(here.path(), "import shapes/orders%2Fcreate.shape --samples samples").lines(0);
    assert_eq!(row.len(), 1);
    assert!(row[0].starts_with("written  shop  orders/create  "), "{row:?}");
    // Any other name may be that of an archive.
    fs::rename(here.path().join("shapes/orders%2Fcreate.shape"), here.path().join("archive.shape")).unwrap();
    let error = run(here.path(), "import archive.shape --samples samples").ends(2).err;
    assert!(error.contains("give the event with --event NAME"), "{error}");
}
