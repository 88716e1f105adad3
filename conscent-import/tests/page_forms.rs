//! Pages in all formats of documentation. Each page in `pages/` has a file with the expected result; `UPDATE_EXPECT=1`
//! writes these files.
mod conscent;

use conscent_import::{Why, page};
use expect_test::expect_file;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// All payloads with their headings and notes, and all that is left out, with the reason.
fn shown(file: &Path) -> String {
    let name = file.file_name().unwrap();
    let page = page::parse(Path::new(name), &fs::read_to_string(file).unwrap(), &conscent::site());
    let mut shown = String::new();
    for one in page.taken {
        let heading =
            one.heading.map_or("none".to_owned(), |heading| format!("{:?}, line {}", heading.name, heading.line));
        writeln!(shown, "{}: {} {}, heading: {heading}", one.location, one.api, one.event).unwrap();
        one.note.iter().for_each(|note| writeln!(shown, "{note}").unwrap());
        writeln!(shown, "{}\n", one.text).unwrap();
    }
    for one in page.left_out {
        writeln!(shown, "{one}").unwrap();
    }
    shown
}

fn pages() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.extension().unwrap() != "expected").collect()
}

#[test]
fn every_form_of_page_is_read_as_expected() {
    let pages = pages();
    assert!(pages.len() >= 29);
    for page in pages {
        expect_file![format!("{}.expected", page.display())].assert_eq(&shown(&page));
    }
}

/// Too many questions are as bad as guesses. On all pages, only these payloads have no name: two tables' examples of a
/// field, a limit under "Retries", and a payload under "Security" below that of a login.
#[test]
fn few_payloads_ask_for_their_event() {
    let site = conscent::site();
    let read = |page: &PathBuf| page::parse(page, &fs::read_to_string(page).unwrap(), &site);
    let all: Vec<_> = pages().iter().map(read).collect();
    let left_out = all.iter().flat_map(|page| &page.left_out);
    let asks = left_out.filter(|one| matches!(one.why, Why::NoEvent(_) | Why::NoApi(_))).count();
    assert_eq!(asks, 4);
}
