//! Pages in all the forms that documentation comes in: each in `pages/`, and beside it what is read off it.
#![allow(clippy::unwrap_used, reason = "a test may fail wherever it likes, its helpers too")]

use conscent_codegen::page;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// All payloads with their headings and notes, or all errors.
fn shown(file: &Path) -> String {
    let name = file.file_name().unwrap();
    let payloads = match page::parse(Path::new(name), &fs::read_to_string(file).unwrap()) {
        Ok(payloads) => payloads,
        Err(wrong) => return format!("{wrong}\n"),
    };
    let mut shown = String::new();
    for one in payloads {
        let heading =
            one.heading.map_or("none".to_owned(), |heading| format!("{:?}, line {}", heading.name, heading.line));
        writeln!(shown, "{}: {} {}, heading: {heading}", one.place, one.api, one.event).unwrap();
        one.note.iter().for_each(|note| writeln!(shown, "{note}").unwrap());
        writeln!(shown, "{}\n", one.text).unwrap();
    }
    shown
}

#[test]
fn every_form_is_read_as_shown_beside_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let pages: Vec<PathBuf> = files.filter(|path| path.extension().unwrap() != "expected").collect();
    assert!(pages.len() >= 13);
    for page in pages {
        let expected = fs::read_to_string(format!("{}.expected", page.display())).unwrap();
        assert_eq!(shown(&page), expected, "{}", page.display());
    }
}
