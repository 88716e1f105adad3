//! Rules for each chapter.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use test_support::markdown::{copies, refreshed};

/// A chapter with more text must be split.
const MOST_LINES: usize = 250;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn source() -> PathBuf {
    root().join("docs/src")
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
        let copied: usize = copies(&text).iter().map(|copy| copy.lines.len()).sum();
        assert!(text.lines().count() - copied <= MOST_LINES, "{}", path.display());
    }
}

/// Chapters are read on GitHub and in a clone as well, where nothing includes files. So they contain copies of compiled files.
#[test]
fn copies_are_as_their_sources() {
    for (path, text) in chapters() {
        let folder = path.parent().unwrap().strip_prefix(root()).unwrap().to_str().unwrap();
        let current = refreshed(&text, folder, root());
        if text != current && std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&path, &current).unwrap();
        } else {
            // Without both texts, which are long.
            assert!(text == current, "{}: run `UPDATE_EXPECT=1 cargo test --test book`", path.display());
        }
        assert!(!current.contains("{{#"), "{}: GitHub does not know this directive of mdBook", path.display());
        let line = code_without_source(&current);
        assert_eq!(line, None, "{}: no comment names the source of the block in this line", path.display());
    }
}

/// A block of another language than these has code, and code is a copy of a file that is compiled or that a test reads.
const WITHOUT_SOURCE: [&str; 3] = ["json", "sh", "text"];

/// The first line of a block of code that is not a copy.
fn code_without_source(text: &str) -> Option<usize> {
    let copies = copies(text);
    let mut is_open = false;
    text.lines().enumerate().find_map(|(at, line)| {
        let language = line.trim_start().strip_prefix("```")?;
        is_open = !is_open;
        // The fence of a copy is the line before it. A copy of text may contain blocks.
        let is_copy = copies.iter().any(|copy| copy.lines.start == at + 1 || copy.lines.contains(&at));
        (is_open && !is_copy && !WITHOUT_SOURCE.contains(&language)).then_some(at + 1)
    })
}

#[test]
fn a_block_of_code_needs_a_source() {
    let chapter = |comment: &str, language: &str| format!("# A\n\n{comment}\n```{language}\na\n```\n");
    assert_eq!(code_without_source(&chapter("<!-- a.rs -->", "rust")), None);
    assert_eq!(code_without_source(&chapter("", "text")), None);
    for language in ["rust", "toml", "yaml", ""] {
        assert_eq!(code_without_source(&chapter("", language)), Some(4), "{language}");
    }
}

#[test]
#[should_panic = "code/a.rs:y: no such anchor"]
fn a_source_must_exist() {
    let folder = test_support::folder(&[("code/a.rs", "// ANCHOR: x\na();\n// ANCHOR_END: x\n")]);
    let _ = refreshed("<!-- code/a.rs:y -->\n```rust\n```\n", "docs/src", folder.path());
}

#[test]
fn a_part_is_copied_without_its_marks_and_indentation() {
    let folder =
        test_support::folder(&[("code/a.rs", "fn a() {\n    // ANCHOR: x\n    b();\n\n    // ANCHOR_END: x\n}\n")]);
    let chapter = "- one:\n\n  ```rust\n  {{#include ../../code/a.rs:x}}\n  ```\n\n{{#include ../../code/a.rs:x}}\n";
    let copied =
        "- one:\n\n  <!-- code/a.rs:x -->\n  ```rust\n  b();\n  ```\n\n<!-- code/a.rs:x -->\n\nb();\n\n<!-- end -->\n";
    assert_eq!(refreshed(chapter, "docs/src", folder.path()), copied);
    let outdated = copied.replace("b();", "c();\nd();");
    assert_eq!(refreshed(&outdated, "docs/src", folder.path()), copied);
    assert_eq!(test_support::markdown::copied(copied, "a.rs:x").as_deref(), Some("b();\n"));
}
