//! Pages in all the forms of documentation. Each page in `pages/` has a file with what is read from it;
//! `UPDATE_EXPECT=1` writes these.
mod conscent;

use conscent_import::page;
use expect_test::expect_file;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// All payloads with their headings and notes, or all errors.
fn shown(file: &Path) -> String {
    let name = file.file_name().unwrap();
    let payloads = match page::parse(Path::new(name), &fs::read_to_string(file).unwrap(), &conscent::site()) {
        Ok(payloads) => payloads,
        Err(errors) => return format!("{errors}\n"),
    };
    let mut shown = String::new();
    for one in payloads {
        let heading =
            one.heading.map_or("none".to_owned(), |heading| format!("{:?}, line {}", heading.name, heading.line));
        writeln!(shown, "{}: {} {}, heading: {heading}", one.location, one.api, one.event).unwrap();
        one.note.iter().for_each(|note| writeln!(shown, "{note}").unwrap());
        writeln!(shown, "{}\n", one.text).unwrap();
    }
    shown
}

#[test]
fn every_form_of_page_is_read_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let pages: Vec<PathBuf> = files.filter(|path| path.extension().unwrap() != "expected").collect();
    assert!(pages.len() >= 13);
    for page in pages {
        expect_file![format!("{}.expected", page.display())].assert_eq(&shown(&page));
    }
}
