//! Pages as documents: how each reader reads each documentation system's markup.

mod laws;

use crate::document::{Block, BlockKind, Document};
use crate::site::Site;
use crate::text::Lines;
use expect_test::expect_file;
use std::fs;
use std::path::Path;

fn read(file: &str, page: &str) -> Document {
    super::document(Path::new(file), page, &Site::default())
}

/// The labels around a block, from the outermost in.
fn labels(document: &Document, block: &Block) -> Vec<String> {
    let scopes = document.around(block.scope).map(|(_, scope)| {
        let label = scope.label.as_ref().map(|label| format!("{} @{}", label.raw, label.line)).unwrap_or_default();
        format!("{:?} {label}", scope.kind).trim_end().to_owned()
    });
    let mut labels: Vec<_> = scopes.collect();
    labels.reverse();
    labels
}

/// A document in lines: for each block its first line on the page, its kind, the labels around it, and its text.
fn shown(document: &Document, page: &str) -> String {
    let lines = Lines::of(page);
    let blocks = document.blocks.iter().map(|block| {
        let start = block.text.as_str().len() - block.text.as_str().trim_start().len();
        let line = lines.line(block.text.offset(start));
        let kind = match &block.kind {
            BlockKind::Code(language) => format!("Code({})", language.as_deref().unwrap_or_default()),
            kind => format!("{kind:?}"),
        };
        let text = block.text.as_str().trim().replace('\n', "\n    ");
        format!("{line} {kind} [{}]\n    {text}\n", labels(document, block).join(" > "))
    });
    blocks.collect()
}

#[test]
fn each_system_is_read_as_expected() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    for name in [
        "asciidoc.adoc",
        "docusaurus.mdx",
        "gitbook.html",
        "gitbook.txt",
        "mintlify.mdx",
        "notion.md",
        "openapi.json",
        "openapi.yaml",
        "plain.md",
        "readme.md",
        "redoc.html",
        "slate.md",
        "sphinx.html",
    ] {
        let page = fs::read_to_string(tests.join("pages").join(name)).unwrap();
        let document = shown(&read(name, &page), &page);
        expect_file![tests.join("documents").join(format!("{name}.txt"))].assert_eq(&document);
    }
}
