//! Chapters, their tables, and their code spans.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The root of the workspace.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A chapter, such as `operations/delivery`.
pub(crate) fn chapter(name: &str) -> String {
    read(format!("docs/src/{name}.md"))
}

/// The rows of a table, without its header.
pub(crate) type Rows = Vec<Vec<String>>;

/// The tables of a chapter whose headers have these cells.
pub(crate) fn tables(text: &str, head: &[&str]) -> Vec<Rows> {
    let mut tables = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if cells(line).is_some_and(|cells| cells == head) {
            tables.push(lines.by_ref().skip(1).map_while(cells).collect());
        }
    }
    tables
}

/// The only table of a chapter with this header.
pub(crate) fn table(text: &str, head: &[&str]) -> Rows {
    let mut tables = tables(text, head);
    assert_eq!(tables.len(), 1, "tables with the head {head:?}");
    tables.remove(0)
}

/// The cells of a line of a table. A `|` within a cell is written `\|`.
fn cells(line: &str) -> Option<Vec<String>> {
    let inner = line.strip_prefix('|')?.strip_suffix('|')?.replace(r"\|", "\0");
    Some(inner.split('|').map(|cell| cell.trim().replace('\0', "|")).collect())
}

/// The texts of the code spans in a cell or a text.
pub(crate) fn spans(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The text of the only code span in a cell.
pub(crate) fn span(cell: &str) -> String {
    let mut spans = spans(cell);
    assert_eq!(spans.len(), 1, "{cell}");
    spans.remove(0)
}

pub(crate) fn set<T: Into<String>>(items: impl IntoIterator<Item = T>) -> BTreeSet<String> {
    items.into_iter().map(Into::into).collect()
}

/// All Rust files in a folder of the workspace.
pub(crate) fn sources(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}
