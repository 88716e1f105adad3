//! Every mistake that people make in a samples folder: which error it gives, and where.
//!
//! `UPDATE_EXPECT=1 cargo test -p conscent-codegen --test mistakes` accepts the current errors: review the diff.

use conscent_codegen::{Location, Package, generate};
use expect_test::expect_file;
use std::fmt::Write;
use std::path::Path;
use test_support::folder;

const SAMPLE: (&str, &str) = (
    "shop/order.paid/a.json",
    r#"{
  "event": "order.paid",
  "data": {"id": "o1", "status": "paid", "amount": "19.90", "at": 1709184837, "名前": "x", "ship": {"city": "P", "zip": "1"}}
}
"#,
);

const ENVELOPE: &str = "[envelope.shop]\nevent = \"event\"\npayload = \"data\"\n";

/// Mistakes in `hints.toml`, below [`ENVELOPE`].
const HINTS: &[(&str, &str)] = &[
    ("empty hint", "[[hint]]\napi = \"shop\"\nat = \"/status\"\nreason = \"x\"\n"),
    ("a place that does not exist", "[[hint]]\napi = \"shop\"\nat = \"/nope\"\nkind = \"enum\"\nreason = \"x\"\n"),
    ("a kind that does not fit", "[[hint]]\napi = \"shop\"\nat = \"/status\"\nkind = \"map\"\nreason = \"x\"\n"),
    (
        "hints that contradict each other",
        "[[hint]]\napi = \"shop\"\nat = \"/status\"\nkind = \"enum\"\nreason = \"x\"\n\
         [[hint]]\napi = \"shop\"\nat = \"/status\"\nkind = \"text\"\nreason = \"x\"\n",
    ),
    (
        "a hint given twice",
        "[[hint]]\napi = \"shop\"\nat = \"/status\"\nkind = \"enum\"\nreason = \"x\"\n\
         [[hint]]\napi = \"shop\"\nat = \"/status\"\nkind = \"enum\"\nreason = \"x\"\n",
    ),
    ("no api", "[[hint]]\nat = \"/status\"\nkind = \"enum\"\nreason = \"x\"\n"),
    ("no reason", "[[hint]]\napi = \"shop\"\nat = \"/status\"\nkind = \"enum\"\n"),
    (
        "a misspelt kind and a bad pointer",
        "[[hint]]\napi = \"shop\"\nat = \"status\"\nkind = \"enmu\"\nreason = \"x\"\n",
    ),
    ("an unknown api", "[[hint]]\napi = \"shopp\"\nat = \"/status\"\nkind = \"enum\"\nreason = \"x\"\n"),
    (
        "an unknown event",
        "[[hint]]\napi = \"shop\"\nevent = \"order.piad\"\nat = \"/status\"\nkind = \"enum\"\nreason = \"x\"\n",
    ),
    (
        "everything wrong in one hint",
        "[[hint]]\napi = \"shopp\"\nat = \"status\"\nkynd = \"enum\"\nname = 5\nreason = \"\"\n",
    ),
    ("wrong delivery", "[delivery]\naccepted = 404\nanswers = { 2x = \"\" }\n"),
    ("an unknown scheme", "[delivery.signature]\nscheme = \"githup\"\n"),
    ("an unknown placeholder", "[delivery.signature]\nheader = \"X-S\"\nsigned = \"{bodi}\"\n"),
    ("an id in two places", "[delivery.id]\nheader = \"X\"\npointer = \"/id\"\n"),
    ("an id at an unknown place", "[delivery.id]\npointer = \"/idd\"\n"),
    (
        "an alias of an unknown api",
        "[[alias]]\napi = \"shopp\"\nheading = \"h\"\nevent = \"order.paid\"\nreason = \"x\"\n",
    ),
    ("an unknown key of a site", "[site]\nnavigation = \"x\"\n"),
    ("an unknown key of a text that is ignored", "[[ignore]]\nheadding = \"x\"\n"),
    (
        "a misspelt key that must be there",
        "[[hint]]\napi = \"shop\"\nat = \"/status\"\nkynd = \"enum\"\nraeson = \"x\"\n",
    ),
    ("an unknown key of the file", "min_sample = 5\n[[hints]]\napi = \"shop\"\n"),
    ("no TOML", "[[hint\napi\n"),
];

/// Mistakes in a file of its own.
const FILES: &[(&str, &str, &str)] = &[
    ("no event at the envelope's place", "hints.toml", "[envelope.shop]\nevent = \"evnt\"\npayload = \"data\"\n"),
    ("no payload at the envelope's place", "hints.toml", "[envelope.shop]\nevent = \"event\"\npayload = \"dta\"\n"),
    ("an empty place", "hints.toml", "[envelope.shop]\nevent = \"event\"\npayload = \"\"\n"),
    ("not a header", "hints.toml", "[envelope.shop]\nevent = \"event\"\nheader = \"a b\"\n"),
    ("an envelope of an unknown api", "hints.toml", "[envelope.shoop]\nevent = \"event\"\n"),
    ("min_samples of 0", "hints.toml", "min_samples = 0\n"),
    ("a correction that no longer applies", "corrections.toml", CORRECTION),
    (
        "not JSON, after wide characters",
        SAMPLE.0,
        "{\n  \"event\": \"order.paid\",\n  \"データ\": {\"id\": \"o1\" \"x\": 1}\n}\n",
    ),
    ("a sample of another event", SAMPLE.0, "{\n  \"event\": \"order.piad\",\n  \"data\": {\"id\": \"o1\"}\n}\n"),
    ("a sample without an event", SAMPLE.0, "{\n  \"data\": {\"id\": \"o1\"}\n}\n"),
    ("a list", SAMPLE.0, "\n[1]\n"),
    ("an empty sample", SAMPLE.0, ""),
    ("a folder that is not the name of an event", "shop/orders create/a.json", SAMPLE.1),
    ("an unknown file", "shop/order.paid/x.txt", "x"),
    ("an origin without a line", "provenance.toml", "[\"shop/order.paid/b.json\"]\npage = \"x\"\n"),
    ("events.toml is not TOML", "events.toml", "[x\n"),
];

const CORRECTION: &str = "[[correction]]\nsample = \"shop/order.paid/a.json\"\npointer = \"/data/status\"\nfrom = \"paied\"\nto = \"paid\"\nreason = \"x\"\n";

/// What replaces a part of [`CORRECTION`].
const CORRECTIONS: &[(&str, &str, &str)] = &[
    ("a correction of an unknown sample", "a.json", "b.json"),
    ("a correction at an unknown place", "/data/status", "/data/stats"),
    ("a correction without effect", "paied", "paid"),
];

#[test]
fn every_mistake_has_its_place() {
    let mut all = String::new();
    for (name, hints) in HINTS {
        // Keys before the first table are those of the file.
        let hints = if hints.starts_with('[') { format!("{ENVELOPE}{hints}") } else { (*hints).to_owned() };
        said(&mut all, name, ("hints.toml", &hints));
    }
    for (name, path, text) in FILES {
        said(&mut all, name, (path, text));
    }
    for (name, old, new) in CORRECTIONS {
        said(&mut all, name, ("corrections.toml", &CORRECTION.replacen(old, new, 1)));
    }
    expect_file!["mistakes.txt"].assert_eq(&all);
}

/// Adds the errors of a samples folder with this file, each with its line and a caret.
fn said(all: &mut String, name: &str, file: (&str, &str)) {
    let files: Vec<_> = [SAMPLE, ("hints.toml", ENVELOPE)].into_iter().filter(|(path, _)| *path != file.0).collect();
    let folder = folder(&[&files[..], &[file]].concat());
    let errors = generate(folder.path(), &Package::new("shop-types")).expect_err(name);
    writeln!(all, "# {name}\n").unwrap();
    for error in &errors {
        writeln!(all, "{}", error.to_string().replace(folder.path().to_str().unwrap(), "samples")).unwrap();
        mark(all, &error.location);
    }
    all.push('\n');
}

fn mark(all: &mut String, location: &Location) {
    let Location { file, line: Some(line), column: Some(column), .. } = location else { return };
    let text = std::fs::read_to_string(Path::new(file)).unwrap();
    let text = text.lines().nth(line - 1).unwrap_or_default();
    let before = text.get(..column - 1).unwrap_or_default().chars().count();
    writeln!(all, "    {text}\n    {}^", " ".repeat(before)).unwrap();
}
