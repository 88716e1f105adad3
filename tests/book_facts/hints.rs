//! `reference/hints.md` has every key that the parsers know, and the parsers accept its examples.

use crate::book::{chapter, set, spans, table};
use conscent_codegen::{Diagnostics, Package, samples};
use conscent_import::Options;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const CHAPTER: &str = "reference/hints";
const UNKNOWN: &str = "no_such_key = 1";

/// The sections of the chapter, and a file with an unknown key in the table that each is about.
const SECTIONS: [(&str, &str, &str); 10] = [
    ("## hints.toml", "hints.toml", UNKNOWN),
    ("### envelope", "hints.toml", "[envelope.shop]"),
    ("### delivery", "hints.toml", "[delivery]"),
    ("### delivery.signature", "hints.toml", "[delivery.signature]"),
    ("### hint", "hints.toml", "[[hint]]"),
    ("### alias", "hints.toml", "[[alias]]"),
    ("### site", "hints.toml", "[site]"),
    ("### ignore", "hints.toml", "[[ignore]]"),
    ("## corrections.toml", "corrections.toml", "[[correction]]"),
    ("### delivery.id", "hints.toml", "[delivery.id]"),
];

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/code/samples"))
}

/// The messages of the generator and the importer about a samples folder.
fn errors(samples: &Path) -> String {
    let said = |errors: &Diagnostics| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let read = samples::read(samples).err().as_ref().map(said).unwrap_or_default();
    let page = samples.join("page.md");
    fs::write(&page, "nothing").unwrap();
    let planned = conscent_import::plan(&[page], samples, Options::default()).err().as_ref().map(said);
    read + "\n" + &planned.unwrap_or_default()
}

/// The keys that a parser lists when it rejects one.
fn known(file: &str, inside: &str) -> BTreeSet<String> {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("shop")).unwrap();
    let line = if inside == UNKNOWN { String::new() } else { format!("{inside}\n") };
    fs::write(folder.path().join(file), line + UNKNOWN).unwrap();
    let errors = errors(folder.path());
    let (_, names) = errors.split_once("the fields are ").unwrap_or_else(|| panic!("{inside}: {errors}"));
    set(names.lines().next().unwrap_or_default().split(", "))
}

/// The part of the chapter from a heading to the next one. A comment in its TOML has one mark only.
fn section(heading: &str) -> String {
    let chapter = chapter(CHAPTER);
    let (_, rest) = chapter.split_once(&format!("\n{heading}\n")).expect(heading);
    rest.split("\n##").next().unwrap_or_default().to_owned()
}

#[test]
fn every_key_is_in_the_chapter() {
    for (heading, file, inside) in SECTIONS {
        let head: &[&str] =
            if heading == "## hints.toml" { &["key", "what it says", "more"] } else { &["key", "what it says"] };
        let rows = table(&section(heading), head);
        let documented = set(rows.iter().flat_map(|row| spans(&row[0])));
        assert_eq!(documented, known(file, inside), "{heading}");
    }
}

#[test]
fn every_example_is_one_that_the_parsers_read() {
    let interface = conscent_codegen::generate(folder(), &Package::new("shop-webhooks")).unwrap_or_else(|errors| {
        panic!("{}", errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
    });
    let code = interface.iter().filter(|file| file.path.starts_with("src/")).map(|file| file.text.as_str());
    let code = code.collect::<String>();
    // One effect of each key of a hint.
    for part in
        ["struct Address", "struct Votes", "fn cents", "The price in cents.", "EpochMillis", "EpochSeconds", "Decimal"]
    {
        assert!(code.contains(part), "{part}");
    }
}

#[test]
fn the_importer_reads_the_example_too() {
    let copy = tempfile::tempdir().unwrap();
    for file in ["hints.toml", "corrections.toml"] {
        fs::copy(folder().join(file), copy.path().join(file)).unwrap();
    }
    let page = copy.path().join("orders.md");
    let answer = "## Response\n\n```json\n{\"received\": true}\n```\n";
    let payload = "## order.paid\n\n```json\n{\"type\": \"order.paid\", \"data\": {\"id\": \"ord_2\"}}\n```\n";
    fs::write(&page, format!("# Orders\n\n{payload}\n{answer}")).unwrap();
    let plan = conscent_import::plan(&[page], copy.path(), Options::default()).unwrap();
    let paths: Vec<_> = plan.writes.iter().map(|write| write.path.as_str()).collect();
    assert_eq!(paths, ["shop/order.paid/orders.json", "provenance.toml"]);
}

#[test]
fn the_chapter_has_every_example() {
    let chapter = chapter(CHAPTER);
    for file in ["hints.toml", "corrections.toml"] {
        let text = fs::read_to_string(folder().join(file)).unwrap();
        for anchor in text.lines().filter_map(|line| line.strip_prefix("# ANCHOR: ")) {
            assert!(chapter.contains(&format!("<!-- docs/code/samples/{file}:{anchor} -->")), "{file}:{anchor}");
        }
    }
    assert!(chapter.contains("<!-- conscent-codegen/src/samples/hints/table.md -->"));
}
