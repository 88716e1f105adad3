//! Rules for each chapter.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use test_support::markdown::{anchored, blocks, includes};

/// A longer chapter must be split.
const MOST_LINES: usize = 250;

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/src")
}

/// All chapters, by their paths, with their texts.
fn chapters() -> Vec<(PathBuf, String)> {
    let paths = test_support::files(&source()).into_iter().map(|path| source().join(path));
    let chapters = paths.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    chapters.map(|path| (path.clone(), fs::read_to_string(&path).unwrap())).collect()
}

#[test]
fn the_summary_lists_each_chapter() {
    let summary = fs::read_to_string(source().join("SUMMARY.md")).unwrap();
    let listed: BTreeSet<_> =
        summary.split("](").skip(1).map(|rest| source().join(rest.split_once(')').unwrap().0)).collect();
    let exist = chapters().into_iter().map(|(path, _)| path).filter(|path| !path.ends_with("SUMMARY.md")).collect();
    assert_eq!(listed, exist);
}

#[test]
fn chapters_are_short() {
    for (path, text) in chapters() {
        assert!(text.lines().count() <= MOST_LINES, "{}", path.display());
    }
}

/// Code must be included from a file that is compiled or that a test reads. Only single lines may be written in the chapter.
#[test]
fn no_chapter_has_code_of_its_own() {
    for (path, text) in chapters() {
        for block in ["rust", "toml"].into_iter().flat_map(|language| blocks(&text, language)) {
            let is_included = block.lines().skip(1).all(|line| line.trim_start().starts_with("{{#include "));
            assert!(is_included || block.lines().count() <= 2, "{}: not included:{block}", path.display());
        }
    }
}

/// If an anchor does not exist, mdBook includes nothing and reports no error.
#[test]
fn each_include_exists() {
    for (path, text) in chapters() {
        for (file, anchor) in includes(&text) {
            let at = format!("{}: {file}", path.display());
            let included = fs::read_to_string(path.parent().unwrap().join(file)).expect(&at);
            let region = anchor.map_or(Some(included.clone()), |anchor| anchored(&included, anchor));
            assert!(region.is_some_and(|region| !region.trim().is_empty()), "{at}: {anchor:?}");
        }
    }
}
